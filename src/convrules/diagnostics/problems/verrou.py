"""CR630–CR635: what stands, against the lock of the repository."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def verrou_illisible(*, span: Span, raison: str) -> Diagnostic:
    return Diagnostic(code="CR630", span=span, args={"raison": raison})


def socle_change(*, span: Span, nom: str, version: str, verrouille: str, present: str) -> Diagnostic:
    """`verrouille`, `present`: SHA-256."""
    args = {"nom": nom, "version": version, "verrouille": verrouille[:12], "present": present[:12]}
    return Diagnostic(code="CR631", span=span, args=args)


def hors_du_verrou(*, span: Span, texte: str) -> Diagnostic:
    """`texte`: « le socle « x », version « y » »."""
    return Diagnostic(code="CR632", span=span, args={"texte": texte})


def autre_moteur(*, span: Span, verrouille: str, present: str) -> Diagnostic:
    return Diagnostic(code="CR633", span=span, args={"verrouille": verrouille, "present": present})


def modele_change(*, span: Span, nom: str, fichier: str) -> Diagnostic:
    return Diagnostic(code="CR634", span=span, args={"nom": nom, "fichier": fichier})


def verrou_inutile(*, span: Span, texte: str) -> Diagnostic:
    return Diagnostic(code="CR635", span=span, args={"texte": texte})
