"""Days that the data do not cover (CR893): what a forecast changes of them."""

from pathlib import Path

import pytest

from cli.test_periode_non_couverte import depot, mapped, read, told

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
