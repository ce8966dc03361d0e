"""Tables that a program holds: none is left out, and a repository is read once."""

import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from convrules import api
from convrules.api import chantier, ouverts
from convrules.base.values import Connu
from tables_en_memoire import CELLS, CONVENTION, FIN, REQUETE, ROW, SEED, cell, depot, opened
from tables_ouvertes import AU, DEPOT, codes

__all__ = ["depot"]


# --- tables and a mapping -------------------------------------------------------------------
def test_a_mapping_that_names_files_reads_no_table_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"« vacances » ne serait pas lue.*que des fichiers"):
        opened({"vacances": [ROW]}, correspondance=DEPOT / "correspondance.yaml")


def test_a_table_that_the_mapping_does_not_name_is_told(depot: Path) -> None:
    (depot / "m.yaml").write_text(REQUETE, "utf-8")
    rows = [{**CELLS, "surface": 30}]
    named = opened({"libres": rows}, depot, correspondance=depot / "m.yaml")
    assert cell(named, "surface") == Connu(Decimal(30))
    for nom, said in (("libre", "vouliez-vous dire « libres »"), ("refus", "il y a : libres")):
        with pytest.raises(ValueError, match=f"« {nom} » ne serait pas lue.*{said}"):
            opened({"libres": rows, nom: rows}, depot, correspondance=depot / "m.yaml")


@pytest.mark.parametrize(
    "said", [{"bailleur": "000000000"}, {"complet_au": FIN}, {"peut_etre_vide": True}], ids=str
)
def test_what_a_mapping_says_is_not_said_beside_it(said: dict[str, object], depot: Path) -> None:
    (depot / "m.yaml").write_text(REQUETE, "utf-8")
    with pytest.raises(ValueError, match=f"{next(iter(said))}= ne va pas avec correspondance="):
        opened({"libres": [CELLS]}, depot, correspondance=depot / "m.yaml", **said)


def test_a_file_of_the_repository_is_never_taken_for_the_mapping_of_tables(depot: Path) -> None:
    (depot / "memoire.yaml").write_text(REQUETE, "utf-8")
    found = opened({"vacances": [{**CELLS, "surface": 30}]}, depot)
    assert codes(found) == [] and cell(found, "surface") == Connu(Decimal(30))


# --- no row ---------------------------------------------------------------------------------
NOTHING: Sequence[object] = [[], duckdb.sql("SELECT 'V' AS id, '93066' AS commune WHERE false")]


@pytest.mark.parametrize("table", NOTHING, ids=["dictionaries", "relation"])
def test_a_landlord_without_a_vacancy_says_so(table: object) -> None:
    found = opened({"vacances": table}, peut_etre_vide=True, complet_au=FIN)
    assert codes(found) == []
    assert api.evaluate(found, AU) == () and api.comply(found, 2025, AU).conventions
    unsaid = opened({"vacances": table}, complet_au=FIN)
    assert codes(unsaid) == ["CR737"]
    with pytest.raises(ValueError, match="CR737"):
        api.evaluate(unsaid, AU)


def test_a_mapping_says_so_of_a_table_without_a_row(depot: Path) -> None:
    (depot / "m.yaml").write_text(REQUETE.replace("libres", "libres, peut être vide: oui"), "utf-8")
    found = opened({"libres": []}, depot, correspondance=depot / "m.yaml")
    assert codes(found) == [] and api.evaluate(found, AU) == ()


@pytest.mark.parametrize("nom", ["logements", "candidatures", "refus", "vacances_attendues", "journal"])
def test_another_table_without_a_row_is_read_so(nom: str) -> None:
    found = opened({"vacances": [ROW], nom: []})
    assert codes(found) == ["CR855"] and len(api.evaluate(found, AU)) == 1


def test_no_table_at_all_is_an_error_of_usage() -> None:
    with pytest.raises(ValueError, match="aucune table n'est donnée"):
        opened({})
    with pytest.raises(ValueError, match="peut_etre_vide= parle de la table « vacances »"):
        opened({"refus": []}, peut_etre_vide=True)


def test_a_day_to_come_is_told_when_a_clock_is_read() -> None:
    rows = [{**ROW, "bail": date(2025, 3, 1)}]
    assert codes(opened({"vacances": rows}, complet_au=date(2040, 1, 1), aujourdhui=AU)) == ["CR835"]
    assert codes(opened({"vacances": rows}, complet_au=FIN, aujourdhui=AU)) == []


# --- a repository opened once ---------------------------------------------------------------
@pytest.fixture
def ouvert() -> api.DepotOuvert:
    found = api.open_depot(DEPOT)
    assert isinstance(found, api.DepotOuvert)
    return found


TABLES: Sequence[Mapping[str, object]] = [
    {"vacances": [ROW]},
    {"vacances": [{**ROW, "id": "V2", "typologie": "T3"}], "refus": []},
    {"vacances": [{**ROW, "comune": "93066"}]},
    {"vacances": [ROW, ROW]},
]


