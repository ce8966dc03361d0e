"""Midnights exported in universal time: each date is one day early, and the file is refused."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from convrules import ir
from convrules.base.values import TDate, TEvenement, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, FichierBrut, Lecture
from convrules.facts.mapping import load_faits
from convrules.facts.readers.memoire import TableEnMemoire, read_rows
from facts.classeurs import NS, xlsx
from facts.landlord import CONTEXTE, codes, colonne, load, mapping, source

ID = colonne("id", TTexte(), "NUM")
MINUTES = "jj/mm/aaaa hh:mm"


def carte(nom: str, format: str | None, **keys: object) -> ir.Correspondance:
    columns = (ID, colonne("information", TEvenement(), "INFO", format=format))
    return mapping((source(nom, **keys),), {"vacances": columns})


def texts(*cells: str, format: str = MINUTES) -> Checked[ChargementFaits]:
    rows = "".join(f"V{n};{cell}\n" for n, cell in enumerate(cells))
    return load(carte("v.csv", format), {"v.csv": f"NUM;INFO\n{rows}".encode()})


def moments(hours: Sequence[int], minute: int = 0) -> list[datetime]:
    return [datetime(2025, 1, 2, hour, minute) + timedelta(days=30 * n) for n, hour in enumerate(hours)]


def in_memory(days: Sequence[object]) -> Checked[ChargementFaits]:
    table = TableEnMemoire(titres=("NUM", "INFO"), rangees=[(f"V{n}", day) for n, day in enumerate(days)])
    contexte = replace(CONTEXTE, interroger=lambda f, columns: read_rows("v", table, f, columns))
    return load_faits(carte("v", None, requete="v"), lambda _: Lecture(), contexte)


def in_parquet(days: Sequence[datetime]) -> Checked[ChargementFaits]:
    with parquet(days) as path:
        brut = FichierBrut(nom=path.name, chemin=str(path))
        return load_faits(carte(path.name, None), lambda _: Lecture(fichiers=(brut,)), CONTEXTE)


@contextmanager
def parquet(days: Sequence[datetime]) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "v.parquet")
        rows = ", ".join(f"('V{n}', TIMESTAMP '{day}')" for n, day in enumerate(days))
        duckdb.sql(f"SELECT * FROM (VALUES {rows}) AS v(NUM, INFO)").write_parquet(str(path))
        yield path


def in_workbook(days: Sequence[datetime]) -> Checked[ChargementFaits]:
    titles = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in (("A", "NUM"), ("B", "INFO"))
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>V{n}</t></is></c>'
        f'<c r="B{n}" s="1"><v>{(day - datetime(1899, 12, 30)) / timedelta(days=1)!r}</v></c></row>'
        for n, day in enumerate(days, 2)
    )
    sheet = f'<worksheet xmlns="{NS}"><sheetData><row r="1">{titles}</row>{rows}</sheetData></worksheet>'
    return load(carte("v.xlsx", None), {"v.xlsx": xlsx({"F": sheet})})


VEILLES = [23, 23, 23, 22, 22, 22, 22, 22, 22, 22, 23, 23]


@pytest.mark.parametrize("read", [in_memory, in_parquet, in_workbook])
def test_moments_of_the_day_before(read: type) -> None:
    checked = read(moments(VEILLES))
    assert codes(checked) == ["CR798"] and not checked.value.complet
    assert codes(read(moments([0] * 12))) == []
    assert codes(read(moments(VEILLES, minute=15))) == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["02/01/2025 23:00"] * 5, True),
        (["02/07/2025 22:00"] * 5, True),
        (["02/01/2025 23:00"] * 4, False),
        (["02/01/2025 23:00"] * 4 + [""] * 9, False),
        (["02/01/2025 23:00"] * 19 + ["02/01/2025 00:00"], True),
        (["02/01/2025 23:00"] * 18 + ["02/01/2025 00:00"], False),
        (["02/01/2025 23:00"] * 18 + ["02/01/2025 14:30", "02/01/2025 09:12"], False),
        (["02/01/2025 00:00"] * 20, False),
        (["02/01/2025 23:01"] * 20, False),
    ],
)
def test_the_share_of_hours_that_is_refused(cells: list[str], told: bool) -> None:
    found = texts(*cells)
    assert [d.code for d in found.diagnostics if d.code == "CR798"] == ["CR798"] * told
    assert found.value.complet is not told


def test_what_is_told() -> None:
    (found,) = texts("02/01/2025 00:00", *["02/01/2025 23:00"] * 30).diagnostics
    assert found.args["colonne"] == "INFO"
    assert (found.args["nombre"], found.args["total"], found.args["ligne"]) == ("30", "31", "3")


@pytest.mark.parametrize("format", ["jj/mm/aaaa hh:mm:ss", "aaaa-mm-jjThh:mm:ss"])
def test_seconds_and_what_is_below_them(format: str) -> None:
    day = "02/07/2025 22:00:00" if "/" in format else "2025-07-02T22:00:00.000"
    assert codes(texts(*[day] * 5, format=format)) == ["CR798"]


def test_a_joined_file_and_a_plain_date() -> None:
    bail = colonne("date_texte", TDate(), "BAIL", fichier="b.csv", format=MINUTES)
    files = (source("v.csv", cles=("NUM",)), source("b.csv", cles=("NUM",)))
    rows = "".join(f"V{n};02/01/2025 23:00\n" for n in range(6))
    held = {
        "v.csv": ("NUM\n" + "".join(f"V{n}\n" for n in range(6))).encode(),
        "b.csv": f"NUM;BAIL\n{rows}".encode(),
    }
    assert "CR798" in codes(load(mapping(files, {"vacances": (ID, bail)}), held))
