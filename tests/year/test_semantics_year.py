"""Rows of the table « L'année » of the specification, on rows given by their possible options."""

from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import replace
from convrules.base.values import Arrondi
from convrules.year.a_completer import fix_first
from convrules.year.bornes import ZERO, exactly
from convrules.year.cellule import balance, settle
from convrules.year.dossier import Attendu, Avenir, Dossier, Jour, Retenue
from convrules.year.model import Bornes, ResultatCellule, Verdict
from convrules.year.rangs import Rang, share_bounds
from convrules.year.report import Regime
from convrules.year.verdict import judge
from year.build import shown

QUART = exactly(Fraction(1, 4))
MANQUE = frozenset({Cause(fait="qpv")})
CLOS = Avenir(clos=True)
GENRES = {
    "n": {(True, True)},
    "N": {(False, True)},
    "p": {(True, True), (False, True)},
    "q": {(True, True), (False, False)},
    "r": {(False, True), (False, False)},
    "s": {(True, True), (False, True), (False, False)},
    "1": {(True, False)},
}


def rangs(text: str, taux: Bornes = QUART, causes: frozenset[Cause] = MANQUE) -> tuple[Rang, ...]:
    """« nnnN » : three rows counted and in the base, one in the base only."""
    return tuple(
        Rang(
            id=f"{letter}{place:03}",
            options=frozenset(GENRES[letter]),
            taux=taux,
            causes=causes if len(GENRES[letter]) > 1 else frozenset(),
        )
        for place, letter in enumerate(text)
    )


def regime(sens: str = "au moins", arrondi: Arrondi = Arrondi.SANS, report: str | None = None) -> Regime:
    carried = ir.Report(mode=ir.ModeReport(report)) if report else None
    return Regime(sens=ir.Sens(sens), arrondi=arrondi, report=carried)


def dossier(text: str, taux: Fraction, how: Regime, avenir: Avenir = CLOS) -> Dossier:
    return Dossier(rangs=rangs(text, exactly(taux)), regime=how, avenir=avenir)


def verdict(d: Dossier) -> str:
    return judge(d, MANQUE).verdict.value


Y1 = "nnn" + "N" * 6 + "p" + "q" + "r"


def test_y1_a_share_between_its_two_ends():
    assert shown(share_bounds(rangs(Y1))) == "3/11 à 5/11"


@pytest.mark.parametrize(
    ("taux", "expected"),
    [("1/4", "conforme"), ("3/10", "indetermine"), ("1/2", "non_conforme")],
)
def test_y2_floors_on_y1(taux, expected):
    assert verdict(dossier(Y1, Fraction(taux), regime())) == expected


@pytest.mark.parametrize(
    ("arrondi", "expected"), [(Arrondi.SANS, "non_conforme"), (Arrondi.SUPERIEUR, "conforme")]
)
def test_y4_a_ceiling_of_five_percent(arrondi, expected):
    assert verdict(dossier("nnn" + "N" * 47, Fraction(1, 20), regime("au plus", arrondi))) == expected


@pytest.mark.parametrize(
    ("rows", "expected", "possible"),
    [
        ("", "non_applicable", {"non_applicable"}),
        ("r", "indetermine", {"non_conforme", "non_applicable"}),
        ("q", "indetermine", {"conforme", "non_applicable"}),
        ("s", "indetermine", {"conforme", "non_conforme", "non_applicable"}),
    ],
)
def test_y5_an_empty_base(rows, expected, possible):
    d = dossier(rows, Fraction(3, 10), regime())
    assert verdict(d) == expected
    assert {v.value for v in judge(d, MANQUE).possibles} == possible


def years(report: str, arrondi: Arrondi, dones: list[int], du: Fraction) -> tuple[list[str], str]:
    """Targets year after year, and the balance at the end."""
    initial, targets = ZERO, []
    for done in dones:
        d = Dossier(
            rangs=rangs("n" * done + "1" * 0, exactly(du / done)),
            regime=regime("au moins", arrondi, report),
            avenir=CLOS,
            initial=initial,
        )
        found = settle(d, (), juge=True)
        targets.append(shown(found.cible))
        initial = found.solde
    return targets, shown(initial)


