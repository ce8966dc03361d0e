"""One contender in a process of its own: reads commands, a line of JSON each, and answers likewise.

    python -m taches.ouvrier NAME FOLDER

`prepare` lays the first rows, `run` judges them all and times it, `dit` gives the digest of the answers.
"""

import gc
import hashlib
import importlib
import json
import resource
import sys
import time
from array import array
from pathlib import Path
from typing import Any, NamedTuple

from taches.annee import EnonceAnnuel
from taches.enonce import Enonce


def _who(called: str, decisions: int, conventions: int = 1_200, budget: float = 1) -> "Concurrent":
    return Concurrent(called, decisions, conventions, budget)


class Concurrent(NamedTuple):
    """`decisions`: of one run at most; `conventions`: beyond so many, its rules take minutes.
    `budget`: how many times that of the others it has; 0, all its rows, for a cost that rows share."""

    classe: str
    decisions: int
    conventions: int
    budget: float


CONCURRENTS = {
    "W1": {
        "convrules colonnes": _who("moteur.Colonnes", 12_000_000, budget=0),
        "convrules, en ensembles": _who("moteur.Ensembles", 12_000_000, budget=0),
        "convrules, lignes à poser": _who("moteur.APoser", 1_200_000, budget=0),
        "convrules duckdb": _who("moteur.Duckdb", 240_000, budget=4),
        "convrules scalaire": _who("moteur.Scalaire", 2_400, 120),
        "Python à la main": _who("a_la_main.Masse", 1_200_000, budget=0),
        "NumPy, tables de bits": _who("colonnes.Numpy", 12_000_000, budget=0),
        "Polars à la main": _who("colonnes.Polars", 12_000_000, budget=0),
        "SQL à la main (DuckDB)": _who("colonnes.Sql", 1_200_000, budget=0),
        "openfisca-core": _who("openfisca.Masse", 12_000_000, budget=0),
        "CEL (Rust)": _who("expressions.Cel", 120_000),
        "zen-engine": _who("expressions.Zen", 120_000),
        "rule-engine": _who("expressions.RuleEngine", 24_000, 120),
        "cel-python": _who("expressions.CelPython", 24_000, 120),
        "publicodes": _who("publicodes", 24_000, 120),
    },
    "W2": {
        "convrules agrégats": _who("annee_moteur.Ensembles", 12_000_000, budget=0),
        "convrules bilan": _who("annee_moteur.Bilan", 60_000, 12, budget=0),
        "Python à la main": _who("annee.Annee", 1_200_000, budget=0),
        "NumPy, un histogramme": _who("annee_colonnes.Numpy", 12_000_000, budget=0),
        "Polars à la main": _who("annee_colonnes.Polars", 12_000_000, budget=0),
        "SQL à la main (DuckDB)": _who("annee_colonnes.Sql", 12_000_000, budget=0),
        "openfisca-core": _who("annee_openfisca.Annee", 12_000_000, budget=0),
    },
    "W3": {
        "convrules": _who("moteur.Traces", 2_400),
        "convrules, trace à la demande": _who("moteur.Issues", 2_400),
        "Python à la main": _who("a_la_main.Traces", 12_000),
        "openfisca-core": _who("openfisca.Traces", 240),
        "CEL (Rust)": _who("expressions.Cel", 12_000),
        "zen-engine": _who("expressions.Zen", 12_000),
        "rule-engine": _who("expressions.RuleEngine", 2_400),
        "cel-python": _who("expressions.CelPython", 240),
        "publicodes": _who("publicodes", 240),
    },
}
"""The first of a task is what the others are compared with."""


def peak() -> int:
    """Of this process, in KiB. What the system tells of memory in `getrusage` counts the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read(path: Path) -> Enonce:
    """What is asked, of the kind that the task wants."""
    told = Enonce.read(path)
    return EnonceAnnuel.read(path) if told.genre == "W2" else told


def digest(codes: Any) -> str:
    """Of answers in order, sixty-four bits each; `publicodes.mjs` writes the same."""
    return hashlib.sha256(array("q", codes).tobytes()).hexdigest()[:16]


class Ouvrier:
    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder
        self.enonce = read(folder / "enonce.json")
        module, called = CONCURRENTS[self.enonce.genre][name].classe.split(".")
        self.enonce.made()  # before the memory of the contender is looked at
        start = time.process_time()
        self.who = getattr(importlib.import_module(f"taches.{module}"), called)(self.enonce)
        self.compile = time.process_time() - start
        self.found: Any = None

    def prepare(self, first: int) -> dict[str, Any]:
        self.found = None
        self.who.prepare(first)
        gc.collect()
        return {"compile": self.compile, "pic": peak()}

    def run(self) -> dict[str, Any]:
        self.found = None
        wall, busy = time.perf_counter(), time.process_time()
        self.found = self.who.run()
        busy, wall = time.process_time() - busy, time.perf_counter() - wall
        return {"ecoule": wall, "processeur": busy, "pic": peak()}

    def dit(self) -> dict[str, Any]:
        return {"empreinte": digest(self.who.codes(self.found))}


def main() -> None:
    said = sys.stdout
    sys.stdout = sys.stderr
    try:
        ouvrier = Ouvrier(sys.argv[1], Path(sys.argv[2]))
    except ModuleNotFoundError as error:
        print(json.dumps({"absent": error.name}), file=said, flush=True)
        return
    print(json.dumps({"pret": True}), file=said, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = getattr(ouvrier, asked.pop("fais"))(**asked)
        print(json.dumps(answer), file=said, flush=True)


if __name__ == "__main__":
    main()
