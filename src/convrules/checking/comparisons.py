"""Do two operands go together? Numbers by unit and base, durations by unit, codes by enumeration."""

from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.dates import Duree, UniteDuree
from convrules.base.records import dataclass, replace
from convrules.base.source import Span
from convrules.base.values import (
    SANS_UNITE,
    Base,
    TCode,
    TCondition,
    TDate,
    TDuree,
    TEvenement,
    TInvalide,
    TNombre,
    TTexte,
    Type,
    Unite,
    combine,
    unite,
)
from convrules.checking.scope import Chantier
from convrules.checking.types import type_of
from convrules.checking.words import base_words, describe, unit_name
from convrules.diagnostics.problems import types as problems
from convrules.syntax import nodes as n
from convrules.vocabulary import OFFICIELS

COMPTEES: Final = frozenset(unite(u) for u in ("logement", "droit", "candidature", "refus"))
"""Units of what is counted: a bare whole number beside one of them is a number of it."""
_ECRITES: Final = frozenset({"centime", "m²", "jour", "semaine", "mois", "an", "%"})
"""Units that a number can be written with; of any other, a declaration is the only place that says it."""
PAR_LOGEMENT: Final = combine(unite("centime"), unite("logement"), -1)
_EN_JOURS: Final = (unite("jour"), UniteDuree.SEMAINE)
ORDRES: Final = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operande:
    """A typed operand, with the node it was written as (a bare number is known by its node)."""

    node: n.Expr
    expr: ir.Expr

    @property
    def type(self) -> Type:
        return type_of(self.expr)

    @property
    def nu(self) -> bool:
        """Is it a number written without unit?"""
        inner = self.node.operande if isinstance(self.node, n.Unaire) else self.node
        return isinstance(inner, n.Nombre) and inner.unite is None


def _code_by_code(c: Chantier, a: tuple[Operande, TCode], b: tuple[Operande, TCode], *, differs: bool) -> str:
    """What says which codes mean the same, for those of both lists; empty for official lists."""
    (left, one), (right, other) = a, b
    if one.enumeration in OFFICIELS or other.enumeration in OFFICIELS:
        return ""
    both = [code for code in c.codes(one.enumeration) if code in c.codes(other.enumeration)]
    x, y = left.node.span.text, right.node.span.text
    same = " ou ".join(f"({x} = {code} et {y} = {code})" for code in both[:6])
    return f"non ({same})" if differs and same else same


def align(
    c: Chantier, a: Operande, b: Operande, span: Span, *, differs: bool = False
) -> tuple[ir.Expr, ir.Expr] | None:
    """The operands, retyped so that they compare or add; None when they do not (reported). differs: are they
    asked to differ?"""
    match a.type, b.type:
        case (TInvalide(), _) | (_, TInvalide()):
            return None
        case TNombre() as left, TNombre() as right:
            return _years(_align_numbers(c, (a, left), (b, right), span), left, right)
        case TNombre(unite=u), TDuree() if written_in(b.expr, u):
            return a.expr, as_number(b.expr, u)
        case TDuree(), TNombre(unite=u) if written_in(a.expr, u):
            return as_number(a.expr, u), b.expr
        case TDuree() as left, TDuree() as right if left != right:
            c.report(problems.durees_incomparables(span=span, gauche=describe(left), droite=describe(right)))
            return None
        case TCode() as left, TCode() as right if left != right:
            c.report(
                problems.listes_de_codes_differentes(
                    span=span,
                    gauche=left.enumeration,
                    droite=right.enumeration,
                    ecriture=_code_by_code(c, (a, left), (b, right), differs=differs),
                )
            )
            return None
        case ((TDate() | TEvenement()), (TDate() | TEvenement())):
            return a.expr, b.expr
        case left, right if left == right:
            return a.expr, b.expr
        case left, right:
            c.report(
                problems.comparaison_impossible(
                    span=span,
                    gauche=describe(left),
                    droite=describe(right),
                    duree=next((o.node.span.text for o in (a, b) if isinstance(o.type, TDuree)), ""),
                )
            )
            return None


