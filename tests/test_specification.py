"""The specification runs: every pair of fences of its pages is played by the engine, in order."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from convrules.checking.attentes import ATTENTES, ETATS, PARTIES
from convrules.checking.words import fold
from test_conformance import (
    FAITS,
    FENCE,
    FOLDER,
    Exemple,
    check_example,
    check_folder,
    exemple_of,
    files_of,
    main_files,
)

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "langage"
SCRIPT = ROOT / "scripts" / "write_vocabulary.py"


def paires() -> Iterator[tuple[str, Exemple]]:
    """Each convention with what stands about it (amendments, a socle, a policy, other conventions), then its
    cases."""
    for page in sorted(PAGES.glob("*.md")):
        about: list[tuple[str, str]] = []
        rang = 0
        for fence in FENCE.finditer(page.read_text(encoding="utf-8")):
            about.append((fence["role"], fence["texte"]))
            if fence["role"] != "cas":
                continue
            rang += 1
            assert [role for role, _ in about].count("convention") == 1, f"{page.name}, paire {rang}"
            yield f"{page.name}-{rang}", exemple_of(page, f"{page.name}-{rang}", about)
            about = []
        assert not about, f"{page.name} : une convention sans cas"


@pytest.mark.parametrize("exemple", [pytest.param(e, id=i) for i, e in paires()])
def test_the_example_gives_what_the_page_says(exemple: Exemple, tmp_path: Path) -> None:
    for name, text in files_of(exemple).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    check_folder(tmp_path)


def test_every_page_is_in_the_index() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([a-z_-]+\.md)\)", index))
    assert linked == {p.name for p in PAGES.glob("*.md")} - {"README.md"}


def test_the_head_that_examples_take_is_shown() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    frame = (FOLDER / "frame.yaml").read_text(encoding="utf-8")
    assert f"```text\n{frame}```" in index
    assert f"```text\nau: 2025-12-31\n{FAITS}\n```" in index
    assert main_files("", "- cas: x\n")["essais.yaml"].startswith(
        f"essais: suite--conformite\nau: 2025-12-31\n{FAITS}\n"
    )


def test_the_page_of_the_vocabulary_is_that_of_the_engine() -> None:
    spec = importlib.util.spec_from_file_location("write_vocabulary", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (PAGES / "vocabulaire.md").read_text(encoding="utf-8") == script.page()


def listed(start: str, end: str, page: str = "essais.md") -> set[str]:
    """Words in code, in the first column of a table."""
    text = (PAGES / page).read_text(encoding="utf-8")
    table = text[text.index(start) : text.index(end, text.index(start))]
    rows = (row for row in table.splitlines() if row.startswith("|"))
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row.split(" | ")[0])}


def test_the_keys_of_a_case_are_those_of_the_schema() -> None:
    schema = json.loads((ROOT / "grammar" / "convention.schema.json").read_text(encoding="utf-8"))
    assert listed("| clé d'un cas", "Un fait omis manque") == set(schema["$defs"]["cas"]["properties"])


def test_what_a_case_may_expect_is_what_the_checker_knows() -> None:
    vacancy, year = listed("| attendu | mot", "`raison` dit"), listed("| attendu | |", "Une cellule se nomme")
    assert vacancy | year == set(ATTENTES)
    text = (PAGES / "essais.md").read_text(encoding="utf-8")
    assert {
        p for p in PARTIES if f"`{p}`" not in text and f"`{p}:" not in text and f"{p}: [" not in text
    } == set()


def test_each_part_that_the_page_names_is_one_that_is_seen() -> None:
    """The last column of the tables of results, against the words of the code that observes them."""
    text = (PAGES / "essais.md").read_text(encoding="utf-8")
    text = text[text.index("| attendu | mot") : text.index("Toute autre")]
    rows = [row.split(" | ") for row in text.splitlines() if row.startswith("|")]
    named = {fold(w) for row in rows if len(row) > 2 for w in re.findall(r"`(\w+)`", row[2])}
    code = " ".join(p.read_text("utf-8") for p in (ROOT / "src/convrules/examples").glob("observe*.py"))
    code += (ROOT / "src/convrules/examples/neighbours.py").read_text("utf-8")
    states = {fold(word) for word in (*ETATS, "normal", "correctif", "manque", "aucun", "aucune")}
    seen = {fold(w) for w in re.findall(r"\b([a-z_]+)=", code)} | {
        fold(w) for w in re.findall(r'"([a-z_]+)"', code)
    }
    assert named - seen - states == {"restituee", "comptee"}


def test_what_a_case_may_expect_of_a_sending_is_what_the_page_says(tmp_path: Path) -> None:
    """Each part named by the page may be expected; a period that is not one is told with those that are."""
    text = (PAGES / "essais.md").read_text(encoding="utf-8")
    start = text.index("Toute autre `transmission` se")
    named = set(re.findall(r"`([a-z_]+)`", text[start : text.index("Une période", start)])) - {"transmission"}
    clause = """\
clauses:
  - transmission: suivi
    règle: chaque trimestre
    débiteur: bailleur
    destinataires: chaque réservataire
    source: { article: "1" }
"""
    seen = {
        "limite": "2025-03-31", "faite_le": "aucune", "candidats": "[]", "causes": "[]", "cas": "[suivi]",
        "destinataire": "Préfet d'essai", "attendus": "1", "faits": "0",
    }  # fmt: skip
    assert named == set(seen)
    parts = ", ".join(f"{k}: {v}" for k, v in seen.items())
    case = f"- cas: vide\n  année: 2025\n  attendu: {{ suivi: {{ {parts}, %s }} }}\n"
    check_example(clause, case % "2025-T1: dépassé", tmp_path)
    with pytest.raises(AssertionError, match=r"parties connues.*2025-T1, 2025-T2, 2025-T3, 2025-T4"):
        check_example(clause, case % '"2025-13": dépassé', tmp_path)


def test_a_case_may_hold_a_cell_that_could_not_be_read(tmp_path: Path) -> None:
    """The words that stand for no value, on one obligation."""
    clause = """\
clauses:
  - obligation: grand
    règle: surface > 40 m²
    débiteur: bailleur
    source: { article: "1" }
"""
    cases = """\
- cas: illisible
  vacance: { surface: illisible }
  attendu: { grand: { issue: erreur, causes: [surface] } }
- cas: inconnu
  vacance: { surface: inconnu }
  attendu: { grand: { issue: indéterminé, causes: [surface] } }
"""
    check_example(clause, cases, tmp_path)
