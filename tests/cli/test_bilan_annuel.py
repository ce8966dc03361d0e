"""`convrules bilan`: where each dwelling of the year is counted, and the second path to the same totals."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.bilan_rendu import AN, ETAT, PREFET, VILLE, depot, edit, places, result, table, told, with_forecasts
from convrules.cli.main import run
from convrules.year.annuel import annuel, retraits
from convrules.year.annuel.model import Mesures, Releve, Retraits, Tableau
from convrules.year.bornes import between

__all__ = ["depot"]


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
    with_forecasts(depot, "ANNEE;CATEGORIE;COMMUNE;NOMBRE\n2026;mutation;93066;7\n")
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


@pytest.mark.parametrize(
    ("au", "said"),
    [
        ("2026-02-27", ""),
        (
            "2026-03-05",
            "Au 5 mars 2026, le dernier jour est passé pour 2 destinataires sur 2 : ce qui n'a pas encore "
            "été transmis est en retard. « convrules compliance --year 2026 » dit ce que le journal a "
            "enregistré.",
        ),
    ],
)
def test_a_last_day_that_is_past_is_said(
    au: str, said: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = told(capsys, "--year", "2025", "--as-of", au).replace("’", "'")
    assert said in screen if said else "est passé" not in screen


def test_a_last_day_is_that_of_the_law_where_no_clause_gives_one(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for nom in ("convention", "convention.essais"):
        (depot / f"conventions/{nom}.yaml").unlink()
    (depot / "conventions/etat.yaml").write_text(ETAT.replace("hérite: { cch: 2026-02 }\n", ""), "utf-8")
    screen = told(capsys, "--year", "2025", "--as-of", "2026-03-05")
    assert "Dernier jour" not in screen and "est passé pour 1 destinataire sur 1" in screen


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
