"""Status and eligibility of many vacancies under one convention, with the clauses and the facts they hang on.

Equal, row by row, to `runtime.vacance.evaluate_vacance`, which is asked of the rows that sets of rows
cannot judge: an unknown reference date, another convention of the same holder, a clause that reads more than
facts of the row. Source: docs/langage, « Le statut d'une vacance », « L'éligibilité ».
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final, TypeVar

from convrules import ir
from convrules.base.dates import Evenement, connu
from convrules.base.outcomes import Issue
from convrules.base.plus_tard import later
from convrules.base.records import dataclass, replace
from convrules.base.values import TCode, TEvenement
from convrules.columnar.answers import by_code
from convrules.columnar.atoms import Atoms
from convrules.columnar.cumulated import Cumulated
from convrules.columnar.days import Days, Jours
from convrules.columnar.lowering import Lowering, OutOfReach, Said
from convrules.columnar.reach import brought, reach
from convrules.columnar.reponses import Jugees as Jugees
from convrules.columnar.reponses import Reponse as Reponse
from convrules.columnar.reponses import Reponses as Reponses
from convrules.columnar.tables import Column, column_of
from convrules.columnar.vectors import (
    TooMany,
    Vector,
    constant,
    everything,
    non,
    toutes,
    une,
    within,
)
from convrules.compiler import Programme
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, Statut
from convrules.runtime.eligibility import in_force_at
from convrules.runtime.identified import identified_clauses
from convrules.runtime.places import LIEUX
from convrules.runtime.reading import read_event
from convrules.runtime.versions import changes_of_text

if TYPE_CHECKING:
    from convrules.runtime.vacance import evaluate_vacance
else:
    evaluate_vacance = later("convrules.runtime.vacance", "evaluate_vacance")

T = TypeVar("T")
PLACES: Final = tuple(ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TCode(nom)) for nom in LIEUX)


def statuses(programme: Programme, atoms: Atoms) -> Reponses:
    """What a convention says of every row of the table that is on its territory, or may be."""
    return Work(programme=programme, atoms=atoms).answers()


def one_by_one(programme: Programme, atoms: Atoms) -> Reponses:
    """The same, every row judged by the scalar evaluator."""
    work = Work(programme=programme, atoms=atoms)
    here = work.here(work.places(programme))
    apart = {rank: work.one(rank) for rank in here}
    return Reponses(convention=programme.convention.ident, rangs=here, a_part=apart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One convention over the rows of a table."""

    programme: Programme
    atoms: Atoms

    def answers(self) -> Reponses:
        found = self.together(eligibility=True)
        if len(found.domaine) == len(found.rangs):
            return found
        kept = set(found.domaine)
        return replace(found, a_part={rank: self.one(rank) for rank in found.rangs if rank not in kept})

    def together(self, *, eligibility: bool) -> Reponses:
        """What sets of rows say of those of a domain; of the other rows, nothing is asked here. eligibility:
        is it asked too?"""
        places = self.places(self.programme)
        here = self.here(places)
        try:
            days = self._days(here)
            beside = self.beside(days.rangs)
            domain = [rank for rank in days.rangs if rank not in beside] if beside else days.rangs
            found = self.judged(domain, places, days, eligibility)
        except (OutOfReach, TooMany):
            return Reponses(convention=self.programme.convention.ident, rangs=here)
        return found if len(domain) == len(here) else replace(found, rangs=here)

    def one(self, rank: int) -> Reponse:
        """A row judged by the scalar evaluator."""
        table = self.atoms.table
        return answer_of(
            evaluate_vacance(self.programme, table.faits.vacances[rank], table.au, faits=table.faits)
        )

    def here(self, places: Sequence[Issue]) -> Sequence[int]:
        """Ranks of the rows on the territory, or perhaps on it: one list for those of a territory."""
        kept = self.atoms.ici.get(id(places))
        if kept is None:
            codes = tuple(code for code, place in enumerate(places) if place is not False)
            found = self.atoms.fields.lieux.get(codes)
            if found is None:
                laid = self.atoms.table.ranks(PLACES)
                found = self.atoms.fields.lieux[codes] = sorted(rank for code in codes for rank in laid[code])
            sure = all(isinstance(place, bool) for place in places)
            kept = self.atoms.ici[id(places)] = places, found, sure
        return kept[1]

    # --- where and when -----------------------------------------------------------------------
    def places(self, programme: Programme) -> Sequence[Issue]:
        """For each code of the places that rows say, are these on the territory?"""
        territoire = programme.convention.territoire
        found = self.atoms.territoires.get(territoire)
        if found is None:
            found = self.atoms.territoires[territoire] = self.atoms.lieux(PLACES).on(territoire)
        return found

    def beside(self, ranks: Sequence[int]) -> Collection[int]:
        """Rows on which another convention of the same holder perhaps bears, among those on whose day this
        one may be in force. Why only these: elsewhere it is not eligible (or not asked), whatever others say
        (`runtime.vacance`), and a year does not count the row."""
        found, codes = set[int](), self.atoms.table.column(PLACES).codes
        mine = self._may_stand(self.programme, ranks) if self.programme.concurrents else ()
        for other in self.programme.concurrents if mine else ():
            places = self.places(other)
            near = [rank for rank in mine if places[codes[rank]] is not False]
            if near:
                found.update(self._may_stand(other, near))
        return found

    def _may_stand(self, programme: Programme, ranks: Sequence[int]) -> Sequence[int]:
        """Rows on whose reference day a convention is perhaps in force. Raises OutOfReach."""
        column, choix = self.atoms.table.column(reference_facts(programme)), programme.convention.choix
        assert choix is not None, "a convention that names its reference facts"
        said, validity, au = column.of(ranks), programme.convention.en_vigueur, self.atoms.table.au
        events = self.references(choix.rattachement, column, set(said))
        stands = {c for c in set(said) if in_force_at(validity, events[c], au) is not False}
        return [rank for rank, code in zip(ranks, said, strict=True) if code in stands] if stands else ()

    def _days(self, here: Sequence[int]) -> Days:
        """The reference day of each row whose day is known, and the text of that day."""
        table, convention = self.atoms.table, self.programme.convention
        column = table.column(reference_facts(self.programme))
        assert convention.choix is not None, "a convention that names its reference facts"
        nom = convention.choix.rattachement
        known = self.atoms.fields.days.get((nom, id(here)))
        if known is None:
            known = self.atoms.fields.days[nom, id(here)] = self._known(nom, here, column)
        days = known.differents
        changes = sorted(set(self.changes(days[-1]))) if days else []
        return Days(
            rangs=known.rangs,
            jours=known.jours,
            periods={day: bisect_right(changes, day) for day in days} if changes else known.seul,
            in_force=self._in_force(known),
            column=known.column,
        )

    def _in_force(self, known: Jours) -> Sequence[Issue]:
        """Of each different day, was the convention in force on it?"""
        validity = self.programme.convention.en_vigueur
        found = self.atoms.validites.get((validity, id(known)))
        if found is None:
            au = self.atoms.table.au
            found = [in_force_at(validity, connu(day), au) for day in known.differents]
            self.atoms.validites[validity, id(known)] = found
        return found

    def _known(self, nom: str, here: Sequence[int], column: Column) -> Jours:
        """Rows whose reference day is known, and the day. Nothing else of the convention decides of it."""
        said = column.of(here)
        events = self.references(nom, column, set(said))
        days = {code: event.connu for code, event in events.items()}
        differents = sorted({day for code in set(said) for day in [days[code]] if day is not None})
        rank = {day: n for n, day in enumerate(differents)}
        codes = {code: rank[day] for code, day in days.items() if day in rank}
        whole = all(code in codes for code in set(said))
        # Why `here`: kept, so that no other list has its identity.
        rangs = here if whole else [r for r, code in zip(here, said, strict=True) if code in codes]
        found = [codes[code] for code in said if code in codes]
        return Jours(
            ici=here,
            rangs=rangs,
            jours=list(map(differents.__getitem__, found)),
            differents=differents,
            column=column_of(found, len(differents)),
            seul=dict.fromkeys(differents, 0),
        )

    def references(self, nom: str, column: Column, codes: Iterable[int]) -> Mapping[int, Evenement]:
        """An event that attaches rows, by what they say of it: the same for every convention."""
        events = self.atoms.fields.events.setdefault(nom, {})
        for code in codes:
            if code not in events:
                events[code] = read_event(nom, self.seen(column.firsts[code]))
        return events

    def seen(self, rank: int) -> Contexte:
        return self.atoms.table.contexte(self.programme, rank, self.atoms.table.au)

    def changes(self, last: date) -> Iterator[date]:
        """Days from which the convention may say something else of the same facts."""
        yield from changes_of_text(self.programme, last, self.seen(0))
        ends = takewhile(lambda end: end < last, self.programme.convention.fins_de_terme())
        yield from (end + timedelta(days=1) for end in ends)

    def _placed(self, domain: Sequence[int], places: Sequence[Issue]) -> Vector:
        """Are the rows on the territory? Those of a domain are, or perhaps."""
        if self.atoms.ici[id(places)][2]:
            return constant(True, everything(len(domain)))
        return self.atoms.vector(by_code(self.atoms.table.column(PLACES), places), domain)

    def _standing(self, domain: Sequence[int], days: Days) -> Vector:
        """Was the convention in force on the day of each row?"""
        if len(set(days.in_force)) == 1:
            return constant(days.in_force[0], everything(len(domain)))
        answer = by_code(days.column, days.in_force)
        if domain is days.rangs:
            return self.atoms.vector(answer, range(len(domain)))
        there = [bisect_left(days.rangs, rank) for rank in domain]
        return answer.on(Cumulated(days.column.of(there), days.column.number))

    # --- status and eligibility ---------------------------------------------------------------
    def judged(
        self, domain: Sequence[int], places: Sequence[Issue], days: Days, eligibility: bool
    ) -> Reponses:
        """Every row of a domain. Raises OutOfReach, TooMany."""
        if identified_clauses(self.programme):
            raise OutOfReach("droit identifié")
        jours = days.of(domain)
        lowering = Lowering(
            programme=self.programme,
            atoms=self.atoms,
            domain=domain,
            jours=jours,
            ends=list(days.periods)[:1] + list(days.periods)[-1:],
            periods=[days.periods[j] for j in jours] if len(set(days.periods.values())) > 1 else None,
            events=brought(self.programme),
        )
        known = lowering.everything
        champs = _said(lowering, ir.ClauseChamp, silent=True)
        soustractions = _said(lowering, ir.Soustraction, silent=False)
        eligibilites = _said(lowering, ir.Eligibilite, silent=True) if eligibility else ()
        out = non(toutes((said.weight for _, said in champs), known))
        withdrawn = une((said.weight for _, said in soustractions), known)
        in_scope = known ^ out.vrai
        flow = in_scope ^ (in_scope & withdrawn.vrai)
        causes = {c: rows & known for c, rows in out.causes.items()}
        for cause, rows in withdrawn.causes.items():
            causes[cause] = causes.get(cause, 0) | rows & in_scope
        maybe_out, maybe_withdrawn = known & out.open(), in_scope & withdrawn.open()
        doubt = flow & (maybe_out | maybe_withdrawn)
        status = Vector(vrai=flow ^ doubt, causes={c: rows & flow for c, rows in causes.items()})
        eligible = Vector()
        if eligibility:
            asked = [status, self._placed(domain, places), self._standing(domain, days)]
            asked += [said.weight for _, said in eligibilites]
            eligible = within(toutes(asked, known), flow, known)
        return Reponses(
            convention=self.programme.convention.ident,
            rangs=domain,
            domaine=domain,
            jours=jours,
            textes=days.periods,
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


def _said(lowering: Lowering, kind: type[ir.ClauseBase], *, silent: bool) -> tuple[tuple[str, Said], ...]:
    """What the clauses of a kind say, those about a household apart."""
    clauses = (c for c in lowering.programme.clauses if isinstance(c.clause, kind))
    return tuple((c.ident, lowering.clause(c, silent=silent)) for c in clauses if not of_household(c.clause))


def reference_facts(programme: Programme) -> Collection[ir.Champ]:
    """Facts on which the reference date depends. Raises OutOfReach."""
    choix = programme.convention.choix
    if choix is None:
        raise OutOfReach("rattachement")
    event = ir.Champ(nom=choix.rattachement, niveau=ir.Niveau.VACANCE, type=TEvenement())
    found = reach([event], frozenset())
    if found is None:
        raise OutOfReach(choix.rattachement)
    return found.champs


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
                if e.issue is False and not of_household(e.clause)
            ),
            None,
        ),
    )


def of_household(clause: ir.Clause) -> bool:
    return isinstance(clause, ir.Eligibilite) and clause.menage
