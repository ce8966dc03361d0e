"""Look-up tables of answers, made by the evaluators that stand: nothing here gives a meaning of its own.

Why bits are enough: clauses of a kind are combined by `toutes` or `une`, where one that is faux (vrai for a
withdrawal) decides, else one that is not known does, else nothing stands against. So the union, over the
clauses of a row, of « decides » and of « not known » says the status and the eligibility; what stands inside
a clause (`et`, `ou`, `non`, its condition, its exceptions, its days) is answered here, once for each thing
that rows say of the facts that it reads."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from convrules import ir
from convrules.base.dates import connu
from convrules.base.outcomes import Cause, Indetermine, Issue
from convrules.columnar.atoms import Atoms
from convrules.columnar.lowering import Lowering, OutOfReach, Said, reads
from convrules.columnar.reach import brought
from convrules.columnar.sql.columns import Colonnes, Jours, Lu
from convrules.columnar.sql.model import (
    MOT,
    Consultation,
    Convention,
    Decisive,
    Dit,
    Famille,
    Groupe,
    HorsDePortee,
    Manque,
    Obstacle,
    Reponse,
)
from convrules.columnar.statuses import PLACES, Work, of_household, reference_facts
from convrules.columnar.vectors import Rows, TooMany, ranks_of
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.eligibility import in_force_at
from convrules.runtime.identified import identified_clauses

NARROW: Final = 1024
"""Of a group of at most so many codes, a convention answers all; of a larger one, those of its territory."""
_KINDS: Final[Mapping[Famille, type[ir.ClauseBase]]] = {
    Famille.CHAMP: ir.ClauseChamp,
    Famille.SOUSTRACTION: ir.Soustraction,
    Famille.ELIGIBILITE: ir.Eligibilite,
}
_DECIDES: Final[Mapping[Famille, Dit]] = {
    Famille.CHAMP: Dit.CHAMP_FAUX,
    Famille.SOUSTRACTION: Dit.SOUSTRAIT_VRAI,
    Famille.ELIGIBILITE: Dit.ELIGIBLE_FAUX,
}
_UNKNOWN: Final[Mapping[Famille, Dit]] = {
    Famille.CHAMP: Dit.CHAMP_INCONNU,
    Famille.SOUSTRACTION: Dit.SOUSTRAIT_INCONNU,
    Famille.ELIGIBILITE: Dit.ELIGIBLE_INCONNU,
}
_ANSWER, _CAUSE, _FIRST = 0, 1, 2


def lookups(programmes: Sequence[Programme], atoms: Atoms) -> Consultation:
    """The conventions over the rows of a table, as an engine is given them."""
    return _Lookups(programmes=programmes, colonnes=Colonnes(atoms=atoms)).made()


@dataclass(slots=True, kw_only=True)
class _Lookups:
    programmes: Sequence[Programme]
    colonnes: Colonnes
    causes: dict[Cause, int] = field(default_factory=dict)

    def made(self) -> Consultation:
        obstacles = [_attachment(p) for p in self.programmes]
        within = [p for p, why in zip(self.programmes, obstacles, strict=True) if why is None]
        self.colonnes.days_of(within)
        conventions = tuple(
            self._convention(programme, rank, why)
            for rank, (programme, why) in enumerate(zip(self.programmes, obstacles, strict=True))
        )
        classed = [_classes(lu) for lu in self.colonnes.lus.values()]
        return Consultation(
            nombre=self.colonnes.atoms.table.number,
            conventions=conventions,
            groupes=tuple(
                Groupe(numero=n, champs=_ordered(lu), jour=lu.jour, column=lu.column, classes=classes)
                for n, (lu, (classes, _)) in enumerate(zip(self.colonnes.lus.values(), classed, strict=True))
            ),
            causes=tuple(self.causes),
            reponses=[row for n, (_, contents) in enumerate(classed) for row in _reponses(n, contents)],
            manques=[row for n, (_, contents) in enumerate(classed) for row in _manques(n, contents)],
            decisives=[row for n, (_, contents) in enumerate(classed) for row in _decisives(n, contents)],
        )

    def _convention(self, programme: Programme, rank: int, why: HorsDePortee | None) -> Convention:
        one = _One(programme=programme, colonnes=self.colonnes)
        mot, bit = divmod(rank, MOT)
        if why is None:
            try:
                self._tell(one, one.answers(), mot, 1 << bit)
            except _Apart as apart:
                why = apart.why
        return Convention(
            ident=programme.convention.ident,
            mot=mot,
            bit=bit,
            clauses={f: tuple(c.ident for c in _clauses(programme, f)) for f in Famille},
            a_part=one.apart() if why is None else one.here,
            hors_de_portee=why,
        )

    def _tell(self, one: "_One", answers: Sequence["_Answer"], mot: int, bits: int) -> None:
        """What a convention says, on the codes of every group that it reads."""
        lieux = self.colonnes.group(frozenset(PLACES))
        for code, place in enumerate(one.places):
            if place is not False:
                lieux.say(code, (mot, _ANSWER, Dit.TERRITOIRE, 0), bits)
                self._required(lieux, code, place, mot, bits)
        standing = self.colonnes.group(frozenset(), one.event)
        for code, first in enumerate(standing.column.firsts):
            day = one.day(first)
            if day is not None:
                self._required(standing, code, one.in_force(day), mot, bits)
        for answer in answers:
            self._answered(answer, mot, bits)

    def _required(self, lu: Lu, code: int, issue: Issue, mot: int, bits: int) -> None:
        """A requirement of eligibility that no clause writes."""
        if issue is False:
            lu.say(code, (mot, _ANSWER, Dit.ELIGIBLE_FAUX, 0), bits)
        elif isinstance(issue, Indetermine):
            lu.say(code, (mot, _ANSWER, Dit.ELIGIBLE_INCONNU, 0), bits)
            # Why sorted: numbers of causes are read in a script, which is the same each time.
            for cause in sorted(issue.causes):
                lu.say(code, (mot, _CAUSE, self._number(cause), Famille.ELIGIBILITE.value), bits)

    def _answered(self, answer: "_Answer", mot: int, bits: int) -> None:
        """A clause: what it weighs among others, the causes, and where it is itself what decides."""
        famille, weight = answer.famille, answer.said.weight
        vrai = famille is Famille.SOUSTRACTION
        decides = answer.said.issue.vrai if vrai else answer.said.issue.faux
        told: list[tuple[tuple[int, int, int, int], Rows]] = [
            ((mot, _ANSWER, _DECIDES[famille], 0), weight.vrai if vrai else weight.faux),
            ((mot, _ANSWER, _UNKNOWN[famille], 0), weight.open()),
            ((mot, _FIRST, famille.value, answer.ordre), decides),
        ]
        told += [
            ((mot, _CAUSE, self._number(c), famille.value), rows) for c, rows in sorted(weight.causes.items())
        ]
        for key, rows in told:
            for place in ranks_of(rows, len(answer.codes)) if rows else ():
                answer.lu.say(answer.codes[place], key, bits)

    def _number(self, cause: Cause) -> int:
        return self.causes.setdefault(cause, len(self.causes))


class _Apart(Exception):
    """A convention out of reach of the tables."""

    def __init__(self, why: HorsDePortee) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a clause says on some codes of the group that it reads."""

    famille: Famille
    ordre: int
    lu: Lu
    codes: Sequence[int]
    said: Said


