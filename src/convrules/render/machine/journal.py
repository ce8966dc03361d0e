"""JSON of `journal` and of a decision recorded."""

from collections.abc import Sequence

from convrules.diagnostics.model import Diagnostic
from convrules.facts.journal.chaine import Chaine, Entree, in_force
from convrules.render.machine import parts
from convrules.render.machine.check import diagnostic
from convrules.render.machine.parts import Objet, Recu, envelope


def verified(nom: str, chaine: Chaine, diagnostics: Sequence[Diagnostic], perdue: bool) -> Objet:
    """Is the journal whole? `tete`: what to note elsewhere, null when it is not."""
    content: Objet = {
        "journal": nom,
        "entier": chaine.saine,
        "lignes": chaine.lignes,
        "lignes_suivies": len(chaine.entrees),
        "tete": f"{len(chaine.entrees)}:{chaine.tete}" if chaine.saine else None,
        "tete_perdue": perdue,
        "diagnostics": [diagnostic(d) for d in diagnostics],
    }
    return envelope("journal-verify", Recu(), content)


def journal(nom: str, chaine: Chaine, vacance: str | None) -> Objet:
    """Every decision in order, `en_vigueur` those that still count."""
    standing = {e.rang for e in in_force(chaine)}
    kept = [e for e in chaine.entrees if vacance in (None, e.decision.vacance)]
    content: Objet = {"journal": nom, "decisions": [entry(e, e.rang in standing) for e in kept]}
    return envelope("journal", Recu(), content)


def decision(nom: str, entree: Entree, recu: Recu) -> Objet:
    """A decision as it was recorded."""
    return envelope("decision", recu, {"journal": nom, "decision": entry(entree, True)})


def entry(entree: Entree, en_vigueur: bool) -> Objet:
    decision, conseil = entree.decision, entree.decision.conseil
    return {
        "ligne": entree.rang,
        "enregistre": entree.enregistre,
        "acte": decision.acte.value,
        "date": parts.day(decision.jour),
        "vacance": decision.vacance,
        "compte": decision.compte,
        "clause": decision.clause,
        "par": decision.par,
        "motif": decision.motif,
        "remplace": decision.remplace,
        "en_vigueur": en_vigueur,
        "conseil": None
        if conseil is None
        else {
            "propose": conseil.propose,
            "rangement": conseil.rangement,
            "jusqu_a": conseil.jusqu_a,
            "empreinte": conseil.empreinte,
        },
        "precedent": entree.precedent,
        "empreinte": entree.empreinte,
    }
