"""Months of the period judged that the data lack at its start or at its end, which nothing after or before
them shows.

Source: docs/langage, « Correspondance »."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from statistics import median_low
from typing import Final

from convrules.base.texte import suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.readers.lieux import place_at_line, row_span
from convrules.facts.records import Ligne
from convrules.facts.suites import AN, MOYENNE_MIN, VOISINS_MIN, Serie, cited, month_of, series, written

_MOIS_MIN: Final = 3
"""Months with vacancies from which a landlord has a usual number of them."""
_PRESQUE: Final = 10
"""A month with so many times fewer vacancies than usual has but what was announced, or a mistyped day."""


def check_edges(
    lignes: Sequence[Ligne], fichiers: Sequence[str], evenement: str, periode: tuple[date, date]
) -> Iterator[Diagnostic]:
    """fichiers: names of all those of the table. evenement: which gives vacancies their reference date.
    periode: what the data should cover, both days included; only its whole months are looked at."""
    of_month: dict[int, Ligne] = {}
    by_file: dict[str, Counter[int]] = defaultdict(Counter)
    for ligne in lignes:
        month = month_of(ligne, evenement)
        if month is not None:
            of_month.setdefault(month, ligne)
            by_file[ligne.place.fichier if ligne.place is not None else ""][month] += 1
    counts = sum(by_file.values(), Counter[int]())
    wanted = _whole_months(*periode)
    named = _not_there(fichiers, by_file, [m for m in wanted if not counts[m]])
    yield from named
    told = {d.args["bord"] for d in named}
    for bord, run in _edges(counts, wanted):
        if bord not in told:
            near = of_month[_nearest(counts, run[-1])]
            yield problems.mois_absents_au_bord(
                span=row_span(near),
                champ=evenement,
                mois=_said(sorted(run)),
                bord=bord,
                nombre=str(sum(counts[m] for m in run)),
                ailleurs=str(_usual(counts, wanted)),
            )


def _whole_months(du: date, au: date) -> range:
    first = du.year * AN + du.month - 1 + (du.day > 1)
    after = au + timedelta(1)
    return range(first, after.year * AN + after.month - 1)


def _usual(counts: Mapping[int, int], wanted: Sequence[int]) -> int:
    """Vacancies of a month that has some."""
    seen = [counts[m] for m in wanted if counts.get(m)]
    return median_low(seen) if seen else 0


def _edges(counts: Counter[int], wanted: range) -> Iterator[tuple[str, list[int]]]:
    """Months next to an edge, from it on, that have next to nothing though such a landlord has many; nothing
    at all, when there is one only."""
    seen = [m for m in wanted if counts[m]]
    usual = _usual(counts, wanted)
    if len(seen) < _MOIS_MIN or usual < MOYENNE_MIN or max(counts[m] for m in seen) < VOISINS_MIN:
        return
    for bord, ordered in ((t("début"), wanted), (t("fin"), wanted[::-1])):
        full = next(n for n, m in enumerate(ordered) if counts[m] * _PRESQUE >= usual)
        run = list(ordered[:full])
        if full * usual >= VOISINS_MIN and (full > 1 or not counts[run[0]]):
            yield bord, run


def _nearest(counts: Mapping[int, int], month: int) -> int:
    return min((m for m in counts if counts[m]), key=lambda m: (abs(m - month), m))


def _not_there(
    fichiers: Sequence[str], by_file: Mapping[str, Counter[int]], vides: Sequence[int]
) -> list[Diagnostic]:
    """Files of months without a vacancy, before or after those of a series that has one file by month."""
    found: list[Diagnostic] = []
    for serie in series(fichiers):
        offset = _offset(serie, by_file)
        if offset is None:
            continue
        first, last = min(serie.noms), max(serie.noms)
        edges = {
            t("début"): [m for m in vides if m - offset < first],
            t("fin"): [m for m in vides if m - offset > last],
        }
        for bord, months in edges.items():
            if months:
                found.append(
                    problems.fichiers_absents_au_bord(
                        span=place_at_line(serie.noms[last if months[0] - offset > last else first], 1),
                        mois=_said(months),
                        bord=bord,
                        fichiers=_named(serie, offset, months),
                        nombre=str(len(months)),
                    )
                )
    return found


def _named(serie: Serie, offset: int, months: Sequence[int]) -> str:
    """The files of these months. Of one before the first number, or after December where the number is that
    of the month, the numbering has no name."""
    of_the_year = (offset + 1) % AN == 0 and max(serie.noms) <= AN
    last = AN if of_the_year else months[-1] - offset
    some = [m for m in months if serie.premier <= m - offset <= last]
    if not some:
        return t("ceux de ces mois")
    shown, others = cited(serie, [m - offset for m in some]), [m for m in months if m not in some]
    return t("{liste}, et ceux de {mois}", liste=shown, mois=_said(others)) if others else shown


def _offset(serie: Serie, by_file: Mapping[str, Counter[int]]) -> int | None:
    """Between the rank of a file and the month of nearly all of its rows, when it is always the same."""
    offsets: set[int] = set()
    held = 0
    for rank, nom in serie.noms.items():
        months = by_file.get(nom)
        if not months:
            continue
        held += 1
        month, count = max(months.items(), key=lambda item: (item[1], item[0]))
        if count * _PRESQUE < months.total() * (_PRESQUE - 1):
            return None
        offsets.add(month - rank)
    return offsets.pop() if len(offsets) == 1 and held >= _MOIS_MIN else None


def _said(months: Sequence[int]) -> str:
    if len(months) > 2:
        return t("{a} à {b}", a=written(months[0]), b=written(months[-1]))
    return suite(map(written, months), "et")
