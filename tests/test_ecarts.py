"""What `convrules test` says when a case expects a name that nothing bears."""

from pathlib import Path

import pytest

from convrules.cli.main import run
from test_conformance import with_frame

CONVENTION = """\
clauses:
  - part: part_etat
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: chaque typologie
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
"""
CAS = """\
essais: suite--conformite
au: 2025-12-31
faits: { commune: "93048", disponibilite: 2025-02-03, attribution: 2025-03-01, contingent: etat }
cas:
  - cas: une_cellule_absente
    année: 2025
    vacances: [{ typologie: T2 }, { typologie: T3 }]
    attendu: { part_etat: { cellules: { T4: conforme } } }
  - cas: un_nom_de_la_vacance_sur_une_annee
    année: 2025
    vacances: [{ typologie: T2 }]
    attendu: { exerçant: epci }
  - cas: une_part_sur_une_seule_vacance
    vacance: { typologie: T2 }
    attendu: { part_etat: conforme }
"""


def test_an_absent_name_is_told_with_those_that_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(with_frame(CONVENTION), encoding="utf-8")
    (tmp_path / "a.essais.yaml").write_text(CAS, encoding="utf-8")
    assert run(["test", str(tmp_path)]) == 1
    shown = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    assert (
        "part_etat.cellules.T4 : attendu conforme, obtenu rien de ce nom ; cellules connues : T2, T3" in shown
    )
    assert (
        "part_etat : attendu conforme, obtenu rien sur une seule vacance ; écrivez « année : 2025 »" in shown
    )
    assert "exerçant : attendu epci, obtenu rien de ce nom ; connus : comptes, part_etat, retraits" in shown


DELAIS = """\
en vigueur: { du: 2024-01-01, au: 2027-06-30 }
vocabulaire:
  reponse_donnee: { niveau: convention, type: événement }
  sollicitation: { niveau: convention, type: événement }
clauses:
  - délai: repondre
    porte sur: convention
    règle: reponse_donnee au plus tard 6 mois après sollicitation
    débiteur: bailleur
    source: { article: "1" }
  - délai: proposer
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    source: { article: "1" }
"""
AILLEURS = """\
essais: suite--conformite
au: 2026-12-31
faits: { commune: "93048", disponibilite: 2025-02-03 }
cas:
  - cas: une_limite_de_l_annee_suivante
    année: 2025
    conventions: [{ sollicitation: 2025-09-30, reponse_donnee: pas survenu }]
    attendu: { repondre: en cours, proposer: tenu }
    vacances:
      - { id: V1, information: 2025-02-03, proposition: 2025-02-04 }
      - { id: V2, information: 2025-02-03, proposition: 2025-02-04 }
  - cas: une_limite_apres_le_terme
    année: 2026
    conventions: [{ sollicitation: 2027-04-01, reponse_donnee: pas survenu }]
    au: 2027-05-01
    attendu: { repondre: en cours }
  - cas: une_limite_d_avant_la_convention
    année: 2024
    conventions: [{ sollicitation: 2023-01-10, reponse_donnee: pas survenu }]
    attendu: { repondre: dépassé }
  - cas: pas_commence
    année: 2025
    conventions: [{ sollicitation: pas survenu, reponse_donnee: pas survenu }]
    attendu: { repondre: dépassé }
"""


def test_nothing_due_in_the_year_is_told_with_the_year_that_judges(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(with_frame(DELAIS), encoding="utf-8")
    (tmp_path / "a.essais.yaml").write_text(AILLEURS, encoding="utf-8")
    assert run(["test", str(tmp_path)]) == 1
    shown = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    none = "obtenu rien n'est dû cette année ; "
    assert (
        f"repondre : attendu en cours, {none}la limite est le 2026-03-30 : écrivez « année : 2026 »" in shown
    )
    assert "proposer : attendu tenu, obtenu un nombre par état (tenu : 2)" in shown
    assert f"{none}la limite est le 2027-10-01 : écrivez « année : 2027 »" in shown
    assert f"{none}la limite est le 2023-07-10, avant le premier jour de la convention" in shown
    assert f"{none}le délai n'a pas commencé au jour considéré" in shown
