"""CR770 to CR779: what identifies a person, and the key of pseudonyms. No message shows a value."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def valeur_personnelle(*, span: Span, colonne: str, forme: str) -> Diagnostic:
    """`forme`: what the value looks like (« à un numéro de téléphone »)."""
    where = {"fichier": span.source.name, "ligne": str(span.position[0])}
    return Diagnostic(code="CR770", span=span, args={**where, "colonne": colonne, "forme": forme})


def pseudonymes_voisins(*, span: Span, colonne: str) -> Diagnostic:
    """`span`: the first cell whose text was met before, written otherwise."""
    where = {"fichier": span.source.name, "ligne": str(span.position[0])}
    return Diagnostic(code="CR846", span=span, args={**where, "colonne": colonne})


def cle_attendue(*, span: Span, colonne: str) -> Diagnostic:
    """`span`: in the mapping."""
    return Diagnostic(code="CR771", span=span, args={"colonne": colonne})


def pseudonyme_impossible(*, span: Span, champ: str, type: str) -> Diagnostic:
    """`span`: in the mapping. `type`: of the field, as a French noun."""
    return Diagnostic(code="CR772", span=span, args={"champ": champ, "type": type})


def colonne_reliee_et_ignoree(*, span: Span, colonne: str, champ: str) -> Diagnostic:
    """`span`: under `ignore`."""
    return Diagnostic(code="CR799", span=span, args={"colonne": colonne, "champ": champ})
