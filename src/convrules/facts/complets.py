"""Up to which day the files of vacancies, taken together, say that each event is recorded.

A file that continues another carries its day further; two that speak of the same days stand side by side (two
agencies, two programs), and the first to stop leaves days of which the other says nothing.
Source: docs/langage, « Correspondance ».
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import Connu, TEvenement
from convrules.facts.chargement import FichierLu
from convrules.facts.colonnes import completed
from convrules.facts.plan import make_plan
from convrules.facts.records import Faits

_COTE_A_COTE: Final = Fraction(1, 2)
"""From which share of its own pace a file that speaks of the days of another stands beside it."""
_DEBUT: Final = 10
"""The rank of the day on which a file begins: so many in a hundred come before, late or mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dit:
    """What a source says of an event: the day up to which it is recorded, and where it says so. `principale`:
    are its rows those of the table?"""

    source: str
    span: Span
    jour: date
    principale: bool


def recorded(
    correspondance: ir.Correspondance | None, faits: Faits, fichiers: Iterable[FichierLu]
) -> Mapping[str, tuple[Span, date]]:
    """The last day up to which vacancies are all there, by event, and where it is said."""
    found: dict[str, list[_Dit]] = defaultdict(list)
    for event, said in _said(correspondance) if correspondance is not None else ():
        found[event].append(said)
    sources = {f.nom: f.source for f in fichiers if f.table == "vacances" and not f.jointe}
    return {event: _together(event, own, faits, sources) for event, own in found.items()}


def _said(correspondance: ir.Correspondance) -> Iterator[tuple[str, _Dit]]:
    plan = make_plan(correspondance, "vacances")
    for source in plan.sources:
        for colonne in plan.colonnes_de(source):
            day = completed(colonne, source).complet_au
            if day is not None and isinstance(colonne.type, TEvenement):
                span = colonne.span if colonne.complet_au is not None else source.span
                main = plan.principale(source)
                yield colonne.champ, _Dit(source=source.nom, span=span, jour=day, principale=main)


def _together(
    event: str, said: Sequence[_Dit], faits: Faits, sources: Mapping[str, str]
) -> tuple[Span, date]:
    """Of the files that none continues, the first to stop."""
    last = max(said, key=lambda one: one.jour)
    rows = [one for one in said if one.principale]
    if len({one.jour for one in rows}) > 1:
        days = _days(event, faits, sources)
        ends = [one for one in rows if not any(_continues(later, one, days) for later in rows)]
        last = min(ends, key=lambda one: one.jour)
    return last.span, last.jour


def _days(event: str, faits: Faits, sources: Mapping[str, str]) -> Mapping[str, list[date]]:
    """The days of the event that the rows of each source say, in order."""
    found: dict[str, list[date]] = defaultdict(list)
    for vacance in faits.vacances:
        ligne = vacance.ligne
        cell = ligne.cellule(event)
        day = getattr(cell.valeur, "connu", None) if isinstance(cell, Connu) else None
        if day is not None and ligne.place is not None and ligne.place.fichier in sources:
            found[sources[ligne.place.fichier]].append(day)
    return {source: sorted(days) for source, days in found.items()}


def _continues(later: _Dit, one: _Dit, days: Mapping[str, Sequence[date]]) -> bool:
    """Does a file that goes further leave to this one the days that it covers? Its rows are then few there,
    those that came late. Nothing is known of one without a row."""
    own, others = days.get(one.source, ()), days.get(later.source, ())
    if later.jour <= one.jour:
        return False
    if not own or not others:
        return True
    return _pace(others, own, one.jour) < _COTE_A_COTE * _pace(others, others, later.jour)


def _pace(days: Sequence[date], begun: Sequence[date], last: date) -> Fraction:
    """How many of these days a day has, from the one on which a file begins to the last one it covers."""
    first = min(begun[len(begun) * _DEBUT // 100], last)
    within = bisect_right(days, last) - bisect_left(days, first)
    return Fraction(within, (last - first).days + 1)
