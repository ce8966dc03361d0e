"""A number of an account that a clause reads (docs/langage, « Un chiffre d'un compte »).

Every value that completing the rows may give is tried in its turn; the answer is the one they all give.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from . import by_cell
from .carrying import Carry, carry
from .days import NEVER
from .facts import Possible, Row, Value
from .judge import Judged, rounded
from .outcomes import Cause, HorsDePortee, N, U
from .syntax import Node
from .year import Year

Found = TypeVar("Found")
Tried = dict[Node, Value]


class Asked(Exception):
    """A number that no value was chosen for yet."""

    def __init__(self, node: Node) -> None:
        super().__init__(node)
        self.node = node


def reader_of(tried: Tried) -> Callable[[Node], Value]:
    def read(node: Node) -> Value:
        if node not in tried:
            raise Asked(node)
        return tried[node]

    return read


def each(
    year: Year, say: Callable[[Tried], Found], element: Row | None
) -> tuple[list[Found], frozenset[Cause]]:
    """What is said, of an element or of the whole, for each choice of values, and why there are several."""
    found: list[Found] = []
    causes: frozenset[Cause] = frozenset()
    left: list[Tried] = [{}]
    while left:
        tried = left.pop()
        try:
            found.append(say(tried))
        except Asked as asked:
            values, why = values_of(year, asked.node, element)
            causes |= why
            left += [{**tried, asked.node: value} for value in values]
    return found, causes


def values_of(year: Year, node: Node, element: Row | None = None) -> tuple[list[Value], frozenset[Cause]]:
    _, figure, name, before = node
    if not before:
        return of_year(year, figure, name, element)
    first, _ = year.life.force
    if first >= year.period.first:
        return [N if figure == "taux" else Fraction(0)], frozenset()
    if year.prior is not None:
        return of_year(year.prior, figure, name, element)
    unknown: Value = U(frozenset({(f"{name} {year.number - 1}", "manquant")}))
    clause = year.convention.clauses[name]
    carried_on = str(clause.keys.get("report", "aucun")) != "aucun"
    if carried_on and year.cells_of(clause) != "ensemble" and figure in ("solde", "manque"):
        raise HorsDePortee("solde d'une cellule de l'année d'avant")
    carries = carry(str(clause.keys.get("report", "aucun")))
    if figure == "solde":
        unknown = U(frozenset({("soldes", "manquant")}))
    elif figure != "manque" or cuts(carries):
        return [unknown], frozenset()
    try:
        balances = year.carried(clause, ())
    except HorsDePortee:
        return [unknown], frozenset()
    if figure == "manque":
        how = str(clause.keys["arrondi"]) if carries.mode == "solde exact" else "sans arrondi"
        return [max(Fraction(0), rounded(x, how)) for x in balances], frozenset()
    return list(balances), frozenset()


def cuts(carries: Carry) -> bool:
    """May the balance be less than what was missing?"""
    whole_balance = carries.mode in ("solde arrondi", "solde exact") and carries.only != "excédent"
    return not whole_balance or carries.dies or carries.cap is not None or carries.cap_share is not None


def of_year(year: Year, figure: str, name: str, element: Row | None) -> tuple[list[Value], frozenset[Cause]]:
    clause = year.convention.clauses[name]
    judged = year.judge(clause)
    if year.cells_of(clause) != "ensemble":
        return by_cell.values(year, clause, judged, figure, element)
    return of_one(year, judged, figure, name)


def of_one(year: Year, judged: Judged, figure: str, name: str) -> tuple[list[Value], frozenset[Cause]]:
    if judged.silent:
        return [N], frozenset()
    if judged.doubt:
        return [U(judged.doubt)], frozenset()
    if year.open:
        return [to_come(judged, figure, number="nombre" in kind_of(year, name))], frozenset()
    return list(judged.figures[figure]), judged.causes


def kind_of(year: Year, name: str) -> str:
    rule = str(year.convention.clauses[name].keys["règle"])
    return "taux" if "%" in rule.split(" des ")[0] else "nombre"


def to_come(judged: Judged, figure: str, *, number: bool) -> Value:
    """The year is open: rows may come, and none goes."""
    causes = judged.causes | {("fin de la période", "futur")}
    known = [x for x in judged.figures[figure] if isinstance(x, Fraction)]
    if figure in ("base", "réalisé"):
        return Possible(whole(min(known)), NEVER, causes)
    if figure == "dû":
        return known[0] if number else at_least(min(known), causes)
    if figure == "manque":
        return Possible(0, whole(max(known)) if number else NEVER, causes)
    if figure == "dépassement":
        return Possible(whole(min(known)) if number else 0, NEVER, causes)
    return U(causes)


def at_least(number: Fraction, causes: frozenset[Cause]) -> Value:
    """Bounds of whole numbers only are compared here."""
    return Possible(whole(number), NEVER, causes)


def whole(number: Fraction) -> int:
    if number.denominator != 1:
        raise HorsDePortee("fraction dans une année ouverte")
    return int(number)
