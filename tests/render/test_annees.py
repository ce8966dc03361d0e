"""A year is written « 1948 », never « 1 948 », wherever a field of years is said."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.moteurs import sql_script
from convrules.cli.main import run
from frames import ENTETE, PART

AU = date(2026, 1, 5)
MOTS = """\
vocabulaire:
  annee_travaux: { niveau: vacance, type: entier }
  annee_moyenne: { niveau: vacance, type: décimal }
  annees_vides: { niveau: vacance, type: entier }
  annee_en_m2: { niveau: vacance, type: entier, unité: m² }
paramètres:
  pivot: { valeurs: [{ du: 2024-01-01, valeur: 1960 }, { du: 2025-06-01, valeur: 1970 }] }
  seul: { valeurs: [{ du: 2024-01-01, valeur: 1961 }] }
  annee_limite: { valeurs: [{ du: 2024-01-01, valeur: 1990 }] }
  prix: { valeurs: [{ du: 2024-01-01, valeur: 1991 }] }
  par_lieu:
    selon: commune
    valeurs: [{ du: 2024-01-01, table: { "93010": 1955, "93066": 1956 }, sinon: 1957 }]
définitions:
  charniere: 1950
  ancien: annee_construction < charniere
clauses:
"""
FACTS = {
    "commune": "93066", "annee_construction": 1980, "annee_travaux": 1999, "annees_vides": 1300,
    "annee_moyenne": 1300, "annee_en_m2": 1300, "disponibilite": date(2025, 3, 1),
    "nature": "logement_ordinaire", "affectation": "location",
}  # fmt: skip
BATI = "l'année de construction est"
SAID: dict[str, str] = {
    # years
    "annee_construction entre 1948 et 1975": f"{BATI} comprise entre 1948 et 1975, bornes incluses",
    "annee_construction = 1948": f"{BATI} égale à 1948",
    "1949 > annee_construction": "1949 est supérieur à l'année de construction",
    "annee_construction dans [1948, 1949]": f"{BATI} 1948 ou 1949",
    "annee_travaux > 2000": "la donnée « annee_travaux » est supérieure à 2000",
    "annee_construction + 30 >= 2010": f"{BATI[:-4]} augmentée de 30 est supérieure ou égale à 2010",
    "annee_construction - 30 < 1900": f"{BATI[:-4]} diminuée de 30 est inférieure à 1900",
    "2025 - annee_construction >= 30": "2025 diminué de l'année de construction est supérieur ou égal à 30",
    "annee_construction < seul": f"{BATI} inférieure à 1961 (paramètre « seul »)",
    "annee_travaux < annee_limite": "la donnée « annee_travaux » est inférieure à 1990 (paramètre « "
    "annee_limite »)",
    "annee_construction >= pivot": f"{BATI} supérieure ou égale au paramètre « pivot » (1960 à compter du "
    "1er janvier 2024, 1970 à compter du 1er juin 2025)",
    "annee_construction < par_lieu": f"{BATI} inférieure au paramètre « par_lieu », selon la commune (1955 "
    "pour « 93010 », 1956 pour « 93066 », 1957 sinon)",
    # quantities
    "annees_vides < 1200": "la donnée « annees_vides » est inférieure à 1 200",
    "annee_moyenne < 1200": "la donnée « annee_moyenne » est inférieure à 1 200",
    "annee_en_m2 < 1200 m²": "la donnée « annee_en_m2 » est inférieure à 1 200 m²",
    "surface > 1500 m²": "la surface est supérieure à 1 500 m²",
    "annees_vides < prix": "la donnée « annees_vides » est inférieure à 1 991 (paramètre « prix »)",
    "annee_construction - annee_travaux < 1200": f"{BATI[:-4]} diminuée de la donnée « annee_travaux » est "
    "inférieure à 1 200",
}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(rule: str) -> Path:
        clause = f"  - éligibilité: e\n    règle: {rule}\n    source: {{ article: '1' }}\n"
        (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
        (tmp_path / "c.yaml").write_text(f"{ENTETE}{MOTS}{clause}{PART}", "utf-8")
        return tmp_path

    return write


def script(depot: Path) -> str:
    dossier = api.open_tables(depot, {"vacances": [{"id": "V1", **FACTS}]}, complet_au=AU)
    assert isinstance(dossier, api.Dossier) and not any(map(api.is_error, dossier.diagnostics))
    return plain("".join(sql_script(dossier, AU, "postgres")))


@pytest.mark.parametrize("rule", SAID)
def test_a_condition_writes_years_as_years(rule: str, written: Callable[[str], Path]) -> None:
    """In the head of the script that a DBA reads."""
    assert f"e : {SAID[rule]} (article 1)" in script(written(rule))


def test_a_definition_is_the_year_that_it_is_read_as(written: Callable[[str], Path]) -> None:
    found = script(written("ancien"))
    assert (
        "« ancien » veut dire : l'année de construction est inférieure à la grandeur « charniere »" in found
    )
    assert "« charniere » veut dire : 1950" in found


def with_a_row(folder: Path, facts: Mapping[str, object]) -> None:
    names = ("id", *facts)
    rows = (names, ("V1", *map(str, facts.values())))
    (folder / "v.csv").write_text("".join(";".join(row) + "\n" for row in rows), "utf-8")
    columns = ", ".join(f"{nom}: {nom}" for nom in names)
    (folder / "k.yaml").write_text(
        'correspondance: erp\nbailleur: "000000000"\nfichiers:\n  vacances: { fichier: v.csv, complet au: '
        f"2025-12-31 }}\ncolonnes:\n  vacances: {{ {columns} }}\n",
        "utf-8",
    )


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_was_read_of_a_row_writes_years_as_years(
    form: str,
    written: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    depot = written("annee_construction < par_lieu ou annee_travaux < annee_limite ou annees_vides < 1200")
    with_a_row(depot, FACTS)
    monkeypatch.chdir(depot)
    assert run(["explain", "V1", "--data", "k.yaml", "--as-of", AU.isoformat(), "--format", form]) == 0
    said = plain(capsys.readouterr().out)
    for year in (1980, 1999, 1990, 1956):
        assert str(year) in said and f"{year // 1000} {year % 1000}" not in said
    assert "1 300" in said


def test_a_year_that_would_change_the_answer_is_written_as_one(
    written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    depot = written("annee_construction entre 1948 et 1975")
    with_a_row(depot, {nom: value for nom, value in FACTS.items() if nom != "annee_construction"})
    monkeypatch.chdir(depot)
    assert run(["explain", "V1", "--si", "--data", "k.yaml", "--as-of", AU.isoformat()]) == 0
    said = plain(capsys.readouterr().out).partition("Ce qui donnerait un autre résultat")[2]
    assert "de 1948 à 1975" in said and "1976 ou plus" in said and not re.search(r"1 9\d\d", said)
