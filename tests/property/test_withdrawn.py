"""Withdrawals forecast of which some are still to come: what is certain and what is possible while the year
is open, against every completion of the data and every future of each, of small sets."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.records import replace
from convrules.base.values import Arrondi
from convrules.year.bornes import exactly
from convrules.year.dossier import Annonce, Avenir, Dossier, Retenue
from convrules.year.model import Bornes
from convrules.year.rangs import Rang
from convrules.year.report import Regime, conforms_at_least, conforms_at_most, target
from convrules.year.verdict import DONNEES_DEFAVORABLES, TOUT_DEFAVORABLE, TOUT_FAVORABLE, conforms
from property.test_year import arrondis, completions, nested_options, rows

RATES = st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(3, 5), Fraction(1)])
OPEN = Avenir(clos=False, attendus=())
"""A forecast of vacancies without a row: none comes but those that will be withdrawn."""


@st.composite
def forecasts(draw: st.DrawFn) -> Retenue:
    """Rows that bear on the base for certain, or perhaps, of which rows of the data made some."""
    lines = []
    for rang in range(draw(st.integers(0, 2))):
        number = draw(st.integers(1, 3))
        left = draw(st.integers(0, number))
        surely = draw(st.sampled_from([left, left, max(0, left - 1)]))
        lines.append(
            Annonce(
                rang=rang,
                nombre=Fraction(number),
                sure=draw(st.booleans()),
                reste=Fraction(left),
                reste_sur=Fraction(surely),
            )
        )
    announced = [line.nombre for line in lines]
    certain = sum((line.nombre for line in lines if line.sure), Fraction(0))
    days = draw(st.lists(RATES, min_size=1, max_size=2, unique=True))
    return Retenue(
        prevu=Bornes(min=certain, max=sum(announced, Fraction(0))),
        taux=exactly(draw(RATES)),
        annonces=tuple(lines),
        textes=tuple(((exactly(rate),),) for rate in days),
    )


def readings(retenue: Retenue) -> Iterator[tuple[Fraction, Fraction]]:
    """Of the data: how many are taken off the base, and how many of them may still come."""
    each = []
    for line in retenue.annonces:
        made = [line.nombre - left for left in {line.reste, line.reste_sur}]
        borne = [line.nombre] if line.sure else [Fraction(n) for n in range(int(line.nombre) + 1)]
        each.append({(p, max(Fraction(0), p - m)) for p in borne for m in made})
    for chosen in product(*each):
        yield sum((p for p, _ in chosen), Fraction(0)), sum((w for _, w in chosen), Fraction(0))


def brought(retenue: Retenue, number: Fraction) -> set[Fraction]:
    """What so many that come, or fewer, may make due."""
    rates = [rate.valeur for ((rate,),) in retenue.textes]
    found, last = {Fraction(0)}, {Fraction(0)}
    for _ in range(int(number)):
        last = {due + rate for due in last for rate in rates if rate is not None}
        found |= last
    return found


def held(regime: Regime, done: int, due: Fraction) -> bool:
    asked = target(regime, max(Fraction(0), due), Fraction(0), Fraction(0))
    least = regime.sens is ir.Sens.AU_PLUS or conforms_at_least(asked, Fraction(done), regime.tolerance)
    most = regime.sens is ir.Sens.AU_MOINS or conforms_at_most(asked, Fraction(done), regime.tolerance)
    return least and most


def rule(sens: ir.Sens, arrondi: Arrondi, tolerance: int = 0) -> Regime:
    return Regime(sens=sens, arrondi=arrondi, report=None, tolerance=Fraction(tolerance))


def row(number: int, counted: bool) -> list[Rang]:
    options = frozenset({(counted, True)})
    return [Rang(id=f"{counted}{n}", options=options, taux=exactly(Fraction(3, 5))) for n in range(number)]


FOUR = Retenue(
    prevu=exactly(4),
    taux=exactly(Fraction(3, 5)),
    annonces=(Annonce(rang=0, nombre=Fraction(4), sure=True, reste=Fraction(4), reste_sur=Fraction(4)),),
    textes=(((exactly(Fraction(1, 10)),),),),
)
"""At 60 % the first day, at 10 % from now on."""
TWO = replace(
    FOUR,
    prevu=exactly(2),
    annonces=(replace(FOUR.annonces[0], nombre=Fraction(2), reste=Fraction(2), reste_sur=Fraction(2)),),
    textes=(((exactly(Fraction(3, 5)),),),),
)
"""At 60 % all along: three rows make 3/5, 6/5 or 9/5 due in the end, and never 1."""


@settings(deadline=None, max_examples=200)
@given(rows(nested_options, 4), forecasts(), st.sampled_from(list(ir.Sens)), arrondis, st.integers(0, 1))
@example([*row(5, True), *row(5, False)], FOUR, ir.Sens.AU_PLUS, Arrondi.SANS, 0)
@example([*row(1, True), *row(3, False)], FOUR, ir.Sens.EXACTEMENT, Arrondi.SANS, 0)
@example([*row(1, True), *row(2, False)], TWO, ir.Sens.EXACTEMENT, Arrondi.SANS, 0)
def test_what_is_left_to_withdraw_comes_at_a_rate_of_a_day_to_come(
    rangs: list[Rang], retenue: Retenue, sens: ir.Sens, arrondi: Arrondi, tolerance: int
) -> None:
    regime = rule(sens, arrondi, tolerance)
    dossier = Dossier(rangs=tuple(rangs), regime=regime, avenir=OPEN, retenue=retenue)
    first = retenue.taux.min
    ways = [
        {held(regime, done, due + more - first * taken) for more in brought(retenue, left)}
        for done, _, due in completions(rangs)
        for taken, left in readings(retenue)
    ]
    sure, each, some = (
        conforms(dossier, coin) for coin in (TOUT_DEFAVORABLE, DONNEES_DEFAVORABLES, TOUT_FAVORABLE)
    )
    assert sure is all(way == {True} for way in ways)
    told = all(line.sure and line.reste == line.reste_sur for line in retenue.annonces)
    if sens is ir.Sens.EXACTEMENT and not told:
        assert some or not any(True in way for way in ways)
        return
    assert each is all(True in way for way in ways)
    assert some is any(True in way for way in ways)
