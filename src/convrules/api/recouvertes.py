"""Rows of the forecast that a year counts beside vacancies which the data have in the same days."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import reduce

from convrules.base.texte import compte, suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.readers.lieux import row_span
from convrules.render.already import CITEES, already_there
from convrules.year.cellules import as_number
from convrules.year.model import Bilan
from convrules.year.ouverte import Recouverte


def counted_twice(bilan: Bilan) -> Iterator[Diagnostic]:
    """Perhaps: of all conventions in one finding, at the first row."""
    rows = sorted((r for b in bilan.conventions for r in b.recouvertes), key=_place)
    if not rows:
        return
    yield problems.prevision_recouverte(
        span=row_span(rows[0].ligne),
        lignes=_numbers(rows),
        vacances=already_there(rows),
        trop=_too_many(rows),
        remede=reduce(lambda said, more: t("{a} {b}", a=said, b=more), _remedies(rows)),
    )


def _remedies(rows: Sequence[Recouverte]) -> Iterator[str]:
    """What to write of each row: its first day, then what it says of the vacancies that no first day leaves
    out. Once both are done, the finding comes no more."""
    for day in sorted({r.coupe for r in rows}):
        begun = [r for r in rows if r.coupe == day and r.venues]
        if begun:
            yield _cut(begun, day)
    for day in sorted({r.coupe for r in rows}):
        ahead = [r for r in rows if r.coupe == day and r.annoncees]
        if ahead:
            yield t(
                "Ce que vos données ont déjà après le {au} ({vacances}), ôtez-le de «\u202fmin\u202f» et de "
                "«\u202fmax\u202f» ({lignes}), et dites-le par «\u202foui\u202f» dans la colonne "
                "«\u202fdeja_deduites\u202f».",
                lignes=_numbers(ahead),
                au=day.isoformat(),
                vacances=already_there(ahead, ("annoncees",)),
            )


def _cut(rows: Sequence[Recouverte], day: date) -> str:
    return t(
        "Coupez au {au}, dernier jour que vos données couvrent, ce qui a commencé avant ({lignes})\u202f: la "
        "suite commence le {lendemain} et n'attend que ce qui est encore à venir.",
        au=day.isoformat(),
        lignes=_numbers(rows),
        lendemain=(day + timedelta(days=1)).isoformat(),
    )


def _too_many(rows: Sequence[Recouverte]) -> str:
    """At most how many vacancies are counted once too often: a row doubles no more than it expects."""
    met: dict[tuple[str, int], tuple[int, set[str]]] = {}
    for row in rows:
        most = int(as_number(row.ligne.cellule("max")) or 0)
        met.setdefault(_place(row), (most, set()))[1].update(row.venues, row.annoncees)
    apart = set[str]().union(*(names for most, names in met.values() if len(names) <= most))
    full = sum(most for most, names in met.values() if len(names) > most)
    return compte(
        full + len(apart),
        "{n} vacance est comptée une fois de trop",
        "jusqu'à {n} vacances sont comptées une fois de trop",
    )


def _place(row: Recouverte) -> tuple[str, int]:
    span = row_span(row.ligne)
    return span.source.name, span.position[0]


def _numbers(rows: Sequence[Recouverte]) -> str:
    """« la ligne 2 », « les lignes 2, 3, 4 et 5 autres »."""
    numbers = [str(line) for _, line in dict.fromkeys(map(_place, rows))]
    more = len(numbers) - CITEES
    others = [compte(more, "{n} autre", "{n} autres")] if more > 0 else []
    return compte(
        len(numbers),
        "la ligne {liste}",
        "les lignes {liste}",
        liste=suite([*numbers[:CITEES], *others], "et"),
    )
