"""A year that is not over, as whoever reads it sees it: screen, JSON that its schema describes, page."""

import json
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run
from convrules.render.width import display_width

ATTENDUES = "ATT_DU;ATT_AU;MIN;MAX;INSEE;NATURE;USAGE\n"
FICHIER = '  vacances_attendues: { fichier: "donnees/attendues.csv", séparateur: ";" }\n'
COLONNES = """
  vacances_attendues:
    du: { colonne: ATT_DU, format: jj/mm/aaaa }
    au: { colonne: ATT_AU, format: jj/mm/aaaa }
    min: MIN
    max: MAX
    commune: INSEE
    nature: { colonne: NATURE, codes: { ORD: logement_ordinaire } }
    affectation: { colonne: USAGE, codes: { LOC: location } }
"""


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


ELIGIBLE = """
  - éligibilité: petits
    règle: typologie dans [T1, T2]
    source: { article: "2" }
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    target = tmp_path / "base"
    assert run(["init", str(target), "--modele", "commune"]) == 0
    return target


def expect(base: Path, *rows: str) -> None:
    """Declare a forecast of vacancies."""
    mapping = base / "correspondance.yaml"
    text = mapping.read_text("utf-8")
    line = next(row for row in text.splitlines(keepends=True) if row.startswith("  vacances: { fichier"))
    mapping.write_text(text.replace(line, line + FICHIER).rstrip("\n") + COLONNES, "utf-8")
    (base / "donnees/attendues.csv").write_text(ATTENDUES + "".join(f"{r}\n" for r in rows), "utf-8")


def told(
    base: Path, capsys: pytest.CaptureFixture[str], au: str = "2025-06-30", code: int = 0
) -> tuple[str, dict[str, Any], str]:
    options = ["compliance", "--depot", str(base), "--year", "2025", "--as-of", au]
    page = base.parent / "page.html"
    capsys.readouterr()
    assert run([*options, "-o", str(page)]) == code
    screen = capsys.readouterr().out
    assert max(map(display_width, screen.splitlines())) <= 100
    assert run([*options, "--format", "json"]) == code
    result = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "compliance.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    return plain(screen), result, plain(unescape(page.read_text("utf-8")))


def test_an_open_year_says_where_it_stands_and_where_it_would_go(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    screen, result, page = told(base, capsys)
    said = (
        "Au terme : une hypothèse, non un verdict. Le rythme est celui des 6 mois entiers écoulés, règle par "
        "règle : chaque mois qui reste apporte entre le plus calme et le plus chargé de ces mois."
    )
    assert said in screen and said in page
    assert "part_ville 2 3 −1 2–5 3–9 0–2" in screen
    assert "Où en est l'année au 30 juin 2025, et où elle irait" in page
    (found,) = result["conventions"][0]["avancements"]
    assert found["base"] == 10 and found["du"] == 2 and found["realise"] == 3 and found["retard"] == -1
    assert found["projection"]["a_venir"] == {"bas": 0, "moyen": 10, "haut": 18}
    assert found["projection"]["cible"] == [2, 5]
    assert found["au_mieux"] is None
    assert result["hypothese"] == {"methode": "rythme", "mobilite": None, "parc": {}}


def test_a_year_that_is_over_says_nothing_of_it(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    screen, result, page = told(base, capsys, au="2026-01-05")
    assert "Où en est l'année" not in screen and "Où en est l'année" not in page
    assert result["conventions"][0]["avancements"] == [] and result["hypothese"] is None


def test_a_mobility_rate_is_declared_and_said(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (base / "convrules.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '\n[projection]\nmethode = "mobilite"\nmobilite = ["7 %", "9 %"]\n'
            '[projection.parc]\n"commune--mon-bailleur" = 365\n'
        )
    screen, result, page = told(base, capsys)
    said = "7 à 9 % de 365 logements deviennent vacants en un an (convrules.toml)"
    assert said in screen and said in page
    (found,) = result["conventions"][0]["avancements"]
    # 184 days of 365 are left: 184 × 7 % vacancies, of which 10 in 12 are of the base.
    assert found["projection"]["a_venir"]["bas"] == "161/15"
    assert result["hypothese"]["mobilite"] == ["7/100", "9/100"]


@pytest.mark.parametrize(
    ("most", "account", "verdict", "said"),
    [
        (1, "ETAT", "hors_d_atteinte", "hors d'atteinte (au mieux 1 pour une cible de 2)."),
        (2, "ETAT", "en_cours", "encore possible (au mieux 2 pour une cible de 2)."),
        (
            1,
            "",
            "indetermine",
            "selon les données à compléter (si elles sont au pire, au mieux 1 pour une cible de 2).",
        ),
    ],
)
def test_a_forecast_says_the_best_that_is_left(
    base: Path, most: int, account: str, verdict: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Ville has received nothing: what may still come decides, and one account that is not known."""
    data = base / "donnees/vacances-2025.csv"
    text = data.read_text("utf-8").replace("LOC;VILLE", "LOC;ETAT")
    text = text.replace("V-012;93066;ORD;T2;PLUS;N;LOC;;", "V-012;93066;ORD;T2;PLUS;N;LOC;ETAT;")
    data.write_text(
        text.replace("V-011;93066;ORD;T4;PLAI;N;LOC;ETAT", f"V-011;93066;ORD;T4;PLAI;N;LOC;{account}")
    )
    expect(base, f"01/07/2025;31/12/2025;0;{most};93066;ORD;LOC")
    screen, result, page = told(base, capsys)
    (rule,) = [r for r in result["conventions"][0]["regles"] if r["clause"] == "part_ville"]
    (found,) = result["conventions"][0]["avancements"]
    assert rule["verdict"] == verdict
    assert found["au_mieux"] == {"realise": most, "cible": 2}
    assert said in screen and said in page
    together = {
        "hors_d_atteinte": "hors d'atteinte. Un compte ne peut plus être tenu : « part_ville » (Ville",
        "en_cours": "une seule règle est regardée ici",
        "indetermine": "possible ou non, selon les données à compléter. Au pire, un compte",
    }
    opening = f"Toutes les parts ensemble, avec les vacances attendues : {together[verdict]}"
    assert opening in screen and opening in page
    etat = {"en_cours": "a_portee"}.get(verdict, verdict)
    assert result["portee"]["etat"] == etat
    # The first thing of the first box of the page, in the colour of its verdict.
    box = page.partition('<div class="resume">')[2].partition("<h3>")[0]
    assert box.strip().startswith(f'<ul> <li class="{etat}">{opening}')


