"""Memory and time of large files: a stock of dwellings as CSV and as Parquet, read then evaluated.

    .venv/bin/python bench/volumes.py [--rows 1000000]

For each format, three measures in a process of their own: every row read and looked at, one by one, as a
table is; `convrules evaluate` on the same file, which keeps a million rows at most of a table and refuses the
others (CR767); then the same with a mapping that leaves aside all rows but one in seventy. Prints seconds,
peak memory and exit code. The files are made in a temporary folder and removed. A measure, not a test:
machines are shared and noisy.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMMUNES = ("93066", "93048", "93001", "93010", "93027")
MAPPING = """correspondance: parc
bailleur: "000000000"
fichiers:
  vacances: {{ fichier: vacances.csv, séparateur: ";" }}
  logements: {{ fichier: {fichier}{tri} }}
colonnes:
  vacances: {{ id: NUM, logement: LOGT }}
  logements:
    id: LOGT
    commune: INSEE
    surface: SURF
    qpv: QPV
    annee_construction: ANNEE
    loyer: {{ colonne: LOYER, unité: € }}
"""
TRI = ', lignes gardées: { ANNEE: ["1955"] }'
READ = """
import sys
from convrules import ir
from convrules.base.values import TTexte
from convrules.facts.chargement import FichierBrut
from convrules.facts.readers.ouverture import open_table

path, titles = sys.argv[1], ("LOGT", "INSEE", "SURF", "QPV", "ANNEE", "LOYER")
columns = [ir.Colonne(champ=t, type=TTexte(), colonne=t) for t in titles]
source = ir.FichierSource(nom="logements", table="logements", motif=path)
table = open_table(FichierBrut(nom=path, chemin=path), source, columns).value
print(sum(len(row.valeurs) == len(titles) for row in table.rangees()), "rows read")
"""


def make_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("LOGT;INSEE;SURF;QPV;ANNEE;LOYER\n")
        for n in range(rows):
            row = (
                f"L-{n}",
                COMMUNES[n % 5],
                f"{20 + n % 90},5",
                n % 2,
                1950 + n % 70,
                f"{300 + n % 700},{n % 100:02d}",
            )
            out.write(";".join(map(str, row)) + "\n")


def make_parquet(path: Path, rows: int) -> None:
    import duckdb

    duckdb.sql(
        f"copy (select 'L-' || n as LOGT, {list(COMMUNES)}[n % 5 + 1] as INSEE, 20.5 + n % 90 as SURF, "
        f"n % 2 = 0 as QPV, 1950 + n % 70 as ANNEE, (300 + n % 700 + (n % 100) / 100)::decimal(8,2) as LOYER "
        f"from range({rows}) t(n)) to '{path}' (format parquet)"
    )


def measure(command: list[str], folder: Path) -> tuple[float, int, int, str]:
    """Seconds, peak memory in MB, exit code, and the last line that it says."""
    start = time.perf_counter()
    with (folder / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        said.seek(0)
        lines = [line.strip() for line in said if line.strip()]
    return seconds, usage.ru_maxrss // 1024, os.waitstatus_to_exitcode(status), lines[-1] if lines else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        convrules = [sys.executable, "-m", "convrules"]
        subprocess.run(
            [*convrules, "init", "depot", "--modele", "commune"], cwd=folder, check=True, capture_output=True
        )
        depot = folder / "depot"
        (depot / "vacances.csv").write_text("NUM;LOGT\nV-1;L-0\n", encoding="utf-8")
        for kind, make in (("csv", make_csv), ("parquet", make_parquet)):
            path = depot / f"logements.{kind}"
            make(path, rows)
            print(f"{path.name}: {rows:,} rows, {path.stat().st_size // 1_000_000:,} MB")
            whole, chosen = (
                MAPPING.format(fichier=path.name, tri=""),
                MAPPING.format(fichier=path.name, tri=TRI),
            )
            (depot / "grand.yaml").write_text(whole, encoding="utf-8")
            (depot / "choisi.yaml").write_text(chosen, encoding="utf-8")
            evaluate = [*convrules, "evaluate", "--as-of", "2026-01-05", "--data"]
            for what, command in (
                ("read only", [sys.executable, "-c", READ, path.name]),
                ("evaluate", [*evaluate, "grand.yaml"]),
                ("evaluate one row in seventy", [*evaluate, "choisi.yaml"]),
            ):
                seconds, memory, code, said = measure(command, depot)
                print(
                    f"  {what}: {seconds:.1f} s, {memory:,} MB at most, exit code {code}. {said}", flush=True
                )
            path.unlink()


if __name__ == "__main__":
    main()
