"""The published schema as plain data: loaded once, its references followed, its words read."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from convrules.syntax.ressources import resource_text

Schema: TypeAlias = Mapping[str, Any]

FICHIER: Final = "convention.schema.json"


@cache
def root() -> Schema:
    """The whole schema (JSON Schema, draft 2020-12)."""
    found: Schema = json.loads(resource_text(FICHIER))
    return found


_RESOLVED: dict[int, tuple[Schema, Schema]] = {}


def resolve(schema: Schema) -> Schema:
    """The schema with its references followed; what stands beside a reference wins. Followed once: parts of
    the schema are known by identity, and kept."""
    target = schema.get("$ref")
    if not isinstance(target, str):
        return schema
    if id(schema) not in _RESOLVED:
        found = resolve(mapping(root(), "$defs")[target.removeprefix("#/$defs/")])
        merged = {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
        _RESOLVED[id(schema)] = schema, merged
    return _RESOLVED[id(schema)][1]


_ALTERNATIVES: dict[int, tuple[Schema, tuple[Schema, ...]]] = {}


def alternatives(schema: Schema) -> tuple[Schema, ...]:
    """What a part of the schema may be one of, references followed; found once, as above."""
    found = _ALTERNATIVES.get(id(schema))
    if found is None:
        told = schemas(schema, "oneOf") + schemas(schema, "anyOf")
        found = _ALTERNATIVES[id(schema)] = schema, tuple(resolve(each) for each in told)
    return found[1]


def mapping(schema: Schema, keyword: str) -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = schema.get(keyword, {})
    return found


def schemas(schema: Schema, keyword: str) -> tuple[Schema, ...]:
    return tuple(schema.get(keyword, ()))


def words(schema: Schema, keyword: str) -> tuple[str, ...]:
    """A list of words, or a single one, or none."""
    value = schema.get(keyword, ())
    return (value,) if isinstance(value, str) else tuple(value)


def text(schema: Schema, keyword: str) -> str:
    found: str = schema.get(keyword, "")
    return found


def number(schema: Schema, keyword: str) -> int:
    found: int = schema.get(keyword, 0)
    return found


def example(wanted: Schema, cle: str) -> str:
    """How a table is written on the line of its key: its required keys, or its first one; nothing when it has
    none that are known."""
    known = tuple(mapping(resolve(wanted), "properties"))
    keys = words(resolve(wanted), "required") or known[:1]
    inner = ", ".join(f"{key}: …" for key in keys)
    return f"{cle}: {{ {inner} }}" if known and inner else ""
