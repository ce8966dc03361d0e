"""One French finding for a text that is no YAML, never the words of the library."""

import re
from itertools import islice
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Source, Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax.deux_points import before_a_group, group_alone, half_quoted, open_quote, second_colon
from convrules.syntax.fermants import after_a_bracket, dash_before_a_value
from convrules.syntax.retraits import out_of_line
from convrules.syntax.yaml_slips import foreign_comment, slip

_RETRAIT_INSECABLE: Final = Motif(r"[ ]*([\u00a0\u202f])")
_APRES_TIRET: Final = Motif(r"[ ]*-([\u00a0\u202f])")
_APRES_DEUX_POINTS: Final = Motif(r"[ ]*(?:- )?[\w' ]+[\u00a0\u202f]?:([\u00a0\u202f])")

_RAISONS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "mapping values are not allowed",
        "un second « : » apparaît là où l'on attend une valeur",
        "Si c'est un texte, écrivez « >- » après la clé et le texte à la ligne suivante, en retrait.",
    ),
    (
        "could not find expected ':'",
        "cette ligne n'a pas de « : » après sa clé",
        "Écrivez « clé: valeur », ou mettez la ligne en retrait si elle continue la précédente.",
    ),
    (
        "unexpected end of stream",
        "un guillemet ouvert n'est jamais refermé",
        "Refermez le guillemet.",
    ),
    (
        "unexpected document separator",
        "un guillemet ouvert n'est pas refermé avant « --- »",
        "Refermez le guillemet.",
    ),
    (
        "',' or ']'",
        "une liste entre crochets n'est pas refermée, ou il y manque une virgule",
        "Séparez les éléments par des virgules et refermez par « ] ».",
    ),
    (
        "',' or '}'",
        "une table entre accolades n'est pas refermée, ou il y manque une virgule",
        "Séparez les éléments par des virgules et refermez par « } ».",
    ),
    (
        "node content",
        "une valeur manque ici, ou une virgule est de trop",
        "Retirez la virgule de trop, ou écrivez la valeur.",
    ),
    (
        "escape",
        "une barre oblique inverse « \\ » entre guillemets n'a pas de sens ici",
        "Retirez la barre oblique inverse.",
    ),
    (
        "cannot start any token",
        "ce caractère ne peut pas commencer une valeur",
        "Mettez la valeur entre guillemets droits.",
    ),
    (
        "block sequence entries are not allowed",
        "un élément de liste « - » apparaît à une place où il n'est pas permis",
        "Mettez la liste à la ligne, sous sa clé.",
    ),
    (
        "block mapping",
        "le retrait de cette ligne ne correspond à aucune des lignes qui précèdent",
        "Alignez les clés d'une même clause exactement l'une sous l'autre.",
    ),
    (
        "expected key",
        "le retrait de cette ligne ne correspond à aucune des lignes qui précèdent",
        "Alignez les clés d'une même clause exactement l'une sous l'autre.",
    ),
    (
        "block end",
        "le retrait de cette ligne ne correspond à aucune des lignes qui précèdent",
        "Alignez les clés d'une même clause exactement l'une sous l'autre.",
    ),
    (
        "'-' indicator",
        "cette ligne n'est ni un élément de la liste commencée plus haut, ni sa suite",
        "Commencez l'élément par « - », aligné sur les précédents.",
    ),
    (
        "document start",
        "ce texte continue après la fin de la structure",
        "Vérifiez le retrait de cette ligne.",
    ),
    (
        "directive",
        "une ligne ne peut pas commencer par « % »",
        "Mettez la valeur entre guillemets droits.",
    ),
)
_APRES_GUILLEMET: Final = Motif(r"""[ ]*(?:- )?[^:#"']+: +(?:"[^"]*"|'[^']*')[ ]*([^ ,#\]}].*)""")
_SUITE_DE_GUILLEMET: Final = (
    "du texte suit un guillemet fermant",
    "Écrivez « >- » après la clé et la phrase à la ligne suivante, en retrait.",
)
_GUILLEMET_OUVERT: Final = (
    "un guillemet ouvert sur cette ligne n'est jamais refermé",
    "Refermez le guillemet, avant « } » ou « ] » s'il y en a.",
)
_LIGNES_AVANT: Final = 2
_PAR_DEFAUT: Final = (
    "la structure de ce passage n'est pas comprise",
    "Vérifiez le retrait et les deux-points.",
)


