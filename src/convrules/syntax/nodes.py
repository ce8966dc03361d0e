"""The surface tree: what stands in the file, names unresolved, nothing typed.

A file is a tree of `Table`, `Liste` and `Scalaire`; a scalar that holds a sentence of the DSL is a
`Phrase` instead, whose `arbre` is one of the nodes below (or `Invalide`, already reported).
"""

from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from convrules.base.dates import Duree, UniteDuree
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.syntax.kinds import Entree as Entree
from convrules.syntax.kinds import GenreFichier as GenreFichier


@dataclass(frozen=True, slots=True, kw_only=True)
class Noeud:
    span: Span = field(compare=False, repr=False)


# --- YAML -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Scalaire(Noeud):
    """A scalar as text; `cite` when it was quoted in the YAML (then it is never a number)."""

    texte: str
    cite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Liste(Noeud):
    elements: tuple["Yaml", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Noeud):
    """A mapping, in file order; duplicate keys were refused."""

    entrees: tuple[tuple[Scalaire, "Yaml"], ...]

    def get(self, cle: str) -> "Yaml | None":
        return next((pair[1] for pair in self.entrees if pair[0].texte == cle), None)

    def key(self, cle: str) -> Scalaire | None:
        return next((k for k, _ in self.entrees if k.texte == cle), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase(Noeud):
    """A sentence of the DSL in place of a scalar."""

    entree: Entree
    arbre: "Dsl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalide(Noeud):
    """Already reported; absorbs."""


Yaml: TypeAlias = Scalaire | Liste | Table | Phrase | Invalide


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Noeud):
    """`genre` None when the file's kind could not be told (already reported)."""

    genre: GenreFichier | None
    racine: Table


# --- expressions ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Nombre(Noeud):
    """A number with its unit as written (`%`, `€`, `€/m²`, `€/logement`, `m²`, `logement`, `droit`, `point`,
    or one of UniteDuree's values); None for a bare number. The value is as written: 30 for `30 %`."""

    valeur: Fraction
    unite: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jour(Noeud):
    valeur: date


@dataclass(frozen=True, slots=True, kw_only=True)
class JourDuMois(Noeud):
    """`28 février`: a day of each year."""

    jour: int
    mois: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Texte(Noeud):
    valeur: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logique(Noeud):
    valeur: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chemin(Noeud):
    """`etage`, `programme.logements`."""

    noms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trou(Noeud):
    nom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appel(Noeud):
    nom: str
    arguments: tuple["Expr", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unaire(Noeud):
    """`operateur`: `non` or `-`."""

    operateur: str
    operande: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaire(Noeud):
    """`operateur`: `et ou = != < <= > >= + - * /`."""

    operateur: str
    gauche: "Expr"
    droite: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dans(Noeud):
    """`x dans [a, b]`; `ensemble` holds one Chemin when a name stands for the list."""

    operande: "Expr"
    ensemble: tuple["Expr", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entre(Noeud):
    operande: "Expr"
    bas: "Expr"
    haut: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renseigne(Noeud):
    operande: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saison(Noeud):
    """`entre le 1er août et le 31 août`, every year."""

    debut: "JourDuMois"
    fin: "JourDuMois"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnSaison(Noeud):
    operande: "Expr"
    saison: Saison


@dataclass(frozen=True, slots=True, kw_only=True)
class AEuLieu(Noeud):
    evenement: Chemin


@dataclass(frozen=True, slots=True, kw_only=True)
class Atteint(Noeud):
    """`la part x est atteinte à date au jour de y`. `genre`: `part` or `quota`, as written."""

    genre: str
    cible: Chemin
    a_date: bool
    jour: Chemin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TourDe(Noeud):
    """`le tour x est à y`."""

    cible: Chemin
    titulaire: Chemin


@dataclass(frozen=True, slots=True, kw_only=True)
class Si(Noeud):
    condition: "Expr"
    alors: "Expr"
    sinon: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte(Noeud):
    population: "Population"


@dataclass(frozen=True, slots=True, kw_only=True)
class Somme(Noeud):
    terme: "Expr"
    population: "Population"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chiffre(Noeud):
    """`manque(x sur la période précédente)`. `grandeur`: as written, with its accents."""

    grandeur: str
    cible: Chemin
    precedente: bool


Expr: TypeAlias = (
    Nombre | Jour | Texte | Logique | Chemin | Trou | Appel | Unaire | Binaire | Dans | Entre
    | Renseigne | EnSaison | AEuLieu | Atteint | TourDe | Si | Compte | Somme | Chiffre | Invalide
)  # fmt: skip


# --- sentences ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Population(Noeud):
    """`classes`: canonical singular-free words (`vacances`, `mises en service`, `baux signés`…).
    `statut`: `assiette` or `champ`; `rattachement`: `réservataire` or `bailleur`."""

    classes: tuple[str, ...]
    statut: str | None
    rattachement: str | None
    condition: Expr | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Noeud):
    """`sens`: `au moins`, `au plus`, `exactement`. `mesure`: a rate, or a count when `absolu`."""

    sens: str
    mesure: Expr
    absolu: bool
    population: Population
    public: Expr | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Noeud):
    taux: Expr
    population: Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant(Noeud):
    """`genre`: `simple`, `premier`, `dernier`, `première prévision`. `a_defaut` for `simple` only."""

    genre: str
    evenements: tuple[Chemin, ...]
    a_defaut: Chemin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcheanceRelative(Noeud):
    """`au plus tard <duree> après|avant <instant>`; `duree` a Nombre with a unit of time, a Chemin
    naming a parameter, or a Trou."""

    duree: Expr
    apres: bool
    instant: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class EcheanceFixe(Noeud):
    """`avant le …` (day excluded) or `au plus tard le …` (day included)."""

    jour: Jour | JourDuMois
    inclus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EcheancePeriodique(Noeud):
    """`chaque mois|trimestre|semestre|année`, or a length (`tous les 3 ans`); `apres`: that long after the
    end of each; `mois_suivant`: in the month that follows each; `fois`: so many times in each."""

    periode: str | Duree
    apres: Expr | None = None
    mois_suivant: bool = False
    fois: int = 1


