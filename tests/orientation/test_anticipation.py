"""A policy that looks ahead: scarce dwellings are kept for those who may take few others, nobody is made
eligible, and where there is no plan the deficit alone ranks and says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.dates import connu
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.orientation import at_once, one_by_one
from convrules.orientation.compilation import compile_politique
from convrules.orientation.journee import rank_day
from convrules.orientation.model import GenreMotif, Orientation, Rangement, Sans
from convrules.orientation.politique import PolitiqueCompilee
from convrules.orientation.ranking import Bailleur
from convrules.orientation.replayed import Rejeu, silence
from year import build as b

AU = date(2026, 1, 5)
PETITS = ir.Eligibilite(entete=b.entete("petits"), regle=b.egal(b.code("typologie"), "T1"), menage=False)
LIBRE = {"orientation": "-", "attribution": "-", "bail": "-"}


def politique(annee: int | None = None) -> PolitiqueCompilee:
    made = ir.Politique(
        ident="pol",
        bailleur=ir.Bailleur(nom="b", siren="000000000"),
        choix=b.choix(),
        anticipation=ir.Anticipation(annee=annee),
    )
    return compile_politique(made, ())


def landlord(annee: int | None = None, *, ahead: bool = True) -> Bailleur:
    """The State takes any dwelling, the employers small ones only."""
    programmes = (
        b.programme(b.part("p", b.taux("1/5")), PETITS, ident="als", titulaire="als"),
        b.programme(b.part("p", b.taux("3/10")), ident="etat", titulaire="etat"),
    )
    return Bailleur(programmes=programmes, politique=politique(annee) if ahead else None)


def attendues(*rows: tuple[str, str, int, str]) -> tuple[Ligne, ...]:
    return tuple(
        b.ligne(
            "vacances_attendues",
            f"a{n}",
            du=b.day(du),
            au=b.day(au),
            min=Fraction(number),
            max=Fraction(number),
            typologie=kind,
        )
        for n, (du, au, number, kind) in enumerate(rows)
    )


HIVER = attendues(("2025-01-01", "2025-03-31", 30, "T1"), ("2025-01-01", "2025-12-31", 90, "T3"))
"""Small dwellings come in winter only: what the employers are owed all year must be found there."""


def year(annee: int = 2025, **cells: object) -> list[Vacance]:
    """The same, drawn evenly."""
    days = [(f"{annee}-{1 + n // 10:02}-{2 + 2 * (n % 10):02}", "T1") for n in range(30)]
    days += [(f"{annee}-{1 + n // 8:02}-{1 + 3 * (n % 8):02}", "T3") for n in range(90)]
    return [
        row
        for n, (day, kind) in enumerate(sorted(days))
        for row in b.rows(
            1,
            f"V{annee}-{n:03}-",
            typologie=kind,
            disponibilite=day,
            contingent="bailleur",
            **{"attribution": day, **cells},
        )
    ]


def with_cells(vacance: Vacance, **cells: Cellule) -> Vacance:
    return replace(vacance, ligne=replace(vacance.ligne, cellules={**vacance.ligne.cellules, **cells}))


def replayed(who: Bailleur, rows: list[Vacance], expected: tuple[Ligne, ...] | None = None) -> Rejeu:
    facts = replace(b.faits(rows), vacances_attendues=expected)
    slow = one_by_one.replay(who, facts, 2025, AU)
    found = at_once.replay(who, facts, 2025, AU, silence)
    assert found == slow
    return slow


def latest(rejeu: Rejeu) -> Fraction:
    return max(t.pire_conseil.retard for t in rejeu.titulaires if t.pire_conseil is not None)


# --- a year ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("annee", [None, 2024])
def test_scarce_dwellings_are_kept_for_those_who_may_take_no_other(annee: int | None) -> None:
    past = year(2024) if annee else []
    alone = replayed(landlord(ahead=False), [*past, *year()], HIVER)
    ahead = replayed(landlord(annee), [*past, *year()], HIVER if annee is None else None)
    # 24 are due to the employers over the year, 11 by the end of March, after which they may have none:
    # what the deficit alone gives them. With x they are late by 24 − x in December, and the two others,
    # together, by x − 10.8 in March, of 43.2 due and 54 − x had: at best x is 20, and the latest late by
    # 4.6 at least.
    als = [next(t for t in r.titulaires if t.ident == "als") for r in (alone, ahead)]
    assert als[0].conseille == 11 and als[1].conseille > 17
    best = min(max(24 - x, Fraction(10 * x - 108, 20)) for x in range(31))
    assert (latest(alone), best) == (13, Fraction(23, 5))
    assert latest(ahead) - best <= (latest(alone) - best) / 2
    said = ahead.anticipation
    assert said is not None and alone.anticipation is None
    assert (said.annee, said.lues, said.laissees) == (annee, 2 if annee is None else 120, 0)
    assert said.autrement > 0 and said.suivis + sum(n for _, n in said.sans) == 120


def test_the_year_of_reference_is_read_as_it_came_not_as_it_was_given() -> None:
    """To whom its dwellings went, and when, changes no plan."""
    given = year(2024, attribution="2024-12-30", bail="2024-12-31")
    other = [with_cells(v, contingent=Connu("als")) for v in given]
    one, two = (replayed(landlord(2024), [*rows, *year()]) for rows in (year(2024), other))
    assert one.pas == two.pas


# --- no plan --------------------------------------------------------------------------------------
UN_SEUL = attendues(("2025-01-01", "2025-12-31", 60, "T1"))
EGALES = attendues(("2025-01-01", "2025-12-31", 30, "T1"), ("2025-01-01", "2025-12-31", 90, "T3"))
SANS_TYPE = tuple(
    replace(row, cellules={k: c for k, c in row.cellules.items() if k != "typologie"}) for row in HIVER
)


@pytest.mark.parametrize(
    ("expected", "why", "laissees"),
    [
        (None, Sans.AUCUNE_PREVISION, 0),
        ((), Sans.AUCUNE_PREVISION, 0),
        (UN_SEUL, Sans.TOUS, 0),
        (SANS_TYPE, Sans.AUCUNE_PREVISION, 2),
        (EGALES, Sans.AUTANT, 0),
    ],
)
def test_without_a_plan_the_deficit_alone_ranks_and_says_so(
    expected: tuple[Ligne, ...] | None, why: Sans, laissees: int
) -> None:
    alone = replayed(landlord(ahead=False), year()[:40])
    ahead = replayed(landlord(), year()[:40], expected)
    assert [p.conseil for p in ahead.pas] == [p.conseil for p in alone.pas]
    said = ahead.anticipation
    assert said is not None and said.sans == ((why, 40),) and said.laissees == laissees
    assert {c.fait for c in said.causes} == ({"typologie"} if laissees else set())


# --- one dwelling ---------------------------------------------------------------------------------
def advised(who: Bailleur, facts: Faits, au: str, ident: str) -> Orientation:
    here = tuple(v for v in facts.vacances if v.id == ident)
    (found,) = rank_day(who, facts, b.day(au), here)
    return found


def offered(number: int = 1, day: str = "2025-02-03", kind: str = "T1") -> list[Vacance]:
    return b.rows(number, "N", disponibilite=day, typologie=kind, **LIBRE)


GRAND = b.rows(
    1, "G", disponibilite="2025-01-02", typologie="T3", attribution="2025-01-02", contingent="bailleur"
)
"""One that the employers could not have: no bound is promised since."""


def test_the_advice_says_for_whom_and_beside_whom() -> None:
    facts = replace(b.faits([*GRAND, *offered()]), vacances_attendues=HIVER)
    found = advised(landlord(), facts, "2025-02-03", "N1")
    assert found.propose is not None and found.propose.ident == "als"
    assert found.propose.motif is not None and found.propose.motif.genre is GenreMotif.ANTICIPATION
    assert [c.clause for c in found.propose.motif.clauses] == ["anticipation"]
    said = found.anticipation
    assert said is not None and said.autrement and said.sans is None
    assert said.premier is not None and said.retard_seul is not None
    assert (said.premier.ident, said.retard_seul.ident) == ("als", "etat")
    # Small dwellings in February: 30 × 28 / 90. From the 1st on, 59 days of 90 and 334 of 365.
    small, others = Fraction(59 * 30, 90), Fraction(334 * 90, 365)
    assert abs(said.type_attendu - Fraction(28, 3)) < Fraction(1, 100)
    assert abs(said.premier.ouverts - small) < Fraction(1, 100)
    assert said.retard_seul.ouverts == said.attendus and found.borne is None
    assert abs(said.attendus - small - others) < Fraction(1, 100)
    assert said.premier.pour_lui > said.retard_seul.pour_lui and said.premier.recus == 0
    alone = advised(landlord(ahead=False), facts, "2025-02-03", "N1")
    assert alone.propose is not None and alone.propose.ident == "etat" and alone.anticipation is None


def test_as_long_as_all_was_open_to_all_the_deficit_alone_ranks_and_its_bound_is_told() -> None:
    facts = replace(b.faits(offered()), vacances_attendues=HIVER)
    found = advised(landlord(), facts, "2025-02-03", "N1")
    assert found.propose is not None and found.propose.ident == "bailleur"
    assert found.anticipation is not None and found.anticipation.sans is Sans.BORNE
    assert found.borne == Fraction(5, 6) and found.ecart is None


def test_what_is_decided_counts_not_what_was_advised() -> None:
    """Once the third's small dwellings have all gone to the employers, the next one goes elsewhere: the
    plan of the third is the same, what was done of it is not."""
    decided = b.rows(
        9,
        "D",
        disponibilite="2025-02-02",
        typologie="T1",
        contingent="als",
        orientation="2025-02-02",
        attribution="-",
    )
    facts = replace(b.faits([*decided, *offered()]), vacances_attendues=HIVER)
    found = advised(landlord(), facts, "2025-02-03", "N1")
    assert found.anticipation is not None and found.anticipation.sans is None
    assert found.propose is not None and found.propose.ident != "als"
    other = [with_cells(v, contingent=Connu("etat")) for v in decided]
    facts = replace(b.faits([*other, *offered()]), vacances_attendues=HIVER)
    found = advised(landlord(), facts, "2025-02-03", "N1")
    assert found.propose is not None and found.propose.ident == "als"


def test_in_doubt_the_deficit_alone_ranks() -> None:
    rows = [
        *offered(kind="?"),
        *b.rows(1, "U", disponibilite="2025-01-15", typologie="T1", attribution="2025-01-20", contingent="?"),
    ]
    facts = replace(b.faits(rows[:1]), vacances_attendues=HIVER)
    found = advised(landlord(), facts, "2025-02-03", "N1")
    assert found.anticipation is not None and found.anticipation.sans is Sans.DOUTE
    facts = replace(b.faits(rows), vacances_attendues=HIVER)
    found = advised(landlord(), facts, "2025-02-03", "N1")
    assert found.anticipation is not None and found.anticipation.sans is Sans.COMPTES


def test_a_dwelling_that_one_alone_may_take_and_one_of_no_expected_type() -> None:
    facts = replace(b.faits(offered()), vacances_attendues=HIVER)
    found = advised(landlord(), facts, "2025-06-03", "N1")
    assert found.anticipation is not None and found.anticipation.sans in (Sans.TYPE, Sans.AUTANT, Sans.TOUS)


# --- the replay is the advice of each day -------------------------------------------------------------
def steps(rejeu: Rejeu, facts: Faits) -> Iterator[tuple[Orientation, str | None]]:
    by_id = {v.id: v for v in facts.vacances}
    given: list[Vacance] = []
    for step in rejeu.pas:
        cells = by_id[step.vacance].ligne.cellules
        here = replace(
            by_id[step.vacance],
            ligne=replace(
                by_id[step.vacance].ligne, cellules={**cells, "contingent": INCONNU, "attribution": INCONNU}
            ),
        )
        before = replace(facts, vacances=(*given, here))
        (advice,) = rank_day(landlord(), before, step.jour, (here,))
        yield advice, step.conseil
        assert step.conseil is not None
        cells = {
            **here.ligne.cellules,
            "contingent": Connu(step.conseil),
            "attribution": Connu(connu(step.jour)),
        }
        given.append(replace(here, ligne=replace(here.ligne, cellules=cells)))


def test_each_step_of_a_replay_is_the_advice_of_its_day() -> None:
    rows = year()[:50]
    rejeu = replayed(landlord(), rows, HIVER)
    facts = replace(b.faits(rows), vacances_attendues=HIVER)
    other = 0
    for advice, conseil in steps(rejeu, facts):
        assert advice.propose is not None and advice.propose.ident == conseil
        assert advice.propose.rangement is Rangement.CLASSE
        other += advice.anticipation is not None and advice.anticipation.autrement
    assert rejeu.anticipation is not None and other == rejeu.anticipation.autrement > 0
