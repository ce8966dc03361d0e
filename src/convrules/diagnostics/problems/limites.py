"""CR9xx: the limits of the engine, each with its own message."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def fichier_trop_long(*, span: Span, taille: str, limite: str) -> Diagnostic:
    return Diagnostic(code="CR901", span=span, args={"taille": taille, "limite": limite})


def structure_trop_profonde(*, span: Span, limite: str) -> Diagnostic:
    return Diagnostic(code="CR902", span=span, args={"limite": limite})


def trop_d_elements(*, span: Span, limite: str) -> Diagnostic:
    return Diagnostic(code="CR903", span=span, args={"limite": limite})


def phrase_trop_imbriquee(*, span: Span, limite: str) -> Diagnostic:
    return Diagnostic(code="CR904", span=span, args={"limite": limite})


def phrase_trop_longue(*, span: Span, limite: str) -> Diagnostic:
    return Diagnostic(code="CR905", span=span, args={"limite": limite})


def date_hors_bornes(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR907", span=span, args={"ecrit": ecrit})


def duree_trop_longue(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR908", span=span, args={"ecrit": ecrit})


def trop_de_lignes(*, span: Span, limite: str) -> Diagnostic:
    return Diagnostic(code="CR909", span=span, args={"limite": limite})


def trop_de_constats(*, span: Span, limite: str, autres: str) -> Diagnostic:
    """`span`: of the first finding that is not told; `autres`: how many are not."""
    return Diagnostic(code="CR910", span=span, args={"limite": limite, "autres": autres})
