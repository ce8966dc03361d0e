"""Human decisions: one recorded fact per element of the level that the clause names.

Until a line of the journal records it, the answer is awaited; a later line replaces it from its own date.
Source: docs/langage, « Les actes enregistrés ».
"""

from collections.abc import Iterator
from typing import Final

from convrules import ir
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Cause,
    Genre,
    Indetermine,
    Issue,
)
from convrules.base.records import dataclass, replace
from convrules.base.values import Cellule, Connu, Erreur, Inconnu, SansObjet
from convrules.compiler import Programme
from convrules.facts.records import Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.journal import Acte, Clef, acts_on, common_issue, missing, standing, text
from convrules.runtime.reading import named_by

SANS_ELEMENT: Final = frozenset({"convention", "reservataire"})
"""Levels of which a convention has one element only."""
LIGNES: Final = {"candidature": "candidatures", "refus": "refus", "droit": "droits"}
RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLue:
    """What is known of one decision on one element. `acte`: the line that stands, if one is recorded."""

    clause: ir.DecisionHumaine
    element: str
    issue: Issue
    acte: Ligne | None = None


def decision_named(programme: Programme, ident: str) -> ir.DecisionHumaine | None:
    for clause in programme.clauses:
        if clause.ident == ident and isinstance(clause.clause, ir.DecisionHumaine):
            return clause.clause
    return None


def read_decision(ident: str, contexte: Contexte) -> DecisionLue:
    """The answer recorded for the element under judgement, as of the day one looks."""
    clause = decision_named(contexte.programme, ident)
    assert clause is not None, "checked: a rule reads decisions of its own files"
    if not clause.entete.en_vigueur.contains(contexte.jour):
        return DecisionLue(clause=clause, element="", issue=NON_APPLICABLE)
    found = element(clause.porte_sur, contexte)
    if isinstance(found, SansObjet):
        return DecisionLue(clause=clause, element="", issue=NON_APPLICABLE)
    if isinstance(found, Inconnu | Erreur):
        return _of_unknown_element(clause, found, contexte)
    return _recorded(clause, found, contexte)


# --- elements -------------------------------------------------------------------------------
def element(niveau: str, contexte: Contexte) -> Clef | Inconnu | Erreur | SansObjet:
    """What identifies, in the journal, the element of this level that is under judgement."""
    if niveau in SANS_ELEMENT:
        return ()
    if niveau in LIGNES:
        return _of_row(niveau, contexte)
    cell = _cell(niveau, contexte)
    if not isinstance(cell, Connu):
        return cell
    return ((niveau, text(cell) or ""),)


def _of_row(niveau: str, contexte: Contexte) -> Clef | Inconnu | Erreur | SansObjet:
    """A candidature, a refusal or a right; without one at hand, that of the household retained, which the
    journal records on the vacancy alone."""
    ligne = contexte.ligne
    if ligne is not None and ligne.table == LIGNES[niveau]:
        return ((niveau, ligne.id),)
    if contexte.vacance is None or niveau == "droit":
        return Inconnu()
    return (("vacance", contexte.vacance.id),)


def _cell(niveau: str, contexte: Contexte) -> Cellule:
    if niveau in contexte.cellule:
        return contexte.cellule[niveau]
    ligne, vacance = contexte.ligne, contexte.vacance
    if ligne is not None and ligne.table == f"{niveau}s":
        return Connu(ligne.id)
    if niveau == ir.Niveau.DEMANDE:
        named = named_by(contexte)
        return named.cellule(niveau) if named is not None else Inconnu()
    if vacance is None:
        return ligne.cellule(niveau) if ligne is not None else Inconnu()
    if niveau == "vacance":
        return Connu(vacance.id)
    cell = vacance.cellule(niveau)
    upper = {"logement": vacance.logement, "programme": vacance.programme}.get(niveau)
    if isinstance(cell, Inconnu) and upper is not None and upper.id:
        return Connu(upper.id)
    return cell


# --- answers --------------------------------------------------------------------------------
def _recorded(clause: ir.DecisionHumaine, matter: Clef, contexte: Contexte) -> DecisionLue:
    awaited = _awaited(clause, matter)
    aside = clause.porte_sur if clause.porte_sur in LIGNES and matter[0][0] == "vacance" else None
    issue, last = answer_on(clause.entete.ident, matter, awaited, contexte, aside)
    shown = " ".join(valeur for _, valeur in matter)
    return DecisionLue(clause=clause, element=shown, issue=issue, acte=last.ligne if last else None)


