"""A convention that is over in the year judged, and the one that follows it for the same holder: what is said
of the first, and how the two are told apart."""

import re
from html import unescape
from pathlib import Path

import pytest

from convrules.cli.main import run

ANCIENNE, NOUVELLE = "commune--mon-bailleur", "commune-2--mon-bailleur"
FINIE = "La convention n'était pas en vigueur en 2025 : rien n'y est dû."
LIGNES = (
    "V-101;93066;ORD;T3;PLAI;O;LOC;ETAT;03/02/2024;20/01/2024;10/02/2024;04/03/2024;18/03/2024",
    "V-102;93066;ORD;T3;PLAI;O;LOC;ETAT;03/02/2023;20/01/2023;10/02/2023;04/03/2023;18/03/2023",
)
"""Of the years before, when the first convention was in force."""


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def renewed(tmp_path: Path, du: str, *lignes: str, holder: tuple[str, str] = ("93066", "93066")) -> Path:
    """The repository that `init` lays: its convention is over at the end of 2024, another begins on a day."""
    depot = tmp_path / "depot"
    assert run(["init", str(depot), "--modele", "commune"]) == 0
    (depot / "conventions/convention.essais.yaml").unlink()
    first = depot / "conventions/convention.yaml"
    second = depot / "conventions/suite.yaml"
    second.write_text(first.read_text("utf-8"), "utf-8")
    edit(first, ("du: 2025-01-01, au: 2027-12-31", "du: 2022-01-01, au: 2024-12-31"))
    edit(
        second,
        (f"convention: {ANCIENNE}", f"convention: {NOUVELLE}"),
        ("du: 2025-01-01, au: 2027-12-31", f"du: {du}, au: 2027-12-31"),
        ('type: commune, code: "93066"', f'type: commune, code: "{holder[1]}"'),
    )
    data = depot / "donnees/vacances-2025.csv"
    data.write_text(data.read_text("utf-8") + "\n".join([*LIGNES, *lignes, ""]), "utf-8")
    return depot


