"""The closed words of results, in plain French."""

from collections.abc import Iterable
from typing import Final

from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, word
from convrules.render.french import listing
from convrules.render.lexicon import Lexique, shown
from convrules.runtime.concurrents import CONVENTIONS
from convrules.runtime.decision import EtatDelai, Statut
from convrules.year.model import Verdict

STATUT: Final = {
    Statut.HORS_CHAMP: "hors du champ de la convention",
    Statut.RESERVE_IDENTIFIE: "réservé au titre d'un droit identifié",
    Statut.SOUSTRAIT: "soustrait du flux",
    Statut.DANS_L_ASSIETTE: "dans l'assiette du flux",
}
VERDICT: Final = {
    Verdict.NON_CONFORME: "non conforme",
    Verdict.HORS_D_ATTEINTE: "hors d'atteinte",
    Verdict.INDETERMINE: "indéterminé",
    Verdict.DECISION_HUMAINE: "décision attendue",
    Verdict.EN_COURS: "en cours",
    Verdict.CONFORME: "conforme",
    Verdict.NON_APPLICABLE: "non applicable",
}
DELAI: Final = {
    EtatDelai.TENU: "tenu",
    EtatDelai.EN_COURS: "en cours",
    EtatDelai.DEPASSE: "dépassé",
    EtatDelai.SANS_OBJET: "sans objet",
    EtatDelai.INDETERMINE: "indéterminé",
}
OBLIGATION: Final = {
    "vrai": "respectee",
    "faux": "manquee",
    "non_applicable": "sans_objet",
    "indetermine": "indetermine",
    "erreur": "erreur",
}
"""Outcome of an obligation's rule to the closed word of the obligation."""

OBLIGATION_DITE: Final = {
    "respectee": "respectée",
    "manquee": "manquée",
    "sans_objet": "sans objet",
    "indetermine": "indéterminée",
    "erreur": "en erreur",
}
MOT: Final = {
    "respectee": "respectée",
    "manquee": "manquée",
    "sans_objet": "sans objet",
    "indetermine": "indéterminé",
    "erreur": "erreur",
    "tenu": "tenu",
    "en_cours": "en cours",
    "depasse": "dépassé",
    "vrai": "vrai",
    "faux": "faux",
    "non_applicable": "non applicable",
}
"""Any other closed word to what is read on screen."""


def issue(i: Issue) -> str:
    """Oui, non, sans objet, indéterminé."""
    match i:
        case bool():
            return "oui" if i else "non"
        case NonApplicable():
            return "sans objet"
        case Indetermine():
            return MOT[word(i)]


def causes(cs: Iterable[Cause], lexique: Lexique) -> str:
    """Causes in one clause, sorted; those of the same kind share its words."""
    by_kind: dict[Genre, list[str]] = {}
    several = [c.fait.removeprefix(CONVENTIONS) for c in sorted(cs) if c.fait.startswith(CONVENTIONS)]
    for c in sorted(cs):
        if c.fait.startswith(CONVENTIONS):
            continue
        label = shown(c.fait, lexique)
        said = f"{label}, ligne {c.ligne}" if c.ligne else label
        if said not in by_kind.setdefault(c.genre, []):
            by_kind[c.genre].append(said)
    heads = {
        Genre.ERREUR: ("donnée en erreur", "données en erreur"),
        Genre.MANQUANT: ("donnée absente", "données absentes"),
        Genre.HUMAIN: ("décision attendue", "décisions attendues"),
        Genre.FUTUR: ("pas encore survenu", "pas encore survenus"),
    }
    told = [
        f"{heads[kind][len(by_kind[kind]) > 1]}\u202f: {listing(by_kind[kind])}"
        for kind in heads
        if kind in by_kind
    ]
    return "\u202f; ".join([*(f"plusieurs conventions\u202f: {names}" for names in several), *told])


def possibles(mots: Iterable[str]) -> str:
    return listing(list(mots), "ou")


def word_of_obligation(i: Issue) -> str:
    """The closed word of an obligation: respectee, manquee, sans_objet, indetermine, erreur."""
    return OBLIGATION[word(i)]
