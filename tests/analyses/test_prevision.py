"""Years drawn from declared assumptions: what is certain of them, and what chance keeps."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from analyses.previsions import drawn, foreseen, hundred, lay
from convrules.analyses.prevision.attribution import attribute
from convrules.analyses.prevision.hasard import Hasard
from convrules.analyses.prevision.model import Prevision, RegleTiree
from convrules.analyses.prevision.resultat import exactly_spread
from convrules.api.dossier import open_depot, open_dossier
from convrules.api.load import Depot
from convrules.base.values import Connu
from convrules.orientation.ranking import Bailleur
from convrules.orientation.rejeu import replay
from convrules.render.forecast import forecast_text
from convrules.year.valeurs import Verdict

TOUS = '[[mobilite]]\ntaux = "100 %"\n'
DIX = 'tirages = 10\n[[mobilite]]\ntaux = "{}"\n'


def rule(p: Prevision, clause: str) -> RegleTiree:
    (found,) = (r for r in p.vues[0].regles if r.clause == clause)
    return found


def ends(r: RegleTiree) -> tuple[tuple[Fraction, Fraction], ...]:
    assert r.du is not None
    return ((r.base.min, r.base.max), (r.du.min, r.du.max), (r.fait.min, r.fait.max))


# --- what chance leaves no room in ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "vacances", "base", "du"),
    [
        (TOUS, 100, 100, 30),
        (DIX.format("0 %") + "[[livraisons]]\nnombre = 20\ndu = 2026-03-01\n"
         'faits = { commune = "93048", typologie = "T3" }\n', 20, 20, 6),
        (TOUS + '[[retraits]]\ncategorie = "mutation"\nnombre = 40\n'
         'faits = { affectation = "mutation_interne" }\n', 100, 60, 18),
        ('[[mobilite]]\ntaux = "100 %"\nou = { typologie = ["T1", "T2"] }\n', 50, 50, 15),
        ('[[mobilite]]\ntaux = "0 %"\nou = { typologie = "T1" }\n' + TOUS, 75, Fraction(75), Fraction(45, 2)),
    ],
)  # fmt: skip
def test_a_year_without_chance(tmp_path: Path, text: str, vacances: int, base: int, du: Fraction) -> None:
    """Rates of 0 and 100 %: every drawn year has the same numbers, and advice keeps the share."""
    found = foreseen(lay(tmp_path), f"tirages = 3\n{text.replace('tirages = 10', '')}")
    assert (found.vacances.min, found.vacances.max) == (vacances, vacances)
    etat = rule(found, "part_etat")
    assert ends(etat)[:2] == ((base, base), (du, du))
    assert (etat.annees, etat.tenue, etat.manquee) == (3, 3, 0)
    assert etat.fait.min >= int(du)


@pytest.mark.parametrize(
    ("taux", "du"), [("33 %", "1,98"), ("33,5 %", "2,01"), ("25 %", "1,5"), ("50 %", "3")]
)
def test_what_is_due_is_shown_to_the_hundredth(tmp_path: Path, taux: str, du: str) -> None:
    """As every other screen does: 33 % of six dwellings is not two."""
    lay(tmp_path)
    path = tmp_path / "conventions" / "etat.yaml"
    written = path.read_text("utf-8")
    path.write_text(written.replace("30 % des", f"{taux.replace(',', '.')} des"), "utf-8")
    depot = open_depot(tmp_path)
    assert isinstance(depot, Depot)
    six = '[[livraisons]]\nnombre = 6\ndu = 2026-03-01\nfaits = { commune = "93048", typologie = "T3" }\n'
    found = foreseen(open_dossier(depot, []), f'tirages = 2\n[[mobilite]]\ntaux = "0 %"\n{six}')
    (row,) = (x.split() for x in forecast_text(found).splitlines() if x.startswith("part_etat"))
    assert row[-3:-1] == ["6", du]


def test_shares_declared_are_followed_where_they_may(tmp_path: Path) -> None:
    """The State takes nothing, and misses its share every year. Action Logement takes all it may: half the
    dwellings are too small for it, and go to the landlord."""
    text = (
        "tirages = 4\n"
        + TOUS
        + '[attribution]\nmethode = "parts"\n[attribution.parts]\n"als-essai" = "100 %"\n'
    )
    found = foreseen(lay(tmp_path), text)
    etat, als = rule(found, "part_etat"), rule(found, "part_als")
    assert ends(etat) == ((100, 100), (30, 30), (0, 0))
    assert ends(als) == ((100, 100), (20, 20), (50, 50))
    assert etat.jamais and not als.jamais and als.tenue == 4


def test_what_is_not_known_of_households_leaves_the_rule_open(tmp_path: Path) -> None:
    dossier = lay(tmp_path, quota=True)
    silent = rule(foreseen(dossier, "tirages = 2\n" + TOUS), "premiers")
    assert silent.verdicts == ((Verdict.INDETERMINE, 2),) and not silent.jamais
    sure = rule(
        foreseen(dossier, "tirages = 2\n" + TOUS + "[vacances]\npremier_quartile = true\n"), "premiers"
    )
    assert sure.verdicts == ((Verdict.CONFORME, 2),)
    never = rule(
        foreseen(dossier, "tirages = 2\n" + TOUS + '[vacances]\npremier_quartile = "0 %"\n'), "premiers"
    )
    assert never.jamais


def test_a_year_that_does_not_judge_a_rule_is_not_among_those_that_do(tmp_path: Path) -> None:
    """Dwellings of the end of December are given the year after: a quota of these says nothing."""
    text = 'tirages = 2\n[[livraisons]]\nnombre = 4\ndu = 2026-12-20\nfaits = { commune = "93048" }\n'
    late = foreseen(lay(tmp_path, quota=True), f"{text}[delais]\nattribution = 20\n")
    silent, part = rule(late, "premiers"), rule(late, "part_etat")
    assert (silent.annees, silent.verdicts) == (0, ((Verdict.NON_APPLICABLE, 2),))
    assert not silent.jamais and part.annees == 2


def test_a_rate_that_hangs_on_a_missing_fact_sets_the_dwelling_aside(tmp_path: Path) -> None:
    rows = [*hundred(), "SANS;93048;;plus", "AILLEURS;93048;;pls"]
    dossier = lay(tmp_path, logements=rows)
    split = (
        '[[mobilite]]\ntaux = "100 %"\nou = {{ typologie = "T1", financement = "plus" }}\n'
        '[[mobilite]]\ntaux = "{}"\n'
    )
    told = drawn(dossier, split.format("0 %")).parc
    assert told.a_part == (("typologie", 1),) and told.par_ligne == (25, 76)
    same = drawn(dossier, split.format("100 %")).parc
    assert same.a_part == () and len(same.logements) == 102


# --- what chance keeps ------------------------------------------------------------------------------
def vacancies(dossier_text: tuple[Path, list[str]], text: str, rang: int) -> dict[str, date]:
    folder, rows = dossier_text
    return {t.vacance.id: t.jour for t in drawn(lay(folder, logements=rows), text).year(rang).tirees}


def test_a_dwelling_is_drawn_the_same_whatever_the_others_are(tmp_path: Path) -> None:
    text = '[[mobilite]]\ntaux = "30 %"\n'
    rows = hundred()
    for rang in (1, 2):
        whole = vacancies((tmp_path, rows), text, rang)
        assert vacancies((tmp_path, rows[::-1]), text, rang) == whole
        half = vacancies((tmp_path, rows[:50]), text, rang)
        assert half == {k: v for k, v in whole.items() if int(k[-3:]) < 50}
        more = vacancies((tmp_path, rows), '[[mobilite]]\ntaux = "40 %"\n', rang)
        assert more.items() > whole.items()
        other = vacancies((tmp_path, rows), "graine = 2\n" + text, rang)
        assert other != whole
    assert vacancies((tmp_path, rows), text, 1) != vacancies((tmp_path, rows), text, 2)


def test_rates_are_kept_on_average(tmp_path: Path) -> None:
    """Of 100 dwellings at 30 % in 200 years, 6,000 become free, give or take four standard deviations (65);
    each month has its share of days."""
    tirage = drawn(lay(tmp_path), '[[mobilite]]\ntaux = "30 %"\n')
    days = [t.jour for rang in range(1, 201) for t in tirage.year(rang).tirees]
    assert abs(len(days) - 6000) < 260
    assert all(abs(sum(d.month == m for d in days) - 6000 / 12) < 120 for m in range(1, 13))


def test_a_rate_between_two_bounds_is_one_rate_a_year(tmp_path: Path) -> None:
    """Drawn for the year, not for the dwelling: numbers spread far more than at the middle rate."""
    dossier = lay(tmp_path)

    def numbers(rate: str) -> list[int]:
        tirage = drawn(dossier, f"[[mobilite]]\ntaux = {rate}\n")
        return [len(tirage.year(rang).tirees) for rang in range(1, 101)]

    wide, middle = numbers('["0 %", "100 %"]'), numbers('"50 %"')
    assert min(wide) < 10 and max(wide) > 90
    assert min(middle) > 30 and max(middle) < 70


def test_the_published_chance() -> None:
    """The recipe of the page, computed apart: SHA-256 of « 1|2|départ|L001 », its first eight bytes."""
    assert Hasard(1, 2).draw("départ", "L001") == 590_288_325_114_300_994
    assert 0 <= Hasard(1, 2).below(7, "x", "y") < 7


@pytest.mark.parametrize(
    ("found", "intervalle", "ends"),
    [
        (range(1, 21), "9/10", (2, 10, 19)),
        (range(1, 11), "9/10", (1, 5, 10)),
        (range(1, 101), "1/2", (26, 50, 75)),
        ((7,), "9/10", (7, 7, 7)),
    ],
)
def test_intervals(found: "range | tuple[int, ...]", intervalle: str, ends: tuple[int, int, int]) -> None:
    e = exactly_spread(found, Fraction(intervalle))
    assert (e.min, e.milieu.valeur, e.max) == ends


# --- advice ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("rang", [1, 2, 3])
def test_drawn_dwellings_go_where_advice_gives_them(tmp_path: Path, rang: int) -> None:
    """The drawn year, once given, replayed: the advice of each step is what was done."""
    dossier = lay(tmp_path)
    tirage = drawn(dossier, '[[mobilite]]\ntaux = "25 %"\n')
    bailleur = Bailleur(programmes=dossier.programmes)
    given = attribute(bailleur, tirage, tirage.year(rang), rang)
    assert given.sans_conseil == 0
    replayed = replay(bailleur, tirage.facts(given.vacances), 2026, date(2026, 12, 31))
    assert len(replayed.pas) == len(given.vacances) and not replayed.laissees
    assert [(p.vacance, p.conseil) for p in replayed.pas if p.autrement] == []


def test_withdrawn_dwellings_are_the_landlord_s(tmp_path: Path) -> None:
    text = (
        TOUS + '[[retraits]]\ncategorie = "mutation"\nnombre = 10\nou = { typologie = "T1" }\n'
        'faits = { affectation = "mutation_interne" }\n'
    )
    dossier = lay(tmp_path)
    tirage = drawn(dossier, text)
    given = attribute(Bailleur(programmes=dossier.programmes), tirage, tirage.year(1), 1)
    gone = [v for v in given.vacances if v.cellule("affectation") == Connu("mutation_interne")]
    assert len(gone) == 10
    assert {(v.cellule("typologie"), v.cellule("contingent")) for v in gone} == {
        (Connu("T1"), Connu("bailleur"))
    }
    short = replace(tirage, hypotheses=replace(tirage.hypotheses, retraits=tuple(
        replace(r, nombre=30) for r in tirage.hypotheses.retraits)))  # fmt: skip
    assert short.year(1).courts == ("mutation",) and short.year(1).retires == {"mutation": 25}
