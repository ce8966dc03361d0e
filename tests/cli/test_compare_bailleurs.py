"""`compare` of two landlords, whose conventions meet by holder: each row says its own."""

import csv
import json
import re
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_entete

AN = ["--year", "2025", "--as-of", "2026-01-05"]
CONVENTION = """convention: {ident}
bailleur: {{ nom: {bailleur}, siren: "{siren}" }}
réservataire: {{ nom: Préfet, type: etat }}
territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: part_etat
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: solde arrondi
    source: {{ article: "1" }}
  - délai: proposition_etat
    si: contingent = etat
    règle: proposition au plus tard 1 mois après disponibilite
    débiteur: réservataire
    source: {{ article: "1" }}
"""
PROPRE = """  - quota: petits
    règle: au plus 50 % des attributions dans l'assiette du réservataire, pour typologie = T1
    application: ensemble
    force: plafond
    arrondi: sans arrondi
    source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: {ident}
bailleur: "{siren}"
fichiers:
  vacances: {{ fichier: {ident}.csv, séparateur: ";" }}
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: typo
    contingent: {{ colonne: cont, codes: {{ ETAT: etat, BAIL: bailleur }} }}
    disponibilite: {{ colonne: dispo, format: aaaa-mm-jj }}
    proposition: {{ colonne: attr, format: aaaa-mm-jj }}
    attribution: {{ colonne: attr, format: aaaa-mm-jj }}
    bail: {{ colonne: attr, format: aaaa-mm-jj }}
"""
BAILLEURS = {"un": "000000000", "autre": "552046484"}


@pytest.fixture(autouse=True)
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two landlords and the Prefect; the second has a rule that the first has not."""
    for nom, siren in BAILLEURS.items():
        text = frame_entete(CONVENTION.format(ident=f"etat--{nom}", bailleur=nom.title(), siren=siren))
        (tmp_path / f"etat-{nom}.yaml").write_text(text + (PROPRE if nom == "autre" else ""), "utf-8")
        mapping = CORRESPONDANCE.format(ident=nom, siren=siren)
        (tmp_path / f"corr-{nom}.yaml").write_text(mapping, "utf-8")
        rows = (f"{nom}-{n};93066;T1;ETAT;2025-03-0{n};2025-03-1{n}" for n in (1, 2))
        (tmp_path / f"{nom}.csv").write_text(
            "\n".join(("id;commune;typo;cont;dispo;attr", *rows)) + "\n", "utf-8"
        )
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["corr-un.yaml"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)


def compared(*options: str) -> None:
    assert run(["compare", *AN, "--avec", "corr-autre.yaml", "--tout", *options]) == 0


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


@pytest.mark.parametrize("table", ["regles", "echeances"])
def test_each_row_of_a_table_says_the_convention_of_its_side(table: str) -> None:
    compared("-o", "tables")
    rows = read(Path(f"tables/{table}.csv"))
    assert {(r["colonne"], r["convention"]) for r in rows} == {("Un", "etat--un"), ("Autre", "etat--autre")}


def test_rows_are_joined_with_those_of_compliance() -> None:
    """By convention, clause and cell, as both tables write them; a rule that one side has not is no row."""
    compared("-o", "tables")
    found = {(r["convention"], r["clause"], r["cellule"]): r for r in read(Path("tables/regles.csv"))}
    alone = {}
    for nom in BAILLEURS:
        assert run(["compliance", "--data", f"corr-{nom}.yaml", *AN, "-o", f"{nom}-seul"]) == 0
        alone |= {
            (r["convention"], r["clause"], r["cellule"]): r for r in read(Path(f"{nom}-seul/regles.csv"))
        }
    assert len(alone) == 3 and found.keys() - alone.keys() == {("etat--un", "petits", "ensemble")}
    for key, row in alone.items():
        assert (found[key]["base_exact"], found[key]["verdict"]) == (row["base_exact"], row["verdict"])


def test_json_says_the_convention_of_each_column(capsys: pytest.CaptureFixture[str]) -> None:
    compared("--format", "json")
    said = json.loads(capsys.readouterr().out)
    told = {r["clause"]: (r["convention"], r["conventions"]) for r in (*said["regles"], *said["echeances"])}
    both = ["etat--un", "etat--autre"]
    assert told == {
        "part_etat": ("etat--un", both),
        "petits": ("etat--autre", both),
        "proposition_etat": ("etat--un", both),
    }


def test_a_landlord_without_such_a_convention_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("etat-autre.yaml")
    text = path.read_text("utf-8").replace("{ nom: Préfet, type: etat }", "{ nom: Ville, type: commune }")
    path.write_text(text.replace("etat--autre", "ville--autre"), "utf-8")
    compared("--format", "json", "-o", "tables")
    said = json.loads(capsys.readouterr().out)
    (first, *_) = said["regles"]
    assert (first["convention"], first["conventions"]) == ("etat--un", ["etat--un", None])
    rows = [r for r in read(Path("tables/regles.csv")) if r["colonne"] == "Autre"]
    assert {r["convention"] for r in rows} == {"", "ville--autre"}


def test_a_rule_of_the_law_that_bears_on_another_holder_is_no_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The Prefect's ceilings, inherited by a town of the second landlord alone."""
    path = Path("etat-autre.yaml")
    text = path.read_text("utf-8").replace("{ nom: Préfet, type: etat }", "{ nom: Ville, type: commune }")
    text = text.replace("etat--autre", "ville--autre")
    path.write_text(text.replace("document:", "hérite: { cch: 2026-02 }\ndocument:"), "utf-8")
    assert run(["compare", *AN, "--avec", "corr-autre.yaml"]) == 0
    shown = capsys.readouterr().out
    compared()
    every = capsys.readouterr().out
    assert "part_etat" in shown and "cch.plafond_etat\n" not in shown
    assert "cch.plafond_etat\n" in every


