"""`convrules bilan`: one folder per recipient, which shows only what it may see, and a receipt."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from convrules.cli.main import run
from convrules.year.annuel import annuel, retraits
from convrules.year.annuel.model import Mesures, Releve, Retraits, Tableau
from convrules.year.bornes import between
from frames import ENVOI, frame_entete
from journal.decisions import decision, written
from pdf_lu import read_pdf

AN = ["--year", "2025", "--as-of", "2026-01-05"]
SCHEMA = json.loads((files("convrules.render") / "schemas" / "bilan.json").read_text("utf-8"))
ETAT = frame_entete(
    """\
convention: etat--mon-bailleur
bailleur: { nom: Mon bailleur, siren: "000000000" }
réservataire: { nom: "=Préfet", type: etat }
en vigueur: { du: 2024-01-01, au: 2027-12-31 }
hérite: { cch: 2026-02 }
document: { articles: ["1"] }
"""
)
VILLE_IDENT = "commune--mon-bailleur"
VILLE, PREFET, EPT = "ville-de-saint-denis", "prefet", "plaine-commune"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two conventions and twelve vacancies."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    (tmp_path / "depot/conventions/etat.yaml").write_text(ETAT, "utf-8")
    return tmp_path / "depot"


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def told(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["bilan", "--depot", "depot", *options]) == code
    streams = capsys.readouterr()
    return " ".join((streams.out + streams.err).replace("\u202f", " ").replace("\u00a0", " ").split())


def result(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["bilan", "--depot", "depot", *AN, "--format", "json", *options]) == code
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(found)
    assert isinstance(found, dict)
    return found


def places(found: dict[str, Any]) -> dict[str, tuple[object, object]]:
    return {
        line["compte"]["nom"] or line["compte"]["code"] or line["compte"]["sorte"]: (
            line["proposes"],
            line["attribues"],
        )
        for line in found["partage"]
    }


def table(sous: Path, nom: str) -> list[dict[str, str]]:
    with (sous / f"{nom}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


# --- what is counted ------------------------------------------------------------------------
def test_every_dwelling_stands_somewhere(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert places(result(capsys)) == {
        "=Préfet": (3, 3),
        "Ville de Saint-Denis": (3, 3),
        "als": (2, 2),
        "epci": (1, 1),
        "soustrait": (0, 1),
    }


def test_a_dwelling_let_before_the_year_was_not_proposed_in_it(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """V-001 let in 2024, proposed on a day that nobody knows: one of 2025 would contradict the letting."""
    edit(
        depot / "correspondance.yaml",
        ("    proposition: {", "    proposition: { manquant: [NSP],"),
    )
    edit(
        depot / "donnees/vacances-2025.csv",
        (
            "03/02/2025;20/01/2025;10/02/2025;04/03/2025;18/03/2025",
            "03/02/2024;20/01/2024;NSP;04/03/2024;",
        ),
    )
    assert places(result(capsys))["=Préfet"] == (2, 2)


def test_an_event_counts_in_its_own_year(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """V-001 proposed the year before and let in the next: neither is of 2025."""
    edit(
        depot / "donnees/vacances-2025.csv",
        (
            "03/02/2025;20/01/2025;10/02/2025;04/03/2025;18/03/2025",
            "03/02/2025;20/12/2024;31/12/2024;02/01/2026;03/01/2026",
        ),
    )
    assert places(result(capsys))["=Préfet"] == (2, 2)


def test_an_account_that_is_not_known_widens_the_numbers(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(depot / "donnees/vacances-2025.csv", ("PLAI;O;LOC;ETAT;03/02/2025", "PLAI;O;LOC;;03/02/2025"))
    found = result(capsys, "-o", "b")
    assert places(found)["indetermine"] == (1, 1) and places(found)["=Préfet"] == (2, 2)
    totals = {r["compte"]["nom"]: r["total"] for r in found["releves"] if r["compte"]["nom"]}
    assert totals["=Préfet"] == {"proposes": [2, 3], "attribues": [2, 3]}
    assert totals["Ville de Saint-Denis"] == {"proposes": [3, 4], "attribues": [3, 4]}
    for sous in (PREFET, VILLE):
        assert "V-001" not in {row["vacance"] for row in table(Path("b") / sous, "logements")}


def test_a_dwelling_withdrawn_or_out_of_scope_is_on_nobody_s_account(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of what kind it is is not known: either way no holder has it, and the landlord still counts it."""
    depot = Path(__file__).parents[1] / "data/annee/soustrait-ou-hors-champ"
    capsys.readouterr()
    command = ["bilan", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05", "--format", "json"]
    assert run(command) == 0
    found = json.loads(capsys.readouterr().out)
    (mine,) = [r for r in found["releves"] if r["compte"]["sorte"] == "reservataire"]
    assert mine["total"] == {"proposes": 0, "attribues": 0}
    assert found["total"] == {"proposes": 1, "attribues": 1}
    assert [(p["compte"]["sorte"], p["attribues"]) for p in found["partage"]] == [
        ("reservataire", 0),
        ("indetermine", 1),
    ]


def test_a_dimension_that_is_not_filled_in_is_a_line(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys)
    (ville,) = (r for r in found["releves"] if r["compte"]["nom"] == "Ville de Saint-Denis")
    lines = {line["libelle"]: line["proposes"] for line in ville["dimensions"]["qpv"]}
    assert lines == {"en quartier prioritaire": 0, "hors quartier prioritaire": 2, "non renseigné": 1}


def test_bins_are_declared_never_invented(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert result(capsys)["dimensions_manquantes"] == ["periode_construction"]
    said = told(capsys, *AN, "--strict", code=1)
    assert "Incomplet : la loi demande aussi cette dimension, que rien ne renseigne : période" in said
    assert "periode_construction, la première année" not in said and "clé periodes_construction" in said
    with (depot / "convrules.toml").open("a", encoding="utf-8") as project:
        project.write("[bilan]\nperiodes_construction = [1949, 1975]\n")
    edit(depot / "correspondance.yaml", ("    id: NUM_VAC", "    id: NUM_VAC\n    annee_construction: AN"))
    path = depot / "donnees/vacances-2025.csv"
    years = ["AN", "1948", "1949", "1974", "1975", "2020", "", *["2000"] * 6]
    lines = path.read_text("utf-8").splitlines()
    path.write_text("".join(f"{line};{y}\n" for line, y in zip(lines, years, strict=True)), "utf-8")
    with_forecasts(depot, "ANNEE;CATEGORIE;NOMBRE\n2026;mutation;7\n")
    found = result(capsys, "--strict")
    labels = [p["libelle"] for p in found["periodes_construction"]]
    assert labels == ["jusqu'en 1948", "de 1949 à 1974", "depuis 1975"]
    every: dict[str, int] = {}
    for releve in found["releves"]:
        for line in releve["dimensions"]["periode_construction"]:
            every[line["libelle"]] = every.get(line["libelle"], 0) + line["attribues"]
    assert every == {"jusqu'en 1948": 1, "de 1949 à 1974": 2, "depuis 1975": 6, "non renseigné": 1}


@pytest.mark.parametrize(("rows", "code"), [("2025;mutation;7\n", 1), ("2026;mutation;0\n", 0)])
def test_withdrawals_that_are_not_forecast_make_a_report_that_is_not_whole(
    rows: str, code: int, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(depot / "correspondance.yaml", ("    id: NUM_VAC", "    id: NUM_VAC\n    periode_construction: PER"))
    edit(
        depot / "conventions/etat.yaml",
        ("choix:", "vocabulaire:\n  periode_construction: { niveau: logement, valeurs: [neuf] }\nchoix:"),
    )
    path = depot / "donnees/vacances-2025.csv"
    first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{first};PER", *(f"{line};neuf" for line in rest)]) + "\n", "utf-8")
    with_forecasts(depot, f"ANNEE;CATEGORIE;NOMBRE\n{rows}")
    said = told(capsys, *AN, "--strict", code=code)
    assert ("nombre de logements à soustraire du flux de 2026" in said) is bool(code)
    assert bool(result(capsys)["soustractions_non_prevues"]) is bool(code)


def test_bins_of_a_convention(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        depot / "conventions/etat.yaml",
        (
            "choix:",
            "vocabulaire:\n  periode_construction: { niveau: logement, valeurs: [neuf, vieux] }\nchoix:",
        ),
    )
    edit(
        depot / "correspondance.yaml",
        ("    id: NUM_VAC", "    id: NUM_VAC\n    periode_construction: PER"),
    )
    path = depot / "donnees/vacances-2025.csv"
    first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{first};PER", *(f"{line};vieux" for line in rest)]) + "\n", "utf-8")
    with_forecasts(depot, "ANNEE;CATEGORIE;NOMBRE\n2026;mutation;0\n")
    found = result(capsys, "--strict")
    (prefet,) = (r for r in found["releves"] if r["compte"]["nom"] == "=Préfet")
    lines = [(line["libelle"], line["attribues"]) for line in prefet["dimensions"]["periode_construction"]]
    assert lines == [("neuf", 0), ("vieux", 3)]


def test_a_column_that_nobody_has_makes_a_report_that_is_not_whole(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(
        depot / "correspondance.yaml",
        ("    financement: { colonne: FINAN, codes: { PLAI: plai, PLUS: plus, PLS: pls } }\n", ""),
    )
    found = result(capsys)
    assert found["dimensions_manquantes"] == ["financement", "periode_construction"]
    assert {line["libelle"] for r in found["releves"] for line in r["dimensions"]["financement"]} == {
        "non renseigné"
    }


def test_a_year_that_is_not_over_is_said(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "--year", "2025", "--as-of", "2025-03-10")
    assert "Provisoire : vu au 10 mars 2025, avant la fin de 2025" in said


def test_a_convention_that_begins_next_year_is_told_the_forecast(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(depot / "conventions/etat.yaml", ("du: 2024-01-01", "du: 2026-01-01"))
    with_forecasts(depot, "ANNEE;CATEGORIE;NOMBRE\n2026;mutation;7\n")
    found = result(capsys)
    assert "=Préfet" in [d["nom"] for d in found["destinataires"]]
    (of_state,) = (s for s in found["soustractions"] if s["convention"] == "etat--mon-bailleur")
    line = of_state["categories"][0]
    assert (line["categorie"], line["prevu"], line["soustraits"], line["prevu_suivant"]) == (
        "mutation",
        None,
        0,
        7,
    )
    assert [s["categories"][0]["prevu_suivant"] for s in found["soustractions"] if not s["convention"]] == [7]
    # The table says nothing of 2025: nothing was forecast, which is not zero.
    (of_city,) = (s for s in found["soustractions"] if s["convention"] == "commune--mon-bailleur")
    assert of_city["categories"][0]["prevu"] is None


def test_a_category_of_which_the_forecast_does_not_speak_is_no_forecast_of_nothing(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "2025;mutation;7\n2025;relogement_ru;0\n2026;mutation;3\n"
    with_forecasts(depot, f"ANNEE;CATEGORIE;NOMBRE\n{rows}")
    found = result(capsys)
    (whole,) = (s for s in found["soustractions"] if s["convention"] is None)
    unsaid = {c["categorie"]: c["sans_prevision"] for c in whole["categories"]}
    assert unsaid["mutation"] == [] and unsaid["relogement_vente"] == ["prevu", "prevu_suivant"]
    assert unsaid["relogement_ru"] == ["prevu_suivant"]
    said = told(capsys, *AN, "-o", "b")
    assert "relogement du renouvellement urbain 0 0 0 aucune déclarée" in said
    assert "relogement lié à une vente aucune déclarée 0 0 aucune déclarée" in said
    assert "« aucune déclarée » : aucune prévision n'est déclarée pour cette catégorie" in said
    page = Path("b/bailleur/bilan.html").read_text("utf-8")
    assert page.count('<td class="n">aucune déclarée</td>') and "elle compte pour 0." in page
    (row,) = (
        r
        for r in table(Path("b/bailleur"), "soustractions")
        if (r["convention"], r["categorie"]) == ("toutes", "relogement_vente")
    )
    assert (row["prevu"], row["prevu_suivant"]) == ("aucune déclarée", "aucune déclarée")


def test_the_year_of_conventions_says_so_too(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_forecasts(depot, "ANNEE;CATEGORIE;NOMBRE\n2025;relogement_ru;2\n")
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN]) == 0
    said = " ".join(capsys.readouterr().out.replace("\u202f", " ").split())
    assert "mutations internes : aucune prévision déclarée, réalisé 1" in said
    assert "mutations internes : prévu 0" not in said


def test_two_conventions_of_one_holder_make_one_statement(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = ETAT.replace("etat--mon-bailleur", "etat-92--mon-bailleur").replace('"93"', '"92"')
    (depot / "conventions/etat-92.yaml").write_text(other, "utf-8")
    path = depot / "donnees/vacances-2025.csv"
    path.write_text(path.read_text("utf-8").replace("V-001;93066", "V-001;92050"), "utf-8")
    found = result(capsys)
    assert places(found)["=Préfet"] == (3, 3)
    (prefet,) = (d for d in found["destinataires"] if d["nom"] == "=Préfet")
    assert prefet["conventions"] == ["etat--mon-bailleur", "etat-92--mon-bailleur"]
    (own,) = (r for r in found["releves"] if r["compte"]["nom"] == "=Préfet")
    assert {v["commune"] for v in own["logements"]} == {"92050", "93066"}


def test_a_dwelling_on_the_account_of_two_holders_is_said(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two holders of one type whose territories overlap: each has it, and the landlord sees it once."""
    other = ETAT.replace("etat--mon-bailleur", "autre--mon-bailleur").replace('"=Préfet"', '"Autre préfet"')
    (depot / "conventions/autre.yaml").write_text(other, "utf-8")
    found = result(capsys)
    assert places(found)["plusieurs"] == (3, 3) and found["total"] == {"proposes": 9, "attribues": 10}
    totals = {r["compte"]["nom"]: r["total"]["attribues"] for r in found["releves"] if r["compte"]["nom"]}
    assert totals["=Préfet"] == totals["Autre préfet"] == 3


# --- who sees what --------------------------------------------------------------------------
def words_of(sous: Path) -> str:
    """Everything that the files of a folder hold, workbooks and what is for paper included."""
    texts = [p.read_text("utf-8") for p in sous.iterdir() if p.suffix not in (".xlsx", ".pdf")]
    paper = read_pdf(sous / "bilan.pdf")
    texts += [paper.titre, paper.texte, *paper.marges]
    book = CalamineWorkbook.from_path(str(sous / "bilan.xlsx"))
    texts += [str(book.get_sheet_by_name(n).to_python()) for n in book.sheet_names]
    return "\n".join(texts)


OWN = {VILLE: {"V-002", "V-008", "V-011"}, PREFET: {"V-001", "V-005", "V-009"}}


def test_a_recipient_sees_only_its_own(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, *AN, "-o", "b")
    every = {f"V-{n:03}" for n in range(1, 13)}
    for sous, own in OWN.items():
        text = words_of(Path("b") / sous)
        assert {v for v in every if v in text} == own
        other = PREFET if sous == VILLE else VILLE
        assert {"ville-de-saint-denis": "Ville de Saint-Denis", "prefet": "=Préfet"}[other] not in text
        assert f"conventions/{'etat' if sous == VILLE else 'convention'}.yaml" not in text
        Draft202012Validator(SCHEMA).validate(
            json.loads((Path("b") / sous / "bilan.json").read_text("utf-8"))
        )
    assert all(v in words_of(Path("b/bailleur")) for v in every - {"V-007", "V-012"})


def test_two_holders_of_one_name_are_two(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its folder and its rows alone; a clause that writes their name names neither."""
    first = depot / "conventions/convention.yaml"
    other = first.read_text("utf-8").replace(VILLE_IDENT, "autre--mon-bailleur").replace("93066", "93048")
    (depot / "conventions/autre.yaml").write_text(other, "utf-8")
    envoi = ENVOI.format(vue="ses lignes").replace("Plaine Commune", "Ville de Saint-Denis")
    (depot / "conventions/etat.yaml").write_text(ETAT + envoi, "utf-8")
    path = depot / "donnees/vacances-2025.csv"
    path.write_text(path.read_text("utf-8").replace("V-002;93066", "V-002;93048"), "utf-8")
    found = result(capsys)
    one, two = "Ville de Saint-Denis (commune 93066)", "Ville de Saint-Denis (commune 93048)"
    assert (places(found)[one], places(found)[two]) == ((2, 2), (1, 1))
    told(capsys, *AN, "-o", "b")
    sous = {"": set(), "-commune-93066": {"V-008", "V-011"}, "-commune-93048": {"V-002"}}
    for suffix, own in sous.items():
        text = words_of(Path("b") / f"{VILLE}{suffix}")
        assert {v for v in (f"V-{n:03}" for n in range(1, 13)) if v in text} == own


def test_aggregates_hide_small_numbers(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "conventions/etat.yaml").write_text(ETAT + ENVOI.format(vue="agrégats"), "utf-8")
    told(capsys, *AN, "-o", "b")
    assert not any(f"V-{n:03}" in words_of(Path("b") / EPT) for n in range(1, 13))
    rows = table(Path("b") / EPT, "agregats")
    # Ten dwellings in all, under the threshold.
    assert {row["proposes"] for row in rows if row["sorte"] != "ensemble"} == {"s"}
    found = json.loads((Path("b") / EPT / "bilan.json").read_text("utf-8"))
    Draft202012Validator(SCHEMA).validate(found)
    assert found["releves"] == [] and found["total"] is None and found["partage"] == []
    page = (Path("b") / EPT / "bilan.html").read_text("utf-8")
    assert "nombre masqué" in page and "28\u00a0février\u00a02026" in page


def test_aggregates_show_what_is_large(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty more on each of two accounts: one is hidden with the small ones, which together would not reach
    eleven."""
    (depot / "conventions/etat.yaml").write_text(ETAT + ENVOI.format(vue="agrégats"), "utf-8")
    path = depot / "donnees/vacances-2025.csv"
    lines = path.read_text("utf-8").splitlines()
    for rang in (1, 2):
        lines += [lines[rang].replace(f"V-00{rang}", f"W{rang}-{n:03}") for n in range(20)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    told(capsys, *AN, "-o", "b")
    rows = table(Path("b") / EPT, "agregats")
    totals = {
        row["reservataire"]: row["attribues"]
        for row in rows
        if row["dimension"] == "commune" and row["libelle"] == "Total"
    }
    assert (totals.pop("'=Préfet"), totals.pop("Ensemble")) == ("23", "50")
    assert set(totals.values()) == {"s"}
    found = json.loads((Path("b") / EPT / "bilan.json").read_text("utf-8"))
    by_commune = next(a for a in found["agregats"] if a["dimension"] == "commune")["ensemble"]
    assert by_commune["total"]["attribues"] == 50
    assert [
        (r["valeur"], r["attribues"]) for r in rows if (r["sorte"], r["dimension"]) == ("ensemble", "commune")
    ] == [
        *((v["valeur"], str(v["attribues"])) for v in by_commune["valeurs"]),
        ("", "50"),
    ]


def test_aggregates_count_a_dwelling_of_two_holders_once(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """23 dwellings on two accounts: these are one line, of 23, and the total is that of the dwellings."""
    other = ETAT.replace("etat--mon-bailleur", "autre--mon-bailleur").replace('"=Préfet"', '"Autre préfet"')
    (depot / "conventions/etat.yaml").write_text(ETAT + ENVOI.format(vue="agrégats"), "utf-8")
    (depot / "conventions/autre.yaml").write_text(other, "utf-8")
    path = depot / "donnees/vacances-2025.csv"
    lines = path.read_text("utf-8").splitlines()
    for rang, more in ((1, 20), (2, 15)):
        lines += [lines[rang].replace(f"V-00{rang}", f"W{rang}-{n:03}") for n in range(more)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert result(capsys, "-o", "b")["total"] == {"proposes": 44, "attribues": 45}
    found = json.loads((Path("b") / EPT / "bilan.json").read_text("utf-8"))
    Draft202012Validator(SCHEMA).validate(found)
    by_commune = next(a for a in found["agregats"] if a["dimension"] == "commune")
    totals = {line["compte"]["libelle"]: line["total"]["attribues"] for line in by_commune["comptes"]}
    assert totals.pop("Autre préfet et =Préfet (comptes qui se recouvrent)") == 23
    assert set(totals.values()) == {"s"}
    assert by_commune["ensemble"]["total"] == {"proposes": 44, "attribues": 45}


PREVUS = """\
ANNEE;CATEGORIE;NOMBRE
2025;mutation;2
2025;relogement_ru;40
2026;mutation;30
2026;relogement_ru;25
"""


@pytest.mark.parametrize("vue", ["ses lignes", "agrégats"])
def test_small_withdrawals_are_hidden_from_whoever_holds_nothing(
    vue: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One is under the threshold; the other would give it back, by subtraction from what both add up to."""
    (depot / "conventions/etat.yaml").write_text(ETAT + ENVOI.format(vue=vue), "utf-8")
    with_forecasts(depot, PREVUS)
    told(capsys, *AN, "-o", "b")
    shown = {sous: table(Path("b") / sous, "soustractions") for sous in (EPT, PREFET)}
    mutation, relogement = (
        {row["categorie"]: row for row in shown[EPT]}[c] for c in ("mutation", "relogement_ru")
    )
    assert (mutation["prevu"], mutation["prevu_suivant"]) == ("s", "30")
    assert (relogement["prevu"], relogement["prevu_suivant"]) == ("s", "25")
    assert mutation["attribues_min"] == mutation["attribues_max"] == "s"
    assert {row["categorie"]: row["prevu"] for row in shown[PREFET]}["mutation"] == "2"
    found = json.loads((Path("b") / EPT / "bilan.json").read_text("utf-8"))
    Draft202012Validator(SCHEMA).validate(found)
    assert {c["prevu"] for s in found["soustractions"] for c in s["categories"]} <= {"s", 0, None}
    assert "nombre masqué" in (Path("b") / EPT / "bilan.html").read_text("utf-8")
    assert "nombre masqué" not in (Path("b") / PREFET / "bilan.html").read_text("utf-8")


def test_a_holder_sees_its_own_withdrawals_and_not_the_small_ones_of_another(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The city is told by the clause of another convention too: that one it does not hold."""
    clause = ENVOI.format(vue="ses lignes").replace("Plaine Commune", "Ville de Saint-Denis")
    (depot / "conventions/etat.yaml").write_text(ETAT + clause, "utf-8")
    with_forecasts(depot, PREVUS)
    told(capsys, *AN, "-o", "b")
    rows = table(Path("b") / VILLE, "soustractions")
    assert {r["convention"]: r["attribues_max"] for r in rows if r["categorie"] == "mutation"} == {
        VILLE_IDENT: "1",
        "etat--mon-bailleur": "s",
    }


def with_forecasts(depot: Path, rows: str) -> None:
    files = '  soustractions: { fichier: "donnees/soustractions.csv", séparateur: ";" }\ncolonnes:\n'
    columns = "  soustractions: { annee: ANNEE, categorie: CATEGORIE, nombre: NOMBRE }\n"
    edit(depot / "correspondance.yaml", ("colonnes:\n", files + columns))
    (depot / "donnees/soustractions.csv").write_text(rows, "utf-8")


def test_of_two_clauses_the_narrower_prevails(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The law's own says `ses lignes`; another of the same article says more."""
    with (depot / "conventions/etat.yaml").open("a", encoding="utf-8") as convention:
        convention.write(ENVOI.format(vue="tout").replace("Plaine Commune", "chaque réservataire"))
    told(capsys, *AN, "-o", "b")
    assert "V-003" not in words_of(Path("b") / PREFET)


@pytest.mark.parametrize(("vue", "voit"), [("ses lignes", set()), ("tout", {"V-001", "V-003", "V-008"})])
def test_the_view_decides(depot: Path, vue: str, voit: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "conventions/etat.yaml").write_text(ETAT + ENVOI.format(vue=vue), "utf-8")
    told(capsys, *AN, "-o", "b")
    text = words_of(Path("b") / EPT)
    assert {v for v in ("V-001", "V-003", "V-008") if v in text} == voit
    said = json.loads((Path("b") / EPT / "bilan.json").read_text("utf-8"))
    assert (said["destinataire"], said["vue"], said["limite"]) == ("Plaine Commune", vue, "2026-02-27")


@pytest.mark.parametrize(
    "written",
    ["[1975, 1949]", "[1949, 1949]", "[]", '["1949"]', "[true]", "1949", "[49]"],
)
def test_bins_are_years_in_order(depot: Path, written: str, capsys: pytest.CaptureFixture[str]) -> None:
    with (depot / "convrules.toml").open("a", encoding="utf-8") as project:
        project.write(f"[bilan]\nperiodes_construction = {written}\n")
    said = told(capsys, *AN, code=2)
    assert "erreur[CR626]" in said and "la première année de chaque période" in said


def test_another_key_of_the_section_is_refused(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (depot / "convrules.toml").open("a", encoding="utf-8") as project:
        project.write("[bilan]\nperiode_construction = [1949]\n")
    said = told(capsys, *AN, code=2)
    assert "erreur[CR620]" in said and "bilan.periodes_construction" in said


# --- the files ------------------------------------------------------------------------------
def test_nothing_is_a_formula(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, *AN, "-o", "b")
    (first, *_) = table(Path("b") / PREFET, "dimensions")
    assert first["reservataire"] == "'=Préfet"
    book = CalamineWorkbook.from_path(str(Path("b") / PREFET / "bilan.xlsx"))
    assert book.get_sheet_by_name("dimensions").to_python()[1][2] == "=Préfet"
    from zipfile import ZipFile

    with ZipFile(Path("b") / PREFET / "bilan.xlsx") as archive:
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert sheets and not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_cells_of_the_workbook_are_typed(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, *AN, "-o", "b")
    book = CalamineWorkbook.from_path(str(Path("b") / VILLE / "bilan.xlsx"))
    titles, first, *_ = book.get_sheet_by_name("logements").to_python()
    row = dict(zip(titles, first, strict=True))
    assert row["Vacance"] == "V-002" and str(row["Proposé le"])[:10] == "2025-02-12"
    titles, first, *_ = book.get_sheet_by_name("dimensions").to_python()
    assert dict(zip(titles, first, strict=True))["Proposés (au moins)"] == 3.0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--year", "2025"], "--as-of"),
        (["--as-of", "2026-01-05"], "dites l'année"),
        ([*AN, "-o", "depot/convrules.toml"], "est un fichier : -o attend un dossier"),
        ([*AN, "-o", "depot"], "que ce bilan n'écrit pas"),
        (["--verify", "depot/convrules.toml"], "ce n'est pas un reçu de bilan"),
        (["--verify", "absent.json"], "ne s'ouvre pas"),
        (["--verify", "b/recu.json", *AN], "donnez-le seul"),
    ],
)
def test_bad_usage(depot: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in told(capsys, *options, code=2)


def test_a_folder_is_written_again_only_whole(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, *AN, "-o", "b")
    told(capsys, *AN, "-o", "b")
    (depot / "conventions/etat.yaml").unlink()
    assert "« prefet/bilan.html », que ce bilan n'écrit pas" in told(capsys, *AN, "-o", "b", code=2)


# --- the receipt ----------------------------------------------------------------------------
VERIFY = ["--verify", "b/recu.json"]


def test_the_folder_of_a_receipt_stands_for_it(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, *AN, "-o", "b")
    assert told(capsys, "--verify", "b") == told(capsys, *VERIFY)
    assert "« depot/recu.json »" in told(capsys, "--verify", "depot", code=2)


def test_no_digest_of_the_data_is_told_to_whoever_does_not_see_every_number(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever tries small numbers one after another would find a table of a few cells."""
    told(capsys, *AN, "-o", "b")
    marks = json.loads(Path("b/recu.json").read_text("utf-8"))["empreintes"]["donnees"]
    assert marks and all(mark in words_of(Path("b/bailleur")) for mark in marks.values())
    for sous in (PREFET, VILLE):
        found = json.loads((Path("b") / sous / "bilan.json").read_text("utf-8"))
        Draft202012Validator(SCHEMA).validate(found)
        assert found["empreintes"]["donnees"] == {} and found["empreintes"]["conventions"]
        assert not any(mark in words_of(Path("b") / sous) for mark in marks.values())
        assert "celles des données sont dans le reçu du bailleur" in words_of(Path("b") / sous)


def test_a_recipient_s_copy_is_a_witness_of_the_journal(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(depot / "convrules.toml", ("[depot]\n", '[depot]\njournal = "journal.jsonl"\n'))
    path = depot / "journal.jsonl"
    path.write_bytes(written(decision("V-001", "etat--mon-bailleur", jour=date(2025, 2, 5))))
    told(capsys, *AN, "-o", "b")
    marks = json.loads((Path("b") / PREFET / "bilan.json").read_text("utf-8"))["empreintes"]["donnees"]
    assert list(marks) == ["journal.jsonl"]
    verify = ["journal", "verify", "--depot", "depot", "--recu", f"b/{PREFET}/bilan.json"]
    assert run(verify) == 0
    path.write_bytes(written(decision("V-002", "etat--mon-bailleur")))
    assert run(verify) == 1


def overwrite(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Total", b"total"))


@pytest.mark.parametrize("annee", ["2025.0", "99999", "true", '"2025"', "[" * 5_000])
def test_a_receipt_that_is_none_is_refused(
    depot: Path, annee: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    path = Path("b/recu.json")
    path.write_text(path.read_text("utf-8").replace('"annee": 2025', f'"annee": {annee}'), "utf-8")
    assert annee in path.read_text("utf-8")
    assert "ce n'est pas un reçu de bilan" in told(capsys, *VERIFY, code=2)


AVENANT = """\
avenant: {ident}
à: {cible}
en vigueur: {{ du: 2026-01-01 }}
modifications:
  - prolonge: {{ au: 2028-12-31 }}
    source: {{ article: "1" }}
"""


def test_a_recipient_receives_the_amendments_of_its_own_convention(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever they are called: what an amendment changes is what it says, not the head of its name."""
    for ident, cible in (("prolongation-2026", "etat--mon-bailleur"), ("etat--de-la-ville", VILLE_IDENT)):
        (depot / f"conventions/{ident}.yaml").write_text(AVENANT.format(ident=ident, cible=cible), "utf-8")
    told(capsys, *AN, "-o", "b")

    def read_by(dossier: str) -> set[str]:
        report = json.loads(Path(f"b/{dossier}/bilan.json").read_text("utf-8"))
        named = {Path(nom).stem for nom in report["empreintes"]["conventions"]}
        return named & {"prolongation-2026", "etat--de-la-ville"}

    assert read_by(PREFET) == {"prolongation-2026"}
    assert read_by(VILLE) == {"etat--de-la-ville"}


def test_the_report_is_made_again_byte_for_byte(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    said = " ".join(told(capsys, *VERIFY).split())
    assert "Bilan 2025 vu au 5 janvier 2026, " in said and "le même, octet pour octet" in said
    monkeypatch.chdir(depot)
    capsys.readouterr()
    assert run(["bilan", "--verify", "../b/recu.json"]) == 0


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        (lambda d: edit(d / "donnees/vacances-2025.csv", ("V-012;93066;ORD;T2", "V-012;93066;ORD;T1")),
         "données « donnees/vacances-2025.csv » : le contenu n'est plus le même"),
        (lambda d: edit(d / "conventions/etat.yaml", ("2027-12-31", "2028-12-31")),
         "texte « conventions/etat.yaml » : le contenu n'est plus le même"),
        (lambda d: edit(d / "convrules.toml", ('"Mes conventions"', '"Autre"')), "convrules.toml : "),
        (lambda d: overwrite(d.parent / "b/prefet/dimensions.csv"),
         "bilan « prefet/dimensions.csv » : le fichier à côté du reçu n'est pas celui qui se refait"),
        (lambda d: (d.parent / "b/prefet/bilan.html").unlink(),
         "bilan « prefet/bilan.html » : dans le reçu, absent du dossier"),
    ],
    ids=["données", "convention", "projet", "copie", "copie effacée"],
)  # fmt: skip
def test_what_differs_is_named(
    depot: Path, touch: Callable[[Path], None], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    touch(depot)
    assert said in told(capsys, *VERIFY, code=1)


def test_a_file_that_is_made_otherwise_is_named_once(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once the data have changed; twice, where the file beside the receipt was altered too."""
    told(capsys, *AN, "-o", "b")
    edit(depot / "donnees/vacances-2025.csv", ("V-012;93066;ORD;T2", "V-012;93066;ORD;T1"))
    name = "« bailleur/bilan.json »"
    assert told(capsys, *VERIFY, code=1).count(name) == 1
    Path("b/bailleur/bilan.json").write_text("{}", "utf-8")
    said = told(capsys, *VERIFY, code=1)
    assert said.count(name) == 2 and f"bilan {name} : le fichier à côté du reçu" in said


# --- the second path ------------------------------------------------------------------------
def fewer(m: Mesures) -> Mesures:
    return Mesures(propose=between(m.propose.min, m.propose.max + 1), attribue=m.attribue)


def wrong_total(r: Releve) -> Releve:
    return replace(r, total=fewer(r.total))


def wrong_line(r: Releve) -> Releve:
    if not r.tableaux[0].lignes:
        return r
    (value, mesures), *rest = r.tableaux[0].lignes
    table = Tableau(axe=r.tableaux[0].axe, lignes=((value, fewer(mesures)), *rest))
    return replace(r, tableaux=(table, *r.tableaux[1:]))


def wrong_cross(r: Releve) -> Releve:
    return replace(r, croisement=r.croisement[1:])


def swapped(r: Releve) -> Releve:
    """Right in total, wrong by value: only the crossed table tells."""
    lines = r.tableaux[0].lignes
    values = [v for v, _ in lines]
    figures = [m for _, m in lines]
    table = Tableau(axe=r.tableaux[0].axe, lignes=tuple(zip(values, figures[1:] + figures[:1], strict=True)))
    return replace(r, tableaux=(table, *r.tableaux[1:]))


def twice(r: Releve) -> Releve:
    """A dwelling met twice: counters see two, a set sees one."""
    return replace(r, logements=(*r.logements[1:], r.logements[-1])) if len(r.logements) > 1 else r


@pytest.mark.parametrize("fault", [wrong_total, wrong_line, wrong_cross, swapped, twice])
def test_a_total_that_differs_is_an_internal_error(
    depot: Path,
    fault: Callable[[Releve], Releve],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    real = annuel.statement
    monkeypatch.setattr(annuel, "statement", lambda *given: fault(real(*given)))
    assert "TotauxDiscordants" in told(capsys, *AN, "-o", "b", code=3)
    assert not Path("b").exists()


def test_a_withdrawal_that_differs_is_an_internal_error(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = retraits.of_landlord

    def lost(*given: Any) -> Retraits:
        found = real(*given)
        return replace(found, lignes=tuple(replace(x, realise=between(0, 0)) for x in found.lignes))

    monkeypatch.setattr(annuel, "of_landlord", lost)
    assert "TotauxDiscordants" in told(capsys, *AN, code=3)


def test_a_dwelling_lost_on_the_way_is_an_internal_error(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = annuel.of_holder

    def lost(*given: Any) -> Iterator[Any]:
        yield from list(real(*given))[1:]

    monkeypatch.setattr(annuel, "of_holder", lost)
    assert "TotauxDiscordants" in told(capsys, *AN, code=3)
