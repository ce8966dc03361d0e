"""Time and memory of a landlord's year: `convrules compliance` on invented vacancies and conventions.

    .venv/bin/python bench/annee.py [--vacances 10000] [--conventions 30] [--graine 1] [--garder DOSSIER]
                                    [--herite]

One landlord in 300 communes of five départements: in each a convention of the State and one of Action
Logement, then one for each commune, then employers in each, each holder once, with a part, quotas, a
deadline, withdrawals and conditions; with `--herite`, each inherits the law too, as a real one does. Prints
seconds (elapsed, and of processor), peak memory, exit code, and a digest of the verdicts so that two versions
can be compared. Everything is made in a temporary folder.
A measure, not a test. What it gave, and what is missed, stands in docs/moteurs.md.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from convrules.geographie import places_of_departement

DEPARTEMENTS = ("60", "77", "78", "91", "95")
COMMUNES = [c for d in DEPARTEMENTS for c in sorted(places_of_departement(d))[:60]]
CHOIX = """choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
"""
CLAUSES = """clauses:
  - champ: logements_ordinaires
    énoncé: La convention porte sur les logements ordinaires.
    règle: nature = logement_ordinaire
    source: {{ article: "1" }}
  - soustraction: mutations
    énoncé: Les mutations internes sont retirées du flux.
    catégorie: mutation
    règle: affectation = mutation_interne
    source: {{ article: "1" }}
  - part: part_due
    énoncé: La part du réservataire.
    règle: {taux} % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: {arrondi}
    report: fractions cumulées
    force: engagement
    source: {{ article: "2" }}
  - quota: hors_quartier
    énoncé: Un quart des baux signés hors quartiers prioritaires va au premier quartile.
    règle: au moins 25 % des baux signés du champ du bailleur où non qpv, pour premier_quartile
    application: ensemble
    arrondi: sans arrondi
    force: obligation
    source: {{ article: "3" }}
  - quota: grands
    énoncé: Un cinquième de grands logements.
    règle: au moins 20 % des propositions du champ du réservataire, pour typologie dans [T4, T5, T6]
    application: ensemble
    arrondi: sans arrondi
    force: objectif
    source: {{ article: "3" }}
  - éligibilité: familles
    énoncé: Le réservataire prend les logements de deux pièces ou plus, conventionnés, de moins de 13 € le m².
    règle: typologie dans [T2, T3, T4, T5, T6] et conventionne et loyer / surface <= 13 €/m²
    source: {{ article: "4" }}
  - délai: proposition_due
    énoncé: Le réservataire propose dans le mois.
    si: contingent = {contingent}
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    à défaut: remise au bailleur, non comptée
    source: {{ article: "4" }}
"""
MAPPING = """correspondance: extraction
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    logement: logement
    commune: commune
    typologie: { colonne: typologie, codes: { T1: T1, T2: T2, T3: T3, T4: T4, T5: T5, T6: T6 } }
    surface: { colonne: surface, unité: m² }
    conventionne: conventionne
    qpv: qpv
    nature: { colonne: nature, codes: { LO: logement_ordinaire, RS: residence_sociale } }
    affectation: { colonne: affectation, codes: { LOC: location, MUT: mutation_interne } }
    loyer: { colonne: loyer, unité: € }
    contingent:
      { colonne: contingent, codes: { ETAT: etat, ALS: als, COM: commune, EPT: ept, BAI: bailleur } }
    premier_quartile: premier_quartile
    disponibilite: { colonne: disponibilite, format: jj/mm/aaaa, complet au: 2026-01-05 }
    information: { colonne: information, format: jj/mm/aaaa, complet au: 2026-01-05 }
    proposition: { colonne: proposition, format: jj/mm/aaaa, complet au: 2026-01-05 }
    attribution: { colonne: attribution, format: jj/mm/aaaa, complet au: 2026-01-05 }
    bail: { colonne: bail, format: jj/mm/aaaa, complet au: 2026-01-05 }
