"""Files as landlords have them, and files made to harm: a right result or a named refusal, never a crash,
nothing executed, every row accounted for."""

import json
import os
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from convrules.cli.main import run
from facts.classeurs import xlsx

MAPPING = """correspondance: erp
bailleur: "000000000"
fichiers:
  vacances: {{ fichier: "{motif}"{options} }}
colonnes:
  vacances:
    id: NUM
    commune: {{ colonne: INSEE, manquant: [NA, NC, Z, "0", "?"] }}
    surface: SURF
    etage: ETAGE
    loyer: {{ colonne: LOYER, unité: €, manquant: ["9999"] }}
    disponibilite: {{ colonne: DISPO, format: mm/aaaa, manquant: ["01/1900"] }}
    bail: {{ colonne: BAIL, format: jj/mm/aaaa, complet au: 2026-01-05 }}
"""
TETE = "NUM;INSEE;SURF;ETAGE;LOYER;DISPO;BAIL"
LIGNE = "V-1;93066;38,5;3;450,12;02/2025;03/03/2025"
BON = f"{TETE}\n{LIGNE}\n"
KINDS = ("renseigne", "approche", "pas_encore", "jamais", "sans_objet", "inconnu", "erreur")


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    monkeypatch.chdir(tmp_path / "depot")
    capsys.readouterr()
    return tmp_path / "depot"


def mapped(depot: Path, motif: str, options: str = "") -> None:
    (depot / "correspondance.yaml").write_text(MAPPING.format(motif=motif, options=options), "utf-8")


