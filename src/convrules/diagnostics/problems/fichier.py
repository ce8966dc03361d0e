"""CR0xx: the file itself, its YAML, and its skeleton of keys."""

from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic, Edit, Label
from convrules.diagnostics.problems.corrections import renamed


# --- bytes and characters -------------------------------------------------------------------
def encodage(*, span: Span, trouve: str) -> Diagnostic:
    return Diagnostic(code="CR001", span=span, args={"trouve": trouve})


def separateur_de_ligne(*, span: Span, caractere: str) -> Diagnostic:
    fix = Edit(span=span, texte=" ", sure=True)
    return Diagnostic(code="CR002", span=span, args={"caractere": caractere}, fix=fix)


def caractere_de_commande(*, span: Span, caractere: str) -> Diagnostic:
    fix = Edit(span=span, texte="", sure=False)
    return Diagnostic(code="CR003", span=span, args={"caractere": caractere}, fix=fix)


# --- YAML -----------------------------------------------------------------------------------
def yaml_illisible(
    *, span: Span, raison: str, conseil: str, a_la_place: tuple[Span, str] | None = None
) -> Diagnostic:
    """`a_la_place`: what to write, and where, when it can be told: a guess, to be reviewed."""
    fix = Edit(span=a_la_place[0], texte=a_la_place[1], sure=False) if a_la_place is not None else None
    return Diagnostic(code="CR004", span=span, args={"raison": raison, "conseil": conseil}, fix=fix)


def tiret_oublie(*, span: Span, cle: str) -> Diagnostic:
    """`span`: the key that begins an element of a list."""
    return Diagnostic(code="CR040", span=span, args={"cle": cle})


def cle_repetee(*, span: Span, cle: str, premiere: Span) -> Diagnostic:
    label = Label(span=premiere, texte="première fois ici")
    return Diagnostic(code="CR005", span=span, args={"cle": cle}, labels=(label,))


def ancre_ou_alias(*, span: Span, signe: str) -> Diagnostic:
    return Diagnostic(code="CR006", span=span, args={"signe": signe})


