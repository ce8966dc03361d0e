"""Whom to offer a dwelling to: hard rules, then what ranks those eligible for certain.

Source: docs/langage, « L'orientation ». Advice only: the person who orients decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import assert_never

from convrules import ir, vocabulary
from convrules.base.outcomes import Indetermine, Issue, NonApplicable, causes_of, et
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.orientation import classement
from convrules.orientation.attente import PARTI, VENU
from convrules.orientation.bornes import bound, gap, open_to_all
from convrules.orientation.classement import Cadre, Regles, measured, placed, ranked, would_come_first
from convrules.orientation.comptes import Solde, Titulaire, balance, frame, prepare, rates_of
from convrules.orientation.flux import Clefs, PartCellule, holding, perhaps_holding, texts
from convrules.orientation.model import (
    BAILLEUR,
    Candidat,
    Citation,
    EtatCompte,
    Garde,
    Orientation,
    Plafond,
    PolitiqueCompilee,
    Rangement,
    Variante,
)
from convrules.orientation.plafonds import caps_reached
from convrules.orientation.propre import own_balance
from convrules.orientation.regles import Regime, RegleLue, citation, open_regime, rules_for
from convrules.runtime.closing import waits
from convrules.runtime.decision import Decision, ResultatDefaut
from convrules.runtime.reading import read_event
from convrules.year.comptes import counts_others
from convrules.year.imputation import closing
from convrules.year.livre import ledger
from convrules.year.soldes import SOLDES
from convrules.year.suivi import Suivi


@dataclass(frozen=True, slots=True, kw_only=True)
class Bailleur:
    """Whose dwellings: its conventions, its policy (None: the deficit alone ranks)."""

    programmes: tuple[Programme, ...]
    politique: PolitiqueCompilee | None = None


def rank(bailleur: Bailleur, faits: Faits, vacance: Vacance, au: date) -> Orientation:
    """Advice for one dwelling, the account of every holder being read as of `au`."""
    named = frozenset({vacance.id})
    return _advise(_open(bailleur, faits, au, named), vacance, named)


def rank_day(
    bailleur: Bailleur, faits: Faits, au: date, vacances: Iterable[Vacance] | None = None
) -> tuple[Orientation, ...]:
    """Advice for several dwellings (all those not yet oriented, by default), each a step that supposes
    the one before followed: by fewest eligible holders, then identifier. Reproducible, not always best.
    """
    asked = list(vacances) if vacances is not None else []
    session = _open(bailleur, faits, au, frozenset(v.id for v in asked))
    waiting = asked if vacances is not None else [v for v in faits.vacances if _waits(session, v)]
    waiting.sort(key=lambda v: (_eligible_count(session, v), v.id))
    aside = frozenset(v.id for v in waiting)
    advice = []
    for vacance in waiting:
        found = _advise(session, vacance, aside)
        _take(session, vacance, found)
        advice.append(found)
    return tuple(advice)


# --- state ----------------------------------------------------------------------------------
@dataclass(slots=True, kw_only=True)
class Pas:
    """Steps supposed since the accounts were read, for one holder and one set of cells."""

    du: dict[PartCellule, Fraction] = field(default_factory=dict)
    donnes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Accounts read once, and the steps supposed since. `propre`: of the landlord's own share; `soldes`:
    its deficit, by vacancies set aside. `ouvert`: has everything been open to everybody so far?"""

    titulaires: tuple[Titulaire, ...]
    regime: Regime
    cadre: Cadre
    au: date
    ouvert: bool
    soldes: dict[frozenset[str], Solde] = field(default_factory=dict)
    pas: dict[tuple[str, Clefs], Pas] = field(default_factory=dict)
    propre: Pas = field(default_factory=Pas)


