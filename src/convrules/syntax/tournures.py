"""Turns of phrase of the paper, and how the language says them."""

import re
from collections.abc import Iterator
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tournure:
    """What stands from `debut` to `fin`, and what to write instead."""

    debut: int
    fin: int
    attendu: str
    parametre: str = ""
    formule: str = ""
    choix: str = ""
    """Of a rate that no figure writes: the name and the formula of a parameter that is that rate. `choix`: of
    words that may mean several things, what says each."""


EN_CHIFFRES: Final = {
    **{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8},
    **{"neuf": 9, "dix": 10, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30},
}
_MOTS: Final = "|".join(EN_CHIFFRES)
_GRANDEURS: Final = {
    **{"realise": "réalisé", "fait": "réalisé", "du": "dû", "depassement": "dépassement"},
    **{"excedent": "dépassement", "excédent": "dépassement", "reste": "manque", "déficit": "manque"},
}
"""What a number of an account is called by other words."""
_LUES: Final = "|".join(
    (*_GRANDEURS, "base", "dû", "cible", "réalisé", "manque", "dépassement", "solde", "taux")
)
_CHAQUE: Final = {
    **{"an": "année", "ans": "année", "mois": "mois", "trimestres": "trimestre", "semestres": "semestre"}
}
_TITULAIRES: Final = {
    **dict.fromkeys(("maire", "mairie", "ville", "commune"), "commune"),
    **dict.fromkeys(("préfète", "préfet", "préfecture", "prefet", "état", "etat"), "etat"),
    **dict.fromkeys(("intercommunalité", "agglomération", "communauté", "epci"), "epci"),
    **{"département": "departement", "departement": "departement", "région": "region", "region": "region"},
    **{"métropole": "metropole", "metropole": "metropole", "action logement": "als"},
}
"""What holders of rights are called by other words."""
_UNITE: Final = r"(?P<unite>jours?|semaines?|mois|ans?)"
_TOURNURES: Final = (
    (
        Motif(
            rf"dans\s+(?:les?|un\s+délai\s+de)\s+(?P<n>[0-9]+|{_MOTS})\s+{_UNITE}\s+(?:qui\s+suivent|suivant)\b"
        ),
        "au plus tard {n} {unite} après",
    ),
    (Motif(rf"\b(?P<n>{_MOTS})\s+{_UNITE}\b"), "{n} {unite}"),
    (
        Motif(
            rf"\b(?:remise|retour|restitution|rendue?|renvoi)\s+(?:au\s+|aux\s+|à\s+(?:la\s+|l['’]\s*)?)"
            rf"(?P<qui>(?i:{'|'.join(map(re.escape, _TITULAIRES))}))(?!\w)"
        ),
        "{acte}",
    ),
    (Motif(r"\b(?:retour|restitution|rendue?|renvoi)\s+au\s+bailleur\b"), "remise au bailleur"),
    (Motif(r"\btous\s+les\s+(?P<chaque>ans|mois|trimestres|semestres)\b"), "chaque {chaque}"),
    (Motif(r"\bchaque\s+(?P<chaque>an)\b"), "chaque {chaque}"),
    (Motif(rf"\bau\s+moins\s+(?P<n>[0-9]+|{_MOTS})\s+fois\s+par\b"), "{n} fois par"),
    (Motif(rf"\b(?P<n>{_MOTS})\s+fois\s+par\b"), "{n} fois par"),
    (
        Motif(
            r"(?P<compte>(?:la\s+part|le\s+quota)\s+\w+)\s+n'est\s+(?:pas|plus)\s+(?P<mot>atteinte?)"
            r"(?:\s+(?P<quand>à\s+date|sur\s+la\s+période))?"
        ),
        "non ({compte} est {mot} {quand})",
    ),
    (
        Motif(
            rf"\b(?P<grandeur>(?i:{_LUES}))\s*\(\s*(?P<lu>\w+)\s*(?:,|sur|de)?\s*(?:l'|la\s+|cette\s+)?"
            r"(?:année|exercice|période|periode)(?P<avant>\s+précédente?)?\s*\)"
        ),
        "{grandeur}({lu} sur la période{avant})",
    ),
)


def turns_of_phrase(text: str, sentence: tuple[int, int], at: int) -> Iterator[Tournure]:
    """`un mois`, `dans les 10 jours suivant …`, `la part p n'est pas atteinte`, where the parser stopped."""
    for pattern, form in _TOURNURES:
        for found in pattern.finditer(text, *sentence):
            if found.start() <= at <= found.end():
                said = {"quand": "à date", "avant": ""} | {
                    k: v for k, v in found.groupdict().items() if v is not None
                }
                number = said.get("n", "")
                said["n"] = str(EN_CHIFFRES.get(number, number))
                word = said.get("grandeur", "").lower()
                said["grandeur"] = _GRANDEURS.get(word, word)
                said["chaque"] = _CHAQUE.get(said.get("chaque", ""), "")
                qui = said.get("qui", "").lower()
                said["acte"] = f"remise à {_TITULAIRES.get(qui, qui)}"
                said["avant"] = " précédente" if said["avant"] else ""
                yield Tournure(debut=found.start(), fin=found.end(), attendu=form.format(**said))
