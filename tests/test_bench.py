"""The measures still run, and what convrules answers there is what the Python by hand answers: every form of
it that `bench/taches.py` measures, on a few rows. Figures are for whoever runs the whole."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[1] / "bench"
FORMES = [
    (genre, nom)
    for genre, noms in {
        "W1": (
            "convrules colonnes",
            "convrules, en ensembles",
            "convrules, lignes à poser",
            "convrules scalaire",
        ),
        "W2": ("convrules agrégats", "convrules bilan"),
        "W3": ("convrules", "convrules, trace à la demande"),
    }.items()
    for nom in noms
]
A_LA_MAIN = "Python à la main"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCH))
    yield importlib.import_module("taches.ouvrier")
    for name in [n for n in sys.modules if n in ("annee", "taches") or n.startswith("taches.")]:
        del sys.modules[name]


def answers(bench: Any, genre: str, nom: str) -> list[int]:
    tasks = importlib.import_module("taches")
    enonces = importlib.import_module("taches.annee"), importlib.import_module("taches.enonce")
    assert tasks is not None
    kind = enonces[0].EnonceAnnuel if genre == "W2" else enonces[1].Enonce
    communes = importlib.import_module("convrules.geographie").places_of_departement("93")
    enonce = kind(genre, 40, 3, 7, tuple(sorted(communes)))
    enonce.made()
    module, called = bench.CONCURRENTS[genre][nom].classe.split(".")
    who = getattr(importlib.import_module(f"taches.{module}"), called)(enonce)
    who.prepare(40)
    return list(who.codes(who.run()))


def test_every_form_of_convrules_is_tried(bench: Any) -> None:
    found = {
        (genre, nom)
        for genre, noms in bench.CONCURRENTS.items()
        for nom in noms
        if nom.startswith("convrules") and nom != "convrules duckdb"
    }
    assert found == set(FORMES)


@pytest.mark.parametrize(("genre", "nom"), FORMES)
def test_the_answers_of_a_measure(
    bench: Any, genre: str, nom: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = answers(bench, genre, A_LA_MAIN)
    assert len(set(expected)) > 2
    assert answers(bench, genre, nom) == expected