def _years(
    aligned: tuple[ir.Expr, ir.Expr] | None, left: TNombre, right: TNombre
) -> tuple[ir.Expr, ir.Expr] | None:
    """A whole number beside a year is one."""
    if aligned is None or left.annee == right.annee:
        return aligned
    a, b = aligned
    return (a, ir.year(b)) if left.annee else (ir.year(a), b)


def written_in(expr: ir.Expr, u: Unite) -> bool:
    """Is it a duration written there, and a number of this unit: of its own, or weeks beside days? That of a
    parameter is known on a day only."""
    if not (isinstance(expr, ir.Litteral) and isinstance(expr.valeur, Duree)):
        return False
    return u == unite(expr.valeur.unite.value) or (u, expr.valeur.unite) == _EN_JOURS


def as_number(expr: ir.Expr, u: Unite) -> ir.Expr:
    """A duration beside a number of its own unit, or weeks beside a number of days: a number of them."""
    assert isinstance(expr, ir.Litteral) and isinstance(expr.valeur, Duree), "asked by `written_in`"
    each = 7 if (u, expr.valeur.unite) == _EN_JOURS else 1
    return replace(expr, valeur=Fraction(expr.valeur.nombre * each), type=TNombre(unite=u, entier=True))


def _unsaid_unit(c: Chantier, a: tuple[Operande, TNombre], b: tuple[Operande, TNombre]) -> tuple[str, str]:
    """A field declared without unit beside a count of rows: its name, and the unit that it lacks."""
    for (field, own), (_, other) in ((a, b), (b, a)):
        champ = field.expr
        counted = len(other.unite) == 1 and other.unite[0][1] == 1
        if not isinstance(champ, ir.Champ) or own.unite != SANS_UNITE or not counted:
            continue
        if (str(champ.niveau), champ.nom) in c.declares:
            return champ.nom, unit_name(other.unite)
    return "", ""


def _per_dwelling(a: tuple[Operande, TNombre], b: tuple[Operande, TNombre]) -> str:
    """The sum per dwelling that stands beside an amount, or one to write; empty for any other pair."""
    units = {a[1].unite, b[1].unite}
    if units == {unite("centime"), combine(unite("centime"), unite("logement"))}:
        return "500 €/logement"
    if units != {unite("centime"), PAR_LOGEMENT}:
        return ""
    return (a if a[1].unite == PAR_LOGEMENT else b)[0].node.span.text


def _align_numbers(
    c: Chantier, a: tuple[Operande, TNombre], b: tuple[Operande, TNombre], span: Span
) -> tuple[ir.Expr, ir.Expr] | None:
    a, b = _in_own_unit(a, b[1]), _in_own_unit(b, a[1])
    (left, left_type), (right, right_type) = a, b
    if left.nu != right.nu:
        bare, other = (left, right_type) if left.nu else (right, left_type)
        typed = _with_unit(c, bare, other)
        if typed is None:
            return None
        return (typed, right.expr) if left.nu else (left.expr, typed)
    if left_type.unite != right_type.unite or _is_count_and_rate(left_type, right_type):
        nom, unite = _unsaid_unit(c, (left, left_type), (right, right_type))
        c.report(
            problems.unites_incompatibles(
                span=span,
                gauche=describe(left_type),
                droite=describe(right_type),
                nom=nom,
                unite=unite,
                par_logement=_per_dwelling((left, left_type), (right, right_type)),
            )
        )
        return None
    if {left_type.base, right_type.base} == {Base.STOCK, Base.FLUX}:
        c.report(
            problems.stock_et_flux(
                span=span, gauche=base_words(left_type.base), droite=base_words(right_type.base)
            )
        )
        return None
    return left.expr, right.expr


