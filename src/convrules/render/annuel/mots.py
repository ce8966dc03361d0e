"""The words of the annual report: dimensions, their values, where a dwelling stands."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from convrules import geographie
from convrules.base.texte import Texte, t, tel_quel
from convrules.render import numbers, words
from convrules.render.annuel.extraits import Extrait
from convrules.render.french import cite, joined, lie, listing
from convrules.render.lexicon import VIDE, Lexique, code
from convrules.render.perimeter import days_of, event_named
from convrules.render.secret import MARQUE
from convrules.year.annuel.model import (
    INCONNUE,
    AnneeNonLue,
    BilanAnnuel,
    Envoi,
    Groupe,
    LigneRetrait,
    Periodes,
    Releve,
    Retraits,
    Sorte,
    Vue,
)

AXES: Final = {
    "typologie": t("Typologie"),
    "financement": t("Type de financement"),
    "qpv": t("Quartier prioritaire (QPV)"),
    "commune": t("Commune"),
    "periode_construction": t("Période de construction"),
}
SORTES: Final = {
    Sorte.PLUSIEURS: t("Sur le compte de deux réservataires"),
    Sorte.INDETERMINE: t("Compte non connu"),
    Sorte.SOUSTRAIT: t("Soustraits du flux (sur aucun compte)"),
    Sorte.HORS_CHAMP: t("Hors du champ des conventions"),
    Sorte.HORS_CONVENTION: t("Hors des conventions (territoire ou date)"),
}
ENSEMBLE: Final = "Ensemble"
"""The line that all accounts add up to."""
NON_RENSEIGNE: Final = t("non renseigné")
VUES: Final = {
    Vue.SES_LIGNES: t("ses lignes"),
    Vue.AGREGATS: t("ses lignes, et des autres les agrégats"),
    Vue.TOUT: t("tout"),
}
FIN: Final = numbers.FINE


def value(axe: str, valeur: str, periodes: Periodes) -> str:
    """« Saint-Denis (93066) », « PLUS », « de 1949 à 1974 », « non renseigné »."""
    if valeur == INCONNUE:
        return NON_RENSEIGNE
    match axe:
        case "qpv":
            return t("en quartier prioritaire") if valeur == "oui" else t("hors quartier prioritaire")
        case "commune":
            found = geographie.commune(valeur)
            return t("{a} ({b})", a=found.nom, b=valeur) if found is not None else valeur
        case "periode_construction":
            return _bin(valeur) if periodes.debuts else code(valeur)
        case _:
            return code(valeur)


def _bin(valeur: str) -> str:
    first, _, last = valeur.partition("-")
    if not first:
        return t("jusqu'en {last}", last=last)
    return t("de {first} à {last}", first=first, last=last) if last else t("depuis {first}", first=first)


def group(groupe: Groupe) -> str:
    """Where a dwelling stands, in words."""
    if groupe.sorte is Sorte.RESERVATAIRE:
        return tel_quel(groupe.nom)
    if groupe.noms:
        return t("{noms} (comptes qui se recouvrent)", noms=listing([tel_quel(nom) for nom in groupe.noms]))
    if groupe.sorte is Sorte.INDETERMINE and groupe.code:
        return t("Non réservés (compte du bailleur), ou compte non connu")
    if groupe.sorte is not Sorte.COMPTE:
        return SORTES[groupe.sorte]
    if groupe.code == "bailleur":
        return t("Non réservés (compte du bailleur)")
    return t("Compte {code}, sans convention sur ces logements", code=cite(code(groupe.code)))


# --- what must be said first ----------------------------------------------------------------
def due(bilan: BilanAnnuel) -> str:
    """The deadline of the law, and what the report covers."""
    return t(
        "Logements proposés et logements attribués du 1er\u00a0janvier au 31\u00a0décembre\u00a0"
        "{annee}, à transmettre à chaque réservataire avant le 28\u00a0février\u00a0{x} (CCH R.\u00a0"
        "441-5-1), avec les logements soustraits du flux (CCH R.\u00a0441-5).",
        annee=str(bilan.annee),
        x=str(bilan.annee + 1),
    )


def past(bilan: BilanAnnuel) -> str:
    """For how many recipients the last day is past, that of the law where no clause gives one; empty where it
    is for none. What was sent is in the journal, which this report does not read: what does, if anything."""
    late = [envoi for envoi in bilan.envois if (envoi.limite or day_of_law(bilan)) < bilan.au]
    if not late:
        return ""
    head = t(
        "Au {au}, le dernier jour est passé pour {late} sur {n}\u202f: ce qui n'a pas encore été transmis "
        "est en retard.",
        au=numbers.jour(bilan.au),
        late=numbers.count(len(late), "destinataire"),
        n=numbers.group(len(bilan.envois)),
    )
    by_year: dict[int, list[Envoi]] = {}
    for envoi in late:
        by_year.setdefault(max(envoi.jugements, default=0), []).append(envoi)
    told = [_told_of(annee, by_year[annee], late, bilan) for annee in sorted(by_year, reverse=True)]
    return joined([head, *told], " ")


def _told_of(annee: int, some: Sequence[Envoi], late: Sequence[Envoi], bilan: BilanAnnuel) -> str:
    """What tells whether the report was sent. annee: that of the conventions that ask for it, 0 for none;
    some: the recipients of whom it is true, among those who are late."""
    names = listing([tel_quel(envoi.nom) for envoi in some])
    if not annee:
        return t(
            "Pour {noms}, aucune convention en vigueur en {suivante} ne demande cet envoi, et «\u00a0"
            "convrules compliance\u00a0» n'en dit rien\u202f: regardez dans le journal, ou dans vos envois, "
            "s'il est fait.",
            noms=names,
            suivante=str(bilan.annee + 1),
        )
    if len(some) == len(late):
        return t(
            "«\u00a0convrules compliance --year {suivante}\u00a0» dit ce que le journal a enregistré.",
            suivante=str(annee),
        )
    return t(
        "Pour {noms}, «\u00a0convrules compliance --year {annee}\u00a0» dit ce que le journal a enregistré.",
        noms=names,
        annee=str(annee),
    )


def day_of_law(bilan: BilanAnnuel) -> date:
    """The last day to send the report: « avant le 28 février »."""
    return date(bilan.annee + 1, 2, 27)


AUCUNE_DECLAREE: Final = t("aucune déclarée")
LECTURE_AUCUNE: Final = t(
    "« aucune déclarée »\u202f: aucune prévision n'est déclarée pour cette catégorie, alors que d'autres le "
    "sont\u202f; elle compte pour 0."
)


def unspoken(retraits: Sequence[Retraits]) -> bool:
    """Is there a category of which a forecast does not speak?"""
    return any(line.tus for r in retraits for line in r.lignes)


def warnings(bilan: BilanAnnuel, *, remis: bool = False) -> list[str]:
    """Why the report is not final, or not whole; and what to write for it to be, unless it is the copy of a
    recipient (`remis`), who writes none of it."""
    told: list[str] = []
    if bilan.au.year <= bilan.annee:
        told.append(
            t(
                "Provisoire\u202f: vu au {au}, avant la fin de {annee}\u202f; ce qui peut "
                "encore arriver dans l'année élargit les nombres.",
                au=numbers.jour(bilan.au),
                annee=str(bilan.annee),
            )
        )
    told += [
        t(
            "Incomplet\u202f: les données ne sont dites complètes que jusqu'au {jour} ({evenement})\u202f; "
            "{jours}, des vacances peuvent manquer aux fichiers, et les nombres ne comptent que celles qui y "
            "sont.",
            jour=numbers.jour(one.complet),
            evenement=event_named(one.evenement, VIDE),
            jours=days_of(one),
        )
        for one in bilan.lacunes
    ]
    if bilan.non_lue is not None:
        told.append(_not_read(bilan.non_lue, str(bilan.annee)))
    if bilan.manques:
        names = listing([within(AXES[axe]) for axe in bilan.manques])
        told.append(
            t(
                "Incomplet\u202f: la loi demande aussi cette dimension, que rien ne "
                "renseigne\u202f: {names}.",
                names=names,
            )
            if len(bilan.manques) == 1
            else t(
                "Incomplet\u202f: la loi demande aussi ces dimensions, que rien ne renseigne\u202f: {names}.",
                names=names,
            )
        )
    told += [
        said if remis or not advice else joined([said, advice], " ")
        for said, advice in _withdrawals_to_come(bilan)
    ]
    if "periode_construction" in bilan.manques and not bilan.periodes.declarees:
        said = t(
            "Les périodes de construction ne sont fixées par aucun texte connu de l'outil, et il n'en "
            "invente pas."
        )
        advice = t(
            "Déclarez-les dans convrules.toml : section [bilan], clé periodes_construction, la première "
            "année de chaque période sauf la plus ancienne, comme [1949, 1975, 2000]."
        )
        told.append(said if remis else joined([said, advice], " "))
    return told


def _not_read(non_lue: AnneeNonLue, annee: str) -> Texte:
    """Where other vacancies of the year were read, of which conventions there is none; those of others are
    not named to a recipient."""
    own = [cite(nom) for nom in non_lue.conventions]
    quoi = (
        t("{annee} sur le territoire de {conventions}", annee=annee, conventions=listing(own))
        if own
        else t("{annee} sur le territoire d'une autre convention", annee=annee)
    )
    return t(
        "Incomplet\u202f: aucune vacance de {quoi} n'a été lue, alors que d'autres années en ont\u202f; les "
        "nombres supposent qu'il n'en manque aucune.",
        quoi=quoi if non_lue.ailleurs else annee,
    )


def _withdrawals_to_come(bilan: BilanAnnuel) -> Iterator[tuple[str, str]]:
    """What the forecast of the year after does not say; what to write for it to."""
    if bilan.non_prevues:
        said = t(
            "Incomplet\u202f: la loi demande aussi, avec le bilan, le nombre de logements à soustraire "
            "du flux de {suivante}, par catégorie\u202f; le bailleur n'en dit rien.",
            suivante=str(bilan.annee + 1),
        )
        yield said, t("La table «\u202fsoustractions\u202f» le dirait.")
    if bilan.sans_lieu:
        said = t(
            "Incomplet\u202f: la loi demande aussi, avec le bilan, le nombre de logements à soustraire "
            "du flux de {suivante}, par catégorie\u202f; le bailleur en annonce "
            "sans dire assez où, et ce qui en est sur le territoire de {conventions} n'est pas su.",
            suivante=str(bilan.annee + 1),
            conventions=listing([cite(c) for c in bilan.sans_lieu]),
        )
        yield said, t("Une colonne «\u202fcommune\u202f» de la table «\u202fsoustractions\u202f» le dirait.")
    if bilan.sans_jours:
        said = t(
            "Incomplet\u202f: la loi demande aussi, avec le bilan, le nombre de logements à soustraire "
            "du flux de {suivante}, par catégorie\u202f; le bailleur l'annonce pour "
            "l'année entière, et ce qui en est des jours où {conventions} est en vigueur n'est pas su.",
            suivante=str(bilan.annee + 1),
            conventions=listing([cite(c) for c in bilan.sans_jours], "ou"),
        )
        yield (
            said,
            t("Une colonne «\u202fconvention\u202f» de la table «\u202fsoustractions\u202f» le dirait."),
        )
    if bilan.sans_ligne:
        said = t(
            "Incomplet\u202f: la loi demande aussi, avec le bilan, le nombre de logements à soustraire "
            "du flux de {suivante}, par catégorie\u202f; le bailleur n'en dit rien "
            "pour {conventions}.",
            suivante=str(bilan.annee + 1),
            conventions=listing([cite(c) for c in bilan.sans_ligne]),
        )
        advice = t(
            "Dans la table «\u202fsoustractions\u202f», une ligne n'est que de la convention qu'elle nomme, "
            "et une prévision nulle s'écrit 0."
        )
        yield said, advice


def within(axe: Texte) -> Texte:
    """« quartier prioritaire »: a dimension within a sentence."""
    return lie(axe.lower().replace("(qpv)", "").strip(), axe)


def forecast(line: LigneRetrait, nombre: str) -> str:
    """Of a category. nombre: `prevu` or `prevu_suivant`."""
    if nombre in line.tus:
        return AUCUNE_DECLAREE
    if nombre in line.sans_lieu:
        return t("annoncé sans lieu")
    if nombre in line.sans_jours:
        return t("annoncé sans convention")
    n = getattr(line, nombre)
    return t("non fourni") if n is None else numbers.group(n)


def doubts(releve: Releve, lexique: Lexique) -> str:
    """How many dwellings are counted only perhaps, and why; empty when none is."""
    n = releve.douteux
    if not n:
        return ""
    many = numbers.plural(n, "n'est compté", "ne sont comptés")
    return t(
        "{n} {many} que peut-être\u202f: {causes}.",
        n=numbers.count(n, "logement"),
        many=many,
        causes=words.causes(releve.causes, lexique),
    )


def hidden(n: int | None) -> str:
    """A number that may be hidden."""
    return MARQUE if n is None else numbers.group(n)


def title(extrait: Extrait) -> str:
    envoi = extrait.envoi
    return t("Bilan annuel {annee}", annee=str(extrait.bilan.annee)) + (
        t(" — {a}", a=tel_quel(envoi.nom)) if envoi is not None else ""
    )


def also_named(envoi: Envoi) -> str:
    """« nommé aussi Ville de Saint-Denis dans ses conventions »; empty where they all say one name."""
    if not envoi.autrement:
        return ""
    names = listing([tel_quel(nom) for nom in envoi.autrement])
    return t("nommé aussi {noms} dans ses conventions", noms=names)
