"""CR7xx: the landlord's files, their mapping, their rows and their cells.

A place in a data file is made by `facts/readers/lieux.py`: the line it shows is masked but for mapped
columns, so that no message ever quotes a person. `valeur` is given for mapped columns only.
"""

from dataclasses import replace

from convrules.base.signes import strange_sign
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.corrections import renamed

_LONGUEUR_MAX = 60
INOUVRABLES = frozenset({"CR701", "CR703", "CR736", "CR760", "CR763", "CR764"})
"""Sources that are not there or do not open: not their content is wrong, but how the command was set up."""


def donnee(code: str, span: Span, **args: str) -> Diagnostic:
    """A finding in a data file: the file and its line are always at hand for the message."""
    where = {"fichier": span.source.name, "ligne": str(span.position[0])}
    return Diagnostic(code=code, span=span, args=where | args)


def court(valeur: str) -> str:
    return valeur if len(valeur) <= _LONGUEUR_MAX else valeur[: _LONGUEUR_MAX - 1] + "…"


# --- opening a file -------------------------------------------------------------------------
def fichier_absent(*, span: Span, motif: str) -> Diagnostic:
    return Diagnostic(code="CR701", span=span, args={"motif": motif})


def fichier_hors_du_dossier(*, span: Span, motif: str) -> Diagnostic:
    return Diagnostic(code="CR702", span=span, args={"motif": motif})


def fichier_refuse(*, span: Span, motif: str) -> Diagnostic:
    return Diagnostic(code="CR703", span=span, args={"motif": motif})


def fichier_trop_gros(*, span: Span, motif: str, limite: str) -> Diagnostic:
    return Diagnostic(code="CR704", span=span, args={"motif": motif, "limite": limite})


def pas_un_fichier(*, span: Span, motif: str) -> Diagnostic:
    return Diagnostic(code="CR736", span=span, args={"motif": motif})


def fichier_voisin(*, span: Span, motif: str, fichiers: str, nombre: str) -> Diagnostic:
    """`span`: in the mapping. `fichiers`: the first of them, quoted."""
    return Diagnostic(code="CR791", span=span, args={"motif": motif, "fichiers": fichiers, "nombre": nombre})


# --- bytes ----------------------------------------------------------------------------------
def encodage_non_declare(*, span: Span, octet: str) -> Diagnostic:
    return donnee("CR705", span, octet=octet)


def utf8_declare_cp1252(*, span: Span) -> Diagnostic:
    return donnee("CR706", span)


def octet_impossible(*, span: Span, octet: str, encodage: str) -> Diagnostic:
    return donnee("CR707", span, octet=octet, encodage=encodage)


def accents_dos(*, span: Span, nombre: str) -> Diagnostic:
    return donnee("CR797", span, nombre=nombre)


def accents_abimes(*, span: Span, trouve: str, nombre: str) -> Diagnostic:
    return donnee("CR708", span, trouve=trouve, nombre=nombre)


def pas_un_csv(*, span: Span, nature: str) -> Diagnostic:
    """`nature`: what the file is, as a French noun (« un classeur Excel »)."""
    return donnee("CR709", span, nature=nature)


def fichier_vide(*, span: Span) -> Diagnostic:
    return donnee("CR710", span)


def aucune_ligne(*, span: Span) -> Diagnostic:
    return donnee("CR737", span)


def octet_nul(*, span: Span) -> Diagnostic:
    return donnee("CR711", span)


# --- lines and columns ----------------------------------------------------------------------
def guillemet_non_ferme(*, span: Span) -> Diagnostic:
    return donnee("CR712", span)


def fichier_tronque(*, span: Span, trouve: str, attendu: str) -> Diagnostic:
    return donnee("CR713", span, trouve=trouve, attendu=attendu)


def fichier_coupe(*, span: Span, colonne: str) -> Diagnostic:
    """The last cell of a file is not whole, and no line end follows it."""
    return donnee("CR786", span, colonne=colonne)


def nombre_de_lignes(*, span: Span, trouve: str, annonce: str) -> Diagnostic:
    """`annonce`: the number of rows that the file says it has, as written."""
    return donnee("CR787", span, trouve=trouve, annonce=court(annonce))


TRONQUES = frozenset({"CR713", "CR786", "CR787", "CR795"})
"""What says that rows are missing."""


