"""The words of the grammar as people write them: to name what is expected and to recognise slips."""

import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.texte import cite, suite

MOIS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

POPULATIONS: Final[dict[str, tuple[str, ...]]] = {
    "VACANCES": ("vacances", "vacance"),
    "MISES_EN_SERVICE": ("mises en service", "mise en service"),
    "REMISES_EN_LOCATION": ("remises en location", "remise en location"),
    "ORIENTATIONS": ("orientations", "orientation"),
    "PROPOSITIONS": ("propositions", "proposition"),
    "CANDIDATURES": ("candidatures", "candidature"),
    "REFUS": ("refus",),
    "ATTRIBUTIONS": ("attributions", "attribution"),
    "BAUX": ("baux signés", "bail signé"),
    "LOGEMENTS": ("logements", "logement"),
    "DROITS": ("droits", "droit"),
    "DEMANDES": ("demandes", "demande"),
}
UNITES_DE_TEMPS: Final[dict[str, tuple[str, ...]]] = {
    "JOURS": ("jours", "jour"),
    "JOURS_OUVRES": ("jours ouvrés", "jour ouvré"),
    "JOURS_OUVRABLES": ("jours ouvrables", "jour ouvrable"),
    "SEMAINES": ("semaines", "semaine"),
    "MOIS": ("mois",),
    "ANS": ("ans", "an"),
}
MOTS: Final[dict[str, tuple[str, ...]]] = {
    **POPULATIONS,
    **UNITES_DE_TEMPS,
    "SI": ("si",),
    "ALORS": ("alors",),
    "SINON": ("sinon",),
    "OU": ("ou",),
    "OU_REL": ("où",),
    "ET": ("et",),
    "NON": ("non",),
    "DANS": ("dans",),
    "ENTRE": ("entre",),
    "EST_RENSEIGNE": ("est renseigné",),
    "A_EU_LIEU": ("a eu lieu",),
    "LA_PART": ("la part",),
    "LE_QUOTA": ("le quota",),
    "LE_TOUR": ("le tour",),
    "EST_A": ("est à",),
    "EST_ATTEINT": ("est atteinte", "est atteint"),
    "A_DATE": ("à date",),
    "SUR_LA_PERIODE": ("sur la période",),
    "SUR_LA_PRECEDENTE": ("sur la période précédente",),
    "AU_JOUR_DE": ("au jour de",),
    "VRAI": ("vrai",),
    "FAUX": ("faux",),
    "NOMBRE_DE": ("nombre",),
    "SOMME_DE": ("somme",),
    "SUR": ("sur",),
    "DES": ("des",),
    "POUR": ("pour",),
    "AU_MOINS": ("au moins",),
    "AU_PLUS": ("au plus",),
    "EXACTEMENT": ("exactement",),
    "AU_PLUS_TARD": ("au plus tard",),
    "APRES": ("après",),
    "APRES_LA_FIN": ("après la fin de",),
    "DANS_LE_MOIS_QUI_SUIT": ("dans le mois qui suit",),
    "AVANT": ("avant",),
    "AVANT_LE": ("avant le",),
    "LE": ("le",),
    "LE_PREMIER_DE": ("le premier de",),
    "LE_DERNIER_DE": ("le dernier de",),
    "PREMIERE_PREVISION": ("la première prévision de",),
    "A_DEFAUT": ("à défaut",),
    "CHAQUE": ("chaque",),
    "FOIS_PAR": ("fois par",),
    "AN": ("an",),
    "PERIODE_DE": ("période de",),
    "PERIODE": ("mois", "trimestre", "semestre", "année"),
    "ENSEMBLE": ("ensemble",),
    "PUIS": ("puis",),
    "JUSQU_A": ("jusqu'à",),
    "JUSQU_A_EPUISEMENT": ("jusqu'à épuisement",),
    "LES_AUTRES": ("les autres",),
    "AUCUN_COMPTE": ("aucun compte",),
    "AUCUN": ("aucun",),
    "FRACTIONS": ("fractions cumulées",),
    "SOLDE": ("solde arrondi", "solde exact"),
    "SENS_REPORT": ("déficit seul", "excédent seul"),
    "PLAFONNE": ("plafonné à",),
    "TOUS_LES_DROITS": ("tous les droits",),
    "TOUS_LES": ("tous les",),
    "A_PARTIR_DU": ("à partir du",),
    "SAUF": ("sauf",),
    "FACULTE": ("faculté de",),
    "REMISE_AU_BAILLEUR": ("remise au bailleur",),
    "REMISE_A": ("remise à",),
    "REPRISE": ("reprise pour un tour",),
    "REPUTE_ACCEPTE": ("réputé accepté",),
    "REPUTE_REFUSE": ("réputé refusé",),
    "SANS_EFFET": ("sans effet",),
    "NON_PRECISE": ("non précisé",),
    "NOUVELLE_PROPOSITION": ("nouvelle proposition",),
    "DECOMPTE": ("comptée", "non comptée", "restituée"),
    "DU_RESERVATAIRE": ("du réservataire",),
    "DU_BAILLEUR": ("du bailleur",),
    "DU_FLUX": ("du flux",),
    "DU_DU": ("du dû",),
    "PERDU": ("perdu après 1 an",),
    "DANS_ASSIETTE": ("dans l'assiette",),
    "DU_CHAMP": ("du champ",),
    "POINTS": ("points", "point"),
    "NOM_MOIS": MOIS,
    "PREMIER_DU_MOIS": ("1er",),
}