Echeance: TypeAlias = EcheanceRelative | EcheanceFixe | EcheancePeriodique


@dataclass(frozen=True, slots=True, kw_only=True)
class Delai(Noeud):
    evenement: Chemin
    echeance: Echeance


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(Noeud):
    """Pairs of events, and days of every year."""

    evenements: tuple[tuple[Chemin, Chemin], ...]
    saisons: tuple[Saison, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effet(Noeud):
    """`acte`: `remise au bailleur`, `remise à`, `reprise pour un tour`, `nouvelle proposition`,
    `réputé accepté`, `réputé refusé`, `sans effet`, `non précisé`. `decompte`: `comptée`,
    `non comptée`, `restituée` or None."""

    acte: str
    faculte: bool
    destinataire: Chemin | None
    echeance: Echeance | None
    decompte: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape(Noeud):
    """`compte`: a name, `les autres` or `aucun compte`. `limite`: `épuisement` or a number."""

    compte: str
    limite: int | None
    epuisement: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordre(Noeud):
    etapes: tuple[Etape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Noeud):
    """`mode`: `aucun`, `solde arrondi`, `solde exact`, `fractions cumulées`; `sens`: `déficit`, `excédent`
    or None; `plafond` in dwellings, `plafond_du` a share of the due; `perdu`: lost once brought forward."""

    mode: str
    sens: str | None
    plafond: int | None
    plafond_du: Fraction | None = None
    perdu: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance(Noeud):
    """`points` of the base, or whole dwellings."""

    valeur: Fraction
    points: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limite(Noeud):
    valeur: Fraction
    part: bool  # of the flow; else whole dwellings


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Noeud):
    """Dimensions of the cells; empty for `ensemble`."""

    dimensions: tuple[Chemin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Etendue(Noeud):
    """`tous les droits` (taux None) or a share of them."""

    taux: Expr | None
    condition: Expr | None
    sauf: tuple[Chemin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodicite(Noeud):
    """`tous les n ans à partir du …` (constat, revision)."""

    nombre: int
    unite: UniteDuree
    depuis: date


Dsl: TypeAlias = (
    Expr | Population | Quota | Part | Delai | EcheanceRelative | EcheanceFixe | EcheancePeriodique
    | Suspension | Effet | Ordre | Report | Tolerance | Limite | Application | Etendue | Periodicite
)  # fmt: skip
