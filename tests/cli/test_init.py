"""What `init` lays: its files, never in a folder in use, and a repository that passes."""

from pathlib import Path

import pytest

from convrules.cli import init
from convrules.cli.main import run


@pytest.mark.parametrize("modele", init.MODELES)
def test_init_lays_out_a_repository(modele: str, tmp_path: Path) -> None:
    target = tmp_path / "mes conventions é"
    assert run(["init", str(target), "--modele", modele]) == 0
    laid = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    assert laid == {
        ".github/workflows/conventions.yml",
        ".gitattributes",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "LISEZ-MOI.md",
        "convrules.toml",
        "conventions/convention.yaml",
        "conventions/convention.essais.yaml",
        "correspondance.yaml",
        "donnees/vacances-2025.csv",
    }


def test_init_refuses_a_folder_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").touch()
    assert run(["init", str(tmp_path)]) == 2
    assert "n'est pas vide" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("modele", init.MODELES)
def test_a_laid_out_repository_passes(
    modele: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "depot"
    run(["init", str(target), "--modele", modele])
    assert run(["check", str(target)]) == 0
    said = capsys.readouterr().out
    convention = target / "conventions" / "convention.yaml"
    text = convention.read_text("utf-8")
    assert said.count("[CR492]") == text.count("  # à compléter") > 5 and "[CR801]" not in said
    assert said.count("[CR497]") == 1
    assert run(["test", str(target)]) == 0, capsys.readouterr().out
    # Nothing is left to fill once the comments of both files are gone: even strict checking passes.
    assert run(["check", str(target), "--strict"]) == 1
    for path in (convention, target / "correspondance.yaml"):
        lines = [x.partition("  # à compléter")[0].rstrip() for x in path.read_text("utf-8").splitlines()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(["check", str(target), "--strict"]) == 0, capsys.readouterr().out
