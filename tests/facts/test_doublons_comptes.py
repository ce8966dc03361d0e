"""What can no longer be counted where rows may be one: candidatures, refusals, forecasts, exchanges."""

import pytest

from convrules.base.values import Connu, Erreur
from facts.confrontees import codes, read


def test_candidatures_of_one_rank_and_day_can_no_longer_be_counted() -> None:
    text = "VACANCE;RANG;DATE\nV1;1;2025-03-03\nV1;1;2025-03-03\nV2;1;2025-03-03\nV2;1;2025-03-04\n"
    faits, found = read(vacances="NUM_VAC\nV1\nV2\n", candidatures=text)
    assert codes(found) == ["CR826"]
    first, second = faits.vacances
    assert first.candidatures is None
    assert len(second.candidatures or ()) == 2


@pytest.mark.parametrize(
    ("table", "text", "said", "nombres"),
    [
        # One extract twice, whatever is linked.
        ("candidatures", "VACANCE;RANG;DEM\nV1;1;D1\nV1;2;D2\nV1;1;D1\nV1;2;D2\nV2;1;D1", "CR867", (None, 1)),
        ("candidatures", "VACANCE;DEM;DATE\nV1;D1;2025-03-03\nV1;D1;2025-03-03\nV2;D1;", "CR867", (None, 1)),
        ("refus", "VACANCE;DATE;AUTEUR\nV1;2025-03-03;candidat\nV1;2025-03-03;candidat", "CR867", (None, 0)),
        # Nothing is said of either but their vacancy.
        ("candidatures", "VACANCE;RANG\nV1;\nV1;\nV2;1\nV2;2", "CR867", (None, 2)),
        # One household under two ranks, or on two days.
        ("candidatures", "VACANCE;RANG;DEM\nV1;1;D1\nV1;2;D2\nV1;3;D1\nV2;1;D1", "CR868", (None, 1)),
        ("candidatures", "VACANCE;DATE;DEM\nV1;2025-03-03;D1\nV1;2025-03-09;D1", "CR868", (None, 0)),
        # Told apart: by an identifier, by their households, by their days.
        ("candidatures", "ID;VACANCE;DATE\nA;V1;2025-03-03\nB;V1;2025-03-03", "", (2, 0)),
        ("candidatures", "VACANCE;DATE;DEM\nV1;2025-03-03;D1\nV1;2025-03-03;D2", "", (2, 0)),
        ("candidatures", "VACANCE;RANG;DEM\nV1;1;\nV1;2;\nV2;1;D1\nV2;2;D2", "", (2, 2)),
        ("refus", "VACANCE;DATE;AUTEUR\nV1;2025-03-03;candidat\nV1;2025-03-04;candidat", "", (2, 0)),
    ],
)
def test_rows_that_may_be_one_can_no_longer_be_counted(
    table: str, text: str, said: str, nombres: tuple[int | None, int | None]
) -> None:
    faits, found = read(vacances="NUM_VAC\nV1\nV2\n", **{table: text + "\n"})
    assert codes(found) == ([said] if said else [])
    rows = [v.candidatures if table == "candidatures" else v.refus for v in faits.vacances]
    assert tuple(None if r is None else len(r) for r in rows) == nombres


def test_two_refusals_of_one_rank_may_have_two_authors() -> None:
    text = "VACANCE;RANG;DATE;AUTEUR\nV1;1;2025-03-03;candidat\nV1;1;2025-03-03;commission\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", refus=text)
    assert codes(found) == []
    assert len(faits.vacances[0].refus or ()) == 2


def test_what_a_copy_adds_is_not_known() -> None:
    text = "ANNEE;CATEGORIE;NOMBRE\n2025;mutation;10\n2025;mutation;10\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", soustractions=text)
    assert codes(found) == ["CR827"]
    assert [type(r.cellule("nombre")) for r in faits.soustractions or ()] == [Connu, Erreur]
    named = "NUM;ANNEE;CATEGORIE;NOMBRE\nA;2025;mutation;10\nB;2025;mutation;10\n"
    assert codes(read(vacances="NUM_VAC\nV1\n", soustractions=named)[1]) == []


REVISEE = "ANNEE;CATEGORIE;TYPO;NOMBRE\n2025;mutation;T2;10\n2025;mutation;T3;12\n"


