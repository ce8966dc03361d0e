"""Up to which day the files of vacancies, taken together, say that each event is recorded.

Of several that each say their day, one that continues another says so (`complet du`), and carries its day
further. Files that say nothing of it stand side by side (two agencies, two programs): the first to stop
leaves days of which the others say nothing. Nothing is supposed. Source: docs/langage, « Correspondance ».
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import TEvenement
from convrules.facts.colonnes import completed
from convrules.facts.plan import make_plan

RECOUVREMENT: Final = timedelta(days=31)
"""How long a file that continues another may speak of its last days too, this many days not included."""
UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complet:
    """The last day up to which vacancies are all there, and where it is said. `fichier`: which file stops on
    it, where others go further; `suivant`: one of these, that does not say from which day it speaks. Both
    empty otherwise."""

    span: Span
    jour: date
    fichier: str = ""
    suivant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dit:
    """What a source says of an event: the day up to which it is recorded, and where it says so. `du`: the
    first of the days of which it speaks. `principale`: are its rows those of the table?"""

    source: str
    span: Span
    jour: date
    du: date | None
    principale: bool


def recorded(correspondance: ir.Correspondance | None) -> Mapping[str, Complet]:
    """By event."""
    found: dict[str, list[_Dit]] = defaultdict(list)
    for event, said in _said(correspondance) if correspondance is not None else ():
        found[event].append(said)
    return {event: _together(own) for event, own in found.items()}


def _said(correspondance: ir.Correspondance) -> Iterator[tuple[str, _Dit]]:
    plan = make_plan(correspondance, "vacances")
    for source in plan.sources:
        for colonne in plan.colonnes_de(source):
            day = completed(colonne, source).complet_au
            if day is not None and isinstance(colonne.type, TEvenement):
                yield (
                    colonne.champ,
                    _Dit(
                        source=source.nom,
                        span=colonne.span if colonne.complet_au is not None else source.span,
                        jour=day,
                        du=source.complet_du,
                        principale=plan.principale(source),
                    ),
                )


def _together(said: Sequence[_Dit]) -> Complet:
    """The first day on which a file stops that none continues."""
    last = max(said, key=lambda one: one.jour)
    rows = sorted((one for one in said if one.principale), key=lambda one: one.jour)
    further = sorted((one for one in rows if one.du is not None), key=lambda one: one.du or one.jour)
    for one in rows:
        if one.jour == rows[-1].jour:
            break
        # Why each once: of two agencies that stop together, one file carries one of them on.
        after = next((other for other in further if _continues(other, one)), None)
        if after is None:
            mute = next((x for x in rows if x.jour > one.jour and x.du is None), None)
            return Complet(
                span=one.span,
                jour=one.jour,
                fichier=_shown(one, mute),
                suivant=_shown(mute, one) if mute is not None else "",
            )
        further.remove(after)
    return Complet(span=last.span, jour=last.jour)


def _continues(later: _Dit, one: _Dit) -> bool:
    """Does a file carry on from where another stops?"""
    if later.du is None or later.jour <= one.jour:
        return False
    return one.jour - RECOUVREMENT < later.du <= one.jour + UN_JOUR


def _shown(said: _Dit, other: _Dit | None) -> str:
    """Its name alone, without folders, unless it is that of the other."""
    names = [one.source.replace("\\", "/").rpartition("/")[2] for one in (said, other) if one is not None]
    return said.source if len(set(names)) < len(names) else names[0]