# --- alerts -----------------------------------------------------------------------------------
def codes(result: dict[str, Any]) -> list[str]:
    return [d["code"] for d in result["diagnostics"] if d["code"].startswith("CR84")]


def declare(base: Path, line: str) -> None:
    with (base / "convrules.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n[alertes]\n{line}\n")


def nothing_for_the_ville(base: Path) -> None:
    data = base / "donnees/vacances-2025.csv"
    text = data.read_text("utf-8").replace("LOC;VILLE", "LOC;ETAT")
    data.write_text(text.replace("V-012;93066;ORD;T2;PLUS;N;LOC;;", "V-012;93066;ORD;T2;PLUS;N;LOC;ETAT;"))


@pytest.mark.parametrize(("seuil", "told_"), [(1, True), (2, False)])
def test_an_account_that_is_late_raises_an_alert_beyond_its_threshold(
    base: Path, seuil: int, told_: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two are due of ten, and none is done."""
    nothing_for_the_ville(base)
    declare(base, f"retard = {seuil}")
    screen, result, page = told(base, capsys)
    said = "Ville de Saint-Denis, « part_ville » : 2 logements de retard à ce jour, seuil 1 (CR841)."
    assert codes(result) == (["CR841"] if told_ else [])
    assert (said in screen, said in page) == (told_, told_)
    assert [(a["genre"], a["valeur"]) for a in result["alertes"]] == ([("retard", 2)] if told_ else [])


def test_an_account_that_is_perhaps_late_is_said_so(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two are due of ten: none done, or one, an account being unknown."""
    nothing_for_the_ville(base)
    data = base / "donnees/vacances-2025.csv"
    text = data.read_text("utf-8")
    data.write_text(text.replace("V-011;93066;ORD;T4;PLAI;N;LOC;ETAT", "V-011;93066;ORD;T4;PLAI;N;LOC;"))
    declare(base, "retard = 1")
    screen, result, page = told(base, capsys)
    said = "« part_ville » : peut-être plus de retard à ce jour que le seuil de 1 : 1 à 2 logements (CR841)."
    assert said in screen and said in page
    (found,) = [d["message"] for d in result["diagnostics"] if d["code"] == "CR841"]
    assert "peut-être jusqu'à 2, en logements, au-delà du seuil" in plain(found)


@pytest.mark.parametrize("account", ["ETAT", ""])
def test_what_a_forecast_lacks_is_said_whatever_lacks_in_the_data(
    base: Path, account: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has no size of dwelling, which the convention asks for: may they go to the Ville?"""
    with (base / "conventions/convention.yaml").open("a", encoding="utf-8") as stream:
        stream.write(ELIGIBLE)
    data = base / "donnees/vacances-2025.csv"
    text = data.read_text("utf-8").replace("LOC;VILLE", "LOC;ETAT")
    row = "V-011;93066;ORD;T4;PLAI;N;LOC;"
    data.write_text(text.replace(f"{row}ETAT", row + account), "utf-8")
    expect(base, "01/07/2025;30/09/2025;1;1;93066;ORD;LOC", "01/10/2025;31/12/2025;2;2;93066;ORD;LOC")
    screen, _, page = told(base, capsys)
    said = "données absentes : nombre de pièces principales (typologie), lignes vacances_attendues 1, 2"
    assert said in screen and said[1:] in page and f"hors des vacances des fichiers ({said})" in page
    assert run(["explain", "2025", "--depot", str(base), "--as-of", "2025-06-30"]) == 0
    assert said[1:] in plain(capsys.readouterr().out)


@pytest.mark.parametrize(("most", "seuil", "told_"), [(2, 1, True), (2, 0, False), (3, 1, False)])
def test_little_to_spare_raises_an_alert(
    base: Path, most: int, seuil: int, told_: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """With two to come, both must go to the Ville; with three, one is to spare."""
    nothing_for_the_ville(base)
    declare(base, f"marge = {seuil}")
    expect(base, f"01/07/2025;31/12/2025;0;{most};93066;ORD;LOC")
    _, result, _ = told(base, capsys)
    assert codes(result) == (["CR842"] if told_ else [])


@pytest.mark.parametrize(("jours", "told_"), [(10, True), (9, False)])
def test_a_deadline_about_to_end_raises_an_alert(
    base: Path, jours: int, told_: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """V-011, informed on 28 April, is not yet offered on 18 May: the month ends on the 28th."""
    declare(base, f"jours = {jours}")
    screen, result, page = told(base, capsys, au="2025-05-18")
    (running,) = [e for e in result["conventions"][0]["echeances"] if e["clause"] == "premiere_proposition"]
    assert running["en_cours"] == [{"vacance": "V-011", "limite": "2025-05-28"}]
    assert codes(result) == (["CR843"] if told_ else [])
    said = "1 délai finit dans les 10 jours : V-011 le 28/05/2025 (CR843)."
    assert (said in screen, said in page) == (told_, told_)


def test_no_threshold_no_alert(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing_for_the_ville(base)
    screen, result, page = told(base, capsys)
    assert result["alertes"] == [] and codes(result) == []
    assert "Alertes" not in screen and 'id="alertes"' not in page


# --- from one year to the next ------------------------------------------------------------------
def test_a_year_leaves_its_balance_to_the_next(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten of the base in 2025, 20 % due, three done: an advance of one, that 2026 takes up."""
    data = base / "donnees/vacances-2025.csv"
    text = data.read_text("utf-8").replace("N;LOC;;09/06/2025", "N;LOC;ETAT;09/06/2025")
    data.write_text(text, "utf-8")
    options = ["compliance", "--depot", str(base), "--year", "2026", "--as-of", "2026-12-31"]
    capsys.readouterr()
    assert run([*options, "--since", "2025"]) == 0
    screen = plain(capsys.readouterr().out)
    assert run([*options, "--since", "2025", "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "compliance.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    (before,) = result["annees_precedentes"]
    (account,) = [c for c in before["comptes"] if c["clause"] == "part_ville"]
    (rule,) = [r for r in result["conventions"][0]["regles"] if r["clause"] == "part_ville"]
    assert (before["annee"], account["solde"]) == (2025, -1)
    assert rule["cellules"][0]["solde_initial"] == -1
    assert "2025, reporté 0, dû 2, cible 2, fait 3, laissé −1" in screen
    assert run([*options, "--since", "2027"]) == 2


# --- force --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("force", "code"), [("tendre vers", 0), ("objectif", 0), ("obligation", 1)])
def test_what_is_aimed_at_and_missed_is_no_breach(
    base: Path, force: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nine tenths of the leases out of priority districts: missed for certain."""
    convention = base / "conventions/convention.yaml"
    quota = (
        "  - quota: but\n    règle: au moins 90 % des baux signés du bailleur, pour non qpv\n"
        f"    application: ensemble\n    arrondi: sans arrondi\n    force: {force}\n"
        '    source: { article: "2" }\n'
    )
    text = convention.read_text("utf-8")
    convention.write_text(text.replace("clauses:\n", f"clauses:\n{quota}", 1), "utf-8")
    options = ["compliance", "--depot", str(base), "--year", "2025", "--as-of", "2026-01-05"]
    capsys.readouterr()
    assert run([*options, "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    (rule,) = [r for r in result["conventions"][0]["regles"] if r["clause"] == "but"]
    assert rule["verdict"] == (None if force == "tendre vers" else "non_conforme")
    assert run([*options, "--strict"]) == code
