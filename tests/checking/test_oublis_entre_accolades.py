"""A colon, or the space after it, forgotten between braces, wherever there are some in the examples: one
message, on its line, and what it proposes gives the file back."""

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from checking.harness import findings_of
from convrules.api.verification import verify_paths
from convrules.diagnostics.model import Diagnostic
from frames import frame_entete

EXEMPLES = Path(__file__).parents[2] / "conventions/exemples"
DEPOTS = sorted(p.name for p in EXEMPLES.iterdir() if p.is_dir())
CLE = re.compile(r"(?<=[{,] )(?P<cle>[^\W\d_][\w' -]*): (?=[^\n]*\})")
PAR_DEPOT = 12
"""How many places of a repository are tried, of all those that differ but for their figures."""


def places(depot: str) -> Iterator[tuple[Path, re.Match[str]]]:
    seen = set()
    for path in sorted((EXEMPLES / depot).rglob("*.yaml")):
        text = path.read_text("utf-8")
        for m in CLE.finditer(text):
            line = text[text.rfind("\n", 0, m.start()) + 1 : text.find("\n", m.start())]
            form = (m["cle"], re.sub(r"[\d\"]+", "", line)[:40])
            if form not in seen and not line.lstrip().startswith("#"):
                seen.add(form)
                yield path.relative_to(EXEMPLES / depot), m


def told(depot: Path) -> list[Diagnostic]:
    return [d for report in verify_paths([depot])[0] for d in report.diagnostics]


def test_there_is_matter() -> None:
    keys = [m["cle"] for depot in DEPOTS for _, m in places(depot)]
    assert len(keys) > 300 and {"du", "article", "nom", "confiance", "commune"} <= set(keys)


@pytest.mark.parametrize("oubli", [" ", ":"], ids=["deux-points", "espace"])
@pytest.mark.parametrize("depot", DEPOTS)
def test_one_message_and_what_it_proposes_is_right(depot: str, oubli: str, tmp_path: Path) -> None:
    shutil.copytree(EXEMPLES / depot, tmp_path / depot)
    before = told(tmp_path / depot)
    found_all = list(places(depot))
    for relative, m in random.Random(depot).sample(found_all, min(PAR_DEPOT, len(found_all))):
        path = tmp_path / depot / relative
        text = path.read_text("utf-8")
        slipped = text[: m.start()] + m["cle"] + oubli + text[m.end() :]
        path.write_text(slipped, encoding="utf-8")
        known = {(d.code, d.span.source.name, d.span.position) for d in before}
        found = [
            d for d in told(tmp_path / depot) if (d.code, d.span.source.name, d.span.position) not in known
        ]
        path.write_text(text, encoding="utf-8")
        seen = (relative, m["cle"], [(d.code, d.span.text) for d in found])
        assert [(d.code, d.span.text) for d in found] == [("CR004", m["cle"])], seen
        assert found[0].span.start == m.start(), seen
        if found[0].fix is not None:
            fix = found[0].fix
            assert not fix.sure, seen
            assert slipped[: fix.span.start] + fix.texte + slipped[fix.span.end :] == text, seen


def test_a_text_cut_by_a_comma_is_never_mended_unasked() -> None:
    (found,) = findings_of(
        frame_entete("réservataire: { nom: Ville de Vénissieux, près de Lyon, type: commune }\n")
    )
    assert found.code == "CR039" and found.fix is not None and not found.fix.sure
