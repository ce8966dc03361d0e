"""Nothing of the language is missing from its specification: each key of the schema has its row, mandatory
where it is, each word of a closed list is written, each keyword of the grammar, each word of a result."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convrules.api.projet import CLES
from convrules.checking.attentes import ETATS
from convrules.checking.exceptions import keys
from convrules.checking.valeurs_attendues import DELAIS, GENRES, ISSUES, STATUTS, STATUTS_ENTIERS, VERDICTS
from convrules.checking.words import GENRES as GENRES_DE_CLAUSE
from convrules.checking.words import fold
from convrules.diagnostics import catalogue
from convrules.orientation.model import GenreMotif
from convrules.runtime.decision import EtatMode
from convrules.year.model import Raison

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "langage"
SCHEMA: dict[str, Any] = json.loads((ROOT / "grammar/convention.schema.json").read_text("utf-8"))["$defs"]
GRAMMAIRE = (ROOT / "grammar/regles.lark").read_text("utf-8")
TETES = ("convention", "socle", "modele", "politique", "avenant")
COMMUNES = frozenset(
    {"énoncé", "si", "force", "source", "en vigueur", "groupe", "débiteur", "caractère", "variante de"}
)
CLAUSES = [nom for nom in SCHEMA if nom.startswith("clause_") and "properties" in SCHEMA[nom]]


def page(nom: str) -> str:
    return (PAGES / nom).read_text("utf-8")


def rows(text: str, start: str) -> list[list[str]]:
    """Cells of the first table that follows `start`, its head left out."""
    table = re.search(r"(?:^\|.*\n)+", text[text.index(start) :], re.M)
    assert table is not None, start
    return [[c.strip() for c in line.strip("|").split(" | ")] for line in table[0].splitlines()[2:]]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def named(text: str, start: str) -> set[str]:
    return {word for row in rows(text, start) for word in words(row[0])}


# --- keys of the files ------------------------------------------------------------------------
def test_the_keys_of_a_head_are_those_of_the_schema() -> None:
    """Mandatory (●) and free (○), kind of file by kind of file."""
    text = page("fichiers.md")
    line = text[text.index("| clé | convention") :].split("\n", 1)[0]
    kinds = [fold(c.strip()) for c in line.strip("|").split("|")][1:6]
    assert kinds == list(TETES)
    for rank, kind in enumerate(kinds, 1):
        marked = {words(r[0])[0]: r[rank].strip() for r in table_of_heads(text) if r[rank].strip()}
        schema = SCHEMA[kind]
        assert {k for k, m in marked.items() if m == "●"} == set(schema["required"]), kind
        assert set(marked) == set(schema["properties"]), kind


def table_of_heads(text: str) -> Iterator[list[str]]:
    table = text[text.index("| clé | convention") :].split("\n\n", 1)[0]
    for line in table.splitlines()[2:]:
        yield line.strip("|").split("|")


@pytest.mark.parametrize(
    ("definition", "nom", "start"),
    [
        ("correspondance", "correspondance.md", "## En-tête"),
        ("fichier", "correspondance.md", "## Un fichier"),
        ("colonne", "correspondance.md", "## Une colonne"),
        ("source", "clauses.md", "`source` :"),
        ("territoire", "fichiers.md", "`territoire` est"),
        ("choix", "fichiers.md", "`choix` répond"),
        ("champ_declare", "fichiers.md", "Sous le nom d'un fait"),
        ("parametre", "fichiers.md", "## Paramètres"),
        ("valeur_datee", "fichiers.md", "Sous `valeurs`, chaque"),
        ("trou", "fichiers.md", "Sous `trous`, par nom"),
        ("essais", "essais.md", "# Essais"),
        ("cas", "essais.md", "## Un cas"),
    ],
)
def test_the_keys_of_a_table_are_those_of_the_schema(definition: str, nom: str, start: str) -> None:
    assert named(page(nom), start) == set(SCHEMA[definition]["properties"])


@pytest.mark.parametrize("definition", CLAUSES)
def test_the_keys_of_a_clause_are_those_of_the_schema(definition: str) -> None:
    schema = SCHEMA[definition]
    genre = next(iter(schema["properties"]))
    if definition == "clause_dont":
        return
    table = rows(page("clauses.md"), f"\n### `{genre}`\n")
    own = {k for k in schema["properties"] if k not in COMMUNES and k != genre}
    assert {words(r[0])[0] for r in table} - {"débiteur"} == own
    mandatory = {words(r[0])[0] for r in table if r[1] == "obligatoire"}
    assert mandatory == set(schema["required"]) - {genre}


def test_a_quota_inside_a_part_has_the_keys_that_the_page_says() -> None:
    apart = {"application", "compte", "période", "base minimale"}
    whole, inside = SCHEMA["clause_quota"]["properties"], SCHEMA["clause_dont"]["properties"]
    assert set(inside) == set(whole) - apart
    assert "moins `application`, `compte`, `période` et `base minimale`" in page("clauses.md")


def test_the_common_keys_are_those_of_every_kind() -> None:
    assert named(page("clauses.md"), "## Clés communes") == COMMUNES
    assert all(set(SCHEMA[d]["properties"]) >= COMMUNES for d in CLAUSES)


def test_every_kind_of_clause_has_its_paragraph() -> None:
    assert set(re.findall(r"^### `(.+)`$", page("clauses.md"), re.M)) == set(GENRES_DE_CLAUSE.values())


def test_the_keys_that_an_exception_may_replace() -> None:
    """By kind of clause, as the checker reads them and as the schema lets them be written."""
    allowed = set(SCHEMA["remplacement"]["properties"])
    told = {
        genre: set(words(row[1]))
        for row in rows(page("exceptions.md"), "## Clés qu'une exception peut remplacer")
        for genre in words(row[0])
    }
    for genre in GENRES_DE_CLAUSE.values():
        if genre in ("exception", "décision humaine", "contrôle", "réserve", "critère"):
            continue
        known = (set(keys.readers_of(genre)) | set(keys.words_of(genre))) & allowed
        assert told[genre] | {"si"} == known, genre


def test_the_keys_of_an_amendment_and_of_the_project_file() -> None:
    told = named(page("fichiers.md"), "| modification | effet |")
    kinds = [k for k in SCHEMA if k.startswith("mod_")]
    assert {word.split(":")[0] for word in told} - {"par"} == {
        next(iter(SCHEMA[k]["properties"])) for k in kinds
    }
    first = {f"depot.{k}" for k in named(page("depot.md"), "`convrules.toml`")}
    sections = ("Trois autres sections", "Deux autres, facultatives aussi", "Une dernière dit quand")
    others = [words(row[0]) for said in sections for row in rows(page("depot.md"), said)]
    assert first | {f"{section.strip('[]')}.{cle}" for section, cle in others} == {
        cle.replace("NOM", "nom") for cle in CLES
    }


# --- words of closed lists --------------------------------------------------------------------
def lists(node: Any, trail: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for value in node.get("enum", ()):
            yield trail, value
        for key, inner in node.items():
            yield from lists(inner, trail if key in ("properties", "items", "anyOf") else f"{trail}/{key}")
    elif isinstance(node, list):
        for inner in node:
            yield from lists(inner, trail)


def test_every_word_of_a_closed_list_is_written() -> None:
    """In code, on a page written by hand: the vocabulary's own page does not count."""
    text = " ".join(p.read_text("utf-8") for p in PAGES.glob("*.md") if p.name != "vocabulaire.md")
    code = "\n".join(re.findall(r"`([^`\n]+)`", text))
    missing = {v for _, v in lists(SCHEMA) if re.search(rf"(?<!\w){re.escape(v)}(?!\w)", code) is None}
    assert missing == set()


