"""The tables of the year, for a spreadsheet or the landlord's own BI: the same figures in every form."""

import csv
import json
import re
import warnings
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from convrules.cli.main import run
from convrules.render import coupes
from convrules.render.words import VERDICT
from convrules.year.valeurs import Verdict

ANNEES = Path(__file__).parents[1] / "data/annee"
AN = ["--year", "2025", "--as-of", "2026-01-05"]
NOMS = {
    "regles", "parts", "lignes", "a_completer", "statuts", "soustractions", "echeances", "envois", "comptes",
    "repartitions", "elements", "avancement", "fil", "communes", "decomptes", "rapprochement", "soldes",
    "portee", "alertes", "exercices", "non_couvert", "lignes_echeances", "lignes_statuts",
    "lignes_communes",
}  # fmt: skip


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    return tmp_path / "depot"


def comply(*options: str, code: int = 0) -> None:
    assert run(["compliance", "--depot", "depot", *AN, *options]) == code


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def published(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, dict[str, Any]]]:
    capsys.readouterr()
    comply("--format", "json")
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    return [(r["clause"], cell) for r in convention["regles"] for cell in r["cellules"]]


def ends(value: object) -> tuple[Fraction | None, Fraction | None]:
    if value is None:
        return None, None
    low, high = value if isinstance(value, list) else (value, value)
    return Fraction(str(low)), Fraction(str(high))


