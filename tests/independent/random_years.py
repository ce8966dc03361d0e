"""Small random years, judged by the engine and by the independent evaluator: every figure must be the same.

    python tests/independent/random_years.py [--from 0] [--count 10000]

A draw is the text of a convention (parts, quotas, floors, caps, withdrawals, exceptions, rates that change,
balances carried over) and of one case (a year or two, closed or open, of a few rows with every kind of hole).
The engine's answer is written as what the case expects, and the independent evaluator, which reads the two
texts and nothing of the engine, says where it differs. This is a longer job; the tests play the first draws.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from independent.drawing import FACTS, Draw, Writer
from independent.evaluator.pages import Section, frame, load
from independent.evaluator.play import play_case, the_lives

FIGURES = ("base", "du", "realise", "solde_initial", "solde")
SAID = (
    "base", "du", "du_arrondi", "cible", "realise", "solde_initial", "solde", "solde_perdu", "verdict",
    "sauve_par_tolerance",
)  # fmt: skip


# --- the engine's answer ---------------------------------------------------------------------
def engine(draw: Draw, folder: Path) -> dict[str, Any] | str:
    """What the engine gives, as the case would expect it; the codes of its refusal when there is one."""
    from convrules.api.verification import verify_paths
    from convrules.diagnostics.catalogue import is_error
    from convrules.examples.build import build_faits
    from convrules.examples.observe import observe_bilan
    from convrules.examples.run import comply_of

    (folder / "c.yaml").write_text(draw.convention, encoding="utf-8")
    head = f"essais: {frame()['convention']}\nau: 2026-02-01\nfaits: {{ {FACTS} }}\ncas:\n"
    indented = "".join(f"  {line}\n" for line in draw.case.splitlines())
    (folder / "c.essais.yaml").write_text(head + indented, encoding="utf-8")
    (report,), impediments = verify_paths([folder])
    errors = [d.code for d in report.diagnostics if is_error(d)]
    if errors or impediments:
        return " ".join(sorted({*errors, *(i.texte for i in impediments)}))
    ((cas,),) = (e.cas for e in report.essais)
    (programme,) = report.programmes.values()
    faits = build_faits(cas, programme.convention)
    if cas.annees:
        found, before = {}, None
        for annee in cas.annees:
            before = comply_of(replace(cas, annee=cas.annees[0]), programme, (), faits, before)
            found[str(annee)] = told(observe_bilan(before.conventions[0]))
        return found
    return told(observe_bilan(comply_of(cas, programme, (), faits).conventions[0]))


def told(seen: Mapping[str, Any]) -> dict[str, Any]:
    """Parts and quotas: each figure of each cell."""
    found: dict[str, Any] = {}
    for name, o in seen.items():
        if not name.startswith(("part_", "quota_", "dont_")):
            continue
        cells = {k: figures(c) for k, c in o.parties["cellules"].parties.items()}
        if list(cells) == ["ensemble"]:
            found[name] = cells["ensemble"]
        else:
            found[name] = {"cellules": {k: c for k, c in cells.items() if not is_empty(name, c)}}
    return found


def is_empty(name: str, cell: Mapping[str, Any]) -> bool:
    """A cell of a nested quota that only its part has: the other evaluator does not list it."""
    return name.startswith("dont_") and all(cell.get(k, "0") == "0" for k in FIGURES)


def figures(observed: Any) -> dict[str, Any]:
    found = {k: value(observed.parties[k].mots) for k in SAID if k in observed.parties}
    return {k: v for k, v in found.items() if v != "aucun" or k == "verdict"}


def value(words: tuple[str, ...]) -> Any:
    """As a case writes it."""
    if len(words) == 1 and words[0].startswith("["):
        return [w.strip() for w in words[0].strip("[]").split(",")]
    return words[0]


# --- comparison ------------------------------------------------------------------------------
def play(draw: Draw, folder: Path) -> tuple[str, list[str]]:
    """« rejoué », « refusé … » or « hors de portée … », and the differences."""
    found = engine(draw, folder)
    if isinstance(found, str):
        return f"refusé {found}", []
    ((case,),) = ([*load(draw.case)],)
    if "au: 2025" in draw.case:  # the tolerance of a year that is not over is told by its verdict
        drop(found, "sauve_par_tolerance")
    # Why of those of an open year: whether the minimum will be reached and what is done meet in bounds.
    wide = [*draw.wide, *(under_a_minimum(draw.convention) if "au: 2025" in draw.case else ())]
    for name in wide:
        drop({name: found.get(name, {})}, "solde")
        drop({name: found.get(name, {})}, "solde_perdu")
    section = Section("tirage", str(draw.seed), load(draw.convention), [{**case, "attendu": found}])
    lives, socles = the_lives(section)
    played = play_case(section, lives, socles, section.cases[0])
    if played.out_of_reach:
        return f"hors de portée : {played.out_of_reach}", []
    told = [d for d in played.differences if not is_wide(d, draw.convention)]
    return ("rejoué" if len(told) == len(played.differences) else "plus large : exactement"), told


def is_wide(difference: str, convention: str) -> bool:
    """« exactement » has bounds that are sure, not exact: not known of what all completions decide."""
    name, *_, told = difference.split(" : ")
    asked = {c["quota"]: c["règle"] for c in load(convention)["clauses"] if "quota" in c}
    return asked.get(name, "").startswith("exactement") and told.startswith("attendu indetermine, trouvé")


def under_a_minimum(convention: str) -> Iterator[str]:
    """Parts and quotas that say nothing where their base is small."""
    for clause in load(convention)["clauses"]:
        kind = next(iter(clause))
        if "base minimale" in clause:
            yield from (clause[kind], *(q["quota"] for q in clause.get("dont", ())))


def drop(found: Mapping[str, Any], key: str) -> None:
    for one in found.values():
        for cell in one.get("cellules", {"": one}).values():
            cell.pop(key, None)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--count", type=int, default=10_000)
    asked = parser.parse_args()
    met, wrong = Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="annees") as name:
        for seed in range(asked.first, asked.first + asked.count):
            draw = Writer(seed).draw()
            how, differences = play(draw, Path(name))
            met[how] += 1
            if differences:
                wrong += 1
                print(f"# tirage {seed}\n{draw.convention}{draw.case}" + "\n".join(differences) + "\n")
    for how, number in met.most_common():
        print(f"{number:7} {how}")
    print(f"{wrong:7} en désaccord")
    return 1 if wrong or not met["rejoué"] else 0


if __name__ == "__main__":
    sys.exit(main())
