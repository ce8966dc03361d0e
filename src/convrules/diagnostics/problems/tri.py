"""CR77x: rows that a mapping chooses by what one of their columns says."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.donnees import court, donnee


def tri_absent(*, span: Span, colonne: str, cle: str, fichier: str, proche: str) -> Diagnostic:
    """`span`: in the mapping."""
    args = {"colonne": colonne, "cle": cle, "fichier": fichier, "proche": proche}
    return Diagnostic(code="CR773", span=span, args=args)


def tri_personnel(*, span: Span, colonne: str, cle: str) -> Diagnostic:
    """`span`: in the mapping."""
    return Diagnostic(code="CR774", span=span, args={"colonne": colonne, "cle": cle})


def tri_sans_ligne(*, span: Span, colonne: str, valeur: str, cle: str) -> Diagnostic:
    """`span`: in the mapping."""
    args = {"colonne": colonne, "valeur": court(valeur), "cle": cle}
    return Diagnostic(code="CR775", span=span, args=args)


def tout_ecarte(*, span: Span) -> Diagnostic:
    return donnee("CR776", span)


def tri_indecis(*, span: Span, colonne: str, cle: str, dit: str, proche: str) -> Diagnostic:
    """`dit`: what the cell does not say; its text is not shown, for the column may fill no fact."""
    return donnee("CR792", span, colonne=colonne, cle=cle, dit=dit, proche=proche)


def tri_non_cite(*, span: Span, colonne: str, lignes: str, textes: str) -> Diagnostic:
    """`span`: in the mapping. `textes`: the most frequent, empty when none may be shown."""
    return Diagnostic(code="CR859", span=span, args={"colonne": colonne, "lignes": lignes, "textes": textes})
