"""Rules to which a row of the forecast does not tell what its vacancies are, and the columns that lack.

Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable

from convrules.year.ouverte import Manque
from convrules.year.unites import Exigible


def is_told(exigible: Exigible) -> bool:
    """Does each row of the forecast say whether it is of its base, and of its cell?"""
    return all(a.sure or not a.max for a in exigible.dossier.avenir.attendus or ())


def columns_lacking(exigibles: Iterable[Exigible]) -> tuple[Manque, ...]:
    """By rule, whatever the cell."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for e in exigibles:
        for attendu in e.dossier.avenir.attendus or ():
            if attendu.max and attendu.manque:
                rule = (e.convention, e.clause)
                found[rule] = found.get(rule, frozenset()) | attendu.manque
    return tuple(
        Manque(convention=convention, clause=clause, faits=tuple(sorted(facts)))
        for (convention, clause), facts in found.items()
    )
