"""Up to which day the files of vacancies, taken together, say that each event is recorded.

Of several that each say their day, one that continues others says which (`suite de`), and carries their day
further. Files that say nothing of it stand side by side (two agencies, two programs): the first to stop
leaves days of which the others say nothing. Nothing is supposed. Source: docs/langage, « Correspondance ».
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.dates import JOUR_MIN
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import TEvenement
from convrules.facts.colonnes import completed
from convrules.facts.plan import Plan, make_plan

UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complet:
    """The last day up to which vacancies are all there, and where it is said. `fichier`: which file stops on
    it, where others go further; `suivant`: one of these, that says that it continues none. As the mapping
    writes them; both empty otherwise."""

    span: Span
    jour: date
    fichier: str = ""
    suivant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dit:
    """What a file says of an event: the day up to which it is recorded, and where it says so. `jointe`: it
    brings no row."""

    source: ir.FichierSource
    span: Span
    jour: date
    jointe: bool = False

    def continues(self, one: "_Dit") -> bool:
        """Does it carry on from where another stops?"""
        return self.jour > one.jour and not {one.source.nom, one.source.motif}.isdisjoint(
            self.source.suite_de
        )


def recorded(correspondance: ir.Correspondance | None, depuis: date = JOUR_MIN) -> Mapping[str, Complet]:
    """By event. depuis: the first day that matters; days before it, between a file and one that continues it,
    are none's."""
    if correspondance is None:
        return {}
    plan = make_plan(correspondance, "vacances")
    found: dict[str, list[_Dit]] = defaultdict(list)
    beside: dict[str, _Dit] = {}
    for source in plan.sources:
        for event, said in _said(plan, source):
            if said.jointe:
                beside[event] = said
            else:
                found[event].append(said)
    for event, said in beside.items():
        found[event] = [*_of_rows(plan, said)]
    return {event: _together(own, depuis) for event, own in found.items()}


def _said(plan: Plan, source: ir.FichierSource) -> Iterator[tuple[str, _Dit]]:
    for colonne in plan.colonnes_de(source):
        day = completed(colonne, source).complet_au
        if day is not None and isinstance(colonne.type, TEvenement):
            span = colonne.span if colonne.complet_au is not None else source.span
            jointe = not plan.principale(source)
            yield colonne.champ, _Dit(source=source, span=span, jour=day, jointe=jointe)


def _of_rows(plan: Plan, joined: _Dit) -> Iterator[_Dit]:
    """The days of an event of a joined file: its own, and the last that each file of rows says of anything,
    without which no row is."""
    yield joined
    for source in filter(plan.principale, plan.sources):
        own = [said for _, said in _said(plan, source)]
        if source.complet_au is not None:
            own.append(_Dit(source=source, span=source.span, jour=source.complet_au))
        if own:
            yield max(own, key=lambda one: one.jour)


def _together(said: Sequence[_Dit], depuis: date) -> Complet:
    """The first day on which a file stops that none continues."""
    stops = [one for one in said if _stops(one, said, depuis)]
    first = min(stops, key=lambda one: one.jour)
    further = [one for one in said if one.jour > first.jour and not (one.jointe or one.source.suite_de)]
    if all(one.jour <= first.jour for one in said):
        return Complet(span=first.span, jour=first.jour)
    return Complet(
        span=first.span,
        jour=first.jour,
        fichier=first.source.nom,
        suivant=further[0].source.nom if further else "",
    )


def _stops(one: _Dit, every: Sequence[_Dit], depuis: date) -> bool:
    """Do days lack after its own? Of several that continue it, each speaks of a part of what it spoke of."""
    after = [other.source.complet_du or one.jour for other in every if other.continues(one)]
    return not after or max(after) > max(one.jour + UN_JOUR, depuis)
