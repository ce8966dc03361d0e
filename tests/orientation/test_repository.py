"""What only a whole repository tells of policies: two at once, and one without its landlord."""

import json
import re
from pathlib import Path

import pytest

from checking.harness import JUGE
from convrules import api
from convrules.cli.main import run
from convrules.diagnostics import catalogue
from frames import frame_clauses

ROOT = Path(__file__).parents[2]
OPH = ROOT / "conventions" / "exemples" / "oph-plaine-nord"
BLOC = re.compile(r"```yaml politiques\n(.*?)```", re.S)
CLAUSE = """- champ: logements_ordinaires
  règle: nature = logement_ordinaire
  source: { article: "1" }
"""


def codes(folder: Path, *policies: str) -> list[str]:
    (folder / "convention.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    (folder / "juge.yaml").write_text(JUGE, encoding="utf-8")
    for rank, text in enumerate(policies):
        (folder / f"politique-{rank}.yaml").write_text(text, encoding="utf-8")
    return [d.code for d in api.check([folder]).diagnostics]


@pytest.mark.parametrize("code", ["CR445", "CR446", "CR522"])
@pytest.mark.parametrize(("section", "found"), [("Refusé", True), ("Accepté", False)])
def test_pages(code: str, section: str, found: bool, tmp_path: Path) -> None:
    page = catalogue.page(code)
    assert page is not None
    (text,) = BLOC.findall(page.corps.split(f"## {section}")[1].split("\n## ")[0])
    assert codes(tmp_path, *text.split("---\n")) == ([code] if found else [])


def test_a_lone_policy_says_nothing_of_its_landlord(tmp_path: Path) -> None:
    policy = (OPH / "conventions" / "politique-2025.yaml").read_text(encoding="utf-8")
    text = policy.replace(", plaine_nord: 2025-01", "").split("clauses:")[0] + "départage: etat puis als\n"
    (tmp_path / "politique.yaml").write_text(text, encoding="utf-8")
    assert [d.code for d in api.check([tmp_path]).diagnostics] == []


def test_two_socles_that_answer_differently(tmp_path: Path) -> None:
    other = JUGE.replace("socle: juge", "socle: autre").replace("disponibilite", "information")
    (tmp_path / "autre.yaml").write_text(other, encoding="utf-8")
    text = """politique: exemple
bailleur: { nom: OPH Exemple, siren: "000000000" }
hérite: { juge: 2026-01, autre: 2026-01 }
en vigueur: { du: 2025-01-01 }
clauses:
  - réserve: urgences
    règle: au plus 12 vacances dans l'assiette du bailleur
"""
    assert codes(tmp_path, text) == ["CR443"]


def oriented(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run(["orient", "--depot", str(OPH), "--as-of", "2025-06-30", *options]) == 0
    return capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_example_says_which_clause_places_each_holder(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(oriented(capsys).split())
    assert "71 logements à orienter au 30 juin 2025, politique « oph-plaine-nord-2025 »" in text
    for line in (
        "à garder",
        "À garder par la réserve « relogements_urgents » : 3 sur 12 cette année.",
        "« Préfet de la Seine-Saint-Denis » devance le suivant : la priorité « grands_logements ».",
        "« Préfet de la Seine-Saint-Denis » devance le suivant : les points de « dette_ancienne »",
        "aucune borne n'est alors promise aux retards",
    ):
        assert line in text


def test_json_of_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(oriented(capsys, "--format", "json"))
    vacances = found["vacances"]
    assert {v["politique"] for v in vacances} == {"oph-plaine-nord-2025"}
    kept = [v for v in vacances if v["reserves"]]
    # Three acts in the journal: nine more, one by one.
    assert [v["reserves"][0]["gardes"] for v in kept] == list(range(3, 12))
    assert all(v["propose"] == "bailleur" for v in kept)
    motifs = [c["motif"] for v in vacances for c in v["candidats"] if c["rang"] is not None]
    assert {m["genre"] for m in motifs} >= {"reserve", "priorite", "points"}
    # Thirteen rows of dirty data leave accounts between two numbers, and many orders open.
    unsure = [c for v in vacances for c in v["candidats"] if c["eligible"] == "vrai" and c["rang"] is None]
    assert unsure and all(c["causes"] and c["compte"]["doutes"] for c in unsure)
    assert all(m["clauses"] for m in motifs if m["genre"] not in ("taux", "identifiant", "seul", "retard"))
    # Nobody is left without help: whom the accounts without these rows would put first.
    for v in vacances:
        assert (v["provisoire"] is None) == (v["propose"] is not None)
    helped = [v["provisoire"] for v in vacances if v["provisoire"] is not None]
    assert all(len(p["mises_de_cote"]) == 13 for p in helped)
    assert [p["avis_suivis"] for p in helped] == list(range(len(helped))) and len(helped) > 1
