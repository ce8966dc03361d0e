"""A file refused for its form is still checked: no mistake of an author may stop the engine."""

import random
import re
from pathlib import Path

import pytest

from checking.harness import ENV_ESSAIS, parsed
from convrules.checking.convention import check_convention
from convrules.checking.correspondance import check_correspondance
from convrules.checking.essais import check_essais
from convrules.checking.politique import check_politique
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import nodes as n

DATA = Path(__file__).parent.parent / "data"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(DATA.glob("*.yaml"))]
WORDS = ("surface", "dalo", "30 %", "3", "non", "[T1]", "2025-01-01", "vacances", "cch.x", "{}", "x: y", "")


def damaged(seed: int) -> str:
    """A file with a few words replaced, and lines lost or repeated."""
    rnd = random.Random(seed)
    lines = rnd.choice(TEXTS).split("\n")
    for _ in range(rnd.randint(1, 3)):
        at = rnd.randrange(len(lines))
        match rnd.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, rnd.choice(lines))
            case _:
                words = re.findall(r"\S+|\s+", lines[at]) or [""]
                words[rnd.randrange(len(words))] = rnd.choice(WORDS)
                lines[at] = "".join(words)
    return "\n".join(lines)


def checked(text: str) -> tuple[Diagnostic, ...]:
    tree, _ = parsed(text)
    match tree.genre:
        case n.GenreFichier.CONVENTION | n.GenreFichier.SOCLE:
            return check_convention(tree, ENV_ESSAIS).diagnostics
        case n.GenreFichier.ESSAIS:
            return check_essais(tree, ENV_ESSAIS).diagnostics
        case n.GenreFichier.CORRESPONDANCE:
            return check_correspondance(tree, ENV_ESSAIS).diagnostics
        case n.GenreFichier.POLITIQUE:
            return check_politique(tree, ENV_ESSAIS).diagnostics
        case _:
            return ()


@pytest.mark.parametrize("seed", range(120))
def test_damaged_files_give_findings_that_can_be_written(seed: int) -> None:
    for diagnostic in checked(damaged(seed)):
        assert catalogue.message(diagnostic)
        assert catalogue.aide(diagnostic)
