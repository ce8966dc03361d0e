"""What rows to come may add, told at once where no rate is added: the same as one row after another."""

from fractions import Fraction

import pytest

from convrules.year import sommes
from convrules.year.bornes import exactly
from convrules.year.dossier import Attendu, Jour
from convrules.year.rangs import Option

HORS, COMPTEE = (False, False), (True, False)


@pytest.mark.parametrize("options", [{HORS}, {COMPTEE}, {HORS, COMPTEE}])
@pytest.mark.parametrize("au_dela", [{HORS}, {HORS, COMPTEE}])
@pytest.mark.parametrize(("least", "most"), [(0, 0), (0, 3), (2, 2), (1, 4), (3, 7)])
def test_rows_that_add_no_rate(options: set[Option], au_dela: set[Option], least: int, most: int) -> None:
    third = exactly(Fraction(1, 3))
    jour = Jour(options=frozenset(options), au_dela=frozenset(au_dela), taux=third)
    attendu = Attendu(min=least, max=most, selon_le_jour=(jour,))
    steps = (frozenset(options), frozenset(options | au_dela))
    expected = {0}
    for number in range(most):
        expected = {n + counted for n in expected for counted, _ in steps[number >= least]}
    found = sommes.sums_to_come(attendu)
    assert found == {(Fraction(n), Fraction(0)) for n in expected}
