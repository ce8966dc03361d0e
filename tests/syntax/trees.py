"""Walking a surface tree in tests."""

from collections.abc import Iterator
from dataclasses import fields

from convrules.base.source import Source, Span, make_source
from convrules.diagnostics.model import Checked
from convrules.syntax import nodes as n
from convrules.syntax.parser import parse_sentence


def walk(node: object) -> Iterator[n.Noeud]:
    """A node and everything below it."""
    if isinstance(node, n.Noeud):
        yield node
        for f in fields(node):
            yield from walk(getattr(node, f.name))
    elif isinstance(node, tuple):
        for element in node:
            yield from walk(element)


def sentence(entree: str, text: str) -> Checked[n.Dsl]:
    """A sentence read alone, away from the beginning of its source."""
    source: Source = make_source("phrase", f"clé: {text}")
    return parse_sentence(Span(source=source, start=5, end=5 + len(text)), n.Entree(entree))
