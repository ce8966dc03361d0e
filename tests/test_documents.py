"""Documents are true: their commands run, their screens are what is printed, their conventions check, their
links lead somewhere.

Marks, as comments before a fenced block, read in order and played in one scratch folder per document:
`exécuter` (each line runs; `exécuter: code 1` for another exit code), `écran` (lines that the last block
printed, `[…]` standing for what is left out), `page: P` (the same of the page P that was written),
`fichier: P` and `suite: P` (the block begins or continues the file P), `modifier: P | a | b` (no block: the
one `a` of the file P becomes `b`).
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest

from convrules import api
from convrules.cli.group import A_VENIR, COMMANDES
from convrules.cli.main import run
from convrules.diagnostics import catalogue
from frames import frame_clauses, frame_entete

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/guide.md"
README = ROOT / "README.md"
DOCUMENTS = (README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
PLAYED_WHOLE = ("convention", "avenant", "cas", "politique", "autre", "socle", "correspondance", "lignes")
PLAYED = [path for path in DOCUMENTS if "<!-- exécuter" in path.read_text("utf-8")]

MARK = re.compile(
    r"<!-- (exécuter|écran|page|fichier|suite|modifier)(?:: (.+?))? -->\n(?:```\w+\n(.*?)```)?", re.S
)
SNIPPET = re.compile(r"^```yaml (\w+)\n(.*?)^```", re.S | re.M)
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")
TOUR = re.compile(r"`\.venv/bin/(convrules [^`]+)`")
COMMAND = re.compile(r"<!-- commande: (\w+) -->\n```sh\n(.*?)```", re.S)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- playing a document ---------------------------------------------------------------------
@dataclass(slots=True)
class Player:
    """One document, played from its first mark to its last."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    printed: str = ""
    ran: list[str] = field(default_factory=list)

    def play(self, kind: str, argument: str, block: str) -> None:
        match kind:
            case "exécuter":
                self.execute(block, int(argument.removeprefix("code ") or 0))
            case "écran":
                assert missing(block, self.printed) is None, missing(block, self.printed)
            case "page":
                said = lines_of_page((self.folder / argument).read_text("utf-8"))
                assert missing(block, said) is None, missing(block, said)
            case "fichier":
                path = self.folder / argument
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block, "utf-8")
            case "suite":
                path = self.folder / argument
                path.write_text(path.read_text("utf-8") + block, "utf-8")
            case "modifier":
                self.edit(*argument.split(" | "))
            case _:
                raise AssertionError(kind)

    def execute(self, block: str, code: int) -> None:
        """Every line of a block ends well; the last, with this code."""
        self.printed = ""
        lines = block.splitlines()
        for line in lines:
            words = shlex.split(line)
            if words[0] == "cd":
                self.folder /= words[1]
                self.monkeypatch.chdir(self.folder)
                continue
            assert words[0] == "convrules", f"« {line} » : seules les commandes convrules se rejouent"
            ended = run(words[1:])
            streams = self.capsys.readouterr()
            self.printed += streams.out + streams.err
            assert ended == (code if line == lines[-1] else 0), f"« {line} » : code {ended}\n{self.printed}"
            self.ran.append(line)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"« {old} » n'est pas une seule fois dans {name}"
        path.write_text(text.replace(old, new), "utf-8")


def lines_of_page(page: str) -> str:
    """A line for each text of a page, items of lists with their bullet."""
    return unescape(re.sub(r"<[^>]+>", "\n", page.replace("<li>", "\n• ")))


def missing(screen: str, printed: str) -> str | None:
    """The first line of a screen that is not in what was printed, after the lines before it.

    A line without `[…]` is a whole line; blanks count as one; blank lines do not count.
    """
    rest = "\n".join(" ".join(line.split()) for line in printed.splitlines()) + "\n"
    for line in screen.splitlines():
        parts = [re.escape(" ".join(part.split())) for part in line.split("[…]")]
        if not any(parts):
            continue
        found = re.search("^" + "[^\n]*?".join(parts) + "$", rest, re.M)
        if found is None:
            return f"« {line} » n'est pas (ou plus) à l'écran :\n{printed}"
        rest = rest[found.end() :]
    return None


def test_an_invented_screen_is_seen() -> None:
    printed = "a\n\n  b  1 c\nd 2\n"
    assert missing("a\n[…]\nb 1 c\nd […]\n", printed) is None
    assert missing("d […]\na\n", printed) is not None
    assert missing("b 1\n", printed) is not None
    assert missing("b […] d\n", printed) is not None


def test_some_documents_are_played() -> None:
    assert GUIDE in PLAYED