def _open(bailleur: Bailleur, faits: Faits, au: date, named: frozenset[str]) -> Session:
    limites = counts_others(bailleur.programmes)
    found = (frame(p, faits, au, None if limites else named) for p in bailleur.programmes)
    cadres = [cadre for cadre in found if cadre is not None]
    livre = ledger(cadres)
    titulaires = tuple(prepare(replace(cadre, livre=livre)) for cadre in cadres)
    regime = open_regime(bailleur.politique, faits, au)
    politique = regime.politique.politique if regime.politique is not None else None
    finer = frozenset(code for t in titulaires for code in t.cadre.finer)
    idents = frozenset(t.programme.convention.ident for t in titulaires)
    cadre = Cadre(
        departage=politique.departage if politique is not None else None,
        politique=politique.ident if politique is not None else None,
        comptes=frozenset(vocabulary.codes("contingent")) | finer | idents,
    )
    ouvert = politique is None and open_to_all(titulaires)
    return Session(titulaires=titulaires, regime=regime, cadre=cadre, au=au, ouvert=ouvert)


def _suivis(session: Session, vacance: Vacance) -> tuple[tuple[Titulaire, Suivi], ...]:
    """Holders whose territory the dwelling is on, or may be."""
    found = ((t, t.suivis.get(vacance.id)) for t in session.titulaires)
    return tuple((t, suivi) for t, suivi in found if suivi is not None)


def _waits(session: Session, vacance: Vacance) -> bool:
    """There to be offered, neither oriented nor kept back, its turn still open, and perhaps in somebody's
    assiette."""
    followed = [suivi for _, suivi in _suivis(session, vacance)]
    if not followed or any(a.vacance == vacance.id for a in session.regime.actes):
        return False

    def happened(nom: str) -> bool:
        # Why every convention: the turn that one of them closes is no longer there for the others.
        days = (read_event(nom, suivi.mondes[0].contexte).connu for suivi in followed)
        return any(day is not None and day <= session.au for day in days)

    if any(map(happened, PARTI)) or not any(map(happened, VENU)):
        return False
    return any(not isinstance(s.decision.eligible, NonApplicable) for s in followed)


def _eligible_count(session: Session, vacance: Vacance) -> int:
    return sum(s.decision.eligible is True for _, s in _suivis(session, vacance))


def _take(session: Session, vacance: Vacance, advice: Orientation) -> None:
    """Suppose the advice followed: every holder's due grows, one takes the dwelling."""
    chosen = advice.propose
    if chosen is None:
        return
    for garde in advice.gardes[:1]:
        nom = garde.clause.clause
        session.regime.supposes[nom] = session.regime.supposes.get(nom, 0) + 1
    for titulaire, suivi in _suivis(session, vacance):
        cellules = frozenset(holding(suivi, titulaire.cadre, titulaire.parts))
        ident = titulaire.programme.convention.ident
        pas = session.pas.setdefault((ident, cellules), Pas())
        for key, taux in rates_of(titulaire, suivi, cellules).items():
            pas.du[key] = pas.du.get(key, Fraction(0)) + taux
        pas.donnes += ident == chosen.ident
    own = next((c for c in advice.candidats if c.convention is None), None)
    if own is not None:
        session.propre.du[PROPRE] = session.propre.du.get(PROPRE, Fraction(0)) + own.compte.taux
        session.propre.donnes += chosen.convention is None and own.compte.compte


PROPRE: PartCellule = (BAILLEUR, ())


def _supposed(session: Session, ident: str, cellules: Clefs) -> tuple[Fraction, int]:
    """What the steps supposed so far made due and gave, in these cells."""
    due, given = Fraction(0), 0
    for (owner, cells), pas in session.pas.items():
        if owner == ident and cells & cellules:
            due += sum((t for key, t in pas.du.items() if key in cellules), Fraction(0))
            given += pas.donnes
    return due, given


# --- advice ---------------------------------------------------------------------------------
def _advise(session: Session, vacance: Vacance, without: frozenset[str]) -> Orientation:
    suivis = _suivis(session, vacance)
    lues = rules_for(session.regime, vacance, suivis)
    alternatives = classement.variants(lues, session.cadre)
    found = [_candidate(session, t, s, without) for t, s in suivis]
    own = _own(session, found, suivis, without)
    if own is None and any(isinstance(v, Garde) for lue in lues for v in lue.valeurs):
        # Why: a reserve keeps the dwelling even where the shares leave the landlord nothing.
        own = _landlord(session, Fraction(0), without)
    settled = [_settled(c, alternatives) for c in (*found, *((own,) if own is not None else ()))]
    everyone = placed(settled, alternatives)
    if not any(_may_hold(t, s) for t, s in suivis):
        everyone = [replace(c, compte=replace(c.compte, compte=False)) for c in everyone]
    regles = alternatives[0]
    first = [ranked([c for c in everyone if c.rangement is Rangement.CLASSE], r) for r in alternatives]
    return _orientation(session, vacance, everyone, regles, (lues, alternatives, first))


