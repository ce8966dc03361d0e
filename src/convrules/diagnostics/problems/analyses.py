"""CR5xx: what one convention says against itself, or leaves out."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Label


def condition_impossible(*, span: Span, clause: str, effet: str, autres: tuple[Label, ...]) -> Diagnostic:
    """`effet`: what follows (« la clause ne s'applique jamais »)."""
    return Diagnostic(code="CR500", span=span, args={"clause": clause, "effet": effet}, labels=autres)


def clause_hors_du_champ(
    *, span: Span, clause: str, effet: str, champ: str, autres: tuple[Label, ...]
) -> Diagnostic:
    """`champ`: the scope clauses that it contradicts."""
    args = {"clause": clause, "effet": effet, "champ": champ}
    return Diagnostic(code="CR501", span=span, args=args, labels=autres)


def clauses_inconciliables(*, span: Span, clauses: str, effet: str, autres: tuple[Label, ...]) -> Diagnostic:
    return Diagnostic(code="CR502", span=span, args={"clauses": clauses, "effet": effet}, labels=autres)


def decompte_tardif(*, span: Span, ecrit: str, clause: str) -> Diagnostic:
    return Diagnostic(code="CR509", span=span, args={"ecrit": ecrit, "clause": clause})


def clauses_en_cercle(*, span: Span, clause: str, clauses: str, autres: tuple[Label, ...]) -> Diagnostic:
    return Diagnostic(code="CR516", span=span, args={"clause": clause, "clauses": clauses}, labels=autres)


def compte_hors_du_champ(*, span: Span, clause: str, population: str) -> Diagnostic:
    return Diagnostic(code="CR517", span=span, args={"clause": clause, "population": population})


def nom_inutile(*, span: Span, nom: str, genre: str) -> Diagnostic:
    """`genre`: « Le paramètre », « La définition »."""
    return Diagnostic(code="CR518", span=span, args={"nom": nom, "genre": genre})


def exception_sans_cible(*, span: Span, clause: str, cible: str, autres: tuple[Label, ...]) -> Diagnostic:
    return Diagnostic(code="CR503", span=span, args={"clause": clause, "cible": cible}, labels=autres)


def plancher_au_dessus_du_plafond(
    *, span: Span, plancher: str, plafond: str, clauses: str, clause: str, jour: str, autre: Span
) -> Diagnostic:
    """Rates in %, as written. `clause`: the one that is shown. `jour`: first day of the conflict, empty when
    it has none."""
    args = {"plancher": plancher, "plafond": plafond, "clauses": clauses, "clause": clause, "jour": jour}
    return Diagnostic(code="CR504", span=span, args=args, labels=(Label(span=autre, texte="l'autre clause"),))


def plancher_au_dessus_du_nombre(
    *, span: Span, plancher: str, plafond: str, clauses: str, clause: str, autre: Span
) -> Diagnostic:
    args = {"plancher": plancher, "plafond": plafond, "clauses": clauses, "clause": clause}
    return Diagnostic(code="CR533", span=span, args=args, labels=(Label(span=autre, texte="l'autre clause"),))


def articles_oublies(*, span: Span, articles: str, nombre: str, total: str) -> Diagnostic:
    args = {"articles": articles, "nombre": nombre, "total": total}
    return Diagnostic(code="CR505", span=span, args=args)


def revision_manquee(*, span: Span, parametre: str, jour: str, au: str, suite: str) -> Diagnostic:
    args = {"parametre": parametre, "jour": jour, "au": au, "suite": suite}
    return Diagnostic(code="CR506", span=span, args=args)


def condition_trop_longue(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR507", span=span, args={"clause": clause})


def condition_toujours_vraie(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR508", span=span, args={"clause": clause})


def delegation_sous_decision(*, span: Span, clause: str, decision: str) -> Diagnostic:
    return Diagnostic(code="CR510", span=span, args={"clause": clause, "decision": decision})


def exception_plus_large(*, span: Span, clause: str, cible: str, si: Span) -> Diagnostic:
    label = Label(span=si, texte="condition de la clause visée, dont l'exception n'hérite pas")
    return Diagnostic(code="CR511", span=span, args={"clause": clause, "cible": cible}, labels=(label,))


def rythme_sans_echeance(*, span: Span, clause: str, fin: str, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR513", span=span, args={"clause": clause, "fin": fin, "ecrit": ecrit})


def destinataire_presque_titulaire(*, span: Span, clause: str, nom: str, titulaire: str) -> Diagnostic:
    return Diagnostic(code="CR535", span=span, args={"clause": clause, "nom": nom, "titulaire": titulaire})


def reconduite_en_silence(*, span: Span, depuis: str, duree: str) -> Diagnostic:
    return Diagnostic(code="CR512", span=span, args={"depuis": depuis, "duree": duree})


def exceptions_opposees(*, span: Span, clause: str, autre: str, objet: str, place: Span) -> Diagnostic:
    """`objet`: what would have two values (French, lower case)."""
    label = Label(span=place, texte="s'applique aussi, et dit autre chose")
    return Diagnostic(
        code="CR514", span=span, args={"clause": clause, "autre": autre, "objet": objet}, labels=(label,)
    )


def exceptions_qui_peuvent_s_opposer(
    *, span: Span, clause: str, autre: str, objet: str, si: str, place: Span
) -> Diagnostic:
    """`si`: the condition of the other, as written."""
    label = Label(span=place, texte="peut s'appliquer en même temps, et dit autre chose")
    args = {"clause": clause, "autre": autre, "objet": objet, "si": si}
    return Diagnostic(code="CR515", span=span, args=args, labels=(label,))


def effets_opposes(*, span: Span, clause: str, autre: str, place: Span) -> Diagnostic:
    label = Label(span=place, texte="prend effet le même jour, et dit autre chose")
    return Diagnostic(code="CR530", span=span, args={"clause": clause, "autre": autre}, labels=(label,))


def effets_qui_peuvent_s_opposer(*, span: Span, clause: str, autre: str, place: Span) -> Diagnostic:
    label = Label(span=place, texte="peut prendre effet le même jour, et dit autre chose")
    return Diagnostic(code="CR531", span=span, args={"clause": clause, "autre": autre}, labels=(label,))


def jour_apres_la_fin(*, span: Span, jour: str, quoi: str, fin: str) -> Diagnostic:
    """`quoi`: the clause or the parameter, quoted."""
    return Diagnostic(code="CR532", span=span, args={"jour": jour, "quoi": quoi, "fin": fin})
