"""When a rule begins, changes or ends in the year, and which of its texts is shown.

Source: docs/langage, « Versions ».
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from convrules import ir
from convrules.base.records import dataclass
from convrules.compiler import ClauseCompilee, asks_number
from convrules.year.periode import Intervalle


class Quoi(StrEnum):
    DEBUT = "debut"
    CHANGEMENT = "changement"
    FIN = "fin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """`jour`: the first of the new text, or the last of the rule. `nombre`: it asks a number, which has the
    text of the first day of its period."""

    quoi: Quoi
    jour: date
    nombre: bool


def shown_on(clause: ClauseCompilee, periode: Intervalle) -> ir.Clause:
    """The text that is told: of a number that of the first day, otherwise the last of the period."""
    first = clause.on(periode.du)
    return first if _asks_number(first) else clause.on(periode.au)


def changes_in(clause: ClauseCompilee, periode: Intervalle) -> Iterator[Changement]:
    texts = clause.versions or (clause.clause,)
    for n, text in enumerate(texts):
        du = text.entete.en_vigueur.du
        if du is not None and periode.du < du <= periode.au:
            what = Quoi.CHANGEMENT if n else Quoi.DEBUT
            yield Changement(quoi=what, jour=du, nombre=_asks_number(text) or _asks_number(texts[0]))
    last = texts[-1].entete.en_vigueur.au
    if last is not None and periode.du <= last < periode.au:
        yield Changement(quoi=Quoi.FIN, jour=last, nombre=_asks_number(texts[-1]))


def _asks_number(text: ir.Clause) -> bool:
    return isinstance(text, ir.Quota) and asks_number(text.regle)
