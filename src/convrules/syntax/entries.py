"""Which key of which file holds a sentence, and of which kind: the one table that says it."""

import re
from collections.abc import Mapping
from typing import Final

from convrules.base.motifs import Motif
from convrules.syntax.nodes import Entree, GenreFichier

E = Entree

CLAUSES: Final[Mapping[str, Mapping[str, Entree]]] = {
    "champ": {"règle": E.EXPR},
    "droit identifié": {"règle": E.EXPR},
    "soustraction": {"règle": E.EXPR, "limite": E.LIMITE},
    "part": {
        "règle": E.PART,
        "compte": E.POPULATION,
        "application": E.APPLICATION,
        "report": E.REPORT,
        "tolérance": E.TOLERANCE,
        "base minimale": E.EXPR,
    },
    "quota": {
        "règle": E.QUOTA,
        "compte": E.POPULATION,
        "application": E.APPLICATION,
        "report": E.REPORT,
        "tolérance": E.TOLERANCE,
        "base minimale": E.EXPR,
    },
    "répartition": {},
    "éligibilité": {"règle": E.EXPR},
    "délai": {"règle": E.DELAI, "suspension": E.SUSPENSION, "à défaut": E.EFFET},
    "suite": {"effet": E.EFFET},
    "obligation": {"règle": E.EXPR, "à défaut": E.EFFET},
    "priorité": {"règle": E.ORDRE},
    "imputation": {"règle": E.ORDRE},
    "tour": {"règle": E.ORDRE, "application": E.APPLICATION},
    "délégation": {"porte sur": E.ETENDUE},
    "mode correctif": {"constat": E.CONSTAT, "impose": E.EXPR, "fin": E.EXPR},
    "transmission": {"règle": E.ECHEANCE},
    "exception": {},
    "décision humaine": {},
    "non codable": {},
    "contrôle": {},
    "réserve": {"règle": E.QUOTA},
    "critère": {"poids": E.EXPR},
}
"""Sentences of each kind of clause; `si` is common to all (see `entry_of`)."""

AILLEURS: Final[Mapping[str, str]] = {"réserve": "politique", "critère": "politique", "contrôle": "socle"}
"""Kinds of clause that no convention has, and the kind of file that has them."""

PROPRES: Final[Mapping[str, GenreFichier]] = {
    "cas": GenreFichier.ESSAIS,
    "fichiers": GenreFichier.CORRESPONDANCE,
    "colonnes": GenreFichier.CORRESPONDANCE,
}
"""Keys that one kind of file alone has."""
DANS_LA_REGLE: Final = ("pour", "où")
"""Words of the sentence of a quota, that people write as keys."""

COMMUNES: Final[Mapping[str, Entree]] = {"si": E.EXPR}

PARAMETRE: Final[Mapping[str, Entree]] = {"révision": E.REVISION, "à défaut": E.EXPR}
VALEUR_DATEE: Final[Mapping[str, Entree]] = {
    "valeur": E.EXPR,
    "formule": E.EXPR,
    "sinon": E.EXPR,
    "fin des droits": E.EXPR,
}
SANS_OBJET: Final = "sans objet"
"""A word, not a sentence, under `sinon`: the parameter says nothing of the other codes."""
RACINE: Final[Mapping[str, Entree]] = {"départage": E.ORDRE}
COLONNE: Final[Mapping[str, Entree]] = {"calcul": E.EXPR}
PLAFOND: Final[Mapping[str, Entree]] = {"taux": E.EXPR, "pour": E.EXPR}

REMPLACEES: Final[Mapping[str, Entree]] = {
    **COMMUNES,
    "compte": E.POPULATION,
    "application": E.APPLICATION,
    "report": E.REPORT,
    "tolérance": E.TOLERANCE,
    "base minimale": E.EXPR,
    "suspension": E.SUSPENSION,
    "effet": E.EFFET,
    "porte sur": E.ETENDUE,
    "constat": E.CONSTAT,
    "révision": E.REVISION,
    "impose": E.EXPR,
    "fin": E.EXPR,
    "poids": E.EXPR,
}
"""Keys that an exception or an amendment may replace and that have one reading whatever the clause;
`règle` and `à défaut` depend on it (see `replaced_entry`)."""

GENRES: Final[Mapping[str, GenreFichier]] = {g.value: g for g in GenreFichier}

A_CLAUSES: Final = frozenset(
    {GenreFichier.CONVENTION, GenreFichier.SOCLE, GenreFichier.MODELE, GenreFichier.POLITIQUE}
)

_INDICES: Final[tuple[tuple[Motif, Entree], ...]] = (
    (Motif(r"(au\s+moins|exactement|au\s+plus(?!\s+tard))\b", re.I), E.QUOTA),
    (Motif(r"(avant\s+le|au\s+plus\s+tard|chaque)\b", re.I), E.ECHEANCE),
    (Motif(r"[\w.]+\s+(au\s+plus\s+tard|avant\s+le|chaque)\b", re.I), E.DELAI),
    (Motif(r"(aucun\s+compte|les\s+autres)\b|.*\b(puis|jusqu['’])", re.I | re.S), E.ORDRE),
    (Motif(r"([0-9.,]+\s*%|<\w+>(\s*%)?|[\w.]+)\s+des\b", re.I), E.PART),
)
_EFFETS: Final = Motif(
    r"(faculté|remise|reprise|nouvelle|réputé|sans\s+effet|non\s+pr[ée]cis[ée]|facult[eé]|r[eé]put)", re.I
)


def entry_of(kind: str, key: str) -> Entree | None:
    """The sentence held by a key of a clause, or None when the key holds no sentence."""
    return CLAUSES.get(kind, {}).get(key) or COMMUNES.get(key)


def replaced_entry(kinds: frozenset[str], key: str, text: str) -> Entree | None:
    """The sentence held by a key that replaces one of another clause.

    kinds: kinds of the clauses replaced, empty when they stand in another file; then the first words
    tell (a lone name reads as an expression: it is the same text as an order of one step).
    """
    known = {entry for kind in kinds if (entry := entry_of(kind, key)) is not None}
    if len(known) == 1:
        return known.pop()
    if key == "règle":
        return next((entry for pattern, entry in _INDICES if pattern.match(text)), E.EXPR)
    if key == "à défaut":
        return E.EFFET if _EFFETS.match(text) else E.EXPR
    return REMPLACEES.get(key)
