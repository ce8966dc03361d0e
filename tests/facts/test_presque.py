"""Vacancies exported twice under other numbers, the second time more complete, corrected, or with a dwelling
written otherwise; and vacancies that only look alike."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from convrules.base.values import TCode, TEvenement, TTexte
from convrules.diagnostics.model import Diagnostic
from convrules.facts.chargement import FichierBrut, Lecture
from convrules.facts.mapping import load_faits
from convrules.facts.presque import same_dwelling
from facts.landlord import CONTEXTE, ENTIER, M2, MONTANT, colonne, mapping, source

DATES = ("liberation", "disponibilite", "information", "proposition", "attribution", "bail")
CHAMPS = ("id", "logement", "commune", "surface", "etage", "loyer", *DATES)
Rang = dict[str, str]
"""One row, by field."""


def drawn(number: int, seed: int = 1, *, batch: int = 1) -> list[Rang]:
    """A year of vacancies; `batch`: of so many, all have the days of the first."""
    r = random.Random(seed)
    rows = []
    for n in range(number):
        if n % batch == 0:
            days = [date(2025, 1, 1) + timedelta(r.randrange(340))]
            days += [days[0] + timedelta(r.randint(1, 10))]
            for low, high in ((0, 9), (5, 28), (8, 15), (10, 20)):
                days.append(days[-1] + timedelta(r.randint(low, high)))
        row = {"id": f"V{n}", "logement": f"L{r.randrange(900):03}{n:04}", "commune": "93066"}
        row |= {"surface": f"{r.randint(24, 99)},{r.randint(0, 9)}", "etage": str(r.randint(0, 9))}
        row |= {"loyer": f"{r.randint(200, 700)},{r.randint(10, 99)}"}
        rows.append(row | {nom: day.isoformat() for nom, day in zip(DATES, days, strict=True)})
    return rows


def again(rows: list[Rang], **keys: str | Callable[[str], str]) -> list[Rang]:
    """The rows of another export: new numbers, and cells written otherwise."""
    changed = []
    for n, row in enumerate(rows):
        new = {nom: make(row[nom]) if callable(make) else make for nom, make in keys.items()}
        changed.append({**row, "id": f"W{n}", **new})
    return changed


def told(*files: list[Rang], without: tuple[str, ...] = ()) -> list[Diagnostic]:
    types = {"commune": TCode("commune"), "surface": M2, "etage": ENTIER, "loyer": MONTANT}
    champs = [c for c in CHAMPS if c not in without]
    columns = tuple(
        colonne(c, TEvenement(), format="aaaa-mm-jj")
        if c in DATES
        else colonne(c, types.get(c, TTexte()), unite="€" if c == "loyer" else None)
        for c in champs
    )
    carte = mapping((source("v-*.csv"),), {"vacances": columns})
    held = []
    for n, rows in enumerate(files):
        lines = [";".join(c.upper() for c in champs), *(";".join(row[c] for c in champs) for row in rows)]
        held.append(FichierBrut(nom=f"v-{n}.csv", contenu=("\n".join(lines) + "\n").encode()))
    loaded = load_faits(carte, lambda _: Lecture(fichiers=tuple(held)), CONTEXTE)
    return [d for d in loaded.diagnostics if d.code == "CR875"]


ANNEE = drawn(200)


@pytest.mark.parametrize(
    ("older", "champs"),
    [
        ({"attribution": "", "bail": ""}, "« attribution » et « bail »"),
        ({"proposition": "", "attribution": "", "bail": ""}, "« attribution », « bail » et « proposition »"),
        ({"etage": ""}, "« etage »"),
        ({"commune": ""}, "« commune »"),
        ({"bail": "", "loyer": "", "surface": ""}, "« bail », « loyer » et « surface »"),
        ({"loyer": "111,11"}, "« loyer »"),
        ({"loyer": "111,11", "bail": ""}, "« bail » et « loyer »"),
    ],
)
def test_rows_that_a_later_export_completes(older: dict[str, str], champs: str) -> None:
    (found,) = told(again(ANNEE[:40], **older), ANNEE, without=("logement",))
    assert found.args["nombre"] == "40"
    assert " ".join(found.args["champs"].split()) == champs


@pytest.mark.parametrize(
    ("older", "pairs"),
    [
        ({"loyer": "111,11", "attribution": "2025-12-24"}, 0),
        ({"etage": "15"}, 0),
        ({"commune": "93048"}, 0),
        (dict.fromkeys(DATES[2:], ""), 0),
        ({"attribution": "", "bail": ""}, 2),
    ],
)
def test_rows_that_are_not_one(older: dict[str, str], pairs: int) -> None:
    """Two corrections, another floor, another town, two days in common; two pairs."""
    assert told(again(ANNEE[: pairs or 40], **older), ANNEE, without=("logement",)) == []


@pytest.mark.parametrize(
    "write",
    [str.lower, lambda s: s[1:], lambda s: s[1:].lstrip("0"), lambda s: "", lambda s: f"{s[:1]}-{s[1:]}"],
)
def test_the_dwelling_written_otherwise_hides_no_copy(write: Callable[[str], str]) -> None:
    (found,) = told(again(ANNEE[:40], logement=write), ANNEE)
    assert (found.args["nombre"], " ".join(found.args["champs"].split())) == ("40", "« logement »")
    (found,) = told(again(ANNEE[:40], logement=write, bail=""), ANNEE)
    assert found.args["nombre"] == "40"


def test_another_dwelling_is_another_vacancy() -> None:
    assert told(again(ANNEE[:40], logement=lambda s: f"M{s[1:]}"), ANNEE) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("L668000", "l668000", True),
        ("L668000", "668000", True),
        ("L0012", "12", True),
        ("0012", "12", True),
        ("LOG-0012", "log 12", True),
        ("A12", "B12", False),
        ("A12", "A120", False),
        ("A0", "A00", True),
        ("A", "", False),
        ("12", "12B", False),
        ("RUE-A", "rue a", True),
    ],
)
def test_what_writes_one_dwelling(one: str, other: str, same: bool) -> None:
    assert same_dwelling(one, other) is same is same_dwelling(other, one)


def test_an_export_made_three_times() -> None:
    (found,) = told(
        again(ANNEE[:40], attribution="", bail=""),
        [{**row, "id": f"X{n}", "bail": ""} for n, row in enumerate(ANNEE[:40])],
        ANNEE,
        without=("logement",),
    )
    assert found.args["nombre"] == "40"


@pytest.mark.parametrize("number", [300, 3000])
@pytest.mark.parametrize("batch", [1, 2, 6, 40])
def test_vacancies_that_look_alike_by_chance(number: int, batch: int) -> None:
    """Some rows lack their last days; dwellings are let by batches; some columns tell them apart, or none.
    Without such a column, two dwellings that are always let together are as one exported twice."""
    rows = drawn(number, 2, batch=batch)
    for n, row in enumerate(rows):
        if batch > 1:
            row["bail"] = (date.fromisoformat(row["liberation"]) + timedelta(90 + n * 37 % 60)).isoformat()
        row |= {"attribution": "", "bail": ""} if n % 7 == 0 else {"bail": ""} if n % 5 == 0 else {}
    assert told(rows) == told(rows, without=("logement",)) == []
    alone = ("logement", "surface", "etage", "loyer")
    assert bool(told(rows, without=alone)) is (batch == 2)
    if batch == 1:
        assert told(rows, without=(*alone, "attribution", "bail")) == []
