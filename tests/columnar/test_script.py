"""The script for an engine of databases: read again, played for real, the same whatever the conventions."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest
import sqlglot
from duckdb import DuckDBPyConnection

from columnar.scripted import by_script, compared, words_of
from columnar.test_equality import drawn
from columnar.test_moteurs import AU, dossier_of
from convrules.api.dossier import Dossier
from convrules.api.moteurs import sql_script
from convrules.columnar.atoms import Atoms
from convrules.columnar.sql.lookups import lookups
from convrules.columnar.sql.model import MOT
from convrules.columnar.sql.moteur_duckdb import opened
from convrules.columnar.sql.query import queries, readings
from convrules.columnar.sql.script import Dialecte, statements
from convrules.columnar.sql.tables import TABLES
from convrules.columnar.tables import table_of
from convrules.render.lexicon import lexique_of
from convrules.render.sql import comment

GOLDEN = Path(__file__).parent / "golden"


def script_of(dossier: Dossier, dialecte: Dialecte) -> str:
    lexique = lexique_of(p.convention for p in dossier.programmes)
    return "".join(sql_script(dossier, AU, dialecte, lexique))


def rows_of(base: DuckDBPyConnection, statement: str) -> list[tuple[object, ...]]:
    return base.execute(statement).fetchall()


@pytest.mark.parametrize("dialecte", Dialecte)
def test_golden(dialecte: Dialecte) -> None:
    assert script_of(dossier_of(3), dialecte) == (GOLDEN / f"{dialecte}.sql").read_text("utf-8")


@pytest.mark.parametrize("dialecte", Dialecte)
def test_the_script_is_read_again(dialecte: Dialecte) -> None:
    """Each statement has one reading in its dialect, and that reading is what was written."""
    text = script_of(dossier_of(3), dialecte)
    read = [tree for tree in sqlglot.parse(text, dialect=dialecte.value) if tree is not None]
    asked = len(queries()) + len(readings())
    assert len(read) >= len(TABLES) + asked
    again = [tree.sql(dialect=dialecte.value, comments=False) for tree in read]
    atoms = Atoms(table=table_of(dossier_of(3).faits, AU))
    consultation = lookups(dossier_of(3).programmes, atoms)
    texts = (e.texte for e in statements(consultation, dialecte, words_of(atoms.table)))
    assert again == [sqlglot.parse_one(t, dialect=dialecte.value).sql(dialect=dialecte.value) for t in texts]


def test_the_whole_text_plays() -> None:
    """As a person would: the file, and what the last questions answer."""
    dossier = dossier_of(20)
    with opened(fils=1) as base:
        for statement in base.extract_statements(script_of(dossier, Dialecte.DUCKDB)):
            found = base.execute(statement)
        assert [d[0] for d in found.description or ()] == ["vacance", "convention", "fait", "genre", "ligne"]
        assert found.fetchall()
        assert base.execute("SELECT count(DISTINCT vacance) FROM vacances").fetchone() == (20,)
        assert base.execute("SELECT valeur FROM valeurs WHERE fait = 'affectation'").fetchall()


def test_drawn_conventions_as_scripts(tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    for seed in range(12):
        programme, faits, au = drawn(seed, tmp_path)[0]
        with opened(fils=1) as base:
            met += compared([programme], faits, au, by_script(Dialecte.DUCKDB, partial(rows_of, base)))
    assert met["pairs"] > 100 and met["causes"] > 50, met
    assert all(met[said] for said in ("vrai", "faux", "non_applicable", "indetermine", "erreur")), met


def test_queries_do_not_grow_with_conventions() -> None:
    """One convention, or more than a word holds: other rows, the same questions."""
    dossier = dossier_of(3)
    atoms = Atoms(table=table_of(dossier.faits, AU))
    texts = []
    for programmes in (dossier.programmes[:1], dossier.programmes * MOT):
        consultation = lookups(programmes, atoms)
        made = list(statements(consultation, Dialecte.POSTGRES, words_of(atoms.table)))
        texts.append([e.texte for e in made if e.objet not in TABLES])
        assert len({c.mot for c in consultation.conventions}) == (len(programmes) - 1) // MOT + 1
    assert texts[0] == texts[1] and len(texts[0]) == len(queries()) + len(readings())


def test_what_a_convention_says_never_leaves_a_comment() -> None:
    assert list(comment("a\nDROP TABLE dit;\r\n--\x0b\u2028;")) == ["-- a DROP TABLE dit;  --  ;\n"]
