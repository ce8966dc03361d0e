"""The aggregates of a year. Data only: equal whatever counted them, `a_part` aside."""

from dataclasses import field
from datetime import date
from fractions import Fraction

from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.runtime.decision import Statut
from convrules.year.model import Bornes
from convrules.year.rangs import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class AgregatCellule:
    """One part or quota in one cell. `options`: how many rows may be each set of (counted, in base), those
    that are neither left out; `base`, `realise`, `du`: sums of these rows, before forecast withdrawals, turns
    exchanged or given back, and balances."""

    cellule: tuple[tuple[str, str], ...]
    options: tuple[tuple[tuple[Option, ...], Fraction | int], ...]
    base: Bornes
    realise: Bornes
    du: Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class AgregatRegle:
    """A part or quota over one period. Without cells when it cannot be put in numbers, or says nothing.
    `trimestre`: the name of the period when it is a quarter, as « 2025-T3 »; empty otherwise."""

    clause: str
    periode: tuple[date, date]
    trimestre: str
    cellules: tuple[AgregatCellule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgregatDelai:
    """How many rows that may be of the period are in each state of a deadline, in the order of the words."""

    clause: str
    decomptes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgregatsConvention:
    """`periode`: the part of the year in which the convention is in force (None: it is not). `paires`: rows
    on its territory, or perhaps; `lignes`: those that may be of the period; `incertaines`: of these, those of
    several possible statuses, and `causes`, how many of them each cause concerns. `retraits`: by category.
    `a_part`: rows that the evaluator judged one by one, for one of these figures at least."""

    convention: str
    periode: tuple[date, date] | None
    paires: int
    lignes: int = 0
    statuts: tuple[tuple[Statut, Bornes], ...] = ()
    retraits: tuple[tuple[str, Bornes], ...] = ()
    incertaines: int = 0
    causes: tuple[tuple[Cause, int], ...] = ()
    regles: tuple[AgregatRegle, ...] = ()
    delais: tuple[AgregatDelai, ...] = ()
    a_part: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agregats:
    """Of each convention of a landlord, then of each set of rules that is judged once for all of them."""

    bailleur: str
    annee: int
    au: date
    conventions: tuple[AgregatsConvention, ...]
