"""Parquet: each type has its one way of becoming a fact; the engine opens this file and no other."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from convrules.base.dates import connu
from convrules.base.values import Connu, Erreur, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from convrules.facts.mapping import load_faits
from convrules.facts.readers.files import folder_reader
from convrules.facts.readers.parquet import _engine
from facts.landlord import CONTEXTE, codes, colonne, mapping, source, vacances

BONNE = (
    "'V1' AS NUM_VAC, '93066' AS INSEE, '11' AS FINAN, true AS QPV, 41.5 AS SURF, 450.2 AS LOYER, "
    "DATE '2025-02-03' AS DT_INFO"
)


def write(folder: Path, sql: str, nom: str = "vacances.parquet") -> Path:
    path = folder / nom
    duckdb.sql(f"SELECT {sql}").write_parquet(str(path))
    return path


def read(folder: Path, motif: str = "vacances.parquet") -> Checked[ChargementFaits]:
    return load_faits(vacances(motif=motif), folder_reader(folder, nommer=lambda p: p.name), CONTEXTE)


TYPES: list[tuple[str, str, str, object]] = [
    ("integer", "1004::INTEGER AS INSEE", "commune", Connu("01004")),
    ("big integer", "9999::BIGINT AS INSEE", "commune", Erreur),
    ("integer code", "11::UTINYINT AS FINAN", "financement", Connu("plai")),
    ("float", "450.2::FLOAT AS LOYER", "loyer", Connu(Fraction(45020))),
    ("double", "(0.1::DOUBLE + 0.2::DOUBLE) AS LOYER", "loyer", Connu(Fraction(30))),
    ("decimal", "1450.20::DECIMAL(10, 4) AS LOYER", "loyer", Connu(Fraction(145020))),
    ("three decimals", "41.125::DOUBLE AS SURF", "surface", Connu(Fraction(329, 8))),
    ("not a number", "'nan'::DOUBLE AS SURF", "surface", None),
    ("not a short number", "'nan'::FLOAT AS SURF", "surface", None),
    ("not a number in a column of truths", "'nan'::DOUBLE AS QPV", "qpv", None),
    ("infinite", "'-inf'::DOUBLE AS SURF", "surface", Erreur),
    ("too long, written short", "1e20::FLOAT AS SURF", "surface", Erreur),
    ("infinite, written short", "'inf'::FLOAT AS SURF", "surface", Erreur),
    ("nothing", "NULL::DOUBLE AS SURF", "surface", None),
    ("no truth", "NULL::BOOLEAN AS QPV", "qpv", None),
    ("false", "false AS QPV", "qpv", Connu(False)),
    ("moment", "TIMESTAMP '2025-02-03 23:30:00' AS DT_INFO", "information", date(2025, 2, 3)),
    (
        "precise moment",
        "'2025-02-03 23:30:00.123456789'::TIMESTAMP_NS AS DT_INFO",
        "information",
        date(2025, 2, 3),
    ),
    ("text day", "'03/02/2025' AS DT_INFO", "information", date(2025, 2, 3)),
    ("a far year", "DATE '20000-01-01' AS DT_INFO", "information", Erreur),
    ("no end", "'infinity'::DATE AS DT_INFO", "information", Erreur),
]


@pytest.mark.parametrize(("sql", "champ", "expected"), [t[1:] for t in TYPES], ids=[t[0] for t in TYPES])
def test_each_type(tmp_path: Path, sql: str, champ: str, expected: object) -> None:
    write(tmp_path, f"* REPLACE ({sql}) FROM (SELECT {BONNE})")
    checked = read(tmp_path)
    (vacance,) = checked.value.faits.vacances
    cell = vacance.cellule(champ)
    if expected is Erreur:
        assert isinstance(cell, Erreur)
        assert len(codes(checked)) == 1
    elif expected is None:
        assert not isinstance(cell, Connu | Erreur)
    elif isinstance(expected, date):
        assert cell == Connu(connu(expected, champ))
    else:
        assert cell == expected


def test_codes_that_became_numbers_are_repaired_with_the_warning_of_workbooks(tmp_path: Path) -> None:
    write(tmp_path, f"* REPLACE (1004 AS INSEE, 'V' || i AS NUM_VAC) FROM (SELECT {BONNE}), range(3) t(i)")
    duckdb.sql(f"SELECT * EXCLUDE (i) FROM '{tmp_path}/vacances.parquet'").write_parquet(
        str(tmp_path / "vacances.parquet.2")
    )
    (tmp_path / "vacances.parquet.2").replace(tmp_path / "vacances.parquet")
    checked = read(tmp_path)
    (found,) = (d for d in checked.diagnostics if d.code != "CR848")
    assert (found.code, found.args["nombre"], found.span.position[0]) == ("CR754", "3", 2)
    (receipt,) = checked.value.fichiers
    assert (receipt.lues, receipt.gardees, receipt.refusees) == (3, 3, 0)


def test_a_column_that_is_ignored_does_not_leave_the_file(tmp_path: Path) -> None:
    write(tmp_path, f"{BONNE}, 'DUPONT' AS NOM, [1, 2] AS TELEPHONE")
    checked = read(tmp_path)
    assert codes(checked) == []
    write(tmp_path, f"* REPLACE ('xx' AS FINAN) FROM (SELECT {BONNE}, 'DUPONT' AS NOM)")
    checked = read(tmp_path)
    assert codes(checked) == ["CR747"]
    assert "DUPONT" not in checked.diagnostics[0].span.source.text
    assert checked.diagnostics[0].span.text == "xx"


def test_columns_are_found_by_name_whatever_is_in_it(tmp_path: Path) -> None:
    columns = (colonne("id", TTexte(), 'N"°; DROP'), colonne("programme", TTexte(), "Prog été"))
    carte = mapping((source("v.parquet"),), {"vacances": columns})
    write(tmp_path, """'V1' AS "N""°; DROP", 'P' AS "Prog été" """, "v.parquet")
    checked = load_faits(carte, folder_reader(tmp_path, nommer=lambda p: p.name), CONTEXTE)
    assert codes(checked) == []
    assert checked.value.faits.vacances[0].cellule("programme") == Connu("P")


REFUSED = [
    (b"", "CR761"),
    (b"PAR1", "CR761"),
    (b"PAR1" + b"\0" * 200 + b"PAR1", "CR761"),
    (b"NUM_VAC;INSEE\n", "CR761"),
    (b"PAR1\xff\xff\xff\x7fPAR1", "CR761"),
]


@pytest.mark.parametrize(("content", "code"), REFUSED)
def test_a_file_that_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "vacances.parquet").write_bytes(content)
    checked = read(tmp_path)
    assert codes(checked) == [code]
    assert not checked.value.complet


def test_a_name_that_is_a_pattern_is_refused_rather_than_expanded(tmp_path: Path) -> None:
    write(tmp_path, BONNE, "vacances[1].parquet")
    checked = read(tmp_path, "vacances*.parquet")
    assert codes(checked) == ["CR761"]
    assert "motif" in checked.diagnostics[0].args["raison"]


@pytest.mark.parametrize("at", range(4, 1200, 61))
def test_a_damaged_byte_ends_in_a_result_or_a_named_refusal(tmp_path: Path, at: int) -> None:
    path = write(tmp_path, BONNE)
    damaged = bytearray(path.read_bytes())
    damaged[at % len(damaged)] ^= 0xFF
    path.write_bytes(damaged)
    checked = read(tmp_path)
    assert checked.value.faits.vacances or codes(checked)


def test_the_engine_opens_this_file_and_no_other(tmp_path: Path) -> None:
    path = write(tmp_path, BONNE)
    other = write(tmp_path, BONNE, "autre.parquet")
    engine = _engine(str(path))
    assert engine.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone() == (1,)
    for query in (
        f"SELECT * FROM read_parquet('{other}')",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM 'https://example.org/a.parquet'",
        f"COPY (SELECT 1) TO '{tmp_path}/ecrit.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            engine.execute(query).fetchall()


def test_a_text_without_end_is_refused(tmp_path: Path) -> None:
    write(tmp_path, f"* REPLACE (repeat('x', 40000) AS FINAN) FROM (SELECT {BONNE})")
    assert codes(read(tmp_path)) == ["CR761"]
