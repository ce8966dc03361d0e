"""What hangs on a clause that was judged: its statement, the facts read, its definitions and exceptions."""

from collections.abc import Iterator

from convrules import ir
from convrules.base.texte import t
from convrules.base.values import TCondition
from convrules.checking.types import type_of
from convrules.ir.expressions import walk
from convrules.render import numbers
from convrules.render.document import Bloc, detail
from convrules.render.expressions import phrase, texte
from convrules.render.facts_read import described, facts_read
from convrules.render.french import cite, sentence
from convrules.render.lexicon import Lexique, par_exception
from convrules.runtime.decision import ResultatClause, ResultatDelai

FIN = numbers.FINE


def details(resultat: ResultatClause, lexique: Lexique) -> Iterator[Bloc]:
    yield from statement(resultat.clause)
    faits = facts_read((resultat.si, resultat.trace))
    if faits:
        yield detail(sentence(t("faits lus\u202f: {described}", described=described(faits, lexique))))
    for traced in (resultat.si, resultat.trace):
        if traced is not None:
            yield from _definitions(traced.expr, lexique)
    yield from excepted(resultat, lexique)


def _definitions(expr: ir.Expr, lexique: Lexique) -> Iterator[Bloc]:
    yield from (detail(sentence(said)) for said in meanings(expr, lexique))


def meanings(expr: ir.Expr, lexique: Lexique) -> Iterator[str]:
    """What the definitions named in a rule mean."""
    named_ones = dict.fromkeys(e for e in walk(expr) if isinstance(e, ir.Nomme))
    yield from (meaning(definition, lexique) for definition in named_ones)


def meaning(definition: ir.Nomme, lexique: Lexique) -> str:
    condition = isinstance(type_of(definition.expr), TCondition)
    return t(
        "{replace} veut dire\u202f: {meant}",
        replace=cite(definition.nom.replace("_", " ")),
        meant=(phrase if condition else texte)(definition.expr, lexique),
    )


def excepted(resultat: ResultatClause | ResultatDelai, lexique: Lexique) -> Iterator[Bloc]:
    """The exceptions that speak, each with its article."""
    said = par_exception(resultat.cas, resultat.clause, lexique)
    if said:
        yield detail(sentence(said))


def statement(clause: ir.Clause) -> Iterator[Bloc]:
    """The author's own words."""
    if clause.entete.enonce:
        yield detail(t("Énoncé\u202f: {split}", split=cite(" ".join(clause.entete.enonce.split()))))
