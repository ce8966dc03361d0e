"""`compare` leaves each year's balance to the next, as `compliance --since` does."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from convrules.cli.main import run

CONVENTION = """convention: etat--b
bailleur: { nom: B, siren: "000000000" }
réservataire: { nom: Préfet, type: etat }
territoire: { département: "93" }
en vigueur: { du: 2024-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - part: part_etat
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: solde arrondi
    source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: x
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    contingent: { colonne: cont, codes: { ETAT: etat, BAIL: bailleur } }
    disponibilite: { colonne: dispo, format: aaaa-mm-jj }
    attribution: { colonne: attr, format: aaaa-mm-jj }
    bail: { colonne: attr, format: aaaa-mm-jj }
"""


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two vacancies a year: none goes to the State in 2024, both in 2025."""
    rows = [
        f"V{annee}-{n};93066;{compte};{annee}-03-0{n};{annee}-04-0{n}"
        for annee, compte in ((2024, "BAIL"), (2025, "ETAT"))
        for n in (1, 2)
    ]
    (tmp_path / "etat.yaml").write_text(CONVENTION, "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "v.csv").write_text("\n".join(("id;commune;cont;dispo;attr", *rows)) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_balance(depot: Path, dit: str) -> None:
    """The table says the balance of 2024."""
    (depot / "soldes.csv").write_text(f"conv;clause;an;solde\netat--b;part_etat;2024;{dit}\n", "utf-8")
    table = CORRESPONDANCE.replace(
        "colonnes:\n", '  soldes: { fichier: soldes.csv, séparateur: ";" }\ncolonnes:\n'
    )
    columns = "  soldes: { convention: conv, clause: clause, annee: an, solde: solde }\n"
    (depot / "correspondance.yaml").write_text(table + columns, "utf-8")


def cells(said: object) -> Iterator[tuple[object, ...]]:
    """Balance received, target, done, balance left and verdict, wherever a cell stands in the JSON."""
    if isinstance(said, dict):
        if "solde_initial" in said and "verdict" in said:
            yield tuple(said[nom] for nom in ("solde_initial", "cible", "realise", "solde", "verdict"))
        for inside in said.values():
            yield from cells(inside)
    elif isinstance(said, list):
        for inside in said:
            yield from cells(inside)


def test_the_balance_of_a_year_is_brought_to_the_next(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    au = ["--as-of", "2026-01-05", "--format", "json"]
    assert run(["compare", "--year", "2024", "--year", "2025", "--tout", *au]) == 0
    compared = list(cells(json.loads(capsys.readouterr().out)))
    assert compared == [(0, 1, 0, 1, "non_conforme"), (1, 2, 2, 0, "conforme")]
    assert run(["compliance", "--since", "2024", "--year", "2025", *au]) == 0
    year = json.loads(capsys.readouterr().out)["conventions"][0]
    assert list(cells(year["regles"])) == compared[1:]


def test_a_balance_that_the_data_say_is_that_of_the_year_alone(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table says 3 where the rows of 2024 leave 1: two reports of one year must not differ."""
    (depot / "soldes.csv").write_text("conv;clause;an;solde\netat--b;part_etat;2024;3\n", "utf-8")
    table = CORRESPONDANCE.replace(
        "colonnes:\n", '  soldes: { fichier: soldes.csv, séparateur: ";" }\ncolonnes:\n'
    )
    columns = "  soldes: { convention: conv, clause: clause, annee: an, solde: solde }\n"
    (depot / "correspondance.yaml").write_text(table + columns, "utf-8")
    au = ["--as-of", "2026-01-05", "--format", "json"]
    assert run(["compare", "--year", "2024", "--year", "2025", "--tout", *au]) == 0
    compared = list(cells(json.loads(capsys.readouterr().out)))
    assert compared == [(0, 1, 0, 1, "non_conforme"), (3, 4, 2, 2, "non_conforme")]
    assert run(["compliance", "--year", "2025", *au]) == 0
    year = json.loads(capsys.readouterr().out)["conventions"][0]
    assert list(cells(year["regles"])) == compared[1:]


@pytest.mark.parametrize(
    ("dit", "repris"),
    [
        # What the rows of 2024 leave is 1: nothing to say.
        ("1", None),
        ("3", {"compliance": "2025 reprend 1", "compare": "2025 reprend 3"}),
    ],
)
def test_a_balance_that_the_year_before_contradicts_is_told_with_both_figures(
    dit: str, repris: dict[str, str] | None, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_balance(depot, dit)
    since = ["compliance", "--since", "2024", "--year", "2025", "--as-of", "2026-01-05"]
    beside = ["compare", "--year", "2024", "--year", "2025", "--as-of", "2026-01-05"]
    for command in (since, beside):
        assert run(command) == 0
        said = " ".join(capsys.readouterr().out.split())
        both = f"le solde de 2024 est {dit} d'après la table « soldes », et 1 d'après 2024, jugée ici"
        assert (both in said) is (repris is not None)
        if repris is not None:
            assert repris[command[0]] in said
    assert run([*since, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["soldes_contredits"]
    assert [(one["dit"], one["laisse"], one["repris"]) for one in found] == ([(3, 1, 1)] if repris else [])


SPLIT = """  - répartition: lots
    de: part_etat
    entre: { etat: 50 %, bailleur: 50 % }
    restes: plus forts restes
    source: { article: "1" }
"""


def test_each_account_of_a_split_is_compared(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One dwelling is due a year, to the State first: it receives none, then two."""
    (depot / "etat.yaml").write_text(CONVENTION + SPLIT, "utf-8")
    au = ["--as-of", "2026-01-05", "--format", "json"]
    assert run(["compare", "--year", "2024", "--year", "2025", "--tout", *au]) == 0
    rules = json.loads(capsys.readouterr().out)["regles"]
    found = {rule["clause"]: list(cells(rule["colonnes"])) for rule in rules}
    assert found["lots.etat"] == [(0, 1, 0, 1, "non_conforme"), (1, 2, 2, 0, "conforme")]
    assert found["lots.bailleur"] == [(0, 0, 2, -2, "conforme"), (-2, -2, 0, -2, "conforme")]
    assert run(["compare", "--year", "2024", "--year", "2025", "--as-of", "2026-01-05"]) == 0
    assert "lots.etat" in capsys.readouterr().out


def test_a_split_that_does_not_apply_is_not_one_that_is_not_there(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = SPLIT.replace("    source", "    en vigueur: { au: 2024-12-31 }\n    source")
    (depot / "etat.yaml").write_text(CONVENTION + ended, "utf-8")
    au = ["--as-of", "2026-01-05"]
    assert run(["compare", "--year", "2024", "--year", "2025", *au]) == 0
    shown = capsys.readouterr().out
    assert "ne s'applique pas" in shown and "pas de telle règle" not in shown


@pytest.mark.parametrize(("since", "told"), [("2023", True), ("2024", False)])
def test_a_year_that_the_files_have_is_offered_to_the_comparison(
    since: str, told: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not one that is before the convention."""
    (depot / "etat.yaml").write_text(CONVENTION.replace("du: 2024", f"du: {since}"), "utf-8")
    old = "V2023-1;93066;ETAT;2023-03-01;2023-04-01\n"
    (depot / "v.csv").write_text((depot / "v.csv").read_text("utf-8") + old, "utf-8")
    run(["compare", "--year", "2024", "--year", "2025", "--as-of", "2026-02-01"])
    said = " ".join(capsys.readouterr().out.split())
    assert ("« --year 2023 », ajouté à « compare », juge aussi cette année" in said) is told
    run(["compare", "--year", "2023", "--year", "2024", "--year", "2025", "--as-of", "2026-02-01"])
    assert "ajouté à" not in capsys.readouterr().out
