"""Write the generated pages of the conformance suite.

    python scripts/generate_semantics.py

Expected values come from a model of its own (`scripts/semantics/`), written from the specification: it
never imports the engine. No clock, no chance: the same bytes every time, which a test compares.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from semantics import comparisons, dates, deadlines, outcomes, rules, year
from semantics.page import Page, render

DOSSIER = Path(__file__).parent.parent / "tests" / "cases" / "semantics" / "tables"
MODULES = (outcomes, comparisons, rules, dates, deadlines, year)


def pages() -> Iterator[Page]:
    for module in MODULES:
        yield from module.pages()


def texts() -> dict[str, str]:
    """Each generated page, by file name."""
    return {f"{page.nom}.md": render(page) for page in pages()}


def main() -> None:
    DOSSIER.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (DOSSIER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
