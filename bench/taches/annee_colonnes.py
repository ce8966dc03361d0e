"""W2 on whole columns, by hand: a NumPy histogram, Polars and DuckDB expressions. Each counts the rows of
every kind, and `annee.told` makes bounds and verdicts of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from taches.annee import (
    COMPTES,
    DERNIER,
    MUTATION,
    PLACES,
    PREMIER,
    ConventionAnnuelle,
    EnonceAnnuel,
    LigneAnnuelle,
    told,
)  # fmt: skip
from taches.enonce import FAUX, FINANCEMENTS, INDETERMINE, USAGES, VRAI

DEBUT, FIN = PREMIER.toordinal(), DERNIER.toordinal()
ISSUES: Final = (FAUX, VRAI, INDETERMINE)
BLOC: Final = 16_384
"""Rows that stay in the processor's cache together."""


def columns(enonce: EnonceAnnuel, first: int) -> dict[str, Any]:
    rows = np.array(list(enonce.whole(first)), dtype=np.int32).reshape(first, len(LigneAnnuelle._fields))
    return {name: np.ascontiguousarray(rows[:, n]) for n, name in enumerate(LigneAnnuelle._fields)}


class Base:
    """What all of them give back."""

    def __init__(self, enonce: EnonceAnnuel) -> None:
        self.enonce = enonce

    def counted(self) -> Iterable[Sequence[int]]:
        raise NotImplementedError

    def run(self) -> Any:
        pairs = zip(self.counted(), self.enonce.textes, strict=True)
        return [list(told(counts, c.taux)) for counts, c in pairs]

    def codes(self, found: Any) -> Iterable[int]:
        return (number for each in found for number in each)


# --- one histogram ------------------------------------------------------------------------------
AXES: Final = {
    "place": 2, "flux": 2, "signe": 2, "usage": 4, "financement": 5, "typologie": 9, "qpv": 3, "annee": 3,
    "quartile": 3, "delai": 3,
}  # fmt: skip
"""What a row says of one convention: on its communes, in the year, leased in the year; use kept, transfer,
rehousing, unknown; financing by the two sets, types by the three, or unknown; four outcomes."""
TYPES_INCONNUS, FINANCEMENT_INCONNU = 8, 4


