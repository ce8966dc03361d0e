"""Vacancies laid by facts: for a fact, or several together, what the rows say, each different answer once."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import field
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import INCONNU, Cellule
from convrules.columnar.cumulated import Cumulated
from convrules.columnar.numbers import Number, Numbers, number_of
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.reading import programme_row
from convrules.runtime.recorded import with_acts

BYTE: Final = 256


@dataclass(slots=True, kw_only=True)
class Column:
    """What each row says, as a code below `number`, every one met; bytes when there are at most 256. `pose`:
    its rows laid by code, once asked for."""

    codes: bytes | Sequence[int]
    number: int
    pose: Cumulated | None = field(default=None, repr=False)
    rangs: Sequence[int] | None = field(default=None, repr=False)
    # Why: each is one, whatever another says; it stands for itself as a key.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def firsts(self) -> Sequence[int]:
        """For each code, the rank of the first row that has it."""
        if self.rangs is None:
            backwards = range(len(self.codes) - 1, -1, -1)
            found = dict(zip(reversed(self.codes), backwards, strict=True))
            self.rangs = [found[code] for code in range(self.number)]
        return self.rangs

    def laid(self) -> Cumulated:
        """Its rows by code."""
        if self.pose is None:
            self.pose = Cumulated(self.codes, self.number)
        return self.pose

    def renamed(self, names: Sequence[int]) -> "Column":
        """The same rows, each code told by another. names: of each code, all different, below `number`."""
        if isinstance(self.codes, bytes):
            table = bytes(names).ljust(BYTE, b"\0")
            return Column(codes=self.codes.translate(table), number=self.number)
        return Column(codes=list(map(names.__getitem__, self.codes)), number=self.number)

    def of(self, ranks: Sequence[int]) -> bytes | Sequence[int]:
        """The codes of some rows."""
        if len(ranks) == len(self.codes):
            return self.codes
        found = map(self.codes.__getitem__, ranks)
        return bytes(found) if isinstance(self.codes, bytes) else list(found)


@dataclass(slots=True, kw_only=True)
class Table:
    """The vacancies of a landlord, with what the journal records of them, as of a day. Columns are made when
    first asked for, and kept."""

    faits: Faits
    au: date
    vacances: Sequence[Vacance]
    columns: dict[frozenset[ir.Champ], Column] = field(default_factory=dict)
    laid: dict[frozenset[ir.Champ], Sequence[Sequence[int]]] = field(default_factory=dict)
    certain: dict[ir.Champ, Numbers] = field(default_factory=dict)
    redits: frozenset[int] | None = None

    @property
    def doubles(self) -> frozenset[int]:
        """Ranks of the rows that share their identifier with another."""
        if self.redits is None and len({v.id for v in self.vacances}) == self.number:
            self.redits = frozenset()
        elif self.redits is None:
            met = Counter(v.id for v in self.vacances)
            self.redits = frozenset(rank for rank, v in enumerate(self.vacances) if met[v.id] > 1)
        return self.redits

    @property
    def number(self) -> int:
        return len(self.vacances)

    def ranks(self, champs: Iterable[ir.Champ]) -> Sequence[Sequence[int]]:
        """For each code of a column, the ranks of the rows that have it, rising."""
        asked = frozenset(champs)
        found = self.laid.get(asked)
        if found is None:
            column = self.column(asked)
            laid: list[list[int]] = [[] for _ in column.firsts]
            for rank, code in enumerate(column.codes):
                laid[code].append(rank)
            found = self.laid[asked] = laid
        return found

    def column(self, champs: Iterable[ir.Champ]) -> Column:
        """What the rows say of these facts together: of the row, its dwelling or its programme."""
        asked = frozenset(champs)
        found = self.columns.get(asked)
        if found is None:
            found = self.columns[asked] = self._joint(asked) if len(asked) != 1 else self._single(*asked)
        return found

    def numbers(self, champ: ir.Champ) -> Numbers:
        """The number or the day of each row, where it is said for certain."""
        found = self.certain.get(champ)
        if found is None:
            codes, of_code = self.column((champ,)).codes, self.numbers_of_codes(champ)
            said = [0 if value is None else value for value in of_code]
            open_ = {code for code, value in enumerate(of_code) if value is None}
            found = self.certain[champ] = Numbers(
                dits=list(map(said.__getitem__, codes)),
                trous=frozenset(rank for rank, code in enumerate(codes) if code in open_),
            )
        return found

    def numbers_of_codes(self, champ: ir.Champ) -> Sequence[Number | None]:
        """The same of each code of the column of the fact; None where it is not certain."""
        return [number_of(self.cellule(champ, rank), self.au) for rank in self.column((champ,)).firsts]

    def contexte(self, programme: Programme, rank: int, jour: date) -> Contexte:
        """A row as the scalar evaluator looks at it, under the text of a day."""
        vacance = self.vacances[rank]
        return Contexte(programme=programme, au=self.au, jour=jour, vacance=vacance, faits=self.faits)

    def cellule(self, champ: ir.Champ, rank: int) -> Cellule:
        """What a row, its dwelling or its programme says of a fact."""
        vacance = self.vacances[rank]
        if champ.niveau is not ir.Niveau.PROGRAMME:
            return vacance.cellule(champ.nom)
        row = programme_row(vacance, vacance.cellule("programme"), self.faits)
        return row.cellule(champ.nom) if row is not None else INCONNU

    def _single(self, champ: ir.Champ) -> Column:
        if champ.niveau is not ir.Niveau.PROGRAMME:
            nom = champ.nom
            return coded(
                [
                    v.cellule(nom) if v.logement is not None else v.ligne.cellules.get(nom, INCONNU)
                    for v in self.vacances
                ]
            )
        return coded([self.cellule(champ, rank) for rank in range(self.number)])

    def _joint(self, champs: frozenset[ir.Champ]) -> Column:
        singles = [self.column([c]) for c in sorted(champs, key=lambda c: (c.niveau, c.nom, str(c.type)))]
        if not singles:
            return Column(codes=bytes(self.number), number=1 if self.number else 0)
        known: dict[Hashable, int] = {}
        codes = [known.setdefault(what, len(known)) for what in zip(*(c.codes for c in singles), strict=True)]
        return column_of(codes, len(known))


def table_of(faits: Faits, au: date) -> Table:
    """The vacancies of the data, as of a day."""
    seen = faits.vacances if not faits.actes else tuple(with_acts(v, faits, au) for v in faits.vacances)
    return Table(faits=faits, au=au, vacances=seen)


def coded(said: Sequence[Hashable]) -> Column:
    """Codes by order of appearance. Why by identity first: rows that say the same mostly share one cell, and
    comparing two of them costs more than all the rest."""
    ids = list(map(id, said))
    known: dict[Hashable, int] = {}
    by_id = {
        ident: known.setdefault(what, len(known)) for ident, what in dict(zip(ids, said, strict=True)).items()
    }
    return column_of(list(map(by_id.__getitem__, ids)), len(known))


def column_of(codes: Sequence[int], number: int) -> Column:
    """number: of codes, all met."""
    return Column(codes=bytes(codes) if number <= BYTE else codes, number=number)
