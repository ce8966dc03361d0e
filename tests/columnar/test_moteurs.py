"""The engines as a program asks for them: one answer, limits that hold, nothing of the outside world."""

import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.load import Empechement
from convrules.api.moteurs import AILLEURS, PEU, Moteur, chosen
from convrules.base.moteurs import EXIGEES, FILS_AU_PLUS
from convrules.columnar.atoms import Atoms
from convrules.columnar.sql.lookups import lookups
from convrules.columnar.sql.moteur_duckdb import judge_in, opened, told_short
from convrules.columnar.tables import table_of

ROOT = Path(__file__).parents[2]
DEPOT = ROOT / "conventions/exemples/oph-plaine-nord"
AU = date(2026, 1, 5)


def dossier_of(number: int) -> Dossier:
    rows = [
        {
            "id": f"V{n}",
            "commune": ("93066", "93048", None)[n % 3],
            "nature": "logement_ordinaire" if n % 5 else None,
            "affectation": ("location", "mutation_interne")[n % 2],
            "conventionne": True,
            "disponibilite": date(2025, 1 + n % 12, 1),
        }
        for n in range(number)
    ]
    found = api.open_tables(DEPOT, {"vacances": rows}, complet_au=date(2025, 12, 31))
    assert isinstance(found, Dossier)
    return found


ICI = tuple(moteur for moteur in Moteur if moteur not in AILLEURS)


def test_every_engine_gives_the_same_answers() -> None:
    dossier = dossier_of(40)
    told = {
        moteur: [[r.at(rank) for rank in range(40)] for r in api.statuses(dossier, AU, engine=moteur)]
        for moteur in ICI
    }
    assert told[Moteur.SCALAIRE] == told[Moteur.COLONNES] == told[Moteur.DUCKDB]
    assert any(answer is not None for answer in told[Moteur.DUCKDB][0])
    pairs = [[list(r.rangs) for r in api.statuses(dossier, AU, engine=moteur)] for moteur in ICI]
    assert pairs[0] == pairs[1] == pairs[2]


def test_every_engine_adds_up_the_same_year() -> None:
    dossier = dossier_of(40)
    told = {moteur: api.aggregates(dossier, 2025, AU, engine=moteur) for moteur in ICI}
    assert told[Moteur.SCALAIRE] == told[Moteur.COLONNES] == told[Moteur.DUCKDB]
    assert api.aggregates(dossier, 2025, AU, lignes=api.laid(dossier, AU)) == told[Moteur.COLONNES]
    assert next(c.lignes for c in told[Moteur.DUCKDB].conventions) > 10
    with pytest.raises(ValueError, match="session"):
        api.aggregates(dossier, 2025, AU, engine="postgres")


def test_rows_that_are_laid_serve_several_questions() -> None:
    dossier = dossier_of(40)
    first, *others = dossier.programmes
    lignes = api.laid(dossier, AU)
    for programmes in ((first,), tuple(others), dossier.programmes, dossier.programmes):
        asked = replace(dossier, programmes=programmes)
        told = api.statuses(asked, AU, engine="colonnes", lignes=lignes)
        alone = api.statuses(asked, AU, engine="scalaire")
        assert [[r.at(n) for n in range(40)] for r in told] == [[r.at(n) for n in range(40)] for r in alone]


@pytest.mark.parametrize(
    ("dossier", "au"),
    [(lambda d: d, date(2026, 1, 6)), (lambda d: dossier_of(40), AU)],
    ids=["jour", "faits"],
)
def test_rows_laid_otherwise_are_refused(dossier: Callable[[Dossier], Dossier], au: date) -> None:
    laid = dossier_of(40)
    with pytest.raises(ValueError, match="laid"):
        api.statuses(dossier(laid), au, engine="colonnes", lignes=api.laid(laid, AU))


@pytest.mark.parametrize(("engine", "session"), [("duckdb", object()), ("postgres", None), ("spark", None)])
def test_a_session_goes_with_an_engine_elsewhere(engine: str, session: object) -> None:
    with pytest.raises(ValueError, match="session"):
        api.statuses(dossier_of(1), AU, engine=engine, session=session)


def test_the_engine_is_chosen_by_size() -> None:
    many = PEU // len(dossier_of(1).programmes) + 1
    assert chosen(dossier_of(many - 1)) is Moteur.SCALAIRE
    assert chosen(dossier_of(many)) is Moteur.COLONNES


@pytest.mark.parametrize("engine", ["oracle", "auto", ""])
def test_an_engine_that_is_none_is_told_with_those_that_are(engine: str) -> None:
    for ask in (partial(api.statuses, dossier_of(1)), partial(api.aggregates, dossier_of(1), 2025)):
        with pytest.raises(ValueError, match=f"no engine '{engine}': scalaire, .*, ballista; without one"):
            ask(AU, engine=engine)


def test_what_could_not_be_opened_is_told() -> None:
    found: Any = api.open_tables(DEPOT / "absent", {"vacances": []})
    assert isinstance(found, Empechement)
    for ask in (api.statuses, api.laid, lambda of, au: api.aggregates(of, 2025, au)):
        with pytest.raises(TypeError, match=r"Empechement.*absent"):
            ask(found, AU)


