"""Words of a sentence of the paper that the language says in another order, or with other words: an article
before a name, a fraction in letters, `25 % au moins`, `hors qpv`, `15 déc.`, `est survenu`."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.motifs import Motif
from convrules.base.texte import t
from convrules.syntax.tournures import EN_CHIFFRES, Tournure
from convrules.syntax.words import MOIS, POPULATIONS, first_words, fold, month_of

_N: Final = rf"(?P<n>[0-9]+|{'|'.join(EN_CHIFFRES)})"
_UNITE: Final = r"(?P<unite>jours?(?:\s+(?:ouvrés?|ouvrables?))?|semaines?|mois|années?|ans?)"
_ARTICLE: Final = r"(?:(?:l|d|cet)['’]\s*|(?:la|le|les|cette|cet|ce|chaque)\s+)"
_NON_CLE: Final = (
    r"(?!(?:part|quota|tour|fin|premier|dernier|première|mois|trimestre|semestre|année|période|assiette|"
    r"de|du|des|dans|la|le|les|un|une|non|pas|d|l)\b)"
)
"""Words that an article stands before in the language itself."""
_NOM: Final = rf"{_NON_CLE}(?P<nom>[^\W\d_]\w*(?:\.\w+)?)(?!['’])"
_DEPUIS: Final = r"à\s+(?:compter|partir)\s+d(?:e\s|u\s|['’])\s*"
_SUIT: Final = r"(?:qui\s+(?:suivent|suit)|suivant|après)\s+"
_DUREES: Final = {
    "mois": "1 mois", "semaine": "1 semaine", "quinzaine": "15 jours", "trimestre": "3 mois",
    "semestre": "6 mois", "année": "1 an", "an": "1 an",
}  # fmt: skip
_FRACTIONS: Final = {
    "moitié": 2, "tiers": 3, "quart": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8,
    "neuvième": 9, "dixième": 10, "quinzième": 15, "vingtième": 20, "centième": 100,
}  # fmt: skip
_SENS: Final = {
    **dict.fromkeys(("minimum", "au minimum", "au moins"), "au moins"),
    **dict.fromkeys(("maximum", "au maximum", "au plus"), "au plus"),
}
_PARTIE: Final = "|".join(rf"{words}\b(?!\s+tard)" for words in _SENS)
_ABREGES: Final = r"janv?|f[ée]vr?|avr|juil|sept|oct|nov|d[ée]c"
_INVARIABLES: Final = frozenset(
    {"sans", "sous", "ses", "ces", "pas", "plus", "moins", "hors", "vers", "près", "tous", "depuis", "dès"}
)
_LIEN: Final = Motif(r"(?:(?<!\w)(?:où|si|et|ou|non|pour|alors|sinon)|[,(])\s*\Z")
_OU: Final = Motif(r"(?<!\w)où(?!\w)")
_POPULATION: Final = Motif("|".join(rf"\b{s}\b" for words in POPULATIONS.values() for s in words))


def durations(text: str, sentence: tuple[int, int], at: int) -> Iterator[Tournure]:
    """Time limits that run from a name with its article, told whole."""
    return _all(_DELAIS, text, sentence, at)


def locutions(text: str, sentence: tuple[int, int], at: int) -> Iterator[Tournure]:
    """Turns that stand where the parser stopped, or just before, and what says them."""
    return _all(_LOCUTIONS, text, sentence, at)


def _all(table: "_Table", text: str, sentence: tuple[int, int], at: int) -> Iterator[Tournure]:
    for pattern, say in table:
        for found in pattern.finditer(text, *sentence):
            if found.start() <= at <= found.end():
                said = say(found, text[sentence[0] : found.start()])
                if said is not None:
                    yield said


def _as(found: re.Match[str], attendu: str) -> Tournure:
    return Tournure(debut=found.start(), fin=found.end(), attendu=attendu)


def _number(found: re.Match[str]) -> str:
    return str(EN_CHIFFRES.get(found["n"], found["n"]))


def _unit(found: re.Match[str]) -> str:
    return {"année": "an", "années": "ans"}.get(found["unite"], " ".join(found["unite"].split()))


def _within(found: re.Match[str], _: str) -> Tournure:
    """`dans le mois qui suit l'information`."""
    return _as(found, f"au plus tard {_DUREES[found['duree']]} après {fold(found['nom'])}")


def _within_days(found: re.Match[str], before: str) -> Tournure:
    """`dans les 10 jours suivant l'information`, `1 mois à compter de l'information`."""
    late = "" if before.rstrip().endswith("au plus tard") else "au plus tard "
    return _as(found, f"{late}{_number(found)} {_unit(found)} après {fold(found['nom'])}")


def _joined(found: re.Match[str], _: str) -> Tournure:
    """`origine = garantie d'emprunt`: a code is one word."""
    name = f"{fold(found['nom'])}_{fold(found['autre'])}"
    return Tournure(debut=found.start("tout"), fin=found.end("tout"), attendu=name)


def _in_the_month(found: re.Match[str], _: str) -> Tournure:
    """`dans le mois suivant chaque trimestre`."""
    return _as(found, "dans le mois qui suit chaque")


def _shifted(found: re.Match[str], _: str) -> Tournure:
    """`bail >= 10 jours après offre`: a day, shifted."""
    sign = "+" if found["mot"] == "après" else "-"
    return _as(found, f"{fold(found['nom'])} {sign} {_number(found)} {_unit(found)}")


def _named(found: re.Match[str], _: str) -> Tournure:
    """`après l'information`: a name bears no article."""
    return _as(found, f"{found['mot']} {fold(found['nom'])}")


def _bare_name(found: re.Match[str], _: str) -> Tournure:
    return _as(found, fold(found["nom"]))


def _fraction(found: re.Match[str], _: str) -> Tournure:
    """`un quart des`, `trois quarts des`, `la moitié des`; `un tiers des`, that no figure writes."""
    many = 1 if found["n"] in ("la", "le") else int(_number(found))
    fraction = found["fraction"]
    parts = _FRACTIONS.get(fraction) or _FRACTIONS[fraction.removesuffix("s")]
    rate = 100 * Fraction(many, parts)
    if 100 % rate.denominator == 0:
        return _as(found, f"{format(Decimal(rate.numerator) / rate.denominator, 'f')} %")
    word = next((word for word, number in EN_CHIFFRES.items() if number == many), "n")
    name = f"{word}_{fold(fraction)}"
    formule = f"{100 * many} % / {parts}"
    return Tournure(debut=found.start(), fin=found.end(), attendu=name, parametre=name, formule=formule)


def _sense_last(found: re.Match[str], _: str) -> Tournure:
    """`25 % au moins des`, `au minimum 25 % des`."""
    sense = _SENS[" ".join(found["sens"].split())]
    return _as(found, f"{sense} {' '.join(found['combien'].split())}")


def _sense(found: re.Match[str], _: str) -> Tournure:
    return _as(found, _SENS[" ".join(found["sens"].split())])


def _outside(found: re.Match[str], before: str) -> Tournure:
    """`hors qpv`: « où non qpv » after a population, « non qpv » in a condition."""
    refused = f"non {fold(found['nom'])}"
    if _LIEN.search(before) or not before.strip():
        return _as(found, refused)
    rows = _POPULATION.search(before) is not None and _OU.search(before) is None
    return _as(found, f"où {refused}" if rows else f"et {refused}")


def _leases(found: re.Match[str], _: str) -> Tournure:
    return _as(found, "bail signé" if found[0].startswith("bail") else "baux signés")


def _times(found: re.Match[str], _: str) -> Tournure:
    return _as(found, "*")


def _each_year(found: re.Match[str], _: str) -> Tournure:
    """`avant le 31 mars de chaque année`: a day without a year comes every year."""
    return _as(found, f"{found['jour']} {found['mois']}")


def _nothing(found: re.Match[str], before: str) -> Tournure | None:
    """`report: non`."""
    return None if before.strip() else _as(found, "aucun")


def _accepted(found: re.Match[str], _: str) -> Tournure:
    """`propositions acceptées`: by the commission, or by the candidate."""
    choix = t("« attributions » (par la commission) ou « baux signés » (par le candidat)")
    return Tournure(debut=found.start(), fin=found.end(), attendu="", choix=choix)


def _lettings(found: re.Match[str], _: str) -> Tournure:
    """`mises en location`: of the new dwellings, of the others, or of all."""
    if found["neuf"]:
        return _as(found, "mises en service")
    if found["autre"]:
        return _as(found, "remises en location")
    choix = t(
        "« vacances » (toutes), « mises en service » (premières locations) ou « remises en location » "
        "(les suivantes)"
    )
    return Tournure(debut=found.start(), fin=found.end(), attendu="", choix=choix)


def _hole(found: re.Match[str], _: str) -> Tournure:
    """`<taux signé>`: the name of a hole is one word without accents."""
    name = re.sub(r"\W+", "_", fold(found["nom"]))
    return _as(found, f"<{name}>")


def _short_month(found: re.Match[str], _: str) -> Tournure:
    return _as(found, f"{found['jour']} {MOIS[month_of(found['mois']) - 1]}")


def _is_false(found: re.Match[str], _: str) -> Tournure:
    """`qpv = non`, `dpe = non renseigné`."""
    nom, differs = found["nom"], found["signe"] == "!="
    if found["renseigne"]:
        return _as(found, f"{nom} est renseigné" if differs else f"non ({nom} est renseigné)")
    return _as(found, nom if differs else f"non {nom}")


def _not_in(found: re.Match[str], _: str) -> Tournure:
    """`x non dans [a, b]`, `x n'est pas entre 1 et 3`."""
    return _as(found, f"non {found['nom']} {found['mot']}")


def _is(found: re.Match[str], _: str) -> Tournure:
    """`contingent est etat`, `mode pas association`."""
    return _as(found, f"{found['nom']} {'!=' if found['pas'] else '='} {found['valeur']}")


def _happened(found: re.Match[str], _: str) -> Tournure:
    """`echange est survenu`, `x n'a pas eu lieu`."""
    said = f"{found['nom']} a eu lieu"
    return _as(found, f"non ({said})" if found["pas"] else said)


def _rows_that(found: re.Match[str], _: str) -> Tournure | None:
    """`236 droits vivants`: what is said of rows is a condition."""
    if found["nom"] + "s" in _INVARIABLES | first_words():
        return None
    return _as(found, f"{found['lignes']} où {fold(found['nom'])}")


def _but(found: re.Match[str], before: str) -> Tournure:
    """`nature = foyer sauf qpv`: whoever writes it means « and not »."""
    return _as(found, f"{'et ' if before.strip() else ''}non {fold(found['nom'])}")


def _neither(found: re.Match[str], _: str) -> Tournure:
    """`ni qpv ni neuf`."""
    return _as(found, f"non ({found['une'].strip()} ou {found['deux'].strip()})")


def _fewer(found: re.Match[str], _: str) -> Tournure:
    """`moins de 10 logements` of a programme: a comparison."""
    signe = "<" if found["sens"] == "moins" else ">"
    return _as(found, f"programme.logements {signe} {found['n']}")


def _months(found: re.Match[str], _: str) -> Tournure | None:
    """`1 an et 6 mois`: a duration has one unit. Months and days make no exact number of either."""
    if found["grand"].startswith("an") and found["petit"] == "mois":
        return _as(found, f"{12 * int(found['n']) + int(found['m'])} mois")
    if found["grand"].startswith("semaine") and found["petit"].startswith("jour"):
        return _as(found, f"{7 * int(found['n']) + int(found['m'])} jours")
    return None


def _end_of_period(found: re.Match[str], _: str) -> Tournure:
    """`15 jours après la fin du trimestre`."""
    return _as(found, f"après la fin de chaque {found['periode']}")


_Table: TypeAlias = tuple[tuple[Motif, Callable[[re.Match[str], str], Tournure | None]], ...]
_DELAIS: Final[_Table] = (
    (
        Motif(
            r"(?:au\s+plus\s+tard\s+)?dans\s+le\s+mois\s+(?:suivant|qui\s+suit)\s+(?:chaque|la\s+fin\s+de\s+chaque)"
        ),
        _in_the_month,
    ),
    (
        Motif(
            rf"(?:au\s+plus\s+tard\s+)?dans\s+(?:les?|la|l['’])\s*(?P<duree>{'|'.join(_DUREES)})\s+"
            rf"(?:{_SUIT}|{_DEPUIS}){_ARTICLE}?{_NOM}"
        ),
        _within,
    ),
    (
        Motif(
            rf"(?:(?:dans|sous)\s+(?:les?\s+|un\s+délai\s+de\s+)?)?(?<!\w){_N}\s+{_UNITE}\s+"
            rf"(?:{_SUIT}{_ARTICLE}|{_DEPUIS}{_ARTICLE}?){_NOM}"
        ),
        _within_days,
    ),
    (Motif(rf"(?<!\w){_N}\s+{_UNITE}\s+(?:d[eu]\s+(?:la\s+|l['’]\s*)?|d['’]\s*){_NOM}"), _within_days),
)
_LOCUTIONS: Final[_Table] = (
    (Motif(r"<(?P<nom>[^\W\d_][^<>\n]*[^\s<>])>"), _hole),
    (Motif(rf"(?<!\w)(?P<mot>après|avant|entre|et|depuis|de)\s+{_ARTICLE}{_NOM}"), _named),
    (Motif(rf"(?<!\w)[ld]['’]\s*{_NOM}"), _bare_name),
    (
        Motif(
            rf"(?<!\w)(?P<n>la|le|[0-9]+|{'|'.join(EN_CHIFFRES)})\s+"
            rf"(?P<fraction>(?:{'|'.join(_FRACTIONS)})s?)(?=\s+d(?:es|u|e)\s)"
        ),
        _fraction,
    ),
    (
        Motif(rf"(?:(?:{_PARTIE})\s+)?(?P<combien>[0-9][0-9.]*\s*%?)\s+(?P<sens>{_PARTIE})"),
        _sense_last,
    ),
    (Motif(r"(?<!\w)(?P<sens>au\s+minimum|au\s+maximum|minimum|maximum)(?!\w)"), _sense),
    (Motif(rf"(?<!\w)hors\s+(?:de\s+|du\s+|des\s+)?{_NOM}"), _outside),
    (Motif(r"(?<!\w)(?:baux|bail)(?!\w|\s+s)"), _leases),
    (Motif(r"(?<=[\w)%²€] )[x×](?= [\w(])"), _times),
    (
        Motif(
            rf"(?P<jour>[0-9]{{1,2}}(?:er)?)\s+(?P<mois>{'|'.join(MOIS)})\s+(?:de\s+)?chaque\s+an(?:née)?(?!\w)"
        ),
        _each_year,
    ),
    (Motif(r"(?<!\w)(?:non|sans\s+report|pas\s+de\s+report|néant)\s*\Z"), _nothing),
    (Motif(r"(?<!\w)propositions?\s+(?:acceptées?|abouties?|positives?)(?!\w)"), _accepted),
    (
        Motif(
            r"(?<!\w)(?:(?P<neuf>premières?\s+(?:mises?\s+en\s+)?locations?|livraisons?)|"
            r"(?P<autre>relocations?|re-?locations?)|mises?\s+en\s+location|locations?)(?!\w)"
        ),
        _lettings,
    ),
    (Motif(rf"(?<!\w)(?P<jour>[0-9]{{1,2}}|1er)\s+(?P<mois>{_ABREGES})(?:\.|(?!\w))"), _short_month),
    (
        Motif(
            r"(?<![\w.])(?P<nom>[a-z]\w*(?:\.\w+)?)\s*(?P<signe>!?=)\s*non(?P<renseigne>\s+renseignée?)?"
            r"(?=\s*(?:\Z|[,)\]]|(?:et|ou|pour|alors|sinon|sauf)\b))"
        ),
        _is_false,
    ),
    (
        Motif(
            r"(?<![\w.])(?P<nom>[a-z]\w*(?:\.\w+)?)\s+(?:non|pas|n['’]est\s+pas)\s+(?P<mot>dans|entre)(?!\w)"
        ),
        _not_in,
    ),
    (
        Motif(
            r"(?<![\w.])(?P<nom>[a-z]\w*(?:\.\w+)?)\s+(?P<pas>n['’](?:est|a)\s+pas\s+)?(?:est\s+)?"
            r"(?:survenue?|intervenue?|eu\s+lieu|arrivée?)(?!\w)"
        ),
        _happened,
    ),
    (
        Motif(
            r"(?<![\w.])(?P<nom>[a-z]\w*(?:\.\w+)?)\s+(?:(?P<pas>(?:n['’]est\s+)?pas|est\s+pas)|est)\s+"
            r"(?P<valeur>(?!(?:dans|entre|renseign\w*|attein\w*|non|pas)\b)[A-Za-z]\w*)"
        ),
        _is,
    ),
    (Motif(r"(?<!\w)sauf\s+(?:si\s+|en\s+|dans\s+)?(?P<nom>[a-z]\w*(?:\.\w+)?)(?=\s*(?:\Z|\)))"), _but),
    (
        Motif(r"(?<!\w)ni\s+(?P<une>(?:(?!\bni\b).)+?)\s+ni\s+(?P<deux>(?:(?!\b(?:ni|et|ou)\b)[^,()])+)"),
        _neither,
    ),
    (Motif(r"(?<!\w)(?P<sens>moins|plus)\s+de\s+(?P<n>[0-9]+)\s+logements(?!\w)"), _fewer),
    (
        Motif(
            r"(?<!\w)(?P<n>[0-9]{1,3})\s+(?P<grand>ans?|semaines?)\s+(?:et\s+)?(?P<m>[0-9]{1,3})\s+"
            r"(?P<petit>mois|jours?)(?!\w)"
        ),
        _months,
    ),
    (
        Motif(
            r"(?<!\w)après\s+(?:la\s+fin\s+)?(?:du|de\s+l['’]|de\s+la|le|l['’]|la)\s*"
            r"(?P<periode>trimestre|semestre|mois|année)(?!\w)"
        ),
        _end_of_period,
    ),
    (Motif(r"(?<![\w.])(?P<nom>[a-z]\w*(?:\.\w+)?)\s+(?P<pas>n['’]a\s+pas\s+)?a\s+lieu(?!\w)"), _happened),
    (Motif(rf"(?:dans\s+(?:les\s+)?)?(?<!\w){_N}\s+{_UNITE}\s+suivant\s+{_NOM}"), _within_days),
    (Motif(rf"(?<!\w){_N}\s+{_UNITE}\s+(?P<mot>après|avant)\s+{_ARTICLE}?{_NOM}"), _shifted),
    (
        Motif(r"(?:!?=|\[|,)\s*(?P<tout>(?P<nom>[a-z]\w*)\s+(?:d['’]|de\s|du\s)\s*(?P<autre>[^\W\d_]\w*))"),
        _joined,
    ),
    (
        Motif(
            r"(?<!\w)(?P<lignes>droits|logements|demandes|vacances|attributions)\s+(?P<nom>[^\W\d_]\w*)s(?!\w)"
        ),
        _rows_that,
    ),
)