def answer_on(
    ident: str, matter: Clef, awaited: Cause, contexte: Contexte, aside: str | None = None
) -> tuple[Issue, Acte | None]:
    """The answer that the journal records under a name about one matter, and the line that stands.

    awaited: why it is not known while nothing is recorded. aside: a column that the lines leave empty."""
    acts = acts_on(contexte.faits, "decision", ident, contexte.programme.convention.ident, matter)
    if acts is None:
        return Indetermine(frozenset({awaited})), None
    if aside is not None:
        acts = [a for a in acts if not isinstance(a.ligne.cellule(aside), Connu)]
    last, others = standing(acts, contexte.au, contexte.actes_apres)
    first: Issue = Indetermine(frozenset({awaited})) if last is None else _answer(last)
    issues = [(first, RIEN), *((_answer(a), a.doutes) for a in others)]
    shown = " ".join(valeur for _, valeur in matter)
    contradiction = Cause(fait=ident, genre=Genre.ERREUR, ligne=shown)
    doubts = RIEN if any(a.doutes for a in others) else frozenset({contradiction})
    return common_issue(issues, doubts), last


def _awaited(clause: ir.DecisionHumaine, matter: Clef) -> Cause:
    """The row is named when it is not the vacancy itself."""
    level, valeur = matter[0] if matter else ("", "")
    where = "" if level in ("", "vacance") else f"{LIGNES.get(level, level)} {valeur}"
    return Cause(fait=clause.entete.ident, genre=Genre.HUMAIN, ligne=where)


def _answer(acte: Acte) -> Issue:
    cell = acte.ligne.cellule("reponse")
    if isinstance(cell, Connu) and isinstance(cell.valeur, bool):
        return cell.valeur
    cause = missing(acte.ligne, "reponse")
    # Why an error even when empty: a decision recorded without its answer is a line to correct.
    return Indetermine(frozenset({replace(cause, genre=Genre.ERREUR)}))


def _of_unknown_element(
    clause: ir.DecisionHumaine, cell: Inconnu | Erreur, contexte: Contexte
) -> DecisionLue:
    """Nobody knows which element it is: the fact is missing, and perhaps the decision too."""
    genre = Genre.ERREUR if isinstance(cell, Erreur) else Genre.MANQUANT
    causes = frozenset(
        {Cause(fait=clause.porte_sur, genre=genre), Cause(fait=clause.entete.ident, genre=Genre.HUMAIN)}
    )
    return DecisionLue(clause=clause, element="", issue=Indetermine(causes))


# --- what one vacancy waits for -------------------------------------------------------------
def decisions_of(
    contexte: Contexte, awaited: frozenset[Cause], demandees: frozenset[str]
) -> Iterator[DecisionLue]:
    """Decisions recorded about this vacancy or what it belongs to, and those that are awaited: by its
    results, or by nobody but the paper when no rule reads them.

    awaited: causes of the vacancy's results. demandees: decisions that no rule reads and that arise here."""
    names = {c.fait for c in awaited if c.genre is Genre.HUMAIN} | demandees
    for clause in contexte.programme.clauses:
        own = clause.clause
        if not isinstance(own, ir.DecisionHumaine):
            continue
        for here in _places(own, contexte):
            read = read_decision(clause.ident, here)
            if read.acte is not None or (clause.ident in names and isinstance(read.issue, Indetermine)):
                yield read


def _places(clause: ir.DecisionHumaine, contexte: Contexte) -> Iterator[Contexte]:
    vacance = contexte.vacance
    # Why: nothing is awaited of the demand of nobody; the rule that reads it misses which one it is.
    nobody_s = clause.porte_sur == ir.Niveau.DEMANDE and not isinstance(_cell("demande", contexte), Connu)
    if vacance is None or not nobody_s:
        yield contexte
    if vacance is None or clause.porte_sur not in (*LIGNES, ir.Niveau.DEMANDE):
        return
    rows = {
        "candidature": vacance.candidatures,
        "refus": vacance.refus,
        "droit": vacance.droits,
        "demande": vacance.candidatures,
    }
    for ligne in rows[clause.porte_sur] or ():
        yield replace(contexte, ligne=ligne)
