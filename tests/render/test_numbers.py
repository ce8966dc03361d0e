from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.dates import Duree, UniteDuree
from convrules.base.values import TNombre
from convrules.render import numbers
from convrules.render.bounds import bornes, bornes_percent
from convrules.render.values import literal
from convrules.year.model import Bornes

F, NB = numbers.FINE, numbers.INSECABLE


@pytest.mark.parametrize(
    ("x", "places", "expected"),
    [
        (Fraction(156, 5), 2, "31,2"),
        (Fraction(1, 8), 2, "0,125"),
        (Fraction(-1, 8), 2, "−0,125"),
        (Fraction(190032, 10000), 2, "19,0032"),
        (Fraction(1, 3), 1, f"≈{NB}0,3"),
        (Fraction(-2, 3), 2, f"≈{NB}−0,67"),
        (Fraction(999, 1000), 2, "0,999"),
        (19 + Fraction(1, 3000), 2, f"≈{NB}19,0003"),
        (20 - Fraction(1, 30000), 2, f"≈{NB}19,99997"),
        (19 + Fraction(1, 10**9), 2, f"≈{NB}19,000000001"),
        (19 + Fraction(1, 10**13), 2, f"≈{NB}19"),
        (Fraction(1004), 2, f"1{F}004"),
        (1004 + Fraction(1, 3), 2, f"≈{NB}1{F}004,33"),
        (Fraction(-1, 1000), 2, "−0,001"),
        (Fraction(5, 2), 0, "2,5"),
    ],
)
def test_decimal(x: Fraction, places: int, expected: str) -> None:
    assert numbers.decimal(x, places) == expected


@pytest.mark.parametrize(
    ("x", "seuil", "expected"),
    [
        (Fraction(19, 107), Fraction(1776, 10000), f"≈{NB}17,757{F}%"),
        (Fraction(200, 667), Fraction(3, 10), f"≈{NB}29,99{F}%"),
        (Fraction(201, 667), Fraction(3, 10), f"≈{NB}30,1{F}%"),
        (Fraction(1, 3), Fraction(1, 3), f"≈{NB}33,3{F}%"),
    ],
)
def test_a_share_stays_on_its_side_of_what_it_is_held_against(
    x: Fraction, seuil: Fraction, expected: str
) -> None:
    assert numbers.percent(x, seuil=seuil) == expected


def test_each_bound_of_a_share_stays_on_its_side_of_what_it_is_held_against() -> None:
    seuil = Fraction(333, 1000)
    passed = Bornes(min=Fraction(33307, 100_001), max=Fraction(3334, 10_000))
    assert bornes_percent(passed, seuil) == f"≈{NB}33,31 à 33,34{F}%"
    assert bornes_percent(Bornes(min=Fraction(3, 10), max=Fraction(3323, 9990)), seuil) == (
        f"30 à ≈{NB}33,26{F}%"
    )


@pytest.mark.parametrize(
    ("n", "total", "dit"),
    [(9_997, 10_000, f"≈{NB}99,9{F}%"), (104, 107, f"≈{NB}97,1{F}%"), (1, 2, f"50{F}%"), (7, 7, f"100{F}%")],
)
def test_how_full_a_column_is_is_never_said_to_be_more(n: int, total: int, dit: str) -> None:
    assert numbers.percent_down(Fraction(n, total)) == dit


@pytest.mark.parametrize(
    ("n", "mot", "expected"),
    [
        (0, "logement", "0 logement"),
        (1, "logement", "1 logement"),
        (Fraction(3, 2), "logement", "1,5 logement"),
        (2, "logement", "2 logements"),
        (2, "cas", "2 cas"),
        (2, "jour ouvré", "2 jours ouvrés"),
        (-2, "jour", "−2 jours"),
    ],
)
def test_count(n: Fraction, mot: str, expected: str) -> None:
    assert numbers.count(n, mot) == expected.replace(" ", NB, 1)


@pytest.mark.parametrize(
    ("nombre", "unite", "expected"),
    [
        (1, UniteDuree.MOIS, "1 mois"),
        (3, UniteDuree.AN, "3 ans"),
        (20, UniteDuree.JOUR_OUVRE, "20 jours ouvrés"),
        (1, UniteDuree.JOUR_OUVRABLE, "1 jour ouvrable"),
    ],
)
def test_duration(nombre: int, unite: UniteDuree, expected: str) -> None:
    assert numbers.duree(Duree(nombre=nombre, unite=unite)) == expected.replace(" ", NB, 1)


@pytest.mark.parametrize(
    ("x", "unite", "expected"),
    [
        (Fraction(45_000), (("centime", 1),), f"450{F}€"),
        (Fraction(123_456), (("centime", 1),), f"1{F}234,56{F}€"),
        (Fraction(650), (("centime", 1), ("m²", -1)), f"6,50{F}€/m²"),
        (Fraction(13_004, 10), (("centime", 1), ("m²", -1)), f"13,004{F}€/m²"),
        (Fraction(-4_000, 3), (("centime", 1),), f"≈{NB}−13,33{F}€"),
        (Fraction(1_300) + Fraction(1, 30), (("centime", 1),), f"≈{NB}13,0003{F}€"),
        (Fraction(40), (("m²", 1),), f"40{NB}m²"),
        (Fraction(2), (("logement", 1),), f"2{NB}logements"),
    ],
)
def test_quantity(x: Fraction, unite: tuple[tuple[str, int], ...], expected: str) -> None:
    assert numbers.quantity(x, unite) == expected


def test_an_amount_in_english() -> None:
    assert numbers.euros(Fraction(-125_005, 100)).anglais == "−€12.5005"
    assert numbers.euros(Fraction(4_000, 3)).anglais == f"≈{NB}€13.33"


def test_dates_and_shares() -> None:
    assert numbers.jour(date(2025, 3, 1)) == f"1er{NB}mars{NB}2025"
    assert numbers.percent(Fraction(301, 1004)) == f"≈{NB}29,98{F}%"
    assert numbers.percent(Fraction(1, 3)) == f"≈{NB}33,3{F}%"
    assert numbers.percent(Fraction(1776, 10000)) == f"17,76{F}%"
    assert bornes(Bornes(min=Fraction(29), max=Fraction(156, 5))) == "29 à 31,2"
    assert bornes(Bornes(min=Fraction(100, 3), max=Fraction(101, 3))) == f"≈{NB}33,33 à 33,67"
    assert bornes(Bornes(min=Fraction(33), max=Fraction(101, 3))) == f"33 à ≈{NB}33,67"
    assert bornes_percent(Bornes(min=Fraction(1, 3), max=Fraction(5, 7))) == f"≈{NB}33,3 à 71,4{F}%"
    assert bornes(None) == "–"


def test_a_rate_that_is_written_is_said_as_it_is() -> None:
    """Every decimal of it; one that has no end is rounded."""
    for rate, dit in (("3333333333/10000000000", "33,33333333"), ("3/10", "30"), ("1/3", f"≈{NB}33,3")):
        assert literal(ir.Litteral(valeur=Fraction(rate), type=TNombre(taux=True))) == f"{dit}{F}%"
