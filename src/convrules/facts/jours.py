"""Days of the events of many rows, each cell read once: what looks at a whole table compares numbers.

It tells the rows of which the dates need no second look; of the others `coherence` says what is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from convrules.base.dates import Evenement
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

    def of(self, nom: str) -> Sequence[Jour]:
        """By rank of the row."""
        found = self._colonnes.get(nom)
        if found is None:
            cells = [ligne.cellules.get(nom, INCONNU) for ligne in self.lignes]
            read = self._lus
            for cell in cells:
                if id(cell) not in read:
                    read[id(cell)] = _day(cell)
            found = self._colonnes[nom] = [read[id(cell)] for cell in cells]
        return found

    def day(self, ligne: Ligne, nom: str) -> Jour:
        """Of one of the rows."""
        cell = ligne.cellules.get(nom, INCONNU)
        found = self._lus.get(id(cell))
        if found is None:
            found = self._lus[id(cell)] = _day(cell)
        return found

    def known(self, nom: str) -> Iterator[tuple[int, int]]:
        """The rank of each row whose day is known, and the day."""
        return ((rank, jour.connu) for rank, jour in enumerate(self.of(nom)) if jour.connu)


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
    columns = {nom: jours.of(nom) for nom in LOCATIVES}
    held = [nom for nom, column in columns.items() if any(day is not RIEN for day in column)]
    fine = _Regard(held, [nom for nom in SUPPOSES if any(nom in ligne.cellules for ligne in lignes)])
    days: Iterable[Sequence[Jour]] = zip(*(columns[nom] for nom in held), strict=True)
    if not held:
        days = ((),) * len(lignes)
    return frozenset(id(ligne) for ligne, own in zip(lignes, days, strict=True) if fine.at(own))


class _Regard:
    """Looks at rows whose events are these, in this order. supposes: what a lease supposes, of which some row
    has a cell."""

    def __init__(self, noms: Sequence[str], supposes: Sequence[str]) -> None:
        rank: Mapping[str, int] = {nom: n for n, nom in enumerate(noms)}
        after = {**PRECEDE, "proposition": (*PRECEDE.get("proposition", ()), "information")}
        self.avant = [
            (rank[suite], [rank[nom] for nom in before if nom in rank])
            for suite, before in after.items()
            if suite in rank
        ]
        self.menent = [
            (rank[nom], [rank[suite] for suite in suites if suite in rank])
            for nom, suites in MENENT.items()
            if nom in rank
        ]
        self.bail = rank.get("bail")
        self.supposes = [rank.get(nom) for nom in supposes]

    def at(self, jours: Sequence[Jour]) -> bool:
        first = [jour[0] for jour in jours if jour[0] > 0]
        if not first:
            return True
        if max(first) - min(first) >= UN_AN[0]:
            return False
        for suite, before in self.avant:
            last = jours[suite][1]
            if last and any(jours[n][0] > last for n in before):
                return False
        for nom, suites in self.menent:
            if jours[nom][0] == ATTENDU and any(jours[n][0] > 0 for n in suites):
                return False
        if self.bail is not None and jours[self.bail][2]:
            return all(n is not None and jours[n][2] for n in self.supposes)
        return True
