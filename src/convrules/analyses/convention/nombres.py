"""A floor above a cap, both plain numbers, on the same rows: no year can satisfy both.

Only what is sure before any data: the same rows counted, over periods of the same kind, without condition.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from convrules import ir
from convrules.analyses.convention.lecture import exceptees, is_excepted
from convrules.analyses.convention.plafonds import always, only
from convrules.base.records import dataclass
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nombre:
    """`marge`: dwellings that a tolerance excuses."""

    clause: ir.Quota
    file: ir.Convention
    nombre: int
    lignes: ir.Population
    cellules: frozenset[str]
    marge: int


def nombres_opposes(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Each floor of the convention with each cap, its own or inherited, and the reverse."""
    files = (convention, *socles)
    noms = exceptees(files)
    found = [
        _read(clause, file)
        for file in files
        for clause in file.clauses
        if isinstance(clause, ir.Quota)
        and not is_excepted(clause, file, noms)
        and always(clause, convention)
        and isinstance(clause.regle.nombre, int)
        and clause.entete.force is not ir.Force.TENDRE_VERS
        and clause.en_sus_de is None
        and clause.report is None
    ]
    floors = [x for x in found if x.clause.regle.sens is not ir.Sens.AU_PLUS]
    caps = [x for x in found if x.clause.regle.sens is not ir.Sens.AU_MOINS]
    for floor, cap in product(floors, caps):
        if convention in (floor.file, cap.file) and _opposed(floor, cap, convention):
            own, other = (floor, cap) if floor.file is convention else (cap, floor)
            yield problems.plancher_au_dessus_du_nombre(
                span=own.clause.entete.span,
                plancher=str(floor.nombre),
                plafond=str(cap.nombre),
                clauses=suite((cite(floor.clause.entete.ident), cite(cap.clause.entete.ident)), "et"),
                clause=own.clause.entete.nom,
                autre=other.clause.entete.span,
            )


def _read(clause: ir.Quota, file: ir.Convention) -> _Nombre:
    nombre, rows, public = clause.regle.nombre, clause.regle.population, clause.regle.public
    assert isinstance(nombre, int), "a plain number"
    tolerance = clause.tolerance
    return _Nombre(
        clause=clause,
        file=file,
        nombre=nombre,
        lignes=clause.compte or (rows if public is None else only(rows, public)),
        cellules=frozenset(d.nom for d in clause.application.dimensions),
        marge=int(tolerance.valeur) if tolerance is not None and not tolerance.points else 0,
    )


def _opposed(floor: _Nombre, cap: _Nombre, convention: ir.Convention) -> bool:
    # Why: floors of each cell add up within the cells of a cap that is made of theirs.
    same = floor.lignes == cap.lignes and cap.cellules <= floor.cellules
    if floor.clause is cap.clause or not same or floor.clause.periode != cap.clause.periode:
        return False
    days = (c.entete.en_vigueur for c in (floor.clause, cap.clause))
    lives = (convention.en_vigueur, floor.file.en_vigueur, cap.file.en_vigueur, *days)
    starts = [v.du for v in lives if v.du is not None]
    ends = [v.au for v in lives if v.au is not None]
    together = not starts or not ends or max(starts) <= min(ends)
    return together and floor.nombre - floor.marge > cap.nombre + cap.marge
