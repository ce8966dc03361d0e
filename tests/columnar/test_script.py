"""The script for an engine of databases: read again, played for real, the same whatever the conventions."""

import os
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
import sqlglot
from duckdb import DuckDBPyConnection, StatementType
from sqlglot import exp

from columnar.scripted import by_script, compared, words_of
from columnar.test_equality import drawn
from columnar.test_moteurs import AU, DEPOT, dossier_of
from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.moteurs import sql_script
from convrules.columnar.atoms import Atoms
from convrules.columnar.sql import script as module
from convrules.columnar.sql.lookups import lookups
from convrules.columnar.sql.model import MOT
from convrules.columnar.sql.moteur_duckdb import opened
from convrules.columnar.sql.query import queries, readings
from convrules.columnar.sql.script import Dialecte, statements
from convrules.columnar.sql.tables import TABLES
from convrules.columnar.tables import table_of
from convrules.render.sql import comment

GOLDEN = Path(__file__).parent / "golden"


def script_of(dossier: Dossier, dialecte: Dialecte) -> str:
    return "".join(sql_script(dossier, AU, dialecte))


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


def played(base: DuckDBPyConnection, text: str) -> list[list[tuple[object, ...]]]:
    """What each question of the text answers."""
    told = []
    for statement in base.extract_statements(text):
        found = base.execute(statement)
        if statement.type is StatementType.SELECT:
            told.append(found.fetchall())
    return told


def test_the_whole_text_plays() -> None:
    """As a person would: the file, and what the last questions answer."""
    with opened(fils=1) as base:
        decisions, causes = played(base, script_of(dossier_of(20), Dialecte.DUCKDB))
        assert decisions and causes
        assert base.execute("SELECT count(DISTINCT vacance) FROM temp.convrules_vacances").fetchone() == (20,)
        assert base.execute("SELECT valeur FROM temp.convrules_valeurs WHERE fait = 'affectation'").fetchall()


def test_a_script_played_again_answers_of_its_own_rows_and_leaves_those_of_the_base() -> None:
    """Tables of the base that have the names of the script's own stay as they were, and are not read."""
    own = ["vacances", "conventions", "clauses", "convrules_vacances", "convrules_jugees"]
    with opened(fils=1) as base, opened(fils=1) as new:
        for nom in own:
            base.execute(f"CREATE TABLE memory.main.{nom} AS SELECT 7 AS mien")
        played(base, script_of(dossier_of(20), Dialecte.DUCKDB))
        text = script_of(dossier_of(3), Dialecte.DUCKDB)
        assert played(base, text) == played(new, text) == played(base, text)
        for nom in own:
            assert base.execute(f"FROM memory.main.{nom}").fetchall() == [(7,)]
        kept = base.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
        assert sorted(kept) == sorted((nom,) for nom in own)


def under_names(*noms: str) -> Dossier:
    """Vacancies of which nothing is known but their names."""
    found = api.open_tables(DEPOT, {"vacances": [{"id": nom} for nom in noms]}, complet_au=AU)
    assert isinstance(found, Dossier)
    return found


def said(text: exp.Expr) -> str:
    """A text that is written in pieces."""
    match text:
        case exp.Literal(is_string=True):
            return text.name
        case exp.Chr(expressions=[exp.Literal() as code]):
            return chr(int(code.name))
        case exp.DPipe():
            return said(text.this) + said(text.expression)
    raise AssertionError(text)


