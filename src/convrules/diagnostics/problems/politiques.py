"""CR441 to CR447, CR520 to CR522, CR890: the landlord's policy, orders of priority, look-ahead."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Label


def reserve_mal_dite(*, span: Span, clause: str, raison: str) -> Diagnostic:
    return Diagnostic(code="CR441", span=span, args={"clause": clause, "raison": raison})


def poids_non_constant(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR442", span=span, args={"clause": clause})


def politique_sans_choix(*, span: Span, clause: str, raison: str) -> Diagnostic:
    return Diagnostic(code="CR443", span=span, args={"clause": clause, "raison": raison})


def etape_sans_objet(*, span: Span, etape: str, raison: str) -> Diagnostic:
    return Diagnostic(code="CR444", span=span, args={"etape": etape, "raison": raison})


def politiques_concurrentes(*, span: Span, ident: str, siren: str, jour: str, autre: Span) -> Diagnostic:
    """`jour`: first day on which both are in force."""
    label = Label(span=autre, texte="l'autre politique")
    args = {"ident": ident, "siren": siren, "jour": jour}
    return Diagnostic(code="CR445", span=span, args=args, labels=(label,))


def politique_sans_convention(*, span: Span, ident: str, siren: str, connus: str) -> Diagnostic:
    return Diagnostic(code="CR446", span=span, args={"ident": ident, "siren": siren, "connus": connus})


def menage_en_orientation(*, span: Span, clause: str, champ: str) -> Diagnostic:
    return Diagnostic(code="CR447", span=span, args={"clause": clause, "champ": champ})


def anticipation_non_close(*, span: Span, annee: str, du: str, avant: str) -> Diagnostic:
    """`avant`: the last year that is over when the policy begins."""
    return Diagnostic(code="CR520", span=span, args={"annee": annee, "du": du, "avant": avant})


def anticipation_et_points(*, span: Span, critere: str) -> Diagnostic:
    return Diagnostic(code="CR521", span=span, args={"critere": critere})


def anticipation_sans_table(*, span: Span, ident: str, correspondance: str) -> Diagnostic:
    return Diagnostic(code="CR522", span=span, args={"ident": ident, "correspondance": correspondance})


def anticipation_sans_ligne(*, span: Span, ident: str, prevision: str) -> Diagnostic:
    return Diagnostic(code="CR890", span=span, args={"ident": ident, "prevision": prevision})
