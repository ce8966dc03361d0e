"""Rents held against floor areas, over a whole file."""

import re

import pytest

from convrules.base.values import TTexte
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic
from facts.landlord import CONTEXTE, M2, MONTANT, colonne, in_memory, load_faits, mapping, source

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```[^\n]*\n(.*?)```", re.S)
COLUMNS = (
    colonne("id", TTexte(), "NUM"),
    colonne("surface", M2, "SURF"),
    colonne("loyer", MONTANT, "LOYER", unite="€"),
)


def told(text: str, table: str = "vacances") -> list[Diagnostic]:
    tables = {"vacances": (COLUMNS[0],), table: COLUMNS}
    files = {"u.csv": b"NUM\nV\n", "t.csv": text.encode()}
    sources = (source("t.csv"),) if table == "vacances" else (source("u.csv"), source("t.csv", table))
    loaded = load_faits(mapping(sources, tables), in_memory(files), CONTEXTE)
    return [d for d in loaded.diagnostics if d.code == "CR856"]


def rows(surface: int, loyer: int, number: int = 30, other: int = 0) -> str:
    lines = [f"V{n};{surface + n % 7};{loyer + n % 11}" for n in range(number)]
    lines += [f"W{n};60;400" for n in range(other)] + ["X;;"] * (number > 20)
    return "NUM;SURF;LOYER\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("table", ["vacances", "logements"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rows(400, 60), "0,16"),
        (rows(20, 4000), "174,"),
        (rows(60, 400), None),
        (rows(15, 700), None),
        (rows(90, 110), None),
        # Too few rows; too few of them.
        (rows(400, 60, 19), None),
        (rows(400, 60, 30, 5), None),
        (rows(400, 60, 60, 5), "0,16"),
    ],
)
def test_a_rent_by_square_metre_that_no_dwelling_has(text: str, expected: str | None, table: str) -> None:
    found = told(text, table)
    assert [d.args["rapport"][: len(expected or "")] for d in found] == (
        [] if expected is None else [expected]
    )


def test_page() -> None:
    page = catalogue.page("CR856")
    assert page is not None
    for kind, text in BLOC.findall(page.corps):
        titles, row = text.split()
        lines = [row.replace("V1", f"V{n}") for n in range(20)]
        found = told("\n".join([titles, *lines, ""]))
        assert [d.code for d in found] == (["CR856"] if kind == "Refusé" else [])
        for d in found:
            assert catalogue.aide(d) and not re.search("[{}…]", catalogue.message(d))
