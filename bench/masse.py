"""Status and eligibility of many vacancies under many conventions: row by row, and all rows at once.

    .venv/bin/python bench/masse.py [--vacances 20000] [--conventions 12 120 1200] [--graine 1]
                                [--repetitions 5] [--engine colonnes duckdb] [--fils 1] [--partout]
                                [--durees 1]

The landlord, vacancies and conventions are those of `bench/annee.py`. Data are loaded before the clock. Rows
at once are timed whole, columns included, medians of several runs; row by row, on a sample of rows, for it is
far slower. Both must say the same of every row of the sample, otherwise the run fails.
A measure, not a test.
"""

import argparse
import random
import re
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from annee import DEPARTEMENTS, MAPPING, write_conventions, write_vacancies

from convrules.api import statuses
from convrules.api.dossier import Dossier, open_depot, open_dossier
from convrules.api.load import Depot
from convrules.columnar.statuses import Jugees, answer_of
from convrules.runtime.vacance import evaluate_vacance

AU = date(2026, 1, 5)
ECHANTILLON = 200
"""Rows judged one by one."""


def opened(
    folder: Path, vacances: int, conventions: int, graine: int, partout: bool = False, durees: int = 1
) -> Dossier:
    rng = random.Random(graine)
    write_conventions(folder, conventions, rng)
    renewed(folder, durees)
    if partout:
        everywhere(folder)
    write_vacancies(folder, vacances, rng)
    (folder / "correspondance.yaml").write_text(MAPPING, encoding="utf-8")
    toml = '[depot]\nnom = "Banc"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, encoding="utf-8")
    depot = open_depot(folder)
    assert isinstance(depot, Depot)
    return open_dossier(depot, [])


def renewed(folder: Path, durees: int) -> None:
    """Before each convention, the same ones of the same holder, three years each, one after the other."""
    for path in sorted((folder / "conventions").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for first in range(2024 - 3 * (durees - 1), 2024, 3):
            named = f"{path.stem}-{first}"
            own = text.replace(path.stem, named, 1).replace("2024-01-01", f"{first}-01-01")
            own = own.replace("2026-12-31", f"{first + 2}-12-31")
            (folder / "conventions" / f"{named}.yaml").write_text(own, encoding="utf-8")


def everywhere(folder: Path) -> None:
    """The conventions of communes, each on all five départements, each with a rent per m² of its own."""
    named = ", ".join(f'"{code}"' for code in DEPARTEMENTS)
    for rank, path in enumerate(sorted((folder / "conventions").glob("*.yaml"))):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'territoire: \{ commune: "\w+" \}', f"territoire: {{ département: [{named}] }}", text)
        path.write_text(text.replace("13 €/m²", f"{8 + rank % 90 / 10} €/m²"), encoding="utf-8")


def at_once(dossier: Dossier, engine: str, fils: int | None) -> tuple[float, float, tuple[Jugees, ...]]:
    """Seconds, and of processor, of all threads."""
    start, busy = time.perf_counter(), time.process_time()
    found = statuses(dossier, AU, engine=engine, fils=fils if engine == "duckdb" else None)
    return time.perf_counter() - start, time.process_time() - busy, found


def one_by_one(dossier: Dossier, together: tuple[Jugees, ...], graine: int) -> tuple[float, int]:
    """Seconds and pairs of a sample, held against what was said at once."""
    number = len(dossier.faits.vacances)
    ranks = random.Random(graine).sample(range(number), min(ECHANTILLON, number))
    spent, pairs = 0.0, 0
    for programme, found in zip(dossier.programmes, together, strict=True):
        for rank in ranks:
            said = found.at(rank)
            if said is None:
                continue
            # Why twice: the first row of a convention also pays for what is prepared once of it.
            evaluate_vacance(programme, dossier.faits.vacances[rank], AU, faits=dossier.faits)
            start = time.process_time()
            decision = evaluate_vacance(programme, dossier.faits.vacances[rank], AU, faits=dossier.faits)
            spent += time.process_time() - start
            pairs += 1
            assert answer_of(decision) == said, f"not the same of row {rank}"
    return spent, pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vacances", type=int, default=20_000)
    parser.add_argument("--conventions", type=int, nargs="+", default=[12, 120, 1200])
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--engine", nargs="+", default=["colonnes"], choices=["colonnes", "duckdb"])
    parser.add_argument("--partout", action="store_true", help="conventions that overlap, each on every row")
    parser.add_argument(
        "--durees", type=int, default=1, help="conventions of a holder that follow each other"
    )
    parser.add_argument("--fils", type=int, help="threads of an engine of databases")
    asked = parser.parse_args()
    for conventions in asked.conventions:
        with tempfile.TemporaryDirectory() as name:
            dossier = opened(
                Path(name), asked.vacances, conventions, asked.graine, asked.partout, asked.durees
            )
            for engine in asked.engine:
                measured(dossier, engine, asked)


def measured(dossier: Dossier, engine: str, asked: argparse.Namespace) -> None:
    runs = [at_once(dossier, engine, asked.fils) for _ in range(asked.repetitions)]
    took, busy = (statistics.median(run[n] for run in runs) for n in (0, 1))
    found = runs[0][2]
    spent, pairs = one_by_one(dossier, found, asked.graine)
    vacances, conventions = len(dossier.faits.vacances), len(dossier.programmes)
    here, apart = sum(len(r.rangs) for r in found), sum(len(r.a_part) for r in found)
    each = 1e6 * spent / pairs
    print(
        f"{engine}: {vacances:,} vacancies, {conventions} conventions, {here:,} pairs on a territory, "
        f"{apart:,} judged apart: {took:.2f} s at once ({busy:.2f} s of processor), "
        f"{1e6 * busy / vacances:.1f} µs a vacancy, {1e6 * busy / here:.2f} µs a pair; "
        f"one by one {each:.0f} µs a pair, {each * here / busy / 1e6:.1f} times as long"
    )


if __name__ == "__main__":
    main()
