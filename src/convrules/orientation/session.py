"""Accounts read once for a day of advice, and the steps supposed since.

Source: docs/langage, « L'orientation ».
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import reduce

from convrules import vocabulary
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.orientation.apports import Apport
from convrules.orientation.attente import Presentes
from convrules.orientation.bornes import open_to_all
from convrules.orientation.classement import Cadre
from convrules.orientation.comptes import Solde, Titulaire, balance, frame, prepare
from convrules.orientation.cours import Cours
from convrules.orientation.d_autres_termes import DAutresTermes
from convrules.orientation.flux import Clefs, PartCellule, texts
from convrules.orientation.limites import Limites
from convrules.orientation.model import BAILLEUR, Candidat, Orientation
from convrules.orientation.offre import Offre, offer
from convrules.orientation.plafonds import Ici
from convrules.orientation.politique import PolitiqueCompilee
from convrules.orientation.regles import Regime, open_regime
from convrules.runtime.memoire import Communes
from convrules.year.atteinte import with_accounts
from convrules.year.bornes import ZERO, between, plus
from convrules.year.comptes import accounts, counts_others, decided
from convrules.year.imputation import Livre
from convrules.year.livre import ledger
from convrules.year.model import Bornes
from convrules.year.suivi import Suivi


@dataclass(slots=True, kw_only=True)
class Pas:
    """Steps supposed since the accounts were read, for one holder and one set of cells: what they made due
    by cell, the dwellings given; `doutes`: those of which one does not know it, for `causes`."""

    du: dict[PartCellule, Bornes] = field(default_factory=dict)
    donnes: int = 0
    donnes_peut_etre: int = 0
    doutes: set[str] = field(default_factory=set)
    causes: frozenset[Cause] = frozenset()

    def suppose(self, dus: Mapping[PartCellule, Bornes], *, given: bool, sure: bool) -> None:
        for key, taux in dus.items():
            self.du[key] = plus(self.du.get(key, ZERO), taux)
        self.donnes += given and sure
        self.donnes_peut_etre += given and not sure

    def doubt(self, vacance: str, causes: frozenset[Cause]) -> None:
        self.doutes.add(vacance)
        self.causes |= causes


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Accounts read once, and the steps supposed since. `finis`: of conventions that have ended in years
    before, under which dwellings wait. `autres`: as of `own_balance`. `propre`: of the landlord's own
    share; `soldes`: its deficit, by vacancies set aside; `suivis`: of each dwelling, the holders whose
    territory it is on, or may be; `offres`: what it is to a holder. `ouvert`: has everything been open to
    everybody so far, nothing else than the deficit ranking? `soldes_a_zero`: are balances that are not
    known taken for nothing? `donnes`: dwellings that the steps gave, by convention; `attendent`: those
    that advice is asked for; `limites`: of a year replayed, its annual caps. `bref`: is nothing asked but
    to whom? Ranks and gaps are then not told. `cours`: where the policy looks ahead, its plan."""

    titulaires: tuple[Titulaire, ...]
    finis: tuple[Titulaire, ...]
    autres: tuple[Apport, ...]
    suivis: Mapping[str, Sequence[tuple[Titulaire, Suivi]]]
    regime: Regime
    cadre: Cadre
    au: date
    ouvert: bool
    soldes_a_zero: bool = False
    soldes: dict[frozenset[str], Solde] = field(default_factory=dict)
    offres: dict[tuple[str, str], Offre] = field(default_factory=dict)
    pas: dict[tuple[str, Clefs, Clefs], Pas] = field(default_factory=dict)
    propre: Pas = field(default_factory=Pas)
    donnes: dict[str, list[Suivi]] = field(default_factory=dict)
    attendent: frozenset[str] = frozenset()
    limites: Limites | None = None
    bref: bool = False
    cours: Cours | None = None

    @property
    def everyone(self) -> tuple[Titulaire, ...]:
        return (*self.titulaires, *self.finis)


def _may_change(livre: Livre) -> bool:
    """May a turn that is still open give a letting to another?"""
    return any(entree.aujourdhui is not None for entree in livre.ecritures.values())