VOISINS: Final[dict[tuple[str, str], str]] = {
    ("débiteur", "delegataire"): "exerçant",
    ("débiteur", "titulaire"): "réservataire",
    ("débiteur", "etat"): "préfet",
    ("débiteur", "prefecture"): "préfet",
    ("débiteur", "caleol"): "commission",
    ("débiteur", "anah"): "autorité",
    ("débiteur", "administration"): "autorité",
    ("débiteur", "organisme"): "bailleur",
}
"""By key, words of the field for something that the key calls otherwise (the word folded)."""

RESERVES: Final = frozenset(
    {
        "si", "alors", "sinon", "ou", "et", "non", "dans", "entre", "est", "vrai", "faux", "nombre", "somme",
        "sur", "des", "pour", "le", "puis", "sauf", "chaque", "avant", "aucun", "de", "du", "la", "les", "au",
        "jour", "jours", "semaine", "semaines", "mois", "an", "ans",
    }
)  # fmt: skip
"""Small words that cannot be names."""

_VALEURS: Final = frozenset(
    {"NOM", "RANG", "NOMBRE", "MOINS", "LPAR", "DATE", "TEXTE", "VRAI", "FAUX", "TROU"}
)
_DENOMBREMENTS: Final = frozenset({"NOMBRE_DE", "SOMME_DE", "GRANDEUR"})
_GROUPES: Final[tuple[tuple[frozenset[str], frozenset[str], str], ...]] = (
    (
        frozenset({"NON", "NOM"}),
        _VALEURS | _DENOMBREMENTS | {"NON", "SI", "LA_PART", "LE_QUOTA", "LE_TOUR"},
        "une condition",
    ),
    (
        frozenset({"NOM", "NOMBRE", "MOINS"}),
        _VALEURS | _DENOMBREMENTS,
        "une valeur (un nom, un nombre, une date)",
    ),
    (
        frozenset({"VACANCES", "BAUX"}),
        frozenset(POPULATIONS),
        "une population (« vacances », « attributions »…)",
    ),
    (
        frozenset({"POURCENT", "M2"}),
        frozenset(
            {
                "POURCENT",
                "EUROS",
                "EUROS_M2",
                "EUROS_LOGEMENT",
                "M2",
                "LOGEMENTS",
                "DROITS",
                "POINTS",
                *UNITES_DE_TEMPS,
            }
        ),
        "une unité (%, €, m², mois…)",
    ),
    (frozenset({"JOURS", "MOIS"}), frozenset(UNITES_DE_TEMPS), "une unité de temps (jours, mois…)"),
    (
        frozenset({"COMPARATEUR", "DANS"}),
        frozenset({"COMPARATEUR", "DANS", "ENTRE", "EST_RENSEIGNE", "A_EU_LIEU", "LPAR", "DOT"}),
        "une comparaison (« = », « < », « dans »…)",
    ),
    (
        frozenset({"FOIS", "DIVISE"}),
        frozenset({"PLUS", "MOINS", "FOIS", "DIVISE"}),
        "une opération (« + », « - », « * », « / »)",
    ),
)
"""What is told as one thing: when the first set is all expected, the second is said by the sentence."""

