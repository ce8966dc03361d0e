"""CR2xx: names, codes, levels."""

from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic, Edit, Label
from convrules.diagnostics.problems.corrections import renamed


def nom_inconnu(*, span: Span, nom: str, proche: str) -> Diagnostic:
    fix = Edit(span=span, texte=proche, sure=False) if proche else None
    return Diagnostic(code="CR201", span=span, args={"nom": nom, "proche": proche}, fix=fix)


def code_inconnu(*, span: Span, code: str, champ: str, proche: str, codes: str) -> Diagnostic:
    """`codes`: those that exist, listed; empty when no file declares any."""
    args = {"code": code, "champ": champ, "proche": proche, "codes": codes}
    fix = Edit(span=span, texte=proche, sure=False) if proche else None
    return Diagnostic(code="CR202", span=span, args=args, fix=fix)


def niveau_hors_portee(
    *, span: Span, nom: str, niveau: str, ici: str, ecriture: str, duree: str = ""
) -> Diagnostic:
    """`niveau`, `ici`: « de la vacance », « du droit »… `ecriture`: the dotted name, when one reaches.
    `duree`: the name again, where a duration is wanted."""
    args = {"nom": nom, "niveau": niveau, "ici": ici, "ecriture": ecriture, "duree": duree}
    fix = Edit(span=span, texte=ecriture, sure=False) if ecriture else None
    return Diagnostic(code="CR203", span=span, args=args, fix=fix)


def prefixe_inconnu(*, span: Span, prefixe: str, proche: str, possibles: str) -> Diagnostic:
    args = {"prefixe": prefixe, "proche": proche, "possibles": possibles}
    return Diagnostic(code="CR204", span=span, args=args, fix=renamed(span, prefixe, proche))


def nom_deja_pris(*, span: Span, nom: str, sens: str, premiere: Span | None) -> Diagnostic:
    """`sens`: what the name already means (« une part », « un fait du vocabulaire »)."""
    labels = (Label(span=premiere, texte="première fois ici"),) if premiere is not None else ()
    return Diagnostic(code="CR205", span=span, args={"nom": nom, "sens": sens}, labels=labels)


