"""The cells of a part or quota, read from rows that each stand for a number of others."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import TypeAlias, TypeVar

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.columnar.lowering import OutOfReach
from convrules.columnar.vectors import TooMany
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre, Sujet, vacancy
from convrules.year.cellules import Groupe, group
from convrules.year.ensembles.facteurs import of_rule, only_rows
from convrules.year.ensembles.model import AgregatRegle
from convrules.year.ensembles.sommes import of_cell, of_rules
from convrules.year.ensembles.terrain import Dans, Terrain
from convrules.year.ensembles.tours import moved
from convrules.year.lectures import period_kind, read_rules, readable, stands_in
from convrules.year.lignes import forecast
from convrules.year.pareils import RangsLus
from convrules.year.periode import Intervalle, periods
from convrules.year.rangees import rows_within
from convrules.year.rangs import Rang
from convrules.year.regles import dimensions_of, rows_of
from convrules.year.report import Regime
from convrules.year.textes import Cle, Textes, regimes, text_of_cell

F = TypeVar("F")
Place: TypeAlias = tuple[str, Intervalle]
"""A part or quota, and one of its periods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comptee:
    """A cell, with the rows that count in it."""

    groupe: Groupe
    rangs: Sequence[tuple[Sujet, Rang]]
    regimes: tuple[Regime, ...]


def rules(terrain: Terrain[F]) -> tuple[AgregatRegle, ...]:
    """Every part and quota over each of its periods."""
    lieu = terrain.lieu
    found: dict[Place, AgregatRegle] = {}
    lost: set[str] = set()
    for clause in lieu.clauses:
        if not isinstance(clause.clause, ir.Part | ir.Quota) or not readable(clause, lieu.cadre):
            continue
        try:
            if isinstance(clause.clause, ir.Quota) and clause.clause.parent in lost:
                raise OutOfReach(clause.ident)
            found |= dict(_over_periods(clause, terrain, found))
        except (OutOfReach, TooMany):
            lost.add(clause.ident)
    if not lost:
        return tuple(found.values())
    read = read_rules(lieu.clauses, lieu.whole())
    by_definition = dict(zip(read, of_rules(read), strict=True))
    return tuple(found.get(place, regle) for place, regle in by_definition.items())


def _over_periods(
    clause: ClauseCompilee, terrain: Terrain[F], before: Mapping[Place, AgregatRegle]
) -> Iterator[tuple[Place, AgregatRegle]]:
    lieu, cadre = terrain.lieu, terrain.lieu.cadre
    ident = clause.clause.parent if isinstance(clause.clause, ir.Quota) else None
    parent = None if ident is None else next((c for c in lieu.clauses if c.ident == ident), None)
    there = [
        p
        for p in periods(period_kind(clause, cadre), cadre.annee, cadre.en_vigueur)
        if stands_in(clause, p) and (ident is None or (ident, p) in before)
    ]
    if not there:
        return
    base = only_rows(clause, parent)
    rows = terrain.rows(
        clause.ident,
        partial(of_rule, clause, parent, there),
        beside=moved(clause, parent, terrain),
        dans=None
        if base is None
        else Dans(population=base, periodes=tuple(there), prevision=forecast(base, cadre)),
    )
    sujets = [replace(vacancy(suivi), poids=number) for suivi, number in rows]
    for periode in there:
        here = replace(cadre, periode=periode)
        above = None if parent is None else (parent, tuple(_cells(parent, here, sujets, None)))
        cells = _cells(clause, here, sujets, above)
        yield (
            (clause.ident, periode),
            AgregatRegle(
                clause=clause.ident,
                periode=(periode.du, periode.au),
                trimestre=periode.nom,
                cellules=tuple(of_cell(c.groupe.clef, [r for _, r in c.rangs], c.regimes) for c in cells),
            ),
        )


def _cells(
    clause: ClauseCompilee,
    here: Cadre,
    sujets: Sequence[Sujet],
    above: tuple[ClauseCompilee, Sequence[Comptee]] | None,
) -> Iterator[Comptee]:
    """The cells that `year.regles.read_rule` makes of these rows. above: the part a quota is in, and its
    cells."""
    textes = Textes(clause=clause, cadre=here, faits={})
    if above is None:
        dimensions = dimensions_of(textes, None)
        if isinstance(dimensions, Cle):
            return
        groupes = group(sujets, dimensions, ())
    else:
        dimensions, groupes = (), [cell.groupe for cell in above[1]]
    for groupe, part in zip_longest(groupes, () if above is None else above[1]):
        own = text_of_cell(clause, groupe, here)
        known = regimes(own)
        if known.nombre_inconnu or not known.possibles:
            continue
        if above is None:
            rangs: Sequence[tuple[Sujet, Rang]] = RangsLus(rows_of(own, groupe, None))
        else:
            rangs = tuple(rows_within(own, groupe, above[0], part.rangs))
        if rangs or not dimensions:
            yield Comptee(groupe=groupe, rangs=rangs, regimes=tuple(known.possibles))
