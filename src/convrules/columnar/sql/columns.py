"""Columns of what rows say of groups of facts, the text of a reference day among these."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeAlias

from convrules import ir
from convrules.columnar.atoms import Atoms
from convrules.columnar.statuses import Work, reference_facts
from convrules.columnar.tables import Column, coded
from convrules.compiler import Programme
from convrules.runtime.reading import reference_event

UNKNOWN: Final = -1
"""The period of a row whose day is not known: judged apart."""
Content: TypeAlias = dict[tuple[int, int, int, int], int]
"""What conventions say of a code: a word and a thing said of it, and the bits of which it is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jours:
    """The reference day of rows, for an event. `days`: of each code of the column; `changes`: days from
    which one convention at least may say something else; `periods`: by row, between two of these; `known`:
    the first and the last of the days."""

    column: Column
    days: Sequence[date | None]
    changes: Sequence[date]
    periods: Sequence[int]
    known: tuple[date, date] | None


@dataclass(slots=True, kw_only=True)
class Lu:
    """A group under construction: the facts, the event, the column; what conventions say of each code."""

    champs: frozenset[ir.Champ]
    jour: str | None
    column: Column
    said: dict[int, Content] = field(default_factory=dict)

    def say(self, code: int, key: tuple[int, int, int, int], bits: int) -> None:
        content = self.said.setdefault(code, {})
        content[key] = content.get(key, 0) | bits


@dataclass(slots=True, kw_only=True)
class Colonnes:
    """Every group met so far, in order."""

    atoms: Atoms
    jours: dict[str, Jours] = field(default_factory=dict)
    lus: dict[tuple[frozenset[ir.Champ], str | None], Lu] = field(default_factory=dict)

    def days_of(self, programmes: Sequence[Programme]) -> None:
        """The days of every event that attaches vacancies to a convention. Raises OutOfReach."""
        by_event: dict[str, list[Programme]] = {}
        for programme in programmes:
            assert programme.convention.choix is not None, "a convention within reach attaches its rows"
            by_event.setdefault(programme.convention.choix.rattachement, []).append(programme)
        for event, those in by_event.items():
            column = self.atoms.table.column(reference_facts(those[0]))
            work = Work(programme=those[0], atoms=self.atoms)
            days = [reference_event(work.seen(first)).connu for first in column.firsts]
            known = [day for day in days if day is not None]
            changes: set[date] = set()
            for programme in those if known else ():
                changes.update(Work(programme=programme, atoms=self.atoms).changes(max(known)))
                changes.update(_ends(programme.convention.en_vigueur))
            ordered = sorted(changes)
            of_code = [bisect_right(ordered, day) if day is not None else UNKNOWN for day in days]
            self.jours[event] = Jours(
                column=column,
                days=days,
                changes=ordered,
                periods=list(map(of_code.__getitem__, column.codes)),
                known=(min(known), max(known)) if known else None,
            )

    def group(self, champs: frozenset[ir.Champ], jour: str | None = None) -> Lu:
        """The group of these facts; with the text of the day of an event."""
        found = self.lus.get((champs, jour))
        if found is None:
            column = self.atoms.table.column(champs)
            if jour is not None:
                column = coded(list(zip(column.codes, self.jours[jour].periods, strict=True)))
            found = self.lus[champs, jour] = Lu(champs=champs, jour=jour, column=column)
        return found


def _ends(validite: ir.Validite) -> list[date]:
    """Days from which a convention is in force, or no longer is."""
    after = validite.au + timedelta(days=1) if validite.au not in (None, date.max) else None
    return [day for day in (validite.du, after) if day is not None]
