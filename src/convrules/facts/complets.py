"""Days of which the files of vacancies, taken together, do not say every vacancy.

Of several that each say up to which day an event is recorded, one that continues others says which (`suite
de`), and carries their day further, perhaps from a later day on (`complet du`). Files that say nothing of it
stand side by side (two agencies, two programs): the first to stop leaves days of which the others say
nothing. Nothing is supposed. Source: docs/langage, « Correspondance ».
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import TEvenement
from convrules.facts.colonnes import completed
from convrules.facts.plan import Plan, make_plan

UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complet:
    """Days that no file says, after `jour`, and where the mapping says it. `reprise`: the first day after
    them, `repris` the file that says it (None, empty: they have no end). `fichier`: which file stops on
    `jour`, where others go further; `suivant`: one of these, that says that it continues none. As the mapping
    writes them; empty otherwise."""

    span: Span
    jour: date
    reprise: date | None = None
    repris: str = ""
    fichier: str = ""
    suivant: str = ""

    @property
    def trou(self) -> tuple[date, date | None]:
        return self.jour, self.reprise


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


def recorded(correspondance: ir.Correspondance | None) -> Mapping[str, tuple[Complet, ...]]:
    """By event, in order."""
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
    return {event: tuple(_gaps(own)) for event, own in found.items()}


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


def _gaps(said: Sequence[_Dit]) -> Iterator[Complet]:
    """Where each file stops that none continues, or not from the next day on. Of several that continue one,
    each speaks of a part of what it spoke of."""
    plain = not any(one.source.cles for one in said)
    for one in sorted(said, key=lambda x: x.jour):
        after = [other for other in said if other.continues(one)]
        late = max(after, key=lambda x: x.source.complet_du or one.jour, default=None)
        begins = late.source.complet_du if late is not None else None
        if late is not None and (begins is None or begins <= one.jour + UN_JOUR):
            continue
        further = [other for other in said if other.jour > one.jour]
        mute = [other.source.nom for other in further if plain and not other.source.suite_de]
        yield Complet(
            span=one.span,
            jour=one.jour,
            reprise=begins,
            repris=late.source.nom if late is not None else "",
            fichier=one.source.nom if further or one.jointe else "",
            suivant=mute[0] if mute and late is None else "",
        )
