"""What passes a threshold of the project file, in words."""

from collections.abc import Iterator

from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.french import cite
from convrules.year.model import Bilan
from convrules.year.ouverte import Alerte, GenreAlerte

FIN = numbers.FINE
VACANCES_MAX = 5


def alert_lines(bilan: Bilan) -> Iterator[str]:
    """Each with its code, as `explain` takes it."""
    for alerte in bilan.alertes:
        where = f" ({named_cell(alerte.cellule)})" if alerte.cellule else ""
        account = f"{cite(alerte.clause)} de {cite(alerte.convention)}{where}"
        match alerte.genre:
            case GenreAlerte.RETARD:
                said = f"{_dwellings(alerte)} de retard à ce jour, seuil {alerte.seuil} (CR841)"
            case GenreAlerte.MARGE:
                said = f"{_dwellings(alerte)} de marge au mieux, seuil {alerte.seuil} (CR842)"
            case GenreAlerte.JOURS:
                said = f"{_ending(alerte)} (CR843)"
        yield f"{account}{FIN}: {said}."


def _dwellings(alerte: Alerte) -> str:
    return f"{bornes(alerte.valeur)}{numbers.INSECABLE}{numbers.plural(alerte.valeur.max, 'logement')}"


def _ending(alerte: Alerte) -> str:
    n = len(alerte.vacances)
    told = ", ".join(f"{v} le {numbers.jour_court(limite)}" for v, limite in alerte.vacances[:VACANCES_MAX])
    more = f" et {numbers.count(n - VACANCES_MAX, 'autre')}" if n > VACANCES_MAX else ""
    ends = numbers.plural(n, "délai finit", "délais finissent")
    days = numbers.count(alerte.seuil, "jour")
    return f"{numbers.group(n)} {ends} dans les {days}{FIN}: {told}{more}"
