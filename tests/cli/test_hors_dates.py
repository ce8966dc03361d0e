"""A convention that has expired on a vacancy's reference date says nothing of it, in every command alike."""

import json
import re
from pathlib import Path

import pytest

from convrules.cli.main import run

AU = "2025-12-31"
DATES = "du 1er janvier 2025 au 31 mars 2025 inclus"


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of `init`, its convention ending on 31 March: 4 of its 12 vacancies come after."""
    where = tmp_path_factory.mktemp("dates") / "base"
    assert run(["init", str(where), "--modele", "commune"]) == 0
    path = where / "conventions" / "convention.yaml"
    text = path.read_text(encoding="utf-8")
    assert "au: 2027-12-31" in text
    path.write_text(text.replace("au: 2027-12-31", "au: 2025-03-31"), encoding="utf-8")
    return where


def told(args: list[str], depot: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    run([*args, "--depot", str(depot), "--as-of", AU])
    return re.sub(r"\s+", " ", capsys.readouterr().out)


def test_explain_says_so_and_nothing_else(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(["explain", "V-012"], depot, capsys)
    assert (
        f"Sa convention, en vigueur {DATES}, ne l'est pas à la date de référence du logement (9 juin 2025) ; "
        "elle ne dit rien de cette vacance." in text
    )
    for silent in ("Statut", "dans l'assiette", "Orientation", "premiere_proposition"):
        assert silent not in text, silent


def test_orient_gives_the_right_reason_and_no_share(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(["orient", "--vacance", "V-012"], depot, capsys)
    assert "Aucune convention ne porte sur ce logement : il reste au bailleur" in text
    assert f"« Ville de Saint-Denis » écarté : sa convention, en vigueur {DATES}, ne l'est pas" in text
    assert "0 %" not in text
    assert "n'est pas dans son assiette" not in text


def test_evaluate_counts_what_the_year_counts(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(["evaluate"], depot, capsys)
    for row in (
        "hors du champ de la convention 1",
        "soustrait du flux 1",
        "dans l'assiette du flux 6",
        "convention pas en vigueur à la date de référence 4",
        "délai « premiere_proposition » : tenu 2",
    ):
        assert row in text, row
    year = told(["compliance", "--year", "2025"], depot, capsys)
    assert (
        "8 vacances (hors du champ de la convention : 1, soustrait du flux : 1, dans l'assiette du flux : 6)"
        in year
    )


def test_json_says_it_too(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(["evaluate", "--format", "json"], depot, capsys))
    dates = [c["en_vigueur"] for v in found["vacances"] for c in v["conventions"]]
    assert (dates.count("vrai"), dates.count("faux")) == (8, 4)


@pytest.mark.parametrize(("year", "code"), [("2025", 0), ("2024", 2), ("2031", 2)])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_year_in_which_no_convention_was_in_force_judges_nothing(
    depot: Path, capsys: pytest.CaptureFixture[str], year: str, code: int, form: str
) -> None:
    args = ["compliance", "--year", year, "--format", form, "--depot", str(depot), "--as-of", "2031-12-31"]
    capsys.readouterr()
    assert run(args) == code
    out, err = (text.replace("\u00a0", " ") for text in capsys.readouterr())
    assert out, "the result says it too"
    said = f"Erreur : aucune convention n'était en vigueur en {year}, rien n'est jugé"
    assert (said in err) == (code == 2) and (DATES in err) == (code == 2)
