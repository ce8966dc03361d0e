"""Whose turn was it on a day of a vacancy?

It starts with the first of the order and passes to the next at each event that the clause names, in the order
of days, then of identifiers. What is not known of a row leaves several places possible: one whose day is not
known may pass the turn from the first day it may have on. Source: docs/langage, « Le tour de rôle ».
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import INFINI, Evenement
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Cause,
    Genre,
    Indetermine,
    Issue,
    causes_of,
    et,
    indetermine,
)
from convrules.base.values import Connu, Erreur, SansObjet
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Tours
from convrules.runtime.context import AUCUN_EVENEMENT, Contexte
from convrules.runtime.decision import Statut
from convrules.runtime.holders import COMPTE, finer_accounts
from convrules.runtime.reading import event_of_cell, read_event
from convrules.runtime.rules import resolve
from convrules.year.assiette import Cadre, status_of, vacancy
from convrules.year.cellules import Clef, Place, key_of, locate
from convrules.year.imputation import AUCUN, BAILLEUR
from convrules.year.suivi import Suivi, firm

RIEN: frozenset[Cause] = frozenset()
Etats: TypeAlias = Mapping[int, int]
"""Places that the turn may be at, each with the fewest rows without a day that must then have passed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ligne:
    """A row that passes the turn, or may. `prend`: by place of the order, does it pass a turn found there?"""

    id: str
    place: Place
    survient: Evenement
    prend: tuple[Issue, ...]
    causes: frozenset[Cause]

    @property
    def datee(self) -> bool:
        return self.survient.connu is not None

    @property
    def rang(self) -> tuple[int, str]:
        return self.survient.low, self.id if self.datee else ""

    @property
    def doute(self) -> bool:
        return not self.datee or not self.place.sure or any(isinstance(p, Indetermine) for p in self.prend)


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """One clause, of which the rows are read once. `annees`: years that the landlord's rows show."""

    compilee: ClauseCompilee
    clause: ir.Tour
    cadre: Cadre
    comptes: "Comptables"
    annees: frozenset[int]
    files: "dict[Clef, _File]" = field(default_factory=dict)

    def turns(self, suivi: Suivi, jour: date) -> Tours:
        """Whose turn it was on that day, before this vacancy."""
        contexte = suivi.mondes[0].contexte
        inside = self._concerns(suivi, contexte, jour)
        place = locate(vacancy(suivi), self.clause.application.dimensions)
        if inside is False or place is None:
            return Tours(possibles=frozenset(), concernee=False)
        everywhere = frozenset(range(len(self.clause.ordre.etapes)))
        if not place.sure:
            return Tours(possibles=everywhere, causes=place.causes, concernee=inside)
        missing = self._unseen(jour)
        if missing is not None:
            return Tours(possibles=everywhere, causes=frozenset({Cause(fait=missing)}), concernee=inside)
        clef = key_of(place, self.clause.application.dimensions)
        possibles, causes = self._file(clef).before((jour.toordinal(), suivi.vacance.id))
        return Tours(possibles=possibles, causes=causes, concernee=inside)

    def _unseen(self, jour: date) -> str | None:
        """A year of the turn of which the data show no row at all: it was not supplied."""
        first = self.clause.entete.en_vigueur.du or self.cadre.en_vigueur.du
        years = range(first.year, jour.year) if first is not None else ()
        return next((f"vacances {y}" for y in years if y not in self.annees), None)

    def _file(self, clef: Clef) -> "_File":
        if clef not in self.files:
            rows = tuple(row for row in self._lignes if row.place.may_be(clef))
            self.files[clef] = _File(lignes=rows, nombre=len(self.clause.ordre.etapes))
        return self.files[clef]

    @cached_property
    def _lignes(self) -> tuple[_Ligne, ...]:
        shared = Counter(suivi.vacance.id for suivi in self.cadre.suivis)
        rows = [row for suivi in self.cadre.suivis if (row := self._row(suivi)) is not None]
        return tuple(sorted((_alone(row, shared[row.id]) for row in rows), key=lambda row: row.rang))

    def _row(self, suivi: Suivi) -> _Ligne | None:
        contexte = replace(suivi.mondes[0].contexte, evenements=AUCUN_EVENEMENT)
        event = read_event(self.clause.passe, contexte)
        place = locate(vacancy(suivi), self.clause.application.dimensions)
        if event.low >= INFINI or place is None:
            return None
        inside = self._concerns(suivi, contexte, event.connu)
        if inside is False:
            return None
        prend = tuple(et(inside, self._serves(suivi, etape.compte)) for etape in self.clause.ordre.etapes)
        dated = RIEN if event.connu is not None else frozenset({_cause(event)})
        causes = RIEN.union(dated, place.causes, *map(causes_of, prend))
        return _Ligne(id=suivi.vacance.id, place=place, survient=event, prend=prend, causes=causes)

    def _concerns(self, suivi: Suivi, contexte: Contexte, jour: date | None) -> Issue:
        """Is the vacancy one of those that go in turn: of the territory, in the base, under the clause that
        day? A day that is not known is judged under the text of its vacancy."""
        inside = et(firm(suivi.decision.territoire), status_of(suivi.decision, Statut.DANS_L_ASSIETTE))
        if jour is not None and not self.clause.entete.en_vigueur.contains(jour):
            return False
        if jour is not None and not self.cadre.en_vigueur.contains(jour):
            return False
        if inside is False:
            return False
        found = resolve(self.compilee, "règle", contexte if jour is None else replace(contexte, jour=jour))
        acts = {c.valeur is not None for c in found.candidats if not c.conflit}
        if len(acts) == 1 and not found.conflit:
            return et(inside, acts.pop())
        return et(
            inside,
            Indetermine(found.causes) if found.causes else indetermine(self.compilee.ident, Genre.ERREUR),
        )

    def _serves(self, suivi: Suivi, compte: str) -> Issue:
        if self.clause.non_servi is ir.Perte.PERDU:
            return True
        return self.comptes.is_on(suivi, compte)


