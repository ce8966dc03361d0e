"""How much of the paper the file says: each article encoded, left to people, left out, or forgotten."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.releves import Article, Etat
from convrules.base.source import Span
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems
from convrules.ir.textes import with_nested


def couverture(convention: ir.Convention) -> tuple[Article, ...]:
    """One line per article of the document, in its order; empty when it is not listed."""
    cited = tuple(_citations(convention))
    return tuple(_line(convention.ident, article, cited) for article in convention.articles)


def articles_oublies(convention: ir.Convention) -> Iterator[Diagnostic]:
    forgotten = [a.article for a in couverture(convention) if a.etat is Etat.OUBLIE]
    if forgotten:
        yield problems.articles_oublies(
            span=_place(convention, forgotten[0]),
            articles=suite(map(cite, forgotten)),
            nombre=str(len(forgotten)),
            total=str(len(convention.articles)),
        )


def _place(convention: ir.Convention, article: str) -> Span:
    listed = zip(convention.articles, convention.places_articles, strict=False)
    return next((place for ecrit, place in listed if ecrit == article), convention.span)


def _citations(convention: ir.Convention) -> Iterator[tuple[str, str, Etat, Span]]:
    for parametre in convention.parametres:
        if parametre.source.article is not None:
            yield parametre.source.article, parametre.nom, Etat.ENCODE, parametre.span
    for clause in with_nested(convention.clauses):
        # Why: a clause that an amendment added cites the articles of another paper.
        if clause.entete.source.article is not None and clause.entete.ajoutee_par is None:
            yield clause.entete.source.article, clause.entete.nom, _etat(clause), clause.entete.span


def _etat(clause: ir.Clause) -> Etat:
    match clause:
        case ir.NonCodable():
            return Etat.NON_CODABLE
        case ir.DecisionHumaine():
            return Etat.DECISION_HUMAINE
        case _:
            return Etat.ENCODE


def _line(convention: str, article: str, cited: Sequence[tuple[str, str, Etat, Span]]) -> Article:
    found = [(nom, etat) for ecrit, nom, etat, _ in cited if ecrit == article]
    states = {etat for _, etat in found}
    best = next((e for e in Etat if e in states), Etat.OUBLIE)
    return Article(convention=convention, article=article, etat=best, clauses=tuple(nom for nom, _ in found))