def told(depot: Path, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    run([*command, "--depot", str(depot), "--as-of", "2026-01-05"])
    return plain(capsys.readouterr().out)


def page(depot: Path, annee: str) -> str:
    written = depot.parent / "b.html"
    run(["compliance", "--depot", str(depot), "--as-of", "2026-01-05", "--year", annee, "-o", str(written)])
    return unescape(written.read_text("utf-8")).replace("\u00a0", " ").replace("\u202f", " ")


def after(text: str) -> str:
    """What follows at once what is said of the convention that is over."""
    _, found, rest = text.partition(FINIE)
    assert found
    return rest.strip()


def test_vacancies_of_a_renewed_convention_are_not_said_to_lack_a_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of 2025 are under the second convention, those before were judged in their years."""
    depot = renewed(tmp_path, "2025-01-01")
    screen = told(depot, capsys, "compliance", "--year", "2025")
    assert after(screen).startswith("Ce que le moteur laisse aux personnes")
    assert "Sur son territoire" not in screen + plain(page(depot, "2025"))
    assert "Sur son territoire" not in told(depot, capsys, "explain", "2025")


def test_a_vacancy_whose_day_is_not_known_is_under_the_second_if_it_is_of_the_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both conventions go by one day, whichever it is."""
    unknown = "V-103;93066;ORD;T3;PLAI;O;LOC;ETAT;NC;20/01/2025;10/02/2025;04/03/2025;18/03/2025"
    depot = renewed(tmp_path, "2025-01-01", unknown)
    assert "Sur son territoire" not in told(depot, capsys, "compliance", "--year", "2025")


def test_vacancies_between_two_conventions_of_a_holder_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four of 2025 came before the second began; of the fifth the day is not known."""
    unknown = "V-103;93066;ORD;T3;PLAI;O;LOC;ETAT;NC;20/01/2025;10/02/2025;04/03/2025;18/03/2025"
    depot = renewed(tmp_path, "2025-03-01")
    said = "Sur son territoire, 4 vacances de 2025 ne relèvent d'aucune convention de ce réservataire."
    screen = told(depot, capsys, "compliance", "--year", "2025")
    assert after(screen).startswith(said)
    assert plain(page(depot, "2025")).count(said) == 2
    data = depot / "donnees/vacances-2025.csv"
    data.write_text(data.read_text("utf-8") + unknown + "\n", "utf-8")
    screen = told(depot, capsys, "compliance", "--year", "2025")
    assert after(screen).startswith(
        "Sur son territoire, 5 vacances de 2025 ne relèvent d'aucune convention de ce réservataire, dont 1 "
        "peut-être."
    )


def test_the_convention_of_another_holder_covers_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    depot = renewed(tmp_path, "2025-01-01", holder=("93066", "93048"))
    screen = told(depot, capsys, "compliance", "--year", "2025")
    assert after(screen).startswith("Sur son territoire, 12 vacances de 2025 ne relèvent d'aucune")


def test_each_convention_goes_by_its_own_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second goes by the day of information, and begins on 1 March: V-005 and V-006, available in March,
    were announced in February."""
    depot = renewed(tmp_path, "2025-03-01")
    edit(depot / "conventions/suite.yaml", ("rattachement: disponibilite", "rattachement: information"))
    screen = told(depot, capsys, "compliance", "--year", "2025")
    # V-004 and V-007, of which nothing was announced, were never under the second.
    assert after(screen).startswith("Sur son territoire, 7 vacances de 2025 ne relèvent d'aucune")


def test_a_year_without_vacancy_leaves_none_without_a_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    depot = renewed(tmp_path, "2025-01-01")
    screen = told(depot, capsys, "compliance", "--year", "2028")
    assert "n'était pas en vigueur en 2028" in screen and "Sur son territoire" not in screen


def test_two_conventions_of_a_holder_have_two_headings(tmp_path: Path) -> None:
    depot = renewed(tmp_path, "2025-01-01")
    heads = re.findall(r"<h[23][^>]*>(?:<a [^>]*>)?(Ville [^<]*)<", page(depot, "2025"))
    both = [f"Ville de Saint-Denis (« {ident} »)" for ident in (ANCIENNE, NOUVELLE)]
    assert heads == [*both, *both]


def test_a_holder_of_one_convention_has_its_name_alone(tmp_path: Path) -> None:
    depot = renewed(tmp_path, "2025-01-01")
    (depot / "conventions/suite.yaml").unlink()
    heads = re.findall(r"<h[23][^>]*>(?:<a [^>]*>)?(Ville [^<]*)<", page(depot, "2024"))
    assert heads == ["Ville de Saint-Denis"] * 2


def test_conventions_of_a_holder_are_told_apart_where_a_dwelling_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = "V-104;93001;ORD;T3;PLAI;O;LOC;ETAT;03/02/2025;20/01/2025;10/02/2025;04/03/2025;18/03/2025"
    depot = renewed(tmp_path, "2025-01-01", out)
    both = [f"Ville de Saint-Denis (« {ident} »)" for ident in (ANCIENNE, NOUVELLE)]
    assert f"qui n'en disent rien : {both[0]} et {both[1]}." in told(depot, capsys, "explain", "V-104")
    brief = told(depot, capsys, "explain", "V-001")
    assert f"• {both[0]} : convention pas en vigueur" in brief and f"• {both[1]} : dans l'assiette" in brief


def test_a_vacancy_without_its_town_is_under_both_or_under_neither(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The two conventions have one territory, and share the year out: it is perhaps left by neither."""
    depot = renewed(
        tmp_path, "2025-01-01", LIGNES[0].replace("93066", "").replace("2024", "2025").replace("101", "199")
    )
    said = after(told(depot, capsys, "compliance", "--year", "2025"))
    assert not said.startswith("Sur son territoire")
