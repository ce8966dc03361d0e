"""Shares of a split that are written in hundredths and do not make a whole."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.taux import Taux, parameters, percent, taux_of
from convrules.base.values import TNombre
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems

_DECIMALES = 6


def partages_incomplets(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Weights are compared with one another, and any will do; rates that make 90 % were mistaken. One finding
    per split, on the first day on which it is so."""
    params = parameters((convention, *socles))
    for clause in convention.clauses:
        if not isinstance(clause, ir.Repartition) or not clause.entre:
            continue
        if not all(_is_rate(poids) for _, poids in clause.entre):
            continue
        series = [taux_of(poids, params) for _, poids in clause.entre]
        validities = (convention.en_vigueur, clause.entete.en_vigueur)
        for day in sorted({*(v.du or date.min for v in validities), *(d for s in series for d in s.jours)}):
            shares = _shares(series, day)
            if shares and all(v.contains(day) for v in validities) and not _is_whole(shares):
                yield problems.partage_incomplet(
                    span=clause.entre[0][1].span,
                    clause=clause.entete.nom,
                    total=percent(sum(shares, Fraction(0)), Fraction(1)),
                )
                break


def _is_rate(poids: ir.Expr) -> bool:
    return (
        isinstance(poids, ir.Litteral | ir.Parametre) and isinstance(poids.type, TNombre) and poids.type.taux
    )


def _shares(series: Sequence[Taux], day: date) -> list[Fraction]:
    """Those of a day; none when one of them is not known beforehand."""
    found = [share for one in series if (share := one.at(day)) is not None]
    return found if len(found) == len(series) else []


def _is_whole(shares: Sequence[Fraction]) -> bool:
    """100 %, but for what rounding takes or adds: three times 33, or rates that have decimals."""
    decimals = max(map(_decimals, shares))
    rounded = decimals > 0 or len(set(shares)) == 1
    slack = Fraction(len(shares), 2 * 100 * 10**decimals) if rounded else Fraction(0)
    return abs(sum(shares, Fraction(-1))) <= slack


def _decimals(share: Fraction) -> int:
    """Of a rate, once in hundredths."""
    return next((n for n in range(_DECIMALES) if (share * 100 * 10**n).denominator == 1), _DECIMALES)
