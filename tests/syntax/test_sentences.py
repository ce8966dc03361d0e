"""The sentences that the language has, and the tree of those whose reading is not obvious."""

from datetime import date
from fractions import Fraction

import pytest

from convrules.base.source import NOWHERE
from convrules.syntax import nodes as n
from syntax.trees import sentence

JUSTES = """\
expr        | etage > 3 et non qpv
expr        | neuf ou financement = plai
expr        | typologie dans [T4, T5, T6]
expr        | programme.logements entre 2 et 9
expr        | motif_refus est renseigné
expr        | bail a eu lieu
expr        | la part part_etat est atteinte à date
expr        | non (le quota minimum est atteint sur la période au jour de refus_candidat) et qpv
expr        | loyer / surface <= 6.50 €/m²
expr        | loyer / plafond <= 80 %
expr        | reponse >= offre + 10 jours
expr        | conge < 2025-07-01
expr        | nombre(candidatures où dalo) >= 1
expr        | somme(restant / total sur droits où vivant) / nombre(logements)
expr        | si neuf alors 2 % sinon 3 %
expr        | en_vigueur("als-93--oph-exemple")
expr        | etage > 3
expr        | ouvert = vrai
expr        | typologie dans typologies_familiales
expr        | - etage < -2
expr        | ((qpv))
expr        | 30%
expr        | 30 %
expr        | orientation a eu lieu et proposition a eu lieu
expr        | loyer <= <plafond> €
population  | attributions du réservataire où contingent = etat_agents
population  | mises en service et remises en location du champ du bailleur
population  | logements où occupant_sous_60
quota       | au moins 25 % des baux signés du bailleur où non qpv, pour premier_quartile ou relogement_ru
quota       | au plus 20 % des logements
quota       | au moins 120 propositions du réservataire, pour public_local
quota       | au moins 1 attribution du réservataire
quota       | exactement 40 droits
quota       | au moins <nombre> propositions du réservataire
quota       | au plus <taux> % des logements
part        | 30 % des vacances dans l'assiette
part        | taux_commune des mises en service dans l'assiette
part        | cch.taux des vacances dans l'assiette
part        | <taux> % des vacances dans l'assiette
delai       | proposition au plus tard 1 mois après information
delai       | information au plus tard 1 mois avant fin_travaux
delai       | proposition au plus tard 1 mois après information à défaut disponibilite
delai       | reponse au plus tard 5 jours ouvrés après le dernier de [offre, visite]
delai       | information au plus tard 1 mois avant la première prévision de mise_en_service
delai       | proposition au plus tard delai_de_proposition après information
delai       | orientation avant le 2025-06-30
echeance    | avant le 28 février
echeance    | avant le 1er mars
echeance    | avant le 29 février
echeance    | au plus tard le 2025-03-31
echeance    | au plus tard 30 jours après bail
echeance    | chaque trimestre
echeance    | chaque année
suspension  | entre demande_pieces et reception_pieces
suspension  | entre le 1er août et le 31 août
suspension  | entre demande_pieces et reception_pieces, entre le 20 décembre et le 4 janvier
expr        | information entre le 15 décembre et le 31 décembre et qpv
echeance    | au plus tard 15 jours après la fin de chaque trimestre
echeance    | dans le mois qui suit chaque semestre
echeance    | dans le mois qui suit chaque période de 18 mois
echeance    | au plus tard 2 mois après la fin de chaque période de 3 ans
echeance    | tous les 3 ans
echeance    | tous les 6 mois
echeance    | 2 fois par an
echeance    | 4 fois par trimestre
effet       | remise au bailleur, non comptée
effet       | remise à etat, non comptée
effet       | faculté de remise au bailleur
effet       | nouvelle proposition au plus tard 10 jours après decision
effet       | reprise pour un tour, restituée
effet       | réputé accepté
effet       | réputé refusé
effet       | sans effet
effet       | non précisé
ordre       | epci jusqu'à épuisement puis etat puis les autres
ordre       | commune jusqu'à 4 logements puis etat
ordre       | aucun compte
ordre       | "als-93--oph" puis etat
report      | aucun
report      | solde arrondi, plafonné à 3 logements
report      | solde exact, déficit seul
report      | solde exact, excédent seul, plafonné à 1 logement
report      | fractions cumulées
tolerance   | 1 logement
tolerance   | 2 points
application | ensemble
application | chaque commune
application | chaque epci et typologie
etendue     | tous les droits sauf part_urgence
etendue     | tous les droits où non qpv
etendue     | 40 % des droits où programme.mise_en_service >= 2024-01-01
etendue     | <taux> % des droits sauf a, b
constat     | tous les 2 ans à partir du 2024-12-31
revision    | tous les 3 ans à partir du 2024-01-01
revision    | tous les ans à partir du 2024-01-01
"""


def cases(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in table.splitlines()]


@pytest.mark.parametrize(("entree", "text"), cases(JUSTES))
def test_accepted(entree: str, text: str) -> None:
    result = sentence(entree, text)
    assert result.diagnostics == ()
    assert not isinstance(result.value, n.Invalide)
    assert result.value.span.text == text


# --- readings -------------------------------------------------------------------------------
def chemin(*noms: str) -> n.Chemin:
    return n.Chemin(span=NOWHERE, noms=noms)


def nombre(valeur: int | str, unite: str | None = None) -> n.Nombre:
    return n.Nombre(span=NOWHERE, valeur=Fraction(valeur), unite=unite)


