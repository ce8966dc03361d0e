"""Which part of the published schema governs each node of a file: what its key means, what may stand there.

The walk follows the branches that `skeleton` follows; it never reports anything.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from convrules.base.records import dataclass
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.schema import Schema
from convrules.syntax.skeleton import accepts_type, kind_of, only_requires

_VIDE: Final[Schema] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gouverne:
    """A value of a file. `cle`: the key that leads to it (None in a list, or at the root); `chemin`: the keys
    from the root; `voulu`: its schema as the place names it, references not followed; `genre`: the kind of
    clause, modification or file that holds it."""

    noeud: n.Yaml
    cle: n.Scalaire | None
    chemin: tuple[str, ...]
    voulu: Schema
    genre: str

    @property
    def renvoi(self) -> str:
        """The name of the definition of the schema that governs the value (`cite`, `nom`, `phrase`…)."""
        target = self.voulu.get("$ref")
        return target.removeprefix("#/$defs/") if isinstance(target, str) else ""

    @property
    def glose(self) -> str:
        """What the key is for, in French."""
        return schema.text(schema.resolve(self.voulu), "description")


def governed(file: n.File) -> Iterator[Gouverne]:
    """Every value of a file with what governs it, in reading order."""
    branches = [schema.resolve(b) for b in schema.schemas(schema.root(), "oneOf")]
    genre = file.genre.value if file.genre is not None else ""
    wanted = next((b for b in branches if kind_of(b) == genre), schema.root())
    yield from _walk(file.racine, None, (), wanted, genre)


def shape(node: n.Table, wanted: Schema) -> Schema:
    """The branch that a table follows: the only one for tables, or that of a kind among its keys."""
    wanted = schema.resolve(wanted)
    alternatives = _choices(wanted)
    if not alternatives:
        return wanted
    fitting = [b for b in map(schema.resolve, alternatives) if accepts_type(node, b)]
    keys = {key.texte for key, _ in node.entrees}
    if len(fitting) == 1:
        return shape(node, fitting[0])
    return next((b for b in fitting if schema.words(b, "required") and kind_of(b) in keys), _VIDE)


def alternatives_of(wanted: Schema) -> tuple[Schema, ...]:
    """Schemas among which the keys of a table choose (kinds of clauses), or the schema itself."""
    wanted = schema.resolve(wanted)
    return tuple(map(schema.resolve, _choices(wanted))) or (wanted,)


def _choices(wanted: Schema) -> tuple[Schema, ...]:
    """The alternatives of a schema, those of a part of it included; none when it leaves no choice."""
    found = schema.schemas(wanted, "oneOf") + schema.schemas(wanted, "anyOf")
    if found and not only_requires(found):
        return found
    parts = (_choices(schema.resolve(part)) for part in schema.schemas(wanted, "allOf"))
    return next((choices for choices in parts if choices), ())


def _walk(
    node: n.Yaml, cle: n.Scalaire | None, chemin: tuple[str, ...], wanted: Schema, genre: str
) -> Iterator[Gouverne]:
    yield Gouverne(noeud=node, cle=cle, chemin=chemin, voulu=wanted, genre=genre)
    if isinstance(node, n.Table):
        branch = shape(node, wanted)
        kind = next(iter(schema.words(branch, "required")), "")
        inner = kind if kind and node.get(kind) is not None else genre
        for key, value in node.entrees:
            yield from _walk(value, key, (*chemin, key.texte), _of_key(branch, key.texte), inner)
    elif isinstance(node, n.Liste):
        items = _items(wanted)
        for element in node.elements:
            yield from _walk(element, None, chemin, items, genre)


def _of_key(branch: Schema, key: str) -> Schema:
    known = schema.mapping(branch, "properties")
    if key in known:
        return known[key]
    others = branch.get("additionalProperties")
    return others if isinstance(others, Mapping) else _VIDE


def _items(wanted: Schema) -> Schema:
    for branch in alternatives_of(wanted):
        items = branch.get("items")
        if isinstance(items, Mapping):
            return items
    return _VIDE
