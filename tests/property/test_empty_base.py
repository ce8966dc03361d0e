"""A base that may be empty: the verdicts that are possible, against every completion of small sets."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.year.bornes import exactly
from convrules.year.cellule import settle
from convrules.year.dossier import Dossier, Retenue
from convrules.year.model import Verdict
from convrules.year.report import Regime, target
from property.test_year import CLOS, RATES, ZERO, arrondis, completions, nested_options, rows

modes = st.sampled_from([ir.ModeReport.SOLDE_ARRONDI, ir.ModeReport.SOLDE_EXACT, ir.ModeReport.FRACTIONS])
sides = st.sampled_from([ir.Sens.AU_MOINS, ir.Sens.AU_PLUS])
brought = st.sampled_from([Fraction(n, 2) for n in range(-3, 4)])


def verdicts(rangs, how: Regime, planned: int, first: Fraction, start: Fraction) -> set[Verdict]:
    """One by one: judged as soon as there is a base, or a target other than nothing."""
    found = set()
    for n, gross_base, gross in completions(rangs):
        base, due = max(0, gross_base - planned), max(ZERO, gross - first * planned)
        asked = target(how, due, start, ZERO)
        if base == 0 and asked == 0:
            found.add(Verdict.NON_APPLICABLE)
            continue
        asked = max(ZERO, asked)
        kept = n >= asked if how.sens is ir.Sens.AU_MOINS else n <= asked
        found.add(Verdict.CONFORME if kept else Verdict.NON_CONFORME)
    return found


@settings(deadline=None, max_examples=400)
@given(
    rows(nested_options),
    arrondis,
    modes,
    sides,
    st.integers(0, 6),
    st.sampled_from(RATES),
    brought,
)
def test_an_empty_base_is_judged_when_something_is_asked(rangs, arrondi, mode, sens, planned, first, start):
    how = Regime(sens=sens, arrondi=arrondi, report=ir.Report(mode=mode))
    retenue = Retenue(prevu=exactly(planned), taux=exactly(first))
    dossier = Dossier(rangs=tuple(rangs), regime=how, avenir=CLOS, retenue=retenue, initial=exactly(start))
    found = set(settle(dossier, (), juge=True).verdicts_possibles)
    true = verdicts(rangs, how, planned, first, start)
    assert true <= found
    if len({len(r.options) for r in rangs} | {1}) == 1:
        assert found == true
