"""Days of the events of many rows, each cell read once: what looks at a whole table compares numbers.

It tells the rows of which the dates need no second look; of the others `coherence` says what is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, count
from operator import gt, sub
from typing import Final, NamedTuple

from convrules.base.dates import INFINI, Evenement
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.facts.coherence import LOCATIVES, MENENT, PRECEDE, SUPPOSES, UN_AN, happened
from convrules.facts.records import Ligne


class Jour(NamedTuple):
    """Of an event that happened, its first and last possible days, as numbers, and the day, when it is known
    to the day (else 0). Of an event that has not, or of which that is not known, the first is `ATTENDU`; of
    any other cell, all are 0."""

    debut: int
    fin: int
    connu: int


ATTENDU: Final = -1
RIEN: Final = Jour(0, 0, 0)
_PAS_ENCORE: Final = Jour(ATTENDU, 0, 0)


class Jours:
    """The events of some rows, by name; each is read when it is first asked for."""

    def __init__(self, lignes: Sequence[Ligne]) -> None:
        self.lignes = lignes
        # Why by identity: reading makes one cell of each text of a column, and rows keep it alive.
        self._lus: dict[int, Jour] = {id(INCONNU): RIEN}
        self._colonnes: dict[str, list[Jour]] = {}
        self._cellules = [ligne.cellules for ligne in lignes]

    def of(self, nom: str) -> Sequence[Jour]:
        """By rank of the row."""
        found = self._colonnes.get(nom)
        if found is None and not self.said(nom):
            found = self._colonnes[nom] = [RIEN] * len(self.lignes)
        if found is None:
            cells = [own.get(nom, INCONNU) for own in self._cellules]
            keys, read = list(map(id, cells)), self._lus
            if not read.keys() >= set(keys):
                read |= {key: _day(cell) for key, cell in dict(zip(keys, cells, strict=True)).items()}
            found = self._colonnes[nom] = list(map(read.__getitem__, keys))
        return found

    def said(self, nom: str) -> bool:
        """Has some row a cell of this event?"""
        return any(nom in own for own in self._cellules)

    def day(self, ligne: Ligne, nom: str) -> Jour:
        """Of one of the rows."""
        cell = ligne.cellules.get(nom, INCONNU)
        found = self._lus.get(id(cell))
        if found is None:
            found = self._lus[id(cell)] = _day(cell)
        return found


def _day(cell: Cellule) -> Jour:
    event = happened(cell)
    if event is not None:
        known = event.connu
        return Jour(event.low, event.high, 0 if known is None else known.toordinal())
    return _PAS_ENCORE if isinstance(cell, Connu) and isinstance(cell.valeur, Evenement) else RIEN


def ordinary(lignes: Sequence[Ligne], jours: Jours | None = None) -> frozenset[int]:
    """Identities of the rows of which `coherence` has nothing to say: dates in order and near one another,
    nothing left out that they suppose or that leads to them."""
    jours = jours or Jours(lignes)
    columns = {nom: jours.of(nom) for nom in LOCATIVES if jours.said(nom)}
    held = {nom: column for nom, column in columns.items() if any(map(any, column))}
    supposes = [nom for nom in SUPPOSES if jours.said(nom)]
    looked = _Regard(held, supposes).told() if held else ()
    told = {id(lignes[rank]) for rank in looked}
    return frozenset(map(id, lignes)) - told


class _Regard:
    """Looks at rows by the days of their events, one event after another. supposes: what a lease supposes, of
    which some row has a cell."""

    def __init__(self, jours: Mapping[str, Sequence[Jour]], supposes: Sequence[str]) -> None:
        # Why by column: what compares two of them whole is not written in Python.
        self.connus = {nom: [day[2] for day in column] for nom, column in jours.items()}
        self.debuts = {nom: [day[0] for day in column] for nom, column in jours.items()}
        self.fins = {nom: [day[1] or INFINI for day in column] for nom, column in jours.items()}
        self.supposes = supposes

    def told(self) -> Iterator[int]:
        """The ranks of the rows that need a second look; one may come several times."""
        yield from self._far_apart()
        after = {**PRECEDE, "proposition": (*PRECEDE.get("proposition", ()), "information")}
        for suite, before in after.items():
            for nom in before if suite in self.fins else ():
                if nom in self.debuts:
                    yield from _where(map(gt, self.debuts[nom], self.fins[suite]))
        yield from self._left_out()
        yield from self._unsupposed()

    def _far_apart(self) -> Iterator[int]:
        """About a year between the first day and the last."""
        if len(self.debuts) < 2:
            return
        own = ([day if day > 0 else INFINI for day in column] for column in self.debuts.values())
        spans = map(sub, map(max, *self.debuts.values()), map(min, *own))
        yield from _where(map(UN_AN[0].__le__, spans))

    def _left_out(self) -> Iterator[int]:
        for nom, suites in MENENT.items():
            later = [self.debuts[suite] for suite in suites if suite in self.debuts]
            waiting = _where(map(ATTENDU.__eq__, self.debuts.get(nom, ())))
            yield from (rank for rank in waiting if any(column[rank] > 0 for column in later))

    def _unsupposed(self) -> Iterator[int]:
        supposed = [self.connus.get(nom) for nom in self.supposes]
        for rank in _where(map((0).__lt__, self.debuts.get("bail", ()))):
            if not all(column is not None and column[rank] for column in supposed):
                yield rank


def _where(answers: Iterable[object]) -> Iterator[int]:
    """The ranks of those that are true."""
    return compress(count(), answers)
