"""A consolidated text cut down to what is in force on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from convrules.base.motifs import Motif
from convrules.syntax import nodes as n
from convrules.syntax.avenants import every_clause, name_of, with_key
from convrules.syntax.tree import kind_of

_MOT: Final = Motif(r"[a-z][a-z0-9_]*")


def in_force(root: n.Table, jour: date) -> n.Table:
    """The text without the clauses out of force on that day, nor the exceptions left without a target.

    A clause that another one cites stays, with its days: the text must still read."""
    kept = _kept(root, jour)
    held = root.get("clauses")
    if not isinstance(held, n.Liste):
        return root
    return with_key(root, "clauses", n.Liste(span=held.span, elements=tuple(_only(held, kept))))


def _kept(root: n.Table, jour: date) -> frozenset[str]:
    held = root.get("clauses")
    every = tuple(every_clause(held.elements if isinstance(held, n.Liste) else ()))
    gone = {name_of(c) for c in every if not contains(c.get("en vigueur"), jour)}
    while found := set(_orphans(every, gone)) - gone:
        gone |= found
    while back := {w for c in every if name_of(c) not in gone for w in _cited(c)} & gone:
        gone -= back
    return frozenset(name_of(c) for c in every if name_of(c) not in gone)


def contains(node: n.Yaml | None, jour: date) -> bool:
    """Does « en vigueur » hold this day?"""
    if not isinstance(node, n.Table):
        return True
    du, au = (_text(node, cle) for cle in ("du", "au"))
    return (not du or du <= jour.isoformat()) and (not au or jour.isoformat() <= au)


def _orphans(every: tuple[n.Table, ...], gone: set[str]) -> Iterator[str]:
    present = [c for c in every if name_of(c) not in gone]
    names = {name_of(c) for c in present} | {_text(c, "groupe") for c in present}
    lost = {x for c in every if name_of(c) in gone for x in (name_of(c), _text(c, "groupe"))} - names
    yield from (name_of(c) for c in present if kind_of(c) == "exception" and _text(c, "à") in lost)


def _cited(clause: n.Table) -> Iterator[str]:
    """Every word of a clause that may name another one."""
    for key, value in clause.entrees:
        if key.texte not in ("énoncé", "source", "dont", kind_of(clause)):
            yield from _MOT.findall(value.span.text)


def _text(node: n.Table, cle: str) -> str:
    value = node.get(cle)
    return value.texte if isinstance(value, n.Scalaire) else ""


def _only(held: n.Liste, kept: frozenset[str]) -> Iterator[n.Yaml]:
    for clause in held.elements:
        if not isinstance(clause, n.Table) or name_of(clause) not in kept:
            continue
        inner = clause.get("dont")
        if isinstance(inner, n.Liste):
            left = tuple(_only(inner, kept))
            entries = tuple((k, v) for k, v in clause.entrees if k.texte != "dont" or left)
            clause = n.Table(span=clause.span, entrees=entries)
            if left:
                clause = with_key(clause, "dont", n.Liste(span=inner.span, elements=left))
        yield clause
