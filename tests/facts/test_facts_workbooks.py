"""Workbooks: what each kind of cell becomes, and every way in which a workbook is refused."""

import re
import struct
import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from convrules.base.dates import connu
from convrules.base.notations import NOTATIONS
from convrules.base.values import SANS_UNITE, Connu, Erreur, TEvenement, TNombre, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from convrules.facts.readers import examen
from convrules.facts.readers.octets import LIGNE_MAX
from facts.classeurs import NS, Part, grid, ods, sheet_xml, xlsx, zipped
from facts.landlord import M2, codes, colonne, load, mapping, source, vacances

TITRES = ["NUM_VAC", "INSEE", "FINAN", "QPV", "SURF", "LOYER", "DT_INFO"]
LIGNE = ["V1", "93066", 11, True, 41.5, 450.2, date(2025, 2, 3)]
FIXTURES = Path(__file__).parents[1] / "data"


def read(contenu: bytes, nom: str = "vacances.xlsx", **keys: object) -> Checked[ChargementFaits]:
    return load(vacances(motif=nom, **keys), {nom: contenu})


def cells(checked: Checked[ChargementFaits], champ: str) -> list[object]:
    return [v.cellule(champ) for v in checked.value.faits.vacances]


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
def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


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


# --- refusals -------------------------------------------------------------------------------
GOOD = xlsx({"Vacances": [TITRES, LIGNE]})
CITED = f'<worksheet xmlns="{NS}"><sheetData>{{}}</sheetData></worksheet>'
BOMB = CITED.format(
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
SHARED = f'<sst xmlns="{NS}"><si><t>{"x" * 32_000}</t></si></sst>'
CITE = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
TWICE = re.sub('r="([A-Z]?)3"', r'r="\g<1>2"', sheet_xml([TITRES, LIGNE, ["V2", *LIGNE[1:]]]))
CELL_TWICE = re.sub(r'(<c r="G2".*?</c>)', r"\g<1>\g<1>", sheet_xml([TITRES, LIGNE]))
STRAY = sheet_xml([TITRES, LIGNE, ["V2", *LIGNE[1:]]]).replace('r="G3"', 'r="G2"')
ENTITIES = f'<!DOCTYPE w [<!ENTITY a "{"x" * 100}">]>' + sheet_xml([TITRES, LIGNE])


def citing(rank: str) -> bytes:
    """A workbook of one shared text, whose last cell cites this one."""
    cited = re.sub(r'<c r="C2".*?</c>', f'<c r="C2" t="s"><v>{rank}</v></c>', sheet_xml([TITRES, LIGNE]))
    more = {"xl/sharedStrings.xml": f'<sst xmlns="{NS}"><si><t>11</t></si></sst>'}
    return xlsx({"Vacances": cited}, more=more)


def lying() -> bytes:
    """An archive whose largest part says that it unpacks to ten bytes."""
    held = bytearray(GOOD)
    central = held.rindex(b"PK\x01\x02")
    assert central
    for at in range(len(held) - 46):
        if held[at : at + 4] == b"PK\x01\x02" and b"sheet1" in held[at + 46 : at + 90]:
            struct.pack_into("<I", held, at + 24, 10)
    return bytes(held)


def zeros() -> bytes:
    return xlsx({"Vacances": [TITRES, LIGNE]}, more={"xl/media/zeros.bin": b"\0" * 40_000_000})


REFUSED: list[tuple[str, bytes, str]] = [
    ("truncated", GOOD[:-300], "CR750"),
    ("cut in its first part", GOOD[:200], "CR750"),
    ("a text renamed", b"NUM_VAC;INSEE\n", "CR750"),
    ("an html table renamed", b"<html><table></table></html>", "CR750"),
    ("an archive of something else", zipped({"lisez-moi.txt": "bonjour"}), "CR750"),
    ("a size that lies", lying(), "CR750"),
    ("entities", xlsx({"Vacances": ENTITIES}), "CR750"),
    ("broken xml", xlsx({"Vacances": "<worksheet><sheetData><row>"}), "CR750"),
    ("a row twice", xlsx({"Vacances": TWICE}), "CR750"),
    ("a cell twice", xlsx({"Vacances": CELL_TWICE}), "CR750"),
    ("a cell of the row above", xlsx({"Vacances": STRAY}), "CR750"),
    ("a text beyond the shared ones", citing("1"), "CR750"),
    ("a text below the shared ones", citing("-1"), "CR750"),
    ("a text that is no number", citing("x"), "CR750"),
    ("a shared text where there is none", xlsx({"Vacances": CITED.format(CITE)}), "CR750"),
    ("no sheet part", xlsx({"Vacances": [TITRES]}, leave=["xl/worksheets/sheet1.xml"]), "CR750"),
    ("no workbook relations", xlsx({"Vacances": [TITRES]}, leave=["xl/_rels/workbook.xml.rels"]), "CR750"),
    ("a cell at the other end of the sheet", xlsx({"Vacances": BOMB}), "CR751"),
    ("nothing", b"", "CR710"),
    ("an empty sheet", xlsx({"Vacances": []}), "CR710"),
    ("two titles alike", xlsx({"Vacances": [["NUM_VAC", "NUM_VAC"], ["a", "b"]]}), "CR717"),
    ("a title that is empty", xlsx({"Vacances": [[*TITRES[:3], None, *TITRES[4:]], LIGNE]}), "CR716"),
    ("a banner above the titles", xlsx({"Vacances": [["Extraction du 5 janvier"], TITRES, LIGNE]}), "CR719"),
    ("a cell beyond the titles", xlsx({"Vacances": [TITRES, [*LIGNE, "x"]]}), "CR718"),
]


@pytest.mark.parametrize(("content", "code"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_workbook_that_is_refused(content: bytes, code: str) -> None:
    checked = read(content)
    assert codes(checked) == [code]
    assert not checked.value.complet
    assert sum(f.gardees for f in checked.value.fichiers) == 0


def test_a_cell_that_cites_a_shared_text_is_read() -> None:
    assert codes(read(citing("0"))) == codes(read(GOOD))


@pytest.mark.parametrize("content", [zeros(), xlsx({"V": [TITRES, *[LIGNE] * 9_000]})])
def test_a_bomb_is_refused_by_what_it_says_before_it_is_unpacked(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convrules.facts.readers.classeur_zip.DEPLIE_MAX", 1_000_000)
    opened: list[str] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *a, **_: opened.append(str(a)))
    assert codes(read(content)) == ["CR751"]
    assert opened == []


def test_a_text_cited_by_many_cells_is_a_bomb_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examen, "DEPLIE_MAX", 1_000_000)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 60))
    held = xlsx({"Vacances": CITED.format(rows)}, more={"xl/sharedStrings.xml": SHARED})
    assert codes(read(held)) == ["CR751"]


