"""One convention over the rows of a table: those judged in classes, those judged one by one."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeAlias, TypeVar

from convrules import ir
from convrules.base.dates import connu
from convrules.base.records import replace
from convrules.columnar.atoms import Atoms
from convrules.columnar.reach import brought
from convrules.columnar.tables import Column
from convrules.columnar.vectors import Rows
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.context import Contexte
from convrules.runtime.delegation import of_landlord
from convrules.runtime.holders import within
from convrules.year.assiette import Cadre
from convrules.year.cadres import with_numbers
from convrules.year.ensembles.classes import Coupe
from convrules.year.ensembles.reserve import Reserve
from convrules.year.periode import Intervalle
from convrules.year.suivi import Suivi, follow_some

F = TypeVar("F")
Pesees: TypeAlias = Sequence[tuple[Suivi, int]]
"""Vacancies that were followed, each standing for so many rows."""
Cles: TypeAlias = Sequence[tuple[ClauseCompilee, str]]


@dataclass(slots=True, kw_only=True)
class Lieu:
    """A convention, its year without its rows (`cadre`), and what the evaluator was asked. `rangs`: rows on
    its territory, or perhaps; `apart`: those judged one by one whatever is asked; `judged`: those that are so
    for one question at least; `tours`: rows whose account an effect may decide, those that it may count
    included or not (`tours.moved`)."""

    programme: Programme
    clauses: Sequence[ClauseCompilee]
    cadre: Cadre
    reserve: Reserve
    rangs: Sequence[int]
    apart: set[int]
    judged: set[int] = field(default_factory=set)
    suivis: dict[int, Suivi] = field(default_factory=dict)
    entier: Cadre | None = None
    jours: dict[Hashable, tuple[Mapping[date, int], Mapping[date, int]]] = field(default_factory=dict)
    tours: dict[bool, frozenset[int]] = field(default_factory=dict)

    @property
    def atoms(self) -> Atoms:
        return self.reserve.atoms

    @property
    def events(self) -> frozenset[str]:
        return brought(self.programme)

    @property
    def anywhere(self) -> Contexte:
        cadre = self.cadre
        return Contexte(
            exercer=of_landlord,
            programme=self.programme,
            au=cadre.au,
            jour=cadre.au,
            faits=cadre.faits,
            memoire=cadre.memoire,
            comptes_seuls=True,
        )

    def suivi(self, rank: int) -> Suivi:
        """A row, judged by the evaluator."""
        found = self.suivis.get(rank)
        if found is None:
            vacance = self.cadre.faits.vacances[rank]
            (found,) = follow_some([vacance], self.anywhere, self.cadre.versions)
            self.suivis[rank] = found
        return found

    def whole(self) -> Cadre:
        """The year with every row followed, for what classes cannot reach."""
        if self.entier is None:
            rows = tuple(self.suivi(rank) for rank in self.rangs)
            self.entier = with_numbers(replace(self.cadre, suivis=rows), {}, None)
            self.judged.update(self.rangs)
        return self.entier

    def pesees(self, classes: Sequence[tuple[int, int]], beside: Collection[int]) -> Pesees:
        """A row of each class, of which the rank and the number are given; then those judged one by one."""
        self.judged.update(beside)
        together = [(self.suivi(rank), number) for rank, number in classes]
        return [*together, *((self.suivi(rank), 1) for rank in sorted({*self.apart, *beside}))]

    def kinds_of_day(
        self, jours: Mapping[date, int], periodes: Sequence[Intervalle], cles: Cles
    ) -> Mapping[date, int]:
        """What each reference day decides: the text, the period, whether the convention is in force. jours:
        with the rank of its text; cles: keys of clauses that are read on that day."""
        memoire, validity = self.cadre.memoire, self.programme.convention.en_vigueur
        assert memoire is not None, "kept with the frame of a year"
        by_day = any(not memoire.plain(clause, cle) for clause, cle in cles)
        key = (id(jours), tuple(periodes), by_day)
        kept = self.jours.get(key)
        if kept is None:
            kinds: dict[Hashable, int] = {}
            found = {}
            for jour, texte in jours.items():
                moment = jour if by_day else bisect_right(memoire.limites, jour)
                inside = tuple(p.contains(jour) for p in periodes)
                kind = (texte, moment, inside, within(validity, connu(jour)))
                found[jour] = kinds.setdefault(kind, len(kinds))
            kept = self.jours[key] = jours, found
        return kept[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dans:
    """Rows that may be of a population in one of these periods are asked for; others may be left out.
    `prevision`: a forecast, rather than what was withdrawn, leaves it."""

    population: ir.Population
    periodes: tuple[Intervalle, ...]
    prevision: bool

    def holds(self, jour: date) -> bool:
        return any(periode.contains(jour) for periode in self.periodes)


Facteurs: TypeAlias = Callable[["Terrain[Any]"], list[Any]]
"""What tells rows apart for one question, on any terrain."""


class Terrain(Protocol[F]):
    """Where the rows of a convention are told apart, by sets of rows or by an engine of databases: each thing
    that does so is a factor, of a form of its own."""

    @property
    def lieu(self) -> Lieu: ...
    @property
    def jour(self) -> date | None:
        """The day that all its rows are supposed to have, where their own is not known."""

    def condition(self, expr: ir.Expr) -> list[F]:
        """By the outcome of a condition: its causes change no figure. Raises OutOfReach, TooMany."""

    def column(self, column: Column) -> list[F]:
        """By what each row of the table says."""

    def days(self, periodes: Sequence[Intervalle], cles: Cles) -> list[F]:
        """By what the reference day decides (`Lieu.kinds_of_day`)."""

    def weights(self, clauses: Sequence[ClauseCompilee]) -> list[F]:
        """By what these clauses of eligibility say together, at least where no account is recorded. Raises
        OutOfReach, TooMany."""

    def withdrawals(self) -> list[F]:
        """By what each withdrawal says."""

    def rows(
        self,
        question: Hashable,
        factors: Facteurs,
        beside: Collection[int] = (),
        dans: Dans | None = None,
    ) -> Pesees:
        """A row of each class, by status, by place and by these factors, with its number; then rows judged
        one by one, `beside` included. dans: which rows are wanted, all without it. Raises what the factors
        raise."""

    def sets(self) -> "Ensembles":
        """The same convention on sets of rows."""


class Classes(Protocol):
    """Sets of rows of a convention. `together`: those judged in classes; `classes`: by place and status."""

    @property
    def lieu(self) -> Lieu: ...
    @property
    def together(self) -> Rows: ...
    @property
    def classes(self) -> list[Rows]: ...
    def cuts(self, factors: Facteurs) -> list[Coupe]:
        """What tells them apart. Raises what the factors raise."""

    def without_account(self) -> Rows:
        """Rows of which no account is recorded."""

    def first(self, rows: Rows) -> int:
        """The rank of a row of a set."""

    def ranks(self, rows: Rows) -> frozenset[int]: ...


class Ensembles(Classes, Terrain[Coupe], Protocol):
    """A convention on sets of rows. `suspens`: those of which the day is not known."""

    @property
    def suspens(self) -> Sequence[Classes]: ...
