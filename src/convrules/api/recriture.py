"""What to write again of a forecast so that it speaks of days that it does not, no two of its rows saying the
same dwellings. Source: docs/langage, « Ce qui peut encore venir »."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.analyses.corpus.territoires import meet
from convrules.api.lignes import numbered, of_several
from convrules.base.records import dataclass
from convrules.base.texte import compte, suite, t
from convrules.base.trous import UN_JOUR
from convrules.facts.chevauchements import alike
from convrules.facts.records import Ligne
from convrules.year.cellules import day_of
from convrules.year.couverture import is_here
from convrules.year.valeurs import Recriture


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """A convention of which days lack from `du` on, and its territory."""

    convention: str
    territoire: ir.Territoire
    du: date


def brought_forward(rows: Sequence[Ligne], au: date, demandes: Sequence[Demande]) -> list[tuple[Ligne, date]]:
    """Of each sort of dwellings, the first row that still runs on `au`, and the day it should begin: the
    first that lacks of the conventions that it bears on. Not one that would meet another of the same
    dwellings."""
    running = sorted((row for row in rows if _end(row) > au), key=_begin)
    same, begun = alike(running), {id(row): _begin(row) for row in running}
    found = list[tuple[Ligne, date]]()
    for row in running:
        days = [one.du for one in demandes if is_here(one.territoire, row)]
        first = min(days, default=_begin(row))
        met = (begun[id(o)] <= _end(row) and first <= _end(o) for o in same(row) if o is not row)
        if first < _begin(row) and not any(met):
            begun[id(row)] = first
            found.append((row, first))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ajout:
    """Conventions of which no row can be brought forward, of territories that may overlap: a row of one may
    say the same dwellings as one of another, so one row, from one day on, is for all."""

    demandes: tuple[Demande, ...]
    du: date

    def bears(self, row: Ligne) -> bool:
        return any(is_here(one.territoire, row) for one in self.demandes)


def _added(demandes: Sequence[Demande], avancees: Sequence[tuple[Ligne, date]]) -> list[_Ajout]:
    found: list[_Ajout] = []
    for one in demandes:
        if any(is_here(one.territoire, row) for row, _ in avancees):
            continue
        met = [g for g in found if any(meet(one.territoire, other.territoire) for other in g.demandes)]
        found = [g for g in found if g not in met]
        every = tuple(dict.fromkeys([*(d for g in met for d in g.demandes), one]))
        found.append(_Ajout(demandes=every, du=min(d.du for d in every)))
    return found


def rewriting(
    rows: Sequence[Ligne],
    au: date,
    demandes: Sequence[Demande],
    avancees: Sequence[tuple[Ligne, date]],
    toutes: Sequence[Demande],
) -> Recriture:
    """For conventions of which the same days lack. toutes: those of other days too; avancees: as of
    `brought_forward`, of them all. What is over on `au`, of the same dwellings in these days, makes way, on a
    day that is the same whoever asks."""
    day_of_row = {id(row): day for row, day in avancees}
    # Why in the order of the rows: that in which their lines are told.
    moved = [(row, day_of_row[id(row)]) for row in rows if id(row) in day_of_row]
    own = [(row, day) for row, day in moved if any(is_here(one.territoire, row) for one in demandes)]
    every = _added(toutes, avancees)
    alone = [one for one in every if any(d in demandes for d in one.demandes)]
    same, asked = alike([row for row, _ in avancees]), {id(row) for row, _ in own}

    def until(row: Ligne) -> date | None:
        """From which day on a row that is over stands in the way."""
        met = [id(other) for other in same(row)]
        if not (asked.intersection(met) or any(one.bears(row) for one in alone)):
            return None
        return min([*(day_of_row[key] for key in met), *(one.du for one in every if one.bears(row))])

    past = [(row, day) for row in rows if _end(row) <= au and (day := until(row)) is not None]
    way = [(row, day) for row, day in past if day <= _end(row)]
    return Recriture(
        avancees=tuple(own),
        otees=tuple(row for row, day in way if day <= _begin(row)),
        coupees=tuple((row, day - UN_JOUR) for row, day in way if day > _begin(row)),
        sans=tuple(dict.fromkeys((d.convention, one.du) for one in alone for d in one.demandes)),
        # Why: such a row could not be brought forward for another, and one that is added may be of both.
        avant=min(
            (_begin(r) for r in rows if _end(r) > au and any(one.bears(r) for one in alone)), default=None
        ),
        fichiers=of_several(rows),
    )


def told(found: Recriture, territoire: str) -> str:
    """What to do, in one sentence. territoire: of the conventions of which no row can be brought forward."""
    return suite(_told(found, territoire), "et")


def _told(found: Recriture, territoire: str) -> Iterator[str]:
    for day, rows in _by_day(found.avancees):
        yield compte(
            len(rows),
            "avancez au {du} le début de la ligne {liste}",
            "avancez au {du} le début des lignes {liste}",
            du=day.isoformat(),
            liste=_listed(rows, found),
        )
    if found.sans:
        added = t(
            "ajoutez, sur le territoire {ou}, une ligne qui commence le {du} et finit après le jour "
            "d'observation",
            ou=territoire,
            du=min(day for _, day in found.sans).isoformat(),
        )
        before = found.avant.isoformat() if found.avant is not None else ""
        yield t("{a}, avant le {jour}", a=added, jour=before) if before else added
    if found.otees:
        yield compte(
            len(found.otees),
            "ôtez la ligne {liste}, dont les jours sont passés",
            "ôtez les lignes {liste}, dont les jours sont passés",
            liste=_listed(found.otees, found),
        )
    for day, rows in _by_day(found.coupees):
        yield compte(
            len(rows),
            "arrêtez au {au} la ligne {liste}, dont les jours sont passés",
            "arrêtez au {au} les lignes {liste}, dont les jours sont passés",
            au=day.isoformat(),
            liste=_listed(rows, found),
        )


def _by_day(rows: Iterable[tuple[Ligne, date]]) -> list[tuple[date, list[Ligne]]]:
    found: dict[date, list[Ligne]] = {}
    for row, day in rows:
        found.setdefault(day, []).append(row)
    return sorted(found.items(), key=lambda pair: pair[0])


def _listed(rows: Sequence[Ligne], found: Recriture) -> str:
    return suite(numbered(rows, fichiers=found.fichiers), "et")


def _begin(row: Ligne) -> date:
    return day_of(row, "du") or date.min


def _end(row: Ligne) -> date:
    return day_of(row, "au") or date.max