def separateur_ambigu(*, span: Span, candidats: str) -> Diagnostic:
    return donnee("CR714", span, candidats=candidats)


SEPARATEUR_ABSENT = "CR715"


def separateur_absent(*, span: Span, separateur: str, autre: str) -> Diagnostic:
    """`autre`: the one the header seems to use; empty when none does."""
    return donnee(SEPARATEUR_ABSENT, span, separateur=separateur, autre=autre)


def separateur_d_un_autre(constat: Diagnostic, *, ailleurs: str, usuel: bool) -> Diagnostic:
    """The finding before, when a file of the same entry has the separator declared. `ailleurs`: that file.
    `usuel`: are both separators found without being declared?"""
    alone = bool(usuel and constat.args["autre"])
    return replace(constat, args={**constat.args, "ailleurs": ailleurs, "trouve": ailleurs if alone else ""})


def colonnes_sans_nom(*, span: Span, rangs: str, bandeau: str) -> Diagnostic:
    """`rangs`: which, from 1; `bandeau`: how many lines above the titles there may be; empty when the
    line looks like titles."""
    return donnee("CR716", span, rangs=rangs, bandeau=bandeau)


def loyer_au_metre(*, span: Span, rapport: str, nombre: str, total: str) -> Diagnostic:
    """`rapport`: in euros, of a usual row; `nombre`: such rows, of `total`."""
    return donnee("CR856", span, rapport=rapport, nombre=nombre, total=total)


def fins_de_ligne(*, span: Span) -> Diagnostic:
    return donnee("CR785", span)


def colonne_repetee(*, span: Span, colonne: str, rangs: str) -> Diagnostic:
    return donnee("CR717", span, colonne=colonne, rangs=rangs)


def ligne_inegale(*, span: Span, trouve: str, attendu: str) -> Diagnostic:
    return donnee("CR718", span, trouve=trouve, attendu=attendu)


def ligne_decalee(*, span: Span, colonne: str, autre: str, cote: str) -> Diagnostic:
    """`autre`: the column that reads the cell under `colonne`. `cote`: the way cells moved."""
    return donnee("CR844", span, colonne=colonne, autre=autre, cote=cote)


def valeur_peu_plausible(
    *, span: Span, colonne: str, valeur: str, nombre: str, raison: str, partout: str
) -> Diagnostic:
    """`partout`: how much of the column it is, when that is most of it."""
    args = {"valeur": court(valeur), "nombre": nombre, "raison": raison, "partout": partout}
    return donnee("CR845", span, colonne=colonne, **args)


def entete_meconnaissable(*, span: Span, attendues: str, passer: str, separateur: str) -> Diagnostic:
    """`passer`: how many filled lines stand above one that has such titles; empty when none has.
    `separateur`: what stands between such titles in this line, where no separator is declared; else empty."""
    return donnee("CR719", span, attendues=attendues, passer=passer, separateur=separateur)


# --- mapping against header -----------------------------------------------------------------
def colonne_absente(*, span: Span, colonne: str, champ: str, fichier: str, proche: str) -> Diagnostic:
    """`span`: in the mapping."""
    signe = strange_sign(proche) or strange_sign(colonne)
    args = {"colonne": colonne, "champ": champ, "fichier": fichier, "proche": proche, "signe": signe}
    return Diagnostic(code="CR720", span=span, args=args, fix=renamed(span, colonne, proche))


def colonne_non_declaree(*, span: Span, colonne: str) -> Diagnostic:
    return donnee("CR721", span, colonne=colonne)


def colonne_personnelle(*, span: Span, colonne: str) -> Diagnostic:
    return donnee("CR722", span, colonne=colonne)


def colonne_personnelle_reliee(*, span: Span, colonne: str, champ: str) -> Diagnostic:
    """`span`: in the mapping."""
    return Diagnostic(code="CR723", span=span, args={"colonne": colonne, "champ": champ})


def format_de_date(*, span: Span, format: str, champ: str) -> Diagnostic:
    return Diagnostic(code="CR724", span=span, args={"format": format, "champ": champ})


def date_sans_jour(*, span: Span, format: str, champ: str) -> Diagnostic:
    return Diagnostic(code="CR725", span=span, args={"format": format, "champ": champ})


def unite_de_colonne(*, span: Span, champ: str, unite: str, attendu: str) -> Diagnostic:
    """`unite`: as declared, empty when it is not."""
    return Diagnostic(code="CR726", span=span, args={"champ": champ, "unite": unite, "attendu": attendu})


