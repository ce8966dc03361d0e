"""`exercice_delegue` is read wherever a clause that judges a vacancy may write it, by every command."""

import csv
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_entete

CONVENTION = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2026-12-31 }}
document: {{ articles: ["1", "2"] }}
clauses:
  - part: part_etat
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: chaque commune
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
{clause}
    source: {{ article: "2" }}
  - délégation: a_ept
    titulaire: etat
    délégataire: ept
    porte sur: tous les droits où non qpv
    en vigueur: {{ du: 2025-03-01, au: 2026-12-31 }}
    source: {{ article: "2" }}
"""
CLAUSES = {
    "éligibilité": "  - éligibilité: e\n    si: exercice_delegue\n    règle: typologie dans [T2, T3]",
    "obligation": "  - obligation: o\n    si: exercice_delegue\n"
    "    règle: attribution <= information + 60 jours\n    débiteur: bailleur",
    "délai": "  - délai: d\n    si: non exercice_delegue\n"
    "    règle: proposition au plus tard 1 mois après information\n    débiteur: réservataire",
}
CORRESPONDANCE = """correspondance: x
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, complet au: 2026-06-30 }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: { colonne: typologie, codes: { T1: T1, T2: T2 } }
    qpv: qpv
    disponibilite: { colonne: disponibilite, format: aaaa-mm-jj }
    information: { colonne: information, format: aaaa-mm-jj }
    proposition: { colonne: proposition, format: aaaa-mm-jj }
    attribution: { colonne: attribution, format: aaaa-mm-jj }
    contingent: { colonne: contingent, codes: { E: etat, B: bailleur } }
"""
COLONNES = "id,commune,typologie,qpv,disponibilite,information,proposition,attribution,contingent"
COMMANDES = [
    ("evaluate",),
    ("compliance", "--year", "2025"),
    ("explain", "2025"),
    ("explain", "V001"),
    ("orient",),
    ("replay", "--year", "2025"),
]


@pytest.mark.parametrize("jour", ["2025-07-15", "2026-06-30"])
@pytest.mark.parametrize("clause", CLAUSES)
def test_every_command_reads_it(
    clause: str, jour: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["donnees.yaml"]\n', "utf-8")
    (tmp_path / "etat.yaml").write_text(frame_entete(CONVENTION.format(clause=CLAUSES[clause])), "utf-8")
    (tmp_path / "donnees.yaml").write_text(CORRESPONDANCE, "utf-8")
    with (tmp_path / "vacances.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        out.write(COLONNES + "\n")
        for n in range(60):
            known = ["2025-05-10", "2025-05-01"] if n % 5 else ["", ""]
            gone = ["2025-05-05", "2025-05-20", "EB"[n % 2]] if n % 3 else ["", "", ""]
            where, qpv = "93066" if n % 2 else "93048", "oui" if n % 4 else "non"
            rows.writerow([f"V{n:03}", where, f"T{1 + n % 2}", qpv, *known, *gone])
    for command in COMMANDES:
        code = run([*command, "--depot", str(tmp_path), "--as-of", jour])
        said = capsys.readouterr()
        assert code in (0, 1), (command, said.err[-500:])
        assert "Erreur interne" not in said.err
