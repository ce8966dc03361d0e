"""A rule that begins, changes or ends in the year."""

from datetime import date
from enum import StrEnum

from convrules import ir
from convrules.base.records import dataclass


class Quoi(StrEnum):
    DEBUT = "debut"
    CHANGEMENT = "changement"
    FIN = "fin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """`jour`: the first of the new text, or the last of the rule. `figee`: it asks a number, or counts
    a stock, and has the text of the first day of its period; `seuil`: this is such a day. `textes`: what was
    written before and what is since, when it is the clause that changes, and `cles` its keys that do; `par`:
    exceptions and parameters that change it."""

    quoi: Quoi
    jour: date
    figee: bool
    seuil: bool = False
    textes: tuple[ir.Clause, ir.Clause] | None = None
    cles: tuple[str, ...] = ()
    par: tuple[str, ...] = ()