def mot_reserve(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR206", span=span, args={"nom": nom})


def definitions_en_boucle(*, span: Span, nom: str, chaine: str) -> Diagnostic:
    return Diagnostic(code="CR207", span=span, args={"nom": nom, "chaine": chaine})


def clause_inconnue(*, span: Span, nom: str, proche: str) -> Diagnostic:
    fix = Edit(span=span, texte=proche, sure=False) if proche else None
    return Diagnostic(code="CR208", span=span, args={"nom": nom, "proche": proche}, fix=fix)


def clause_abrogee_encore_lue(*, span: Span, nom: str, avenant: str, jour: str, lecture: Span) -> Diagnostic:
    """`span`: where the amendment abrogates it; `lecture`: what still reads it."""
    label = Label(span=lecture, texte="la lit encore")
    args = {"nom": nom, "avenant": avenant, "jour": jour}
    return Diagnostic(code="CR237", span=span, args=args, labels=(label,))


def socle_inconnu(*, span: Span, nom: str, version: str, trouves: str, proche: str = "") -> Diagnostic:
    """`proche`: the name that was probably meant."""
    args = {"nom": nom, "version": version, "trouves": trouves, "proche": proche}
    return Diagnostic(code="CR209", span=span, args=args, fix=renamed(span, nom, proche))


def fonction_inconnue(*, span: Span, nom: str, fonctions: str) -> Diagnostic:
    return Diagnostic(code="CR210", span=span, args={"nom": nom, "fonctions": fonctions})


def evenement_attendu(
    *,
    span: Span,
    nom: str,
    ici: str,
    proche: str,
    niveau: str = "",
    ecriture: str = "",
    autre_type: str = "",
    jour: str = "",
    definition: str = "",
) -> Diagnostic:
    """`ici`: of what an event was wanted (« de la vacance »). `niveau`: where one of this name was declared,
    which is elsewhere; `ecriture`: how it is then written, when it is reached. `autre_type`: what a field
    that bears this name is here. `jour`: its name again, when it is a date. `definition`: its name
    again, when it is a definition."""
    better = "" if definition else ecriture or ("" if niveau else proche)
    fix = Edit(span=span, texte=better, sure=False) if better else None
    args = {"nom": nom, "ici": ici, "proche": proche, "niveau": niveau, "ecriture": ecriture}
    args |= {"autre_type": autre_type, "jour": jour, "definition": definition}
    return Diagnostic(code="CR211", span=span, args=args, fix=fix)


def exercice_hors_de_place(*, span: Span, nom: str, lieu: str) -> Diagnostic:
    """`lieu`: where it stands (« l'étendue de la délégation … »)."""
    return Diagnostic(code="CR229", span=span, args={"nom": nom, "lieu": lieu})


def delegation_sur_le_menage(*, span: Span, clause: str) -> Diagnostic:
    return Diagnostic(code="CR230", span=span, args={"clause": clause})


def rang_sans_objet(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR227", span=span, args={"nom": nom})


def lieu_inconnu(
    *,
    span: Span,
    code: str,
    genre: str,
    millesime: str,
    proches: str,
    fusion: str,
    siren: str,
    juste: str,
    sure: bool,
    ecrit: str,
    autre: str,
    nom: str,
) -> Diagnostic:
    """`genre`: « une commune », « un département »… `proches`: codes of what bears this name, listed.
    `fusion`: the commune that this one was merged into. `siren`: whose number it is, when it is one. `juste`:
    the same code as the list has it. `ecrit`, `autre`: the kind that is written, and that of the grouping
    `nom`, which the code is of."""
    args = {"code": code, "genre": genre, "millesime": millesime, "proches": proches}
    args |= {"fusion": fusion, "siren": siren, "juste": juste, "ecrit": ecrit, "autre": autre, "nom": nom}
    fix = Edit(span=span, texte=juste, sure=sure) if juste else None
    return Diagnostic(code="CR212", span=span, args=args, fix=fix)


def cle_de_siren_fausse(*, span: Span, siren: str) -> Diagnostic:
    return Diagnostic(code="CR234", span=span, args={"siren": siren})


def clause_d_un_autre_genre(*, span: Span, nom: str, genre: str, attendu: str) -> Diagnostic:
    return Diagnostic(code="CR213", span=span, args={"nom": nom, "genre": genre, "attendu": attendu})


def dimension_inconnue(*, span: Span, nom: str, proche: str, possibles: str) -> Diagnostic:
    args = {"nom": nom, "proche": proche, "possibles": possibles}
    return Diagnostic(code="CR214", span=span, args=args, fix=renamed(span, nom, proche))


def titulaire_inconnu(*, span: Span, nom: str, proche: str, possibles: str, rattache: str = "") -> Diagnostic:
    """`rattache`: an account of `contingent` that its declaration attaches to no type."""
    args = {"nom": nom, "proche": proche, "possibles": possibles, "rattache": rattache}
    return Diagnostic(code="CR215", span=span, args=args, fix=renamed(span, nom, proche))


def fait_inconnu(
    *,
    span: Span,
    nom: str,
    table: str,
    proche: str,
    ecriture: str,
    niveau: str,
    ailleurs: str,
    colonnes: str = "",
) -> Diagnostic:
    """`ecriture`: as a row above is written here. `niveau`, `ailleurs`: whose fact it is (« du logement »),
    and the table that holds it. `colonnes`: those of a table that holds no others."""
    better = ecriture or proche
    fix = Edit(span=span, texte=better, sure=False) if better else None
    args = {
        "nom": nom,
        "table": table,
        "proche": proche,
        "ecriture": ecriture,
        "niveau": niveau,
        "ailleurs": ailleurs,
        "colonnes": colonnes,
    }
    return Diagnostic(code="CR216", span=span, args=args, fix=fix)


def denombrement_hors_niveau(
    *,
    span: Span,
    classe: str,
    ici: str,
    voisines: str = "",
    stock: str = "",
    compte: str = "",
    chiffre: str = "",
) -> Diagnostic:
    """`voisines`: the rows, when one of them counts those beside it; `stock`: the rows, when they are of the
    stock, which a parameter may count; `compte`, `chiffre`: an account, or its number, as it would be asked
    for, where it may be."""
    args = {"classe": classe, "ici": ici, "voisines": voisines, "stock": stock, "compte": compte}
    args["chiffre"] = chiffre
    return Diagnostic(code="CR217", span=span, args=args)


def demandes_dans_un_compte(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR231", span=span, args={})


def clause_lue_comme_fait(*, span: Span, nom: str, genre: str) -> Diagnostic:
    return Diagnostic(code="CR218", span=span, args={"nom": nom, "genre": genre})


def definition_hors_niveau(*, span: Span, nom: str, fait: str, ici: str) -> Diagnostic:
    return Diagnostic(code="CR219", span=span, args={"nom": nom, "fait": fait, "ici": ici})


def convention_inconnue(*, span: Span, nom: str, proche: str) -> Diagnostic:
    return Diagnostic(
        code="CR220", span=span, args={"nom": nom, "proche": proche}, fix=renamed(span, nom, proche)
    )


def declarations_divergentes(*, span: Span, nom: str, ici: str, ailleurs: str, autre: Span) -> Diagnostic:
    """`ici`, `ailleurs`: what each declaration says, as French noun phrases."""
    label = Label(span=autre, texte=t("déclaré ici comme {quoi}", quoi=ailleurs))
    args = {"nom": nom, "ici": ici, "ailleurs": ailleurs}
    return Diagnostic(code="CR221", span=span, args=args, labels=(label,))


def attente_inconnue(
    *, span: Span, nom: str, proche: str, resultats: str = "", parties: str = ""
) -> Diagnostic:
    """`resultats`: what may be expected beside the names of clauses; `parties`: parts of this clause's
    result, when the unknown word is one; both listed."""
    args = {"nom": nom, "proche": proche, "resultats": resultats, "parties": parties}
    return Diagnostic(code="CR222", span=span, args=args, fix=renamed(span, nom, proche))


def attente_hors_liste(*, span: Span, ecrit: str, cle: str, proche: str, permis: str) -> Diagnostic:
    """`cle`: what is expected of the vacancy or of the clause (« verdict »); empty for the clause itself."""
    de = t(" de « {cle} »", cle=cle) if cle else " de cette clause"
    args = {"ecrit": ecrit, "de": de, "proche": proche, "permis": permis}
    return Diagnostic(code="CR225", span=span, args=args, fix=renamed(span, ecrit, proche))


def cas_du_meme_nom(*, span: Span, nom: str, premier: Span) -> Diagnostic:
    label = Label(span=premier, texte="le premier est ici")
    return Diagnostic(code="CR226", span=span, args={"nom": nom}, labels=(label,))


def point_superflu(*, span: Span, ecrit: str, nom: str) -> Diagnostic:
    fix = Edit(span=span, texte=nom, sure=False)
    return Diagnostic(code="CR223", span=span, args={"ecrit": ecrit, "nom": nom}, fix=fix)


def categorie_inconnue(*, span: Span, nom: str, proche: str, categories: str) -> Diagnostic:
    args = {"nom": nom, "proche": proche, "categories": categories}
    return Diagnostic(code="CR224", span=span, args=args, fix=renamed(span, nom, proche))


def nom_d_un_resultat(*, span: Span, nom: str) -> Diagnostic:
    return Diagnostic(code="CR228", span=span, args={"nom": nom})


def cite_deux_fois(*, span: Span, valeur: str, cle: str, premiere: Span, retrait: Span) -> Diagnostic:
    """`retrait`: from the end of the value before, to that of this one."""
    label = Label(span=premiere, texte="première fois ici")
    fix = Edit(span=retrait, texte="", sure=False) if "#" not in retrait.text else None
    return Diagnostic(code="CR238", span=span, args={"valeur": valeur, "cle": cle}, labels=(label,), fix=fix)
