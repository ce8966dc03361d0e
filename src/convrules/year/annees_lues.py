"""Years of which the landlord's files show a vacancy: one that they do not show was not supplied.

Source: docs/langage, « Retraits annoncés et réalisés », « Le tour de rôle ».
"""

from datetime import date

from convrules.base.dates import INFINI
from convrules.runtime.reading import event_of_cell
from convrules.year.assiette import Cadre
from convrules.year.laisses import reference_years


def _year(jour: int) -> int:
    return date.fromordinal(jour).year


def years_read(cadre: Cadre) -> frozenset[int]:
    """Those in which a vacancy stands for certain, wherever it is, by the event that dates the convention's
    vacancies."""
    nom, rows = cadre.choix.rattachement, cadre.faits.vacances

    def look() -> tuple[int, ...]:
        # Why by identity: reading makes one cell of each text of a column.
        cells = {id(cell): cell for cell in (v.cellule(nom) for v in rows)}
        days = (event_of_cell(cell, "") for cell in cells.values())
        years = ((_year(day.low), _year(day.high)) for day in days if day.low > -INFINI and day.high < INFINI)
        return tuple({first for first, last in years if first == last})

    key = ("années lues", nom)
    # Why of the stock: a landlord's vacancies are the same under each of its conventions.
    return frozenset(cadre.parc.once(key, look) if cadre.parc is not None else cadre.keep(key, rows, look))


def years_of_convention(cadre: Cadre) -> frozenset[int]:
    """The same, from the first in which one is of its territory: before it, nothing says that the files have
    those of that place."""
    own = reference_years(cadre.suivis)
    return own | {year for year in years_read(cadre) if own and year >= min(own)}
