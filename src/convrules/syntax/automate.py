"""Reading a sentence with the tables of the grammar: the tokens and the tree of lark, without lark.

lark makes the tables (`construction.py`) and says why a sentence is refused (`refus.py`); what is read, which
is nearly every sentence, needs neither. A test compares both on every sentence shipped, and on many others.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

Essai: TypeAlias = Callable[[str, int], str | None]
"""What a terminal matches in a text, from a place; None for nothing."""
Garde: TypeAlias = Sequence[tuple[int, bool]] | None
Regle: TypeAlias = tuple[str, int, str, Garde, bool]
FIN: Final = "$END"
NULLE_PART: Final = -1


class Jeton(str):
    """A word of a sentence, of a kind of the grammar, in its place."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int


class Branche:
    """What a rule of the grammar takes. `start_pos`, `end_pos`: its place, `NULLE_PART` if it takes no word;
    `debut`, `fin`: the same with what its own rule left out around it, for whoever takes it in."""

    __slots__ = ("children", "data", "debut", "end_pos", "fin", "start_pos")

    def __init__(self, data: str, children: "list[Branche | Jeton]") -> None:
        self.data, self.children = data, children
        self.start_pos = self.end_pos = self.debut = self.fin = NULLE_PART


Enfant: TypeAlias = Branche | Jeton


class Automate:
    """`etats`: for each, its scanner, and for each symbol the state that follows, or a rule to reduce, as the
    opposite of its rank from one. `lexiques`: terminals to try, in order. `terminaux`: of each, whether it is
    a plain word, its text, and the signs that it may begin with, when they are known. `regles`: what it
    makes, how many symbols it takes, the name of its branch, the children kept (None: all) and which of them
    give their own, whether a single child stands for it."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.etats: Sequence[tuple[int, Mapping[str, int]]] = tables["etats"]
        self.lexiques: Sequence[Sequence[str]] = tables["lexiques"]
        self.terminaux: Mapping[str, tuple[bool, str, str]] = tables["terminaux"]
        self.regles: Sequence[tuple[str, int, str, Sequence[tuple[int, bool]] | None, bool]] = tables[
            "regles"
        ]
        self.departs: Mapping[str, int] = tables["departs"]
        self.fins: Mapping[str, int] = tables["fins"]
        self.ignores = frozenset(tables["ignores"])
        self._essais: dict[str, Essai] = {}
        self._choix: dict[tuple[int, str], Sequence[tuple[str, Essai]]] = {}

    def read(self, text: str, depart: str) -> Branche | None:
        """The tree of a text, from this start of the grammar; None when it is refused."""
        etats, end = self.etats, len(text)
        pile, faits, at = [self.departs[depart]], list[Enfant](), 0
        while at < end:
            found = self._next(etats[pile[-1]][0], text, at)
            if found is None:
                return None
            kind, said = found
            start, at = at, at + len(said)
            if kind in self.ignores:
                continue
            code = self._reduced(pile, faits, kind)
            if code is None:
                return None
            jeton = Jeton(said)
            jeton.type, jeton.start_pos, jeton.end_pos = kind, start, at
            pile.append(code)
            faits.append(jeton)
        self._reduced(pile, faits, FIN, self.fins[depart])
        whole = faits[0] if pile[1:] == [self.fins[depart]] else None
        return whole if isinstance(whole, Branche) else None

    def _next(self, lexique: int, text: str, at: int) -> tuple[str, str] | None:
        """The first of the terminals of a scanner that stands here, and its text."""
        for kind, essai in self._choix.get((lexique, text[at])) or self._chosen(lexique, text[at]):
            said = essai(text, at)
            if said is not None:
                return kind, said
        return None

    def _reduced(self, pile: list[int], faits: list[Enfant], kind: str, fin: int | None = None) -> int | None:
        """The state that follows a terminal, once the rules that end before it are reduced; None when it may
        not come. fin: the state in which nothing is left to read."""
        etats = self.etats
        while True:
            code = etats[pile[-1]][1].get(kind)
            if code is None or code >= 0:
                return code
            origin, size, data, kept, alone = self.regles[-code - 1]
            if size == 1 and alone and kept is None:
                # Most reductions: an expression is a sum, a product, a name; what is made is what was there.
                pile.pop()
            else:
                children = faits[len(faits) - size :]
                del pile[len(pile) - size :], faits[len(faits) - size :]
                faits.append(_branch(data, children, kept, alone))
            pile.append(etats[pile[-1]][1][origin])
            if pile[-1] == fin:
                return fin

    def _chosen(self, lexique: int, sign: str) -> Sequence[tuple[str, Essai]]:
        """Terminals that may begin with this sign, in the order in which they are tried."""
        names = (n for n in self.lexiques[lexique] if sign in (self.terminaux[n][2] or sign))
        found = self._choix[lexique, sign] = [(name, self._essai(name)) for name in names]
        return found

    def _essai(self, name: str) -> Essai:
        known = self._essais.get(name)
        if known is None:
            word, text, _ = self.terminaux[name]
            known = self._essais[name] = _word(text) if word else _pattern(text)
        return known


def _word(word: str) -> Essai:
    return lambda text, at: word if text.startswith(word, at) else None


def _pattern(regexp: str) -> Essai:
    matches = re.compile(regexp).match

    def essai(text: str, at: int) -> str | None:
        found = matches(text, at)
        return found[0] if found else None

    return essai


def _branch(data: str, children: list[Enfant], kept: Garde, alone: bool) -> Enfant:
    """What a rule makes of what it takes, in its place."""
    own = children
    if kept is not None:
        own = []
        for rank, inner in kept:
            child = children[rank]
            if inner:
                assert isinstance(child, Branche), "only rules are taken in"
                own = own + child.children if own else child.children
            else:
                own.append(child)
    made = own[0] if alone and len(own) == 1 else Branche(data, own)
    if isinstance(made, Branche):
        _place(made, children)
    return made


def _place(made: Branche, children: Sequence[Enfant]) -> None:
    """From the first of its words to the last; a branch that stands for its rule keeps its own place."""
    first = next((c for c in children if c.start_pos != NULLE_PART), None)
    if first is None:
        return
    last = next(c for c in reversed(children) if c.start_pos != NULLE_PART)
    made.debut = first.start_pos if isinstance(first, Jeton) else first.debut
    made.fin = last.end_pos if isinstance(last, Jeton) else last.fin
    if made.start_pos == NULLE_PART:
        made.start_pos, made.end_pos = made.debut, made.fin
