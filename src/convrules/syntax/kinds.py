"""Kinds of sentence and kinds of file."""

from enum import StrEnum


class Entree(StrEnum):
    """Start symbols of the grammar, one per kind of DSL scalar."""

    EXPR = "expr"
    QUOTA = "quota"
    PART = "part"
    DELAI = "delai"
    ECHEANCE = "echeance"
    POPULATION = "population"
    SUSPENSION = "suspension"
    EFFET = "effet"
    ORDRE = "ordre"
    REPORT = "report"
    TOLERANCE = "tolerance"
    LIMITE = "limite"
    APPLICATION = "application"
    ETENDUE = "etendue"
    CONSTAT = "constat"
    REVISION = "revision"


class GenreFichier(StrEnum):
    CONVENTION = "convention"
    SOCLE = "socle"
    AVENANT = "avenant"
    MODELE = "modèle"
    POLITIQUE = "politique"
    CORRESPONDANCE = "correspondance"
    ESSAIS = "essais"
