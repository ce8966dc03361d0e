"""Tables as a workbook: one sheet each, typed cells, never a formula; same tables, same bytes.

XlsxWriter guesses what a cell, or the name of a chart, is unless it is told; here each is told, so that a
text which looks like a formula, a reference, a link, a number or marked-up text stays the text it is. What it
would cut without a word is cut by `coupes`, which says so.
"""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import IO, Final

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from convrules.base.records import replace
from convrules.base.signes import inert
from convrules.render.coupes import fitted, told
from convrules.render.feuilles import DECIMALES, Cellule, Colonne, Feuille, Genre, Graphique, columns, written
from convrules.render.numbers import ENVIRON, EXACTES, FINES, exact_places, rounded_places

SANS_DEVINER: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LARGEUR_MAX: Final = 60
NOM_MAX: Final = 31  # SOURCE: Excel, longest name of a sheet.
LIGNES_MAX: Final = 1_048_575  # SOURCE: Excel, rows of a sheet, that of the titles aside.
MOIS: Final = {"date_axis": True, "num_format": "mm/yyyy", "major_unit": 1, "major_unit_type": "months"}
LIGNES_PAR_GRAPHIQUE: Final = 18
ECART: Final = 60
"""Between two groups of bars, in hundredths of the width of one bar."""
INTERDITS: Final = "[]:*?/\\"


def write_workbook(feuilles: Sequence[Feuille], stream: IO[bytes], titre: str, jour: date) -> None:
    """jour: kept as the day the workbook was made, so that it can be made again identical."""
    book = Workbook(stream, SANS_DEVINER)
    book.set_properties({"title": inert(titre), "created": datetime(jour.year, jour.month, jour.day)})
    styles = _styles(book)
    for feuille in feuilles:
        sheet = book.add_worksheet(_name(feuille.nom))
        shown = replace(feuille, lignes=feuille.lignes[:LIGNES_MAX])
        cut = _fill(sheet, shown, styles)
        aside = len(feuille.colonnes) + 1
        if said := told(feuille, cut, len(shown.lignes)):
            sheet.write_string(0, aside, said, styles["note"])
            sheet.set_column(aside, aside, LARGEUR_MAX)
        for n, graphique in enumerate(_drawn(shown)):
            sheet.insert_chart(1 + n * LIGNES_PAR_GRAPHIQUE, aside, _chart(book, shown, graphique))
    book.close()


def _drawn(feuille: Feuille) -> list[Graphique]:
    """Those of which the sheet shows every row."""
    held = len(feuille.lignes)
    return [g for g in feuille.graphiques if held and (g.lignes is None or g.lignes[1] < held)]


def _styles(book: Workbook) -> dict[str, Format]:
    return {
        "titre": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "note": book.add_format({"italic": True, "text_wrap": True, "valign": "top"}),
        "jour": book.add_format({"num_format": "dd/mm/yyyy"}),
        "annee": book.add_format({"num_format": "0"}),
        "entier": book.add_format({"num_format": "#,##0"}),
        "texte": book.add_format({"num_format": "@"}),
        "morceau": book.add_format(),
        **{_exact(p): book.add_format({"num_format": f"#,##0.{'0' * p}"}) for p in range(1, EXACTES + 1)},
        **{
            _about(p): book.add_format({"num_format": f'"{ENVIRON}"#,##0.{"0" * p}'})
            for p in range(DECIMALES, FINES + 1)
        },
    }


def _exact(places: int) -> str:
    return f"exact {places}"


def _about(places: int) -> str:
    return f"environ {places}"


def _name(nom: str) -> str:
    return "".join("-" if c in INTERDITS else c for c in inert(nom))[:NOM_MAX]


