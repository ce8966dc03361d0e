"""Bad input through the real command line: its exit code, its code and place, its remedy, no traceback.

Texts lie in `cases/bad_input`, what is expected of each in `attendus.csv` there; what a text file cannot
hold (bytes, sizes, folders, links) is made here.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from convrules.cli.main import run

SRC = Path(__file__).parents[1] / "src"
CASES = Path(__file__).parent / "cases" / "bad_input"
JUSTE = (CASES / "juste.yaml").read_text(encoding="utf-8")
CLAUSE = '  - champ: c{}\n    règle: nature = logement_ordinaire\n    source: {{ article: "1" }}\n'
TITRES = "NUM;INSEE;NATURE;DT_DISPO\n"
BIEN_DIT = "Rien à signaler"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponse:
    sortie: int
    out: str
    err: str


def command(folder: Path, *arguments: str) -> Reponse:
    """The answer of `python -m convrules`, run in a folder. Never a traceback."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-m", "convrules", *arguments],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(SRC), "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )
    answer = Reponse(sortie=done.returncode, out=plain(done.stdout), err=plain(done.stderr))
    assert "Traceback" not in answer.out + answer.err
    return answer


def plain(stream: bytes) -> str:
    return stream.decode().replace("\u00a0", " ").replace("\u202f", " ")


def findings(text: str) -> list[tuple[str, str, str]]:
    """Code, file and place of each finding, in order."""
    found = re.findall(r"^\w+\[(CR\d{3})\]: .*\n *──▶ (.+?):(\d+:\d+)$", text, re.MULTILINE)
    return [(code, name, place) for code, name, place in found]


def remedies(text: str) -> list[str]:
    return re.findall(r"= aide : (.+)", text)


# --- texts ----------------------------------------------------------------------------------
def rows(suffix: str) -> list[object]:
    with (CASES / "attendus.csv").open(encoding="utf-8", newline="") as stream:
        table = [r for r in csv.DictReader(stream, delimiter=";") if r["fichier"].endswith(suffix)]
    return [pytest.param(r, id=r["fichier"]) for r in table]


def test_every_text_is_expected() -> None:
    named = {p.values[0]["fichier"] for suffix in (".yaml", ".csv") for p in rows(suffix)}  # type: ignore[attr-defined]
    lying = {p.name for p in CASES.iterdir() if p.is_file()}
    assert lying - named == {"juste.yaml", "juste.csv", "attendus.csv"}
    assert named <= lying


def matches(row: dict[str, str], text: str, name: str) -> None:
    """The findings of the row, in order; « … » stands for more of them."""
    *expected, last = row["constats"].split()
    more = last == "…"
    if not more:
        expected.append(last)
    found = findings(text)
    told = [f"{code}@{place}" for code, _, place in found]
    assert told[: len(expected)] == expected and (more or len(told) == len(expected))
    assert {file for _, file, _ in found} <= {name, "correspondance.yaml"}
    helps = remedies(text)
    assert len(helps) >= len(expected)
    assert any(row["aide"] in help_ for help_ in helps)


@pytest.mark.parametrize("row", rows(".yaml"))
def test_a_convention_that_is_refused(row: dict[str, str], tmp_path: Path) -> None:
    shutil.copy(CASES / row["fichier"], tmp_path)
    answer = command(tmp_path, "check", row["fichier"])
    assert answer.sortie == int(row["sortie"]) and answer.err == ""
    assert BIEN_DIT not in answer.out
    matches(row, answer.out, row["fichier"])


@pytest.mark.parametrize("row", rows(".csv"))
def test_data_that_is_refused(row: dict[str, str], tmp_path: Path) -> None:
    """`vacances`: how many are judged nonetheless, what is bad in them being told; 0: nothing is."""
    answer = evaluate(tmp_path, (CASES / row["fichier"]).read_bytes())
    assert answer.sortie == int(row["sortie"])
    matches(row, answer.err, "vacances.csv")
    judged = re.findall(r"^(\d+) vacances? au ", answer.out, re.MULTILINE)
    assert judged == ([] if row["vacances"] == "0" else [row["vacances"]])
    assert bool(judged) == bool(answer.out)


