"""What scripts write and the repository keeps: the same bytes, and scripts of a size that one reads."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
TABLES = ROOT / "tests" / "cases" / "semantics" / "tables"


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
    from generate_semantics import texts

    return texts()


def test_the_tables_of_the_suite_are_those_of_their_script(texts: dict[str, str]) -> None:
    kept = {p.name: p.read_bytes() for p in TABLES.glob("*.md")}
    assert kept.keys() == texts.keys()
    for name, text in texts.items():
        assert kept[name] == text.encode(), f"{name} : python scripts/generate_semantics.py"


def helpers() -> list[Path]:
    """Scripts, and what tests share."""
    shared = (p for p in (ROOT / "tests").rglob("*.py") if not p.name.startswith("test_"))
    return sorted([*SCRIPTS.rglob("*.py"), *shared])


@pytest.mark.parametrize("path", helpers(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_scripts_and_helpers_are_of_a_size_that_one_reads(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 60, f"{node.name}: {length} lines"
