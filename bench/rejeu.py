"""Time and memory of a year replayed with the advice followed: `convrules replay` on invented years.

    .venv/bin/python bench/rejeu.py [--vacances 1000 10000 100000] [--titulaires 50] [--graine 1]
                                   [--temoin 300] [--anticipation]

One landlord in one département, every convention over the whole of it: each dwelling is ranked among all the
holders that may take it. Conventions are those of `bench/annee.py` (withdrawals, dwellings out of scope,
eligibility by type and rent, deadlines that hand the dwelling back), every tenth account by commune. Seconds
of processor, data loaded before the clock; how many times a convention was read on a row for itself; the peak
of memory. On `--temoin` rows, the same year is replayed one dwelling at a time, and must be the same. With
`--anticipation`, large dwellings are ten times rarer in the second half of the year, and the same year is
replayed again under a policy that looks ahead over a table of expected vacancies.
A measure, not a test.
"""

import argparse
import random
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from annee import CHOIX, CLAUSES, MAPPING

from convrules.api.dossier import Dossier, open_depot, open_dossier, politique_of
from convrules.api.load import Depot
from convrules.geographie import places_of_departement
from convrules.orientation import at_once, one_by_one
from convrules.orientation.ranking import Bailleur
from convrules.orientation.replayed import Rejeu, silence

AU = date(2026, 1, 5)
COMMUNES = sorted(places_of_departement("93"))[:40]
HOLDERS = sorted(places_of_departement("77"))
"""Whoever they are, each has one convention."""
TITRES = (
    "id;logement;commune;typologie;surface;conventionne;qpv;nature;affectation;loyer;contingent;"
    "premier_quartile;disponibilite;information;proposition;attribution;bail\n"
)


def write_conventions(folder: Path, number: int, rng: random.Random) -> None:
    (folder / "conventions").mkdir()
    for n in range(number):
        clauses = CLAUSES.format(
            taux=rng.randrange(40, 1600) // number / 10,
            arrondi="inférieur",
            contingent="commune",
        )
        clauses = clauses.replace("    si: contingent = commune\n", "")
        clauses = clauses.replace("report: fractions cumulées", "report: aucun")
        if n % 10 == 9:
            clauses = clauses.replace("application: ensemble", "application: chaque commune", 1)
        if n % 3 == 1:
            clauses = clauses.replace(
                "[T2, T3, T4, T5, T6]", rng.choice(["[T1, T2]", "[T4, T5, T6]", "[T3]"])
            )
        text = (
            f'convention: conv-{n:04d}\nbailleur: {{ nom: Bailleur, siren: "000000000" }}\n'
            f'réservataire: {{ nom: Réservataire {n}, type: commune, code: "{HOLDERS[n]}" }}\n'
            'territoire: { département: "93" }\nen vigueur: { du: 2024-01-01, au: 2026-12-31 }\n'
            'document: { articles: ["1", "2", "3", "4"] }\n' + CHOIX + clauses
        )
        (folder / "conventions" / f"conv-{n:04d}.yaml").write_text(text, encoding="utf-8")


POLITIQUE = """politique: banc
bailleur: { nom: Bailleur, siren: "000000000" }
en vigueur: { du: 2025-01-01, au: 2025-12-31 }
anticipation: vacances attendues
"""
ATTENDUES = """  vacances_attendues:
    du: { colonne: du, format: aaaa-mm-jj }
    au: { colonne: au, format: aaaa-mm-jj }
    min: min
    max: max
    commune: commune
    typologie: { colonne: typologie, codes: { T1: T1, T2: T2, T3: T3, T4: T4, T5: T5, T6: T6 } }
    surface: { colonne: surface, unité: m² }
    conventionne: conventionne
    loyer: { colonne: loyer, unité: € }
"""
TYPES = ("T1", "T2", "T3", "T3", "T4", "T5", "T6")


def types_of(day: date, *, saisons: bool) -> list[int]:
    """How often each of TYPES is: large ones are rarer from July on, with seasons."""
    return [1 if saisons and day.month > 6 and kind in ("T4", "T5", "T6") else 10 for kind in TYPES]


def write_forecast(folder: Path, number: int) -> None:
    """By half-year, commune, type and rent (seven in ten are within reach), as they are drawn."""
    halves = ((date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 11, 16)))
    with (folder / "attendues.csv").open("w", encoding="utf-8", newline="") as out:
        out.write("du;au;min;max;commune;typologie;surface;conventionne;loyer\n")
        for first, last in halves:
            share = number * 0.81 * ((last - first).days + 1) / 320 / len(COMMUNES)
            often = types_of(first, saisons=True)
            for commune in COMMUNES:
                for kind in sorted(set(TYPES)):
                    weight = sum(w for k, w in zip(TYPES, often, strict=True) if k == kind) / sum(often)
                    for loyer, part in ((500, 0.71), (1500, 0.29)):
                        count = round(share * weight * part)
                        out.write(f"{first};{last};{count};{count};{commune};{kind};60;oui;{loyer}\n")


