"""What tells two rows apart for one part or quota: the facts that the definition reads of them, each as far
as it is read."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.values import Inconnu
from convrules.columnar.lowering import Lowering, OutOfReach
from convrules.columnar.reach import reach
from convrules.columnar.statuses import of_household
from convrules.columnar.tables import coded
from convrules.columnar.vectors import Rows, rows_of, toutes
from convrules.compiler import ClauseCompilee, cases
from convrules.runtime.closing import closes
from convrules.runtime.holders import COMPTE
from convrules.year.assiette import EVENEMENTS, FLUX, PREMIERE
from convrules.year.communs import conjuncts
from convrules.year.ensembles.classes import Coupe, of_vector
from convrules.year.ensembles.terrain import Terrain
from convrules.year.excedent import limited
from convrules.year.periode import Intervalle
from convrules.year.textes import read_per_cell

_UPPER: Final = (ir.Niveau.RESERVATAIRE, ir.Niveau.CONVENTION)
_PREMIERES: Final = frozenset({ir.Classe.MISES_EN_SERVICE, ir.Classe.REMISES_EN_LOCATION})


def of_rule(
    clause: ClauseCompilee, parent: ClauseCompilee | None, periodes: Sequence[Intervalle], terrain: Terrain
) -> list[Coupe]:
    """Raises OutOfReach, TooMany."""
    if limited(terrain.cadre) is not None:
        raise OutOfReach("soustraction limitée")
    asked = (clause,) if parent is None else (clause, parent)
    cles = [(one, cle) for one in asked for cle in ("règle", "compte") if cle in one.regles]
    found = terrain.of_days(periodes, cles)
    lowering = terrain.lowering()
    for one in asked:
        found += _of_clause(one, tuple(periodes), terrain, lowering)
    return found


def _of_clause(
    clause: ClauseCompilee, periodes: tuple[Intervalle, ...], terrain: Terrain, lowering: Lowering
) -> Iterator[Coupe]:
    regles = [r for r in values(clause, "règle") if isinstance(r, ir.RegleQuota | ir.ReglePart)]
    populations = [r.population for r in regles]
    populations += [p for p in values(clause, "compte") if isinstance(p, ir.Population)]
    for population in populations:
        yield from _of_population(population, periodes, terrain, lowering)
    for regle in regles:
        if isinstance(regle, ir.RegleQuota):
            if isinstance(regle.nombre, ir.Chiffre):
                raise OutOfReach("nombre")
            for condition in conjuncts(regle.public):
                yield of_vector(lowering.condition(condition))
        if regle.taux is not None and not isinstance(regle.taux, ir.Litteral):
            yield from _facts(ir.walk(regle.taux), terrain)
    if reads_account(clause):
        yield from _of_account(terrain, lowering)
    for application in values(clause, "application"):
        if isinstance(application, ir.Application):
            for champ in application.dimensions:
                yield from _dimension(champ, terrain)
    shared = (e for c in read_per_cell(clause) for e in ir.walk(c) if isinstance(e, ir.Champ))
    yield from _facts([champ for champ in shared if champ.niveau not in _UPPER], terrain)


def reads_account(clause: ClauseCompilee) -> bool:
    """Does it ask on whose account a letting is?"""
    if isinstance(clause.clause, ir.Part):
        return True
    found = [r.population for r in values(clause, "règle") if isinstance(r, ir.RegleQuota)]
    found += [p for p in values(clause, "compte") if isinstance(p, ir.Population)]
    return any(p.rattachement is ir.Rattachement.RESERVATAIRE for p in found)


def values(clause: ClauseCompilee, cle: str) -> Iterator[ir.CleValeur]:
    """Every value that a key of a clause may have, exceptions and amendments included."""
    if cle in clause.regles:
        for cas in cases(*clause.regles[cle].versions):
            if cas.valeur is not None:
                yield cas.valeur


def _of_population(
    population: ir.Population, periodes: tuple[Intervalle, ...], terrain: Terrain, lowering: Lowering
) -> Iterator[Coupe]:
    classes = frozenset(population.classes)
    if population.niveau is not ir.Niveau.VACANCE or not classes <= FLUX | EVENEMENTS.keys():
        raise OutOfReach("population")
    for classe in population.classes:
        if classe in EVENEMENTS:
            column = terrain.reserve.event(EVENEMENTS[classe], periodes, terrain.anywhere)
            yield from terrain.reserve.of(column, terrain.domain)
    if classes & _PREMIERES or (ir.Classe.VACANCES in classes and terrain.cadre.choix.neufs_par_programme):
        yield of_vector(lowering.condition(PREMIERE))
    for condition in conjuncts(population.condition):
        yield of_vector(lowering.condition(condition))


def _facts(parts: Sequence[ir.Expr] | Iterator[ir.Expr], terrain: Terrain) -> Iterator[Coupe]:
    """Rows by what they say of the facts that expressions read."""
    read = reach(parts, terrain.events)
    if read is None:
        raise OutOfReach("faits")
    if read.champs:
        yield from terrain.reserve.of(terrain.atoms.table.column(read.champs), terrain.domain)


def _dimension(champ: ir.Champ, terrain: Terrain) -> Iterator[Coupe]:
    """Rows by the cell in which they stand."""
    if champ.niveau in _UPPER:
        return
    yield from _facts([champ], terrain)
    if champ.nom == "programme":
        table, columns = terrain.atoms.table, terrain.reserve.columns
        if "programme" not in columns:
            columns["programme"] = coded(
                [v.programme.id if v.programme is not None else None for v in table.vacances]
            )
        yield from terrain.reserve.of(columns["programme"], terrain.domain)


# --- whose account ------------------------------------------------------------------------------
def _of_account(terrain: Terrain, lowering: Lowering) -> Iterator[Coupe]:
    """By the account that is recorded; where none is, by whether the holder may receive the dwelling."""
    yield from terrain.reserve.of(terrain.reserve.account(terrain.programme), terrain.domain)
    asked = [
        lowering.clause(c, silent=True).weight
        for c in terrain.programme.clauses
        if isinstance(c.clause, ir.Eligibilite) and not of_household(c.clause)
    ]
    if asked:
        open_ = without_account(terrain)
        yield [rows & open_ for rows in of_vector(toutes(asked, lowering.everything)) if rows & open_]


def without_account(terrain: Terrain) -> Rows:
    """Rows of which no account is recorded."""
    table = terrain.atoms.table
    places = (
        n
        for n, rank in enumerate(terrain.domain)
        if isinstance(table.vacances[rank].cellule(COMPTE), Inconnu)
    )
    return rows_of(places, len(terrain.domain))


def moving(terrain: Terrain) -> Iterator[tuple[ClauseCompilee, ir.Effet]]:
    """Effects that may close the turn of a row, or count a dwelling, with their clauses. What an act of the
    journal makes of a `faculté` may be either."""
    acts = bool(terrain.cadre.faits.actes)
    for clause in terrain.programme.clauses:
        for cle in clause.regles:
            for effet in values(clause, cle):
                if isinstance(effet, ir.Effet) and (
                    counts(effet) or closes(effet.acte) or (effet.faculte and acts)
                ):
                    yield clause, effet


def counts(effet: ir.Effet) -> bool:
    return effet.decompte is ir.Decompte.COMPTEE