def binaire(gauche: n.Expr, operateur: str, droite: n.Expr) -> n.Binaire:
    return n.Binaire(span=NOWHERE, operateur=operateur, gauche=gauche, droite=droite)


A, B, C = chemin("a"), chemin("b"), chemin("c")


@pytest.mark.parametrize(
    ("text", "arbre"),
    [
        ("a ou b et c", binaire(A, "ou", binaire(B, "et", C))),
        ("a et b et c", binaire(binaire(A, "et", B), "et", C)),
        ("a - b - c", binaire(binaire(A, "-", B), "-", C)),
        ("a + b * c", binaire(A, "+", binaire(B, "*", C))),
        ("(a + b) * c", binaire(binaire(A, "+", B), "*", C)),
        ("non a = b", n.Unaire(span=NOWHERE, operateur="non", operande=binaire(A, "=", B))),
        (
            "a entre 1 et 2 et b",
            binaire(n.Entre(span=NOWHERE, operande=A, bas=nombre(1), haut=nombre(2)), "et", B),
        ),
        ("a <= 12.50 €/m²", binaire(A, "<=", nombre("25/2", "€/m²"))),
        ("a >= b + 5 jours ouvrés", binaire(A, ">=", binaire(B, "+", nombre(5, "jour ouvré")))),
        ("a.b dans c", n.Dans(span=NOWHERE, operande=chemin("a", "b"), ensemble=(C,))),
        ("a <b", binaire(A, "<", B)),
        ("a < <b>", binaire(A, "<", n.Trou(span=NOWHERE, nom="b"))),
    ],
)
def test_expression(text: str, arbre: n.Expr) -> None:
    assert sentence("expr", text).value == arbre


def test_quota() -> None:
    value = sentence("quota", "au plus 5 % des vacances dans l'assiette du bailleur où a, pour b").value
    assert value == n.Quota(
        span=NOWHERE,
        sens="au plus",
        mesure=nombre(5, "%"),
        absolu=False,
        population=n.Population(
            span=NOWHERE, classes=("vacances",), statut="assiette", rattachement="bailleur", condition=A
        ),
        public=B,
    )


def test_singular_population_reads_as_plural() -> None:
    value = sentence("quota", "au moins 1 bail signé du réservataire").value
    assert isinstance(value, n.Quota)
    assert value.absolu
    assert value.population.classes == ("baux signés",)


def test_deadline_with_a_fallback() -> None:
    value = sentence("delai", "a au plus tard 1 mois avant b à défaut c").value
    assert value == n.Delai(
        span=NOWHERE,
        evenement=A,
        echeance=n.EcheanceRelative(
            span=NOWHERE,
            duree=nombre(1, "mois"),
            apres=False,
            instant=n.Instant(span=NOWHERE, genre="simple", evenements=(B,), a_defaut=C),
        ),
    )


@pytest.mark.parametrize(
    ("text", "genre", "evenements"),
    [
        ("le premier de [a, b]", "premier", (A, B)),
        ("le dernier de [a, b, c]", "dernier", (A, B, C)),
        ("la première prévision de a", "première prévision", (A,)),
    ],
)
def test_anchor(text: str, genre: str, evenements: tuple[n.Chemin, ...]) -> None:
    value = sentence("echeance", f"au plus tard 2 semaines après {text}").value
    assert isinstance(value, n.EcheanceRelative)
    assert value.instant == n.Instant(span=NOWHERE, genre=genre, evenements=evenements, a_defaut=None)


@pytest.mark.parametrize(
    ("text", "jour", "inclus"),
    [
        ("avant le 28 février", n.JourDuMois(span=NOWHERE, jour=28, mois=2), False),
        ("au plus tard le 1er mars", n.JourDuMois(span=NOWHERE, jour=1, mois=3), True),
        ("au plus tard le 2025-03-31", n.Jour(span=NOWHERE, valeur=date(2025, 3, 31)), True),
    ],
)
def test_fixed_day(text: str, jour: n.Jour | n.JourDuMois, inclus: bool) -> None:
    assert sentence("echeance", text).value == n.EcheanceFixe(span=NOWHERE, jour=jour, inclus=inclus)


def test_effect() -> None:
    value = sentence("effet", "faculté de remise à etat, non  comptée").value
    assert value == n.Effet(
        span=NOWHERE,
        acte="remise à",
        faculte=True,
        destinataire=chemin("etat"),
        echeance=None,
        decompte="non comptée",
    )


def test_order() -> None:
    value = sentence("ordre", "a jusqu'à épuisement puis b jusqu'à 4 logements puis les autres").value
    assert value == n.Ordre(
        span=NOWHERE,
        etapes=(
            n.Etape(span=NOWHERE, compte="a", limite=None, epuisement=True),
            n.Etape(span=NOWHERE, compte="b", limite=4, epuisement=False),
            n.Etape(span=NOWHERE, compte="les autres", limite=None, epuisement=False),
        ),
    )


def test_balance() -> None:
    value = sentence("report", "solde exact, déficit seul, plafonné à 3 logements").value
    assert value == n.Report(span=NOWHERE, mode="solde exact", sens="déficit", plafond=3)


def test_extent() -> None:
    value = sentence("etendue", "40 % des droits où a sauf b, c").value
    assert value == n.Etendue(span=NOWHERE, taux=nombre(40, "%"), condition=A, sauf=(B, C))
