"""A list between brackets whose members are parted by no comma: `[T4; T5]`, `[T4 et T5]`, `[T4 T5]`."""

import re
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import phrase as problems

_LISTE: Final = Motif(r"\"[^\"\n]*\"|\[(?P<membres>[^\[\]<>=]*)\]")
_MEMBRE: Final = r"(?:\"[^\"\n]*\"|[^\W\d_]\w*(?:\.\w+)?|[0-9]\w*)"
_SEPARES: Final = Motif(rf"\s*(?P<un>{_MEMBRE})(?P<entre>\s*[,;|·•/]\s*|\s+(?:et|ou)\s+|\s+|\s*\Z)")
_CODE: Final = Motif(r"\"|[A-Za-z]\w*[A-Z0-9]|[A-Z]")
"""Two words with a space between them may be one name, or a number and its unit: a code with a
capital or a figure is neither."""


def ill_parted(text: str, sentence: Span) -> Diagnostic | None:
    """The list, with commas, when another sign or word parts its members."""
    for found in _LISTE.finditer(text, sentence.start, sentence.end):
        members = _members(found["membres"] or "")
        if members:
            span = Span(source=sentence.source, start=found.start(), end=found.end())
            return problems.tournure(span=span, ecrit=span.text, attendu=f"[{', '.join(members)}]")
    return None


def _members(inside: str) -> list[str]:
    """The members, when something else than a comma parts some of them."""
    members: list[str] = []
    at, slipped = 0, False
    while at < len(inside):
        found = _SEPARES.match(inside, at)
        if found is None:
            return []
        sign, last = found["entre"].strip(), found.end() == len(inside)
        if not sign and not last and _CODE.match(found["un"]) is None:
            return []
        if sign == "/" and re.fullmatch(r"[0-9]+", found["un"]):
            return []
        slipped |= sign != "," and not last
        members.append(found["un"])
        at = found.end()
    return members if slipped else []
