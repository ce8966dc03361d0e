"""What editors are given: colours written from the tables of the engine, snippets that check."""

import json
import re
import sys
from pathlib import Path

import pytest

from convrules import api

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "editors" / "vscode"
sys.path.insert(0, str(ROOT / "scripts"))

import write_editor_grammar  # noqa: E402  # a script, not a module of the package

SNIPPETS = json.loads((EXTENSION / "snippets" / "convrules.json").read_text(encoding="utf-8"))
# Why: the share that a snippet adds must fit under the cap of thirty per cent, beside the one already there.
CONVENTION = (
    (ROOT / "tests/data/etat-93--oph-exemple.yaml")
    .read_text(encoding="utf-8")
    .replace("valeur: 28 %", "valeur: 5 %")
    .replace("valeur: 30 %", "valeur: 5 %")
    .replace("à défaut: 25 %", "à défaut: 5 %")
)
ESSAIS = 'essais: etat-93--oph-exemple\nau: 2025-12-31\nfaits: { commune: "93048", nature: logement_ordinaire, qpv: non, affectation: location }\ncas:\n'  # noqa: E501


def test_colours_are_those_of_the_tables() -> None:
    assert write_editor_grammar.FICHIER.read_text(encoding="utf-8") == write_editor_grammar.text()


def expanded(body: list[str]) -> str:
    """A snippet once laid down: each first choice or default in its place, under the list it belongs to."""
    text = "\n".join(f"  {line}" for line in body)
    text = re.sub(r"\$\{\d+\|([^,|]+)[^}]*\}", r"\1", text)
    return re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text) + "\n"


@pytest.mark.parametrize("nom", SNIPPETS)
def test_a_snippet_laid_down_as_it_is_checks(nom: str, tmp_path: Path) -> None:
    body = expanded(SNIPPETS[nom]["body"])
    assert "$" not in body
    case = nom == "Cas d'essai"
    clause = body.replace(": mutations", ": autres_mutations") if not case else ""
    (tmp_path / "c.yaml").write_text(CONVENTION + clause, encoding="utf-8")
    if case:
        (tmp_path / "c.essais.yaml").write_text(ESSAIS + body, encoding="utf-8")
        assert [r.reussi for r in api.run_essais([tmp_path]).resultats] == [True]
    errors = [(d.code, d.span.text) for d in api.check([tmp_path]).diagnostics if api.is_error(d)]
    assert errors == []


def test_the_extension_names_files_that_exist() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    given = manifest["contributes"]
    for found in (*given["grammars"], *given["snippets"]):
        assert (EXTENSION / found["path"]).is_file()
