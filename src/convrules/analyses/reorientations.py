"""The fewest lettings of a year that would have had to go to another holder for every part to be kept.

A flow: from those who have more than their share (the landlord first of all), through lettings that the one
in want may receive for certain, to each cell where something is wanted. What it finds is then judged as the
year is: nothing is said that the year itself does not confirm.
Source: docs/langage, « Ce qui aurait tenu l'année ».
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.flows import Reseau, max_flow
from convrules.base.values import Connu
from convrules.facts.records import Faits, Vacance
from convrules.orientation.comptes import Titulaire
from convrules.orientation.flux import counted_events, happened
from convrules.orientation.model import BAILLEUR
from convrules.runtime.holders import COMPTE, finer_accounts, is_holder
from convrules.year.model import Bilan, BilanConvention, ResultatCellule
from convrules.year.valeurs import Bornes, Verdict

Cellule: TypeAlias = tuple[tuple[str, str], ...]
Ou: TypeAlias = tuple[str, str, Cellule]
"""A cell of a part of a convention."""
Juger: TypeAlias = Callable[[Faits], Bilan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manque:
    """A cell of a part that is missed: dwellings wanted, and how many of them other lettings can give."""

    convention: str
    clause: str
    cellule: Cellule
    voulu: int
    trouve: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deplacement:
    """A letting that would have gone to another: `de` and `vers` are conventions, or the landlord."""

    vacance: str
    de: str
    vers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """A rule whose verdict is not the same once they are moved."""

    convention: str
    clause: str
    avant: Verdict | None
    apres: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorientations:
    """`minimum`: is it certain that fewer would not do? `confirmee`: once they are moved, does the year find
    every part that was missed kept, and nothing worse? `restent`: rules missed then (convention, name)."""

    annee: int
    manques: tuple[Manque, ...]
    deplacements: tuple[Deplacement, ...]
    minimum: bool
    confirmee: bool
    changements: tuple[Changement, ...]
    restent: tuple[tuple[str, str], ...]


def reorient(titulaires: Sequence[Titulaire], faits: Faits, bilan: Bilan, juger: Juger) -> Reorientations:
    """titulaires: every holder's accounts, read at the end of the year. juger: the year on other facts."""
    missed = _missed_cells(bilan.conventions)
    wanted = {ou: want for ou, _, rest in missed if (want := math.ceil(rest.max)) > 0}
    moved, found = _moves(titulaires, faits, bilan, wanted)
    after = juger(_with(faits, moved)) if moved else bilan
    changes = tuple(_changes(bilan, after))
    left = tuple(_still_missed(after))
    worse = any(_missed(c.apres) and not _missed(c.avant) for c in changes)
    confirmed = not worse and not any(ou[:2] in left for ou in wanted)
    return Reorientations(
        annee=bilan.annee,
        manques=tuple(
            Manque(convention=ou[0], clause=ou[1], cellule=ou[2], voulu=want, trouve=found.get(ou, 0))
            for ou, want in wanted.items()
        ),
        deplacements=moved,
        minimum=confirmed and len(moved) == _at_least(bilan.conventions),
        confirmee=confirmed,
        changements=changes,
        restent=left,
    )


# --- what is wanted ---------------------------------------------------------------------------
def _missed_cells(conventions: Iterable[BilanConvention]) -> Iterator[tuple[Ou, ir.Part, Bornes]]:
    """Cells of parts that are certainly missed, and what is left to do there, if it is known."""
    for found in conventions:
        for regle in found.regles:
            if not isinstance(regle.clause, ir.Part):
                continue
            for cell in regle.cellules:
                if cell.verdict is Verdict.NON_CONFORME and cell.reste is not None:
                    ou = (found.convention.ident, regle.clause.entete.ident, cell.cellule)
                    yield ou, regle.clause, cell.reste


def _at_least(conventions: Iterable[BilanConvention]) -> int:
    """No fewer would do: a letting moved to a holder adds one at most to each of its parts, in one cell. A
    tolerance may excuse what is left, so that nothing can be said of such a part."""
    by_part: dict[str, dict[str, int]] = {}
    for (convention, clause, _), part, rest in _missed_cells(conventions):
        least = 1 if part.tolerance is not None else math.ceil(rest.min)
        parts = by_part.setdefault(convention, {})
        parts[clause] = parts.get(clause, 0) + least
    return sum(max(parts.values()) for parts in by_part.values())


