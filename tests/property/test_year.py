"""Laws of the year, by enumeration of every completion of small sets of rows."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import ceil, floor

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.values import Arrondi, round_count
from convrules.year.bornes import exactly
from convrules.year.cellule import settle
from convrules.year.dossier import Avenir, Dossier
from convrules.year.model import Bornes, Verdict
from convrules.year.rangs import CHAINE, Rang, best, share_bounds, total, worst
from convrules.year.report import Compte, Regime, balance_after, raw_balance, target
from convrules.year.verdict import TOUT_DEFAVORABLE, TOUT_FAVORABLE, conforms

CAUSE = frozenset({Cause(fait="qpv")})
RATES = [Fraction(n, 10) for n in range(11)]
CLOS = Avenir(clos=True)
ZERO = Fraction(0)
SOLDES_REPORTES = (ir.ModeReport.SOLDE_ARRONDI, ir.ModeReport.SOLDE_EXACT)

arrondis = st.sampled_from(list(Arrondi))
any_options = st.frozensets(st.sampled_from(CHAINE), min_size=1)
nested_options = st.frozensets(st.sampled_from(CHAINE[1:]), min_size=1)
numbers = st.fractions(min_value=-20, max_value=20, max_denominator=60)


def rows(options: st.SearchStrategy, size: int = 5) -> st.SearchStrategy[list[Rang]]:
    drawn = st.lists(st.tuples(options, st.sampled_from(RATES)), max_size=size)
    return drawn.map(
        lambda found: [
            Rang(id=f"V{n}", options=o, taux=exactly(t), causes=CAUSE if len(o) > 1 else frozenset())
            for n, (o, t) in enumerate(found)
        ]
    )


def completions(rangs: list[Rang]):
    """Every (counted, base, due)."""
    for chosen in product(*(sorted(r.options) for r in rangs)):
        counted = sum(a for a, _ in chosen)
        base = sum(b for _, b in chosen)
        due = sum((r.taux.min for r, (_, b) in zip(rangs, chosen, strict=True) if b), Fraction(0))
        yield counted, base, due


@given(numbers, arrondis)
def test_rounding_commutes_with_one_and_does_not_fall(x, arrondi):
    assert round_count(x + 1, arrondi) == round_count(x, arrondi) + 1
    assert round_count(x, arrondi) <= round_count(x + Fraction(1, 7), arrondi)


@settings(deadline=None)
@given(rows(any_options), arrondis)
def test_two_corners_are_the_extreme_slacks(rangs, arrondi):
    slacks = [n - round_count(due, arrondi) for n, _, due in completions(rangs)]
    high, low = total(rangs, best), total(rangs, worst)
    assert high.compte - round_count(high.du, arrondi) == max(slacks)
    assert low.compte - round_count(low.du, arrondi) == min(slacks)


@settings(deadline=None)
@given(rows(any_options), arrondis, st.sampled_from(["au moins", "au plus"]))
def test_a_rule_holds_in_all_or_in_none_by_its_corners(rangs, arrondi, sens):
    how = Regime(sens=ir.Sens(sens), arrondi=arrondi, report=None)
    d = Dossier(rangs=tuple(rangs), regime=how, avenir=CLOS)
    found = [
        n >= round_count(due, arrondi) if sens == "au moins" else n <= round_count(due, arrondi)
        for n, _, due in completions(rangs)
    ]
    assert conforms(d, TOUT_DEFAVORABLE) is all(found)
    assert conforms(d, TOUT_FAVORABLE) is any(found)


@settings(deadline=None)
@given(rows(nested_options), arrondis, st.sampled_from(["au moins", "au plus"]))
def test_the_verdict_is_that_of_every_completion(rangs, arrondi, sens):
    how = Regime(sens=ir.Sens(sens), arrondi=arrondi, report=None)
    d = Dossier(rangs=tuple(rangs), regime=how, avenir=CLOS)
    found = set()
    for n, base, due in completions(rangs):
        holds = n >= round_count(due, arrondi) if sens == "au moins" else n <= round_count(due, arrondi)
        found.add(
            Verdict.NON_APPLICABLE if base == 0 else Verdict.CONFORME if holds else Verdict.NON_CONFORME
        )
    assert set(settle(d, (), juge=True).verdicts_possibles) == found


RATE_BOUNDS = st.sampled_from([(Fraction(0), Fraction(1)), (Fraction(3, 20), Fraction(1, 4))])


@settings(deadline=None)
@given(rows(nested_options, 4), st.lists(RATE_BOUNDS, min_size=4, max_size=4), arrondis)
def test_rates_that_are_not_known_are_bounded_by_their_ends(rangs, bounds, arrondi):
    """A rate read from a row that lacks it: every value between its bounds is possible."""
    unknown = [
        replace(r, taux=Bornes(min=low, max=high), causes=CAUSE)
        for r, (low, high) in zip(rangs, bounds, strict=False)
    ]
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=ir.Report(mode=ir.ModeReport.SOLDE_EXACT))
    found = settle(Dossier(rangs=tuple(unknown), regime=how, avenir=CLOS), (), juge=True)
    every = []
    for rates in product(*(sorted({low, (low + high) / 2, high}) for low, high in bounds[: len(rangs)])):
        known = [replace(r, taux=exactly(t)) for r, t in zip(rangs, rates, strict=True)]
        every += completions(known)
    dues, balances = [due for *_, due in every], [due - n for n, _, due in every]
    assert found.solde is not None
    assert (found.du.min, found.du.max) == (min(dues), max(dues))
    assert (found.solde.min, found.solde.max) == (min(balances), max(balances))
    verdicts = {
        Verdict.NON_APPLICABLE
        if base == 0
        else Verdict.CONFORME
        if n >= round_count(due, arrondi)
        else Verdict.NON_CONFORME
        for n, base, due in every
    }
    assert set(found.verdicts_possibles) == verdicts


@settings(deadline=None)
@given(rows(nested_options))
def test_the_closed_form_of_a_share_is_attained(rangs):
    shares = [Fraction(n, base) for n, base, _ in completions(rangs) if base]
    bounds = share_bounds(rangs)
    if not shares:
        assert bounds is None
    else:
        assert (bounds.min, bounds.max) == (min(shares), max(shares))


@settings(deadline=None)
@given(rows(any_options), arrondis, st.sampled_from(list(ir.ModeReport)), numbers)
def test_balances_and_targets_hold_every_completion(rangs, arrondi, mode, initial):
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=ir.Report(mode=mode))
    start = Fraction(0) if mode is ir.ModeReport.AUCUN else initial
    d = Dossier(rangs=tuple(rangs), regime=how, avenir=CLOS, initial=exactly(start), emboite=False)
    found = settle(d, (), juge=True)
    zero = Fraction(0)
    balances = [raw_balance(how, due, start, zero, Fraction(n)) for n, _, due in completions(rangs)]
    targets = [target(how, due, start, zero) for _, _, due in completions(rangs)]
    assert found.solde is not None and found.cible is not None
    assert (found.solde.min, found.solde.max) == (min(balances), max(balances))
    assert (found.cible.min, found.cible.max) == (min(targets), max(targets))


@settings(deadline=None, max_examples=60)
@given(
    rows(any_options, 3), rows(any_options, 3), arrondis, st.sampled_from(SOLDES_REPORTES), st.integers(-3, 3)
)
def test_bounds_carried_to_the_next_year_are_those_of_every_completion(first, second, arrondi, mode, start):
    """No vacancy undetermined in two years: the bounds that the first leaves are where the second starts."""
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=ir.Report(mode=mode))

    def settled(rangs, initial):
        d = Dossier(rangs=tuple(rangs), regime=how, avenir=CLOS, initial=initial, emboite=False)
        return settle(d, (), juge=True)

    left = settled(first, exactly(Fraction(start))).solde
    assert left is not None
    found = settled(second, left)
    balances, targets, verdicts = [], [], set()
    for n, _, due in completions(first):
        kept = raw_balance(how, due, Fraction(start), ZERO, Fraction(n))
        for m, base, owed in completions(second):
            cible = target(how, owed, kept, ZERO)
            balances.append(raw_balance(how, owed, kept, ZERO, Fraction(m)))
            targets.append(cible)
            holds = Verdict.CONFORME if m >= max(ZERO, cible) else Verdict.NON_CONFORME
            verdicts.add(Verdict.NON_APPLICABLE if base == 0 == cible else holds)
    assert found.solde is not None and found.cible is not None
    assert (found.solde.min, found.solde.max) == (min(balances), max(balances))
    assert (found.cible.min, found.cible.max) == (min(targets), max(targets))
    # The balance is an interval: that it may be 0, the question not arising, is not always attained; nor is a
    # target that it jumps over.
    wide = set(found.verdicts_possibles) - verdicts
    jumped = set(range(ceil(min(targets)), floor(max(targets)) + 1)) - set(targets)
    allowed = {Verdict.NON_APPLICABLE, *((Verdict.CONFORME, Verdict.NON_CONFORME) if jumped else ())}
    assert verdicts <= set(found.verdicts_possibles) and wide <= allowed


YEARS = st.lists(
    st.tuples(st.fractions(min_value=0, max_value=12, max_denominator=20), st.integers(0, 12)),
    min_size=1,
    max_size=6,
)


def unroll(how: Regime, years: list[tuple[Fraction, int]], start: Fraction):
    """Targets and the last balance."""
    balance, targets = start, []
    for due, done in years:
        targets.append(target(how, due, balance, Fraction(0)))
        compte = Compte(du=due, initial=balance, restituees=Fraction(0), fait=Fraction(done))
        balance, lost = balance_after(how, compte)
        assert balance + lost == raw_balance(how, due, compte.initial, Fraction(0), Fraction(done))
    return targets, balance


@given(YEARS, arrondis, st.integers(-5, 5))
def test_carry_over_keeps_its_invariant_over_years(years, arrondi, start):
    dues, dones = [due for due, _ in years], sum(done for _, done in years)
    initial = Fraction(start)

    def regime(mode: ir.ModeReport) -> Regime:
        return Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=ir.Report(mode=mode))

    _, rounded = unroll(regime(ir.ModeReport.SOLDE_ARRONDI), years, initial)
    assert dones + rounded == initial + sum(round_count(due, arrondi) for due in dues)
    _, exact = unroll(regime(ir.ModeReport.SOLDE_EXACT), years, initial)
    assert dones + exact == initial + sum(dues)
    targets, left = unroll(regime(ir.ModeReport.FRACTIONS), years, Fraction(0))
    assert sum(targets) == round_count(sum(dues, Fraction(0)), arrondi)
    assert abs(left) < 1


@given(YEARS, arrondis, st.integers(0, 4), st.sampled_from([None, *ir.SensReport]))
def test_a_clipped_balance_stays_within_its_clip(years, arrondi, plafond, sens):
    report = ir.Report(mode=ir.ModeReport.SOLDE_EXACT, sens=sens, plafond=plafond)
    _, left = unroll(Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=report), years, Fraction(0))
    assert abs(left) <= plafond
    assert sens is not ir.SensReport.DEFICIT or left >= 0
    assert sens is not ir.SensReport.EXCEDENT or left <= 0


SOLDES = st.sampled_from(SOLDES_REPORTES)


@given(YEARS, arrondis, SOLDES, st.integers(-6, 6))
def test_a_balance_that_dies_is_that_of_its_own_year(years, arrondi, mode, start):
    """Year by year: the oldest debt is served first, the oldest advance used first, what is left dies."""
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=ir.Report(mode=mode, perdu=True))
    _, left = unroll(how, years, Fraction(start))
    old = Fraction(start)
    for due, done in years:
        own = round_count(due, arrondi) if mode is ir.ModeReport.SOLDE_ARRONDI else due
        served, ahead = min(max(old, Fraction(0)), done), min(max(-old, Fraction(0)), own)
        old = own - ahead - (done - served)
    assert left == old


REPORTS = st.builds(
    ir.Report,
    mode=SOLDES,
    perdu=st.booleans(),
    plafond_du=st.sampled_from([None, Fraction(1, 10), Fraction(1)]),
    sens=st.sampled_from([None, *ir.SensReport]),
)


@given(YEARS, arrondis, REPORTS, st.integers(0, 4) | st.none(), st.integers(-6, 6))
def test_over_years_nothing_is_lost_without_being_told(years, arrondi, report, plafond, start):
    """Σn + s + what each year told it lost = s₀ + Σdû, whatever cuts the balance."""
    cut = report if plafond is None else replace(report, plafond=plafond, plafond_du=None)
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=cut)
    rounded = report.mode is ir.ModeReport.SOLDE_ARRONDI
    balance, told, owed, done = Fraction(start), Fraction(0), Fraction(start), 0
    for due, fait in years:
        compte = Compte(du=due, initial=balance, restituees=Fraction(0), fait=Fraction(fait))
        before, (balance, lost) = balance, balance_after(how, compte)
        told += lost
        owed += round_count(due, arrondi) if rounded else due
        done += fait
        if cut == ir.Report(mode=report.mode, perdu=True):
            # Only what was brought dies, a debt as a debt, an advance as an advance.
            assert min(before, Fraction(0)) <= lost <= max(before, Fraction(0))
        if not cut.perdu and cut.sens is None and cut.plafond is None and cut.plafond_du is None:
            assert lost == 0
    assert done + balance + told == owed


@settings(deadline=None)
@given(rows(any_options, 4), arrondis, REPORTS, st.integers(-3, 3))
def test_a_balance_capped_by_the_due_or_that_dies_holds_every_completion(rangs, arrondi, report, start):
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=arrondi, report=report)
    d = Dossier(rangs=tuple(rangs), regime=how, avenir=CLOS, initial=exactly(start), emboite=False)
    found = settle(d, (), juge=True).solde
    balances = []
    for n, _, due in completions(rangs):
        compte = Compte(du=due, initial=Fraction(start), restituees=Fraction(0), fait=Fraction(n))
        balances.append(balance_after(how, compte)[0])
    assert found is not None
    assert found.min <= min(balances) and max(balances) <= found.max
    if len(set(balances)) == 1 and all(len(r.options) == 1 for r in rangs):
        assert found.min == found.max == balances[0]
