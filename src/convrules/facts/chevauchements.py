"""Forecasts that say one thing twice: two numbers for one cell, a total beside its parts. They would add up;
nothing is chosen among them.

Source: docs/langage, « Correspondance ».
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate, combinations
from typing import Final, TypeAlias

from convrules.base.dates import Evenement
from convrules.base.records import dataclass
from convrules.base.texte import cite, suite
from convrules.base.values import Cellule, Connu, Inconnu, SansObjet
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne
from convrules.facts.totaux import looks_like

MESURES: Final = frozenset({"id", "nombre", "min", "max", "du", "au", "deja_deduites", "commentaire"})
"""What does not say of which dwellings a row is. The period is held against the others apart."""
Cases: TypeAlias = dict[str, Cellule]


@dataclass(frozen=True, slots=True)
class _Dite:
    """A row: its rank, the cells that say of which dwellings it is, its first and last days."""

    rang: int
    ligne: Ligne
    cases: Cases
    debut: int
    fin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chevauchements:
    """What is wrong, and the ranks of the rows whose number cannot be believed."""

    constats: tuple[Diagnostic, ...]
    rangs: frozenset[int]


def overlaps(table: str, rows: Sequence[Ligne]) -> Chevauchements:
    """Rows of which the dwellings of one may be among those of another. Two alike in every cell have their
    own finding; two of one cell that an identifier tells apart are two."""
    groups: dict[frozenset[str], list[_Dite]] = defaultdict(list)
    for rang, ligne in enumerate(rows):
        dite = _said(rang, ligne)
        if table != "soustractions" or {"annee", "categorie"} <= dite.cases.keys():
            groups[frozenset(dite.cases)].append(dite)
    found: dict[int, Diagnostic] = {}
    wrong: set[int] = set()
    for group in groups.values():
        for one, other in _same_cell(group):
            first, again = sorted((one, other), key=lambda dite: dite.rang)
            wrong |= {first.rang, again.rang}
            found.setdefault(again.rang, _two_numbers(table, first.ligne, again.ligne))
    ordered = sorted(groups, key=lambda names: (len(names), sorted(names)))
    for few, many in combinations(ordered, 2):
        for totals, parts in _perhaps_totals(table, groups[few], groups[many]):
            for one, other in _met(totals, parts, few & many):
                wrong.add(one.rang)
                found.setdefault(one.rang, _total(table, one, other))
    return Chevauchements(constats=tuple(found[r] for r in sorted(found)), rangs=frozenset(wrong))


def alike(rows: Sequence[Ligne]) -> Callable[[Ligne], Iterator[Ligne]]:
    """Of a row of the vacancies to come, those of `rows` that would say the same dwellings again if their
    periods met; itself too."""
    groups: dict[frozenset[str], list[_Dite]] = defaultdict(list)
    for rang, ligne in enumerate(rows):
        dite = _said(rang, ligne)
        groups[frozenset(dite.cases)].append(dite)
    known: dict[tuple[frozenset[str], frozenset[str]], dict[frozenset[tuple[str, Cellule]], list[_Dite]]] = {}

    def found(ligne: Ligne) -> Iterator[Ligne]:
        dite = _said(0, ligne)
        names = frozenset(dite.cases)
        for others, group in groups.items():
            shared = names & others
            if (others, shared) not in known:
                buckets = known[others, shared] = defaultdict(list)
                for one in group:
                    buckets[_key(one, shared)].append(one)
            for other in known[others, shared].get(_key(dite, shared), ()):
                pair = (dite, other)
                if not (any(map(_is_named, pair)) if names == others else all(map(_is_itself, pair))):
                    yield other.ligne

    return found


def _said(rang: int, ligne: Ligne) -> _Dite:
    return _Dite(rang, ligne, {n: c for n, c in ligne.cellules.items() if _says(n, c)}, *_period(ligne))


def _says(nom: str, cell: Cellule) -> bool:
    return nom not in MESURES and isinstance(cell, Connu | SansObjet)


def _is_named(dite: _Dite) -> bool:
    """Does an identifier tell it apart?"""
    return "id" in dite.ligne.cellules


def _is_itself(dite: _Dite) -> bool:
    """The same, by one that is no name of a total."""
    cell = dite.ligne.cellule("id")
    return isinstance(cell, Connu) and looks_like(str(cell.valeur)) is None


def _perhaps_totals(
    table: str, few: Sequence[_Dite], many: Sequence[_Dite]
) -> Iterator[tuple[Sequence[_Dite], Sequence[_Dite]]]:
    """Rows that say less, with those that say more, of which they may be totals."""
    if table != "vacances_attendues":
        yield few, many
        return
    # Why not where both have an identifier: of a vacancy to come, what a row leaves out is perhaps known to
    # nobody, and it is then all that says of two forecasts that they are two.
    yield [dite for dite in few if not _is_itself(dite)], many
    yield [dite for dite in few if _is_itself(dite)], [dite for dite in many if not _is_itself(dite)]


def _met(
    few: Sequence[_Dite], many: Sequence[_Dite], shared: frozenset[str]
) -> Iterator[tuple[_Dite, _Dite]]:
    """Each row of the first with one of the second that agrees on all that both say, and whose period meets
    its own."""
    buckets: dict[frozenset[tuple[str, Cellule]], list[_Dite]] = defaultdict(list)
    for dite in sorted(many, key=lambda dite: dite.debut):
        buckets[_key(dite, shared)].append(dite)
    longest = {key: list(accumulate(rows, _later)) for key, rows in buckets.items()}
    for dite in few:
        key = _key(dite, shared)
        begun = bisect_right(buckets.get(key, ()), dite.fin, key=lambda other: other.debut)
        if begun and (other := longest[key][begun - 1]).fin >= dite.debut:
            yield dite, other


def _same_cell(rows: Sequence[_Dite]) -> Iterator[tuple[_Dite, _Dite]]:
    """Rows of one cell whose periods meet; not those that are alike, nor those that an identifier names."""
    apart = {frozenset(d.ligne.cellules.items()): d for d in reversed(rows) if not _is_named(d)}
    longest: dict[frozenset[tuple[str, Cellule]], _Dite] = {}
    for dite in sorted(apart.values(), key=lambda dite: (dite.debut, dite.rang)):
        before = longest.setdefault(_key(dite, frozenset(dite.cases)), dite)
        if before is not dite and before.fin >= dite.debut:
            yield before, dite
        longest[_key(dite, frozenset(dite.cases))] = _later(before, dite)


def _later(one: _Dite, other: _Dite) -> _Dite:
    return other if other.fin > one.fin else one


def _key(dite: _Dite, shared: frozenset[str]) -> frozenset[tuple[str, Cellule]]:
    return frozenset((nom, dite.cases[nom]) for nom in shared)


def _two_numbers(table: str, first: Ligne, again: Ligne) -> Diagnostic:
    return problems.prevision_donnee_deux_fois(span=row_span(again), autre=row_span(first), table=table)


def _total(table: str, one: _Dite, other: _Dite) -> Diagnostic:
    columns = suite(map(cite, sorted(other.cases.keys() - one.cases.keys())))
    return problems.prevision_qui_recouvre(
        span=row_span(one.ligne), autre=row_span(other.ligne), table=table, colonnes=columns
    )


def incomplete(ligne: Ligne) -> Diagnostic | None:
    """A forecast of withdrawals that counts nothing: its year, its category or its number is not said, or is
    less than nothing."""
    blank = [nom for nom in ("annee", "categorie", "nombre") if isinstance(ligne.cellule(nom), Inconnu)]
    if blank:
        return problems.prevision_incomplete(span=row_span(ligne), colonnes=suite(map(cite, blank)))
    cell = ligne.cellule("nombre")
    if isinstance(cell, Connu) and isinstance(cell.valeur, Fraction) and cell.valeur < 0:
        return problems.prevision_negative(span=row_span(ligne), nombre=str(cell.valeur))
    return None


def _period(ligne: Ligne) -> tuple[int, int]:
    """First and last days; without end where they are not said."""
    first, last = _day(ligne.cellule("du")), _day(ligne.cellule("au"))
    return (
        date.min.toordinal() if first is None else first,
        date.max.toordinal() if last is None else last,
    )


def _day(cell: Cellule) -> int | None:
    value = cell.valeur if isinstance(cell, Connu) else None
    day = value.connu if isinstance(value, Evenement) else value
    return day.toordinal() if isinstance(day, date) else None
