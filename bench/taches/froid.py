"""W4: from files to the result of one vacancy, in a process that has just started.

    python froid.py NAME FOLDER

Nothing is imported but what the contender needs. Rules, one file; the vacancy, another; the codes of W1 are
written on one line.
"""

import json
import sys
from pathlib import Path


def read(folder, name):
    with open(f"{folder}/{name}.json", encoding="utf-8") as file:
        return json.load(file)


def python(folder):
    """Rules written by hand as data, and the loop that judges them. Days are whole numbers."""
    v = read(folder, "vacance")
    bits = {
        "affectation": 16,
        "financement": 32,
        "typologie": 64,
        "annee": 256,
        "conge": 512,
        "liberation": 1024,
    }
    lacking = sum(bit for fact, bit in bits.items() if v[fact] is None)
    return [_code(c, v, lacking) for c in read(folder, "conventions")]


def _code(c, v, lacking):
    typologie, grands = v["typologie"], c["grands"]
    if v["affectation"] in c["exclus"]:
        return 1
    if v["commune"] not in c["communes"]:
        return 2
    if v["financement"] is not None and v["financement"] not in c["financements"]:
        return 3
    if typologie is not None and not c["typologie_min"] <= typologie <= c["typologie_max"]:
        return 4
    if v["qpv"] and typologie not in grands and (typologie is not None or not grands):
        return 5
    if v["annee"] is not None and not c["annee_min"] <= v["annee"] <= c["annee_max"]:
        return 6
    if v["conge"] is not None and not c["conge_du"] <= v["conge"] <= c["conge_au"]:
        return 7
    if v["liberation"] is not None and v["disponibilite"] - v["liberation"] > c["jours"]:
        return 8
    return lacking | 128 if v["qpv"] is None and typologie not in grands else lacking


def cel_rust(folder):
    import cel

    return cel.compile(f"[{', '.join(read(folder, 'cel'))}]").execute(read(folder, "vacance"))


def zen_engine(folder):
    import zen

    compiled = zen.compile_expression(f"[{', '.join(read(folder, 'zen'))}]")
    return [int(code) for code in compiled.evaluate(read(folder, "vacance"))]


def rule_engine(folder):
    import rule_engine as library

    row = read(folder, "vacance")
    return [int(library.Rule(text).evaluate(row)) for text in read(folder, "rule-engine")]


def cel_python(folder):
    import celpy

    row = {name: celpy.json_to_cel(value) for name, value in read(folder, "vacance").items()}
    environment = celpy.Environment()
    texts = read(folder, "cel-python")
    return [int(environment.program(environment.compile(text)).evaluate(row)) for text in texts]


def duckdb_sql(folder):
    import duckdb

    base = duckdb.connect(config={"threads": 1})
    rules, row = read(folder, "sql")
    base.execute(row)
    return list(base.execute(rules).fetchone()[1:])


def openfisca(folder):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from datetime import date

    from taches.enonce import Convention, Enonce
    from taches.openfisca import Masse

    enonce = Enonce.read(Path(folder) / "enonce.json")
    told = []
    for c in read(folder, "conventions"):
        sets = {name: frozenset(c[name]) for name in ("exclus", "communes", "financements", "grands")}
        days = {name: date.fromordinal(c[name]) for name in ("conge_du", "conge_au")}
        told.append(Convention(**{**c, **sets, **days}))
    enonce.__dict__["regles"] = told
    simulated = Masse(enonce)
    simulated.prepare(1)
    return [int(code) for code in simulated.codes(simulated.run())]


CONCURRENTS = {
    "Python à la main": python,
    "SQL à la main (DuckDB)": duckdb_sql,
    "openfisca-core": openfisca,
    "CEL (Rust)": cel_rust,
    "zen-engine": zen_engine,
    "rule-engine": rule_engine,
    "cel-python": cel_python,
}


def main():
    try:
        print(json.dumps(CONCURRENTS[sys.argv[1]](sys.argv[2])))
    except ModuleNotFoundError as error:
        sys.exit(f"absent {error.name}")


if __name__ == "__main__":
    main()
