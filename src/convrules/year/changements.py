"""When a rule begins, changes or ends in the year, and which of its texts is shown.

Source: docs/langage, « Versions ».
"""

from collections.abc import Container, Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Base
from convrules.compiler import ClauseCompilee, asks_number
from convrules.compiler.keys import keys_of
from convrules.year.periode import Intervalle


class Quoi(StrEnum):
    DEBUT = "debut"
    CHANGEMENT = "changement"
    FIN = "fin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """`jour`: the first of the new text, or the last of the rule. `figee`: it asks a number, or counts
    a stock, and has the text of the first day of its period."""

    quoi: Quoi
    jour: date
    figee: bool


def shown_on(clause: ClauseCompilee, periode: Intervalle) -> ir.Clause:
    """The text that is told: that of the first day where it is kept, otherwise the last of the period."""
    first = clause.on(periode.du)
    return first if _is_fixed(first) else clause.on(periode.au)


def changes_in(
    clause: ClauseCompilee, periode: Intervalle, debuts: Container[date] = ()
) -> Iterator[Changement]:
    """debuts: first days of the periods it is judged on, on which a text that is kept is taken anew."""
    texts = clause.versions or (clause.clause,)
    fixed = _is_fixed(clause.on(periode.du))
    begins = texts[0].entete.en_vigueur.du
    late = begins is not None and periode.du < begins <= periode.au
    if late and begins is not None:
        fixed = _is_fixed(texts[0])
        if not (fixed and begins in debuts):
            yield Changement(quoi=Quoi.DEBUT, jour=begins, figee=fixed)
    for before, text in pairwise(texts):
        du = text.entete.en_vigueur.du
        kept = fixed and du in debuts
        if du is not None and periode.du < du <= periode.au and not kept and keys_of(before) != keys_of(text):
            yield Changement(quoi=Quoi.CHANGEMENT, jour=du, figee=fixed)
    last = texts[-1].entete.en_vigueur.au
    if last is not None and periode.du <= last < periode.au and not (late and fixed):
        yield Changement(quoi=Quoi.FIN, jour=last, figee=fixed)


def _is_fixed(text: ir.Clause) -> bool:
    if not isinstance(text, ir.Quota):
        return False
    return asks_number(text.regle) or text.regle.population.base is Base.STOCK
