"""Where a rule stands: article of the paper, article of the law."""

import re
from typing import Final

from convrules import ir
from convrules.checking.readers import day, head, place, table_of, text
from convrules.checking.scope import Chantier
from convrules.checking.words import listing
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n

_CODE: Final = re.compile(r"[A-Z][A-Za-zÀ-ÿ]*( de [\w' ]+)? [LRDA]\. \*?\d+(-\d+)*( [IVX]+)?( \d+°)?")
_TEXTE: Final = re.compile(
    r"(loi|décret|ordonnance|arrêté|circulaire|instruction|délibération|accord|convention|protocole|charte"
    r"|règlement)\s+\S",
    re.I,
)
_PARTIES: Final = re.compile(
    r"([A-Z]{2,})\s*,?\s*(?:art(?:icle|\.)?\s*)?([LRDA])\s*\.?\s*(\*?\d+(?:-\d+)*)", re.I
)
"""What a citation is made of, whatever the dots and spaces: code, series, number."""


def read_source(table: n.Table) -> ir.SourceJuridique:
    """The source as written."""
    source = table_of(table.get("source"))
    if source is None:
        return ir.SANS_SOURCE
    return ir.SourceJuridique(
        article=text(source, "article"),
        page=text(source, "page"),
        fondement=text(source, "fondement"),
        document=text(source, "document"),
        version=day(source.get("version")),
        verifie_le=day(source.get("vérifié le")),
        confiance=text(source, "confiance"),
    )


def check_source(c: Chantier, table: n.Table, nom: str, articles: tuple[str, ...]) -> None:
    """What is wrong with a clause's source. articles: those of the document, empty when not listed.

    In a convention the article is mandatory; in a socle the law is the paper."""
    source = table_of(table.get("source"))
    if source is None:
        return
    article = text(source, "article")
    if article is None and not c.socle:
        c.report(problems.source_sans_article(span=head(source), clause=nom))
    if article is not None and articles and article not in articles:
        span = place(source, "article")
        c.report(problems.article_absent(span=span, article=article, articles=listing(articles, 30)))
    fondement = text(source, "fondement")
    if fondement is not None and not is_citation(fondement):
        c.report(
            problems.fondement_mal_ecrit(
                span=place(source, "fondement"), ecrit=fondement, attendu=_mended(fondement)
            )
        )


def is_citation(fondement: str) -> bool:
    """`CCH R. 441-5`, or a text named by its kind (« décret 2020-145 »)."""
    return _CODE.fullmatch(fondement) is not None or _TEXTE.match(fondement) is not None


def _mended(fondement: str) -> str:
    found = _PARTIES.fullmatch(fondement.strip())
    return f"{found[1].upper()} {found[2].upper()}. {found[3]}" if found else ""
