"""Look-ahead over a year replayed at speed: the same plan, accounts being whole numbers.

Equal to `anticipation`. Source: docs/langage, « L'anticipation ».
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Final, Protocol

from convrules.base.records import dataclass
from convrules.orientation.cours import Cours, place_of
from convrules.orientation.flux import Clefs
from convrules.orientation.model import BAILLEUR, Sans
from convrules.orientation.plans import UN, Compte
from convrules.orientation.replayed import Decompte


class Modele(Protocol):
    """A class of dwellings, to all holders: see `numbers.Modele`."""

    @property
    def comptes(self) -> Sequence[int]: ...
    @property
    def ouverts(self) -> Sequence[int]: ...
    @property
    def noms(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A class of dwellings as the forecast knows it: its type, if it was expected, and by place of the class,
    the one of the type; which part of the deficits of its holder its account is. `ordre`: places of the class
    in the order of the type, where each account is all of its holder's."""

    genre: int | None
    places: Mapping[int, int]
    parts: Mapping[int, int]
    ordre: Sequence[int] = ()


AUCUN: Final = Type(genre=None, places={}, parts={})


@dataclass(slots=True, kw_only=True)
class Avance:
    """`comptes`: of each holder of the forecast, the account of the year that unites its own; `cellules`: of
    each account of the year, its cells; `unite`: how many of its units a dwelling is."""

    cours: Cours
    comptes: Sequence[int]
    cellules: Sequence[Clefs]
    unite: int
    decompte: Decompte = field(default_factory=Decompte)
    types: dict[int, Type] = field(default_factory=dict)

    def begin(self, jour: date, retards: Sequence[int]) -> None:
        """At the first step of a third, on the accounts before it."""
        self.cours.jour = jour
        if not self.cours.ouvert:
            self.cours.begin([Fraction(retards[c], self.unite) for c in self.comptes])

    def choose(
        self, modele: Modele, may: Sequence[int], late: Sequence[int], alone: int | None, *, doubt: bool
    ) -> int | None:
        """Which place the dwelling goes to. `may`: those that may take it; `late`: their deficits with it
        due; `alone`: the one that the deficit alone puts first; `doubt`: does one not know who may?"""
        sans, chosen = self._ranked(modele, may, late, doubt=doubt)
        if sans is not None:
            self.decompte.add(sans=sans, autrement=False)
            return alone
        self.decompte.add(sans=None, autrement=chosen != alone)
        return chosen

    def _ranked(
        self, modele: Modele, may: Sequence[int], late: Sequence[int], *, doubt: bool
    ) -> tuple[Sans | None, int | None]:
        cours = self.cours
        if isinstance(cours.plan, Sans) or cours.compte is None:
            return (cours.plan if isinstance(cours.plan, Sans) else Sans.AUTANT), None
        if doubt:
            return Sans.DOUTE, None
        if len(may) < 2:
            return Sans.SEUL, None
        if cours.borne:
            return Sans.BORNE, None
        type_ = self._type(modele)
        if type_.genre is None:
            return Sans.TYPE, None
        unite = self.unite
        if type_.ordre and may is modele.ouverts:
            return self._of_all(cours.compte, type_, may, late)
        scores = cours.compte.scores(
            type_.genre,
            [type_.places[n] for n in may],
            [late[n] * UN // unite for n in may],
            [type_.parts[n] for n in may],
        )
        if not scores:
            return Sans.TYPE, None
        most = max(scores)
        first = [n for n, score in zip(may, scores, strict=True) if score == most]
        return None, max(first, key=late.__getitem__)

    def _of_all(
        self, compte: Compte, type_: Type, may: Sequence[int], late: Sequence[int]
    ) -> tuple[Sans | None, int | None]:
        """The same where no cap sets anybody aside, and nobody has several accounts."""
        unite = self.unite
        assert type_.genre is not None, "asked of a type that was expected"
        scores = compte.of_all(type_.genre, [late[n] * UN // unite for n in type_.ordre])
        if not scores:
            return Sans.TYPE, None
        most = max(scores)
        if scores.count(most) == 1:
            return None, type_.ordre[scores.index(most)]
        first = [n for n in may if scores[type_.places[n]] == most]
        return None, max(first, key=late.__getitem__)

    def note(self, modele: Modele, place: int) -> None:
        """A dwelling of the class went there."""
        if self.cours.compte is not None:
            type_ = self._type(modele)
            found = type_.places.get(place, -1)
            if found < 0 and type_.genre is not None:
                # Why then: it went to one that perhaps may take it.
                found = place_of(self.cours.prevision.attendus, type_.genre, modele.noms[place])
            self.cours.compte.note(type_.genre, found)

    def _type(self, modele: Modele) -> Type:
        known = self.types.get(id(modele))
        if known is None:
            known = self.types[id(modele)] = self._read(modele)
        return known

    def _read(self, modele: Modele) -> Type:
        prevision = self.cours.prevision
        takers = [modele.noms[n] for n in modele.ouverts]
        genre = prevision.genre(nom for nom in takers if nom != BAILLEUR)
        if genre is None:
            return AUCUN
        places = {n: place_of(prevision.attendus, genre, modele.noms[n]) for n in modele.ouverts}
        if min(places.values(), default=0) < 0:
            return AUCUN
        parts = {n: prevision.part(modele.noms[n], self.cellules[modele.comptes[n]]) for n in modele.ouverts}
        ordre: Sequence[int] = ()
        if len(places) == len(prevision.attendus.genres[genre]) and set(parts.values()) == {UN}:
            ordre = sorted(places, key=places.__getitem__)
        return Type(genre=genre, places=places, parts=parts, ordre=ordre)
