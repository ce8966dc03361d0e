"""An expected vacancy that turns out to be of no flow, beyond those that surely come: taken by an identified
right, or out of the scope. What a rule asks of either, its base and what it counts, may see it all the same.

Source: docs/langage, « Ce qui peut encore venir ».
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from convrules import ir
from convrules.base.outcomes import Indetermine
from convrules.runtime.context import Contexte
from convrules.runtime.identified import identified_clauses
from convrules.runtime.rules import judge


class Ecart(Enum):
    """Why it is of no flow."""

    RESERVE = "réservé"
    HORS_CHAMP = "hors du champ"


VOIENT: Final[Mapping[Ecart, frozenset[ir.StatutPopulation | None]]] = MappingProxyType(
    {
        Ecart.RESERVE: frozenset({None, ir.StatutPopulation.CHAMP}),
        Ecart.HORS_CHAMP: frozenset({None}),
    }
)
"""Populations that such a vacancy is of, by the status they ask for."""


class Vu(NamedTuple):
    """What a rule sees of such a vacancy: is it of what it counts, of its base?"""

    ecart: Ecart
    compte: bool
    base: bool


def seen_out(base: ir.Population, counted: Iterable[ir.Population], contexte: Contexte) -> frozenset[Vu]:
    """One for each way out of the flow that is open to it. counted: nothing where the base is counted in."""
    programme, counted = contexte.programme, tuple(counted) or (base,)
    ways: list[Ecart] = [Ecart.RESERVE] if identified_clauses(programme) else []
    scope = [judge(clause, contexte).issue for clause in programme.of(ir.ClauseChamp)]
    if any(issue is False or isinstance(issue, Indetermine) for issue in scope):
        ways.append(Ecart.HORS_CHAMP)
    return frozenset(
        Vu(ecart=way, compte=any(p.statut in VOIENT[way] for p in counted), base=base.statut in VOIENT[way])
        for way in ways
    )
