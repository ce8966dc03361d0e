"""CR3xx: parameters whose value is a table."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.corrections import renamed


def choix_hors_de_portee(*, span: Span, parametre: str, champ: str, ou: str) -> Diagnostic:
    """`ou`: where the field that chooses the line is not known (« de toute la cellule (ensemble) »)."""
    return Diagnostic(code="CR324", span=span, args={"parametre": parametre, "champ": champ, "ou": ou})


def cle_sans_l_autre(*, span: Span, cle: str, manque: str) -> Diagnostic:
    return Diagnostic(code="CR325", span=span, args={"cle": cle, "manque": manque})


def table_incomplete(*, span: Span, parametre: str, champ: str, oublies: str) -> Diagnostic:
    """`oublies`: codes without a line, when the field has a closed list."""
    args = {"parametre": parametre, "champ": champ, "oublies": oublies}
    return Diagnostic(code="CR326", span=span, args=args)


def taux_sans_objet(*, span: Span, parametre: str, champ: str) -> Diagnostic:
    return Diagnostic(code="CR327", span=span, args={"parametre": parametre, "champ": champ})


def selon_inconnu(*, span: Span, nom: str, proche: str, possibles: str) -> Diagnostic:
    args = {"nom": nom, "proche": proche, "possibles": possibles}
    return Diagnostic(code="CR328", span=span, args=args, fix=renamed(span, nom, proche))
