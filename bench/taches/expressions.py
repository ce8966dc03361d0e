"""The rules as text, for engines of expressions: CEL, zen, rule-engine. One dialect each; the same shapes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from taches.a_la_main import BITS
from taches.enonce import FAUX, INDETERMINE, VRAI, Convention, Enonce


@dataclass(frozen=True)
class Dialecte:
    """How a language writes each thing. `nul`: is this missing?"""

    et: str = "&&"
    ou: str = "||"
    dans: str = "{x} in [{y}]"
    non: str = "!({x})"
    nul: str = "{x} == null"
    oui: str = "{x} == true"
    faux: str = "{x} == false"
    si: str = "({c} ? {a} : {b})"

    def among(self, field: str, words: Iterable[str]) -> str:
        return self.dans.format(x=field, y=", ".join(f'"{word}"' for word in sorted(words)))

    def numbers(self, field: str, numbers: Iterable[int]) -> str:
        return self.dans.format(x=field, y=", ".join(map(str, sorted(numbers))))

    def all(self, *asked: str) -> str:
        return f" {self.et} ".join(f"({said})" for said in asked)

    def any(self, *asked: str) -> str:
        return f" {self.ou} ".join(f"({said})" for said in asked)

    def known(self, field: str) -> str:
        return self.non.format(x=self.nul.format(x=field))

    def absent(self, field: str) -> str:
        return self.nul.format(x=field)

    def choose(self, condition: str, then: str, otherwise: str) -> str:
        return self.si.format(c=condition, a=then, b=otherwise)


def fails(c: Convention, d: Dialecte) -> Sequence[str]:
    """For each rule, when it certainly fails."""

    def unless(field: str, condition: str) -> str:
        return d.all(d.known(field), d.non.format(x=condition))

    def out(field: str, low: int, high: int) -> str:
        return d.all(d.known(field), d.any(f"{field} < {low}", f"{field} > {high}"))

    quartier = d.oui.format(x="qpv")
    if c.grands:
        quartier = d.all(quartier, unless("typologie", d.numbers("typologie", c.grands)))
    return (
        d.all(d.known("affectation"), d.among("affectation", c.exclus)),
        d.non.format(x=d.among("commune", c.communes)),
        unless("financement", d.among("financement", c.financements)),
        out("typologie", c.typologie_min, c.typologie_max),
        quartier,
        out("annee", c.annee_min, c.annee_max),
        out("conge", c.conge_du.toordinal(), c.conge_au.toordinal()),
        d.all(d.known("liberation"), f"disponibilite - liberation > {c.jours}"),
    )


def unsaid(c: Convention, d: Dialecte) -> Sequence[str | None]:
    """For each rule, when it cannot be said, if it does not fail."""
    quartier = d.absent("qpv")
    if c.grands:
        exempt = d.all(d.known("typologie"), d.numbers("typologie", c.grands))
        quartier = d.all(d.non.format(x=d.faux.format(x="qpv")), d.non.format(x=exempt))
    return (
        d.absent("affectation"), None, d.absent("financement"), d.absent("typologie"), quartier,
        d.absent("annee"), d.absent("conge"), d.absent("liberation"),
    )  # fmt: skip


def code(c: Convention, d: Dialecte) -> str:
    """The code of W1 as one expression."""
    exempt = d.all(d.known("typologie"), d.numbers("typologie", c.grands)) if c.grands else None
    lacks = [
        (d.absent(field), name)
        for field, name in zip(
            ("affectation", "financement", "typologie", "annee", "conge", "liberation"),
            ("affectation", "financement", "typologie", "annee_construction", "conge", "liberation"),
            strict=True,
        )
    ]
    lacks.append((d.all(d.absent("qpv"), d.non.format(x=exempt)) if exempt else d.absent("qpv"), "qpv"))
    found = " + ".join(d.choose(lack, str(BITS[name]), "0") for lack, name in lacks)
    for rank, condition in reversed(list(enumerate(fails(c, d), 1))):
        found = d.choose(condition, str(rank), found)
    return found


def outcomes(c: Convention, d: Dialecte) -> Sequence[str]:
    """The outcomes of W3, an expression a rule."""
    found = []
    for failed, open_ in zip(fails(c, d), unsaid(c, d), strict=True):
        rest = d.choose(open_, str(INDETERMINE), str(VRAI)) if open_ else str(VRAI)
        found.append(d.choose(failed, str(FAUX), rest))
    return found


def dictionaries(enonce: Enonce, first: int) -> list[dict[str, Any]]:
    """Rows with words, null for what is missing, days as whole numbers."""
    found = []
    for v in enonce.lignes[:first]:
        row = v._asdict()
        for field in ("conge", "liberation", "disponibilite"):
            row[field] = row[field].toordinal() if row[field] else None
        found.append(row)
    return found


CEL = Dialecte()
CEL_PYTHON = Dialecte(nul="type({x}) == null_type")
"""It does not compare a number with null."""
REGLE = Dialecte(et="and", ou="or", non="not ({x})")
ZEN = Dialecte(et="and", ou="or", non="not ({x})")


class Expressions:
    """An engine that answers an expression for a row."""

    dialecte = CEL

    def __init__(self, enonce: Enonce) -> None:
        self.enonce = enonce
        self.compiled = self.compile(list(self.texts()))

    def texts(self) -> Iterable[str]:
        for c in self.enonce.regles:
            if self.enonce.genre == "W3":
                yield from outcomes(c, self.dialecte)
            else:
                yield code(c, self.dialecte)

    def compile(self, texts: Sequence[str]) -> Any:
        raise NotImplementedError

    def prepare(self, first: int) -> None:
        self.rows = dictionaries(self.enonce, first)

    def run(self) -> Any:
        ask: Callable[[Any], Any] = self.ask
        return [ask(row) for row in self.rows]

    def ask(self, row: Any) -> Any:
        raise NotImplementedError

    def codes(self, found: Any) -> Iterable[int]:
        return (int(x) for row in found for x in row)


class Cel(Expressions):
    """CEL in Rust: one program whose value is the list of all answers, so that a row is handed over once."""

    def compile(self, texts: Sequence[str]) -> Any:
        import cel

        return cel.compile(f"[{', '.join(texts)}]")

    def ask(self, row: Any) -> Any:
        return self.compiled.execute(row)


class CelPython(Expressions):
    """cel-python: a program an expression."""

    dialecte = CEL_PYTHON

    def compile(self, texts: Sequence[str]) -> Any:
        import celpy

        environment = celpy.Environment()
        return [environment.program(environment.compile(text)) for text in texts]

    def prepare(self, first: int) -> None:
        from celpy import json_to_cel

        self.rows = [{k: json_to_cel(v) for k, v in row.items()} for row in dictionaries(self.enonce, first)]

    def ask(self, row: Any) -> Any:
        return [program.evaluate(row) for program in self.compiled]


class RuleEngine(Expressions):
    dialecte = REGLE

    def compile(self, texts: Sequence[str]) -> Any:
        import rule_engine

        return [rule_engine.Rule(text) for text in texts]

    def ask(self, row: Any) -> Any:
        return [rule.evaluate(row) for rule in self.compiled]


class Zen(Expressions):
    """zen: one compiled expression, a list of all answers. A decision graph says the same
    four times as slowly when it is loaded by key, and more when it is not."""

    dialecte = ZEN

    def compile(self, texts: Sequence[str]) -> Any:
        import zen

        return zen.compile_expression(f"[{', '.join(texts)}]")

    def ask(self, row: Any) -> Any:
        return self.compiled.evaluate(row)
