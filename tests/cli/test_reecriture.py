"""Files written again: what is written, what is left alone, what is said."""

import os
import random
import re
import stat
import subprocess
from pathlib import Path

import pytest

from checking.test_pages import CODES, examples
from convrules import api
from convrules.api.load import load_depot
from convrules.api.verification import check_depot
from convrules.base.source import make_source
from convrules.cli.main import run
from convrules.syntax import layout
from convrules.syntax.layout import lay_out
from frames import frame_clauses, frame_entete
from shuffle import shuffle

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "conventions" / "catalogue"
TEXTE = "# tête\n" + frame_clauses(
    '- champ: a  # note\n  règle: nature = logement_ordinaire\n  source: { article: "1" }\n'
)
MAL = TEXTE.replace("règle: ", "règle:    ").replace("source: { ", "source: {")


def say(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    streams = capsys.readouterr()
    return streams.out.replace("\u00a0", " "), streams.err.replace("\u00a0", " ")


@pytest.fixture
def fichier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert MAL != TEXTE == lay_out(make_source("t", TEXTE)).texte
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "x.yaml"
    path.write_text(MAL, "utf-8")
    return path


# --- fmt --------------------------------------------------------------------------------------
def test_a_file_is_laid_out_once(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "x.yaml"]) == 0
    assert say(capsys) == ("x.yaml\n1 fichier remis en forme.\n", "")
    assert fichier.read_text("utf-8") == TEXTE
    before = fichier.stat().st_mtime_ns
    assert run(["fmt", "x.yaml"]) == 0
    assert say(capsys) == ("1 fichier déjà en forme.\n", "")
    assert fichier.stat().st_mtime_ns == before


def test_check_names_and_writes_nothing(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "--check"]) == 1
    assert say(capsys) == ("x.yaml\n1 fichier à remettre en forme.\n", "")
    assert fichier.read_text("utf-8") == MAL
    fichier.write_text(TEXTE, "utf-8")
    assert run(["fmt", "--check"]) == 0
    assert say(capsys) == ("1 fichier déjà en forme.\n", "")


def test_diff_is_a_patch_and_writes_nothing(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier.write_text(MAL.rstrip("\n"), "utf-8")
    assert run(["fmt", "--diff"]) == 1
    shown = capsys.readouterr().out
    assert fichier.read_text("utf-8") == MAL.rstrip("\n")
    patched = subprocess.run(["git", "apply", "-"], input=shown.encode(), cwd=fichier.parent, check=False)
    assert patched.returncode == 0
    assert fichier.read_text("utf-8") == TEXTE


@pytest.mark.parametrize(
    ("head", "end"), [(b"\xef\xbb\xbf", b"\n"), (b"", b"\r\n"), (b"\xef\xbb\xbf", b"\r\n")]
)
def test_a_mark_and_the_ends_of_lines_stay(head: bytes, end: bytes, fichier: Path) -> None:
    fichier.write_bytes(head + MAL.encode().replace(b"\n", end))
    assert run(["fmt"]) == 0
    assert fichier.read_bytes() == head + TEXTE.encode().replace(b"\n", end)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("convention: é\n".encode("cp1252"), "CR001"),
        (MAL.replace("nature =", "nature == ").encode(), "CR115"),
        (b"services: [a]\n", "CR015"),
    ],
)
def test_what_does_not_read_is_left_alone_and_told(
    content: bytes, code: str, fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier.write_bytes(content)
    (fichier.parent / "y.yaml").write_text(MAL, "utf-8")
    assert run(["fmt"]) == 1
    out, err = say(capsys)
    assert out == "y.yaml\n1 fichier remis en forme, 1 fichier à corriger d'abord.\n" and code in err
    assert fichier.read_bytes() == content
    assert (fichier.parent / "y.yaml").read_text("utf-8") == TEXTE


def test_what_does_not_open(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "absent.yaml", "x.yaml"]) == 2
    assert "« absent.yaml » n'existe pas." in say(capsys)[1]


