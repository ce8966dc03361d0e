"""What the names of a clause stand for, where several columns give one name to different things: definitions,
lines of a table, revisions, questions put to a person. Its sentence says the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.base.values import TTexte
from convrules.ir.parcours import everything
from convrules.render import numbers
from convrules.render.clauses import enonce, periodicite
from convrules.render.details import meaning
from convrules.render.expressions import texte
from convrules.render.french import cite
from convrules.render.lexicon import Lexique, lexique_of
from convrules.render.values import LIGNES_MONTREES, by_code, held

Sens: TypeAlias = Mapping[tuple[str, str], str]
"""By name, and which line of it where it is a table: what it says, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paroles:
    """The words of one convention: `decisions`, by name as cited."""

    lexique: Lexique
    decisions: Mapping[str, ir.DecisionHumaine]


def words_of(textes: Iterable[ir.Convention]) -> Mapping[str, Paroles]:
    """Of each convention, its own and those of the socles that it inherits, which are among these texts."""
    once = {(text.ident, text.version): text for text in textes}
    return {
        ident: _words((text, *(once[key] for key in text.herite if key in once)))
        for (ident, _), text in once.items()
    }


def _words(own: Sequence[ir.Convention]) -> Paroles:
    clauses = (c for text in own for c in text.clauses)
    decisions = {c.entete.ident: c for c in clauses if isinstance(c, ir.DecisionHumaine)}
    return Paroles(lexique=lexique_of(own), decisions=decisions)


def meanings_of(clauses: Iterable[ir.Clause], paroles: Paroles) -> Sens:
    """Of every name that the clauses read, through definitions too. Quotas within a part stand alone."""
    alone = (replace(c, dont=()) if isinstance(c, ir.Part) else c for c in clauses)
    found: dict[tuple[str, str], str] = {}
    for key, said in (pair for c in alone for node in everything(c) for pair in _meanings(node, paroles)):
        found.setdefault(key, said)
    return found


def _meanings(node: object, paroles: Paroles) -> Iterator[tuple[tuple[str, str], str]]:
    match node:
        case ir.Nomme(nom=nom):
            yield (nom, ""), meaning(node, paroles.lexique)
        case ir.Parametre(nom=nom) if nom in paroles.lexique.parametres:
            for detail, said in _unsaid(node, paroles.lexique.parametres[nom], paroles.lexique):
                yield (nom, detail), t("{a} ({b})", a=cite(nom), b=said)
        case ir.DecisionAttendue(nom=nom) if nom in paroles.decisions:
            yield (nom, ""), t("{a} ({b})", a=cite(nom), b=enonce(paroles.decisions[nom], paroles.lexique))
        case _:
            pass


def _unsaid(expr: ir.Parametre, declared: ir.ParametreDeclare, lexique: Lexique) -> Iterator[tuple[str, str]]:
    """What the sentence of a parameter leaves out: the lines of a long table, when it is revised, and what a
    revision that did not come leaves."""
    choice = expr.selon.type if expr.selon is not None else TTexte()
    for dated in declared.valeurs:
        lines = dated.valeur.lignes[LIGNES_MONTREES:] if isinstance(dated.valeur, ir.ParCode) else ()
        for line in lines:
            table = ir.ParCode(selon=declared.selon or "", lignes=(line,), sinon=None)
            said = t(
                "à compter du {du}, {value}",
                du=numbers.jour(dated.du),
                value=by_code(table, choice, expr.type),
            )
            yield f"{dated.du} {line[0]}", said
    if declared.revision is not None:
        yield "révision", t("révision\u202f: {periodicite}", periodicite=periodicite(declared.revision))
    if declared.a_defaut is not None:
        yield (
            "à défaut",
            t("à défaut\u202f: {effet}", effet=texte(held(declared.a_defaut, expr.type), lexique)),
        )


def told_otherwise(columns: Sequence[Sens]) -> list[list[str]]:
    """Of each column, what its names say that another column that has them does not."""
    named = [{nom for nom, _ in column} for column in columns]
    apart = [
        key
        for key in dict.fromkeys(key for column in columns for key in column)
        if len({c.get(key) for c, names in zip(columns, named, strict=True) if key[0] in names}) > 1
    ]
    return [[column[key] for key in apart if key in column] for column in columns]
