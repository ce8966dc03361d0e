"""Numbers with their unit, durations, and days of the year."""

from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.dates import Duree, UniteDuree
from convrules.base.saisons import Quantieme, Saison
from convrules.base.values import TDuree, TNombre, unite
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import limites
from convrules.diagnostics.problems import types as problems
from convrules.syntax import nodes as n

_UNITES: Final[dict[str, tuple[int, TNombre]]] = {
    "€": (100, TNombre(unite=unite("centime"))),
    "€/m²": (100, TNombre(unite=(("centime", 1), ("m²", -1)))),
    "€/logement": (100, TNombre(unite=(("centime", 1), ("logement", -1)))),
    "m²": (1, TNombre(unite=unite("m²"))),
    "logement": (1, TNombre(unite=unite("logement"), entier=True)),
    "droit": (1, TNombre(unite=unite("droit"), entier=True)),
}
"""Unit as written: what one of it is worth, and its type."""


# LIMIT: about two centuries, in each unit.
DUREE_MAX: Final[dict[UniteDuree, int]] = {
    UniteDuree.JOUR: 73_000,
    UniteDuree.JOUR_OUVRE: 52_000,
    UniteDuree.JOUR_OUVRABLE: 62_000,
    UniteDuree.SEMAINE: 10_400,
    UniteDuree.MOIS: 2_400,
    UniteDuree.AN: 200,
}


_PLUS_PETITES: Final = {
    UniteDuree.AN: (12, "mois"),
    UniteDuree.MOIS: (30, "jours"),
    UniteDuree.SEMAINE: (7, "jours"),
}


def quantity(c: Chantier, node: n.Nombre) -> ir.Expr:
    valeur, symbole = node.valeur, node.unite
    if symbole is None:
        type_ = TNombre(entier=valeur.denominator == 1)
        return ir.Litteral(valeur=valeur, type=type_, span=node.span)
    if symbole == "%":
        return ir.Litteral(valeur=valeur / 100, type=TNombre(taux=True), span=node.span)
    if symbole == "point":
        return c.refuse(problems.points_hors_tolerance(span=node.span, ecrit=node.span.text))
    if symbole in _UNITES:
        worth, type_ = _UNITES[symbole]
        if type_.entier and valeur.denominator != 1:
            return c.refuse(
                problems.nombre_entier_attendu(span=node.span, ecrit=node.span.text, unite=symbole)
            )
        return ir.Litteral(valeur=valeur * worth, type=type_, span=node.span)
    return _duration(c, node, UniteDuree(symbole))


def _duration(c: Chantier, node: n.Nombre, unit: UniteDuree) -> ir.Expr:
    if node.valeur.denominator != 1:
        return c.refuse(
            problems.nombre_entier_attendu(
                span=node.span, ecrit=node.span.text, unite=unit.value, entier=_in_whole(node.valeur, unit)
            )
        )
    if node.valeur > DUREE_MAX[unit]:
        return c.refuse(limites.duree_trop_longue(span=node.span, ecrit=node.span.text))
    duree = Duree(nombre=int(node.valeur), unite=unit)
    return ir.Litteral(valeur=duree, type=TDuree(unit), span=node.span)


def _in_whole(value: Fraction, unit: UniteDuree) -> str:
    """About the same time in a smaller unit: `45 jours` for 1.5 months; empty when there is none."""
    smaller = _PLUS_PETITES.get(unit)
    number = value * smaller[0] if smaller is not None else value
    return f"{number} {smaller[1]}" if smaller is not None and number.denominator == 1 else ""


def saison(node: n.Saison) -> Saison:
    first, last = node.debut, node.fin
    return Saison(
        debut=Quantieme(mois=first.mois, jour=first.jour), fin=Quantieme(mois=last.mois, jour=last.jour)
    )
