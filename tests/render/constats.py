"""A finding on a text, where a word of it stands."""

from convrules.base.source import Span, make_source
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier


def span(text: str, marked: str, name: str = "conventions/é.yaml", after: str = "") -> Span:
    start = text.index(marked, text.index(after))
    return Span(source=make_source(name, text), start=start, end=start + len(marked))


TEXTE = "convention: x\nclauses:\n  - part: une\n    règle: r\n    part: deux\n"


def repeated() -> Diagnostic:
    first = span(TEXTE, "part", after="-")
    again = span(TEXTE, "part", after="règle")
    return fichier.cle_repetee(span=again, cle="part", premiere=first)