def titres_et_cases(*, span: Span, trouve: str, attendu: str) -> Diagnostic:
    """The mapping gives the titles of a file whose rows have another width."""
    return donnee("CR738", span, trouve=trouve, attendu=attendu)


def pas_survenu_sans_jour(*, span: Span, champ: str) -> Diagnostic:
    """`span`: in the mapping."""
    return Diagnostic(code="CR739", span=span, args={"champ": champ})


def colonne_cle_absente(*, span: Span, table: str, cle: str, fichier: str) -> Diagnostic:
    """The column that names the rows (`id`) or joins files (`clé`) is not there."""
    return Diagnostic(code="CR727", span=span, args={"table": table, "cle": cle, "fichier": fichier})


def sans_objet_interdit(*, span: Span, champ: str) -> Diagnostic:
    return Diagnostic(code="CR728", span=span, args={"champ": champ})


def liste_non_declaree(*, span: Span, champ: str) -> Diagnostic:
    return Diagnostic(code="CR729", span=span, args={"champ": champ})


# --- rows -----------------------------------------------------------------------------------
def ligne_sans_identifiant(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    """`valeur`: what stands there and names nothing; empty when nothing does."""
    holds = t("porte «\u00a0{valeur}\u00a0», qui ne désigne rien", valeur=court(valeur))
    dit = holds if valeur else "est vide"
    return donnee("CR730", span, colonne=colonne, dit=dit)


def autre_bailleur(*, span: Span, colonne: str, valeur: str, nombre: str, bailleur: str) -> Diagnostic:
    """`span`: the first row that says it. `valeur`: the SIREN of the rows; `bailleur`: the mapping's."""
    return donnee("CR886", span, colonne=colonne, valeur=valeur, nombre=nombre, bailleur=bailleur)


def identifiant_repete(*, span: Span, colonne: str, valeur: str, premiere: str, entrees: str) -> Diagnostic:
    """`premiere`: file and line of the row that was kept. `entrees`: those of the mapping that all give this
    very line, quoted; empty where it is another."""
    args = {"colonne": colonne, "valeur": court(valeur), "premiere": premiere, "entrees": entrees}
    return donnee("CR731", span, **args)


def identifiant_partage(*, span: Span, colonne: str, valeur: str, premiere: str) -> Diagnostic:
    """`premiere`: file and line of the row that was kept, which says something else."""
    return donnee("CR790", span, colonne=colonne, valeur=court(valeur), premiere=premiere)


def deux_lignes(*, span: Span, colonne: str, valeur: str, premiere: str, table: str) -> Diagnostic:
    """The same in another table."""
    args = {"colonne": colonne, "valeur": court(valeur), "premiere": premiere, "table": table}
    return donnee("CR796", span, **args)


def cle_repetee(*, span: Span, colonne: str, valeur: str, premiere: str) -> Diagnostic:
    """A row of a joined file has the key of another; `premiere`: file and line of the row that was kept."""
    return donnee("CR780", span, colonne=colonne, valeur=court(valeur), premiere=premiere)


def ligne_appelee_plusieurs_fois(
    *, span: Span, table: str, nombre: str, lignes: str, faits: str, colonne: str
) -> Diagnostic:
    """One row of a joined file, several rows of the table. `lignes`: the first of them; `faits`: what only
    one of them can have."""
    args = {"table": table, "nombre": nombre, "lignes": lignes, "faits": faits, "colonne": colonne}
    return donnee("CR781", span, **args)


def pied_d_etat(*, span: Span, colonne: str, semblable: str) -> Diagnostic:
    """`colonne`: that of its first filled cell; empty beyond the titles."""
    return donnee("CR788", span, colonne=colonne, semblable=semblable)


def titres_deplaces(*, span: Span) -> Diagnostic:
    """A line of titles in the middle of a file, in another order."""
    return donnee("CR857", span)


def vacance_inconnue(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    """`valeur` empty when the cell is."""
    return donnee("CR732", span, colonne=colonne, valeur=court(valeur))


def lignes_non_jointes(
    *, span: Span, nombre: str, table: str, colonne: str, cles: str, faits: str
) -> Diagnostic:
    """`span`: the first of them. `faits`: what each of them gives to one row only, as a lease; when there is
    none, the file describes what lasts, and often more of it than is called for."""
    args = {"nombre": nombre, "table": table, "colonne": colonne, "cles": cles, "faits": faits}
    return donnee("CR783" if faits else "CR733", span, **args)


def texte_presque_pareil(*, span: Span, colonne: str, nombre: str, exemples: str) -> Diagnostic:
    """`span`: the first of them."""
    return donnee("CR789", span, colonne=colonne, nombre=nombre, exemples=exemples)


def prevision_incomplete(*, span: Span, colonne: str) -> Diagnostic:
    return donnee("CR734", span, colonne=colonne)


def reference_inconnue(*, span: Span, colonne: str, valeur: str, table: str) -> Diagnostic:
    return donnee("CR735", span, colonne=colonne, valeur=court(valeur), table=table)


# --- cells ----------------------------------------------------------------------------------
def date_mal_ecrite(
    *, span: Span, colonne: str, valeur: str, format: str, autre: str, rang: str = ""
) -> Diagnostic:
    """`autre`: the usual format that would read it; empty when none does. `rang`: the value, when it may be
    a day counted by a spreadsheet."""
    args = {"colonne": colonne, "valeur": court(valeur), "format": format, "autre": autre, "rang": rang}
    return donnee("CR740", span, signe=strange_sign(valeur), **args)


def date_impossible(*, span: Span, colonne: str, valeur: str, autre: str, format: str) -> Diagnostic:
    """`autre`: the format with day and month in each other's place, if it would read the text; else empty."""
    return donnee("CR741", span, colonne=colonne, valeur=court(valeur), autre=autre, format=format)


def date_d_un_seul_fichier(constat: Diagnostic, parmi: int) -> Diagnostic:
    """The finding before, when other files have the column and not it. `parmi`: how many have it."""
    return replace(constat, args={**constat.args, "parmi": str(parmi)})


def date_hors_bornes(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    return donnee("CR742", span, colonne=colonne, valeur=court(valeur), annee="")


def annee_hors_bornes(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    return donnee("CR742", span, colonne=colonne, valeur=court(valeur), annee=court(valeur))


def date_factice(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    return donnee("CR782", span, colonne=colonne, valeur=court(valeur))


def date_apres_complet(*, span: Span, colonne: str, valeur: str, champ: str, jour: str) -> Diagnostic:
    return donnee("CR839", span, colonne=colonne, valeur=court(valeur), champ=champ, jour=jour)


def nombre_mal_ecrit(
    *, span: Span, colonne: str, valeur: str, unite: str = "", reste: str = "", rez: str = ""
) -> Diagnostic:
    """`unite`: of the field, written after the number. `reste`: another unit there. `rez`: the value, when it
    says the ground floor."""
    args = {"unite": unite, "reste": reste, "rez": rez, "signe": strange_sign(valeur)}
    return donnee("CR743", span, colonne=colonne, valeur=court(valeur), **args)


def nombre_non_entier(*, span: Span, colonne: str, valeur: str, attendu: str) -> Diagnostic:
    return donnee("CR744", span, colonne=colonne, valeur=court(valeur), attendu=attendu)


def nombre_negatif(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    return donnee("CR745", span, colonne=colonne, valeur=court(valeur))


def oui_non_attendu(*, span: Span, colonne: str, valeur: str) -> Diagnostic:
    return donnee("CR746", span, colonne=colonne, valeur=court(valeur), signe=strange_sign(valeur))


def code_hors_liste(*, span: Span, colonne: str, valeur: str, proche: str, permis: str) -> Diagnostic:
    args = {"valeur": court(valeur), "proche": proche, "permis": permis, "signe": strange_sign(valeur)}
    return donnee("CR747", span, colonne=colonne, **args)


def zero_initial_perdu(*, span: Span, colonne: str, valeur: str, attendu: str) -> Diagnostic:
    return donnee("CR748", span, colonne=colonne, valeur=court(valeur), attendu=attendu)


def code_geographique_inconnu(
    *, span: Span, colonne: str, valeur: str, nature: str, fusion: str
) -> Diagnostic:
    """`nature`: a complement (« d'une commune »). `fusion`: the commune that this one was merged into."""
    args = {"colonne": colonne, "valeur": court(valeur), "nature": nature, "signe": strange_sign(valeur)}
    args["fusion"] = fusion
    return donnee("CR749", span, **args)
