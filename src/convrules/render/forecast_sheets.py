"""A year to come as flat tables: one line a rule and text; what is supposed."""

from collections.abc import Iterator
from fractions import Fraction

from convrules.analyses.prevision.model import Etendue, Prevision, RegleTiree
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre
from convrules.render.forecast import assumptions, uncovered
from convrules.render.uncovered import uncovered_sheet
from convrules.render.year_sheets import CLAUSE
from convrules.year.valeurs import Lacune, Verdict

TEXTE = Colonne(nom="texte", titre="Texte")
NOMBRES = (("base", "Base"), ("du", "Dû"), ("fait", "Fait"))


def forecast_sheets(p: Prevision) -> tuple[Feuille, ...]:
    return (
        Feuille(
            nom="regles",
            titre=f"{p.annee} prévue, règle par règle",
            colonnes=(
                *CLAUSE,
                TEXTE,
                Colonne(nom="annees", titre="Années tirées qui la jugent", genre=Genre.ENTIER),
                *(Colonne(nom=v.value, titre=f"Années : {v.value}", genre=Genre.ENTIER) for v in Verdict),
                *(column for nom, titre in NOMBRES for column in _columns(nom, titre)),
            ),
            lignes=tuple(_row(vue.nom, r) for vue in p.vues for r in vue.regles),
            remarques=tuple(uncovered(p)),
        ),
        Feuille(
            nom="hypotheses",
            titre="Ce que l'on suppose",
            colonnes=(Colonne(nom="hypothese", titre="Hypothèse"),),
            lignes=(
                (f"{p.hypotheses.tirages} années tirées, graine {p.hypotheses.graine}",),
                *((said,) for said in assumptions(p)),
            ),
        ),
        uncovered_sheet((*CLAUSE[:2], TEXTE), _lacking(p)),
    )


def _lacking(p: Prevision) -> Iterator[tuple[tuple[Cellule, ...], Lacune]]:
    """Days that the data do not cover of what is taken up, by convention and text."""
    for vue in p.vues:
        holders = {r.convention: r.reservataire for r in vue.regles}
        for one in vue.lacunes:
            for convention in one.conventions:
                yield (convention, holders[convention], vue.nom), one


def _columns(nom: str, titre: str) -> Iterator[Colonne]:
    """Ends of the interval, and of the middle value."""
    for end, said in (("bas", "bas de l'intervalle"), ("haut", "haut de l'intervalle")):
        yield Colonne(nom=f"{nom}_{end}", titre=f"{titre}, {said}", genre=Genre.NOMBRE)
    for end, said in (("min", "au moins"), ("max", "au plus")):
        yield Colonne(
            nom=f"{nom}_milieu_{end}", titre=f"{titre}, année du milieu ({said})", genre=Genre.NOMBRE
        )


def _row(texte: str, r: RegleTiree) -> tuple[Cellule, ...]:
    return (
        r.convention,
        r.reservataire,
        r.clause,
        ", ".join(value for _, value in r.cellule),
        texte,
        r.annees,
        *(r.number(v) for v in Verdict),
        *_ends(r.base),
        *_ends(r.du),
        *_ends(r.fait),
    )


def _ends(e: Etendue | None) -> tuple[Fraction | None, ...]:
    return (None,) * 4 if e is None else (e.min, e.max, e.milieu.min, e.milieu.max)
