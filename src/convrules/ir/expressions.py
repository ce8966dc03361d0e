"""Expressions and the populations they count."""

from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from convrules.base.records import dataclass, replace
from convrules.base.saisons import Saison
from convrules.base.source import NOWHERE, Span
from convrules.base.values import Base, TNombre, Type, Valeur


class Niveau(StrEnum):
    """Where a fact lives; a dotted name reaches upward."""

    VACANCE = "vacance"
    CANDIDATURE = "candidature"
    REFUS = "refus"
    LOGEMENT = "logement"
    PROGRAMME = "programme"
    DROIT = "droit"
    DEMANDE = "demande"
    RESERVATAIRE = "reservataire"
    CONVENTION = "convention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noeud:
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Litteral(Noeud):
    """A constant. Rates are exact fractions (30 % is 3/10), amounts centimes, durations `Duree`."""

    valeur: Valeur
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Champ(Noeud):
    """A fact. `nom` is the field alone (`logements` of `programme.logements`); events included."""

    nom: str
    niveau: Niveau
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Parametre(Noeud):
    """A dated value of the convention or socle; its value is read at the reference date. `selon`: where it is
    read, the fact that chooses a line when the value is a table."""

    nom: str
    type: Type
    selon: Champ | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomme(Noeud):
    """A definition, expanded: means `expr`, is explained under `nom`."""

    nom: str
    expr: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAttendue(Noeud):
    """The recorded answer to a `décision humaine` clause: undetermined (humain) until recorded."""

    nom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Non(Noeud):
    operande: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Et(Noeud):
    gauche: "Expr"
    droite: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ou(Noeud):
    gauche: "Expr"
    droite: "Expr"


