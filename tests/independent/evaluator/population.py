"""Quotas and shares as they are written (docs/langage, « Grammaire », « Expressions et populations »)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .outcomes import HorsDePortee
from .syntax import Node, Parser

EVENTS = {"attribution": "attribution", "proposition": "proposition", "orientation": "orientation"}
SENSES = ("au moins", "au plus", "exactement")


@dataclass(frozen=True)
class Population:
    event: str  # that dates it; "" is the vacancy itself
    scope: str = ""  # assiette, champ, or nothing
    holder: str = ""  # réservataire, bailleur, or nothing
    where: Node | None = None


@dataclass(frozen=True)
class Rule:
    sense: str
    population: Population
    rate: Node | None = None
    number: Fraction | None = None
    purpose: Node | None = None  # « pour »
    named: str = ""  # the parameter that gives the number
    figure: Node | None = None  # the number of an account that gives it

    @property
    def counts_dwellings(self) -> bool:
        """Does it ask a number of them, rather than a share?"""
        return self.rate is None


def population(p: Parser) -> Population:
    event = the_class(p)
    if p.peek() == "et":
        raise HorsDePortee("classes jointes")
    scope = holder = ""
    if p.accept("dans", "l'", "assiette"):
        scope = "assiette"
    elif p.accept("du", "champ"):
        scope = "champ"
    for word in ("réservataire", "bailleur"):
        if p.accept("du", word):
            holder = word
    return Population(event, scope, holder, p.expr() if p.accept("où") else None)


def the_class(p: Parser) -> str:
    if p.accept("baux", "signés"):
        return "bail"
    word = p.take()
    if word in ("vacance", "vacances"):
        return ""
    if word.removesuffix("s") not in EVENTS:
        raise HorsDePortee(f"population de {word}")
    return EVENTS[word.removesuffix("s")]


def rate(p: Parser) -> tuple[Node | None, Fraction | None]:
    """A rate, or a number that is not one."""
    if p.kind() != "nombre":
        return ("nom", p.take()), None
    number = Fraction(p.take())
    return (("nombre", number / 100), None) if p.accept("%") else (None, number)


def quota(text: str) -> Rule:
    p = Parser(text)
    sense = next((s for s in SENSES if p.accept(*s.split())), "")
    if not sense:
        raise HorsDePortee(f"sens de « {text} »")
    figure = p.atom() if p.peek(1) == "(" else None
    share, number = (None, Fraction(0)) if figure else rate(p)
    named = ""
    if share and not p.accept("des"):
        named, share = str(share[1]), None
    rows = population(p)
    purpose = p.expr() if p.accept(",", "pour") else None
    p.end()
    return Rule(sense, rows, share, number, purpose, named, figure)


def part(text: str) -> Rule:
    p = Parser(text)
    share, number = rate(p)
    if number is not None:
        raise HorsDePortee("part d'un nombre")
    p.expect("des")
    rows = population(p)
    p.end()
    return Rule("au moins", rows, share)


def counted(text: str) -> Population:
    p = Parser(text)
    found = population(p)
    p.end()
    return found
