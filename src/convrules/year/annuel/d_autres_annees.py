"""Conventions that are not in force in the year of the report, and dwellings of theirs that were proposed or
let in it: vacant before a renewal and let after it, or proposed before a convention begins.

A dwelling is under the convention of its reference day, whatever happens to it later.
Source: docs/langage, « Le bilan annuel »; CCH R. 441-5-1, version of 22/02/2020.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from convrules.base.dates import Evenement, as_of
from convrules.base.records import replace
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.runtime.holders import within
from convrules.runtime.reading import event_of_cell
from convrules.year.annuel.lecture import EVENEMENTS, Lecture, Lu
from convrules.year.assiette import Cadre, is_row
from convrules.year.cadres import frames
from convrules.year.d_autres_termes import nearest_year
from convrules.year.ouverte import Hypothese
from convrules.year.periode import Intervalle, falls_in
from convrules.year.suivi import Suivi, firm


def of_other_years(
    read: Sequence[Lu], faits: Faits, lecture: Lecture, au: date, hypothese: Hypothese
) -> Sequence[tuple[Programme, Cadre]]:
    """Those that have such dwellings, each as its own nearest year judges it, with these alone. read: the
    conventions of the landlord, and their year when they are in force in it."""
    out = [p for p, cadre in read if cadre is None]
    apart = _that_may_have_some(out, faits.vacances, lecture.annee, au)
    years = {p.convention.ident: nearest_year(p.convention.en_vigueur, lecture.annee) for p in apart}
    found: list[tuple[Programme, Cadre]] = []
    for annee in sorted(set(years.values())):
        # Why all of them: the account of a dwelling is that of the ledger of its year.
        for programme, cadre in frames([p for p, _ in read], faits, annee, au, hypothese):
            if cadre is not None and years.get(programme.convention.ident) == annee:
                rows = tuple(_some(cadre.suivis, lecture))
                found += [(programme, replace(cadre, suivis=rows, gardes={}))] if rows else []
    return found


def _that_may_have_some(
    programmes: Sequence[Programme], vacances: Sequence[Vacance], annee: int, au: date
) -> Iterator[Programme]:
    """Those of whose term, whatever its place, a vacancy was perhaps proposed or let in the year, as one
    knows it on a day."""
    year = Intervalle(du=date(annee, 1, 1), au=date(annee, 12, 31))
    events = (([_day(v, nom, au) for nom in EVENEMENTS], v) for v in vacances if programmes)
    moving = [v for own, v in events if any(falls_in(event, year) is not False for event in own)]
    days: dict[str, Collection[Evenement]] = {}
    for programme in programmes:
        convention = programme.convention
        assert convention.choix is not None, "checked: whoever judges a year answers the open questions"
        reference = convention.choix.rattachement
        if reference not in days:
            found = (_day(vacance, reference, au) for vacance in moving)
            days[reference] = {(day.low, day.high): day for day in found}.values()
        if any(within(convention.en_vigueur, day) is not False for day in days[reference]):
            yield programme


def _day(vacance: Vacance, nom: str, au: date) -> Evenement:
    return as_of(event_of_cell(vacance.cellule(nom), nom), au)


def _some(suivis: Sequence[Suivi], lecture: Lecture) -> Iterator[Suivi]:
    for suivi in suivis:
        inside = firm(is_row(suivi))
        if inside is not False and any(lecture.dwelling(suivi.vacance, suivi.mondes[0].contexte, inside)):
            yield suivi
