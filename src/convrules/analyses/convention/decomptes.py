"""Counts that a follow-up cannot settle before the turn is closed: its effect would take that day."""

from collections.abc import Iterator

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems

_OUVERTES = (ir.Classe.CANDIDATURES, ir.Classe.REFUS)
_MIROIR = {
    ir.Comparateur.INFERIEUR: ir.Comparateur.SUPERIEUR,
    ir.Comparateur.INFERIEUR_EGAL: ir.Comparateur.SUPERIEUR_EGAL,
    ir.Comparateur.SUPERIEUR: ir.Comparateur.INFERIEUR,
    ir.Comparateur.SUPERIEUR_EGAL: ir.Comparateur.INFERIEUR_EGAL,
}
_PLAFONDS = (ir.Comparateur.INFERIEUR, ir.Comparateur.INFERIEUR_EGAL)


def decomptes_tardifs(convention: ir.Convention) -> Iterator[Diagnostic]:
    """Conditions of a `suite` that hold only once no further row may come."""
    for clause in convention.clauses:
        if isinstance(clause, ir.Suite) and clause.entete.si is not None:
            for found in _late(clause.entete.si, wanted=True):
                yield problems.decompte_tardif(
                    span=found.span, ecrit=found.span.text, clause=clause.entete.nom
                )


def _late(expr: ir.Expr, *, wanted: bool) -> Iterator[ir.Comparaison]:
    """Comparisons that must be an exact number, or no more than one, for the condition to be as wanted."""
    match expr:
        case ir.Non(operande=inner):
            yield from _late(inner, wanted=not wanted)
        case ir.Et(gauche=a, droite=b) | ir.Ou(gauche=a, droite=b):
            yield from _late(a, wanted=wanted)
            yield from _late(b, wanted=wanted)
        case ir.Nomme(expr=inner):
            yield from _late(inner, wanted=wanted)
        case ir.Comparaison(operateur=sign, gauche=a, droite=b):
            if _counts(b) and not _counts(a):
                sign = _MIROIR.get(sign, sign)
            elif not _counts(a):
                return
            exact = sign is (ir.Comparateur.EGAL if wanted else ir.Comparateur.DIFFERENT)
            capped = sign in _PLAFONDS if wanted else sign in _MIROIR and sign not in _PLAFONDS
            if exact or capped:
                yield expr
        case _:  # Why: nothing else bounds a count.
            return


def _counts(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Compte) and any(c in _OUVERTES for c in expr.population.classes)
