"""What follows if a holder gets the dwelling: quotas that it helps or weighs on, deadlines that it opens."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run
from orientation.annees import HEAD, MAPPING, TITRES

CLAUSES = """    dont:
      - quota: grands
        règle: au moins 25 % des vacances dans l'assiette, pour typologie dans [T4, T5]
        arrondi: supérieur
        source: { article: "1" }
  - quota: petits
    règle: au plus 4 attributions du réservataire où typologie dans [T1, T2]
    application: ensemble
    force: plafond
    source: { article: "1" }
  - quota: mixite
    règle: au moins 20 % des attributions du réservataire, pour qpv
    application: ensemble
    arrondi: inférieur
    source: { article: "1" }
  - quota: urgence
    règle: au moins 2 attributions du réservataire, pour dalo
    application: ensemble
    source: { article: "1" }
  - délai: candidats
    règle: proposition au plus tard 30 jours après orientation
    débiteur: réservataire
    source: { article: "1" }
  - délai: rep
    règle: proposition au plus tard 45 jours après information
    débiteur: réservataire
    source: { article: "1" }
  - délai: bail_signe
    règle: bail au plus tard 10 jours après attribution
    débiteur: bailleur
    source: { article: "1" }
"""
COLONNES = """    qpv: qpv
    information: { colonne: information, complet au: 2026-01-05 }
    orientation: { colonne: orientation, complet au: 2026-01-05 }
    proposition: { colonne: proposition, complet au: 2026-01-05 }
"""
ROWS = """V0;93048;T2;etat;2025-01-10;oui;2025-01-12;2025-01-12;2025-01-20;2025-06-01
V1;93048;T2;;2025-04-10;non;;;;
V2;93048;T5;;2025-04-11;oui;2025-05-01;;;
V3;93048;T4;;2025-05-10;;;;;
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "conventions").mkdir()
    head = HEAD.format(type="etat", nom="Préfet d'essai", taux=30, application="ensemble")
    (tmp_path / "conventions/etat.yaml").write_text(head + CLAUSES, "utf-8")
    mapping = MAPPING.replace("    attribution: {", COLONNES + "    attribution: {")
    (tmp_path / "correspondance.yaml").write_text(mapping, "utf-8")
    titres = TITRES.replace(";attribution", ";qpv;information;orientation;proposition;attribution")
    (tmp_path / "v.csv").write_text(f"{titres}\n{ROWS}", "utf-8")
    toml = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    (tmp_path / "convrules.toml").write_text(toml, "utf-8")
    return tmp_path


