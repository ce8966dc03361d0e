"""Sets of rows give, row by row, what the scalar evaluator gives: on every case of the suite, and on drawn
conventions and tables with every kind of hole."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from columnar.drawing import Writer
from convrules.api.essais import siblings
from convrules.api.verification import verify_paths
from convrules.columnar.lowering import Atoms
from convrules.columnar.statuses import answer_of, statuses
from convrules.columnar.tables import table_of
from convrules.compiler import Programme
from convrules.examples.build import build_faits
from convrules.facts.records import Faits
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.atteinte import with_accounts
from test_conformance import ALL, Exemple, files_of, main_files

DRAWS = 60


def compared(programme: Programme, faits: Faits, au: date) -> Counter[str]:
    """Every row of the data, judged both ways; how many were judged together, and what they said."""
    table = table_of(faits, au)
    found = statuses(programme, Atoms(table=table))
    met: Counter[str] = Counter()
    for rank, vacance in enumerate(faits.vacances):
        decision = evaluate_vacance(programme, vacance, au, faits=faits)
        assert (rank in found.rangs) == (decision.territoire is not False), vacance.id
        if rank in found.rangs:
            answer = answer_of(decision)
            assert found.at(rank) == answer, vacance.id
            met["one by one" if rank in found.a_part else "together"] += 1
            met[f"éligible {decision.eligible!r}"[:15]] += 1
            met[" ou ".join(answer.statuts)] += 1
    return met


@pytest.mark.parametrize("exemple", ALL, ids=lambda e: e.ident)
def test_every_case_of_the_suite(exemple: Exemple, tmp_path: Path) -> None:
    for programme, faits, au in played(files_of(exemple), tmp_path):
        compared(programme, faits, au)


def test_drawn_conventions(tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    for seed in range(DRAWS):
        writer = Writer(seed)
        files = main_files(writer.convention(), writer.case())
        folder = tmp_path / str(seed)
        folder.mkdir()
        programmes = list(played(files, folder))
        assert programmes, f"seed {seed}: the text does not pass check"
        for programme, faits, au in programmes:
            met += compared(programme, faits, au)
    assert met["together"] > 800 and met["one by one"] > 100
    assert min(met[word] for word in EVERY) >= 20, met


EVERY = (
    *("éligible True", "éligible False", "éligible NON_AP", "éligible Indete"),
    *("hors_champ", "soustrait", "dans_l_assiette", "hors_champ ou soustrait ou dans_l_assiette"),
)


def played(files: dict[str, str], folder: Path) -> Iterator[tuple[Programme, Faits, date]]:
    """The cases of a repository: the convention each is about, and its data."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for report in verify_paths([folder])[0]:
        for essais in report.essais:
            programme = report.programmes[essais.convention]
            others = siblings(programme, report.programmes.values())
            for cas in essais.cas:
                faits = build_faits(cas, programme.convention)
                yield programme, with_accounts((programme, *others), faits, cas.au), cas.au
