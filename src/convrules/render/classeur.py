"""Tables as a workbook: one sheet each, typed cells, never a formula; same tables, same bytes.

XlsxWriter guesses what a cell is unless it is told; here every cell is told, so that a text which begins
like a formula, a link or a number stays the text it is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import IO, Final

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre, Graphique, columns, written

SANS_DEVINER: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LARGEUR_MAX: Final = 60
NOM_MAX: Final = 31  # SOURCE: Excel, longest name of a sheet.
TEXTE_MAX: Final = 32_767  # SOURCE: Excel, longest text of a cell.
MOIS: Final = {"date_axis": True, "num_format": "mm/yyyy", "major_unit": 1, "major_unit_type": "months"}
LIGNES_PAR_GRAPHIQUE: Final = 18
INTERDITS: Final = "[]:*?/\\"


def write_workbook(feuilles: Sequence[Feuille], stream: IO[bytes], titre: str, jour: date) -> None:
    """jour: kept as the day the workbook was made, so that it can be made again identical."""
    book = Workbook(stream, SANS_DEVINER)
    book.set_properties({"title": titre, "created": datetime(jour.year, jour.month, jour.day)})
    styles = _styles(book)
    for feuille in feuilles:
        sheet = book.add_worksheet(_name(feuille.nom))
        _fill(sheet, feuille, styles)
        for n, graphique in enumerate(feuille.graphiques if feuille.lignes else ()):
            place = 1 + n * LIGNES_PAR_GRAPHIQUE
            sheet.insert_chart(place, len(feuille.colonnes) + 1, _chart(book, feuille, graphique))
    book.close()


def _styles(book: Workbook) -> dict[str, Format]:
    return {
        "titre": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "jour": book.add_format({"num_format": "dd/mm/yyyy"}),
        "entier": book.add_format({"num_format": "#,##0"}),
        "nombre": book.add_format({"num_format": "#,##0.00"}),
        "texte": book.add_format({"num_format": "@"}),
    }


def _name(nom: str) -> str:
    return "".join("-" if c in INTERDITS else c for c in nom)[:NOM_MAX]


def _fill(sheet: Worksheet, feuille: Feuille, styles: dict[str, Format]) -> None:
    for rang, (colonne, cellules) in enumerate(columns(feuille)):
        sheet.write_string(0, rang, colonne.titre, styles["titre"])
        for ligne, cellule in enumerate(cellules, start=1):
            _cell(sheet, (ligne, rang), cellule, colonne.genre, styles)
        sheet.set_column(rang, rang, _width(colonne, cellules))
    sheet.freeze_panes(1, 0)
    if feuille.colonnes:
        sheet.autofilter(0, 0, len(feuille.lignes), len(feuille.colonnes) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # SOURCE: Excel, A4.
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _chart(book: Workbook, feuille: Feuille, graphique: Graphique) -> Chart:
    """One series by column of numbers, over the cells: who corrects a cell sees the bar, the line, move."""
    rank = {c.nom: rang for rang, c in enumerate(feuille.colonnes)}
    first, last = graphique.lignes or (0, len(feuille.lignes) - 1)
    nom, count = _name(feuille.nom), last - first + 1
    first, last = first + 1, last + 1
    chart = book.add_chart({"type": "line" if graphique.courbe else "bar"})
    assert chart is not None, "a known type of chart"
    for colonne in graphique.nombres:
        at = rank[colonne]
        chart.add_series(
            {
                "name": [nom, 0, at],
                "categories": [nom, first, rank[graphique.noms], last, rank[graphique.noms]],
                "values": [nom, first, at, last, at],
            }
        )
    chart.set_title({"name": graphique.titre})
    if graphique.courbe:
        chart.set_x_axis(MOIS)
        chart.set_size({"width": 900, "height": 20 * (LIGNES_PAR_GRAPHIQUE - 1)})
        return chart
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 900, "height": 120 + 40 * min(count, 40)})
    return chart


def _cell(
    sheet: Worksheet, place: tuple[int, int], cellule: Cellule, genre: Genre, styles: dict[str, Format]
) -> None:
    row, column = place
    match cellule:
        case None:
            return
        case str():
            sheet.write_string(row, column, cellule[:TEXTE_MAX], styles["texte"])
        case date():
            sheet.write_datetime(
                row, column, datetime(cellule.year, cellule.month, cellule.day), styles["jour"]
            )
        case _:
            # Why a binary float: a workbook knows no other number; the exact one stands in CSV and JSON.
            whole = genre is Genre.ENTIER and Fraction(cellule).denominator == 1
            sheet.write_number(row, column, float(cellule), styles["entier" if whole else "nombre"])


def _width(colonne: Colonne, cellules: Sequence[Cellule]) -> int:
    longest = max((len(written(c)) for c in cellules), default=0)
    return min(LARGEUR_MAX, max(longest, len(colonne.titre) // 2, 6) + 2)
