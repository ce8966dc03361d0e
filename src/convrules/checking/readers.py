"""Reading the plain values of a file. What is missing or misshapen was reported by the skeleton."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from convrules import ir
from convrules.base.signes import one_line
from convrules.base.source import Span
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n

E = TypeVar("E", bound=StrEnum)


def text(table: n.Table, cle: str) -> str | None:
    """The scalar under a key, as text, of one line."""
    value = table.get(cle)
    return one_line(value.texte) if isinstance(value, n.Scalaire) else None


def place(table: n.Table, cle: str) -> Span:
    """Where a key's value stands; the table when the key is absent."""
    value = table.get(cle)
    return head(value) if value is not None else head(table)


def head(node: n.Noeud) -> Span:
    """The first line of a node: a caret under a whole block helps nobody."""
    span = node.span
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(source=span.source, start=span.start, end=end)


def table_of(node: n.Yaml | None) -> n.Table | None:
    return node if isinstance(node, n.Table) else None


def items(node: n.Yaml | None) -> tuple[n.Yaml, ...]:
    """Elements of a list; a lone value stands for a list of one."""
    match node:
        case n.Liste(elements=elements):
            return elements
        case n.Scalaire():
            return (node,)
        case _:
            return ()


def scalars(node: n.Yaml | None) -> tuple[n.Scalaire, ...]:
    return tuple(e for e in items(node) if isinstance(e, n.Scalaire))


def tables(node: n.Yaml | None) -> Iterator[n.Table]:
    return (e for e in items(node) if isinstance(e, n.Table))


def entries(node: n.Yaml | None) -> tuple[tuple[n.Scalaire, n.Yaml], ...]:
    return node.entrees if isinstance(node, n.Table) else ()


def phrase(table: n.Table, cle: str) -> n.Dsl | None:
    """The sentence under a key; None when there is none, or when it was refused."""
    value = table.get(cle)
    if not isinstance(value, n.Phrase) or isinstance(value.arbre, n.Invalide):
        return None
    return value.arbre


def day(node: n.Yaml | None) -> date | None:
    """A date; one that no calendar holds was reported when it was read."""
    if not isinstance(node, n.Scalaire):
        return None
    try:
        return date.fromisoformat(node.texte)
    except ValueError:
        return None


def member(words: type[E], written: str | None) -> E | None:
    """The word of a closed list; None when absent, or outside it (reported by the skeleton)."""
    return next((word for word in words if word.value == written), None)


def fraction(written: str) -> Fraction | None:
    """An exact number: `3`, `2.5`, `156/5`, `-1`."""
    try:
        return Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None


def validity(c: Chantier, node: n.Yaml | None) -> ir.Validite:
    """`en vigueur`: both ends included; an end before its beginning is reported."""
    table = table_of(node)
    if table is None:
        return ir.TOUJOURS
    du, au = day(table.get("du")), day(table.get("au"))
    if du is not None and au is not None and au < du:
        c.report(problems.validite_incoherente(span=head(table), du=du.isoformat(), au=au.isoformat()))
        return ir.Validite(du=du)
    return ir.Validite(du=du, au=au)
