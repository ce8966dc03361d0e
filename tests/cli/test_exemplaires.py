"""`convrules compliance --exemplaires`: the page of each holder shows its conventions, and names of the rows
of the data only those that are on its account for certain."""

import csv
import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from cli.bilan_rendu import AN, VILLE, depot, edit
from cli.test_annee_dite import DEPOTS
from convrules.cli.main import run

__all__ = ["depot"]

COMPLIANCE = ["compliance", "--depot", "depot", "--year", "2025"]
PAGES = {"prefet.html", f"{VILLE}.html"}


def written(*options: str, code: int = 0, sous: str = "ex") -> dict[str, str]:
    assert run(["compliance", "--depot", "depot", *AN, "--exemplaires", sous, *options]) == code
    return {p.name: p.read_text("utf-8") for p in Path(sous).iterdir()}


def words(page: str) -> str:
    bare = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


@pytest.fixture
def whole(depot: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN, "--format", "json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_each_holder_has_its_page(depot: Path, whole: dict[str, object]) -> None:
    pages = written()
    assert set(pages) == PAGES
    ville, prefet = words(pages[f"{VILLE}.html"]), words(pages["prefet.html"])
    assert "Exemplaire remis à « Ville de Saint-Denis » : ses conventions." in ville
    assert "commune--mon-bailleur" in ville and "part_ville" in ville
    assert "Préfet" not in ville and "Ville de Saint-Denis" not in prefet and "part_ville" not in prefet
    for page in pages.values():
        assert "default-src 'none'" in page and "<script" not in page
        assert "Ce qui a été lu" not in page and "donnees/vacances" not in page


def test_its_figures_are_those_of_the_landlord(depot: Path, whole: dict[str, object]) -> None:
    page = words(written()[f"{VILLE}.html"])
    run(["compliance", "--depot", "depot", *AN, "-o", "tout.html"])
    landlord = words(Path("tout.html").read_text("utf-8"))
    (row,) = re.findall(r"part_ville \d .*? (?:conforme|non conforme|indéterminé)", page)
    assert row in landlord


def test_rows_of_others_are_counted_and_not_named(depot: Path, whole: dict[str, object]) -> None:
    for convention in whole["conventions"]:  # type: ignore[attr-defined]
        counts = {d["evenement"]: d["lignes"] for d in convention["livres"]["decomptes"]}
        own = {row for event in ("proposition", "attribution", "bail") for row in counts[event]}
        name = f"{VILLE}.html" if convention["convention"].startswith("commune") else "prefet.html"
        page = words(written(sous=name.removesuffix(".html"))[name])
        named = set(re.findall(r"\bV-\d+\b", page))
        assert named <= own
        assert named and "que cet exemplaire ne nomme pas" in page
        assert "non nommée" not in page


def test_an_account_that_is_recorded_otherwise_is_no_longer_named(depot: Path) -> None:
    before = words(written(sous="avant")[f"{VILLE}.html"])
    (first, *_) = re.findall(r"Comptées à coup sûr \(\d+\) : (V-\d+)", before)
    path = next((depot / "donnees").glob("vacances*.csv"))
    lines = path.read_text("utf-8").split("\n")
    head = lines[0].split(";")
    row = next(n for n, line in enumerate(lines) if line.startswith(f"{first};"))
    cells = lines[row].split(";")
    cells[head.index("CONTINGENT")] = "ETAT"
    lines[row] = ";".join(cells)
    path.write_text("\n".join(lines), "utf-8")
    assert first not in words(written(sous="apres")[f"{VILLE}.html"])


def test_a_folder_that_holds_something_else_is_left_alone(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("ex").mkdir()
    Path("ex/ancien.html").write_text("x", "utf-8")
    capsys.readouterr()
    assert written(code=2) == {"ancien.html": "x"}
    assert "« ex » contient « ancien.html »" in capsys.readouterr().err.replace("\u00a0", " ")


def test_what_an_engine_counts_has_no_page(depot: Path) -> None:
    options = ["compliance", "--depot", "depot", *AN, "--exemplaires", "ex", "--engine", "colonnes"]
    assert run(options) == 2
    assert not Path("ex").exists()


def test_the_same_data_give_the_same_bytes_again(depot: Path) -> None:
    assert written(sous="un") == written(sous="deux")
    assert written(sous="un") == written("--processus", "2", "--format", "json", sous="deux")


EXEMPLE = Path(__file__).parents[2] / "conventions/exemples/oph-plaine-nord"
CANDIDATURES = """
  - quota: candidats_dalo
    règle: au moins 25 % des candidatures dans l'assiette du bailleur, pour dalo
    application: ensemble
    arrondi: sans arrondi
    source: { article: "3" }
"""


def test_applications_are_counted_and_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even on other accounts: what a candidate is says something of a dwelling of another."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(EXEMPLE, "depot")
    with Path("depot/conventions/saint-denis.yaml").open("a", encoding="utf-8") as handle:
        handle.write(CANDIDATURES)
    page = words(written()[f"{VILLE}.html"])
    assert "candidats_dalo" in page
    assert not re.search(r"\bC\d{5}\b", page) and "ligne candidatures" not in page
    with Path("depot/donnees/vacances-2025.csv").open(encoding="utf-8-sig", newline="") as handle:
        account = {row["NUM_VAC"]: row["CONTINGENT"] for row in csv.DictReader(handle, delimiter=";")}
    named = set(re.findall(r"\bV2025-\d{5}\b", page))
    assert named and {account[row] for row in named} == {"VILLE"}


@pytest.mark.parametrize("fichier", ["ex", "ex/tout.html", "ex/a/tableaux"])
def test_the_landlord_s_copy_is_not_written_among_the_others(depot: Path, fichier: str) -> None:
    assert run(["compliance", "--depot", "depot", *AN, "-o", fichier, "--exemplaires", "ex"]) == 2
    assert not Path("ex").exists()


def test_more_than_fifty_of_its_own_are_all_named(depot: Path) -> None:
    path = next((depot / "donnees").glob("vacances*.csv"))
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    one = next(line for line in lines if ";VILLE;" in line)
    more = [f"W-{n:03d};" + one.partition(";")[2] for n in range(60)]
    path.write_text("\n".join([*lines, *more, ""]), "utf-8")
    page = words(written()[f"{VILLE}.html"])
    assert {f"W-{n:03d}" for n in range(60)} <= set(re.findall(r"\bW-\d{3}\b", page))
    assert "convrules compliance" not in page


CADRE = """
vocabulaire:
  cadre: { niveau: vacance, type: "oui/non", énoncé: logement promis à un cadre du préfet }
clauses:
  - imputation: ordre_du_prefet
    si: cadre
    règle: etat jusqu'à 10 logements puis commune
    source: { article: "1" }
  - décision humaine: avis_du_prefet
    question: Le dossier est-il prioritaire ?
    qui: préfet
    porte sur: vacance
    source: { article: "1" }
  - imputation: second_ordre
    si: avis_du_prefet
    règle: etat puis commune
    source: { article: "1" }
"""


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_what_another_convention_lacks_is_not_named(depot: Path, langue: str) -> None:
    """Nor by its gloss: a fact that another declares, a decision that another awaits."""
    edit(depot / "conventions/etat.yaml", ("\nclauses:\n", CADRE))
    edit(depot / "correspondance.yaml", ("    contingent:", "    cadre: CADRE\n    contingent:"))
    path = next((depot / "donnees").glob("vacances*.csv"))
    head, *lines = path.read_text("utf-8").rstrip("\n").split("\n")
    lines = [f"{line};".replace(";VILLE;", ";;") for line in lines]
    path.write_text("\n".join([f"{head};CADRE", *lines, ""]), "utf-8")
    pages = {nom: words(page) for nom, page in written("--lang", langue).items()}
    assert "cadre" in pages["prefet.html"] and "avis_du_prefet" in pages["prefet.html"]
    ville = pages[f"{VILLE}.html"]
    assert "cadre" not in ville and "prefet" not in ville
    assert "compte sur lequel" in ville or langue == "en"


AVENANT = """\
avenant: avenant-1
à: commune--mon-bailleur
en vigueur: { du: 2026-01-01 }
modifications:
  - prolonge: { au: 2028-12-31 }
    source: { article: "1" }
"""


def files_read(page: str) -> set[str]:
    return set(re.findall(r'<tr><th scope="row">([^<]*)</th><td><code>', page.replace("<wbr>", "")))


def test_files_read_are_those_of_its_own_conventions(depot: Path) -> None:
    """Their amendments and what they inherit, too; what is called so by others says who has a convention."""
    (depot / "conventions/avenant-ville.yaml").write_text(AVENANT, "utf-8")
    pages = {nom: files_read(page) for nom, page in written().items()}
    socle = {nom for nom in pages["prefet.html"] if "socles" in nom}
    assert len(socle) == 1
    assert pages["prefet.html"] - socle == {"conventions/etat.yaml"}
    assert pages[f"{VILLE}.html"] - socle == {"conventions/convention.yaml", "conventions/avenant-ville.yaml"}


MOTS = r"\bvos\b|\bvotre\b|convrules(?! \d|/)|\bCR\d{3}\b|« soldes »|(?<!\w)--[a-z]|[Cc]omplétez|json"


def test_a_page_says_nothing_that_only_the_landlord_can_do(depot: Path) -> None:
    with (depot / "convrules.toml").open("a", encoding="utf-8") as handle:
        handle.write("\n[alertes]\nretard = 0\nmarge = 9\njours = 360\n")
    for day in ("2026-01-05", "2025-06-15"):
        assert run([*COMPLIANCE, "--as-of", day, "--exemplaires", day]) == 0
        for path in Path(day).iterdir():
            assert re.findall(MOTS, words(path.read_text("utf-8"))) == []
    assert "Seuils déclarés par le bailleur." in words(Path("2025-06-15/prefet.html").read_text("utf-8"))


def test_a_folder_where_a_page_goes_is_seen_before_anything_is_written(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(f"ex/{VILLE}.html").mkdir(parents=True)
    capsys.readouterr()
    assert run([*COMPLIANCE, "--as-of", "2026-01-05", "--exemplaires", "ex"]) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert f"« ex/{VILLE}.html » est un dossier, et non un fichier (rien n'a été écrit)." in err
    assert [p.name for p in Path("ex").iterdir()] == [f"{VILLE}.html"]


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_who_has_no_convention_is_said_to_have_no_page(
    langue: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A town that shares the Prefect's part, and has signed nothing."""
    depot = Path(shutil.copytree(DEPOTS / "repartition-par-force", tmp_path / "depot"))
    command = ["compliance", "--depot", str(depot), *AN, "--lang", langue]
    assert run([*command, "--exemplaires", str(tmp_path / "ex")]) == 0
    assert [p.name for p in (tmp_path / "ex").iterdir()] == ["prefet.html"]
    said = " ".join(capsys.readouterr().err.split())
    assert {
        "fr": "Sans convention en vigueur à ce nom, donc sans exemplaire : la commune.",
        "en": "Without a convention in force in that name, hence without a copy: the commune.",
    }[langue] in said
