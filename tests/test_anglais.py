"""English is whole: every page, every template of ours, every finding that the examples give."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from checking.harness import findings_of
from commandes import command_of, commands
from convrules.base import anglais, texte
from convrules.base.anglais import dire
from convrules.base.texte import Langue, Texte, cite, compte, suite, t
from convrules.checking.fiches import _DE
from convrules.diagnostics import catalogue
from convrules.diagnostics.catalogue import english_page
from convrules.diagnostics.model import Diagnostic
from convrules.facts.formes import Forme
from convrules.render.report import pages as templates_of_results
from convrules.syntax import schema
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