class Numpy(Base):
    """Each fact of a row is looked up in a table of the convention, the sum of what is found is the kind of
    the row, kinds are counted at once, and every figure is a sum over the axes of this one histogram. Facts
    of which every convention says the same are summed before the clock, as are those of few values."""

    def __init__(self, enonce: EnonceAnnuel) -> None:
        super().__init__(enonce)
        sizes = [AXES[name] for name in AXES if name != "place"]
        self.shape = tuple(sizes)
        steps = np.cumprod([1, *sizes[::-1]])[::-1][1:]
        self.step = dict(zip([name for name in AXES if name != "place"], map(int, steps), strict=True))
        self.tables = [self.tabled(c) for c in enonce.textes]

    def tabled(self, c: ConventionAnnuelle) -> tuple[Any, Any, Any, Any]:
        """By commune: is it there? By use, financing and type together, by year, by days: the kind."""
        step = self.step
        place = np.array([False, *(code in c.communes for code in self.enonce.communes)])
        uses = [3] + [1 if u == MUTATION else 2 if u in c.releves else 0 for u in USAGES]
        money = [FINANCEMENT_INCONNU] + [(f in c.financements) + 2 * (f in c.aides) for f in FINANCEMENTS]
        sizes = [TYPES_INCONNUS] + [
            sum(1 << n for n, (a, b) in enumerate((c.typologies, c.grandes, c.familiales)) if a <= t <= b)
            for t in range(1, 8)
        ]
        joint = (
            np.array(uses)[:, None, None] * step["usage"]
            + np.array(money)[:, None] * step["financement"]
            + np.array(sizes) * step["typologie"]
        ).ravel()
        years = np.array([INDETERMINE, *(int(c.annees[0] <= a <= c.annees[1]) for a in range(1900, 2101))])
        days = np.array([INDETERMINE, *(int(d <= c.jours) for d in range(402))])
        kinds = (joint, years * step["annee"], days * step["delai"])
        return place, *(table.astype(np.uint32) for table in kinds)

    def prepare(self, first: int) -> None:
        c, step = columns(self.enonce, first), self.step
        issue = np.array([INDETERMINE, FAUX, VRAI], dtype=np.uint32)
        days = np.where(c["liberation"] == 0, 0, np.minimum(c["disponibilite"] - c["liberation"], 401) + 1)
        flow = (c["disponibilite"] >= DEBUT) & (c["disponibilite"] <= FIN)
        signed = (c["bail"] >= DEBUT) & (c["bail"] <= FIN)
        common = issue[c["qpv"]] * step["qpv"] + issue[c["quartile"]] * step["quartile"]
        self.common = (common + flow * step["flux"] + signed * step["signe"]).astype(np.uint32)
        self.joint = ((c["affectation"] * 9 + c["financement"]) * 8 + c["typologie"]).astype(np.intp)
        self.years = np.where(c["annee"] == 0, 0, c["annee"] - 1899).astype(np.intp)
        self.days, self.commune = days.astype(np.intp), c["commune"].astype(np.intp)
        self.flow = np.bincount(self.commune[flow], minlength=len(self.enonce.communes) + 1)

    def counted(self) -> Iterator[Sequence[int]]:
        rows = int(self.flow.sum())
        total = int(np.prod(self.shape))
        for place, joint, years, days in self.tables:
            there = np.flatnonzero(place.take(self.commune))
            kinds = self.common.take(there)
            kinds += joint.take(self.joint.take(there))
            kinds += years.take(self.years.take(there))
            kinds += days.take(self.days.take(there))
            yield self.figures(np.bincount(kinds, minlength=total).reshape(self.shape), rows)

    def figures(self, histogram: Any, rows: int) -> Sequence[int]:
        """Axes: flux, signe, usage, financement, typologie, qpv, annee, quartile, delai."""
        flow, signed = histogram[1].sum(axis=0), histogram[:, 1].sum(axis=0)
        uses = flow.reshape(4, -1).sum(axis=1)
        found = [rows, rows - int(uses.sum()), *(int(uses[n]) for n in (0, 1, 2, 3))]
        by_money = flow.sum(axis=(2, 3, 4, 5, 6))
        by_size = flow.sum(axis=(1, 4, 5, 6))
        sized = by_size.sum(axis=2)
        soon = flow.sum(axis=(1, 2, 3, 4, 5))
        leases = signed.sum(axis=0)
        quarter = leases.sum(axis=(0, 1, 3, 5))
        built = leases.sum(axis=(0, 1, 2, 4, 5))
        homes = leases.sum(axis=(2, 3, 4, 5))
        unknown = ((FINANCEMENT_INCONNU, INDETERMINE),)
        bit = [{k: VRAI if k >> n & 1 else FAUX for k in range(8)} for n in range(3)]
        types = [of | {TYPES_INCONNUS: INDETERMINE} for of in bit]
        paid = [{k: VRAI if k >> n & 1 else FAUX for k in range(4)} | dict(unknown) for n in range(2)]
        kept, plain = {0: VRAI, 3: INDETERMINE}, {n: n for n in ISSUES}
        found += crossed(by_money, kept, paid[0])
        found += crossed(sized, kept, types[0])
        large = {k: of for k, of in types[1].items() if of}
        within = by_size.reshape(4 * 9, 3)
        inside = {
            u * 9 + k: VRAI if base == of == VRAI else INDETERMINE
            for u, base in kept.items() for k, of in large.items()
        }  # fmt: skip
        found += crossed(within, inside, plain)
        found += crossed(quarter, {FAUX: VRAI, INDETERMINE: INDETERMINE}, plain)
        found += crossed(built[None, :], {0: VRAI}, plain)
        found += crossed(homes, {k: of for k, of in paid[1].items() if of}, types[2])
        return found + crossed(soon, kept, plain)


def crossed(table: Any, bases: dict[int, int], publics: dict[int, int]) -> list[int]:
    """Rows by (base, counted), from a table of two axes."""
    found = [0] * 6
    rows = table.tolist()
    for row, base in bases.items():
        for column, counted in publics.items():
            found[PLACES[base, counted]] += rows[row][column]
    return found


# --- expressions --------------------------------------------------------------------------------
class Polars(Base):
    """One lazy query a convention: rows filtered once, then every figure as a sum of booleans."""

    def __init__(self, enonce: EnonceAnnuel) -> None:
        import polars as pl

        super().__init__(enonce)
        self.queries = [_polars(pl, c, enonce.rangs) for c in enonce.textes]

    def prepare(self, first: int) -> None:
        import polars as pl

        small = dict.fromkeys(LigneAnnuelle._fields[:7], np.int16)
        data = {
            name: column.astype(small.get(name, np.int32))
            for name, column in columns(self.enonce, first).items()
        }
        frame = pl.DataFrame(data).select(pl.when(pl.all() != 0).then(pl.all()).name.keep())
        self.frame = frame.with_columns(
            flux=pl.col("disponibilite").is_between(DEBUT, FIN),
            signe=pl.col("bail").is_between(DEBUT, FIN).fill_null(False),
            delai=pl.col("disponibilite") - pl.col("liberation"),
        )

    def counted(self) -> Iterator[Sequence[int]]:
        import polars as pl

        rows = int(self.frame.select(pl.col("flux").sum()).item())
        plans = [self.frame.lazy().filter(there).select(figures) for there, figures in self.queries]
        for found in pl.collect_all(plans):
            flow, *rest = found.row(0)
            yield [rows, rows - flow, *rest]


