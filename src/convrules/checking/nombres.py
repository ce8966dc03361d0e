"""Rates, numbers of rows and weights: written, or read from a parameter, a definition or a fact."""

from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import SANS_UNITE, TInvalide, TNombre, Type, unite
from convrules.checking.expressions import infer, number
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.types import count_type, type_of
from convrules.checking.words import describe
from convrules.diagnostics.problems import phrase as entiers
from convrules.diagnostics.problems import tables
from convrules.diagnostics.problems import types as problems
from convrules.syntax import nodes as n


# --- rates ----------------------------------------------------------------------------------
def rate(c: Chantier, node: n.Expr, lieu: Lieu) -> ir.Expr:
    """A share, between 0 and 100 %: a literal, a parameter or a definition."""
    expr = infer(c, node, lieu, TNombre)
    type_ = type_of(expr)
    if isinstance(type_, TInvalide):
        return expr
    if not isinstance(type_, TNombre) or not type_.taux:
        return c.refuse(
            problems.type_inattendu(
                span=node.span,
                contexte=t("le taux dans {lieu}", lieu=lieu.contexte),
                attendu="un taux (%)",
                trouve=describe(type_),
                remede=_rate_remedy(expr, type_),
                ecrits=tuple(value.span for value in c.valeurs(expr)),
            )
        )
    for literal in (expr, *c.valeurs(expr)):
        if isinstance(literal, ir.Litteral) and isinstance(literal.valeur, Fraction):
            check_rate(c, literal.valeur, literal.span)
    _check_given_everywhere(c, expr)
    return expr


# --- numbers --------------------------------------------------------------------------------
def effectif(c: Chantier, node: n.Expr, lieu: Lieu, rows: ir.Population) -> int | ir.Parametre | ir.Chiffre:
    """A number of what is counted: written, read from a parameter all of whose values are such whole numbers,
    or of an account. 0 stands for one that is refused, or a hole."""
    if isinstance(node, n.Nombre):
        return int(node.valeur)
    if not isinstance(node, n.Chemin | n.Chiffre):
        return 0
    expr = infer(c, node, lieu, TNombre)
    type_ = type_of(expr)
    if isinstance(expr, ir.Chiffre) and _counts(type_, rows):
        return expr
    if isinstance(expr, ir.Parametre) and _counts(type_, rows):
        for valeur in c.valeurs(expr):
            own = type_of(valeur)
            if isinstance(own, TNombre) and not own.entier:
                told = valeur.span
                c.report(entiers.nombre_entier_attendu(span=told, ecrit=told.text))
        return expr
    if not isinstance(type_, TInvalide):
        c.report(
            problems.type_inattendu(
                span=node.span,
                contexte=t("le nombre dans {lieu}", lieu=lieu.contexte),
                attendu="un nombre entier, ou un paramètre qui en est un",
                trouve=describe(type_),
                remede=_EFFECTIF,
            )
        )
    return 0


_EFFECTIF: Final = (
    "Écrivez le nombre, ou un paramètre dont les valeurs sont des nombres entiers (12, 12 logements) ; "
    "un taux se lit avec « des » : « au moins mon_taux des vacances… »."
)


def _counts(type_: Type, rows: ir.Population) -> bool:
    """Is it a number of these rows: without unit, or in theirs, and not of another base?"""
    counted = count_type(rows)
    return (
        isinstance(type_, TNombre)
        and not type_.taux
        and type_.unite in (SANS_UNITE, counted.unite)
        and type_.base in (None, rows.base)
    )


_TAUX: Final = "un pourcentage (30 %), un paramètre, une définition, ou un fait déclaré avec « type: taux »"


def _rate_remedy(expr: ir.Expr, found: Type) -> str:
    """A declared fact whose unit is « % » is but a number: its type should be a rate."""
    if isinstance(expr, ir.Champ) and isinstance(found, TNombre) and found.unite == unite("%"):
        return t(
            "Sous « vocabulaire », déclarez « {nom} » avec « type: taux » (sans « unité »).", nom=expr.nom
        )
    return unit_remedy(expr, found, "%") or t("Un taux est {taux}.", taux=_TAUX)


def unit_remedy(expr: ir.Expr, found: Type, unite_: str) -> str:
    """Of a parameter whose values are bare numbers, where they must have a unit."""
    if not isinstance(expr, ir.Parametre) or not isinstance(found, TNombre) or found.unite or found.taux:
        return ""
    return t(
        "Écrivez l'unité dans chaque valeur du paramètre « {nom} » : « valeur: 30 {unite} ».",
        nom=expr.nom,
        unite=unite_,
    )


def _check_given_everywhere(c: Chantier, expr: ir.Expr) -> None:
    """A rate is due on every row of the base: its table may not leave some aside."""
    declared = c.parametre(expr)
    if declared is None or declared.selon is None:
        return
    if any(isinstance(v.valeur, ir.ParCode) and v.valeur.sans_objet for v in declared.valeurs):
        c.report(tables.taux_sans_objet(span=expr.span, parametre=declared.nom, champ=declared.selon))


def weight(c: Chantier, node: n.Expr, lieu: Lieu) -> ir.Expr:
    """A weight of a split: a share, a number or a formula, the same for all that is split."""
    expr = number(c, node, lieu)
    for cited in ir.walk(expr):
        if isinstance(cited, ir.Parametre) and cited.selon is not None:
            c.report(
                tables.choix_hors_de_portee(
                    span=cited.span,
                    parametre=cited.nom,
                    champ=cited.selon.nom,
                    ou="pour toute une répartition",
                )
            )
    return expr


def check_rate(c: Chantier, taux: Fraction, span: Span) -> None:
    # Why: a parameter may be the rate of several clauses, its value is wrong once.
    told = any(d.code == "CR317" and d.span == span for d in c.diagnostics)
    if not told and not 0 <= taux <= 1:
        c.report(problems.taux_hors_bornes(span=span, taux=span.text))
