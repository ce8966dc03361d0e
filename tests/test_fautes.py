"""Seeded mistakes: each is refused with its code, and a file that holds them never evaluates."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from convrules import api
from convrules.cli.main import run

ICI = Path(__file__).parent
CONVENTION = (ICI / "data" / "etat-93--oph-exemple.yaml").read_text(encoding="utf-8")
FAUTES = yaml.safe_load((ICI / "cases" / "fautes.yaml").read_text(encoding="utf-8"))


def seeded(faute: dict[str, str], text: str) -> str:
    assert text.count(faute["de"]) == 1, faute["nom"]
    return text.replace(faute["de"], faute["vers"])


def test_there_are_sixty_of_them() -> None:
    assert len({f["nom"] for f in FAUTES}) == len(FAUTES) >= 60


@pytest.mark.parametrize("faute", FAUTES, ids=lambda f: f["nom"])
def test_one_mistake_is_refused_with_its_code(faute: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "convention.yaml"
    path.write_text(seeded(faute, CONVENTION), encoding="utf-8")
    errors = [d for d in api.check([path]).diagnostics if api.is_error(d)]
    assert faute["code"] in {d.code for d in errors}, [(d.code, d.span.text) for d in errors]
    # One mistake is told once or twice, not ten times.
    assert len(errors) <= 4, [(d.code, d.span.text) for d in errors]


@pytest.mark.parametrize("faute", FAUTES, ids=lambda f: f["nom"])
def test_nothing_is_evaluated(
    faute: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By one command of those that give results, each mistake by another; by all of them below."""
    depot(tmp_path, seeded(faute, CONVENTION))
    assert_refused(tmp_path, capsys, RESULTATS[FAUTES.index(faute) % len(RESULTATS) :][:1])


def test_sixty_mistakes_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every mistake that the file can still hold beside those before it."""
    text = CONVENTION
    held = 0
    for faute in FAUTES[2:]:
        if text.count(faute["de"]) == 1:
            text = seeded(faute, text)
            held += 1
    assert held >= 35
    depot(tmp_path, text)
    assert_refused(tmp_path, capsys, RESULTATS)


def depot(folder: Path, convention: str) -> None:
    (folder / "convention.yaml").write_text(convention, encoding="utf-8")
    (folder / "convrules.toml").write_text('[depot]\ndata = ["correspondance.yaml"]\n', encoding="utf-8")
    (folder / "correspondance.yaml").write_text(
        'correspondance: essai\nbailleur: "000000000"\nfichiers:\n  vacances: { fichier: vacances.csv }\n'
        "colonnes:\n  vacances:\n    id: ID\n    disponibilite: DISPO\n",
        encoding="utf-8",
    )
    (folder / "vacances.csv").write_text("ID;DISPO\nV1;2025-02-03\n", encoding="utf-8")


RESULTATS = (["evaluate"], ["compliance", "--year", "2025"], ["orient"], ["explain", "V1"])


def assert_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], commands: Sequence[Sequence[str]]
) -> None:
    """Every command that would give a result ends with 1 or 2, and gives none."""
    for command in commands:
        data = str(folder / "correspondance.yaml")
        code = run([*command, "--data", data])
        shown = capsys.readouterr().out
        assert code in (1, 2), command
        assert not any(word in shown for word in ("dans l'assiette", "base", "éligible")), (command, shown)
