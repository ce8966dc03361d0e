"""Workbooks: what each kind of cell becomes, and which sheets are read."""

from datetime import date
from fractions import Fraction

import pytest

from convrules.base.dates import connu
from convrules.base.notations import NOTATIONS
from convrules.base.values import SANS_UNITE, Connu, Erreur, TEvenement, TNombre, TTexte
from facts.classeurs import Part, grid, ods, xlsx
from facts.classeurs_lus import FIXTURES, LIGNE, TITRES, cells, read, text_cell
from facts.landlord import M2, codes, colonne, load, mapping, source


def test_each_type_of_cell_is_read_exactly() -> None:
    checked = read(xlsx({"Vacances": [TITRES, LIGNE]}))
    assert codes(checked) == []
    (vacance,) = checked.value.faits.vacances
    read_as = {n: vacance.cellule(n) for n in ("financement", "qpv", "surface", "loyer", "information")}
    assert read_as == {
        "financement": Connu("plai"),
        "qpv": Connu(True),
        "surface": Connu(Fraction(83, 2)),
        "loyer": Connu(Fraction(45020)),
        "information": Connu(connu(date(2025, 2, 3), "information")),
    }
    assert checked.value.fichiers[0].lues == checked.value.fichiers[0].gardees == 1


def test_a_true_date_takes_the_precision_that_the_mapping_declares() -> None:
    """Of a column read by months, a day is only how Excel writes the month."""
    columns = (colonne("id", TTexte(), "N"), colonne("bail", TEvenement(), "B", format="mm/aaaa"))
    carte = mapping((source("v.xlsx"),), {"vacances": columns})
    checked = load(carte, {"v.xlsx": xlsx({"F": [["N", "B"], ["V1", date(2025, 2, 3)]]})})
    (cell,) = cells(checked, "bail")
    assert isinstance(cell, Connu)
    assert (cell.valeur.debut, cell.valeur.fin) == (date(2025, 2, 1), date(2025, 2, 28))


TAUX = TNombre(unite=SANS_UNITE, taux=True)
ODS_TAUX = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>N</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>TX</text:p></table:table-cell></table:table-row>'
    '<table:table-row><table:table-cell office:value-type="string"><text:p>V1</text:p></table:table-cell>'
    '<table:table-cell office:value-type="percentage" office:value="0.285"><text:p>28,50 %</text:p>'
    "</table:table-cell></table:table-row>"
)


@pytest.mark.parametrize(
    ("contenu", "nom", "unite", "taux", "told"),
    [
        (xlsx({"F": [["N", "TX"], ["V1", Part(30)]]}), "v.xlsx", "%", Fraction(3, 10), ["CR793"]),
        (xlsx({"F": [["N", "TX"], ["V1", Part(28.5, 3)]]}), "v.xlsx", "%", Fraction(57, 200), ["CR793"]),
        (ods(ODS_TAUX), "v.ods", "%", Fraction(57, 200), ["CR793"]),
        (xlsx({"F": [["N", "TX"], ["V1", Part(30)]]}), "v.xlsx", "1", Fraction(3, 10), []),
        # « % » written as it stands multiplies nothing; no format proves nothing.
        (xlsx({"F": [["N", "TX"], ["V1", Part(30, 4)]]}), "v.xlsx", "%", Fraction(3, 1000), ["CR794"]),
        (xlsx({"F": [["N", "TX"], ["V1", 0.3]]}), "v.xlsx", "%", Fraction(3, 1000), ["CR794"]),
        (xlsx({"F": [["N", "TX"], ["V1", 30]]}), "v.xlsx", "%", Fraction(3, 10), []),
        (b"N;TX\nV1;0,3\n", "v.csv", "%", Fraction(3, 1000), ["CR794"]),
        (b"N;TX\nV1;0,3\nV2;30\n", "v.csv", "%", Fraction(3, 1000), []),
        (b"N;TX\nV1;0\n", "v.csv", "%", Fraction(0), []),
    ],
)
def test_a_percentage_is_the_number_that_the_sheet_shows(
    contenu: bytes, nom: str, unite: str, taux: Fraction, told: list[str]
) -> None:
    columns = (colonne("id", TTexte(), "N"), colonne("taux", TAUX, "TX", unite=unite))
    checked = load(mapping((source(nom),), {"vacances": columns}), {nom: contenu})
    assert (cells(checked, "taux")[0], codes(checked)) == (Connu(taux), told)


@pytest.mark.parametrize("format", NOTATIONS)
def test_a_true_number_is_the_same_whatever_way_of_writing_the_mapping_declares(format: str) -> None:
    """The format tells how texts are read; a number of the workbook has none. « 1,234 » is not 1 234 here."""
    columns = (colonne("id", TTexte(), "N"), colonne("surface", M2, "S", format=format))
    carte = mapping((source("v.xlsx"),), {"vacances": columns})
    rows = [["N", "S"], ["V1", 1.234], ["V2", 1234.5], ["V3", 1234]]
    checked = load(carte, {"v.xlsx": xlsx({"F": rows})})
    read_as = [Connu(Fraction(617, 500)), Connu(Fraction(2469, 2)), Connu(Fraction(1234))]
    assert cells(checked, "surface") == read_as


