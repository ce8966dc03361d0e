"""Rows of a file taken many at a time: those of which, together, there is nothing to say are read column by
column, the others one by one.

It gives no reading of its own: rows are read together when reading each would have done nothing but read it.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress, groupby
from typing import Final, TypeAlias

from convrules.base.values import Cellule
from convrules.diagnostics.problems import vie_privee
from convrules.facts.autres_bailleurs import AutresBailleurs
from convrules.facts.avalees import without_rows_inside
from convrules.facts.constats import Origines
from convrules.facts.decalage import shift
from convrules.facts.entete import ENFANTS
from convrules.facts.heures import Minuits
from convrules.facts.identites import Identites
from convrules.facts.jours_tournes import Tournes
from convrules.facts.personnel import Sosies, protected
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.lieux import Rangee, readable
from convrules.facts.readers.octets import Refuse
from convrules.facts.readers.reserve import Lues, Reserve
from convrules.facts.totaux import begins_a_fact, note_footer

LOT: Final = 1_000
"""Rows taken at a time, between two signs of life."""
Cases: TypeAlias = Sequence[Cellule]
"""The cells of a row, by column."""
Note: TypeAlias = Callable[[Sequence[Rangee]], None]
Garde: TypeAlias = Callable[[Sequence[Rangee], Sequence[Cases]], bool]
"""Keeps rows that were read together; False: they are to be read one by one."""


def left(fichier: Fichier, takes: Callable[[int], bool], keep: Garde) -> Iterator[Rangee]:
    """The rows of a file, but for those that are kept together. takes: may so many be?"""
    for lot in _lots(map(readable, fichier.tableau.rangees())):
        if not takes(len(lot)):
            yield from lot
            continue
        for rangees, cellules in _runs(fichier, lot):
            if cellules is None or not keep(rangees, cellules):
                yield from rangees


def _lots(rangees: Iterator[Rangee]) -> Iterator[list[Rangee]]:
    """What ends a file early ends it after the rows that were read before."""
    lot: list[Rangee] = []
    try:
        for rangee in rangees:
            lot.append(rangee)
            if len(lot) == LOT:
                yield lot
                lot = []
    except Refuse:
        yield lot
        raise
    yield lot


def _runs(fichier: Fichier, lot: Sequence[Rangee]) -> Iterator[tuple[Sequence[Rangee], list[Cases] | None]]:
    """Rows in order, with their cells where nothing is to be said of any of them."""
    titles = frozenset(fichier.tableau.entete.valeurs)
    width = len(fichier.tableau.entete.valeurs)
    sound = [
        len(one.valeurs) == width
        and not one.fautes
        and not one.reparees
        and begins_a_fact(titles, one.valeurs)
        for one in lot
    ]
    known = fichier.connues.of_all(list(compress(lot, sound)))
    if all(sound) and all(known):
        yield lot, [cases for cases in known if cases is not None]
        return
    read = iter(known)
    cells = [next(read) if one else None for one in sound]
    for plain, rows in groupby(zip(lot, cells, strict=True), key=_is_read):
        found = list(rows)
        own = [row for row, _ in found]
        yield own, [cases for _, cases in found if cases is not None] if plain else None


def _is_read(row: tuple[Rangee, Cases | None]) -> bool:
    return row[1] is not None


class Lots:
    """Keeps rows of one table that are read together. connus, ecartees: as for the rows that are read one by
    one."""

    def __init__(
        self,
        plan: Plan,
        identites: Identites,
        origines: Origines,
        defauts: Counter[str],
        connus: Mapping[str, Container[str]],
        ecartees: Container[str],
    ) -> None:
        self.plan, self.identites, self.origines, self.defauts = plan, identites, origines, defauts
        self.connus, self.ecartees = connus, ecartees
        self.autres = AutresBailleurs(plan)

    def reads(self, fichier: Fichier) -> bool:
        """May rows of a file be read together: is there nothing to choose, to join or to verify in each?"""
        principal, tries = self.plan.principale(fichier.source), fichier.tris or fichier.source.cles
        return principal and not tries and self.plan.table != "previsions"

    def keep(
        self, reserve: Reserve, fichier: Fichier, rangees: Sequence[Rangee], cellules: Sequence[Cases]
    ) -> bool:
        """Keep rows whose cells have no fault, unless something is to be said of one of them all the same."""
        if not self._all_hang(fichier, rangees) or self.autres.among(fichier.connues.champs, cellules):
            return False
        idents = self.identites.name_all(fichier, rangees, reserve)
        if idents is None:
            return False
        fichier.gardees += len(rangees)
        fichier.connues.count_all(fichier.nombres, self.defauts, rangees, cellules)
        lines = [rangee.ligne for rangee in rangees]
        reserve.keep_all(idents, Lues(fichier.nom, fichier.connues.champs, lines, cellules))
        if self.plan.table == "vacances":
            self.origines.note_all(fichier, idents, rangees)
        return True

    def _all_hang(self, fichier: Fichier, rangees: Sequence[Rangee]) -> bool:
        """Does each row belong to a vacancy that was read, if it has to?"""
        rank = fichier.rank("vacance")
        if self.plan.table not in ENFANTS or rank is None:
            return True
        texts = [rangee.valeurs[rank] for rangee in rangees]
        known = self.connus.get("vacance", texts)
        return not any(text in self.ecartees for text in texts) and all(text in known for text in texts)


def note_days(minuits: Minuits, tournes: Tournes, hourly: bool, rangees: Sequence[Rangee]) -> None:
    """Of rows that are read. hourly: their texts tell the hour."""
    for rangee in rangees:
        if hourly or not rangee.brut:
            minuits.note(rangee)
            tournes.note(rangee)


class Regard:
    """What is looked for in a row of one table that is read by itself, before it is read."""

    def __init__(self, table: str, sosies: Sosies | None) -> None:
        self.table, self.sosies = table, sosies

    def examined(
        self, fichier: Fichier, rangee: Rangee, whole: bool, placed: bool
    ) -> tuple[Rangee, tuple[int, int] | None]:
        """The row with nothing that identifies a person, and how its cells are moved, if they are."""
        known = whole and fichier.connues.of(rangee) is not None
        if whole and not known:
            rangee = self._protected(fichier, rangee)
        note_footer(fichier, rangee)
        return rangee, shift(fichier, rangee) if whole and not known and placed else None

    def _protected(self, fichier: Fichier, rangee: Rangee) -> Rangee:
        """The row with nothing that identifies a person; a person that has two names is told, once a file."""
        before = self.sosies.doubles if self.sosies is not None else 0
        lieu = (self.table, fichier.tableau.separateur)
        whole = without_rows_inside(rangee, lieu[1], fichier.colonnes)
        found = protected(whole, lieu, fichier.colonnes, self.sosies)
        if self.sosies is not None and self.sosies.doubles > before and not fichier.sosies:
            fichier.sosies = True
            rank = next(r for c, r, _ in fichier.colonnes if c.pseudonymise)
            make = partial(vie_privee.pseudonymes_voisins, colonne=fichier.name_of(rank))
            fichier.note(found, rank, make)
        return found
