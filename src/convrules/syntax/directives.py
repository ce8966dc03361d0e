"""What a person accepts, written beside it: `# convrules: ignore[CR504] motif: …, jusqu'au 2026-12-31`.

It stands at the end of the line it speaks of, or alone on a line above. Signs are read on the lines of the
text, so the same words serve as a comment of YAML and of a sentence.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.source import Source, Span
from convrules.base.texte import t
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import acceptation as problems

_DIRECTIVE: Final = Motif(r"(?:^|(?<=[ \t]))#[ \t]*convrules[ \t]*:(?P<corps>[^\r\n]*)", re.M)
_CORPS: Final = Motif(r"[ \t]*ignore[ \t]*\[(?P<codes>[^\]]*)\](?P<reste>.*)")
_RESTE: Final = Motif(
    r"[ \t]*motif[ \t\u00a0\u202f]*:[ \t]*(?P<motif>.*?)"
    r"(?:[ \t]*,?[ \t]*jusqu['’]au[ \t]+(?P<jour>[^ \t,]+))?[ \t.]*"
)
_CODE: Final = Motif(r"[^\s,]+")
_JOUR: Final = Motif(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptation:
    """One code accepted on one line. `span`: the code as written. `jusqu_au`: its last day."""

    span: Span
    code: str
    ligne: int
    motif: str
    jusqu_au: date | None


def read_directives(source: Source) -> Checked[tuple[Acceptation, ...]]:
    """Everything that is accepted in a text; what cannot be read is a finding, and accepts nothing."""
    read: list[Acceptation] = []
    found: list[Diagnostic] = []
    for match in _DIRECTIVE.finditer(source.text):
        for one in _read(source, match):
            (found if isinstance(one, Diagnostic) else read).append(one)  # type: ignore[arg-type]
    return Checked(value=tuple(read), diagnostics=tuple(found))


def _read(source: Source, match: re.Match[str]) -> Iterator[Acceptation | Diagnostic]:
    end = match.end() - len(match[0]) + len(match[0].rstrip())
    whole = Span(source=source, start=match.start(), end=end)
    body = _CORPS.fullmatch(match["corps"])
    if body is None or not body["codes"].strip():
        yield problems.acceptation_illisible(span=whole, raison="des codes entre crochets sont attendus")
        return
    rest = _RESTE.fullmatch(body["reste"])
    if rest is None and body["reste"].strip():
        yield problems.acceptation_illisible(span=whole, raison="un motif est attendu après les crochets")
    elif rest is None or not rest["motif"].strip(" \t,"):
        yield problems.acceptation_sans_motif(span=whole, codes=body["codes"].strip())
    else:
        jour = _day(rest["jour"])
        if rest["jour"] and jour is None:
            raison = t("« {ecrit} » n'est pas une date de la forme AAAA-MM-JJ", ecrit=rest["jour"])
            yield problems.acceptation_illisible(span=whole, raison=raison)
            return
        first = match.start("corps") + body.start("codes")
        for code in _CODE.finditer(body["codes"]):
            yield Acceptation(
                span=Span(source=source, start=first + code.start(), end=first + code.end()),
                code=code[0],
                ligne=_line(source, match.start()),
                motif=rest["motif"].strip(" \t,"),
                jusqu_au=jour,
            )


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written and _JOUR.fullmatch(written) else None
    except ValueError:
        return None


def _line(source: Source, start: int) -> int:
    """The line that a sign speaks of: its own when something stands before it, else the next that holds
    more than a comment."""
    number, column = source.position(start)
    if source.line(number)[: column - 1].strip():
        return number
    for below in range(number + 1, len(source.line_starts) + 1):
        text = source.line(below).strip()
        if text and not text.startswith("#"):
            return below
    return number