@pytest.mark.parametrize("document", PLAYED, ids=named)
def test_commands_and_screens(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copie à essayer"
    folder.mkdir()
    monkeypatch.chdir(folder)
    player = Player(folder=folder, monkeypatch=monkeypatch, capsys=capsys)
    text = document.read_text("utf-8")
    marks = list(MARK.finditer(text))
    assert len(marks) == len(re.findall(r"<!-- (?:exécuter|écran|page|fichier|suite|modifier)", text))
    for mark in marks:
        assert (mark[3] is None) == (mark[1] == "modifier"), f"repère sans bloc : {mark[0]}"
        player.play(mark[1], mark[2] or "", mark[3] or "")
    assert player.ran


# --- what the documents show ------------------------------------------------------------------
def snippets() -> Iterator[tuple[str, str, str]]:
    for path in DOCUMENTS:
        for kind, text in SNIPPET.findall(path.read_text("utf-8")):
            # The specification plays whole what it shows: test_specification.py, test_specification_data.py.
            if not (path.parent.name == "langage" and kind in PLAYED_WHOLE):
                yield named(path), kind, text


def test_there_are_snippets() -> None:
    assert len(list(snippets())) >= 2


@pytest.mark.parametrize(("document", "kind", "text"), list(snippets()))
def test_snippets_check(document: str, kind: str, text: str, tmp_path: Path) -> None:
    match kind:
        case "clauses":
            whole = frame_clauses(text)
        case "entete":
            whole = frame_entete(text)
        case "convention" | "modele":
            whole = text
        case _:
            raise AssertionError(f"{document} : « yaml {kind} » n'est pas un genre d'extrait")
    path = tmp_path / "convention.yaml"
    path.write_text(whole, "utf-8")
    rapport = api.check([path])
    assert rapport.n_regles > 0 and not rapport.empechements
    assert [(d.code, d.span.text) for d in rapport.diagnostics if api.is_error(d)] == []


# --- links ------------------------------------------------------------------------------------
def anchors(path: Path) -> set[str]:
    """Anchors of titles, as the usual forges make them: lower case, no punctuation, hyphens for blanks."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text("utf-8")):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


def test_guide_and_language_are_linked() -> None:
    seen, todo = set(), [README]
    while todo:
        path = todo.pop()
        if path in seen or path.suffix != ".md":
            continue
        seen.add(path)
        links = (link.partition("#")[0] for link in LINK.findall(path.read_text("utf-8")))
        todo += [(path.parent / link).resolve() for link in links if link and "://" not in link]
    assert seen >= set((ROOT / "docs").rglob("*.md"))


# --- nothing is left out, nothing is announced too soon ----------------------------------------
@pytest.mark.parametrize("command", COMMANDES)
def test_every_command_is_in_the_guide_and_the_readme(command: str) -> None:
    for path in (GUIDE, README):
        assert re.search(rf"convrules {command}\b", path.read_text("utf-8")), path.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_no_command_to_come_is_shown(document: Path) -> None:
    shown = set(re.findall(r"convrules ([a-z]+)", document.read_text("utf-8")))
    assert not shown & A_VENIR


def test_every_family_of_codes_is_in_the_guide() -> None:
    families = {code[:3] + "xx" for code in catalogue.codes()}
    assert set(re.findall(r"CR\dxx", GUIDE.read_text("utf-8"))) == families


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_code_named_exists(document: Path) -> None:
    named_codes = set(re.findall(r"\bCR\d{3}\b", document.read_text("utf-8")))
    assert named_codes <= set(catalogue.codes())


# --- the README -------------------------------------------------------------------------------
CITED = re.compile(r"docs/langage, « ([^»]+) »")
TITLES = {
    line.lstrip("#").strip()
    for page in (ROOT / "docs" / "langage").glob("*.md")
    for line in page.read_text("utf-8").splitlines()
    if line.startswith("#")
}


def test_every_page_of_a_code_cites_a_title_that_exists() -> None:
    pages = {code: catalogue.page(code) for code in catalogue.codes()}
    cited = {code: CITED.findall(page.corps) for code, page in pages.items() if page is not None}
    assert sum(map(len, cited.values())) > 150
    assert {(code, title) for code, found in cited.items() for title in found if title not in TITLES} == set()


def test_readme_has_its_two_commands_once_on_one_line() -> None:
    found = COMMAND.findall(README.read_text("utf-8"))
    assert sorted(name for name, _ in found) == ["demo", "tests"]
    assert all(text.count("\n") == 1 and text.strip() for _, text in found)
    assert README.read_text("utf-8").count("<!-- commande:") == 2


def thinned(text: str) -> str:
    """The title and the lines of the first vacancies, by their number (or all, where lines have none)."""
    title, *rows = text.splitlines(keepends=True)
    kept = [row for row in rows if (m := re.match(r"[VC](?:\d{4}-)?(\d{5})", row)) is None or int(m[1]) <= 90]
    return title + "".join(kept)


def copy_of_conventions(folder: Path) -> None:
    """The conventions of the project, with a small part of the data of the example."""
    for source in (ROOT / "conventions").rglob("*"):
        target = folder / source.relative_to(ROOT)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif source.suffix == ".csv":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(thinned(source.read_bytes().decode("cp1252")).encode("cp1252"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())


def test_tour_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy_of_conventions(tmp_path)
    monkeypatch.chdir(tmp_path)
    text = README.read_text("utf-8")
    demo = dict(COMMAND.findall(text))["demo"].rpartition("&& .venv/bin/")[2]
    lines = [*TOUR.findall(text), demo]
    assert len(lines) >= 8
    for line in lines:
        ended = run(shlex.split(line)[1:])
        streams = capsys.readouterr()
        assert ended == 0, f"« {line} » : code {ended}\n{streams.out}\n{streams.err}"
        assert streams.out.strip()
    assert (tmp_path / "rapport-2025.html").stat().st_size > 0


def test_tour_names_files_that_exist() -> None:
    for name in re.findall(r"`((?:src|conventions|docs|tests|grammar)/[^` ]*)`", README.read_text("utf-8")):
        assert (ROOT / name).exists(), name
