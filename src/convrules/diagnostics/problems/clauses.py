"""CR4xx: clauses, populations, dates, legal sources; CR801, what is not evaluated yet; CR906, a limit."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Edit, Label


# --- populations ----------------------------------------------------------------------------
def population_sans_statut(*, span: Span, classe: str) -> Diagnostic:
    return Diagnostic(code="CR402", span=span, args={"classe": classe})


def statut_d_un_stock(*, span: Span, classe: str) -> Diagnostic:
    return Diagnostic(code="CR403", span=span, args={"classe": classe})


def rattachement_manquant(*, span: Span, classe: str) -> Diagnostic:
    return Diagnostic(code="CR404", span=span, args={"classe": classe})


def rattachement_refuse(*, span: Span, raison: str) -> Diagnostic:
    return Diagnostic(code="CR405", span=span, args={"raison": raison})


def classes_non_disjointes(*, span: Span, classes: str) -> Diagnostic:
    return Diagnostic(code="CR406", span=span, args={"classes": classes})


# --- quotas and parts -----------------------------------------------------------------------
def compte_manquant(*, span: Span, classe: str) -> Diagnostic:
    return Diagnostic(code="CR407", span=span, args={"classe": classe})


def pour_et_compte(*, span: Span, compte: Span) -> Diagnostic:
    label = Label(span=compte, texte="« compte » est ici")
    return Diagnostic(code="CR408", span=span, labels=(label,))


def numerateur_manquant(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR409", span=span)


def dont_sur_une_autre_base(*, span: Span, part: str, base: Span) -> Diagnostic:
    label = Label(span=base, texte="la base de la part est celle-ci")
    return Diagnostic(code="CR410", span=span, args={"part": part}, labels=(label,))


def force_sans_plafond(*, span: Span, force: str, sens: str) -> Diagnostic:
    return Diagnostic(code="CR411", span=span, args={"force": force, "sens": sens})


def cle_non_remplacable(*, span: Span, cle: str, cible: str, genre: str, permises: str) -> Diagnostic:
    args = {"cle": cle, "cible": cible, "genre": genre, "permises": permises}
    return Diagnostic(code="CR412", span=span, args=args)


def ordre_public_ecarte(*, span: Span, cible: str, regle: Span) -> Diagnostic:
    label = Label(span=regle, texte="la règle d'ordre public")
    return Diagnostic(code="CR413", span=span, args={"cible": cible}, labels=(label,))


def exceptions_en_boucle(*, span: Span, chaine: str) -> Diagnostic:
    return Diagnostic(code="CR414", span=span, args={"chaine": chaine})


# --- dates and sources ----------------------------------------------------------------------
def validite_incoherente(*, span: Span, du: str, au: str) -> Diagnostic:
    return Diagnostic(code="CR415", span=span, args={"du": du, "au": au})


def article_absent(*, span: Span, article: str, articles: str) -> Diagnostic:
    return Diagnostic(code="CR416", span=span, args={"article": article, "articles": articles})


def suite_d_articles(*, span: Span, ecrit: str, liste: str) -> Diagnostic:
    """`liste`: each of them, as the list has it."""
    return Diagnostic(
        code="CR048",
        span=span,
        args={"ecrit": ecrit, "liste": liste},
        fix=Edit(span=span, texte=liste, sure=False),
    )


def source_sans_article(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR417", span=span, args={"clause": clause})


def fondement_mal_ecrit(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    """`attendu`: the citation put right, when its parts can be told."""
    fix = Edit(span=span, texte=attendu, sure=True) if attendu else None
    return Diagnostic(code="CR418", span=span, args={"ecrit": ecrit, "attendu": attendu}, fix=fix)


def fondement_introuvable(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    """`attendu`: the citation that was probably meant; to be looked at before it is written."""
    fix = Edit(span=span, texte=attendu, sure=False) if attendu else None
    return Diagnostic(code="CR232", span=span, args={"ecrit": ecrit, "attendu": attendu}, fix=fix)


def version_remplacee(*, span: Span, fondement: str, version: str, derniere: str, depuis: str) -> Diagnostic:
    """Days as files write them. `depuis`: the first day of the clause."""
    args = {"fondement": fondement, "version": version, "derniere": derniere, "depuis": depuis}
    return Diagnostic(code="CR233", span=span, args=args)


def valeurs_hors_d_ordre(*, span: Span, parametre: str, du: str, precedent: str) -> Diagnostic:
    args = {"parametre": parametre, "du": du, "precedent": precedent}
    return Diagnostic(code="CR419", span=span, args=args)


def valeur_hors_validite(*, span: Span, parametre: str, du: str, fin: str) -> Diagnostic:
    return Diagnostic(code="CR420", span=span, args={"parametre": parametre, "du": du, "fin": fin})


def parametre_sans_valeur(*, span: Span, parametre: str, debut: str, du: str) -> Diagnostic:
    return Diagnostic(code="CR421", span=span, args={"parametre": parametre, "debut": debut, "du": du})


def trou_hors_modele(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR422", span=span, args={"nom": nom})


def clause_hors_validite(*, span: Span, clause: str, periode: str) -> Diagnostic:
    return Diagnostic(code="CR426", span=span, args={"clause": clause, "periode": periode})


# --- what a rule may say --------------------------------------------------------------------
def renseigne_hors_obligation(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR423", span=span)


def choix_dans_une_regle(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR424", span=span)


def fait_variable_dans_la_cellule(*, span: Span, fait: str, cellule: str) -> Diagnostic:
    """`cellule`: the `application` of the clause, as written."""
    return Diagnostic(code="CR425", span=span, args={"fait": fait, "cellule": cellule})


def base_minimale_du_compte(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR320", span=span)


def socle_sans_choix(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR428", span=span, args={"clause": clause})


def renvoi_a_soi_meme(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR429", span=span, args={"nom": nom})


# --- cases and mappings ---------------------------------------------------------------------
def essai_sans_date(*, span: Span, cas: str) -> Diagnostic:
    return Diagnostic(code="CR430", span=span, args={"cas": cas})


def essai_sans_sujet(*, span: Span, cas: str, vacances: str) -> Diagnostic:
    """`vacances`: how many the case gives."""
    return Diagnostic(code="CR431", span=span, args={"cas": cas, "vacances": vacances})


def ligne_en_double(*, span: Span, table: str, ident: str) -> Diagnostic:
    return Diagnostic(code="CR471", span=span, args={"table": table, "ident": ident})


def format_inconnu(*, span: Span, ecrit: str, quoi: str, formats: str) -> Diagnostic:
    """`quoi`: what it would write, a date or a number. `formats`: the end of « Écrivez-le … »."""
    return Diagnostic(code="CR432", span=span, args={"ecrit": ecrit, "quoi": quoi, "formats": formats})


def titre_repete(*, span: Span, titre: str) -> Diagnostic:
    return Diagnostic(code="CR448", span=span, args={"titre": titre})


def cle_sans_effet(*, span: Span, cle: str) -> Diagnostic:
    return Diagnostic(code="CR433", span=span, args={"cle": cle})


def arrondi_manquant(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR434", span=span, args={"clause": clause})


def periode_vide(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR435", span=span)


def nombre_de_fois(*, span: Span, ecrit: str, maximum: str) -> Diagnostic:
    return Diagnostic(code="CR427", span=span, args={"ecrit": ecrit, "maximum": maximum})


def remplacement_d_une_autre_forme(*, span: Span, cle: str, genre: str) -> Diagnostic:
    return Diagnostic(code="CR436", span=span, args={"cle": cle, "genre": genre})


def ligne_sans_vacance(*, span: Span, table: str) -> Diagnostic:
    return Diagnostic(code="CR437", span=span, args={"table": table})


def fichier_de_colonne_inconnu(*, span: Span, fichier: str, fichiers: str) -> Diagnostic:
    return Diagnostic(code="CR438", span=span, args={"fichier": fichier, "fichiers": fichiers})


def calcul_sans_donnee(*, span: Span, champ: str, fait: str) -> Diagnostic:
    return Diagnostic(code="CR439", span=span, args={"champ": champ, "fait": fait})


def prevision_incomplete(*, span: Span, cles: str) -> Diagnostic:
    return Diagnostic(code="CR440", span=span, args={"cles": cles})


def annees_mal_donnees(*, span: Span, annees: str) -> Diagnostic:
    return Diagnostic(code="CR463", span=span, args={"annees": annees})


def attendu_sans_annee(*, span: Span, cle: str, annees: str) -> Diagnostic:
    return Diagnostic(code="CR464", span=span, args={"cle": cle, "annees": annees})


def prevu_sans_annee(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR465", span=span, args={})


def epuisement_sans_du(*, span: Span, compte: str) -> Diagnostic:
    return Diagnostic(code="CR460", span=span, args={"compte": compte})


def poids_sans_sens(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR461", span=span, args={"clause": clause, "nom": "", "juste": ""})


def poids_negatif(*, span: Span, clause: str, nom: str, juste: str) -> Diagnostic:
    """`juste`: the same weight, without its sign."""
    return Diagnostic(code="CR461", span=span, args={"clause": clause, "nom": nom, "juste": juste})


def poids_melanges(*, span: Span, clause: str, poids: str) -> Diagnostic:
    """`poids`: « 25 % » est un taux (%), « 50 » est un nombre sans unité."""
    return Diagnostic(code="CR236", span=span, args={"clause": clause, "poids": poids})


def en_sus_d_autres_lignes(*, span: Span, clause: str, autre: str, raison: str) -> Diagnostic:
    """`raison`: what the two do differently (« l'un compte des vacances, l'autre des droits »)."""
    return Diagnostic(code="CR472", span=span, args={"clause": clause, "autre": autre, "raison": raison})


def nombre_par_cellule(*, span: Span, cellule: str) -> Diagnostic:
    """`cellule`: « chaque programme »."""
    return Diagnostic(code="CR473", span=span, args={"cellule": cellule, "public": span.text})


def repartition_sans_arrondi(*, span: Span, part: str) -> Diagnostic:
    return Diagnostic(code="CR462", span=span, args={"part": part})


def etape_hors_d_atteinte(*, span: Span, compte: str) -> Diagnostic:
    return Diagnostic(code="CR466", span=span, args={"compte": compte})


def clause_non_evaluee(*, span: Span, genre: str, clause: str) -> Diagnostic:
    return Diagnostic(code="CR801", span=span, args={"genre": genre, "clause": clause})


def definition_trop_longue(*, span: Span, nom: str, limite: str) -> Diagnostic:
    return Diagnostic(code="CR906", span=span, args={"nom": nom, "limite": limite})


# --- delegations and other instruments --------------------------------------------------------
def delegation_a_soi_meme(*, span: Span, titulaire: str) -> Diagnostic:
    return Diagnostic(code="CR470", span=span, args={"titulaire": titulaire})


def separateur_impossible(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR453", span=span, args={"ecrit": ecrit})


def limite_refusee(*, span: Span, clause: str, raison: str) -> Diagnostic:
    return Diagnostic(code="CR467", span=span, args={"clause": clause, "raison": raison})


def suspension_sans_fin(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR454", span=span)


def suspension_sans_effet(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR455", span=span, args={"clause": clause})


def envoi_hors_vacance(*, span: Span, nom: str, niveau: str) -> Diagnostic:
    """`niveau`: of what the event happens to (« convention », « programme »)."""
    return Diagnostic(code="CR498", span=span, args={"nom": nom, "niveau": niveau})


def delai_periodique(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR456", span=span, args={"clause": clause})


def plafond_de_fractions(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR468", span=span, args={"ecrit": ecrit})


def part_hors_des_vacances(*, span: Span, classe: str, place: str) -> Diagnostic:
    return Diagnostic(code="CR469", span=span, args={"classe": classe, "place": place})


def reconduction_sans_terme(*, span: Span, cle: str, manque: str) -> Diagnostic:
    return Diagnostic(code="CR476", span=span, args={"cle": cle, "manque": manque})


def reconduction_et_duree(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR477", span=span)


def reconduction_nulle(*, span: Span, fois: str) -> Diagnostic:
    return Diagnostic(code="CR478", span=span, args={"fois": fois})


def exception_sur_plusieurs_niveaux(*, span: Span, cible: str, niveaux: str) -> Diagnostic:
    """`niveaux`: complements, listed (« du programme, de la vacance »)."""
    return Diagnostic(code="CR449", span=span, args={"cible": cible, "niveaux": niveaux})


def repartition_en_points(*, span: Span, part: str) -> Diagnostic:
    return Diagnostic(code="CR459", span=span, args={"part": part})
