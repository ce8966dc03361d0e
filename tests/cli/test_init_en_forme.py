"""What `init` lays is already laid out as `fmt` would: the pre-commit hook that it lays too accepts it."""

from pathlib import Path

import pytest

from convrules.cli.correspondances import EXEMPLES
from convrules.cli.init import MODELES
from convrules.cli.main import run

GABARIT = Path(__file__).parents[2] / "src" / "convrules" / "cli" / "gabarit"
# Why one apart: a file without titles gives no mapping.
FICHIERS = sorted(p for p in GABARIT.rglob("*") if p.suffix in (".csv", ".xlsx") and p.name != "rpls.csv")
DISPOSES = [
    *(("--modele", modele) for modele in MODELES),
    *(("--correspondance", nom) for nom in EXEMPLES),
    ("--correspondance", "rpls", "--correspondance", "vacances"),
    *(("--data", str(path)) for path in FICHIERS),
]


@pytest.mark.parametrize("options", DISPOSES, ids=[Path(" ".join(x)).name for x in DISPOSES])
def test_nothing_is_left_to_lay_out(
    options: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", *options]) == 0
    capsys.readouterr()
    assert run(["fmt", "--check", "depot"]) == 0
    assert capsys.readouterr().out.replace("\u00a0", " ") == "3 fichiers déjà en forme.\n"


def test_nor_in_a_mapping_added_to_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "."]) == 0
    assert run(["init", "--correspondance", "rpls"]) == 0
    assert run(["fmt", "--check", "correspondance-rpls.yaml"]) == 0