@pytest.mark.parametrize(
    ("report", "targets", "solde"),
    [
        ("aucun", ["3", "3", "3"], "0"),
        ("fractions cumulées", ["3", "4", "3"], "4/5"),
        ("solde arrondi", ["3", "3", "3"], "-1"),
        ("solde exact", ["3", "4", "4"], "4/5"),
    ],
)
def test_y7_to_y10_three_years_of_eighteen_fifths(report, targets, solde):
    assert years(report, Arrondi.INFERIEUR, [3, 3, 4], Fraction(18, 5)) == (targets, solde)


@pytest.mark.parametrize(
    ("rows", "retenue", "du"),
    [
        ("N" * 200, Retenue(prevu=exactly(40), taux=exactly(Fraction(3, 10))), "48"),
        ("N" * 166, Retenue(), "249/5"),
    ],
)
def test_y12_forecast_and_made(rows, retenue, du):
    d = Dossier(rangs=rangs(rows, exactly(Fraction(3, 10))), regime=regime(), avenir=CLOS, retenue=retenue)
    assert shown(settle(d, (), juge=True).du) == du


Y13 = (
    Attendu(
        min=3, max=3, selon_le_jour=(Jour(options=frozenset({(True, True), (False, True)}), taux=QUART),)
    ),
    Attendu(min=0, max=1, selon_le_jour=(Jour(options=frozenset({(False, True)}), taux=QUART),)),
)


@pytest.mark.parametrize(
    ("arrondi", "expected"), [(Arrondi.SANS, "hors_d_atteinte"), (Arrondi.INFERIEUR, "en_cours")]
)
def test_y13_within_reach_or_not(arrondi, expected):
    ahead = Avenir(clos=False, attendus=Y13, taux=QUART)
    assert verdict(dossier("nn" + "N" * 18, Fraction(1, 4), regime(arrondi=arrondi), ahead)) == expected


def test_y14_each_commune_asks_for_more_than_all_together():
    def needed(flow: int) -> int:
        counts = range(flow + 1)
        return next(
            n
            for n in counts
            if verdict(dossier("n" * n + "N" * (flow - n), Fraction(3, 10), regime())) == "conforme"
        )

    assert sum(needed(flow) for flow in (1, 2, 7)) == 5
    assert needed(10) == 3


# --- the rest of the section ----------------------------------------------------------------
def test_without_a_forecast_a_floor_is_always_open():
    ahead = Avenir(clos=False, taux=QUART)
    assert verdict(dossier("N" * 20, Fraction(1, 4), regime(), ahead)) == "en_cours"
    assert verdict(dossier("n" * 20, Fraction(1, 4), regime(), ahead)) == "en_cours"


def test_a_floor_of_the_whole_cannot_be_caught_up():
    one = exactly(1)
    ahead = Avenir(clos=False, taux=one, taux_bas=Fraction(1), taux_haut=Fraction(1))
    assert verdict(dossier("nN", Fraction(1), regime(), ahead)) == "hors_d_atteinte"


def test_what_is_missing_and_what_is_to_come_are_two_adversaries():
    future = frozenset({Cause(fait="bail", genre=Genre.FUTUR)})
    ahead = Avenir(clos=False, attendus=(), taux=QUART)

    def judged(causes: frozenset[Cause]) -> str:
        rows = (*rangs("N" * 3), *rangs("p", QUART, causes))
        d = Dossier(rangs=rows, regime=regime(), avenir=ahead)
        return judge(d, causes).verdict.value

    assert judged(future) == "en_cours"
    assert judged(MANQUE) == "indetermine"


def test_a_decision_awaited_is_named():
    human = frozenset({Cause(fait="accord", genre=Genre.HUMAIN)})
    d = Dossier(rangs=rangs("Np", QUART, human), regime=regime(), avenir=CLOS)
    assert judge(d, human).verdict is Verdict.DECISION_HUMAINE


