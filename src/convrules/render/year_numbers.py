"""The numbers of a cell in flat tables: two columns for the bounds of each, one for it exact, as text."""

from collections.abc import Iterator, Sequence

from convrules.render.feuilles import Cellule, Colonne, Genre, bounded, ends, exact_ends
from convrules.year.model import Bornes, ResultatCellule

NOMBRES = ("base", "du", "du_arrondi", "cible", "realise", "solde_initial", "solde", "part")
TITRES = {
    "base": "Base",
    "du": "Dû",
    "du_arrondi": "Dû arrondi",
    "cible": "Cible",
    "realise": "Fait",
    "solde_initial": "Solde reçu",
    "solde": "Solde laissé",
    "part": "Part de la base",
    "restituees": "Tours restitués",
    "solde_perdu": "Solde perdu",
    "regularisation": "Régularisation de la prévision d'avant",
    "en_sus_realise": "En sus\u202f: fait pour les deux quotas",
    "en_sus_cible": "En sus\u202f: cible des deux quotas",
}
JUGES = (*NOMBRES, "restituees", "solde_perdu", "regularisation", "en_sus_realise", "en_sus_cible")
"""Beside what a screen shows, what makes a target, a balance or a verdict of it."""
REPORT = Colonne(nom="report", titre="Report")


def exact_columns(nom: str) -> tuple[Colonne, ...]:
    exact = Colonne(nom=f"{nom}_exact", titre=f"{TITRES[nom]} (exact)")
    return (*bounded(nom, TITRES[nom], Genre.NOMBRE), exact)


def figures(cell: ResultatCellule, noms: Sequence[str] = NOMBRES) -> Iterator[Cellule]:
    """The numbers of a cell, in the columns of `exact_columns`."""
    good, asked = cell.en_sus or (None, None)
    on_top = {"en_sus_realise": good, "en_sus_cible": asked}
    for nom in noms:
        value: Bornes | None = on_top[nom] if nom in on_top else getattr(cell, nom)
        yield from (*ends(value), exact_ends(value))


def modes(cell: ResultatCellule) -> str:
    """How its balance is carried: several where that is not known."""
    return "|".join(sorted(mode.value for mode in cell.modes))
