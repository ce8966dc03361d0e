"""A year replayed under several policies, side by side: on a screen, as a table, as JSON."""

from collections.abc import Sequence
from fractions import Fraction

from convrules.base.anglais import dire
from convrules.base.texte import Langue, t
from convrules.orientation.replayed import Manche, Rejeu, TitulaireRejoue
from convrules.render import numbers
from convrules.render.document import titre, to_text
from convrules.render.feuilles import Cellule, Feuille, Genre
from convrules.render.feuilles import Colonne as ColonneDeFeuille
from convrules.render.machine.parts import Objet, number
from convrules.render.replay import holders_json, name
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap

RIEN = "–"


def heading() -> str:
    return t("Politiques, côte à côte")


def how_to_read() -> str:
    return t(
        "Le plus grand retard de chaque titulaire dans l'année, en logements (une avance est négative), et "
        "combien de logements chaque politique donne à un autre que celui qui l'a eu. Celle qui tient le "
        "mieux cette année-là est celle dont le plus grand retard de tous est le plus petit\u202f; cela ne "
        "dit rien d'une autre."
    )


def titles(manches: Sequence[Manche]) -> list[str]:
    return [t("Titulaire"), t("Fait"), *(m.nom for m in manches)]


def rows(manches: Sequence[Manche]) -> list[tuple[str, ...]]:
    """By holder, then the largest of all, then how many dwellings go to another."""
    first = manches[0].rejeu
    found = [
        (name(un), _peak(un, fait=True), *(_of(m.rejeu, un.ident) for m in manches))
        for un in first.titulaires
    ]
    every = (_decimal(first.pire), *(_decimal(m.rejeu.pire_conseil) for m in manches))
    return [
        *found,
        (t("Plus grand retard de tous"), *every),
        (t("Logements donnés à un autre"), RIEN, *(numbers.group(m.rejeu.autrement) for m in manches)),
    ]


def _of(r: Rejeu, ident: str) -> str:
    return next((_peak(un, fait=False) for un in r.titulaires if un.ident == ident), RIEN)


def _peak(un: TitulaireRejoue, *, fait: bool) -> str:
    peak = un.pire if fait else un.pire_conseil
    return RIEN if peak is None else _decimal(peak.retard)


def _decimal(nombre: Fraction | None) -> str:
    return RIEN if nombre is None else numbers.decimal(nombre, 1)


def side_by_side_text(manches: Sequence[Manche], langue: Langue = Langue.FR) -> str:
    head = to_text([titre(heading())], langue=langue)
    columns = [Colonne(titre=said, droite=n > 0, souple=n == 0) for n, said in enumerate(titles(manches))]
    lines = [*table(columns, rows(manches), langue=langue), "", *wrap(dire(how_to_read(), langue), LARGEUR)]
    return "\n".join([head, *lines]) + "\n"


def side_by_side_sheet(manches: Sequence[Manche]) -> Feuille:
    """One line by holder and policy."""
    lignes: list[tuple[Cellule, ...]] = [
        (
            m.nom,
            un.ident,
            un.du,
            Fraction(un.recu),
            Fraction(un.conseille),
            un.pire_conseil.retard if un.pire_conseil is not None else None,
        )
        for m in manches
        for un in m.rejeu.titulaires
    ]
    return Feuille(
        nom="politiques",
        titre="Politiques, côte à côte",
        colonnes=(
            ColonneDeFeuille(nom="politique", titre="Politique"),
            ColonneDeFeuille(nom="titulaire", titre="Titulaire"),
            ColonneDeFeuille(nom="du", titre="Dû", genre=Genre.NOMBRE),
            ColonneDeFeuille(nom="fait", titre="Fait", genre=Genre.NOMBRE),
            ColonneDeFeuille(nom="conseil", titre="Conseil", genre=Genre.NOMBRE),
            ColonneDeFeuille(
                nom="retard_max_conseil", titre="Plus grand retard avec le conseil", genre=Genre.NOMBRE
            ),
        ),
        lignes=tuple(lignes),
    )


def side_by_side_json(manches: Sequence[Manche]) -> list[Objet]:
    return [
        {
            "nom": str(m.nom),
            "politique": m.rejeu.politique,
            "borne": None if m.rejeu.borne is None else number(m.rejeu.borne),
            "autrement": m.rejeu.autrement,
            "titulaires": holders_json(m.rejeu),
        }
        for m in manches
    ]
