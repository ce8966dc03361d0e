"""The ready mappings: laid down, checked, and read on the example that comes with each."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.values import Connu, Erreur, Inconnu
from convrules.cli.correspondances import EXEMPLES
from convrules.cli.main import run
from convrules.facts.formes import personal_form
from convrules.facts.records import Faits, Ligne
from facts.rpls import generate
from test_specification_data import word

CASES = yaml.load(
    (Path(__file__).parents[1] / "cases/correspondances.yaml").read_text("utf-8"), yaml.BaseLoader
)


def laid(folder: Path, *names: str) -> Path:
    depot = folder / "depot"
    assert run(["init", str(depot), *(x for name in names for x in ("--correspondance", name))]) == 0
    return depot


def opened(depot: Path, *data: Path) -> Dossier:
    """What a command reads; a key, kept out of the repository, is given to whoever asks."""
    cle = depot.parent / "cle.txt"
    cle.write_text("0123456789abcdef" * 4, "ascii")
    dossier = api.open_dossier(depot, data, cle=cle)
    assert isinstance(dossier, Dossier) and not dossier.empechements, dossier
    return dossier


def rows_of(faits: Faits, table: str) -> Sequence[Ligne]:
    found = {
        "vacances": [v.ligne for v in faits.vacances],
        "logements": faits.logements,
        "droits": faits.droits,
    }[table]
    assert found is not None
    return found


def findings(dossier: Dossier) -> Counter[str]:
    return Counter(d.code for d in dossier.diagnostics if d.code not in ("CR492", "CR497"))


def test_each_has_its_case() -> None:
    assert set(CASES) == set(EXEMPLES)


@pytest.mark.parametrize("nom", EXEMPLES)
def test_a_ready_mapping_passes_and_lists_what_is_left(
    nom: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    depot = laid(tmp_path, nom)
    assert run(["check", str(depot)]) == 0
    said = capsys.readouterr().out
    notes = (depot / "correspondance.yaml").read_text("utf-8").count("# à compléter")
    assert said.count("[CR497]") == notes > 0
    assert set(re.findall(r"\[(CR\d+)\]", said)) == {"CR492", "CR497"}
    assert run(["test", str(depot)]) == 0


@pytest.mark.parametrize("nom", EXEMPLES)
def test_the_example_of_a_ready_mapping_is_read_without_a_finding(nom: str, tmp_path: Path) -> None:
    dossier = opened(laid(tmp_path, nom))
    assert findings(dossier) == Counter()
    for fichier in dossier.fichiers:
        assert fichier.lues == fichier.gardees > 0
    for table, expected in CASES[nom].items():
        own = rows_of(dossier.faits, table)
        by_id = {row.id: row for row in own} | {str(n): row for n, row in enumerate(own, 1)}
        for ident, cells in expected.items():
            assert {champ: word(by_id[ident].cellule(champ)) for champ in cells} == cells, ident


def test_a_number_of_the_sne_never_leaves_the_file(tmp_path: Path) -> None:
    depot = laid(tmp_path, "sne-radiations")
    for row in opened(depot).faits.vacances:
        assert re.fullmatch(r"p[a-z2-7]{26}", row.id) and personal_form(row.id) is None


def test_several_ready_mappings_make_one(tmp_path: Path) -> None:
    depot = laid(tmp_path, "vacances", "rpls", "rpls-droits")
    dossier = opened(depot)
    assert findings(dossier) == Counter()
    assert {f.table: f.lues for f in dossier.fichiers} == {"vacances": 5, "logements": 7, "droits": 7}
    first = dossier.faits.vacances[0]
    assert first.logement is not None and first.logement.id == "L-0101"


def test_two_that_fill_one_table_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("--correspondance", "vacances", "--correspondance", "rpls-vacances")
    assert run(["init", str(tmp_path / "depot"), *names]) == 2
    assert "remplissent toutes deux la table « vacances »" in capsys.readouterr().err
    assert not (tmp_path / "depot").exists()


def test_a_repository_takes_one_more_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    depot = laid(tmp_path)
    before = {p: p.read_bytes() for p in depot.rglob("*") if p.is_file()}
    assert run(["init", str(depot), "--correspondance", "rpls"]) == 0
    after = {p: p.read_bytes() for p in depot.rglob("*") if p.is_file()}
    assert after.keys() - before.keys() == {depot / "correspondance-rpls.yaml"}
    assert all(after[p] == content for p, content in before.items())
    assert run(["init", str(depot), "--correspondance", "rpls"]) == 2
    assert "rien n'a été écrit" in capsys.readouterr().err


# --- a whole file ---------------------------------------------------------------------------
def bad_cells(rows: Sequence[Ligne]) -> Iterator[str]:
    return (champ for row in rows for champ, cell in row.cellules.items() if isinstance(cell, Erreur))


DES_COLONNES: Mapping[str, str] = {
    "SURFHAB": "surface", "FINAN": "financement", "DEPCOM": "commune", "LOYERPRINC": "loyer",
}  # fmt: skip


@pytest.mark.parametrize(("nom", "table"), [("rpls", "logements"), ("rpls-vacances", "vacances")])
def test_every_row_of_a_dirty_rpls_is_accounted_for(nom: str, table: str, tmp_path: Path) -> None:
    made = generate(3_000)
    path = tmp_path / "rpls-2025.csv"
    path.write_text(made.contenu, "utf-8")
    depot = laid(tmp_path, nom)
    (depot / "donnees" / "rpls-exemple.csv").unlink()
    dossier = opened(depot, path)
    (fichier,) = dossier.fichiers
    assert (fichier.lues, fichier.refusees) == (made.lignes, made.refusees)
    assert fichier.lues == fichier.gardees + fichier.refusees
    kept = [row for row in rows_of(dossier.faits, table) if not row.refusee]
    assert len(kept) == fichier.gardees
    # Rows of one identifier that differ are errors too: the row kept of it is set apart.
    wrong = Counter(bad_cells([row for row in kept if row.id != "LG-000000"]))
    expected = {DES_COLONNES[c]: n for c, n in made.abimees.items() if DES_COLONNES[c] in kept[0].cellules}
    assert wrong == Counter(expected)
    told = findings(dossier)
    # Dwellings whose lease is dated, to the month, and the day they were available is not.
    let = [row for row in kept if isinstance(row.cellule("bail"), Connu)]
    assert told.pop("CR806", 0) == sum(isinstance(row.cellule("disponibilite"), Inconnu) for row in let)
    assert sum(told.values()) == made.refusees + sum(expected.values())


# --- before a file is read ------------------------------------------------------------------
FAUTIVES = {
    "CR725": ("mise_en_location: { colonne: DT_LOC, format: aaaa }", "logements"),
    "CR726": ("loyer: LOYER", "vacances"),
    "CR728": ('qpv: { colonne: QPV, codes: { "1": oui, "9": sans objet } }', "vacances"),
    "CR739": ("bail: { colonne: DT_BAIL, codes: { EN COURS: pas survenu } }", "vacances"),
    "CR741": ("bail: { colonne: DT_BAIL, format: jj/mm/aaaa, par défaut: 2025-02-31 }", "vacances"),
    "CR743": ("etage: { colonne: ETAGE, codes: { RDC: bas } }", "vacances"),
}


@pytest.mark.parametrize("code", FAUTIVES)
def test_check_tells_what_reading_the_data_would_and_evaluate_tells_it_once(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    column, table = FAUTIVES[code]
    depot = laid(tmp_path)
    columns = {"vacances": ["id: NUM_VAC"], "logements": ["id: NUM_VAC"]}
    columns[table].append(column)
    lines = ["correspondance: erp", 'bailleur: "000000000"', "fichiers:"]
    lines += ['  vacances: { fichier: "v.csv" }', '  logements: { fichier: "l.csv" }', "colonnes:"]
    for nom, own in columns.items():
        lines += [f"  {nom}:", *(f"    {x}" for x in own)]
    (depot / "correspondance.yaml").write_text("\n".join((*lines, "ignore: [X]", "")), "utf-8")
    title = re.search(r"[A-Z][A-Z_]+", column)
    assert title is not None
    for nom in columns:
        titles = f"NUM_VAC;{title[0] if nom == table else 'X'}"
        (depot / f"{nom[0]}.csv").write_text(f"{titles}\nV1;\n", "utf-8")
    capsys.readouterr()
    assert run(["check", str(depot)]) == 1
    assert capsys.readouterr().out.count(f"[{code}]") == 1
    assert run(["evaluate", "--depot", str(depot), "--as-of", "2026-01-05"]) == 1
    assert capsys.readouterr().err.count(f"[{code}]") == 1
