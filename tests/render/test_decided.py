"""The articles of what decides each cell, as a table shows them, and what a sentence makes of it."""

from pathlib import Path
from typing import Any

import pytest

from convrules.render.decided import cell_places, decided, rule_places
from convrules.render.lexicon import VIDE
from convrules.render.report.summary import rule_named
from year import test_decisifs as y

SEPTEMBRE = y.ROW | {"disponibilite": y.SEPTEMBRE}
DIX, QUINZE = "10 % des vacances dans l'assiette", "15 % des vacances dans l'assiette"
SIGNEE, ICI = f"{DIX} (article 1)", "pour Saint-Denis (93066)"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("rows", "application", "exceptions", "rule", "cells", "said"),
    [
        (y.DIONYSIENS, y.PAR_COMMUNE, [], "", ["", ""], []),
        (
            y.DIONYSIENS,
            y.PAR_COMMUNE,
            [y.TAUX],
            "1 ; par exception : 2",
            ["1", "par exception : 2"],
            [SIGNEE, f"{ICI}, {QUINZE}, par exception « taux » (article 2)"],
        ),
        # What is asked stays that of the clause: both articles.
        (
            y.DIONYSIENS,
            y.PAR_COMMUNE,
            [y.ARRONDIE],
            "1 ; par exception : 3",
            ["1", "1 ; par exception : 3"],
            [
                SIGNEE,
                f"{ICI}, {DIX}, arrondi : inférieur, par exception « arrondie » (article 3)",
            ],
        ),
        (
            [y.ROW, SEPTEMBRE],
            "ensemble",
            [y.ETE],
            "1 ; par exception : 2",
            ["1 ; par exception : 2"],
            [f"{SIGNEE} jusqu'au 30 juin 2025, puis {QUINZE}, par exception « ete » (article 2)"],
        ),
        # Of a day without row, it decides nothing.
        ([y.ROW], "ensemble", [y.ETE], "", [""], []),
        (
            [y.ROW],
            y.PAR_COMMUNE,
            [y.ECARTEE],
            "1 ; peut-être par exception : 2",
            ["1 ; peut-être par exception : 2"],
            [
                f"{ICI}, on ne sait pas lequel de ces textes s'applique (décision attendue : « accord », "
                f"ligne commune 93066) : {SIGNEE} ou règle écartée, par exception « tait » (article 2)"
            ],
        ),
    ],
)
def test_what_is_said_of_what_decides(
    tmp_path: Path,
    rows: list[dict[str, Any]],
    application: str,
    exceptions: list[str],
    rule: str,
    cells: list[str],
    said: list[str],
) -> None:
    found = y.rule_of(tmp_path, rows, application, *exceptions)
    assert plain(rule_places(found)) == rule
    assert [plain(cell_places(found, cell)) for cell in found.cellules] == cells
    assert [plain(one) for one in decided(found, VIDE)] == said


@pytest.mark.parametrize(
    ("rows", "exception", "named"),
    [
        (y.DIONYSIENS, y.TAUX, "« p » (article 1 ; par exception « taux » (article 2))"),
        ([y.ROW], y.TAUX, "« p » (par exception « taux » (article 2))"),
        ([y.ROW], y.ARRONDIE, "« p » (article 1 ; par exception « arrondie » (article 3))"),
        (y.DIONYSIENS, y.ETE, "« p » (article 1)"),
    ],
)
def test_a_rule_is_named_with_what_decides_it(
    tmp_path: Path, rows: list[dict[str, Any]], exception: str, named: str
) -> None:
    assert plain(rule_named(y.rule_of(tmp_path, rows, y.PAR_COMMUNE, exception))) == named
