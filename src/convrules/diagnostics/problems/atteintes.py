"""An account that is asked to be reached on a day of a vacancy, or of which a number is read."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def atteinte_hors_de_place(*, span: Span, element: str = "") -> Diagnostic:
    """`element`: what is judged where accounts are not read, but where rows may be counted."""
    return Diagnostic(code="CR474", span=span, args={"element": element})


def atteinte_illisible(*, span: Span, compte: str, raison: str) -> Diagnostic:
    """`raison`: why the account has no state on a day."""
    return Diagnostic(code="CR475", span=span, args={"compte": compte, "raison": raison})


def atteinte_en_boucle(*, span: Span, compte: str) -> Diagnostic:
    return Diagnostic(code="CR479", span=span, args={"compte": compte})


def chiffre_hors_de_place(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR499", span=span)


def chiffre_illisible(*, span: Span, compte: str, raison: str) -> Diagnostic:
    """`raison`: why the account does not have that number."""
    return Diagnostic(code="CR401", span=span, args={"compte": compte, "raison": raison})