@dataclass(frozen=True, kw_only=True)
class _One:
    """One convention over the table."""

    programme: Programme
    colonnes: Colonnes

    @cached_property
    def work(self) -> Work:
        return Work(programme=self.programme, atoms=self.colonnes.atoms)

    @cached_property
    def places(self) -> Sequence[Issue]:
        return self.work.places(self.programme)

    @cached_property
    def here(self) -> Sequence[int]:
        """Ranks of the rows on its territory, or perhaps on it."""
        return self.work.here(self.places)

    @property
    def event(self) -> str:
        choix = self.programme.convention.choix
        assert choix is not None, "asked of a convention that attaches its rows"
        return choix.rattachement

    @cached_property
    def jours(self) -> Jours:
        return self.colonnes.jours[self.event]

    @cached_property
    def known(self) -> tuple[date, date]:
        """The first and the last reference day of rows."""
        assert self.jours.known is not None, "asked where one row at least has a day"
        return self.jours.known

    @cached_property
    def changes(self) -> Sequence[date]:
        return sorted(set(self.work.changes(self.known[1])))

    def day(self, rank: int) -> date | None:
        return self.jours.days[self.jours.column.codes[rank]]

    def in_force(self, day: date) -> Issue:
        return in_force_at(self.programme.convention.en_vigueur, connu(day), self.colonnes.atoms.table.au)

    def apart(self) -> Sequence[int]:
        """Rows of which the day is not known, or on which another convention of the holder perhaps bears."""
        found = set[int]()
        if None in self.jours.days:
            found = {rank for rank in self.here if self.day(rank) is None}
        if self.programme.concurrents:
            found |= set(self.work.beside([rank for rank in self.here if rank not in found]))
        return sorted(found)

    def answers(self) -> Sequence[_Answer]:
        """Every clause of status and eligibility. Raises _Apart."""
        for right in identified_clauses(self.programme):
            raise _Apart(HorsDePortee(Obstacle.DROIT, right.ident))
        if self.jours.known is None:
            raise _Apart(HorsDePortee(Obstacle.JOUR))
        for other in self.programme.concurrents:
            if _attachment(other) is not None:
                raise _Apart(HorsDePortee(Obstacle.AUTRE, other.convention.ident))
        return [
            self._reached(famille, ordre, clause)
            for famille in Famille
            for ordre, clause in enumerate(_clauses(self.programme, famille))
        ]

    def _reached(self, famille: Famille, ordre: int, clause: ClauseCompilee) -> _Answer:
        """Raises _Apart, naming the clause."""
        try:
            return self._answer(famille, ordre, clause)
        except OutOfReach as error:
            raise _Apart(HorsDePortee(Obstacle.CLAUSE, clause.ident)) from error
        except TooMany as error:
            raise _Apart(HorsDePortee(Obstacle.TROP, clause.ident)) from error

    def _answer(self, famille: Famille, ordre: int, clause: ClauseCompilee) -> _Answer:
        events = brought(self.programme)
        read = reads(clause, events, self.known)
        lu = self.colonnes.group(read.champs, self.event if read.dated else None)
        codes, jours = self._asked(lu, read.dated)
        own = [bisect_right(self.changes, jour) for jour in jours] if read.dated else []
        lowering = Lowering(
            programme=self.programme,
            atoms=self.colonnes.atoms,
            domain=[lu.column.firsts[code] for code in codes],
            jours=jours,
            periods=own if len(set(own)) > 1 else None,
            events=events,
        )
        said = lowering.clause(clause, silent=famille is not Famille.SOUSTRACTION)
        return _Answer(famille=famille, ordre=ordre, lu=lu, codes=codes, said=said)

    def _asked(self, lu: Lu, dated: bool) -> tuple[Sequence[int], Sequence[date]]:
        """Codes to answer, and the day of each: any of those met where the day does not matter."""
        firsts = lu.column.firsts
        codes: Sequence[int] = range(len(firsts))
        if len(firsts) > NARROW:
            codes = sorted(set(map(lu.column.codes.__getitem__, self.here)))
        if not dated:
            return codes, [self.known[0]] * len(codes)
        days = [(code, self.day(firsts[code])) for code in codes]
        known = [(code, day) for code, day in days if day is not None]
        return [code for code, _ in known], [day for _, day in known]


