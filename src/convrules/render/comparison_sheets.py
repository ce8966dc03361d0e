"""A comparison as flat tables: one line a rule and column."""

from collections.abc import Iterator, Sequence

from convrules.orientation.model import BAILLEUR
from convrules.render.behind import Rangee
from convrules.render.cells import named_cell
from convrules.render.compared_texts import Mots, deadline_texts, lexicons, rule_texts
from convrules.render.comparison import missing, wide_own
from convrules.render.comparison_balances import rounded_balances
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre, ends, exact_ends
from convrules.render.replay import PROPRE
from convrules.render.uncovered import uncovered_sheet
from convrules.render.year_numbers import NOMBRES, exact_columns, figures
from convrules.render.year_sheets import CLAUSE, lacking_of
from convrules.year.comparaison import Comparaison, EcheanceComparee, RegleComparee, Vu

COLONNE = Colonne(nom="colonne", titre="Colonne")
DIFFERE = Colonne(nom="differe", titre="Diffère de la première")
TEXTE = Colonne(nom="texte", titre="Texte")
"""What the column asks."""


def comparison_sheets(c: Comparaison) -> tuple[Feuille, ...]:
    names, lexiques = [colonne.nom for colonne in c.colonnes], lexicons(c)
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
                TEXTE,
            ),
            lignes=(
                *(row for r in c.regles for row in _rows_of(r, names, lexiques)),
                *_own(c),
            ),
            remarques=(*missing(c), *rounded_balances(c), *wide_own(c)),
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
                TEXTE,
            ),
            lignes=tuple(row for e in c.echeances for row in _kept(e, names, lexiques)),
        ),
        uncovered_sheet(
            (*CLAUSE[:2], COLONNE),
            (((*who, column.nom), one) for column in c.colonnes for who, one in lacking_of(column.bilan)),
        ),
    )


def _rows_of(r: RegleComparee, names: Sequence[str], lexiques: Sequence[Mots]) -> Iterator[Rangee]:
    textes = rule_texts(r, lexiques)
    for n, (nom, vu, texte) in enumerate(zip(names, r.vus, textes, strict=True)):
        yield (*_rule(r, n, nom, vu), str(texte))


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
        yield BAILLEUR, str(PROPRE), "part_propre", named_cell(()), colonne.nom, moved, "", "", *numbers, ""


def _kept(e: EcheanceComparee, names: Sequence[str], lexiques: Sequence[Mots]) -> Iterator[Rangee]:
    textes = deadline_texts(e, lexiques)
    for n, (nom, vu, texte) in enumerate(zip(names, e.vus, textes, strict=True)):
        moved = "oui" if e.moved(n) else "non"
        for word, count in vu.decomptes if vu is not None else ():
            yield e.conventions[n] or "", e.reservataire, e.clause, nom, moved, word, count, str(texte)
