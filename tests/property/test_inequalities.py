"""What a rule asks, as inequalities in whole numbers, is what the rule says: every rounding, every
carry-over, floors and ceilings, tolerances, withdrawals forecast, numbers."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.bornes import exactly
from convrules.year.dossier import Avenir, Dossier, Rendus, Retenue
from convrules.year.entiers import Demi, ways_to_meet
from convrules.year.report import Regime, conforms_at_least, conforms_at_most
from convrules.year.unites import Exigible
from convrules.year.verdict import target_at

fractions = st.fractions(min_value=-4, max_value=4, max_denominator=12)
VIDES = {side: st.none() | st.integers(0, 1).map(Fraction) for side in ("vide_au_pire", "vide_au_mieux")}
MODES = st.sampled_from([None, *(ir.Report(mode=mode) for mode in ir.ModeReport)])


@st.composite
def exigibles(draw: st.DrawFn) -> Exigible:
    plafond = draw(st.booleans())
    report = draw(MODES)
    carries = report is not None and report.mode is not ir.ModeReport.AUCUN
    dossier = Dossier(
        rangs=(),
        regime=Regime(
            sens=ir.Sens.AU_PLUS if plafond else ir.Sens.AU_MOINS,
            arrondi=draw(st.sampled_from(Arrondi)),
            report=report,
            tolerance=Fraction(draw(st.integers(0, 2))),
            nombre=draw(st.none() | st.integers(0, 4).map(Fraction)),
        ),
        avenir=Avenir(clos=False, attendus=()),
        retenue=Retenue(
            prevu=exactly(Fraction(draw(st.integers(0, 3)))),
            taux=exactly(draw(st.fractions(min_value=0, max_value=1, max_denominator=10))),
            regularisation=exactly(draw(fractions)),
        ),
        initial=exactly(draw(fractions) if carries else Fraction(0)),
        rendus=Rendus(total=exactly(Fraction(draw(st.integers(0, 2))))),
    )
    return Exigible(
        convention="c",
        clause="r",
        cellule=(),
        compte="etat",
        plafond=plafond,
        dossier=dossier,
        **(draw(st.fixed_dictionaries(VIDES)) if dossier.regime.nombre is None else {}),
    )


def holds(half: Demi, fait: int, du: Fraction, base: int) -> bool:
    told = half.fait * fait + half.du * du + half.base * base
    return told < half.au_plus if half.strict else told <= half.au_plus


@given(
    exigibles(),
    st.integers(0, 9),
    st.fractions(min_value=0, max_value=9, max_denominator=20),
    st.integers(0, 2),
    st.booleans(),
)
def test_inequalities_say_what_the_rule_says(
    exigible: Exigible, fait: int, du: Fraction, base: int, favorable: bool
) -> None:
    """A base may be without anything due, at a rate of nothing; one that is empty is asked nothing."""
    regime = exigible.dossier.regime
    cible = target_at(exigible.dossier, du, high=favorable is exigible.plafond, shift=Fraction(0))
    conforms = conforms_at_most if exigible.plafond else conforms_at_least
    ways = ways_to_meet(exigible, favorable=favorable)
    found = any(all(holds(half, fait, du, base) for half in way) for way in ways)
    limit = exigible.vide_au_mieux if favorable else exigible.vide_au_pire
    idle = limit is not None and base <= limit
    assert found is (idle or conforms(cible, Fraction(fait), regime.tolerance))
