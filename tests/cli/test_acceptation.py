"""Findings that a person accepts, in a comment or in the list of the repository: what is left to tell."""

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from convrules.cli import check as commande
from convrules.cli.main import run
from convrules.diagnostics import catalogue
from frames import frame_clauses

DEUX = """\
- éligibilité: petits
  règle: typologie dans [T1, T2]
  source: {{ article: "1" }}
- éligibilité: grands
  {dessus}
  règle: typologie dans [T4, T5]{bout}
  source: {{ article: "1" }}
"""
MOTIF = "motif: délibération du 12 mars 2025"
LISTE = Path("convrules.acceptes.json")


def write(dessus: str = "# rien", bout: str = "", name: str = "c.yaml") -> None:
    Path(name).write_text(frame_clauses(DEUX.format(dessus=dessus, bout=bout)), "utf-8")


@pytest.fixture(autouse=True)
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commande, "today", lambda: date(2026, 6, 1))
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    Path("convrules.toml").write_text('[depot]\nnom = "essai"\n', "utf-8")
    write()


@dataclass(frozen=True)
class Dit:
    """What a check says: codes with their places, what it accepts, its exit code."""

    codes: list[str]
    acceptes: list[tuple[str, str, str | None, str]]
    code: int


def check(capsys: pytest.CaptureFixture[str], *options: str) -> Dit:
    code = run(["check", "--strict", "--format", "json", *options])
    read = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "check.json").read_text("utf-8"))
    jsonschema.validate(read, schema)
    return Dit(
        codes=[f"{d['code']}:{d['ligne']}" for d in read["diagnostics"]],
        acceptes=[(a["code"], a["motif"], a["jusqu_au"], a["par"]) for a in read["acceptes"]],
        code=code,
    )


PAS_LU = ["CR031:19", "CR502:20"]
# Comment above line 20 (line 19), comment at the end of line 20, what is told, what is accepted.
COMMENTAIRES = {
    "nothing": ("# rien", "", ["CR502:20"], None),
    "above": (f"# convrules: ignore[CR502] {MOTIF}", "", [], None),
    "beside": ("# rien", f"  # convrules: ignore[CR502] {MOTIF}", [], None),
    "several codes": (f"# convrules: ignore[CR503, CR502] {MOTIF}", "", ["CR035:19"], None),
    "last day": (f"# convrules: ignore[CR502] {MOTIF}, jusqu'au 2026-06-01", "", [], "2026-06-01"),
    "curly apostrophe": (f"# convrules: ignore[CR502] {MOTIF}, jusqu’au 2026-06-01", "", [], "2026-06-01"),
    "expired": (f"# convrules: ignore[CR502] {MOTIF}, jusqu'au 2026-05-31", "",
                ["CR036:19", "CR502:20"], None),
    "no such day": (f"# convrules: ignore[CR502] {MOTIF}, jusqu'au 2026-02-31", "", PAS_LU, None),
    "French day": (f"# convrules: ignore[CR502] {MOTIF}, jusqu'au 01/06/2027", "", PAS_LU, None),
    "no reason": ("# convrules: ignore[CR502]", "", ["CR032:19", "CR502:20"], None),
    "empty reason": ("# convrules: ignore[CR502] motif:", "", ["CR032:19", "CR502:20"], None),
    "no brackets": (f"# convrules: ignore CR502 {MOTIF}", "", PAS_LU, None),
    "no code": (f"# convrules: ignore[] {MOTIF}", "", PAS_LU, None),
    "unknown code": (f"# convrules: ignore[CR599] {MOTIF}", "", ["CR033:19", "CR502:20"], None),
    "an error": (f"# convrules: ignore[CR302] {MOTIF}", "", ["CR034:19", "CR502:20"], None),
    "another code": (f"# convrules: ignore[CR503] {MOTIF}", "", ["CR035:19", "CR502:20"], None),
}  # fmt: skip


