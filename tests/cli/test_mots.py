"""What the command line says of words that it does not take: which limit, which word was meant."""

from pathlib import Path

import pytest

from convrules.checking import valeurs_attendues as mots
from convrules.cli.main import run
from convrules.examples.observe import fold
from convrules.runtime.decision import EtatDelai, Statut
from convrules.year.model import Verdict

ROOT = Path(__file__).parents[2]
DEPOT = ROOT / "tests" / "cases" / "bad_input" / "depot"

PHRASES: list[tuple[tuple[str, ...], str]] = [
    (
        ("evaluate", "--as-of", "1700-01-01"),
        "« 1700-01-01 » est hors limites : convrules compte de 1850 à 2150",
    ),
    (
        ("evaluate", "--as-of", "9999-12-31"),
        "« 9999-12-31 » est hors limites : convrules compte de 1850 à 2150",
    ),
    (("evaluate", "--as-of", "2025-02-30"), "« 2025-02-30 » n'est pas un jour du calendrier"),
    (("evaluate", "--as-of", "20250203"), "« 20250203 » n'est pas une date"),
    (("compliance", "--year", "20255"), "« 20255 » est hors limites : convrules compte de 1850 à 2150"),
    (("compliance", "--year", "1849"), "« 1849 » est hors limites"),
    (("compliance", "--year", "cette année"), "« cette année » n'est pas une année ; écrivez-la comme 2025"),
    (("explain", "V-001", "V-002"), "explain explique un identifiant à la fois"),
    (("explain", "CR201", "CR202"), "explain explique un identifiant à la fois"),
    (("explain", "V-001", "autre.csv"), "« autre.csv » n'existe pas"),
    (("chek",), "La commande « chek » n'existe pas. Vouliez-vous dire « check » ?"),
    (("Compliance",), "Vouliez-vous dire « compliance » ?"),
    (("frobnicate",), "La commande « frobnicate » n'existe pas. Il y a : init, check"),
]


@pytest.mark.parametrize(("arguments", "said"), PHRASES, ids=[" ".join(a) for a, _ in PHRASES])
def test_the_sentence(
    arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(DEPOT)
    assert run(list(arguments)) == 2
    shown = capsys.readouterr()
    last = shown.err.rstrip("\n").splitlines()[-1].replace("\u00a0", " ").replace("\u202f", " ")
    assert shown.out == "" and last.startswith("Erreur") and said in last and "<=" not in last


def test_the_lists_of_what_may_be_expected_are_those_of_the_results() -> None:
    """`checking` may not know the rooms above it: the lists are written twice, and are the same."""

    def folded(words: tuple[str, ...]) -> set[str]:
        return {fold(w) for w in words}

    assert folded(mots.STATUTS) == folded(mots.STATUTS_ENTIERS) == {fold(s.value) for s in Statut}
    assert folded(mots.VERDICTS) == {fold(v.value) for v in Verdict} | {"aucun"}
    assert {fold(e.value) for e in EtatDelai} | {"erreur"} == folded(mots.DELAIS)
