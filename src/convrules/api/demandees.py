"""What a program asks of a landlord's data: they were opened, and the day is one that files may hold."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from convrules.api.load import Empechement
from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.diagnostics.catalogue import is_error

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier

_BETWEEN: Final = f"from {JOUR_MIN.year} to {JOUR_MAX.year}"


def check_asked(
    dossier: "Dossier | Empechement", au: date, annee: int | None = None, depuis: int | None = None
) -> None:
    """Raises TypeError for data that were not opened, or a day that is no `date` (a `datetime` is none);
    ValueError for conventions or a mapping in error, for a day or a year that no file may hold, or years that
    do not follow one another."""
    if isinstance(dossier, Empechement):
        raise TypeError(f"not a Dossier: an Empechement, for it could not be opened ({dossier.texte})")
    wrong = next((d for d in dossier.verifie.diagnostics if is_error(d)), None)
    if wrong is not None:
        raise ValueError(
            f"the conventions or the mapping are in error ({wrong.code}): see dossier.diagnostics"
        )
    if not isinstance(au, date) or isinstance(au, datetime):
        raise TypeError(f"au is a datetime.date, not « {type(au).__name__} »")
    if not JOUR_MIN <= au <= JOUR_MAX:
        raise ValueError(f"au is out of bounds ({au}): a day {_BETWEEN}")
    for year in (annee, depuis):
        if year is not None and not JOUR_MIN.year <= year <= JOUR_MAX.year:
            raise ValueError(f"a year is out of bounds ({year}): one {_BETWEEN}")
    if annee is not None and depuis is not None and depuis > annee:
        raise ValueError(f"depuis is the first year, annee the last: {depuis} comes after {annee}")
