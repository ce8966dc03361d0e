"""CR480 to CR489: amendments."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems.corrections import renamed


def convention_de_l_avenant_inconnue(*, span: Span, nom: str, proche: str) -> Diagnostic:
    return Diagnostic(
        code="CR480", span=span, args={"nom": nom, "proche": proche}, fix=renamed(span, nom, proche)
    )


def cible_inconnue(*, span: Span, nom: str, convention: str, jour: str, proche: str) -> Diagnostic:
    args = {"nom": nom, "convention": convention, "jour": jour, "proche": proche}
    return Diagnostic(code="CR481", span=span, args=args, fix=renamed(span, nom, proche))


def cible_abrogee(*, span: Span, nom: str, avenant: str, jour: str, par: Span) -> Diagnostic:
    """`avenant`: the one that abrogated the clause, `jour`: from when."""
    label = Label(span=par, texte="abrogée ici")
    return Diagnostic(
        code="CR482", span=span, args={"nom": nom, "avenant": avenant, "jour": jour}, labels=(label,)
    )


def cible_d_un_socle(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR483", span=span, args={"nom": nom})


def modifications_rivales(*, span: Span, nom: str, jour: str, autre: Span) -> Diagnostic:
    label = Label(span=autre, texte="l'autre modification")
    return Diagnostic(code="CR484", span=span, args={"nom": nom, "jour": jour}, labels=(label,))


def effet_hors_validite(*, span: Span, jour: str, periode: str) -> Diagnostic:
    return Diagnostic(code="CR485", span=span, args={"jour": jour, "periode": periode})


def valeur_anterieure_a_l_effet(*, span: Span, parametre: str, du: str, effet: str) -> Diagnostic:
    return Diagnostic(code="CR486", span=span, args={"parametre": parametre, "du": du, "effet": effet})


def cle_non_modifiable(*, span: Span, cle: str, cible: str, permises: str) -> Diagnostic:
    return Diagnostic(code="CR487", span=span, args={"cle": cle, "cible": cible, "permises": permises})


def fin_mal_placee(*, span: Span, mot: str, au: str, fin: str, raison: str) -> Diagnostic:
    """`raison`: in French, what the new last day should be (« postérieur au 2026-12-31 »)."""
    return Diagnostic(code="CR488", span=span, args={"mot": mot, "au": au, "fin": fin, "raison": raison})


def avenant_en_double(*, span: Span, ident: str, autre: Span) -> Diagnostic:
    label = Label(span=autre, texte="le premier est ici")
    return Diagnostic(code="CR489", span=span, args={"ident": ident}, labels=(label,))
