"""Citations: the paper, the law, and apart from them a document that founds nothing."""

from datetime import date

from convrules import ir
from convrules.render.places import citation, where

PAGE = "page du ministère"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_document_stands_apart_from_the_law() -> None:
    source = ir.SourceJuridique(article="3", fondement="CCH R. 441-5", document=PAGE, confiance="lu")
    assert plain(citation(source)) == "article 3 ; CCH R. 441-5, lu ; d'après « page du ministère »"


def test_a_document_alone_bears_the_confidence() -> None:
    source = ir.SourceJuridique(article="3", document=PAGE, confiance="explication officielle")
    assert plain(citation(source)) == "article 3 ; d'après « page du ministère », explication officielle"


def test_the_document_of_an_amended_clause_is_told_once() -> None:
    entete = ir.Entete(
        nom="x",
        ident="x",
        source=ir.SourceJuridique(article="3", document=PAGE),
        retouches=(
            ir.Retouche(avenant="a--1", article="2", nature=ir.NatureRetouche.REMPLACE, du=date(2025, 1, 1)),
        ),
    )
    assert plain(where(entete)) == (
        "article 3, remplacé par l'avenant 1, article 2 ; d'après « page du ministère »"
    )
