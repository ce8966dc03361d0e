"""The outcomes of one condition on every row of a table: a set of rows for each outcome, one for each cause.

A set of rows is a whole number of as many bits as there are rows, the first row being the highest bit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine, Issue, NonApplicable
from convrules.base.records import dataclass

Rows = int
"""A set of rows."""
MANY = 250
"""How many different outcomes a byte tells apart, the three determined ones included."""


class TooMany(Exception):
    """More different outcomes than a byte tells apart: the rows are to be judged one by one."""


@dataclass(slots=True, kw_only=True)
class Vector:
    """`vrai`, `faux`, `non_applicable`: disjoint sets of rows; those of no set are undetermined, and each is
    in at least one of `causes`."""

    vrai: Rows = 0
    faux: Rows = 0
    non_applicable: Rows = 0
    causes: Mapping[Cause, Rows] = field(default_factory=dict)

    def open(self) -> Rows:
        """Rows whose outcome is not known."""
        found = 0
        for rows in self.causes.values():
            found |= rows
        return found

    def add(self, issue: Issue, rows: Rows) -> None:
        """Rows that have no outcome yet, and have this one."""
        match issue:
            case True:
                self.vrai |= rows
            case False:
                self.faux |= rows
            case NonApplicable():
                self.non_applicable |= rows
            case Indetermine(causes=causes) if rows:
                self.causes = {**self.causes, **{c: self.causes.get(c, 0) | rows for c in causes}}

    def at(self, bit: Rows) -> Issue:
        """The outcome of one row, a set of that row alone."""
        if self.vrai & bit:
            return True
        if self.faux & bit:
            return False
        if self.non_applicable & bit:
            return NON_APPLICABLE
        return Indetermine(frozenset(c for c, rows in self.causes.items() if rows & bit))


def everything(number: int) -> Rows:
    """The set of so many rows."""
    return (1 << number) - 1


# --- making -----------------------------------------------------------------------------------
def constant(issue: Issue, everything: Rows) -> Vector:
    """The same outcome on every row."""
    found = Vector()
    found.add(issue, everything)
    return found


def ranked(issues: Iterable[Issue]) -> tuple[Sequence[Issue], Sequence[int]]:
    """The different outcomes, and for each of those given its rank among them. Raises TooMany."""
    given = list(issues)
    rank: dict[Issue, int] = {}
    for issue in given:
        rank.setdefault(issue, len(rank))
    if len(rank) > MANY:
        raise TooMany
    return list(rank), [rank[issue] for issue in given]


def gather(held: bytes, kinds: Sequence[Issue]) -> Vector:
    """`held`: for each row, the rank of its outcome among `kinds`; a rank beyond them is of no outcome."""
    found = Vector()
    for n, issue in enumerate(kinds):
        found.add(issue, _among(held, n))
    return found


def _among(held: bytes, n: int) -> Rows:
    table = bytearray(b"0" * 256)
    table[n] = ord("1")
    return among_bytes(held, bytes(table))


def among_bytes(held: bytes, table: bytes) -> Rows:
    """The rows of which a byte is one that the table writes « 1 », the others « 0 »."""
    return int(held.translate(table), 2) if held else 0


def rows_of(chosen: Iterable[int], number: int) -> Rows:
    """The set of the rows of these ranks, out of `number`."""
    marks = bytearray(b"0" * number)
    for rank in chosen:
        marks[rank] = ord("1")
    return int(bytes(marks), 2) if number else 0


def ranks_of(rows: Rows, number: int) -> Iterator[int]:
    """The ranks of the rows of a set, in order."""
    written = format(rows, f"0{number}b") if number else ""
    at = written.find("1")
    while at >= 0:
        yield at
        at = written.find("1", at + 1)


# --- combining --------------------------------------------------------------------------------
def non(a: Vector) -> Vector:
    return Vector(vrai=a.faux, faux=a.vrai, non_applicable=a.non_applicable, causes=a.causes)


def et(a: Vector, b: Vector, everything: Rows) -> Vector:
    """`base.outcomes.et`, row by row."""
    vrai, faux = a.vrai & b.vrai, a.faux | b.faux
    causes = _union((a.causes, everything ^ b.faux), (b.causes, everything ^ a.faux))
    return _with_rest(vrai, faux, causes, everything)


def ou(a: Vector, b: Vector, everything: Rows) -> Vector:
    """`base.outcomes.ou`, row by row."""
    vrai, faux = a.vrai | b.vrai, a.faux & b.faux
    causes = _union((a.causes, everything ^ b.vrai), (b.causes, everything ^ a.vrai))
    return _with_rest(vrai, faux, causes, everything)


def toutes(vectors: Iterable[Vector], everything: Rows) -> Vector:
    """`base.outcomes.toutes`, row by row: what does not apply says nothing."""
    found = Vector(non_applicable=everything)
    for b in vectors:
        a = found
        vrai = a.vrai & (b.vrai | b.non_applicable) | a.non_applicable & b.vrai
        faux = a.faux | b.faux
        causes = _union((a.causes, everything ^ b.faux), (b.causes, everything ^ a.faux))
        found = Vector(
            vrai=vrai, faux=faux, non_applicable=a.non_applicable & b.non_applicable, causes=causes
        )
    return found


def une(vectors: Iterable[Vector], everything: Rows) -> Vector:
    """`base.outcomes.une`, row by row."""
    return non(toutes((non(v) for v in vectors), everything))


def within(found: Vector, rows: Rows, everything: Rows) -> Vector:
    """Not applicable out of a set of rows."""
    return Vector(
        vrai=found.vrai & rows,
        faux=found.faux & rows,
        non_applicable=found.non_applicable | everything ^ (rows & everything),
        causes={c: held & rows for c, held in found.causes.items() if held & rows},
    )


def _union(*held: tuple[Mapping[Cause, Rows], Rows]) -> dict[Cause, Rows]:
    found: dict[Cause, Rows] = {}
    for causes, within in held:
        for cause, rows in causes.items():
            kept = rows & within
            if kept:
                found[cause] = found.get(cause, 0) | kept
    return found


def _with_rest(vrai: Rows, faux: Rows, causes: Mapping[Cause, Rows], everything: Rows) -> Vector:
    found = Vector(vrai=vrai, faux=faux, causes=causes)
    found.non_applicable = everything ^ vrai ^ faux ^ found.open()
    return found
