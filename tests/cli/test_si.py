"""`explain --si`: the least changes that give another result, held against the engine itself."""

import json
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run

CONVENTION = """convention: essai
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ nom: Ville, type: commune, code: "93066" }}
territoire: {{ commune: "93066" }}
en vigueur: {{ du: 2024-01-01, au: 2026-12-31 }}
document: {{ articles: ["1"] }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
vocabulaire:
  points: {{ niveau: vacance, type: entier }}
  prioritaire: {{ niveau: vacance, type: oui/non }}
clauses:
  - champ: ordinaires
    énoncé: Logements ordinaires.
    règle: nature = logement_ordinaire
    source: {{ article: "1" }}
  - soustraction: mutations
    énoncé: Les mutations sont retirées.
    catégorie: mutation
    règle: affectation = mutation_interne
    source: {{ article: "1" }}
  - éligibilité: choix_du_logement
    énoncé: Ce qu'il prend.
    règle: {regle}
    source: {{ article: "1" }}
"""
MAPPING = """correspondance: m
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    nature: nature
    typologie: typologie
    surface: { colonne: surface, unité: m² }
    loyer: { colonne: loyer, unité: € }
    affectation: affectation
    points: points
    prioritaire: prioritaire
    disponibilite: { colonne: dispo, format: aaaa-mm-jj, complet au: 2025-12-31 }
    conge: { colonne: conge, format: aaaa-mm-jj, complet au: 2025-12-31 }
"""
TITRES = (
    "id", "commune", "nature", "typologie", "surface", "loyer", "affectation", "points", "prioritaire",
    "dispo", "conge",
)  # fmt: skip
LIGNE = {
    "id": "V1", "commune": "93066", "nature": "logement_ordinaire", "typologie": "T2", "surface": "40",
    "loyer": "400", "affectation": "location", "points": "3", "prioritaire": "non", "dispo": "2025-03-01",
    "conge": "2025-01-10",
}  # fmt: skip
REGLE = "typologie dans [T3, T4] ou points >= 5 et points < 8"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lay(regle: str, *lignes: dict[str, str]) -> None:
    text = CONVENTION.format(regle=regle)
    Path("essai.yaml").write_text(text, "utf-8")
    Path("m.yaml").write_text(MAPPING, "utf-8")
    rows = [";".join(TITRES), *(";".join((LIGNE | ligne)[t] for t in TITRES) for ligne in lignes)]
    Path("v.csv").write_text("\n".join(rows) + "\n", "utf-8")


