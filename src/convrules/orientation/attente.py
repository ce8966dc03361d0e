"""Which dwellings advice looks at: those there to be offered, and those that an account may hold."""

from collections.abc import Iterator
from datetime import date

from convrules.base.values import Connu
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.lives import recorded_days
from convrules.runtime.reading import event_of_cell

PARTI = ("orientation", "proposition", "attribution", "bail", "remise", "reprise", "retrait", "abandon")
"""Once one of these has taken place, a dwelling waits for no advice."""


VENU = ("information", "liberation", "disponibilite", "mise_en_service")
"""A dwelling is there to be offered once one of these has taken place."""


def that_matter(faits: Faits, rattachement: str, au: date, named: frozenset[str]) -> Iterator[Vacance]:
    """Vacancies that may be due, gone or on offer on `au`, or that are named: those whose reference date is
    certainly to come, and that nothing has happened to yet, change no account and cost as much to read."""
    recorded = frozenset(_named(a) for a in faits.actes or ())
    for vacance in faits.vacances:
        reference = event_of_cell(vacance.cellule(rattachement), rattachement)
        if (
            reference.low <= au.toordinal()
            or vacance.id in named
            or vacance.id in recorded
            or any(has_begun(vacance, nom, au) for nom in (*VENU, *PARTI))
        ):
            yield vacance


def has_begun(vacance: Vacance, nom: str, au: date) -> bool:
    """Do the data record an event on a day that has come, or within days of which the first has?"""
    first, _ = recorded_days(vacance.cellule(nom))
    return first is not None and first <= au


def _named(acte: Ligne) -> str | None:
    cellule = acte.cellule("vacance")
    return cellule.valeur if isinstance(cellule, Connu) and isinstance(cellule.valeur, str) else None
