"""The aggregates of a year by classes of rows: rows are cut by what the definition reads of them, and the
definition is asked of one row of each class. What classes cannot reach is judged row by row, and counted.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TypeVar

from convrules.base.records import replace
from convrules.columnar.atoms import Atoms
from convrules.columnar.statuses import Work
from convrules.compiler import ClauseCompilee, Programme
from convrules.year.assiette import Cadre
from convrules.year.cadres import is_spoken_of, moment_of
from convrules.year.ensembles.colonnes import Coupes, in_columns
from convrules.year.ensembles.delais import tallies
from convrules.year.ensembles.model import Agregats, AgregatsConvention
from convrules.year.ensembles.regles import rules
from convrules.year.ensembles.reserve import Reserve, reserve_of
from convrules.year.ensembles.scalaire import followed_frames, one_by_one
from convrules.year.ensembles.sommes import of_statuses
from convrules.year.ensembles.terrain import Terrain
from convrules.year.travaux import Repartir, Travail
from convrules.year.travaux import one_by_one as un_par_un

F = TypeVar("F")
Cadres = Sequence[tuple[Programme, tuple[ClauseCompilee, ...], Cadre | None]]


def aggregates(
    programmes: Sequence[Programme], atoms: Atoms, annee: int, repartir: Repartir = un_par_un
) -> Agregats:
    """On sets of rows: of each convention of a landlord, in a civil year, as of the day of the table.
    repartir: who does the work of each."""
    cadres = frames_alone(programmes, atoms, annee)
    if cadres is None:
        return one_by_one(programmes, atoms.table.faits, annee, atoms.table.au)
    reserve, coupes = reserve_of(atoms), Coupes()

    def judged(
        programme: Programme, clauses: tuple[ClauseCompilee, ...], cadre: Cadre | None
    ) -> AgregatsConvention:
        if cadre is None:
            return out_of_force(programme, reserve)
        return of_terrain(in_columns(programme, clauses, cadre, reserve, coupes))

    # Why all alike: what a convention costs hangs on its clauses more than on its rows.
    travaux = [Travail(partial(judged, *lu), lambda: 1) for lu in cadres]
    return gathered(repartir(travaux), atoms, annee)


def frames_alone(programmes: Sequence[Programme], atoms: Atoms, annee: int) -> Cadres | None:
    """The year of each convention, without its rows. None where one speaks of accounts: one ledger then holds
    the lettings of all of them."""
    faits, au = atoms.table.faits, atoms.table.au
    none = replace(faits, vacances=())
    bare = list(followed_frames(programmes, none, annee, au))
    if is_spoken_of([(programme, cadre) for programme, _, cadre in bare], moment_of(none, annee, au)):
        return None
    return [(p, clauses, replace(c, faits=faits) if c is not None else None) for p, clauses, c in bare]


def gathered(found: Iterable[AgregatsConvention], atoms: Atoms, annee: int) -> Agregats:
    table = atoms.table
    return Agregats(bailleur=table.faits.bailleur, annee=annee, au=table.au, conventions=tuple(found))


def out_of_force(programme: Programme, reserve: Reserve) -> AgregatsConvention:
    work = Work(programme=programme, atoms=reserve.atoms)
    paires = len(work.here(work.places(programme)))
    return AgregatsConvention(convention=programme.convention.ident, periode=None, paires=paires)


def of_terrain(terrain: Terrain[F]) -> AgregatsConvention:
    """One convention."""
    lieu = terrain.lieu
    periode = lieu.cadre.periode
    regles, delais = rules(terrain), tallies(terrain)
    rows = terrain.rows("statuts", _by_withdrawal)
    bare = AgregatsConvention(
        convention=lieu.programme.convention.ident,
        periode=(periode.du, periode.au),
        paires=len(lieu.rangs),
        a_part=len(lieu.apart | lieu.judged),
    )
    return replace(of_statuses(rows, lieu.cadre, bare), regles=regles, delais=delais)


def _by_withdrawal(terrain: Terrain[F]) -> list[F]:
    return [*terrain.days([terrain.lieu.cadre.periode], ()), *terrain.withdrawals()]
