"""A number of an account, as whoever reads an explanation or the annual report sees it."""

from pathlib import Path

import pytest

from convrules.cli.main import run

CLAUSES = """
  - obligation: penalite
    porte sur: convention
    règle: penalite_versee >= manque(contingent_etat sur la période) * 500 €/logement
    débiteur: bailleur
    source: { article: "4" }
  - délai: plan
    porte sur: convention
    si: taux(contingent_etat sur la période) < 30 %
    règle: plan_transmis au plus tard 3 mois après bilan_notifie
    débiteur: bailleur
    source: { article: "4" }
  - quota: rattrapage
    règle: au moins manque(contingent_etat sur la période précédente) attributions du réservataire
    application: ensemble
    force: engagement
    source: { article: "4" }
vocabulaire:
  penalite_versee: { niveau: convention, type: montant }
  plan_transmis: { niveau: convention, type: événement }
  bilan_notifie: { niveau: convention, type: événement }
"""


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def base(tmp_path: Path) -> Path:
    target = tmp_path / "base"
    assert run(["init", str(target), "--modele", "etat"]) == 0
    convention = target / "conventions" / "convention.yaml"
    convention.write_text(convention.read_text("utf-8").rstrip("\n") + CLAUSES, "utf-8")
    return target


def said(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    capsys.readouterr()
    assert run([*options]) == 0
    return plain(capsys.readouterr().out)


def test_an_explanation_tells_the_number_and_out_of_what_it_comes(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    explain = ["explain", "etat--mon-bailleur", "--depot", str(base), "--as-of"]
    over = said(capsys, *explain, "2025-12-31")
    assert "au manque de « contingent etat » sur la période multiplié par 500 €/logement" in over
    assert "« manque de contingent_etat sur la période » : 0 logement" in over
    assert "« cible de contingent_etat sur la période » : 3 logements" in over
    assert "taux de contingent_etat sur la période : 30 %" in over
    assert "base de contingent_etat sur la période : 10 logements" in over
    during = said(capsys, *explain, "2025-09-30")
    assert "« manque de contingent_etat sur la période » : au moins 0 logement" in during
    assert "pas encore survenu" in during and "fin de la période" in during


def test_the_year_before_is_judged_in_the_same_run_or_not_known(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = ["compliance", "--depot", str(base), "--year", "2026", "--as-of", "2026-12-31"]
    alone = said(capsys, *year)
    assert "rattrapage (4) – – – – – indéterminé" in alone
    assert "rattrapage (4) 0–2 0 0 0–2 – conforme" in said(capsys, *year, "--since", "2025")
