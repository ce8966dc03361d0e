"""Definitions and parameters of a convention that nothing reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass

from convrules import ir
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems


def noms_inutiles(texts: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Read in none of the texts of a convention. A socle declares for those that inherit it."""
    paper = texts[0]
    if paper.version is not None or not (paper.parametres or paper.definitions):
        return
    definitions = {nom: expr for text in texts for nom, expr in text.definitions}
    read = {nom for text in texts for nom in _read((text.clauses, text.parametres), "")}
    read |= {nom for own, expr in definitions.items() for nom in _read(expr, own)}
    for parametre in paper.parametres:
        if parametre.nom not in read:
            yield problems.nom_inutile(span=parametre.span, nom=parametre.nom, genre="Le paramètre")
    for nom, expr in paper.definitions:
        if nom not in read:
            yield problems.nom_inutile(span=expr.span, nom=nom, genre="La définition")


def _read(node: object, own: str) -> Iterator[str]:
    """Names of parameters and definitions below a tree, that of the tree itself apart."""
    match node:
        case ir.Parametre(nom=nom) | ir.Nomme(nom=nom) if nom != own:
            yield nom
    if isinstance(node, Mapping):
        node = tuple(node.values())
    if isinstance(node, tuple):
        for part in node:
            yield from _read(part, own)
    elif is_dataclass(node) and not isinstance(node, Span | type):
        for field in fields(node):
            yield from _read(getattr(node, field.name), own)
