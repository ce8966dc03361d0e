"""Clauses that wait for one another: none can be decided before the others."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.texte import cite, suite
from convrules.compiler import circle_of, compile_clause
from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems import analyses as problems


def clauses_en_cercle(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Deadlines and follow-ups whose effects each reads from the next one."""
    if not any(isinstance(c, ir.Delai | ir.Suite) for c in convention.clauses):
        return
    written = [c for file in (convention, *socles) for c in file.clauses]
    exceptions = [c for c in written if isinstance(c, ir.ExceptionClause)]
    circle = circle_of(
        [compile_clause((c,), exceptions) for c in written if isinstance(c, ir.Delai | ir.Suite)]
    )
    # Why: the circle begins where its first name is, whatever the order of the paper.
    start = min(range(len(circle)), key=lambda i: circle[i].ident, default=0)
    circle = (*circle[start:], *circle[:start])
    own = [c.clause for c in circle if c.clause in convention.clauses]
    if own:
        names = suite((cite(c.clause.entete.ident) for c in circle), "et")
        first, *others = (c.entete for c in own)
        yield problems.clauses_en_cercle(
            span=first.span,
            clause=first.nom,
            clauses=names,
            autres=tuple(Label(span=e.span, texte="elle attend l'autre") for e in others),
        )
