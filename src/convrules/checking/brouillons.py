"""Conventions made from a model, mappings made from a header: what is left of the draft."""

import re
from collections.abc import Iterator
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import modeles as problems
from convrules.syntax import modeles as surface
from convrules.syntax import nodes as n

_A_COMPLETER: Final = Motif(
    r"^(?P<ligne>[^#\n]*)(?P<note>#[ \t]*à compléter(?:[ \t]*:[ \t]*(?P<question>[^\n]*))?)",
    re.IGNORECASE | re.MULTILINE,
)


def left_of_a_draft(file: n.File) -> Iterator[Diagnostic]:
    """Values of an example that a comment says to replace, and variants among which nobody chose."""
    for span, question in _notes(file):
        yield problems.exemple_a_remplacer(span=span, question=question or "valeur d'exemple")
    for clauses in surface.variants(file.racine).values():
        for clause in clauses:
            key = clause.key("variante de")
            yield problems.variante_hors_modele(span=key.span if key is not None else clause.span)


def left_to_complete(file: n.File) -> Iterator[Diagnostic]:
    """What a comment of a mapping says to complete."""
    for span, question in _notes(file):
        yield problems.reste_a_completer(span=span, question=question or "valeur d'exemple")


def _notes(file: n.File) -> Iterator[tuple[Span, str]]:
    """Each comment « à compléter » of a file, with what it asks, or what stands before it."""
    source = file.racine.span.source
    for found in _A_COMPLETER.finditer(source.text):
        span = Span(source=source, start=found.start("note"), end=found.end("note"))
        yield span, (found["question"] or "").strip() or found["ligne"].strip(" -").partition(":")[0]