def test_codes_that_became_numbers_are_repaired_and_counted_once() -> None:
    rows = [
        ["V1", 1004, *LIGNE[2:]],
        ["V2", 1005, *LIGNE[2:]],
        ["V3", "1004", *LIGNE[2:]],
        ["V4", 9999, *LIGNE[2:]],
    ]
    checked = read(xlsx({"Vacances": [TITRES, *rows]}))
    assert [c for c in cells(checked, "commune") if isinstance(c, Connu)] == [Connu("01004"), Connu("01005")]
    assert codes(checked) == ["CR754", "CR748", "CR748"]
    found = checked.diagnostics[0]
    assert found.span.position[0] == 2
    assert (found.args["valeur"], found.args["attendu"], found.args["nombre"]) == ("1004", "01004", "2")


def test_an_error_that_the_mapping_declares_missing_is_missing() -> None:
    rows = [["V1", *LIGNE[1:5], "#N/A", None]]
    assert codes(read(xlsx({"Vacances": [TITRES, *rows]}))) == ["CR755"]
    columns = (colonne("id", TTexte(), "N"), colonne("programme", TTexte(), "P", manquant=("#N/A",)))
    carte = mapping((source("v.xlsx"),), {"vacances": columns})
    assert codes(load(carte, {"v.xlsx": xlsx({"F": [["N", "P"], ["V1", "#N/A"]]})})) == []


def test_a_row_whose_identifier_is_an_error_is_refused_and_counted() -> None:
    checked = read(xlsx({"Vacances": [TITRES, ["#REF!", *LIGNE[1:]], LIGNE]}))
    assert codes(checked) == ["CR755"]
    (receipt,) = checked.value.fichiers
    assert (receipt.lues, receipt.gardees, receipt.refusees, receipt.refus) == (2, 1, 1, (2,))
    assert sum(v.ligne.refusee for v in checked.value.faits.vacances) == 1


def test_no_formula_is_computed_and_a_text_that_looks_like_one_is_a_text() -> None:
    rows = [["V1", *LIGNE[1:4], "=1+1→42", *LIGNE[5:]], ["V2", *LIGNE[1:4], "=1+1", *LIGNE[5:]]]
    checked = read(xlsx({"Vacances": [TITRES, *rows]}))
    first, second = cells(checked, "surface")
    assert first == Connu(Fraction(42))
    assert isinstance(second, Erreur)
    assert codes(checked) == ["CR756"]


def test_merged_cells_are_errors_not_blanks() -> None:
    checked = read(xlsx({"Vacances": [TITRES, LIGNE, ["V2", *LIGNE[1:3], "^", *LIGNE[4:]]]}))
    assert codes(checked) == ["CR757"]
    assert isinstance(cells(checked, "qpv")[1], Erreur)
    assert checked.diagnostics[0].span.position[0] == 3


def test_cells_of_one_row_under_merged_ones_are_one_mistake() -> None:
    checked = read(xlsx({"Vacances": [TITRES, LIGNE, ["V2", *LIGNE[1:3], "^", "^", *LIGNE[5:]]]}))
    (told,) = checked.diagnostics
    assert (told.code, told.args["colonne"]) == ("CR757", "QPV, SURF")
    assert isinstance(cells(checked, "surface")[1], Erreur)


def test_titles_may_stand_lower_and_further_right() -> None:
    shifted = [[], [None, *TITRES], [], [None, *LIGNE[:1], "NUL", *LIGNE[2:]]]
    checked = read(xlsx({"Vacances": shifted}))
    assert codes(checked) == ["CR749"]
    assert checked.diagnostics[0].span.position[0] == 4


def test_only_the_sheet_that_is_seen_or_named_is_read() -> None:
    other = [TITRES, ["V9", *LIGNE[1:]]]
    both = xlsx({"Vacances": [TITRES, LIGNE], "Ancien": other}, hidden=["Ancien"])
    assert [v.id for v in read(both).value.faits.vacances] == ["V1"]
    assert [v.id for v in read(both, feuille="Ancien").value.faits.vacances] == ["V9"]
    assert codes(read(xlsx({"Ancien": other}, hidden=["Ancien"]))) == ["CR753"]
    named = read(both, feuille="ancien")
    assert codes(named) == ["CR752"]
    assert named.diagnostics[0].args["proche"] == "Ancien"
    assert not named.value.complet
    empty = xlsx({"Vacances": [TITRES, LIGNE], "Feuil2": [], "Feuil3": []})
    assert codes(read(empty)) == []


