"""Streams: text goes out whatever the console can print."""

import codecs
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from convrules.base.anglais import dire
from convrules.base.records import dataclass
from convrules.base.texte import Langue, t
from convrules.cli.langue import langue
from convrules.render.terminal import SIMPLE, Style, on_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convrules.api.relecture import Guet

# What stands for a character that the console does not have.
SUBSTITUTS: Final = {
    "\u202f": "\u00a0", "\u00a0": " ", "│": "|", "─": "-", "═": "=", "▶": ">", "•": "-", "–": "-", "—": "-",
    "−": "-", "…": "...", "’": "'", "«": '"', "»": '"', "“": '"', "”": '"',
    "›": ">", "≥": ">=", "≤": "<=", "œ": "oe", "Œ": "OE",
    "€": "EUR", "·": ".", "␣": "_", "→": "->", "²": "2", "×": "x", "æ": "ae", "Æ": "AE",
}  # fmt: skip


_HORS_ASCII: Final = re.compile(r"[^\x00-\x7f]")
# The logs of both forges show colours though they are no terminals.
COLOUR_ASKED: Final = ("FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "GITLAB_CI")


def adapt(text: str, encoding: str) -> str:
    """The text with every character that `encoding` lacks replaced by a near one (at last « ? »)."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_char(c, encoding) for c in text)
    return text


def _char(char: str, encoding: str) -> str:
    if _prints(char, encoding):
        return char
    if char in SUBSTITUTS:
        return "".join(_char(c, encoding) for c in SUBSTITUTS[char])
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return plain if plain and plain != char and _prints(plain, encoding) else "?"


@cache
def _prints(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sortie:
    """Where a command writes: data to standard output, progress and remarks to standard error."""

    style: Style
    noms: dict[str, str] = field(default_factory=dict)
    """Files that results name from a repository, as they are named from the current folder."""

    def here(self, nom: str) -> str:
        """The name of a file for a screen."""
        return self.noms.get(nom, nom)

    def write(self, text: str) -> None:
        emit(sys.stdout, text, self.style)

    def write_json(self, text: str) -> None:
        """JSON keeps its characters: one that the stream lacks is escaped, never replaced."""
        encoding = sys.stdout.encoding or "ascii"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            # Why these alone: a year is tens of millions of characters, nearly all of them ASCII.
            text = _HORS_ASCII.sub(
                lambda m: m[0] if _prints(m[0], encoding) else json.dumps(m[0])[1:-1], text
            )
        sys.stdout.write(text)

    def note(self, text: str) -> None:
        emit(sys.stderr, f"{dire(text, self.style.langue)}\n", self.style)

    def say(self, text: str) -> None:
        """What is made for people, on standard output, in the language of the stream."""
        self.write(dire(text, self.style.langue))


def emit(stream: TextIO, text: str, style: Style = SIMPLE) -> None:
    """Write a text, in what the stream can encode; nothing of it commands the screen but the colours of
    `style`."""
    stream.write(adapt(on_screen(text, style), stream.encoding or "ascii"))


def make_sortie(color: str) -> Sortie:
    """Style of standard output: colours by option, NO_COLOR and terminal; frame by encoding."""
    encoding = sys.stdout.encoding or "ascii"
    style = Style(couleur=_coloured(color), unicode=_prints("│▶─", encoding), langue=langue())
    return Sortie(style=style)


def _coloured(color: str) -> bool:
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name) for name in COLOUR_ASKED):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


class EcritureImpossible(Exception):
    """A file asked for cannot be written: bad usage, not a bug."""


def tell_french(sortie: Sortie, fichier: Path) -> None:
    """Tables, and what is laid out for paper, are French whatever the language asked for: that is said."""
    if sortie.style.langue is not Langue.FR:
        sortie.note(t("« {fichier} » est écrit en français.", fichier=str(fichier)))


def refuse_what_is_read(targets: Iterable[Path], lus: Iterable[Path], guets: "Sequence[Guet]" = ()) -> None:
    """A command never writes over what it reads, under whatever name the file is given, nor where the next
    one would read it as data; nor computes what has no place to go. guets: patterns of data files."""
    read = tuple(lus)
    for target in targets:
        _refuse_no_folder(target)
        if any(_one_place(target, path) for path in read):
            raise EcritureImpossible(
                t(
                    "« {fichier} » est lu par cette commande et ne sera pas écrasé : "
                    "donnez un autre nom au fichier à écrire (rien n'a été écrit).",
                    fichier=str(target),
                )
            )
        if guets:
            from convrules.api.relecture import read_again

            found = read_again(target, guets)
            if found is not None:
                raise EcritureImpossible(found.texte)


def _refuse_no_folder(target: Path) -> None:
    """Folders that are missing are made when the file is written; a file does not become one."""
    there = next((parent for parent in target.parents if os.path.lexists(parent)), None)
    if there is not None and not there.is_dir():
        raise EcritureImpossible(
            t(
                "« {fichier} » ne peut pas être écrit : « {obstacle} » est un fichier, non un dossier. "
                "Donnez un autre chemin (rien n'a été écrit).",
                fichier=str(target),
                obstacle=str(there),
            )
        )


def refuse_one_file_twice(targets: Iterable[Path]) -> None:
    """Two results never go to one file: the last would replace the first."""
    seen: list[Path] = []
    for target in targets:
        if any(_one_place(target, path) for path in seen):
            raise EcritureImpossible(
                t(
                    "« {fichier} » est nommé deux fois : donnez un fichier à chaque sortie "
                    "(rien n'a été écrit).",
                    fichier=str(target),
                )
            )
        seen.append(target)


def _one_place(one: Path, other: Path) -> bool:
    """One file of the disk, through links or another spelling, or one path where nothing stands yet."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.abspath(one) == os.path.abspath(other)


def write_file(path: Path, parts: Iterable[str], bom: bool = False) -> None:
    """A whole file in UTF-8, put in place only once it is complete. bom: for spreadsheets."""
    # Why backslashes: a file name of the disk may not be Unicode, and is cited as it is.
    encoded = (part.encode("utf-8", errors="backslashreplace") for part in parts)
    write_bytes(path, chain((codecs.BOM_UTF8,), encoded) if bom else encoded)


def write_bytes(path: Path, parts: Iterable[bytes]) -> None:
    """The same for bytes."""

    def fill(draft: Path) -> None:
        with draft.open("wb") as stream:
            for part in parts:
                stream.write(part)

    replace_file(path, fill)


def replace_file(path: Path, fill: Callable[[Path], None]) -> None:
    """A whole file, put in place only once it is complete, in a folder that is made if there is none. fill:
    writes it under another name."""
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        fill(draft)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):  # Why: a name too long names no draft either.
            draft.unlink(missing_ok=True)
        raise EcritureImpossible(t("« {fichier} » ne peut pas être écrit.", fichier=str(path))) from error


def make_folder(path: Path) -> None:
    """A folder, with those above it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EcritureImpossible(t("« {dossier} » ne peut pas être créé.", dossier=str(path))) from error
