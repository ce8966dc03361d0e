"""A year replayed under drafts, and judgements laid side by side."""

import csv
import html
import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run

AN = ["--year", "2025", "--as-of", "2026-01-05"]
GRILLE = [*AN, "--grille"]
AVENANT = """avenant: projet
à: {convention}
en vigueur: {{ du: {du} }}
document: {{ articles: ["1"] }}
modifications:
  - remplace: {clause}
    par:
      {cle}: {valeur}
    source: {{ article: "1" }}
"""


@pytest.fixture
def convention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    lines = (tmp_path / "depot" / "conventions" / "convention.yaml").read_text("utf-8").splitlines()
    return next(line.removeprefix("convention: ") for line in lines if line.startswith("convention: "))


def draft(convention: str, cle: str, valeur: str, du: str = "2025-01-01", clause: str = "part_ville") -> Path:
    path = Path("projet.yaml")
    text = AVENANT.format(convention=convention, du=du, clause=clause, cle=cle, valeur=valeur)
    path.write_text(text, "utf-8")
    return path


def result(command: str, capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run([command, "--depot", "depot", *options, "--format", "json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / f"{command}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    return found


def cells(found: dict[str, Any], clause: str) -> list[dict[str, Any] | None]:
    (rule,) = (r for r in found["regles"] if r["clause"] == clause)
    return [None if c is None else c["cellule"] for c in rule["colonnes"]]


def alone(capsys: pytest.CaptureFixture[str], clause: str) -> dict[str, Any]:
    """The figures of a year by itself, but for the texts behind them: a comparison gives none."""
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN, "--format", "json"]) == 0
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    (rule,) = (r for r in convention["regles"] if r["clause"] == clause)
    cell: dict[str, Any] = rule["cellules"][0]
    assert cell.pop("decidee_par") == []
    return cell


def test_a_draft_is_judged_as_if_it_were_signed(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = draft(convention, "règle", "50 % des vacances dans l'assiette")
    found = result("simulate", capsys, *AN, "--variante", str(path))
    assert [c["nom"] for c in found["colonnes"]] == ["texte en vigueur", "projet"]
    written, tried = cells(found, "part_ville")
    assert written == alone(capsys, "part_ville")
    shutil.copy(path, "depot/conventions/avenant.yaml")
    assert tried == alone(capsys, "part_ville")
    assert tried["du"] != written["du"] and tried["base"] == written["base"]


def test_nothing_of_the_repository_changes(convention: str) -> None:
    before = {p: p.read_bytes() for p in Path("depot").rglob("*") if p.is_file()}
    path = draft(convention, "arrondi", "supérieur")
    assert run(["simulate", "--depot", "depot", *AN, "--variante", str(path), "--grille", convention]) == 0
    assert {p: p.read_bytes() for p in Path("depot").rglob("*") if p.is_file()} == before


def test_a_wrong_draft_is_told_and_the_others_are_tried(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = draft(convention, "arrondi", "supérieur", clause="part_vill")
    found = result("simulate", capsys, *AN, "--variante", str(path), "--grille", convention, code=1)
    assert [(r["nom"], [d["code"] for d in r["diagnostics"]]) for r in found["refusees"]] == [
        ("projet", ["CR481"])
    ]
    assert len(found["colonnes"]) > 5


def test_an_effect_after_the_year_is_said(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = draft(convention, "arrondi", "supérieur", du="2026-01-01")
    found = result("simulate", capsys, *AN, "--variante", str(path))
    assert found["colonnes"][1]["remarque"].startswith("prend effet le 1er\xa0janvier\xa02026")
    assert not any(r["differe"] for r in found["regles"])


def test_a_grid_tries_the_choices_of_each_part_and_not_its_own(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = result("simulate", capsys, *AN, "--grille", convention, "--taux", "12,5 %", "--taux", "25%")
    names = [c["nom"] for c in found["colonnes"]]
    assert names[1:3] == ["part_ville : 12,5 %", "part_ville : 25 %"]
    assert "part_ville : compte propositions" not in names and "part_ville : compte baux signés" in names
    assert "part_ville : base vacances du champ" in names and "part_ville : sans arrondi" in names
    written, eighth, quarter, *_ = cells(found, "part_ville")
    assert written is not None and eighth is not None and quarter is not None
    assert eighth["du"] == "5/4" and quarter["du"] == "5/2" and written["base"] == 10


DONT = """    dont:
      - quota: premiers
        règle: {}
        arrondi: sans arrondi
        force: plafond
        source: {{ article: "1" }}
"""


@pytest.mark.parametrize(
    "règle",
    [
        "au plus 5 % des vacances dans l'assiette, pour premier_quartile",
        ">-\n          au plus 5 %\n          des vacances dans l'assiette, pour premier_quartile",
    ],
)
def test_a_base_is_tried_on_a_part_and_on_what_it_includes(
    convention: str, règle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a draft that has both sentences on the other base."""
    path = Path("depot/conventions/convention.yaml")
    text = path.read_text("utf-8")
    (line,) = (x for x in text.splitlines() if x.startswith("    règle: 20 % des vacances dans l'assiette"))
    text = text.replace(line, DONT.format(règle) + line)
    path.write_text(text, "utf-8")
    assert text.count("vacances dans l'assiette") == 2
    other = text.replace("vacances dans l'assiette", "vacances du champ")
    Path("autre.yaml").write_text(other, "utf-8")
    found = result("simulate", capsys, *GRILLE, convention, "--variante", "autre.yaml")
    assert found["refusees"] == []
    tried = [c["nom"] for c in found["colonnes"]].index("part_ville : base vacances du champ")
    for clause, base in (("part_ville", (10, 11)), ("premiers", (10, 11))):
        written, drafted, *_ = seen = cells(found, clause)
        assert written is not None and drafted is not None and seen[tried] == drafted
        assert (written["base"], drafted["base"]) == base


APRES = """avenant: apres
à: {}
en vigueur: {{ du: 2025-07-01 }}
document: {{ articles: ["1"] }}
modifications:
  - remplace: part_ville
    par:
      règle: 25 % des vacances dans l'assiette
    source: {{ article: "1" }}
"""


@pytest.mark.parametrize("prevue", [False, True])
def test_a_choice_that_cannot_be_tried_is_said_in_a_sentence(
    convention: str, prevue: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """An amendment of July writes the base of the part again, and not that of its quota."""
    path = Path("depot/conventions/convention.yaml")
    text = path.read_text("utf-8")
    (line,) = (x for x in text.splitlines() if x.startswith("    règle: 20 % des vacances dans l'assiette"))
    nested = DONT.format("au plus 5 % des vacances dans l'assiette, pour premier_quartile")
    path.write_text(text.replace(line, nested + line), "utf-8")
    Path("depot/conventions/avenant.yaml").write_text(APRES.format(convention), "utf-8")
    options = [*GRILLE, convention, "-o", "essais.html"]
    if prevue:
        lines = ["du = 2025-03-01", 'faits = { commune = "93066", typologie = "T3" }']
        Path("h.toml").write_text("\n".join(["tirages = 2", "[[livraisons]]", "nombre = 6", *lines]), "utf-8")
        options += ["--hypotheses", "h.toml"]
    capsys.readouterr()
    assert run(["simulate", "--depot", "depot", *options]) == 1
    streams = capsys.readouterr()
    said = (
        "« part_ville : base vacances du champ » n'est pas essayé, car le texte ainsi changé serait refusé "
        "(CR410) : Un quota sous « dont » reprend la base de la part « part_ville »."
    )
    page = html.unescape(Path("essais.html").read_text("utf-8"))
    for shown in (streams.out, page):
        assert " ".join(shown.replace("’", "'").split()).count(said) == 1
    assert "essai 1.yaml" not in streams.err + streams.out + page and "CR410" not in streams.err


def own(found: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    said = [c["part_propre"] for c in found["colonnes"]]
    return [(s["base"], s["du"], s["fait"]) for s in said]


def test_the_landlord_is_a_party_too(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the parts make due to no holder, and what has gone to none, counted again from the file."""
    asked = [*GRILLE, convention, "--taux", "25 %"]
    found = result("simulate", capsys, *asked)
    names = [c["nom"] for c in found["colonnes"]]
    said = dict(zip(names, own(found), strict=True))
    written, _, *_ = cells(found, "part_ville")
    assert written is not None
    assert said["texte en vigueur"][:2] == (written["base"], written["base"] - written["du"])
    assert said["part_ville : 25 %"][1] == "15/2" and said["part_ville : base vacances du champ"][0] == 11
    (vacances,) = Path("depot/donnees").glob("vacances-*.csv")
    with vacances.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    done = sum(r["CONTINGENT"] != "VILLE" for r in rows if r["DT_PROPO"].endswith("/2025"))
    assert done and said["texte en vigueur"][2] == done
    assert run(["simulate", "--depot", "depot", *asked, "-o", "essais"]) == 0
    screen = capsys.readouterr().out
    assert "part propre du bailleur" in screen and "Part propre du bailleur" in screen
    with Path("essais/regles.csv").open(encoding="utf-8-sig", newline="") as handle:
        table = [r for r in csv.DictReader(handle, delimiter=";") if r["clause"] == "part_propre"]
    assert [r["colonne"] for r in table] == names and table[1]["du_exact"] == "15/2"
    assert run(["simulate", "--depot", "depot", *asked, "-o", "essais.html"]) == 0
    assert "part propre du bailleur" in Path("essais.html").read_text("utf-8")


def test_a_balance_that_no_table_gives_is_asked_for(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path("depot/conventions/convention.yaml")
    text = path.read_text("utf-8")
    (line,) = {x for x in text.splitlines() if x.startswith("    report:")}
    text = text.replace("{ du: 2025-01-01, au:", "{ du: 2024-01-01, au:", 1)

    def said_under(report: str) -> str:
        path.write_text(text.replace(line, f"    report: {report}"), "utf-8")
        capsys.readouterr()
        assert run(["simulate", "--depot", "depot", *GRILLE, convention]) == 0
        return " ".join(capsys.readouterr().out.split())

    assert "faute du solde" not in said_under("aucun")
    said = said_under("solde exact")
    assert "« part_ville » : sous un report, la cible et le verdict sont indéterminés" in said
    assert said.count("Déclarez-le dans la table « soldes »") == 1


@pytest.mark.parametrize(("cle", "valeur"), [("arrondi", "supérieur"), ("report", "aucun")])
def test_a_key_of_the_target_leaves_the_landlord_its_share(
    convention: str, cle: str, valeur: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A grid does not count it again for these keys: a draft does."""
    path = draft(convention, cle, valeur)
    found = result("simulate", capsys, *GRILLE, convention, "--variante", str(path))
    of = {c["nom"]: c["part_propre"] for c in found["colonnes"]}
    tried = [said for nom, said in of.items() if nom.startswith(f"part_ville : {cle}")]
    assert tried and all(said == of["projet"] for said in tried)


def test_a_rate_is_tried_as_it_is_written(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = result(
        "simulate", capsys, *AN, "--grille", convention, "--taux", "12,34567 %", "--taux", "0,001 %"
    )
    assert [c["nom"] for c in found["colonnes"]][1:3] == ["part_ville : 12,34567 %", "part_ville : 0,001 %"]
    _, odd, small, *_ = cells(found, "part_ville")
    assert odd is not None and small is not None
    assert (odd["du"], small["du"]) == ("1234567/1000000", "1/10000")


def test_a_rule_of_several_lines_is_tried(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("depot/conventions/convention.yaml")
    text = path.read_text("utf-8")
    (line,) = (x for x in text.splitlines() if x.startswith("    règle: 20 % des vacances dans l'assiette"))
    several = "    règle: >-\n      20 % des vacances # note\n      dans l'assiette"
    path.write_text(text.replace(line, several), "utf-8")
    found = result("simulate", capsys, *GRILLE, convention, "--taux", "30 %")
    written, tried, *_ = cells(found, "part_ville")
    assert written is not None and tried is not None and (written["du"], tried["du"]) == (2, 3)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--taux", "25 %"],
        ["--grille", "autre"],
        ["--variante", "absent.yaml"],
        ["--variante", "depot/conventions/convention.yaml"],
        ["--variante", "depot/correspondance.yaml"],
        ["--grille", "x", "--taux", "beaucoup"],
        ["--grille", "x", "--taux", "120 %"],
    ],
)
def test_what_cannot_be_tried(
    convention: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["simulate", "--depot", "depot", *AN, *options]) == 2
    assert capsys.readouterr().out == ""


def test_a_year_without_convention_is_not_replayed(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--year", "2015", "--as-of", "2026-01-05", "--grille", convention]
    capsys.readouterr()
    assert run(["simulate", "--depot", "depot", *asked]) == 2
    streams = capsys.readouterr()
    assert streams.out == "" and "aucune convention n'était en vigueur en 2015" in streams.err


def test_a_whole_draft_takes_the_place_of_the_convention(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written = Path("depot/conventions/convention.yaml").read_text("utf-8")
    Path("neuve.yaml").write_text(
        written.replace("20 % des vacances dans", "40 % des vacances dans"), "utf-8"
    )
    found = result("simulate", capsys, *AN, "--variante", "neuve.yaml")
    assert len({r["convention"] for r in found["regles"]}) == 1
    before, after = cells(found, "part_ville")
    assert before is not None and after is not None and (before["du"], after["du"]) == (2, 4)


def test_tables_hold_every_column(convention: str) -> None:
    options = ["--grille", convention, "--taux", "25 %", "-o", "essais"]
    assert run(["simulate", "--depot", "depot", *AN, *options]) == 0
    with Path("essais/regles.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = [r for r in csv.DictReader(handle, delimiter=";") if r["clause"] == "part_ville"]
    assert [(r["du_exact"], r["differe"]) for r in rows[:2]] == [("2", "non"), ("5/2", "oui")]


def test_the_page_says_the_same_and_takes_nothing_for_markup(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = draft(convention, "règle", "50 % des vacances dans l'assiette")
    path = path.rename("<b>projet.yaml")
    assert run(["simulate", "--depot", "depot", *AN, "--variante", str(path), "-o", "essais.html"]) == 0
    page = Path("essais.html").read_text("utf-8")
    assert "default-src 'none'" in page and "<script" not in page and "<b>projet" not in page
    assert "&lt;b&gt;projet" in page and ' bouge">' in page
    screen = capsys.readouterr().out
    row, _ = (line for line in screen.splitlines() if line.startswith("· <b>projet"))
    for figure in row.removeprefix("· <b>projet").split()[:5]:
        assert re.search(rf'<td role="cell" class="n" data-titre="[^"]*">{figure}</td>', page)


# --- years and landlords ---------------------------------------------------------------------
def test_two_years(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    both = ["--year", "2026", "--year", "2025", "--as-of", "2026-01-05"]
    found = result("compare", capsys, *both)
    assert [c["nom"] for c in found["colonnes"]] == ["2025", "2026"]
    assert cells(found, "part_ville")[0] == alone(capsys, "part_ville")


def test_two_landlords_meet_by_holder(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("depot/conventions")
    text = (folder / "convention.yaml").read_text("utf-8")
    siren = next(line for line in text.splitlines() if line.startswith("bailleur:"))
    other = text.replace(siren, 'bailleur: { nom: Autre, siren: "111111118" }')
    other = other.replace(f"convention: {convention}", "convention: autre")
    (folder / "autre.yaml").write_text(
        other.replace("20 % des vacances dans", "30 % des vacances dans"), "utf-8"
    )
    mapping = Path("depot/correspondance.yaml").read_text("utf-8")
    named = next(line for line in mapping.splitlines() if line.startswith("bailleur:"))
    Path("depot/autre-bailleur.yaml").write_text(
        mapping.replace(named, 'bailleur: "111111118"').replace("correspondance: ", "correspondance: b-"),
        "utf-8",
    )
    options = ["--year", "2025", "--as-of", "2026-01-05", "--data", "depot/correspondance.yaml"]
    found = result("compare", capsys, *options, "--avec", "depot/autre-bailleur.yaml")
    assert [c["bailleur"] for c in found["colonnes"]] == ["000000000", "111111118"]
    first, second = cells(found, "part_ville")
    assert first is not None and second is not None and (first["du"], second["du"]) == (2, 3)


def test_two_sets_of_data_of_one_year_are_no_year_replayed(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["compare", "--depot", "depot", *AN, "--avec", "depot/correspondance.yaml"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Comparaison, vue au") and "rejouée" not in said


def test_one_column_compares_nothing(convention: str) -> None:
    assert run(["compare", "--depot", "depot", *AN]) == 2