def _may_hold(titulaire: Titulaire, suivi: Suivi) -> bool:
    cells = (holding, perhaps_holding)
    return any(True for find in cells for _ in find(suivi, titulaire.cadre, titulaire.parts))


Lectures = tuple[tuple[RegleLue, ...], tuple[Regles, ...], list[tuple[Candidat, ...]]]


def _orientation(
    session: Session, vacance: Vacance, everyone: Sequence[Candidat], regles: Regles, lectures: Lectures
) -> Orientation:
    lues, alternatives, rankings = lectures
    shown = rankings[0]
    first = shown[0] if shown else None
    unsure = [
        replace(c, viendrait_premier=would_come_first(c, first, regles))
        for c in everyone
        if c.rangement is Rangement.INDETERMINE
    ]
    refused = [c for c in everyone if c.rangement is Rangement.INELIGIBLE]
    doubt = [lue for lue in lues if lue.en_doute]
    variantes = tuple(_variants(alternatives, rankings)) if doubt and not classement.too_many(lues) else ()
    alone = regles.par_defaut and not doubt and session.regime.politique is None
    orientation = Orientation(
        vacance=vacance.id,
        au=session.au,
        candidats=(
            *shown,
            *sorted(unsure, key=lambda c: c.ident),
            *sorted(refused, key=lambda c: c.ident),
        ),
        borne=None,
        politique=session.cadre.politique,
        gardes=regles.gardes,
        conflit=regles.conflit,
        variantes=variantes if len({v.ordre for v in variantes}) > 1 else (),
        causes=frozenset().union(*(lue.causes for lue in doubt)),
        absents=_absent(suivi.decision for _, suivi in _suivis(session, vacance)),
    )
    if len({v.ordre for v in variantes}) == 1:
        orientation = replace(orientation, causes=frozenset())
    if alone:
        borne = bound(len(session.titulaires) + 1, everyone) if session.ouvert else None
        return replace(orientation, borne=borne)
    return replace(orientation, ecart=gap(orientation))


def _variants(alternatives: Sequence[Regles], rankings: Sequence[Sequence[Candidat]]) -> Iterator[Variante]:
    for regles, ranking in zip(alternatives, rankings, strict=True):
        yield Variante(avec=regles.avec, sans=regles.sans, ordre=tuple(c.ident for c in ranking))


def _absent(decisions: Iterable[Decision]) -> tuple[ResultatDefaut, ...]:
    """Holders without convention in force here, each once."""
    found = (x for d in decisions for x in (*d.recueillis, *((d.defaut,) if d.defaut else ())))
    return tuple({x.absent: x for x in found}.values())


# --- one holder -----------------------------------------------------------------------------
def _candidate(session: Session, titulaire: Titulaire, suivi: Suivi, without: frozenset[str]) -> Candidat:
    cadre, convention = titulaire.cadre, titulaire.programme.convention
    cellules = frozenset(holding(suivi, cadre, titulaire.parts))
    # Only a certain place in the flow makes a share due; the account is shown all the same.
    taux = sum(rates_of(titulaire, suivi, cellules).values(), Fraction(0))
    cellules = cellules or frozenset(perhaps_holding(suivi, cadre, titulaire.parts))
    solde = balance(titulaire, cellules, without)
    due, given = _supposed(session, convention.ident, cellules)
    monde = texts(suivi, cadre.au)[0]
    plafonds = tuple(caps_reached(titulaire.plafonds, suivi, monde, cadre, given))
    eligible = suivi.decision.eligible
    for plafond in plafonds:
        eligible = et(eligible, plafond.issue)
    return Candidat(
        convention=convention,
        rangement=_place(eligible),
        eligible=eligible,
        compte=EtatCompte(
            taux=taux,
            reporte=solde.reporte,
            du=solde.du + due,
            oriente=solde.oriente,
            suppose=given,
            en_doute=solde.en_doute,
            rendus=solde.rendus,
            du_en_doute=solde.du_en_doute,
            doutes=solde.doutes,
            causes=solde.causes,
        ),
        clause=_refusing(titulaire, suivi.decision, plafonds),
        causes=causes_of(eligible),
        avertissements=plafonds,
        types=_names(titulaire),
        exercice=suivi.decision.exercice,
        en_vigueur=suivi.decision.en_vigueur,
        reference=suivi.decision.reference,
        fins=tuple(e for e in closing(suivi.decision.effets) if not waits(e.issue)),
    )


