"""A year replayed one dwelling at a time, the whole advice given at each: the definition of a replay.

Each dwelling that has gone to somebody, by reference date, is a step: the advice given on the accounts as
the steps before left them. Source: docs/langage, « Rejouer une année ».
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.facts.records import Faits, Vacance
from convrules.orientation.anticipation import looking_ahead
from convrules.orientation.apports import Apport
from convrules.orientation.bornes import from_nothing
from convrules.orientation.comptes import Titulaire
from convrules.orientation.etapes import Lecture, sort_of
from convrules.orientation.limites import limits
from convrules.orientation.model import BAILLEUR, Candidat, Orientation
from convrules.orientation.propre import own_balance
from convrules.orientation.ranking import Bailleur, advise
from convrules.orientation.replayed import (
    Attribue,
    Decompte,
    Laissee,
    Pas,
    Rejeu,
    Sommet,
    TitulaireRejoue,
    silence,
)
from convrules.orientation.session import (
    PROPRES,
    Session,
    beside,
    counted_on,
    followed,
    give,
    offered,
    open_session,
    plus_steps,
    with_steps,
)
from convrules.year.atteinte import Lecteur
from convrules.year.suivi import Suivi


@dataclass(slots=True, kw_only=True)
class _Compte:
    convention: ir.Convention | None
    du: Fraction = Fraction(0)
    recu: int = 0
    conseille: int = 0
    pire: Sommet | None = None
    pire_conseil: Sommet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Etape:
    """A dwelling to replay. `a`: to whom it went."""

    vacance: Vacance
    jour: date
    a: str
    eligibles: int


@dataclass(slots=True, kw_only=True)
class _Partie:
    """Two sessions on the same accounts, one per way of giving."""

    conseil: Session
    fait: Session
    aside: frozenset[str]
    comptes: dict[str, _Compte] = field(default_factory=dict)
    pas: list[Attribue] = field(default_factory=list)
    bornes: set[Fraction | None] = field(default_factory=set)
    decompte: Decompte = field(default_factory=Decompte)


def replay(bailleur: Bailleur, faits: Faits, annee: int, au: date, avancer: Pas = silence) -> Rejeu:
    """The year `annee` as known on `au`, its last day at the latest for what counts."""
    close = min(au, date(annee, 12, 31))
    every = frozenset(v.id for v in faits.vacances)
    session = bare(open_session(bailleur.programmes, bailleur.politique, faits, close, every, connu=au))
    apports = [apports_of(t) for t in session.titulaires]
    steps, left, still_open = _sorted(session, faits.vacances, annee, apports)
    caps = limits(session.titulaires, frozenset(step.vacance.id for step in steps))
    ahead = looking_ahead(beside(session), session.regime.faits, borne=from_nothing(session.titulaires))
    partie = _Partie(conseil=replace(ahead, limites=caps, bref=True), fait=beside(session), aside=every)
    for done, step in enumerate(steps, 1):
        _play(partie, step)
        avancer(done, len(steps))
    return Rejeu(
        annee=annee,
        au=au,
        titulaires=tuple(_told(ident, c) for ident, c in sorted(partie.comptes.items(), key=_order)),
        pas=tuple(partie.pas),
        laissees=left,
        ouvertes=still_open,
        borne=min(b for b in partie.bornes if b is not None)
        if partie.bornes and None not in partie.bornes
        else None,
        politique=session.cadre.politique if session.regime.politique is not None else None,
        soldes=tuple(unknown_balances(session)),
        lisent=tuple(dict.fromkeys(readers(bailleur))),
        anticipation=None
        if ahead.cours is None
        else partie.decompte.close(ahead.cours.regle, ahead.cours.prevision),
        seules=sum(len(t.suivis) for t in session.titulaires),
        lues=lambda: [_under_each(session, step.vacance.id, apports) for step in steps],
    )


def _under_each(session: Session, vacance: str, apports: Sequence[Mapping[str, Apport]]) -> list[Lecture]:
    """A dwelling under each holder; what it is to each is read once."""
    suivis = ((n, t.suivis.get(vacance)) for n, t in enumerate(session.titulaires))
    return [read(session, n, suivi, apports[n]) for n, suivi in suivis if suivi is not None]


def readers(bailleur: Bailleur) -> Iterator[str]:
    """Clauses that ask whether an account is reached."""
    for programme in bailleur.programmes:
        for clause in programme.clauses:
            if clause.atteintes and not isinstance(clause.clause, ir.Tour):
                yield clause.ident


def bare(session: Session) -> Session:
    """Without what the year itself recorded of dwellings kept back."""
    return replace(session, regime=replace(session.regime, actes=(), supposes={}))


def _order(item: tuple[str, _Compte]) -> tuple[bool, str]:
    return item[1].convention is None, item[0]


def _told(ident: str, c: _Compte) -> TitulaireRejoue:
    return TitulaireRejoue(
        ident=ident,
        convention=c.convention,
        du=c.du,
        recu=c.recu,
        conseille=c.conseille,
        pire=c.pire,
        pire_conseil=c.pire_conseil,
    )


# --- which dwellings --------------------------------------------------------------------------
def _sorted(
    session: Session, vacances: Sequence[Vacance], annee: int, apports: Sequence[Mapping[str, Apport]]
) -> tuple[list[_Etape], tuple[Laissee, ...], int]:
    """Dwellings to replay by reference date, then as those of one day are; those left aside; how many are
    due and have gone to nobody."""
    steps: list[_Etape] = []
    left: list[Laissee] = []
    still_open = 0
    for vacance in vacances:
        found = sort_of(_under_each(session, vacance.id, apports), annee)
        if isinstance(found, bool):
            still_open += found
        elif found.a is None or found.jour is None:
            left.append(Laissee(vacance=vacance.id, causes=found.causes, pour=found.pour, tu=found.tu))
        else:
            steps.append(_Etape(vacance=vacance, jour=found.jour, a=found.a, eligibles=found.eligibles))
    steps.sort(key=lambda s: (s.jour, s.eligibles, s.vacance.id))
    return steps, tuple(sorted(left, key=lambda x: x.vacance)), still_open


def apports_of(titulaire: Titulaire) -> Mapping[str, Apport]:
    """What each vacancy brought, by identifier."""
    return {a.vacance: a for a in titulaire.apports}


def read(session: Session, rang: int, suivi: Suivi, apports: Mapping[str, Apport]) -> Lecture:
    """A dwelling under the convention of a holder."""
    titulaire = session.titulaires[rang]
    return Lecture(
        rang=rang,
        titulaire=titulaire,
        suivi=suivi,
        apport=apports.get(suivi.vacance.id),
        offre=offered(session, titulaire, suivi),
    )


def unknown_balances(session: Session) -> Iterator[str]:
    """Holders whose balance brought forward is not known."""
    for titulaire in session.titulaires:
        cells = (c.resultat.solde_initial for part in titulaire.parts for c in part.cellules)
        if any(initial is None for initial in cells):
            yield titulaire.programme.convention.ident


# --- steps ------------------------------------------------------------------------------------
def _play(partie: _Partie, step: _Etape) -> None:
    """One dwelling, given as the advice says on one side, as it was on the other."""
    if partie.conseil.cours is not None:
        partie.conseil.cours.jour = step.jour
    advice = advise(partie.conseil, step.vacance, partie.aside)
    if advice.anticipation is not None:
        said = advice.anticipation
        partie.decompte.add(sans=said.sans, autrement=said.autrement)
    given = _named(advice, step.a)
    named, chosen = advice.propose, advice.propose or given
    partie.bornes.add(advice.borne)
    late: list[Fraction | None] = []
    on = counted_on(advice, chosen) if chosen is not None else None
    for candidat in advice.candidats:
        compte = partie.comptes.setdefault(candidat.ident, _Compte(convention=candidat.convention))
        compte.du += candidat.compte.taux.valeur or 0
        compte.recu += candidat.ident == step.a
        compte.conseille += candidat is chosen
        then = candidat.compte.apres if candidat.ident == on else candidat.compte.sinon
        late.append(then)
        if then is not None:
            compte.pire_conseil = _worst(compte.pire_conseil, then, step)
    was = dict(_as_it_was(partie, advice, step, counted_on(advice, given) if given is not None else None))
    for ident, retard in was.items():
        partie.comptes[ident].pire = _worst(partie.comptes[ident].pire, retard, step)
    partie.pas.append(
        Attribue(
            vacance=step.vacance.id,
            jour=step.jour,
            fait=step.a,
            conseil=named.ident if named is not None else None,
            pire=max(was.values(), default=None),
            pire_conseil=_largest(late),
        )
    )
    give(partie.conseil, step.vacance, advice, chosen)
    _remember(partie.conseil, step.vacance.id, chosen.ident if chosen is not None else step.a)
    give(partie.fait, step.vacance, replace(advice, gardes=()), given)


def _remember(session: Session, vacance: str, to: str) -> None:
    """For the steps to come: what the dwelling adds to caps, whose turn it passes."""
    if session.limites is not None:
        session.limites.give(to, vacance)
    comptes = session.regime.faits.comptes
    if isinstance(comptes, Lecteur):
        comptes.suppose(vacance, to)


def _named(advice: Orientation, ident: str) -> Candidat | None:
    return next((c for c in advice.candidats if c.ident == ident), None)


def _largest(late: Sequence[Fraction | None]) -> Fraction | None:
    known = [retard for retard in late if retard is not None]
    return max(known) if known and len(known) == len(late) else None


def _worst(known: Sommet | None, retard: Fraction, step: _Etape) -> Sommet:
    if known is not None and known.retard >= retard:
        return known
    return Sommet(retard=retard, jour=step.jour, vacance=step.vacance.id)


def _as_it_was(
    partie: _Partie, advice: Orientation, step: _Etape, on: str | None
) -> Iterator[tuple[str, Fraction]]:
    """Deficits after the step, given to whom it went; `on`: on whose account it counts."""
    session = partie.fait
    for titulaire, suivi in followed(session, step.vacance):
        ident = titulaire.programme.convention.ident
        offre = offered(session, titulaire, suivi)
        solde = with_steps(session, titulaire, offre.comptes[0], partie.aside)
        late = (solde.reporte or Fraction(0)) + solde.du + offre.total.min - solde.suppose
        yield ident, late - (ident == on)
    own = _named(advice, BAILLEUR)
    if own is not None:
        known = session.soldes.get(partie.aside)
        if known is None:
            known = session.soldes[partie.aside] = own_balance(
                session.titulaires, partie.aside, session.autres
            )
        solde = plus_steps(known, session.propre, PROPRES)
        yield BAILLEUR, solde.du + own.compte.taux.min - solde.suppose - (on == BAILLEUR)
