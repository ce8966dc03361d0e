"""Codes and texts of rows beside those that a rule names: answered on words, for the rows that say them.

What a row leaves unknown or without object, and a commune of which an arrondissement is named, is not
answered here: the scalar evaluator is asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import geographie, ir
from convrules.base.outcomes import Issue
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, TCode, TTexte
from convrules.columnar.answers import Answer, by_outcome
from convrules.columnar.cumulated import Run, runs_of
from convrules.columnar.reach import ROW
from convrules.columnar.tables import Column, Table
from convrules.columnar.worth import Evaluate
from convrules.runtime.operators import normal_text, strict
from convrules.runtime.places import COMMUNE, too_wide

Ask: TypeAlias = Callable[[int], Issue]
"""The evaluator's outcome on the row of a rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The fact, the words, and whether being one of them is said, or not being so."""

    champ: ir.Champ
    words: Sequence[str]
    said: bool

    @property
    def champs(self) -> tuple[ir.Champ, ...]:
        return (self.champ,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the codes of the column of a fact stand for. `codes`: those of each word; `dedans`: of each whole
    commune, the codes of its arrondissements; `divisees`: codes of whole communes that have some; `ouverts`:
    for each code that says no word, the outcome beside any word, None where the evaluator is to be asked."""

    column: Column
    codes: Mapping[str, Sequence[int]]
    dedans: Mapping[str, Sequence[int]]
    divisees: Mapping[int, str]
    ouverts: Mapping[int, Issue | None]

    def among(self, asked: Named, ask: Ask) -> Answer:
        """ask: the evaluator's outcome on the row of a rank."""
        named = frozenset(map(normal_text, asked.words))
        inside = [code for word in named for code in self.codes.get(word, ())]
        if self.dedans:
            inside += [code for word in named for code in self.dedans.get(word, ())]
        held = sorted(set(inside))
        told: dict[Issue, list[int]] = {}
        for code, issue in self._open(named, frozenset(held)):
            answer = ask(self.column.firsts[code]) if issue is None else issue
            told.setdefault(answer, []).append(code)
        apart = [code for codes in told.values() for code in codes]
        out = _between(sorted([*held, *apart]), self.column.number)
        parts: list[tuple[Issue, Sequence[Run]]] = [(asked.said, runs_of(held)), (not asked.said, out)]
        return by_outcome(self.column, [*parts, *((issue, runs_of(sorted(c))) for issue, c in told.items())])

    def _open(self, named: frozenset[str], held: frozenset[int]) -> Iterator[tuple[int, Issue | None]]:
        yield from self.ouverts.items()
        for code, word in self.divisees.items():
            if code not in held and too_wide(word, named):
                yield code, None


def words_of(champ: ir.Champ, table: Table, evaluate: Evaluate) -> Words:
    """evaluate: what the evaluator gives of the fact on the row of a rank."""
    column = table.column((champ,))
    codes: dict[str, list[int]] = {}
    dedans: dict[str, list[int]] = {}
    divisees: dict[int, str] = {}
    ouverts: dict[int, Issue | None] = {}
    for code, rank in enumerate(column.firsts):
        word = word_of(table.cellule(champ, rank))
        if word is None:
            ouverts[code] = strict((evaluate(rank),))
            continue
        codes.setdefault(word, []).append(code)
        if champ.type == COMMUNE:
            whole = geographie.whole_commune(word)
            if whole != word:
                dedans.setdefault(whole, []).append(code)
            if geographie.is_divided(word):
                divisees[code] = word
    return Words(column=column, codes=codes, dedans=dedans, divisees=divisees, ouverts=ouverts)


def word_of(cell: Cellule) -> str | None:
    """The word that a cell says for certain."""
    if not isinstance(cell, Connu) or not isinstance(cell.valeur, str):
        return None
    return normal_text(cell.valeur)


def _between(held: Sequence[int], number: int) -> list[Run]:
    """The codes that are not among these, rising."""
    ends = [*held, number]
    starts = [0, *(code + 1 for code in held)]
    return [(first, last) for first, last in zip(starts, ends, strict=True) if first < last]


def named_in(expr: ir.Expr) -> Named | None:
    """Of a membership or an equality that compares one fact with words."""
    match expr:
        case ir.Dans(operande=operand, ensemble=members):
            return _beside(operand, members, True)
        case ir.Comparaison(
            operateur=ir.Comparateur.EGAL | ir.Comparateur.DIFFERENT as op, gauche=a, droite=b
        ):
            equal = op is ir.Comparateur.EGAL
            return _beside(a, (b,), equal) or _beside(b, (a,), equal)
        case _:
            return None


def _beside(operand: ir.Expr, members: Sequence[ir.Expr], said: bool) -> Named | None:
    champ = _bare(operand)
    if not isinstance(champ, ir.Champ) or champ.niveau not in ROW:
        return None
    if not isinstance(champ.type, TCode | TTexte):
        return None
    words = [_word(m) for m in members]
    known = [w for w in words if w is not None]
    return Named(champ=champ, words=known, said=said) if len(known) == len(words) else None


def _word(expr: ir.Expr) -> str | None:
    bare = _bare(expr)
    return bare.valeur if isinstance(bare, ir.Litteral) and isinstance(bare.valeur, str) else None


def _bare(expr: ir.Expr) -> ir.Expr:
    return _bare(expr.expr) if isinstance(expr, ir.Nomme) else expr
