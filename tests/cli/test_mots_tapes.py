"""What one typed is not said again when it may identify a person."""

from pathlib import Path

import pytest

from convrules.cli.main import run

AU = ("--as-of", "2026-01-05")
NUR = "075031234567800002"


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mots") / "depot"
    assert run(["init", str(folder), "--modele", "commune"]) == 0
    return folder


@pytest.mark.parametrize("typed", [NUR, "DURAND Marie", "06 98 76 54 32", "Mme Durand", "V-absente"])
@pytest.mark.parametrize(
    "command",
    [
        ("explain", "{}"),
        ("explain", "{}", "--si"),
        ("explain", "V-001", "{}"),
        ("orient", "--vacance", "{}"),
        ("orient", "--decide", "{}=etat", "--par", "chef de service"),
        ("orient", "--decide", "{}", "--par", "chef de service"),
    ],
)
def test_what_may_identify_a_person_is_not_said_again(
    command: tuple[str, ...],
    typed: str,
    depot: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(depot)
    assert run([*(word.format(typed) for word in command), *AU]) == 2
    said = capsys.readouterr()
    assert (typed in said.out + said.err) == (typed == "V-absente")
