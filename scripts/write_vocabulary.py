"""Write the page of the built-in vocabulary from the tables that the engine reads.

    .venv/bin/python scripts/write_vocabulary.py

A test compares the page with what this would write.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from convrules import vocabulary
from convrules.base.values import TCode, TCondition, TDate, TEvenement, TNombre, TTexte, Type
from convrules.functions import FONCTIONS
from convrules.vocabulary import tables

PAGE = Path(__file__).parents[1] / "docs" / "langage" / "vocabulaire.md"
NIVEAUX = (
    "vacance",
    "logement",
    "programme",
    "droit",
    "candidature",
    "refus",
    "demande",
    "reservataire",
    "convention",
)
INTRODUCTION = """\
# Vocabulaire

Les noms que toute convention peut lire sans les déclarer. Cette page est écrite par
`scripts/write_vocabulary.py` à partir des tables du moteur. Une convention ou un socle en déclare d'autres
sous `vocabulaire` : un nom, puis `niveau`, `type` ou `valeurs`, au besoin `unité` et `énoncé`. Deux
déclarations d'un même nom s'accordent. `type` est l'un de `oui/non`, `code`, `entier`, `décimal`, `montant`,
`date`, `événement`, `texte`, `taux`. Un `taux` prend au besoin `min` et `max`
([taux de chaque ligne](annee.md#un-taux-lu-sur-chaque-ligne)).

Marques : *s.o.*, le fait peut être sans objet ; *ménage*, c'est un fait du ménage ; *cellule*, il peut
suivre `chaque`.

Ce qui est de niveau `convention` se lit dans le fichier de la convention, sinon dans la table `conventions`
([ce qui ne tient à aucune vacance](elements.md)) ; les deux connus et différents, c'est une *erreur*.
"""


def page() -> str:
    parts = [INTRODUCTION]
    for niveau in NIVEAUX:
        rows = [c for (n, _), c in vocabulary.CHAMPS.items() if n == niveau]
        parts.append(f"## Niveau « {niveau} »\n\n" + table(rows))
    for nom, columns in tables.COLONNES.items():
        parts.append(f"## Table « {nom} »\n\n" + table(columns.values()))
    functions = "\n".join(f"| `{f.nom}` | {f.glose} |" for f in FONCTIONS.values())
    parts.append(f"## Fonctions\n\n| nom | ce que c'est |\n|---|---|\n{functions}\n")
    return "\n".join(parts)


def table(champs: Iterable[vocabulary.ChampVocabulaire]) -> str:
    head = "| nom | type | ce que c'est | marques |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{c.nom}` | {type_of(c)} | {c.glose} | {', '.join(marks(c))} |\n" for c in champs
    )


def type_of(champ: vocabulary.ChampVocabulaire) -> str:
    if isinstance(champ.type, TCode):
        codes = " ".join(f"`{code}`" for code in champ.codes)
        return f"code : {codes}" if codes else "code officiel" if champ.officiel else "code déclaré"
    return name_of(champ.type)


def name_of(type_: Type) -> str:
    match type_:
        case TCondition():
            return "oui ou non"
        case TEvenement():
            return "événement"
        case TDate():
            return "date"
        case TTexte():
            return "texte"
        case TNombre(unite=unite, entier=entier):
            units = " ".join(nom if p == 1 else f"{nom}^{p}" for nom, p in unite)
            kind = "entier" if entier else "nombre"
            return f"{kind}, {units}" if units else kind
        case _:
            raise AssertionError(f"no field has the type {type_}")


def marks(champ: vocabulary.ChampVocabulaire) -> Iterator[str]:
    if champ.sans_objet:
        yield "s.o."
    if champ.menage:
        yield "ménage"
    if champ.dimension:
        yield "cellule"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
