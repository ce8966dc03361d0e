"""Holders served in turn."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def ordre_d_un_tour(*, span: Span, raison: str) -> Diagnostic:
    """`raison`: why the order is no turn."""
    return Diagnostic(code="CR340", span=span, args={"raison": raison})


def hors_du_tour(*, span: Span, nom: str, tour: str, titulaires: str) -> Diagnostic:
    return Diagnostic(code="CR240", span=span, args={"nom": nom, "tour": tour, "titulaires": titulaires})
