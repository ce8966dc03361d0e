"""Demands that no vacancy ever met, as whoever reads a year or an explanation sees them, from files whose
numbers are replaced."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run

CLAUSES = """
  - délai: attestation_delivree
    porte sur: demande
    règle: attestation au plus tard 1 mois après depot
    débiteur: bailleur
    source: { article: "4" }
  - obligation: la_moitie_attestee
    porte sur: convention
    règle: nombre(demandes où attestation a eu lieu) >= nombre(demandes) * 50 %
    débiteur: bailleur
    source: { article: "4" }
  - obligation: demande_ancienne
    porte sur: candidature
    règle: demande.depot <= 2024-12-31
    débiteur: réservataire
    source: { article: "4" }
"""
NUMEROS = ("093012500012311001", "093012500012411001", "093012500012511001")
LIGNES = f"""NUR;DEPOT;ATTESTATION
{NUMEROS[0]};10/01/2024;31/01/2024
{NUMEROS[1]};03/02/2025;04/03/2025
{NUMEROS[2]};01/12/2025;
"""
COLONNES = """\
  demandes:
    id: { colonne: NUR, pseudonymiser: oui }
    depot: { colonne: DEPOT, format: jj/mm/aaaa }
    attestation: { colonne: ATTESTATION, format: jj/mm/aaaa, complet au: 2025-12-31 }
  candidatures:
    vacance: NUM_VAC
    demande: { colonne: NUR, pseudonymiser: oui }
"""
FICHIERS = """\
  demandes: { fichier: "donnees/demandes.csv", séparateur: ";" }
  candidatures: { fichier: "donnees/propositions.csv", séparateur: ";" }
colonnes:"""
AU = ("--as-of", "2026-01-05")


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder, cle = tmp_path / "depot", tmp_path / "cle"
    assert run(["init", str(folder), "--modele", "etat"]) == 0
    cle.write_text("0f" * 3 + "3c9a51d27be84460" * 2, "utf-8")
    monkeypatch.setenv("CONVRULES_CLE", str(cle))
    monkeypatch.chdir(folder)
    convention, carte = folder / "conventions" / "convention.yaml", folder / "correspondance.yaml"
    convention.write_text(convention.read_text("utf-8").rstrip("\n") + CLAUSES, "utf-8")
    text = carte.read_text("utf-8").replace("colonnes:", FICHIERS)
    carte.write_text(text.rstrip() + "\n" + COLONNES, "utf-8")
    (folder / "donnees" / "demandes.csv").write_text(LIGNES, "utf-8")
    rows = f"NUM_VAC;NUR\nV-001;{NUMEROS[0]}\nV-001;{NUMEROS[1]}\nV-002;093012500099911001\n"
    (folder / "donnees" / "propositions.csv").write_text(rows, "utf-8")
    capsys.readouterr()
    return folder


def machine(capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert run([*options, *AU, "--format", "json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_year_counts_each_demand_by_its_pseudonym(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = machine(capsys, "compliance", "--year", "2025")
    (convention,) = result["conventions"]
    said = {e["clause"]: e for e in convention["echeances"] if e["porte_sur"] != "vacance"}
    found = said["attestation_delivree"]
    # Of the three demands, one was due in 2024, and the delay of one runs until January 2026.
    assert found["porte_sur"] == "demande" and found["decomptes"] == {"depasse": 1}
    (late,) = found["elements"]
    assert late["element"].startswith("p") and late["limite"] == "2025-03-03" and late["retard_jours"] == 1
    assert said["la_moitie_attestee"]["decomptes"] == {"respectee": 1}
    named = {e["element"]: e["causes"] for e in said["demande_ancienne"]["elements"]}
    assert [c["fait"] for c in named["candidatures-3"]] == ["demande.depot"]
    assert [n for n in NUMEROS if n in json.dumps(result)] == []


def test_a_demand_is_explained_by_its_pseudonym(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    year = machine(capsys, "compliance", "--year", "2025")
    (late,) = [
        nom
        for c in year["conventions"]
        for e in c["echeances"]
        for nom in e["manquees"]
        if e["porte_sur"] == "demande"
    ]
    found = machine(capsys, "explain", late)
    assert (found["porte_sur"], found["element"]) == ("demande", late)
    text = " ".join(str(found["texte"]).split())
    assert "pour chaque demande : la délivrance de l'attestation doit intervenir au plus tard 1 mois" in text
    assert "Délai dépassé de 1 jour, la limite était le 3 mars 2025" in text


def test_a_vacancy_is_explained_with_the_demand_of_the_household_retained(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (rows,) = (depot / "donnees").glob("vacances-*.csv")
    head, first, *others = rows.read_text("utf-8").splitlines()
    lines = [f"{head};NUR", f"{first};{NUMEROS[1]}", *(f"{line};" for line in others)]
    rows.write_text("\n".join(lines) + "\n", "utf-8")
    carte = depot / "correspondance.yaml"
    text = carte.read_text("utf-8")
    own = "    demande: { colonne: NUR, pseudonymiser: oui }\n  demandes:\n    id:"
    carte.write_text(text.replace("  demandes:\n    id:", own), "utf-8")
    found = machine(capsys, "explain", "V-001")
    told = " ".join(str(found["texte"]).split())
    assert "pour chaque demande" in told and "Délai dépassé de 1 jour, la limite était le 3 mars 2025" in told
    assert [n for n in NUMEROS if n in told] == []


def test_a_number_that_is_asked_for_is_not_repeated(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", NUMEROS[0], *AU]) == 2
    streams = capsys.readouterr()
    assert "ni programme, logement, demande ou convention" in " ".join(streams.err.split())
    assert NUMEROS[0] not in streams.err + streams.out


def test_the_two_numbers_of_a_share_are_told_apart(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(str(machine(capsys, "explain", "etat--mon-bailleur")["texte"]).split())
    assert "nombre de demandes où attestation a eu lieu » : de 2 à 3" in text
    assert "nombre de demandes » : 3" in text


def test_a_number_in_clear_is_no_identifier(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    carte = depot / "correspondance.yaml"
    text = carte.read_text("utf-8").replace("id: { colonne: NUR, pseudonymiser: oui }", "id: NUMERO")
    carte.write_text(text, "utf-8")
    (depot / "donnees" / "demandes.csv").write_text(LIGNES.replace("NUR;", "NUMERO;"), "utf-8")
    assert run(["compliance", "--year", "2025", *AU]) in (1, 2)
    streams = capsys.readouterr()
    assert "CR770" in streams.err and [n for n in NUMEROS if n in streams.err + streams.out] == []


def test_a_column_of_demands_that_is_not_supplied_is_one_answer(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    carte = depot / "correspondance.yaml"
    text = carte.read_text("utf-8")
    start, end = text.index("  demandes:\n"), text.index("  candidatures:\n")
    text = text[:start] + text[end:]
    carte.write_text(text.replace(FICHIERS.splitlines()[0] + "\n", ""), "utf-8")
    (convention,) = machine(capsys, "compliance", "--year", "2025")["conventions"]
    found = {e["clause"]: e for e in convention["echeances"]}
    for clause in ("attestation_delivree", "la_moitie_attestee"):
        assert found[clause]["decomptes"] == {"indetermine": 1}
        (one,) = found[clause]["elements"]
        assert [c["fait"] for c in one["causes"]] == ["demandes"]
