"""The cells of a part or quota, read from rows that each stand for a number of others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.columnar.lowering import OutOfReach
from convrules.columnar.vectors import Rows, TooMany, ranks_of
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre, Sujet, vacancy
from convrules.year.cellules import Groupe, group, shared_facts
from convrules.year.ensembles.facteurs import of_rule
from convrules.year.ensembles.model import AgregatRegle
from convrules.year.ensembles.sommes import of_cell, of_rules
from convrules.year.ensembles.terrain import Terrain
from convrules.year.ensembles.tours import moved
from convrules.year.lectures import period_kind, read_rules, readable, stands_in
from convrules.year.lignes import child_row
from convrules.year.periode import Intervalle, periods
from convrules.year.rangs import Rang
from convrules.year.regles import dimensions_of, rows_of
from convrules.year.suivi import Suivi
from convrules.year.textes import Cle, Textes, read_per_cell, regimes

Place: TypeAlias = tuple[str, Intervalle]
"""A part or quota, and one of its periods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comptee:
    """A cell, with the rows that count in it."""

    groupe: Groupe
    rangs: tuple[tuple[Sujet, Rang], ...]


def rules(terrain: Terrain, classes: list[Rows]) -> tuple[AgregatRegle, ...]:
    """Every part and quota over each of its periods. classes: rows by what all of these read."""
    found: dict[Place, AgregatRegle] = {}
    lost: set[str] = set()
    asked = [c for c in terrain.clauses if isinstance(c.clause, ir.Part | ir.Quota)]
    for clause in asked:
        if not readable(clause, terrain.cadre):
            continue
        try:
            for place, regle in _over_periods(clause, terrain, classes, found, lost):
                found[place] = regle
        except (OutOfReach, TooMany):
            lost.add(clause.ident)
    if not lost:
        return tuple(found.values())
    cadre = terrain.whole()
    read = read_rules(terrain.clauses, cadre)
    by_definition = dict(zip(read, of_rules(read), strict=True))
    return tuple(found.get(place, regle) for place, regle in by_definition.items())


def _over_periods(
    clause: ClauseCompilee,
    terrain: Terrain,
    classes: list[Rows],
    before: Mapping[Place, AgregatRegle],
    lost: set[str],
) -> Iterator[tuple[Place, AgregatRegle]]:
    cadre = terrain.cadre
    ident = clause.clause.parent if isinstance(clause.clause, ir.Quota) else None
    parent = None if ident is None else next((c for c in terrain.clauses if c.ident == ident), None)
    if ident in lost:
        raise OutOfReach(ident or "")
    there = [
        p
        for p in periods(period_kind(clause, cadre), cadre.annee, cadre.en_vigueur)
        if stands_in(clause, p) and (ident is None or (ident, p) in before)
    ]
    if not there:
        return
    rows = _followed(clause, parent, there, terrain, classes)
    sujets = [replace(vacancy(suivi), poids=number) for suivi, number in rows]
    for periode in there:
        here = replace(cadre, periode=periode)
        above = None if parent is None else tuple(_cells(parent, here, sujets, None))
        cells = tuple(
            of_cell(c.groupe.clef, [r for _, r in c.rangs]) for c in _cells(clause, here, sujets, above)
        )
        yield (
            (clause.ident, periode),
            AgregatRegle(clause=clause.ident, periode=(periode.du, periode.au), cellules=cells),
        )


def _followed(
    clause: ClauseCompilee,
    parent: ClauseCompilee | None,
    there: Sequence[Intervalle],
    terrain: Terrain,
    classes: list[Rows],
) -> list[tuple[Suivi, int]]:
    """A row of each class that the clause tells apart, with their number, and those judged one by one."""
    coupes = of_rule(clause, parent, there, terrain)
    beside = moved(clause, parent, terrain, classes)
    kept = terrain.cut_all([rows for c in classes if (rows := c & ~beside)], coupes)
    alone = {terrain.domain[place] for place in ranks_of(beside, len(terrain.domain))} if beside else set()
    terrain.judged.update(alone)
    return list(terrain.pesees(kept, alone))


def _cells(
    clause: ClauseCompilee, here: Cadre, sujets: Sequence[Sujet], above: Sequence[Comptee] | None
) -> Iterator[Comptee]:
    """The cells that `year.regles.read_rule` makes of these rows. above: those of the part a quota is in."""
    textes = Textes(clause=clause, cadre=here, faits={})
    if above is None:
        dimensions = dimensions_of(textes, None)
        if isinstance(dimensions, Cle):
            return
        groupes = group(sujets, dimensions, ())
    else:
        dimensions, groupes = (), [cell.groupe for cell in above]
    for groupe, part in zip_longest(groupes, above or ()):
        own = Textes(clause=clause, cadre=here, faits=shared_facts(read_per_cell(clause), groupe))
        known = regimes(own)
        if known.nombre_inconnu or not known.possibles:
            continue
        if part is None:
            rangs = tuple(rows_of(own, groupe, None))
        else:
            rangs = tuple((sujet, child_row(rang, sujet, own)) for sujet, rang in part.rangs)
        if rangs or not dimensions:
            yield Comptee(groupe=groupe, rangs=rangs)