def _polars(pl: Any, c: ConventionAnnuelle, rank: dict[str, int]) -> tuple[Any, list[Any]]:
    """Rows on its communes; the figures of those: in the year, then `COMPTES` from the third on."""
    col = pl.col
    flow, use, signed = col("flux"), col("affectation"), col("signe")
    mutation = use == rank[MUTATION]
    rehoused = use.is_in([rank[word] for word in c.releves])
    out = mutation | rehoused
    base = [flow & (~out).fill_null(False), flow & use.is_null()]
    sizes = [col("typologie").is_between(*pair) for pair in (c.typologies, c.grandes, c.familiales)]
    paid = [col("financement").is_in([rank[w] for w in words]) for words in (c.financements, c.aides)]
    large = [base[0] & sizes[1].fill_null(False), (flow & out.fill_null(False).not_()) & (
        use.is_null() & sizes[1].fill_null(True) | sizes[1].is_null()
    )]  # fmt: skip
    calm = [signed & (col("qpv") == 1).fill_null(False), signed & col("qpv").is_null()]
    aided = [signed & paid[1].fill_null(False), signed & col("financement").is_null()]
    shares = [
        (base, paid[0]), (base, sizes[0]), (large, col("qpv") == 2), (calm, col("quartile") == 2),
        ([signed, pl.lit(False)], col("annee").is_between(*c.annees)), (aided, sizes[2]),
        (base, col("delai") <= c.jours),
    ]  # fmt: skip
    found = [flow.sum(), base[0].sum(), (flow & mutation.fill_null(False)).sum()]
    found += [(flow & rehoused.fill_null(False)).sum(), base[1].sum()]
    for inside, public in shares:
        for held in inside:
            # Sums of booleans leave nulls out: those are the rest of the base.
            yes, no = (held & public).sum(), (held & ~public).sum()
            found += [yes, no, held.sum() - yes - no]
    return col("commune").is_in([rank[code] for code in c.communes]), [
        figure.cast(pl.Int64).alias(f"n{n}") for n, figure in enumerate(found)
    ]


class Sql(Base):
    """DuckDB: one query a convention, every figure a filtered count."""

    def __init__(self, enonce: EnonceAnnuel) -> None:
        import duckdb

        super().__init__(enonce)
        self.base = duckdb.connect()
        self.base.execute("SET threads = 1")
        self.queries = [_sql(c, enonce.rangs) for c in enonce.textes]

    def prepare(self, first: int) -> None:
        self.base.register("lues", columns(self.enonce, first))
        fields = ", ".join(f"nullif({name}, 0)::SMALLINT AS {name}" for name in LigneAnnuelle._fields[:7])
        days = ", ".join(f"nullif({name}, 0)::INTEGER AS {name}" for name in LigneAnnuelle._fields[7:])
        self.base.execute(
            f"CREATE OR REPLACE TABLE v AS SELECT *, disponibilite BETWEEN {DEBUT} AND {FIN} AS flux, "
            f"coalesce(bail BETWEEN {DEBUT} AND {FIN}, false) AS signe, "
            f"disponibilite - liberation AS delai FROM (SELECT {fields}, {days} FROM lues)"
        )
        self.base.unregister("lues")

    def counted(self) -> Iterator[Sequence[int]]:
        rows = _one(self.base.execute("SELECT count(*) FILTER (flux) FROM v"))[0]
        for query in self.queries:
            flow, *rest = _one(self.base.execute(query))
            yield [rows, rows - flow, *rest]


def _one(done: Any) -> Sequence[int]:
    (found,) = done.fetchall()
    row: Sequence[int] = found
    return row


def _sql(c: ConventionAnnuelle, rank: dict[str, int]) -> str:
    def among(field: str, words: Iterable[str]) -> str:
        return f"{field} IN ({', '.join(str(rank[word]) for word in sorted(words))})"

    def between(field: str, pair: tuple[int, int]) -> str:
        return f"{field} BETWEEN {pair[0]} AND {pair[1]}"

    mutation, rehoused = f"affectation = {rank[MUTATION]}", among("affectation", c.releves)
    kept = f"(flux AND NOT ({mutation} OR {rehoused}))"
    doubt = "(flux AND affectation IS NULL)"
    large = between("typologie", c.grandes)
    unsure = (
        f"(flux AND coalesce({large}, true) AND coalesce(NOT ({mutation} OR {rehoused}), true) "
        "AND (affectation IS NULL OR typologie IS NULL))"
    )
    flow = (kept, doubt)
    shares = [
        (flow, among("financement", c.financements)),
        (flow, between("typologie", c.typologies)),
        ((f"({kept} AND {large})", unsure), "qpv = 2"),
        (("(signe AND qpv = 1)", "(signe AND qpv IS NULL)"), "quartile = 2"),
        (("signe", "false"), between("annee", c.annees)),
        (
            (f"(signe AND {among('financement', c.aides)})", "(signe AND financement IS NULL)"),
            between("typologie", c.familiales),
        ),
        (flow, f"delai <= {c.jours}"),
    ]
    asked = ["flux", kept, f"flux AND {mutation}", f"flux AND {rehoused}", doubt]
    for bases, public in shares:
        for held in bases:
            asked += [f"{held} AND {public}", f"{held} AND NOT ({public})", f"{held} AND ({public}) IS NULL"]
    figures = ", ".join(f"count(*) FILTER ({one})" for one in asked)
    return f"SELECT {figures} FROM v WHERE {among('commune', c.communes)}"


assert len(PLACES) * 7 + 6 == COMPTES
