"""CR450 to CR459: clauses about acts; CR810 to CR819: lines of the journal that nothing reads or settles."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def decision_hors_portee(*, span: Span, nom: str, element: str, ici: str) -> Diagnostic:
    """`ici`: a complement (« du droit »)."""
    return Diagnostic(code="CR450", span=span, args={"nom": nom, "element": element, "ici": ici})


def decision_en_cascade(*, span: Span, nom: str, autre: str) -> Diagnostic:
    return Diagnostic(code="CR451", span=span, args={"nom": nom, "autre": autre})


def exception_a_une_decision(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR452", span=span, args={"nom": nom})