def evaluate(folder: Path, vacances: bytes | None) -> Reponse:
    depot = shutil.copytree(CASES / "depot", folder / "depot")
    if vacances is not None:
        (depot / "vacances.csv").write_bytes(vacances)
    return command(depot, "evaluate", "--as-of", "2025-12-31")


def test_the_texts_without_a_fault_pass(tmp_path: Path) -> None:
    shutil.copy(CASES / "juste.yaml", tmp_path)
    assert command(tmp_path, "check", "juste.yaml").sortie == 0
    answer = evaluate(tmp_path, (CASES / "juste.csv").read_bytes())
    assert (answer.sortie, answer.err) == (0, "vacances : 1 ligne lue = 1 gardée + 0 refusée.\n")
    assert answer.out.startswith("1 vacance ")


# --- bytes and sizes ------------------------------------------------------------------------
OCTETS: list[tuple[str, bytes, str, str]] = [
    ("cp1252", JUSTE.encode("cp1252"), "CR001@3:2", "UTF-8"),
    ("utf-16", JUSTE.encode("utf-16"), "CR001@1:1", "UTF-8"),
    ("image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", "CR001@1:1", ""),
    ("octet-nul", JUSTE.encode() + b"# \0\n", "CR003@19:3", ""),
    ("ligne-retournee", JUSTE.encode() + "# \u202e\n".encode(), "CR003@19:3", ""),
    ("deux-mega", (JUSTE + "# " + "x" * 98 + "\n" + "# " * 1_050_000).encode(), "CR901@", "Séparez-le"),
    ("trop-profond", b"convention: " + b"[" * 400 + b"]" * 400, "CR902@", ""),
]


@pytest.mark.parametrize(("content", "place", "aide"), [o[1:] for o in OCTETS], ids=[o[0] for o in OCTETS])
def test_bytes_that_are_refused(content: bytes, place: str, aide: str, tmp_path: Path) -> None:
    (tmp_path / "convention.yaml").write_bytes(content)
    answer = command(tmp_path, "check", "convention.yaml")
    assert answer.sortie == 1 and answer.err == "" and BIEN_DIT not in answer.out
    code, file, at = findings(answer.out)[0]
    assert file == "convention.yaml" and f"{code}@{at}".startswith(place)
    assert any(aide in help_ for help_ in remedies(answer.out))


DONNEES: list[tuple[str, bytes, str]] = [
    ("cp1252-non-declare", (TITRES + "Vé;93066;LO;03/02/2025\n").encode("cp1252"), "CR705@2:1"),
    ("octet-nul", (TITRES + "V1;93066;L\0O;03/02/2025\n").encode(), "CR711@2:1"),
    ("classeur", b"PK\x03\x04\0\0", "CR709@1:1"),
]


@pytest.mark.parametrize(("content", "place"), [d[1:] for d in DONNEES], ids=[d[0] for d in DONNEES])
def test_data_files_that_are_refused(content: bytes, place: str, tmp_path: Path) -> None:
    assert_refused(evaluate(tmp_path, content), place, sortie=1)


def test_a_data_file_that_is_not_there(tmp_path: Path) -> None:
    """As one that does not open: it is the command that is set up wrong, no content."""
    assert_refused(evaluate(tmp_path, None), "CR701@4:24", sortie=2)


def assert_refused(answer: Reponse, place: str, *, sortie: int) -> None:
    assert answer.sortie == sortie and answer.out == ""
    assert [f"{code}@{at}" for code, _, at in findings(answer.err)] == [place]
    assert remedies(answer.err)


def test_other_line_ends_change_nothing_but_bytes(tmp_path: Path) -> None:
    (tmp_path / "convention.yaml").write_bytes(JUSTE.replace("\n", "\r\n").encode())
    assert command(tmp_path, "check", "convention.yaml").sortie == 0
    wrong = JUSTE.replace("nature =", "naturre =").replace("\n", "\r\n")
    (tmp_path / "convention.yaml").write_bytes(wrong.encode())
    assert findings(command(tmp_path, "check", "convention.yaml").out) == [
        ("CR201", "convention.yaml", "17:12")
    ]