"""


HERITE = "hérite: { cch: 2026-02, cch_depot: 2026-02 }\n"
HERITE_ETAT = "hérite: { cch: 2026-02 }\n"
"""Why not the same: the law asks of a convention of the State matters that these do not have."""


def write_conventions(folder: Path, number: int, rng: random.Random, *, herite: bool = False) -> None:
    (folder / "conventions").mkdir()
    for n in range(number):
        turn = 0
        if n < 2 * len(DEPARTEMENTS):
            type_, code, where = ("etat", "als")[n % 2], "", f'département: "{DEPARTEMENTS[n // 2]}"'
        else:
            turn, rank = divmod(n - 2 * len(DEPARTEMENTS), len(COMMUNES))
            where = f'commune: "{COMMUNES[rank]}"'
            # Why employers: two conventions of one holder in one commune would exclude each other. What they
            # are due is small, so that a commune owes less than it has.
            type_, code = ("employeur", "") if turn else ("commune", COMMUNES[rank])
        inherited = "" if not herite else HERITE_ETAT if type_ == "etat" else HERITE
        holder = f"{{ nom: Réservataire {n}, type: {type_}" + (f', code: "{code}" }}' if code else " }")
        text = (
            f'convention: conv-{n:04d}\nbailleur: {{ nom: Bailleur, siren: "000000000" }}\n'
            f"réservataire: {holder}\nterritoire: {{ {where} }}\n"
            "en vigueur: { du: 2024-01-01, au: 2026-12-31 }\n"
            'document: { articles: ["1", "2", "3", "4"] }\n'
            + inherited
            + CHOIX
            + CLAUSES.format(
                taux=rng.randrange(1, 4) if turn else rng.randrange(5, 31),
                arrondi=rng.choice(["inférieur", "supérieur", "sans arrondi"]),
                contingent=type_,
            )
        )
        (folder / "conventions" / f"conv-{n:04d}.yaml").write_text(text, encoding="utf-8")


def write_vacancies(
    folder: Path, number: int, rng: random.Random, communes: Sequence[str] = COMMUNES
) -> None:
    titles = (
        "id;logement;commune;typologie;surface;conventionne;qpv;nature;affectation;loyer;contingent;"
        "premier_quartile;disponibilite;information;proposition;attribution;bail\n"
    )
    day = "{:%d/%m/%Y}".format
    with (folder / "vacances.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(titles)
        for n in range(number):
            free = date(2025, 1, 1) + timedelta(days=rng.randrange(365))
            steps = [
                free + timedelta(days=d) for d in (-20, 10 + rng.randrange(30), 40 + rng.randrange(30), 80)
            ]
            seen = [day(d) if d <= date(2026, 1, 5) else "" for d in steps]
            out.write(
                ";".join(
                    (
                        f"V{n:07d}",
                        f"L{n:07d}",
                        rng.choice(communes),
                        rng.choice(("T1", "T2", "T3", "T3", "T4", "T5", "T6")),
                        f"{rng.randrange(20, 110)},{rng.choice('05')}",
                        rng.choice(("oui", "oui", "oui", "non")),
                        rng.choice(("oui", "non", "non", "")),
                        rng.choice(("LO",) * 9 + ("RS",)),
                        rng.choice(("LOC",) * 4 + ("MUT",)),
                        f"{rng.randrange(200, 900)},{rng.randrange(100):02d}",
                        rng.choice(("ETAT", "ALS", "COM", "BAI")),
                        rng.choice(("oui", "non", "non", "")),
                        day(free),
                        *seen,
                    )
                )
                + "\n"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vacances", type=int, default=10_000)
    parser.add_argument("--conventions", type=int, default=30)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--garder", type=Path, help="keep the files in this folder")
    parser.add_argument("--herite", action="store_true", help="conventions inherit the law")
    asked = parser.parse_args()
    rng = random.Random(asked.graine)
    with tempfile.TemporaryDirectory() as name:
        folder = asked.garder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        write_conventions(folder, asked.conventions, rng, herite=asked.herite)
        write_vacancies(folder, asked.vacances, rng)
        (folder / "correspondance.yaml").write_text(MAPPING, encoding="utf-8")
        toml = '[depot]\nnom = "Banc"\ndata = ["correspondance.yaml"]\n'
        (folder / "convrules.toml").write_text(toml, encoding="utf-8")
        command = [sys.executable, "-m", "convrules", "compliance", "--depot", str(folder)]
        command += ["--year", "2025", "--as-of", "2026-01-05", "--format", "json"]
        start = time.perf_counter()
        with (folder / "bilan.json").open("w+", encoding="utf-8") as said:
            process = subprocess.Popen(command, stdout=said)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            said.seek(0)
            found = {k: v for k, v in json.load(said).items() if k != "empreintes"}
        digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
        print(
            f"{asked.vacances:,} vacancies, {asked.conventions} conventions: {seconds:.1f} s "
            f"({usage.ru_utime + usage.ru_stime:.1f} s of processor), {usage.ru_maxrss // 1024} MB, "
            f"exit code {os.waitstatus_to_exitcode(status)}, digest {digest}"
        )


if __name__ == "__main__":
    main()
