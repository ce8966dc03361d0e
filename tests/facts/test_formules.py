"""A formula that nobody has computed has no value, yet its row is a row: in every table and every kind of
workbook, at the end of the sheet as in its middle, it is counted and spoken of."""

import pytest

from convrules.base.values import SANS_UNITE, Erreur, TCode, TDate, TNombre, TTexte
from convrules.facts.chargement import FichierLu
from facts.classeurs import ods, xlsx
from facts.landlord import codes, colonne, load, mapping, source

ENTIER = TNombre(unite=SANS_UNITE, entier=True)
COLONNES = {
    "vacances": (colonne("id", TTexte()), colonne("logement", TTexte())),
    "logements": (colonne("id", TTexte()), colonne("programme", TTexte())),
    "programmes": (colonne("id", TTexte()), colonne("nb_logements", ENTIER)),
    "conventions": (colonne("id", TTexte()), colonne("programme", TTexte())),
    "droits": (colonne("id", TTexte()), colonne("logement", TTexte())),
    "demandes": (colonne("id", TTexte()), colonne("commune", TCode("commune"))),
    "candidatures": (colonne("vacance", TTexte()), colonne("rang", ENTIER)),
    "refus": (colonne("vacance", TTexte()), colonne("date", TDate())),
    "vacances_attendues": (colonne("du", TDate()), colonne("au", TDate())),
    "soustractions": (colonne("annee", ENTIER), colonne("nombre", ENTIER)),
}
FORMULE = "=Z1"
BONNE = {
    "ID": "V1", "VACANCE": "V1", "LOGEMENT": "L1", "PROGRAMME": "P1", "NB_LOGEMENTS": "4", "COMMUNE": "93066",
    "RANG": "1", "DATE": "2025-02-03", "DU": "2025-07-01", "AU": "2025-08-31", "ANNEE": "2025",
    "NOMBRE": "20",
}  # fmt: skip


def ods_rows(rows: list[list[str]]) -> bytes:
    """The same sheet, as LibreOffice writes it."""
    cells = {FORMULE: '<table:table-cell table:formula="of:=[.Z1]"/>', "": "<table:table-cell/>"}
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    made = ("".join(cells.get(v, text.format(v)) for v in row) for row in rows)
    return ods("".join(f"<table:table-row>{row}</table:table-row>" for row in made))


WRITERS = {"xlsx": lambda rows: xlsx({"F": rows}), "ods": ods_rows}


def receipt_of(table: str, kind: str, lines: str) -> tuple[FichierLu, list[str]]:
    """lines: one sign a row, `b` a good one, `f` formulas without a result, `-` nothing."""
    columns = COLONNES[table]
    titles = [c.colonne or "" for c in columns]
    good = [BONNE[title] for title in titles]
    rows = {"b": good, "f": [FORMULE] * len(titles), "-": [""] * len(titles)}
    nom = f"t.{kind}"
    contenu = WRITERS[kind]([titles, *(rows[sign] for sign in lines)])
    checked = load(mapping((source(nom, table),), {table: columns}), {nom: contenu})
    (receipt,) = checked.value.fichiers
    return receipt, codes(checked)


@pytest.mark.parametrize("lines", ["bf", "fb", "bff", "f", "b-f", "bffb", "b"])
@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("table", COLONNES)
def test_a_row_of_formulas_without_result_is_a_row(table: str, kind: str, lines: str) -> None:
    receipt, told = receipt_of(table, kind, lines)
    assert receipt.lues == len(lines.replace("-", ""))
    assert receipt.lues == receipt.gardees + receipt.refusees + receipt.ecartees
    assert ("CR756" in told) == ("f" in lines)


@pytest.mark.parametrize("kind", WRITERS)
def test_without_identifiers_such_a_row_is_kept_with_cells_in_error(kind: str) -> None:
    """What counts rows of no identifier counts it."""
    columns = (colonne("programme", TTexte()),)
    nom = f"t.{kind}"
    contenu = WRITERS[kind]([["PROGRAMME"], ["P1"], *[[FORMULE]] * 10])
    carte = mapping((source(nom, "logements", numerotee=True),), {"logements": columns})
    checked = load(carte, {nom: contenu})
    (receipt,) = checked.value.fichiers
    assert (receipt.lues, receipt.gardees) == (11, 11)
    found = [row.cellule("programme") for row in checked.value.lignes("logements")]
    assert sum(isinstance(cell, Erreur) for cell in found) == 10


def test_a_formula_left_of_the_table_is_no_cell_of_it_but_makes_a_row() -> None:
    rows = [["", "ID", "PROGRAMME"], ["", "L1", "P1"], [FORMULE, "", ""]]
    columns = COLONNES["logements"]
    checked = load(
        mapping((source("t.ods", "logements"),), {"logements": columns}), {"t.ods": ods_rows(rows)}
    )
    (receipt,) = checked.value.fichiers
    assert (receipt.lues, receipt.gardees, receipt.refusees) == (2, 1, 1)
