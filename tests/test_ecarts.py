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
