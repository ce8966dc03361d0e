"""The sentences of a clause, read by recursive descent (docs/langage, « Grammaire »)."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

from .outcomes import HorsDePortee

Node = tuple[Any, ...]
TOKEN = re.compile(
    r"\s*(?:(?P<mot>\d+(?:er|e)\s+refus_\w+)|(?P<date>\d{4}-\d\d-\d\d)|(?P<nombre>\d+(?:\.\d+)?)|(?P<texte>\"[^\"\n]*\")"
    r"|(?P<nom>[^\W\d]\w*(?:\.[^\W\d]\w*)?(?:'(?=\w))?)|(?P<signe><=|>=|!=|[-+*/<>=()\[\],%€²]))"
)
TIME = {
    "jour": "jours", "jours": "jours", "semaine": "semaines", "semaines": "semaines",
    "mois": "mois", "an": "ans", "ans": "ans",
}  # fmt: skip
FIGURES = ("base", "dû", "cible", "réalisé", "manque", "dépassement", "solde", "taux")
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


class Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        text = text.strip()
        while at < len(text):
            found = TOKEN.match(text, at)
            if found is None:
                raise HorsDePortee(f"signe illisible dans « {text} »")
            kind = str(found.lastgroup)
            self.tokens.append(("mot" if kind == "nom" else kind, re.sub(r"^1er ", "", found[kind])))
            at = found.end()
        self.at = 0
        self.text = text

    # Tokens

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place][1] if place < len(self.tokens) else ""

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        word = self.peek()
        self.at += 1
        return word

    def accept(self, *words: str) -> bool:
        if all(self.peek(i) == w for i, w in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        if not self.accept(*words):
            raise HorsDePortee(f"« {' '.join(words)} » attendu dans « {self.text} »")

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise HorsDePortee(f"suite « {self.peek()} » dans « {self.text} »")

    # Expressions, from the loosest to the tightest

    def expr(self) -> Node:
        if self.accept("si"):
            condition = self.expr()
            self.expect("alors")
            yes = self.expr()
            self.expect("sinon")
            return ("si", condition, yes, self.expr())
        left = self.conjunction()
        while self.accept("ou"):
            left = ("ou", left, self.conjunction())
        return left

    def conjunction(self) -> Node:
        left = self.negation()
        while self.accept("et"):
            left = ("et", left, self.negation())
        return left

    def negation(self) -> Node:
        return ("non", self.negation()) if self.accept("non") else self.comparison()

    def comparison(self) -> Node:
        if self.accept("la", "part") or self.accept("le", "quota"):
            return self.account()
        if self.accept("le", "tour"):
            name = self.take()
            self.expect("est", "à")
            return ("tour de", name, self.take().strip('"'))
        left = self.term()
        if self.peek() in ("=", "!=", "<", "<=", ">", ">="):
            sign = self.take()
            return ("cmp", sign, left, self.term())
        if self.accept("dans"):
            self.expect("[")
            members = [self.expr()]
            while self.accept(","):
                members.append(self.expr())
            self.expect("]")
            return ("dans", left, tuple(members))
        if self.peek() == "entre" and self.peek(1) == "le":
            return ("en saison", left, self.season())
        if self.accept("entre"):
            low = self.term()
            self.expect("et")
            return ("entre", left, low, self.term())
        if self.accept("est", "renseigné"):
            return ("renseigné", left)
        if self.accept("a", "eu", "lieu"):
            return ("a eu lieu", left)
        return left

    def account(self) -> Node:
        """`la part x est atteinte à date au jour de y`: its name, to date or not, the event."""
        name = self.take()
        self.expect("est")
        if not (self.accept("atteinte") or self.accept("atteint")):
            raise HorsDePortee(f"« atteint » attendu dans « {self.text} »")
        to_date = self.accept("à", "date")
        if not to_date:
            self.expect("sur", "la", "période")
        return ("atteint", name, to_date, self.take() if self.accept("au", "jour", "de") else "")

    def season(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """`entre le 1er août et le 31 août`: (month, day) of its two ends."""
        ends = []
        for word in ("entre", "et"):
            self.expect(word, "le")
            number = int(self.take())
            self.accept("er")
            ends.append((MONTHS.index(self.take()) + 1, number))
        return ends[0], ends[1]

    def term(self) -> Node:
        left = self.product()
        while self.peek() in ("+", "-"):
            sign = self.take()
            left = ("calcul", sign, left, self.product())
        return left

    def product(self) -> Node:
        left = self.signed()
        while self.peek() in ("*", "/"):
            sign = self.take()
            left = ("calcul", sign, left, self.signed())
        return left

    def signed(self) -> Node:
        return ("opposé", self.signed()) if self.accept("-") else self.atom()

    def atom(self) -> Node:
        kind = self.kind()
        if kind == "nombre":
            return self.quantity()
        if kind == "date":
            return ("date", date.fromisoformat(self.take()))
        if kind == "texte":
            return ("texte", self.take()[1:-1])
        if self.accept("("):
            inside = self.expr()
            self.expect(")")
            return inside
        word = self.take()
        if kind != "mot":
            raise HorsDePortee(f"« {word} » dans « {self.text} »")
        if word in ("vrai", "faux"):
            return ("condition", word)
        return self.call(word) if self.accept("(") else ("nom", word)

    def call(self, word: str) -> Node:
        """`nombre(refus où …)`, `somme(x sur refus)`, `en_vigueur("x")`, `manque(x sur la période)`."""
        found: Node
        if word == "nombre":
            found = ("nombre de", self.take(), self.expr() if self.accept("où") else None)
        elif word == "somme":
            term = self.expr()
            self.expect("sur")
            found = ("somme de", term, self.take())
        elif word in FIGURES:
            name = self.take()
            self.expect("sur", "la", "période")
            found = ("chiffre", word, name, self.accept("précédente"))
        elif word == "en_vigueur":
            found = ("en vigueur", self.take()[1:-1])
        else:
            raise HorsDePortee(f"{word}(…)")
        self.expect(")")
        return found

    def quantity(self) -> Node:
        number = Fraction(self.take())
        word = self.peek()
        if word in TIME:
            return ("durée", int(number), self.time_unit())
        if self.accept("%"):
            return ("nombre", number / 100)
        if self.accept("€"):
            _ = self.accept("/", "m²") or self.accept("/", "logement")
            return ("nombre", number * 100)
        if self.accept("m²"):
            return ("nombre", number)
        if word in ("logement", "logements", "droit", "droits"):
            self.take()
        return ("nombre", number)

    def time_unit(self) -> str:
        unit = TIME[self.take()]
        if unit == "jours":
            for worked in ("ouvré", "ouvrable"):
                if self.accept(worked) or self.accept(worked + "s"):
                    return worked + "s"
        return unit


def expression(text: str) -> Node:
    parser = Parser(text)
    node = parser.expr()
    parser.end()
    return node


def flat(parts: tuple[Any, ...]) -> list[Node]:
    """The nodes among the parts of one, at any depth of tuples."""
    found: list[Node] = []
    for part in parts:
        if isinstance(part, tuple) and part:
            found += [part] if isinstance(part[0], str) else flat(part)
    return found
