"""Status and eligibility of many vacancies under many conventions: row by row, and all rows at once.

    .venv/bin/python bench/masse.py [--vacances 20000] [--conventions 12 120] [--graine 1] [--repetitions 5]

The landlord, vacancies and conventions are those of `bench/annee.py`. Data are loaded before the clock. Rows
at once are timed whole, columns included, medians of several runs; row by row, on a sample of rows, for it is
far slower. Both must say the same of every row of the sample, otherwise the run fails.
A measure, not a test.
"""

import argparse
import random
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from annee import MAPPING, write_conventions, write_vacancies

from convrules.api.dossier import Dossier, open_depot, open_dossier
from convrules.api.load import Depot
from convrules.columnar.lowering import Atoms
from convrules.columnar.statuses import Reponses, answer_of, statuses
from convrules.columnar.tables import table_of
from convrules.runtime.vacance import evaluate_vacance

AU = date(2026, 1, 5)
ECHANTILLON = 200
"""Rows judged one by one."""


def opened(folder: Path, vacances: int, conventions: int, graine: int) -> Dossier:
    rng = random.Random(graine)
    write_conventions(folder, conventions, rng)
    write_vacancies(folder, vacances, rng)
    (folder / "correspondance.yaml").write_text(MAPPING, encoding="utf-8")
    toml = '[depot]\nnom = "Banc"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, encoding="utf-8")
    depot = open_depot(folder)
    assert isinstance(depot, Depot)
    return open_dossier(depot, [])


def at_once(dossier: Dossier) -> tuple[float, list[Reponses]]:
    start = time.perf_counter()
    atoms = Atoms(table=table_of(dossier.faits, AU))
    found = [statuses(programme, atoms) for programme in dossier.programmes]
    return time.perf_counter() - start, found


def one_by_one(dossier: Dossier, together: list[Reponses], graine: int) -> tuple[float, int]:
    """Seconds and pairs of a sample, held against what was said at once."""
    number = len(dossier.faits.vacances)
    ranks = random.Random(graine).sample(range(number), min(ECHANTILLON, number))
    spent, pairs = 0.0, 0
    for programme, found in zip(dossier.programmes, together, strict=True):
        for rank in ranks:
            said = found.at(rank)
            if said is None:
                continue
            start = time.perf_counter()
            decision = evaluate_vacance(programme, dossier.faits.vacances[rank], AU, faits=dossier.faits)
            spent += time.perf_counter() - start
            pairs += 1
            assert answer_of(decision) == said, f"not the same of row {rank}"
    return spent, pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vacances", type=int, default=20_000)
    parser.add_argument("--conventions", type=int, nargs="+", default=[12, 120])
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=5)
    asked = parser.parse_args()
    for conventions in asked.conventions:
        with tempfile.TemporaryDirectory() as name:
            dossier = opened(Path(name), asked.vacances, conventions, asked.graine)
            runs = [at_once(dossier) for _ in range(asked.repetitions)]
            took = statistics.median(seconds for seconds, _ in runs)
            spent, pairs = one_by_one(dossier, runs[0][1], asked.graine)
        here = sum(len(r.rangs) for r in runs[0][1])
        each, decision = 1e6 * spent / pairs, 1e9 * took / asked.vacances / conventions
        print(
            f"{asked.vacances:,} vacancies, {conventions} conventions, {here:,} pairs on a territory: "
            f"{took:.2f} s at once, {1e6 * took / asked.vacances:.1f} µs a vacancy, "
            f"{decision:.0f} ns a decision; one by one {each:.0f} µs a pair, "
            f"{each * here / took / 1e6:.1f} times as long"
        )


if __name__ == "__main__":
    main()
