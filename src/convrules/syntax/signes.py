"""Signs of other languages, looked for in every sentence: apart from what only a refused one needs."""

import re
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import phrase as problems

_TEXTE: Final = r'"[^"\n]*"'
_SIGNES: Final = {
    "==": "=",
    "=>": ">=",
    "<>": "!=",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "−": "-",
    **dict.fromkeys("\u2010\u2011\u2012–—", "-"),
    "&&": "et",
    "||": "ou",
}
_TIRET: Final = "[-\u2010-\u2014−]"
_SIGNE: Final = Motif(
    _TEXTE
    + rf"|(?P<jour>(?<!\w)[0-9]{{4}}{_TIRET}[0-9]{{2}}{_TIRET}[0-9]{{2}}(?!\w))"
    + r"|(?P<signe>==|=>|<>|≥|≤|≠|×|÷|[−\u2010-\u2014]|&&|\|\|)"
    + r"|(?P<inverse>=<)(?![a-z][a-z0-9_]*>)|(?P<double>//)"
)


def foreign_sign(text: str, sentence: Span) -> Diagnostic | None:
    """A sign of another language, outside quoted text; `=<hole>` is none."""
    for match in _SIGNE.finditer(text, sentence.start, sentence.end):
        if match.lastgroup is None:
            continue
        span = Span(source=sentence.source, start=match.start(), end=match.end())
        if match["double"]:
            return problems.division_entiere(span=span)
        if match["jour"] and match[0].isascii():
            continue
        if match["jour"]:
            return problems.signe_etranger(span=span, ecrit=span.text, attendu=re.sub(_TIRET, "-", span.text))
        meant = "<=" if match["inverse"] else _SIGNES[match["signe"]]
        return problems.signe_etranger(span=span, ecrit=span.text, attendu=meant)
    return None