@pytest.mark.parametrize("dialecte", Dialecte)
def test_no_text_hangs_on_a_setting_of_the_session(dialecte: Dialecte) -> None:
    """Spark puts what it likes in the place of `${…}`, in quotes and in comments; a setting of PostgreSQL,
    and one of Spark, tell whether a backslash is one."""
    noms = (
        "${env:SECRET}",
        "x${a}",
        "V\\",
        "V\\'); CREATE TABLE pirate(a int); --",
        "l'été",
        "V1$",
        "V2 -- ${b}",
    )
    text = script_of(under_names(*noms), dialecte)
    if dialecte is Dialecte.DUCKDB:
        with opened(fils=1) as base:
            played(base, text)
            assert rows_of(base, "SELECT vacance FROM temp.convrules_vacances ORDER BY rang") == [
                (n,) for n in noms
            ]
        return
    assert "\\" not in text
    assert "${" not in text or dialecte is not Dialecte.SPARK
    read = [tree for tree in sqlglot.parse(text, dialect=dialecte.value) if tree is not None]
    filled = [v for tree in read if "convrules_vacances" in tree.sql() for v in tree.find_all(exp.Values)]
    assert [said(row.expressions[1]) for row in filled[0].expressions] == list(noms)


def test_many_rows_are_views_and_their_union(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark: no statement grows with the rows."""
    monkeypatch.setattr(module, "LOT_DE_VUE", 2)
    read = [tree for tree in sqlglot.parse(script_of(dossier_of(5), Dialecte.SPARK), dialect="spark") if tree]
    made = {tree.this.name: tree for tree in read if isinstance(tree, exp.Create)}
    assert all(tree.kind == "VIEW" and tree.args["replace"] for tree in made.values())
    parts = [f"convrules_vacances_{n}" for n in (1, 2, 3)]
    assert sorted(t.name for t in made["convrules_vacances"].expression.find_all(exp.Table)) == parts
    assert [len(v.expressions) for p in parts for v in made[p].find_all(exp.Values)] == [2, 2, 1]


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
        texts.append([(e.objet, e.texte) for e in made if e.objet not in TABLES])
        assert len({c.mot for c in consultation.conventions}) == (len(programmes) - 1) // MOT + 1
    assert texts[0] == texts[1]
    assert list(dict(texts[0])) == [module.DEBUT, *queries(), *readings(), module.FIN]


def test_what_a_convention_says_never_leaves_a_comment() -> None:
    assert list(comment("a\nDROP TABLE dit;\r\n--\x0b\u2028;")) == ["-- a DROP TABLE dit;  --  ;\n"]
    assert list(comment("a ${b}")) == ["-- a $ {b}\n"]
    assert list(comment("a \\", "b")) == ["-- a \\ .\n", "-- b\n"], "Spark would go on"


def test_the_header_counts_as_one_writes() -> None:
    text = script_of(under_names(*(f"V{n}" for n in range(1004))), Dialecte.SPARK)
    assert text.startswith("-- Spark. 4 conventions, 1 004 vacances, au ")
    text = script_of(dossier_of(3), Dialecte.SPARK)
    assert "financement (1 combinaison)\n" in text and "nature (2 combinaisons)\n" in text


ECRIT = """
import sys
from pathlib import Path
from columnar.test_script import script_of
from columnar.test_voisines import SEINE_SAINT_DENIS, SOURCE, dossier_of
from convrules.columnar.sql.script import Dialecte

lu = "clauses:\\n  - éligibilité: un\\n    règle: loyer / surface <= 13 €/m²\\n" + SOURCE
rows = [{"id": "V", "commune": "93048", "disponibilite": "2025-02-03"}]
made = dossier_of(Path(sys.argv[1]), [("a", "etat", SEINE_SAINT_DENIS, lu, "disponibilite")], rows)
sys.stdout.buffer.write(script_of(made, Dialecte.DUCKDB).encode())
"""


def test_the_same_data_give_the_same_script(tmp_path: Path) -> None:
    """However the sets of the language are ordered: two facts lack together."""
    written = set()
    for seed in "12345":
        command = [sys.executable, "-c", ECRIT, str(tmp_path)]
        paths = os.pathsep.join(p for p in sys.path if p)
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
        written.add(subprocess.run(command, env=env, capture_output=True, check=True).stdout)
    (script,) = written
    assert all(fait.encode() in script for fait in ("loyer", "surface"))
