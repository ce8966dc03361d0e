"""English is whole: every page, every template of ours, every finding that the examples give; and French is
untouched by it."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from checking.harness import findings_of
from convrules.base import anglais, texte
from convrules.base.anglais import dire
from convrules.base.texte import Langue, Texte, cite, compte, suite, t
from convrules.checking.fiches import _DE
from convrules.cli import group
from convrules.cli.langue import speak
from convrules.cli.main import run
from convrules.diagnostics import catalogue
from convrules.diagnostics.catalogue import english_page
from convrules.diagnostics.model import Diagnostic
from convrules.facts.formes import Forme
from convrules.render.report import pages as templates_of_results
from convrules.syntax import schema
from exemple import short_example
from frames import frame_clauses, frame_entete
from francais import left, left_in

ICI = Path(__file__).parent
SRC = ICI.parent / "src"
CADRES = {"clauses": frame_clauses, "entete": frame_entete, "fichier": str}
CODES = catalogue.codes()
BILINGUE = "from convrules.base.texte import"
"""What a module that speaks both languages has at its head."""
NOMS_DE_DROIT = ("pension de famille", "PLAI adapté")
"""What law names, and has no English."""
TROU_DE_PAGE = re.compile(r"\{\{.*?\}\}")
TROU = re.compile(r"(?<!\{)\{(\w+)\}")
FENCE = re.compile(r"```.*?```", re.DOTALL)


@pytest.fixture(autouse=True)
def french_again() -> Iterator[None]:
    """A command leaves its language behind it in this process."""
    yield
    speak(Langue.FR)


# --- pages of codes -------------------------------------------------------------------------
@pytest.mark.parametrize("code", CODES)
def test_a_page_has_its_english(code: str) -> None:
    french, english = catalogue.page(code), english_page(code)
    assert french is not None and english is not None
    assert len(english.aides) == len(french.aides)
    for ours, theirs in zip((french.message, *french.aides), (english.message, *english.aides), strict=True):
        assert set(TROU.findall(ours)) == set(TROU.findall(theirs)), (ours, theirs)


@pytest.mark.parametrize("code", CODES)
def test_a_page_explains_in_english(code: str) -> None:
    french, english = catalogue.page(code), english_page(code)
    assert french is not None and english is not None
    titles = re.findall(r"^#+ .*$", FENCE.sub("", english.corps), re.MULTILINE)
    assert titles[1:] == ["## Why", "## Refused", "## Accepted", "## Source"]
    assert FENCE.findall(english.corps) == FENCE.findall(french.corps)
    prose = FENCE.sub("", english.corps)
    kept, _, source = prose.partition("## Source")
    assert not list(left(kept)), kept
    assert not list(left(source)) or source.startswith("\n\nCCH"), source


def test_no_english_page_is_left_without_its_code() -> None:
    pages = {path.stem for path in (SRC / "convrules/diagnostics/codes/en").glob("*.md")}
    assert pages == set(CODES)


# --- templates ------------------------------------------------------------------------------
def templates() -> Iterator[tuple[str, str]]:
    """Where a template of ours is written, and the template: `t`, `compte`, `count`."""
    for path in sorted((SRC / "convrules").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            where = f"{path.name}:{node.lineno}"
            if name == "t":
                assert isinstance(node.args[0], ast.Constant), (
                    f"{where}: a template is written where it is used"
                )
                yield where, node.args[0].value
            elif name == "compte" and "import compte" in text:
                assert all(isinstance(arg, ast.Constant) for arg in node.args[1:3]), where
                yield where, node.args[1].value  # type: ignore[attr-defined]  # asserted just above
            elif BILINGUE in text and len(node.args) > 1 and counted(node.func, node.args[1]):
                alone = ast.unparse(node.func).endswith("plural")
                yield where, f"{'' if alone else '{n} '}{ast.literal_eval(node.args[1])}"


def counted(function: ast.expr, noun: ast.expr) -> bool:
    """`count(n, "ligne")`, `plural(n, "ligne")`."""
    known = ("count", "numbers.count", "plural", "numbers.plural")
    return isinstance(noun, ast.Constant) and ast.unparse(function) in known


def test_every_template_has_its_english() -> None:
    known = anglais.catalogue()
    assert [(where, m) for where, m in templates() if anglais.cle(m) not in known] == []


def test_a_counted_noun_has_its_english_plural() -> None:
    """« 10 communes » is no "10 commune"."""
    known, found = anglais.catalogue(), list(nouns())
    assert len(found) > 50
    assert [(where, m) for where, m in found if len(known[anglais.cle(m)]) < 2] == []


def nouns() -> Iterator[tuple[str, str]]:
    """Where a noun is put in the number of what it counts, and its template."""
    for path in sorted((SRC / "convrules").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if BILINGUE in text else ():
            if isinstance(node, ast.Call) and len(node.args) > 1 and counted(node.func, node.args[1]):
                alone = ast.unparse(node.func).endswith("plural")
                yield (
                    f"{path.name}:{node.lineno}",
                    f"{'' if alone else '{n} '}{ast.literal_eval(node.args[1])}",
                )


def test_a_template_and_its_english_have_the_same_holes() -> None:
    for french, forms in anglais.catalogue().items():
        for form in forms:
            # « une autre réponse » and its plural: only one of the two gives the number.
            assert set(TROU.findall(form)) - {"n"} == set(TROU.findall(french)) - {"n"}, french


def test_no_english_is_left_of_a_text_that_is_gone() -> None:
    """Every entry of the catalogues is a text of the code, of the schema, of a page, or is made of some."""
    written = [anglais.cle(text) for text in constants()]
    made = {anglais.cle(text) for text in (*helps(), *_DE.values(), *(one.semblable for one in Forme))}
    made |= {f"{{a}}{lien}{{b}}" for lien in written}
    made |= set(map(anglais.cle, confidences()))
    parts = (*written, *map(anglais.cle, said_by_schema(schema.root())), *pages(), *of_templates())
    whole = "\n".join(parts)
    gone = [k for k in anglais.catalogue() if k not in made and k not in whole]
    assert [k for k in gone if not (k.startswith("{n} ") and k.removeprefix("{n} ") in written)] == []


def constants() -> Iterator[str]:
    for path in sorted((SRC / "convrules").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def pages() -> Iterator[str]:
    yield from (found.corps for found in map(catalogue.page, CODES) if found is not None)


def of_templates() -> Iterator[str]:
    """What the pages of results say by themselves."""
    for path in sorted((SRC / "convrules/render/report/templates").glob("*.html.j2")):
        yield from map(anglais.cle, templates_of_results.texts(path.name))


def confidences() -> Iterator[str]:
    """How sure a source is: what shipped conventions say of it."""
    for path in sorted((ICI.parent / "conventions").rglob("*.yaml")):
        yield from re.findall(r"confiance: ([^,}\n]+?) *[,}\n]", path.read_text(encoding="utf-8"))


def helps() -> Iterator[str]:
    for names in commands():
        yield from (p.help for p in command_of(names).params if isinstance(p, click.Option) and p.help)


def test_what_the_schema_calls_things_has_its_english() -> None:
    known = anglais.catalogue()
    assert [said for said in said_by_schema(schema.root()) if anglais.cle(said) not in known] == []


def said_by_schema(part: object) -> Iterator[str]:
    """Titles, and the gloss of every key: findings and the editor say them."""
    if isinstance(part, dict):
        yield from (part[key] for key in ("title", "description") if isinstance(part.get(key), str))
        for inner in part.values():
            yield from said_by_schema(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from said_by_schema(inner)


def test_the_english_catalogues_have_no_french() -> None:
    for forms in anglais.catalogue().values():
        for form in forms:
            if "article 5" not in form and form not in NOMS_DE_DROIT:
                assert not list(left(TROU_DE_PAGE.sub(" ", TROU.sub(" ", form)))), form


# --- findings -------------------------------------------------------------------------------
def cases() -> Iterator[tuple[str, str]]:
    for path in sorted((ICI / "cases/diagnostics").glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        kind = re.match(r"# cadre: (\w+)\n", text)
        yield f"{path.parent.name}/{path.stem}", CADRES[kind[1] if kind else "clauses"](text)
    for remedy in yaml.safe_load((ICI / "cases/remedes.yaml").read_text(encoding="utf-8")):
        yield remedy["nom"], CADRES[remedy["cadre"]](remedy["texte"])
    convention = (ICI / "data/etat-93--oph-exemple.yaml").read_text(encoding="utf-8")
    for mistake in yaml.safe_load((ICI / "cases/fautes.yaml").read_text(encoding="utf-8")):
        yield mistake["nom"], convention.replace(mistake["de"], mistake["vers"])


CAS = list(cases())


@pytest.mark.parametrize("case", CAS, ids=lambda c: c[0])
def test_a_finding_is_said_in_english(case: tuple[str, str]) -> None:
    for found in findings_of(case[1]):
        assert left_in(found) == []


def finding(code: str, **args: str) -> Diagnostic:
    span = findings_of("convention: x\n")[0].span
    return Diagnostic(code=code, span=span, args=args)


def test_what_is_planted_is_found() -> None:
    """The detector sees French prose in an argument, and leaves alone what is quoted."""
    assert left_in(finding("CR004", raison="la clé n'est pas là", conseil="Write it.")) != []
    assert left_in(finding("CR004", raison="an accented répétition", conseil="Write it.")) != []
    assert left_in(finding("CR004", raison="something", conseil="Écrivez l'année.")) != []
    assert left_in(finding("CR005", cle="à défaut de la règle")) == []


# --- sentences ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "english"),
    [
        (suite([cite("a"), cite("b"), cite("c")], "ou"), "“a”, “b” or “c”"),
        (suite([cite("a"), cite("b")], "et"), "“a” and “b”"),
        (compte(0, "{n} an", "{n} ans"), "0 years"),
        (compte(1, "{n} an", "{n} ans"), "1 year"),
        (compte(3, "{n} an", "{n} ans"), "3 years"),
        (texte.majuscule("une date"), "a date"),
        (texte.en_deux_langues("7,5", "7.5"), "7.5"),
        ("une condition", "a condition"),
        ("un mot que le catalogue ne connaît pas", "un mot que le catalogue ne connaît pas"),
    ],
)
def test_a_text_in_english(said: str, english: str) -> None:
    assert dire(said, Langue.EN) == english
    assert dire(said, Langue.FR) == said


def test_a_quotation_is_never_translated() -> None:
    """« rien » is a word of ours, and may be the name of a clause."""
    assert anglais.anglais("rien") == "nothing"
    assert anglais.anglais(t("le paramètre « {nom} »", nom="rien")) == "the parameter “rien”"


def test_a_text_is_a_plain_string_to_all_others() -> None:
    said = t("le paramètre « {nom} »", nom="seuil")
    assert isinstance(said, Texte) and said == "le paramètre « seuil »" and hash(said) == hash(str(said))


def test_what_is_not_shown_is_shown_in_no_language() -> None:
    said = suite([t("« {texte} » pour « {autre} »", texte="Durand", autre="x"), cite("y")])
    hidden = texte.masked(said, "Durand", "···")
    assert dire(hidden, Langue.FR) == "« ··· » pour « x », « y »"
    assert dire(hidden, Langue.EN) == "“···” for “x”, “y”"


# --- commands -------------------------------------------------------------------------------
NOMS_DU_DEPOT = ("OPH Plaine Nord", "Action Logement Services", "La Courneuve")
FAUTIVE = frame_clauses('- champ: exemple\n  règle: qpv etage\n  source: { article: "1" }\n')


@pytest.fixture
def convention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CONVRULES_LANG", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    path = Path("convention.yaml")
    path.write_text(FAUTIVE, encoding="utf-8")
    return path


@pytest.mark.parametrize("forme", ["text", "concise", "github", "junit"])
@pytest.mark.parametrize("before", [True, False], ids=["--lang check", "check --lang"])
def test_check_in_english(
    forme: str, before: bool, convention: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--format", forme, str(convention)]
    assert run(["--lang", "en", *command] if before else [*command, "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "is not expected here" in shown and "attendu ici" not in shown


def test_the_screen_in_english(convention: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--lang", "en", str(convention)])
    shown = capsys.readouterr().out
    head, *_, last = shown.splitlines()
    assert head == "error[CR101]: “etage” is not expected here."
    assert "= help: Expected here: " in shown and "= more: convrules explain CR101" in shown
    assert last == "1 error (1 file, 0 rules, 0 cases)."


def test_the_variable_then_the_option(
    convention: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVRULES_LANG", "en")
    run(["check", str(convention)])
    assert "error[CR101]" in capsys.readouterr().out
    run(["check", "--lang", "fr", str(convention)])
    assert "erreur[CR101]" in capsys.readouterr().out


def test_the_locale_is_not_read(
    convention: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LANG", "LC_ALL", "LANGUAGE", "LC_MESSAGES"):
        monkeypatch.setenv(variable, "en_US.UTF-8")
    run(["check", str(convention)])
    assert "erreur[CR101]" in capsys.readouterr().out


def test_another_language_is_refused(convention: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--lang", "de", str(convention)]) == 2
    assert "--lang" in capsys.readouterr().err


@pytest.mark.parametrize("forme", ["json", "sarif", "gitlab"])
def test_json_is_the_same_in_every_language(
    forme: str, convention: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for lang in ("fr", "en"):
        run(["check", "--format", forme, "--lang", lang, str(convention)])
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_a_code_is_explained_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "explain", "CR304"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("CR304 — error “taux-sans-pourcent”\n“…” is written beside a rate")
    assert "## Why" in shown and "règle: seuil >= 0.3" in shown


@pytest.mark.parametrize(
    "command",
    [["check", "--forme"], ["chek"], ["check", "--as-of", "31/12/2025"], ["explain", "CR999"], ["explain"]],
    ids=" ".join,
)
def test_bad_usage_in_english(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", *command]) == 2
    shown = capsys.readouterr().err
    assert "Error: " in shown and "Usage: " in shown and not list(left(shown)), shown


def test_an_internal_error_in_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("convrules.cli.explain.page", lambda code: 1 // 0)
    assert run(["--lang", "en", "explain", "CR304"]) == 3
    shown = capsys.readouterr().err
    assert "Internal error of convrules" in shown and "command: explain" in shown
    assert not list(left(shown)), shown


def commands() -> Iterator[tuple[str, ...]]:
    yield ()
    for name in group.COMMANDES:
        yield (name,)
        command = group.groupe.get_command(click.Context(group.groupe), name)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.commands)


@pytest.mark.parametrize("command", list(commands()), ids=lambda c: " ".join(c) or "convrules")
def test_help_in_english(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", *command, "--help"]) == 0
    shown = re.sub(r"Example: convrules.*", "", capsys.readouterr().out, flags=re.DOTALL)
    assert shown.startswith("Usage: ") and not list(left(shown)), shown


def test_evaluate_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All that it says of a repository and of its data: nothing of it is French but names and quotations."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vide").mkdir()
    assert run(["--lang", "en", "evaluate", "--depot", "vide"]) == 2
    assert "has no mapping file" in capsys.readouterr().err
    short_example(tmp_path / "depot", 300)
    run(["--lang", "en", "evaluate", "--depot", "depot", "--as-of", "2026-01-05"])
    shown = capsys.readouterr()
    assert "within the base of the flow" in shown.out and "rows read" in shown.err
    assert not list(left(shown.out, NOMS_DU_DEPOT)), shown.out
    assert not list(left(re.sub(r"(?m)^\s*\d* *[│|].*$", "", shown.err), NOMS_DU_DEPOT)), shown.err


def test_compare_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    short_example(tmp_path / "depot", 300)
    monkeypatch.chdir(tmp_path / "depot")
    asked = ["compare", "--year", "2025", "--year", "2026", "--as-of", "2026-01-05"]
    assert run(["--lang", "en", "compare", "--year", "2025"]) == 2
    assert "say from two to 12 columns" in capsys.readouterr().err
    run(["--lang", "en", *asked, "-o", "page.html"])
    shown = capsys.readouterr()
    assert shown.out.startswith("Comparison, as of 5\u00a0January\u00a02026.")
    assert "written in French" not in shown.err and '<html lang="en">' in Path("page.html").read_text("utf-8")
    assert (
        "compliant" in shown.out
        and re.search(r"\d+–\d+", shown.out)
        and not list(left(shown.out, NOMS_DU_DEPOT))
    ), shown.out


def test_the_journal_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ICI.parent / "conventions/exemples/oph-plaine-nord", tmp_path / "depot")
    monkeypatch.chdir(tmp_path / "depot")
    decide = ["orient", "--as-of", "2025-01-06", "--vacance", "V2025-00043"]
    assert run(["--lang", "en", "journal", "verify"]) == 2
    assert "no decision has been recorded yet" in capsys.readouterr().err
    run(
        [
            *decide[:3],
            "--decide",
            "V2025-00043=etat-93--oph-plaine-nord",
            "--par",
            "chef de service",
            "--motif",
            "x",
        ]
    )
    capsys.readouterr()
    for command, said in (
        (["verify"], "” is whole: 1 line."),
        (["repair"], "” has nothing to repair."),
        (["cancel", "1", "--par", "chef de service", "--motif", "faute"], "Line 1 is cancelled (line 2 of “"),
        (["show"], "cancels line 1"),
        (["cancel", "7", "--par", "chef", "--motif", "faute"], ""),
    ):
        run(["--lang", "en", "journal", *command])
        shown = capsys.readouterr()
        assert said in shown.out
        for stream in shown:
            assert not list(left(stream, ("chef de service", "faute"))), stream


def test_init_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("baux.csv").write_text("NUM_VAC;DATE_BAIL;COMMUNE;LOCATAIRE\nV1;03/02/2025;93066;X\n", "utf-8")
    Path("vide.csv").write_text("", "utf-8")
    for command, code, said in (
        (["depot"], 0, "Repository laid out in “depot”."),
        (["depot", "--data", "baux.csv"], 0, "Columns linked"),
        (["depot", "--modele", "commune"], 2, "exists and is not empty: nothing was written"),
        (["autre", "--data", "vide.csv"], 2, "is empty"),
        (["autre", "--data", "absent.csv"], 2, "cannot be opened: the file does not exist"),
        ([], 2, "Missing argument"),
    ):
        assert run(["--lang", "en", "init", *command]) == code
        shown = capsys.readouterr()
        assert said in shown.out + shown.err
        for stream in shown:
            assert not list(left(stream)), stream


def test_french_opens_no_catalogue(convention: Path) -> None:
    """What English needs costs nothing to who does not ask for it."""
    code = (
        "import sys\nfrom convrules.cli.main import run\nrun(['check', sys.argv[1]])\n"
        "from convrules.base.anglais import catalogue\nsys.stderr.write(str(catalogue.cache_info().misses))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(convention)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    assert "erreur[CR101]" in done.stdout and done.stderr == "0"


def test_the_language_is_an_option_of_every_command() -> None:
    for names in commands():
        assert [p.name for p in command_of(names).params].count("lang") == 1


def command_of(names: tuple[str, ...]) -> click.Command:
    found: click.Command = group.groupe
    for name in names:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), name) or found
    return found
