"""A year of two conventions, drawn or given, a policy that looks ahead in it, and the year replayed."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from convrules.api.dossier import Dossier, open_depot, open_dossier
from convrules.api.load import Depot
from convrules.base.values import Cellule
from convrules.cli.main import run
from convrules.facts.records import Vacance
from convrules.orientation.ranking import Bailleur
from convrules.orientation.rejeu import replay
from convrules.orientation.replayed import Rejeu
from frames import ENTETE

HEAD = (
    """convention: {type}-essai
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ nom: {nom}, type: {type} }}
territoire: {{ département: "93" }}
en vigueur: {{ du: 2025-01-01, au: 2030-12-31 }}
document: {{ articles: ["1"] }}
"""
    + ENTETE[ENTETE.index("choix:") :]
    + """clauses:
  - part: part_{type}
    règle: {taux} % des vacances dans l'assiette
    compte: attributions
    application: {application}
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
)
ELIGIBLE = """  - éligibilité: grands
    règle: typologie dans [T3, T4]
    source: { article: "1" }
"""
MAPPING = """correspondance: extrait
bailleur: "000000000"
fichiers: { vacances: { fichier: v.csv, séparateur: ";" } }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: typologie
    contingent: contingent
    disponibilite: { colonne: disponibilite, complet au: 2026-01-05 }
    attribution: { colonne: attribution, complet au: 2026-01-05 }
"""
TITRES = "id;commune;typologie;contingent;disponibilite;attribution"


def lay(folder: Path, rows: list[str], *, ouvert: bool, application: str = "ensemble") -> None:
    (folder / "conventions").mkdir()
    for type_, nom, taux in (("etat", "Préfet d'essai", 30), ("als", "Action", 20)):
        text = HEAD.format(type=type_, nom=nom, taux=taux, application=application)
        text += "" if ouvert or type_ == "etat" else ELIGIBLE
        (folder / "conventions" / f"{type_}.yaml").write_text(text, "utf-8")
    (folder / "correspondance.yaml").write_text(MAPPING, "utf-8")
    (folder / "v.csv").write_text("\n".join((TITRES, *rows)) + "\n", "utf-8")
    toml = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, "utf-8")


def drawn(seed: int, number: int) -> list[str]:
    r = random.Random(seed)
    rows = []
    for n in range(number):
        month, day = r.randint(1, 12), r.randint(1, 28)
        place, size = r.choice(("93048", "93066")), r.choice(("T1", "T2", "T3", "T4"))
        account = r.choice(("etat", "als", "bailleur", "bailleur"))
        rows.append(f"V{n:02};{place};{size};{account};2025-{month:02}-{day:02};2025-12-30")
    return rows


def opened(folder: Path) -> Dossier:
    depot = open_depot(folder)
    assert isinstance(depot, Depot)
    return open_dossier(depot, [])


def replayed(dossier: Dossier) -> Rejeu:
    return replay(Bailleur(programmes=dossier.programmes), dossier.faits, 2025, date(2026, 1, 5))


def with_cells(vacance: Vacance, **cells: Cellule) -> Vacance:
    return replace(vacance, ligne=replace(vacance.ligne, cellules={**vacance.ligne.cellules, **cells}))


def replay_said(
    folder: Path, capsys: pytest.CaptureFixture[str], *options: str, year: str = "2025"
) -> tuple[int, str]:
    capsys.readouterr()
    code = run(["replay", "--depot", str(folder), "--year", year, "--as-of", "2026-01-05", *options])
    return code, capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")


POLITIQUE = """politique: essai
bailleur: {{ nom: B, siren: "000000000" }}
en vigueur: {{ du: 2025-01-01, au: 2025-12-31 }}
anticipation: {}
"""
ATTENDUES = """  vacances_attendues:
    { du: du, au: au, min: min, max: max, typologie: typologie, commune: commune }
"""


def looking_ahead(folder: Path, forecast: str) -> None:
    """Large dwellings, the only ones that the employers take, come at the start of the year, but for one."""
    rows = [
        f"V{n:03};93048;{kind};bailleur;2025-{1 + n // 12:02}-{1 + 2 * (n % 12):02};2025-12-30"
        for n, kind in enumerate(["T1"] + ["T4"] * 24 + ["T1"] * 95)
    ]
    lay(folder, rows, ouvert=False)
    (folder / "conventions" / "politique.yaml").write_text(POLITIQUE.format(forecast), "utf-8")
    if forecast == "vacances attendues":
        files = 'vacances: { fichier: v.csv, séparateur: ";" }'
        more = 'vacances_attendues: { fichier: a.csv, séparateur: ";" }'
        mapping = MAPPING.replace(files, f"{files}, {more}") + ATTENDUES
        (folder / "correspondance.yaml").write_text(mapping, "utf-8")
        lines = ("du;au;min;max;typologie;commune", "2025-01-01;2025-02-28;24;24;T4;93048")
        (folder / "a.csv").write_text("\n".join((*lines, "2025-03-01;2025-10-31;90;102;T1;93048\n")), "utf-8")
