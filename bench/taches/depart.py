"""W4: what each contender is given as files, its command, and how long it takes from start to result."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from taches import expressions, moteur, publicodes
from taches.a_la_main import BITS
from taches.enonce import AU, REGLES, Enonce
from taches.froid import CONCURRENTS
from taches.mesure import BENCH, SEUL, Mesure, Reglages, kept, reference

FICHIER = "statuts.csv"
CONNU = "convrules, dépôt connu"
"""Checked by the turn that is left out; the other turns of ours begin with an empty cache."""


def files(enonce: Enonce, folder: Path) -> None:
    """One vacancy and the conventions, in the words of each."""
    moteur.write(enonce, folder / "depot", enonce.lignes)
    enonce.write(folder / "enonce.json")
    days = ("conge_du", "conge_au")
    told: dict[str, Any] = {
        "vacance": expressions.dictionaries(enonce, 1)[0],
        "conventions": [
            {
                name: sorted(x) if isinstance(x, frozenset) else x.toordinal() if name in days else x
                for name, x in c._asdict().items()
            }
            for c in enonce.regles
        ],
    }
    dialects = {"cel": expressions.CEL, "cel-python": expressions.CEL_PYTHON}
    for name, dialect in (dialects | {"zen": expressions.ZEN, "rule-engine": expressions.REGLE}).items():
        told[name] = [expressions.code(c, dialect) for c in enonce.regles]
    row = next(enonce.numbers(1))
    cells = ", ".join(f"nullif({x}, 0)::INTEGER AS {name}" for name, x in row._asdict().items())
    told["sql"] = [_select(enonce), f"CREATE TABLE v AS SELECT 0 AS rang, {cells}"]
    for name, what in told.items():
        (folder / f"{name}.json").write_text(json.dumps(what), encoding="utf-8")
    (folder / "publicodes").mkdir()
    publicodes.write(enonce, folder / "publicodes", 1)


def _select(enonce: Enonce) -> str:
    from taches.sql import query

    return query(enonce)


def commands(
    folder: Path, asked: Reglages
) -> Mapping[str, tuple[Sequence[str], Callable[[bytes], list[int]]]]:
    """Of each, its command and how its answer is read."""
    convrules = [str(Path(sys.executable).parent / "convrules"), "evaluate", "--depot", str(folder / "depot")]
    convrules += ["--as-of", str(AU)]
    said = folder / FICHIER
    found: dict[str, tuple[Sequence[str], Callable[[bytes], list[int]]]] = {
        "convrules": ([*convrules, "--engine", "auto", "-o", str(said)], lambda _: _from_csv(said)),
        CONNU: ([*convrules, "--engine", "auto", "-o", str(said)], lambda _: _from_csv(said)),
        "convrules, trace": ([*convrules, "--format", "json"], _from_json),
        "python -c pass": ([sys.executable, "-c", "pass"], lambda _: []),
    }
    for name in CONCURRENTS:
        found[name] = ([sys.executable, str(BENCH / "taches" / "froid.py"), name, str(folder)], json.loads)
    node = shutil.which("node")
    if node is not None and asked.publicodes is not None:
        script = str(BENCH / "taches" / "publicodes.mjs")
        packages, own = str(asked.publicodes.resolve()), str(folder / "publicodes")
        found["publicodes"] = ([node, script, packages, own, "froid"], json.loads)
    return found


def _from_csv(path: Path) -> list[int]:
    rank = {name: n for n, name in enumerate(REGLES, 1)}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(csv.DictReader(file, delimiter=";"), key=lambda row: row["convention"])
    return [
        rank[row["refus"]] if row["refus"] else sum(BITS[fact] for fact in row["causes"].split("|") if fact)
        for row in rows
    ]


def _from_json(octets: bytes) -> list[int]:
    rank = {name: n for n, name in enumerate(REGLES, 1)}
    found = []
    (vacance,) = json.loads(octets)["vacances"]
    for told in sorted(vacance["conventions"], key=lambda each: each["convention"]):
        failed = [rank[clause["clause"]] for clause in told["eligibilites"] if clause["issue"] == "faux"]
        lacking = {cause["fait"] for cause in told["eligible_causes"]}
        found.append(failed[0] if failed else sum(BITS[fact] for fact in lacking))
    return found


def table(enonce: Enonce, folder: Path, asked: Reglages) -> list[Mesure]:
    files(enonce, folder)
    expected = reference(enonce)
    tools = commands(folder, asked)
    found = {name: Mesure(nom=name, lignes=1) for name in tools}
    for turn in range(asked.tours + 1):
        for name, (command, read) in tools.items():
            if found[name].absent:
                continue
            cache = {"CONVRULES_CACHE_DIR": str(folder / ("connu" if name == CONNU else f"{name}-{turn}"))}
            ran = _run(command, kept(folder / "compile") | SEUL | {"NO_COLOR": "1"} | cache)
            if isinstance(ran, str):
                found[name].absent = ran
                continue
            octets, wall, busy = ran
            if turn:
                found[name].ecoule.append(wall)
                found[name].processeur.append(busy)
            elif name != "python -c pass":
                found[name].juste = array("h", read(octets)) == expected
    if "publicodes" not in found:
        found["publicodes"] = Mesure(nom="publicodes", absent="absent (node, ou --publicodes)")
    return list(found.values())


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[bytes, float, float] | str:
    """What it wrote, seconds, and of processor; or why it is not there."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdout is not None and process.stderr is not None
    octets, errors = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    said = errors.decode(errors="replace")
    if process.returncode == 1 and said.startswith("absent "):
        return f"absent ({said.split()[1]})"
    if process.returncode != 0:
        raise SystemExit(f"{command} : code {process.returncode}\n{said[-2000:]}")
    return octets, wall, used.ru_utime + used.ru_stime
