"""Rows whose account the effects of clauses may decide: those are judged one by one."""

from convrules import ir
from convrules.columnar.lowering import OutOfReach
from convrules.columnar.vectors import Rows, TooMany
from convrules.compiler import ClauseCompilee
from convrules.runtime.decision import EtatDelai
from convrules.year.ensembles.delais import of_deadline, state_of
from convrules.year.ensembles.facteurs import counts, moving, reads_account, without_account
from convrules.year.ensembles.terrain import Terrain

_IDLE = (EtatDelai.TENU, EtatDelai.SANS_OBJET, EtatDelai.EN_COURS)
"""Nothing follows."""


def moved(
    clause: ClauseCompilee, parent: ClauseCompilee | None, terrain: Terrain, classes: list[Rows]
) -> Rows:
    """Rows that an effect perhaps gives to another account, or counts: where no account is recorded, those
    whose turn it may close; for a part, those that it may count. A deadline that was kept, runs or has no
    object has no effect; any other clause may have one on any row."""
    asked = [c for c in (clause, parent) if c is not None and reads_account(c)]
    effects = list(moving(terrain)) if asked else []
    if not effects:
        return 0
    part = isinstance((parent or clause).clause, ir.Part)
    counting = part and any(counts(effet) or effet.faculte for _, effet in effects)
    concerned = terrain.together() if counting else without_account(terrain) & terrain.together()
    if not concerned:
        return 0
    try:
        return _perhaps([c for c, _ in effects], terrain, [rows for c in classes if (rows := c & concerned)])
    except (OutOfReach, TooMany):
        return concerned


def _perhaps(clauses: list[ClauseCompilee], terrain: Terrain, classes: list[Rows]) -> Rows:
    """Of these classes, the rows on which one of these clauses has an effect, or may have. Raises OutOfReach,
    TooMany."""
    distinct = list({clause.ident: clause for clause in clauses}.values())
    if any(not isinstance(c.clause, ir.Delai) for c in distinct):
        raise OutOfReach("effets")
    for clause in distinct:
        classes = terrain.cut_all(classes, of_deadline(clause, terrain))
    found: Rows = 0
    for rows in classes:
        suivi = terrain.suivi(terrain.first(rows))
        if any(state_of(clause, suivi) not in _IDLE for clause in distinct):
            found |= rows
    return found
