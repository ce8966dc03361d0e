"""`convert`: rights that go on after their end, as the file says, and what rounding by commune costs. Years
are drawn, and counted again here with nothing of the engine."""

import csv
import json
import math
from datetime import date
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run

EXEMPLE = Path(__file__).parents[2] / "conventions" / "exemples" / "conversion"
COMMUNES = ("93066", "93048", "93001")
CONVENTION = """convention: {ident}--essai
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ nom: {ident}, type: {ident} }}
territoire: {{ commune: ["93066", "93048", "93001"] }}
en vigueur: {{ du: 2026-01-01, au: 2031-12-31 }}
document: {{ articles: ["1"] }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
paramètres:
  prorogation:
    valeurs: [{{ du: 2026-01-01, valeur: {prorogation} }}]
    source: {{ article: "1" }}
  convertie:
    valeurs:
      - du: 2026-01-01
        formule: nombre(droits où reservataire = {ident}) / 100 logements
        fin des droits: si origine = garantie_emprunt alors dernier_versement + prorogation sinon fin
        conversion: stock vers flux
    source: {{ article: "1" }}
clauses:
  - part: part_{ident}
    règle: convertie des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: {arrondi}
    report: aucun
    source: {{ article: "1" }}
"""
MAPPING = """correspondance: m
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
  programmes: { fichier: p.csv, séparateur: ";" }
  droits: { fichier: d.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: { colonne: commune }
    disponibilite: { colonne: libre, format: aaaa-mm-jj, complet au: 2026-01-05 }
  programmes: { id: id, commune: commune }
  droits:
    id: id
    programme: programme
    reservataire: reservataire
    origine: origine
    nombre: nombre
    debut: { colonne: debut, format: aaaa-mm-jj }
    fin: { colonne: fin, format: aaaa-mm-jj, sans objet: [SF] }
    dernier_versement: { colonne: versement, format: aaaa-mm-jj }
"""
HOLDERS = {"etat": "au plus proche sinon inférieur", "als": "supérieur"}
ARRONDIS = {
    "inferieur": lambda x, half_up: math.floor(x),
    "au_plus_proche": lambda x, half_up: (
        math.floor(x + Fraction(1, 2)) if half_up else math.ceil(x - Fraction(1, 2))
    ),
    "superieur": lambda x, half_up: math.ceil(x),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lay(droits: list[dict[str, str]], vacances: list[tuple[str, str]], ans: int) -> None:
    vacances = vacances or [("93066", "2025-02-03")]
    for ident, arrondi in HOLDERS.items():
        text = CONVENTION.format(ident=ident, arrondi=arrondi, prorogation=f"{ans} ans")
        Path(f"{ident}.yaml").write_text(text, "utf-8")
    Path("m.yaml").write_text(MAPPING, "utf-8")
    Path("p.csv").write_text("id;commune\nP;93066\n", "utf-8")
    head = ["id", "programme", "reservataire", "origine", "nombre", "debut", "fin", "versement"]
    rows = [";".join(d[k] for k in head) for d in droits]
    Path("d.csv").write_text("\n".join([";".join(head), *rows]) + "\n", "utf-8")
    rows = [f"V{n};{commune};{day}" for n, (commune, day) in enumerate(vacances)]
    Path("v.csv").write_text("\n".join(["id;commune;libre", *rows]) + "\n", "utf-8")


def convert(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["convert", "--as-of", "2026-01-05", "--from", "2026", *options, "--format", "json"]) in (0, 1)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "convert.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    return found


def drawn_right(random: Random, rang: int) -> dict[str, str]:
    debut = date(random.randint(1990, 2028), random.randint(1, 12), random.randint(1, 28))
    fin = date(random.randint(2020, 2040), random.randint(1, 12), random.randint(1, 28))
    return {
        "id": f"D{rang}",
        "programme": "P",
        "reservataire": random.choice(list(HOLDERS)),
        "origine": random.choice(["garantie_emprunt", "financement"]),
        "nombre": str(random.randint(1, 4)),
        "debut": debut.isoformat(),
        "fin": random.choice([fin.isoformat(), fin.isoformat(), "SF"]),
        "versement": fin.isoformat(),
    }


def last_day(droit: dict[str, str], ans: int) -> str:
    """By hand: days are never the 29th."""
    if droit["origine"] != "garantie_emprunt":
        return "9999-12-31" if droit["fin"] == "SF" else droit["fin"]
    year, rest = droit["versement"].split("-", 1)
    return f"{int(year) + ans}-{rest}"


@pytest.mark.parametrize("graine", range(8))
def test_rights_run_until_the_day_that_the_file_says(graine: int, capsys: pytest.CaptureFixture[str]) -> None:
    random = Random(graine)
    ans = random.randint(1, 9)
    droits = [drawn_right(random, n) for n in range(12)]
    lay(droits, [], ans)
    found = convert(capsys, "--to", "2045")
    assert len(found["conversions"]) == 2
    for said in found["conversions"]:
        own = [d for d in droits if f"part_{d['reservataire']}" in said["lus_par"]]
        for calcul in said["calculs"]:
            day = calcul["jour"]
            alive = [d for d in own if d["debut"] <= day <= last_day(d, ans)]
            assert Fraction(str(calcul["valeur"])) == Fraction(sum(int(d["nombre"]) for d in alive), 100)
            after = [d for d in alive if d["fin"] != "SF" and d["fin"] < day]
            assert calcul["apres_leur_fin"]["droits"] == [d["id"] for d in after]
            assert calcul["apres_leur_fin"]["nombre"] == sum(int(d["nombre"]) for d in after)
        for droit in said["droits"]:
            row = next(d for d in own if d["id"] == droit["droit"])
            last = last_day(row, ans)
            assert droit["jusqu_au"] == (None if last in (row["fin"], "9999-12-31") else last)


def test_without_the_key_a_right_ends_on_its_own_day(capsys: pytest.CaptureFixture[str]) -> None:
    """So that the draws above can fail: the same rights, the key taken away."""
    lay([drawn_right(Random(1), n) | {"origine": "garantie_emprunt"} for n in range(12)], [], 5)
    kept = [c["calculs"] for c in convert(capsys, "--to", "2045")["conversions"]]
    for ident in HOLDERS:
        text = Path(f"{ident}.yaml").read_text("utf-8")
        lines = [line for line in text.splitlines() if "fin des droits" not in line]
        Path(f"{ident}.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    plain = [c["calculs"] for c in convert(capsys, "--to", "2045")["conversions"]]
    assert plain != kept
    assert all(k["apres_leur_fin"]["droits"] == [] for calculs in plain for k in calculs)


def test_a_payment_that_is_not_known_leaves_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    one = drawn_right(Random(0), 0) | {
        "reservataire": "etat",
        "origine": "garantie_emprunt",
        "debut": "2000-01-01",
        "versement": "",
        "nombre": "3",
    }
    lay([one], [], 5)
    (_, etat) = convert(capsys, "--to", "2026")["conversions"]
    assert etat["calculs"][0]["valeur"] == [0, "3/100"]
    assert [c["fait"] for c in etat["calculs"][0]["causes"]] == ["dernier_versement"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("fin des droits: 5 ans", "CR301"),
        ("fin des droits: origine = financement", "CR301"),
        ("fin des droits: fini", "CR201"),
    ],
)
def test_the_end_of_rights_is_a_day(wrong: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    lay([], [], 5)
    text = Path("etat.yaml").read_text("utf-8")
    line = next(line for line in text.splitlines() if "fin des droits" in line)
    Path("etat.yaml").write_text(text.replace(line.strip(), wrong), "utf-8")
    capsys.readouterr()
    assert run(["check", "etat.yaml"]) == 1
    assert code in capsys.readouterr().out


# --- rounding ---------------------------------------------------------------------------------
@pytest.mark.parametrize("graine", range(8))
def test_rounding_in_each_commune_is_counted_again(graine: int, capsys: pytest.CaptureFixture[str]) -> None:
    random = Random(100 + graine)
    droits = [
        drawn_right(random, n) | {"debut": "2000-01-01", "fin": "SF"} for n in range(random.randint(6, 24))
    ]
    droits = [d | {"origine": "financement"} for d in droits]
    vacances = [
        (random.choice(COMMUNES), f"{random.choice(['2024', '2025'])}-0{random.randint(1, 9)}-11")
        for _ in range(random.randint(3, 40))
    ]
    lay(droits, vacances, 5)
    found = convert(capsys, "--to", "2026", "--flux", "2025")["arrondis"]
    there = [commune for commune, day in vacances if day.startswith("2025")]
    rates = {
        ident: Fraction(sum(int(d["nombre"]) for d in droits if d["reservataire"] == ident), 100)
        for ident in HOLDERS
    }
    assert (found["lues"], found["laissees"]) == (len(there), 0)
    assert [c["commune"] for c in found["communes"]] == sorted(set(there))
    sums = {(ident, key): 0 for ident in HOLDERS for key in ARRONDIS}
    for lieu in found["communes"]:
        flux = there.count(lieu["commune"])
        assert lieu["flux"] == flux
        asked = dict.fromkeys(ARRONDIS, 0)
        assert {p["convention"] for p in lieu["parts"]} == {f"{ident}--essai" for ident in HOLDERS}
        for part in lieu["parts"]:
            ident = part["convention"].removesuffix("--essai")
            due = flux * rates[ident]
            assert Fraction(str(part["du"])) == due and part["base"] == flux
            for key, rounded in ARRONDIS.items():
                whole = rounded(due, ident != "etat")
                assert part["arrondi"][key] == whole, (ident, key)
                asked[key] += whole
                sums[ident, key] += whole
        assert Fraction(str(lieu["reste_exact"])) == flux * (1 - sum(rates.values()))
        assert lieu["reste"] == {key: flux - asked[key] for key in ARRONDIS}
    for one in found["ensemble"]:
        ident = one["part"]["convention"].removesuffix("--essai")
        assert one["par_commune"] == {key: sums[ident, key] for key in ARRONDIS}
        due = len(there) * rates[ident]
        assert one["part"]["arrondi"] == {k: r(due, ident != "etat") for k, r in ARRONDIS.items()}


def test_what_cannot_be_met_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    droits = [
        drawn_right(Random(n), n)
        | {
            "reservataire": ident,
            "nombre": "40",
            "origine": "financement",
            "debut": "2000-01-01",
            "fin": "SF",
        }
        for n, ident in enumerate(HOLDERS)
    ]
    lay(droits, [("93066", "2025-02-03"), *[("93048", f"2025-0{n}-03") for n in range(1, 6)]], 5)
    capsys.readouterr()
    assert run(["convert", "--as-of", "2026-01-05", "--to", "2026"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Saint-Denis (93066) : au supérieur, les parts demandent 2 logements pour 1 vacance." in said
    assert "Saint-Denis (93066), etat : 0,4 logement dû ; à l'inférieur, au plus proche, rien" in said
    assert "là où le dû n'est pas entier : 2 des 4 parts" in said


def test_a_vacancy_of_which_one_does_not_know_enough_is_left_aside(
    capsys: pytest.CaptureFixture[str],
) -> None:
    droits = [drawn_right(Random(3), n) | {"debut": "2000-01-01", "fin": "SF"} for n in range(4)]
    lay(droits, [("93066", "2025-02-03"), ("", "2025-03-03")], 5)
    found = convert(capsys, "--to", "2026")["arrondis"]
    assert (found["lues"], found["laissees"]) == (2, 1)
    assert [c["fait"] for c in found["causes"]] == ["commune"]
    assert sum(lieu["flux"] for lieu in found["communes"]) == 1


UNPAID = {"reservataire": "etat", "origine": "garantie_emprunt", "debut": "2000-01-01", "versement": ""}
KNOWN = {"reservataire": "als", "origine": "financement", "debut": "2000-01-01", "fin": "SF", "nombre": "10"}


def test_a_rate_that_is_not_known_leaves_the_other_parts_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The same figures for the other holder as without the unknown right."""
    vacances = [("93066", f"2025-0{n}-03") for n in range(1, 6)] + [("93048", "2025-06-03")]
    doubt = [drawn_right(Random(0), 0) | UNPAID, drawn_right(Random(1), 1) | KNOWN]
    lay(doubt, vacances, 5)
    found = convert(capsys, "--to", "2026")["arrondis"]
    assert (found["lues"], found["laissees"]) == (6, 0)
    assert [(c["commune"], c["flux"]) for c in found["communes"]] == [("93048", 1), ("93066", 5)]
    for lieu in found["communes"]:
        assert [p["convention"] for p in lieu["parts_inconnues"]] == ["etat--essai"]
        assert [c["fait"] for c in lieu["parts_inconnues"][0]["causes"]] == ["dernier_versement"]
        assert lieu["reste"] is None and lieu["reste_exact"] is None
    capsys.readouterr()
    assert run(["convert", "--as-of", "2026-01-05", "--from", "2026", "--to", "2026", "-o", "s"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Taux inconnu en 2026 : etat, « part_etat »" in said and "choisit une autre année" not in said
    assert "la part propre" not in said.partition("Toutes les communes")[2]
    lay([doubt[1]], vacances, 5)
    known = convert(capsys, "--to", "2026")["arrondis"]
    of_als = [[p for p in c["parts"] if p["convention"] == "als--essai"] for c in known["communes"]]
    assert [c["parts"] for c in found["communes"]] == of_als and all(of_als)
    assert found["ensemble"] == [e for e in known["ensemble"] if e["part"]["convention"] == "als--essai"]


def test_vacancies_that_none_can_be_counted_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a remedy that cannot help."""
    lay([drawn_right(Random(3), 0)], [("", "2025-02-03")], 5)
    capsys.readouterr()
    assert run(["convert", "--as-of", "2026-01-05", "--from", "2026", "--to", "2026"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Aucune vacance de 2025 ne peut être comptée" in said and "--flux" not in said


def test_a_year_without_vacancies_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    lay([drawn_right(Random(3), 0)], [("93066", "2025-02-03")], 5)
    capsys.readouterr()
    assert run(["convert", "--as-of", "2026-01-05", "--flux", "2019"]) == 0
    assert "Aucune vacance de 2019" in capsys.readouterr().out


def test_the_table_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    droits = [drawn_right(Random(3), n) | {"debut": "2000-01-01", "fin": "SF"} for n in range(4)]
    lay(droits, [("93066", "2025-02-03"), ("93048", "2025-03-03")], 5)
    said = convert(capsys, "--to", "2026", "-o", "sortie")["arrondis"]
    with Path("sortie/arrondis.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    assert len(rows) == sum(len(lieu["parts"]) + 1 for lieu in said["communes"]) + 2 * len(said["ensemble"])
    assert rows[0]["superieur"] == str(said["communes"][0]["parts"][0]["arrondi"]["superieur"])


# --- more than the whole ------------------------------------------------------------------------
def test_more_than_the_whole_flow_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """One share beyond 100 % the year a right begins; the two together the year before already."""
    plain = {"origine": "financement", "debut": "2000-01-01", "fin": "SF"}
    droits = [
        drawn_right(Random(0), 0) | plain | {"reservataire": "etat", "nombre": "40"},
        drawn_right(Random(1), 1) | plain | {"reservataire": "als", "nombre": "30"},
        drawn_right(Random(2), 2) | plain | {"reservataire": "als", "nombre": "40", "debut": "2026-06-01"},
        drawn_right(Random(3), 3) | plain | {"reservataire": "als", "nombre": "31", "debut": "2027-06-01"},
    ]
    lay(droits, [], 5)
    found = convert(capsys, "--to", "2028")
    als, etat = found["conversions"]
    assert [k["plus_de_cent"] for k in als["calculs"]] == [False, False, True]
    assert not any(k["plus_de_cent"] for k in etat["calculs"])
    assert [(s["annee"], s["taux"], s["au_moins"]) for s in found["plus_de_cent_ensemble"]] == [
        (2027, "11/10", False),
        (2028, "141/100", False),
    ]
    capsys.readouterr()
    assert run(["convert", "--as-of", "2026-01-05", "--from", "2026", "--to", "2028"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("Plus de 100 % du flux (1er janvier 2028)") == 1
    assert "2027 : 110 %, pour « als » et « etat »" in said and "Peut-être plus de" not in said


def test_perhaps_more_than_the_whole_flow(capsys: pytest.CaptureFixture[str]) -> None:
    doubt = drawn_right(Random(0), 0) | UNPAID | {"nombre": "90"}
    lay([doubt, drawn_right(Random(1), 1) | KNOWN | {"reservataire": "etat", "nombre": "20"}], [], 5)
    assert convert(capsys, "--to", "2026")["conversions"][1]["calculs"][0]["plus_de_cent"] is False
    assert run(["convert", "--as-of", "2026-01-05", "--from", "2026", "--to", "2026"]) == 0
    assert "Peut-être plus de 100 % du flux (1er janvier 2026)" in " ".join(capsys.readouterr().out.split())


# --- the example of the project -----------------------------------------------------------------
def test_the_example_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(EXEMPLE)]) == 0
    capsys.readouterr()
    assert run(["convert", "--depot", str(EXEMPLE), "--as-of", "2026-01-05"]) == 0
    said = capsys.readouterr().out
    assert "Aucune convention" not in said and said.count("lu par") == 3
    assert "après leur fin" in said and "Ce qui ne peut être tenu" in said


def test_the_data_of_the_example_is_what_its_script_writes(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "scripts" / "generate_conversion.py"
    found: dict[str, Any] = {"__name__": "generate", "__file__": str(script)}
    exec(compile(script.read_text("utf-8"), str(script), "exec"), found)
    found["OUT"] = tmp_path / "donnees"
    found["main"]()
    written = {p.name: p.read_bytes() for p in (tmp_path / "donnees").iterdir()}
    assert written == {p.name: p.read_bytes() for p in (EXEMPLE / "donnees").iterdir()}
