"""Status of a vacancy under one convention: four tests in order, the first that is vrai decides.

Source: docs/langage, « Le statut d'une vacance ».
"""

from collections.abc import Sequence
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, non, toutes, une
from convrules.base.records import dataclass
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause, ResultatDroit, ResultatStatut, Statut
from convrules.runtime.identified import identified_clauses, locks


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai:
    """One of the tests, with the clauses that make it hold."""

    statut: Statut
    issue: Issue
    clauses: tuple[ResultatClause | ResultatDroit, ...] = ()


RIEN_N_EN_DIT: Final = ResultatStatut(possibles=(Statut.DANS_L_ASSIETTE,))
"""Where no clause is about the status."""


def evaluate_status(
    champs: Sequence[ResultatClause], soustractions: Sequence[ResultatClause], contexte: Contexte
) -> ResultatStatut:
    """Possible statuses: those of the undetermined tests before the first that is vrai, and its own."""
    if not champs and not soustractions and not identified_clauses(contexte.programme):
        return RIEN_N_EN_DIT
    outside = tuple(c for c in champs if c.issue is False)
    withdrawn = tuple(s for s in soustractions if s.issue is True)
    locked, rights = locks(contexte)
    locking = tuple(r for r in rights if r.issue is True)
    inside = toutes(c.among_rules(silent=True) for c in champs)
    out = une(s.among_rules(silent=False) for s in soustractions)
    tests = (
        Essai(statut=Statut.HORS_CHAMP, issue=non(inside), clauses=outside),
        Essai(statut=Statut.RESERVE_IDENTIFIE, issue=locked, clauses=locking),
        Essai(statut=Statut.SOUSTRAIT, issue=out, clauses=withdrawn),
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
        droits=rights if Statut.RESERVE_IDENTIFIE in possibles else (),
    )


def _deciding(test: Essai) -> str | None:
    return test.clauses[0].clause.entete.ident if test.clauses else None


def _category(soustractions: Sequence[ResultatClause]) -> str | None:
    """The one category of the withdrawals that hold or may hold; None when there are several."""
    held = [s for s in soustractions if s.issue is True or causes_of(s.issue)]
    names = {s.clause.categorie for s in held if isinstance(s.clause, ir.Soustraction)}
    return names.pop() if len(names) == 1 else None
