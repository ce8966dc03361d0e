"""What a program asks of a landlord's data: they may be judged, and the day is one that files may hold."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from convrules.api.dossier import Dossier
from convrules.api.entraves import check_judgeable
from convrules.api.load import Empechement
from convrules.base.dates import JOUR_MAX, JOUR_MIN, check_day
from convrules.base.texte import cite, compte, suite, t

if TYPE_CHECKING:
    from convrules.base.texte import Texte
    from convrules.year.model import Bilan

CITEES: Final = 3
"""Unknown vacancies that a sentence names; of the others it says how many."""


def check_asked(
    dossier: "Dossier | Empechement", au: date, annee: int | None = None, depuis: int | None = None
) -> None:
    """Raises TypeError for data that were not opened, a day that is no `date` (a `datetime` is none) or a
    year that is no number; ValueError for data that the command does not judge either (`check_judgeable`),
    for a day or a year that no file may hold, or years that do not follow one another."""
    check_judgeable(check_dossier(dossier))
    check_day("au", au)
    check_years(annee, depuis)


def check_dossier(dossier: "Dossier | Empechement") -> Dossier:
    """These data. Raises TypeError for those that were not opened."""
    if isinstance(dossier, Empechement):
        raise TypeError(f"not a Dossier: an Empechement, for it could not be opened ({dossier.texte})")
    if not isinstance(dossier, Dossier):
        raise TypeError(f"not a Dossier: « {type(dossier).__name__} »")
    return dossier


def check_years(annee: int | None, depuis: int | None) -> None:
    """Raises TypeError, ValueError."""
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


def check_bilan(bilan: "Bilan") -> None:
    """Raises TypeError."""
    from convrules.year.model import Bilan as Juge

    if not isinstance(bilan, Juge):
        raise TypeError(f"bilan is what api.comply gives, not « {type(bilan).__name__} »")


def vacancies(dossier: Dossier, idents: Iterable[str] | str) -> tuple[str, ...]:
    """The vacancies that a program names, each once; one text is one of them, never its letters. Raises
    TypeError for what is no text, ValueError, in the words of the command, for those that are not in the
    data."""
    if not isinstance(idents, Iterable) or isinstance(idents, bytes):
        raise TypeError(f"idents is a sequence of identifiers, not « {type(idents).__name__} »")
    asked = tuple(dict.fromkeys((idents,) if isinstance(idents, str) else idents))
    for one in asked:
        if not isinstance(one, str):
            raise TypeError(f"idents is a sequence of identifiers, each a str, not « {type(one).__name__} »")
    unknown = unknown_vacancies(dossier, asked)
    if unknown is not None:
        raise ValueError(unknown)
    return asked


def unknown_vacancies(dossier: Dossier, idents: Iterable[str]) -> "Texte | None":
    """That some of these are not in the data; None when all are."""
    known = {v.id for v in dossier.faits.vacances}
    unknown = [ident for ident in dict.fromkeys(idents) if ident not in known]
    if not unknown:
        return None
    from convrules.facts.prenoms import shown_word

    more = len(unknown) - CITEES
    named = [
        *(cite(shown_word(ident)) for ident in unknown[:CITEES]),
        *([compte(more, "{n} autre", "{n} autres")] if more > 0 else []),
    ]
    return t("Aucune vacance {noms} dans les données.", noms=suite(named, "ou"))


def check_processus(processus: int | None) -> None:
    """Raises TypeError, ValueError."""
    if processus is None:
        return
    if not isinstance(processus, int) or isinstance(processus, bool):
        raise TypeError(f"processus is an int, or None, not « {type(processus).__name__} »")
    if processus < 1:
        raise ValueError(f"processus is a number of copies from 1 on, or None, not {processus}")
