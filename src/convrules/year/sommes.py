"""Every completion of a few rows, for what two corners cannot tell: « exactement » may be missed between.

None: too many to tell apart, or a rate that is itself not known. Source: docs/langage, « Verdict ».
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Final, TypeAlias

from convrules.year.dossier import Attendu
from convrules.year.rangs import Option, Rang

Paire: TypeAlias = tuple[Fraction, Fraction]
"""What is counted, and the sum of the rates."""
Sommes: TypeAlias = frozenset[Paire]

COMPTEES: Final[Sommes] = frozenset({(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0))})
CAP: Final = 4_096
"""LIMIT: completions told apart."""


def sums_of_rows(rangs: Iterable[Rang]) -> Sommes | None:
    found = list[Sommes]()
    for rang in rangs:
        rates = {option: rang.rate(option).valeur if option[1] else Fraction(0) for option in rang.options}
        if None in rates.values():
            return None
        steps = (
            _steps(frozenset({o}), Fraction(rang.poids), taux or Fraction(0)) for o, taux in rates.items()
        )
        found.append(frozenset[Paire]().union(*steps))
    return _sums(found)


def sums_to_come(attendu: Attendu) -> Sommes | None:
    """Of rows to come, between so many and so many, each on any of its days."""
    if not attendu.taux_connus:
        return None
    days = [(jour, jour.taux.valeur or Fraction(0)) for jour in attendu.selon_le_jour]
    sure = frozenset[Paire]().union(*(_steps(j.options, Fraction(1), taux) for j, taux in days))
    more = sure.union(*(_steps(j.au_dela, Fraction(1), taux) for j, taux in days))
    if sure <= COMPTEES and more <= COMPTEES:
        return _counted_alone(attendu, sure, more)
    return _sums([sure] * attendu.min + [more] * (attendu.max - attendu.min))


def _counted_alone(attendu: Attendu, sure: Sommes, more: Sommes) -> Sommes | None:
    """The same where no rate is added: every number from the least to the most, told at once."""
    times = ((attendu.min, sure), (attendu.max - attendu.min, more))
    least, most = (sum(n * int(end(a for a, _ in steps)) for n, steps in times if n) for end in (min, max))
    if (most - least) * 2 > CAP:
        return None
    return frozenset((Fraction(n), Fraction(0)) for n in range(least, most + 1))


def many(steps: Sommes, number: int) -> Sommes | None:
    """Any of these, so many times."""
    return _sums([steps] * number)


def together(a: Sommes | None, b: Sommes | None) -> Sommes | None:
    """Any of one with any of the other."""
    return None if a is None or b is None else _sums((a, b))


def _sums(each: Sequence[Sommes]) -> Sommes | None:
    """One of each, in every way; as whole numbers, which add up far faster than fractions."""
    of_count, of_rate = (lcm(*(pair[n].denominator for those in each for pair in those)) for n in (0, 1))
    found = {(0, 0)}
    for those in each:
        if len(found) * len(those) > CAP:
            return None
        steps = [(int(n * of_count), int(d * of_rate)) for n, d in those]
        found = {(n + m, d + e) for n, d in found for m, e in steps}
    return frozenset((Fraction(n, of_count), Fraction(d, of_rate)) for n, d in found)


def _steps(options: frozenset[Option], poids: Fraction, taux: Fraction) -> Sommes:
    return frozenset((poids * a, poids * taux * b) for a, b in options)
