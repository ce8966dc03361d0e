"""What a program gives or asks wrong is named, and what could not be read is asked nothing."""

import re
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from convrules import api
from convrules.api.annuel import annual_report
from convrules.api.dossier import Dossier
from convrules.api.load import Empechement
from convrules.api.moteurs import sql_script
from convrules.api.rejeu import replay
from convrules.api.reorientations import year_otherwise
from convrules.api.simulation import simulate
from tables_ouvertes import AU, DEPOT, ROW, codes, opened

NAMES: Sequence[tuple[object, type[Exception], str]] = [
    ({"vacanses": [ROW]}, ValueError, "vouliez-vous dire « vacances » ?"),
    ({"vacances": [{"id: x}\nbailleur": "1"}]}, ValueError, "n'est pas le nom d'un fait"),
    ({"vacances": 3}, TypeError, "« int »"),
    ({"vacances": {"id": "V1"}}, TypeError, "« dict »"),
    ({"vacances": "id;V1"}, TypeError, "« str »"),
]


@pytest.mark.parametrize(("tables", "kind", "said"), NAMES)
def test_what_is_no_table_or_no_name(tables: dict[str, object], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=re.escape(said)):
        opened(tables)


def test_a_person_is_refused_here_too() -> None:
    dossier = opened({"vacances": [{**ROW, "nom_locataire": "Durand"}]})
    assert dossier.chargement is None or not dossier.faits.vacances or codes(dossier)
    assert all("Durand" not in str(d.args) for d in dossier.diagnostics)


def test_what_stands_in_the_way() -> None:
    absent = api.open_tables(DEPOT / "absent", {"vacances": [ROW]})
    assert isinstance(absent, Empechement) and "n'existe pas" in absent.texte


def test_a_convention_in_error_is_told_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "e.yaml").write_text("convention: etat--b\nclauses: []\n", "utf-8")
    refused = api.open_tables(tmp_path, {"vacances": [ROW]})
    assert isinstance(refused, Empechement) and refused.constat is not None
    assert refused.constat.code in refused.texte and "SIREN" not in refused.texte


def test_what_could_not_be_read_is_not_asked_anything() -> None:
    dossier = opened({"vacances": [{"idd": "V1"}]})
    assert "CR216" in codes(dossier)
    with pytest.raises(ValueError, match="diagnostics"):
        list(api.evaluate(dossier, date(2026, 1, 5)))


ASKED: dict[str, Callable[[Any, Any], object]] = {
    "evaluate": api.evaluate,
    "statuses": api.statuses,
    "laid": api.laid,
    "orient": api.orient,
    "day_of_advice": api.day_of_advice,
    "comply": lambda dossier, au: api.comply(dossier, 2025, au),
    "aggregates": lambda dossier, au: api.aggregates(dossier, 2025, au),
    "uncovered": lambda dossier, au: api.uncovered(dossier, 2025, au),
}
DAYS: Sequence[tuple[object, type[Exception], str]] = [
    (date(9999, 12, 31), ValueError, "from 1850 to 2150"),
    (date(1849, 12, 31), ValueError, "from 1850 to 2150"),
    (datetime(2026, 1, 5, tzinfo=UTC), TypeError, "« datetime »"),
    ("2026-01-05", TypeError, "« str »"),
    (None, TypeError, "« NoneType »"),
]


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize(("au", "kind", "said"), DAYS)
def test_a_day_that_is_none(question: str, au: object, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=re.escape(said)):
        ASKED[question](opened({"vacances": [ROW]}), au)


@pytest.mark.parametrize("question", ASKED)
def test_what_could_not_be_opened_is_asked_nothing(question: str) -> None:
    with pytest.raises(TypeError, match=r"Empechement.*absent"):
        ASKED[question](api.open_tables(DEPOT / "absent", {"vacances": [ROW]}), date(2026, 1, 5))


@pytest.mark.parametrize("question", ASKED)
def test_a_table_that_could_not_be_read_is_asked_nothing(question: str) -> None:
    dossier = opened({"vacances": [ROW, {**ROW, "id": "V2", "commune": ["93066"]}]})
    assert codes(dossier) == ["CR762"] and not dossier.faits.vacances
    with pytest.raises(ValueError, match=r"Les données sont incomplètes.*CR762"):
        ASKED[question](dossier, AU)


