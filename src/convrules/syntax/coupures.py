"""Prose between braces that a comma has cut, and a list without its brackets: what follows the comma reads as
keys without a value."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import nodes as n

Entree: TypeAlias = tuple[n.Scalaire, n.Yaml]


_NOMBRE: Final = Motif(r"\d+(?:[ \u00a0\u202f]\d{3})*,\d+(?:\s|$)")
"""With its decimals after a comma: told, and mended, where the number is read."""
_DECIMALES: Final = Motif(r"\d+(?:[ \u00a0\u202f]\d{3})*,\d+")


def rejoined(entries: Sequence[Entree]) -> tuple[tuple[Entree, ...], list[Diagnostic]]:
    """The entries of a mapping between braces, each piece of prose whole again, with what was found. A lone
    word without a value may be a key that lacks one: it is not taken for prose."""
    kept: list[Entree] = []
    found: list[Diagnostic] = []
    for entry, after in _runs(entries):
        if after and all(map(_is_code, (entry[1], *after))) and not _is_number(entry, after):
            listed = _listed(entry, after)
            kept.append((entry[0], listed))
            found.append(_without_brackets(entry[0], listed))
            continue
        if not _is_prose(entry, after):
            kept += [entry, *((piece, _rien(piece)) for piece in after)]
            continue
        key, value = entry
        assert isinstance(value, n.Scalaire), "prose is a scalar"
        span = Span(source=value.span.source, start=value.span.start, end=after[-1].span.end)
        kept.append((key, replace(value, span=span, texte=span.text)))
        if _NOMBRE.match(span.text) is None:
            found.append(problems.virgule_qui_coupe(span=span, cle=key.texte, texte=span.text))
    return tuple(kept), found


def _runs(entries: Sequence[Entree]) -> Iterator[tuple[Entree, list[n.Scalaire]]]:
    """Each entry, with the keys without a value that follow it when it holds a plain text."""
    at = 0
    while at < len(entries):
        end = at + 1
        plain, coded = is_plain(entries[at][1]), _is_code(entries[at][1])
        while end < len(entries) and (
            (plain and is_piece(entries[end])) or (coded and _is_code_alone(entries[end]))
        ):
            end += 1
        yield entries[at], [key for key, _ in entries[at + 1 : end]]
        at = end


def _is_prose(entry: Entree, after: Sequence[n.Scalaire]) -> bool:
    """Several words, or a number whose decimals stand right after the comma."""
    return any(" " in piece.texte for piece in after) or _is_number(entry, after)


def _is_number(entry: Entree, after: Sequence[n.Scalaire]) -> bool:
    start = entry[1].span
    whole = start.source.text[start.start : after[0].span.end] if len(after) == 1 else ""
    return _DECIMALES.fullmatch(whole) is not None


def is_plain(value: n.Yaml) -> bool:
    return isinstance(value, n.Scalaire) and not value.cite and bool(value.texte)


def is_piece(entry: Entree) -> bool:
    key, value = entry
    return not key.cite and isinstance(value, n.Scalaire) and value.span.start == value.span.end


def _is_code(node: n.Yaml) -> bool:
    """Between quotation marks, or made of figures."""
    return isinstance(node, n.Scalaire) and (
        node.cite or (bool(node.texte) and node.texte.isascii() and node.texte.isdigit())
    )


def _is_code_alone(entry: Entree) -> bool:
    key, value = entry
    return _is_code(key) and isinstance(value, n.Scalaire) and value.span.start == value.span.end


def _listed(entry: Entree, after: Sequence[n.Scalaire]) -> n.Liste:
    first = entry[1]
    assert isinstance(first, n.Scalaire), "a code is a scalar"
    codes = tuple(replace(code, cite=True) for code in (first, *after))
    span = Span(source=first.span.source, start=first.span.start, end=after[-1].span.end)
    return n.Liste(span=span, elements=codes)


def _without_brackets(cle: n.Scalaire, listed: n.Liste) -> Diagnostic:
    codes = ", ".join(f'"{code.texte}"' for code in listed.elements if isinstance(code, n.Scalaire))
    return problems.forme_inattendue(
        span=listed.span,
        cle=cle.texte,
        attendu=t("une liste entre crochets"),
        trouve=t("plusieurs valeurs séparées par des virgules"),
        exemple=f"{cle.texte}: [{codes}]",
    )


def _rien(piece: n.Scalaire) -> n.Scalaire:
    end = piece.span.end
    return n.Scalaire(span=Span(source=piece.span.source, start=end, end=end), texte="", cite=False)
