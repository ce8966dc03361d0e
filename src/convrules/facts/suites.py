"""Series with a hole: files of one pattern whose names are numbered, days of vacancies month by month.

Nothing proves that something is missing; a month that no total shows is told.
Source: docs/langage, « Correspondance »."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from math import gcd
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.texte import suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.coherence import happened
from convrules.facts.mois_ecrits import Gabarit, MoisEcrit, month_in, name_of
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne

FICHIERS_MIN: Final = 3
"""Files that differ by one number alone, from which they are a series."""
CITES: Final = 3
_MOIS: Final = Motif(
    r"(?<![0-9])(?P<annee>(?:19|20)[0-9]{2})(?P<entre>[-_. ]?)(?P<mois>0[1-9]|1[0-2])"
    r"(?:(?P=entre)(?:0[1-9]|[12][0-9]|3[01]))?(?![0-9])"
)
"""« 2025-07 », « 202507 », « 20250731 »: a month, whatever its day."""
_NOMBRE: Final = Motif("[0-9]{1,9}")
AN: Final = 12
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
            number = f"{rank // AN:04}{self.entre}{rank % AN + 1:02}"
        return f"{self.avant}{number}{self.apres}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serie:
    """Names that differ by a number, or by a month, alone. `noms`: by rank; `nommer`: of any rank from
    `premier` on, which is the first that such a name can have."""

    noms: Mapping[int, str]
    nommer: Callable[[int], str]
    premier: int = 0


def series(noms: Sequence[str]) -> Iterator[Serie]:
    """Those that are long enough to be some."""
    widths: dict[_Numero, dict[int, int]] = defaultdict(dict)
    numbered: dict[_Numero, dict[int, str]] = defaultdict(dict)
    lettered: dict[Gabarit, dict[int, tuple[str, MoisEcrit]]] = defaultdict(dict)
    for nom in noms:
        for number, rank, largeur in _numbers(nom):
            numbered[number][rank] = nom
            widths[number][rank] = largeur
        month = month_in(nom)
        if month is not None:
            lettered[month.gabarit][month.rang] = nom, month
    for number, named in numbered.items():
        if len(named) >= FICHIERS_MIN:
            yield Serie(
                noms=named,
                nommer=partial(number.name, largeur=min(widths[number].values())),
                premier=0 if number.entre is not None else min(1, *named),
            )
    for months in lettered.values():
        if len(months) >= FICHIERS_MIN:
            seen = tuple(month for _, month in months.values())
            yield Serie(
                noms={rank: nom for rank, (nom, _) in months.items()}, nommer=partial(name_of, presents=seen)
            )


def holes(source: ir.FichierSource, noms: Sequence[str]) -> Iterator[Diagnostic]:
    """Numbers that the names of the files of a pattern skip; fewer than those that are there."""
    for serie in series(noms):
        missing = _skipped(serie.noms)
        if missing:
            yield problems.fichier_manquant(
                span=source.span,
                motif=source.motif,
                fichiers=cited(serie, missing),
                nombre=str(len(missing)),
                presents=str(len(serie.noms)),
            )


def cited(serie: Serie, rangs: Sequence[int]) -> str:
    """The first of the names of these ranks."""
    shown = suite(t("«\u00a0{nom}\u00a0»", nom=serie.nommer(rank)) for rank in rangs[:CITES])
    return t("{liste}, …", liste=shown) if len(rangs) > CITES else shown


def _numbers(nom: str) -> Iterator[tuple[_Numero, int, int]]:
    """Each number of a name, with its digits: its months, then what stands outside of them."""
    months = list(_MOIS.finditer(nom))
    for month in months:
        number = _Numero(nom[: month.start()], nom[month.end() :], month["entre"])
        yield number, int(month["annee"]) * AN + int(month["mois"]) - 1, 0
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
    # Why by identity: reading makes one cell of each text of a column, and rows keep it alive.
    known: dict[int, int | None] = {}
    for ligne in lignes:
        key = id(ligne.cellules.get(event))
        if key not in known:
            known[key] = month_of(ligne, event)
        month = known[key]
        if month is not None:
            comptes[month] += 1
            months.setdefault(month, ligne)
    for before, after in pairwise(sorted(comptes)):
        if not 1 < after - before <= TROU_MAX or min(comptes[before], comptes[after]) < VOISINS_MIN:
            continue
        around = range(before - AN // 2, after + AN // 2 + 1)
        seen = [m for m in around if min(comptes) <= m <= max(comptes)]
        if sum(comptes[m] for m in seen) >= MOYENNE_MIN * len(seen):
            yield problems.mois_sans_vacance(
                span=row_span(months[after]),
                champ=event,
                mois=suite((written(m) for m in range(before + 1, after)), "et"),
                avant=str(comptes[before]),
                apres=str(comptes[after]),
            )


def _reference(lignes: Sequence[Ligne]) -> str:
    """`disponibilite`, or else the event with most days; empty when there is none."""
    if any(happened(x.cellule(_REFERENCE)) is not None for x in lignes):
        return _REFERENCE
    counts = Counter(n for x in lignes for n, cell in x.cellules.items() if happened(cell) is not None)
    return max(sorted(counts), key=lambda nom: counts[nom], default="")


def month_of(ligne: Ligne, evenement: str) -> int | None:
    """The month in which an event happened for certain, counted from year 0."""
    event = happened(ligne.cellule(evenement)) if evenement else None
    if event is None or event.debut is None or event.fin is None:
        return None
    first, last = (day.year * AN + day.month - 1 for day in (event.debut, event.fin))
    return first if first == last else None


def last_day(lignes: Sequence[Ligne], evenement: str) -> date | None:
    """The last day on which an event happened for certain."""
    events = (happened(ligne.cellule(evenement)) for ligne in lignes)
    return max((e.fin for e in events if e is not None and e.fin is not None), default=None)


def written(mois: int) -> str:
    return f"{mois % AN + 1:02}/{mois // AN:04}"
