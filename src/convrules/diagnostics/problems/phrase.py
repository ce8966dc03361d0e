"""CR1xx: the sentences of the language (what the grammar refuses)."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Edit


def _sure(span: Span, texte: str) -> Edit:
    return Edit(span=span, texte=texte, sure=True)


def _doubtful(span: Span, texte: str) -> Edit:
    return Edit(span=span, texte=texte, sure=False)


def mot_inattendu(
    *,
    span: Span,
    trouve: str,
    attendu: str,
    une: str = "",
    autre: str = "",
    nombre: str = "",
    ensemble: str = "",
    proche: str = "",
    jours: str = "",
    ordonnee: str = "",
) -> Diagnostic:
    """`une`, `autre`: the rules of the two clauses that the sentence would say at once. `nombre`: what the
    word, a unit that the file declares, was written after. `ensemble`: the word and the one before, as one
    name. `proche`: words of the language like it. `jours`: the word « jours » that the word qualifies.
    `ordonnee`: the same sentence, its parts in their order."""
    args = {"trouve": trouve, "attendu": attendu, "une": une, "autre": autre, "nombre": nombre}
    args |= {"ensemble": ensemble, "proche": proche, "jours": jours, "ordonnee": ordonnee}
    fix = _doubtful(span, proche) if proche else None
    return Diagnostic(code="CR101", span=span, args=args, fix=fix)


def phrase_inachevee(*, span: Span, attendu: str, fermant: str = "") -> Diagnostic:
    """`fermant`: the bracket that closes what is open."""
    return Diagnostic(code="CR102", span=span, args={"attendu": attendu, "fermant": fermant})


def ponctuation_finale(*, span: Span, signe: str, retire: Edit) -> Diagnostic:
    return Diagnostic(code="CR135", span=span, args={"signe": signe}, fix=retire)


def precision_entre_parentheses(*, span: Span, dit: str, retire: Edit) -> Diagnostic:
    return Diagnostic(code="CR136", span=span, args={"dit": dit}, fix=retire)


def duree_en_deux_unites(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR137", span=span, args={"ecrit": ecrit})


def part_d_une_part(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR138", span=span, args={"ecrit": ecrit})


def quantite_incomplete(*, span: Span, ecrit: str, manque: str, formes: str) -> Diagnostic:
    """`formes`: what can be written there, each between French quotes."""
    return Diagnostic(code="CR131", span=span, args={"ecrit": ecrit, "manque": manque, "formes": formes})


def tournure(
    *, span: Span, ecrit: str, attendu: str, parametre: str = "", formule: str = "", choix: str = ""
) -> Diagnostic:
    """`attendu`: how the language says it, to be reviewed. parametre, formule: of a rate that is exact only
    once declared. `choix`: of words that may mean several things, what says each."""
    fix = Edit(span=span, texte=attendu, sure=False) if attendu and not parametre else None
    args = {"ecrit": ecrit, "attendu": attendu, "parametre": parametre, "formule": formule, "choix": choix}
    return Diagnostic(code="CR132", span=span, args=args, fix=fix)


def virgule_decimale(*, span: Span, ecrit: str, attendu: str, en_liste: bool) -> Diagnostic:
    """`en_liste`: the comma may also part two members; the fix is then to be reviewed."""
    deux = ecrit.replace(",", ", ") if en_liste else ""
    args = {"ecrit": ecrit, "attendu": attendu, "deux": deux}
    fix = Edit(span=span, texte=attendu, sure=not en_liste)
    return Diagnostic(code="CR103", span=span, args=args, fix=fix)


def espace_dans_un_nombre(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    args = {"ecrit": ecrit, "attendu": attendu}
    return Diagnostic(code="CR104", span=span, args=args, fix=_sure(span, attendu))


def point_de_milliers(*, span: Span, ecrit: str) -> Diagnostic:
    """`1.500 €`: thousands, or decimals? Each has a spelling that cannot be taken for the other."""
    entier, decimal = ecrit.replace(".", ""), ecrit.rstrip("0").rstrip(".")
    if decimal == ecrit:
        decimal += "0"
    return Diagnostic(code="CR133", span=span, args={"ecrit": ecrit, "entier": entier, "decimal": decimal})


def date_a_la_francaise(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    """`attendu` empty when the day does not exist."""
    fix = _sure(span, attendu) if attendu else None
    return Diagnostic(code="CR105", span=span, args={"ecrit": ecrit, "attendu": attendu}, fix=fix)


def jour_en_chiffres(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    fix = Edit(span=span, texte=attendu, sure=False)
    return Diagnostic(code="CR134", span=span, args={"ecrit": ecrit, "attendu": attendu}, fix=fix)


def guillemet_courbe(*, span: Span, signe: str, attendu: str) -> Diagnostic:
    args = {"signe": signe, "attendu": attendu}
    return Diagnostic(code="CR106", span=span, args=args, fix=_sure(span, attendu))


def mot_entre_guillemets(*, span: Span, signe: str, corrige: str, code: str, taux: bool) -> Diagnostic:
    """Both quotes with what they enclose. `code`: when it is one, which is written without quotes. `taux`: a
    « % » follows, before which no name stands."""
    args = {"signe": signe, "code": code, "corrige": corrige}
    fix = Edit(span=span, texte=corrige, sure=not taux)
    return Diagnostic(code="CR106", span=span, args=args, fix=fix)


def accent_decompose(*, span: Span, lettre: str, partout: Span, corrige: str, autres: str) -> Diagnostic:
    """The first of a text. `partout`: from it to the last, to be `corrige`; `autres`: how many follow."""
    args = {"lettre": lettre, "autres": autres}
    return Diagnostic(code="CR107", span=span, args=args, fix=_sure(partout, corrige))


def espace_insecable(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR108", span=span, fix=_sure(span, " "))


def caractere_invisible(*, span: Span, caractere: str) -> Diagnostic:
    return Diagnostic(code="CR109", span=span, args={"caractere": caractere}, fix=_sure(span, ""))


def reste_de_division(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR110", span=span)


def division_entiere(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR111", span=span)


def accent_de_trop_sur_ou(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR112", span=span, fix=_sure(span, "ou"))


def accent_manquant_sur_ou(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR113", span=span, fix=_doubtful(span, "où"))


def accent_de_mot_cle(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    args = {"ecrit": ecrit, "attendu": attendu}
    return Diagnostic(code="CR114", span=span, args=args, fix=_sure(span, attendu))


def signe_etranger(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    args = {"ecrit": ecrit, "attendu": attendu}
    return Diagnostic(code="CR115", span=span, args=args, fix=_sure(span, attendu))


def mot_reserve(*, span: Span, mot: str, attendu: str) -> Diagnostic:
    return Diagnostic(code="CR116", span=span, args={"mot": mot, "attendu": attendu})


def caractere_inattendu(*, span: Span, caractere: str) -> Diagnostic:
    commentaire = caractere if caractere == "#" else ""
    return Diagnostic(code="CR117", span=span, args={"caractere": caractere, "commentaire": commentaire})


def jour_inexistant(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR118", span=span, args={"ecrit": ecrit})


def nombre_mal_forme(*, span: Span, ecrit: str, code: str, rang: str = "") -> Diagnostic:
    """`code`: the text between quotes, when it looks like a code; `rang`: as it is written (« 2e »), when
    it looks like one; else empty."""
    fix = Edit(span=span, texte=rang, sure=False) if rang and rang != ecrit else None
    return Diagnostic(code="CR119", span=span, args={"ecrit": ecrit, "code": code, "rang": rang}, fix=fix)


def des_manquant(*, span: Span, apres: str, sure: bool) -> Diagnostic:
    """`span`: where « des » is to be put. `sure`: it stands after a rate that is written."""
    fix = Edit(span=span, texte="des ", sure=sure)
    return Diagnostic(code="CR120", span=span, args={"apres": apres}, fix=fix)


def unite_en_lettres(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    args = {"ecrit": ecrit, "attendu": attendu}
    return Diagnostic(code="CR121", span=span, args=args, fix=_sure(span, attendu))


def majuscule_de_mot_cle(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    args = {"ecrit": ecrit, "attendu": attendu}
    return Diagnostic(code="CR122", span=span, args=args, fix=_sure(span, attendu))


def apostrophe_courbe(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR123", span=span, fix=_sure(span, "'"))


def comparaison_enchainee(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR124", span=span)


def nom_accentue(*, span: Span, ecrit: str, attendu: str) -> Diagnostic:
    """No fact names who exercises the rights: no spelling of it leads anywhere."""
    exerce = ecrit if ecrit.lower() == "exerçant" else ""
    args = {"ecrit": ecrit, "attendu": attendu, "exerce": exerce}
    return Diagnostic(code="CR125", span=span, args=args, fix=None if exerce else _sure(span, attendu))


def nombre_entier_attendu(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR126", span=span, args={"ecrit": ecrit})


def taux_negatif(*, span: Span, ecrit: str, positif: str) -> Diagnostic:
    return Diagnostic(code="CR127", span=span, args={"ecrit": ecrit, "positif": positif})


def perdu_apres_plusieurs_ans(*, span: Span, ecrit: str) -> Diagnostic:
    return Diagnostic(code="CR130", span=span, args={"ecrit": ecrit})


def duree_en_heures(*, span: Span, ecrit: str, jours: str) -> Diagnostic:
    """`jours`: the whole days in which these hours end."""
    return Diagnostic(code="CR128", span=span, args={"ecrit": ecrit, "jours": jours})


def taux_sans_pourcent(*, span: Span, ecrit: str, fraction: str, nombre: str) -> Diagnostic:
    """`fraction`: the number in hundredths, when it is below 1; `nombre`: itself, when it may be a count."""
    return Diagnostic(code="CR129", span=span, args={"ecrit": ecrit, "fraction": fraction, "nombre": nombre})