def explain(source: Source, text: str, at: int, problem: str) -> Diagnostic:
    """The likeliest cause at or above the place where reading stopped."""
    number = source.position(min(at, len(text)))[0]
    found = (
        _typographic(source, text, at)
        or foreign_comment(source, number)
        or open_quote(source, number)
        or half_quoted(source, number)
        or _group(source, number)
        or _aligned(source, number, problem)
        or _colon(source, number, problem)
    )
    return (
        found
        or slip(source, number, problem)
        or _closed(source, number)
        or _structural(source, text, at, problem)
    )


def _group(source: Source, number: int) -> Diagnostic | None:
    """A key without its colon before a group, on the line where reading stopped or on those just before."""
    found = group_alone(source, number, named=False)
    above = (n for n in range(number - 1, 0, -1) if source.line(n).strip())
    near = (group_alone(source, n, named=True) for n in islice(above, _LIGNES_AVANT))
    return found or next((f for f in near if f is not None), None)


def _closed(source: Source, number: int) -> Diagnostic | None:
    return after_a_bracket(source, number) or dash_before_a_value(source, number)


def _aligned(source: Source, number: int, problem: str) -> Diagnostic | None:
    asked = any(part in problem for part in ("mapping values", "expected key", "block end", "block mapping"))
    return out_of_line(source, number) if asked else None


def _colon(source: Source, number: int, problem: str) -> Diagnostic | None:
    """A colon too many, or one that is missing, on the line where reading stopped."""
    if "',' or '}'" in problem or "unexpected ':'" in problem:
        group = before_a_group(source, number)
        if group is not None:
            return group
    asked = any(part in problem for part in ("mapping values", "',' or ']'", "',' or '}'", "expected key"))
    return second_colon(source, number) if asked else None


def is_unclosed(problem: str) -> bool:
    """Is the trouble that something is never closed?"""
    return any(part in problem for part in ("end of stream", "',' or ']'", "',' or '}'"))


def _typographic(source: Source, text: str, at: int) -> Diagnostic | None:
    """An unbreakable space that stands for layout, on the line or on one before it."""
    last = source.position(min(at, len(text)))[0]
    for number in range(max(1, last - _LIGNES_AVANT), last + 1):
        start = source.line_starts[number - 1]
        line = source.line(number)
        for pattern in (_RETRAIT_INSECABLE, _APRES_TIRET, _APRES_DEUX_POINTS):
            match = pattern.match(line)
            if match is not None:
                return problems.espace_insecable(span=_span(source, start, match))
    return None


def _structural(source: Source, text: str, at: int, problem: str) -> Diagnostic:
    number = source.position(min(at, len(text)))[0]
    quoted = _APRES_GUILLEMET.fullmatch(source.line(number))
    if quoted is not None:
        raison, conseil = _SUITE_DE_GUILLEMET
        span = _span(source, source.line_starts[number - 1], quoted)
        return problems.yaml_illisible(span=span, raison=raison, conseil=conseil)
    raison, conseil = next(((r, c) for part, r, c in _RAISONS if part in problem), _PAR_DEFAUT)
    if is_unclosed(problem) and source.line(number).split(" #")[0].count('"') % 2:
        raison, conseil = _GUILLEMET_OUVERT
    match = re.compile(r"\S+").match(text, at)
    span = Span(source=source, start=at, end=match.end() if match else at)
    return problems.yaml_illisible(span=span, raison=raison, conseil=conseil)


def _span(source: Source, line_start: int, match: re.Match[str]) -> Span:
    return Span(source=source, start=line_start + match.start(1), end=line_start + match.end(1))
