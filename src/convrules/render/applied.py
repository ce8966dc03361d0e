"""Clauses as they apply, in words: each of their texts with its days, its condition and where it is written;
under it, what excepts it, with what it does; last, what the definitions named there mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.compiler import Cas, ClauseCompilee
from convrules.render.changes import by_amendment, exception_words
from convrules.render.clauses import enonce
from convrules.render.details import meanings
from convrules.render.expressions import phrase
from convrules.render.french import cite, si
from convrules.render.lexicon import Lexique
from convrules.render.places import validite, where
from convrules.year.changements import CasChange, Valeur

UN_JOUR: Final = timedelta(days=1)
DECIDENT: Final = ("si", "règle")
"""Keys of a clause that say whether it holds."""
Dit: TypeAlias = tuple[int, str]
"""How deep, and what is said."""


@dataclass(slots=True)
class _Excepte:
    """An exception, and those to it."""

    clause: ir.ExceptionClause
    exceptions: "dict[int, _Excepte]"


def applied(clause: ClauseCompilee, lexique: Lexique) -> Iterator[Dit]:
    """« e, jusqu'au 30 juin 2025 inclus, si le logement est en quartier prioritaire : la typologie est « T2 »
    (article 1) », then under it « exception « g », si … »; as many of these as there are texts."""
    read: list[ir.Expr] = []
    for rank, text in enumerate(clause.versions or (clause.clause,)):
        said = [text.entete.ident, *_days(text.entete), *_condition(text.entete.si, lexique)]
        yield 0, f"{', '.join(said)}\u202f: {enonce(text, lexique)}{_written(text.entete)}"
        read += _expressions(text)
        found: dict[int, _Excepte] = {}
        for cle in DECIDENT:
            _gather(found, clause.regles[cle].versions[rank].exceptions)
        yield from _exceptions(found, text, clause.regles, lexique, read)
    told = dict.fromkeys(said for expr in read for said in meanings(expr, lexique))
    yield from ((1, said) for said in told)


def _gather(found: dict[int, _Excepte], some: Iterable[Cas]) -> None:
    """Exceptions by identity of their clause: each excepts several keys."""
    for cas in some:
        assert isinstance(cas.clause, ir.ExceptionClause), "what excepts a case is an exception"
        one = found.setdefault(id(cas.clause), _Excepte(cas.clause, {}))
        _gather(one.exceptions, cas.exceptions)


def _exceptions(
    found: Mapping[int, _Excepte],
    target: ir.Clause,
    keys: Iterable[str],
    lexique: Lexique,
    read: list[ir.Expr],
    depth: int = 1,
) -> Iterator[Dit]:
    """Those that are in force on some day of their target. read: what they read is added to it."""
    for one in found.values():
        entete = one.clause.entete
        if not _meet(entete.en_vigueur, target.entete.en_vigueur):
            continue
        replaced = [(cle, v) for cle, v in one.clause.remplace if cle in keys]
        if not (replaced or one.clause.ecarte or one.exceptions):
            continue  # Of a group, it says nothing of this clause.
        read += _expressions(one.clause)
        yield depth, f"exception {_does(one.clause, replaced, lexique)}{_until(entete)}{_written(entete)}"
        yield from _exceptions(one.exceptions, one.clause, keys, lexique, read, depth + 1)


def _does(
    exception: ir.ExceptionClause, replaced: Sequence[tuple[str, ir.CleValeur]], lexique: Lexique
) -> str:
    """« « g », si la commune est « 93010 », dit « règle », la typologie est « T5 » »."""
    if not (replaced or exception.ecarte):
        return ", ".join([cite(exception.entete.ident), *_condition(exception.entete.si, lexique)])
    return exception_words(
        CasChange(
            nom=exception.entete.ident,
            si=exception.entete.si,
            ecarte=exception.ecarte,
            finit=False,
            valeurs=tuple(Valeur(nom=cle, avant=None, apres=value) for cle, value in replaced),
        ),
        lexique,
    )


def _expressions(clause: ir.Clause) -> list[ir.Expr]:
    """What says whether it holds, or replaces that."""
    own = [clause.entete.si, getattr(clause, "regle", None)]
    if isinstance(clause, ir.ExceptionClause):
        own += [value for cle, value in clause.remplace if cle in DECIDENT]
    return [expr for expr in own if isinstance(expr, ir.Expr)]


def _condition(condition: ir.Expr | None, lexique: Lexique) -> list[str]:
    return [si(phrase(condition, lexique))] if condition is not None else []


def _days(entete: ir.Entete) -> list[str]:
    days, end, gone = validite(entete.en_vigueur), entete.en_vigueur.au, entete.abrogee_par
    # Why: of a clause that is replaced, then ended, each text knows what ends the last.
    last = gone is not None and end is not None and end + UN_JOUR == gone.du
    return [f"{days}{by_amendment(gone) if last else ''}"] if days else []


def _until(entete: ir.Entete) -> str:
    return "".join(f", {days}" for days in _days(entete))


def _written(entete: ir.Entete) -> str:
    place = where(entete)
    return f" ({place})" if place else ""


def _meet(a: ir.Validite, b: ir.Validite) -> bool:
    """Is there a day of both?"""
    starts = [day for day in (a.du, b.du) if day is not None]
    ends = [day for day in (a.au, b.au) if day is not None]
    return not starts or not ends or max(starts) <= min(ends)