@pytest.mark.parametrize(
    ("tolerance", "points", "expected"),
    [("0", "0", ("non_conforme", False)), ("1", "0", ("conforme", True)), ("0", "1/10", ("conforme", True))],
)
def test_a_tolerance_excuses_and_says_so(tolerance, points, expected):
    how = Regime(
        sens=ir.Sens.AU_MOINS,
        arrondi=Arrondi.SUPERIEUR,
        report=None,
        tolerance=Fraction(tolerance),
        tolerance_points=Fraction(points),
    )
    found = judge(dossier("nn" + "N" * 8, Fraction(3, 10), how), frozenset())
    assert (found.verdict.value, found.sauve) == expected


def test_exactly_is_both_senses():
    for rows, expected in (("nN", "conforme"), ("nn", "non_conforme"), ("NN", "non_conforme")):
        assert verdict(dossier(rows, Fraction(1, 2), regime("exactement"))) == expected


def test_rows_to_complete_by_falling_span():
    rows = (*rangs("r", exactly(Fraction(1, 10))), *rangs("q", exactly(Fraction(1, 10))), *rangs("p"))
    regime = Regime(sens=ir.Sens.AU_MOINS, arrondi=Arrondi.SANS, report=None)
    whole = Dossier(rangs=rows, regime=regime, avenir=CLOS)
    assert [(row.vacance, row.ecart) for row in fix_first(whole)] == [
        ("p000", Fraction(1)),
        ("q000", Fraction(9, 10)),
        ("r000", Fraction(1, 10)),
    ]


@pytest.mark.parametrize(
    ("sens", "plafond", "solde", "perdu"),
    [(None, 3, "3", 4), ("déficit seul", None, "7", 0), ("excédent seul", None, "0", 7)],
)
def test_a_clip_prints_what_it_loses(sens, plafond, solde, perdu):
    report = ir.Report(
        mode=ir.ModeReport.SOLDE_ARRONDI,
        sens=ir.SensReport(sens) if sens else None,
        plafond=plafond,
    )
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=Arrondi.SUPERIEUR, report=report)
    d = Dossier(rangs=rangs("N" * 7, exactly(1)), regime=how, avenir=CLOS)
    found, lost = balance(d)
    assert (shown(found), lost) == (solde, exactly(perdu))


def test_an_empty_year_with_a_debt_is_still_judged():
    how = regime("au moins", Arrondi.INFERIEUR, "solde arrondi")
    owing = Dossier(rangs=(), regime=how, avenir=CLOS, initial=exactly(2))
    ahead = Dossier(rangs=(), regime=how, avenir=CLOS, initial=exactly(-2))
    assert (verdict(owing), verdict(ahead)) == ("non_conforme", "conforme")


def test_an_unknown_balance_gives_no_target():
    how = regime("au moins", Arrondi.INFERIEUR, "solde exact")
    found: ResultatCellule = settle(
        Dossier(rangs=rangs("nN"), regime=how, avenir=CLOS, initial=None), (), juge=True
    )
    assert (found.cible, found.solde, found.verdict) == (None, None, Verdict.INDETERMINE)


def test_an_absolute_number_is_asked_even_of_nothing():
    how = Regime(sens=ir.Sens.AU_MOINS, arrondi=Arrondi.SANS, report=None, nombre=1)
    assert verdict(Dossier(rangs=(), regime=how, avenir=CLOS)) == "non_conforme"


def test_a_balance_may_make_a_cell_that_no_row_does():
    asked = replace(regime(report="solde arrondi"), nombre=Fraction(2))
    made = Dossier(rangs=(), regime=asked, avenir=CLOS, initial=Bornes(min=0, max=1), par_lignes=True)
    assert Verdict.NON_CONFORME in judge(made, MANQUE).possibles
    by_row = replace(made, rangs=rangs("q"), initial=ZERO, regime=replace(asked, nombre=Fraction(1)))
    assert judge(by_row, MANQUE).possibles == (Verdict.CONFORME, Verdict.NON_APPLICABLE)
