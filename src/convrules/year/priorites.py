"""Rows to complete, for all the rules of a convention: what each narrows, the one that narrows most first.

Source: docs/langage, « Données manquantes ».
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.year.a_completer import missing
from convrules.year.model import ACompleter, LigneIncertaine, Reduction, ResultatRegle

Returns: TypeAlias = Iterable[tuple[str, frozenset[Cause]]]
"""Rows that may add a dwelling to a target, and why it is not known whether they do."""

RENDUE: Final = LigneIncertaine(
    vacance="", causes=frozenset(), ecart=Fraction(1), realise=Fraction(0), base=Fraction(0), du=Fraction(0)
)


def with_returns(rows: Sequence[LigneIncertaine], returns: Returns) -> tuple[LigneIncertaine, ...]:
    """Rows of a cell, with those that may add a dwelling to its target (name, and why it is not known): it
    owes one more, or not, beside what the row itself does. What has not happened yet is not to complete."""
    told = ((ident, missing(every), every) for ident, every in returns)
    return _with(rows, [(ident, causes, causes != every) for ident, causes, every in told if causes])


def with_returns_to_come(rows: Sequence[LigneIncertaine], returns: Returns) -> tuple[LigneIncertaine, ...]:
    """The same of what lacks nothing, and has not happened yet."""
    return _with(rows, [(ident, every, False) for ident, every in returns if every and not missing(every)])


def with_settled(
    rows: Sequence[LigneIncertaine], before: Sequence[LigneIncertaine], *, a_venir: bool = False
) -> tuple[LigneIncertaine, ...]:
    """Rows of a cell, with those of the year before of which the gap of its forecast waits. `a_venir`: those
    that lack nothing, and have not happened yet; otherwise those to complete."""
    found = {row.vacance: row for row in rows}
    for line in before:
        causes = line.causes if a_venir else missing(line.causes)
        if not causes or (a_venir and missing(line.causes)):
            continue
        au_plus = line.au_plus or causes != line.causes
        own = found.get(line.vacance)
        if own is None:
            found[line.vacance] = replace(line, causes=causes, au_plus=au_plus)
        else:
            found[line.vacance] = replace(
                own,
                causes=own.causes | causes,
                ecart=own.ecart + line.ecart,
                du=own.du + line.du,
                au_plus=own.au_plus or au_plus,
            )
    return widest_first(found.values()) if before else tuple(rows)


def widest_first(rows: Iterable[LigneIncertaine]) -> tuple[LigneIncertaine, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.ecart, len(row.causes), row.vacance)))


def _with(
    rows: Sequence[LigneIncertaine], told: Sequence[tuple[str, frozenset[Cause], bool]]
) -> tuple[LigneIncertaine, ...]:
    """told: a row that may add a dwelling to the target, why, and whether it narrows that at most."""
    if not told:
        return tuple(rows)
    found = {row.vacance: row for row in rows}
    for ident, causes, au_plus in told:
        own = found.get(ident)
        if own is None:
            found[ident] = replace(RENDUE, vacance=ident, causes=causes, au_plus=au_plus)
        else:
            found[ident] = replace(own, causes=own.causes | causes, ecart=own.ecart + 1, au_plus=True)
    return widest_first(found.values())


def to_complete(regles: Iterable[ResultatRegle]) -> tuple[ACompleter, ...]:
    """Rows by what each alone narrows of one rule; ties by all that it narrows, then as within a rule."""
    found: dict[str, list[Reduction]] = {}
    for regle in regles:
        for cellule in regle.cellules:
            for ligne in cellule.a_completer:
                found.setdefault(ligne.vacance, []).append(
                    Reduction(clause=regle.clause.entete.ident, cellule=cellule.cellule, ligne=ligne)
                )
    # Why by identity: rows read alike narrow by the very same numbers, and fractions take long to compare.
    alike: dict[tuple[int, ...], list[ACompleter]] = {}
    for ident, same in found.items():
        row = _row(ident, same)
        key = len(row.causes), *(id(r.ligne.ecart) for r in row.reductions)
        alike.setdefault(key, []).append(row)
    ranked: dict[tuple[Fraction, Fraction, int], list[ACompleter]] = {}
    for rows in alike.values():
        ranked.setdefault(_rank(rows[0]), []).extend(rows)
    return tuple(row for rank in sorted(ranked) for row in sorted(ranked[rank], key=_ident))


def _row(ident: str, same: list[Reduction]) -> ACompleter:
    if len(same) == 1:
        return ACompleter(vacance=ident, causes=same[0].ligne.causes, reductions=tuple(same))
    return ACompleter(
        vacance=ident,
        causes=frozenset[Cause]().union(*(r.ligne.causes for r in same)),
        reductions=tuple(sorted(same, key=_narrowing)),
    )


def _narrowing(reduction: Reduction) -> tuple[Fraction, str, tuple[tuple[str, str], ...]]:
    return -reduction.ligne.ecart, reduction.clause, reduction.cellule


def _rank(row: ACompleter) -> tuple[Fraction, Fraction, int]:
    widths = [r.ligne.ecart for r in row.reductions]
    return -widths[0], -sum(widths, Fraction(0)), len(row.causes)


def _ident(row: ACompleter) -> str:
    return row.vacance
