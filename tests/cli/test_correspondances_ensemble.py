"""Ready mappings together: every set of them that fills no table twice makes one mapping, which passes and
reads all its examples."""

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from convrules import api
from convrules.api.dossier import Dossier
from convrules.cli.correspondances import EXEMPLES, mapping_of
from convrules.cli.main import run


@cache
def tables(nom: str) -> frozenset[str]:
    return frozenset(yaml.safe_load(mapping_of([nom]))["fichiers"])


ENSEMBLES = [
    names
    for size in range(2, len(EXEMPLES) + 1)
    for names in combinations(EXEMPLES, size)
    if len(frozenset().union(*map(tables, names))) == sum(len(tables(n)) for n in names)
]


def test_there_are_sets_of_two_and_of_three() -> None:
    assert {len(names) for names in ENSEMBLES} == {2, 3}
    assert ("rpls", "rpls-vacances", "rpls-droits") in ENSEMBLES


@pytest.mark.parametrize("names", ENSEMBLES, ids="+".join)
def test_a_set_of_ready_mappings_passes_and_is_read(
    names: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    depot = tmp_path / "depot"
    assert run(["init", str(depot), *(x for nom in names for x in ("--correspondance", nom))]) == 0
    capsys.readouterr()
    assert run(["check", str(depot)]) == 0, capsys.readouterr().out
    cle = tmp_path / "cle.txt"
    cle.write_text("0123456789abcdef" * 4, "ascii")
    dossier = api.open_dossier(depot, (), cle=cle)
    assert isinstance(dossier, Dossier) and not dossier.empechements
    # Examples of different landlords do not name the same dwellings.
    others = {"CR735"} if {"rpls-ouvert", "apilos", "sne-radiations"} & {*names} else set()
    assert {d.code for d in dossier.diagnostics} <= {"CR492", "CR497"} | others
    assert {f.table for f in dossier.fichiers} == frozenset().union(*map(tables, names))
    assert all(f.lues == f.gardees > 0 for f in dossier.fichiers)
