"""The pages of codes: at once message, documentation, answer of `explain CODE`, and test."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from convrules.base.anglais import anglais, fill
from convrules.base.package_data import package_files, read_package_bytes
from convrules.base.plus_tard import later
from convrules.base.records import dataclass
from convrules.base.signes import one_line
from convrules.base.texte import Langue
from convrules.diagnostics.model import Diagnostic, Gravite

if TYPE_CHECKING:
    from convrules.base.saisons import en_toutes_lettres
else:
    # Why later: most findings say no day.
    en_toutes_lettres = later("convrules.base.saisons", "en_toutes_lettres")

_PAGES: Final = "diagnostics/codes"
_SECTIONS: Final = {"Pourquoi": "Why", "Refusé": "Refused", "Accepté": "Accepted", "Source": "Source"}
SECTIONS = ("Pourquoi", "Refusé", "Accepté", "Source")
_ANNEE: Final = re.compile("[0-9]{4}-[0-9]{2}")
_A_ECRIRE: Final = re.compile(r"[0-9]{4}-[0-9]{2}|crivez[\s:]*\{")
DE_BROUILLON = frozenset({"CR490", "CR491", "CR492", "CR497"})
"""Remarks while drafting, errors once everything should be decided (`check --strict`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`aides`: templates, the first whose arguments are all given is printed."""

    code: str
    nom: str
    gravite: Gravite
    depuis: str
    message: str
    aides: tuple[str, ...]
    corps: str


def parse_page(text: str) -> Page:
    """Header between two `---` lines (`clé: valeur`, `aide` repeatable), then the body."""
    _, header, body = text.split("---\n", 2)
    fields: dict[str, str] = {}
    aides: list[str] = []
    for line in header.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "aide":
            aides.append(value.strip())
        elif key.strip():
            fields[key.strip()] = value.strip()
    return Page(
        code=fields["code"],
        nom=fields["nom"],
        gravite=Gravite(fields["gravite"]),
        depuis=fields["depuis"],
        message=fields["message"],
        aides=tuple(aides),
        corps=body.strip() + "\n",
    )


@cache
def page(code: str) -> Page | None:
    """The page of a code, or None when there is no such code."""
    if not (len(code) == 5 and code.startswith("CR") and code[2:].isdigit()):
        return None
    content = read_package_bytes(f"{_PAGES}/{code}.md")
    return parse_page(content.decode("utf-8").replace("\r\n", "\n")) if content is not None else None


@cache
def codes() -> tuple[str, ...]:
    """Every code that has a page, sorted."""
    return tuple(f.removesuffix(".md") for f in package_files(_PAGES) if f.endswith(".md"))


def gravite(diagnostic: Diagnostic) -> Gravite:
    """Severity, from the page."""
    found = page(diagnostic.code)
    assert found is not None, f"{diagnostic.code} has no page"
    return found.gravite


def is_error(diagnostic: Diagnostic) -> bool:
    """Does the finding forbid evaluation?"""
    return gravite(diagnostic) is Gravite.ERREUR


def message(diagnostic: Diagnostic, langue: Langue = Langue.FR) -> str:
    """The sentence of the finding, of one line."""
    found = page(diagnostic.code)
    assert found is not None, f"{diagnostic.code} has no page"
    if langue is Langue.EN:
        text = fill(_english_of(diagnostic).message, diagnostic.args)
        return one_line(_dated(text[:1].upper() + text[1:], found.message, langue))
    return one_line(_dated(found.message.format_map(_Args(diagnostic.args)), found.message, langue))


def aide(diagnostic: Diagnostic, langue: Langue = Langue.FR) -> str | None:
    """The first remedy all of whose arguments are given."""
    found = page(diagnostic.code)
    assert found is not None, f"{diagnostic.code} has no page"
    for rank, template in enumerate(found.aides):
        args = _Args(diagnostic.args)
        text = template.format_map(args)
        if args.missing:
            continue
        said = text if langue is Langue.FR else fill(_english_of(diagnostic).aides[rank], diagnostic.args)
        return one_line(_dated(said, template, langue))
    return None


def _dated(texte: str, modele: str, langue: Langue) -> str:
    """Days as a reader says them, but where the French template says how to write one in a file."""
    if _ANNEE.search(texte) is None or _A_ECRIRE.search(modele) is not None:
        return texte
    return en_toutes_lettres(texte, langue)


class _Args(dict[str, str]):
    """Arguments that remember which template holes they could not fill."""

    def __init__(self, args: Mapping[str, str]) -> None:
        super().__init__({k: v for k, v in args.items() if v})
        self.missing: set[str] = set()

    def __missing__(self, key: str) -> str:
        self.missing.add(key)
        return "…"


# --- English --------------------------------------------------------------------------------
@cache
def english_page(code: str) -> Page | None:
    """The page of a code in English (`codes/en/CRnnn.md`): its sentence, its remedies in the order of the
    French page, and the reason. Name, severity and examples are those of the French page: conventions are
    French."""
    french = page(code)
    content = read_package_bytes(f"diagnostics/codes/en/{code}.md") if french is not None else None
    if french is None or content is None:
        return None
    _, header, body = content.decode("utf-8").replace("\r\n", "\n").split("---\n", 2)
    fields = [line.partition(":") for line in header.splitlines()]
    own = _sections(body)
    told = [own.pop("")]
    for title, english in _SECTIONS.items():
        text = own.pop(english, None)
        text = _borrowed(french.corps, title) if text is None else text
        told.append(f"## {english}\n\n{text.strip()}")
    assert not own, f"{code}: sections {sorted(own)} are not of an English page"
    return Page(
        code=code,
        nom=french.nom,
        gravite=french.gravite,
        depuis=french.depuis,
        message=next(value.strip() for key, _, value in fields if key == "message"),
        aides=tuple(value.strip() for key, _, value in fields if key == "aide"),
        corps="\n\n".join(part.strip() for part in told) + "\n",
    )


def _sections(body: str) -> dict[str, str]:
    """The text before the first title, under an empty one, then what stands under each."""
    head, *rest = re.split(r"(?m)^## (.+)$", body)
    return {"": head, **dict(zip(rest[::2], rest[1::2], strict=True))}


def _borrowed(corps: str, titre: str) -> str:
    """A section of the French page: its examples as they are, its source said in English."""
    text = _sections(corps)[titre]
    return anglais(text.strip()) if titre == "Source" else text


def _english_of(diagnostic: Diagnostic) -> Page:
    found = english_page(diagnostic.code)
    assert found is not None, f"{diagnostic.code} has no English page"
    return found
