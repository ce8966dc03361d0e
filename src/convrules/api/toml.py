"""One French finding for a project file that is no TOML, never the words of the library."""

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, Final

from convrules.api.masque import masked
from convrules.base.motifs import Motif
from convrules.base.signes import COMMANDE, inert, written_commands
from convrules.base.source import Source, Span, make_source
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems

_BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_GUILLEMETS: Final = Motif("[«»“”„‘’]")
_TEXTE: Final = 'Une valeur de texte est entre guillemets droits : nom = "OPH Exemple".'
SERVEUR: Final = frozenset({"service", "variable", "delai"})
"""Keys of [postgresql]: none of them holds a secret."""
_DE_COMMANDE: Final = ("ce caractère de commande n'a pas de sens dans un texte", "Retirez-le.")
# What the library says, what it means, what to do, and whether the whole line is meant.
_RAISONS: Final[tuple[tuple[str, str, str, bool], ...]] = (
    ("Cannot overwrite", "cette clé est déjà écrite plus haut", "Gardez une seule des deux lignes.", True),
    ("Cannot declare", "cette section est déjà ouverte plus haut",
     "Gardez un seul titre, avec toutes ses clés dessous.", True),
    ("Expected ']'", "le titre de section n'est pas refermé", "Écrivez [depot], seul sur sa ligne.", True),
    ("Unclosed array", "une liste entre crochets n'est pas refermée, ou il y manque une virgule",
     "Séparez les éléments par des virgules et refermez par « ] ».", True),
    ("Unterminated string", "un guillemet ouvert n'est jamais refermé", "Refermez le guillemet.", True),
    ("Expected \"'\"", "un guillemet ouvert n'est jamais refermé", "Refermez le guillemet.", True),
    ("Illegal character '\\n'", "un guillemet ouvert n'est pas refermé sur sa ligne",
     "Refermez le guillemet.", True),
    ("Illegal character", *_DE_COMMANDE, False),
    ("Unescaped '\\'", "une barre oblique inverse « \\ » n'a pas de sens ici",
     "Écrivez les chemins avec « / ».", True),
    ("Expected '='", "cette ligne n'est pas de la forme clé = valeur",
     "Écrivez une clé sans accent ni espace, un signe =, puis sa valeur.", True),
    ("Invalid value", "la valeur n'est ni un texte entre guillemets, ni une liste entre crochets",
     _TEXTE, False),
    ("after a statement", "il y a quelque chose de trop après la valeur",
     "Une ligne porte une seule clé et sa valeur.", False),
)  # fmt: skip
_PAR_DEFAUT: Final = ("cette ligne n'est pas comprise", _TEXTE, True)


def read_toml(
    contenu: bytes, shown: str, voiler: Callable[[str], str] = masked
) -> tuple[Source, str, dict[str, Any] | Diagnostic]:
    """The text of a project file as it may be shown, as it is, and its content, or why it does not read."""
    text = contenu.removeprefix(_BOM).decode("utf-8", errors="replace")
    source = make_source(shown, voiler(text))
    return source, text, _refused_bytes(contenu, text, source) or _parsed(text, source)


def _parsed(text: str, source: Source) -> dict[str, Any] | Diagnostic:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _explain(source, text, str(error))
    at = next(_commands(text, content), None)
    return content if at is None else _said(source, at, *_DE_COMMANDE)


def _commands(text: str, content: Any) -> Iterator[tuple[int, int]]:
    """Signs that command a screen, which TOML lets stand: as they are, or by an escape in what is read."""
    yield from (found.span() for found in COMMANDE.finditer(text))
    if any(inert(one) != one for one in _texts(content)):
        yield from ((start, end) for start, end, _ in written_commands(text, 0, len(text)))


def _texts(content: Any) -> Iterator[str]:
    """Every key and every text."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        yield from content
        content = list(content.values())
    if isinstance(content, list):
        for one in content:
            yield from _texts(one)


def _refused_bytes(contenu: bytes, text: str, source: Source) -> Diagnostic | None:
    if contenu.startswith(_UTF16):
        return _said(source, (0, 1), "il est en UTF-16", "Enregistrez-le en UTF-8.")
    try:
        contenu.decode("utf-8")
    except UnicodeDecodeError as error:
        at = len(contenu[: error.start].removeprefix(_BOM).decode("utf-8"))
        return _said(source, (at, at + 1), "il n'est pas en UTF-8", "Enregistrez-le en UTF-8.")
    at = text.find("\0")
    if at >= 0:
        conseil = "Recréez-le dans un éditeur de texte : il est abîmé, ou ce n'est pas un texte."
        return _said(source, (at, at + 1), "il contient un octet nul", conseil)
    return None


def _explain(source: Source, brut: str, said: str) -> Diagnostic:
    raison, conseil, whole = next(((r, c, w) for part, r, c, w in _RAISONS if part in said), _PAR_DEFAUT)
    line, column = re.search(r"line (\d+)", said), re.search(r"column (\d+)", said)
    text = source.text.rstrip()
    number = min(int(line[1]), len(source.line_starts)) if line else source.position(len(text))[0]
    start = source.line_starts[number - 1]
    written = source.line(number)
    curly = _GUILLEMETS.search(brut[start : start + len(written)])
    if curly is not None and "Invalid value" in said:
        place = (start + curly.start(), start + curly.end())
        return _said(source, place, "ce guillemet n'est pas droit", _TEXTE)
    end = start + len(written.rstrip())
    from_ = start + len(written) - len(written.lstrip())
    if not whole and column is not None:
        from_ = min(start + int(column[1]) - 1, end)
    return _said(source, (from_, end), raison, conseil)


def _said(source: Source, place: tuple[int, int], raison: str, conseil: str) -> Diagnostic:
    span = Span(source=source, start=place[0], end=place[1])
    return problems.projet_illisible(span=span, raison=raison, conseil=conseil)
