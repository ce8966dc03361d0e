"""The parts of time for which something is due: civil periods, or so long each from the first day in force.

Source: docs/langage, « Les actes enregistrés », « Transmissions ».
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Final

from convrules.base.dates import Duree, UniteDuree, add_months, shift
from convrules.base.records import dataclass
from convrules.year.assiette import Cadre

UN_JOUR: Final = timedelta(days=1)
_MOIS: Final = {"mois": 1, "trimestre": 3, "semestre": 6, "année": 12}
_JOURS: Final = {UniteDuree.JOUR: 1, UniteDuree.SEMAINE: 7, UniteDuree.MOIS: 30, UniteDuree.AN: 365}
_RANGS: Final = range(1 << 18)
"""More periods than there are days that files may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """One part. `nom` empty: the whole year. `precedente`, `suivante`: last days of the parts around it;
    `comptee`: it is counted from the first day of the convention, and `nom` is its last day."""

    nom: str
    du: date
    au: date
    precedente: date
    suivante: date
    comptee: bool = False


def whole(cadre: Cadre) -> Tranche:
    """The year, of which nothing says that a period ends in it."""
    du, au = cadre.periode.du, cadre.periode.au
    return Tranche(nom="", du=du, au=au, precedente=du - UN_JOUR, suivante=add_months(au, 12))


def parts(periodes: Collection[str | Duree], cadre: Cadre) -> Iterator[Tranche]:
    """Those that end in the year and while the convention is in force, of the shortest of these periods."""
    shortest = min(periodes, key=_days)
    found = _counted(shortest, cadre) if isinstance(shortest, Duree) else _civil(_MOIS[shortest], cadre)
    return (part for part in found if cadre.periode.contains(part.au))


def _days(periode: str | Duree) -> int:
    return periode.nombre * _JOURS[periode.unite] if isinstance(periode, Duree) else 30 * _MOIS[periode]


def _civil(months: int, cadre: Cadre) -> Iterator[Tranche]:
    for rang in range(12 // months):
        first = date(cadre.annee, rang * months + 1, 1)
        after = add_months(first, months)
        letters = {1: f"-{rang + 1:02d}", 3: f"-T{rang + 1}", 6: f"-S{rang + 1}"}
        yield Tranche(
            nom=f"{cadre.annee}{letters.get(months, '')}",
            du=max(first, cadre.periode.du),
            au=after - UN_JOUR,
            precedente=first - UN_JOUR,
            suivante=add_months(after, months) - UN_JOUR,
        )


def _counted(length: Duree, cadre: Cadre) -> Iterator[Tranche]:
    start = cadre.en_vigueur.du or cadre.periode.du
    last = partial(_last_day, start, length)
    rang = bisect_left(_RANGS, date(cadre.annee, 1, 1), key=last)
    while (end := last(rang)).year == cadre.annee:
        before, after = last(rang - 1), last(rang + 1)
        yield Tranche(
            nom=end.isoformat(), du=before + UN_JOUR, au=end, precedente=before, suivante=after, comptee=True
        )
        rang += 1


def _last_day(start: date, length: Duree, rang: int) -> date:
    return shift(start, Duree(nombre=(rang + 1) * length.nombre, unite=length.unite)) - UN_JOUR
