"""Last entries of a section written at the margin: read where they belong, and told of once.

`nb_pls: { … }` under `vocabulaire`, in its column: what names it is sound, and no other name may be guessed.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from convrules.base.records import replace
from convrules.base.ressemblance import nearest
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.decalees import keys_of
from convrules.syntax.schema import Schema

Entree: TypeAlias = tuple[n.Scalaire, n.Yaml]
SECTIONS: Final = ("vocabulaire", "définitions", "paramètres", "choix")


def gathered(yaml: n.Yaml, text: str) -> Checked[n.Yaml]:
    """The tree with these entries in their section."""
    known = _sections(yaml.entrees[0][0].texte) if isinstance(yaml, n.Table) and yaml.entrees else {}
    if not isinstance(yaml, n.Table) or all(key.texte in known for key, _ in yaml.entrees):
        return Checked(value=yaml)
    kept: list[Entree] = []
    found: list[Diagnostic] = []
    rank = 0
    while rank < len(yaml.entrees):
        key, value = yaml.entrees[rank]
        rank += 1
        out: list[Entree] = []
        taken = 0
        if key.texte in SECTIONS and isinstance(value, n.Table) and _is_block(key, value):
            for entry in yaml.entrees[rank:]:
                if entry[0].texte in known or not _belongs(entry, value, known, key.texte, text):
                    break
                out.extend(_apart(entry, known[key.texte]))
                taken += 1
        if out and isinstance(value, n.Table):
            rank += taken
            found.append(_told(key, value, out))
            value = replace(value, entrees=(*value.entrees, *out))
        kept.append((key, value))
    whole = replace(yaml, entrees=tuple(kept)) if found else yaml
    return Checked(value=whole, diagnostics=tuple(found))


def _sections(kind: str) -> Mapping[str, Schema]:
    """What may stand at the margin of a file of a kind."""
    branches = (schema.resolve(b) for b in schema.schemas(schema.root(), "oneOf"))
    found = (schema.mapping(b, "properties") for b in branches if kind in schema.words(b, "required")[:1])
    return next(found, {})


def _is_block(key: n.Scalaire, value: n.Table) -> bool:
    return bool(value.entrees) and value.entrees[0][0].span.position[0] > key.span.position[0]


def _belongs(entry: Entree, section: n.Table, known: Mapping[str, Schema], sous: str, text: str) -> bool:
    """Can the entry be nothing else than one of the section's?"""
    key, value = entry
    wanted = schema.resolve(known.get(sous, {}))
    if section.get(key.texte) is not None:
        return False
    others = wanted.get("additionalProperties")
    if not isinstance(others, dict):
        return key.texte in schema.mapping(wanted, "properties")
    pattern = schema.text(schema.resolve(schema.mapping(wanted, "propertyNames")), "pattern")
    if re.search(pattern, key.texte) is None or nearest(key.texte, known):
        return False
    own = keys_of(others)
    if own:
        return isinstance(value, n.Table) and bool(own & {k.texte for k, _ in value.entrees})
    named = len(re.findall(rf"(?<![\w.]){key.texte}(?!\w)", text))
    return isinstance(value, n.Scalaire) and bool(value.texte) and named > 1


def _apart(entry: Entree, section: Schema) -> Iterator[Entree]:
    """The entry, and those that come after it in the section, which then stand under it."""
    key, value = entry
    others = schema.resolve(section).get("additionalProperties")
    own = keys_of(others) if isinstance(others, dict) else frozenset()
    after = [(k, v) for k, v in value.entrees if _is_entry(k, v, own)] if isinstance(value, n.Table) else []
    if isinstance(value, n.Table) and after:
        value = replace(value, entrees=tuple(e for e in value.entrees if e not in after))
    yield key, value
    yield from after


def _is_entry(key: n.Scalaire, value: n.Yaml, own: frozenset[str]) -> bool:
    return (
        key.texte not in own
        and isinstance(value, n.Table)
        and bool(own & {k.texte for k, _ in value.entrees})
    )


def _told(section: n.Scalaire, within: n.Table, out: list[Entree]) -> Diagnostic:
    (first, value), column = out[0], within.entrees[0][0].span.position[1]
    at_the_margin = [k.texte for k, _ in out if k.span.position[1] == first.span.position[1]]
    follows = value.entrees[0][0].span.position if isinstance(value, n.Table) and value.entrees else (0, 0)
    under = follows[0] > first.span.position[0] and follows[1] <= column
    return problems.cle_trop_a_gauche(
        span=first.span,
        cle=first.texte,
        sous=section.texte,
        autres=suite(map(cite, at_the_margin)) if len(at_the_margin) > 1 else "",
        n=str(column - section.span.position[1]),
        bloc=str(column - section.span.position[1]) if under else "",
    )
