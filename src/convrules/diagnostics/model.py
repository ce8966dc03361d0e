"""One type for everything that is said about a file. Prose is not here: it stands on the page of
each code (`codes/CRnnn.md`) and is put together by `render/terminal.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from convrules.base.records import dataclass, replace
from convrules.base.source import Span
from convrules.base.texte import masked

T = TypeVar("T")


class Gravite(StrEnum):
    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"
    REMARQUE = "remarque"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A related place, with what it has to do with the finding (French, short)."""

    span: Span
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A replacement of text. `sure`: typography only, meaning untouched; otherwise to be reviewed."""

    span: Span
    texte: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """A finding. `args` fill the templates of the page of `code`; keys are those of its constructor
    in `problems/`. `fil` is the legal breadcrumb: convention › article."""

    code: str
    span: Span
    args: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[Label, ...] = ()
    fix: Edit | None = None
    fil: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.code, self.span.source.name, self.span.start, self.span.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Generic[T]):
    """Result of a pass: always a whole value, with what was found on the way."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepte:
    """A finding that a person accepts. `jusqu_au`: its last day. `commentaire`: said beside the finding,
    otherwise in the list of the repository."""

    diagnostic: Diagnostic
    motif: str
    jusqu_au: date | None
    commentaire: bool


def renamed(found: Diagnostic, noms: Mapping[str, str]) -> Diagnostic:
    """The same finding, where files have other names: in its places and in what its sentences quote."""
    if not noms:
        return found

    def span(one: Span) -> Span:
        nom = noms.get(one.source.name)
        return one if nom is None else replace(one, source=replace(one.source, name=nom))

    def said(texte: str) -> str:
        for nom in (nom for nom in noms if nom in texte):
            texte = noms[nom] if texte == nom else masked(texte, nom, noms[nom])
        return texte

    return replace(
        found,
        span=span(found.span),
        args={cle: said(texte) for cle, texte in found.args.items()},
        labels=tuple(replace(one, span=span(one.span), texte=said(one.texte)) for one in found.labels),
        fix=None if found.fix is None else replace(found.fix, span=span(found.fix.span)),
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file, place, code; duplicates of one code at one place removed."""
    unique = {
        (d.span.source.name, d.span.position, d.span.end - d.span.start, d.code): d for d in diagnostics
    }
    return tuple(unique[key] for key in sorted(unique))
