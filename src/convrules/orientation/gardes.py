"""Dwellings that reserves have kept back, as the journal records them (acts « reserve »)."""

from collections.abc import Iterator
from datetime import date

from convrules.base.records import dataclass
from convrules.base.values import Connu
from convrules.facts.records import Faits, Ligne
from convrules.runtime.reading import event_of_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class ActeDeGarde:
    """`clause` None: the act does not say which reserve it serves."""

    vacance: str
    jour: date
    clause: str | None


def kept_by_reserves(faits: Faits, au: date) -> tuple[ActeDeGarde, ...]:
    """Acts recorded by `au`; the last one on a dwelling is the one that stands."""
    latest: dict[str, ActeDeGarde] = {}
    for acte in sorted(_acts(faits, au), key=lambda a: (a.jour, a.clause or "")):
        latest[acte.vacance] = acte
    return tuple(latest.values())


def _acts(faits: Faits, au: date) -> Iterator[ActeDeGarde]:
    for ligne in faits.actes or ():
        jour = event_of_cell(ligne.cellule("date"), "date").connu
        vacance = _text(ligne, "vacance")
        if _text(ligne, "acte") == "reserve" and jour is not None and jour <= au and vacance is not None:
            yield ActeDeGarde(vacance=vacance, jour=jour, clause=_text(ligne, "clause"))


def _text(ligne: Ligne, nom: str) -> str | None:
    cellule = ligne.cellule(nom)
    return cellule.valeur if isinstance(cellule, Connu) and isinstance(cellule.valeur, str) else None
