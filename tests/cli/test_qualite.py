"""`--qualite`: the state of the data in three forms, escaped, written even when nothing can be evaluated."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from convrules.cli.main import run

EVALUE = ("evaluate", "--as-of", "2026-01-05")
BILAN = ("compliance", "--year", "2025", "--as-of", "2026-01-05")
SCHEMA = json.loads((files("convrules.render") / "schemas" / "qualite.json").read_text("utf-8"))


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    monkeypatch.chdir(tmp_path / "depot")
    capsys.readouterr()
    return tmp_path / "depot"


def emptied(depot: Path, colonne: str, keep: int = 0) -> None:
    """The cells of a column of the vacancies are emptied, but for the first ones."""
    path = depot / "donnees" / "vacances-2025.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    rank = head.split(";").index(colonne)
    cells = [row.split(";") for row in rows]
    for row in cells[keep:]:
        row[rank] = ""
    path.write_text("\n".join([head, *(";".join(row) for row in cells), ""]), "utf-8")


def quality(*command: str) -> Any:
    run([*command, "--qualite", "q.json"])
    found = json.loads(Path("q.json").read_text("utf-8"))
    jsonschema.validate(found, SCHEMA)
    return found


def test_every_cell_of_every_column_is_counted(depot: Path) -> None:
    emptied(depot, "QPV", keep=9)
    found = quality(*EVALUE)
    (table,) = found["tables"]
    assert (table["table"], table["lignes"]) == ("vacances", 12)
    kinds = ("renseigne", "approche", "pas_encore", "jamais", "sans_objet", "inconnu", "erreur")
    assert all(sum(column[k] for k in kinds) == 12 for column in table["colonnes"])
    (qpv,) = [c for c in table["colonnes"] if c["fait"] == "qpv"]
    assert (qpv["colonne"], qpv["renseigne"], qpv["inconnu"]) == ("QPV", 8, 4)


def test_a_gap_says_which_rule_it_leaves_open_for_how_many_vacancies(depot: Path) -> None:
    emptied(depot, "NATURE", keep=10)
    evaluated = quality(*EVALUE)["manques"]
    (status,) = [m for m in evaluated if (m["fait"], m["regle"]) == ("nature", "statut de la vacance")]
    assert (status["genre"], status["vacances"]) == ("manquant", ["V-011", "V-012"])
    year = quality(*BILAN)["manques"]
    (part,) = [m for m in year if (m["fait"], m["regle"]) == ("nature", "part_ville")]
    assert set(part["vacances"]) == {"V-011", "V-012"}
    assert part["article"] == "2"


def test_what_has_not_happened_yet_is_no_gap(depot: Path) -> None:
    for command in (EVALUE, BILAN):
        assert {m["genre"] for m in quality(*command)["manques"]} <= {"manquant", "erreur"}


def test_the_page_is_whole_escaped_and_without_script(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = depot / "donnees" / "vacances-2025.csv"
    text = data.read_text("utf-8").replace("V-012", "<script>alert(1)</script>")
    data.write_text(text.replace(";NATURE;", ";<b>NATURE</b>;"), "utf-8")
    mapping = depot / "correspondance.yaml"
    mapping.write_text(
        mapping.read_text("utf-8").replace("colonne: NATURE", 'colonne: "<b>NATURE</b>"'), "utf-8"
    )
    emptied(depot, "CONTINGENT", keep=2)
    assert run([*EVALUE, "--qualite", "q.html"]) == 0
    page = Path("q.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;NATURE&lt;/b&gt;" in page
    assert not re.search(r"<script|<b>|https?://|\son\w+=", page)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "12 lignes lues = 12 gardées + 0 refusée." in " ".join(page.split())
    assert run([*EVALUE, "--qualite", "q.txt"]) == 0
    assert "12 lignes lues = 12 gardées + 0 refusée." in " ".join(Path("q.txt").read_text("utf-8").split())


def test_all_is_said_only_of_all(depot: Path) -> None:
    path = depot / "donnees" / "vacances-2025.csv"
    head, first, *_ = path.read_text("utf-8").splitlines()
    many = [first.replace("V-001", f"V-{n}") for n in range(3000)]
    path.write_text("\n".join([head, *many, ""]), "utf-8")
    emptied(depot, "QPV", keep=2999)
    run([*EVALUE, "--qualite", "q.txt"])
    (row,) = [x for x in Path("q.txt").read_text("utf-8").splitlines() if x.startswith("qpv")]
    assert "(≈\u00a099,9" in row


def test_it_is_written_even_when_nothing_can_be_evaluated(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot / "donnees" / "vacances-2025.csv"
    path.write_text(path.read_text("utf-8").replace(";NATURE;", ";NATURES;"), "utf-8")
    found = quality(*EVALUE)
    assert found["manques"] is None
    assert found["tables"][0]["lignes"] == 12
    assert "Rien n'a été évalué" not in Path("q.json").read_text("utf-8")
    run([*EVALUE, "--qualite", "q.html"])
    assert "Rien n’a été évalué" in Path("q.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--qualite", "q.pdf"), "dans un fichier .html, .txt ou .json"),
        (("--qualite", "q.csv", "--rejets", "q.csv"), "dans un fichier .html, .txt ou .json"),
        (("--qualite", "donnees/../q.html", "-o", "q.html"), "nommé deux fois"),
    ],
)
def test_what_cannot_be_written_is_bad_usage(
    depot: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert run([*BILAN, *options]) == 2
    assert said in capsys.readouterr().err
    assert not Path("q.html").exists()


def test_it_never_replaces_a_file_that_is_read(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = depot / "donnees" / "vacances-2025.csv"
    before = path.read_bytes()
    Path("q.txt").symlink_to(path)
    assert run([*EVALUE, "--qualite", "q.txt"]) == 2
    assert path.read_bytes() == before
