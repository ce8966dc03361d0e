"""Rows to complete, for all the rules of a convention: what each narrows, the one that narrows most first.

Source: docs/langage, « Données manquantes ».
"""

from collections.abc import Iterable
from fractions import Fraction

from convrules.base.outcomes import Cause
from convrules.year.model import ACompleter, Reduction, ResultatRegle


def to_complete(regles: Iterable[ResultatRegle]) -> tuple[ACompleter, ...]:
    """Rows by what each alone narrows of one rule; ties by all that it narrows, then as within a rule."""
    found: dict[str, list[Reduction]] = {}
    for regle in regles:
        for cellule in regle.cellules:
            for ligne in cellule.a_completer:
                found.setdefault(ligne.vacance, []).append(
                    Reduction(clause=regle.clause.entete.ident, cellule=cellule.cellule, ligne=ligne)
                )
    return tuple(sorted((_row(ident, same) for ident, same in found.items()), key=_rank))


def _row(ident: str, same: list[Reduction]) -> ACompleter:
    return ACompleter(
        vacance=ident,
        causes=frozenset[Cause]().union(*(r.ligne.causes for r in same)),
        reductions=tuple(sorted(same, key=_narrowing)),
    )


def _narrowing(reduction: Reduction) -> tuple[Fraction, str, tuple[tuple[str, str], ...]]:
    return -reduction.ligne.ecart, reduction.clause, reduction.cellule


def _rank(row: ACompleter) -> tuple[Fraction, Fraction, int, str]:
    widths = [r.ligne.ecart for r in row.reductions]
    return -widths[0], -sum(widths, Fraction(0)), len(row.causes), row.vacance
