"""A convention as an engine of databases counts its rows: a factor is a map from codes to classes.

What each code of a group of facts is worth is asked of the definition beforehand (`columnar.lowering` over
one row of each code); the engine unites and counts; the definition answers of one row of each combination.
Questions are first written down, all conventions together, then asked at once, then answered.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Issue
from convrules.columnar.atoms import Atoms
from convrules.columnar.lowering import Lowering, OutOfReach, reads
from convrules.columnar.reach import Reach, reach
from convrules.columnar.sql.columns import Colonnes, Lu
from convrules.columnar.sql.comptes import Comptage, Comptee, TropDeClasses
from convrules.columnar.statuses import PLACES, Work, of_household, reference_facts
from convrules.columnar.tables import Column
from convrules.columnar.vectors import Rows, TooMany, ranks_of
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.identified import identified_clauses
from convrules.year.assiette import Cadre
from convrules.year.ensembles.agregats import frames_alone, gathered, of_terrain, out_of_force
from convrules.year.ensembles.classes import cut, of_causes, of_vector
from convrules.year.ensembles.colonnes import Coupes, EnColonnes, in_columns, suspended, weighed
from convrules.year.ensembles.model import Agregats
from convrules.year.ensembles.reserve import Reserve, reserve_of
from convrules.year.ensembles.scalaire import one_by_one
from convrules.year.ensembles.terrain import Cles, Dans, Facteurs, Lieu, Pesees
from convrules.year.periode import Intervalle

Compter: TypeAlias = Callable[[Comptage], Iterable[Comptee]]
"""An engine."""
NONE: Final = -1
"""A question of which every row is judged apart: nothing is asked."""
NARROW: Final = 1024
"""Of a group of at most so many codes, a convention answers all; of a larger one, those of its rows."""


def aggregates_by(programmes: Sequence[Programme], atoms: Atoms, annee: int, compter: Compter) -> Agregats:
    """Of each convention of a landlord, in a civil year, as of the day of the table, as an engine counts."""
    cadres = frames_alone(programmes, atoms, annee)
    if cadres is None:
        return one_by_one(programmes, atoms.table.faits, annee, atoms.table.au)
    demande = Demande(atoms=atoms, reserve=reserve_of(atoms), comptage=Comptage(nombre=atoms.table.number))
    judged = [programme for programme, _, cadre in cadres if cadre is not None]
    demande.colonnes.days_of([p for p in judged if _attaches(p)])
    terrains = [
        None if cadre is None else EnRequete(programme=p, clauses=clauses, cadre=cadre, demande=demande)
        for p, clauses, cadre in cadres
    ]
    for terrain in terrains:
        if terrain is not None:
            of_terrain(terrain)
    for told in compter(demande.comptage):
        demande.reponses.setdefault(told.question, []).append((told.premier, told.nombre))
    demande.asked = True
    found = (
        out_of_force(cadres[n][0], demande.reserve) if terrain is None else of_terrain(terrain)
        for n, terrain in enumerate(terrains)
    )
    return gathered(found, atoms, annee)


def _attaches(programme: Programme) -> bool:
    try:
        reference_facts(programme)
    except OutOfReach:
        return False
    return True


@dataclass(kw_only=True)
class Demande:
    """What is asked of an engine for all conventions. `asked`: has it answered? `reponses`: by question, a
    rank and a number of rows for each combination; `connues`: maps by what they tell apart."""

    atoms: Atoms
    reserve: Reserve
    comptage: Comptage
    coupes: Coupes = field(default_factory=Coupes)
    reponses: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    connues: dict[Hashable, int] = field(default_factory=dict)
    conventions: int = 0
    asked: bool = False

    @cached_property
    def colonnes(self) -> Colonnes:
        return Colonnes(atoms=self.atoms)

    def whole(self, column: Column) -> int:
        """The map that tells every code from another."""
        key = "chacun", id(column)
        if key not in self.connues:
            self.connues[key] = self.comptage.carte(column, range(column.number))
        return self.connues[key]


class EnRequete:
    """One convention. Without a reference day, or out of reach of classes, all its rows are apart."""

    def __init__(
        self, *, programme: Programme, clauses: Sequence[ClauseCompilee], cadre: Cadre, demande: Demande
    ) -> None:
        self.demande, self.work = demande, Work(programme=programme, atoms=demande.atoms)
        self.numero = demande.conventions
        demande.conventions += 1
        self.places = self.work.places(programme)
        rangs = self.work.here(self.places)
        self.lieu = Lieu(
            programme=programme,
            clauses=clauses,
            cadre=cadre,
            reserve=demande.reserve,
            rangs=rangs,
            apart=set(),
        )
        self.known: dict[Hashable, int | Exception] = {}
        self.base: list[int] | None = None
        try:
            self.base = self._base()
            self.lieu.apart.update(self._apart())
        except (OutOfReach, TooMany):
            self.lieu.apart.update(rangs)
        if self.base is not None:
            demande.comptage.exclues += [(self.numero, rank) for rank in sorted(self.lieu.apart)]
        self.suspens = suspended(self.lieu, self.work, demande.coupes)

    def _base(self) -> list[int]:
        """By place and by status, which every question reads. Raises OutOfReach, TooMany."""
        programme, jours = self.lieu.programme, self.demande.colonnes.jours
        if not _attaches(programme) or identified_clauses(programme) or self.event not in jours:
            raise OutOfReach("rattachement")
        if jours[self.event].known is None:
            raise OutOfReach("rattachement")
        for other in programme.concurrents:
            reference_facts(other)
        column = self.demande.atoms.table.column(PLACES)
        groupe = self.demande.comptage.group(column)
        here = [code for code, place in enumerate(self.places) if place is not False]
        found = (
            [] if all(isinstance(p, bool) for p in self.places) else [self._map(column, list(self.places))]
        )
        for kind in (ir.ClauseChamp, ir.Soustraction):
            found += [self._said(c, kind is ir.ClauseChamp) for c in self._clauses(kind)]
        self.demande.comptage.couvertes += [(groupe, code, self.numero) for code in here]
        return found

    def _clauses(self, kind: type[ir.ClauseBase]) -> list[ClauseCompilee]:
        return [c for c in self.lieu.programme.clauses if isinstance(c.clause, kind)]

    def _apart(self) -> Iterator[int]:
        """Rows of which the day is not known, on which another convention of the holder perhaps bears, or
        that share their identifier."""
        jours = self.demande.colonnes.jours[self.event]
        unknown = [jour is None for jour in jours.days]
        dated = [rank for rank in self.lieu.rangs if not unknown[jours.column.codes[rank]]]
        if len(dated) < len(self.lieu.rangs):
            yield from (rank for rank in self.lieu.rangs if unknown[jours.column.codes[rank]])
        if self.lieu.programme.concurrents:
            yield from self.work.beside(dated)
        yield from self.demande.reserve.doubles.intersection(self.lieu.rangs)

    @property
    def jour(self) -> date | None:
        return None

    @property
    def event(self) -> str:
        choix = self.lieu.programme.convention.choix
        assert choix is not None, "whoever judges a year answers the open questions"
        return choix.rattachement

    @cached_property
    def _sets(self) -> EnColonnes:
        lieu = self.lieu
        found = in_columns(lieu.programme, lieu.clauses, lieu.cadre, lieu.reserve, self.demande.coupes)
        found.lieu.suivis = lieu.suivis
        return found

    def sets(self) -> EnColonnes:
        return self._sets

    # --- factors ------------------------------------------------------------------------------
    def condition(self, expr: ir.Expr) -> list[int]:
        read = reach(ir.walk(expr), self.lieu.events)
        if read is None:
            raise OutOfReach(expr.span.text)

        def made(lowering: Lowering) -> list[Rows]:
            return of_vector(lowering.condition(expr))

        if self.base is None:
            return []
        return [self._asked(("condition", expr), read, made)]

    def column(self, column: Column) -> list[int]:
        return [self.demande.whole(column)] if column.number > 1 and self.base is not None else []

    def days(self, periodes: Sequence[Intervalle], cles: Cles) -> list[int]:
        if self.base is None:
            return []
        jours = self.demande.colonnes.jours[self.event]
        texts = {day: bisect_right(self._changes, day) for day in jours.days if day is not None}
        kinds = self.lieu.kinds_of_day(texts, periodes, cles)
        if len(set(kinds.values())) < 2:
            return []
        return [
            self.demande.comptage.carte(jours.column, [kinds[d] if d is not None else 0 for d in jours.days])
        ]

    def weights(self, clauses: Sequence[ClauseCompilee]) -> list[int]:
        if self.base is None or not any(self.demande.reserve.without_account().codes):
            return []
        return [self._said(clause, True) for clause in clauses if not of_household(clause.clause)]

    def withdrawals(self) -> list[int]:
        return []

    def _said(self, clause: ClauseCompilee, silent: bool) -> int:
        """By what a clause says, and weighs among others."""
        read = reads(clause, self.lieu.events, self.bounds)

        def made(lowering: Lowering) -> list[Rows]:
            said = lowering.clause(clause, silent=silent)
            found = [*of_vector(said.issue), *of_causes(said.issue)]
            for rows in (*of_vector(said.weight), *of_causes(said.weight)):
                found = cut(found, [rows])
            return found

        si, regle = clause.regles["si"].base.valeur, clause.regles["règle"].base.valeur
        return self._asked(("clause", si, regle, silent), read, made)

    def _asked(self, key: Hashable, read: Reach, made: Callable[[Lowering], list[Rows]]) -> int:
        """The map of what is said of each code. What hangs on neither the day nor the convention is asked
        once for all of them."""
        kept = (key, read.champs, self.numero if read.dated or read.own else None)
        found = self.demande.connues.get(kept)
        if found is None:
            lu = self.demande.colonnes.group(read.champs, self.event if read.dated else None)
            codes = self._codes(lu, read)
            lowering = self._lowering(lu, codes, read.dated)
            classes = [0] * lu.column.number
            sets = sorted(cut([lowering.everything], made(lowering)), key=int.bit_count, reverse=True)
            for classe, rows in enumerate(sets[1:], 1):
                for place in ranks_of(rows, len(codes)):
                    classes[codes[place]] = classe
            found = self.demande.connues[kept] = self.demande.comptage.carte(lu.column, classes)
        return found

    def _codes(self, lu: Lu, read: Reach) -> Sequence[int]:
        firsts = lu.column.firsts
        codes: Sequence[int] = range(len(firsts))
        if (read.dated or read.own) and len(firsts) > NARROW:
            codes = sorted(set(map(lu.column.codes.__getitem__, self.lieu.rangs)))
        if not read.dated:
            return codes
        jours = self.demande.colonnes.jours[self.event]
        return [code for code in codes if jours.days[jours.column.codes[firsts[code]]] is not None]

    def _lowering(self, lu: Lu, codes: Sequence[int], dated: bool) -> Lowering:
        jours = self.demande.colonnes.jours[self.event]
        domain = [lu.column.firsts[code] for code in codes]
        days = (
            [jours.days[jours.column.codes[rank]] for rank in domain]
            if dated
            else [self.bounds[0]] * len(domain)
        )
        known = [day for day in days if day is not None]
        own = [bisect_right(self._changes, day) for day in known] if dated else []
        return Lowering(
            programme=self.lieu.programme,
            atoms=self.demande.atoms,
            domain=domain,
            jours=known,
            periods=own if len(set(own)) > 1 else None,
            events=self.lieu.events,
        )

    @cached_property
    def bounds(self) -> tuple[date, date]:
        """The first and the last reference day of rows."""
        found = self.demande.colonnes.jours[self.event].known
        assert found is not None, "asked where one row at least has a day"
        return found

    @cached_property
    def _changes(self) -> Sequence[date]:
        return sorted(set(self.work.changes(self.bounds[1])))

    def _map(self, column: Column, kinds: Sequence[Issue]) -> int:
        ranks: dict[Issue, int] = {}
        return self.demande.comptage.carte(column, [ranks.setdefault(kind, len(ranks)) for kind in kinds])

    # --- questions ----------------------------------------------------------------------------
    def rows(
        self,
        question: Hashable,
        factors: Facteurs,
        beside: Collection[int] = (),
        dans: Dans | None = None,
    ) -> Pesees:
        if question not in self.known:
            self.known[question] = self._written(factors, beside)
        numero = self.known[question]
        if isinstance(numero, Exception):
            raise numero
        if not self.demande.asked:
            return []
        return weighed(self.lieu, self.demande.reponses.get(numero, ()), self.suspens, factors, beside)

    def _written(self, factors: Facteurs, beside: Collection[int]) -> int | Exception:
        """The number of a question; why it cannot be asked."""
        try:
            own = factors(self)
            if self.base is None:
                return NONE
            return self.demande.comptage.ask(self.numero, [*self.base, *own], beside)
        except TropDeClasses:
            return OutOfReach("combinaisons")
        except (OutOfReach, TooMany) as error:
            return error
