"""What the text alone of an expression says of it, whatever the row."""

from convrules import ir
from convrules.runtime.decision import Trace
from convrules.runtime.operators import normal_text


def is_share(expr: ir.Expr) -> bool:
    """A count over a count."""
    if isinstance(expr, ir.Nomme):
        return is_share(expr.expr)
    if not (isinstance(expr, ir.Calcul) and expr.operateur is ir.Operateur.DIVISE):
        return False
    return isinstance(expr.gauche, ir.Compte) and isinstance(expr.droite, ir.Compte)


def is_empty_share(trace: Trace) -> bool:
    """A count over a count of nothing: there is no share to compare, and no error either."""
    if isinstance(trace.expr, ir.Nomme):
        return is_empty_share(trace.enfants[0])
    return is_share(trace.expr) and trace.enfants[1].valeur == 0


def words_of(expr: ir.Dans) -> frozenset[str] | None:
    """The members, where they are all words written out."""
    written = [e.valeur for e in expr.ensemble if isinstance(e, ir.Litteral)]
    words = [normal_text(word) for word in written if isinstance(word, str)]
    return frozenset(words) if len(words) == len(expr.ensemble) else None
