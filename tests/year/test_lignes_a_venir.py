"""Rows that are in doubt because something has not happened yet: with those to complete, they make the whole
width of what is done less what is due."""

import random
from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.outcomes import Genre
from convrules.facts.records import Vacance
from year import build as b

ROW = {"commune": "93048", "disponibilite": "2025-04-01", "affectation": "location"}
DAYS = (date(2025, 9, 1), date(2025, 12, 31), date(2026, 3, 1))
SUITES = ("-", "?", "2025-06-10", "2026-02-01")


def one(nombre: int = 1, prefixe: str = "V", **values: object) -> list[Vacance]:
    return b.rows(nombre, prefixe=prefixe, **(ROW | values))


def test_a_letting_that_may_still_come_in_a_year_that_is_over() -> None:
    prog = b.programme(
        b.part("p", b.taux("1/2")), choix=b.choix(evenements=ir.ComptageEvenements.AVEC_LEUR_VACANCE)
    )
    rows = [
        *one(prefixe="FAITE", attribution="2025-06-10", contingent="etat"),
        *one(prefixe="OUVERTE", attribution="-", contingent="?"),
        *one(prefixe="MANQUE", attribution="2025-06-10", contingent="?"),
    ]
    found = b.only(b.year(prog, b.faits(rows)), "p")
    assert b.shown(found.realise) == "1 à 3"
    assert [row.vacance for row in found.a_completer] == ["MANQUE1"]
    (waiting,) = found.lignes_a_venir
    assert (waiting.vacance, waiting.ecart, waiting.realise, waiting.base) == ("OUVERTE1", 1, 1, 0)
    assert {cause.genre for cause in waiting.causes} == {Genre.FUTUR}


@pytest.mark.parametrize("evenements", list(ir.ComptageEvenements))
def test_rows_to_complete_and_rows_to_come_make_the_whole_width(evenements: ir.ComptageEvenements) -> None:
    rng = random.Random(11)
    prog = b.programme(
        b.MUTATIONS,
        b.part("p", application=b.chaque(b.texte("commune"))),
        choix=b.choix(evenements=evenements),
    )
    seen = {"a_completer": 0, "lignes_a_venir": 0}
    for _ in range(60):
        rows = [
            row
            for n in range(rng.randint(1, 6))
            for row in one(
                prefixe=f"V{n}-",
                commune=rng.choice(("93048", "93066")),
                affectation=rng.choice(("location", "location", "mutation_interne", "?")),
                attribution=rng.choice(SUITES),
                contingent=rng.choice(("etat", "bailleur", "?")),
            )
        ]
        for cell in b.rule(b.year(prog, b.faits(rows), au=rng.choice(DAYS)), "p").cellules:
            assert cell.ecart is not None
            told = (*cell.a_completer, *cell.lignes_a_venir)
            assert sum((row.ecart for row in told), Fraction(0)) == cell.ecart.max - cell.ecart.min, rows
            names = [row.vacance for row in told]
            assert len(set(names)) == len(names)
            for nom in seen:
                seen[nom] += len(getattr(cell, nom))
    assert min(seen.values()) > 10
