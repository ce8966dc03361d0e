"""A key that has no place where it stands: the one that was meant, or where it is to be written; and a value
of another form than its key takes, as it is to be written."""

from collections.abc import Iterator, Mapping
from typing import Final

from convrules.base.ressemblance import nearest
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.entries import DANS_LA_REGLE
from convrules.syntax.schema import Schema
from convrules.syntax.words import fold

ENVELOPPES: Final = ("par", "remplace")
"""Keys of a change, under which stand the keys of a clause that it replaces."""


def unknown_key(
    key: n.Scalaire, known: Mapping[str, Schema], present: frozenset[str], lieu: str, missing: list[str]
) -> Diagnostic:
    """known: keys of the table; present: those that it has. What is missing only by this slip is taken out of
    `missing`."""
    free = [name for name in known if name not in present]
    same = next((name for name in free if fold(name) == fold(key.texte)), None)
    if same is not None:
        if same in missing:
            missing.remove(same)
        return problems.mot_mal_accentue(span=key.span, ecrit=key.texte, attendu=same)
    turned = sorted(fold(key.texte).split())
    proche = next((k for k in free if sorted(fold(k).split()) == turned), "") or nearest(key.texte, free)
    sous = _holder(key.texte, known) if key.texte != proche else ""
    if sous:
        proche = ""
    for named in (proche, sous):
        if named in missing:
            missing.remove(named)
    inside = "règle" if key.texte in DANS_LA_REGLE and proche != key.texte else ""
    return problems.cle_inconnue(
        span=key.span,
        cle=key.texte,
        lieu=lieu,
        proche="" if inside else proche,
        permises=suite(map(cite, free)),
        dans=inside,
        sous=sous if not inside else "",
        present=sous in present,
    )


def _holder(cle: str, known: Mapping[str, Schema]) -> str:
    """The one key of the table under which this one stands: `fondement`, which is of `source`."""
    holders = [
        name
        for name, wanted in known.items()
        if name not in ENVELOPPES and cle in schema.mapping(schema.resolve(wanted), "properties")
    ]
    return holders[0] if len(holders) == 1 else ""


def shown(node: n.Yaml, wanted: Schema, cle: str) -> str:
    """A value of another form, as its key takes it; empty when it cannot be told."""
    match node:
        case n.Scalaire(texte=("true" | "false") as word, cite=False):
            return f"{cle}: {'oui' if word == 'true' else 'non'}"
        case n.Scalaire():
            return _listed(node, wanted, cle) or schema.example(wanted, cle)
        case n.Liste(elements=(n.Table() as one,)) if one.span.text.startswith("{"):
            return f"{cle}: {one.span.text}" if "object" in schema.words(wanted, "type") else ""
        case n.Liste(elements=elements):
            return _named(elements, wanted, cle)
        case _:
            return ""


def _listed(node: n.Scalaire, wanted: Schema, cle: str) -> str:
    """`sans objet: SO`, where a list of texts is due."""
    items = wanted.get("items")
    of_texts = isinstance(items, dict) and "string" in schema.words(schema.resolve(items), "type")
    written = f'"{node.texte}"' if not node.cite and node.texte[:1].isdigit() else node.span.text
    return f"{cle}: [{written}]" if of_texts and node.texte else ""


def _named(elements: tuple[n.Yaml, ...], wanted: Schema, cle: str) -> str:
    """`hérite: [cch, commun]`, where each name has its own value."""
    names = list(_names(elements)) if isinstance(wanted.get("additionalProperties"), dict) else []
    return f"{cle}: {{ {', '.join(f'{name}: …' for name in names)} }}" if names else ""


def _names(elements: tuple[n.Yaml, ...]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, n.Scalaire) and element.texte:
            yield element.texte
