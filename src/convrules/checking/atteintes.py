"""`la part x est atteinte`, `manque(x sur la période)`: the account, and its day, named."""

from typing import Final

from convrules import ir, vocabulary
from convrules.base.values import SANS_UNITE, TNombre, unite
from convrules.checking import names
from convrules.checking.populations import ELEMENTS
from convrules.checking.references import account_cited
from convrules.checking.scope import Chantier, Lieu
from convrules.diagnostics.problems import atteintes as problems
from convrules.syntax import nodes as n

_NIVEAUX: Final = frozenset({ir.Niveau.VACANCE, ir.Niveau.CANDIDATURE, ir.Niveau.REFUS})


def reached(c: Chantier, node: n.Atteint | n.TourDe, lieu: Lieu) -> ir.Expr:
    """The condition, its account and its day being named; or its turn and the holder."""
    if lieu.niveau not in _NIVEAUX:
        element = vocabulary.NIVEAUX[lieu.niveau] if lieu.niveau in ELEMENTS else ""
        return c.refuse(problems.atteinte_hors_de_place(span=node.span, element=element))
    if isinstance(node, n.TourDe):
        return _turn_of(c, node)
    found = account_cited(c, ".".join(node.cible.noms), node.cible.span, node.genre)
    jour = names.event(c, node.jour, lieu) if node.jour is not None else None
    if found is None or (node.jour is not None and jour is None):
        return ir.Invalide(span=node.span)
    return ir.Atteint(
        clause=found.ident,
        part=node.genre == "part",
        a_date=node.a_date,
        jour=jour,
        span=node.span,
    )


def _turn_of(c: Chantier, node: n.TourDe) -> ir.Expr:
    found = account_cited(c, ".".join(node.cible.noms), node.cible.span, "tour")
    if found is None:
        return ir.Invalide(span=node.span)
    return ir.TourDe(clause=found.ident, titulaire=".".join(node.titulaire.noms), span=node.span)


def number_of_account(c: Chantier, node: n.Chiffre) -> ir.Expr:
    """A number of an account, its account being named: a share of the base, or dwellings."""
    found = account_cited(c, ".".join(node.cible.noms), node.cible.span, "part", "quota")
    if found is None:
        return ir.Invalide(span=node.span)
    grandeur = ir.Grandeur(node.grandeur)
    rate = grandeur is ir.Grandeur.TAUX
    return ir.Chiffre(
        grandeur=grandeur,
        clause=found.ident,
        precedente=node.precedente,
        type=TNombre(unite=SANS_UNITE if rate else unite("logement"), taux=rate),
        span=node.span,
    )
