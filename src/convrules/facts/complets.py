"""Up to which day the files of vacancies, taken together, say that each event is recorded.

A file that continues another carries its day further; two that speak of the same days stand side by side (two
agencies, two programs), and the first to stop leaves days of which the other says nothing. A file says itself
that it continues (`complet du`); otherwise its rows must leave no doubt.
Source: docs/langage, « Correspondance ».
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import Connu, TEvenement
from convrules.facts.chargement import FichierLu
from convrules.facts.colonnes import completed
from convrules.facts.plan import make_plan
from convrules.facts.records import Faits

RECOUVREMENT: Final = timedelta(days=31)
"""How long a file that continues another may speak of its last days too."""
_ATTENDUES: Final = 3
"""From how many rows that a file would have, beside another, in its days, their absence says something."""
_TARDIVES: Final = Fraction(1, 4)
"""The part of these rows that it may have all the same: vacancies that came late."""
_DEBUT: Final = 10
"""The rank of the day on which a file begins: so many in a hundred come before, late or mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complet:
    """The last day up to which vacancies are all there, and where it is said. `fichier`: which file stops on
    it, where another, `suivant`, goes further and perhaps continues it; both empty otherwise."""

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


def recorded(
    correspondance: ir.Correspondance | None, faits: Faits, fichiers: Iterable[FichierLu]
) -> Mapping[str, Complet]:
    """By event."""
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


def _together(event: str, said: Sequence[_Dit], faits: Faits, sources: Mapping[str, str]) -> Complet:
    """The first day on which a file stops that none continues."""
    last = max(said, key=lambda one: one.jour)
    groups: dict[date, list[_Dit]] = defaultdict(list)
    for one in said:
        if one.principale:
            groups[one.jour].append(one)
    if len(groups) > 1:
        days = _days(event, faits, sources)
        in_turn = [
            _Pile(dits=tuple(groups[jour]), jours=_joined(groups[jour], days)) for jour in sorted(groups)
        ]
        for (pile, after), carries_on in zip(pairwise(in_turn), _each_continued(in_turn), strict=True):
            if not carries_on:
                stops, further = pile.dits[0], after.dits[0]
                names = {"fichier": _shown(stops), "suivant": _shown(further)}
                return Complet(span=stops.span, jour=stops.jour, **names)
    return Complet(span=last.span, jour=last.jour)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pile:
    """Sources that stop on one day, and the days that their rows say, in order."""

    dits: tuple[_Dit, ...]
    jours: Sequence[date]

    @property
    def fin(self) -> date:
        return self.dits[0].jour

    @property
    def debut(self) -> date:
        return self.jours[len(self.jours) * _DEBUT // 100]


def _joined(dits: Iterable[_Dit], days: Mapping[str, Sequence[date]]) -> list[date]:
    return sorted(day for one in dits for day in days.get(one.source, ()))


def _each_continued(piles: Sequence[_Pile]) -> Iterator[bool]:
    """Does the next carry on from where each stops? Where it does not say from which day it speaks, it must
    have almost no row in the days of the other, and have had many there beside it; where it would have had
    few, all such files together."""
    told = [_said_to_continue(one, after) for one, after in pairwise(piles)]
    beside = [_beside(one, after) for one, after in pairwise(piles)]
    few = [pair for said, pair in zip(told, beside, strict=True) if said is None and pair[1] < _ATTENDUES]
    together = _says_something(sum(there for there, _ in few), sum((e for _, e in few), Fraction(0)))
    for said, (there, expected) in zip(told, beside, strict=True):
        if said is not None:
            yield said
        else:
            yield _says_something(there, expected) if expected >= _ATTENDUES else together


def _says_something(there: int, expected: Fraction) -> bool:
    return expected >= _ATTENDUES and there <= _TARDIVES * expected


def _said_to_continue(one: _Pile, after: _Pile) -> bool | None:
    """None: it says nothing of it."""
    begun = [dit.du for dit in after.dits if dit.du is not None]
    return all(one.fin - RECOUVREMENT < du <= one.fin + timedelta(days=1) for du in begun) if begun else None


def _beside(one: _Pile, after: _Pile) -> tuple[int, Fraction]:
    """How many rows a file has in the days of another, and how many it would have at its own pace."""
    if not one.jours or not after.jours:
        return 0, Fraction(0)
    pace = Fraction(_within(after.jours, after.debut, after.fin), _length(after.debut, after.fin))
    return _within(after.jours, one.debut, one.fin), pace * _length(one.debut, one.fin)


def _shown(said: _Dit) -> str:
    """Its name alone, without folders."""
    return said.source.replace("\\", "/").rpartition("/")[2]


def _days(event: str, faits: Faits, sources: Mapping[str, str]) -> Mapping[str, list[date]]:
    """The days of the event that the rows of each source say, in order: of a month, its first."""
    found: dict[str, list[date]] = defaultdict(list)
    for vacance in faits.vacances:
        ligne = vacance.ligne
        cell = ligne.cellule(event)
        day = _first_day(cell.valeur) if isinstance(cell, Connu) else None
        if day is not None and ligne.place is not None and ligne.place.fichier in sources:
            found[sources[ligne.place.fichier]].append(day)
    return {source: sorted(days) for source, days in found.items()}


def _first_day(valeur: object) -> date | None:
    if not isinstance(valeur, Evenement) or valeur.jamais or valeur.fin is None:
        return None
    return valeur.debut


def _within(days: Sequence[date], first: date, last: date) -> int:
    return bisect_right(days, last) - bisect_left(days, first)


def _length(first: date, last: date) -> int:
    return max(1, (last - first).days + 1)