def test_the_lock_of_a_socle_laid_out_is_to_be_renewed(
    fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("convrules.toml").write_text("[depot]\n", "utf-8")
    socle = "socle: maison\nversion:   2026-01\nclauses:\n  - champ: b\n    règle: nature != foyer\n"
    Path("s.yaml").write_text(socle + "    source: { fondement: charte du bailleur }\n", "utf-8")
    fichier.write_text(TEXTE.replace("choix:", "hérite: { maison: 2026-01 }\nchoix:", 1), "utf-8")
    assert run(["check", "--lock"]) == 0
    capsys.readouterr()
    assert run(["fmt", "--check"]) == 1
    assert "convrules.lock" not in say(capsys)[1]
    assert run(["fmt"]) == 0
    assert "« convrules.lock » garde l'empreinte d'un texte remis en forme" in say(capsys)[1]
    assert run(["check"]) == 1
    assert run(["check", "--lock"]) == 0


def test_a_link_stays_one_and_a_mode_too(fichier: Path) -> None:
    real = fichier.rename(fichier.parent / "vrai.txt")
    real.chmod(0o640)
    fichier.symlink_to(real)
    assert run(["fmt", "x.yaml"]) == 0
    assert fichier.is_symlink() and real.read_text("utf-8") == TEXTE
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(os.listdir(fichier.parent)) == ["vrai.txt", "x.yaml"]


def test_a_layout_that_would_change_the_meaning_is_not_written(
    fichier: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(layout, "_text", lambda *_: "convention: autre\n")
    assert run(["fmt"]) == 3
    assert "« x.yaml » est laissé tel quel" in say(capsys)[1]
    assert fichier.read_text("utf-8") == MAL


# --- what check says stays the same -----------------------------------------------------------
def said(text: str, folder: Path) -> list[tuple[str, dict[str, str]]]:
    path = folder / "x.yaml"
    path.write_text(text, "utf-8")
    return [(d.code, dict(d.args)) for d in api.check([path]).diagnostics]


FRAMES = {"clauses": frame_clauses, "entete": frame_entete, "fichier": str}


@pytest.mark.parametrize("code", CODES)
def test_findings_are_the_same(code: str, tmp_path: Path) -> None:
    for kind, text in examples(code, "Refusé"):
        if kind not in FRAMES:
            continue
        whole = FRAMES[kind](text)
        laid = lay_out(make_source("t", whole))
        if not laid.constats:
            assert said(laid.texte, tmp_path) == said(whole, tmp_path)


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("clause-[1-2]?.yaml")), ids=lambda p: p.name)
def test_the_meaning_is_the_same(path: Path, tmp_path: Path) -> None:
    """The same IR, from an order of keys and a layout that no one would choose."""
    moved = shuffle(path.read_text("utf-8"), random.Random(path.name))
    wide = re.sub("^( *)- ", r"\1-\n\1  ", moved, flags=re.M).replace("{ ", "{")
    laid = lay_out(make_source("t", wide)).texte
    found = []
    for name, text in (("avant", moved), ("apres", laid)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").write_text(text, "utf-8")
        found.append(check_depot(load_depot(tmp_path / name)))
    before, after = found
    assert [(d.code, d.args) for d in after.diagnostics] == [(d.code, d.args) for d in before.diagnostics]
    assert after.programmes and {i: p.convention for i, p in after.programmes.items()} == {
        i: p.convention for i, p in before.programmes.items()
    }


def test_a_socle_laid_out_otherwise_is_the_same_socle(tmp_path: Path) -> None:
    (socle,) = (ROOT / "conventions" / "socles" / "cch_patrimoine").glob("*.yaml")
    text = socle.read_text("utf-8").replace(": ", ":  ") + "# à nous\n"
    (tmp_path / "socle.yaml").write_text(text, "utf-8")
    assert [d.code for d in api.check([tmp_path]).diagnostics] == []
    (tmp_path / "socle.yaml").write_text(text.replace("plus_cd, ", ""), "utf-8")
    assert [d.code for d in api.check([tmp_path]).diagnostics] == ["CR605"]
