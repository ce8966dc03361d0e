"""The aggregates of a year on sets of rows: rows are cut into classes by what the definition reads of them,
and the definition is asked of one row of each. What classes cannot reach is judged row by row, and counted.
"""

from collections.abc import Sequence

from convrules.base.records import replace
from convrules.columnar.atoms import Atoms
from convrules.columnar.statuses import Work, statuses
from convrules.columnar.vectors import Rows
from convrules.compiler import ClauseCompilee, Programme
from convrules.year.assiette import Cadre
from convrules.year.ensembles.classes import of_vector
from convrules.year.ensembles.delais import tallies
from convrules.year.ensembles.model import Agregats, AgregatsConvention
from convrules.year.ensembles.regles import rules
from convrules.year.ensembles.scalaire import followed_frames, one_by_one
from convrules.year.ensembles.sommes import of_statuses
from convrules.year.ensembles.terrain import Reserve, Terrain, reserve_of
from convrules.year.livre import speaks


def aggregates(programmes: Sequence[Programme], atoms: Atoms, annee: int) -> Agregats:
    """Of each convention of a landlord, in a civil year, as of the day of the table."""
    faits, au = atoms.table.faits, atoms.table.au
    bare = list(followed_frames(programmes, replace(faits, vacances=()), annee, au))
    if any(cadre is not None and speaks(cadre) for _, _, cadre in bare):
        # Why all of them: one ledger holds the lettings of all conventions.
        return one_by_one(programmes, faits, annee, au)
    reserve = reserve_of(atoms)
    return Agregats(
        bailleur=faits.bailleur,
        annee=annee,
        au=au,
        conventions=tuple(
            _convention(programme, clauses, cadre, reserve) for programme, clauses, cadre in bare
        ),
    )


def _convention(
    programme: Programme, clauses: Sequence[ClauseCompilee], cadre: Cadre | None, reserve: Reserve
) -> AgregatsConvention:
    ident = programme.convention.ident
    if cadre is None:
        work = Work(programme=programme, atoms=reserve.atoms)
        return AgregatsConvention(
            convention=ident, periode=None, paires=len(work.here(work.places(programme)))
        )
    terrain = _terrain(programme, clauses, replace(cadre, faits=reserve.atoms.table.faits), reserve)
    classes = terrain.cut_all(
        [rows] if (rows := terrain.together()) else [], [terrain.of_place(), *terrain.of_status()]
    )
    regles, delais = rules(terrain, classes), tallies(terrain, classes)
    pesees = list(terrain.pesees(_by_withdrawal(terrain, classes)))
    bare = AgregatsConvention(
        convention=ident,
        periode=(cadre.periode.du, cadre.periode.au),
        paires=len(terrain.found.rangs),
        a_part=len(terrain.apart | terrain.judged),
    )
    return replace(of_statuses(pesees, terrain.cadre, bare), regles=regles, delais=delais)


def _terrain(
    programme: Programme, clauses: Sequence[ClauseCompilee], cadre: Cadre, reserve: Reserve
) -> Terrain:
    found = statuses(programme, reserve.atoms)
    doubles = reserve.doubles.intersection(found.rangs) if reserve.doubles else frozenset()
    return Terrain(
        programme=programme,
        clauses=clauses,
        cadre=cadre,
        reserve=reserve,
        found=found,
        apart={*found.a_part, *doubles},
    )


def _by_withdrawal(terrain: Terrain, classes: list[Rows]) -> list[Rows]:
    """Rows by status, by day, and by each withdrawal."""
    days = terrain.of_days([terrain.cadre.periode], ())
    withdrawals = [of_vector(vector) for _, vector in terrain.found.soustractions]
    return terrain.cut_all(classes, [*days, *withdrawals])