def _in_own_unit(operande: tuple[Operande, TNombre], other: TNombre) -> tuple[Operande, TNombre]:
    """A parameter without unit, beside a fact of a unit that no number bears, is in that unit."""
    (own, type_) = operande
    plain = type_.unite == SANS_UNITE and not type_.taux and type_.base is None
    if not (isinstance(own.expr, ir.Parametre) and plain and _is_own(other.unite)):
        return operande
    typed = replace(type_, unite=other.unite)
    return replace(own, expr=replace(own.expr, type=typed)), typed


def _is_own(u: Unite) -> bool:
    """Is it a word of the file's own (`km`)?"""
    return u != SANS_UNITE and u not in COMPTEES and not any(nom in _ECRITES for nom, _ in u)


def _is_count_and_rate(a: TNombre, b: TNombre) -> bool:
    """A rate beside a whole number without unit (a floor, a year) means nothing."""
    return (a.taux and b.entier) or (b.taux and a.entier)


def _with_unit(c: Chantier, bare: Operande, other: TNombre) -> ir.Expr | None:
    """A bare number beside a number of this type."""
    text = bare.node.span.text
    if other.taux:
        c.report(problems.taux_sans_pourcent(span=bare.node.span, ecrit=text))
        return None
    if other.unite == SANS_UNITE:
        return bare.expr
    if _is_own(other.unite):
        return retype(bare.expr, replace(other, entier=text.isdigit()))
    if other.unite in COMPTEES:
        return _counted(c, bare, other)
    name = unit_name(other.unite)
    # The comma has a finding of its own.
    propose = f"{text.replace(',', '.')} {name}"
    c.report(problems.unite_manquante(span=bare.node.span, ecrit=text, unite=name, propose=propose))
    return None


def _counted(c: Chantier, bare: Operande, other: TNombre) -> ir.Expr | None:
    number = type_of(bare.expr)
    assert isinstance(number, TNombre), "a bare operand is a number"
    if not number.entier:
        c.report(
            problems.nombre_entier_attendu(
                span=bare.node.span, ecrit=bare.node.span.text, unite=unit_name(other.unite)
            )
        )
        return None
    return retype(bare.expr, TNombre(unite=other.unite, entier=True))


def retype(expr: ir.Expr, type_: TNombre) -> ir.Expr:
    """A number literal, or its opposite, under another type."""
    if isinstance(expr, ir.Litteral):
        return replace(expr, type=type_)
    assert isinstance(expr, ir.Oppose), "a bare number is a literal or its opposite"
    return replace(expr, operande=retype(expr.operande, type_))


def ordered(c: Chantier, a: Operande, b: Operande, operateur: str) -> bool:
    """May these operands, already aligned, be compared so? Codes, texts and conditions have no order."""
    if operateur not in ORDRES:
        return True
    match a.type:
        case TCode(enumeration=champ):
            # Both ends stand in the hint only when the codes are declared in an order.
            known = c.codes(champ)
            propose = _codes_meant(known, b, operateur)
            c.report(problems.ordre_entre_codes(span=_span(a, b), champ=champ, propose=propose))
            return False
        case TTexte() | TCondition():
            c.report(problems.ordre_entre_textes(span=_span(a, b)))
            return False
        case _:
            return True


def _codes_meant(known: tuple[str, ...], b: Operande, operateur: str) -> str:
    """`typologie > T3`: T4, T5, T6, T7, in the order of declaration."""
    value = b.expr.valeur if isinstance(b.expr, ir.Litteral) else None
    if value not in known:
        return ""
    at = known.index(str(value))
    kept = {
        "<": known[:at],
        "<=": known[: at + 1],
        ">": known[at + 1 :],
        ">=": known[at:],
    }[operateur]
    return ", ".join(kept)


def _span(a: Operande, b: Operande) -> Span:
    start, end = sorted((a.node.span, b.node.span), key=lambda s: s.start)
    return Span(source=start.source, start=start.start, end=end.end)
