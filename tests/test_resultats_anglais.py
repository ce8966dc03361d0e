"""Results in English: every command on the shipped example, and nothing of French left but names and
quotations; pages say their language, and what they say by themselves is in the catalogue."""

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from convrules.base import anglais
from convrules.base.texte import Langue
from convrules.cli.langue import speak
from convrules.cli.main import run
from convrules.render.report import pages
from convrules.vocabulary import CHAMPS
from exemple import short_example
from francais import left

ICI = Path(__file__).parent
PAGES = sorted(p.name for p in (ICI.parent / "src/convrules/render/report/templates").glob("*.html.j2"))
NOMS = (
    "OPH Plaine Nord", "Action Logement Services", "Préfet de la Seine-Saint-Denis", "Plaine Commune",
    "Ville de Saint-Denis", "La Courneuve", "L'Île-Saint-Denis", "Saint-Ouen-sur-Seine",
    "Préfet de la", "Le Blanc-Mesnil", "Les Lilas", "exemple inventé",
    "Épinay-sur-Seine", "Le Bourget", "PLAI adapté", "pension de famille",
)  # fmt: skip
"""Names of the example, and two kinds of housing that law names."""
TABLES = frozenset({"vacances", "candidatures", "soustractions", "soldes", "journal", "candidats", "usage"})
"""Names of tables and of one obligation of the example, as files write them; and a word of both languages."""
AU = ("--as-of", "2026-01-05")
VACANCES = 300
COMMANDES: dict[str, tuple[str, ...]] = {
    "compliance in progress": ("compliance", "--year", "2025", "--as-of", "2025-06-30", "-o", "page.html"),
    "compliance of nothing": ("compliance", "--year", "2005", *AU),
    "evaluate": ("evaluate", *AU, "--qualite", "page.html"),
    "evaluate and the state of the data": ("evaluate", *AU, "--qualite", "etat.txt"),
    "orient": ("orient", "--as-of", "2025-01-06"),
    "replay": ("replay", "--year", "2025", *AU, "-o", "page.html"),
    "compare": ("compare", "--year", "2025", "--year", "2026", *AU, "-o", "page.html"),
    "bilan": ("bilan", "--year", "2025", *AU),
    "convert": ("convert", *AU),
    "explain": ("explain", "V2025-00017", *AU),
    "explain without an account": ("explain", "V2025-00020", *AU, "--si"),
    "explain the year": ("explain", "2025", "--si", *AU),
    "explain the convention": ("explain", "etat-93--oph-plaine-nord", *AU),
    "explain nothing": ("explain", "V1", *AU),
}


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped example, cut short; commands write beside it."""
    return short_example(tmp_path_factory.mktemp("anglais") / "depot", VACANCES)


@pytest.fixture(autouse=True)
def here(depot: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("CONVRULES_LANG", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(depot)
    yield
    speak(Langue.FR)


@pytest.mark.parametrize("nom", COMMANDES)
def test_nothing_of_french_is_left(nom: str, depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "page.html").unlink(missing_ok=True)
    run(["--lang", "en", *COMMANDES[nom]])
    shown = capsys.readouterr()
    # Lines of a file that a finding shows are of that file.
    errors = re.sub(r"(?m)^\s*\d* *[│|].*$", "", shown.err)
    for text in (shown.out, errors):
        assert found(text) == []
    if "page.html" in COMMANDES[nom]:
        page = (depot / "page.html").read_text(encoding="utf-8")
        assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
        assert found(words_of(page)) == []


def found(text: str) -> list[str]:
    """What is left of French, with what stands around it: its small words, its accents, and every word that
    our French has and our English has not."""
    # Names of communes, before their code or among compound names.
    plain = re.sub(r"[A-ZÉÎ][\w'’-]*(?: [\w'’-]+){0,3} \(\d{5}\)", " ", re.sub(r"\s+", " ", text))
    for name in sorted(NOMS, key=len, reverse=True):
        plain = plain.replace(name, " ")
    plain = re.sub(
        r"“[^”]*”|`[^`]*`|\b[\w-]+\.(?:yaml|csv|toml)\b|\([a-z_]+\)|[\w./-]+[_/][\w./-]+|--[a-z-]+"
        r"|\b[a-z]+(?:-[a-z0-9]+){2,}\b",  # identifiers
        " ",
        plain,
    )
    # Titles of columns are of the landlord's file: all capitals.
    own = (
        word for word in re.findall(r"[^\W\d_]{3,}", plain) if word.lower() in french() and not word.isupper()
    )
    words = [*left(plain), *own]
    return [f"{word}: {plain[max(0, plain.find(word) - 60) :][:120]}" for word in words]


@cache
def french() -> frozenset[str]:
    ours, theirs = set(), set()
    for key, forms in anglais.catalogue().items():
        ours |= words_in(key)
        theirs |= {word for form in forms for word in words_in(form)}
    return frozenset(ours - theirs - {nom for pair in CHAMPS for nom in pair} - TABLES)


def words_in(text: str) -> set[str]:
    bare = re.sub(r"«[^»]*»|“[^”]*”|`[^`]*`|\{[^}]*\}|--[a-z-]+", " ", text)
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}", bare)}


def words_of(page: str) -> str:
    """What a page says: its texts and the labels of its parts."""
    labels = " ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', page))
    bare = re.sub(r"(?s)<style>.*?</style>|<code>.*?</code>", " ", page)
    return html.unescape(f"{re.sub(r'<[^>]*>', ' ', bare)} {labels}")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_by_itself_has_its_english(page: str) -> None:
    known = anglais.catalogue()
    said = list(pages.texts(page))
    assert said and [text for text in said if anglais.cle(text) not in known] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_and_its_english_have_the_same_holes(page: str) -> None:
    for text in pages.texts(page):
        holes = [set(re.findall(r"\{\{ (?!\").*? \}\}", said)) for said in (text, anglais.anglais(text))]
        assert holes[0] == holes[1], text


@pytest.mark.parametrize(
    "command", [("explain", "V2025-00017"), ("orient", "--vacance", "V2025-00043")], ids=lambda c: c[0]
)
def test_json_says_the_same_in_every_language(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for lang in ("fr", "en"):
        run(["--lang", lang, *command, "--as-of", "2025-01-06", "--format", "json"])
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] and shown[0].startswith("{")