def _alone(row: _Ligne, count: int) -> _Ligne:
    """Of several rows that share an identifier, one does not know which passes the turn."""
    if count == 1:
        return row
    doubt = Cause(fait="id", genre=Genre.ERREUR, ligne=row.id)
    prend = tuple(et(p, Indetermine(frozenset({doubt}))) for p in row.prend)
    return replace(row, prend=prend, causes=row.causes | {doubt})


def _cause(event: Evenement) -> Cause:
    return Cause(fait=event.fait, genre=event.genre, ligne=event.ligne)


# --- on whose account ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Comptables:
    """What accounts the names of an order stand for. `types`: of each convention of the landlord, the type of
    its holder; `finer`: of each finer code, that of its holder."""

    types: Mapping[str, str]
    finer: Mapping[str, str]

    def is_on(self, suivi: Suivi, compte: str) -> Issue:
        """Is the dwelling on this account, as recorded?"""
        cellule = suivi.vacance.cellule(COMPTE)
        match cellule:
            case Connu(valeur=valeur):
                return self._same(str(valeur), compte)
            case SansObjet():
                return compte == BAILLEUR
            case Erreur():
                return indetermine(COMPTE, Genre.ERREUR)
            case _:
                return indetermine(COMPTE)

    def _same(self, recorded: str, compte: str) -> Issue:
        """A finer code, or a convention, is on the account of its type; a type, perhaps on theirs."""
        if recorded == compte or (compte == BAILLEUR and recorded == AUCUN):
            return True
        if self._type(recorded) == compte:
            return True
        kind = self._type(compte)
        if kind is None or kind != (self._type(recorded) or recorded):
            return False
        alone = compte in self.types and sum(t == kind for t in self.types.values()) == 1
        return True if alone else indetermine(COMPTE)

    def _type(self, compte: str) -> str | None:
        return self.types.get(compte) or self.finer.get(compte)


