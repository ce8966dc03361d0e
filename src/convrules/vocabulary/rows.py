"""The fields that every convention may read: one row per field, the only place where they are listed.

Source: docs/langage, « Fichiers et clauses »; the meanings of landlords' data sets (RPLS, SNE).
"""

from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.values import (
    SANS_UNITE,
    TCode,
    TCondition,
    TDate,
    TEvenement,
    TNombre,
    TTexte,
    Type,
    Unite,
    unite,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampVocabulaire:
    """A field. `niveau`: where the fact lives, as `ir.Niveau` spells it. `codes`: those of a closed list;
    empty for a list that files declare or an official one (`officiel`). `sans_objet`: may not exist for a
    dwelling. `menage`: a flag of a household. `dimension`: may follow `chaque`."""

    nom: str
    niveau: str
    type: Type
    glose: str
    codes: tuple[str, ...] = ()
    sans_objet: bool = False
    menage: bool = False
    dimension: bool = False
    officiel: bool = False


VACANCE, LOGEMENT, PROGRAMME, DROIT = "vacance", "logement", "programme", "droit"
CANDIDATURE, REFUS, RESERVATAIRE, CONVENTION = "candidature", "refus", "reservataire", "convention"
DEMANDE = "demande"

OUI_NON: Final = TCondition()
TEXTE: Final = TTexte()
DATE: Final = TDate()
EVENEMENT: Final = TEvenement()
ENTIER: Final = TNombre(entier=True)
MONTANT: Final = TNombre(unite=unite("centime"))
SURFACE: Final = TNombre(unite=unite("m²"))
ANNEE: Final = TNombre(entier=True, annee=True)


def compte(nom: str) -> TNombre:
    """A whole number of something."""
    return TNombre(unite=unite(nom), entier=True)


def year_named(nom: str, type_: Type) -> Type:
    """The type of what a file declares under this name: a whole number without unit is a year if its name
    begins by « annee » (`annee_travaux`), and not if it counts some (`annees_anciennete`)."""
    plain = type_ == ENTIER and nom.split("_")[0] == "annee"
    return ANNEE if plain else type_


def nombre(u: Unite = SANS_UNITE) -> TNombre:
    return TNombre(unite=u)


TYPES_RESERVATAIRE: Final = (
    "etat", "als", "commune", "epci", "ept", "departement", "region", "metropole", "etablissement_public",
    "employeur", "organisme",
)  # fmt: skip

_LIEU: Final = (
    ("commune", "commune, par son code INSEE"),
    ("departement", "département, par son code"),
    ("epci", "intercommunalité, par son numéro SIREN"),
    ("ept", "établissement public territorial, par son numéro SIREN"),
)

_NATURES = (
    "logement_ordinaire", "foyer", "residence_sociale", "residence_universitaire", "pension_de_famille",
    "rhvs", "hebergement", "autre",
)  # fmt: skip
_FINANCEMENTS = (
    "plai", "plai_adapte", "plus", "plus_cd", "pls", "pli", "palulos", "non_finance", "autre", "ancien",
)  # fmt: skip
_TYPOLOGIES = ("T1", "T2", "T3", "T4", "T5", "T6", "T7")
_MODES = (
    "loue", "vacant_propose", "vide_travaux", "vide_demolition", "vide_vente", "association",
    "occupe_autrement",
)  # fmt: skip

# name, gloss, type, codes, then letters: n (may not exist), d (may follow « chaque »)
LOGEMENTS: Final[tuple[tuple[str, str, Type, tuple[str, ...], str], ...]] = (
    ("programme", "programme dont le logement fait partie", TEXTE, (), "d"),
    ("bailleur", "bailleur, par son numéro SIREN", TEXTE, (), ""),
    ("qpv", "logement situé en quartier prioritaire de la politique de la ville", OUI_NON, (), "d"),
    ("zone_tendue", "logement situé en zone tendue", OUI_NON, (), "d"),
    ("commune_carencee", "commune en constat de carence", OUI_NON, (), "d"),
    ("nature", "nature du logement", TCode("nature"), _NATURES, "d"),
    ("typologie", "nombre de pièces principales", TCode("typologie"), _TYPOLOGIES, "d"),
    ("surface", "surface habitable", SURFACE, (), ""),
    ("financement", "financement d'origine du logement", TCode("financement"), _FINANCEMENTS, "d"),
    ("conventionne", "logement conventionné", OUI_NON, (), "d"),
    ("pmr", "logement accessible aux personnes à mobilité réduite", OUI_NON, (), "d"),
    ("adapte", "logement adapté", OUI_NON, (), "d"),
    ("ascenseur", "logement desservi par un ascenseur", OUI_NON, (), "n"),
    ("etage", "étage du logement", ENTIER, (), "n"),
    ("annee_construction", "année de construction", ANNEE, (), ""),
    ("periode_construction", "période de construction", TCode("periode_construction"), (), "d"),
    ("loyer", "loyer mensuel", MONTANT, (), ""),
    ("mode_occupation", "mode d'occupation du logement", TCode("mode_occupation"), _MODES, ""),
)

_AFFECTATIONS = (
    "location", "mutation_interne", "relogement_ru", "relogement_copropriete", "relogement_l521_3",
    "relogement_vente", "hors_location",
)  # fmt: skip
_CAUSES = ("conge", "deces", "expulsion", "mutation_sortante", "livraison", "autre")

VACANCES: Final[tuple[tuple[str, str, Type, tuple[str, ...], str], ...]] = (
    ("id", "identifiant de la vacance", TEXTE, (), ""),
    ("logement", "logement, par son identifiant", TEXTE, (), ""),
    ("demande", "demande du ménage retenu", TEXTE, (), ""),
    ("premiere_location", "première mise en location du logement", OUI_NON, (), "d"),
    ("affectation", "usage auquel la vacance est destinée", TCode("affectation"), _AFFECTATIONS, "d"),
    ("cause_liberation", "cause de la libération", TCode("cause_liberation"), _CAUSES, ""),
    (
        "contingent",
        "compte sur lequel l'attribution est enregistrée",
        TCode("contingent"),
        (*TYPES_RESERVATAIRE, "bailleur"),
        "",
    ),
    ("sens_reponse", "sens de la réponse du candidat", TCode("sens_reponse"), ("acceptee", "refusee"), ""),
)

EVENEMENTS: Final[tuple[tuple[str, str], ...]] = (
    ("conge", "congé donné par le locataire"),
    ("liberation", "libération du logement"),
    ("disponibilite", "mise à disposition du logement"),
    ("mise_en_service", "mise en service du logement"),
    ("information", "information du réservataire"),
    ("orientation", "orientation vers un réservataire"),
    ("proposition", "proposition de candidats"),
    ("nouvelle_proposition", "nouvelle proposition de candidats"),
    ("decision", "décision de la commission"),
    ("attribution", "décision favorable de la commission"),
    ("offre", "offre faite au candidat"),
    ("reponse", "réponse du candidat"),
    ("bail", "signature du bail"),
    ("remise", "remise du logement à un autre titulaire"),
    ("reprise", "reprise du logement pour un tour"),
    ("refus_bailleur", "refus du bailleur"),
    ("refus_candidat", "refus du candidat"),
    ("abandon", "abandon de la procédure"),
    ("retrait", "retrait du logement de la location"),
    ("fin_travaux", "fin des travaux"),
    ("visite", "visite du logement"),
    ("demande_pieces", "demande de pièces"),
    ("reception_pieces", "réception des pièces"),
    ("echange", "échange de logements"),
)

REPETES: Final = frozenset({"refus_bailleur", "refus_candidat"})
"""Events of which a vacancy may have several: « 2e refus_candidat » names the second."""
RANG: Final = Motif(r"([2-9]|[1-9][0-9]+)e +(\w+)")


def ranked(nom: str) -> tuple[str, int] | None:
    """An event and its rank from the second on, of a name such as « 2e refus_candidat »."""
    found = RANG.fullmatch(nom) if nom[:1].isdigit() else None
    return (found[2], int(found[1])) if found is not None and found[2] in REPETES else None


MENAGE: Final[tuple[tuple[str, str], ...]] = (
    ("dalo", "ménage reconnu au titre du droit au logement opposable"),
    ("public_l441_1", "ménage relevant des publics de l'article L. 441-1"),
    ("public_local", "ménage relevant des publics prioritaires locaux"),
    ("agent_etat", "ménage comptant un agent civil ou militaire de l'État"),
    ("salarie", "ménage comptant un salarié d'une entreprise cotisante"),
    ("travailleur_essentiel", "ménage comptant un travailleur essentiel"),
    ("premier_quartile", "ménage relevant du premier quartile de ressources"),
    ("relogement_ru", "ménage relogé au titre du renouvellement urbain"),
    ("ressources_sous_60", "ressources inférieures à 60 % du plafond"),
    ("ressources_sous_plafond", "ressources inférieures au plafond"),
    ("locataire_du_bailleur", "ménage déjà locataire du bailleur"),
    ("handicap", "ménage comptant une personne handicapée"),
    ("age_dependant", "ménage comptant une personne âgée dépendante"),
)
_QUARTILES = ("q1", "q2", "q3", "q4")
_ORIGINES = ("plein_droit_etat", "apport_terrain", "financement", "garantie_emprunt", "r314_4", "autre")
_SERVICES = ("defense", "securite_interieure", "sante")
_AUTEURS = ("reservataire", "bailleur", "commission", "candidat")

AUTRES: Final[tuple[ChampVocabulaire, ...]] = (
    # --- stock ---
    ChampVocabulaire(nom="id", niveau=LOGEMENT, type=TEXTE, glose="identifiant du logement"),
    ChampVocabulaire(nom="mise_en_location", niveau=LOGEMENT, type=DATE, glose="première mise en location"),
    ChampVocabulaire(
        nom="occupant_sous_60",
        niveau=LOGEMENT,
        type=OUI_NON,
        glose="occupant dont les ressources sont inférieures à 60 % du plafond",
    ),
    ChampVocabulaire(
        nom="occupant_premier_quartile",
        niveau=LOGEMENT,
        type=OUI_NON,
        glose="occupant relevant du premier quartile de ressources",
    ),
    ChampVocabulaire(nom="a_vendre", niveau=LOGEMENT, type=OUI_NON, glose="logement à vendre"),
    ChampVocabulaire(nom="a_demolir", niveau=LOGEMENT, type=OUI_NON, glose="logement à démolir"),
    ChampVocabulaire(nom="a_rehabiliter", niveau=LOGEMENT, type=OUI_NON, glose="logement à réhabiliter"),
    # --- programmes ---
    ChampVocabulaire(nom="id", niveau=PROGRAMME, type=TEXTE, glose="identifiant du programme"),
    ChampVocabulaire(
        nom="logements", niveau=PROGRAMME, type=compte("logement"), glose="nombre de logements du programme"
    ),
    ChampVocabulaire(
        nom="mise_en_service", niveau=PROGRAMME, type=DATE, glose="mise en service du programme"
    ),
    ChampVocabulaire(
        nom="rehabilitation",
        niveau=PROGRAMME,
        type=DATE,
        glose="réhabilitation du programme",
        sans_objet=True,
    ),
    ChampVocabulaire(
        nom="financement",
        niveau=PROGRAMME,
        type=TCode("financement"),
        codes=_FINANCEMENTS,
        glose="financement principal du programme",
    ),
    # --- rights ---
    ChampVocabulaire(nom="id", niveau=DROIT, type=TEXTE, glose="identifiant du droit"),
    ChampVocabulaire(nom="convention", niveau=DROIT, type=TEXTE, glose="convention dont le droit relève"),
    ChampVocabulaire(
        nom="reservataire",
        niveau=DROIT,
        type=TCode("contingent"),
        codes=(*TYPES_RESERVATAIRE, "bailleur"),
        glose="titulaire du droit",
    ),
    ChampVocabulaire(
        nom="programme", niveau=DROIT, type=TEXTE, glose="programme sur lequel porte le droit", dimension=True
    ),
    ChampVocabulaire(
        nom="logement", niveau=DROIT, type=TEXTE, glose="logement sur lequel porte le droit", sans_objet=True
    ),
    ChampVocabulaire(
        nom="origine", niveau=DROIT, type=TCode("origine"), codes=_ORIGINES, glose="origine du droit"
    ),
    ChampVocabulaire(
        nom="forme",
        niveau=DROIT,
        type=TCode("forme"),
        codes=("unique", "suite"),
        glose="droit pour une seule attribution, ou de suite",
    ),
    ChampVocabulaire(nom="debut", niveau=DROIT, type=DATE, glose="début du droit"),
    ChampVocabulaire(nom="fin", niveau=DROIT, type=DATE, glose="fin du droit", sans_objet=True),
    ChampVocabulaire(nom="dernier_versement", niveau=DROIT, type=DATE, glose="dernier versement"),
    ChampVocabulaire(nom="nombre", niveau=DROIT, type=compte("droit"), glose="nombre de droits de la ligne"),
    ChampVocabulaire(
        nom="service",
        niveau=DROIT,
        type=TCode("service"),
        codes=_SERVICES,
        glose="service dont relèvent les agents",
        sans_objet=True,
    ),
    ChampVocabulaire(nom="vivant", niveau=DROIT, type=OUI_NON, glose="droit en cours au jour considéré"),
    # --- candidatures and refusals ---
    ChampVocabulaire(nom="id", niveau=CANDIDATURE, type=TEXTE, glose="identifiant de la candidature"),
    ChampVocabulaire(nom="vacance", niveau=CANDIDATURE, type=TEXTE, glose="vacance de la candidature"),
    ChampVocabulaire(nom="demande", niveau=CANDIDATURE, type=TEXTE, glose="demande de ce candidat"),
    ChampVocabulaire(nom="rang", niveau=CANDIDATURE, type=ENTIER, glose="rang de la candidature"),
    ChampVocabulaire(nom="date", niveau=CANDIDATURE, type=DATE, glose="date de la candidature"),
    *(
        ChampVocabulaire(nom=nom, niveau=CANDIDATURE, type=EVENEMENT, glose=glose)
        for nom, glose in (
            ("proposition", "proposition de ce candidat"),
            ("offre", "offre faite à ce candidat"),
            ("visite", "visite du logement par ce candidat"),
            ("demande_pieces", "demande de pièces à ce candidat"),
            ("reception_pieces", "réception des pièces de ce candidat"),
            ("reponse", "réponse de ce candidat"),
        )
    ),
    ChampVocabulaire(
        nom="sens_reponse",
        niveau=CANDIDATURE,
        type=TCode("sens_reponse"),
        codes=("acceptee", "refusee"),
        glose="sens de la réponse de ce candidat",
    ),
    ChampVocabulaire(nom="id", niveau=REFUS, type=TEXTE, glose="identifiant du refus"),
    ChampVocabulaire(nom="vacance", niveau=REFUS, type=TEXTE, glose="vacance refusée"),
    ChampVocabulaire(nom="rang", niveau=REFUS, type=ENTIER, glose="rang de la candidature refusée"),
    ChampVocabulaire(nom="date", niveau=REFUS, type=DATE, glose="date du refus"),
    ChampVocabulaire(
        nom="auteur", niveau=REFUS, type=TCode("auteur"), codes=_AUTEURS, glose="auteur du refus"
    ),
    ChampVocabulaire(nom="motif_refus", niveau=REFUS, type=TCode("motif_refus"), glose="motif du refus"),
    # --- demands ---
    ChampVocabulaire(nom="id", niveau=DEMANDE, type=TEXTE, glose="identifiant de la demande"),
    *(
        ChampVocabulaire(nom=nom, niveau=DEMANDE, type=EVENEMENT, glose=glose)
        for nom, glose in (
            ("depot", "dépôt de la demande"),
            ("attestation", "délivrance de l'attestation d'enregistrement"),
            ("demande_pieces", "demande de pièces au demandeur"),
            ("reception_pieces", "réception des pièces du demandeur"),
            ("proposition", "proposition d'un logement au demandeur"),
            ("attribution", "décision favorable de la commission pour cette demande"),
            ("bail", "signature d'un bail par le demandeur"),
        )
    ),
    # --- the holder ---
    ChampVocabulaire(
        nom="type",
        niveau=RESERVATAIRE,
        type=TCode("reservataire.type"),
        codes=TYPES_RESERVATAIRE,
        glose="type de réservataire",
    ),
    ChampVocabulaire(nom="code", niveau=RESERVATAIRE, type=TEXTE, glose="code du réservataire"),
    # --- the convention itself ---
    ChampVocabulaire(nom="id", niveau=CONVENTION, type=TEXTE, glose="identifiant de la convention"),
    ChampVocabulaire(
        nom="signature", niveau=CONVENTION, type=DATE, glose="signature de la convention (« signé le »)"
    ),
    ChampVocabulaire(
        nom="debut", niveau=CONVENTION, type=DATE, glose="premier jour de la convention (« en vigueur »)"
    ),
    ChampVocabulaire(
        nom="terme",
        niveau=CONVENTION,
        type=DATE,
        glose="dernier jour de la convention (« en vigueur »), ou de la reconduction en cours",
        sans_objet=True,
    ),
)

NIVEAUX_LIEU: Final = (VACANCE, LOGEMENT, PROGRAMME, DEMANDE)
LIEUX: Final = _LIEU
QUARTILES: Final = _QUARTILES
