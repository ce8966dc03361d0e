"""Keys of a group written one level too far left, where names are: `codes` under `nature`, in its column."""

from collections.abc import Iterator, Mapping

from convrules.base.records import dataclass
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Decalee:
    """A key, and the name above that it belongs under. `sure`: it can be nothing else; otherwise,
    it is one of these keys unless something bears its name."""

    cle: n.Scalaire
    sous: n.Scalaire
    sure: bool


def shifted(node: n.Table, named: Schema) -> Mapping[str, Decalee]:
    """Of a table of names, the keys of one of its groups. named: what stands under each name."""
    own = keys_of(named)
    return {d.cle.texte: d for d in _shifted(node, own)} if own else {}


def surely_shifted(node: n.Table, named: object) -> Mapping[str, Decalee]:
    """Those that can be nothing else. named: False or True of a table that is none of names."""
    return {k: d for k, d in shifted(node, named).items() if d.sure} if isinstance(named, dict) else {}


def column_keys_shifted(node: n.Table) -> Mapping[str, Decalee]:
    """The same, of the columns of one table of a mapping."""
    defs = schema.mapping(schema.root(), "$defs")
    return shifted(node, defs["colonne_ou_nom"])


def _shifted(node: n.Table, own: frozenset[str]) -> Iterator[Decalee]:
    above: tuple[n.Scalaire, n.Yaml] | None = None
    for key, value in node.entrees:
        if above is not None and key.texte in own and _may_lack(above[1], key.texte):
            yield Decalee(cle=key, sous=above[0], sure=_is_no_name(key, value, own) or _is_empty(above[1]))
        else:
            above = key, value


def _may_lack(group: n.Yaml, key: str) -> bool:
    return _is_empty(group) or (isinstance(group, n.Table) and group.get(key) is None)


def _is_empty(node: n.Yaml) -> bool:
    return isinstance(node, n.Scalaire) and not node.cite and not node.texte


def _is_no_name(key: n.Scalaire, value: n.Yaml, own: frozenset[str]) -> bool:
    """No name has a space or an accent, nor a list under it, nor a table without any of the keys."""
    if not key.texte.isascii() or " " in key.texte or isinstance(value, n.Liste):
        return True
    return isinstance(value, n.Table) and not any(k.texte in own for k, _ in value.entrees)


def keys_of(named: Schema) -> frozenset[str]:
    """Keys of a group, or of those forms of it that are one."""
    whole = schema.resolve(named)
    forms = (whole, *map(schema.resolve, schema.schemas(whole, "oneOf") + schema.schemas(whole, "anyOf")))
    return frozenset(key for form in forms for key in schema.mapping(form, "properties"))
