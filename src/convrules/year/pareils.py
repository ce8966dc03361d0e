"""The rows of one cell in lots: those that are read alike stand together, read once and counted as many times
as they are. Each is told apart only where a result names it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from convrules.base.records import dataclass
from convrules.year.assiette import Sujet
from convrules.year.rangs import Rang, Rangs, merge_duplicates


@dataclass(frozen=True, slots=True, kw_only=True)
class Pareils:
    """Rows of one weight that are read as `rang` says, but for its name where there are several; those bear
    one mark (`suivi.Marque`)."""

    rang: Rang
    sujets: Sequence[Sujet]

    @property
    def idents(self) -> tuple[str, ...]:
        return (self.rang.id,) if len(self.sujets) == 1 else tuple([sujet.id for sujet in self.sujets])


class RangsLus(Sequence[tuple[Sujet, Rang]]):
    """Rows, each with what is read of it."""

    __slots__ = ("_every", "_number", "lots")

    def __init__(self, lots: Iterable[Pareils]) -> None:
        self.lots = tuple(lots)
        self._number = sum(len(lot.sujets) for lot in self.lots)
        self._every: tuple[tuple[Sujet, Rang], ...] | None = None

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> tuple[Sujet, Rang]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[Sujet, Rang]]: ...
    def __getitem__(self, place: int | slice) -> tuple[Sujet, Rang] | Sequence[tuple[Sujet, Rang]]:
        return self._told_apart()[place]

    def __iter__(self) -> Iterator[tuple[Sujet, Rang]]:
        # Why not at once: whoever gets ready to walk may never do it.
        yield from self._told_apart()

    @property
    def rangs(self) -> Rangs:
        """What is read of them, for sums: several may bear one name."""
        return Rangs(tuple((lot.rang, lot.idents) for lot in self.lots))

    def numbered(self) -> "tuple[RangsLus, tuple[tuple[Sujet, Rang], ...]]":
        """Rows that stand for themselves alone, then those that stand for any number (`Sujet.sans_nombre`):
        none of these is read with others."""
        loose = [lot for lot in self.lots if lot.sujets[0].sans_nombre]
        if not loose:
            return self, ()
        return RangsLus(lot for lot in self.lots if not lot.sujets[0].sans_nombre), tuple(RangsLus(loose))

    def _told_apart(self) -> tuple[tuple[Sujet, Rang], ...]:
        if self._every is None:
            self._every = tuple((sujet, of(sujet, lot.rang)) for lot in self.lots for sujet in lot.sujets)
        return self._every


def alone(rows: Iterable[tuple[Sujet, Rang]]) -> Iterator[Pareils]:
    """Rows that were read one by one."""
    return (Pareils(rang=rang, sujets=(sujet,)) for sujet, rang in rows)


def of(sujet: Sujet, rang: Rang) -> Rang:
    """The same reading, of this row."""
    if rang.id == sujet.id and rang.poids == sujet.poids:
        return rang
    return Rang(
        id=sujet.id,
        options=rang.options,
        taux=rang.taux,
        causes=rang.causes,
        poids=sujet.poids,
        excedent=rang.excedent,
        doute=rang.doute,
        barrees=rang.barrees,
        selon=rang.selon,
        par_option=rang.par_option,
        par_barree=rang.par_barree,
        par_monde=rang.par_monde,
    )


def one_per_name(rows: RangsLus, others: Sequence[Rang]) -> Sequence[Rang]:
    """As `merge_duplicates`, in lots where no two rows share an identifier; then others."""
    found = rows.rangs
    names = {ident for _, idents in found.lots for ident in idents}
    if len(names) < len(rows):
        return (*merge_duplicates(found), *others)
    return Rangs((*found.lots, *((rang, (rang.id,)) for rang in others))) if others else found
