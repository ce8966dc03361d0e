"""What the sheet of a grid shows side by side is said: a balance below zero beside what is missing."""

import html
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from cli.test_simulate import GRILLE, convention, result
from convrules.cli.main import run

assert convention
DIT = (
    "Solde négatif à côté d'un manque (« part_ville ») : sous « fractions cumulées », il dit ce que "
    "l'arrondi a demandé de trop ; ce n'est pas une avance, et ce qui manque n'y entre pas."
)


def plain(text: str) -> str:
    return " ".join(html.unescape(text).replace("’", "'").split())


@pytest.mark.parametrize(
    ("report", "arrondi", "dite"),
    [
        ("fractions cumulées", "supérieur", True),
        # Rounded down, the balance is above zero; a whole balance is what is missing itself.
        ("fractions cumulées", "inférieur", False),
        ("solde exact", "supérieur", False),
    ],
)
def test_a_balance_below_zero_beside_what_is_missing(
    report: str, arrondi: str, dite: bool, convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """62.3 % of 10 are 6.23, rounded up to 7: 3 are done, and the balance is −0.77."""
    path = Path("depot/conventions/convention.yaml")
    text = re.sub(r"    report: .*", f"    report: {report}", path.read_text("utf-8"))
    path.write_text(re.sub(r"    arrondi: .*", f"    arrondi: {arrondi}", text), "utf-8")
    asked = ["simulate", "--depot", "depot", *GRILLE, convention, "--taux", "62.3 %"]
    capsys.readouterr()
    for target in ("essais.html", "essais"):
        assert run([*asked, "-o", target]) == 0
    shown = [capsys.readouterr().out, Path("essais.html").read_text("utf-8")]
    for said in shown:
        assert (DIT in plain(said)) is dite
    assert ("62,3 %" in plain(shown[0])) and ("−0,77" in shown[0]) is dite
    assert run([*asked, "--lang", "en"]) == 0
    assert (
        "it is no advance, and what is missing is no part of it" in plain(capsys.readouterr().out)
    ) is dite


@pytest.mark.parametrize("command", ["simulate", "compare"])
def test_the_schema_tells_the_verdict_of_the_rule_from_that_of_the_cell(command: str) -> None:
    schema = json.loads((files("convrules.render") / "schemas" / f"{command}.json").read_text("utf-8"))
    seen = schema["properties"]["regles"]["items"]["properties"]["colonnes"]["items"]["anyOf"][0][
        "properties"
    ]
    assert "« cellule.verdict »" in seen["verdict"]["description"]
    assert "règle" in schema["$defs"]["cellule"]["properties"]["verdict"]["description"]


def test_they_are_not_the_same(convention: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule that some kind of dwelling misses is missed, in the column of a kind that keeps it too."""
    path = Path("depot/conventions/convention.yaml")
    text = path.read_text("utf-8").replace("application: ensemble", "application: chaque typologie")
    path.write_text(text, "utf-8")
    found = result("simulate", capsys, *GRILLE, convention, "--taux", "25 %")
    seen = [c for r in found["regles"] if r["clause"] == "part_ville" for c in r["colonnes"] if c["cellule"]]
    told = {(c["verdict"], c["cellule"]["verdict"]) for c in seen}
    assert ("non_conforme", "conforme") in told and ("non_conforme", "non_conforme") in told
