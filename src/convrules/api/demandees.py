"""What a program asks of a landlord's data: they may be judged, and the day is one that files may hold."""

from datetime import date

from convrules.api.dossier import Dossier
from convrules.api.entraves import check_judgeable
from convrules.api.load import Empechement
from convrules.base.dates import JOUR_MAX, JOUR_MIN, check_day


def check_asked(
    dossier: "Dossier | Empechement", au: date, annee: int | None = None, depuis: int | None = None
) -> None:
    """Raises TypeError for data that were not opened, a day that is no `date` (a `datetime` is none) or a
    year that is no number; ValueError for data that the command does not judge either (`check_judgeable`),
    for a day or a year that no file may hold, or years that do not follow one another."""
    if isinstance(dossier, Empechement):
        raise TypeError(f"not a Dossier: an Empechement, for it could not be opened ({dossier.texte})")
    if not isinstance(dossier, Dossier):
        raise TypeError(f"not a Dossier: « {type(dossier).__name__} »")
    check_judgeable(dossier)
    check_day("au", au)
    for nom, year in (("annee", annee), ("depuis", depuis)):
        if year is not None:
            _check_year(nom, year)
    if annee is not None and depuis is not None and depuis > annee:
        raise ValueError(f"depuis is the first year, annee the last: {depuis} comes after {annee}")


def _check_year(nom: str, year: int) -> None:
    if not isinstance(year, int) or isinstance(year, bool):
        raise TypeError(f"{nom} is a year, an int, not « {type(year).__name__} »")
    if not JOUR_MIN.year <= year <= JOUR_MAX.year:
        raise ValueError(f"{nom} is out of bounds ({year}): a year from {JOUR_MIN.year} to {JOUR_MAX.year}")


def check_processus(processus: int | None) -> None:
    """Raises TypeError, ValueError."""
    if processus is None:
        return
    if not isinstance(processus, int) or isinstance(processus, bool):
        raise TypeError(f"processus is an int, or None, not « {type(processus).__name__} »")
    if processus < 1:
        raise ValueError(f"processus is a number of copies from 1 on, or None, not {processus}")
