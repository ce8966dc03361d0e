"""The file of the key of pseudonyms is read: no output takes its place."""

import secrets
from pathlib import Path

import pytest

from convrules.cli.main import run


@pytest.mark.parametrize(
    ("option", "nom"), [("--qualite", "cle.txt"), ("--rejets", "cle.csv"), ("-o", "cle.csv")]
)
@pytest.mark.parametrize("named", ["option", "variable"])
def test_the_key_is_never_overwritten(
    option: str,
    nom: str,
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["init", str(tmp_path / "d"), "--modele", "commune"]) == 0
    monkeypatch.chdir(tmp_path / "d")
    mapping = Path("correspondance.yaml")
    text = mapping.read_text("utf-8")
    assert "id: NUM_VAC" in text
    mapping.write_text(text.replace("id: NUM_VAC", "id: { colonne: NUM_VAC, pseudonymiser: oui }"), "utf-8")
    key = tmp_path / nom
    key.write_text(secrets.token_hex(32), "ascii")
    before = key.read_bytes()
    if named == "variable":
        monkeypatch.setenv("CONVRULES_CLE", f"../{nom}")
    asked = ["--cle", f"../{nom}"] if named == "option" else []
    evaluate = ["evaluate", "--as-of", "2025-06-30", *asked]
    assert run(evaluate) == 0
    capsys.readouterr()
    assert run([*evaluate, option, f"../{nom}"]) == 2
    assert key.read_bytes() == before
    assert "ne sera pas écrasé" in " ".join(capsys.readouterr().err.split())
