"""Rows whose account the effects of clauses may decide: those are judged one by one."""

from functools import partial
from typing import TypeVar

from convrules import ir
from convrules.columnar.lowering import OutOfReach
from convrules.columnar.vectors import Rows, TooMany
from convrules.compiler import ClauseCompilee
from convrules.runtime.decision import EtatDelai
from convrules.year.ensembles.classes import cut
from convrules.year.ensembles.delais import of_deadline, state_of
from convrules.year.ensembles.facteurs import counts, moving, reads_account
from convrules.year.ensembles.terrain import Classes, Ensembles, Terrain

F = TypeVar("F")
_IDLE = (EtatDelai.TENU, EtatDelai.SANS_OBJET)
"""Nothing follows, nor will."""


def moved(clause: ClauseCompilee, parent: ClauseCompilee | None, terrain: Terrain[F]) -> frozenset[int]:
    """Ranks of the rows that an effect perhaps gives to another account, or counts: where no account is
    recorded, those whose turn it may close; for a part, those that it may count. A deadline that was kept or
    has no object has no effect, nor one that runs but on what a part will count; any other clause may have
    one on any row."""
    lieu = terrain.lieu
    asked = [c for c in (clause, parent) if c is not None and reads_account(c)]
    effects = list(moving(lieu)) if asked else []
    counting = isinstance((parent or clause).clause, ir.Part) and any(
        counts(effet) or effet.faculte for _, effet in effects
    )
    if not effects or not (counting or any(lieu.reserve.without_account().codes)):
        return frozenset()
    if counting not in lieu.tours:
        lieu.tours[counting] = _moved(terrain.sets(), [c for c, _ in effects], counting)
    return lieu.tours[counting]


def _moved(sets: Ensembles, clauses: list[ClauseCompilee], counting: bool) -> frozenset[int]:
    # Why one that runs is not idle where an effect counts: it may yet do so by the end of the period.
    idle = _IDLE if counting else (*_IDLE, EtatDelai.EN_COURS)
    found = set(sets.lieu.apart)
    for some in (sets, *sets.suspens):
        concerned = some.together if counting else some.without_account() & some.together
        try:
            moved = _perhaps(clauses, some, concerned, idle) if concerned else 0
        except (OutOfReach, TooMany):
            moved = concerned
        found |= some.ranks(moved)
    return frozenset(found)


def _perhaps(
    clauses: list[ClauseCompilee], sets: Classes, concerned: Rows, idle: tuple[EtatDelai, ...]
) -> Rows:
    """Of these rows, those on which one of these clauses has an effect, or may have. Raises OutOfReach,
    TooMany."""
    distinct = list({clause.ident: clause for clause in clauses}.values())
    if any(not isinstance(c.clause, ir.Delai) for c in distinct):
        raise OutOfReach("effets")
    classes = [rows for c in sets.classes if (rows := c & concerned)]
    for clause in distinct:
        for coupe in sets.cuts(partial(of_deadline, clause)):
            classes = cut(classes, coupe)
    found: Rows = 0
    for rows in classes:
        suivi = sets.lieu.suivi(sets.first(rows))
        if any(state_of(clause, suivi) not in idle for clause in distinct):
            found |= rows
    return found
