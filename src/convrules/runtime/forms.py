"""Expressions that are worked out of the values of their parts, and of nothing else: their meaning.

Comparison, arithmetic and `dans` are strict: one operand that does not apply makes the whole not apply,
otherwise what is not known unites its causes. Source: docs/langage, « Les issues », « Types et unités ».
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, NonApplicable, et, non, ou
from convrules.base.records import dataclass
from convrules.base.values import Resultat
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Trace
from convrules.runtime.operators import calculate, comparing, in_season, member, negate, normal_text
from convrules.runtime.places import among_named, in_commune, is_commune


@dataclass(frozen=True, slots=True, kw_only=True)
class Forme:
    """`of`: what it gives, of the context and of the value of each of its `parts`. `ecrits`: parts that are
    written out, told after the others; `of` knows them."""

    parts: tuple[ir.Expr, ...]
    of: Callable[..., Resultat]
    ecrits: tuple[Trace, ...] = ()


def form_of(expr: ir.Expr) -> Forme | None:
    """None for what is found otherwise: facts, constants, what chooses what it evaluates."""
    form = FORMES.get(type(expr))
    return None if form is None or is_about_shares(expr) else form(expr)


def as_issue(value: Resultat) -> Issue:
    """A value that the checker knows to be a condition."""
    assert isinstance(value, _ISSUES), f"not a condition: {value!r}"
    return value


_ISSUES: Final = (bool, NonApplicable, Indetermine)


# --- conditions -----------------------------------------------------------------------------
def _and(expr: ir.Et) -> Forme:
    return Forme(parts=(expr.gauche, expr.droite), of=lambda contexte, a, b: et(as_issue(a), as_issue(b)))


def _or(expr: ir.Ou) -> Forme:
    return Forme(parts=(expr.gauche, expr.droite), of=lambda contexte, a, b: ou(as_issue(a), as_issue(b)))


def _comparison(expr: ir.Comparaison) -> Forme:
    return Forme(parts=(expr.gauche, expr.droite), of=compared(expr))


def compared(expr: ir.Comparaison) -> Callable[[Contexte, Resultat, Resultat], Issue]:
    """What the values of both sides give."""
    compare, left, right = comparing(expr.operateur), expr.gauche, expr.droite
    fact, named = (left, right) if is_commune(left) else (right, left)
    if not is_commune(fact):
        return lambda contexte, a, b: compare(a, b)

    def of(contexte: Contexte, a: Resultat, b: Resultat) -> Issue:
        if isinstance(a, str) and isinstance(b, str):
            x, y = (a, b) if fact is left else (b, a)
            same = in_commune(fact, x, ((named, y),), contexte)
            if same is not None:
                return same if expr.operateur is ir.Comparateur.EGAL else non(same)
        return compare(a, b)

    return of


def is_about_shares(expr: ir.Expr) -> bool:
    """Does it compare a count over a count?"""
    return isinstance(expr, ir.Comparaison) and (is_share(expr.gauche) or is_share(expr.droite))


def is_share(expr: ir.Expr) -> bool:
    if isinstance(expr, ir.Nomme):
        return is_share(expr.expr)
    if not (isinstance(expr, ir.Calcul) and expr.operateur is ir.Operateur.DIVISE):
        return False
    return isinstance(expr.gauche, ir.Compte) and isinstance(expr.droite, ir.Compte)


def _membership(expr: ir.Dans) -> Forme:
    written = tuple(Trace(expr=e, valeur=e.valeur) for e in expr.ensemble if isinstance(e, ir.Litteral))
    if len(written) < len(expr.ensemble):
        return Forme(parts=(expr.operande, *expr.ensemble), of=_among(expr))
    among, values = _among(expr), tuple(t.valeur for t in written)
    texts = [normal_text(value) for value in values if isinstance(value, str)]
    words = frozenset(texts) if len(texts) == len(values) else None
    operande, commune = expr.operande, is_commune(expr.operande)

    def of(contexte: Contexte, value: Resultat) -> Issue:
        if words is None or not isinstance(value, str):
            return among(contexte, value, *values)
        return among_named(operande, value, words, contexte) if commune else normal_text(value) in words

    return Forme(parts=(operande,), of=of, ecrits=written)


def _among(expr: ir.Dans) -> Callable[..., Issue]:
    def of(contexte: Contexte, value: Resultat, *members: Resultat) -> Issue:
        named = tuple(zip(expr.ensemble, members, strict=True))
        found = in_commune(expr.operande, value, named, contexte) if is_commune(expr.operande) else None
        return member(value, members) if found is None else found

    return of


def _between(expr: ir.Entre) -> Forme:
    """`et` of two comparisons."""
    sides = (ir.Comparateur.SUPERIEUR_EGAL, expr.bas), (ir.Comparateur.INFERIEUR_EGAL, expr.haut)
    low, high = (
        ir.Comparaison(operateur=op, gauche=expr.operande, droite=side, span=expr.span) for op, side in sides
    )
    return Forme(parts=(low, high), of=lambda contexte, a, b: et(as_issue(a), as_issue(b)))


def _negation(expr: ir.Non) -> Forme:
    return Forme(parts=(expr.operande,), of=lambda contexte, value: non(as_issue(value)))


def _season(expr: ir.EnSaison) -> Forme:
    saison = expr.saison
    return Forme(parts=(expr.operande,), of=lambda contexte, value: in_season(value, saison))


# --- numbers, days, names -------------------------------------------------------------------
def _calculation(expr: ir.Calcul) -> Forme:
    operateur = expr.operateur
    return Forme(
        parts=(expr.gauche, expr.droite),
        of=lambda contexte, a, b: calculate(operateur, a, b, contexte.calendrier, expr),
    )


def _opposed(expr: ir.Oppose) -> Forme:
    return Forme(parts=(expr.operande,), of=lambda contexte, value: negate(value))


def _named(expr: ir.Nomme) -> Forme:
    return Forme(parts=(expr.expr,), of=lambda contexte, value: value)


FORMES: Final[Mapping[type[ir.Expr], Callable[[Any], Forme]]] = {
    ir.Comparaison: _comparison,
    ir.Et: _and,
    ir.Ou: _or,
    ir.Dans: _membership,
    ir.Nomme: _named,
    ir.Non: _negation,
    ir.Entre: _between,
    ir.Calcul: _calculation,
    ir.Oppose: _opposed,
    ir.EnSaison: _season,
}
