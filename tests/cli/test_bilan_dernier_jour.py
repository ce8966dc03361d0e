"""`convrules bilan`: until when the report is sent to whom, and which command tells whether it was."""

from pathlib import Path

import pytest

from cli.bilan_rendu import depot, edit, result, told
from convrules.cli.main import run

__all__ = ["depot"]

TARD = ("--year", "2025", "--as-of", "2026-06-15")
PASSE = (
    "Au 15 juin 2026, le dernier jour est passé pour {n} destinataires sur {n} : ce qui n'a pas encore été "
    "transmis est en retard."
)
SANS = (
    "Pour {noms}, aucune convention en vigueur en 2026 ne demande cet envoi, et « convrules compliance » "
    "n'en dit rien : regardez dans le journal, ou dans vos envois, s'il est fait."
)
DIT = "« convrules compliance --year {annee} » dit ce que le journal a enregistré."
APRES_CHAQUE_ANNEE = """\
  - transmission: envoi_du_bilan
    règle: au plus tard 3 mois après la fin de chaque année
    débiteur: bailleur
    destinataires: chaque réservataire
    source: { article: "1", fondement: CCH R. 441-5-1 }
"""


def foot(capsys: pytest.CaptureFixture[str]) -> str:
    screen = told(capsys, *TARD)
    return " ".join(screen.replace("’", "'").replace("\u202f", " ").replace("\u00a0", " ").split())


def ends_with_the_year(depot: Path) -> None:
    """The State's convention is over on 31 December 2025."""
    edit(depot / "conventions/etat.yaml", ("au: 2027-12-31", "au: 2025-12-31"))


def test_a_convention_that_ends_with_the_year_leaves_the_day_of_the_law(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No convention asks for the sending in 2026: the year of 2026 has no line of it."""
    ends_with_the_year(depot)
    screen = foot(capsys)
    assert "=Préfet ses lignes 27/02/2026 (la loi) prefet" in screen
    assert "Ville de Saint-Denis ses lignes 27/02/2026 ville-de-saint-denis" in screen
    town = f"Pour Ville de Saint-Denis, {DIT.format(annee=2026)}"
    assert f"{PASSE.format(n=2)} {town} {SANS.format(noms='=Préfet')}" in screen
    assert run(["compliance", "--depot", "depot", "--year", "2026", "--as-of", "2026-06-15"]) == 0
    town, _, state = capsys.readouterr().out.partition("=Préfet — convention")
    assert "cch.bilan_annuel" in town and "cch.bilan_annuel" not in state


def test_a_convention_that_ends_before_the_day_of_its_clause_asks_for_nothing(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In force on 1 January 2026, over on 20 February: its clause asks for the report before the 28th."""
    edit(depot / "conventions/etat.yaml", ("au: 2027-12-31", "au: 2026-02-20"))
    screen = foot(capsys)
    assert f"{PASSE.format(n=2)} Pour Ville de Saint-Denis, {DIT.format(annee=2026)}" in screen
    assert "Pour =Préfet, aucune convention en vigueur en 2026 ne demande cet envoi" in screen


def test_the_day_that_no_clause_gives_stays_empty_for_programs(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ends_with_the_year(depot)
    days = {one["nom"]: one["limite"] for one in result(capsys)["destinataires"]}
    assert days == {"=Préfet": None, "Ville de Saint-Denis": "2026-02-27"}


def test_a_clause_that_counts_from_the_end_of_the_year_still_asks_for_the_last(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is judged in the year of the report, not in the one after."""
    ends_with_the_year(depot)
    path = depot / "conventions/etat.yaml"
    path.write_text(path.read_text("utf-8") + APRES_CHAQUE_ANNEE, "utf-8")
    screen = foot(capsys)
    assert "=Préfet ses lignes 31/03/2026 prefet" in screen
    said = f"Pour Ville de Saint-Denis, {DIT.format(annee=2026)} Pour =Préfet, {DIT.format(annee=2025)}"
    assert f"{PASSE.format(n=2)} {said}" in screen


def test_the_report_of_the_year_is_not_that_of_the_year_after(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the rules of law, the only clause gives 31 March 2026 for 2025, and 31 March 2027 for 2026."""
    path = depot / "conventions/etat.yaml"
    path.write_text(path.read_text("utf-8") + APRES_CHAQUE_ANNEE, "utf-8")
    edit(path, ("hérite: { cch: 2026-02 }\n", ""))
    days = {one["nom"]: one["limite"] for one in result(capsys)["destinataires"]}
    assert days["=Préfet"] == "2026-03-31"


def test_a_clause_that_sends_to_another_gives_its_holder_no_day(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = APRES_CHAQUE_ANNEE.replace("chaque réservataire", "Plaine Commune")
    path = depot / "conventions/etat.yaml"
    path.write_text(path.read_text("utf-8") + other, "utf-8")
    edit(path, ("hérite: { cch: 2026-02 }\n", ""))
    days = {one["nom"]: one["limite"] for one in result(capsys)["destinataires"]}
    assert (days["=Préfet"], days["Plaine Commune"]) == (None, "2026-03-31")
    assert SANS.format(noms="=Préfet") in foot(capsys)
