"""CR3xx: types, units, bases."""

from convrules.base.source import Span
from convrules.base.texte import majuscule, t
from convrules.diagnostics.model import Diagnostic, Edit, Label


def type_inattendu(
    *, span: Span, contexte: str, attendu: str, trouve: str, remede: str = "", ecrits: tuple[Span, ...] = ()
) -> Diagnostic:
    """`contexte`: what the author was writing (« la règle de la soustraction « mutations » »). `remede`: a
    whole sentence, where more can be told than what is expected. `ecrits`: where what is
    named here is written."""
    args = {
        "contexte": majuscule(contexte),
        "attendu": attendu,
        "trouve": trouve,
        "remede": remede,
    }
    labels = tuple(Label(span=place, texte=t("« {nom} » est écrit ici", nom=span.text)) for place in ecrits)
    return Diagnostic(code="CR301", span=span, args=args, labels=labels)


def _written(ecrits: tuple[Span, ...]) -> tuple[Label, ...]:
    return tuple(Label(span=place, texte=t("cette valeur y est lue")) for place in ecrits)


def unite_manquante(*, span: Span, ecrit: str, unite: str, propose: str) -> Diagnostic:
    """`propose`: the number with its unit."""
    args = {"ecrit": ecrit, "unite": unite, "propose": propose}
    return Diagnostic(code="CR302", span=span, args=args, fix=Edit(span=span, texte=propose, sure=False))


def unites_incompatibles(
    *, span: Span, gauche: str, droite: str, nom: str = "", unite: str = "", par_logement: str = ""
) -> Diagnostic:
    """`nom`, `unite`: a declared field that counts what the other side counts, and does not say so.
    `par_logement`: a sum per dwelling, as written beside an amount."""
    args = {"gauche": gauche, "droite": droite, "nom": nom, "unite": unite, "par_logement": par_logement}
    return Diagnostic(code="CR303", span=span, args=args)


def taux_sans_pourcent(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR304", span=span, args={"ecrit": ecrit})


def stock_et_flux(*, span: Span, gauche: str, droite: str) -> Diagnostic:
    """`gauche`, `droite`: « du stock » or « du flux »."""
    return Diagnostic(code="CR305", span=span, args={"gauche": gauche, "droite": droite})


def comparaison_impossible(*, span: Span, gauche: str, droite: str, duree: str = "") -> Diagnostic:
    """`duree`: the one of the two that is a duration, as written."""
    return Diagnostic(code="CR306", span=span, args={"gauche": gauche, "droite": droite, "duree": duree})


def listes_de_codes_differentes(*, span: Span, gauche: str, droite: str, ecriture: str = "") -> Diagnostic:
    """`ecriture`: the comparison code by code, when some are spelled the same."""
    return Diagnostic(
        code="CR307", span=span, args={"gauche": gauche, "droite": droite, "ecriture": ecriture}
    )


def ordre_entre_codes(*, span: Span, champ: str, propose: str) -> Diagnostic:
    return Diagnostic(code="CR308", span=span, args={"champ": champ, "propose": propose})


def ordre_entre_textes(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR309", span=span)


def code_entre_guillemets(*, span: Span, code: str) -> Diagnostic:
    fix = Edit(span=span, texte=code, sure=False)
    return Diagnostic(code="CR310", span=span, args={"code": code}, fix=fix)


def code_sans_guillemets(*, span: Span, ecrit: str, champ: str) -> Diagnostic:
    """A code of an official list, written bare."""
    fix = Edit(span=span, texte=f'"{ecrit}"', sure=False)
    return Diagnostic(code="CR311", span=span, args={"ecrit": ecrit, "champ": champ}, fix=fix)


def durees_incomparables(*, span: Span, gauche: str, droite: str) -> Diagnostic:
    return Diagnostic(code="CR312", span=span, args={"gauche": gauche, "droite": droite})


def calcul_impossible(
    *,
    span: Span,
    operateur: str,
    gauche: str,
    droite: str,
    duree: str = "",
    parametre: str = "",
    jours: str = "",
    mois: str = "",
    ecrits: tuple[Span, ...] = (),
) -> Diagnostic:
    """`duree`: the duration, when the other is a number that it would multiply or divide. `parametre`: the
    one that should be a duration; `jours`, `mois`: the same with a unit. `ecrits`: its values."""
    args = {"operateur": operateur, "gauche": gauche, "droite": droite, "duree": duree}
    args |= {"parametre": parametre, "jours": jours, "mois": mois}
    return Diagnostic(code="CR313", span=span, args=args, labels=_written(ecrits))


def branches_differentes(*, span: Span, alors: str, sinon: str) -> Diagnostic:
    return Diagnostic(code="CR314", span=span, args={"alors": alors, "sinon": sinon})


def valeurs_de_types_differents(*, span: Span, parametre: str, premiere: str, celle_ci: str) -> Diagnostic:
    args = {"parametre": parametre, "premiere": premiere, "celle_ci": celle_ci}
    return Diagnostic(code="CR315", span=span, args=args)


def condition_comparee(*, span: Span, nom: str, propose: str) -> Diagnostic:
    """`qpv = vrai`: a condition needs no comparison. `propose`: the condition alone."""
    fix = Edit(span=span, texte=propose, sure=False) if propose else None
    return Diagnostic(code="CR316", span=span, args={"nom": nom, "propose": propose}, fix=fix)


def taux_hors_bornes(*, span: Span, taux: str) -> Diagnostic:
    return Diagnostic(code="CR317", span=span, args={"taux": taux})


def nombre_entier_attendu(*, span: Span, ecrit: str, unite: str, entier: str = "") -> Diagnostic:
    """`entier`: about as much, in whole units of a smaller kind."""
    return Diagnostic(code="CR318", span=span, args={"ecrit": ecrit, "unite": unite, "entier": entier})


def points_hors_tolerance(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR319", span=span, args={"ecrit": ecrit})


def valeur_illisible(*, span: Span, valeur: str, champ: str, attendu: str, juste: str = "") -> Diagnostic:
    """A cell of a case that is not of its field's type. `juste`: as it is to be written."""
    fix = Edit(span=span, texte=juste, sure=False) if juste else None
    args = {"valeur": valeur, "champ": champ, "attendu": attendu, "juste": juste}
    return Diagnostic(code="CR321", span=span, args=args, fix=fix)


def sans_objet_impossible(*, span: Span, champ: str) -> Diagnostic:
    return Diagnostic(code="CR322", span=span, args={"champ": champ})


def arguments_de_fonction(*, span: Span, fonction: str, attendu: str) -> Diagnostic:
    return Diagnostic(code="CR323", span=span, args={"fonction": fonction, "attendu": attendu})


def somme_constante(*, span: Span, terme: str, population: str) -> Diagnostic:
    """The term reads nothing of the row: it is the same for a row of one right and for a row of three."""
    return Diagnostic(code="CR341", span=span, args={"terme": terme, "population": population})
