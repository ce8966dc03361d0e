"""Is there an assignment that gives each condition an outcome it is wanted to have?

Depth first, one variable at a time; a condition already settled by what is assigned cuts the branch. Exact:
when the search ends without finding, there is none. It gives up beyond a number of steps, and says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import Enum
from functools import lru_cache
from typing import Final, assert_never

from convrules import ir
from convrules.analyses.decision.formules import (
    Alternative,
    Atome,
    Cle,
    Fixe,
    Formule,
    Lecture,
    Liaison,
    Negation,
)
from convrules.base.outcomes import NON_APPLICABLE, Issue, NonApplicable, et, non, ou
from convrules.base.records import dataclass
from convrules.base.source import Span

# LIMIT: steps of one search. Real conditions take a few dozen; beyond, the answer is « not known ».
PAS_MAX: Final = 20_000
DEMANDES: Final = 4_096
"""Questions whose answer is kept."""
VRAI: Final[tuple[Issue, ...]] = (True,)
PAS_FAUX: Final[tuple[Issue, ...]] = (True, NON_APPLICABLE)
PAS_VRAI: Final[tuple[Issue, ...]] = (False, NON_APPLICABLE)


class Reponse(Enum):
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    INCONNUE = "inconnue"


@dataclass(frozen=True, slots=True, kw_only=True)
class But:
    """A condition, and the outcomes it is wanted to have. `role`: what to say of it (French, short)."""

    expr: ir.Expr
    issues: tuple[Issue, ...] = VRAI
    span: Span = field(compare=False)
    role: str = ""


class _TropLong(Exception):
    """The search went beyond its limit."""


def possible(buts: Sequence[But], fixes: Mapping[tuple[str, str], str] | None = None) -> Reponse:
    """Can all the conditions have at once an outcome that is wanted?"""
    return _possible(tuple(buts), frozenset((fixes or {}).items()), PAS_MAX)


@lru_cache(maxsize=DEMANDES)
def _possible(buts: tuple[But, ...], fixes: frozenset[tuple[tuple[str, str], str]], pas: int) -> Reponse:
    """Conventions written after one model ask the same again and again."""
    lecture = Lecture(dict(fixes))
    goals = [(lecture.formule(b.expr), b.issues) for b in buts]
    witnesses = {cle: lecture.witnesses(cle) for cle in lecture.variables}
    search = _Recherche(goals=goals, temoins=witnesses, reste=pas)
    try:
        return Reponse.POSSIBLE if search.run({}) else Reponse.IMPOSSIBLE
    except _TropLong:
        return Reponse.INCONNUE


def noyau(buts: Sequence[But], fixes: Mapping[tuple[str, str], str] | None = None) -> tuple[But, ...]:
    """Of goals that cannot be met together, a smallest list that already cannot: none may be left out."""
    kept = list(buts)
    for but in buts:
        rest = [b for b in kept if b is not but]
        if possible(rest, fixes) is Reponse.IMPOSSIBLE:
            kept = rest
    return tuple(kept)


def parties(but: But) -> Iterator[But]:
    """The goal cut at its `et`: for outcomes that all its parts must then have."""
    match but.expr:
        case ir.Et(gauche=a, droite=b):
            for part in (a, b):
                yield from parties(But(expr=part, issues=but.issues, span=part.span, role=but.role))
        case ir.Nomme(expr=inner):
            # The place is where the name is written: its definition may stand in another file.
            yield from (
                But(expr=p.expr, issues=p.issues, span=but.span, role=p.role)
                for p in parties(But(expr=inner, issues=but.issues, span=but.span, role=but.role))
            )
        case _:
            yield but


@dataclass(slots=True, kw_only=True)
class _Recherche:
    goals: Sequence[tuple[Formule, tuple[Issue, ...]]]
    temoins: Mapping[Cle, tuple[object, ...]]
    reste: int

    def run(self, held: dict[Cle, object]) -> bool:
        if self.reste == 0:
            raise _TropLong
        self.reste -= 1
        open_: Cle | None = None
        for formule, wanted in self.goals:
            found = settle(formule, held)
            if isinstance(found, Atome):
                open_ = open_ or found.variable
            elif found not in wanted:
                return False
        if open_ is None:
            return True
        for value in self.temoins[open_]:
            held[open_] = value
            if self.run(held):
                return True
        del held[open_]
        return False


def settle(formule: Formule, held: Mapping[Cle, object]) -> Issue | Atome:
    """The outcome, when what is assigned decides it; else the first test that is still open."""
    match formule:
        case Fixe(issue=issue):
            return issue
        case Atome(variable=cle, test=test):
            return test(held[cle]) if cle in held else formule
        case Negation(operande=inner):
            found = settle(inner, held)
            return found if isinstance(found, Atome) else non(found)
        case Liaison(et=conjunction, gauche=a, droite=b):
            return _joined(conjunction, settle(a, held), b, held)
        case Alternative(condition=c, alors=a, sinon=b):
            found = settle(c, held)
            if isinstance(found, Atome | NonApplicable):
                return found
            return settle(a if found is True else b, held)
        case _:
            assert_never(formule)


def _joined(conjunction: bool, first: Issue | Atome, b: Formule, held: Mapping[Cle, object]) -> Issue | Atome:
    absorbing = not conjunction
    if first is absorbing:
        return first
    second = settle(b, held)
    if second is absorbing:
        return second
    if isinstance(first, Atome):
        return first
    if isinstance(second, Atome):
        return second
    return et(first, second) if conjunction else ou(first, second)