def _known_on(programmes: tuple[Programme, ...], faits: Faits, jour: date) -> Livre:
    faits = with_accounts(programmes, faits, jour)
    return Livre(ecritures=accounts(decided(programmes, faits, jour), faits, jour))


def open_session(
    programmes: tuple[Programme, ...],
    reglee: PolitiqueCompilee | None,
    faits: Faits,
    au: date,
    named: frozenset[str],
    rows: Mapping[str, Sequence[Vacance]] | None = None,
    connu: date | None = None,
    du_jour: bool = False,
) -> Session:
    """Read every holder's accounts as of `au`. `reglee`: the policy; `named`: dwellings asked for. `rows`: by
    convention, the vacancies that stand for all of its own, where these are not all to be read. `connu`: the
    day on which one knows to whom they went; None: what may yet change has not. `du_jour`: the year as it
    was, and not one given otherwise: turns that were exchanged count, and conventions that have ended have
    their dwellings. Of one or the other, what has gone to a holder since its term counts."""
    given, faits = faits, with_accounts(programmes, faits, au)
    limites = counts_others(programmes)
    chosen = rows or {}
    presentes = Presentes(faits, au, None if limites else named)
    found = [(p, frame(p, faits, au, presentes, chosen.get(p.convention.ident))) for p in programmes]
    cadres = [cadre for _, cadre in found if cadre is not None]
    ended = DAutresTermes([p for p, c in found if c is None], faits, au.year, au, presentes)
    livre = ledger([*cadres, *ended.of_ledger(cadres)])
    if connu is None:
        livre = replace(livre, du_jour=True)
    elif connu > au and _may_change(livre):
        livre = _known_on(programmes, given, connu)
    livre = replace(livre, connu=connu)
    communes: Communes | None = {} if du_jour else None
    until = au if du_jour or connu is not None else None
    titulaires = tuple(prepare(replace(cadre, livre=livre), communes, until) for cadre in cadres)
    finis = tuple(ended.ended(livre)) if du_jour else ()
    regime = open_regime(reglee, faits, au)
    politique = regime.politique.politique if regime.politique is not None else None
    finer = frozenset(code for t in titulaires for code in t.cadre.finer)
    idents = frozenset(t.programme.convention.ident for t in (*titulaires, *finis))
    cadre = Cadre(
        departage=politique.departage if politique is not None else None,
        politique=politique.ident if politique is not None else None,
        comptes=frozenset(vocabulary.codes("contingent")) | finer | idents,
    )
    # Why: a policy that only looks ahead leaves the deficit alone to rank as long as it promises a bound.
    alone = politique is None or not (politique.clauses or politique.departage is not None)
    ouvert = alone and (politique is None or politique.anticipation is not None) and open_to_all(titulaires)
    suivis: dict[str, list[tuple[Titulaire, Suivi]]] = {}
    for titulaire in (*titulaires, *finis):
        for ident, suivi in titulaire.suivis.items():
            suivis.setdefault(ident, []).append((titulaire, suivi))
    return Session(
        titulaires=titulaires,
        finis=finis,
        autres=ended.gone([t.cadre for t in titulaires], livre),
        suivis=suivis,
        regime=regime,
        cadre=cadre,
        au=au,
        ouvert=ouvert,
    )


def beside(session: Session) -> Session:
    """The same accounts, on which other steps are supposed, a balance that is not known being nothing."""
    regime = replace(session.regime, supposes=dict(session.regime.supposes))
    cours = session.cours.anew() if session.cours is not None else None
    return replace(session, regime=regime, pas={}, propre=Pas(), donnes={}, soldes_a_zero=True, cours=cours)


def followed(session: Session, vacance: Vacance) -> Sequence[tuple[Titulaire, Suivi]]:
    """Holders whose territory the dwelling is on, or may be."""
    return session.suivis.get(vacance.id, ())


def take(session: Session, vacance: Vacance, advice: Orientation) -> None:
    """Suppose the advice followed."""
    give(session, vacance, advice, advice.propose)


