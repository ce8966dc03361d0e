"""Vacancies of the base on the account of a holder, and what has happened to them in the period.

Source: docs/langage, « Les livres d'un compte ».
"""

from collections.abc import Callable, Iterator, Sequence

from convrules.base.dates import at_most, connu
from convrules.base.outcomes import Issue, et
from convrules.base.records import dataclass
from convrules.base.values import Inconnu
from convrules.columnar.reach import brought
from convrules.runtime.decision import Statut
from convrules.runtime.holders import COMPTE
from convrules.runtime.reading import read_event
from convrules.year.assiette import Cadre, account, event_in_period, is_row
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenue:
    """A vacancy of the base that is, or may be, on the account of the holder. `place`: among those of the
    year."""

    suivi: Suivi
    place: int
    issue: Issue


def held_rows(cadre: Cadre) -> Iterator[Tenue]:
    """Asked once for the rows that bear one mark and record the same account, which then stands."""
    known: dict[tuple[int, int], Issue] = {}
    for place, (suivi, told) in enumerate(zip(cadre.suivis, cadre.classes(COMPTE), strict=True)):
        key = id(suivi.marque), told
        issue = known.get(key)
        if issue is None:
            issue = _in_base_on_account(suivi, cadre)
            if suivi.marque is not None and not isinstance(suivi.vacance.cellule(COMPTE), Inconnu):
                known[key] = issue
        if issue is not False:
            yield Tenue(suivi=suivi, place=place, issue=issue)


def _in_base_on_account(suivi: Suivi, cadre: Cadre) -> Issue:
    inside = et(is_row(suivi), status_of(suivi.decision, Statut.DANS_L_ASSIETTE))
    return et(inside, account(suivi, cadre)) if inside is not False else False


def happened(nom: str, suivi: Suivi, cadre: Cadre) -> Issue:
    event = read_event(nom, suivi.mondes[0].contexte)
    return et(event_in_period(event, suivi, None, cadre), at_most(event, connu(cadre.au)))


def all_happened(nom: str, held: Sequence[Tenue], cadre: Cadre) -> list[Issue]:
    """The same of several."""
    if cadre.avec_leur_vacance:
        return [happened(nom, tenue.suivi, cadre) for tenue in held]
    # Why of no convention: only the event is read, the period, and the day one looks.
    key = ("survenus", nom, cadre.au, cadre.periode.du, cadre.periode.au)
    return by_day(key, nom, held, lambda suivi: happened(nom, suivi, cadre), cadre)


def by_day(
    key: tuple[object, ...],
    nom: str,
    held: Sequence[Tenue],
    ask: Callable[[Suivi], Issue],
    cadre: Cadre,
) -> list[Issue]:
    """What hangs on an event and a key alone, asked once of those of which one knows the same."""
    known: dict[int, Issue] = {} if cadre.memoire is None else cadre.memoire.everywhere(key, nom, dict)
    told, moves = cadre.days(nom), nom in brought(cadre.programme)
    found: list[Issue] = []
    for tenue in held:
        suivi, day = tenue.suivi, told[tenue.place]
        if day < 0 or (moves and nom in suivi.evenements):
            found.append(ask(suivi))
            continue
        issue = known.get(day)
        if issue is None:
            issue = known[day] = ask(suivi)
        found.append(issue)
    return found
