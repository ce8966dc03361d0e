"""What tells two rows apart for one part or quota: the facts that the definition reads of them, each as far
as it is read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from convrules import ir
from convrules.columnar.lowering import OutOfReach
from convrules.columnar.reach import reach
from convrules.columnar.statuses import of_household
from convrules.compiler import ClauseCompilee, cases
from convrules.runtime.closing import closes
from convrules.year.assiette import EVENEMENTS, FLUX, PREMIERE
from convrules.year.communs import conjuncts, reads_household
from convrules.year.ensembles.terrain import Lieu, Terrain
from convrules.year.excedent import limited
from convrules.year.periode import Intervalle
from convrules.year.textes import read_per_cell

F = TypeVar("F")
_UPPER: Final = (ir.Niveau.RESERVATAIRE, ir.Niveau.CONVENTION)
_PREMIERES: Final = frozenset({ir.Classe.MISES_EN_SERVICE, ir.Classe.REMISES_EN_LOCATION})


def of_rule(
    clause: ClauseCompilee, parent: ClauseCompilee | None, periodes: Sequence[Intervalle], terrain: Terrain[F]
) -> list[F]:
    """Raises OutOfReach, TooMany."""
    if limited(terrain.lieu.cadre) is not None:
        raise OutOfReach("soustraction limitée")
    asked = (clause,) if parent is None else (clause, parent)
    cles = [(one, cle) for one in asked for cle in ("règle", "compte") if cle in one.regles]
    found = list(terrain.days(periodes, cles))
    for one in asked:
        for some in _of_clause(one, tuple(periodes), terrain):
            found += some
    return found


def _of_clause(
    clause: ClauseCompilee, periodes: tuple[Intervalle, ...], terrain: Terrain[F]
) -> Iterator[list[F]]:
    regles = [r for r in values(clause, "règle") if isinstance(r, ir.RegleQuota | ir.ReglePart)]
    populations = [r.population for r in regles]
    populations += [p for p in values(clause, "compte") if isinstance(p, ir.Population)]
    for population in populations:
        yield from _of_population(population, periodes, terrain)
    asked = [p.condition for p in populations]
    asked += [r.public for r in regles if isinstance(r, ir.RegleQuota)]
    if any(reads_household(condition, terrain.lieu.programme) for condition in asked):
        yield terrain.column(terrain.lieu.reserve.uninhabited(terrain.lieu.anywhere))
    for regle in regles:
        if isinstance(regle, ir.RegleQuota):
            if isinstance(regle.nombre, ir.Chiffre):
                raise OutOfReach("nombre")
            for condition in conjuncts(regle.public):
                yield terrain.condition(condition)
        if regle.taux is not None and not isinstance(regle.taux, ir.Litteral):
            yield _facts(ir.walk(regle.taux), terrain)
    if reads_account(clause):
        yield from _of_account(terrain)
    for application in values(clause, "application"):
        if isinstance(application, ir.Application):
            for champ in application.dimensions:
                yield _dimension(champ, terrain)
    shared = (e for c in read_per_cell(clause) for e in ir.walk(c) if isinstance(e, ir.Champ))
    yield _facts([champ for champ in shared if champ.niveau not in _UPPER], terrain)


def only_rows(clause: ClauseCompilee, parent: ClauseCompilee | None) -> ir.Population | None:
    """The population out of which a row is nothing to this rule, whatever else it says: the base of a quota
    of one text, in one cell, that counts within it. None where there is none such."""
    regles = list(values(clause, "règle"))
    if parent is not None or list(values(clause, "compte")) or read_per_cell(clause) or len(regles) != 1:
        return None
    if any(isinstance(a, ir.Application) and a.dimensions for a in values(clause, "application")):
        return None
    (regle,) = regles
    if not isinstance(regle, ir.RegleQuota):
        return None
    return regle.population


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
    population: ir.Population, periodes: tuple[Intervalle, ...], terrain: Terrain[F]
) -> Iterator[list[F]]:
    lieu, classes = terrain.lieu, frozenset(population.classes)
    if population.niveau is not ir.Niveau.VACANCE or not classes <= FLUX | EVENEMENTS.keys():
        raise OutOfReach("population")
    for classe in population.classes:
        if classe in EVENEMENTS:
            yield terrain.column(lieu.reserve.event(EVENEMENTS[classe], periodes, lieu.anywhere)[0])
    if classes & _PREMIERES or (ir.Classe.VACANCES in classes and lieu.cadre.choix.neufs_par_programme):
        yield terrain.condition(PREMIERE)
    for condition in conjuncts(population.condition):
        yield terrain.condition(condition)


def _facts(parts: Iterable[ir.Expr], terrain: Terrain[F]) -> list[F]:
    """Rows by what they say of the facts that expressions read."""
    read = reach(parts, terrain.lieu.events)
    if read is None:
        raise OutOfReach("faits")
    return terrain.column(terrain.lieu.atoms.table.column(read.champs)) if read.champs else []


def _dimension(champ: ir.Champ, terrain: Terrain[F]) -> list[F]:
    """Rows by the cell in which they stand."""
    if champ.niveau in _UPPER:
        return []
    named = terrain.column(terrain.lieu.reserve.programme()) if champ.nom == "programme" else []
    return [*_facts([champ], terrain), *named]


# --- whose account ------------------------------------------------------------------------------
def _of_account(terrain: Terrain[F]) -> Iterator[list[F]]:
    """By the account that is recorded; where none is, by whether the holder may receive the dwelling."""
    lieu = terrain.lieu
    yield terrain.column(lieu.reserve.account(lieu.programme))
    asked = (c for c in lieu.programme.clauses if isinstance(c.clause, ir.Eligibilite))
    yield terrain.weights([c for c in asked if not of_household(c.clause)])


def moving(lieu: Lieu) -> Iterator[tuple[ClauseCompilee, ir.Effet]]:
    """Effects that may close the turn of a row, or count a dwelling, with their clauses. What an act of the
    journal makes of a `faculté` may be either."""
    acts = bool(lieu.cadre.faits.actes)
    for clause in lieu.programme.clauses:
        for cle in clause.regles:
            for effet in values(clause, cle):
                if isinstance(effet, ir.Effet) and (
                    counts(effet) or closes(effet.acte) or (effet.faculte and acts)
                ):
                    yield clause, effet


def counts(effet: ir.Effet) -> bool:
    return effet.decompte is ir.Decompte.COMPTEE
