"""The published schema applied to its letter by jsonschema: what `skeleton.py` is tested against.

Sole importer of jsonschema, whose import is heavy: nothing that runs on every check imports this.
"""

from typing import Final, TypeAlias, assert_never

from jsonschema import Draft202012Validator

from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.skeleton import json_type

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_TROU: Final = {"type": "string", "pattern": "^<[a-z][a-z0-9_]*>$"}
_SCALAIRES: Final = frozenset({"string", "number", "integer"})


def violations(file: n.File) -> tuple[str, ...]:
    """Paths of what the schema refuses in a file, sorted; empty when it accepts the file.

    In a model, a hole stands for any value.
    """
    contract: object = schema.root()
    if file.genre is n.GenreFichier.MODELE:
        contract = _with_holes(contract)
    assert isinstance(contract, dict), "a schema is a table"
    checker = Draft202012Validator.FORMAT_CHECKER
    errors = Draft202012Validator(contract, format_checker=checker).iter_errors(to_json(file.racine))
    return tuple(sorted("/".join(str(step) for step in error.absolute_path) for error in errors))


def _with_holes(part: object) -> object:
    """The schema where every value may also be a hole."""
    if isinstance(part, list):
        return [_with_holes(element) for element in part]
    if not isinstance(part, dict):
        return part
    rebuilt = {key: value if key == "propertyNames" else _with_holes(value) for key, value in part.items()}
    kinds = part.get("type")
    types = {kinds} if isinstance(kinds, str) else set(kinds) if isinstance(kinds, list) else set()
    return {"anyOf": [rebuilt, _TROU]} if types & _SCALAIRES else rebuilt


def to_json(node: n.Yaml) -> Json:
    """The value that any reader of YAML 1.2 gives to a node; what was refused stands as a text."""
    match node:
        case n.Table(entrees=entries):
            return {key.texte: to_json(value) for key, value in entries}
        case n.Liste(elements=elements):
            return [to_json(element) for element in elements]
        case n.Phrase() | n.Invalide():
            return "phrase"
        case n.Scalaire(texte=text):
            return _scalar(text, json_type(node))
        case _:
            assert_never(node)


def _scalar(text: str, kind: str) -> Json:
    if kind == "null":
        return None
    if kind == "boolean":
        return text.lower() == "true"
    if kind == "integer":
        return int(text)
    return float(text) if kind == "number" else text
