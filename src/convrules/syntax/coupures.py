"""Prose between braces that a comma has cut: what follows it reads as keys without a value."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import nodes as n

Entree: TypeAlias = tuple[n.Scalaire, n.Yaml]


_NOMBRE: Final = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*,\d+(?:\s|$)")
"""With its decimals after a comma: told, and mended, where the number is read."""
_DECIMALES: Final = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*,\d+")


def rejoined(entries: Sequence[Entree]) -> tuple[tuple[Entree, ...], list[Diagnostic]]:
    """The entries of a mapping between braces, each piece of prose whole again, with what was found. A lone
    word without a value may be a key that lacks one: it is not taken for prose."""
    kept: list[Entree] = []
    found: list[Diagnostic] = []
    for entry, after in _runs(entries):
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
        while _is_plain(entries[at][1]) and end < len(entries) and _is_piece(entries[end]):
            end += 1
        yield entries[at], [key for key, _ in entries[at + 1 : end]]
        at = end


def _is_prose(entry: Entree, after: Sequence[n.Scalaire]) -> bool:
    """Several words, or a number whose decimals stand right after the comma."""
    if any(" " in piece.texte for piece in after):
        return True
    start = entry[1].span
    whole = start.source.text[start.start : after[0].span.end] if len(after) == 1 else ""
    return _DECIMALES.fullmatch(whole) is not None


def _is_plain(value: n.Yaml) -> bool:
    return isinstance(value, n.Scalaire) and not value.cite and bool(value.texte)


def _is_piece(entry: Entree) -> bool:
    key, value = entry
    return not key.cite and isinstance(value, n.Scalaire) and value.span.start == value.span.end


def _rien(piece: n.Scalaire) -> n.Scalaire:
    end = piece.span.end
    return n.Scalaire(span=Span(source=piece.span.source, start=end, end=end), texte="", cite=False)
