"""What the journal says of one vacancy: the events it records beside the data, and the decisions.

The journal gives what the data leave unknown; where both are known and differ, neither is believed.
Source: docs/langage, « Les actes enregistrés ».
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.dates import JOUR_MIN, Evenement, connu, inconnu
from convrules.base.outcomes import Cause, Indetermine, causes_of
from convrules.base.records import replace
from convrules.base.values import Cellule, Connu, Erreur, Inconnu, SansObjet
from convrules.facts.coherence import filled, happened
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, ResultatDecision, Statut
from convrules.runtime.decisions import DecisionLue, decision_named, decisions_of
from convrules.runtime.forms import as_issue
from convrules.runtime.journal import Acte, acts_of_vacancy, day, standing, text
from convrules.runtime.scalar import evaluate

EVENEMENTS: Final = ("orientation", "remise", "reprise", "echange")
"""Acts that are events of the vacancy, under the same name."""
DE_COMPTE: Final = ("remise", "reprise")
"""Acts that may set the account of this letting."""
COMPTE: Final = "contingent"
ORIENTE: Final = "orienté vers"
"""The account that the orientation in force names. No rule can read it: a name holds no space."""


# --- events and account ---------------------------------------------------------------------
def with_acts(vacance: Vacance, faits: Faits | None, au: date) -> Vacance:
    """The vacancy with what the journal records of it by `au`."""
    if faits is None or not faits.actes:
        return vacance
    acts = {nom: recorded_act(vacance, faits, nom, au) for nom in EVENEMENTS}
    found: dict[str, Cellule] = {}
    for nom, act in acts.items():
        own, jour = vacance.ligne.cellule(nom), act.jour if act is not None else None
        some_day = _some_day(vacance, faits, nom, jour, au)
        if isinstance(own, Inconnu) and some_day is not None:
            found[nom] = Connu(some_day)
        elif jour is not None:
            found[nom] = _event(own, jour, later=some_day is not None)
    account = _account([act for nom in DE_COMPTE if (act := acts[nom]) is not None])
    toward = _account([acts["orientation"]]) if acts["orientation"] is not None else None
    if toward is not None:
        found[ORIENTE] = Connu(toward)
    if account is not None:
        found[COMPTE] = _same(vacance.ligne.cellule(COMPTE), account)
    if isinstance(vacance.ligne.cellule(COMPTE), Inconnu) and _undated(vacance, faits):
        # Why: it may be the one that gives the account, or that takes it back.
        found[COMPTE] = Erreur("une ligne du journal qui en décide ne dit pas sa date")
    if not found:
        return vacance
    ligne = replace(vacance.ligne, cellules={**vacance.ligne.cellules, **found})
    return replace(vacance, ligne=filled(ligne))


def _undated(vacance: Vacance, faits: Faits) -> bool:
    """Is there an act that gives the letting to somebody, or back, of which nothing says the day?"""
    return any(
        act.jour is None and (nom in DE_COMPTE or text(act.ligne.cellule("compte")) is not None)
        for nom in ("orientation", *DE_COMPTE)
        for act in acts_of_vacancy(faits, nom, vacance.id) or ()
    )


def recorded_act(vacance: Vacance, faits: Faits | None, nom: str, au: date) -> Acte | None:
    """The line that stands for one act on this vacancy, as of a day."""
    acts = acts_of_vacancy(faits, nom, vacance.id)
    return standing(acts, au)[0] if acts else None


def _event(cell: Cellule, jour: date, *, later: bool) -> Cellule:
    """The day that the journal gives, unless the data exclude it; or perhaps a later one, of a line that does
    not say its day."""
    match cell:
        case Connu(valeur=Evenement() as own):
            if own.low <= jour.toordinal() <= own.high:
                return Connu(replace(own, debut=jour) if later else connu(jour))
            said = own.connu.isoformat() if own.connu is not None else "pas survenu à cette date"
            return Erreur(f"les données disent {said}, le journal {jour.isoformat()}")
        case Inconnu():
            return Connu(connu(jour))
        case Connu(valeur=valeur):
            same = valeur == jour
            return cell if same else Erreur(f"les données disent {valeur}, le journal {jour.isoformat()}")
        case SansObjet():
            return Erreur(f"les données disent sans objet, le journal {jour.isoformat()}")
        case Erreur():
            return cell


def _some_day(vacance: Vacance, faits: Faits, nom: str, jour: date | None, au: date) -> Evenement | None:
    """An act of which a line does not say the day: perhaps before all that the data say of the vacancy,
    perhaps after the day one looks. None without such a line, or when the data date nothing.

    jour: of the latest line that says it, which the other one may replace."""
    undated = [act for act in acts_of_vacancy(faits, nom, vacance.id) or () if act.jour is None]
    if not undated:
        return None
    cause = min(undated[0].doutes, key=lambda cause: cause.fait)
    unknown = inconnu(cause.fait, cause.ligne, cause.genre)
    if jour is not None:
        return replace(unknown, debut=jour, fin=au, jamais=False, ouvert=False)
    events = [e for cell in vacance.ligne.cellules.values() if (e := happened(cell)) is not None]
    days = [e.debut for e in events if e.debut is not None and e.debut > JOUR_MIN]
    return replace(unknown, debut=min(days) - timedelta(days=1)) if days else None


def _account(acts: list[Acte]) -> str | None:
    """The account set by the latest act that names one."""
    named = [(a.jour, text(a.ligne.cellule("compte"))) for a in acts if a.jour is not None]
    known = sorted((jour, compte) for jour, compte in named if compte is not None)
    return known[-1][1] if known else None


def _same(cell: Cellule, compte: str) -> Cellule:
    if isinstance(cell, Inconnu):
        return Connu(compte)
    if isinstance(cell, Connu) and cell.valeur != compte:
        return Erreur(f"les données disent {cell.valeur}, le journal {compte}")
    return cell


# --- decisions ------------------------------------------------------------------------------
def with_decisions(decision: Decision, contexte: Contexte) -> Decision:
    """The result with the human decisions recorded about the vacancy, and those it waits for."""
    if not contexte.programme.of(ir.DecisionHumaine):
        return decision
    asked = frozenset(_asked(decision, contexte))
    found = tuple(_shown(read) for read in decisions_of(contexte, causes_in(decision), asked))
    return replace(decision, decisions=found) if found else decision


def _asked(decision: Decision, contexte: Contexte) -> Iterator[str]:
    """Decisions that no rule reads and that the paper asks for here: out of its scope it asks nothing, nor
    where their own condition is not met."""
    if decision.territoire is False or set(decision.statut.possibles) == {Statut.HORS_CHAMP}:
        return
    for ident in contexte.programme.non_lues:
        clause = decision_named(contexte.programme, ident)
        si = clause.entete.si if clause is not None else None
        issue = as_issue(evaluate(si, contexte).valeur) if si is not None else True
        if issue is True or isinstance(issue, Indetermine):
            yield ident


def causes_in(decision: Decision) -> frozenset[Cause]:
    """Every cause that leaves something of the vacancy open."""
    clauses = (
        *decision.champs,
        *decision.soustractions,
        *decision.eligibilites,
        *decision.obligations,
        *decision.suites,
        *(m.resultat for m in decision.modes),
    )
    issues = (*(r.issue for r in clauses), *(m.issue for m in decision.menages), decision.eligible)
    found = frozenset[Cause]().union(*(causes_of(issue) for issue in issues))
    found = found.union(*(e.causes for e in decision.elements))
    effects = (causes_of(e.issue) for e in decision.effets)
    exercise = decision.exercice.causes if decision.exercice is not None else frozenset()
    return found.union(decision.statut.causes, exercise, *(d.causes for d in decision.delais), *effects)


def _shown(read: DecisionLue) -> ResultatDecision:
    ligne = read.acte
    return ResultatDecision(
        clause=read.clause,
        element=read.element,
        reponse=read.issue,
        jour=day(ligne.cellule("date")) if ligne is not None else None,
        par=_said(ligne, "par"),
        motif=_said(ligne, "motif"),
    )


def _said(ligne: Ligne | None, colonne: str) -> str | None:
    return text(ligne.cellule(colonne)) if ligne is not None else None
