"""Contenders run in turn, each in a process of its own, and their answers held against those by hand."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from taches import a_la_main
from taches.annee import Annee, EnonceAnnuel
from taches.enonce import Enonce
from taches.ouvrier import CONCURRENTS, Concurrent, digest

BENCH = Path(__file__).resolve().parent.parent
SEUL = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
}
"""One thread for everybody."""


def kept(folder: Path) -> dict[str, str]:
    """The environment of programs whose start is measured: what Python compiles is kept, as on any machine
    in use, even where the environment says otherwise; the first turn, left out, writes it."""
    found = {name: x for name, x in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return found | {"PYTHONPYCACHEPREFIX": str(folder)}


BIBLIOTHEQUES = (
    "convrules", "numpy", "polars", "duckdb", "openfisca-core", "common-expression-language", "zen-engine",
    "rule-engine", "cel-python", "check-jsonschema", "yamllint", "sqlfluff",
)  # fmt: skip


@dataclass
class Mesure:
    """Of one contender: `lignes` judged in a run, seconds of each run but the first, peaks in KiB (before
    the runs, and after)."""

    nom: str
    lignes: int = 0
    ecoule: list[float] = field(default_factory=list)
    processeur: list[float] = field(default_factory=list)
    avant: int = 0
    pic: int = 0
    compile: float = 0.0
    absent: str = ""
    juste: bool = True

    @property
    def vacance(self) -> float:
        """Seconds a vacancy, the median."""
        return statistics.median(self.ecoule) / self.lignes

    @property
    def vacance_processeur(self) -> float:
        return statistics.median(self.processeur) / self.lignes

    def told(self) -> dict[str, Any]:
        return asdict(self)


class Processus:
    """A contender that waits for commands."""

    def __init__(self, name: str, folder: Path, command: Sequence[str]) -> None:
        self.name, self.errors = name, (folder / "erreurs.txt").open("w+", encoding="utf-8")
        path = os.pathsep.join([str(BENCH), os.environ.get("PYTHONPATH", "")])
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            cwd=folder,
            env=os.environ | SEUL | {"PYTHONPATH": path},
        )
        self.absent = self._read().get("absent", "")

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise SystemExit(f"{self.name} : arrêté\n{self.errors.read()[-3000:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, fais: str, **what: object) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"fais": fais, **what}) + "\n")
        self.process.stdin.flush()
        return self._read()

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        self.errors.close()


@dataclass(frozen=True)
class Reglages:
    """`budget`: seconds of one run, about; `tours`: runs that count; `publicodes`: folder of its packages;
    `seulement`: names, none being all."""

    budget: float
    tours: int
    publicodes: Path | None
    seulement: tuple[str, ...] = ()
    tout: bool = False


def reference(enonce: Enonce) -> "array[int]":
    """What hand-written Python says of every row."""
    masse = a_la_main.Masse(enonce)
    masse.prepare(enonce.vacances)
    if enonce.genre != "W3":
        return array("h", masse.run())
    rows = (a_la_main.outcomes(c, v) for v in enonce.lignes for c in enonce.regles)
    return array("h", chain.from_iterable(rows))


def table(enonce: Enonce, folder: Path, asked: Reglages) -> list[Mesure]:
    """Every contender of a task, at one number of conventions."""
    here = {
        name: who
        for name, who in CONCURRENTS[enonce.genre].items()
        if not asked.seulement or name in asked.seulement
    }
    found: dict[str, Mesure] = {}
    running: dict[str, Processus] = {}
    for name, who in here.items():
        found[name] = Mesure(nom=name)
        if enonce.conventions > who.conventions and not asked.tout:
            found[name].absent = f"non mesuré au-delà de {who.conventions} conventions"
            continue
        begun = _start(name, who, enonce, folder, asked)
        if isinstance(begun, str):
            found[name].absent = begun
            continue
        running[name] = begun
        _sized(begun, found[name], _rows(enonce, who), asked.budget * who.budget)
    for _ in range(asked.tours):
        for name, process in running.items():
            ran = process.ask("run")
            found[name].ecoule.append(ran["ecoule"])
            found[name].processeur.append(ran["processeur"])
            found[name].pic = ran["pic"]
    right = digests(enonce, {found[name].lignes for name in running})
    for name, process in running.items():
        found[name].juste = process.ask("dit")["empreinte"] == right[found[name].lignes]
        process.end()
    return list(found.values())


def digests(enonce: Enonce, sizes: Collection[int]) -> Mapping[int, str]:
    """Of what hand-written Python says, by the number of first rows."""
    if isinstance(enonce, EnonceAnnuel):
        return {rows: digest(of_year(enonce, rows)) for rows in sizes}
    expected = reference(replace(enonce, vacances=max(sizes)))
    each = enonce.conventions * (8 if enonce.genre == "W3" else 1)
    return {rows: digest(expected[: rows * each]) for rows in sizes}


def of_year(enonce: EnonceAnnuel, rows: int) -> Iterable[int]:
    annee = Annee(enonce)
    annee.prepare(rows)
    return annee.codes(annee.run())


def _rows(enonce: Enonce, who: Concurrent) -> int:
    return max(2, min(enonce.vacances, who.decisions // enonce.conventions))


def _start(name: str, who: Concurrent, enonce: Enonce, folder: Path, asked: Reglages) -> Processus | str:
    """A process that is ready, or why there is none."""
    own = folder / f"{enonce.genre}-{enonce.conventions}-{len(list(folder.iterdir()))}"
    own.mkdir()
    mine = replace(enonce, vacances=_rows(enonce, who))
    mine.write(own / "enonce.json")
    if who.classe != "publicodes":
        process = Processus(name, own, [sys.executable, "-m", "taches.ouvrier", name, str(own)])
        return f"absent ({process.absent})" if process.absent else process
    node = shutil.which("node")
    if asked.publicodes is None or node is None:
        return "absent (node, ou --publicodes)"
    from taches import publicodes

    publicodes.write(mine, own, mine.vacances)
    script = str(BENCH / "taches" / "publicodes.mjs")
    return Processus(name, own, [node, script, str(asked.publicodes.resolve()), str(own)])


def _sized(process: Processus, measure: Mesure, most: int, budget: float) -> None:
    """Lay as many rows as one run judges in `budget` seconds of processor; without one, all. The last run is
    the one left out; the first, which imports and warms, says nothing of the speed."""
    rows = min(most, 2) if budget else most
    process.ask("prepare", first=rows)
    process.ask("run")
    for _ in range(6):
        told = process.ask("prepare", first=rows)
        took = process.ask("run")["processeur"]
        measure.lignes, measure.avant, measure.compile = rows, told["pic"], told["compile"]
        if not budget or took > budget / 2 or rows == most:
            return
        rows = min(most, max(rows + 1, int(rows * min(20, budget / max(took, 1e-6)))))


def machine() -> Mapping[str, str]:
    """Where it was measured: told with every figure."""
    from importlib import metadata

    found = {"cœurs": str(os.cpu_count()), "Python": sys.version.split()[0]}
    for name in BIBLIOTHEQUES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found
