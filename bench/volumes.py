"""Memory and time of large files, as CSV and as Parquet: a stock of dwellings, and vacancies set aside.

    .venv/bin/python bench/volumes.py [--rows 1000000] [--formats csv parquet] [--measures lu parc …]

For each format, in a process of their own:

    lu          every row read and looked at, one by one, as a table is
    parc        `convrules evaluate` on a stock that no clause counts
    verifie     the same, writing its rejected rows and the page of its quality
    choisi      the same stock, of which the mapping keeps one row in seventy
    compte      a stock that a clause counts: refused beyond a million rows (CR778)
    vacances    vacancies, of which the mapping keeps one in a thousand, with candidatures beside them

One row in ten thousand has the identifier of the one before; another has a cell that cannot be read. Prints
seconds, peak memory and exit code. The files are made in a temporary folder and removed. A measure, no test:
machines are shared and noisy.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMMUNES = ("93066", "93048", "93001", "93010", "93027")
FAITS = """commune: INSEE
    surface: SURF
    qpv: QPV
    annee_construction: ANNEE
    loyer: {{ colonne: LOYER, unité: € }}
"""
PARC = f"""correspondance: parc
bailleur: "000000000"
fichiers:
  vacances: {{{{ fichier: vacances.csv, séparateur: ";" }}}}
  logements: {{{{ fichier: {{fichier}}{{tri}} }}}}
colonnes:
  vacances: {{{{ id: NUM, logement: LOGT }}}}
  logements:
    id: LOGT
    {FAITS}"""
VACANCES = f"""correspondance: parc
bailleur: "000000000"
fichiers:
  vacances: {{{{ fichier: {{fichier}}, lignes gardées: {{{{ LOT: ["0"] }}}} }}}}
  candidatures: {{{{ fichier: candidatures.csv, séparateur: ";" }}}}
colonnes:
  vacances:
    id: LOGT
    {FAITS}  candidatures: {{{{ id: NUM, vacance: VAC }}}}
ignore: [LOT]
"""
TRI = ', lignes gardées: { ANNEE: ["1955"] }'
COMPTE = """  - quota: tout_le_parc
    règle: au plus 50 % des logements
    compte: logements où qpv
    application: ensemble
    arrondi: sans arrondi
    force: plafond
    source: { article: "1" }
"""
READ = """
import sys
from convrules import ir
from convrules.base.values import TTexte
from convrules.facts.chargement import FichierBrut
from convrules.facts.readers.ouverture import open_table

path, titles = sys.argv[1], ("LOGT", "INSEE", "SURF", "QPV", "ANNEE", "LOYER", "LOT")
columns = [ir.Colonne(champ=t, type=TTexte(), colonne=t) for t in titles]
source = ir.FichierSource(nom="logements", table="logements", motif=path)
table = open_table(FichierBrut(nom=path, chemin=path), source, columns, 20_000_000).value
print(sum(len(row.valeurs) == len(titles) for row in table.rangees()), "rows read")
"""


def make_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("LOGT;INSEE;SURF;QPV;ANNEE;LOYER;LOT\n")
        for n in range(rows):
            row = (
                f"L-{n - (n % 10_000 == 9_999)}",
                COMMUNES[n % 5],
                f"{20 + n % 90},5" if n % 10_000 != 5_000 else "grand",
                n % 2,
                1950 + n % 70,
                f"{300 + n % 700},{n % 100:02d}",
                n % 1000,
            )
            out.write(";".join(map(str, row)) + "\n")


def make_parquet(path: Path, rows: int) -> None:
    import duckdb

    duckdb.sql(
        f"copy (select 'L-' || (n - (n % 10000 = 9999)::int) as LOGT, {list(COMMUNES)}[n % 5 + 1] as INSEE, "
        f"case when n % 10000 = 5000 then 'grand' else (20 + n % 90) || ',5' end as SURF, n % 2 = 0 as QPV, "
        f"1950 + n % 70 as ANNEE, (300 + n % 700 + (n % 100) / 100)::decimal(8,2) as LOYER, n % 1000 as LOT "
        f"from range({rows}) t(n)) to '{path}' (format parquet)"
    )


def measure(command: list[str], folder: Path) -> tuple[float, int, int, str]:
    """Seconds of processor, peak memory in MB, exit code, and the last line that it says."""
    with (folder / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        said.seek(0)
        lines = [line.strip() for line in said if line.strip()]
    return seconds, usage.ru_maxrss // 1024, os.waitstatus_to_exitcode(status), lines[-1] if lines else ""


def prepare(folder: Path) -> dict[str, Path]:
    """A repository whose convention counts no dwelling, and one whose convention does."""
    found = {}
    for name in ("depot", "compte"):
        command = [*CONVRULES, "init", name, "--modele", "commune"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        found[name] = folder / name
        (folder / name / "vacances.csv").write_text("NUM;LOGT\nV-1;L-0\n", encoding="utf-8")
        (folder / name / "candidatures.csv").write_text("NUM;VAC\nC-1;L-0\n", encoding="utf-8")
    path = found["compte"] / "conventions" / "convention.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("clauses:\n", f"clauses:\n{COMPTE}", 1), encoding="utf-8")
    return found


def commands(fichier: str) -> dict[str, tuple[str, str, list[str]]]:
    """By measure: the repository, the mapping, the command."""
    evaluate = [*CONVRULES, "evaluate", "--as-of", "2026-01-05", "--data", "grand.yaml"]
    parc, choisi = (PARC.format(fichier=fichier, tri=tri) for tri in ("", TRI))
    return {
        "lu": ("depot", parc, [sys.executable, "-c", READ, fichier]),
        "parc": ("depot", parc, evaluate),
        "verifie": ("depot", parc, [*evaluate, "--rejets", "rejets.csv", "--qualite", "qualite.txt"]),
        "choisi": ("depot", choisi, evaluate),
        "compte": ("compte", parc, evaluate),
        "vacances": ("depot", VACANCES.format(fichier=fichier), evaluate),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--formats", nargs="+", choices=MAKE, default=list(MAKE))
    parser.add_argument("--measures", nargs="+", choices=commands(""), default=list(commands("")))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        depots = prepare(Path(name))
        for kind in asked.formats:
            path = depots["depot"] / f"grand.{kind}"
            MAKE[kind](path, asked.rows)
            os.link(path, depots["compte"] / path.name)
            print(f"{path.name}: {asked.rows:,} rows, {path.stat().st_size // 1_000_000:,} MB", flush=True)
            for what in asked.measures:
                depot, mapping, command = commands(path.name)[what]
                (depots[depot] / "grand.yaml").write_text(mapping, encoding="utf-8")
                seconds, memory, code, said = measure(command, depots[depot])
                print(f"  {what}: {seconds:.0f} s, {memory:,} MB, exit code {code}. {said}", flush=True)
            path.unlink()


CONVRULES = [sys.executable, "-m", "convrules"]
MAKE = {"csv": make_csv, "parquet": make_parquet}


if __name__ == "__main__":
    main()
