"""Exceptions to one clause that give one key two values on the same row.

Nothing decides between them (docs/langage, « Cas de base, exceptions, versions »): the result is an error.
That one of them never applies without the other is told as a warning; that both may apply, as a remark.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from itertools import combinations
from typing import Final, TypeAlias

from convrules import ir
from convrules.analyses.convention.examen import Examen, acts, never_alone
from convrules.analyses.convention.exceptions import targets_of
from convrules.analyses.convention.lecture import apart, is_excepted
from convrules.analyses.decision.recherche import Reponse, possible
from convrules.base.source import Span
from convrules.base.texte import Texte, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems

# LIMIT: pairs of exceptions to one clause that are looked at; the clauses of real conventions have a few.
PAIRES_MAX: Final = 500
_OUVERTS: Final = (ir.Parametre, ir.Chiffre, ir.Calcul, ir.Compte, ir.Somme, ir.Champ)
"""What is known on a day or on a row only: two such values may prove to be one."""
_Paire: TypeAlias = tuple[ir.ExceptionClause, ir.ExceptionClause]


def exceptions_opposees(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """One finding for each pair, whatever they both depart from; inherited ones are told in theirs."""
    examen = Examen(convention, socles)
    told: set[tuple[str, str]] = set()
    for target, pairs in _rivals(examen).items():
        for rank, (first, second) in enumerate(pairs):
            if rank == PAIRES_MAX:
                yield problems.condition_trop_longue(span=second.entete.span, clause=target)
                break
            names = (first.entete.ident, second.entete.ident)
            if names not in told:
                found = _opposed(examen, first, second)
                told.update([names] if found is not None else [])
                yield from [found] if found is not None else []


def _rivals(examen: Examen) -> dict[str, Iterator[_Paire]]:
    """By clause, the pairs of its exceptions of which one is of this file; an exception that another departs
    from is left out, its text not being the last word."""
    found: dict[str, list[ir.ExceptionClause]] = {}
    here = examen.convention.span.source.name
    for file in reversed(examen.files):
        for clause in file.clauses:
            if isinstance(clause, ir.ExceptionClause) and not is_excepted(clause, file, examen.noms):
                for target, _ in targets_of(clause, examen.files):
                    found.setdefault(target.entete.ident, []).append(clause)
    return {target: _pairs(rivals, here) for target, rivals in found.items() if len(rivals) > 1}


def _pairs(rivals: list[ir.ExceptionClause], here: str) -> Iterator[_Paire]:
    """Those of this file last, then by name: the order of a file decides nothing of what is said."""
    ordered = sorted(rivals, key=lambda c: (c.entete.span.source.name == here, c.entete.ident))
    return (pair for pair in combinations(ordered, 2) if pair[1].entete.span.source.name == here)


def _opposed(examen: Examen, first: ir.ExceptionClause, second: ir.ExceptionClause) -> Diagnostic | None:
    on = _matter(first, second)
    if on is None or apart(first.entete.en_vigueur, second.entete.en_vigueur):
        return None
    objet, sure = on
    buts = [acts(first), acts(second)]
    if possible([*examen.champs, *filter(None, buts)], examen.fixes) is not Reponse.POSSIBLE:
        return None
    for one, other in ((second, first), (first, second)):
        if sure and never_alone(examen, one, other):
            return problems.exceptions_opposees(
                span=_place(one),
                clause=one.entete.nom,
                autre=other.entete.nom,
                objet=objet,
                place=_place(other),
            )
    si = first.entete.si
    return problems.exceptions_qui_peuvent_s_opposer(
        span=_place(second),
        clause=second.entete.nom,
        autre=first.entete.nom,
        objet=objet,
        si=si.span.text if si is not None else "",
        place=_place(first),
    )


def _matter(first: ir.ExceptionClause, second: ir.ExceptionClause) -> tuple[Texte, bool] | None:
    """What they say otherwise, and whether it is so on every row."""
    if first.ecarte and second.ecarte:
        return None
    if first.ecarte or second.ecarte:
        return t("l'une écarte ce dont l'autre remplace une clé"), True
    others = dict(second.remplace)
    for key, value in first.remplace:
        if key in others and others[key] != value:
            return t("la clé « {key} » aurait deux valeurs", key=key), _plain(value) and _plain(others[key])
    return None


def _plain(value: object) -> bool:
    """Is it the same whatever the day and the row? A condition stands for its outcome."""
    if isinstance(value, ir.Expr) and not isinstance(value, ir.Litteral):
        return False
    if isinstance(value, _OUVERTS):
        return False
    if isinstance(value, tuple):
        return all(_plain(v) for v in value)
    if is_dataclass(value) and not isinstance(value, type | ir.Population):
        return all(_plain(getattr(value, f.name)) for f in fields(value))
    return True


def _place(clause: ir.ExceptionClause) -> Span:
    return clause.entete.si.span if clause.entete.si is not None else clause.entete.span
