"""JSON of what decides each cell of a part or quota."""

from collections.abc import Iterator

from convrules import ir
from convrules.render.clauses import enonce
from convrules.render.decided import articles, aside_groups, decided, excepted, groups, shown_clause, sole
from convrules.render.french import joined
from convrules.render.lexicon import Lexique
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.render.margins import written
from convrules.render.places import article
from convrules.year.model import Dite, ResultatCellule, ResultatRegle


def decides(c: ResultatCellule, lexique: Lexique) -> list[Json]:
    """Empty where the clause does, as its rule shows it."""
    return [text(d, lexique) for d in c.dites]


def rule_head(r: ResultatRegle, lexique: Lexique) -> Objet:
    """What the rule says: by the exception that decides every cell, when there is one."""
    only, clause = sole(r), shown_clause(r)
    by = only.exceptions[0] if only is not None and not {"règle", "compte"}.isdisjoint(only.cles) else None
    force = clause.entete.force
    return {
        "regle": joined(list(decided(r, lexique)), "\u202f; ") or enonce(clause, lexique),
        "article": article((by or r.clause).entete),
        "source": parts.source((by or r.clause).entete.source),
        "force": force.value if force else None,
        "arrondi": clause.arrondi.value,
        "tolerance": _margin(clause),
        "decidee_par": list(_each(r, lexique)),
    }


def _each(r: ResultatRegle, lexique: Lexique) -> Iterator[Objet]:
    """Every text, with the cells that it decides or may, and those in which it sets the rule aside; none
    where the clause decides everywhere."""
    for every, cells in groups(r) if excepted(r) else ():
        for d in every:
            yield {**text(d, lexique), "cellules": [dict(c.cellule) for c in cells]}
    for d, clefs in aside_groups(r):
        yield {**text(d, lexique), "cellules": [dict(clef) for clef in clefs]}


def text(d: Dite, lexique: Lexique) -> Objet:
    clause = d.clause
    places: list[Json] = [place for place in dict.fromkeys(articles(d)) if place]
    cles: list[Json] = list(d.cles)
    return {
        "exceptions": [exception(e) for e in d.exceptions],
        "certaine": d.certaine,
        "ecartee": d.ecartee,
        "cles": cles,
        "regle": None if d.ecartee else enonce(clause, lexique),
        "articles": places,
        "force": None if d.ecartee or clause.entete.force is None else clause.entete.force.value,
        "arrondi": None if d.ecartee else clause.arrondi.value,
        "tolerance": None if d.ecartee else _margin(clause),
        "causes": parts.causes(d.causes),
    }


def _margin(clause: ir.Part | ir.Quota) -> str | None:
    """As the clause writes it: « 1 logement », « 2 points »."""
    return written(clause) or None


def exception(e: ir.ExceptionClause) -> Objet:
    return {
        "nom": e.entete.ident,
        "article": article(e.entete),
        "source": parts.source(e.entete.source),
        "enonce": e.entete.enonce,
    }