DEEPER: dict[str, Callable[[Dossier], object]] = {
    **{nom: lambda dossier, ask=ask: ask(dossier, AU) for nom, ask in ASKED.items()},
    "replay": lambda dossier: replay(dossier, 2025, AU),
    "annual_report": lambda dossier: annual_report(dossier, 2025, AU),
    "year_otherwise": lambda dossier: year_otherwise(dossier, 2025, AU),
    "simulate": lambda dossier: list(simulate(dossier, [], 2025, AU)),
    "sql_script": lambda dossier: sql_script(dossier, AU, "duckdb"),
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landlord's repository, whose file of vacancies is cut in a character of its last row."""
    depot = tmp_path_factory.mktemp("coupe") / "depot"
    shutil.copytree(DEPOT, depot)
    return depot


@pytest.fixture(scope="module")
def cut(copied: Path) -> Dossier:
    path = copied / "donnees/vacances-2025.csv"
    path.write_bytes(path.read_bytes()[:-20])
    found = api.open_dossier(copied, [])
    assert isinstance(found, Dossier)
    return found


@pytest.mark.parametrize("question", DEEPER)
def test_data_cut_short_are_asked_nothing(question: str, cut: Dossier) -> None:
    assert cut.faits.vacances and "CR713" in codes(cut)
    with pytest.raises(ValueError, match="Les données sont incomplètes : rien n'est évalué"):
        DEEPER[question](cut)
    assert cut.fichiers, "the state of the data is still there to be told"


def test_years_out_of_bounds_or_order() -> None:
    dossier = opened({"vacances": [ROW]})
    for annee, depuis, said in (
        (1849, None, "1849"),
        (2025, 0, "(0)"),
        (2025, 2026, "2026 comes after 2025"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            api.comply(dossier, annee, date(2026, 1, 5), depuis)


def test_more_refused_rows_than_the_project_bears_are_judged_nothing(tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    shutil.copytree(DEPOT, depot)
    project = depot / "convrules.toml"
    rows = [{**ROW, "id": f"V{n}"} for n in range(8)] + [{**ROW, "id": ""}] * 2
    left = api.open_tables(depot, {"vacances": rows})
    assert isinstance(left, Dossier) and left.refusees == 2
    assert api.evaluate(left, AU)
    project.write_text(project.read_text("utf-8") + '\n[seuils]\nlignes_refusees = "15 %"\n', "utf-8")
    refused = api.open_tables(depot, {"vacances": rows})
    assert isinstance(refused, Dossier)
    with pytest.raises(ValueError, match="2 lignes refusées sur 10, plus que le seuil de 15"):
        api.evaluate(refused, AU)


def test_paths_are_texts_too(tmp_path: Path) -> None:
    assert isinstance(api.open_tables(str(DEPOT), {"vacances": [ROW]}, cle=None), Dossier)
    said = [api.check(paths) for paths in (str(DEPOT), DEPOT, [str(DEPOT)], [DEPOT])]
    assert {one.n_fichiers for one in said} == {said[-1].n_fichiers} and said[-1].n_fichiers > 3
    for data in ("absente.yaml", ["absente.yaml"], [Path("absente.yaml")]):
        found = api.open_dossier(str(DEPOT), data)
        assert isinstance(found, Dossier) and "absente.yaml" in found.empechements[0].texte


WRONG: dict[str, tuple[Callable[[Any], object], type[Exception], str]] = {
    "start": (lambda _: api.open_tables(3, {"vacances": [ROW]}), TypeError, "start is a path"),  # type: ignore[arg-type]
    "data": (lambda _: api.open_dossier(DEPOT, None), TypeError, "data is a sequence of paths"),  # type: ignore[arg-type]
    "one of data": (lambda _: api.open_dossier(DEPOT, [3]), TypeError, "data is a path"),  # type: ignore[list-item]
    "paths": (lambda _: api.check(3), TypeError, "paths is a sequence of paths"),  # type: ignore[arg-type]
    "complet_au": (
        lambda _: api.open_tables(DEPOT, {"vacances": [ROW]}, complet_au="2025-12-31"),  # type: ignore[arg-type]
        TypeError,
        "complet_au is a datetime.date, not « str »",
    ),
    "complet_au, an instant": (
        lambda _: api.open_tables(DEPOT, {"vacances": [ROW]}, complet_au=datetime(2025, 12, 31, tzinfo=UTC)),
        TypeError,
        "complet_au is a datetime.date, not « datetime »: give its day, .date()",
    ),
    "complet_au, far": (
        lambda _: api.open_tables(DEPOT, {"vacances": [ROW]}, complet_au=date(9999, 12, 31)),
        ValueError,
        "complet_au is out of bounds",
    ),
    "aujourdhui": (
        lambda _: api.open_dossier(DEPOT, [], aujourdhui="2025-12-31"),  # type: ignore[arg-type]
        TypeError,
        "aujourdhui is a datetime.date",
    ),
    "dossier": (lambda _: api.evaluate(None, AU), TypeError, "not a Dossier: « NoneType »"),  # type: ignore[arg-type]
    "annee": (lambda d: api.aggregates(d, "2025", AU), TypeError, "annee is a year, an int, not « str »"),  # type: ignore[arg-type]
    "depuis": (lambda d: api.comply(d, 2025, AU, "2024"), TypeError, "depuis is a year, an int"),  # type: ignore[arg-type]
    "no copy": (
        lambda d: api.comply(d, 2025, AU, processus=0),
        ValueError,
        "processus is a number of copies",
    ),
    "less": (lambda d: api.comply(d, 2025, AU, processus=-1), ValueError, "from 1 on, or None, not -1"),
    "processus": (
        lambda d: api.comply(d, 2025, AU, processus="2"),  # type: ignore[arg-type]
        TypeError,
        "processus is an int, or None, not « str »",
    ),
    "tranche": (
        lambda d: api.statuses(d, AU, engine="postgres", session="x", tranche="5"),  # type: ignore[arg-type]
        ValueError,
        "tranche is a number of vacancies",
    ),
    "session": (
        lambda d: api.statuses(d, AU, engine="postgres", session="x"),
        api.MoteurEnEchec,
        "session is a psycopg.Connection, not « str »",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_given_wrong_is_named(case: str) -> None:
    ask, kind, said = WRONG[case]
    with pytest.raises(kind, match=re.escape(said)):
        ask(opened({"vacances": [ROW]}))