_SIGNES: Final[dict[str, str]] = {
    "NOM": "un nom",
    "NOMBRE": "un nombre",
    "DATE": "une date (2025-03-31)",
    "TEXTE": "un texte entre guillemets",
    "TROU": "une case à remplir (<taux>)",
    "COMPARATEUR": "une comparaison (« = », « < »…)",
    "POURCENT": "« % »",
    "EUROS": "« € »",
    "EUROS_M2": "« €/m² »",
    "EUROS_LOGEMENT": "« €/logement »",
    "GRANDEUR": "un chiffre d'un compte (« manque(x sur la période) »)",
    "M2": "« m² »",
    "PLUS": "« + »",
    "MOINS": "« - »",
    "FOIS": "« * »",
    "DIVISE": "« / »",
    "COMMA": "une virgule",
    "DOT": "",
    "RANG": "",
    "LPAR": "une parenthèse",
    "RPAR": "une parenthèse fermante",
    "LSQB": "une liste entre crochets",
    "RSQB": "un crochet fermant",
    "$END": "la fin de la phrase",
    "VIRGULE": "",
    "MILLIERS": "",
    "DATE_FRANCAISE": "",
}
_MAXIMUM: Final = 5
_DISTINCTS: Final = frozenset({"SOLDE", "SENS_REPORT"})
"""Words whose spellings mean different things: each is told."""


def expected(terminals: Collection[str]) -> str:
    """What the grammar accepts, in French: at most five things, the most telling first."""
    left = set(terminals)
    found: list[str] = []
    for signature, members, text in _GROUPES:
        if signature <= left:
            found.append(text)
            left -= members
    for name in sorted(left - {"$END"}, key=_rank):
        # Why not all: other words have one meaning, of which the first spelling is the usual one.
        spelled = MOTS[name] if name in _DISTINCTS else MOTS[name][:1] if name in MOTS else ()
        texts = [_SIGNES[name]] if name in _SIGNES else [cite(word) for word in spelled]
        found += [text for text in texts if text and text not in found]
    if "$END" in left:
        found.append(_SIGNES["$END"])
    shown = found[:_MAXIMUM]
    return suite(shown, "ou")


def _rank(name: str) -> tuple[bool, str]:
    return name in _SIGNES, name


def first_words() -> frozenset[str]:
    """Words that open something in the grammar: « au », « mises », « après »…"""
    return frozenset(spelling.split()[0] for spellings in MOTS.values() for spelling in spellings)


def fold(text: str) -> str:
    """Without accents, case, or curly apostrophes; same length as long as the text is composed."""
    return "".join(_fold_letter(letter) for letter in text)


def _fold_letter(letter: str) -> str:
    if letter == "’":
        return "'"
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter


_MOIS_COURTS: Final = ("jan", "fev", "mars", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")


def month_of(word: str) -> int:
    """The rank of the month that a word names, whole or shortened (`déc`, `sept`, `janv`); 0 of no month."""
    folded = fold(word)
    short = (
        rank
        for rank, (name, least) in enumerate(zip(MOIS, _MOIS_COURTS, strict=True), start=1)
        if fold(name).startswith(folded) and folded.startswith(least)
    )
    return next(short, 0)


_JOUR_ECRIT: Final = Motif(
    r"(?P<jour>[0-9]{1,2})(?:er)?(?:[-/.]| +)(?P<mois>[0-9]{1,2}|[^\W\d_]+)"
    r"(?:\. +|[-/.]| +)(?P<annee>[0-9]{4})"
    r"|(?P<a>[0-9]{4})(?P<entre>[-/.]?)(?P<m>[0-9]{2}|[0-9](?=[-/.]))(?P=entre)(?P<j>[0-9]{2}|(?<=[-/.])[0-9])"
)


def as_files_write_it(text: str) -> str:
    """The day that a text means, as files write it: `2024-01-01` for `01/01/2024`; empty for no day."""
    found = _JOUR_ECRIT.fullmatch(text.strip())
    if found is None:
        return ""
    year, month, day = (found[a] or found[b] for a, b in (("annee", "a"), ("mois", "m"), ("jour", "j")))
    rank = int(month) if month.isdigit() else month_of(month)
    try:
        return date(int(year), rank, int(day)).isoformat()
    except ValueError:
        return ""
