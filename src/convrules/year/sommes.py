"""Every completion of a few rows, for what two corners cannot tell: « exactement » may be missed between.

None: too many to tell apart, or a rate that is itself not known. Source: docs/langage, « Verdict ».
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.year.dossier import Attendu
from convrules.year.rangs import Option, Rang

Paire: TypeAlias = tuple[Fraction, Fraction]
"""What is counted, and the sum of the rates."""
Sommes: TypeAlias = frozenset[Paire]

RIEN: Final[Sommes] = frozenset({(Fraction(0), Fraction(0))})
COMPTEES: Final[Sommes] = frozenset({(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0))})
CAP: Final = 4_096
"""LIMIT: completions told apart."""


def sums_of_rows(rangs: Iterable[Rang]) -> Sommes | None:
    found: Sommes | None = RIEN
    for rang in rangs:
        taux = rang.taux.valeur
        if taux is None and any(b for _, b in rang.options):
            return None
        found = together(found, _steps(rang.options, Fraction(rang.poids), taux or Fraction(0)))
    return found


def sums_to_come(attendu: Attendu, taux: Fraction) -> Sommes | None:
    """Of rows to come, between so many and so many."""
    sure, more = (
        _steps(options, Fraction(1), taux) for options in (attendu.options, attendu.options | attendu.au_dela)
    )
    if sure <= COMPTEES and more <= COMPTEES:
        return _counted_alone(attendu, sure, more)
    found: Sommes | None = RIEN
    for number in range(attendu.max):
        found = together(found, sure if number < attendu.min else more)
    return found


def _counted_alone(attendu: Attendu, sure: Sommes, more: Sommes) -> Sommes | None:
    """The same where no rate is added: every number from the least to the most, told at once."""
    times = ((attendu.min, sure), (attendu.max - attendu.min, more))
    least, most = (sum(n * int(end(a for a, _ in steps)) for n, steps in times if n) for end in (min, max))
    if (most - least) * 2 > CAP:
        return None
    return frozenset((Fraction(n), Fraction(0)) for n in range(least, most + 1))


def together(a: Sommes | None, b: Sommes | None) -> Sommes | None:
    """Any of one with any of the other."""
    if a is None or b is None or len(a) * len(b) > CAP:
        return None
    return frozenset((n + m, d + e) for n, d in a for m, e in b)


def _steps(options: frozenset[Option], poids: Fraction, taux: Fraction) -> Sommes:
    return frozenset((poids * a, poids * taux * b) for a, b in options)
