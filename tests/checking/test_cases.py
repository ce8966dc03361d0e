"""Fragments with the expected finding drawn under the line: `#      ^^^^ CR302`, columns exact.

A first line `# cadre: entete` (or `fichier`) says how the fragment is completed; by default it is a list of
clauses. A fragment without carets must give no finding.
"""

import re
from pathlib import Path

import pytest

from checking.harness import findings_of
from frames import frame_clauses, frame_entete

FOLDER = Path(__file__).parent.parent / "cases" / "diagnostics"
CASES = sorted(FOLDER.glob("*/*.yaml"))
CARET = re.compile(r"(\^+) (CR\d{3})")


def framed(text: str) -> str:
    kind = re.match(r"# cadre: (\w+)\n", text)
    match kind[1] if kind is not None else "clauses":
        case "clauses":
            return frame_clauses(text)
        case "entete":
            return frame_entete(text)
        case "fichier":
            return text
        case other:
            raise AssertionError(other)


def drawn(text: str) -> set[tuple[int, int, int, str]]:
    """(line, column, length, code), from 1, of every caret comment of a whole text."""
    found = set()
    above = 0
    for number, line in enumerate(text.splitlines(), 1):
        carets = list(CARET.finditer(line)) if line.lstrip().startswith("#") else []
        if not line.lstrip().startswith("#"):
            above = number
        found |= {(above, m.start() + 1, len(m[1]), m[2]) for m in carets}
    return found


def test_there_are_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(path: Path) -> None:
    text = framed(path.read_text(encoding="utf-8"))
    found = {(*d.span.position, d.span.end - d.span.start, d.code) for d in findings_of(text)}
    assert found == drawn(text)
