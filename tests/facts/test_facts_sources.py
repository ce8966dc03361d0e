"""One dirt, one finding, whatever the source: the same codes, rows, columns and values from each reader."""

from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import pytest

from convrules.diagnostics.catalogue import aide, message
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, FichierBrut, Lecture
from convrules.facts.mapping import load_faits
from facts.classeurs import ods, xlsx
from facts.landlord import CONTEXTE, vacances

TITRES = ["NUM_VAC", "INSEE", "FINAN", "QPV", "SURF", "LOYER", "DT_INFO", "NOM"]
SALE = [
    ["V1", "93066", "11", "oui", "41,5", "450,20", "03/02/2025", "DUPONT"],
    ["V2", "1004", "11", "oui", "41,5", "450,20", "03/02/2025", "DUPONT"],
    ["V3", "93066", "99", "peut-être", "quarante", "1.234", "31/02/2025", "DUPONT"],
    ["V1", "93066", "13", "oui", "41,5", "450,20", "03/02/2025", "DUPONT"],
    ["", "93066", "11", "oui", "41,5", "450,20", "03/02/2025", "DUPONT"],
    ["V4", "93066", "11", "oui", "-3", "450,205", "2025-02-03", "DUPONT"],
    ["V5", "99999", "11", "x", "1\u202f041,5", "1\u00a0450,20", "03/02/1492", "DUPONT"],
    ["#N/A", "93066", "11", "oui", "#DIV/0!", "450,20", "NC", "DUPONT"],
]
ATTENDU = [
    ("CR748", 3, "INSEE", "1004"),
    ("CR747", 4, "FINAN", "99"),
    ("CR746", 4, "QPV", "···"),
    ("CR743", 4, "SURF", "···"),
    ("CR744", 4, "LOYER", "1.234"),
    ("CR741", 4, "DT_INFO", "31/02/2025"),
    ("CR790", 5, "NUM_VAC", "V1"),
    ("CR730", 6, "NUM_VAC", ""),
    ("CR745", 7, "SURF", "-3"),
    ("CR744", 7, "LOYER", "450,205"),
    ("CR740", 7, "DT_INFO", "2025-02-03"),
    ("CR749", 8, "INSEE", "99999"),
    ("CR845", 8, "SURF", "1\u202f041,5"),
    ("CR742", 8, "DT_INFO", "03/02/1492"),
    ("CR755", 9, "NUM_VAC", "#N/A"),
]


def as_csv(folder: Path) -> Path:
    path = folder / "vacances.csv"
    path.write_text("\n".join(";".join(row) for row in [TITRES, *SALE]) + "\n", "utf-8")
    return path


def as_xlsx(folder: Path) -> Path:
    path = folder / "vacances.xlsx"
    path.write_bytes(xlsx({"Vacances": [TITRES, *SALE]}))
    return path


def as_ods(folder: Path) -> Path:
    path = folder / "vacances.ods"
    cells = (
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(v)}</text:p></table:table-cell>'
            if v
            else "<table:table-cell/>"
            for v in row
        )
        for row in [TITRES, *SALE]
    )
    path.write_bytes(ods("".join(f"<table:table-row>{row}</table:table-row>" for row in cells)))
    return path


def as_parquet(folder: Path) -> Path:
    path = folder / "vacances.parquet"
    source = f"read_csv('{as_csv(folder)}', delim = ';', all_varchar = true, header = true)"
    duckdb.sql(f"SELECT * FROM {source}").write_parquet(str(path))
    return path


def load(path: Path) -> Checked[ChargementFaits]:
    brut = FichierBrut(nom=path.name, chemin=str(path))
    return load_faits(vacances(motif=path.name), lambda _: Lecture(fichiers=(brut,)), CONTEXTE)


SOURCES = [as_csv, as_xlsx, as_ods, as_parquet]


@pytest.mark.parametrize("write", SOURCES, ids=lambda f: f.__name__)
def test_the_same_dirt_gives_the_same_findings(tmp_path: Path, write: object) -> None:
    checked = load(write(tmp_path))  # type: ignore[operator]  # Why: one of the functions above.
    found = [
        (d.code, d.span.position[0], d.args["colonne"], d.args.get("valeur", "")) for d in checked.diagnostics
    ]
    assert found == ATTENDU
    (receipt,) = checked.value.fichiers
    assert (receipt.lues, receipt.gardees, receipt.refusees, receipt.refus) == (8, 5, 3, (5, 6, 9))


@pytest.mark.parametrize("write", SOURCES, ids=lambda f: f.__name__)
def test_each_finding_has_a_rule_and_a_remedy_and_no_person(tmp_path: Path, write: object) -> None:
    for d in load(write(tmp_path)).diagnostics:  # type: ignore[operator]  # Why: one of the functions above.
        told = f"{message(d)} {aide(d)} {dict(d.args)} {d.span.source.text}"
        assert aide(d)
        assert "DUPONT" not in told
