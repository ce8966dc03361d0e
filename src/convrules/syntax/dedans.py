"""What stands inside a part: quotas, and no other kind of clause."""

from convrules.base.texte import cite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import nodes as n
from convrules.syntax.entries import CLAUSES


def no_quota(node: n.Table, cle: str) -> Diagnostic | None:
    """The finding for a clause of another kind under `dont`: what it has and lacks follows from that. cle:
    the key that holds the clause."""
    kind = next((key for key, _ in node.entrees if key.texte in CLAUSES), None)
    if cle != "dont" or kind is None or kind.texte == "quota":
        return None
    meant = "quota" if kind.texte == "part" else ""
    return problems.clause_sans_genre(span=kind.span, cle=kind.texte, genres=cite("quota"), proche=meant)
