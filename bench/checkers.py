"""What `convrules check` costs, beside the checkers that people know, in one run on the same machine.

    pip install check-jsonschema yamllint sqlfluff        # beside convrules
    npm install --prefix FOLDER publicodes yaml            # node; optional, named with --publicodes FOLDER
    python bench/checkers.py [--runs 5] [--files 1000] [--publicodes FOLDER]

Every tool reads the same convention (`etat-93.yaml`, copied under as many names of landlords as files are
asked); PyYAML (its loader in C) and jsonschema, in one process, hold them against the published schema;
sqlfluff lints as many SQL conditions as the convention has rules, and publicodes parses as many formulas.
The tools do not do the same work: convrules reads the YAML and the sentences inside, types them,
follows names into the socles and compares conventions; the others do a part of that each. « inchangé » is a
check of files that have not changed since the one before. Medians of alternating runs, the first
left out. A measure, not a test: machines are shared and noisy.
"""

import argparse
import compileall
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from installe import CONVRULES, DOSSIER

ROOT = Path(__file__).parent.parent
CONVENTION = ROOT / "conventions/exemples/oph-plaine-nord/conventions/etat-93.yaml"

PARSE = """
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
const require = createRequire(process.argv[2] + '/');
const { parse } = require('yaml');
const Engine = require('publicodes').default;
for (const name of readdirSync(process.argv[3]))
  new Engine(parse(readFileSync(join(process.argv[3], name), 'utf8')));
"""


SCHEMA = """
import json, sys
from pathlib import Path
import jsonschema, yaml
class Loader(yaml.CSafeLoader):
    "Days stay texts, as a schema of JSON has them."
    yaml_implicit_resolvers = {
        sign: [(tag, form) for tag, form in found if not tag.endswith(':timestamp')]
        for sign, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
schema = json.loads(Path(sys.argv[1]).read_text('utf-8'))
validator = jsonschema.validators.validator_for(schema)(schema)
files = sorted(Path(sys.argv[2]).glob('*.yaml'))
said = [e for f in files for e in validator.iter_errors(yaml.load(f.read_text('utf-8'), Loader))]
sys.exit(bool(said) or not files)
"""


def write(folder: Path, files: int) -> None:
    """The same convention for as many landlords, and its like in SQL and for publicodes."""
    for kind in ("yaml", "sql", "publicodes"):
        (folder / kind).mkdir(parents=True)
    text = CONVENTION.read_text(encoding="utf-8")
    rules = len(re.findall(r"^ *(?:règle|si): ", text, re.MULTILINE))
    sql = "\n".join(f"    AND (t.surface_{i} > {i} OR t.etage_{i} <= {i})" for i in range(rules))
    formulas = "".join(
        f"surface {i}:\n  valeur: {i}\netage {i}:\n  valeur: 2\nregle {i}:\n"
        f"  une de ces conditions:\n    - surface {i} > {i}\n    - etage {i} <= {i}\n"
        for i in range(rules)
    )
    for n in range(files):
        own = text.replace("oph-plaine-nord", f"oph-{n:05}").replace("OPH Plaine Nord", f"OPH {n:05}")
        own = own.replace("000000000", _siren(n))
        (folder / "yaml" / f"etat-{n:05}.yaml").write_text(own, encoding="utf-8", newline="\n")
        (folder / "sql" / f"etat_{n:05}.sql").write_text(
            f"SELECT t.id\nFROM vacances AS t\nWHERE\n    t.id > {n}\n{sql}\n", encoding="utf-8", newline="\n"
        )
        (folder / "publicodes" / f"etat-{n:05}.yaml").write_text(formulas, encoding="utf-8", newline="\n")
    (folder / "yaml" / "convrules.toml").write_text('[depot]\nnom = "banc"\ndata = []\n', encoding="utf-8")
    schema = subprocess.run([CONVRULES, "schema"], capture_output=True, check=True)
    (folder / "schema.json").write_bytes(schema.stdout)
    (folder / "parse.mjs").write_text(PARSE, encoding="utf-8", newline="\n")
    (folder / "schema.py").write_text(SCHEMA, encoding="utf-8", newline="\n")


def _siren(n: int) -> str:
    """A made-up identifier of nine digits whose key is right: each copy is of another landlord."""
    digits = f"{n:08}"
    total = sum(sum(divmod(int(d) * (1 + (i % 2)), 10)) for i, d in enumerate(digits))
    return f"{digits}{-total % 10}"


def commands(folder: Path, publicodes: Path | None) -> Mapping[str, Sequence[str]]:
    """Each tool on a folder of files; one that is not installed is left out, and said so."""
    texts = sorted(str(p) for p in (folder / "yaml").glob("*.yaml"))
    found: dict[str, Sequence[str]] = {
        "python -c pass": (sys.executable, "-c", "pass"),
        "convrules check": (CONVRULES, "check", "--no-cache", str(folder / "yaml")),
        "convrules, inchangé": (CONVRULES, "check", str(folder / "yaml")),
        "PyYAML (C) + jsonschema": (
            *(sys.executable, str(folder / "schema.py")),
            *(str(folder / "schema.json"), str(folder / "yaml")),
        ),
    }
    others = {
        "check-jsonschema": ("--schemafile", str(folder / "schema.json"), *texts),
        "yamllint": ("-d", "relaxed", str(folder / "yaml")),
        "sqlfluff": ("lint", "--dialect", "ansi", "--disable-progress-bar", "--nofail", str(folder / "sql")),
    }
    for name, arguments in others.items():
        if (DOSSIER / name).exists():
            found[name] = (str(DOSSIER / name), *arguments)
        else:
            print(f"{name} : absent, non mesuré")
    node = shutil.which("node")
    if publicodes is not None and node is not None:
        found["publicodes (analyse)"] = (
            *(node, str(folder / "parse.mjs")),
            *(str(publicodes.resolve()), str(folder / "publicodes")),
        )
    else:
        print("publicodes : absent, non mesuré")
    return found


def measure(name: str, command: Sequence[str], cache: Path) -> float:
    own = {"NO_COLOR": "1", "CONVRULES_CACHE_DIR": str(cache)}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | own)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"{name} : code {done.returncode}\n{(done.stdout + done.stderr).decode()[-2000:]}")
    return elapsed * 1000


def table(runs: int, files: int, publicodes: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="banc") as name:
        folder = Path(name)
        write(folder, files)
        tools = commands(folder, publicodes)
        times: dict[str, list[float]] = {tool: [] for tool in tools}
        for _ in range(runs + 1):
            for tool, command in tools.items():
                times[tool].append(measure(tool, command, folder / "cache"))
    medians = {tool: statistics.median(found[1:]) for tool, found in times.items()}
    print(f"\n{files} fichier(s), {runs} tours alternés, le premier écarté, Python {sys.version.split()[0]}")
    ours = medians["convrules check"]
    for tool, median in medians.items():
        each, ratio = median / files, median / ours
        print(f"{tool:24} {median:10.1f} ms   {each:9.2f} ms/fichier   x {ratio:6.2f} de convrules")


def main() -> None:
    # As an installation leaves them.
    compileall.compile_dir(ROOT / "src", quiet=1)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--files", type=int, nargs="+", default=[1, 1000])
    parser.add_argument("--publicodes", type=Path)
    asked = parser.parse_args()
    for files in asked.files:
        table(asked.runs, files, asked.publicodes)


if __name__ == "__main__":
    main()
