"""Counts of vacancies open onto which they are: on the page some of each kind, in the tables all."""

import csv
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from convrules.cli.main import run
from exemple import short_example

AN = ["--year", "2025", "--as-of", "2026-01-05"]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """V-008, of which the Ville was told on 10 March, is proposed on 15 April, five days late."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    data = tmp_path / "depot/donnees/vacances-2025.csv"
    text = data.read_text(encoding="utf-8")
    assert text.count("10/03/2025;02/04/2025;15/04/2025") == 1
    late = text.replace("10/03/2025;02/04/2025;15/04/2025", "10/03/2025;15/04/2025;16/04/2025")
    data.write_text(late, encoding="utf-8")
    return tmp_path / "depot"


def comply(*options: str, an: list[str] = AN, depot: str = "depot") -> None:
    assert run(["compliance", "--depot", depot, *an, *options]) == 0


def read(path: Path | str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def opened(page: Path | str, title: str) -> list[str]:
    """The lines that open under a title of the page."""
    html = Path(page).read_text(encoding="utf-8")
    found = re.findall(r"<summary>([^<]*)</summary><ul>((?:<li>[^<]*</li>)*)</ul>", html)
    (lines,) = (lines for said, lines in found if bare(said) == title)
    return [bare(line) for line in re.findall(r"<li>(.*?)</li>", lines)]


def bare(text: str) -> str:
    return " ".join(unescape(text).replace("’", "'").split())


# --- deadlines and obligations ------------------------------------------------------------------
def test_what_is_missed_is_named_with_its_days(depot: Path) -> None:
    comply("-o", "t")
    rows = read("t/lignes_echeances.csv")
    columns = ("vacance", "etat", "limite", "faite_le", "retard_jours", "faits")
    assert [tuple(row[c] for c in columns) for row in rows] == [
        ("V-002", "tenu", "2025-02-27", "2025-02-12", "", ""),
        ("V-008", "depasse", "2025-04-10", "2025-04-15", "5", ""),
        ("V-011", "tenu", "2025-05-28", "2025-05-20", "", ""),
        ("V-012", "indetermine", "", "", "", "contingent"),
    ]
    assert {(row["convention"], row["clause"]) for row in rows} == {
        ("commune--mon-bailleur", "premiere_proposition")
    }
    comply("-o", "r.html")
    assert opened("r.html", "Lignes de « premiere_proposition »") == [
        "Règle : délai « premiere_proposition » (article 3)",
        "Dépassé (1) : V-008 (au plus tard le 10 avril 2025, fait le 15 avril 2025)",
        "Indéterminé (1) : V-012 (donnée absente : compte sur lequel l'attribution est enregistrée "
        "(contingent))",
        "Tenu (2) : V-002, V-011",
    ]


def test_what_runs_is_named_with_its_last_day(depot: Path) -> None:
    an = ["--year", "2025", "--as-of", "2025-05-10"]
    comply("-o", "t", an=an)
    row = {row["vacance"]: row for row in read("t/lignes_echeances.csv")}["V-011"]
    assert (row["etat"], row["limite"], row["faite_le"]) == ("en_cours", "2025-05-28", "")
    comply("-o", "r.html", an=an)
    (told,) = (x for x in opened("r.html", "Lignes de « premiere_proposition »") if x.startswith("En cours"))
    assert told == "En cours (1) : V-011 (au plus tard le 28 mai 2025)"


@pytest.mark.parametrize(
    ("processus", "au", "etat"), [("1", "2025-02-10", "en_cours"), ("2", "2025-11-30", "manquee")]
)
def test_rows_of_each_deadline_and_obligation_make_its_counts(
    processus: str, au: str, etat: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the shipped example; those of which nothing is asked are the others. Whoever judges."""
    depot = str(short_example(tmp_path / "depot", 400))
    an = ["--year", "2025", "--as-of", au, "--processus", processus]
    comply("-o", str(tmp_path / "t"), an=an, depot=depot)
    rows = read(tmp_path / "t/lignes_echeances.csv")
    named = Counter((r["convention"], r["clause"], r["etat"]) for r in rows)
    counted = {
        (r["convention"], r["clause"], r["etat"]): int(r["vacances"])
        for r in read(tmp_path / "t/echeances.csv")
        if r["etat"] != "sans_objet"
    }
    assert named == counted
    assert {"depasse", "respectee", "tenu", etat} <= {said for *_, said in named}
    assert all((r["limite"] < r["faite_le"]) or not r["faite_le"] for r in rows if r["etat"] == "depasse")
    assert all(r["faits"] for r in rows if r["etat"] == "indetermine")
    capsys.readouterr()
    comply("--format", "json", an=an, depot=depot)
    for convention in json.loads(capsys.readouterr().out)["conventions"]:
        for echeance in convention["echeances"]:
            if echeance["porte_sur"] != "vacance":
                continue
            own = [
                r
                for r in rows
                if (r["convention"], r["clause"]) == (convention["convention"], echeance["clause"])
            ]
            missed = [r["vacance"] for r in own if r["etat"] in ("depasse", "manquee")]
            assert missed == echeance["manquees"]
            running = {(r["vacance"], r["limite"]) for r in own if r["etat"] == "en_cours" and r["limite"]}
            assert running == {(one["vacance"], one["limite"]) for one in echeance["en_cours"]}
