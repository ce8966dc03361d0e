"""Signatures of the arithmetic operators."""

from convrules import ir
from convrules.base.source import Span
from convrules.base.values import TDate, TDuree, TEvenement, TInvalide, TNombre, Type, combine, unite
from convrules.checking.comparisons import Operande, align, as_number, written_in
from convrules.checking.scope import Chantier
from convrules.checking.types import merge_bases, type_of
from convrules.checking.words import describe
from convrules.diagnostics.problems import types as problems


def calculate(c: Chantier, operateur: str, a: Operande, b: Operande, span: Span) -> ir.Expr:
    """`a op b`, typed: numbers, a date moved by a duration, days between two dates."""
    result: Type | None
    match operateur, a.type, b.type:
        case _, TInvalide(), _:
            return ir.Invalide(span=span)
        case _, _, TInvalide():
            return ir.Invalide(span=span)
        case (("*" | "/"), TNombre() as left, TNombre() as right):
            return _node(operateur, a.expr, b.expr, _product(operateur, left, right), span)
        case (("+" | "-"), TNombre(), TNombre()):
            return _sum(c, operateur, a, b, span)
        case (("+" | "-"), TNombre(), TDuree()) | (("+" | "-"), TDuree(), TNombre()) if _days(a, b):
            return _sum(c, operateur, a, b, span)
        case "/", TNombre() as left, TDuree() if _days(a, b):
            days = as_number(b.expr, left.unite)
            result = _product(operateur, left, TNombre(unite=left.unite, entier=True))
            return _node(operateur, a.expr, days, result, span)
        case (("+" | "-"), (TDate() | TEvenement()) as left, TDuree()):
            return _node(operateur, a.expr, b.expr, left, span)
        case "-", (TDate() | TEvenement()), (TDate() | TEvenement()):
            result = TNombre(unite=unite("jour"), entier=True)
            return _node(operateur, a.expr, b.expr, result, span)
        case _, left, right:
            return c.refuse(
                problems.calcul_impossible(
                    span=span,
                    operateur=operateur,
                    gauche=describe(left),
                    droite=describe(right),
                    duree=_factor(operateur, a, b),
                    ecrits=tuple(value.span for o in (a, b) for value in c.valeurs(o.expr)),
                    **_of_a_day(operateur, a, b),
                )
            )


def _days(a: Operande, b: Operande) -> bool:
    """A duration that is written, beside a number of its own unit: it is that number."""
    duree, other = (a, b) if isinstance(a.type, TDuree) else (b, a)
    return isinstance(other.type, TNombre) and written_in(duree.expr, other.type.unite)


def _factor(operateur: str, a: Operande, b: Operande) -> str:
    """The duration that would multiply or divide a number, as written; empty for anything else."""
    found = [o.node.span.text for o in (a, b) if isinstance(o.type, TDuree)]
    number = any(isinstance(o.type, TNombre) for o in (a, b))
    return found[0] if operateur in "*/" and number and found else ""


def _of_a_day(operateur: str, a: Operande, b: Operande) -> dict[str, str]:
    """What moves a day and is no duration: how the duration is to be written, here or in a parameter."""
    if operateur not in "+-" or not isinstance(a.type, TDate | TEvenement) or not isinstance(b.type, TNombre):
        return {}
    if isinstance(b.expr, ir.Parametre):
        return {"parametre": b.expr.nom}
    if not b.nu:
        return {}
    written = f"{a.node.span.text} {operateur} {b.node.span.text}"
    return {"jours": f"{written} jours", "mois": f"{written} mois"}


def _node(operateur: str, a: ir.Expr, b: ir.Expr, type_: Type, span: Span) -> ir.Expr:
    return ir.Calcul(operateur=ir.Operateur(operateur), gauche=a, droite=b, type=type_, span=span)


def _product(operateur: str, a: TNombre, b: TNombre) -> TNombre:
    divides = operateur == "/"
    ratio_of_rates = divides and a.taux and b.taux
    return TNombre(
        unite=combine(a.unite, b.unite, -1 if divides else 1),
        entier=not divides and a.entier and b.entier,
        taux=not ratio_of_rates and a.unite == b.unite == () and (a.taux or (b.taux and not divides)),
        base=merge_bases(a.base, b.base),
    )


def _sum(c: Chantier, operateur: str, a: Operande, b: Operande, span: Span) -> ir.Expr:
    aligned = align(c, a, b, span)
    if aligned is None:
        return ir.Invalide(span=span)
    left, right = type_of(aligned[0]), type_of(aligned[1])
    assert isinstance(left, TNombre) and isinstance(right, TNombre), "numbers stay numbers"
    years = [isinstance(o.type, TNombre) and o.type.annee for o in (a, b)]
    type_ = TNombre(
        unite=left.unite,
        entier=left.entier and right.entier,
        taux=left.taux or right.taux,
        base=left.base or right.base,
        # What is added to a year, or taken from it, makes another; between two there is a number of years.
        annee=years == [True, False] or (operateur == "+" and years == [False, True]),
    )
    return _node(operateur, aligned[0], aligned[1], type_, span)
