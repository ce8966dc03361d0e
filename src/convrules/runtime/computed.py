"""Computed columns of a mapping: a definition evaluated on one row, before any convention is known."""

from datetime import date
from types import MappingProxyType
from typing import Final

from convrules import ir
from convrules.base.dates import JOUR_MAX
from convrules.base.outcomes import Genre, Indetermine, NonApplicable
from convrules.base.values import INCONNU, SANS_OBJET, Cellule, Connu, Erreur
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.scalar import evaluate

SANS_CONVENTION: Final = Programme(
    convention=ir.Convention(ident=""),
    socles=(),
    clauses=(),
    parametres=MappingProxyType({}),
    chaine=(),
    boucles=frozenset(),
)

RETENUES: Final = 1_000
"""Expressions prepared at most, whatever the number of mappings that a process reads."""


def computed_cell(expr: ir.Expr, vacance: Vacance, au: date = JOUR_MAX) -> Cellule:
    """The cell that a `calcul` gives on one vacancy: unknown when a fact it reads is, in error when one
    is unreadable. `au` is the end of time unless given: a column holds what the row records, and each
    evaluation then looks at it as of its own day."""
    if len(SANS_CONVENTION.evaluations) > RETENUES:
        SANS_CONVENTION.evaluations.clear()
    valeur = evaluate(expr, Contexte(programme=SANS_CONVENTION, au=au, jour=au, vacance=vacance)).valeur
    match valeur:
        case NonApplicable():
            return SANS_OBJET
        case Indetermine(causes=causes):
            wrong = sorted(c.fait for c in causes if c.genre is Genre.ERREUR)
            return Erreur(", ".join(wrong)) if wrong else INCONNU
        case _:
            return Connu(valeur)
