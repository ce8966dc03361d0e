"""`convrules schema`: the schema that editors read, every key explained, and real files that satisfy it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from convrules.cli.main import run
from convrules.syntax import schema
from convrules.syntax.words import fold

ROOT = Path(__file__).parents[2]
FILES = sorted(
    [*(ROOT / "conventions" / "exemples").rglob("*.yaml"), *(ROOT / "conventions" / "socles").rglob("*.yaml")]
)
RESULTATS = sorted(p.stem for p in (ROOT / "src" / "convrules" / "render" / "schemas").glob("*.json"))


class _Lecteur(yaml.SafeLoader):
    """What a reader of YAML 1.2 makes of a file: words stay words."""


_Lecteur.yaml_implicit_resolvers = {
    sign: [
        (tag, found)
        for tag, found in resolvers
        if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
    ]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def keys(node: object, path: str = "") -> Iterator[tuple[str, schema.Schema]]:
    """Every key that the schema names, with what it says of it."""
    if isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict):
            yield from ((f"{path}/{key}", schema.resolve(value)) for key, value in properties.items())
        for key, value in node.items():
            yield from keys(value, f"{path}/{key}")
    elif isinstance(node, list):
        for rank, value in enumerate(node):
            yield from keys(value, f"{path}/{rank}")


def test_every_key_is_explained() -> None:
    found = list(keys(schema.root()))
    assert len(found) > 400
    for path, said in found:
        gloss = fold(str(said.get("description", ""))).strip(" .")
        assert len(gloss.split()) > 1 and gloss != fold(path.rpartition("/")[2]), path


def test_what_is_printed_is_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == schema.root()
    Draft202012Validator.check_schema(printed)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_an_editor_finds_nothing_wrong_in_a_real_file(path: Path) -> None:
    read = yaml.load(path.read_text("utf-8"), _Lecteur)  # no tag is ever built
    assert [e.message for e in Draft202012Validator(schema.root()).iter_errors(read)] == []


def test_an_editor_sees_a_key_that_is_not_one() -> None:
    (path, *_) = (p for p in FILES if p.name == "etat-93.yaml")
    read = yaml.load(path.read_text("utf-8").replace("arrondi:", "arondi:", 1), _Lecteur)
    assert list(Draft202012Validator(schema.root()).iter_errors(read))


@pytest.mark.parametrize("nom", RESULTATS)
def test_the_schema_of_a_result(nom: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", nom]) == 0
    Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("nom", ["fmt", "../../../x", "check.json", ""])
def test_there_is_no_such_schema(nom: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", nom]) == 2
    said = capsys.readouterr().err
    assert "n'a pas de schéma. Il y a :" in said and "check, compare, compliance, convert" in said
