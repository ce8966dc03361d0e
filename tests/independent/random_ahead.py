"""Random years replayed under a policy that looks ahead, by the engine and by the independent evaluator: to
whom each dwelling goes, and why the plan does not rank, must be the same.

    python tests/independent/random_ahead.py [--from 0] [--count 300]

A draw is the texts of two to four conventions (a rate, the types that the holder may take), of a policy, and
a year: what is expected of it, and dwellings that come much as expected, or not at all so.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from independent.evaluator.pages import Section, frame, load
from independent.evaluator.play import the_lives
from independent.evaluator.replayed import replayed

KINDS = ("T1", "T2", "T3", "T4")
HOLDERS = ("etat", "als", "commune", "epci")
CODES = {"commune": ', code: "93066"', "epci": ', code: "200054781"'}
FRAME = (Path(__file__).parents[1] / "cases" / "semantics" / "frame.yaml").read_text("utf-8")
POLICY = """politique: essai
bailleur: { nom: OPH Exemple, siren: "000000000" }
en vigueur: { du: 2025-01-01, au: 2025-12-31 }
anticipation: vacances attendues
"""
MAPPING = """correspondance: extrait
bailleur: "000000000"
fichiers: { vacances: { fichier: v.csv }, vacances_attendues: { fichier: a.csv } }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: { colonne: typologie, codes: { T1: T1, T2: T2, T3: T3, T4: T4 } }
    contingent: { colonne: contingent, codes: { bailleur: bailleur } }
    disponibilite: { colonne: jour, format: aaaa-mm-jj }
    attribution: { colonne: jour, format: aaaa-mm-jj }
  vacances_attendues:
    du: { colonne: du, format: aaaa-mm-jj }
    au: { colonne: au, format: aaaa-mm-jj }
    min: min
    max: max
    commune: commune
    typologie: { colonne: typologie, codes: { T1: T1, T2: T2, T3: T3, T4: T4 } }
"""


@dataclass(frozen=True)
class Draw:
    conventions: list[str]
    expected: list[dict[str, str]]
    rows: list[dict[str, str]]


def draw(seed: int) -> Draw:
    r = random.Random(f"anticipation {seed}")
    holders = HOLDERS[: r.randint(1, 4)]
    left, texts = 19, []
    for kind in r.sample(holders, len(holders)):
        rate = r.randint(1, max(1, left // 2))
        left -= rate
        texts.append(convention(kind, 5 * rate, r.sample(KINDS, r.choice((1, 1, 2, 2, 4)))))
    expected: list[dict[str, str]] = []
    many = r.choice((1, 1, 1, 1, 1, 1, 25))
    for _ in range(r.choice((0, 3, 4, 5, 6, 8))):
        line = _expected(r, many)
        # Two lines that say the same of a dwelling do not share a day (CR870).
        if not any(_meet(line, e) for e in expected):
            expected.append(line)
    rows = [_row(r, n, expected) for n in range(r.randint(20, 70))]
    return Draw(sorted(texts), expected, rows)


def convention(kind: str, rate: int, kinds: list[str]) -> str:
    kept = (line for line in FRAME.splitlines() if not line.startswith(("convention:", "réservataire:")))
    head, code = "\n".join(kept), CODES.get(kind, "")
    return f"""convention: {kind}-essai
réservataire: {{ nom: {kind}, type: {kind}{code} }}
{head}
clauses:
  - part: part_{kind}
    règle: {rate} % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
  - éligibilité: types_{kind}
    règle: typologie dans [{", ".join(sorted(kinds))}]
    source: {{ article: "1" }}
