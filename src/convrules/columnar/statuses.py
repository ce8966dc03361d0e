"""Status and eligibility of many vacancies under one convention, with the clauses and the facts they hang on.

Equal, row by row, to `runtime.vacance.evaluate_vacance`, which is asked of the rows that sets of rows
cannot judge: an unknown reference date, another convention of the same holder, a clause that reads more than
facts of the row. Source: docs/langage, « Le statut d'une vacance », « L'éligibilité ».
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from itertools import takewhile
from typing import Final, TypeVar

from convrules import ir
from convrules.base.outcomes import Cause, Issue
from convrules.base.records import dataclass, replace
from convrules.base.values import TCode, TEvenement
from convrules.columnar.lowering import Atoms, Lowering, OutOfReach, Said
from convrules.columnar.reach import brought, reach
from convrules.columnar.vectors import (
    Rows,
    TooMany,
    Vector,
    non,
    of_codes,
    ranks_of,
    toutes,
    une,
    within,
)
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, Statut
from convrules.runtime.eligibility import in_force_at
from convrules.runtime.handover import in_force
from convrules.runtime.identified import identified_clauses
from convrules.runtime.places import LIEUX, on_territory
from convrules.runtime.vacance import evaluate_vacance, reference_event
from convrules.runtime.versions import changes_of_text

T = TypeVar("T")
_LIEUX: Final = tuple(ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TCode(nom)) for nom in LIEUX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponse:
    """What a convention says of one row. `statuts`: the possible ones, in the order of the tests; `causes`:
    why there are several; `clause`: the one that decides the status; `refus`: the first clause of eligibility
    that is certainly not met."""

    statuts: tuple[Statut, ...]
    causes: frozenset[Cause]
    clause: str | None
    eligible: Issue
    refus: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponses:
    """What a convention says of the rows on its territory, or perhaps on it (`ici`). `statuts`: for each,
    the rows that may have it; `a_part`: rows judged one by one, by rank."""

    convention: str
    ici: Rows
    statuts: Mapping[Statut, Rows] = field(default_factory=dict)
    causes: Mapping[Cause, Rows] = field(default_factory=dict)
    eligible: Vector = field(default_factory=Vector)
    champs: tuple[tuple[str, Vector], ...] = ()
    soustractions: tuple[tuple[str, Vector], ...] = ()
    eligibilites: tuple[tuple[str, Vector], ...] = ()
    a_part: Mapping[int, Reponse] = field(default_factory=dict)

    def at(self, rank: int, number: int) -> Reponse:
        """Of one row on the territory, out of `number` rows."""
        if rank in self.a_part:
            return self.a_part[rank]
        bit = 1 << (number - 1 - rank)
        statuts = tuple(s for s in Statut if self.statuts.get(s, 0) & bit)
        return Reponse(
            statuts=statuts,
            causes=frozenset(c for c, rows in self.causes.items() if rows & bit),
            clause=self._deciding(statuts, bit),
            eligible=self.eligible.at(bit),
            refus=next((ident for ident, v in self.eligibilites if v.faux & bit), None),
        )

    def _deciding(self, statuts: tuple[Statut, ...], bit: Rows) -> str | None:
        if statuts == (Statut.HORS_CHAMP,):
            return next((ident for ident, v in self.champs if v.faux & bit), None)
        if statuts == (Statut.SOUSTRAIT,):
            return next((ident for ident, v in self.soustractions if v.vrai & bit), None)
        return None


def statuses(programme: Programme, atoms: Atoms) -> Reponses:
    """What a convention says of every row of the table that is on its territory, or may be."""
    return _Work(programme=programme, atoms=atoms).answers()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    programme: Programme
    atoms: Atoms

    def answers(self) -> Reponses:
        place = self._place(self.programme)
        here = self.atoms.table.everything & ~place.faux
        try:
            days = self._days()
            known = here & days.known & ~self._beside()
            found = self._judged(place, days, known)
        except (OutOfReach, TooMany):
            known, found = 0, Reponses(convention=self.programme.convention.ident, ici=here)
        apart = {rank: self._one(rank) for rank in ranks_of(here & ~known, self.atoms.table.number)}
        return replace(found, ici=here, a_part=apart)

    def _one(self, rank: int) -> Reponse:
        """A row judged by the scalar evaluator."""
        table = self.atoms.table
        return answer_of(
            evaluate_vacance(self.programme, table.faits.vacances[rank], table.au, faits=table.faits)
        )

    # --- where and when -----------------------------------------------------------------------
    def _place(self, programme: Programme) -> Vector:
        territoire = programme.convention.territoire
        return self._by_fact(_LIEUX, lambda seen: on_territory(territoire, _vacance(seen).cellule))

    def _beside(self) -> Rows:
        """Rows on which another convention of the same holder perhaps bears."""
        found = 0
        for other in self.programme.concurrents:
            stands = self._by_reference(other, lambda seen, other=other: in_force(other, seen))  # type: ignore[misc]
            found |= self.atoms.table.everything & ~self._place(other).faux & ~stands.faux
        return found

    def _days(self) -> "_Days":
        """The reference day of each row, and the text of that day."""
        table, validity = self.atoms.table, self.programme.convention.en_vigueur
        column = table.column(_reference_facts(self.programme))
        events = [reference_event(self._seen(rank)) for rank in column.firsts]
        lasts = [e.connu for e in events if e.connu is not None]
        changes = sorted(set(self._changes(max(lasts)))) if lasts else []
        return _Days(
            known=of_codes(column.codes, [e.connu is not None for e in events]).vrai,
            codes=column.codes,
            jours=[e.connu or table.au for e in events],
            periods=[bisect_right(changes, e.connu) if e.connu is not None else 0 for e in events],
            in_force=of_codes(column.codes, [in_force_at(validity, e, table.au) for e in events]),
        )

    def _by_reference(self, programme: Programme, ask: Callable[[Contexte], Issue]) -> Vector:
        return self._by_fact(_reference_facts(programme), ask)

    def _by_fact(self, champs: Collection[ir.Champ], ask: Callable[[Contexte], Issue]) -> Vector:
        column = self.atoms.table.column(champs)
        return of_codes(column.codes, [ask(self._seen(rank)) for rank in column.firsts])

    def _seen(self, rank: int) -> Contexte:
        return self.atoms.table.contexte(self.programme, rank, self.atoms.table.au)

    def _changes(self, last: date) -> Iterator[date]:
        """Days from which the convention may say something else of the same facts."""
        yield from changes_of_text(self.programme, last, self._seen(0))
        ends = takewhile(lambda end: end < last, self.programme.convention.fins_de_terme())
        yield from (end + timedelta(days=1) for end in ends)

    # --- status and eligibility ---------------------------------------------------------------
    def _judged(self, place: Vector, days: "_Days", known: Rows) -> Reponses:
        """Every row of a domain. Raises OutOfReach, TooMany."""
        if identified_clauses(self.programme):
            raise OutOfReach("droit identifié")
        table = self.atoms.table
        domain = list(ranks_of(known, table.number))
        lowering = Lowering(
            programme=self.programme,
            atoms=self.atoms,
            domain=domain,
            jours=days.of(domain, days.jours),
            periods=days.of(domain, days.periods) if len(set(days.periods)) > 1 else None,
            events=brought(self.programme),
        )
        champs = _said(lowering, ir.ClauseChamp, silent=True)
        soustractions = _said(lowering, ir.Soustraction, silent=False)
        eligibilites = _said(lowering, ir.Eligibilite, silent=True)
        out = non(toutes((said.weight for _, said in champs), table.everything))
        withdrawn = une((said.weight for _, said in soustractions), table.everything)
        in_scope = known & ~out.vrai
        flow = in_scope & ~withdrawn.vrai
        causes = {c: rows & known for c, rows in out.causes.items()}
        for cause, rows in withdrawn.causes.items():
            causes[cause] = causes.get(cause, 0) | rows & in_scope
        maybe_out, maybe_withdrawn = known & out.open(), in_scope & withdrawn.open()
        doubt = flow & (maybe_out | maybe_withdrawn)
        status = Vector(vrai=flow & ~doubt, causes={c: rows & flow for c, rows in causes.items()})
        asked = [status, place, days.in_force, *(said.weight for _, said in eligibilites)]
        eligible = within(toutes(asked, table.everything), flow, table.everything)
        return Reponses(
            convention=self.programme.convention.ident,
            ici=known,
            statuts={
                Statut.HORS_CHAMP: known & out.vrai | maybe_out,
                Statut.SOUSTRAIT: in_scope & withdrawn.vrai | maybe_withdrawn,
                Statut.DANS_L_ASSIETTE: flow,
            },
            causes=causes,
            eligible=eligible,
            champs=tuple((ident, said.issue) for ident, said in champs),
            soustractions=tuple((ident, said.issue) for ident, said in soustractions),
            eligibilites=tuple((ident, said.issue) for ident, said in eligibilites),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """`known`: rows whose reference day is known. `codes`: by row, which reference event; by such an event,
    `jours`, its day, and `periods`, the rank of the text of that day. `in_force`: was the convention in force
    on it?"""

    known: Rows
    codes: bytes | Sequence[int]
    jours: Sequence[date]
    periods: Sequence[int]
    in_force: Vector

    def of(self, domain: Sequence[int], by_event: Sequence[T]) -> Sequence[T]:
        """For each row of a domain, what its reference event gives."""
        return [by_event[self.codes[rank]] for rank in domain]


def _said(lowering: Lowering, kind: type[ir.ClauseBase], *, silent: bool) -> tuple[tuple[str, Said], ...]:
    """What the clauses of a kind say, those about a household apart."""
    clauses = (c for c in lowering.programme.clauses if isinstance(c.clause, kind))
    return tuple((c.ident, lowering.clause(c, silent=silent)) for c in clauses if not _menage(c.clause))


def _reference_facts(programme: Programme) -> Collection[ir.Champ]:
    """Facts on which the reference date depends. Raises OutOfReach."""
    choix = programme.convention.choix
    if choix is None:
        raise OutOfReach("rattachement")
    event = ir.Champ(nom=choix.rattachement, niveau=ir.Niveau.VACANCE, type=TEvenement())
    found = reach([event], frozenset())
    if found is None:
        raise OutOfReach(choix.rattachement)
    return found.champs


def _vacance(contexte: Contexte) -> Vacance:
    assert contexte.vacance is not None
    return contexte.vacance


def answer_of(decision: Decision) -> Reponse:
    """The same of a row judged by the scalar evaluator."""
    return Reponse(
        statuts=decision.statut.possibles,
        causes=decision.statut.causes,
        clause=decision.statut.clause,
        eligible=decision.eligible,
        refus=next(
            (
                e.clause.entete.ident
                for e in decision.eligibilites
                if e.issue is False and not _menage(e.clause)
            ),
            None,
        ),
    )


def _menage(clause: ir.Clause) -> bool:
    return isinstance(clause, ir.Eligibilite) and clause.menage