def properties(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for inner in node.values():
            yield from properties(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from properties(inner)


def test_every_key_of_the_schema_is_written() -> None:
    """Those of the tables above, and the others (a party, a document, a ceiling)."""
    text = " ".join(p.read_text("utf-8") for p in PAGES.glob("*.md") if p.name != "vocabulaire.md")
    code = "\n".join(re.findall(r"`([^`\n]+)`", text))
    missing = {k for k in properties(SCHEMA) if re.search(rf"(?<!\w){re.escape(k)}(?!\w)", code) is None}
    assert missing == set()


def test_every_keyword_of_the_grammar_is_in_the_page() -> None:
    text = page("grammaire.md")
    text = text[text.index("## Les mots") : text.index("## Exemple")]
    terminals = dict(re.findall(r"^([A-Z_0-9]+)(?:\.\d+)?: /(.*\\b.*)/$", GRAMMAIRE, re.M))
    assert len(terminals) > 80
    missing = {nom for nom, motif in terminals.items() if nom != "NOM" and not re.search(spaced(motif), text)}
    assert missing == set()


def spaced(motif: str) -> str:
    """The page writes « logement(s) », « jour(s) ouvré(s) », and what must follow a word apart from it."""
    return re.sub(r"(\w)s\?", r"\1(?:s|\\(s\\))?", motif.partition("(?=")[0])


def test_every_rule_of_the_grammar_that_a_key_calls_has_its_name_in_the_page() -> None:
    text = page("grammaire.md")
    starts = {
        "expr", "population", "quota", "part", "delai", "suspension", "constat", "effet", "ordre", "report",
        "tolerance", "limite", "application", "etendue",
    }  # fmt: skip
    rules = set(re.findall(r"^\??([a-z]+):", GRAMMAIRE, re.M))
    assert starts <= rules
    assert {s for s in starts if not re.search(rf"^{s} +=", text, re.M)} == set()


# --- words of results -------------------------------------------------------------------------
def test_every_word_of_a_result_is_written() -> None:
    code = [fold(w) for w in re.findall(r"`([^`\n]+)`", page("essais.md"))]
    known = {*ISSUES, *DELAIS, *VERDICTS, *GENRES, *ETATS, *STATUTS, *STATUTS_ENTIERS}
    known |= {r.value for r in Raison} | {e.value for e in EtatMode}
    text = " ".join(code)
    assert {w for w in known if fold(w) not in code and f"{fold(w)}" not in text} == set()


def test_every_reason_of_a_rank_is_written() -> None:
    text = page("orientation.md")
    assert {m.value for m in GenreMotif if f"`{m.value}`" not in text} == set()


def test_every_code_that_a_page_cites_exists() -> None:
    cited = {code for p in PAGES.glob("*.md") for code in re.findall(r"CR\d{3}", p.read_text("utf-8"))}
    assert len(cited) > 90
    assert cited <= set(catalogue.codes())
