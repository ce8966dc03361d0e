"""Definitions and parameters of a convention that nothing reads."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems
from convrules.ir.parcours import everything


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


def _read(written: object, own: str) -> Iterator[str]:
    """Names of parameters and definitions below a tree, that of the tree itself apart."""
    for node in everything(written):
        if isinstance(node, ir.Parametre | ir.Nomme) and node.nom != own:
            yield node.nom
