"""A year judged for what it leaves, of which no vacancy was read: the page of the code, played."""

import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from convrules.base.package_data import read_package_bytes
from convrules.cli.main import run
from frames import frame_clauses

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv (?P<options>.*)\n(?P<texte>[^`]*)```")
PART = """- part: moitie
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: supérieur
  report: solde arrondi
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers: { vacances: { fichier: vacances.csv, séparateur: ";" } }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2026-01-05 }
"""


def told(folder: Path, rows: str, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    folder.mkdir(exist_ok=True)
    files = {"exemple.yaml": frame_clauses(PART), "correspondance.yaml": CORRESPONDANCE, "vacances.csv": rows}
    files["convrules.toml"] = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    run([command[0], "--depot", str(folder), *command[1:], "--as-of", "2026-01-05"])
    return capsys.readouterr().err


def on_one_line(said: str) -> str:
    return " ".join(re.split(r"[ \n]+", said))


def plain(said: str) -> str:
    return " ".join(said.split())


def test_the_page_says_what_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (read_package_bytes("diagnostics/codes/CR891.md") or b"").decode()
    found = {
        m[1]: told(tmp_path, m["texte"], capsys, "compliance", *m["options"].split())
        for m in BLOC.finditer(page)
    }
    assert "Aucune vacance de 2024 n'a été lue" in found["Refusé"]
    assert "CR891" not in found["Accepté"]


def test_years_of_no_convention_are_not_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2024\nV1;93066;02/03/2025\n"
    for options in (("--since", "2022"), ()):
        assert "CR891" not in told(tmp_path, rows, capsys, "compliance", "--year", "2025", *options)


JUGEE = "Aucune vacance de 2025 n'a été lue, et les verdicts de 2025 supposent qu'il n'en manque aucune"
AILLEURS = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2024\n"


def test_the_year_judged_of_which_nothing_was_read_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the output in every form, and in it where it has findings."""
    judged = ("compliance", "--year", "2025")
    assert JUGEE in on_one_line(told(tmp_path, AILLEURS, capsys, *judged))
    page = tmp_path / "bilan.html"
    assert JUGEE in on_one_line(told(tmp_path, AILLEURS, capsys, *judged, "-o", str(page)))
    assert JUGEE.replace("'", "’") in page.read_text("utf-8")
    run([*judged, "--depot", str(tmp_path), "--as-of", "2026-01-05", "--format", "json"])
    assert JUGEE in capsys.readouterr().out
    assert JUGEE in on_one_line(told(tmp_path, AILLEURS, capsys, "compare", "--year", "2024", *judged[1:]))


def test_a_territory_of_which_nothing_was_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """« exemple » has vacancies of the year in another commune of its département."""
    ville = (
        frame_clauses(PART)
        .replace("convention: exemple", "convention: ville")
        .replace('département: "93"', 'commune: "93066"')
    )
    (tmp_path / "ville.yaml").write_text(ville, encoding="utf-8")
    rows = AILLEURS + "V1;93048;02/03/2025\n"
    said = on_one_line(told(tmp_path, rows, capsys, "compliance", "--year", "2025"))
    assert "Aucune vacance de 2025 sur le territoire de « ville » n'a été lue" in said
    rows += "V2;93066;02/03/2025\n"
    assert "CR891" not in told(tmp_path, rows, capsys, "compliance", "--year", "2025")


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        # The year is not over.
        ("V0;93066;02/03/2025\n", "2026"),
        # No other year has any.
        ("", "2025"),
        # One whose place is not known is perhaps there, on a day of the year for certain.
        ("V0;93066;02/03/2024\nV1;;02/03/2025\n", "2025"),
    ],
)
def test_a_year_that_may_be_as_it_is_read_is_not_told_of(
    rows: str, year: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"ID;COMMUNE;DISPONIBILITE\n{rows}"
    assert "CR891" not in told(tmp_path, text, capsys, "compliance", "--year", year)


@pytest.mark.parametrize(
    ("row", "perhaps"),
    [
        ("V1;93066;?\n", "Une ligne, refusée ou sans date sûre, en est peut-être : corrigez-la aussi."),
        ("V1;;?\nV2;93066;?\n", "2 lignes, refusées ou sans date sûre, en sont peut-être"),
        # Of none of the year: elsewhere, or on no day until the data are complete.
        ("V1;75101;?\n", ""),
        ("V1;93066;\n", ""),
    ],
)
def test_a_row_that_is_perhaps_of_the_year_does_not_say_that_the_year_was_read(
    row: str, perhaps: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report of the year says the same of the same data."""
    for command in ("compliance", "bilan"):
        said = on_one_line(told(tmp_path, AILLEURS + row, capsys, command, "--year", "2025"))
        assert "Aucune vacance de 2025 n'a été lue" in said.replace("\u202f", " ")
        assert ("en est peut-être" in said or "en sont peut-être" in said) == bool(perhaps)
        assert perhaps in said.replace("\u202f", " ")


def test_years_compared_are_told_of_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2025\n"
    said = told(tmp_path, rows, capsys, "compare", "--year", "2024", "--year", "2025")
    assert said.count("[CR891]") == 1, "its balances were said; its own verdicts would be the same lack again"


def test_a_column_of_which_nothing_was_read_is_told_of_without_a_balance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "PART", PART.replace("  report: solde arrondi\n", "  report: aucun\n"))
    rows = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2025\n"
    said = told(tmp_path, rows, capsys, "compare", "--year", "2024", "--year", "2025")
    assert said.count("[CR891]") == 1 and "les verdicts de 2024" in on_one_line(said).replace("\u202f", " ")


@pytest.mark.parametrize("command", [("simulate", "--grille", "exemple"), ("replay",)])
def test_a_year_replayed_of_which_nothing_was_read_is_told_of_too(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2025\n"
    assert "CR891" in told(tmp_path, rows, capsys, *command, "--year", "2024")
    assert "CR891" not in told(tmp_path, rows, capsys, *command, "--year", "2025")


VIDE = "Aucune vacance de 2024 n'a été lue, et les soldes que 2025 reçoit supposent qu'il n'en manque aucune."
REJETS = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2025\nV1;93066;hier\n"


@pytest.mark.parametrize(
    "command",
    [("compare", "--year", "2024", "--year", "2025"), ("compliance", "--year", "2025", "--since", "2024")],
)
def test_a_workbook_says_it_beside_its_figures_and_in_a_sheet(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, path = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2025\n", tmp_path / "c.xlsx"
    told(tmp_path, rows, capsys, *command, "-o", str(path))
    book = CalamineWorkbook.from_path(path)
    aside = plain(str(book.get_sheet_by_index(0).to_python()[0][-1]))
    assert aside.startswith(f"{VIDE} 1 constat, à lire avec ces chiffres : voir la feuille « constats ».")
    head, *lines = book.get_sheet_by_name("constats").to_python()
    assert head[:3] == ["Où", "Constat", "Que faire"]
    ((ou, constat, remede),) = [line[:3] for line in lines]
    assert (ou, constat) == ("vacances.csv:2:1", VIDE)
    assert str(remede).startswith("Donnez au moteur les fichiers de 2024.")


def test_a_page_of_years_side_by_side_says_it_before_any_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, path = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2025\n", tmp_path / "c.html"
    told(tmp_path, rows, capsys, "compare", "--year", "2024", "--year", "2025", "-o", str(path))
    page = plain(path.read_text("utf-8")).replace("’", "'")
    before, after = page.split("<table>", 1)
    assert f"<p><strong>{VIDE}</strong></p>" in before
    assert "1 constat sur les données et les conventions</a>, à lire avec ces chiffres." in before
    assert f"<td>{VIDE}</td>" in after and "Ce que la lecture a signalé" in after


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "--year", "2025", "--avec", "{depot}/correspondance.yaml"),
        ("simulate", "--year", "2025", "--grille", "exemple"),
        ("replay", "--year", "2025"),
    ],
)
def test_every_page_and_workbook_of_the_year_has_the_findings_of_its_files_once(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cell that cannot be read, and the row that is refused for it."""
    asked = [word.format(depot=tmp_path) for word in command]
    for name in ("c.html", "c.xlsx"):
        told(tmp_path, REJETS, capsys, *asked, "-o", str(tmp_path / name))
    page = (tmp_path / "c.html").read_text("utf-8")
    assert 'href="#constats"' in page and page.count('<th scope="row">vacances.csv:3:10</th>') == 1
    book = CalamineWorkbook.from_path(tmp_path / "c.xlsx")
    assert "voir la feuille « constats »" in plain(str(book.get_sheet_by_index(0).to_python()[0][-1]))
    places = [line[0] for line in book.get_sheet_by_name("constats").to_python()]
    assert places.count("vacances.csv:3:10") == 1
