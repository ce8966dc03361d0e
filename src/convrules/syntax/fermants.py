"""Text after a brace or a bracket that closes a value, and a dash before a value that is no list."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Source, Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import schema
from convrules.syntax.yaml_slips import known_keys

_APRES: Final = Motif(
    r" *(?:- )?(?P<cle>[^\W\d_][\w' -]*?): +(?P<valeur>\{[^{}]*\}|\[[^\[\]]*\]) *(?P<reste>[^\s,#}\]].*?) *"
)
_TIRET: Final = Motif(r" *(?:- )?(?P<cle>[^\W\d_][\w' -]*?): +(?P<tiret>-) +(?P<valeur>.+?) *")
_COURT: Final = 60
"""LIMIT: characters of a value that a remedy writes again."""


def after_a_bracket(source: Source, number: int) -> Diagnostic | None:
    """`source: { article: "5" } voir annexe`, `raison: [La prise] en compte des besoins`."""
    found = _APRES.fullmatch(source.line(number))
    if found is None or found["cle"] not in known_keys():
        return None
    valeur, reste = found["valeur"], found["reste"]
    whole = f"{valeur} {reste}"
    raison = t("du texte suit « {signe} », qui ferme la valeur", signe=valeur[-1])
    if found["cle"] not in keys_of_lists() and valeur[0] == "[" and '"' not in whole:
        shown = whole if len(whole) <= _COURT else f"{whole[: _COURT - 1]}…"
        conseil = t(
            "Mettez tout le texte entre guillemets : « {ligne} ».", ligne=f'{found["cle"]}: "{shown}"'
        )
    else:
        conseil = t("Retirez ce texte, ou faites-en un commentaire : « # {reste} ».", reste=reste)
    return _told(source, number, found.span("reste"), raison, conseil)


def dash_before_a_value(source: Source, number: int) -> Diagnostic | None:
    """`raison: - La prise en compte …`: a dash begins the element of a list, and this key has none."""
    found = _TIRET.fullmatch(source.line(number))
    if found is None or found["cle"] not in known_keys() - keys_of_lists():
        return None
    raison = t("un tiret précède la valeur de « {cle} », qui n'est pas une liste", cle=found["cle"])
    conseil = t("Retirez le tiret : il commence un élément d'une liste.")
    return _told(source, number, found.span("tiret"), raison, conseil)


def _told(source: Source, number: int, place: tuple[int, int], raison: str, conseil: str) -> Diagnostic:
    start = source.line_starts[number - 1]
    span = Span(source=source, start=start + place[0], end=start + place[1])
    return problems.yaml_illisible(span=span, raison=raison, conseil=conseil)


@cache
def keys_of_lists() -> frozenset[str]:
    """Keys that hold a list somewhere in the published schema."""
    return frozenset(_lists(schema.root()))


def _lists(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _lists(part)
    elif isinstance(node, dict):
        properties = node.get("properties")
        for key, wanted in properties.items() if isinstance(properties, dict) else ():
            if _is_list(wanted):
                yield key
        for part in node.values():
            yield from _lists(part)


def _is_list(wanted: object) -> bool:
    if not isinstance(wanted, dict):
        return False
    whole = schema.resolve(wanted)
    branches = (
        *schema.schemas(whole, "oneOf"),
        *schema.schemas(whole, "anyOf"),
        *schema.schemas(whole, "allOf"),
    )
    return "array" in schema.words(whole, "type") or any(_is_list(branch) for branch in branches)
