"""The language of what a command says: `--lang`, then CONVRULES_LANG, otherwise French.

The locale is not read: machines of continuous integration have an English one, and messages must be the same
for all who work on a repository. Renderers are handed the language; the variable below is for what Click
itself writes, help and bad usage, whose calls cannot carry it.
"""

import os
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Final

from convrules.base import anglais
from convrules.base.texte import Langue

VARIABLE: Final = "CONVRULES_LANG"
_CHOISIE: Final[ContextVar[Langue | None]] = ContextVar("langue", default=None)


def langue() -> Langue:
    """That of the command under way."""
    return _CHOISIE.get() or Langue.FR


def asked() -> Langue | None:
    """The language asked for, if one was: an editor says its own otherwise."""
    return _CHOISIE.get()


def choose(arguments: Sequence[str]) -> None:
    """Read from the command line before Click does, since `--help` may stand first. What is not a language
    is left for Click to refuse."""
    written = os.environ.get(VARIABLE, "")
    for rank, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--lang="):
            written = word.removeprefix("--lang=")
        elif word == "--lang" and rank + 1 < len(arguments):
            written = arguments[rank + 1]
    speak(next((one for one in Langue if one == written), None))


def speak(chosen: Langue | None) -> None:
    """From here on, in this language."""
    _CHOISIE.set(chosen)


def dire(texte: str) -> str:
    """A text of ours in the language of the command."""
    return anglais.dire(texte, langue())
