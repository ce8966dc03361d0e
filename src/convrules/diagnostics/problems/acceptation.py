"""CR03x: findings that a person accepts, in a comment or in the list of a repository."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def acceptation_illisible(*, span: Span, raison: str) -> Diagnostic:
    return Diagnostic(code="CR031", span=span, args={"raison": raison})


def acceptation_sans_motif(*, span: Span, codes: str) -> Diagnostic:
    return Diagnostic(code="CR032", span=span, args={"codes": codes})


def code_inconnu(*, span: Span, code: str, propose: str) -> Diagnostic:
    return Diagnostic(code="CR033", span=span, args={"code": code, "propose": propose})


def erreur_acceptee(*, span: Span, code: str) -> Diagnostic:
    return Diagnostic(code="CR034", span=span, args={"code": code})


def acceptation_inutile(*, span: Span, code: str, ligne: str) -> Diagnostic:
    return Diagnostic(code="CR035", span=span, args={"code": code, "ligne": ligne})


def acceptation_expiree(*, span: Span, code: str, jour: str) -> Diagnostic:
    """`jour`: its last day, AAAA-MM-JJ."""
    return Diagnostic(code="CR036", span=span, args={"code": code, "jour": jour})


def liste_illisible(*, span: Span, raison: str) -> Diagnostic:
    return Diagnostic(code="CR037", span=span, args={"raison": raison})


def liste_trop_longue(*, span: Span, fichier: str, code: str, acceptes: str, trouves: str) -> Diagnostic:
    args = {"fichier": fichier, "code": code, "acceptes": acceptes, "trouves": trouves}
    return Diagnostic(code="CR038", span=span, args=args)
