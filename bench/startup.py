"""Start-up cost of the command line, as ratios to a bare interpreter started in turn in the same run.

    .venv/bin/python bench/startup.py [--runs 15]

Prints medians in milliseconds and ratios. A measure, not a test: machines are shared and noisy.
"""

import argparse
import compileall
import statistics
import subprocess
import sys
import time
from pathlib import Path

from installe import CONVRULES

ROOT = Path(__file__).parent.parent
EXEMPLE = ROOT / "conventions/exemples/oph-plaine-nord/conventions/etat-93.yaml"
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "convrules --version": [CONVRULES, "--version"],
    "convrules check (un fichier)": [CONVRULES, "check", str(EXEMPLE)],
    "convrules explain CR201": [CONVRULES, "explain", "CR201"],
}


def measure(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command} : code {done.returncode}\n{done.stderr.decode()}")
    return elapsed * 1000


def main() -> None:
    # As an installation leaves them.
    compileall.compile_dir(ROOT / "src", quiet=1)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs + 1):
        for name, command in COMMANDS.items():
            times[name].append(measure(command))
    bare = statistics.median(times["python -c pass"][1:])
    print(f"Python {sys.version.split()[0]}, {runs} tours alternés, le premier écarté")
    for name, values in times.items():
        median = statistics.median(values[1:])
        print(f"{name:32} {median:8.1f} ms   x {median / bare:5.1f}")


if __name__ == "__main__":
    main()