def long_shared() -> bytes:
    texts = f'<sst xmlns="{NS}" count="1" uniqueCount="1"><si><t>{"x" * LIGNE_MAX}y</t></si></sst>'
    return xlsx({"Vacances": [TITRES, LIGNE]}, more={"xl/sharedStrings.xml": texts})


@pytest.mark.parametrize(
    ("held", "nom"),
    [
        (long_shared(), "vacances.xlsx"),
        (xlsx({"Vacances": [TITRES, ["x" * LIGNE_MAX + "y", *LIGNE[1:]]]}), "vacances.xlsx"),
        (ods(f"<table:table-row>{text_cell('x' * LIGNE_MAX + 'y')}</table:table-row>"), "vacances.ods"),
    ],
    ids=["a text that no cell cites", "a cell", "a cell of an ods"],
)
def test_a_text_longer_than_a_line_is_refused_before_the_library_holds_it(held: bytes, nom: str) -> None:
    checked = read(held, nom)
    assert codes(checked) == ["CR751"]
    assert "texte" in checked.diagnostics[0].args["mesure"]


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="1024"/></table:table-row>',
        '<table:table-row table:number-rows-repeated="999999999"><table:table-cell/></table:table-row>'
        f"<table:table-row>{text_cell('x')}</table:table-row>",
    ],
    ids=["filled cells repeated", "empty rows, then one cell"],
)
def test_repeated_cells_of_an_ods_are_a_bomb(rows: str) -> None:
    assert codes(read(ods(rows), "vacances.ods")) == ["CR751"]


def test_a_protected_workbook_says_so() -> None:
    """Excel puts what it encrypts in the file system of the old workbooks."""
    checked = read((FIXTURES / "protege.xlsx").read_bytes())
    assert codes(checked) == ["CR750"]
    assert "mot de passe" in checked.diagnostics[0].args["raison"]


@pytest.mark.parametrize("at", range(0, len(GOOD), 37))
def test_a_damaged_byte_ends_in_a_result_or_a_named_refusal(at: int) -> None:
    damaged = bytearray(GOOD)
    damaged[at] ^= 0xFF
    checked = read(bytes(damaged))
    kept = [v.id for v in checked.value.faits.vacances if not v.ligne.refusee]
    assert kept == ["V1"] or codes(checked)


def record(contenu: bytes, kind: int) -> int:
    """Where the first record of a kind stands in an old workbook."""
    at = contenu.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 5))
    while struct.unpack_from("<H", contenu, at)[0] != kind:
        at += 4 + struct.unpack_from("<H", contenu, at + 2)[0]
    return at + 4


@pytest.mark.parametrize("kind", [0x00FC], ids=["texts"])
@pytest.mark.parametrize("at", [0, 4])
def test_an_old_workbook_that_lies_about_its_size_is_refused(kind: int, at: int) -> None:
    """The library would reserve what the file announces: hundreds of gigabytes."""
    held = bytearray((FIXTURES / "vacances.xls").read_bytes())
    struct.pack_into("<I", held, record(held, kind) + at, 0xFFFFFFF0)
    assert codes(read(bytes(held), "vacances.xls", feuille="Vacances")) == ["CR750"]


def test_the_sheet_of_an_old_workbook_that_lies_about_its_rows_is_refused() -> None:
    held = bytearray((FIXTURES / "vacances.xls").read_bytes())
    places = [i for i in range(len(held) - 18) if held[i : i + 4] == struct.pack("<HH", 0x0200, 14)]
    assert len(places) == 2
    for at in places:
        struct.pack_into("<I", held, at + 8, 0xFFFFFFF0)
    assert codes(read(bytes(held), "vacances.xls", feuille="Vacances")) == ["CR750"]


def test_what_an_xlsx_announces_is_not_believed() -> None:
    sheet = sheet_xml([TITRES, LIGNE]).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    checked = read(xlsx({"Vacances": sheet}))
    assert codes(checked) == []
    assert [v.id for v in checked.value.faits.vacances] == ["V1"]
    for key in ("count", "uniqueCount"):
        texts = f'<sst xmlns="{NS}" {key}="4294967295"><si><t>x</t></si></sst>'
        held = xlsx({"Vacances": [TITRES, LIGNE]}, more={"xl/sharedStrings.xml": texts})
        assert codes(read(held)) == ["CR751"]


def test_a_library_that_gives_up_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    held = bytearray((FIXTURES / "vacances.xls").read_bytes())
    for at in range(0, len(held), 97):
        damaged = bytearray(held)
        damaged[at : at + 4] = b"\xff\xff\xff\xff"
        read(bytes(damaged), "vacances.xls", feuille="Vacances")
    assert capfd.readouterr().err == ""


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