def _names(titulaire: Titulaire) -> frozenset[str]:
    """Its type, and the finer accounts attached to that type."""
    holder = titulaire.programme.convention.reservataire
    if holder is None:
        return frozenset()
    return frozenset({holder.type, *(c for c, t in titulaire.cadre.finer.items() if t == holder.type)})


def _place(issue: Issue) -> Rangement:
    """Only vrai permits."""
    match issue:
        case True:
            return Rangement.CLASSE
        case False | NonApplicable():
            return Rangement.INELIGIBLE
        case Indetermine():
            return Rangement.INDETERMINE
        case _:
            assert_never(issue)


def _settled(candidat: Candidat, alternatives: Sequence[Regles]) -> Candidat:
    """Only what is known ranks: a balance that may decide and is not known leaves the holder in doubt."""
    if candidat.rangement is not Rangement.INELIGIBLE:
        if not measured(candidat.compte, alternatives):
            causes = candidat.causes | {SOLDES}
            return replace(candidat, rangement=Rangement.INDETERMINE, causes=causes, clause=None)
        return replace(candidat, clause=None)
    return replace(candidat, causes=frozenset())


def _refusing(titulaire: Titulaire, decision: Decision, plafonds: Iterable[Plafond]) -> Citation | None:
    """The clause that refuses: of eligibility, a cap, or the one that gave the status. None does when the
    convention is not in force."""
    if decision.en_vigueur is False:
        return None
    texte = titulaire.programme.convention.ident
    for resultat in decision.eligibilites:
        household = isinstance(resultat.clause, ir.Eligibilite) and resultat.clause.menage
        if resultat.issue is False and not household:
            return citation(resultat.clause.entete, texte)
    for plafond in plafonds:
        if plafond.issue is False and decision.eligible is True:
            return citation(plafond.clause.entete, texte)
    ident = decision.statut.clause
    named = (c.clause.entete for c in titulaire.programme.clauses if c.ident == ident)
    entete = next(named, None)
    return citation(entete, texte) if entete is not None else None


# --- the landlord's own share ---------------------------------------------------------------
def _accrues(suivis: Iterable[tuple[Titulaire, Suivi]]) -> bool:
    """Does the dwelling make shares due this year: is it in an assiette for certain, and in this year?"""
    for titulaire, suivi in suivis:
        reference = suivi.decision.reference.connu
        here = reference is None or titulaire.cadre.periode.contains(reference)
        if here and any(holding(suivi, titulaire.cadre, titulaire.parts)):
            return True
    return False


def _own(
    session: Session,
    holders: Sequence[Candidat],
    suivis: Iterable[tuple[Titulaire, Suivi]],
    without: frozenset[str],
) -> Candidat | None:
    """The landlord's own share as one of the holders; none when the shares exceed the whole."""
    shares = sum((c.compte.taux for c in holders), Fraction(0))
    taux = 1 - shares if _accrues(suivis) else Fraction(0)
    return _landlord(session, taux, without) if taux >= 0 else None


def _landlord(session: Session, taux: Fraction, without: frozenset[str]) -> Candidat:
    solde = session.soldes.get(without)
    if solde is None:
        solde = session.soldes[without] = own_balance(session.titulaires, without)
    return Candidat(
        convention=None,
        rangement=Rangement.CLASSE,
        eligible=True,
        compte=EtatCompte(
            taux=taux,
            reporte=solde.reporte,
            du=solde.du + session.propre.du.get(PROPRE, Fraction(0)),
            oriente=solde.oriente,
            suppose=session.propre.donnes,
            en_doute=solde.en_doute,
            du_en_doute=solde.du_en_doute,
            doutes=solde.doutes,
            causes=solde.causes,
        ),
    )
