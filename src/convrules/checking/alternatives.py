"""`typologie = T4 ou T5`: several codes of one field, of which the second is written as a condition."""

from collections.abc import Iterator

from convrules.base.source import Span
from convrules.base.values import TCode
from convrules.checking.names import peek
from convrules.checking.scope import Chantier, Lieu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import phrase
from convrules.syntax import nodes as n


def codes_in_a_row(c: Chantier, node: n.Binaire, lieu: Lieu) -> Diagnostic | None:
    """The list to write in the place of a comparison to several codes, when there is one."""
    operands = list(_operands(node, node.operateur))
    for rank, operand in enumerate(operands[:-1]):
        compared = _last(operand)
        if compared is None or not isinstance(compared.gauche, n.Chemin):
            continue
        type_ = peek(c, compared.gauche, lieu)
        known = c.codes(type_.enumeration) if isinstance(type_, TCode) else ()
        first, more = _code(compared.droite, known), []
        for other in operands[rank + 1 :]:
            code = _code(other, known)
            if not code or code in c.definitions or _means_itself(c, other, lieu):
                break
            more.append(code)
        if first and more:
            span = Span(
                source=node.span.source, start=compared.span.start, end=operands[rank + len(more)].span.end
            )
            listed = f"{compared.gauche.span.text} dans [{', '.join((first, *more))}]"
            attendu = listed if compared.operateur == "=" else f"non {listed}"
            return phrase.tournure(span=span, ecrit=span.text, attendu=attendu)
    return None


def _operands(node: n.Expr, operateur: str) -> Iterator[n.Expr]:
    if isinstance(node, n.Binaire) and node.operateur == operateur:
        yield from _operands(node.gauche, operateur)
        yield from _operands(node.droite, operateur)
    else:
        yield node


def _last(node: n.Expr) -> n.Binaire | None:
    """The comparison that an operand ends with."""
    while isinstance(node, n.Binaire) and node.operateur in ("et", "ou"):
        node = node.droite
    return node if isinstance(node, n.Binaire) and node.operateur in ("=", "!=") else None


def _code(node: n.Expr, known: tuple[str, ...]) -> str:
    match node:
        case n.Chemin(noms=(nom,)) if nom in known:
            return nom
        case _:
            return ""


def _means_itself(c: Chantier, node: n.Expr, lieu: Lieu) -> bool:
    """Is this name a fact, a parameter or an inherited definition?"""
    return isinstance(node, n.Chemin) and peek(c, node, lieu) is not None