def evaluated(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code, and all that is said; never an internal error."""
    code = run(
        ["evaluate", "--as-of", "2026-01-05", "-o", "s.csv", "--qualite", "q.json", "--rejets", "r.csv"]
    )
    said = capsys.readouterr()
    assert code in (0, 1, 2), said.err
    assert "Traceback" not in said.err
    if Path("q.json").exists():
        for table in json.loads(Path("q.json").read_text("utf-8"))["tables"]:
            assert all(f["lues"] == f["gardees"] + f["refusees"] for f in table["fichiers"])
    return code, said.out + said.err


# --- dirt ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("colonne", "cellule", "contenu", "code"),
    [
        # What public loaders write for a value that is missing.
        *(("INSEE", word, "inconnu", None) for word in ("NA", "NC", "Z", "0", "?", "")),
        # Sentinels that the mapping declares.
        ("LOYER", "9999", "inconnu", None),
        ("DISPO", "01/1900", "inconnu", None),
        # The same, undeclared.
        ("INSEE", "N/C", "erreur", "CR749"),
        ("SURF", "NC", "erreur", "CR743"),
        # A code that lost its zero; a commune that is none; a postal code.
        ("INSEE", "1004", "erreur", "CR748"),
        ("INSEE", "93999", "erreur", "CR749"),
        # Decimal commas, thousands, units, scientific notation.
        ("LOYER", "1 250,5", "renseigne", None),
        ("LOYER", "1\u00a0250", "renseigne", None),
        ("LOYER", "1\u202f250 €", "renseigne", None),
        ("LOYER", "1.1144e+006", "erreur", "CR743"),
        ("LOYER", "1.234", "erreur", "CR744"),
        ("SURF", "-12", "erreur", "CR745"),
        ("ETAGE", "3.0", "renseigne", None),
        ("ETAGE", "RDC", "erreur", "CR743"),
        # Months, days that do not exist, dates written the other way, an empty cell of a complete column.
        ("DISPO", "02/2025", "approche", None),
        ("DISPO", "13/2025", "erreur", "CR741"),
        ("BAIL", "31/02/2025", "erreur", "CR741"),
        ("BAIL", "2025-03-03", "erreur", "CR740"),
        ("BAIL", "03/03/25", "erreur", "CR740"),
        ("BAIL", "", "pas_encore", None),
        # Formulas, errors of a spreadsheet, markup.
        ("SURF", "=1+1", "erreur", "CR743"),
        ("SURF", "#REF!", "erreur", "CR755"),
        ("INSEE", "<script>alert(1)</script>", "erreur", "CR749"),
    ],
)
def test_a_dirty_cell(
    colonne: str,
    cellule: str,
    contenu: str,
    code: str | None,
    depot: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mapped(depot, "v.csv")
    rank = TETE.split(";").index(colonne)
    cells = LIGNE.split(";")
    cells[rank] = cellule
    (depot / "v.csv").write_text(f"{TETE}\n{';'.join(cells)}\n", "utf-8")
    status, said = evaluated(capsys)
    (table,) = json.loads(Path("q.json").read_text("utf-8"))["tables"]
    (found,) = [c for c in table["colonnes"] if c["colonne"] == colonne]
    assert {k for k in KINDS if found[k]} == {contenu}
    told = set(re.findall(r"erreur\[(CR\d+)\]", said))
    assert told == ({code} if code else set())
    assert status == (1 if code else 0)


# --- whole files --------------------------------------------------------------------------------
def truncated(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def sheet(rows: str, dimension: str = "A1:G2") -> bytes:
    """A workbook whose only sheet is given as XML."""
    source, out = zipfile.ZipFile(BytesIO(xlsx({"F": [["NUM"]]}))), BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                head = f'<worksheet xmlns="{ns}"><dimension ref="{dimension}"/>'
                content = f"{head}<sheetData>{rows}</sheetData></worksheet>".encode()
            target.writestr(name, content)
    return out.getvalue()


def cells(n: int, values: str) -> str:
    made = (
        f'<c r="{chr(65 + i)}{n}" t="inlineStr"><is><t>{v}</t></is></c>'
        for i, v in enumerate(values.split(";"))
    )
    return f'<row r="{n}">{"".join(made)}</row>'


CLASSEUR = xlsx({"F": [TETE.split(";"), LIGNE.split(";")]})
LONG = sheet(cells(1, TETE) + cells(2, LIGNE.replace("V-1", "V" * 40_000)))


def announcing(content: bytes, size: int) -> bytes:
    """The same, whose directory says that each part unpacks to so many bytes."""
    start, out = 0, bytearray(content)
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        out[start + 24 : start + 28] = size.to_bytes(4, "little")
        start += 4
    return bytes(out)


FICHIERS: dict[str, tuple[str, bytes, str, str]] = {
    "utf-8, then cp1252": ("v.csv", f"{BON}V-é;".encode() + "V-é\n".encode("cp1252"), "", "CR705"),
    "cp1252 undeclared": ("v.csv", BON.replace("V-1", "V-é").encode("cp1252"), "", "CR705"),
    "utf-16": ("v.csv", BON.encode("utf-16"), "", "CR709"),
    "a null": ("v.csv", BON.replace("38,5", "38\0").encode(), "", "CR"),
    "a title twice": ("v.csv", BON.replace("ETAGE", "SURF").encode(), "", "CR717"),
    "a column renamed with _red": ("v.csv", BON.replace("SURF", "SURF_red").encode(), "", "CR720"),
    "two separators": ("v.csv", BON.replace("SURF;", "SURF,").encode(), "", "CR714"),
    "a quote left open": ("v.csv", BON.replace("38,5", '"38,5').encode(), "", "CR"),
    "cut in a row": ("v.csv", BON.encode()[:-20], "", "CR713"),
    "a page in the place of data": ("v.csv", b"<!DOCTYPE html><html><body>502</body></html>\n", "", "CR"),
    "a csv named xlsx": ("v.xlsx", BON.encode(), "", "CR750"),
    "a workbook named csv": ("v.csv", CLASSEUR, "", "CR"),
    "a truncated zip": ("v.xlsx", truncated(CLASSEUR), "", "CR750"),
    "a zip bomb": ("v.xlsx", announcing(CLASSEUR, 2**31), "", "CR751"),
    "a cell longer than any spreadsheet makes": ("v.xlsx", LONG, "", "CR750"),
    "a parquet cut short": ("v.parquet", b"PAR1" + b"\0" * 40, "", "CR76"),
    "empty": ("v.csv", b"", "", "CR"),
    "spaces": ("v.csv", b" \n" * 1000, "", "CR"),
}


@pytest.mark.parametrize("case", FICHIERS)
def test_a_file_that_is_refused_by_name(case: str, depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nom, content, options, code = FICHIERS[case]
    mapped(depot, nom, options)
    (depot / nom).write_bytes(content)
    status, said = evaluated(capsys)
    assert status in (1, 2)
    assert f"erreur[{code}" in said
    assert not Path("s.csv").exists()


LUS: dict[str, tuple[str, bytes, str]] = {
    "cp1252 declared": ("v.csv", BON.replace("V-1", "V-œ").encode("cp1252"), ", encodage: cp1252"),
    "a byte order mark": ("v.csv", b"\xef\xbb\xbf" + BON.encode(), ""),
    "tabs": ("v.csv", BON.replace(",", ".").replace(";", "\t").encode(), ""),
    "a workbook": ("v.xlsx", CLASSEUR, ""),
    "a sheet that says it is as large as can be": (
        "v.xlsx",
        sheet(cells(1, TETE) + cells(2, LIGNE), "A1:XFD1048576"),
        "",
    ),
    "formulas for identifiers": ("v.csv", BON.replace("V-1", "=HYPERLINK(A1)").encode(), ""),
}


@pytest.mark.parametrize("case", LUS)
def test_a_file_that_is_read(case: str, depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nom, content, options = LUS[case]
    mapped(depot, nom, options)
    (depot / nom).write_bytes(content)
    status, said = evaluated(capsys)
    assert status == 0, said
    assert "1 ligne lue = 1 gardée + 0 refusée" in " ".join(said.split())


def test_two_files_of_one_table_add_up(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, "v-*.csv")
    (depot / "v-75.csv").write_text(BON, "utf-8")
    (depot / "v-93.csv").write_text(BON.replace("V-1", "V-2"), "utf-8")
    status, said = evaluated(capsys)
    assert status == 0
    assert "2 lignes lues = 2 gardées + 0 refusée" in " ".join(said.split())


@pytest.mark.parametrize("nom", ["v.csv", "v.xlsx", "v.parquet"])
def test_ten_gigabytes_of_nothing(nom: str, depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sparse file takes no room on the disk; it is refused by its size, unread."""
    mapped(depot, nom)
    with (depot / nom).open("wb") as stream:
        os.truncate(stream.fileno(), 10 * 2**30)
    status, said = evaluated(capsys)
    assert status in (1, 2)
    assert "erreur[CR704]" in said or "erreur[CR751]" in said


# --- what is written ----------------------------------------------------------------------------
DANGER = ("=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", '=HYPERLINK("x")')


@pytest.mark.parametrize("danger", DANGER)
def test_no_cell_that_is_written_is_a_formula(
    danger: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Identifiers and bad cells come out as they were, behind an apostrophe."""
    mapped(depot, "v.csv")
    quoted = '"' + danger.replace('"', '""') + '"'
    (depot / "v.csv").write_text(BON.replace("V-1", quoted).replace("38,5", quoted), "utf-8")
    evaluated(capsys)
    for path in (Path("s.csv"), Path("r.csv")):
        text = path.read_text("utf-8-sig")
        # « +1 » is a number: nothing is refused.
        assert danger.replace('"', '""') in text or (danger == "+1" and path.name == "r.csv")
        for line in text.splitlines():
            starts = [cell.lstrip('"')[:1] for cell in line.split(";")]
            assert not {"=", "+", "-", "@", "\t", "\r", "＝"}.intersection(starts), line


def test_no_cell_begins_with_a_tab_or_a_line_end(depot: Path) -> None:
    from convrules.render.lignes import csv_line

    for text in ("\t=1", "\r=1", "\n=1", "=1;2", '="a"'):
        assert csv_line([text]).lstrip('"').startswith("'")
