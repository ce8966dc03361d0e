"""The pages of the suite: sections of prose with their blocks (tests/cases/semantics/README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "tests" / "cases" / "semantics"
LANGUAGE = ROOT / "docs" / "langage"
SECTION = re.compile(r"^## (\S+) — .*$", re.MULTILINE)
BLOCK = re.compile(r"^```yaml (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Section:
    page: str
    ident: str
    convention: dict[str, Any]
    cases: list[dict[str, Any]]
    blocks: tuple[tuple[str, Any], ...] = ()  # the blocks besides these two: role, and what it holds


# The same reader in C, ten times as fast, where PyYAML was built with it.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load(text: str) -> Any:
    """Every scalar is first a text."""
    return yaml.load(text, Loader=LOADER)


def pages() -> list[Path]:
    """The suite, then the pages of the language, whose examples are cases too."""
    suite = sorted(p for p in FOLDER.rglob("*.md") if p.name != "README.md")
    return suite + sorted(p for p in LANGUAGE.glob("*.md") if "```yaml cas" in p.read_text(encoding="utf-8"))


def folders() -> list[Path]:
    """Small repositories whose cases the evaluator reads too."""
    return [ROOT / "conventions" / "exemples" / "anticipation"]


def of_folder(folder: Path) -> Iterator[Section]:
    """The cases of each convention of a repository, the others and the policy about it."""
    found = [load(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.yaml"))]
    for tests in (keys for keys in found if "essais" in keys):
        shared = {"au": tests["au"]} if "au" in tests else {}
        cases = [
            {**shared, **c, "faits": {**tests.get("faits", {}), **c.get("faits", {})}} for c in tests["cas"]
        ]
        (own,) = (keys for keys in found if keys.get("convention") == tests["essais"])
        others = [("autre", keys) for keys in found if "convention" in keys and keys is not own]
        others += [("politique", keys) for keys in found if "politique" in keys]
        yield Section(f"exemples/{folder.name}", tests["essais"], own, cases, tuple(others))


def frame() -> dict[str, Any]:
    found: dict[str, Any] = load((FOLDER / "frame.yaml").read_text(encoding="utf-8"))
    return found


def sections(page: Path) -> Iterator[Section]:
    if page.parent == LANGUAGE:
        yield from examples(page)
        return
    name = page.relative_to(FOLDER).as_posix()
    parts = SECTION.split(page.read_text(encoding="utf-8"))
    for ident, body in zip(parts[1::2], parts[2::2], strict=True):
        blocks = BLOCK.findall(body)
        by_role = {role: load(text) for role, text in blocks if role in ("convention", "cas")}
        others = tuple((role, load(text)) for role, text in blocks if role not in by_role)
        yield Section(name, ident, {**frame(), **by_role["convention"]}, by_role["cas"], others)


def examples(page: Path) -> Iterator[Section]:
    """A page of the language: each convention, with what stands about it, is followed by its cases."""
    convention: dict[str, Any] = {}
    others: list[tuple[str, Any]] = []
    for rank, (role, text) in enumerate(BLOCK.findall(page.read_text(encoding="utf-8"))):
        if role == "convention":
            convention = load(text)
        elif role == "cas":
            name = f"langage/{page.name}"
            yield Section(name, str(rank), {**frame(), **convention}, load(text), tuple(others))
            convention, others = {}, []
        elif role in ("avenant", "autre", "voisine", "socle", "politique"):
            others.append((role, load(text)))