@pytest.mark.parametrize("tables", TABLES)
def test_an_opened_repository_says_what_its_path_says(
    tables: Mapping[str, object], ouvert: api.DepotOuvert
) -> None:
    for options in ({}, {"complet_au": FIN}):
        by_path = opened(tables, **options)
        for _ in range(2):
            again = opened(tables, ouvert, **options)
            assert again.diagnostics == by_path.diagnostics and again.programmes == by_path.programmes
            if by_path.chargement is not None and by_path.chargement.complet:
                assert api.evaluate(again, AU) == api.evaluate(by_path, AU)


def test_its_conventions_are_not_read_again(ouvert: api.DepotOuvert, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    genuine, check = chantier._read, ouverts.check_depot
    checked: list[object] = []

    def reading(fichier: Any) -> Any:
        read.append(fichier.nom)
        return genuine(fichier)

    def checking(*given: Any, **named: Any) -> Any:
        checked.append(given)
        return check(*given, **named)

    monkeypatch.setattr(chantier, "_read", reading)
    monkeypatch.setattr(ouverts, "check_depot", checking)
    opened({"vacances": [ROW]}, ouvert)
    assert read == ["memoire.yaml"] and len(checked) == 1
    for n in range(5):
        opened({"vacances": [{**ROW, "id": f"V{n}"}]}, ouvert)
    assert read == ["memoire.yaml"] and len(checked) == 1, "the same columns are checked once"
    opened({"vacances": [{**ROW, "typologie": "T3"}]}, ouvert)
    assert read == ["memoire.yaml"] * 2 and len(checked) == 2, "the conventions are read no more than before"
    opened({"vacances": [ROW]})
    assert len(read) > 3, "by its path, a repository is read whole"


def test_what_is_remembered_is_bounded(ouvert: api.DepotOuvert, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ouverts, "CORRESPONDANCES_MAX", 2)
    for champ in ("qpv", "typologie", "surface"):
        opened({"vacances": [{"id": "V1", champ: None}]}, ouvert)
    assert len(ouvert.connues) == 2


def test_a_repository_that_has_changed_since_is_as_it_was_read(depot: Path) -> None:
    found = api.open_depot(depot)
    assert isinstance(found, api.DepotOuvert)
    (depot / "c.yaml").write_text(CONVENTION.replace("38.7", "20"), "utf-8")
    rows = [{**CELLS, "surface": 30}]
    answers = [api.statuses(opened({"vacances": rows}, start), AU)[0].at(0) for start in (found, depot)]
    assert [a.eligible for a in answers if a is not None] == [True, False]


def test_several_threads_may_ask(ouvert: api.DepotOuvert) -> None:
    def ask(n: int) -> object:
        row = {**ROW, "id": f"V{n}", ("typologie", "financement", "logement")[n % 3]: None}
        ((decision, *_),) = api.evaluate(opened({"vacances": [row]}, ouvert), AU)
        return decision.vacance

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(24))) == [f"V{n}" for n in range(24)]


def test_what_is_no_repository_is_not_opened() -> None:
    absent = api.open_depot(DEPOT / "absent")
    assert isinstance(absent, api.Empechement) and "n'existe pas" in absent.texte
    with pytest.raises(TypeError, match="start is a path, or what open_depot gives, not « Dossier »"):
        opened({"vacances": [ROW]}, opened({"vacances": [ROW]}))


# --- answers, row by row --------------------------------------------------------------------
def rows_of_all_kinds(number: int) -> Iterator[Mapping[str, object]]:
    draw = random.Random(SEED)
    for n in range(number):
        yield {
            **ROW,
            "id": f"V{n}",
            "typologie": draw.choice(["T1", "T2", "T3", None]),
            "qpv": draw.choice([True, False, None]),
            "affectation": draw.choice(["location", "mutation_interne", None]),
            "disponibilite": draw.choice([date(2025, 3, 1), date(2019, 3, 1), None]),
        }


def test_the_sets_are_gone_over_once_for_all_rows_of_which_they_say_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from convrules.columnar.reponses import Reponses

    asked: list[int] = []
    told = Reponses._told

    def counting(self: Reponses, bit: int) -> object:
        asked.append(bit)
        return told(self, bit)

    dossier = opened({"vacances": list(rows_of_all_kinds(500))}, complet_au=FIN)
    expected = api.statuses(dossier, AU, engine="scalaire")
    monkeypatch.setattr(Reponses, "_told", counting)
    pairs = 0
    for found, sure in zip(api.statuses(dossier, AU, engine="colonnes"), expected, strict=True):
        ranks = range(len(dossier.faits.vacances))
        assert [found.at(rank) for rank in ranks] == [sure.at(rank) for rank in ranks]
        pairs += len(found.rangs) - len(found.a_part)
    assert pairs > 400 and 0 < len(asked) < pairs // 5
