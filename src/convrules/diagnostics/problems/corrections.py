"""Corrections of a word that was probably meant otherwise: always to be reviewed."""

from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.diagnostics.model import Edit

_NU: Final = Motif(r"[^\W\d][\w' ./()-]*(?<! )")
"""What YAML reads as the same text without quotes."""


def renamed(span: Span, ecrit: str, proche: str) -> Edit | None:
    """Put `proche` in the place of `ecrit`; nothing when no word is near, or when the place holds more than
    the word."""
    written = span.text
    quote = written[0] if written[:1] in ("'", '"') and written.endswith(written[0]) else ""
    if not proche or written.removeprefix(quote).removesuffix(quote) != ecrit:
        return None
    quote = quote or ("" if _NU.fullmatch(proche) else '"')
    if set(proche) & {quote, "\\", "\n"}:
        return None
    return Edit(span=span, texte=f"{quote}{proche}{quote}", sure=False)