# --- who may give -----------------------------------------------------------------------------
def _moves(
    titulaires: Sequence[Titulaire], faits: Faits, bilan: Bilan, wanted: Mapping[Ou, int]
) -> tuple[tuple[Deplacement, ...], dict[Ou, int]]:
    reseau: Reseau[str] = {"source": {}, "puits": {}}

    def edge(a: str, b: str, room: int) -> None:
        reseau.setdefault(a, {})[b] = room
        reseau.setdefault(b, {}).setdefault(a, 0)

    cells = {_node(ou): ou for ou in wanted}
    for node, ou in cells.items():
        edge(node, "puits", wanted[ou])
    holders = {t.programme.convention.ident: t for t in titulaires}
    rooms = _rooms(bilan)
    origin: dict[str, str] = {}
    for vacance in faits.vacances:
        de = _account(vacance, titulaires)
        to = [] if de is None else list(_takers(vacance, de, bilan, holders, wanted))
        room = _room(vacance, de, rooms) if to and de is not None else None
        if de is None or room is None:
            continue
        origin[vacance.id] = de
        edge("source", room[0], room[1])
        edge(room[0], f"vacance {vacance.id}", 1)
        for ou in to:
            edge(f"vacance {vacance.id}", _node(ou), 1)
    max_flow(reseau, "source", "puits")
    moved = tuple(
        Deplacement(vacance=ident, de=de, vers=cells[node][0])
        for ident, de in origin.items()
        for node in cells
        if reseau.get(node, {}).get(f"vacance {ident}", 0) == 1
    )
    return moved, {ou: reseau["puits"].get(node, 0) for node, ou in cells.items()}


def _node(ou: Ou) -> str:
    return f"cellule {ou!r}"


def _account(vacance: Vacance, titulaires: Sequence[Titulaire]) -> str | None:
    """To whom the letting went, by its own cell; None when that is not sure."""
    cell = vacance.ligne.cellule(COMPTE)
    if not isinstance(cell, Connu):
        return None
    held = [
        t.programme.convention.ident
        for t in titulaires
        if vacance.id in t.suivis and is_holder(t.programme, str(cell.valeur), finer_accounts(t.programme))
    ]
    return held[0] if len(held) == 1 else None if held else BAILLEUR


def _takers(
    vacance: Vacance, de: str, bilan: Bilan, holders: Mapping[str, Titulaire], wanted: Mapping[Ou, int]
) -> Iterator[Ou]:
    """Cells in want that the letting would have counted in: its holder may receive it for certain, and the
    event that the part counts took place in the year."""
    for found in bilan.conventions:
        ident = found.convention.ident
        titulaire = holders.get(ident)
        suivi = titulaire.suivis.get(vacance.id) if titulaire is not None else None
        if ident == de or titulaire is None or suivi is None or suivi.decision.eligible is not True:
            continue
        if not happened(counted_events(titulaire.parts), suivi, titulaire.cadre):
            continue
        for regle in found.regles:
            for cell in regle.cellules:
                ou = (ident, regle.clause.entete.ident, cell.cellule)
                if ou in wanted and vacance.id in cell.lignes_base and vacance.id not in cell.lignes_comptees:
                    yield ou


def _rooms(bilan: Bilan) -> Mapping[str, tuple[tuple[str, int, frozenset[str]], ...]]:
    """By convention, for each cell of a part: its name, what it can give and still be kept, its lettings."""
    return {
        found.convention.ident: tuple(
            (f"{regle.clause.entete.ident} {cell.cellule!r}", _spare(cell), frozenset(cell.lignes_comptees))
            for regle in found.regles
            if isinstance(regle.clause, ir.Part)
            for cell in regle.cellules
        )
        for found in bilan.conventions
    }


def _spare(cell: ResultatCellule) -> int:
    if cell.cible is None:
        return 0
    over = cell.realise.min - max(cell.cible.max, Fraction(0))
    return max(0, math.floor(over))


def _room(
    vacance: Vacance, de: str, rooms: Mapping[str, tuple[tuple[str, int, frozenset[str]], ...]]
) -> tuple[str, int] | None:
    """From where the letting would be taken, and how many may be taken there; None when none may."""
    if de == BAILLEUR:
        return BAILLEUR, 10**9
    held = [(nom, spare) for nom, spare, rows in rooms.get(de, ()) if vacance.id in rows]
    if not held:
        return f"{de} hors part", 10**9
    least = min(spare for _, spare in held)
    return (f"{de} {' + '.join(nom for nom, _ in held)}", least) if least > 0 else None


# --- the year once they are moved -------------------------------------------------------------
def _with(faits: Faits, moved: Sequence[Deplacement]) -> Faits:
    to = {d.vacance: d.vers for d in moved}

    def given(vacance: Vacance) -> Vacance:
        if vacance.id not in to:
            return vacance
        cells = {**vacance.ligne.cellules, COMPTE: Connu(to[vacance.id])}
        return replace(vacance, ligne=replace(vacance.ligne, cellules=cells))

    return replace(faits, vacances=tuple(map(given, faits.vacances)), comptes=None)


def _changes(before: Bilan, after: Bilan) -> Iterator[Changement]:
    for a, b in zip(before.conventions, after.conventions, strict=True):
        for x, y in zip(a.regles, b.regles, strict=True):
            if x.verdict is not y.verdict:
                yield Changement(
                    convention=a.convention.ident,
                    clause=x.clause.entete.ident,
                    avant=x.verdict,
                    apres=y.verdict,
                )


def _missed(verdict: Verdict | None) -> bool:
    return verdict in (Verdict.NON_CONFORME, Verdict.HORS_D_ATTEINTE)


def _still_missed(bilan: Bilan) -> Iterator[tuple[str, str]]:
    for found in bilan.conventions:
        for regle in found.regles:
            if _missed(regle.verdict):
                yield found.convention.ident, regle.clause.entete.ident
