"""CR6xx: across the conventions of a repository."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Label


def parts_superieures_a_cent(*, span: Span, total: str, jour: str, autres: tuple[Span, ...]) -> Diagnostic:
    """`total`: in %, as written. `jour`: first day on which the sum holds."""
    labels = tuple(Label(span=autre, texte="cette part s'y ajoute") for autre in autres)
    return Diagnostic(code="CR601", span=span, args={"total": total, "jour": jour}, labels=labels)


def conventions_concurrentes(
    *, span: Span, reservataire: str, departement: str, jour: str, autre: Span
) -> Diagnostic:
    label = Label(span=autre, texte="l'autre convention")
    args = {"reservataire": reservataire, "departement": departement, "jour": jour}
    return Diagnostic(code="CR602", span=span, args=args, labels=(label,))


def identifiant_en_double(*, span: Span, ident: str, autre: Span) -> Diagnostic:
    label = Label(span=autre, texte="le même identifiant")
    return Diagnostic(code="CR604", span=span, args={"ident": ident}, labels=(label,))


def socle_contrefait(*, span: Span, nom: str, version: str) -> Diagnostic:
    return Diagnostic(code="CR605", span=span, args={"nom": nom, "version": version})


def vocabulaires_divergents(*, span: Span, nom: str, ici: str, ailleurs: str, autre: Span) -> Diagnostic:
    label = Label(span=autre, texte=f"déclaré ici comme {ailleurs}")
    args = {"nom": nom, "ici": ici, "ailleurs": ailleurs}
    return Diagnostic(code="CR603", span=span, args=args, labels=(label,))
