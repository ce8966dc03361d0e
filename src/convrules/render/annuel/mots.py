"""The words of the annual report: dimensions, their values, where a dwelling stands."""

from typing import Final

from convrules import geographie
from convrules.render import numbers, words
from convrules.render.annuel.extraits import Extrait
from convrules.render.french import cite, listing
from convrules.render.lexicon import Lexique, code
from convrules.render.secret import MARQUE
from convrules.year.annuel.model import INCONNUE, BilanAnnuel, Groupe, Periodes, Releve, Sorte, Vue

AXES: Final = {
    "typologie": "Typologie",
    "financement": "Type de financement",
    "qpv": "Quartier prioritaire (QPV)",
    "commune": "Commune",
    "periode_construction": "Période de construction",
}
SORTES: Final = {
    Sorte.PLUSIEURS: "Sur le compte de deux réservataires",
    Sorte.INDETERMINE: "Compte non connu",
    Sorte.SOUSTRAIT: "Soustraits du flux (sur aucun compte)",
    Sorte.HORS_CHAMP: "Hors du champ des conventions",
    Sorte.HORS_CONVENTION: "Hors des conventions de l'année (territoire ou date)",
}
NON_RENSEIGNE: Final = "non renseigné"
VUES: Final = {
    Vue.SES_LIGNES: "ses lignes",
    Vue.AGREGATS: "ses lignes, et des autres les agrégats",
    Vue.TOUT: "tout",
}
FIN: Final = numbers.FINE


def value(axe: str, valeur: str, periodes: Periodes) -> str:
    """« Saint-Denis (93066) », « PLUS », « de 1949 à 1974 », « non renseigné »."""
    if valeur == INCONNUE:
        return NON_RENSEIGNE
    match axe:
        case "qpv":
            return "en quartier prioritaire" if valeur == "oui" else "hors quartier prioritaire"
        case "commune":
            found = geographie.commune(valeur)
            return f"{found.nom} ({valeur})" if found is not None else valeur
        case "periode_construction":
            return _bin(valeur) if periodes.debuts else code(valeur)
        case _:
            return code(valeur)


def _bin(valeur: str) -> str:
    first, _, last = valeur.partition("-")
    if not first:
        return f"jusqu'en {last}"
    return f"de {first} à {last}" if last else f"depuis {first}"


def group(groupe: Groupe) -> str:
    """Where a dwelling stands, in words."""
    if groupe.sorte is Sorte.RESERVATAIRE:
        return groupe.nom
    if groupe.sorte is not Sorte.COMPTE:
        return SORTES[groupe.sorte]
    if groupe.code == "bailleur":
        return "Non réservés (compte du bailleur)"
    return f"Compte {cite(code(groupe.code))}, sans convention sur ces logements"


# --- what must be said first ----------------------------------------------------------------
def due(bilan: BilanAnnuel) -> str:
    """The deadline of the law, and what the report covers."""
    return (
        f"Logements proposés et logements attribués du 1er janvier au 31 décembre {bilan.annee}, à "
        f"transmettre à chaque réservataire avant le 28 février {bilan.annee + 1} (CCH R. 441-5-1), avec les "
        "logements soustraits du flux (CCH R. 441-5)."
    )


def warnings(bilan: BilanAnnuel) -> list[str]:
    """Why the report is not final, or not whole."""
    told = []
    if bilan.au.year <= bilan.annee:
        told.append(
            f"Provisoire{FIN}: vu au {numbers.jour(bilan.au)}, avant la fin de {bilan.annee}{FIN}; ce qui "
            "peut encore arriver dans l'année élargit les nombres."
        )
    if bilan.manques:
        names = listing([AXES[axe].lower().replace("(qpv)", "").strip() for axe in bilan.manques])
        told.append(
            f"Incomplet{FIN}: la loi demande aussi cette dimension, que rien ne renseigne{FIN}: {names}."
            if len(bilan.manques) == 1
            else f"Incomplet{FIN}: la loi demande aussi ces dimensions, que rien ne renseigne{FIN}: {names}."
        )
    if "periode_construction" in bilan.manques and not bilan.periodes.declarees:
        told.append(
            "Les périodes de construction ne sont fixées par aucun texte connu de l'outil, et il n'en "
            "invente pas. Déclarez-les dans convrules.toml : section [bilan], clé periodes_construction, la "
            "première année de chaque période sauf la plus ancienne, comme [1949, 1975, 2000]."
        )
    return told


def forecast(n: int | None) -> str:
    return "non fourni" if n is None else numbers.group(n)


def doubts(releve: Releve, lexique: Lexique) -> str:
    """How many dwellings are counted only perhaps, and why; empty when none is."""
    n = releve.douteux
    if not n:
        return ""
    many = numbers.plural(n, "n'est compté", "ne sont comptés")
    return (
        f"{numbers.count(n, 'logement')} {many} que peut-être{FIN}: {words.causes(releve.causes, lexique)}."
    )


def hidden(n: int | None) -> str:
    """A number that may be hidden."""
    return MARQUE if n is None else numbers.group(n)


def title(extrait: Extrait) -> str:
    envoi = extrait.envoi
    return f"Bilan annuel {extrait.bilan.annee}" + (f" — {envoi.nom}" if envoi is not None else "")
