"""CR84x: a year under way that passes a threshold of the project file."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def retard(*, span: Span, compte: str, retard: str) -> Diagnostic:
    return Diagnostic(code="CR841", span=span, args={"compte": compte, "retard": retard})


def marge(*, span: Span, compte: str, marge: str) -> Diagnostic:
    return Diagnostic(code="CR842", span=span, args={"compte": compte, "marge": marge})


def place(*, span: Span, compte: str, place: str) -> Diagnostic:
    return Diagnostic(code="CR884", span=span, args={"compte": compte, "place": place})


def limite_proche(*, span: Span, compte: str, nombre: str, premiere: str, limite: str) -> Diagnostic:
    args = {"compte": compte, "nombre": nombre, "premiere": premiere, "limite": limite}
    return Diagnostic(code="CR843", span=span, args=args)
