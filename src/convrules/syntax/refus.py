"""Why a sentence is refused: lark reads it again where it stands, and says where it stops and what it would
have taken."""

from typing import Final

from lark import TextSlice, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from convrules.base.source import Span, make_source
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import grammar, slips
from convrules.syntax.arret import Arret
from convrules.syntax.kinds import Entree
from convrules.syntax.lecture import tree_of
from convrules.syntax.words import expected

ESSAIS_MAX: Final = 3
DEVINEES: Final = frozenset({"CR101", "CR132"})
"""Findings whose correction is a guess of what was meant."""


def refusal(text: str, span: Span, entree: Entree, essais: int = ESSAIS_MAX) -> Diagnostic:
    """Why a sentence is refused, read again where it stands. essais: how many corrections, one after the
    other, may be tried before it reads."""
    reader = grammar.load().parse_interactive(TextSlice(text, span.start, span.end), start=entree.value)
    taken: list[Token] = []
    try:
        for token in reader.iter_parse():
            taken.append(token)
        reader.feed_eof()  # type: ignore[no-untyped-call]  # lark leaves it untyped
    except UnexpectedInput as error:
        stop = _stop(text, span, entree, error, taken)
        return slips.explain(stop, lambda found: _is_worth_saying(stop, found, essais))
    raise AssertionError("a sentence is read alike wherever it stands")


def _is_worth_saying(stop: Arret, found: Diagnostic, essais: int) -> bool:
    """A correction is proposed when the sentence is then read, its other corrections being made too: a guess
    of what was meant, never otherwise; a slip of typography, also when what is refused then comes after."""
    if found.fix is None:
        return True
    sentence = stop.mended(found.fix)
    if tree_of(sentence, stop.entree) is not None:
        return True
    if essais == 0:
        return found.code not in DEVINEES
    whole = Span(source=make_source("", sentence), start=0, end=len(sentence))
    after = refusal(sentence, whole, stop.entree, essais - 1)
    if found.code in DEVINEES:
        return after.fix is not None and after.code != "CR136"
    return after.span.end > found.fix.span.start - stop.sentence.start + len(found.fix.texte)


def _stop(text: str, span: Span, entree: Entree, error: UnexpectedInput, taken: list[Token]) -> Arret:
    at = error.pos_in_stream
    if at is None or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        at = span.end
    if taken and isinstance(error, UnexpectedToken) and error.token is taken[-1]:
        taken = taken[:-1]
    return Arret(
        source=span.source,
        text=text,
        sentence=span,
        entree=entree,
        at=at,
        before=taken[-1].start_pos if taken else None,
        accepts=_accepts(_replay(entree, taken)),
    )


def _replay(entree: Entree, taken: list[Token]) -> InteractiveParser:
    """A parser that took these tokens and no other: the one that stopped has already reduced what
    stood before the token it refused, and forgotten what else could have come."""
    reader = grammar.load().parse_interactive("", start=entree.value)
    for token in taken:
        reader.feed_token(token)
    return reader


def first_words(entree: Entree) -> str:
    return expected(_accepts(_replay(entree, [])))


def _accepts(reader: InteractiveParser) -> frozenset[str]:
    """Terminals that the parser could take next, after its pending reductions."""
    return frozenset(reader.accepts())  # type: ignore[no-untyped-call]  # lark leaves it untyped
