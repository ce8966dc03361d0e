"""Every measure, one after another, written as one page.

    .venv/bin/python bench/toutes.py [-o docs/mesures.md] [--publicodes FOLDER] [--graine 1] [--vite]

Runs taches, checkers, startup, rejeu, orientation and masse with options that keep the whole to about ten
minutes on a machine that does nothing else, and writes what they say in one Markdown page, after
bench/introduction.md, with the machine and the versions. Without -o the page is printed. `--vite`: small
sizes, to see that everything runs; such figures are worth nothing. The exit code is that of the worst of
them. What each measures, and how to run one alone: its own --help.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from taches.mesure import kept, machine

BENCH = Path(__file__).resolve().parent
TITRES = {
    "taches": "La tâche de référence : W1, W2, W3, W4",
    "checkers": "W5, relire des fichiers de conventions",
    "startup": "Le démarrage",
    "rejeu": "W6, rejouer une année",
    "orientation": "W6q, le retard des réservataires",
    "masse": "Statut et éligibilité en masse",
}

OPTIONS = {
    "taches": "",
    "checkers": "--runs 3 --files 1 50",
    "startup": "--runs 9",
    "rejeu": "--vacances 1000 10000 --titulaires 50 --temoin 300",
    "orientation": "--vacances 500 --annees 4",
    "masse": "--vacances 20000 --conventions 12 120 1200 --engine colonnes duckdb --fils 1 --repetitions 3",
}
VITE = {
    "taches": "--tours 1 --budget 0.1 --conventions 12 --vacances 300",
    "checkers": "--runs 1 --files 1 5",
    "startup": "--runs 1",
    "rejeu": "--vacances 300 --titulaires 10 --temoin 50",
    "orientation": "--vacances 100 --annees 1",
    "masse": "--vacances 500 --conventions 12 --repetitions 1 --fils 1",
}


def commands(asked: argparse.Namespace) -> dict[str, Sequence[str]]:
    """Of each measure, its options."""
    seed = ["--graine", str(asked.graine)]
    packages = ["--publicodes", str(asked.publicodes)] if asked.publicodes is not None else []
    told = VITE if asked.vite else OPTIONS
    seeded, packed = ("taches", "rejeu", "orientation", "masse"), ("taches", "checkers")
    return {
        name: [
            *(seed if name in seeded else []),
            *(packages if name in packed else []),
            *words.split(),
        ]
        for name, words in told.items()
    }


def ran(name: str, options: Sequence[str], compiled: Path) -> tuple[str, int, float]:
    """What it printed, its exit code, seconds."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(BENCH / f"{name}.py"), *options],
        stdout=subprocess.PIPE,
        stderr=None,
        check=False,
        text=True,
        encoding="utf-8",
        env=kept(compiled) | {"PYTHONUTF8": "1"},
    )
    return done.stdout, done.returncode, time.perf_counter() - start


def section(name: str, options: Sequence[str], compiled: Path) -> tuple[str, int]:
    said, code, took = ran(name, options, compiled)
    if name != "taches":
        said = f"```text\n{said.strip()}\n```"
    failed = f"\n\n**Cette mesure a échoué (code {code}).**" if code else ""
    hidden = {n + 1 for n, word in enumerate(options) if word == "--publicodes"}
    shown = " ".join("paquets" if n in hidden else word for n, word in enumerate(options))
    text = f"## {TITRES[name]}\n\n`python bench/{name}.py {shown}`, en {took:.0f} s.\n\n"
    return f"{text}{said.strip()}{failed}\n", code


def where() -> str:
    """Machine, versions, day."""
    told = {"système": f"{platform.system()} {platform.machine()}", **hardware(), **machine()}
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    versions = ", ".join(f"{name} {version}" for name, version in told.items())
    return (
        f"## Où et quand\n\nLe {date.today():%d/%m/%Y}. {versions}. Charge de la machine au départ : {load} "
        "(au-dessus de 0,5, d'autres s'en servaient : ne lire que les rapports, et de loin).\n"
    )


def hardware() -> dict[str, str]:
    """The processor and the memory, where the system tells them."""
    found: dict[str, str] = {}
    for path, key, name in (("cpuinfo", "model name", "processeur"), ("meminfo", "MemTotal", "mémoire")):
        source = Path("/proc") / path
        lines = source.read_text(encoding="utf-8").splitlines() if source.is_file() else []
        said = next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")
        if said:
            found[name] = said if name == "processeur" else f"{int(said.split()[0]) / 1024**2:.0f} Go"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", dest="page", type=Path)
    parser.add_argument("--publicodes", type=Path)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--vite", action="store_true")
    parser.add_argument("--seulement", nargs="+", choices=tuple(TITRES), default=tuple(TITRES))
    asked = parser.parse_args()
    pieces, worst = [(BENCH / "introduction.md").read_text(encoding="utf-8").rstrip() + "\n", where()], 0
    if asked.vite:
        pieces.append("**Tailles d'essai : ces chiffres ne valent rien.**\n")
    with tempfile.TemporaryDirectory(prefix="banc") as compiled:
        for name, options in commands(asked).items():
            if name not in asked.seulement:
                continue
            print(f"{name}…", file=sys.stderr, flush=True)
            text, code = section(name, options, Path(compiled))
            pieces.append(text)
            worst = max(worst, abs(code))
    page = "\n".join(pieces)
    if asked.page is not None:
        asked.page.write_text(page, encoding="utf-8", newline="\n")
    else:
        print(page)
    sys.exit(worst)


if __name__ == "__main__":
    main()
