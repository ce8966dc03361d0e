"""The landlord's own share between two bounds, in the sheet of a grid."""

from pathlib import Path

import pytest

from cli.test_simulate import GRILLE, convention
from convrules.cli.main import run

__all__ = ["convention"]


def test_a_share_of_its_own_between_two_bounds_may_be_wider_than_what_can_happen(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row whose commune is not known is perhaps in one part and not in another: each is read alone."""
    said = "Entre deux bornes, ce dû de la part propre peut être plus large que ce qui peut arriver"
    (path,) = Path("depot/donnees").glob("vacances-*.csv")
    told = []
    for more in ("", "PERHAPS"):
        if more:
            head, first, *rows = path.read_text("utf-8-sig").splitlines()
            path.write_text("\n".join([head, first.replace("93066", "?", 1), *rows]) + "\n", "utf-8")
        run(["simulate", "--depot", "depot", *GRILLE, convention, "-o", "essais.html"])
        screen, page = capsys.readouterr().out, Path("essais.html").read_text("utf-8")
        told.append([said in " ".join(text.split()) for text in (screen, page)])
    assert told == [[False, False], [True, True]]