def told(depot: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run(["orient", "--depot", str(depot), "--as-of", "2025-06-10", *options]) == 0
    return " ".join(capsys.readouterr().out.replace("\u202f", " ").replace("\xa0", " ").split())


def state(depot: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    """What is said of the State, by dwelling."""
    read = json.loads(told(depot, capsys, "--format", "json"))
    schema = json.loads((files("convrules.render") / "schemas" / "orient.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(read)
    found = {v["id"]: c for v in read["vacances"] for c in v["candidats"] if c["convention"] == "etat-essai"}
    assert all(
        not c["quotas"] for v in read["vacances"] for c in v["candidats"] if c["convention"] == "bailleur"
    )
    return found


QUOTAS = {
    "V1": {
        "grands": ("pese", 0, 0, 1),
        "petits": ("pese", 1, 2, 4),
        "mixite": ("pese", 1, 1, 0),
        "urgence": ("selon_menage", [0, 1], [0, 2], 2),
    },
    "V2": {
        "grands": ("aide", 0, 1, 1),
        "mixite": ("aide", 1, 2, 0),
        "urgence": ("selon_menage", [0, 1], [0, 2], 2),
    },
    "V3": {
        "grands": ("aide", 0, 1, 1),
        "mixite": ("inconnu", 1, [1, 2], 0),
        "urgence": ("selon_menage", [0, 1], [0, 2], 2),
    },
}
"""V0, a T2 in a QPV, is the State's already; one does not know whether its household is DALO. Four dwellings
have come: a quarter of 30 % of them, rounded up, is one; 20 % of one attribution, rounded down, is none."""


def test_quotas_with_their_count_before_and_after(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {
        ident: {q["clause"]: (q["effet"], q["fait"], q["apres"], q["cible"]) for q in c["quotas"]}
        for ident, c in state(depot, capsys).items()
    }
    assert found == QUOTAS


def test_deadlines_that_the_orientation_of_the_day_opens(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """V2 was informed on 1 May: that deadline runs already, whoever gets the dwelling."""
    found = {
        ident: {d["clause"]: d["limite"] for d in c["delais"]} for ident, c in state(depot, capsys).items()
    }
    assert found == {
        "V1": {"candidats": "2025-07-10", "rep": None},
        "V2": {"candidats": "2025-07-10"},
        "V3": {"candidats": "2025-07-10", "rep": None},
    }


def test_it_reads_as_sentences(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(depot, capsys, "--vacance", "V1")
    assert "« Préfet d'essai », s'il le reçoit : – il pèse sur « grands » (article 1 : 0 à ce jour" in text
    assert "il compte dans le plafond « petits » (article 1 : 1 à ce jour, 2 avec lui, 4 au plus)" in text
    assert "le délai « candidats » (article 1 : jusqu'au 10 juillet 2025) s'ouvre" in text
    assert "son information ouvrira le délai « rep » (article 1)." in text


def test_a_cap_that_is_passed_is_told_once(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = depot / "conventions/etat.yaml"
    path.write_text(
        path.read_text("utf-8").replace("au plus 4 attributions", "au plus 1 attributions"), "utf-8"
    )
    assert told(depot, capsys, "--vacance", "V1").count("« petits »") == 1, "the refusal, with its figures"


def test_what_the_day_gave_before_counts(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The State, owed all, gets the three dwellings: of the third, a large one is counted already."""
    path = depot / "conventions/etat.yaml"
    path.write_text(path.read_text("utf-8").replace("règle: 30 %", "règle: 100 %"), "utf-8")
    found = state(depot, capsys)
    large = {i: q["fait"] for i, c in found.items() for q in c["quotas"] if q["clause"] == "grands"}
    assert large == {"V1": 0, "V2": 0, "V3": 1}


def test_dwellings_that_wait_beside_ask_for_nothing_yet(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of attributions to the holder: whom those will go to is not decided."""
    with (depot / "v.csv").open("a", encoding="utf-8") as out:
        out.writelines(f"W{n};93048;T2;;2025-05-20;oui;;;;\n" for n in range(12))
    found = {q["clause"]: q for q in state(depot, capsys)["V1"]["quotas"]}
    assert [found[nom]["cible"] for nom in ("mixite", "petits", "urgence")] == [0, 4, 2]


@pytest.mark.parametrize("ident", ["V1", "V2", "V3"])
def test_the_year_counts_what_was_told_once_the_dwelling_is_given(
    depot: Path, capsys: pytest.CaptureFixture[str], ident: str
) -> None:
    """At least: what waits besides may be counted by the end of the year."""
    before = {q["clause"]: least(q["apres"]) for q in state(depot, capsys)[ident]["quotas"]}
    rows = (depot / "v.csv").read_text("utf-8").splitlines()
    rank = next(n for n, row in enumerate(rows) if row.startswith(ident))
    id_, commune, typologie, _, libre, qpv, information, *_ = rows[rank].split(";")
    given = (id_, commune, typologie, "etat", libre, qpv, information, *["2025-06-10"] * 3)
    rows[rank] = ";".join(given)
    (depot / "v.csv").write_text("\n".join(rows) + "\n", "utf-8")
    run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2025-06-10", "--format", "json"])
    (etat,) = json.loads(capsys.readouterr().out)["conventions"]
    after = {
        q["clause"]: least(cell["realise"])
        for q in etat["regles"]
        for cell in q["cellules"]
        if q["clause"] in before
    }
    assert after == before


def least(bounds: object) -> object:
    return bounds[0] if isinstance(bounds, list) else bounds
