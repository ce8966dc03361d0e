"""What a text says of a row, asked once for all the rows that say the same of the facts it reads; what is
read of one row, once for all the texts that ask.

It gives no meaning of its own: the evaluator answers of the first such row, and that answer stands for the
others. What reads more than plain facts of the row is asked each time.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import Cellule, Resultat
from convrules.compiler import ClauseCompilee, cases, expressions_of
from convrules.facts.records import Vacance

T = TypeVar("T")
Noms: TypeAlias = tuple[str, ...]
Lire: TypeAlias = Callable[[Sequence[ir.Expr]], Noms | None]
"""Names of the facts of the row on which expressions depend; None when they depend on more."""
Fin: TypeAlias = tuple[date, date | None] | None
Communes: TypeAlias = dict[tuple[object, ...], tuple[Any, object]]
"""Answers by what they hang on, each beside what lends its identity to the key."""


class Memoire:
    """Answers of one convention as of one day. `limites`: days from which its text is another, rising. Cells
    are told apart by identity: two that are equal and are not one are asked about twice, no more.
    communes: answers that hang on no convention, shared by those of one landlord on one day."""

    __slots__ = ("_communes", "_connues", "_lire", "_lues", "_vacance", "_vie", "clauses", "limites")

    def __init__(
        self,
        clauses: tuple[ClauseCompilee, ...],
        limites: Sequence[date],
        lire: Lire,
        communes: Communes | None = None,
    ) -> None:
        self.clauses = clauses
        self.limites = limites
        self._lire = lire
        # Why what is asked is kept beside: what lives on lends its identity to nothing else.
        self._lues: dict[tuple[int, str], tuple[object, Noms | None]] = {}
        self._connues: dict[tuple[object, ...], tuple[Any, object, list[Cellule]]] = {}
        self._communes: Communes = {} if communes is None else communes
        self._vacance: Vacance | None = None
        self._vie: dict[date, Fin] = {}

    def noms(self, what: object, cle: str, parts: Callable[[], Iterable[ir.Expr]]) -> Noms | None:
        """What the answer to one question about `what` depends on."""
        found = self._lues.get((id(what), cle))
        if found is None:
            found = self._lues[id(what), cle] = what, self._lire(tuple(parts()))
        return found[1]

    def once(
        self, what: object, cle: str, noms: Noms, vacance: Vacance, jour: date, ask: Callable[[], T]
    ) -> T:
        """The answer under the text of a day, asked of the first row that says what this one says."""
        cells = [vacance.cellule(nom) for nom in noms]
        key = (id(what), cle, bisect_right(self.limites, jour), *map(id, cells))
        found = self._connues.get(key)
        if found is None:
            found = self._connues[key] = ask(), what, cells
        answer: T = found[0]
        return answer

    def of(self, key: tuple[object, ...], lives: object, ask: Callable[[], T]) -> T:
        """What hangs on nothing but a key. `lives`: what its identities are those of."""
        found = self._connues.get(key)
        if found is None:
            found = self._connues[key] = ask(), lives, []
        answer: T = found[0]
        return answer

    def everywhere(self, key: tuple[object, ...], lives: object, ask: Callable[[], T]) -> T:
        """The same of what no convention decides."""
        found = self._communes.get(key)
        if found is None:
            found = self._communes[key] = ask(), lives
        answer: T = found[0]
        return answer

    def forget(self) -> None:
        """Every answer of the convention: traces among them hold what they were read of, which holds this."""
        self._connues.clear()
        self._vacance, self._vie = None, {}

    def ended(self, vacance: Vacance, au: date, ask: Callable[[Vacance, date], Fin]) -> Fin:
        """When the life of a row ended, asked once of the row that is looked at."""
        if self._vacance is not vacance:
            self._vacance, self._vie = vacance, {}
        if au not in self._vie:
            self._vie[au] = ask(vacance, au)
        return self._vie[au]

    def moment(self, clause: ClauseCompilee, cle: str, jour: date) -> date | int:
        """What tells a day from another for one key of a clause: the rank of its text, where nothing else of
        that day decides."""
        return self.rank(jour) if self.plain(clause, cle) else jour

    def rank(self, jour: date) -> int:
        """The rank of the text of that day."""
        return bisect_right(self.limites, jour)

    def plain(self, clause: ClauseCompilee, cle: str) -> bool:
        """Does nothing of a day but the rank of its text decide of one key of a clause?"""
        return self.noms(clause, cle, lambda: conditions_of(clause, cle)) is not None


class Lectures:
    """Facts of the row itself, by name, as they stand in its own cells. `valeurs`: of any other kind than
    events; `evenements`: as of `au`, what a field of that name gives."""

    __slots__ = ("_fin", "_fins", "au", "evenements", "vacance", "valeurs")

    def __init__(self, vacance: Vacance, au: date) -> None:
        self.vacance, self.au = vacance, au
        self.valeurs: dict[str, Resultat] = {}
        self.evenements: dict[str, Resultat] = {}
        self._fins: tuple[Evenement, ...] | None = None
        self._fin: Evenement | None = None

    def ends(self, ask: Callable[[], tuple[Evenement, ...]]) -> tuple[Evenement, ...]:
        """What the records say of each end of the turn."""
        if self._fins is None:
            self._fins = ask()
        return self._fins

    def end(self, fins: Sequence[Evenement], ask: Callable[[], Evenement]) -> Evenement:
        """The first of these ends, kept for those that the records give."""
        if fins is not self._fins:
            return ask()
        if self._fin is None:
            self._fin = ask()
        return self._fin


def conditions_of(clause: ClauseCompilee, cle: str) -> Iterable[ir.Expr]:
    """What decides which value one key of a clause has."""
    for cas in cases(*clause.regles[cle].versions):
        yield from expressions_of(cas.condition)
    for cas in cases(*clause.regles["si"].versions):
        yield from expressions_of(cas.condition)
        yield from expressions_of(cas.valeur)


def read_to_judge(clause: ClauseCompilee, cle: str) -> Iterable[ir.Expr]:
    """The same, and the conditions that are the values of that key."""
    yield from conditions_of(clause, cle)
    for cas in cases(*clause.regles[cle].versions):
        yield from expressions_of(cas.valeur)
