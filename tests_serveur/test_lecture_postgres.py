"""Data read by a query, on a real server: what each type becomes, what is refused, what is never shown."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import psycopg
import pytest

from convrules.api.requetes import query_reader
from convrules.api.sources import Sources
from convrules.base.dates import connu
from convrules.base.values import Connu, Erreur
from convrules.cli.main import run
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, Contexte, Lecture
from convrules.facts.mapping import load_faits
from convrules.facts.readers.serveur import Serveur
from facts.landlord import CONTEXTE, codes, vacances

BONNE = (
    '\'V1\' AS "NUM_VAC", \'93066\' AS "INSEE", \'11\' AS "FINAN", true AS "QPV", 41.5 AS "SURF", '
    '450.20 AS "LOYER", DATE \'2025-02-03\' AS "DT_INFO"'
)


@pytest.fixture
def erp(serveur: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ERP_CONNEXION", serveur)
    with psycopg.connect(serveur) as connexion:
        connexion.execute("DROP TABLE IF EXISTS vacances")
        connexion.execute(f"CREATE TABLE vacances AS SELECT {BONNE}")
    return serveur


def read(sql: str, **keys: object) -> Checked[ChargementFaits]:
    serveur = Serveur(**({"variable": "ERP_CONNEXION"} | keys))  # type: ignore[arg-type]  # Why: of one test.
    sources = Sources(requetes={"erp": sql}, serveur=serveur)
    contexte = Contexte(
        enumerations=CONTEXTE.enumerations, calculer=CONTEXTE.calculer, interroger=query_reader(sources)
    )
    carte = vacances(motif="requête erp", requete="erp")
    return load_faits(carte, lambda _: Lecture(), contexte)


def replaced(column: str, sql: str) -> str:
    names = [n for n in ("NUM_VAC", "INSEE", "FINAN", "QPV", "SURF", "LOYER", "DT_INFO") if n != column]
    kept = ", ".join(f'"{n}"' for n in names)
    return f'SELECT {kept}, {sql} AS "{column}" FROM vacances'


def test_rows_of_a_query_are_rows_of_a_table(erp: str) -> None:
    checked = read('SELECT * FROM vacances ORDER BY "NUM_VAC"')
    assert codes(checked) == []
    (vacance,) = checked.value.faits.vacances
    assert vacance.cellule("loyer") == Connu(Fraction(45020))
    assert vacance.cellule("qpv") == Connu(True)
    (receipt,) = checked.value.fichiers
    assert (receipt.nom, receipt.lues, receipt.gardees) == ("requête erp", 1, 1)
    assert len(receipt.empreinte) == 64
    again = read("SELECT * FROM vacances")
    assert again.value.fichiers[0].empreinte == receipt.empreinte


TYPES: list[tuple[str, str, str, object]] = [
    ("integer", "INSEE", "1004", Connu("01004")),
    ("text", "INSEE", "'01004'", Connu("01004")),
    ("small", "FINAN", "11::smallint", Connu("plai")),
    ("padded", "FINAN", "'11'::char(6)", Connu("plai")),
    ("real", "LOYER", "450.2::real", Connu(Fraction(45020))),
    ("double", "LOYER", "(0.1::float8 + 0.2::float8)", Connu(Fraction(30))),
    ("numeric", "LOYER", "1450.2000", Connu(Fraction(145020))),
    ("not a number", "SURF", "'NaN'::numeric", None),
    ("no end", "SURF", "'Infinity'::float8", Erreur),
    ("null", "SURF", "NULL::numeric", None),
    ("false", "QPV", "false", Connu(False)),
    ("moment", "DT_INFO", "TIMESTAMP '2025-02-03 23:30:00.5'", date(2025, 2, 3)),
    ("a far day", "DT_INFO", "DATE '20000-01-01'", Erreur),
    ("no day", "DT_INFO", "DATE 'infinity'", Erreur),
    ("before our era", "DT_INFO", "DATE '0044-03-15 BC'", Erreur),
]
CHAMPS = {
    "INSEE": "commune", "FINAN": "financement", "LOYER": "loyer", "SURF": "surface", "QPV": "qpv",
    "DT_INFO": "information",
}  # fmt: skip


@pytest.mark.parametrize(("column", "sql", "expected"), [t[1:] for t in TYPES], ids=[t[0] for t in TYPES])
def test_each_type(erp: str, column: str, sql: str, expected: object) -> None:
    (vacance,) = read(replaced(column, sql)).value.faits.vacances
    cell = vacance.cellule(CHAMPS[column])
    if expected is Erreur:
        assert isinstance(cell, Erreur)
    elif expected is None:
        assert not isinstance(cell, Connu | Erreur)
    else:
        assert cell == (Connu(connu(expected, "information")) if isinstance(expected, date) else expected)


def test_an_enumeration_of_the_server_is_a_text_and_a_moment_with_zone_is_refused(erp: str) -> None:
    with psycopg.connect(erp) as connexion:
        connexion.execute("DROP TYPE IF EXISTS finan")
        connexion.execute("CREATE TYPE finan AS ENUM ('11', '13')")
    assert codes(read(replaced("FINAN", "'13'::finan"))) == []
    for sql in ("now()", "ARRAY[1]", "'{}'::jsonb", "'x'::bytea", "interval '1 day'"):
        checked = read(replaced("DT_INFO", sql))
        assert codes(checked) == ["CR762"]
        assert not checked.value.complet


def test_codes_that_are_integers_are_repaired_with_the_warning_of_workbooks(erp: str) -> None:
    checked = read(replaced("INSEE", "1004"))
    assert [(d.code, d.args["nombre"], d.span.position[0]) for d in checked.diagnostics] == [
        ("CR754", "1", 2)
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM vacances",
        "WITH gone AS (DELETE FROM vacances RETURNING *) SELECT * FROM gone",
        "SELECT 1; COMMIT; DROP TABLE vacances",
        "DROP TABLE vacances",
        "SELECT setval('pas_de_suite', 1)",
        "SELECT * FROM absente",
        "SELECT absente FROM vacances",
        "SELEC",
        "SELECT 1 / 0",
    ],
)
def test_a_query_only_reads_and_its_failure_is_named(erp: str, sql: str) -> None:
    checked = read(sql)
    assert codes(checked) == ["CR765"]
    assert "SQLSTATE" in checked.diagnostics[0].args["raison"]
    assert codes(read("SELECT * FROM vacances")) == []


def test_a_query_that_fails_on_its_way_keeps_nothing(erp: str) -> None:
    """The division comes at a row that the first answers do not reach."""
    sql = replaced("NUM_VAC", "'V' || n").replace(
        "FROM vacances", "FROM vacances, generate_series(1, 20000) AS n WHERE 1 / (20000 - n) < 2"
    )
    checked = read(sql)
    assert codes(checked) == ["CR765", "CR848"], "rows that differ by their number alone are told"
    assert not checked.value.complet
    assert [(f.lisible, f.gardees) for f in checked.value.fichiers] == [(False, 0)]


def test_time_is_limited(erp: str) -> None:
    checked = read(replaced("NUM_VAC", "'V' || pg_sleep(30)"), delai_s=1)
    assert codes(checked) == ["CR765"]
    assert "1 secondes" in checked.diagnostics[0].args["raison"]


def test_rows_stream(erp: str) -> None:
    sql = replaced("NUM_VAC", "'V' || n").replace(
        "FROM vacances", "FROM vacances, generate_series(1, 12000) AS n"
    )
    checked = read(sql)
    assert codes(checked) == ["CR848"], "rows that differ by their number alone are told"
    assert checked.value.fichiers[0].lues == 12_000


# --- secrets --------------------------------------------------------------------------------
SECRETS = ("secret", "moncompte", "mabase", "serveur.exemple")


@pytest.mark.parametrize(
    "conninfo",
    [
        "host={folder} user=moncompte password=secret dbname=postgres",
        "host={folder} user=convrules password=secret dbname=mabase",
        "host=serveur.exemple user=moncompte password=secret connect_timeout=2",
        "postgresql://moncompte:secret@127.0.0.1:1/mabase",
        "ceci n'est pas une chaîne secret",
        "service=secret",
    ],
)
def test_nothing_of_the_connection_is_shown(
    serveur: str, monkeypatch: pytest.MonkeyPatch, conninfo: str
) -> None:
    folder = serveur.split()[0].removeprefix("host=")
    monkeypatch.setenv("ERP_CONNEXION", conninfo.format(folder=folder))
    checked = read("SELECT 1")
    assert codes(checked) == ["CR764"]
    told = "".join(repr(dict(d.args)) + d.span.source.text for d in checked.diagnostics)
    assert not any(secret in told for secret in SECRETS)


def test_a_service_and_its_password_file_are_those_of_libpq(
    erp: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "\n".join(erp.split())
    (tmp_path / "services").write_text(f"[erp]\n{lines}\n", "utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    assert codes(read("SELECT * FROM vacances", service="erp")) == []
    checked = read("SELECT * FROM vacances", service="autre")
    assert codes(checked) == ["CR764"]
    assert "service" in checked.diagnostics[0].args["raison"]


def test_a_variable_that_is_not_set_is_named(serveur: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ERP_CONNEXION", raising=False)
    checked = read("SELECT 1")
    assert "ERP_CONNEXION" in checked.diagnostics[0].args["raison"]


def test_from_the_project_file_to_the_result(
    erp: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    folder = tmp_path / "depot"
    mapping = (folder / "correspondance.yaml").read_text("utf-8")
    line = next(x for x in mapping.splitlines() if "fichier:" in x)
    changed = mapping.replace(line, "  vacances: { requête: vacances }")
    (folder / "correspondance.yaml").write_text(changed, "utf-8")
    (csv,) = (folder / "donnees").glob("*.csv")
    titles, *rows = csv.read_text("utf-8-sig").splitlines()
    names = ", ".join(f'"{t}" text' for t in titles.split(";"))
    with psycopg.connect(erp) as connexion:
        connexion.execute("DROP TABLE IF EXISTS extraction")
        connexion.execute(f"CREATE TABLE extraction ({names})")
        for row in rows:
            cells = row.split(";")
            connexion.execute(f"INSERT INTO extraction VALUES ({', '.join(['%s'] * len(cells))})", cells)
    with (folder / "convrules.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[postgresql]\nvariable = "ERP_CONNEXION"\n\n[requetes]\n')
        stream.write('vacances = "SELECT * FROM extraction"\n')
    capsys.readouterr()
    assert run(["evaluate", "--depot", "depot", "--as-of", "2026-01-05"]) == 0
    streams = capsys.readouterr()
    assert f"{len(rows)}\u00a0vacances" in streams.out
    assert erp not in streams.out + streams.err