class Comparateur(StrEnum):
    EGAL = "="
    DIFFERENT = "!="
    INFERIEUR = "<"
    INFERIEUR_EGAL = "<="
    SUPERIEUR = ">"
    SUPERIEUR_EGAL = ">="


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparaison(Noeud):
    operateur: Comparateur
    gauche: "Expr"
    droite: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dans(Noeud):
    """Membership in a list; strict in every operand."""

    operande: "Expr"
    ensemble: tuple["Expr", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entre(Noeud):
    """`bas <= x et x <= haut`: an `et` of two comparisons."""

    operande: "Expr"
    bas: "Expr"
    haut: "Expr"


class Operateur(StrEnum):
    PLUS = "+"
    MOINS = "-"
    FOIS = "*"
    DIVISE = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calcul(Noeud):
    """Arithmetic on numbers; also date + duration, date - duration, date - date (days)."""

    operateur: Operateur
    gauche: "Expr"
    droite: "Expr"
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Oppose(Noeud):
    operande: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Si(Noeud):
    condition: "Expr"
    alors: "Expr"
    sinon: "Expr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renseigne(Noeud):
    """Is the cell filled? The only test that a further fact may reverse: obligations about records."""

    champ: Champ


@dataclass(frozen=True, slots=True, kw_only=True)
class EnSaison(Noeud):
    """Is a date among these days of any year?"""

    operande: "Expr"
    saison: Saison


@dataclass(frozen=True, slots=True, kw_only=True)
class AEuLieu(Noeud):
    """Has the event happened as of `au`?"""

    evenement: Champ


@dataclass(frozen=True, slots=True, kw_only=True)
class Atteint(Noeud):
    """Had a part (else a quota) of the convention been reached on a day of this vacancy? `clause`: as cited;
    `a_date`: against what was due by then, else against what the whole period is announced to make due;
    `jour`: the event of that day, None for the reference date."""

    clause: str
    part: bool
    a_date: bool
    jour: Champ | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TourDe(Noeud):
    """`le tour x est à y`: on the day on which the clause reads it, is it the turn of this holder? Without
    `titulaire`: has the dwelling gone to the one whose turn it was?"""

    clause: str
    titulaire: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte(Noeud):
    """`nombre(population)`: rows below the level where it stands."""

    population: "Population"


@dataclass(frozen=True, slots=True, kw_only=True)
class Somme(Noeud):
    terme: "Expr"
    population: "Population"
    type: Type


class Grandeur(StrEnum):
    """What may be read of an account over a period."""

    BASE = "base"
    DU = "dû"
    CIBLE = "cible"
    REALISE = "réalisé"
    MANQUE = "manque"
    DEPASSEMENT = "dépassement"
    SOLDE = "solde"
    TAUX = "taux"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chiffre(Noeud):
    """`manque(x sur la période précédente)`: a number of an account. `clause`: as cited; `precedente`: of the
    year before the one that is judged."""

    grandeur: Grandeur
    clause: str
    precedente: bool
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class EnVigueur(Noeud):
    """`en_vigueur("identifiant")`: is another instrument in force at the reference date?"""

    convention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciceDelegue(Noeud):
    """`exercice_delegue`: does a delegate exercise the rights of the convention's holder on this vacancy?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalide(Noeud):
    """Already reported; absorbs."""


Expr: TypeAlias = (
    Litteral | Champ | Parametre | Nomme | DecisionAttendue | Non | Et | Ou | Comparaison | Dans
    | Entre | Calcul | Oppose | Si | Renseigne | EnSaison | AEuLieu | Atteint | TourDe | Compte | Somme
    | Chiffre | EnVigueur | ExerciceDelegue | Invalide
)  # fmt: skip


# --- populations ----------------------------------------------------------------------------
class Classe(StrEnum):
    """What can be counted."""

    VACANCES = "vacances"
    MISES_EN_SERVICE = "mises en service"
    REMISES_EN_LOCATION = "remises en location"
    ORIENTATIONS = "orientations"
    PROPOSITIONS = "propositions"
    CANDIDATURES = "candidatures"
    REFUS = "refus"
    ATTRIBUTIONS = "attributions"
    BAUX = "baux signés"
    LOGEMENTS = "logements"
    DROITS = "droits"
    DEMANDES = "demandes"


FLUX: Final = frozenset({Classe.VACANCES, Classe.MISES_EN_SERVICE, Classe.REMISES_EN_LOCATION})


class StatutPopulation(StrEnum):
    ASSIETTE = "dans l'assiette"
    CHAMP = "du champ"


class Rattachement(StrEnum):
    RESERVATAIRE = "du réservataire"
    BAILLEUR = "du bailleur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Population(Noeud):
    """Rows of the territory over the period. `niveau`: of the rows counted. `base`: flow or stock."""

    classes: tuple[Classe, ...]
    statut: StatutPopulation | None = None
    rattachement: Rattachement | None = None
    condition: Expr | None = None
    niveau: Niveau = Niveau.VACANCE
    base: Base = Base.FLUX

    @property
    def que_quitte_un_retrait(self) -> bool:
        """Is it a flow from which withdrawals are taken?"""
        return self.statut is StatutPopulation.ASSIETTE and frozenset(self.classes) <= FLUX


# --- walks ----------------------------------------------------------------------------------
def children(expr: Expr) -> tuple[Expr, ...]:
    """Direct sub-expressions, in reading order (a population's condition included)."""
    match expr:
        case (
            Litteral() | Champ() | DecisionAttendue() | Chiffre() | EnVigueur() | ExerciceDelegue()
            | TourDe() | Invalide()
        ):  # fmt: skip
            return ()
        case Parametre(selon=selon):
            return (selon,) if selon is not None else ()
        case Nomme(expr=e) | Non(operande=e) | Oppose(operande=e) | EnSaison(operande=e):
            return (e,)
        case Renseigne(champ=c) | AEuLieu(evenement=c):
            return (c,)
        case Atteint(jour=jour):
            return (jour,) if jour is not None else ()
        case Et(gauche=a, droite=b) | Ou(gauche=a, droite=b):
            return (a, b)
        case Comparaison(gauche=a, droite=b) | Calcul(gauche=a, droite=b):
            return (a, b)
        case Dans(operande=e, ensemble=es):
            return (e, *es)
        case Entre(operande=e, bas=a, haut=b):
            return (e, a, b)
        case Si(condition=c, alors=a, sinon=b):
            return (c, a, b)
        case Compte(population=p):
            return (p.condition,) if p.condition is not None else ()
        case Somme(terme=t, population=p):
            return (t,) if p.condition is None else (t, p.condition)
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything below it, parents first."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def year(expr: Expr) -> Expr:
    """A plain whole number, written there, by a definition or by a parameter, as a year; anything else as it
    is."""
    match expr:
        case Litteral(type=kind) | Parametre(type=kind) if kind == TNombre(entier=True):
            return replace(expr, type=TNombre(entier=True, annee=True))
        case Nomme(expr=e):
            return replace(expr, expr=year(e))
        case Si(alors=a, sinon=b):
            return replace(expr, alors=year(a), sinon=year(b))
        case _:  # Why: no other node is a number that somebody wrote, whatever nodes are added.
            return expr
