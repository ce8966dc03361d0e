"""Days that the data do not cover, told of several judgements at once: in sentences, and as a table."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from convrules.base.texte import suite, t
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre
from convrules.render.french import cite
from convrules.render.lexicon import VIDE
from convrules.render.perimeter import lacking_days
from convrules.year.valeurs import Lacune

Vues: TypeAlias = Sequence[tuple[str, Sequence[Lacune]]]
"""Judgements by name, each with the days of it that the data do not cover."""
JOURS: Final = (
    Colonne(nom="evenement", titre="Événement"),
    Colonne(nom="complet_au", titre="Complet au", genre=Genre.JOUR),
    Colonne(nom="du", titre="Du", genre=Genre.JOUR),
    Colonne(nom="au", titre="Au", genre=Genre.JOUR),
)


def said_of(vues: Vues) -> Iterator[str]:
    """Each once, for the judgements that suppose it."""
    return each_once([(nom, lacking_days(lacunes, VIDE, juge=True)) for nom, lacunes in vues])


def each_once(dits: Sequence[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """What is said of several judgements, by name: with those of which it is, unless it is of all."""
    told: dict[str, list[str]] = {}
    for nom, sentences in dits:
        for said in sentences:
            told.setdefault(said, []).append(nom)
    for said, names in told.items():
        if len(names) == len(dits):
            yield said
        else:
            yield t("{a}\u202f: {b}", a=suite(map(cite, names), "et"), b=said)


def uncovered_sheet(dont: Sequence[Colonne], lignes: Iterable[tuple[tuple[Cellule, ...], Lacune]]) -> Feuille:
    """dont: the columns that say of what each line is."""
    return Feuille(
        nom="non_couvert",
        titre="Jours jugés que les données ne couvrent pas",
        colonnes=(*dont, *JOURS),
        lignes=tuple((*who, one.evenement, one.complet, one.du, one.au) for who, one in lignes),
    )
