"""Whose turn was it on a day of a vacancy?

It starts with the first of the order and passes to the next at each event that the clause names, in the order
of days, then of identifiers. What is not known of a row leaves several places possible: one whose day is not
known may pass the turn from the first day it may have on. From the first day that no file says on, it may be
at any: any number of rows may have passed it. Source: docs/langage, « Le tour de rôle ».
"""

import dataclasses
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import INFINI, JOUR_MIN, Evenement
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
from convrules.base.records import dataclass, replace
from convrules.base.trous import of_year
from convrules.base.values import Connu, Erreur, SansObjet
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Tours
from convrules.runtime.context import AUCUN_EVENEMENT, Contexte
from convrules.runtime.decision import Statut
from convrules.runtime.holders import COMPTE, finer_accounts
from convrules.runtime.reading import read_event
from convrules.runtime.rules import resolve
from convrules.year.annees_lues import years_read
from convrules.year.assiette import Cadre, vacancy
from convrules.year.cellules import Clef, Place, key_of, locate
from convrules.year.couverture import lacking_by
from convrules.year.imputation import AUCUN, BAILLEUR
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, firm

RIEN: frozenset[Cause] = frozenset()
Etats: TypeAlias = Mapping[int, int]
"""Places that the turn may be at, each with the fewest rows without a day that must then have passed it."""


def passed_from(clause: ir.Tour, convention: ir.Convention) -> date:
    """The first day of a vacancy that may pass the turn, from the year before the first turn on: one that
    came before the convention may have passed it since."""
    first = clause.entete.en_vigueur.du or convention.en_vigueur.du
    return date(max(first.year - 1, JOUR_MIN.year), 1, 1) if first is not None else JOUR_MIN


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


@dataclasses.dataclass(frozen=True, kw_only=True)
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
        if missing:
            return Tours(possibles=everywhere, causes=missing, concernee=inside)
        clef = key_of(place, self.clause.application.dimensions)
        possibles, causes = self._file(clef).before((jour.toordinal(), suivi.vacance.id))
        return Tours(possibles=possibles, causes=causes, concernee=inside)

    def _unseen(self, jour: date) -> frozenset[Cause]:
        """A year of the turn of which the data show no row at all: it was not supplied; else, those of the
        days that no file says."""
        first = self.clause.entete.en_vigueur.du or self.cadre.en_vigueur.du
        years = range(first.year, jour.year) if first is not None else ()
        missing = next((y for y in years if y not in self.annees), None)
        if missing is not None:
            return frozenset({of_year(missing)})
        return lacking_by(self.cadre, passed_from(self.clause, self.cadre.programme.convention), jour)

    def _file(self, clef: Clef) -> "_File":
        if clef not in self.files:
            rows = [row for row in self._lignes.lignes if row.place.may_be(clef)]
            self.files[clef] = _File(lignes=rows, nombre=len(self.clause.ordre.etapes))
        return self.files[clef]

    @cached_property
    def _lignes(self) -> "_File":
        """Every row, whatever its cell."""
        rows = [row for suivi in self.cadre.suivis if (row := self._row(suivi)) is not None]
        alone = sorted((_alone(row, len(self._suivis[row.id])) for row in rows), key=lambda row: row.rang)
        return _File(lignes=alone, nombre=len(self.clause.ordre.etapes))

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

    def suppose(self, vacance: str, compte: str) -> None:
        """From now on, the dwelling is on this account, whatever the data record."""
        if self.clause.non_servi is ir.Perte.PERDU:
            return
        suivis = self._suivis.get(vacance, ())
        row = self._row(_on(suivis[0], compte)) if len(suivis) == 1 else None
        if row is None:
            return
        self._lignes.put(row)
        for file in self.files.values():
            file.put(row)

    @cached_property
    def _suivis(self) -> Mapping[str, Sequence[Suivi]]:
        found: dict[str, list[Suivi]] = {}
        for suivi in self.cadre.suivis:
            found.setdefault(suivi.vacance.id, []).append(suivi)
        return found

    def _serves(self, suivi: Suivi, compte: str) -> Issue:
        if self.clause.non_servi is ir.Perte.PERDU:
            return True
        return self.comptes.is_on(suivi, compte)


def _on(suivi: Suivi, compte: str) -> Suivi:
    cells = {**suivi.vacance.ligne.cellules, COMPTE: Connu(compte)}
    vacance = replace(suivi.vacance, ligne=replace(suivi.vacance.ligne, cellules=cells))
    return replace(suivi, vacance=vacance, rang=-1)


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
    return Rotation(
        compilee=compiled, clause=compiled.clause, cadre=cadre, comptes=comptes, annees=years_read(cadre)
    )


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
@dataclasses.dataclass(frozen=True, kw_only=True)
class _File:
    """The rows of one cell, in order; `nombre`: of places in the order of the clause. `etats`: before each
    row, as far as was asked."""

    lignes: list[_Ligne]
    nombre: int
    etats: list["_Etat"] = field(default_factory=list)

    def before(self, tour: tuple[int, str]) -> tuple[frozenset[int], frozenset[Cause]]:
        """Places that the turn may be at, and why there are several."""
        end = bisect_left(self._rangs, tour)
        states = self._before(end)
        if self._premiers.get(tour[1], end) < end:
            others = (row for row in self.lignes[:end] if row.id != tour[1])
            *_, last = (_debut(self.nombre), *_play(others, _debut(self.nombre)))
            states = last.places
        places = frozenset(states)
        if len(places) == 1:
            return places, RIEN
        doubts = (row.causes for row in self.lignes[:end] if row.doute and row.id != tour[1])
        return places, RIEN.union(*doubts)

    def put(self, row: _Ligne) -> None:
        """The row in the place of the one of that vacancy, of the same day."""
        rank = self._premiers.get(row.id)
        if rank is not None:
            self.lignes[rank] = row
            del self.etats[rank + 1 :]

    def _before(self, end: int) -> Etats:
        if not self.etats:
            self.etats.append(_debut(self.nombre))
        self.etats.extend(_play(self.lignes[len(self.etats) - 1 : end], self.etats[-1]))
        return self.etats[end].places

    @cached_property
    def _rangs(self) -> list[tuple[int, str]]:
        return [row.rang for row in self.lignes]

    @cached_property
    def _premiers(self) -> Mapping[str, int]:
        """Where each vacancy stands first."""
        return {row.id: rank for rank, row in reversed(tuple(enumerate(self.lignes)))}


START: Etats = MappingProxyType({0: 0})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Etat:
    """`libres`: rows without a day so far; `peuvent`: by place, may one of them pass a turn found there?"""

    places: Etats
    libres: int
    peuvent: tuple[bool, ...]


def _debut(nombre: int) -> _Etat:
    return _Etat(places=START, libres=0, peuvent=(False,) * nombre)


def _play(rows: Iterable[_Ligne], state: _Etat) -> Iterator[_Etat]:
    """The states after each row."""
    places, loose, able = state.places, state.libres, state.peuvent
    for row in rows:
        if row.datee:
            after = (pair for one in places.items() for pair in _after(one, row, len(able)))
            places = _least(after)
        else:
            loose += 1
            able = tuple(can or row.prend[place] is not False for place, can in enumerate(able))
        places = _loosened(places, loose, able)
        yield _Etat(places=places, libres=loose, peuvent=able)


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
