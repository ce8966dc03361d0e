"""Days that the data do not cover (CR893): what a forecast changes of them, and whose they are."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.test_periode_non_couverte import PART, depot, mapped, read, told
from frames import frame_clauses

__all__ = ["depot"]

SANS_PREVISION = (
    ("orient",),
    ("replay", "--year", "2025"),
    ("compliance", "--year", "2025", "--engine", "colonnes"),
)
SUITE = "01/07/2025;31/12/2025;0;40;93066\n"
EN_ATTENTE = "V6;93066;25/06/2025;;\n"


# --- a forecast -------------------------------------------------------------------------------
@pytest.mark.parametrize("attendues", ["", SUITE])
@pytest.mark.parametrize("command", SANS_PREVISION)
def test_figures_that_no_forecast_enters_lack_the_days_of_one(
    command: tuple[str, ...], attendues: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They count what has come, whatever is expected of days that are past."""
    with (depot / "vacances.csv").open("a", encoding="utf-8") as rows:
        rows.write(EN_ATTENTE)
    mapped(depot, "2025-06-30", attendues)
    beside = told(depot, capsys, *command, "--as-of", "2025-09-20")[1]
    assert "du 1er juillet 2025 au 19 septembre 2025 (07/2025 à 09/2025)" in beside
    remedy = beside.partition("[CR893]")[2]
    assert "Demandez l'extraction jusqu'au 19 septembre 2025" in remedy
    assert "vacances_attendues" not in remedy
    found = read(depot, capsys, *command, "--as-of", "2025-09-20")
    if "non_couvert" in found:
        assert [(one["du"], one["au"]) for one in found["non_couvert"]] == [("2025-07-01", "2025-09-19")]
    else:
        assert command[0] == "compliance"


def test_figures_that_a_forecast_enters_do_not(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, "2025-06-30", SUITE)
    assert "CR893" not in told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2025-09-20")[1]


@pytest.mark.parametrize("attendues", ["", SUITE, SUITE.replace("01/07/2025", "21/09/2025")])
@pytest.mark.parametrize("command", SANS_PREVISION)
def test_who_exports_each_night_is_told_nothing(
    command: tuple[str, ...], attendues: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (depot / "vacances.csv").open("a", encoding="utf-8") as rows:
        rows.write(EN_ATTENTE)
    mapped(depot, "2025-09-19", attendues)
    assert "CR893" not in told(depot, capsys, *command, "--as-of", "2025-09-20")[1]


# --- whose they are ---------------------------------------------------------------------------
def written(depot: Path, evenements: Mapping[str, str], du: str = "2024-01-01") -> None:
    """Conventions, each with the event that dates its vacancies."""
    (depot / "exemple.yaml").unlink(missing_ok=True)
    for nom, event in evenements.items():
        text = frame_clauses(PART).replace("convention: exemple", f"convention: {nom}")
        text = text.replace("rattachement: disponibilite", f"rattachement: {event}").replace("30 %", "10 %")
        (depot / f"{nom}.yaml").write_text(text.replace("du: 2024-01-01", f"du: {du}"), "utf-8")


def recorded(depot: Path, disponibilite: str, attribution: str) -> None:
    mapped(depot, disponibilite)
    path = depot / "correspondance.yaml"
    first, _, rest = path.read_text("utf-8").partition("attribution:")
    path.write_text(f"{first}attribution:{rest.replace(disponibilite, attribution)}", "utf-8")


JUGEE = ("compliance", "--year", "2025", "--as-of", "2026-01-05")
MANQUE = "des vacances peuvent manquer aux fichiers"


@pytest.mark.parametrize(
    ("courtes", "named"),
    [
        (["ville"], " (convention « ville »)"),
        (["ouest", "ville"], " (conventions « ouest » et « ville »)"),
        (["est", "nord", "ouest"], " (conventions « est », « nord » et « ouest »)"),
        (["est", "nord", "ouest", "ville"], " (conventions « est », « nord », « ouest » et 1 autre)"),
        (["est", "nord", "ouest", "sud", "ville"], " (conventions « est », « nord », « ouest » et 2 autres)"),
    ],
)
def test_the_conventions_whose_days_lack_are_named(
    courtes: list[str], named: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All is recorded of what dates the vacancies of the préfet alone."""
    written(depot, {"prefet": "attribution", **dict.fromkeys(courtes, "disponibilite")})
    recorded(depot, "2025-06-30", "2026-01-05")
    beside = told(depot, capsys, *JUGEE)[1].replace("\u00a0", " ").replace("\u202f", " ")
    assert beside.count("[CR893]") == 1
    assert f"{MANQUE}{named} ; les chiffres de 2025" in beside
    assert "prefet" not in beside.partition("[CR893]")[2].partition("──▶")[0]


def test_where_those_of_every_convention_lack_none_is_named(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a convention that is not in force in the year, nothing is judged."""
    written(depot, {"prefet": "disponibilite", "ville": "disponibilite"})
    recorded(depot, "2025-06-30", "2026-01-05")
    assert f"{MANQUE} ; les chiffres de 2025" in told(depot, capsys, *JUGEE)[1]
    written(depot, {"sud": "attribution"}, du="2026-06-01")
    assert f"{MANQUE} ; les chiffres de 2025" in told(depot, capsys, *JUGEE)[1]


def test_years_side_by_side_tell_whose_days_lack(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In 2025 the vacancies of the first half lack to one, and in 2026 to both: days that hold others are not
    those of the same convention."""
    written(depot, {"prefet": "disponibilite"})
    written(depot, {"ville": "disponibilite"}, du="2025-10-01")
    written(depot, {"sud": "attribution"})
    recorded(depot, "2025-06-30", "2026-01-20")
    asked = ("compare", "--year", "2025", "--year", "2026", "--as-of", "2026-01-20")
    beside = told(depot, capsys, *asked)[1].replace("\u00a0", " ").replace("\u202f", " ")
    for days, nom in (("1er juillet 2025", "prefet"), ("1er octobre 2025", "ville")):
        assert f"du {days} au 31 décembre 2025" in beside
        assert f"{MANQUE} (convention « {nom} »)" in beside


def test_no_file_of_a_recipient_names_the_convention_of_another(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(depot, {"etat": "attribution", "laville": "disponibilite"})
    text = (depot / "laville.yaml").read_text("utf-8")
    text = text.replace("nom: Préfet, type: etat", "nom: Ville, type: commune")
    (depot / "laville.yaml").write_text(text, "utf-8")
    recorded(depot, "2025-06-30", "2026-01-05")
    beside = told(depot, capsys, "bilan", *JUGEE[1:], "-o", str(depot / "b"))[1]
    assert "(convention « laville »)" in beside.replace("\u00a0", " ").replace("\u202f", " ")
    found = {p.parent.name: p.read_text("utf-8") for p in (depot / "b").glob("*/bilan.json")}
    assert {who: "laville" in said for who, said in found.items()} == {
        "bailleur": True,
        "ville": True,
        "prefet": False,
    }