"""


def _expected(r: random.Random, many: int) -> dict[str, str]:
    first, last = sorted(date(2025, 1, 1) + timedelta(r.randrange(365)) for _ in range(2))
    least = r.randint(5, 60) * many
    return {
        "du": f"{first}",
        "au": f"{last}",
        "min": str(least),
        "max": str(least + r.choice((0, 0, 1, 5))),
        "commune": "93048",
        "typologie": r.choice(KINDS),
    }


def _meet(a: dict[str, str], b: dict[str, str]) -> bool:
    return a["typologie"] == b["typologie"] and a["du"] <= b["au"] and b["du"] <= a["au"]


def _row(r: random.Random, n: int, expected: list[dict[str, str]]) -> dict[str, str]:
    """Nine in ten as a line of the forecast says."""
    line = {"du": "2025-01-01", "au": "2025-12-31", "typologie": r.choice(KINDS)}
    if expected and r.random() < 0.9:
        line = r.choice(expected)
    first, last = date.fromisoformat(line["du"]), date.fromisoformat(line["au"])
    day, kind = first + timedelta(r.randrange((last - first).days + 1)), line["typologie"]
    return {"id": f"V{n:03}", "commune": "93048", "typologie": kind, "disponibilite": f"{day}"}


# --- the two answers -----------------------------------------------------------------------------
def engine(drawn: Draw, folder: Path) -> tuple[list[tuple[str, str | None]], dict[str, int]]:
    """To whom each goes, and how often the plan did not rank, by reason."""
    from convrules.api.dossier import open_depot, open_dossier
    from convrules.api.load import Depot
    from convrules.api.rejeu import replay

    (folder / "conventions").mkdir(exist_ok=True)
    for path in (folder / "conventions").glob("*.yaml"):
        path.unlink()
    for text in [*drawn.conventions, POLICY]:
        name = text.split("\n", 1)[0].split(": ")[1]
        (folder / "conventions" / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "correspondance.yaml").write_text(MAPPING, "utf-8")
    (folder / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    rows = [f"{r['id']},{r['commune']},{r['typologie']},bailleur,{r['disponibilite']}" for r in drawn.rows]
    _write(folder / "v.csv", "id,commune,typologie,contingent,jour", rows)
    columns = ("du", "au", "min", "max", "commune", "typologie")
    _write(folder / "a.csv", ",".join(columns), [",".join(e[c] for c in columns) for e in drawn.expected])
    depot = open_depot(folder)
    assert isinstance(depot, Depot), depot
    dossier = open_dossier(depot, [])
    found = replay(dossier, 2025, date(2026, 2, 1))
    assert found.anticipation is not None and not found.laissees, found
    return [(p.vacance, p.conseil) for p in found.pas], {str(why): n for why, n in found.anticipation.sans}


def _write(path: Path, head: str, lines: list[str]) -> None:
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")


def other(drawn: Draw) -> tuple[list[tuple[str, str]], dict[str, int]]:
    own, *others = ({**frame(), **load(text)} for text in drawn.conventions)
    lives, _ = the_lives(Section("tirage", "", own, [], tuple(("autre", keys) for keys in others)))
    case: dict[str, Any] = {"cas": "tirage", "vacances": drawn.rows, "vacances_attendues": drawn.expected}
    found = replayed(lives, load(POLICY), case)
    return [(name, to) for name, to, _ in found], dict(Counter(why for *_, why in found if why))


def compared(seed: int, folder: Path) -> tuple[list[str], int, Counter[str]]:
    """Where they differ, how many dwellings the plan ranks, why it does not rank the others."""
    drawn = draw(seed)
    (given, why), (given2, why2) = engine(drawn, folder), other(drawn)
    lines = [f"{a} / {b}" for a, b in zip(given, given2, strict=True) if a != b]
    if why != why2:
        lines.append(f"{why} / {why2}")
    return lines, len(given) - sum(why.values()), Counter(why)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    asked = parser.parse_args()
    wrong, ranked, reasons = 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory(prefix="anticipation") as name:
        for seed in range(asked.first, asked.first + asked.count):
            lines, by_plan, why = compared(seed, Path(name))
            ranked, reasons = ranked + by_plan, reasons + why
            if lines:
                wrong += 1
                print(f"# tirage {seed}\n" + "\n".join(lines[:4]))
    print(f"{ranked} logements rangés par le plan ; {dict(reasons)} ; {wrong} années en désaccord")
    return 1 if wrong or not ranked else 0


if __name__ == "__main__":
    sys.exit(main())
