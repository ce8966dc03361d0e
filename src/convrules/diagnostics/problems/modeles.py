"""CR490 to CR496: models, their holes and variants."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Edit


def trou_a_remplir(*, span: Span, nom: str, question: str, bornes: str) -> Diagnostic:
    """`bornes`: in French, what may be written (« de 1 à 30 »), empty when anything may."""
    return Diagnostic(code="CR490", span=span, args={"nom": nom, "question": question, "bornes": bornes})


def variante_a_choisir(*, span: Span, choix: str, clauses: str) -> Diagnostic:
    return Diagnostic(code="CR491", span=span, args={"choix": choix, "clauses": clauses})


def exemple_a_remplacer(*, span: Span, question: str) -> Diagnostic:
    return Diagnostic(code="CR492", span=span, args={"question": question})


def reste_a_completer(*, span: Span, question: str) -> Diagnostic:
    return Diagnostic(code="CR497", span=span, args={"question": question})


def trou_sans_question(*, span: Span, nom: str, proche: str = "") -> Diagnostic:
    """`proche`: a hole that is described, and that nothing else cites."""
    fix = Edit(span=span, texte=f"<{proche}>", sure=False) if proche else None
    return Diagnostic(code="CR493", span=span, args={"nom": nom, "proche": proche}, fix=fix)


def trou_inutile(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR494", span=span, args={"nom": nom})


def bornes_du_trou(*, span: Span, nom: str, raison: str) -> Diagnostic:
    """`raison`: in French, what is wrong with what `trous` says."""
    return Diagnostic(code="CR495", span=span, args={"nom": nom, "raison": raison})


def variante_hors_modele(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR496", span=span)