def test_the_rules_are_those_of_the_json(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comply("-o", "regles.csv")
    rows = read(Path("regles.csv"))
    expected = published(capsys)
    assert [row["clause"] for row in rows] == [clause for clause, _ in expected] and rows
    for row, (_, cell) in zip(rows, expected, strict=True):
        assert row["verdict"] == (cell["verdict"] or "")
        for nom in ("base", "du", "cible", "realise", "solde"):
            shown = tuple(
                Fraction(row[f"{nom}_{end}"].replace(",", ".")) if row[f"{nom}_{end}"] else None
                for end in ("min", "max")
            )
            low, high = ends(cell[nom])
            # To the millionth; the exact number stands beside.
            for a, b in zip(shown, (low, high), strict=True):
                assert a == b or (a is not None and b is not None and abs(a - b) < Fraction(1, 10**6))
            exact = [Fraction(part) for part in row[f"{nom}_exact"].split(" à ") if part]
            assert exact == list(dict.fromkeys(n for n in (low, high) if n is not None))


def test_every_table_in_a_folder_and_in_a_workbook(depot: Path) -> None:
    comply("-o", "tables")
    assert {p.name for p in Path("tables").iterdir()} == {f"{nom}.csv" for nom in NOMS}
    comply("-o", "bilan.xlsx")
    book = CalamineWorkbook.from_path("bilan.xlsx")
    assert [book.sheet_names[0], book.sheet_names[-1]] == ["essentiel", "constats"]
    assert set(book.sheet_names[1:-1]) == NOMS
    for nom in NOMS:
        assert len(book.get_sheet_by_name(nom).to_python()) == len(read(Path(f"tables/{nom}.csv"))) + 1


def test_a_figure_opens_onto_its_rows(depot: Path) -> None:
    comply("-o", "tables")
    (part,) = (r for r in read(Path("tables/regles.csv")) if r["clause"] == "part_ville")
    rows = [r for r in read(Path("tables/lignes.csv")) if r["clause"] == "part_ville"]
    assert sum(r["dans_la_base"] == "oui" for r in rows) == int(part["base_min"])
    assert {r["vacance"] for r in rows if r["comptee"] == "oui"} == {"V-002", "V-008", "V-011"}


@pytest.mark.parametrize("nom", ["comptes-par-commune", "jamais-manquee", "nombre-par-commune", "deux-parts"])
def test_rows_for_certain_and_perhaps_make_each_figure(
    nom: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Years that are over, without forecasts: their figures are these rows and no other."""
    options = ["compliance", "--depot", str(ANNEES / nom), "--year", "2025", "--as-of", "2026-01-31"]
    assert run([*options, "-o", str(tmp_path / "t")]) == 0
    rows, rules = read(tmp_path / "t/lignes.csv"), read(tmp_path / "t/regles.csv")
    assert rows and rules and all(r["faits"] for r in rows if r["peut_etre"])
    for rule in rules:
        same = ("clause", "cellule", "cellule_code")
        behind = [r for r in rows if all(r[c] == rule[c] for c in same)]
        for column, figure in (("dans_la_base", "base"), ("comptee", "realise")):
            assert bounds_of(behind, column) == figures(rule, figure), (rule["clause"], column)
    for lot in read(tmp_path / "t/repartitions.csv"):
        # A cell has one name, whether it is of a part or of what splits it.
        assert lot["cellule"] in {rule["cellule"] for rule in rules}
        same = ("clause", "cellule", "cellule_code", "compte")
        behind = [r for r in rows if all(r[c] == lot[c] for c in same)]
        assert bounds_of(behind, "comptee") == figures(lot, "realise"), lot["compte"]
    capsys.readouterr()
    assert run([*options, "--format", "json"]) == 0
    told = {
        (rule["clause"], vacance)
        for convention in json.loads(capsys.readouterr().out)["conventions"]
        for rule in convention["regles"]
        for cell in rule["cellules"]
        for vacance in (
            *cell["lignes_base"],
            *cell["lignes_comptees"],
            *(row["vacance"] for row in (*cell["a_completer"], *cell["lignes_a_venir"])),
        )
    }
    assert {(r["clause"], r["vacance"]) for r in rows if not r["compte"]} == told


def test_a_row_whose_turn_is_open_is_named_under_its_own_head(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A year that is over: it lacks nothing and may still be counted, or be of the base."""
    convention, donnees = depot / "conventions/convention.yaml", depot / "donnees/vacances-2025.csv"
    text = convention.read_text(encoding="utf-8").replace("à leur date", "avec leur vacance", 1)
    convention.write_text(text.replace("compte: propositions", "compte: attributions"), encoding="utf-8")
    rows = donnees.read_text(encoding="utf-8")
    assert "20/05/2025;03/06/2025;17/06/2025" in rows
    donnees.write_text(rows.replace("20/05/2025;03/06/2025;17/06/2025", "20/05/2025;;"), encoding="utf-8")

    comply("-o", "t")
    for rule in read(Path("t/regles.csv")):
        behind = [r for r in read(Path("t/lignes.csv")) if r["clause"] == rule["clause"]]
        for column, figure in (("dans_la_base", "base"), ("comptee", "realise")):
            assert bounds_of(behind, column) == figures(rule, figure), (rule["clause"], column)
    waiting = [r for r in read(Path("t/lignes.csv")) if r["a_venir"] == "oui"]
    assert {(r["clause"], r["vacance"], r["peut_etre"], r["faits"]) for r in waiting} >= {
        ("part_ville", "V-011", "comptee", "attribution")
    }
    cells = published(capsys)
    (part,) = (cell for clause, cell in cells if clause == "part_ville")
    assert [row["vacance"] for row in part["lignes_a_venir"]] == ["V-011", "V-012"]
    for clause, cell in cells:
        low, high = ends(cell["ecart"])
        narrowed = [Fraction(str(row["ecart"])) for row in (*cell["a_completer"], *cell["lignes_a_venir"])]
        assert low is None or high is None or sum(narrowed) == high - low, clause
    comply()
    assert "rien ne manque à 2 lignes (V-011, V-012)" in " ".join(capsys.readouterr().out.split())
    comply("-o", "bilan.html")
    page = Path("bilan.html").read_text(encoding="utf-8")
    assert (
        unescape(page).count("pas encore survenu (2)\u202f: V-011, V-012, peut-être dans «\u00a0Fait\u00a0»")
        >= 1
    )


@pytest.mark.parametrize("nom", ["comptes-par-commune", "duree-repartie"])
def test_rows_behind_each_account_of_a_split_in_a_year_under_way(nom: str, tmp_path: Path) -> None:
    options = ["compliance", "--depot", str(ANNEES / nom), "--year", "2025", "--as-of", "2025-02-15"]
    assert run([*options, "-o", str(tmp_path / "t")]) == 0
    rows, lots = (read(tmp_path / "t" / f"{table}.csv") for table in ("lignes", "repartitions"))
    for lot in lots:
        behind = [r for r in rows if all(r[c] == lot[c] for c in ("clause", "cellule", "compte"))]
        assert bounds_of(behind, "comptee") == figures(lot, "realise"), lot["compte"]
    assert any(r["compte"] and r["a_venir"] == "oui" for r in rows)


def bounds_of(rows: list[dict[str, str]], column: str) -> tuple[int, int]:
    """From what is for certain, to what may be besides."""
    sure = sum(r[column] == "oui" for r in rows)
    return sure, sure + sum(column in r["peut_etre"].split("|") for r in rows)


def figures(row: dict[str, str], nom: str) -> tuple[int, int]:
    return int(row[f"{nom}_min"]), int(row[f"{nom}_max"])


def test_the_curve_of_each_part_is_a_native_chart_over_its_own_rows(depot: Path) -> None:
    comply("-o", "bilan.xlsx")
    comply("-o", "tables")
    rows = read(Path("tables/fil.csv"))
    with ZipFile("bilan.xlsx") as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/charts/chart")]
    curves = [c for c in charts if "<c:lineChart>" in c]
    parts = list(dict.fromkeys(r["clause"] for r in rows if float(r["du"].replace(",", "."))))
    assert len(curves) == len(parts) > 0
    for part, curve in zip(parts, curves, strict=True):
        places = [n for n, r in enumerate(rows, start=2) if r["clause"] == part]
        assert part in curve and "<c:dateAx>" in curve
        for column in "DEF":
            assert f"fil!${column}${places[0]}:${column}${places[-1]}" in curve


def test_a_workbook_has_a_native_chart_and_typed_cells(depot: Path) -> None:
    comply("-o", "bilan.xlsx")
    with ZipFile("bilan.xlsx") as archive:
        names = archive.namelist()
        chart = archive.read("xl/charts/chart1.xml").decode()
        sheets = [archive.read(n) for n in names if n.startswith("xl/worksheets/sheet")]
    assert "parts!$A$2" in chart and not any(b"<f>" in s for s in sheets)
    book = CalamineWorkbook.from_path("bilan.xlsx")
    titles, first, *_ = book.get_sheet_by_name("parts").to_python()
    row = dict(zip(titles, first, strict=True))
    assert row["Fait (au moins)"] == 3.0 and isinstance(row["Part"], str)
    titles, first, *_ = book.get_sheet_by_name("envois").to_python()
    assert "Dernier jour" in titles
    written = Path("bilan.xlsx").read_bytes()
    comply("-o", "bilan.xlsx")
    assert Path("bilan.xlsx").read_bytes() == written


def written(nom: str, tmp_path: Path) -> CalamineWorkbook:
    """The workbook of a year, and its rules beside."""
    for name in ("bilan.xlsx", "regles.csv"):
        options = ["--depot", str(ANNEES / nom), "--year", "2025", "--as-of", "2026-01-31"]
        assert run(["compliance", *options, "-o", str(tmp_path / name)]) == 0
    return CalamineWorkbook.from_path(tmp_path / "bilan.xlsx")


@pytest.mark.parametrize("nom", ["regles-qui-changent", "cellules-sans-table", "en-sus", "exception-finie"])
def test_the_workbook_opens_on_what_each_holder_is_owed(nom: str, tmp_path: Path) -> None:
    titles, *lines = written(nom, tmp_path).get_sheet_by_index(0).to_python()
    told = {(line[1], line[2]): dict(zip(map(str, titles), line, strict=True)) for line in lines}
    rules = read(tmp_path / "regles.csv")
    assert rules
    for rule in rules:
        row = told[rule["clause"], rule["cellule"]]
        assert row["Réservataire"] == rule["reservataire"] and row["Ce qui est demandé"]
        for titre, figure in (("Dû", "du"), ("Fait", "realise")):
            if not rule[f"{figure}_min"]:
                assert row[titre] == ""
                continue
            low, high = (Fraction(rule[f"{figure}_{end}"].replace(",", ".")) for end in ("min", "max"))
            if low == high:
                assert row[titre] == pytest.approx(float(low), abs=1e-6)
            else:
                assert " à " in str(row[titre])
        verdict = VERDICT[Verdict(rule["verdict"])] if rule["verdict"] else "sans verdict"
        assert str(row["Verdict"]).startswith((verdict, "non conforme ou conforme"))


def test_a_holder_whose_name_is_a_formula_is_shown_by_its_name(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot / "conventions/convention.yaml"
    text = path.read_text("utf-8")
    assert "nom: Ville de Saint-Denis," in text
    path.write_text(text.replace("nom: Ville de Saint-Denis,", 'nom: "=Ville!A1",'), "utf-8")
    with warnings.catch_warnings():
        # Why: the library says of a reference to a sheet that is not there.
        warnings.simplefilter("error")
        comply("-o", "bilan.xlsx")
    with ZipFile("bilan.xlsx") as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/charts/chart")]
    assert any("<a:t>=Ville!A1, part_ville</a:t>" in c for c in charts)
    assert not any("<c:f>Ville!" in c for c in charts)


def test_every_list_of_every_sheet_is_cut_between_two_values(
    depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = depot / "donnees/vacances-2025.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    (row,) = (r for r in rows if r.startswith("V-002;"))
    more = [row.replace("V-002", f"W-{n:03d}") for n in range(60)]
    path.write_text("\n".join([head, *rows, *more, ""]), "utf-8")
    comply("-o", "tables")
    monkeypatch.setattr(coupes, "TEXTE_MAX", 120)
    comply("-o", "bilan.xlsx")
    book, seen = CalamineWorkbook.from_path("bilan.xlsx"), set()
    for nom in NOMS:
        table = read(Path(f"tables/{nom}.csv"))
        for shown, whole in zip(book.get_sheet_by_name(nom).to_python()[1:], table, strict=True):
            for titre, cell, text in zip(whole, shown, whole.values(), strict=False):
                if isinstance(cell, str) and len(text) > 120:
                    *kept, left = cell.split("|")
                    values = text.split("|")
                    assert kept and kept == values[: len(kept)] and len(cell) <= 120
                    assert left == f"… et {len(values) - len(kept)}\u00a0autres\u202f: voir le csv"
                    seen.add((nom, titre))
    assert seen == {("decomptes", "lignes"), ("decomptes", "lignes_possibles"), ("exercices", "lignes")}


def test_years_and_whole_numbers_are_shown_as_such(tmp_path: Path) -> None:
    book = written("regles-qui-changent", tmp_path)

    def shown(nom: str, titre: str) -> set[str]:
        """Formats of the numbers of a column."""
        titles, *_ = book.get_sheet_by_name(nom).to_python()
        column, rank = xl_col_to_name(titles.index(titre)), book.sheet_names.index(nom) + 1
        with ZipFile(tmp_path / "bilan.xlsx") as archive:
            styles = archive.read("xl/styles.xml").decode()
            xml = archive.read(f"xl/worksheets/sheet{rank}.xml").decode()
        known = {"0": "", "1": "0", **dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', styles))}
        xfs = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
        return {known[xfs[int(s)]] for s in re.findall(rf'<c r="{column}\d+" s="(\d+)"><v>', xml)}

    assert shown("soldes", "Année") == {"0"}
    assert shown("regles", "Base (au moins)") == {"#,##0"}
    assert shown("regles", "Dû (au moins)") == {"#,##0.00"}


def test_parquet_holds_typed_columns(depot: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    comply("-o", "tables", "--tables", "parquet")
    assert {p.name for p in Path("tables").iterdir()} == {f"{nom}.parquet" for nom in NOMS}
    comply("-o", "regles.parquet")
    comply("-o", "regles.csv")
    base = duckdb.connect(":memory:")
    found = base.execute("SELECT clause, base_min, du_exact FROM 'regles.parquet'").fetchall()
    expected = read(Path("regles.csv"))
    assert [(c, b, e) for c, b, e in found] == [
        (r["clause"], float(r["base_min"].replace(",", ".")), r["du_exact"]) for r in expected
    ]
    types = dict(
        base.execute(
            "SELECT column_name, column_type FROM (DESCRIBE FROM 'tables/envois.parquet')"
        ).fetchall()
    )
    assert (types["limite"], types["retard_jours"], types["etat"]) == ("DATE", "BIGINT", "VARCHAR")


def test_without_duckdb_nothing_is_written_and_it_is_said(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "duckdb", None)
    comply("-o", "regles.parquet", code=2)
    assert 'pip install "convrules[parquet]"' in capsys.readouterr().err
    assert not Path("regles.parquet").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-o", "x.docx"], "un classeur .xlsx, un tableau .csv ou .parquet, ou un dossier"),
        (["-o", "x.csv", "--tables", "csv"], "ne vaut que pour un dossier"),
        (["--tables", "parquet"], "donnez-le avec -o DOSSIER"),
        (["-o", "depot/donnees/vacances-2025.csv"], "ne sera pas écrasé"),
    ],
)
def test_bad_targets(depot: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    comply(*options, code=2)
    assert said in capsys.readouterr().err


def test_a_file_is_no_folder(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("tables").write_text("", "utf-8")
    comply("-o", "tables", code=2)
    assert "est un fichier" in capsys.readouterr().err


def test_vacancies_are_the_same_in_every_form(depot: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for nom in ("v.csv", "v.xlsx", "v.parquet"):
        assert run(["evaluate", "--depot", "depot", "--as-of", "2026-01-05", "-o", nom]) == 0
    rows = read(Path("v.csv"))
    titles, *lines = CalamineWorkbook.from_path("v.xlsx").get_sheet_by_name("vacances").to_python()
    assert [dict(zip(titles, map(str, line), strict=True)) for line in lines] == rows
    found = duckdb.connect(":memory:").execute("SELECT * FROM 'v.parquet'").fetchall()
    assert [dict(zip(titles, map(str, line), strict=True)) for line in found] == rows


@pytest.mark.parametrize("nom", ["comptes.csv", "soustractions.csv", "regles.csv"])
def test_a_folder_that_holds_other_files_of_these_names_is_left_alone(
    depot: Path, capsys: pytest.CaptureFixture[str], nom: str
) -> None:
    Path("sortie").mkdir()
    (Path("sortie") / nom).write_text("ANNEE;CATEGORIE\n", "utf-8")
    comply("-o", "sortie", code=2)
    assert f"« sortie/{nom} » existe" in capsys.readouterr().err.replace("\\", "/")
    assert [f.name for f in Path("sortie").iterdir()] == [nom]
    assert (Path("sortie") / nom).read_text("utf-8") == "ANNEE;CATEGORIE\n"


@pytest.mark.parametrize("forme", ["csv", "parquet"])
def test_our_own_tables_are_written_again(depot: Path, forme: str) -> None:
    comply("-o", "sortie", "--tables", forme)
    first = {f.name: f.read_bytes() for f in Path("sortie").iterdir()}
    comply("-o", "sortie", "--tables", forme)
    assert first.keys() == {f.name for f in Path("sortie").iterdir()}
