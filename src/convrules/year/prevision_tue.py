"""Rules to which a row of a forecast does not tell what its dwellings are, and the columns that lack.

Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from convrules.base.trous import SOUSTRACTIONS
from convrules.year.dossier import Attendu
from convrules.year.ouverte import Manque
from convrules.year.rapprochees import Relue
from convrules.year.unites import Exigible, withdrawals_matter

Asked: TypeAlias = tuple[Relue, Exigible]
ATTENDUES, RETRAITS = "vacances_attendues", "soustractions"


def that_are_told(asked: Iterable[Asked], *, joint: bool) -> list[Asked]:
    """Cells of which each row of a forecast says whether it is of them and, for a solver (`joint`), may be
    counted there; and of which withdrawals to come say it, where these matter to what is left."""
    told = [
        (relue, e)
        for relue, e in asked
        if all(a.sure and not (joint and a.manque_compte) for a in _expected(e))
    ]
    if not withdrawals_matter([e for _, e in told]):
        return told
    return [(relue, e) for relue, e in told if not _withdraws_in_doubt(e)]


def columns_lacking(exigibles: Iterable[Exigible]) -> tuple[Manque, ...]:
    """By rule, whatever the cell: those for want of which it is not known what is of its base."""
    return _by_rule((e, ATTENDUES, fait) for e in exigibles for a in _expected(e) for fait in a.manque)


def columns_in_the_way(asked: Iterable[Exigible], joint: Iterable[Exigible]) -> tuple[Manque, ...]:
    """The same of all that keeps these from being looked at together. joint: those that a solver may."""
    sets = tuple(asked), tuple(joint)
    found = [(e, ATTENDUES, fait) for each in sets for e in each for a in _expected(e) for fait in a.manque]
    found += [(e, ATTENDUES, fait) for e in sets[1] for a in _expected(e) for fait in a.manque_compte]
    for each in filter(withdrawals_matter, sets):
        doubtful = (e for e in each if _withdraws_in_doubt(e))
        found += [(e, RETRAITS, c.fait) for e in doubtful for d in e.dossier.retenue.doutes for c in d.causes]
    return _by_rule(found)


def _expected(exigible: Exigible) -> Iterator[Attendu]:
    return (a for a in exigible.dossier.avenir.attendus or () if a.max)


def _withdraws_in_doubt(exigible: Exigible) -> bool:
    """Are withdrawals still to come perhaps of the base?"""
    dossier = exigible.dossier
    return dossier.regime.nombre is None and not all(a.sure for a in dossier.retenue.annonces)


def _by_rule(found: Iterable[tuple[Exigible, str, str]]) -> tuple[Manque, ...]:
    """What is no column is not named."""
    rules: dict[tuple[str, str, str], set[str]] = {}
    for e, table, fait in found:
        if table == RETRAITS and not fait.startswith(SOUSTRACTIONS):
            continue
        rules.setdefault((e.convention, e.clause, table), set()).add(fait.removeprefix(SOUSTRACTIONS))
    return tuple(
        Manque(convention=convention, clause=clause, faits=tuple(sorted(facts)), table=table)
        for (convention, clause, table), facts in rules.items()
    )