def explain(capsys: pytest.CaptureFixture[str], ident: str = "V1") -> dict[str, Any]:
    capsys.readouterr()
    assert run(["explain", ident, "--si", "--as-of", "2025-12-31", "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "explain.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    said: dict[str, Any] = found["autrement"]["essai"]
    return said


def sets(said: dict[str, Any], statut: str, eligible: bool | None) -> list[dict[str, Any]]:
    found = [p for p in said["pistes"] if (p["statut"], p["eligible"]) == (statut, eligible)]
    return [{c["champ"]: c["valeur"] for c in changed} for p in found for changed in p["changements"]]


def test_one_fact_that_can_change(capsys: pytest.CaptureFixture[str]) -> None:
    lay(REGLE, {})
    said = explain(capsys)
    # Five points at least, fewer than eight; the number of rooms is that of the dwelling.
    assert sets(said, "dans_l_assiette", True) == [{"points": 5}, {"points": 6}]
    assert sets(said, "soustrait", None) == [{"affectation": "mutation_interne"}]
    assert said["figes"] == ["nature", "typologie"] and said["entier"] and said["non_essayes"] == []


def test_a_missing_fact_of_the_dwelling_may_be_completed(capsys: pytest.CaptureFixture[str]) -> None:
    lay(REGLE, {"typologie": ""})
    said = explain(capsys)
    known = sets(said, "dans_l_assiette", True)
    assert {"typologie": "T3"} in known and {"typologie": "T4"} in known and {"points": 5} in known
    assert {"typologie": "T2"} in sets(said, "dans_l_assiette", False)
    assert said["figes"] == ["nature"]


def test_two_facts_only_where_one_is_not_enough(capsys: pytest.CaptureFixture[str]) -> None:
    lay("points >= 5 et prioritaire", {})
    said = explain(capsys)
    assert sets(said, "dans_l_assiette", True) == [
        {"points": 5, "prioritaire": True},
        {"points": 6, "prioritaire": True},
    ]


def test_nothing_that_can_change_changes_it(capsys: pytest.CaptureFixture[str]) -> None:
    lay(REGLE, {"nature": "foyer"})
    said = explain(capsys)
    assert said["pistes"] == [] and said["entier"]
    assert run(["explain", "V1", "--si", "--as-of", "2025-12-31"]) == 0
    assert "Aucun changement d'un fait, ni de deux" in capsys.readouterr().out


def test_a_fact_within_a_computation_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    lay("points * 2 >= 9 ou prioritaire", {})
    said = explain(capsys)
    assert said["non_essayes"] == ["points"]
    assert sets(said, "dans_l_assiette", True) == [{"prioritaire": True}]


def test_dates(capsys: pytest.CaptureFixture[str]) -> None:
    lay("conge >= 2025-02-01", {})
    assert sets(explain(capsys), "dans_l_assiette", True) == [
        {"conge": None}, {"conge": "2025-02-01"}, {"conge": "2025-02-02"},
    ]  # fmt: skip
    assert run(["explain", "V1", "--si", "--as-of", "2025-12-31"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "= pas survenu ou du 1er février 2025 au 31 décembre 2025." in said


def test_every_path_is_what_the_engine_says_of_such_facts(capsys: pytest.CaptureFixture[str]) -> None:
    """Each listed change is written in the data and judged; and of all single changes over the values tried,
    those that are not listed give no such result."""
    lay("points >= 5 et typologie != T1 ou prioritaire", {})
    said = explain(capsys)
    rows, wanted = [], []
    for affectation, points, prioritaire in product(("location", "mutation_interne"), "3456", ("oui", "non")):
        moved = {"affectation": affectation, "points": points, "prioritaire": prioritaire}
        if sum(moved[k] != LIGNE[k] for k in moved) == 1:
            rows.append(moved | {"id": f"W{len(rows)}"})
            wanted.append({k: v for k, v in moved.items() if v != LIGNE[k]})
    lay("points >= 5 et typologie != T1 ou prioritaire", *rows)
    capsys.readouterr()
    assert run(["evaluate", "--as-of", "2025-12-31", "--format", "json"]) == 0
    judged = json.loads(capsys.readouterr().out)["vacances"]
    eligible = [
        one
        for one, result in zip(wanted, judged, strict=True)
        if result["conventions"][0]["eligible"] == "vrai"
    ]
    listed = [
        {k: ("oui" if v is True else str(v)) for k, v in changed.items()}
        for changed in sets(said, "dans_l_assiette", True)
    ]
    assert sorted(map(str, eligible)) == sorted(map(str, listed))


REGLES = (
    "points >= 5",
    "points < 3",
    "points = 7",
    "points != 3 et points <= 9",
    "points entre 4 et 6 ou points > 10",
    "points dans [1, 2, 8]",
    "points >= 2 et (points < 3 ou prioritaire) ou points >= 11",
)


@pytest.mark.parametrize("regle", REGLES)
def test_a_domain_holds_every_value_that_does_the_same_and_no_other(
    regle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every number of points up to fifteen is written in the data and judged."""
    every = range(16)
    lay(regle, *({"id": f"W{n}", "points": str(n)} for n in every))
    capsys.readouterr()
    assert run(["evaluate", "--as-of", "2025-12-31", "--format", "json"]) == 0
    judged = json.loads(capsys.readouterr().out)["vacances"]
    answers = [v["conventions"][0]["eligible"] == "vrai" for v in judged]
    said = explain(capsys, "W3")
    wanted = not answers[3]
    held: set[int] = set()
    for piste in said["pistes"]:
        if (piste["statut"], piste["eligible"]) == ("dans_l_assiette", wanted):
            for changed in piste["changements"]:
                if len(changed) == 1 and changed[0]["champ"] == "points":
                    own = changed[0]["domaine"]
                    assert not changed[0]["exemple"]
                    low = -1 if own["min"] is None else own["min"]
                    high = 16 if own["max"] is None else own["max"]
                    held |= {n for n in every if low <= n <= high}
    assert held == {n for n in every if answers[n] is wanted}


def test_a_domain_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    lay("points >= 5 et points < 8", {})
    assert run(["explain", "V1", "--si", "--as-of", "2025-12-31"]) == 0
    assert "« points » = de 5 à 7." in capsys.readouterr().out.replace("\u00a0", " ")
    lay("surface >= 50 m² ou points < 2", {"surface": "", "points": "3"})
    assert run(["explain", "V1", "--si", "--as-of", "2025-12-31"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "si « points » = 1 ou moins ; ou si surface habitable (surface) = 50 m² ou plus." in said
    assert "surface habitable (surface) = moins de 50 m²." in said


def test_what_is_only_an_example_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Points stand beside a constant and in a computation: what was tried is not all there is."""
    lay("points >= 5 et points * 2 < 20", {})
    said = explain(capsys)
    (piste,) = [p for p in said["pistes"] if p["eligible"] is True]
    assert all(c["exemple"] and c["domaine"] is None for (c,) in piste["changements"])
    assert run(["explain", "V1", "--si", "--as-of", "2025-12-31"]) == 0
    assert ", par exemple" in capsys.readouterr().out


def test_only_a_vacancy_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    lay(REGLE, {})
    assert run(["explain", "essai", "--si", "--as-of", "2025-12-31"]) == 2