def cle_de_fusion(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR007", span=span)


def etiquette_yaml(*, span: Span, etiquette: str) -> Diagnostic:
    return Diagnostic(code="CR008", span=span, args={"etiquette": etiquette})


def plusieurs_documents(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR009", span=span)


def espace_insecable(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR010", span=span, fix=Edit(span=span, texte=" ", sure=True))


def tabulation(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR011", span=span, fix=Edit(span=span, texte=" ", sure=True))


def tabulation_de_retrait(*, span: Span, espaces: int) -> Diagnostic:
    """The first one of the file: how many spaces it stands for is to be reviewed."""
    fix = Edit(span=span, texte=" " * espaces, sure=False)
    return Diagnostic(code="CR011", span=span, fix=fix)


def guillemets_courbes(*, span: Span, texte: str, corrige: str) -> Diagnostic:
    """`corrige` empty when the straight form cannot be written safely."""
    fix = Edit(span=span, texte=corrige, sure=True) if corrige else None
    return Diagnostic(code="CR012", span=span, args={"texte": texte, "corrige": corrige}, fix=fix)


def cle_composee(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR013", span=span)


def racine_sans_cle(*, span: Span, genres: str) -> Diagnostic:
    return Diagnostic(code="CR014", span=span, args={"genres": genres})


def genre_inconnu(*, span: Span, cle: str, genres: str, proche: str) -> Diagnostic:
    args = {"cle": cle, "genres": genres, "proche": proche}
    return Diagnostic(code="CR015", span=span, args=args, fix=renamed(span, cle, proche))


def fichier_vide(*, span: Span, genres: str) -> Diagnostic:
    return Diagnostic(code="CR016", span=span, args={"genres": genres})


def phrase_entre_guillemets(*, span: Span, cle: str, corrige: str) -> Diagnostic:
    """`corrige`: the sentence without its quotes; empty when it uses escapes."""
    fix = Edit(span=span, texte=corrige, sure=True) if corrige else None
    return Diagnostic(code="CR017", span=span, args={"cle": cle, "corrige": corrige}, fix=fix)


def phrase_entre_accolades(*, span: Span, cle: str) -> Diagnostic:
    return Diagnostic(code="CR018", span=span, args={"cle": cle})


def virgule_qui_coupe(*, span: Span, cle: str, texte: str) -> Diagnostic:
    """`texte`: the prose as it was meant, from the value of the key to the last piece that was cut off. What
    follows the comma may have been a key: to be reviewed."""
    corrige = f'"{texte}"' if not set(texte) & set('"\\\n') else ""
    fix = Edit(span=span, texte=corrige, sure=False) if corrige else None
    return Diagnostic(code="CR039", span=span, args={"cle": cle, "corrige": corrige}, fix=fix)


def phrase_absente(*, span: Span, cle: str, attendu: str) -> Diagnostic:
    return Diagnostic(code="CR019", span=span, args={"cle": cle, "attendu": attendu})


# --- skeleton -------------------------------------------------------------------------------
def cle_inconnue(
    *,
    span: Span,
    cle: str,
    lieu: str,
    proche: str,
    permises: str,
    dans: str = "",
    sous: str = "",
    present: bool = False,
) -> Diagnostic:
    """`lieu`: where, as a French complement (« une clause « part » »). `dans`: the sentence that says it.
    `sous`: the key under which it stands; `present`: is it there already?"""
    args = {"cle": cle, "lieu": lieu, "proche": proche, "permises": permises, "dans": dans}
    args |= {"avec": sous if present else "", "sous": "" if present else sous}
    return Diagnostic(code="CR020", span=span, args=args, fix=renamed(span, cle, proche))


def mot_mal_accentue(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    fix = Edit(span=span, texte=attendu, sure=True)
    return Diagnostic(code="CR021", span=span, args={"ecrit": ecrit, "attendu": attendu}, fix=fix)


def cle_trop_a_droite(*, span: Span, cle: str, sous: str) -> Diagnostic:
    """`sous`: the key that it stands under, of the same table in truth."""
    return Diagnostic(code="CR041", span=span, args={"cle": cle, "sous": sous})


def cle_trop_a_gauche(
    *, span: Span, cle: str, sous: str, autres: str = "", n: str = "", bloc: str = ""
) -> Diagnostic:
    """`sous`: the name above, under which it was meant to be; autres: all of them, when they are several;
    `n`: how many spaces it lacks, where that is known; `bloc`: and the lines under it."""
    args = {"cle": cle, "sous": sous, "autres": autres, "n": n, "bloc": bloc}
    return Diagnostic(code="CR046", span=span, args=args)


def cle_a_mettre_dessous(*, span: Span, cles: str, sous: str) -> Diagnostic:
    """`sous`: the key that is missing, and holds them."""
    return Diagnostic(code="CR047", span=span, args={"cles": cles, "sous": sous})


def cle_dans_un_texte(*, span: Span, cle: str, texte: str) -> Diagnostic:
    """`texte`: the key whose text it was taken for a part of."""
    return Diagnostic(code="CR042", span=span, args={"cle": cle, "texte": texte})


def deux_genres(*, span: Span, premier: str, second: str) -> Diagnostic:
    return Diagnostic(code="CR044", span=span, args={"premier": premier, "second": second})


def second_fichier(*, span: Span, cle: str, premiere: Span) -> Diagnostic:
    label = Label(span=premiere, texte=t("le premier commence ici"))
    return Diagnostic(code="CR045", span=span, args={"cle": cle}, labels=(label,))


def fusion_inachevee(*, span: Span, signe: str) -> Diagnostic:
    return Diagnostic(code="CR043", span=span, args={"signe": signe})


def cle_manquante(*, span: Span, cles: str, lieu: str, glose: str) -> Diagnostic:
    """`glose`: what the key says, when only one is missing."""
    return Diagnostic(code="CR022", span=span, args={"cles": cles, "lieu": lieu, "glose": glose})


def forme_inattendue(*, span: Span, cle: str, attendu: str, trouve: str, exemple: str) -> Diagnostic:
    """`exemple`: the keys to write, when a table is due."""
    args = {"cle": cle, "attendu": attendu, "trouve": trouve, "exemple": exemple}
    return Diagnostic(code="CR023", span=span, args=args)


def mot_hors_liste(*, span: Span, mot: str, cle: str, proche: str, permis: str) -> Diagnostic:
    args = {"mot": mot, "cle": cle, "proche": proche, "permis": permis}
    return Diagnostic(code="CR024", span=span, args=args, fix=renamed(span, mot, proche))


def valeur_mal_ecrite(
    *, span: Span, valeur: str, cle: str, attendu: str, juste: str = "", sure: bool = False
) -> Diagnostic:
    """`juste`: the value as it is to be written, when it can be told."""
    fix = Edit(span=span, texte=juste, sure=sure) if juste else None
    args = {"valeur": valeur, "cle": cle, "attendu": attendu, "juste": juste}
    return Diagnostic(code="CR025", span=span, args=args, fix=fix)


def code_sans_guillemets(*, span: Span, code: str, cle: str) -> Diagnostic:
    fix = Edit(span=span, texte=f'"{code}"', sure=True)
    return Diagnostic(code="CR026", span=span, args={"code": code, "cle": cle}, fix=fix)


def clause_sans_genre(*, span: Span, cle: str, genres: str, proche: str, ailleurs: str = "") -> Diagnostic:
    """`ailleurs`: the kinds of file in which the genre has its place."""
    return Diagnostic(
        code="CR027",
        span=span,
        args={"cle": cle, "genres": genres, "proche": proche, "ailleurs": ailleurs},
        fix=renamed(span, cle, proche),
    )


def genre_pas_en_tete(*, span: Span, genre: str, premiere: Span) -> Diagnostic:
    label = Label(span=premiere, texte="la clause commence ici")
    return Diagnostic(code="CR028", span=span, args={"genre": genre}, labels=(label,))


def liste_trop_courte(*, span: Span, cle: str) -> Diagnostic:
    return Diagnostic(code="CR029", span=span, args={"cle": cle})


def cles_exclusives(*, span: Span, cles: str, lieu: str, absentes: bool) -> Diagnostic:
    """Of `cles`, exactly one must stand. `absentes`: none does."""
    args = {"cles": cles, "lieu": lieu, "manquent": cles if absentes else ""}
    return Diagnostic(code="CR030", span=span, args=args)


def genre_de_fichier(*, span: Span, cle: str, proche: str, signe: str) -> Diagnostic:
    """`signe`: a key that files of the kind `proche` have, and those of this one have not."""
    args = {"cle": cle, "proche": proche, "signe": signe}
    return Diagnostic(code="CR049", span=span, args=args, fix=renamed(span, cle, proche))