def test_a_hidden_sheet_that_has_the_same_titles_is_told() -> None:
    rows = [[f"V{n}", *LIGNE[1:]] for n in range(3)]
    hidden = {
        "Archives": [TITRES, LIGNE],
        "Tout": [[], TITRES, *rows, []],
        "Notes": [["Lu le"], ["5 janvier"]],
    }
    (told,) = read(xlsx(hidden, hidden=["Tout", "Notes"])).diagnostics
    assert (told.code, told.args["feuille"], told.args["nombre"]) == ("CR858", "Tout", "3")
    # Named by the mapping, a sheet was chosen; and titles alone are no rows.
    assert codes(read(xlsx(hidden, hidden=["Tout", "Notes"]), feuille="Archives")) == []
    assert codes(read(xlsx(hidden | {"Tout": [TITRES]}, hidden=["Tout", "Notes"]))) == []


def test_two_sheets_of_one_workbook_are_joined() -> None:
    columns = (
        colonne("id", TTexte(), "N"),
        colonne("programme", TTexte(), "P", fichier="v.xlsx#Baux"),
    )
    sources = (
        source("v.xlsx", feuille="Vacances", cles=("N",)),
        source("v.xlsx", feuille="Baux", cles=("N",)),
    )
    carte = mapping(tuple(sources), {"vacances": columns})
    held = xlsx({"Vacances": [["N"], ["V1"]], "Baux": [["N", "P"], ["V1", "P7"]]})
    checked = load(carte, {"v.xlsx": held})
    assert codes(checked) == []
    assert cells(checked, "programme") == [Connu("P7")]
    assert [(f.nom, f.chemin) for f in checked.value.fichiers] == [
        ("v.xlsx#Vacances", "v.xlsx"),
        ("v.xlsx#Baux", "v.xlsx"),
    ]


def test_the_sheet_that_was_named_is_shown_with_the_row() -> None:
    rows = [TITRES, ["V1", *LIGNE[1:3], "peut-être", *LIGNE[4:]]]
    checked = read(xlsx({"Vacances": rows, "Autre": [["x"]]}), feuille="Vacances")
    (found,) = checked.diagnostics
    assert (found.span.source.name, found.span.position[0]) == ("vacances.xlsx#Vacances", 2)
    assert found.span.text == "peut-être"


# --- ods and xls ----------------------------------------------------------------------------
def test_ods_cells_and_what_the_library_hides() -> None:
    header = "".join(map(text_cell, ("NUM_VAC", "INSEE", "FINAN", "QPV", "SURF", "LOYER", "DT_INFO")))
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    first = (
        text_cell("V1")
        + '<table:table-cell office:value-type="float" office:value="1004"><text:p>1004</text:p>'
        + "</table:table-cell>"
        + text_cell("11")
        + '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        + error
        + '<table:table-cell office:value-type="currency" office:value="450.2"/>'
        + '<table:table-cell office:value-type="date" office:date-value="2025-02-03"/>'
    )
    second = text_cell("V2") + text_cell("93066") + text_cell("11") + "<table:covered-table-cell/>"
    repeated = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    tail = (
        '<table:table-row table:number-rows-repeated="1048500"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    rows = "".join(f"<table:table-row>{r}</table:table-row>" for r in (header, first, second))
    checked = read(ods(repeated + rows + tail), "vacances.ods")
    assert [(d.code, d.span.position[0]) for d in checked.diagnostics] == [
        ("CR754", 4),
        ("CR755", 4),
        ("CR757", 5),
    ]
    assert cells(checked, "loyer")[0] == Connu(Fraction(45020))
    assert cells(checked, "commune") == [Connu("01004"), Connu("93066")]


def test_an_old_workbook_is_read_and_its_errors_are_seen() -> None:
    contenu = (FIXTURES / "vacances.xls").read_bytes()
    checked = read(contenu, "vacances.xls", feuille="Vacances")
    assert [(d.code, d.span.position[0]) for d in checked.diagnostics] == [
        ("CR754", 2),
        ("CR755", 2),
        ("CR755", 3),
    ]
    assert cells(checked, "commune") == [Connu("01004"), Connu("93066")]
    assert [isinstance(c, Erreur) for c in cells(checked, "surface")] == [True, False]
    assert [isinstance(c, Erreur) for c in cells(checked, "loyer")] == [False, True]
    assert codes(read(contenu[:3000], "vacances.xls")) == ["CR750"]


def test_grids_are_typed() -> None:
    assert grid("a;'1;1,5;03/02/2025;") == [["a", "1", 1.5, date(2025, 2, 3), None]]


def test_a_sheet_named_after_somebody_is_not_shown() -> None:
    both = xlsx({"Vac": [["N"], ["V1"]], "DURAND Marie 0612345678": [["N"], ["V2"]]})
    for named in (None, "Nope", "DURAND Marie 0612345679"):
        checked = read(both, feuille=named)
        shown = repr(checked.diagnostics) + "".join(d.span.source.name for d in checked.diagnostics)
        assert codes(checked) == ["CR753" if named is None else "CR752"]
        assert "DURAND" not in shown and "Vac" in shown
    (found,) = read(both, feuille="DURAND Marie 0612345678").value.fichiers
    assert "DURAND" not in found.nom
