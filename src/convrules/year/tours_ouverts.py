"""Of a period that is over: may what lacks decide, or turns that are still open alone?

A verdict moves one way with the rows: whatever is found of those that lack something, it is between their two
ends. Source: docs/langage, « Verdict ».
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.records import replace
from convrules.year.bornes import exactly
from convrules.year.dossier import Dossier
from convrules.year.rangs import Option, Rang, best, joined, worst
from convrules.year.verdict import TOUT_DEFAVORABLE, TOUT_FAVORABLE, conforms

Choix: TypeAlias = Callable[[Rang], tuple[Option, Fraction]]


def turns_leave_open(dossier: Dossier) -> bool:
    """Whatever is found of what lacks, is the rule kept or missed by the turns that are still open? Not told
    (False) of what is asked exactly, nor where a turn may bring any number of rows."""
    avenir = dossier.avenir
    if not avenir.clos or avenir.suites or dossier.regime.sens is ir.Sens.EXACTEMENT:
        return False
    kind, hard = (worst, best) if dossier.regime.sens is ir.Sens.AU_PLUS else (best, worst)
    kept = conforms(_with_turns(dossier, kind), TOUT_DEFAVORABLE)
    return kept and not conforms(_with_turns(dossier, hard), TOUT_FAVORABLE)


def _with_turns(dossier: Dossier, choix: Choix) -> Dossier:
    """With each turn that is still open as this would have it."""
    rows = tuple(_as_chosen(r, choix) if r.futur else r for r in joined(dossier.rangs))
    return replace(dossier, rangs=rows)


def _as_chosen(rang: Rang, choix: Choix) -> Rang:
    option, taux = choix(rang)
    return replace(rang, options=frozenset({option}), taux=exactly(taux), par_option=(), selon=frozenset())
