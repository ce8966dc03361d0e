"""Findings as plain data and back, so that what was said of files that have not changed is said again alike:
places, corrections and both languages included.

A place names a file that whoever reads has at hand; of one that is not (its bytes are no UTF-8), nothing is
kept. No class is named in the data: each form is written here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias

from convrules.base.source import Source, Span, make_source
from convrules.base.texte import Texte
from convrules.diagnostics.catalogue import page
from convrules.diagnostics.model import Accepte, Diagnostic, Edit, Label

Donnee: TypeAlias = "str | int | bool | list[Donnee] | dict[str, Donnee] | None"
AuRayon: TypeAlias = Callable[[str], Source | None]
"""The text of a file that is at hand, by name."""
REFUS: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What reading raises of anything else than what was written."""


class NonEcrit(Exception):
    """Of a kind that is not written, or a place in a text that nobody will have at hand."""


# --- to data --------------------------------------------------------------------------------
class Ecriture:
    """Findings, one after another, each file named once. Raises NonEcrit."""

    def __init__(self, sources: AuRayon) -> None:
        self.sources = sources
        self.fichiers: list[Donnee] = []
        self.ranks: dict[int, int] = {}
        self.held: list[Source] = []

    def constat(self, d: Diagnostic) -> Donnee:
        fix = d.fix
        return [
            d.code,
            self._place(d.span),
            _textes(d.args),
            [[self._place(one.span), texte(one.texte)] for one in d.labels],
            None if fix is None else [self._place(fix.span), texte(fix.texte), fix.sure],
            [texte(part) for part in d.fil],
        ]

    def accepte(self, one: Accepte) -> Donnee:
        day = one.jusqu_au.isoformat() if one.jusqu_au is not None else None
        return [self.constat(one.diagnostic), texte(one.motif), day, one.commentaire]

    def _place(self, span: Span) -> Donnee:
        rank = self.ranks.get(id(span.source))
        if rank is None:
            rank = self.ranks[id(span.source)] = len(self.fichiers)
            self.fichiers.append(self._file(span.source))
            # Why: an identity is that of one object only as long as the object is there.
            self.held.append(span.source)
        return [rank, span.start, span.end]

    def _file(self, source: Source) -> Donnee:
        """Its name, alone when it is no text to show."""
        if source.numeros or (source.text and self.sources(source.name) != source):
            raise NonEcrit(source.name)
        return [source.name, bool(source.text)]


def texte(said: str) -> Donnee:
    """A text, and how it was made when it is ours."""
    if isinstance(said, Texte):
        same = said.modele == str(said)
        return [str(said), None if same else said.modele, _textes(said.trous), said.anglais]
    if type(said) is not str and not isinstance(said, StrEnum):
        raise NonEcrit(type(said).__name__)
    return str(said)


def _textes(named: Mapping[str, str]) -> Donnee:
    return {cle: texte(said) for cle, said in named.items()}


# --- from data ------------------------------------------------------------------------------
class Lecture:
    """What `Ecriture` was given, its files at hand. Raises one of `REFUS`."""

    def __init__(self, fichiers: Iterable[Any], sources: AuRayon) -> None:
        self.fichiers = [_source(str(nom), shown is True, sources) for nom, shown in fichiers]

    def constat(self, kept: Any) -> Diagnostic:
        code, place, args, labels, fix, fil = kept
        if page(code) is None:
            raise ValueError(code)
        return Diagnostic(
            code=code,
            span=self._place(place),
            args=_lus(args),
            labels=tuple(Label(span=self._place(where), texte=lu(said)) for where, said in labels),
            fix=None if fix is None else self._fix(*fix),
            fil=tuple(lu(part) for part in fil),
        )

    def accepte(self, kept: Any) -> Accepte:
        constat, motif, day, commentaire = kept
        return Accepte(
            diagnostic=self.constat(constat),
            motif=lu(motif),
            jusqu_au=None if day is None else date.fromisoformat(day),
            commentaire=commentaire is True,
        )

    def _fix(self, place: Any, said: Any, sure: Any) -> Edit:
        return Edit(span=self._place(place), texte=lu(said), sure=sure is True)

    def _place(self, kept: Any) -> Span:
        rank, start, end = kept
        if not all(type(n) is int for n in kept) or not 0 <= start <= end or rank < 0:
            raise ValueError(kept)
        return Span(source=self.fichiers[rank], start=start, end=end)


def _source(nom: str, shown: bool, sources: AuRayon) -> Source:
    found = sources(nom) if shown else make_source(nom, "")
    if found is None:
        raise ValueError(nom)
    return found


def lu(kept: Any) -> str:
    if type(kept) is str:
        return kept
    francais, modele, trous, anglais = kept
    if not all(type(said) in (str, type(None)) for said in (modele, anglais)):
        raise TypeError(kept)
    return Texte(str(francais), modele, _lus(trous), anglais)


def _lus(named: Any) -> dict[str, str]:
    return {cle: lu(said) for cle, said in named.items()}
