"""Acts of the journal: which lines bear on a matter, and which of them stands as of a day.

A later line on one matter replaces an earlier one, from its own date; a line that does not say when, or
about what, may be the one that stands. Source: docs/langage, « Les actes enregistrés ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, Erreur
from convrules.facts.records import Faits, Ligne

Clef: TypeAlias = tuple[tuple[str, str], ...]
"""What identifies a matter: (column, value) pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acte:
    """A line of the journal about one matter. `jour` None: it does not say when. `doutes`: columns that
    leave open whether it is about this matter at all, or since when."""

    ligne: Ligne
    jour: date | None
    doutes: frozenset[Cause]


class _Rows:
    """Rows known by identity, so that they are indexed once however many vacancies read them."""

    __slots__ = ("lignes",)

    def __init__(self, lignes: Sequence[Ligne]) -> None:
        self.lignes = lignes

    def __hash__(self) -> int:
        return id(self.lignes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rows) and other.lignes is self.lignes


@lru_cache(maxsize=8)
def _by_kind(rows: _Rows) -> Mapping[tuple[str, str], tuple[Ligne, ...]]:
    """Rows by (act, clause), empty for what a row does not say."""
    found: dict[tuple[str, str], list[Ligne]] = {}
    for ligne in rows.lignes:
        key = text(ligne.cellule("acte")) or "", text(ligne.cellule("clause")) or ""
        found.setdefault(key, []).append(ligne)
    return {key: tuple(lignes) for key, lignes in found.items()}


@lru_cache(maxsize=8)
def _by_vacancy(rows: _Rows) -> Mapping[tuple[str, str], tuple[Ligne, ...]]:
    found: dict[tuple[str, str], list[Ligne]] = {}
    for ligne in rows.lignes:
        key = text(ligne.cellule("acte")) or "", text(ligne.cellule("vacance")) or ""
        found.setdefault(key, []).append(ligne)
    return {key: tuple(lignes) for key, lignes in found.items()}


# --- which lines ----------------------------------------------------------------------------
def acts_on(faits: Faits | None, acte: str, clause: str, convention: str, matter: Clef) -> list[Acte] | None:
    """Lines of one kind about one matter, undated ones included; None when no journal is supplied, or
    when it records no such act.

    clause: its name as cited. matter: columns that must agree; a line that leaves one empty may be about
    it. A line that names no convention is about any that has the clause."""
    if faits is None or faits.actes is None or not faits.keeps(acte):
        return None
    rows = _by_kind(_Rows(faits.actes))
    # Why: a line that does not say what it records, or under which clause, may be one of these.
    keys = ((acte, clause), ("", clause), (acte, ""))
    found = (_read(ligne, convention, matter) for key in keys for ligne in rows.get(key, ()))
    return [act for act in found if act is not None]


def acts_of_vacancy(faits: Faits | None, acte: str, vacance: str) -> list[Acte] | None:
    """Lines of one kind about one vacancy; None when no journal is supplied."""
    if faits is None or faits.actes is None or not faits.keeps(acte):
        return None
    rows = _by_vacancy(_Rows(faits.actes)).get((acte, vacance), ())
    if any(ligne.refusee for ligne in rows):
        return list(_perhaps(rows))
    return [_dated(ligne, frozenset()) for ligne in rows]


def _perhaps(rows: Sequence[Ligne]) -> Iterator[Acte]:
    """Those that took place, and those that perhaps did, on no day that is known: one of a day on which
    another did says nothing more."""
    sure = [_dated(ligne, frozenset()) for ligne in rows if not ligne.refusee]
    yield from sure
    for ligne in rows:
        if ligne.refusee and day(ligne.cellule("date")) not in {act.jour for act in sure}:
            yield Acte(ligne=ligne, jour=None, doutes=ligne.doutes)


def days_recorded(faits: Faits | None, acte: str, clause: str) -> frozenset[date]:
    """Days of the lines of one kind under one clause, whatever they are about."""
    if faits is None or faits.actes is None:
        return frozenset()
    found = (day(ligne.cellule("date")) for ligne in _by_kind(_Rows(faits.actes)).get((acte, clause), ()))
    return frozenset(jour for jour in found if jour is not None)


def _read(ligne: Ligne, convention: str, matter: Clef) -> Acte | None:
    named = ligne.cellule("convention")
    if isinstance(named, Connu) and named.valeur != convention:
        return None
    doubts = {missing(ligne, c) for c in ("acte", "clause") if not isinstance(ligne.cellule(c), Connu)}
    for colonne, valeur in matter:
        cell = ligne.cellule(colonne)
        if isinstance(cell, Connu):
            if text(cell) != valeur:
                return None
        else:
            doubts.add(missing(ligne, colonne))
    return _dated(ligne, frozenset(doubts))


def _dated(ligne: Ligne, doubts: frozenset[Cause]) -> Acte:
    jour = day(ligne.cellule("date"))
    if jour is None:
        doubts |= {missing(ligne, "date")}
    return Acte(ligne=ligne, jour=jour, doutes=doubts)


def missing(ligne: Ligne, colonne: str) -> Cause:
    """Why a column of a line says nothing."""
    genre = Genre.ERREUR if isinstance(ligne.cellule(colonne), Erreur) else Genre.MANQUANT
    return Cause(fait=colonne, genre=genre, ligne=f"journal {ligne.id}")


# --- which of them stands -------------------------------------------------------------------
def standing(acts: Iterable[Acte], au: date, after: date | None = None) -> tuple[Acte | None, list[Acte]]:
    """The line that stands as of a day, and those that may stand in its place. Two lines of one day both
    may. after: only lines dated later than this day."""
    seen = [a for a in acts if a.jour is None or (a.jour <= au and (after is None or a.jour > after))]
    sure = [a for a in seen if not a.doutes]
    latest = max((a.jour for a in sure if a.jour is not None), default=None)
    last = [a for a in sure if a.jour == latest]
    rivals = [a for a in seen if a.doutes and (a.jour is None or latest is None or a.jour >= latest)]
    return (last[0] if last else None), [*last[1:], *rivals]


def common_issue(issues: Sequence[tuple[Issue, frozenset[Cause]]], otherwise: frozenset[Cause]) -> Issue:
    """The outcome that every line that may stand gives; else not knowing, for these causes."""
    distinct = list(dict.fromkeys(issue for issue, _ in issues))
    if len(distinct) == 1:
        return distinct[0]
    causes = otherwise.union(*(doubts | causes_of(issue) for issue, doubts in issues))
    return Indetermine(causes)


# --- cells ----------------------------------------------------------------------------------
def text(cell: Cellule) -> str | None:
    """A known cell as text, as cells of the year are named: « oui », « 2025 », a code."""
    if not isinstance(cell, Connu):
        return None
    if isinstance(cell.valeur, bool):
        return "oui" if cell.valeur else "non"
    return str(int(cell.valeur)) if isinstance(cell.valeur, Fraction) else str(cell.valeur)


def day(cell: Cellule) -> date | None:
    if not isinstance(cell, Connu):
        return None
    valeur = cell.valeur.connu if isinstance(cell.valeur, Evenement) else cell.valeur
    return valeur if isinstance(valeur, date) else None
