"""What a hostile convention, project, file or argument holds commands no screen, nor what is written."""

import os
import re
import shutil
from pathlib import Path

import pytest

from convrules.cli.main import run
from render.test_signes import CHARTE, clean

EXEMPLE = Path(__file__).parents[2] / "conventions" / "exemples" / "oph-plaine-nord"
ECRIT = r"conforme\u001b[2K\u001b]0;t\u0007\rEn règle\u202E"
NOM = "h\x1b[2K\x07\u202eg\u2066\x9b\nerreur"
JOUR = ("--as-of", "2026-01-05")
RETENUES = 12
BEGUN = re.compile(r"^erreur(?!\[)", re.M)
"""A line that nothing of ours begins."""


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXEMPLE, tmp_path / "depot")
    monkeypatch.chdir(tmp_path / "depot")
    for name in ("vacances-2025.csv", "candidatures-2025.csv", "journal-2025.csv"):
        path = Path("donnees") / name
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:RETENUES]))
    return tmp_path / "depot"


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text("utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), "utf-8")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code, and all that is said, which commands nothing."""
    code = run(arguments)
    read = capsys.readouterr()
    assert clean(read.out + read.err), (arguments, sorted(map(ascii, set(read.out + read.err) & set(CHARTE))))
    assert code in (0, 1, 2) and BEGUN.search(read.out + read.err) is None
    return code, read.out + read.err


ETAT = "conventions/etat-93.yaml"
PLACES = (
    (ETAT, "nom: OPH Plaine Nord", f'nom: "{ECRIT}"'),
    (ETAT, "document: {", f'document: {{ titre: "{ECRIT}",'),
    (ETAT, 'articles: ["1"', f'articles: ["1", "{ECRIT}"'),
    (ETAT, "accepté par: service habitat", f'accepté par: "{ECRIT}"'),
    (ETAT, "  - champ: logements_ordinaires", f'  - champ: "{ECRIT}"'),
    (ETAT, "  gestion:", f'  "{ECRIT}":'),
    ("conventions/etat-93.essais.yaml", "essais:", f'énoncé: "{ECRIT}"\nessais:'),
    ("correspondance.yaml", "id: NUM_VAC", f'id: "{ECRIT}"'),
    ("correspondance.yaml", "codes: { DECES:", f'codes: {{ "{ECRIT}": conge, DECES:'),
    ("conventions/als-93.yaml", "clauses:", "clauses: # la \u202eligne"),
    ("conventions/als-93.yaml", "règle: ", "règle: \u2067"),
)


def hostile(path: str) -> None:
    for one, old, new in PLACES:
        if one == path:
            edit(path, old, new)


@pytest.mark.parametrize("path", sorted({path for path, _, _ in PLACES}))
def test_a_file_that_holds_one_is_refused(depot: Path, capsys: pytest.CaptureFixture[str], path: str) -> None:
    hostile(path)
    code, told = said(capsys, "check", "--format", "concise")
    assert code == 1 and told.count("CR003") >= sum(one == path for one, _, _ in PLACES)
    assert {line.split(":")[0] for line in told.splitlines() if "CR003" in line} == {path}
    before = Path(path).read_bytes()
    assert said(capsys, "fmt", path)[0] == 1 and Path(path).read_bytes() == before


@pytest.mark.parametrize("forme", ["text", "json", "sarif", "github", "gitlab", "junit"])
def test_what_is_refused_is_shown_without_it(
    depot: Path, capsys: pytest.CaptureFixture[str], forme: str
) -> None:
    for path in {path for path, _, _ in PLACES}:
        hostile(path)
    code, told = said(capsys, "check", "--format", forme)
    assert code == 1 and "CR003" in told


@pytest.mark.parametrize(
    "new",
    [f'nom = "{ECRIT}"', 'nom = "a"\n# la \u202eligne', f'nom = "a"\n"{ECRIT}" = 1', "nom = 'a\x9bb'"],
)
def test_a_project_that_holds_one_is_refused(
    depot: Path, capsys: pytest.CaptureFixture[str], new: str
) -> None:
    edit("convrules.toml", 'nom = "OPH Plaine Nord (exemple inventé)"', new.replace(r"\u001b", r"\u001B"))
    code, told = said(capsys, "check")
    assert code == 2 and "ce caractère de commande n'a pas de sens" in told


def test_the_project_says_by_an_escape_what_it_may(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("convrules.toml", 'nom = "OPH', r'nom = "L\u2019OPH\u202F: \n OPH')
    assert said(capsys, "check")[0] == 0
    said(capsys, "compliance", "--year", "2025", *JOUR, "-o", "a.html")
    assert "<title>Bilan 2025 — L’OPH\u202f: OPH Plaine" in Path("a.html").read_text("utf-8")


def test_a_name_begins_no_line(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Written by an escape, or on several lines."""
    edit("conventions/etat-93.yaml", "nom: Préfet de la Seine-Saint-Denis", r'nom: "Préfet\n\nerreur\n"')
    edit("conventions/etat-93.yaml", "raison: L'article", "raison: |\n      erreur\n      L'article")
    assert said(capsys, "check")[0] == 0
    for command in (
        ("compliance", "--year", "2025", *JOUR),
        ("orient", *JOUR),
        ("explain", "V2025-00001", *JOUR),
    ):
        said(capsys, *command)


@pytest.mark.skipif(os.name == "nt", reason="such a name is none there")
@pytest.mark.parametrize("forme", ["text", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_a_name_of_file(depot: Path, capsys: pytest.CaptureFixture[str], forme: str) -> None:
    edit("conventions/etat-93.yaml", "report: solde arrondi", "report: bof")
    Path("conventions", NOM).mkdir()
    Path("conventions/etat-93.yaml").rename(Path("conventions", NOM, f"{NOM}.yaml"))
    code, told = said(capsys, "check", "--format", forme, "--output", f"{forme}:constats")
    assert code == 1 and "CR" in told and clean(Path("constats").read_text("utf-8"))
    if forme == "text":
        said(capsys, "fmt", "--diff")
        said(capsys, "evaluate", *JOUR)


@pytest.mark.skipif(os.name == "nt", reason="such a name is none there")
def test_a_name_of_a_file_of_data(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("donnees/vacances-2025.csv").rename(Path("donnees", f"vacances-2025{NOM}.csv"))
    written = ("a.html", "q.txt", "r.csv")
    options = ("-o", written[0], "--qualite", written[1], "--rejets", written[2])
    said(capsys, "compliance", "--year", "2025", *JOUR, *options)
    # Why: a line of a table ends so.
    assert all(clean(Path(nom).read_bytes().decode("utf-8").replace("\r\n", "\n")) for nom in written)


MOT = NOM.replace("\n", " ")
ARGUMENTS = (
    (MOT,),
    ("check", MOT),
    ("check", "--format", MOT),
    ("check", "--output", f"json:/dev/null/{MOT}"),
    ("explain", MOT),
    ("explain", MOT, *JOUR),
    ("evaluate", "--as-of", MOT),
    ("evaluate", *JOUR, "--depot", MOT),
    ("evaluate", *JOUR, "--data", MOT),
    ("orient", *JOUR, "--vacance", MOT),
    ("orient", *JOUR, "--decide", f"V2025-00001={MOT}", "--par", MOT),
    ("init", "--data", MOT),
    ("bilan", *JOUR, "--verify", MOT),
    (f"--{MOT}",),
)


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=range(len(ARGUMENTS)))
def test_an_argument(depot: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, told = said(capsys, *arguments)
    assert code == 2 and told


def test_a_cell_of_several_lines(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is text where it is no identifier; in what it is shown, it begins no line."""
    path = Path("donnees/vacances-2025.csv")
    content = path.read_bytes().replace(b";L221886;", b';"L\nerreur\n";').replace(b";T2;", b';"T\nerreur\n";')
    path.write_bytes(content)
    for command in (("explain", "V2025-00001"), ("evaluate",), ("orient",)):
        said(capsys, *command, *JOUR)
