"""The data held against a policy that looks ahead: is there a row of the forecast that it names?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import politiques as problems
from convrules.facts.records import Faits
from convrules.runtime.events import days_within
from convrules.runtime.reading import event_of_cell

if TYPE_CHECKING:
    from convrules.orientation.politique import PolitiqueCompilee


def without_a_row(
    politiques: "Sequence[PolitiqueCompilee]", programmes: Sequence[Programme], faits: Faits
) -> Iterator[Diagnostic]:
    """Policies of the landlord whose forecast is empty: advice is then that of the deficit alone."""
    for politique in (p.politique for p in politiques):
        ahead = politique.anticipation
        if ahead is None or politique.bailleur.siren != faits.bailleur:
            continue
        if ahead.annee is None:
            found, prevision = bool(faits.vacances_attendues), "vacances attendues"
        else:
            found = _has_year(faits, programmes, ahead.annee)
            prevision = f"vacances de {ahead.annee}"
        if not found:
            yield problems.anticipation_sans_ligne(
                span=ahead.span, ident=politique.ident, prevision=prevision
            )


def _has_year(faits: Faits, programmes: Sequence[Programme], annee: int) -> bool:
    """Is a vacancy dated in that year, to the day or not, by the event that dates it?"""
    choix = (p.convention.choix for p in programmes)
    noms = {c.rattachement for c in choix if c is not None}
    dated = (days_within(event_of_cell(v.cellule(nom), nom)) for v in faits.vacances for nom in noms)
    return any(days is not None and days[0].year <= annee <= days[1].year for days in dated)
