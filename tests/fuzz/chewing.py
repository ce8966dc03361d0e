"""What any bytes must go through without an exception: check, every form of its output, corrections, layout.

Shared by the tests (hypothesis) and by the longer job (scripts/fuzz.py, coverage-guided).
"""

from datetime import date
from pathlib import Path

from convrules.api.checks import check_paths
from convrules.api.reecriture import corrections, layouts
from convrules.cli.formats import FORMES, render

JOUR = date(2026, 1, 15)


def chew(folder: Path, content: bytes) -> int:
    """Give one file of these bytes to all that reads conventions. Returns the number of findings. Raises only
    when the engine is at fault."""
    path = folder / "essai.yaml"
    path.write_bytes(content)
    rapport = check_paths([path], JOUR)
    for forme in FORMES:
        assert isinstance(render(rapport, forme, None), str)
    corrections([path], JOUR, toutes=True)
    layouts([path])
    assert path.read_bytes() == content, "nothing is written by a check that was only asked to look"
    if not rapport.diagnostics and not rapport.empechements:
        assert rapport.n_regles or rapport.n_cas or rapport.n_fichiers, "silence says that something was read"
    return len(rapport.diagnostics) + len(rapport.empechements)