def write_vacancies(folder: Path, number: int, rng: random.Random, holders: int, *, saisons: bool) -> None:
    day = "{:%d/%m/%Y}".format
    with (folder / "vacances.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(TITRES)
        for n in range(number):
            free = date(2025, 1, 1) + timedelta(days=rng.randrange(320))
            steps = [
                free + timedelta(days=d) for d in (-20, 5 + rng.randrange(10), 20 + rng.randrange(20), 44)
            ]
            cells = (
                f"V{n:07d}",
                f"L{n:07d}",
                rng.choice(COMMUNES),
                rng.choices(TYPES, types_of(free, saisons=saisons))[0],
                f"{rng.randrange(20, 110)},{rng.choice('05')}",
                rng.choice(("oui",) * 19 + ("non",) + ("",) * (rng.random() < 0.1)),
                rng.choice(("oui", "non", "non")),
                rng.choice(("LO",) * 9 + ("RS",)),
                rng.choice(("LOC",) * 9 + ("MUT",)),
                f"{rng.randrange(200, 900)},{rng.randrange(100):02d}",
                rng.choice((f"C{rng.randrange(holders)}", "BAI")),
                "",
                day(free),
                *map(day, steps),
            )
            out.write(";".join(cells) + "\n")


def opened(folder: Path, number: int, holders: int, seed: int, *, saisons: bool) -> Dossier:
    rng = random.Random(seed)
    write_conventions(folder, holders, rng)
    write_vacancies(folder, number, rng, holders, saisons=saisons)
    codes = ", ".join(f"C{n}: conv-{n:04d}" for n in range(holders))
    mapping = MAPPING.replace(
        "ETAT: etat, ALS: als, COM: commune, EPT: ept, BAI: bailleur", f"{codes}, BAI: bailleur"
    )
    if saisons:
        write_forecast(folder, number)
        (folder / "conventions" / "politique.yaml").write_text(POLITIQUE, encoding="utf-8")
        files = '  vacances: { fichier: vacances.csv, séparateur: ";" }\n'
        mapping = (
            mapping.replace(
                files,
                files
                + files.replace("vacances", "vacances_attendues", 1).replace("vacances.csv", "attendues.csv"),
            )
            + ATTENDUES
        )
    (folder / "correspondance.yaml").write_text(mapping, encoding="utf-8")
    toml = '[depot]\nnom = "Banc"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, encoding="utf-8")
    depot = open_depot(folder)
    assert isinstance(depot, Depot), depot
    return open_dossier(depot, [])


def landlord(dossier: Dossier, *, ahead: bool) -> Bailleur:
    policy = politique_of(dossier.verifie, "000000000", date(2025, 12, 31)) if ahead else None
    assert ahead is (policy is not None), "the policy of the bench is in force"
    return Bailleur(programmes=dossier.programmes, politique=policy)


def timed(dossier: Dossier, *, ahead: bool) -> tuple[float, Rejeu]:
    who = landlord(dossier, ahead=ahead)
    start = time.process_time()
    found = at_once.replay(who, dossier.faits, 2025, AU, silence)
    assert found is not None, "these conventions are read at once"
    return time.process_time() - start, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vacances", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--titulaires", type=int, default=50)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--temoin", type=int, default=300)
    parser.add_argument("--anticipation", action="store_true")
    asked = parser.parse_args()
    ways = (False, True) if asked.anticipation else (False,)
    if asked.temoin:
        with tempfile.TemporaryDirectory() as name:
            dossier = opened(
                Path(name), asked.temoin, asked.titulaires, asked.graine, saisons=asked.anticipation
            )
            for ahead in ways:
                took, found = timed(dossier, ahead=ahead)
                start = time.process_time()
                slow = one_by_one.replay(landlord(dossier, ahead=ahead), dossier.faits, 2025, AU)
                spent = time.process_time() - start
                assert slow == found, "not the same replay"
                print(
                    f"{asked.temoin} vacancies x {asked.titulaires}{told(found)}: {took:.2f} s, "
                    f"one by one {spent:.1f} s, the same"
                )
    for number in asked.vacances:
        with tempfile.TemporaryDirectory() as name:
            start = time.process_time()
            dossier = opened(Path(name), number, asked.titulaires, asked.graine, saisons=asked.anticipation)
            loaded = time.process_time() - start
            for ahead in ways:
                wall = time.perf_counter()
                took, found = timed(dossier, ahead=ahead)
                wall = time.perf_counter() - wall
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                print(
                    f"{number:,} vacancies x {asked.titulaires} holders{told(found)}: "
                    f"{took:.2f} s of processor, {wall:.1f} s in all "
                    f"({loaded:.1f} s to invent and load), {len(found.pas):,} steps, "
                    f"{len(found.laissees)} left aside, {found.seules} rows read alone, "
                    f"{1e6 * took / number:.0f} µs a vacancy, {peak} MB"
                )


def told(found: Rejeu) -> str:
    """Under look-ahead, how many steps the plan ranks; and the worst deficit."""
    worst = max(t.pire_conseil.retard for t in found.titulaires if t.pire_conseil is not None)
    said = f", worst deficit {float(worst):.1f}"
    if found.anticipation is None:
        return said
    ahead = found.anticipation
    return f", looking ahead ({ahead.suivis:,} ranked, {ahead.autrement:,} otherwise){said}"


if __name__ == "__main__":
    main()
