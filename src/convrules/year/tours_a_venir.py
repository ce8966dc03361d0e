"""Turns that are to be exchanged: what an act still to come will be to a part, on each day it may take place.

Its two entries are made on one day, or neither is: they are told together, never hoped for apart.
Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from convrules import ir
from convrules.base.dates import connu
from convrules.base.outcomes import Genre, Issue, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.trous import UN_JOUR
from convrules.compiler import Programme
from convrules.runtime.events import is_to_come
from convrules.runtime.holders import is_holder
from convrules.year.assiette import Cadre
from convrules.year.cellules import Clef
from convrules.year.dossier import Dossier
from convrules.year.echanges import entries
from convrules.year.rangs import Lots, Rangs, lots_of
from convrules.year.suivi import text_changes
from convrules.year.tours_echanges import Echange, exchanges
from convrules.year.valeurs import Echangee


class Etape(NamedTuple):
    """From `jour` on, what the act would add: between `moins` and `plus` dwellings, for want of a fact.
    `suspens`: does that hang on something else that is still to come?"""

    jour: date
    moins: int
    plus: int
    suspens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """What one act is to one cell of a part, by the day on which it takes place. `acte`: its name and, of
    several of one name, its rank."""

    acte: tuple[str, int]
    etapes: tuple[Etape, ...]

    def on(self, jour: date) -> Etape:
        """What it is if it takes place that day."""
        before = [etape for etape in self.etapes if etape.jour <= jour]
        return before[-1] if before else Etape(jour, 0, 0)


def turns_to_come(part: ir.Clause, clef: Clef, dossier: Dossier, cadre: Cadre) -> tuple[Tour, ...]:
    """Of the acts that make rows of the cell. cadre: over the period of the part."""
    if not isinstance(part, ir.Part) or dossier.avenir.clos:
        return ()
    named = {rang.id.acte for rang, _ in lots_of(dossier.rangs) if isinstance(rang.id, Echangee)}
    found = [(key, e) for key, e in _to_come(cadre) if e.id in named]
    days = _days(cadre) if found else ()
    return tuple(
        Tour(acte=key, etapes=tuple(_each(echange, part, clef, cadre, days))) for key, echange in found
    )


def without_turns(dossier: Dossier, tours: Sequence[Tour]) -> Dossier:
    """The rest of its rows."""
    if not tours:
        return dossier
    actes = {tour.acte[0] for tour in tours}
    kept: Lots = tuple(
        (rang, idents)
        for rang, idents in lots_of(dossier.rangs)
        if not (isinstance(rang.id, Echangee) and rang.id.acte in actes)
    )
    return replace(dossier, rangs=Rangs(kept))


def _to_come(cadre: Cadre) -> Iterator[tuple[tuple[str, int], Echange]]:
    """Why all of a name or none: rows of one that took place bear the same."""
    seen: Counter[str] = Counter()
    known = exchanges(cadre)
    past = {echange.id for echange in known if not is_to_come(echange.date)}
    for echange in known:
        if echange.id not in past:
            yield (echange.id, seen[echange.id]), echange
            seen[echange.id] += 1


def _days(cadre: Cadre) -> tuple[date, ...]:
    """Days still to come of the period from which a text or a convention of the landlord's is another."""
    first, last = max(cadre.au + UN_JOUR, cadre.periode.du), cadre.periode.au
    found = {first}
    for programme in (cadre.programme, *cadre.programme.voisins):
        found.update(_changes(programme, cadre))
    return tuple(sorted(day for day in found if first <= day <= last))


def _changes(programme: Programme, cadre: Cadre) -> Iterator[date]:
    yield from cadre.versions if programme is cadre.programme else text_changes(programme, cadre.au)
    lives = [text.entete.en_vigueur for c in programme.clauses for text in c.versions or (c.clause,)]
    for life in (programme.convention.en_vigueur, *lives):
        yield from (day for day in (life.du, life.au and life.au + UN_JOUR) if day is not None)


def _each(echange: Echange, part: ir.Part, clef: Clef, cadre: Cadre, days: Sequence[date]) -> Iterator[Etape]:
    for day in days:
        dated = replace(echange, date=connu(day))
        more, less = entries(dated, lambda c: is_holder(cadre.programme, c, cadre.finer), part, clef, cadre)
        yield Etape(
            jour=day,
            moins=(more is True) - (less is not False),
            plus=(more is not False) - (less is True),
            suspens=_awaits(more) or _awaits(less),
        )
    yield Etape(cadre.periode.au + UN_JOUR, 0, 0)


def _awaits(issue: Issue) -> bool:
    return any(cause.genre is Genre.FUTUR for cause in causes_of(issue))
