"""The pages of the suite: sections of prose with their blocks (tests/cases/semantics/README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "cases" / "semantics"
SECTION = re.compile(r"^## (\S+) — .*$", re.MULTILINE)
BLOCK = re.compile(r"^```yaml (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Section:
    page: str
    ident: str
    convention: dict[str, Any]
    cases: list[dict[str, Any]]
    others: tuple[str, ...]  # the roles of the blocks besides these two


def load(text: str) -> Any:
    """Every scalar is first a text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def pages() -> list[Path]:
    return sorted(p for p in FOLDER.rglob("*.md") if p.name != "README.md")


def sections(page: Path) -> Iterator[Section]:
    frame = load((FOLDER / "frame.yaml").read_text(encoding="utf-8"))
    name = page.relative_to(FOLDER).as_posix()
    parts = SECTION.split(page.read_text(encoding="utf-8"))
    for ident, body in zip(parts[1::2], parts[2::2], strict=True):
        blocks = BLOCK.findall(body)
        by_role = {role: load(text) for role, text in blocks if role in ("convention", "cas")}
        others = tuple(role for role, _ in blocks if role not in by_role)
        yield Section(name, ident, {**frame, **by_role["convention"]}, by_role["cas"], others)