def test_ten_thousand_clauses(tmp_path: Path) -> None:
    """Read whole: a fault in the last one is told at its place."""
    many = JUSTE + "".join(CLAUSE.format(i) for i in range(9_999))
    (tmp_path / "convention.yaml").write_text(many, encoding="utf-8")
    answer = command(tmp_path, "check", "convention.yaml")
    assert answer.sortie == 0 and "10 000 règles" in answer.out
    wrong = many + CLAUSE.format("_dernier").replace("nature =", "naturre =")
    (tmp_path / "convention.yaml").write_text(wrong, encoding="utf-8")
    answer = command(tmp_path, "check", "convention.yaml")
    assert answer.sortie == 1
    assert findings(answer.out) == [("CR201", "convention.yaml", f"{wrong.count(chr(10)) - 1}:12")]


# --- places ---------------------------------------------------------------------------------
def make_loop(folder: Path) -> str:
    (folder / "boucle.yaml").symlink_to("boucle.yaml")
    return "boucle.yaml"


def make_empty(folder: Path) -> str:
    (folder / "vide").mkdir()
    return "vide"


def make_folder(folder: Path) -> str:
    (folder / "dossier.yaml").mkdir()
    return "dossier.yaml"


def make_dead_link(folder: Path) -> str:
    (folder / "lien.yaml").symlink_to("nulle-part.yaml")
    return "lien.yaml"


LIEUX: list[tuple[str, Callable[[Path], str], str]] = [
    ("dossier-vide", make_empty, "« vide » ne contient aucun fichier de convention"),
    ("absent", lambda folder: "absent.yaml", "« absent.yaml » n'existe pas"),
    ("dossier", make_folder, "« dossier.yaml » ne contient aucun fichier de convention"),
    ("lien-mort", make_dead_link, "« lien.yaml »"),
    ("boucle", make_loop, "« boucle.yaml »"),
]


def test_a_mapping_alone_is_nothing_to_check(tmp_path: Path) -> None:
    """One message: not « rien à signaler » beside « aucune règle à vérifier »."""
    shutil.copy(CASES / "depot" / "correspondance.yaml", tmp_path)
    answer = command(tmp_path, "check", ".", "--output", "text:constats.txt")
    assert (answer.sortie, answer.out) == (2, "")
    assert answer.err == "Erreur : Aucune règle à vérifier dans ce qui est donné.\n"
    written = (tmp_path / "constats.txt").read_text(encoding="utf-8")
    assert "Aucune règle à vérifier" in written and "Rien à signaler" not in written


def test_a_mapping_asked_for_by_name_is_checked(tmp_path: Path) -> None:
    """Sound, it is said to be; with a mistake, it is told."""
    path = tmp_path / "correspondance.yaml"
    shutil.copy(CASES / "depot" / "correspondance.yaml", path)
    answer = command(tmp_path, "check", "correspondance.yaml")
    assert (answer.sortie, answer.err) == (0, "")
    assert answer.out.replace("\u00a0", " ") == "Rien à signaler (1 fichier, 1 correspondance).\n"
    path.write_text(path.read_text(encoding="utf-8").replace("bailleur:", "bayeur:"), encoding="utf-8")
    assert command(tmp_path, "check", "correspondance.yaml").sortie == 1


def test_a_policy_has_rules(tmp_path: Path) -> None:
    """They are counted as those of a convention."""
    policy = """politique: oph-exemple
bailleur: { nom: OPH Exemple, siren: "000000000" }
en vigueur: { du: 2025-01-01, au: 2025-12-31 }
clauses:
  - critère: retard
    mesure: compte.retard
    poids: 3
départage: etat puis commune
"""
    (tmp_path / "politique.yaml").write_text(policy, encoding="utf-8")
    answer = command(tmp_path, "check", "politique.yaml")
    assert (answer.sortie, answer.err) == (0, "")
    assert answer.out.replace("\u00a0", " ") == "Rien à signaler (1 fichier, 2 règles, 0 cas).\n"


