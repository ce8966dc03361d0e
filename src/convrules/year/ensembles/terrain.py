"""One convention over the rows of a table: those judged in classes, those judged one by one."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from convrules import ir
from convrules.base.dates import JOUR_MAX, between_days, connu
from convrules.base.records import replace
from convrules.base.values import Connu, TCode, TEvenement, TTexte
from convrules.columnar.answers import by_code
from convrules.columnar.atoms import Atoms
from convrules.columnar.lowering import Lowering
from convrules.columnar.reach import brought, reach
from convrules.columnar.statuses import PLACES, Reponses, Work
from convrules.columnar.tables import Column, coded, column_of
from convrules.columnar.vectors import Rows, Vector, rows_of
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision
from convrules.runtime.holders import COMPTE, within
from convrules.runtime.reading import read_event
from convrules.runtime.recorded import ORIENTE
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.assiette import Cadre
from convrules.year.bilan import with_numbers
from convrules.year.ensembles.classes import Coupe, cut, of_causes, of_codes, of_vector
from convrules.year.imputation import happened, oriented
from convrules.year.periode import Intervalle, falls_in
from convrules.year.suivi import Suivi, follow_some

_DESTIN = (
    ir.Champ(nom=COMPTE, niveau=ir.Niveau.VACANCE, type=TCode(COMPTE)),
    ir.Champ(nom=ORIENTE, niveau=ir.Niveau.VACANCE, type=TTexte()),
    *(
        ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TEvenement())
        for nom in ("orientation", "remise", "reprise")
    ),
)
"""What is recorded of the account of a letting."""
_CLOSING = ("remise", "reprise")


@dataclass(slots=True, kw_only=True)
class Reserve:
    """What rows say, coded once for all conventions. `doubles`: ranks of the rows that share their identifier
    with another: a mistake, judged row by row."""

    atoms: Atoms
    columns: dict[Hashable, Column] = field(default_factory=dict)
    coupes: dict[tuple[int, int], tuple[Column, Sequence[int], list[Coupe]]] = field(default_factory=dict)
    doubles: frozenset[int] = frozenset()
    decision: Decision | None = None

    def event(self, nom: str, periodes: tuple[Intervalle, ...], seen: Contexte) -> Column:
        """Rows by whether an event falls in each of these periods, and whether it ever happens, causes
        included: nothing else of it is asked. seen: any row."""
        key = ("événement", nom, periodes)
        if key not in self.columns:
            champ = ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TEvenement())
            read = reach([champ], frozenset())
            assert read is not None, "an event of the row"
            joint = self.atoms.table.column(read.champs)
            kinds = []
            for rank in joint.firsts:
                event = read_event(nom, self._at(seen, rank))
                within_each = tuple(falls_in(event, periode) for periode in periodes)
                kinds.append((within_each, between_days(event, None, JOUR_MAX)))
            self.columns[key] = told_apart(joint, kinds)
        return self.columns[key]

    def account(self, programme: Programme) -> Column:
        """Rows by the account that is recorded; where none is, by what the acts on record make of it."""
        if "compte" not in self.columns:
            table = self.atoms.table
            joint = table.column(_DESTIN)
            kinds: list[Hashable] = []
            for rank in joint.firsts:
                vacance = table.vacances[rank]
                cell = vacance.cellule(COMPTE)
                if isinstance(cell, Connu):
                    kinds.append(cell)
                    continue
                if self.decision is None:
                    # Why any: of it, these acts are asked its day alone.
                    self.decision = evaluate_vacance(programme, vacance, table.au, faits=table.faits)
                acts = tuple(happened(vacance, acte, self.decision) for acte in _CLOSING)
                kinds.append((cell, oriented(vacance, self.decision), acts))
            self.columns["compte"] = told_apart(joint, kinds)
        return self.columns["compte"]

    def of(self, column: Column, domain: Sequence[int]) -> list[Coupe]:
        """The rows of a domain by the code of a column."""
        key = id(column), id(domain)
        kept = self.coupes.get(key)
        if kept is None:
            kept = self.coupes[key] = column, domain, of_codes(column.of(domain))
        return kept[2]

    def _at(self, seen: Contexte, rank: int) -> Contexte:
        table = self.atoms.table
        return table.contexte(seen.programme, rank, table.au)


def told_apart(column: Column, kinds: Sequence[Hashable]) -> Column:
    """A column by what is said of each code of another."""
    ranks: dict[Hashable, int] = {}
    of_code = [ranks.setdefault(kind, len(ranks)) for kind in kinds]
    return column_of(list(map(of_code.__getitem__, column.codes)), len(ranks))


def reserve_of(atoms: Atoms) -> Reserve:
    table = atoms.table
    met = Counter(v.id for v in table.vacances)
    several = (rank for rank, v in enumerate(table.vacances) if met[v.id] > 1)
    return Reserve(atoms=atoms, doubles=frozenset(several) if len(met) < table.number else frozenset())


@dataclass(slots=True, kw_only=True)
class Terrain:
    """`cadre`: the year of the convention, without its rows; `found`: what it says of the status of each row;
    `apart`: ranks judged one by one whatever is asked, `judged`: those that are so for one question."""

    programme: Programme
    clauses: Sequence[ClauseCompilee]
    cadre: Cadre
    reserve: Reserve
    found: Reponses
    apart: set[int]
    judged: set[int] = field(default_factory=set)
    suivis: dict[int, Suivi] = field(default_factory=dict)
    entier: Cadre | None = None

    @property
    def domain(self) -> Sequence[int]:
        return self.found.domaine

    @property
    def atoms(self) -> Atoms:
        return self.reserve.atoms

    @property
    def events(self) -> frozenset[str]:
        return brought(self.programme)

    def lowering(self) -> Lowering:
        textes = self.found.textes
        several = len(set(textes.values())) > 1
        return Lowering(
            programme=self.programme,
            atoms=self.atoms,
            domain=self.domain,
            jours=self.found.jours,
            periods=[textes[j] for j in self.found.jours] if several else None,
            events=self.events,
            ends=(*list(textes)[:1], *list(textes)[-1:]),
        )

    # --- rows that the evaluator judges -------------------------------------------------------
    @property
    def anywhere(self) -> Contexte:
        cadre = self.cadre
        return Contexte(
            programme=self.programme,
            au=cadre.au,
            jour=cadre.au,
            faits=cadre.faits,
            memoire=cadre.memoire,
            comptes_seuls=True,
        )

    def suivi(self, rank: int) -> Suivi:
        """A row, judged by the evaluator."""
        found = self.suivis.get(rank)
        if found is None:
            vacance = self.cadre.faits.vacances[rank]
            (found,) = follow_some([vacance], self.anywhere, self.cadre.versions)
            self.suivis[rank] = found
        return found

    def whole(self) -> Cadre:
        """The year with every row followed, for what classes cannot reach."""
        if self.entier is None:
            rows = tuple(self.suivi(rank) for rank in self.found.rangs)
            self.entier = with_numbers(replace(self.cadre, suivis=rows), {}, None)
            self.judged.update(self.found.rangs)
        return self.entier

    def pesees(self, classes: Iterable[Rows], beside: Iterable[int] = ()) -> Iterator[tuple[Suivi, int]]:
        """One row of each class, with their number; then those judged one by one."""
        for rows in classes:
            yield self.suivi(self.first(rows)), rows.bit_count()
        for rank in sorted({*self.apart, *beside}):
            yield self.suivi(rank), 1

    def first(self, rows: Rows) -> int:
        """The rank of the first row of a set."""
        return self.domain[len(self.domain) - rows.bit_length()]

    # --- classes --------------------------------------------------------------------------------
    def together(self) -> Rows:
        """Rows that are judged in classes."""
        kept = self.found.domaine
        out = [place for place, rank in enumerate(kept) if rank in self.apart] if self.apart else []
        return ((1 << len(kept)) - 1) & ~rows_of(out, len(kept))

    def of_place(self) -> list[Rows]:
        places = Work(programme=self.programme, atoms=self.atoms).places(self.programme)
        if all(isinstance(place, bool) for place in places):
            return []
        return of_vector(self.atoms.vector(by_code(self.atoms.table.column(PLACES), places), self.domain))

    def of_days(
        self, periodes: Sequence[Intervalle], cles: Sequence[tuple[ClauseCompilee, str]]
    ) -> list[Coupe]:
        """By what a reference day decides: the text, the period, whether the convention is in force. cles:
        what is read of clauses."""
        memoire, validity = self.cadre.memoire, self.programme.convention.en_vigueur
        assert memoire is not None, "kept with the frame of a year"
        kinds: dict[Hashable, int] = {}
        of_day = {}
        for jour, texte in self.found.textes.items():
            moments = tuple(memoire.moment(clause, cle, jour) for clause, cle in cles)
            kind = (texte, moments, tuple(p.contains(jour) for p in periodes), within(validity, connu(jour)))
            of_day[jour] = kinds.setdefault(kind, len(kinds))
        if len(kinds) < 2:
            return []
        return of_codes(coded([of_day[jour] for jour in self.found.jours]).codes)

    def of_status(self) -> list[Coupe]:
        held = [[rows] for rows in self.found.statuts.values()]
        return [*held, of_causes(Vector(causes=self.found.causes))]

    def cut_all(self, classes: list[Rows], coupes: Iterable[Coupe]) -> list[Rows]:
        for coupe in coupes:
            classes = cut(classes, coupe)
        return classes
