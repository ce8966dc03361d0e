"""Who owes a deadline or an obligation: the holder, whoever exercises its rights, or the landlord."""

import unicodedata

from convrules import ir
from convrules.compiler import ClauseCompilee
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, ResultatDelegation, ResultatExercice
from convrules.runtime.rules import resolve


def owed_by_holder_under_delegation(clause: ClauseCompilee, contexte: Contexte) -> bool:
    """Under « gestion déléguée au bailleur », what the holder owes does not apply. Undetermined debtors
    are left in: they are judged, hence never excused for want of a fact. Whoever exercises the rights is
    the holder unless a delegation is in force, or may be."""
    choix = contexte.programme.convention.choix
    if choix is None or not choix.gestion_deleguee:
        return False
    named = [c.valeur for c in resolve(clause, "débiteur", contexte).candidats if c.valeur is not None]
    return bool(named) and all(isinstance(v, str) and _is_holder(v, contexte.exercice) for v in named)


def _is_holder(debiteur: str, exercice: ResultatExercice | None) -> bool:
    if plain(debiteur) == "exercant":
        return exercice is None or exercice.possibles == (None,)
    return plain(debiteur) == "reservataire"


def exercised_by(clause: ir.Clause, decision: Decision) -> tuple[ResultatDelegation | None, ...] | None:
    """Who « exerçant » may stand for in this clause (None: the holder itself); None for any other debtor.
    Empty when several delegations are in force together."""
    debiteur = clause.entete.debiteur
    if debiteur is None or plain(debiteur) != "exercant":
        return None
    return (None,) if decision.exercice is None else decision.exercice.possibles


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(c for c in letters if not unicodedata.combining(c))
