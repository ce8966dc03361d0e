"""What vacancies cost as conventions are added on whose territory they are not.

    .venv/bin/python bench/beaucoup.py [--conventions 12 120 1200] [--vacances 60] [--graine 1]

One landlord; each convention is that of one commune, with the clauses of `bench/annee.py`; all the
vacancies are in the first twelve communes, so that each is of one convention, however many there are.
Twice: conventions that inherit nothing, and conventions that inherit the law (`cch`) and its control of
absent holders (`cch_depot`), which has them all know one another. Milliseconds of processor, data loaded
before the clock, the least of some runs: all the vacancies judged (`evaluate`), a day of advice (`orient`),
the year (`comply`); the year, also in milliseconds a convention. What is said of the vacancies must be the
same, or the command fails.
A measure, not a test.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from annee import CHOIX, CLAUSES, HERITE, MAPPING, write_vacancies

from convrules import api, geographie
from convrules.api.dossier import Dossier

DEPARTEMENTS = ("59", "62", "60", "77", "78", "91", "95")
COMMUNES = [c for d in DEPARTEMENTS for c in sorted(geographie.places_of_departement(d))]
HABITEES = 12
"""Communes in which there are vacancies."""
JOUR, AU = date(2025, 6, 1), date(2026, 1, 5)
QUESTIONS: dict[str, Callable[[Dossier], object]] = {
    "evaluate": lambda dossier: api.evaluate(dossier, AU),
    "orient": lambda dossier: api.orient(dossier, JOUR),
    "comply": lambda dossier: api.comply(dossier, 2025, AU),
}


def write_conventions(folder: Path, number: int, inherited: str) -> None:
    for n, code in enumerate(COMMUNES[:number]):
        text = (
            f'convention: conv-{n:04d}\nbailleur: {{ nom: Bailleur, siren: "000000000" }}\n'
            f'réservataire: {{ nom: Ville {n}, type: commune, code: "{code}" }}\n'
            f'territoire: {{ commune: "{code}" }}\nen vigueur: {{ du: 2024-01-01, au: 2026-12-31 }}\n'
            f'document: {{ articles: ["1", "2", "3", "4"] }}\n{inherited}{CHOIX}'
            + CLAUSES.format(taux=20, arrondi="inférieur", contingent="commune")
        )
        (folder / f"conv-{n:04d}.yaml").write_text(text, encoding="utf-8")


def opened(folder: Path, number: int, asked: argparse.Namespace, inherited: str) -> Dossier:
    folder.mkdir()
    write_conventions(folder, number, inherited)
    write_vacancies(folder, asked.vacances, random.Random(asked.graine), COMMUNES[:HABITEES])
    (folder / "correspondance.yaml").write_text(MAPPING, encoding="utf-8")
    found = api.open_dossier(folder, [folder / "correspondance.yaml"])
    assert isinstance(found, Dossier), found
    return found


def measured(ask: Callable[[Dossier], object], dossier: Dossier, times: int) -> tuple[float, object]:
    """Milliseconds of processor, the least; what is said."""
    least = float("inf")
    for _ in range(times):
        start = time.process_time()
        said = ask(dossier)
        least = min(least, 1000 * (time.process_time() - start))
    return least, said


def rows_of(said: object) -> list[object]:
    """What `evaluate` says of each vacancy where it is a row, to be compared."""
    assert isinstance(said, tuple)
    return [[d for d in decisions if d.territoire is not False] for decisions in said]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conventions", type=int, nargs="+", default=[12, 120, 1200])
    parser.add_argument("--vacances", type=int, default=60)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--graine", type=int, default=1)
    asked = parser.parse_args()
    print(f"{asked.vacances} vacancies in {HABITEES} communes, milliseconds of processor:")
    for name, inherited in (("nothing inherited", ""), ("cch, cch_depot inherited", HERITE)):
        print(f"{name}:")
        first: list[object] | None = None
        for number in asked.conventions:
            with tempfile.TemporaryDirectory() as place:
                dossier = opened(Path(place) / "depot", number, asked, inherited)
            told = {nom: measured(ask, dossier, asked.repetitions) for nom, ask in QUESTIONS.items()}
            rows = rows_of(told["evaluate"][1])
            first = rows if first is None else first
            assert rows == first, "the same is said of a vacancy, whatever conventions there are elsewhere"
            shown = ", ".join(f"{nom} {ms:,.0f}" for nom, (ms, _) in told.items())
            print(f"  {number:>5,} conventions: {shown} ({told['comply'][0] / number:.1f} a convention)")


if __name__ == "__main__":
    main()
