"""« Fractions cumulées » over years whose data are not all there: balances, targets and verdicts are those of
all the completions, told one by one."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.values import Arrondi
from convrules.year.bornes import ZERO, exactly
from convrules.year.cellule import settle
from convrules.year.dossier import Avenir, Dossier
from convrules.year.model import Bornes, ResultatCellule, Verdict
from convrules.year.rangs import CHAINE, Rang
from convrules.year.report import Regime, conforms_at_least, conforms_at_most, target

CAUSE = frozenset({Cause(fait="affectation")})
SOLDES = Cause(fait="soldes")
FRACTIONS = ir.Report(mode=ir.ModeReport.FRACTIONS)
TAUX = st.sampled_from([Fraction(1, 4), Fraction(1, 3), Fraction(2, 5), Fraction(1), Fraction(0)])
OPTIONS = st.frozensets(st.sampled_from(CHAINE[1:]), min_size=1)
ANNEE = st.lists(st.tuples(OPTIONS, TAUX), max_size=3)
ARRONDIS = st.sampled_from(list(Arrondi))
SENS = st.sampled_from([ir.Sens.AU_MOINS, ir.Sens.AU_PLUS])


def regime(arrondi: Arrondi, sens: ir.Sens = ir.Sens.AU_MOINS) -> Regime:
    return Regime(sens=sens, arrondi=arrondi, report=FRACTIONS)


def year(rows, how: Regime, initial: Bornes = ZERO, avenir: Avenir | None = None) -> ResultatCellule:
    """What a year of rows (options, rate) gives."""
    rangs = tuple(
        Rang(id=f"V{n}", options=o, taux=exactly(t), causes=CAUSE if len(o) > 1 else frozenset())
        for n, (o, t) in enumerate(rows)
    )
    dossier = Dossier(rangs=rangs, regime=how, initial=initial, avenir=avenir or Avenir(clos=True))
    return settle(dossier, (), juge=True)


def completed(rows):
    """Done, base and due of each completion."""
    for chosen in product(*(sorted(o) for o, _ in rows)):
        due = sum((t for (_, t), (_, b) in zip(rows, chosen, strict=True) if b), Fraction(0))
        yield sum(a for a, _ in chosen), sum(b for _, b in chosen), due


def by_hand(rows, how: Regime, before: set[Fraction]):
    """Targets, balances and verdicts of every completion after every balance."""
    targets, left, verdicts = set(), set(), set()
    for s, (done, base, due) in product(before, list(completed(rows))):
        cible = target(how, due, s, Fraction(0))
        holds = conforms_at_least if how.sens is ir.Sens.AU_MOINS else conforms_at_most
        targets.add(cible)
        left.add(due + s - cible)
        if base == 0 and cible == 0:
            verdicts.add(Verdict.NON_APPLICABLE)
        else:
            verdicts.add(Verdict.CONFORME if holds(cible, Fraction(done), NUL) else Verdict.NON_CONFORME)
    return targets, left, verdicts


NUL = Fraction(0)


@settings(deadline=None)
@given(st.lists(ANNEE, min_size=2, max_size=3), ARRONDIS, SENS)
def test_chained_years_give_what_all_completions_give(annees, arrondi, sens) -> None:
    how = regime(arrondi, sens)
    brought, before = ZERO, {NUL}
    for rows in annees:
        found = year(rows, how, brought)
        targets, before, verdicts = by_hand(rows, how, before)
        assert found.cible == Bornes(min=min(targets), max=max(targets))
        assert (found.solde.min, found.solde.max) == (min(before), max(before))
        assert found.solde.parmi == (tuple(sorted(before)) if len(before) > 1 else ())
        assert set(found.verdicts_possibles) == verdicts
        assert found.causes or len(verdicts) == 1
        assert all(abs(s) < 1 for s in before)
        brought = found.solde


def test_a_balance_falls_back_where_rounding_steps() -> None:
    """At 25 %, rounded up: a quarter due leaves −3/4, two −1/2, four 0; none leaves −1."""
    quarter, sure, perhaps = Fraction(1, 4), frozenset({(False, True)}), frozenset(CHAINE[2:])
    how = regime(Arrondi.SUPERIEUR)
    first = year([(perhaps, quarter)], how)
    assert first.solde.parmi == (Fraction(-3, 4), 0)
    second = year([(sure, quarter), (sure, quarter), (perhaps, quarter)], how, first.solde)
    assert second.solde == Bornes(
        min=Fraction(-1, 2), max=NUL, parmi=(Fraction(-1, 2), Fraction(-1, 4), Fraction(0))
    )
    third = year([], how, second.solde)
    assert third.cible == exactly(0) and third.verdict is Verdict.NON_APPLICABLE


def test_a_verdict_in_doubt_by_its_balance_alone_says_so() -> None:
    """Half a dwelling due: one is asked after 0, none after −1/2."""
    balance = Bornes(min=Fraction(-1, 2), max=NUL, parmi=(Fraction(-1, 2), NUL))
    found = year([(frozenset({(False, True)}), Fraction(1, 2))], regime(Arrondi.SUPERIEUR), balance)
    assert found.verdicts_possibles == (Verdict.NON_CONFORME, Verdict.CONFORME)
    assert found.verdict is Verdict.INDETERMINE and found.causes == {SOLDES}


def test_of_an_open_year_balances_are_data() -> None:
    """Nothing more comes: what one balance asks is out of reach, what the other asks is done."""
    balance = Bornes(min=Fraction(-1, 2), max=NUL, parmi=(Fraction(-1, 2), NUL))
    nothing = Avenir(clos=False, attendus=())
    rows = [(frozenset({(False, True)}), Fraction(1, 2))]
    found = year(rows, regime(Arrondi.SUPERIEUR), balance, nothing)
    assert found.verdicts_possibles == (Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS)
    assert found.causes == {SOLDES}


@pytest.mark.parametrize("arrondi", list(Arrondi))
def test_many_rows_in_doubt_leave_the_few_values_of_their_rate(arrondi: Arrondi) -> None:
    """Two thousand rows at a third: thirds, however many they turn out to be."""
    perhaps = frozenset(CHAINE[2:])
    found = year([(perhaps, Fraction(1, 3))] * 2000, regime(arrondi))
    assert {s % 1 for s in found.solde.parmi or (NUL,)} == (
        {NUL} if arrondi is Arrondi.SANS else {NUL, Fraction(1, 3), Fraction(2, 3)}
    )