@pytest.mark.parametrize("nom", COMMENTAIRES)
def test_comments(nom: str, capsys: pytest.CaptureFixture[str]) -> None:
    dessus, bout, codes, jusqu_au = COMMENTAIRES[nom]
    write(dessus, bout)
    said = check(capsys)
    told = any(code.startswith("CR502") for code in codes)
    # Why not while an error stands: other checks may not have run, so nothing is said to be useless.
    assert said.codes == codes
    motif = "délibération du 12 mars 2025"
    assert said.acceptes == ([] if told else [("CR502", motif, jusqu_au, "commentaire")])
    assert said.code == (1 if codes else 0)


def test_a_comment_inside_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence of several lines takes comments, and the sign stands on the line that the finding shows."""
    sign = "# convrules: ignore[CR502] motif: délibération « n° 12 », l’an dernier"
    block = f"règle: >-\n    {sign}\n    typologie dans [T4, T5]"
    text = frame_clauses(DEUX.format(dessus="# rien", bout="")).replace(
        "règle: typologie dans [T4, T5]", block.replace("\n", "\n  ")
    )
    Path("c.yaml").write_text(text, "utf-8")
    said = check(capsys)
    assert (said.codes, said.code) == ([], 0)
    assert [a[1] for a in said.acceptes] == ["délibération « n° 12 », l’an dernier"]


def test_accepted_findings_are_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    write(f"# convrules: ignore[CR502] {MOTIF}")
    assert run(["check", "--strict", "--output", "sarif:c.sarif"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("1\u00a0constat accepté\u202f: 1 par commentaire.\n") and "CR502" not in out
    (result,) = json.loads(Path("c.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "délibération du 12 mars 2025"}]


def test_the_list_accepts_what_stands_today_and_nothing_more(capsys: pytest.CaptureFixture[str]) -> None:
    said = check(capsys, "--write-baseline")
    assert (said.codes, said.code) == ([], 0)
    assert [a[0::3] for a in said.acceptes] == [("CR502", "liste")]
    assert json.loads(LISTE.read_text("utf-8"))["constats"] == [
        {"code": "CR502", "fichier": "c.yaml", "fil": "convention « exemple »", "nombre": 1}
    ]
    write(name="d.yaml")
    text = Path("d.yaml").read_text("utf-8").replace("convention: exemple", "convention: autre")
    Path("d.yaml").write_text(text.replace('"93"', '"94"'), "utf-8")
    said = check(capsys)
    assert [c[:5] for c in said.codes if c.startswith("CR502")] == ["CR502"] and said.code == 1


def test_a_list_is_pruned_of_what_was_mended(capsys: pytest.CaptureFixture[str]) -> None:
    check(capsys, "--write-baseline")
    Path("c.yaml").write_text(frame_clauses(DEUX.split("- éligibilité: grands")[0].format()), "utf-8")
    said = check(capsys)
    assert (said.codes, said.code) == (["CR038:1"], 1)
    said = check(capsys, "--prune-baseline")
    assert (said.codes, said.code) == ([], 0)
    assert json.loads(LISTE.read_text("utf-8"))["constats"] == []


def test_pruning_accepts_nothing_new(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "--prune-baseline").codes == ["CR502:20"]
    assert not LISTE.exists()


def test_no_error_is_ever_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("c.yaml").write_text(
        frame_clauses("- champ: x\n  règle: surface > 40\n  source: { article: '1' }\n"), "utf-8"
    )
    said = check(capsys, "--write-baseline")
    assert said.codes == ["CR302:16"] and not LISTE.exists() and said.code == 1


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"schema": "autre/1", "constats": []}', "\x00", "[" * 5000]
)
def test_a_damaged_list_accepts_nothing(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    LISTE.write_text(content, "utf-8")
    said = check(capsys)
    assert (said.codes, said.acceptes, said.code) == (["CR502:20", "CR037:1"], [], 1)
    assert check(capsys, "--write-baseline").codes == ["CR502:20", "CR037:1"]
    assert LISTE.read_text("utf-8") == content


def test_every_page_is_met_here() -> None:
    """A remedy for each code of acceptances, and the sections of its page."""
    for code in ("CR031", "CR032", "CR033", "CR034", "CR035", "CR036", "CR037", "CR038"):
        page = catalogue.page(code)
        assert page is not None and page.aides
        assert all(f"## {section}\n" in page.corps for section in catalogue.SECTIONS)
