"""The English of our own French texts. Its catalogues (`traductions/en/*.po`, one line per string, as
translators' tools read them) are opened only when English is asked for.

What is quoted is a word of a file and stays as written: a hole between quotation marks is never translated,
save by a text that says itself how.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from convrules.base.package_data import package_files, read_package_bytes
from convrules.base.texte import Langue, Texte

_DOSSIER: Final = "traductions/en"
_ESPACES: Final = str.maketrans("\u00a0\u202f", "  ")
# Patterns as texts: `re` keeps what it compiles, and French compiles none of them.
_CITATIONS: Final = '«[^»]*»|“[^”]*”|"[^"]*"|`[^`]*`'
_TROU: Final = r"\{(\w+)\}"
_PO: Final = r'(msgid|msgid_plural|msgstr|msgstr\[0\]|msgstr\[1\]) "(.*)"'
_ECHAPPE: Final = r"\\(.)"
_SANS_ARTICLE: Final = "sans_article"
_SIGNES: Final = {"n": "\n", '"': '"', "\\": "\\"}


def dire(texte: str, langue: Langue) -> str:
    """A text of ours in the language asked for."""
    return anglais(texte) if langue is Langue.EN else texte


def dit(texte: str, langue: Langue) -> str:
    """The same where names of files and texts of ours come together: a plain word may be a name."""
    return anglais(texte) if langue is Langue.EN and isinstance(texte, Texte) else texte


def anglais(texte: str) -> str:
    """A text of ours in English; what the catalogues do not know is given back as it is."""
    if not isinstance(texte, Texte):
        forms = catalogue().get(cle(texte))
        return forms[0] if forms else texte
    if texte.anglais is not None:
        return texte.anglais
    forms = catalogue().get(cle(texte.modele))
    if forms is None:
        return str(texte)
    plural = len(forms) > 1 and texte.trous.get("#", "1") not in ("1", "-1")
    return fill(forms[plural], texte.trous)


def fill(modele: str, trous: Mapping[str, str]) -> str:
    """An English template with its holes filled in English."""
    return modele.format_map(_Anglais(modele, trous))


class _Anglais(dict[str, str]):
    """What fills the holes: translated, unless it is a quotation. `{Phrase}`, with its capital, begins a
    sentence; `{sans_article}` leaves « the » out."""

    def __init__(self, modele: str, trous: Mapping[str, str]) -> None:
        cited = citations(modele)
        super().__init__(
            {
                k: v if k in cited and not isinstance(v, Texte) else _placed(k, anglais(v))
                for k, v in trous.items()
            }
        )

    def __missing__(self, key: str) -> str:
        return "…"


def _placed(trou: str, said: str) -> str:
    if trou[0].isupper():
        return said[:1].upper() + said[1:]
    return said.removeprefix("the ") if trou == _SANS_ARTICLE else said


def citations(modele: str) -> set[str]:
    """Names of the holes that stand between quotation marks."""
    return {trou for cited in re.findall(_CITATIONS, modele) for trou in re.findall(_TROU, cited)}


def cle(texte: str) -> str:
    """How the catalogues know a text: no-break spaces are spaces."""
    return texte.translate(_ESPACES)


@cache
def catalogue() -> Mapping[str, tuple[str, ...]]:
    """French template to its English, one form or two (singular, plural)."""
    return {k: forms for nom in package_files(_DOSSIER) for k, forms in read_po(_text(nom)).items()}


def _text(nom: str) -> str:
    content = read_package_bytes(f"{_DOSSIER}/{nom}")
    assert content is not None, f"{nom} was just listed"
    return content.decode("utf-8")


def read_po(text: str) -> dict[str, tuple[str, ...]]:
    """Entries of a catalogue. Each string is written on one line."""
    found: dict[str, tuple[str, ...]] = {}
    current = ""
    for line in text.splitlines():
        match = re.fullmatch(_PO, line)
        if match is None:
            assert not line or line.startswith("#"), f"not a line of a catalogue: {line}"
            continue
        kind, written = match[1], re.sub(_ECHAPPE, lambda found: _SIGNES[found[1]], match[2])
        if kind == "msgid":
            current = cle(written)
        elif kind != "msgid_plural":
            found[current] = (*found.get(current, ()), written) if kind.endswith("[1]") else (written,)
    return found
