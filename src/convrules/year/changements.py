"""A rule that begins, changes or ends in the year; what exceptions make of it in a cell. Data only."""

from datetime import date
from enum import StrEnum
from typing import Any

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass


class Quoi(StrEnum):
    DEBUT = "debut"
    CHANGEMENT = "changement"
    FIN = "fin"
    REPRISE = "reprise"
    """After a repeal for a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Valeur:
    """What changes, by its name: a key of the clause, or a parameter (None: it says nothing)."""

    nom: str
    avant: Any
    apres: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CasChange:
    """An exception that changes what a rule says, or a part whose text a quota within it follows. `si`: its
    condition; `ecarte`: it sets the rule aside; `finit`: it is the one that ends; `valeurs`: keys that it
    replaces."""

    nom: str
    si: Any
    ecarte: bool
    finit: bool
    valeurs: tuple[Valeur, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """`jour`: the first of the new text, or the last of the rule. `figee`: it asks a number, or counts
    a stock, and has the text of the first day of its period; `seuil`: this is such a day. `textes`: what was
    written before and what is since, when it is the clause that changes, and `valeurs` its keys that do;
    `par`: other clauses and parameters that change it, `exceptions` and `parametres` what these say;
    `retouche`: the amendment that adds it or ends it."""

    quoi: Quoi
    jour: date
    figee: bool
    seuil: bool = False
    textes: tuple[ir.Clause, ir.Clause] | None = None
    valeurs: tuple[Valeur, ...] = ()
    par: tuple[str, ...] = ()
    exceptions: tuple[CasChange, ...] = ()
    parametres: tuple[Valeur, ...] = ()
    retouche: ir.Retouche | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dite:
    """A clause as a cell has it. `clause`: its text, with the keys that exceptions replace there;
    `exceptions`: those, by their place; none where it is as signed. `cles`: the keys that they give.
    `ecartee`: they set it aside instead. `certaine`: does it decide, for the whole period or for some of its
    days? Where that is not known, `causes` says for want of what, unless it comes to the same."""

    clause: ir.Part | ir.Quota
    exceptions: tuple[ir.ExceptionClause, ...] = ()
    cles: tuple[str, ...] = ()
    ecartee: bool = False
    certaine: bool = True
    causes: frozenset[Cause] = frozenset()

    @property
    def noms(self) -> tuple[str, ...]:
        return tuple(e.entete.ident for e in self.exceptions)
