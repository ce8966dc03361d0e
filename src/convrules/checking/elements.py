"""Which element a human decision bears on, seen from the row that a rule judges."""

from collections.abc import Mapping
from typing import Final

from convrules import ir, vocabulary
from convrules.checking.scope import Chantier, Lieu
from convrules.diagnostics.problems import actes as problems

N = ir.Niveau
_LIEUX: Final = frozenset({N.VACANCE, N.CANDIDATURE, N.REFUS, N.LOGEMENT, N.PROGRAMME, N.DEMANDE})
_D_UN_LOGEMENT: Final = frozenset({N.VACANCE, N.CANDIDATURE, N.REFUS, N.LOGEMENT, N.DROIT})
_DEPUIS: Final[Mapping[str, frozenset[ir.Niveau]]] = {
    "candidature": frozenset({N.VACANCE, N.CANDIDATURE}),
    "refus": frozenset({N.REFUS}),
    "droit": frozenset({N.DROIT}),
    "demande": frozenset({N.DEMANDE, N.VACANCE, N.CANDIDATURE}),
    "vacance": frozenset({N.VACANCE, N.CANDIDATURE, N.REFUS}),
    "logement": _D_UN_LOGEMENT,
    "programme": _D_UN_LOGEMENT | {N.PROGRAMME},
    **dict.fromkeys(("commune", "epci", "ept", "departement"), _LIEUX),
    **dict.fromkeys(("reservataire", "convention"), frozenset(N)),
}
"""Levels from which a decision is read, by the level that it bears on."""


def within_reach(c: Chantier, expr: ir.DecisionAttendue, lieu: Lieu) -> ir.Expr:
    """The decision, or what stands in for it where no row says which element is meant."""
    element = c.elements.get(expr.nom, "")
    if lieu.niveau in _DEPUIS.get(element, frozenset(N)):
        return expr
    ici = vocabulary.NIVEAUX[lieu.niveau]
    return c.refuse(problems.decision_hors_portee(span=expr.span, nom=expr.nom, element=element, ici=ici))


def reads_decision(expr: ir.Expr) -> ir.DecisionAttendue | None:
    """The first decision that an expression reads."""
    return next((e for e in ir.walk(expr) if isinstance(e, ir.DecisionAttendue)), None)
