"""Every way in which a workbook is refused: damaged, protected, a bomb, or one that lies about its size."""

import re
import struct
import zipfile

import pytest

from convrules.facts.readers import examen
from convrules.facts.readers.octets import LIGNE_MAX
from facts.classeurs import NS, ods, sheet_xml, xlsx, zipped
from facts.classeurs_lus import FIXTURES, LIGNE, TITRES, read, text_cell
from facts.landlord import codes

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
