"""Status of a vacancy under one convention: four tests in order, the first that is vrai decides.

Source: docs/langage, « Le statut d'une vacance ».
"""

from collections.abc import Sequence
from dataclasses import dataclass

from convrules import ir
from convrules.base.outcomes import (
    Cause,
    Genre,
    Indetermine,
    Issue,
    causes_of,
    et,
    indetermine,
    non,
    ou,
    toutes,
    une,
)
from convrules.base.values import Cellule, Connu, Erreur
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause, ResultatStatut, Statut
from convrules.runtime.operators import normal_text
from convrules.runtime.rights import live_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai:
    """One of the tests, with the clauses that make it hold."""

    statut: Statut
    issue: Issue
    clauses: tuple[ResultatClause, ...] = ()


def evaluate_status(
    champs: Sequence[ResultatClause], soustractions: Sequence[ResultatClause], contexte: Contexte
) -> ResultatStatut:
    """Possible statuses: those of the undetermined tests before the first that is vrai, and its own."""
    outside = tuple(c for c in champs if c.issue is False)
    withdrawn = tuple(s for s in soustractions if s.issue is True)
    tests = (
        Essai(statut=Statut.HORS_CHAMP, issue=non(toutes(c.issue for c in champs)), clauses=outside),
        Essai(statut=Statut.RESERVE_IDENTIFIE, issue=identified_right(contexte)),
        Essai(statut=Statut.SOUSTRAIT, issue=une(s.issue for s in soustractions), clauses=withdrawn),
        Essai(statut=Statut.DANS_L_ASSIETTE, issue=True),
    )
    possibles: list[Statut] = []
    causes: frozenset[Cause] = frozenset()
    for test in tests:
        if isinstance(test.issue, Indetermine):
            possibles.append(test.statut)
            causes |= test.issue.causes
        elif test.issue is True:
            possibles.append(test.statut)
            break
    decided = len(possibles) == 1
    return ResultatStatut(
        possibles=tuple(possibles),
        causes=causes,
        clause=_deciding(test) if decided else None,
        categorie=_category(soustractions) if possibles == [Statut.SOUSTRAIT] else None,
    )


def _deciding(test: Essai) -> str | None:
    return test.clauses[0].clause.entete.ident if test.clauses else None


def _category(soustractions: Sequence[ResultatClause]) -> str | None:
    """The one category of the withdrawals that hold or may hold; None when there are several."""
    held = [s for s in soustractions if s.issue is True or causes_of(s.issue)]
    names = {s.clause.categorie for s in held if isinstance(s.clause, ir.Soustraction)}
    return names.pop() if len(names) == 1 else None


# --- identified rights ----------------------------------------------------------------------
def identified_right(contexte: Contexte) -> Issue:
    """Does a live right lock this very dwelling? LIMIT: the rule of a `droit identifié` is not evaluated
    yet, so the answer is faux when no live right can bear on the dwelling, otherwise not known."""
    if not has_identified_rights(contexte.programme):
        return False
    vacance = contexte.vacance
    assert vacance is not None, "a status is that of a vacancy"
    if vacance.droits is None:
        return indetermine("droits")
    possible: Issue = False
    for droit in vacance.droits:
        possible = ou(possible, et(_bears_on(droit, vacance), live_on(droit, contexte.jour)))
    if possible is False:
        return False
    return Indetermine(causes_of(possible) | {Cause(fait="droits")})


def has_identified_rights(programme: Programme) -> bool:
    return any(isinstance(c.clause, ir.DroitIdentifie) for c in programme.clauses)


def _bears_on(droit: Ligne, vacance: Vacance) -> Issue:
    """On this dwelling by its key; a right that names no dwelling may bear on one of its programme."""
    row = f"droits {droit.id}"
    same = _same_key(droit.cellule("logement"), vacance.cellule("logement"), "logement", row)
    if not isinstance(same, Indetermine):
        return same
    programme = _same_key(droit.cellule("programme"), vacance.cellule("programme"), "programme", row)
    return False if programme is False else same


def _same_key(right: Cellule, own: Cellule, fait: str, row: str) -> Issue:
    if isinstance(right, Connu) and isinstance(own, Connu):
        return normal_text(str(right.valeur)) == normal_text(str(own.valeur))
    missing, ligne = (right, row) if not isinstance(right, Connu) else (own, "")
    genre = Genre.ERREUR if isinstance(missing, Erreur) else Genre.MANQUANT
    return indetermine(fait, genre, ligne)
