"""Templates of the pages, with their common style: nothing of the data is ever taken for markup, nor
commands what shows the page."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from convrules.base.anglais import anglais
from convrules.base.signes import inert
from convrules.base.texte import Langue, Texte

_MORCEAU: Final = re.compile(
    r"(?s:<style>.*?</style>)|\{%.*?%\}|<(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>|(?P<texte>(?:\{\{.*?\}\}|[^<{])+)"
)
"""What directs the page, a tag, or a text of it with what fills its holes."""
_DEDANS: Final = re.compile(r"(?<=«) | (?=»)")
_AVANT: Final = re.compile(r"(?<!\s) (?=[:;?!](?:\s|$)|[%€](?!\w))")
_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])(?:'|&#39;)(?=[\w«])")
_ATTRIBUT: Final = re.compile(r'(aria-label|data-titre)="([^"]*)"')


@cache
def template(name: str, langue: Langue = Langue.FR) -> Template:
    """In English its own words are those of the catalogue, and what it is given says itself in English."""
    english = langue is Langue.EN
    environment = Environment(
        loader=FunctionLoader(_read_in_english if english else _read_in_french),
        finalize=_in_english if english else _in_french,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["nom"] = Nom
    return environment.get_template(name)


def _in_french(value: object) -> object:
    """With the spaces that a line does not break."""
    if isinstance(value, Markup):
        return Markup(inert(unbroken(value)))
    return inert(unbroken(value)) if isinstance(value, str) else value


class Nom(str):
    """A name that a reader may look for as it stands, of a file: nothing in it is set otherwise."""

    __slots__ = ()


def unbroken(text: str) -> str:
    """French as it is printed: inside « » and before what takes a space lines do not break, and an
    apostrophe is a curved one. What people type keeps the straight one."""
    if isinstance(text, Nom):
        return text
    return _APOSTROPHE.sub("\u2019", _AVANT.sub("\u202f", _DEDANS.sub("\u00a0", text)))


def _read_in_french(name: str) -> str:
    """The same page, each of its own texts with such spaces."""
    return _MORCEAU.sub(_spaced, _read(name))


def _spaced(found: re.Match[str]) -> str:
    pieces = re.split(r"(\{\{.*?\}\})", found[0])
    own = [found["texte"] is not None and not piece.startswith("{{") for piece in pieces]
    return "".join(unbroken(piece) if is_own else piece for piece, is_own in zip(pieces, own, strict=True))


def _read(name: str) -> str:
    return (files("convrules.render.report") / "templates" / name).read_text(encoding="utf-8")


def _in_english(value: object) -> object:
    if isinstance(value, Markup):
        return Markup(inert(value))
    said = anglais(value) if isinstance(value, Texte) else value
    return inert(said) if isinstance(said, str) else said


def _read_in_english(name: str) -> str:
    """The same page, each of its texts translated."""
    return _MORCEAU.sub(_translated, _read(name)).replace('<html lang="fr">', '<html lang="en">')


def _translated(found: re.Match[str]) -> str:
    if found["texte"] is None:
        return _ATTRIBUT.sub(lambda x: f'{x[1]}="{_said(x[2])}"', found[0])
    text = found["texte"]
    bare = text.strip()
    return text.replace(bare, _said(bare)) if bare else text


def _said(texte: str) -> str:
    return anglais(texte) if _words(texte) else texte


def _words(texte: str) -> bool:
    """Has it words of its own, beside its holes?"""
    return re.search(r"[^\W\d_]{2}", re.sub(r"\{\{.*?\}\}|&\w+;", "", texte)) is not None


def texts(name: str) -> Iterator[str]:
    """What a page says by itself, as the catalogue knows it: its texts and the labels of its parts."""
    for found in _MORCEAU.finditer(_read(name)):
        own = [found["texte"].strip()] if found["texte"] else [x[2] for x in _ATTRIBUT.finditer(found[0])]
        yield from filter(_words, own)