def rotation(ident: str, cadre: Cadre, programmes: Sequence[Programme]) -> Rotation:
    compiled = next(c for c in cadre.programme.clauses if c.ident == ident)
    assert isinstance(compiled.clause, ir.Tour), "checked: the name of a turn"
    holders = {p.convention.ident: p.convention.reservataire for p in programmes}
    comptes = Comptables(
        types={nom: holder.type for nom, holder in holders.items() if holder is not None},
        finer={code: kind for p in programmes for code, kind in finer_accounts(p).items()},
    )
    days = (event_of_cell(v.cellule(cadre.choix.rattachement), "", v.id) for v in cadre.faits.vacances)
    years = frozenset(day.connu.year for day in days if day.connu is not None)
    return Rotation(compilee=compiled, clause=compiled.clause, cadre=cadre, comptes=comptes, annees=years)


def judged(asked: ir.TourDe, suivi: Suivi, rotation: Rotation, jour: date) -> Issue:
    """Was it the turn of that holder; without one, of that on whose account the dwelling is?"""
    tours = rotation.turns(suivi, jour)
    if tours.concernee is False:
        return NON_APPLICABLE
    order = rotation.clause.ordre.etapes
    found = {
        order[place].compte == asked.titulaire
        if asked.titulaire is not None
        else rotation.comptes.is_on(suivi, order[place].compte)
        for place in tours.possibles
    }
    issue = found.pop() if len(found) == 1 else Indetermine(tours.causes.union(*map(causes_of, found)))
    return (
        Indetermine(tours.concernee.causes | causes_of(issue))
        if isinstance(tours.concernee, Indetermine)
        else issue
    )


# --- one queue ----------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class _File:
    """The rows of one cell, in order; `nombre`: of places in the order of the clause."""

    lignes: tuple[_Ligne, ...]
    nombre: int

    def before(self, tour: tuple[int, str]) -> tuple[frozenset[int], frozenset[Cause]]:
        """Places that the turn may be at, and why there are several."""
        end = bisect_left(self._rangs, tour)
        states = self._states[end]
        if self._premiers.get(tour[1], end) < end:
            others = (row for row in self.lignes[:end] if row.id != tour[1])
            *_, states = (START, *_play(others, self.nombre))
        places = frozenset(states)
        if len(places) == 1:
            return places, RIEN
        doubts = (row.causes for rank, row in self._doutes if rank < end and row.id != tour[1])
        return places, RIEN.union(*doubts)

    @cached_property
    def _rangs(self) -> list[tuple[int, str]]:
        return [row.rang for row in self.lignes]

    @cached_property
    def _premiers(self) -> Mapping[str, int]:
        """Where each vacancy stands first."""
        return {row.id: rank for rank, row in reversed(tuple(enumerate(self.lignes)))}

    @cached_property
    def _doutes(self) -> tuple[tuple[int, _Ligne], ...]:
        return tuple((rank, row) for rank, row in enumerate(self.lignes) if row.doute)

    @cached_property
    def _states(self) -> list[Etats]:
        """Before each row, and after the last."""
        return [START, *_play(self.lignes, self.nombre)]


START: Etats = MappingProxyType({0: 0})


def _play(rows: Iterable[_Ligne], nombre: int) -> Iterator[Etats]:
    """The states after each row."""
    states, loose, able = START, 0, [False] * nombre
    for row in rows:
        if row.datee:
            states = _least((place, n) for state in states.items() for place, n in _after(state, row, nombre))
        else:
            loose += 1
            able = [can or row.prend[place] is not False for place, can in enumerate(able)]
        states = _loosened(states, loose, able)
        yield states


def _after(state: tuple[int, int], row: _Ligne, nombre: int) -> Iterator[tuple[int, int]]:
    place, used = state
    if row.prend[place] is not False:
        yield (place + 1) % nombre, used
    if row.prend[place] is not True or not row.place.sure:
        yield place, used


def _loosened(states: Etats, loose: int, able: Sequence[bool]) -> Etats:
    """With what rows without a day may pass, each once at most."""
    found, edge = dict(states), dict(states)
    while edge:
        after = (
            ((place + 1) % len(able), used + 1)
            for place, used in edge.items()
            if used < loose and able[place]
        )
        edge = {place: used for place, used in _least(after).items() if used < found.get(place, used + 1)}
        found |= edge
    return found


def _least(states: Iterable[tuple[int, int]]) -> Etats:
    """Who has used fewer can do all that the others can."""
    found: dict[int, int] = {}
    for place, used in states:
        found[place] = min(used, found.get(place, used))
    return found
