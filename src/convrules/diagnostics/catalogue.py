"""The pages of codes: at once message, documentation, answer of `explain CODE`, and test."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from convrules.base.package_data import package_files, read_package_bytes
from convrules.base.records import dataclass
from convrules.diagnostics.model import Diagnostic, Gravite

_PAGES: Final = "diagnostics/codes"
SECTIONS = ("Pourquoi", "Refusé", "Accepté", "Source")
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


def message(diagnostic: Diagnostic) -> str:
    """The sentence of the finding."""
    found = page(diagnostic.code)
    assert found is not None, f"{diagnostic.code} has no page"
    return found.message.format_map(_Args(diagnostic.args))


def aide(diagnostic: Diagnostic) -> str | None:
    """The first remedy all of whose arguments are given."""
    found = page(diagnostic.code)
    assert found is not None, f"{diagnostic.code} has no page"
    for template in found.aides:
        args = _Args(diagnostic.args)
        text = template.format_map(args)
        if not args.missing:
            return text
    return None


class _Args(dict[str, str]):
    """Arguments that remember which template holes they could not fill."""

    def __init__(self, args: Mapping[str, str]) -> None:
        super().__init__({k: v for k, v in args.items() if v})
        self.missing: set[str] = set()

    def __missing__(self, key: str) -> str:
        self.missing.add(key)
        return "…"