def give(session: Session, vacance: Vacance, advice: Orientation, chosen: Candidat | None) -> None:
    """Suppose the dwelling given: every holder's due grows, one takes it. Nothing, when it goes to nobody."""
    if chosen is None:
        return
    if session.cours is not None:
        session.cours.note(session.cours.genres.get(vacance.id), chosen.ident)
    for garde in advice.gardes[:1]:
        nom = garde.clause.clause
        session.regime.supposes[nom] = session.regime.supposes.get(nom, 0) + 1
    offres = []
    compte = counted_on(advice, chosen)
    for titulaire, suivi in followed(session, vacance):
        offre, ident = offered(session, titulaire, suivi), titulaire.programme.convention.ident
        offres.append(offre)
        if ident == chosen.ident:
            session.donnes.setdefault(ident, []).append(suivi)
        pas = session.pas.setdefault((ident, offre.sures, offre.peut_etre), Pas())
        pas.suppose(offre.dus, given=ident == compte, sure=bool(offre.sures))
        if offre.total.valeur is None or offre.peut_etre:
            pas.doubt(vacance.id, offre.causes)
    own = next((c for c in advice.candidats if c.convention is None), None)
    if own is None:
        return
    sure = any(o.sures for o in offres) or not any(o.peut_etre for o in offres)
    session.propre.suppose(
        {PROPRE: own.compte.taux}, given=compte == BAILLEUR and own.compte.compte, sure=sure
    )
    if own.compte.taux.valeur is None or not sure:
        session.propre.doubt(vacance.id, frozenset().union(*(o.causes for o in offres)))


def counted_on(advice: Orientation, chosen: Candidat) -> str | None:
    """On whose account a dwelling counts once it is given: of one that no part of its holder holds, on the
    landlord's. None where it has no own share."""
    if chosen.compte.compte:
        return chosen.ident
    return next((c.ident for c in advice.candidats if c.convention is None), None)


PROPRE: PartCellule = (BAILLEUR, ())
PROPRES: Clefs = frozenset({PROPRE})


def offered(session: Session, titulaire: Titulaire, suivi: Suivi) -> Offre:
    """What the dwelling is to this holder, read once."""
    key = titulaire.programme.convention.ident, suivi.vacance.id
    known = session.offres.get(key)
    if known is None:
        known = session.offres[key] = offer(titulaire, suivi)
    return known


def here(session: Session, titulaire: Titulaire, suivi: Suivi) -> Ici:
    """How the holder's caps and quotas look at a dwelling, the steps supposed so far given."""
    return Ici(
        monde=texts(suivi, titulaire.cadre.au)[0],
        donnes=session.donnes.get(titulaire.programme.convention.ident, ()),
        attendent=session.attendent,
    )


def with_steps(session: Session, titulaire: Titulaire, cellules: Clefs, without: frozenset[str]) -> Solde:
    """The account in these cells, with what the steps supposed so far made due and gave."""
    solde = balance(titulaire, cellules, without)
    ident = titulaire.programme.convention.ident
    for (owner, sures, peut_etre), pas in session.pas.items():
        if owner == ident and (sures | peut_etre) & cellules:
            solde = plus_steps(solde, pas, cellules, sure=bool(sures & cellules))
    return solde


def plus_steps(solde: Solde, pas: Pas, cellules: Clefs, *, sure: bool = True) -> Solde:
    """The account once these steps are supposed. sure: do these cells hold their dwellings for certain?"""
    due = reduce(plus, (t for key, t in pas.du.items() if key in cellules), ZERO)
    return replace(
        solde,
        du=solde.du + due.min,
        du_en_doute=plus(solde.du_en_doute, between(0, due.max - due.min)),
        suppose=solde.suppose + (pas.donnes if sure else 0),
        en_doute=solde.en_doute + pas.donnes_peut_etre + (0 if sure else pas.donnes),
        doutes=tuple(sorted({*solde.doutes, *pas.doutes})),
        causes=solde.causes | pas.causes,
    )
