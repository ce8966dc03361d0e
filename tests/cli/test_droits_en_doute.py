"""A vacancy whose dwelling is not said: the files and a case of the same rows give the same answers, and
neither concludes that no right bears on it."""

import json
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_entete

AU = "2025-03-20"
CONVENTION = frame_entete(
    """\
convention: etat--oph
document: { articles: ["1", "2"] }
clauses:
  - droit identifié: terrains
    règle: origine = apport_terrain
    source: { article: "1" }
  - éligibilité: sans_garantie
    règle: nombre(droits où origine = garantie_emprunt) = 0
    source: { article: "2" }
"""
)
CORRESPONDANCE = """\
correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: "vacances.csv", encodage: utf-8, séparateur: ";" }
  droits: { fichier: "droits.csv", encodage: utf-8, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    logement: { colonne: logement, manquant: ["NC"] }
    programme: programme
    disponibilite: { colonne: disponibilite, format: aaaa-mm-jj }
  droits:
    id: id
    logement: logement
    programme: programme
    reservataire: reservataire
    origine: origine
    debut: { colonne: debut, format: aaaa-mm-jj }
    fin: { colonne: fin, format: aaaa-mm-jj }
"""
COMMUN = {"reservataire": "etat", "debut": "2020-01-01", "fin": "2030-12-31"}
DROITS = {
    "D1": {"logement": "L1", "programme": "P1", "origine": "apport_terrain", **COMMUN},
    "D2": {"logement": "L2", "programme": "P2", "origine": "garantie_emprunt", **COMMUN},
    "D3": {"programme": "P3", "origine": "garantie_emprunt", **COMMUN},
}
BASE = {"commune": "93048", "disponibilite": "2025-02-03"}
Issue = tuple[str, list[str]]
RESERVE, LIBRE, DOUTE = "réservé identifié", "dans l'assiette", "réservé identifié ou dans l'assiette"
NOMS = {"reserve_identifie": RESERVE, "dans_l_assiette": LIBRE}
ISSUES = {"vrai": "vrai", "faux": "faux", "indetermine": "indéterminé"}
VRAI: Issue = ("vrai", [])
ATTENDUS: list[tuple[dict[str, str], Issue, Issue]] = [
    ({"logement": "L1", "programme": "P1"}, (RESERVE, []), VRAI),
    ({"logement": "L2", "programme": "P2"}, (LIBRE, []), ("faux", [])),
    ({"logement": "L4", "programme": "P1"}, (LIBRE, []), VRAI),
    ({"programme": "P1"}, (DOUTE, ["logement"]), VRAI),
    ({"programme": "P2"}, (LIBRE, []), ("indéterminé", ["logement"])),
    ({"programme": "P4"}, (LIBRE, []), VRAI),
    ({}, (DOUTE, ["logement"]), ("indéterminé", ["logement"])),
    ({"logement": "L5"}, (LIBRE, []), ("indéterminé", ["logement"])),
]
"""Keys of a vacancy; its status; may it go to the holder?"""


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("droits")
    (root / "etat.yaml").write_text(CONVENTION, "utf-8")
    (root / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    write(root / "vacances.csv", {f"V{n}": keys | BASE for n, (keys, _, _) in enumerate(ATTENDUS)})
    write(root / "droits.csv", DROITS)
    (root / "convrules.toml").write_text('[depot]\nnom = "essai"\ndata = ["correspondance.yaml"]\n', "utf-8")
    return root


def write(path: Path, rows: dict[str, dict[str, str]]) -> None:
    columns = ("id", *dict.fromkeys(["logement", "programme", *(c for row in rows.values() for c in row)]))
    lines = [";".join(({"id": ident} | row).get(c, "") for c in columns) for ident, row in rows.items()]
    path.write_text("\n".join([";".join(columns), *lines, ""]), "utf-8")


@pytest.mark.parametrize("rang", range(len(ATTENDUS)))
def test_the_files_say_it(rang: int, depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["evaluate", "--depot", str(depot), "--as-of", AU, "--format", "json"])
    found = {v["id"]: v["conventions"][0] for v in json.loads(capsys.readouterr().out)["vacances"]}
    seen, (_, statut, eligible) = found[f"V{rang}"], ATTENDUS[rang]
    said = seen["statut"] if isinstance(seen["statut"], list) else [seen["statut"]]
    assert (" ou ".join(NOMS[s] for s in said), causes(seen["causes"])) == statut
    assert (ISSUES[seen["eligible"]], causes(seen["eligible_causes"])) == eligible


def causes(found: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(cause["fait"] for cause in found))


@pytest.mark.parametrize("rang", range(len(ATTENDUS)))
def test_a_case_of_the_same_rows_says_the_same(
    rang: int, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, statut, eligible = ATTENDUS[rang]
    wanted = {
        nom: {"issue": issue, **({"causes": causes} if causes else {})}
        for nom, (issue, causes) in (("statut", statut), ("éligible", eligible))
    }
    cas = {
        "cas": "un",
        "vacance": keys | BASE,
        "droits": [{"id": d, "logement": "inconnu"} | row for d, row in DROITS.items()],
        "attendu": wanted,
    }
    path = depot / f"cas{rang}.essais.yaml"
    path.write_text(f"essais: etat--oph\nau: {AU}\ncas: {json.dumps([cas], ensure_ascii=False)}\n", "utf-8")
    assert run(["test", str(path)]) == 0, capsys.readouterr().out
