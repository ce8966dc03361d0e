"""A convention on sets of rows, in this process: a factor is a cut, a class is a set."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from convrules import ir
from convrules.base.dates import Evenement
from convrules.columnar.answers import by_code
from convrules.columnar.days import Days
from convrules.columnar.lowering import Lowering, OutOfReach
from convrules.columnar.statuses import PLACES, Reponses, Work, reference_facts
from convrules.columnar.tables import BYTE, Column, column_of
from convrules.columnar.vectors import Rows, TooMany, Vector, everything, ranks_of, rows_of, toutes
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.versions import version_days
from convrules.year.assiette import Cadre
from convrules.year.communs import conjuncts
from convrules.year.ensembles.classes import Coupe, among, cut, of_causes, of_codes, of_vector
from convrules.year.ensembles.reserve import Reserve
from convrules.year.ensembles.terrain import Cles, Dans, Facteurs, Lieu, Pesees
from convrules.year.periode import Intervalle
from convrules.year.publics import EVENEMENTS
from convrules.year.statut_demande import status_option
from convrules.year.suivi import worlds


@dataclass(slots=True, kw_only=True)
class Coupes:
    """The cuts that columns make of domains, kept for all conventions."""

    kept: dict[tuple[int, int], tuple[Column, Sequence[int], list[Coupe]]] = field(default_factory=dict)
    parmi: dict[tuple[int, int, frozenset[int]], tuple[Column, Sequence[int], Rows]] = field(
        default_factory=dict
    )
    jours: dict[tuple[int, tuple[tuple[date, int], ...]], tuple[Sequence[date], list[Coupe]]] = field(
        default_factory=dict
    )
    choisis: dict[tuple[int, frozenset[date]], tuple[Sequence[date], Rows]] = field(default_factory=dict)

    def of(self, column: Column, domain: Sequence[int]) -> list[Coupe]:
        """The rows of a domain by the code of a column."""
        key = id(column), id(domain)
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = column, domain, of_codes(column.of(domain))
        return found[2]

    def among(self, column: Column, domain: Sequence[int], codes: frozenset[int]) -> Rows:
        """The rows of a domain that have one of these codes."""
        key = id(column), id(domain), codes
        found = self.parmi.get(key)
        if found is None:
            found = self.parmi[key] = column, domain, among(column.of(domain), codes)
        return found[2]

    def of_days(self, jours: Sequence[date], kinds: Mapping[date, int]) -> list[Coupe]:
        """The rows of these days, by the kind of each day."""
        key = id(jours), tuple(kinds.items())
        found = self.jours.get(key)
        if found is None:
            codes = list(map(kinds.__getitem__, jours))
            found = self.jours[key] = (
                jours,
                of_codes(bytes(codes) if max(kinds.values(), default=0) < BYTE else codes),
            )
        return found[1]

    def on_days(self, jours: Sequence[date], chosen: frozenset[date]) -> Rows:
        """The rows of some of these days."""
        key = id(jours), chosen
        found = self.choisis.get(key)
        if found is None:
            marks = {jour: ord("1") if jour in chosen else ord("0") for jour in set(jours)}
            held = int(bytes(map(marks.__getitem__, jours)), 2) if jours else 0
            found = self.choisis[key] = jours, held
        return found[1]


@dataclass(kw_only=True)
class EnColonnes:
    """`found`: what the convention says of the status of each row; sets speak of its domain."""

    lieu: Lieu
    found: Reponses
    coupes: Coupes
    asked: Rows = 0
    jour: date | None = None
    suspens: "Sequence[Suspens]" = ()

    def sets(self) -> "EnColonnes":
        return self

    # --- sets ---------------------------------------------------------------------------------
    @property
    def domain(self) -> Sequence[int]:
        return self.found.domaine

    @cached_property
    def together(self) -> Rows:
        """Rows that are judged in classes."""
        apart = self.lieu.apart
        out = [place for place, rank in enumerate(self.domain) if rank in apart] if apart else []
        return everything(len(self.domain)) & ~rows_of(out, len(self.domain))

    @cached_property
    def classes(self) -> list[Rows]:
        """By place and by status, which every question reads."""
        found = cut([self.together] if self.together else [], self._places())
        for rows in self.found.statuts.values():
            found = cut(found, [rows])
        return cut(found, of_causes(Vector(causes=self.found.causes)))

    def _places(self) -> Coupe:
        atoms = self.lieu.atoms
        places = Work(programme=self.lieu.programme, atoms=atoms).places(self.lieu.programme)
        if all(isinstance(place, bool) for place in places):
            return []
        said = atoms.vector(by_code(atoms.table.column(PLACES), places), self.domain)
        return [*of_vector(said), *of_causes(said)]

    def without_account(self) -> Rows:
        """Rows of which no account is recorded."""
        column = self.lieu.reserve.without_account()
        return rows_of((n for n, rank in enumerate(self.domain) if column.codes[rank]), len(self.domain))

    def cuts(self, factors: Facteurs) -> list[Coupe]:
        return factors(self)

    def first(self, rows: Rows) -> int:
        """The rank of a row of a set: one that the evaluator was asked about already, if any."""
        chosen = (rows & self.asked or rows).bit_length()
        self.asked |= 1 << (chosen - 1)
        return self.domain[len(self.domain) - chosen]

    def ranks(self, rows: Rows) -> frozenset[int]:
        return (
            frozenset(self.domain[place] for place in ranks_of(rows, len(self.domain)))
            if rows
            else frozenset()
        )

    # --- factors ------------------------------------------------------------------------------
    @cached_property
    def lowering(self) -> Lowering:
        textes = self.found.textes
        several = len(set(textes.values())) > 1
        return Lowering(
            programme=self.lieu.programme,
            atoms=self.lieu.atoms,
            domain=self.domain,
            jours=self.found.jours,
            periods=[textes[j] for j in self.found.jours] if several else None,
            events=self.lieu.events,
            ends=(*list(textes)[:1], *list(textes)[-1:]),
        )

    def condition(self, expr: ir.Expr) -> list[Coupe]:
        return [of_vector(self.lowering.condition(expr))]

    def column(self, column: Column) -> list[Coupe]:
        return self.coupes.of(column, self.domain)

    def days(self, periodes: Sequence[Intervalle], cles: Cles) -> list[Coupe]:
        of_day = self.lieu.kinds_of_day(self.found.textes, periodes, cles)
        return self.coupes.of_days(self.found.jours, of_day) if len(set(of_day.values())) > 1 else []

    def weights(self, clauses: Sequence[ClauseCompilee]) -> list[Coupe]:
        if not any(self.lieu.reserve.without_account().codes):
            return []
        said = toutes(
            [self.lowering.clause(c, silent=True).weight for c in clauses], self.lowering.everything
        )
        open_ = self.without_account()
        return [[held for rows in of_vector(said) if (held := rows & open_)]]

    def withdrawals(self) -> list[Coupe]:
        return [of_vector(vector) for _, vector in self.found.soustractions]

    def may_be(self, dans: Dans) -> Rows:
        """Rows that are perhaps of this population, as far as one condition, the status or the date alone
        says. Raises OutOfReach, TooMany."""
        population = dans.population
        found = 0
        for statut, rows in self.found.statuts.items():
            if status_option(population, statut, prevision=dans.prevision)[1]:
                found |= rows
        for condition in conjuncts(population.condition):
            found &= ~self.lowering.condition(condition).faux
        return found & self._may_date(dans)

    def _may_date(self, dans: Dans) -> Rows:
        """Rows that one of the dates counted may place in one of the periods."""
        found, lieu = 0, self.lieu
        for classe in dans.population.classes:
            if classe in EVENEMENTS and not lieu.cadre.avec_leur_vacance:
                column, never = lieu.reserve.event(EVENEMENTS[classe], dans.periodes, lieu.anywhere)
                found |= self.lowering.everything & ~self.coupes.among(column, self.domain, never)
            else:
                found |= self.coupes.on_days(
                    self.found.jours, frozenset(d for d in self.found.textes if dans.holds(d))
                )
        return found

    def rows(
        self,
        question: Hashable,
        factors: Facteurs,
        beside: Collection[int] = (),
        dans: Dans | None = None,
    ) -> Pesees:
        found = self.classes
        if dans is not None:
            may = self.may_be(dans)
            found = [kept for rows in found if (kept := rows & may)]
        if beside:
            out = rows_of((n for n, rank in enumerate(self.domain) if rank in beside), len(self.domain))
            found = [kept for rows in found if (kept := rows & ~out)]
        for coupe in factors(self):
            found = cut(found, coupe)
        known = [(self.first(rows), rows.bit_count()) for rows in found]
        return weighed(self.lieu, known, self.suspens, factors, beside)


def in_columns(
    programme: Programme, clauses: Sequence[ClauseCompilee], cadre: Cadre, reserve: Reserve, coupes: Coupes
) -> EnColonnes:
    """cadre: the year, without its rows."""
    work = Work(programme=programme, atoms=reserve.atoms)
    found = work.together(eligibility=False)
    apart = set(found.rangs).difference(found.domaine) if len(found.domaine) < len(found.rangs) else set()
    lieu = Lieu(
        programme=programme,
        clauses=clauses,
        cadre=cadre,
        reserve=reserve,
        rangs=found.rangs,
        apart=apart | (reserve.doubles.intersection(found.rangs) if reserve.doubles else set()),
    )
    return EnColonnes(lieu=lieu, found=found, coupes=coupes, suspens=suspended(lieu, work, coupes))


@dataclass(kw_only=True)
class Suspens:
    """Rows of which one knows the same of the reference event, and not the day. `versions`: the same rows
    under each text that it leaves possible, as if they were of a day of it: what the definition unites."""

    versions: Sequence[EnColonnes]

    @property
    def lieu(self) -> Lieu:
        return self.versions[0].lieu

    @property
    def together(self) -> Rows:
        return self.versions[0].together

    @cached_property
    def classes(self) -> list[Rows]:
        found = self.versions[0].classes
        for version in self.versions[1:]:
            for rows in version.classes:
                found = cut(found, [rows])
        return found

    def cuts(self, factors: Facteurs) -> list[Coupe]:
        return [coupe for version in self.versions for coupe in factors(version)]

    def without_account(self) -> Rows:
        return self.versions[0].without_account()

    def first(self, rows: Rows) -> int:
        return self.versions[0].first(rows)

    def ranks(self, rows: Rows) -> frozenset[int]:
        return self.versions[0].ranks(rows)

    def counted(self, factors: Facteurs, beside: Collection[int]) -> list[tuple[int, int]]:
        """A row of each class, with its number, but for those of `beside`. Raises what the factors raise."""
        domain, found = self.versions[0].domain, self.classes
        out = rows_of((n for n, rank in enumerate(domain) if rank in beside), len(domain)) if beside else 0
        for coupe in self.cuts(factors):
            found = cut(found, coupe)
        return [(self.first(kept), kept.bit_count()) for rows in found if (kept := rows & ~out)]


def weighed(
    lieu: Lieu,
    known: Sequence[tuple[int, int]],
    suspens: Iterable[Suspens],
    factors: Facteurs,
    beside: Collection[int],
) -> Pesees:
    """A row of each class, those whose day is not known included. What tells these apart may be out of reach
    where it is not for the others: they are then judged one by one."""
    found, alone = list(known), set(beside)
    for some in suspens:
        try:
            found += some.counted(factors, beside)
        except (OutOfReach, TooMany):
            alone.update(some.versions[0].domain)
    return lieu.pesees(found, alone)


def suspended(lieu: Lieu, work: Work, coupes: Coupes) -> Sequence[Suspens]:
    """Of the rows that are apart, those whose day is not known and of which something can be said together:
    they are apart no more."""
    try:
        groups = _undated(lieu, work)
        found = [_supposed(rows, event, lieu, work, coupes) for event, rows in groups.items()]
    except (OutOfReach, TooMany):
        return ()
    for some in found:
        lieu.apart.difference_update(some.versions[0].domain)
    return found


def _undated(lieu: Lieu, work: Work) -> Mapping[Evenement, list[int]]:
    """Ranks of these rows, by what one knows of the event. Apart stay those on which another convention of
    the holder perhaps bears, or that have rights of their own. Raises OutOfReach."""
    table, choix = lieu.atoms.table, lieu.programme.convention.choix
    column = table.column(reference_facts(lieu.programme))
    assert choix is not None, "a convention that names its reference facts"
    ranks = [r for r in sorted(lieu.apart) if r not in lieu.reserve.doubles and not table.vacances[r].droits]
    codes = column.of(ranks)
    events = work.references(choix.rattachement, column, set(codes))
    known = [rank for rank, code in zip(ranks, codes, strict=True) if events[code].connu is None]
    beside = work.beside(known)
    groups: dict[Evenement, list[int]] = {}
    for rank in known:
        if rank not in beside:
            groups.setdefault(events[column.codes[rank]], []).append(rank)
    # Why: a few rows are judged sooner by themselves than each question is asked of what they say.
    return {event: rows for event, rows in groups.items() if len(rows) > len(lieu.clauses)}


def _supposed(rows: Sequence[int], event: Evenement, lieu: Lieu, work: Work, coupes: Coupes) -> Suspens:
    """Raises OutOfReach, TooMany."""
    seen = work.seen(rows[0])
    days = {*version_days(lieu.programme, event, seen)}
    days.update(monde.contexte.jour for monde in worlds(seen, event, lieu.cadre.versions))
    versions = []
    for jour in sorted(days):
        alike = Days(
            rangs=rows,
            jours=[jour] * len(rows),
            periods={jour: 0},
            in_force=(),
            column=column_of([0] * len(rows), 1),
        )
        found = work.judged(rows, work.places(lieu.programme), alike, False)
        versions.append(EnColonnes(lieu=lieu, found=found, coupes=coupes, jour=jour))
    return Suspens(versions=versions)