@pytest.mark.parametrize(
    ("engine", "given", "told"),
    [
        ("duckdb", {"fils": 0}, f"from 1 to {FILS_AU_PLUS}"),
        ("duckdb", {"fils": FILS_AU_PLUS + 1}, f"from 1 to {FILS_AU_PLUS}"),
        ("duckdb", {"memoire": " -5MB"}, "memoire is a size"),
        ("duckdb", {"memoire": -1}, "memoire is a size"),
        ("duckdb", {"memoire": 500_000_000}, "memoire is a size"),
        ("spark", {}, "spark takes a session"),
        ("duckdb", {"tranche": 10}, "tranche goes with postgres, spark, ballista"),
        ("duckdb", {"partage": DEPOT}, "partage goes with ballista"),
        ("colonnes", {"memoire": "500MB"}, "go with duckdb"),
        ("scalaire", {"fils": 1}, "go with duckdb"),
        (None, {"fils": 1}, "go with duckdb"),
        ("colonnes", {"tranche": 10}, "tranche goes with"),
        ("postgres", {"session": object(), "tranche": 0}, "from 1 on"),
        ("spark", {"session": object(), "fils": 1}, "go with duckdb"),
        ("spark", {"session": object(), "partage": DEPOT}, "partage goes with ballista"),
    ],
)
def test_what_does_not_go_with_an_engine_is_refused(
    engine: str | None, given: dict[str, Any], told: str
) -> None:
    """As by the command."""
    for ask in (partial(api.statuses, dossier_of(1)), partial(api.aggregates, dossier_of(1), 2025)):
        with pytest.raises(ValueError, match=told):
            ask(AU, engine=engine, **given)


def test_the_most_threads_are_taken() -> None:
    dossier = dossier_of(9)
    found = api.statuses(dossier, AU, engine="duckdb", fils=FILS_AU_PLUS, memoire="500MB")
    assert [r.at(0) for r in found] == [r.at(0) for r in api.statuses(dossier, AU, engine="scalaire")]


@pytest.mark.parametrize(
    "statement",
    [
        *("COPY (SELECT 1) TO 'sortie.csv'", "SELECT * FROM 'entree.csv'", "ATTACH 'autre.db'"),
        *("INSTALL httpfs", "LOAD httpfs", "SET enable_external_access = true"),
        *("SET memory_limit = '10GB'", "SET threads = 4"),
    ],
)
def test_the_engine_reaches_nothing_and_its_limits_stay(statement: str, tmp_path: Path) -> None:
    with opened("200MB", 1) as base, pytest.raises(duckdb.Error):
        base.execute(statement)


def test_limits_are_those_asked_for() -> None:
    with opened("100MB", 1) as base:
        asked = "SELECT current_setting('memory_limit'), current_setting('threads')"
        assert base.execute(asked).fetchall() == [("95.3 MiB", 1)]
    with pytest.raises(api.ReglageRefuse, match="memoire is a size"):
        opened("beaucoup", 1)


def test_too_little_memory_is_said() -> None:
    dossier = dossier_of(40)
    consultation = lookups(dossier.programmes, Atoms(table=table_of(dossier.faits, AU)))
    with opened("1MB", 1) as base, pytest.raises(api.MemoireInsuffisante, match="too little memory"):
        judge_in(base, consultation)


@pytest.mark.parametrize("limit", ["1MB", "2MB"])
def test_too_little_memory_to_end_a_transaction_is_said_too(limit: str) -> None:
    with opened(limit, 1) as base, pytest.raises(api.MemoireInsuffisante), told_short():
        base.execute("CREATE TABLE t (a bigint)")
        for _ in range(100):
            base.execute("INSERT INTO t SELECT range FROM range(2000)")
            base.execute("INSERT INTO t SELECT a FROM t")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "convrules.columnar.sql.moteur_duckdb", raising=False)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(api.SansMoteur, match="not installed: duckdb"):
        api.statuses(dossier_of(1), AU, engine="duckdb")


def with_library(nom: str, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Another one under this name, until the end of the test."""
    (folder / f"{nom}.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setitem(sys.modules, nom, None)
    del sys.modules[nom]


@pytest.mark.parametrize("nom", ["duckdb", "sqlglot"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("__version__ = '1.1.3'", r"from [\d.]+ on, below [\d.]+: 1\.1\.3 is installed"),
        ("__version__ = '99.0.0.dev1'", r": 99\.0\.0\.dev1 is installed"),
        ("raise ImportError('a library of the system')", "installed and does not load"),
        ("import absente_de_partout", "installed and does not load"),
    ],
)
def test_a_library_that_cannot_serve_is_told_apart(
    nom: str, text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = dossier_of(1)
    with_library(nom, tmp_path, monkeypatch, text)
    for ask in (partial(api.statuses, dossier), partial(api.aggregates, dossier, 2025)):
        with pytest.raises(api.SansMoteur, match=told) as raised:
            ask(AU, engine="duckdb")
        assert raised.value.bibliotheque == nom


def test_versions_are_those_that_are_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = [
        re.match(r"(\w+)(?:\[\w+\])?>=([\d.]+),<([\d.]+)$", line)
        for some in declared.values()
        for line in some
    ]
    known = {found[1]: (found[2], found[3]) for found in asked if found}
    assert {nom: known[nom] for nom in EXIGEES} == EXIGEES


def test_a_missing_library_of_ballista_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(api.SansMoteur, match="not installed: pyarrow"):
        api.statuses(dossier_of(1), AU, engine="ballista", session=object())
