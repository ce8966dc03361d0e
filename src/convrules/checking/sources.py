"""Where a rule stands: article of the paper, article of the law."""

import re
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.checking.citations import CODE, is_of_no_book, meant_code, replaced_by
from convrules.checking.readers import day, head, place, table_of, text
from convrules.checking.scope import Chantier
from convrules.checking.words import listing
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n

_TEXTE: Final = Motif(
    r"(loi|décret|ordonnance|arrêté|circulaire|instruction|délibération|accord|convention|protocole|charte"
    r"|règlement)\s+\S",
    re.I,
)
_PARTIES: Final = Motif(r"([A-Z]{2,})\s*,?\s*(?:art(?:icle|\.)?\s*)?([LRDA])\s*\.?\s*(\*?\d+(?:-\d+)*)", re.I)
"""What a citation is made of, whatever the dots and spaces: code, series, number."""

_CLES: Final = ("article", "page", "fondement", "document", "version", "vérifié le", "confiance")
_VERIFIE: Final = "texte vérifié"


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


def check_source(
    c: Chantier, table: n.Table, nom: str, articles: tuple[str, ...], depuis: date | None = None
) -> None:
    """What is wrong with a clause's source. articles: those of the document, empty when not listed.
    depuis: the first day of the clause.

    In a convention the article is mandatory; in a socle the law is the paper."""
    source = table_of(table.get("source"))
    if source is None:
        return
    article = text(source, "article")
    # An unknown key is told as such: it may be the article, amiss.
    absent = source.get("article") is None
    if absent and not c.socle and all(key.texte in _CLES for key, _ in source.entrees):
        c.report(problems.source_sans_article(span=head(source), clause=nom))
    if article is not None and articles and article not in articles:
        span = place(source, "article")
        c.report(problems.article_absent(span=span, article=article, articles=listing(articles, 30)))
    fondement = text(source, "fondement")
    if fondement is not None:
        _check_foundation(c, source, fondement, depuis)


def _check_foundation(c: Chantier, source: n.Table, fondement: str, depuis: date | None) -> None:
    span = place(source, "fondement")
    meant = meant_code(fondement if is_citation(fondement) else _mended(fondement))
    if meant or is_of_no_book(fondement):
        c.report(problems.fondement_introuvable(span=span, ecrit=fondement, attendu=meant))
    elif not is_citation(fondement):
        c.report(problems.fondement_mal_ecrit(span=span, ecrit=fondement, attendu=_mended(fondement)))
    # Why: who writes « texte de 2017 » has said what was read, and that it was not the text in force.
    sure = text(source, "confiance") in (None, _VERIFIE)
    version = day(source.get("version")) if sure else None
    last = replaced_by(fondement, version, depuis) if version is not None and depuis is not None else None
    if version is not None and last is not None and depuis is not None:
        c.report(
            problems.version_remplacee(
                span=place(source, "version"),
                fondement=fondement,
                version=version.isoformat(),
                derniere=last.isoformat(),
                depuis=depuis.isoformat(),
            )
        )


def is_citation(fondement: str) -> bool:
    """`CCH R. 441-5`, or a text named by its kind (« décret 2020-145 »)."""
    return CODE.fullmatch(fondement) is not None or _TEXTE.match(fondement) is not None


def _mended(fondement: str) -> str:
    found = _PARTIES.fullmatch(fondement.strip())
    if found is None:
        return ""
    return f"{found[1].upper()} {found[2].upper()}. {found[3]}"