def test_a_balance_that_is_missing_on_both_sides_is_asked_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    compared()
    said = " ".join(capsys.readouterr().out.split())
    for nom in BAILLEURS:
        assert said.count(f"convention etat--{nom}, clause part_etat, annee 2024") == 1


def with_a_vacancy_of_2024() -> None:
    for nom in BAILLEURS:
        with Path(f"{nom}.csv").open("a", encoding="utf-8") as handle:
            handle.write(f"{nom}-0;93066;T1;ETAT;2024-03-01;2024-03-11\n")


def remedies(said: str) -> list[str]:
    return re.findall(r"« (convrules compliance [^»]*) »", " ".join(said.split()))


def test_a_remedy_names_the_data_of_its_side(capsys: pytest.CaptureFixture[str]) -> None:
    """Typed as it is said, it judges the landlord whose balance is missing, and no other; of a year of which
    no vacancy was read, it would say nothing."""
    compared()
    assert remedies(capsys.readouterr().out) == []
    with_a_vacancy_of_2024()
    compared()
    first, second = remedies(capsys.readouterr().out)
    assert first == "convrules compliance --year 2024"
    assert second == "convrules compliance --data corr-autre.yaml --year 2024"
    assert run([*second.split()[1:], "--as-of", "2026-01-05"]) == 0
    said = capsys.readouterr().out
    assert "etat--autre" in said and "etat--un" not in said


def test_a_remedy_names_files_as_what_says_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A screen names them from the current folder; a page, which is read elsewhere, from the repository."""
    with_a_vacancy_of_2024()
    monkeypatch.chdir(tmp_path.parent)
    nom = tmp_path.name
    page = tmp_path / "page.html"
    asked = ["compare", "--depot", nom, *AN, "--data", f"{nom}/corr-autre.yaml"]
    assert run([*asked, "--avec", f"{nom}/corr-un.yaml", "--tout", "-o", str(page)]) == 0
    assert remedies(capsys.readouterr().out) == [
        f"convrules compliance --depot {nom} --data {nom}/corr-{side}.yaml --year 2024"
        for side in ("autre", "un")
    ]
    assert remedies(page.read_text("utf-8")) == [
        f"convrules compliance --data corr-{side}.yaml --year 2024" for side in ("autre", "un")
    ]


def test_two_mappings_of_one_name_out_of_the_repository_are_both_told(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = [tmp_path_factory.mktemp(nom) for nom in ("b", "c")]
    for folder in beside:
        (folder / "autre.csv").write_bytes(Path("autre.csv").read_bytes())
        text = Path("corr-autre.yaml").read_text("utf-8").replace("correspondance: autre", "correspondance: ")
        (folder / "corr.yaml").write_text(text.replace("correspondance: ", f"correspondance: {folder.name}"))
    named = [option for folder in beside for option in ("--avec", str(folder / "corr.yaml"))]
    assert run(["compare", *AN, *named, "--format", "json"]) == 0
    marks = json.loads(capsys.readouterr().out)["empreintes"]
    assert {"corr.yaml", "corr (2).yaml"} <= set(marks["conventions"])
    assert not any("/" in nom for nom in marks["donnees"])


def test_one_holder_is_one_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second landlord alone has a plafond, and the deadlines meet: all under one title."""
    compared("--tout", "-o", "page.html")
    page = Path("page.html").read_text("utf-8")
    assert [title for title in re.findall(r"<h2[^>]*>([^<]*)</h2>", page) if title == "Préfet"] == ["Préfet"]
    labels = re.findall(r'aria-label="([^"]*)"', page)
    assert len(labels) == len(set(labels))