@pytest.mark.parametrize(("make", "said"), [x[1:] for x in LIEUX], ids=[x[0] for x in LIEUX])
def test_nothing_to_check_is_bad_usage(make: Callable[[Path], str], said: str, tmp_path: Path) -> None:
    answer = command(tmp_path, "check", make(tmp_path))
    assert answer.sortie == 2
    assert said in answer.err
    assert answer.out == ""


def test_a_file_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process: a superuser, as in a container, may read any file whatever its mode."""
    (tmp_path / "convention.yaml").write_text(JUSTE, encoding="utf-8")

    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "convention.yaml":
            raise PermissionError(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert run(["check", str(tmp_path / "convention.yaml")]) == 2
    assert "convention.yaml » ne s'ouvre pas : la lecture n'est pas autorisée" in capsys.readouterr().err


def test_a_folder_that_holds_itself_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "convention.yaml").write_text(JUSTE, encoding="utf-8")
    (tmp_path / "encore").symlink_to(tmp_path, target_is_directory=True)
    answer = command(tmp_path, "check", ".")
    assert answer.sortie == 0 and "(1 fichier, " in answer.out


def test_a_path_with_spaces_and_accents(tmp_path: Path) -> None:
    folder = tmp_path / "dossier d'été, à relire"
    folder.mkdir()
    (folder / "convention d'État.yaml").write_text(JUSTE.replace("nature =", "naturre ="), encoding="utf-8")
    answer = command(tmp_path, "check", folder.name)
    assert answer.sortie == 1
    assert findings(answer.out) == [("CR201", f"{folder.name}/convention d'État.yaml", "17:12")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("evaluate", "--data", "absent.csv"), "« absent.csv » n'existe pas"),
        (("evaluate", "--data", "absent-*.csv"), "« absent-*.csv » ne désigne aucun fichier"),
        (("evaluate", "--depot", "absent"), "« absent » n'existe pas"),
        (("compliance", "--year", "2025", "--data", "absente.yaml"), "« absente.yaml » n'existe pas"),
        (("test", "absent.essais.yaml"), "« absent.essais.yaml » n'existe pas"),
    ],
)
def test_what_is_named_and_is_not_there(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    depot = shutil.copytree(CASES / "depot", tmp_path / "depot")
    day = () if arguments[0] == "test" else ("--as-of", "2025-12-31")
    answer = command(depot, *arguments, *day)
    assert answer.sortie == 2 and said in answer.err


def test_a_project_file_that_does_not_read(tmp_path: Path) -> None:
    (tmp_path / "convrules.toml").write_text("[depot\nnom = x\n", encoding="utf-8")
    (tmp_path / "convention.yaml").write_text(JUSTE, encoding="utf-8")
    answer = command(tmp_path, "check", ".")
    assert answer.sortie == 2 and ("CR619", "convrules.toml", "1:1") in findings(answer.out)


@pytest.mark.parametrize(("avant", "code", "constats"), [("", 0, []), ("nat", 1, [("CR201", "17:12")])])
def test_lines_that_end_as_on_old_macs_are_read(
    avant: str, code: int, constats: list[tuple[str, str]], tmp_path: Path
) -> None:
    text = JUSTE.replace("nature =", f"{avant}nature =").replace("\n", "\r")
    (tmp_path / "c.yaml").write_bytes(text.encode())
    answer = command(tmp_path, "check", "c.yaml")
    assert answer.sortie == code
    assert [(found, place) for found, _, place in findings(answer.out)] == constats


def test_the_project_file_is_not_read_as_a_convention(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(JUSTE, encoding="utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', encoding="utf-8")
    answer = command(tmp_path, "check", "convrules.toml")
    assert answer.sortie == 2
    assert "« convrules.toml » est le fichier du projet : vérifiez le dossier qui le contient." in answer.err