def _attachment(programme: Programme) -> HorsDePortee | None:
    """Why what attaches a row to the convention is not read in the row, when it is not."""
    try:
        reference_facts(programme)
    except OutOfReach:
        choix = programme.convention.choix
        return HorsDePortee(Obstacle.RATTACHEMENT, choix.rattachement if choix is not None else "")
    return None


def _clauses(programme: Programme, famille: Famille) -> Sequence[ClauseCompilee]:
    """Those of a kind, in order; those about a household apart."""
    kind = _KINDS[famille]
    return [c for c in programme.clauses if isinstance(c.clause, kind) and not of_household(c.clause)]


def _ordered(lu: Lu) -> tuple[ir.Champ, ...]:
    return tuple(sorted(lu.champs, key=lambda c: (c.niveau, c.nom, str(c.type))))


# --- classes ----------------------------------------------------------------------------------
_Said = Sequence[tuple[int, dict[tuple[int, int, int, int], int]]]


def _classes(lu: Lu) -> tuple[Sequence[int], _Said]:
    """The class of each code, 0 where nothing is said; what is said of each class, from 1 on."""
    known: dict[frozenset[tuple[tuple[int, int, int, int], int]], int] = {}
    contents: list[tuple[int, dict[tuple[int, int, int, int], int]]] = []
    classes = [0] * lu.column.number
    for code in sorted(lu.said):
        said = frozenset(lu.said[code].items())
        if said not in known:
            known[said] = len(known) + 1
            contents.append((known[said], lu.said[code]))
        classes[code] = known[said]
    return classes, contents


def _reponses(groupe: int, contents: _Said) -> list[Reponse]:
    found = []
    for classe, said in contents:
        for mot in sorted({key[0] for key in said if key[1] == _ANSWER}):
            bits = [said.get((mot, _ANSWER, what, 0), 0) for what in Dit]
            found.append(Reponse(groupe, classe, mot, *bits))
    return found


def _manques(groupe: int, contents: _Said) -> list[Manque]:
    found = []
    for classe, said in contents:
        for mot, cause in sorted({(key[0], key[2]) for key in said if key[1] == _CAUSE}):
            bits = [said.get((mot, _CAUSE, cause, famille), 0) for famille in Famille]
            found.append(Manque(groupe, classe, mot, cause, *bits))
    return found


def _decisives(groupe: int, contents: _Said) -> list[Decisive]:
    return [
        Decisive(groupe, classe, key[0], key[2], key[3], bits)
        for classe, said in contents
        for key, bits in sorted(said.items())
        if key[1] == _FIRST
    ]
