"""The legal breadcrumb of what is found before a text is typed: its form, its sentences, its repository."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import replace
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.checking.readers import table_of, tables, text
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import nodes as n
from convrules.syntax.entries import CLAUSES
from convrules.syntax.tree import kind_of

_TETE: Final = Motif(
    rf"^(?P<genre>{'|'.join(genre.value for genre in n.GenreFichier)}): +(?P<ident>[\w-]+)", re.M
)
_CLAUSE: Final = Motif(rf"^ *- (?P<genre>{'|'.join(CLAUSES)}): +(?P<ident>[a-z0-9_]+)", re.M)
_ARTICLE: Final = Motif(r'\barticle: *"(?P<article>[^"\n]*)"')


def with_threads(files: Mapping[str, n.File | None], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings; those that say not what they are about, with what the tree of their file says of it."""
    for one in found:
        if one.fil:
            yield one
            continue
        file = files.get(one.span.source.name)
        yield replace(one, fil=thread_at(file, one.span) if file is not None else thread_above(one.span))


def thread_at(file: n.File, span: Span) -> tuple[str, ...]:
    """Convention › article › clause, as far as the place is inside one; empty for a file without a name."""
    genre = file.genre.value if file.genre is not None else ""
    ident = text(file.racine, genre)
    if ident is None:
        return ()
    return (t("{genre} « {ident} »", genre=genre, ident=ident), *_inside(file.racine, span))


def thread_above(span: Span) -> tuple[str, ...]:
    """The same of a file that does not read: the heading and the clause that its lines give above a place."""
    text = span.source.text
    heading = _TETE.search(text)
    if heading is None:
        return ()
    whole = t("{genre} « {ident} »", genre=heading["genre"], ident=heading["ident"])
    clauses = list(_CLAUSE.finditer(text, 0, span.end))
    if not clauses:
        return (whole,)
    last = clauses[-1]
    after = _CLAUSE.search(text, last.end())
    article = _ARTICLE.search(text, last.end(), after.start() if after is not None else len(text))
    middle = (t("article {article}", article=article["article"]),) if article is not None else ()
    return (whole, *middle, t("{genre} « {ident} »", genre=last["genre"], ident=last["ident"]))


def _inside(root: n.Table, span: Span) -> Iterator[str]:
    for table in _holding(root, "cas", span):
        nom = text(table, "cas")
        if nom is not None:
            yield t("cas « {nom} »", nom=nom)
    for table in _holding(root, "modifications", span):
        yield from _article(table)
    for table in _holding(root, "clauses", span):
        inner = next(_holding(table, "dont", span), table)
        yield from _article(inner)
        genre = kind_of(inner)
        nom = text(inner, genre) if genre is not None else None
        if genre is not None and nom:
            yield t("{genre} « {ident} »", genre=genre, ident=nom)


def _article(table: n.Table) -> Iterator[str]:
    source = table_of(table.get("source"))
    article = text(source, "article") if source is not None else None
    if article is not None:
        yield t("article {article}", article=article)


def _holding(table: n.Table, cle: str, span: Span) -> Iterator[n.Table]:
    """The element of a list, if any, that the place is inside."""
    return (one for one in tables(table.get(cle)) if one.span.start <= span.start < one.span.end)
