"""What least change would give a vacancy another result, under each of the landlord's conventions."""

from collections.abc import Iterator
from datetime import date

from convrules.analyses.autrement import Autrement, otherwise
from convrules.api.atteintes import with_accounts
from convrules.api.colonnes import enumerations_of
from convrules.api.dossier import Dossier
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision
from convrules.runtime.delegation import of_landlord
from convrules.runtime.places import on_territory
from convrules.runtime.reading import reference_event
from convrules.runtime.vacance import evaluate_vacance


def paths(dossier: Dossier, vacance: Vacance, au: date) -> Iterator[tuple[Programme, Autrement]]:
    """Under each convention whose territory may hold the dwelling."""
    faits = with_accounts(dossier, au)
    codes = enumerations_of(dossier.programmes)
    for programme in dossier.programmes:
        if on_territory(programme.convention.territoire, vacance.cellule) is False:
            continue
        anywhere = Contexte(
            exercer=of_landlord, programme=programme, au=au, jour=au, vacance=vacance, faits=faits
        )
        contexte = Contexte(
            exercer=of_landlord,
            programme=programme,
            au=au,
            jour=reference_event(anywhere).connu or au,
            vacance=vacance,
            faits=faits,
        )

        def judge(tried: Vacance, programme: Programme = programme) -> Decision:
            return evaluate_vacance(programme, tried, au, faits=faits)

        yield programme, otherwise(contexte, judge, codes)
