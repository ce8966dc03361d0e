"""Rows counted by class, as an engine is asked: one query, whatever the conventions, however many they are.

What a row says of a group of facts is a code. A map gives each code a class; a question of a convention is a
list of maps, and rows that have the same class under each of them are of one combination, a whole number. The
engine tells, of each combination of each question, how many rows of the convention have it, and the first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Final, NamedTuple

from sqlglot import exp

from convrules.columnar.sql.tables import TOUS, Ligne
from convrules.columnar.tables import Column

PLACE: Final = 2**62
"""Combinations of a question are below: a signed whole number of 64."""


class TropDeClasses(Exception):
    """More combinations than a whole number tells apart."""


class Comptee(NamedTuple):
    """A combination of a question: so many rows, of which one is of this rank."""

    question: int
    combinaison: int
    nombre: int
    premier: int


@dataclass(slots=True, kw_only=True)
class Comptage:
    """All that is asked. `groupes`: columns, by number; `cartes`: maps, as the group and the class of each
    code, each once; `couvertes`: a group, a code, and a convention whose rows have it; `facteurs`: of a
    convention, a question and its maps, each with what a class of it weighs; `ecartes`: rows that a question
    leaves out, `exclues`: those that a convention does; `tailles`: of each map, its number of classes;
    `nombre`: of rows."""

    groupes: list[Column] = field(default_factory=list)
    cartes: list[tuple[int, bytes | tuple[int, ...]]] = field(default_factory=list)
    couvertes: list[tuple[int, int, int]] = field(default_factory=list)
    facteurs: list[tuple[int, int, int, int]] = field(default_factory=list)
    ecartes: list[tuple[int, int]] = field(default_factory=list)
    exclues: list[tuple[int, int]] = field(default_factory=list)
    tailles: list[int] = field(default_factory=list)
    nombre: int = 0
    questions: int = 0
    _groupes: dict[int, int] = field(default_factory=dict)
    _cartes: dict[tuple[int, bytes | tuple[int, ...]], int] = field(default_factory=dict)

    def group(self, column: Column) -> int:
        """Its number; the column lives as long as this."""
        found = self._groupes.get(id(column))
        if found is None:
            found = self._groupes[id(column)] = len(self.groupes)
            self.groupes.append(column)
        return found

    def carte(self, column: Column, classes: Sequence[int]) -> int:
        """A map. classes: of each code of the column; 0 is told by silence."""
        kept = bytes(classes) if max(classes, default=0) < 256 else tuple(classes)
        key = self.group(column), kept
        found = self._cartes.get(key)
        if found is None:
            found = self._cartes[key] = len(self.cartes)
            self.cartes.append(key)
            self.tailles.append(max(classes, default=0) + 1)
        return found

    def ask(self, convention: int, cartes: Iterable[int], apart: Iterable[int]) -> int:
        """A question about the rows of a convention, less those of these ranks. Raises TropDeClasses."""
        weight, number = 1, self.questions
        own = []
        for carte in dict.fromkeys(cartes):
            own.append((convention, number, carte, weight))
            weight *= self.tailles[carte]
        if weight >= PLACE:
            raise TropDeClasses
        # Why at least one: a question without a map has all its rows in one combination.
        self.facteurs += own or [(convention, number, -1, 1)]
        self.ecartes += [(number, rank) for rank in apart]
        self.questions += 1
        return number


def lines(comptage: Comptage) -> dict[str, Iterable[Ligne]]:
    """The rows of every table but `codes`, which grows with the vacancies."""
    return {
        "cartes": (
            (groupe, code, carte, classe)
            for carte, (groupe, classes) in enumerate(comptage.cartes)
            for code, classe in enumerate(classes)
            if classe
        ),
        "couvertes": comptage.couvertes,
        "facteurs": comptage.facteurs,
        "ecartes": comptage.ecartes,
        "exclues": comptage.exclues,
    }


def _spoken(comptage: Comptage) -> list[set[int]]:
    """Of each group, the codes of which something is said."""
    found: list[set[int]] = [set() for _ in comptage.groupes]
    for groupe, classes in comptage.cartes:
        found[groupe].update(code for code, classe in enumerate(classes) if classe)
    for groupe, code, _ in comptage.couvertes:
        found[groupe].add(code)
    return found


def said(comptage: Comptage, rangs: slice = TOUS) -> Iterator[tuple[int, Iterator[tuple[int, int]]]]:
    """Rows of `codes`, by group, of these ranks: a rank and a code. Those of which nothing is said would join
    nothing."""
    for groupe, spoken in enumerate(_spoken(comptage)):
        column = comptage.groupes[groupe]
        speaks = [code in spoken for code in range(column.number)]
        codes = column.codes[rangs]
        yield groupe, compress(enumerate(codes, rangs.start or 0), map(speaks.__getitem__, codes))


def united(found: Iterable[Comptee]) -> list[Comptee]:
    """Of rows counted slice by slice: each combination once, with the first of its rows."""
    known: dict[tuple[int, int], Comptee] = {}
    for told in found:
        key = told.question, told.combinaison
        before = known.get(key)
        first = told.premier if before is None else min(before.premier, told.premier)
        number = told.nombre if before is None else before.nombre + told.nombre
        known[key] = Comptee(*key, number, first)
    return list(known.values())


def counting() -> exp.Query:
    """The question: always the same."""
    combined = (
        exp.select(
            _col("question", "f"),
            _col("rang", "i"),
            exp.alias_(
                exp.cast(exp.Sum(this=exp.Mul(this=_col("pas", "f"), expression=_classe())), "BIGINT"),
                "combinaison",
            ),
        )
        .from_(exp.to_table("ici", alias="i"))
        .join(exp.to_table("facteurs", alias="f"), on=_same("convention", "f", "i"))
        .join(
            exp.to_table("dits", alias="d"),
            on=exp.and_(_same("carte", "d", "f"), _same("rang", "d", "i")),
            join_type="left",
        )
        .join(
            exp.to_table("ecartes", alias="e"),
            on=exp.and_(_same("question", "e", "f"), _same("rang", "e", "i")),
            join_type="left",
        )
        .where(exp.Is(this=_col("rang", "e"), expression=exp.Null()))
        .group_by(_col("question", "f"), _col("rang", "i"))
    )
    return (
        exp.select(
            _col("question"),
            _col("combinaison"),
            exp.alias_(exp.Count(this=exp.Star()), "nombre"),
            exp.alias_(exp.Min(this=_col("rang")), "premier"),
        )
        .from_("combinees")
        .group_by(_col("question"), _col("combinaison"))
        .with_("ici", as_=_present())
        .with_("dits", as_=_joined("cartes", "carte", "classe"))
        .with_("combinees", as_=combined)
    )


def _present() -> exp.Select:
    """Rows of each convention."""
    return (
        _joined("couvertes", "convention")
        .join(
            exp.to_table("exclues", alias="x"),
            on=exp.and_(_same("convention", "x", "t"), _same("rang", "x", "l")),
            join_type="left",
        )
        .where(exp.Is(this=_col("rang", "x"), expression=exp.Null()))
    )


def _joined(table: str, *columns: str) -> exp.Select:
    return (
        exp.select(_col("rang", "l"), *(_col(nom, "t") for nom in columns))
        .from_(exp.to_table("codes", alias="l"))
        .join(
            exp.to_table(table, alias="t"),
            on=exp.and_(_same("groupe", "t", "l"), _same("code", "t", "l")),
        )
    )


def _classe() -> exp.Expr:
    return exp.func("COALESCE", _col("classe", "d"), exp.Literal.number(0))


def _col(nom: str, table: str | None = None) -> exp.Column:
    return exp.column(nom, table=table)


def _same(nom: str, a: str, b: str) -> exp.Expr:
    return exp.EQ(this=_col(nom, a), expression=_col(nom, b))
