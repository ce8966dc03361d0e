"""Series with a hole: files of one pattern whose names are numbered, days of vacancies month by month.

Nothing proves that something is missing; a month that no total shows is told.
Source: docs/langage, « Correspondance »."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.texte import suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.coherence import happened
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne

FICHIERS_MIN: Final = 3
"""Files that differ by one number alone, from which they are a series."""
CITES: Final = 3
_MOIS: Final = re.compile(
    r"(?<![0-9])(?P<annee>(?:19|20)[0-9]{2})(?P<entre>[-_. ]?)(?P<mois>0[1-9]|1[0-2])"
    r"(?:(?P=entre)(?:0[1-9]|[12][0-9]|3[01]))?(?![0-9])"
)
"""« 2025-07 », « 202507 », « 20250731 »: a month, whatever its day."""
_NOMBRE: Final = re.compile("[0-9]{1,9}")
_AN: Final = 12
_REFERENCE: Final = "disponibilite"
VOISINS_MIN: Final = 20
"""Vacancies of the months on both sides, and their mean over the months around, from which none in a month is
no chance."""
MOYENNE_MIN: Final = 10
TROU_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class _Numero:
    """Where a number stands in names that are the same around it. `entre`: what is between a year and its
    month; None: a plain number."""

    avant: str
    apres: str
    entre: str | None = None

    def name(self, rank: int, largeur: int) -> str:
        number = f"{rank:0{largeur}}"
        if self.entre is not None:
            number = f"{rank // _AN:04}{self.entre}{rank % _AN + 1:02}"
        return f"{self.avant}{number}{self.apres}"


def holes(source: ir.FichierSource, noms: Sequence[str]) -> Iterator[Diagnostic]:
    """Numbers that the names of the files of a pattern skip; fewer than those that are there."""
    series: dict[_Numero, dict[int, int]] = defaultdict(dict)
    for nom in noms:
        for number, rank, largeur in _numbers(nom):
            series[number][rank] = largeur
    for number, ranks in series.items():
        missing = _skipped(ranks) if len(ranks) >= FICHIERS_MIN else []
        if missing:
            names = (number.name(rank, min(ranks.values())) for rank in missing[:CITES])
            shown = suite(t("«\u00a0{nom}\u00a0»", nom=nom) for nom in names)
            yield problems.fichier_manquant(
                span=source.span,
                motif=source.motif,
                fichiers=t("{liste}, …", liste=shown) if len(missing) > CITES else shown,
                nombre=str(len(missing)),
                presents=str(len(ranks)),
            )


def _numbers(nom: str) -> Iterator[tuple[_Numero, int, int]]:
    """Each number of a name, with its digits: its months, then what stands outside of them."""
    months = list(_MOIS.finditer(nom))
    for month in months:
        number = _Numero(nom[: month.start()], nom[month.end() :], month["entre"])
        yield number, int(month["annee"]) * _AN + int(month["mois"]) - 1, 0
    for plain in _NOMBRE.finditer(nom):
        if not any(m.start() < plain.end() and plain.start() < m.end() for m in months):
            yield _Numero(nom[: plain.start()], nom[plain.end() :]), int(plain[0]), len(plain[0])


def _skipped(ranks: Collection[int]) -> list[int]:
    """What is not there of a series with a regular step."""
    seen = sorted(ranks)
    step = gcd(*(rank - seen[0] for rank in seen))
    whole = range(seen[0], seen[-1] + 1, step)
    return [rank for rank in whole if rank not in ranks] if len(whole) < 2 * len(seen) else []


def check_months(lignes: Sequence[Ligne]) -> Iterator[Diagnostic]:
    """Whole months without a day of the event that tells when dwellings come, between two that have many."""
    event = _reference(lignes)
    months: dict[int, Ligne] = {}
    comptes: Counter[int] = Counter()
    for ligne in lignes:
        found = happened(ligne.cellule(event)) if event else None
        month = _month(found) if found is not None else None
        if month is not None:
            comptes[month] += 1
            months.setdefault(month, ligne)
    for before, after in pairwise(sorted(comptes)):
        if not 1 < after - before <= TROU_MAX or min(comptes[before], comptes[after]) < VOISINS_MIN:
            continue
        around = range(before - _AN // 2, after + _AN // 2 + 1)
        seen = [m for m in around if min(comptes) <= m <= max(comptes)]
        if sum(comptes[m] for m in seen) >= MOYENNE_MIN * len(seen):
            yield problems.mois_sans_vacance(
                span=row_span(months[after]),
                champ=event,
                mois=suite((_written(m) for m in range(before + 1, after)), "et"),
                avant=str(comptes[before]),
                apres=str(comptes[after]),
            )


def _reference(lignes: Sequence[Ligne]) -> str:
    """`disponibilite`, or else the event with most days; empty when there is none."""
    if any(happened(x.cellule(_REFERENCE)) is not None for x in lignes):
        return _REFERENCE
    counts = Counter(n for x in lignes for n, cell in x.cellules.items() if happened(cell) is not None)
    return max(sorted(counts), key=lambda nom: counts[nom], default="")


def _month(event: Evenement) -> int | None:
    """The month in which it happened for certain."""
    if event.debut is None or event.fin is None:
        return None
    first, last = (day.year * _AN + day.month - 1 for day in (event.debut, event.fin))
    return first if first == last else None


def _written(month: int) -> str:
    return f"{month % _AN + 1:02}/{month // _AN:04}"
