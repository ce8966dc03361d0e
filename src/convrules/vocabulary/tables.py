"""Tables of facts: the level of their rows, and the columns that no rule reads."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from convrules.base.values import TCode, TNombre, Type, unite
from convrules.vocabulary import rows
from convrules.vocabulary.rows import ANNEE, DATE, OUI_NON, TEXTE, ChampVocabulaire, compte

NIVEAU_DE_TABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vacances": rows.VACANCE,
        "logements": rows.LOGEMENT,
        "programmes": rows.PROGRAMME,
        "conventions": rows.CONVENTION,
        "droits": rows.DROIT,
        "demandes": rows.DEMANDE,
        "candidatures": rows.CANDIDATURE,
        "refus": rows.REFUS,
        "soustractions": rows.VACANCE,
        "vacances_attendues": rows.VACANCE,
        "soldes": rows.VACANCE,
        "journal": rows.VACANCE,
    }
)
"""Forecasts, balances and acts may carry any column of the vacancies that a cell or a condition needs."""

ENUMERATIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "acte": (
            "decision", "constat", "transmission", "orientation", "remise", "reprise", "echange", "reserve",
        ),
        "resultat": ("tenu", "manque"),
        "decompte": ("comptee", "non_comptee", "restituee"),
    }
)  # fmt: skip
"""Codes of the columns of the journal."""


def _columns(niveau: str, *columns: tuple[str, Type, str]) -> dict[str, ChampVocabulaire]:
    return {
        nom: ChampVocabulaire(nom=nom, niveau=niveau, type=type_, glose=glose, codes=_codes(type_))
        for nom, type_, glose in columns
    }


def _codes(type_: Type) -> tuple[str, ...]:
    return ENUMERATIONS[type_.enumeration] if isinstance(type_, TCode) else ()


COLONNES: Final[Mapping[str, dict[str, ChampVocabulaire]]] = MappingProxyType(
    {
        "soustractions": _columns(
            rows.VACANCE,
            ("annee", ANNEE, "année de la prévision"),
            ("categorie", TEXTE, "catégorie de soustraction"),
            ("nombre", compte("logement"), "nombre de logements prévus"),
            ("convention", TEXTE, "convention dont la prévision compte les jours"),
        ),
        "vacances_attendues": _columns(
            rows.VACANCE,
            ("du", DATE, "premier jour de la période"),
            ("au", DATE, "dernier jour de la période"),
            ("min", compte("logement"), "nombre le plus petit attendu"),
            ("max", compte("logement"), "nombre le plus grand attendu"),
            (
                "deja_deduites",
                compte("logement"),
                "vacances que les données ont déjà, et que min et max ne comptent pas",
            ),
        ),
        "soldes": _columns(
            rows.VACANCE,
            ("convention", TEXTE, "convention du compte"),
            ("clause", TEXTE, "part ou quota dont c'est le solde"),
            ("annee", ANNEE, "année close par ce solde"),
            ("solde", TNombre(unite=unite("logement")), "ce qui reste dû"),
        ),
        "previsions": _columns(
            rows.VACANCE,
            ("vacance", TEXTE, "vacance concernée"),
            ("evenement", TEXTE, "événement prévu"),
            ("date", DATE, "date prévue"),
            ("faite_le", DATE, "jour où la prévision a été faite"),
        ),
        "journal": _columns(
            rows.VACANCE,
            ("acte", TCode("acte"), "ce qui est enregistré"),
            ("date", DATE, "jour de l'acte"),
            ("convention", TEXTE, "convention concernée"),
            ("clause", TEXTE, "clause ou décision concernée"),
            ("vacance", TEXTE, "vacance concernée"),
            ("candidature", TEXTE, "candidature concernée"),
            ("refus", TEXTE, "refus concerné"),
            ("droit", TEXTE, "droit concerné"),
            ("demande", TEXTE, "demande concernée"),
            ("reponse", OUI_NON, "réponse à la question d'une décision humaine"),
            ("resultat", TCode("resultat"), "résultat d'un constat"),
            ("compte", TEXTE, "compte que l'acte désigne"),
            ("cedant", TEXTE, "compte qui cède son tour dans un échange"),
            ("decompte", TCode("decompte"), "comptée, non comptée ou restituée"),
            ("destinataire", TEXTE, "à qui une transmission est faite"),
            ("annee", ANNEE, "année que concerne une transmission"),
            ("periode", TEXTE, "période que concerne une transmission (2025-T3)"),
            ("par", TEXTE, "fonction de qui a décidé"),
            ("motif", TEXTE, "motif de l'acte"),
        ),
    }
)
