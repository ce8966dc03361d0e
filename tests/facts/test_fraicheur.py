"""`complet au` held against the clock and the dates: each page by its own examples."""

import re
from dataclasses import replace
from datetime import date

import pytest

from convrules.base.values import TEvenement, TTexte
from convrules.diagnostics import catalogue
from convrules.facts import tables
from convrules.facts.fraicheur import check_complete
from convrules.facts.mapping import load_faits
from convrules.facts.records import Lignes
from facts.landlord import CONTEXTE, colonne, in_memory, load, mapping, source
from facts.yaml_mapping import check_mapping

AU = date(2026, 1, 5)
BLOC = re.compile(r"## (Refusé|Accepté)\n\n```yaml correspondance\n(.*?)```", re.S)


def told(text: str, *days: str) -> list[str]:
    carte = check_mapping(text.encode()).value
    titre = "DT_DISPO" if "DT_DISPO" in text else "DT_BAIL"
    rows = "".join(f"V{n};{day}\n" for n, day in enumerate(days))
    read = load(carte, {"vacances.csv": f"NUM_VAC;{titre}\n{rows}".encode()}).value
    return [d.code for d in check_complete(carte, read.faits, read.fichiers, AU)]


@pytest.mark.parametrize("code", ["CR835", "CR836"])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    assert told(examples["Refusé"], "03/02/2025", "04/05/2025", "") == [code]
    assert told(examples["Accepté"], "03/02/2025", "04/05/2025", "") == []


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (("03/02/2024", "03/02/2026"), []),
        (("03/02/2024", "03/02/2026", "04/02/2026"), ["CR836"]),
        ((), []),
        (("", ""), []),
    ],
)
def test_some_dates_to_come_are_ordinary(days: tuple[str, ...], codes: list[str]) -> None:
    page = catalogue.page("CR836")
    assert page is not None
    text = dict(BLOC.findall(page.corps))["Accepté"]
    assert told(text, *days) == codes


def test_without_a_clock_no_day_is_to_come() -> None:
    page = catalogue.page("CR835")
    assert page is not None
    carte = check_mapping(dict(BLOC.findall(page.corps))["Refusé"].encode()).value
    read = load(carte, {"vacances.csv": b"NUM_VAC;DT_BAIL\nV1;\n"}).value
    assert not list(check_complete(carte, read.faits, read.fichiers))


# --- of several files -------------------------------------------------------------------------
FICHIERS = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
{fichiers}
colonnes:
  vacances:
    id: NUM_VAC
    disponibilite: {{ colonne: DT_DISPO, format: jj/mm/aaaa{complet} }}
"""
MOIS = {f"m{n:02}.csv": (f"2025-{n:02}-28", (f"09/{n:02}/2025", f"19/{n:02}/2025")) for n in range(1, 13)}
ARCHIVE = {
    "archive.csv": ("2024-12-31", tuple(f"10/{n:02}/{y}" for n in range(1, 13) for y in (2023, 2024))),
    "2025.csv": ("2025-12-31", tuple(f"10/{n:02}/2025" for n in range(1, 13))),
}
DEPASSE = {"a.csv": ("2025-03-31", ("03/02/2025", "04/05/2025", "05/06/2025")), "b.csv": ("2025-12-31", ())}
LOINTAINE = {
    "a.csv": ("2024-12-31", ("03/02/2024", "04/02/2024", "05/09/2025")),
    "b.csv": ("2025-12-31", ("03/02/2025", "05/09/2025")),
}


def of_files(files: dict[str, tuple[str, tuple[str, ...]]], colonne: str = "") -> list[tuple[str, str]]:
    """files: by name, the day said of each and its dates. colonne: the day said of the column instead. Each
    finding with how many dates it counts."""
    listed = "\n".join(
        f"    - {{ fichier: {nom}{'' if colonne else f', complet au: {day}'} }}"
        for nom, (day, _) in files.items()
    )
    complet = f", complet au: {colonne}" if colonne else ""
    carte = check_mapping(FICHIERS.format(fichiers=listed, complet=complet).encode()).value
    texts = {
        nom: "NUM_VAC;DT_DISPO\n" + "".join(f"{nom}{n};{day}\n" for n, day in enumerate(days))
        for nom, (_, days) in files.items()
    }
    read = load(carte, {nom: text.encode() for nom, text in texts.items()}).value
    assert len(read.faits.vacances) == sum(len(days) for _, days in files.values())
    return [(d.code, str(d.args["nombre"])) for d in check_complete(carte, read.faits, read.fichiers, AU)]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (MOIS, []),
        (ARCHIVE, []),
        # Of its own rows most are after the day; one is far after it.
        (DEPASSE, [("CR836", "3")]),
        (LOINTAINE, [("CR840", "1")]),
    ],
)
def test_the_day_said_of_a_file_is_that_of_its_rows(
    files: dict[str, tuple[str, tuple[str, ...]]], expected: list[tuple[str, str]]
) -> None:
    assert of_files(files) == expected


def test_the_day_said_of_a_column_is_that_of_every_file() -> None:
    assert of_files(MOIS, "2025-04-30") == [("CR836", "24")]
    assert of_files(MOIS, "2025-08-31") == []
    assert of_files(ARCHIVE, "2024-12-31") == [("CR840", "6")]


JOINTS = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - { fichier: vacances.csv, clé: NUM_VAC }
    - { fichier: suites.csv, clé: NUM_VAC, complet au: 2025-03-31 }
colonnes:
  vacances:
    id: { colonne: NUM_VAC, fichier: vacances.csv }
    disponibilite: { colonne: DT_DISPO, format: jj/mm/aaaa, fichier: suites.csv }
"""


def test_the_day_said_of_a_joined_file_is_that_of_what_it_brings() -> None:
    carte = check_mapping(JOINTS.encode()).value
    rows = {
        "vacances.csv": b"NUM_VAC\nV1\nV2\n",
        "suites.csv": b"NUM_VAC;DT_DISPO\nV1;04/05/2025\nV2;05/05/2025\n",
    }
    read = load(carte, rows).value
    assert [d.code for d in check_complete(carte, read.faits, read.fichiers, AU)] == ["CR836"]


@pytest.mark.parametrize("en_memoire", [True, False])
@pytest.mark.parametrize(("first", "expected"), [("04/05/2024", []), ("04/05/2025", ["CR836"])])
def test_dwellings_in_memory_or_not_are_those_of_their_file(
    first: str, expected: list[str], en_memoire: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = colonne("mise_en_service", TEvenement(), "DT_MES", format="jj/mm/aaaa")
    carte = mapping(
        (
            source("v.csv"),
            source("a.csv", "logements", complet_au=date(2024, 12, 31)),
            source("b.csv", "logements", complet_au=date(2025, 12, 31)),
        ),
        {
            "vacances": (colonne("id", TTexte()),),
            "logements": (colonne("id", TTexte()), known),
        },
    )
    rows = {
        "v.csv": b"ID\nV1\n",
        "a.csv": f"ID;DT_MES\nL1;{first}\n".encode(),
        "b.csv": b"ID;DT_MES\nL2;04/05/2025\nL3;05/05/2025\n",
    }
    monkeypatch.setattr(tables, "EN_MEMOIRE", 0)
    au_fil = frozenset[str]() if en_memoire else frozenset({"logements"})
    read = load_faits(carte, in_memory(rows), replace(CONTEXTE, au_fil=au_fil)).value
    assert isinstance(read.faits.logements, Lignes) is not en_memoire
    assert [d.code for d in check_complete(carte, read.faits, read.fichiers, AU)] == expected
