"""From typed conventions to rule objects: every key of every clause is a base case with exceptions."""

from convrules.compiler.build import Emprunts, asks_number, compile_clause, compile_convention, together
from convrules.compiler.chain import EVENEMENT_DE_L_ACTE, REPONSE, SENS_DE_REPONSE, circle_of, expressions_of
from convrules.compiler.model import (
    COMPTE,
    COMPTES,
    Cas,
    ClauseCompilee,
    Programme,
    Regle,
    Semblables,
    attached,
    cases,
    declared_accounts,
    designates,
    files_of,
    finer_accounts,
    is_holder,
    is_named,
    without_aside,
)

__all__ = [
    "COMPTE", "COMPTES", "EVENEMENT_DE_L_ACTE", "REPONSE", "SENS_DE_REPONSE", "Cas", "ClauseCompilee",
    "Emprunts", "Programme", "Regle", "Semblables", "asks_number", "attached", "cases", "circle_of",
    "compile_clause", "compile_convention", "declared_accounts", "designates", "expressions_of", "files_of",
    "finer_accounts", "is_holder", "is_named", "together", "without_aside",
]  # fmt: skip
