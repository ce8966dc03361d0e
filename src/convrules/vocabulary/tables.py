"""Tables of facts: the level of their rows, and the columns that no rule reads."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from convrules.base.values import TNombre, Type, unite
from convrules.vocabulary import rows
from convrules.vocabulary.rows import DATE, ENTIER, TEXTE, ChampVocabulaire, compte

NIVEAU_DE_TABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vacances": rows.VACANCE,
        "logements": rows.LOGEMENT,
        "programmes": rows.PROGRAMME,
        "droits": rows.DROIT,
        "candidatures": rows.CANDIDATURE,
        "refus": rows.REFUS,
        "soustractions": rows.VACANCE,
        "vacances_attendues": rows.VACANCE,
        "soldes": rows.VACANCE,
    }
)
"""Forecasts and balances may carry any column of the vacancies that a cell or a condition needs."""


def _columns(niveau: str, *columns: tuple[str, Type, str]) -> dict[str, ChampVocabulaire]:
    return {
        nom: ChampVocabulaire(nom=nom, niveau=niveau, type=type_, glose=glose)
        for nom, type_, glose in columns
    }


COLONNES: Final[Mapping[str, dict[str, ChampVocabulaire]]] = MappingProxyType(
    {
        "soustractions": _columns(
            rows.VACANCE,
            ("annee", ENTIER, "année de la prévision"),
            ("categorie", TEXTE, "catégorie de soustraction"),
            ("nombre", compte("logement"), "nombre de logements prévus"),
        ),
        "vacances_attendues": _columns(
            rows.VACANCE,
            ("du", DATE, "premier jour de la période"),
            ("au", DATE, "dernier jour de la période"),
            ("min", compte("logement"), "nombre le plus petit attendu"),
            ("max", compte("logement"), "nombre le plus grand attendu"),
        ),
        "soldes": _columns(
            rows.VACANCE,
            ("convention", TEXTE, "convention du compte"),
            ("clause", TEXTE, "part ou quota dont c'est le solde"),
            ("annee", ENTIER, "année close par ce solde"),
            ("solde", TNombre(unite=unite("logement")), "ce qui reste dû"),
        ),
        "previsions": _columns(
            rows.VACANCE,
            ("vacance", TEXTE, "vacance concernée"),
            ("evenement", TEXTE, "événement prévu"),
            ("date", DATE, "date prévue"),
            ("faite_le", DATE, "jour où la prévision a été faite"),
        ),
    }
)