def _fill(sheet: Worksheet, feuille: Feuille, styles: dict[str, Format]) -> int:
    """How many cells hold less than the table."""
    cut = 0
    for rang, (colonne, cellules) in enumerate(columns(feuille)):
        _text(sheet, (0, rang), colonne.titre, styles["titre"], styles)
        places, widest = _decimals(cellules), len(colonne.titre) // 2
        for ligne, cellule in enumerate(cellules, start=1):
            number = _number(colonne, cellule, places)
            cut += not _cell(sheet, (ligne, rang), cellule, styles[number], styles)
            widest = max(widest, _shown(cellule, number))
        sheet.set_column(rang, rang, min(LARGEUR_MAX, max(widest, 6) + 2))
    sheet.freeze_panes(1, 0)
    if feuille.colonnes:
        sheet.autofilter(0, 0, len(feuille.lignes), len(feuille.colonnes) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # SOURCE: Excel, A4.
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return cut


def _decimals(cellules: Sequence[Cellule]) -> int:
    """How many a column needs for all that few are enough to write exactly: none, or two at least."""
    held = [c for c in cellules if isinstance(c, int | Fraction)]
    if all(c.denominator == 1 for c in held):
        return 0
    return max(2, *(exact_places(Fraction(c)) or 0 for c in held))


def _number(colonne: Colonne, cellule: Cellule, places: int) -> str:
    """The style of a number: exact with the decimals of its column, or marked as approximate."""
    if colonne.genre is Genre.ANNEE:
        return "annee"
    if not isinstance(cellule, int | Fraction) or not places:
        return "entier"
    x = Fraction(cellule)
    return _about(rounded_places(x, DECIMALES)) if exact_places(x) is None else _exact(places)


def _shown(cellule: Cellule, number: str) -> int:
    """How many signs a cell shows, `number` being its style if it is one."""
    if not isinstance(cellule, int | Fraction) or number == "annee":
        return len(written(cellule))
    kind, _, places = number.partition(" ")
    grouped = len(f"{int(cellule):,}") + (cellule < 0)
    return grouped + (1 + int(places) if places else 0) + (len(ENVIRON) if kind == "environ" else 0)


def _chart(book: Workbook, feuille: Feuille, graphique: Graphique) -> Chart:
    """One series by column of numbers, over the cells: who corrects a cell sees the bar, the line, move."""
    rank = {c.nom: rang for rang, c in enumerate(feuille.colonnes)}
    first, last = graphique.lignes or (0, len(feuille.lignes) - 1)
    nom, count = _name(feuille.nom), last - first + 1
    first, last = first + 1, last + 1
    chart = book.add_chart({"type": "line" if graphique.courbe else "bar"})
    assert chart is not None, "a known type of chart"
    for n, colonne in enumerate(graphique.nombres):
        at = rank[colonne]
        series: dict[str, object] = {
            "name": [nom, 0, at],
            "categories": [nom, first, rank[graphique.noms], last, rank[graphique.noms]],
            "values": [nom, first, at, last, at],
        }
        if graphique.teintes:
            fill, edge = graphique.teintes[n]
            series |= {"fill": {"color": fill}, "border": {"color": edge}, "gap": ECART}
        chart.add_series(series)
    _title(chart, graphique.titre)
    if graphique.courbe:
        chart.set_x_axis(MOIS)
        chart.set_size({"width": 900, "height": 20 * (LIGNES_PAR_GRAPHIQUE - 1)})
        return chart
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 900, "height": 120 + 20 * len(graphique.nombres) * min(count, 40)})
    return chart


def _title(chart: Chart, titre: str) -> None:
    """Why not by `set_title` alone: it takes « =x » and « Ville!A1 » for the place of a cell, and says of no
    option that would tell it otherwise. Were this field called otherwise one day, no title could run."""
    chart.set_title({"name": "–"})
    chart.title.name = inert(titre)


def _cell(
    sheet: Worksheet, place: tuple[int, int], cellule: Cellule, number: Format, styles: dict[str, Format]
) -> bool:
    """Does the sheet show the whole of it?"""
    row, column = place
    match cellule:
        case None:
            return True
        case str():
            shown = fitted(cellule)
            _text(sheet, place, shown, styles["texte"], styles)
            return shown is cellule
        case date():
            day = datetime(cellule.year, cellule.month, cellule.day)
            sheet.write_datetime(row, column, day, styles["jour"])
        case _:
            # Why a binary float: a workbook knows no other number; the exact one stands in CSV and JSON.
            sheet.write_number(row, column, float(cellule), number)
    return True


def _text(
    sheet: Worksheet, place: tuple[int, int], text: str, style: Format, styles: dict[str, Format]
) -> None:
    text = inert(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # Why: the library writes such a string as it stands, for it makes those of marked-up text so.
        sheet.write_rich_string(*place, text[:1], styles["morceau"], text[1:], style)
    else:
        sheet.write_string(*place, text, style)
