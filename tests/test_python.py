"""The library from a program: its page says what happens, and tables in memory are read as files are."""

import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.load import Empechement
from convrules.base.dates import Evenement
from convrules.base.values import Connu, Erreur
from convrules.facts.records import Vacance

ROOT = Path(__file__).parent.parent
DEPOT = ROOT / "conventions/exemples/oph-plaine-nord"
AU = date(2026, 1, 5)
ROW = {"id": "V1", "commune": "93066", "surface": Decimal("62.5"), "loyer": 450.2, "qpv": False}


def opened(tables: dict[str, object], **options: object) -> Dossier:
    found = api.open_tables(DEPOT, tables, complet_au=date(2025, 12, 31), **options)  # type: ignore[arg-type]
    assert isinstance(found, Dossier)
    return found


def codes(dossier: Dossier) -> list[str]:
    return [d.code for d in dossier.diagnostics]


def test_the_page_says_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    shown = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 3
    names: dict[str, object] = {}
    for code, expected in shown:
        said = StringIO()
        with redirect_stdout(said):
            exec(code, names)
        assert said.getvalue() == expected


class Arrow:
    """What an Arrow table answers to."""

    column_names = ("id", "commune", "surface")

    def to_pylist(self) -> list[dict[str, object]]:
        return [{"id": "V1", "commune": "93066", "surface": 62.5}]


@pytest.mark.parametrize(
    "table",
    [
        [ROW],
        (row for row in [ROW]),
        Arrow(),
        duckdb.sql("SELECT 'V1' AS id, '93066' AS commune, 62.5 AS surface"),
    ],
    ids=["dictionaries", "generator", "arrow", "relation"],
)
def test_every_kind_of_table(table: object) -> None:
    dossier = opened({"vacances": table})
    (vacance,) = dossier.faits.vacances
    assert codes(dossier) == []
    assert vacance.cellule("commune") == Connu("93066")
    assert vacance.cellule("surface") == Connu(Decimal("62.5"))
    assert [(f.lues, f.gardees) for f in dossier.fichiers] == [(1, 1)]


FACTS = ("commune", "typologie", "financement", "qpv", "nature", "affectation", "contingent", "bail")


def known(vacance: Vacance, nom: str) -> object:
    cell = vacance.cellule(nom)
    value = cell.valeur if isinstance(cell, Connu) else None
    return value.connu if isinstance(value, Evenement) else value


def test_a_table_says_what_the_same_file_says() -> None:
    """Rows of the example, read from its file and given again by a program."""
    read = api.open_dossier(DEPOT, [])
    assert isinstance(read, Dossier)
    some = read.faits.vacances[:40]
    rows = [{"id": v.id, **{nom: known(v, nom) for nom in FACTS}} for v in some]
    again = opened({"vacances": rows}).faits.vacances
    told = [[known(v, nom) for nom in FACTS] for v in again]
    assert told == [[known(v, nom) for nom in FACTS] for v in some]
    assert sum(value is not None for row in told for value in row) > 200


def test_a_mapping_names_the_tables(tmp_path: Path) -> None:
    mapping = tmp_path / "correspondance.yaml"
    siren = opened({"vacances": [ROW]}).correspondance
    assert siren is not None
    mapping.write_text(
        f'correspondance: erp\nbailleur: "{siren.bailleur}"\nfichiers:\n  vacances: {{ requête: libres }}\n'
        "colonnes:\n  vacances:\n    id: NUM\n    loyer: { colonne: LOYER, unité: centimes }\n",
        encoding="utf-8",
    )
    dossier = opened({"libres": [{"NUM": "V1", "LOYER": 45_020}]}, correspondance=mapping)
    assert codes(dossier) == []
    assert dossier.faits.vacances[0].cellule("loyer") == Connu(Decimal(45_020))
    assert codes(opened({"libre": [{"NUM": "V1"}]}, correspondance=mapping)) == ["CR763"]


def test_values_are_converted_or_refused() -> None:
    dossier = opened(
        {"vacances": [{**ROW, "surface": "grande"}, {**ROW, "id": "V2", "surface": float("inf")}]}
    )
    assert [isinstance(v.cellule("surface"), Erreur) for v in dossier.faits.vacances] == [True, True]
    assert codes(opened({"vacances": [{**ROW, "surface": [1]}]})) == ["CR762"]
    later = datetime(2025, 3, 1, tzinfo=UTC)
    assert codes(opened({"vacances": [{**ROW, "disponibilite": later}]})) == ["CR762"]
    assert codes(opened({"vacances": [{**ROW, "comune": "93066"}]})) == ["CR216"]


def test_half_a_character_is_a_text_like_another() -> None:
    dossier = opened({"vacances": [{**ROW, "id": "V\ud800"}, {**ROW, "id": "V2"}]})
    assert [v.id for v in dossier.faits.vacances] == ["V\ud800", "V2"]


class NoTime(datetime):
    """What a library of tables has in a column of days where there is none: equal to nothing."""

    def __ne__(self, other: object) -> bool:
        return True


@pytest.mark.parametrize("nothing", [float("nan"), Decimal("NaN"), Decimal("sNaN"), NoTime(1970, 1, 1)])
@pytest.mark.parametrize("champ", ["surface", "commune", "qpv", "disponibilite", "bail"])
def test_not_a_number_is_nothing(champ: str, nothing: object) -> None:
    """So a frame whose missing cells are NaN says the same as the one where they are None."""
    told, absent = (opened({"vacances": [{**ROW, champ: value}]}) for value in (nothing, None))
    assert codes(told) == codes(absent)
    assert told.faits.vacances[0].cellule(champ) == absent.faits.vacances[0].cellule(champ)


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


def test_years_out_of_bounds_or_order() -> None:
    dossier = opened({"vacances": [ROW]})
    for annee, depuis, said in (
        (1849, None, "1849"),
        (2025, 0, "(0)"),
        (2025, 2026, "2026 comes after 2025"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            api.comply(dossier, annee, date(2026, 1, 5), depuis)