@pytest.mark.parametrize(
    ("rows", "told", "believed"),
    [
        ("", [], [True, True]),
        # Another year, another category, another cell.
        ("2024;mutation;;22\n2025;vente;;3\n2025;mutation;T4;0", [], [True] * 5),
        # A second number for the first cell, whichever comes first.
        ("2025;mutation;T2;11", ["CR870"], [False, True, False]),
        ("2025;mutation;T2;11\n2025;mutation;T2;9", ["CR870"] * 2, [False, True, False, False]),
        # A subtotal: the number that covers the others.
        ("2025;mutation;;22", ["CR871"], [True, True, False]),
        # The subtotal given twice is a copy as well.
        ("2025;mutation;;22\n2025;mutation;;22", ["CR871", "CR827", "CR871"], [True, True, False, False]),
        ("2025;;T2;4", ["CR872"], [True, True, False]),
        (";mutation;T2;4", ["CR872"], [True, True, False]),
        ("2025;mutation;T4;-3", ["CR873"], [True, True, False]),
    ],
)
def test_forecasts_of_withdrawals_do_not_add_up_twice(
    rows: str, told: list[str], believed: list[bool]
) -> None:
    faits, found = read(vacances="NUM_VAC\nV1\n", soustractions=REVISEE + rows + ("\n" if rows else ""))
    assert codes(found) == told
    assert [isinstance(r.cellule("nombre"), Connu) for r in faits.soustractions or ()] == believed


def test_an_identifier_tells_two_operations_apart_not_a_total() -> None:
    text = "NUM;ANNEE;CATEGORIE;TYPO;NOMBRE\nA;2025;mutation;T2;10\nB;2025;mutation;T2;12\n"
    assert codes(read(vacances="NUM_VAC\nV1\n", soustractions=text)[1]) == []
    _, found = read(vacances="NUM_VAC\nV1\n", soustractions=text + "C;2025;mutation;;22\n")
    assert [(d.code, d.span.position[0], d.args["colonnes"]) for d in found] == [
        ("CR871", 4, "« typologie »")
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2025-07-01;2025-09-30;T2;5;9", []),
        ("2025-07-01;2025-09-30;T3;6;9", []),
        ("2025-04-01;2025-06-30;T2;6;9", ["CR870"]),
        # The half-year beside its quarter; a period without end.
        ("2025-05-01;2025-12-31;T2;6;9", ["CR870"]),
        ("2025-05-01;;T2;6;9", ["CR870"]),
        ("2025-04-01;2025-06-30;T2;5;9", ["CR827"]),
        ("2025-04-01;2025-06-30;;9;20", ["CR871"]),
        ("2025-01-01;2025-03-31;;9;20", []),
    ],
)
def test_expected_vacancies_do_not_add_up_twice(row: str, told: list[str]) -> None:
    text = f"DU;AU;TYPO;MIN;MAX\n2025-04-01;2025-06-30;T2;5;9\n{row}\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)
    assert codes(found) == told
    assert (faits.vacances_attendues is None) == bool(told)


def test_an_exchange_copied_is_perhaps_one() -> None:
    act = "echange;2025-03-10;V1;etat;commune"
    text = f"ACTE;DATE;VACANCE;COMPTE;CEDANT\n{act}\n{act}\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", journal=text)
    assert codes(found) == ["CR827"]
    # It keeps its day: in other years, it is not there.
    assert [(type(r.cellule("date")), r.refusee) for r in faits.actes or ()] == [
        (Connu, False),
        (Connu, True),
    ]
    # An act that only dates an event adds nothing by being told twice.
    again = text.replace("echange", "remise")
    assert codes(read(vacances="NUM_VAC\nV1\n", journal=again)[1]) == []


@pytest.mark.parametrize("row", ["2025-07-01;2025-12-31;;20", "2025-07-01;2025-12-31;9;", "2025-07-01;;9;3"])
def test_expected_vacancies_without_bounds_leave_the_year_open(row: str) -> None:
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=f"DU;AU;MIN;MAX\n{row}\n")
    assert codes(found) == ["CR829"]
    assert faits.vacances_attendues is None


def test_two_programmes_for_one_dwelling() -> None:
    faits, found = read(
        programmes="NUM\nP1\nP2\n",
        logements="NUM_LOGT;PROG\nL1;P2\n",
        vacances="NUM_VAC;LOGT;PROG\nV1;L1;P1\n",
        droits="NUM_DROIT;PROG\nD1;P1\nD2;P2\n",
    )
    assert codes(found) == ["CR828"]
    (vacance,) = faits.vacances
    assert vacance.programme is None
    assert [d.id for d in vacance.droits or ()] == ["D1", "D2"]
