"""A comparison as flat tables: one line a rule and column."""

from collections.abc import Iterator

from convrules.orientation.model import BAILLEUR
from convrules.render.behind import Rangee
from convrules.render.cells import named_cell
from convrules.render.comparison import missing
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre, ends, exact_ends
from convrules.render.replay import PROPRE
from convrules.render.uncovered import uncovered_sheet
from convrules.render.year_sheets import CLAUSE, NOMBRES, exact_columns, figures, lacking_of
from convrules.year.comparaison import Comparaison, EcheanceComparee, RegleComparee, Vu

COLONNE = Colonne(nom="colonne", titre="Colonne")
DIFFERE = Colonne(nom="differe", titre="Diffère de la première")


def comparison_sheets(c: Comparaison) -> tuple[Feuille, ...]:
    names = [colonne.nom for colonne in c.colonnes]
    return (
        Feuille(
            nom="regles",
            titre="Parts et quotas, colonne par colonne",
            colonnes=(
                *CLAUSE,
                COLONNE,
                DIFFERE,
                Colonne(nom="force", titre="Force"),
                Colonne(nom="verdict", titre="Verdict"),
                *(column for nom in NOMBRES for column in exact_columns(nom)),
            ),
            lignes=(
                *(_rule(r, n, nom, vu) for r in c.regles for n, (nom, vu) in _each(names, r.vus)),
                *_own(c),
            ),
            remarques=tuple(missing(c)),
        ),
        Feuille(
            nom="echeances",
            titre="Délais et obligations, colonne par colonne",
            colonnes=(
                *CLAUSE[:3],
                COLONNE,
                DIFFERE,
                Colonne(nom="etat", titre="État"),
                Colonne(nom="nombre", titre="Nombre", genre=Genre.ENTIER),
            ),
            lignes=tuple(row for e in c.echeances for row in _kept(e, names)),
        ),
        uncovered_sheet(
            (*CLAUSE[:2], COLONNE),
            (((*who, column.nom), one) for column in c.colonnes for who, one in lacking_of(column.bilan)),
        ),
    )


def _each(names: list[str], vus: tuple[Vu | None, ...]) -> list[tuple[int, tuple[str, Vu | None]]]:
    return list(enumerate(zip(names, vus, strict=True)))


def _rule(r: RegleComparee, column: int, nom: str, vu: Vu | None) -> Rangee:
    blank: list[Cellule] = [None] * (3 * len(NOMBRES))
    numbers = blank if vu is None or vu.cellule is None else list(figures(vu.cellule))
    verdict = vu.cellule.verdict if vu is not None and vu.cellule is not None else vu and vu.regle.verdict
    return (
        r.conventions[column] or "",
        r.reservataire,
        r.clause,
        named_cell(r.cellule),
        nom,
        "oui" if r.moved(column) else "non",
        vu.force.value if vu is not None and vu.force is not None else "",
        verdict.value if verdict else "",
        *numbers,
    )


def _own(c: Comparaison) -> Iterator[Rangee]:
    """The landlord's own share, as a rule of its own."""
    for n, colonne in enumerate(c.colonnes):
        if colonne.propre is None:
            continue
        own = {"base": colonne.propre.base, "du": colonne.propre.du, "realise": colonne.propre.fait}
        numbers = (x for nom in NOMBRES for x in (*ends(own.get(nom)), exact_ends(own.get(nom))))
        moved = "oui" if c.own_moved(n) else "non"
        yield BAILLEUR, str(PROPRE), "part_propre", named_cell(()), colonne.nom, moved, "", "", *numbers


def _kept(e: EcheanceComparee, names: list[str]) -> list[Rangee]:
    return [
        (e.conventions[n] or "", e.reservataire, e.clause, nom, "oui" if e.moved(n) else "non", word, count)
        for n, (nom, vu) in enumerate(zip(names, e.vus, strict=True))
        if vu is not None
        for word, count in vu.decomptes
    ]
