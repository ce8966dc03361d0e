"""The folder of each recipient of `convrules bilan`: what it may see, numbers hidden, and its files."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from cli.bilan_rendu import (
    AN,
    EPT,
    ETAT,
    PREFET,
    PREVUS,
    SCHEMA,
    VILLE,
    VILLE_IDENT,
    depot,
    edit,
    places,
    result,
    table,
    told,
    with_forecasts,
    words_of,
)
from convrules.cli.main import run
from frames import ENVOI

__all__ = ["depot"]

# --- who sees what --------------------------------------------------------------------------
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


def test_aggregates_put_what_is_on_no_known_account_with_the_landlord_s(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty rows of the landlord's, one without an account: one line, beside the Préfet's 23."""
    edit(depot / "correspondance.yaml", ("AL: als }", "AL: als, BAIL: bailleur }"))
    (depot / "conventions/etat.yaml").write_text(ETAT + ENVOI.format(vue="agrégats"), "utf-8")
    path = depot / "donnees/vacances-2025.csv"
    head, *lines = path.read_text("utf-8").splitlines()
    of_the_prefet, unreserved = lines[0], lines[0].replace(";ETAT;", ";BAIL;")
    more = [unreserved.replace("V-001", f"B-{n:03}") for n in range(20)]
    more += [of_the_prefet.replace("V-001", f"P-{n:03}") for n in range(23)]
    more.append(of_the_prefet.replace("V-001", "X-001").replace(";ETAT;", ";;"))
    path.write_text("\n".join([head, *more]) + "\n", "utf-8")
    told(capsys, *AN, "-o", "b")
    rows = [r for r in table(Path("b") / EPT, "agregats") if (r["dimension"], r["valeur"]) == ("commune", "")]
    assert [(r["sorte"], r["compte"], r["reservataire"], r["attribues"]) for r in rows] == [
        ("reservataire", "commune", "Ville de Saint-Denis", "0"),
        ("reservataire", "etat", "'=Préfet", "23"),
        ("indetermine", "bailleur", "Non réservés (compte du bailleur), ou compte non connu", "21"),
        ("ensemble", "", "Ensemble", "44"),
    ]
    found = json.loads((Path("b") / EPT / "bilan.json").read_text("utf-8"))
    Draft202012Validator(SCHEMA).validate(found)
    of_the_landlord = {(r["sorte"], r["attribues_min"]) for r in table(Path("b/bailleur"), "partage")}
    assert {("compte", "20"), ("indetermine", "1")} <= of_the_landlord


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


def own(vue: str) -> str:
    """A clause that a convention writes for its holder, of the article of which it inherits one."""
    return ENVOI.format(vue=vue).replace("Plaine Commune", "chaque réservataire")


def sees(capsys: pytest.CaptureFixture[str], nom: str) -> set[str]:
    """What the folders of a recipient, and the lines of its sendings in the year after, say that it sees."""
    vue = {e["nom"]: e["vue"] for e in result(capsys)["destinataires"]}[nom]
    run(["compliance", "--depot", "depot", "--year", "2026", "--as-of", "2026-01-05"])
    said = " ".join(capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ").split())
    lines = re.findall(rf"R\. 441-5-1[^«»]*\), à « {nom} » : .*? le destinataire voit : ([a-zé ]+)", said)
    return {vue, *lines} if lines else set()


@pytest.mark.parametrize("vue", ["ses lignes", "agrégats", "tout"])
def test_what_a_convention_writes_for_its_holder_prevails_over_what_it_inherits(
    vue: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "conventions/etat.yaml").write_text(ETAT + own(vue), "utf-8")
    assert sees(capsys, "=Préfet") == {vue}
    told(capsys, *AN, "-o", "b")
    assert ("V-003" in words_of(Path("b") / PREFET)) is (vue == "tout")
    assert "V-003" not in words_of(Path("b") / VILLE)


def test_of_two_clauses_that_conventions_write_the_narrower_prevails(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = own("agrégats").replace("bilan_a_l_ept", "bilan_au_prefet")
    (depot / "conventions/etat.yaml").write_text(ETAT + own("tout") + more, "utf-8")
    assert sees(capsys, "=Préfet") == {"agrégats"}


def test_a_convention_widens_nothing_for_the_holder_of_another(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clause = ENVOI.format(vue="tout").replace("Plaine Commune", "Ville de Saint-Denis")
    (depot / "conventions/etat.yaml").write_text(ETAT + clause, "utf-8")
    assert sees(capsys, "Ville de Saint-Denis") == {"ses lignes"}


def test_what_only_one_of_the_conventions_of_a_holder_writes_widens_nothing(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other still inherits the narrower: both are its parties' words, and the lines say what it sees."""
    (depot / "conventions/etat.yaml").write_text(ETAT + own("tout"), "utf-8")
    other = ETAT.replace("etat--", "etat2--").replace('"93"', '"75"')
    (depot / "conventions/etat2.yaml").write_text(other, "utf-8")
    assert sees(capsys, "=Préfet") == {"ses lignes"}


def test_nor_where_its_own_convention_says_nothing_of_the_report(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It inherits no clause; that of the town names it, and would show it everything."""
    (depot / "conventions/etat.yaml").write_text(ETAT.replace("hérite: { cch: 2026-02 }\n", ""), "utf-8")
    clause = (
        ENVOI.format(vue="tout")
        .replace("Plaine Commune", '"=Préfet"')
        .replace("bilan_a_l_ept", "bilan_au_prefet")
    )
    with next((depot / "conventions").glob("convention.yaml")).open("a", encoding="utf-8") as handle:
        handle.write(clause)
    assert {e["nom"]: e["vue"] for e in result(capsys)["destinataires"]}["=Préfet"] == "ses lignes"


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
        ([*AN, "-o", "depot"], "que cette commande n'écrit pas"),
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
    assert "« prefet/bilan.html », que cette commande n'écrit pas" in told(capsys, *AN, "-o", "b", code=2)
