"""Rows that are counted for each vacancy and that may be one row twice: how many there are is not known.

Source: docs/langage, « Correspondance ».
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.pertes import name_of_row
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne
from convrules.facts.traits import outline

COMPTEES: Final[Mapping[str, tuple[str, ...]]] = {
    "candidatures": ("rang", "date"),
    "refus": ("rang", "date", "auteur"),
}
"""Tables whose rows are counted for each vacancy, and what no two rows of one vacancy share."""

_Cle: TypeAlias = Callable[[Ligne], Hashable]
"""What two rows of a vacancy do not share; None of a row that does not say it."""
_Paire: TypeAlias = tuple[Ligne, Ligne]


def told_again(table: str, rows: Sequence[Ligne], constats: list[Diagnostic]) -> dict[str, tuple[str, ...]]:
    """Vacancies of which two rows are perhaps one: of one rank and day, alike in all that is read of them, or
    of one demand; with the first such row, as it is named. A vacancy is told once."""
    by_vacance: dict[str, list[Ligne]] = defaultdict(list)
    for row in rows:
        cell = row.cellule("vacance")
        if isinstance(cell, Connu) and isinstance(cell.valeur, str):
            by_vacance[cell.valeur].append(row)
    several = {ident: own for ident, own in by_vacance.items() if len(own) > 1}
    ranked = _pairs(several, _rank_of(table))
    for vacance, pairs in ranked.items():
        for first, row in pairs:
            constats.append(
                problems.rang_donne_deux_fois(
                    span=row_span(row), autre=row_span(first), table=table, vacance=vacance
                )
            )
    copies = _pairs(_but(several, ranked), _said)
    if copies:
        first, row = next(iter(copies.values()))[0]
        constats.append(
            problems.lignes_redites(
                span=row_span(row),
                autre=row_span(first),
                table=table,
                nombre=str(sum(map(len, copies.values()))),
                vacances=str(len(copies)),
            )
        )
    asked = _pairs(_but(_but(several, ranked), copies), _demand)
    if asked:
        vacance, pairs = next(iter(asked.items()))
        first, row = pairs[0]
        constats.append(
            problems.demande_redite(
                span=row_span(row), autre=row_span(first), vacance=vacance, vacances=str(len(asked))
            )
        )
    told = {**ranked, **copies, **asked}
    return {ident: (name_of_row(pairs[0][1]),) for ident, pairs in told.items()}


def _but(rows: Mapping[str, list[Ligne]], told: Mapping[str, object]) -> Mapping[str, list[Ligne]]:
    return {ident: own for ident, own in rows.items() if ident not in told}


def _pairs(rows: Mapping[str, list[Ligne]], key: _Cle) -> dict[str, list[_Paire]]:
    """By vacancy, its rows that have the key of another, each with the first of that key."""
    return {ident: found for ident, own in rows.items() if (found := list(_again(own, key)))}


def _again(rows: Sequence[Ligne], key: _Cle) -> Iterator[_Paire]:
    seen: dict[Hashable, Ligne] = {}
    for row in rows:
        said = key(row)
        first = seen.setdefault(said, row) if said is not None else row
        if first is not row:
            yield first, row


def _rank_of(table: str) -> _Cle:
    def rank(row: Ligne) -> Hashable:
        apart = tuple(row.cellule(nom) for nom in COMPTEES[table] if nom in row.cellules or nom != "auteur")
        return apart if all(isinstance(cell, Connu) for cell in apart) else None

    return rank


def _said(row: Ligne) -> Hashable:
    return frozenset(row.cellules.items())


def _demand(row: Ligne) -> Hashable:
    cell = row.cellule("demande")
    return outline(cell.valeur) if isinstance(cell, Connu) and isinstance(cell.valeur, str) else None
