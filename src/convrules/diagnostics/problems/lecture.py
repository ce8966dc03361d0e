"""CR75x, CR76x: workbooks, Parquet files, queries; the limits of what is read."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.donnees import court, donnee


# --- workbooks ------------------------------------------------------------------------------
def classeur_illisible(*, span: Span, raison: str) -> Diagnostic:
    return donnee("CR750", span, raison=raison)


def classeur_trop_gros(*, span: Span, mesure: str, limite: str) -> Diagnostic:
    return donnee("CR751", span, mesure=mesure, limite=limite)


def feuille_absente(*, span: Span, feuille: str, proche: str, feuilles: str) -> Diagnostic:
    return donnee("CR752", span, feuille=feuille, proche=proche, feuilles=feuilles)


def feuille_a_choisir(*, span: Span, feuilles: str) -> Diagnostic:
    return donnee("CR753", span, feuilles=feuilles)


def feuille_masquee(*, span: Span, feuille: str, nombre: str) -> Diagnostic:
    """`nombre`: its rows below its titles."""
    return donnee("CR858", span, feuille=feuille, nombre=nombre)


def colonnes_vides(*, span: Span, nombre: str) -> Diagnostic:
    """`span`: the line of titles. `nombre`: of columns without a title nor a cell, after the last title."""
    return donnee("CR860", span, nombre=nombre)


def zero_initial_retabli(*, span: Span, colonne: str, valeur: str, attendu: str, nombre: str) -> Diagnostic:
    """Said once by column. `span`, `valeur`, `attendu`: of the first cell; `nombre`: how many."""
    return donnee("CR754", span, colonne=colonne, valeur=valeur, attendu=attendu, nombre=nombre)


def pourcentage_converti(*, span: Span, colonne: str, valeur: str, attendu: str, nombre: str) -> Diagnostic:
    """Said once by column, as the one before."""
    return donnee("CR793", span, colonne=colonne, valeur=valeur, attendu=attendu, nombre=nombre)


def taux_de_moins_d_un(*, span: Span, colonne: str, valeur: str, nombre: str) -> Diagnostic:
    """No value of a column said per hundred passes one. `valeur`: the first; `nombre`: how many."""
    return donnee("CR794", span, colonne=colonne, valeur=court(valeur), nombre=nombre)


def cellule_en_erreur(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    return donnee("CR755", span, colonne=colonne, valeur=valeur)


def caractere_de_commande(*, span: Span, caractere: str) -> Diagnostic:
    """`caractere`: its code point, never itself."""
    return donnee("CR777", span, caractere=caractere)


def identifiant_de_plusieurs_lignes(*, span: Span, colonne: str) -> Diagnostic:
    return donnee("CR795", span, colonne=colonne)


def formule_sans_resultat(*, span: Span, colonne: str) -> Diagnostic:
    return donnee("CR756", span, colonne=colonne)


def cellule_fusionnee(*, span: Span, colonne: str) -> Diagnostic:
    return donnee("CR757", span, colonne=colonne)


def nombre_trop_long(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    return donnee("CR758", span, colonne=colonne, valeur=court(valeur))


# --- Parquet and queries --------------------------------------------------------------------
def bibliotheque_absente(*, span: Span, bibliotheque: str, extra: str) -> Diagnostic:
    return donnee("CR760", span, bibliotheque=bibliotheque, extra=extra)


def parquet_illisible(*, span: Span, raison: str) -> Diagnostic:
    return donnee("CR761", span, raison=raison)


def type_illisible(*, span: Span, colonne: str, type: str) -> Diagnostic:
    """`type`: in French."""
    return donnee("CR762", span, colonne=colonne, type=type)


def requete_inconnue(*, span: Span, nom: str, proche: str) -> Diagnostic:
    """`span`: in the mapping."""
    return Diagnostic(code="CR763", span=span, args={"nom": nom, "proche": proche})


def connexion_impossible(*, span: Span, raison: str) -> Diagnostic:
    """`raison`: in our words; what the library says may hold an address or a name."""
    return donnee("CR764", span, raison=raison)


def requete_refusee(*, span: Span, raison: str, requete: str = "") -> Diagnostic:
    return donnee("CR765", span, requete=requete, raison=raison)


def minuits_en_temps_universel(*, span: Span, colonne: str, nombre: str, total: str) -> Diagnostic:
    """`nombre`: cells at 22:00 or 23:00, of `total` that are days."""
    return donnee("CR798", span, colonne=colonne, nombre=nombre, total=total)


def jours_tournes(*, span: Span, colonnes: str, dates: str, textes: str) -> Diagnostic:
    """`colonnes`: their titles, quoted. `dates`, `textes`: how many cells of each kind, in all."""
    return donnee("CR864", span, colonnes=colonnes, dates=dates, textes=textes)


def jours_peut_etre_tournes(*, span: Span, colonnes: str, textes: str, lignes: str) -> Diagnostic:
    """`textes`: how many cells are texts; `lignes`: of the first of them."""
    return donnee("CR883", span, colonnes=colonnes, textes=textes, lignes=lignes)


# --- any file -------------------------------------------------------------------------------
def fichier_modifie(*, span: Span) -> Diagnostic:
    return donnee("CR759", span)


def ligne_trop_longue(*, span: Span, limite: str) -> Diagnostic:
    return donnee("CR766", span, limite=limite)


def trop_de_lignes(*, span: Span, table: str, limite: str) -> Diagnostic:
    return donnee("CR767", span, table=table, limite=_milliers(limite))


def trop_de_lignes_comptees(*, span: Span, table: str, limite: str, clause: str) -> Diagnostic:
    return donnee("CR778", span, table=table, limite=_milliers(limite), clause=clause)


def place_temporaire(*, span: Span) -> Diagnostic:
    return donnee("CR779", span)


def trop_de_lignes_vides(*, span: Span, limite: str) -> Diagnostic:
    return donnee("CR784", span, limite=_milliers(limite))


def trop_de_constats(*, span: Span, limite: str) -> Diagnostic:
    return donnee("CR768", span, limite=_milliers(limite))


def _milliers(limite: str) -> str:
    return limite.replace(",", "\u00a0")


def deux_encodages(*, span: Span, utf8: str, autre: str) -> Diagnostic:
    """`utf8`, `autre`: the first line in UTF-8, and the first that is not."""
    return donnee("CR769", span, utf8=utf8, autre=autre)
