"""CR450 to CR459: clauses about acts; CR810 to CR819: lines of the journal that nothing reads or
settles, and the chain of a journal of decisions."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def decision_hors_portee(*, span: Span, nom: str, element: str, ici: str) -> Diagnostic:
    """`ici`: a complement (« du droit »)."""
    return Diagnostic(code="CR450", span=span, args={"nom": nom, "element": element, "ici": ici})


def decision_en_cascade(*, span: Span, nom: str, autre: str) -> Diagnostic:
    return Diagnostic(code="CR451", span=span, args={"nom": nom, "autre": autre})


def exception_a_une_decision(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR452", span=span, args={"nom": nom})


def exception_a_rien_de_calcule(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR239", span=span, args={"nom": nom})


def reponse_reputee(*, span: Span, effet: str, cible: str) -> Diagnostic:
    """`cible`: the event that the deadline expects."""
    return Diagnostic(code="CR457", span=span, args={"effet": effet, "cible": cible})


def effet_hors_vacance(*, span: Span, effet: str, ici: str) -> Diagnostic:
    """`ici`: a complement (« du programme »)."""
    return Diagnostic(code="CR458", span=span, args={"effet": effet, "ici": ici})


def acte_sans_clause(*, span: Span, acte: str, clause: str, connues: str) -> Diagnostic:
    """`connues`: empty when no clause of the kind is known."""
    return Diagnostic(code="CR810", span=span, args={"acte": acte, "clause": clause, "connues": connues})


def acte_incomplet(*, span: Span, acte: str, colonnes: str, comptes: str = "") -> Diagnostic:
    """`colonnes`: complements (« la date », « la réponse »); `comptes`: those between which the act perhaps
    exchanges a turn."""
    return Diagnostic(code="CR811", span=span, args={"acte": acte, "colonnes": colonnes, "comptes": comptes})


def constat_et_preuve(*, span: Span, clause: str, preuve: str, jour: str) -> Diagnostic:
    return Diagnostic(code="CR812", span=span, args={"clause": clause, "preuve": preuve, "jour": jour})


def journal_contre_donnees(*, span: Span, vacance: str, fait: str, journal: str, donnee: str) -> Diagnostic:
    args = {"vacance": vacance, "fait": fait, "journal": journal, "donnee": donnee}
    return Diagnostic(code="CR813", span=span, args=args)


def destinataire_inconnu(*, span: Span, clause: str, destinataire: str) -> Diagnostic:
    return Diagnostic(code="CR814", span=span, args={"clause": clause, "destinataire": destinataire})


# --- the chain of a journal of decisions ------------------------------------------------------
def ligne_modifiee(*, span: Span, rang: str) -> Diagnostic:
    return Diagnostic(code="CR815", span=span, args={"rang": rang, "journal": span.source.name})


def ligne_illisible(*, span: Span, rang: str) -> Diagnostic:
    return Diagnostic(code="CR816", span=span, args={"rang": rang, "journal": span.source.name})


def ligne_mal_enchainee(*, span: Span, rang: str) -> Diagnostic:
    return Diagnostic(code="CR817", span=span, args={"rang": rang, "journal": span.source.name})


def fins_de_ligne_du_journal(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR819", span=span, args={"journal": span.source.name})


def ligne_interrompue(*, span: Span, rang: str) -> Diagnostic:
    return Diagnostic(code="CR818", span=span, args={"rang": rang, "journal": span.source.name})
