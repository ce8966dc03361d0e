"""The standard task, convrules beside hand-written code and other engines: the same rules, rows and answers.

    pip install -r bench/requirements.txt                  # beside convrules
    npm install --prefix FOLDER publicodes                 # node; optional, named with --publicodes FOLDER
    python bench/taches.py [--tache W1 W2 W3 W4] [--conventions 12 120 1200] [--vacances 100000] [--graine 1]
                           [--tours 5] [--budget 0.5] [--publicodes FOLDER] [--seulement NAME ...] [--tout]

W1: of every vacancy under every convention, the first rule that fails, otherwise the facts that are missing.
W2: a year of every convention, twenty counts with their bounds, seven shares, their verdicts.
W3: one vacancy after another under 12 conventions, the outcome of every rule. W4: from files to the result of
one vacancy, in a process that starts. Each contender is a process of its own with one thread, its rules
compiled and its rows laid in its favourite form before the clock (but for W4); runs alternate, the first is
left out, medians are told. A contender judges as many of the first rows as its speed allows in the budget,
and its answers must have the digest of those of hand-written Python on these rows: otherwise it does not
count, and the exit code is 1. What is not installed is left out, and said so. A measure, not a test.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from taches import depart, mesure, rendu
from taches.annee import EnonceAnnuel
from taches.enonce import Enonce
from taches.mesure import Mesure, Reglages

from convrules.geographie import places_of_departement

COMMUNES = tuple(
    code for d in ("60", "77", "78", "91", "95") for code in sorted(places_of_departement(d))[:40]
)
TACHES = ("W1", "W2", "W3", "W4")


def measured(asked: argparse.Namespace, folder: Path) -> Iterator[tuple[str, int, list[Mesure]]]:
    settings = reglages(asked, asked.seulement)
    for genre in asked.tache:
        most = {"W1": len(asked.conventions), "W2": 2}.get(genre, 1)
        for conventions in asked.conventions[:most]:
            rows = 1 if genre == "W4" else asked.vacances
            kind = EnonceAnnuel if genre == "W2" else Enonce
            enonce = kind(genre, rows, conventions, asked.graine, COMMUNES)
            own = folder / f"{genre}-{conventions}"
            own.mkdir()
            yield genre, conventions, (depart if genre == "W4" else mesure).table(enonce, own, settings)


def reglages(asked: argparse.Namespace, seulement: Sequence[str]) -> Reglages:
    return Reglages(
        budget=asked.budget,
        tours=asked.tours,
        publicodes=asked.publicodes,
        seulement=tuple(seulement),
        tout=asked.tout,
    )


def at_equal_rows(
    sizes: Mapping[int, list[Mesure]], asked: argparse.Namespace, folder: Path
) -> tuple[int, dict[int, list[Mesure]]]:
    """W1 again under fewer conventions, over as many rows as under the most: what conventions add, alone. Of
    the contenders that judged them all there."""
    largest = max(sizes)
    rows = max((m.lignes for m in sizes[largest]), default=0)
    kept = [m for m in sizes[largest] if m.lignes == rows and not m.absent]
    found = {largest: kept}
    for conventions in sorted(set(sizes) - {largest}):
        enonce = Enonce("W1", rows, conventions, asked.graine, COMMUNES)
        own = folder / f"W1-{conventions}-{rows}"
        own.mkdir()
        found[conventions] = mesure.table(enonce, own, reglages(asked, [m.nom for m in kept]))
    return rows, found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tache", nargs="+", choices=TACHES, default=TACHES)
    parser.add_argument("--conventions", type=int, nargs="+", default=[12, 120, 1_200])
    parser.add_argument("--vacances", type=int, default=100_000, help="rows of W1, W2 and W3 at most")
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--tours", type=int, default=5)
    parser.add_argument("--budget", type=float, default=0.5, help="seconds of processor of one run, about")
    parser.add_argument("--publicodes", type=Path)
    parser.add_argument("--seulement", nargs="+", default=[], help="these contenders of W1, W2 and W3")
    parser.add_argument("--tout", action="store_true", help="slow engines at every number of conventions too")
    parser.add_argument("--json", type=Path, help="the figures, in this file too")
    asked = parser.parse_args()
    sizes: dict[str, dict[int, list[Mesure]]] = {"W1": {}, "W2": {}}
    lost: list[str] = []
    kept: list[dict[str, object]] = []
    wrong: list[str] = []
    title = ""
    with tempfile.TemporaryDirectory(prefix="banc") as name:
        for genre, conventions, found in measured(asked, Path(name)):
            if title != genre:
                wrong += drawn(title, sizes, asked, Path(name))
                print(f"### {rendu.TITRES[genre]}\n", flush=True)
            title = genre
            say(rendu.table(genre, conventions, asked.graine, found))
            if genre in sizes:
                sizes[genre][conventions] = found
            lost += rendu.losses(genre, conventions, found)
            wrong += [f"{genre}, {conventions} conventions : {m.nom}" for m in found if not m.juste]
            kept += [{"tache": genre, "conventions": conventions, **m.told()} for m in found]
        wrong += drawn(title, sizes, asked, Path(name))
    print("### Qui va plus vite que convrules, en temps de processeur\n")
    print("\n".join(lost) or "Personne, dans ce tour.")
    if asked.json is not None:
        asked.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    if wrong:
        sys.exit("\nRéponses différentes de celles du Python à la main :\n" + "\n".join(wrong))


def drawn(
    genre: str, sizes: Mapping[str, Mapping[int, list[Mesure]]], asked: argparse.Namespace, folder: Path
) -> list[str]:
    """The curve of a task once it is measured; whose answers were wrong while it was drawn."""
    found = sizes.get(genre, {})
    if len(found) < 2:
        return []
    if genre != "W1":
        say(rendu.curves(found, {c: max(m.lignes for m in of) for c, of in found.items()}))
        return []
    rows, equal = at_equal_rows(found, asked, folder)
    say(rendu.curves(equal, dict.fromkeys(equal, rows)))
    return [
        f"W1 à {rows} lignes, {c} conventions : {m.nom}" for c, of in equal.items() for m in of if not m.juste
    ]


def say(lines: Iterator[str]) -> None:
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
