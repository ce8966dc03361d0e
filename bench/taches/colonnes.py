"""Whole columns by hand: NumPy bit tables, DuckDB and Polars expressions.

Each gets small whole numbers, its favourite form, with 0 (or null) for what is missing.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from taches.a_la_main import BITS
from taches.enonce import FINANCEMENTS, USAGES, Convention, Enonce, Ligne
from taches.sql import query, ranks

BLOC = 8192
"""Rows that stay in the processor's cache together."""


def columns(enonce: Enonce, first: int) -> dict[str, Any]:
    rows = np.array(list(enonce.numbers(first)), dtype=np.int32).reshape(first, len(Ligne._fields))
    return {name: np.ascontiguousarray(rows[:, n]) for n, name in enumerate(Ligne._fields)}


class Numpy:
    """Rules as data: for each value of a fact, the conventions that refuse it and those that cannot say, one
    bit a convention; a row costs a handful of look-ups for sixty-four conventions."""

    def __init__(self, enonce: Enonce) -> None:
        self.enonce, self.width = enonce, enonce.conventions
        self.mot = np.uint16 if self.width <= 16 else np.uint64
        rules, types = enonce.regles, range(8)
        money, years = (None, *FINANCEMENTS), (0, *range(1800, 2101))
        self.origin = min(c.conge_du.toordinal() for c in rules) - 1
        self.last = max(c.conge_au.toordinal() for c in rules) + 1
        self.refus = [
            self.table([[w in c.exclus for c in rules] for w in (None, *USAGES)]),
            self.table([[w not in c.communes for c in rules] for w in (None, *enonce.communes)]),
            self.table([[w is not None and w not in c.financements for c in rules] for w in money]),
            self.table([[t > 0 and not c.typologie_min <= t <= c.typologie_max for c in rules]
                        for t in types]),
            self.table([[_quartier(c, q, t) == 0 for c in rules] for q in range(3) for t in range(8)]),
            self.table([[a > 0 and not c.annee_min <= a <= c.annee_max for c in rules] for a in years]),
            self.table(
                [[False] * self.width]
                + [
                    [not c.conge_du.toordinal() <= day <= c.conge_au.toordinal() for c in rules]
                    for day in range(self.origin, self.last + 1)
                ]
            ),
            self.table([[False] * self.width] + [[days > c.jours for c in rules] for days in range(402)]),
        ]  # fmt: skip
        self.quartiers = self.table(
            [[_quartier(c, q, t) == 2 for c in rules] for q in range(3) for t in range(8)]
        )

    def table(self, asked: Any) -> Any:
        """Booleans, a row a value and a column a convention, packed into words."""
        bits = np.asarray(asked, dtype=bool)
        size = np.dtype(self.mot).itemsize * 8
        words = -(-self.width // size)
        padded = np.zeros((len(bits), words * size), dtype=bool)
        padded[:, : self.width] = bits
        packed = np.packbits(padded, axis=1, bitorder="little")
        return packed.view(self.mot).reshape(len(bits), words)

    def prepare(self, first: int) -> None:
        c = columns(self.enonce, first)
        small, before = np.uint16, self.origin - 1
        days = np.where(c["liberation"] == 0, 0, np.minimum(c["disponibilite"] - c["liberation"], 401) + 1)
        self.places = [
            c["affectation"].astype(small),
            c["commune"].astype(small),
            c["financement"].astype(small),
            c["typologie"].astype(small),
            (c["qpv"] * 8 + c["typologie"]).astype(small),
            np.where(c["annee"] == 0, 0, c["annee"] - 1799).astype(small),
            np.where(c["conge"] == 0, 0, np.clip(c["conge"], self.origin, self.last) - before).astype(small),
            days,
        ]  # fmt: skip
        lacking = np.zeros(first, dtype=np.uint8)
        for fact, name in (
            ("affectation", "affectation"), ("financement", "financement"), ("typologie", "typologie"),
            ("annee", "annee_construction"), ("conge", "conge"), ("liberation", "liberation"),
        ):  # fmt: skip
            lacking |= np.where(c[fact] == 0, BITS[name] >> 4, 0).astype(np.uint8)
        self.lacking, self.first = lacking, first

    def run(self) -> Any:
        """For each rule the conventions of which it is the first to fail; the eligible or undetermined ones;
        those that lack the district. What else a row lacks is the same under every convention."""
        words = self.refus[0].shape[1]
        premiers = np.empty((len(self.refus), self.first, words), dtype=self.mot)
        reste = np.empty((self.first, words), dtype=self.mot)
        quartiers = np.empty((self.first, words), dtype=self.mot)
        for start in range(0, self.first, BLOC):
            part = slice(start, start + BLOC)
            left = np.full((min(BLOC, self.first - start), words), ~self.mot(0))
            for rank, (table, places) in enumerate(zip(self.refus, self.places, strict=True)):
                failed = table.take(places[part], axis=0)
                failed &= left
                premiers[rank, part] = failed
                left ^= failed
            reste[part] = left
            np.bitwise_and(left, self.quartiers.take(self.places[4][part], axis=0), out=quartiers[part])
        return premiers, reste, quartiers

    def codes(self, found: Any) -> Iterable[int]:
        premiers, reste, quartiers = found
        told = np.where(self.opened(reste), (self.lacking.astype(np.int16) << 4)[:, None], 0)
        told |= np.where(self.opened(quartiers), BITS["qpv"], 0)
        for rank, bits in enumerate(premiers, 1):
            told[self.opened(bits)] = rank
        return told.astype(np.int16).ravel()

    def opened(self, words: Any) -> Any:
        octets = np.ascontiguousarray(words).view(np.uint8)
        return np.unpackbits(octets, axis=1, bitorder="little")[:, : self.width].astype(bool)


def _quartier(c: Convention, qpv: int, typologie: int) -> int:
    """The rule of the priority district: 0 fails, 1 holds, 2 cannot be said for want of the district (the
    type that is missing is told by another rule)."""
    if qpv == 1 or typologie in c.grands:
        return 1
    if qpv == 2:
        return 0 if typologie or not c.grands else 1
    return 2


class Polars:
    """One expression a convention, over a frame with nulls."""

    def __init__(self, enonce: Enonce) -> None:
        import polars as pl

        self.enonce = enonce
        self.expressions = [_polars(pl, c, enonce.rangs).alias(f"c{n}") for n, c in enumerate(enonce.regles)]

    def prepare(self, first: int) -> None:
        import polars as pl

        self.frame = pl.DataFrame(columns(self.enonce, first)).select(
            pl.when(pl.all() != 0).then(pl.all()).name.keep()
        )

    def run(self) -> Any:
        return self.frame.lazy().select(self.expressions).collect()

    def codes(self, found: Any) -> Iterable[int]:
        return found.to_numpy().ravel()


def _polars(pl: Any, c: Convention, rank: dict[str, int]) -> Any:
    col, small = pl.col, pl.Int16
    grands, typologie, qpv = sorted(c.grands), col("typologie"), col("qpv")
    quartier = (qpv == 2) & (~typologie.is_in(grands) if grands else True)
    lacks = [(name, col(field).is_null()) for field, name in (
        ("affectation", "affectation"), ("financement", "financement"), ("typologie", "typologie"),
        ("annee", "annee_construction"), ("conge", "conge"), ("liberation", "liberation"),
    )]  # fmt: skip
    lacks.append(("qpv", qpv.is_null() & (~typologie.is_in(grands).fill_null(False) if grands else True)))
    missing = sum((lack.cast(small) * pl.lit(BITS[name], small) for name, lack in lacks), pl.lit(0, small))
    one = [pl.lit(n, small) for n in range(9)]
    return (
        pl.when(col("affectation").is_in(ranks(c.exclus, rank))).then(one[1])
        .when(~col("commune").is_in(ranks(c.communes, rank))).then(one[2])
        .when(~col("financement").is_in(ranks(c.financements, rank))).then(one[3])
        .when(~typologie.is_between(c.typologie_min, c.typologie_max)).then(one[4])
        .when(quartier).then(one[5])
        .when(~col("annee").is_between(c.annee_min, c.annee_max)).then(one[6])
        .when(~col("conge").is_between(c.conge_du.toordinal(), c.conge_au.toordinal())).then(one[7])
        .when(col("disponibilite") - col("liberation") > c.jours).then(one[8])
        .otherwise(missing)
    )  # fmt: skip


class Sql:
    """DuckDB: one CASE a convention, the result kept in a table of the base."""

    def __init__(self, enonce: Enonce) -> None:
        import duckdb

        self.enonce, self.base = enonce, duckdb.connect()
        self.base.execute("SET threads = 1")
        self.query = f"CREATE OR REPLACE TABLE dit AS {query(enonce)}"

    def prepare(self, first: int) -> None:
        found = columns(self.enonce, first)
        found["rang"] = np.arange(first)
        self.base.register("lues", found)
        fields = ", ".join(f"nullif({name}, 0)::SMALLINT AS {name}" for name in Ligne._fields[:6])
        days = ", ".join(f"nullif({name}, 0)::INTEGER AS {name}" for name in Ligne._fields[6:])
        self.base.execute(f"CREATE OR REPLACE TABLE v AS SELECT rang, {fields}, {days} FROM lues")
        self.base.unregister("lues")

    def run(self) -> Any:
        return self.base.execute(self.query)

    def codes(self, found: Any) -> Iterable[int]:
        told = self.base.execute("SELECT * EXCLUDE rang FROM dit ORDER BY rang").fetchnumpy()
        return np.stack([np.asarray(column) for column in told.values()], axis=1).astype(np.int16).ravel()
