"""The fewest lettings to another: in the quarter that misses them, with the vacancies of the year, under the
text of their day."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.rejeu import replay
from convrules.api.reorientations import year_otherwise
from frames import frame_part

VACANCE = {"commune": "93066", "nature": "logement_ordinaire", "contingent": "bailleur"}
PRINTEMPS = {"disponibilite": "2025-05-02", "attribution": "2025-06-16"}
HIVER = {"disponibilite": "2025-12-02", "attribution": "2026-01-12"}
FEVRIER = {"disponibilite": "2025-02-03", "attribution": "2025-03-24"}
TRIMESTRE = ("période: année civile", "période: trimestre civil")
AVEC = ("événements: à leur date", "événements: avec leur vacance")
DEPUIS_MAI = ("    arrondi: supérieur", "    en vigueur: { du: 2025-05-01 }\n    arrondi: supérieur")
SANS = ("", "")


def opened(folder: Path, change: tuple[str, str], rows: list[dict[str, str]]) -> Dossier:
    text = frame_part("etat")
    assert change[0] in text
    (folder / "etat.yaml").write_text(text.replace(*change) if change != SANS else text, "utf-8")
    return open_rows(folder, rows)


def open_rows(folder: Path, rows: list[dict[str, str]]) -> Dossier:
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    vacances = [{"id": f"V{n}", **VACANCE, **row} for n, row in enumerate(rows, 1)]
    dossier = api.open_tables(folder, {"vacances": vacances}, complet_au=date(2026, 6, 30))
    assert isinstance(dossier, Dossier), dossier
    assert not [d for d in dossier.diagnostics if api.is_error(d)], dossier.diagnostics
    return dossier


@pytest.mark.parametrize(
    ("change", "rows", "moved"),
    [
        (SANS, [PRINTEMPS], ["V1"]),
        (TRIMESTRE, [PRINTEMPS], ["V1"]),
        (TRIMESTRE, [FEVRIER, PRINTEMPS], ["V1", "V2"]),
        (AVEC, [HIVER], ["V1"]),
        (DEPUIS_MAI, [FEVRIER, PRINTEMPS], ["V2"]),
    ],
)
def test_they_are_found(
    tmp_path: Path, change: tuple[str, str], rows: list[dict[str, str]], moved: list[str]
) -> None:
    found = year_otherwise(opened(tmp_path, change, rows), 2025, date(2026, 6, 30))
    assert [d.vacance for d in found.deplacements] == moved
    assert found.confirmee and found.minimum and not found.impossible


def test_a_letting_serves_in_the_quarters_to_which_its_balance_passes(tmp_path: Path) -> None:
    (tmp_path / "etat.yaml").write_text(
        frame_part("etat")
        .replace(*TRIMESTRE)
        .replace("report: aucun", "report: solde arrondi")
        .replace("du: 2023-01-01", "du: 2025-01-01"),
        "utf-8",
    )
    found = year_otherwise(open_rows(tmp_path, [PRINTEMPS]), 2025, date(2026, 6, 30))
    assert [m.voulu for m in found.manques] == [1, 1, 1]
    assert [d.vacance for d in found.deplacements] == ["V1"] and found.confirmee
    assert not found.minimum and not found.impossible


def test_a_part_that_one_tends_to_gives_too(tmp_path: Path) -> None:
    """The letting is with the employer, which has all that it tends to; the State misses its own."""
    tends = frame_part("als").replace("report: aucun", "report: aucun\n    force: tendre vers")
    for nom, text in (("etat", frame_part("etat")), ("als", tends)):
        (tmp_path / f"{nom}.yaml").write_text(text, "utf-8")
    found = year_otherwise(open_rows(tmp_path, [{**PRINTEMPS, "contingent": "als"}]), 2025, date(2026, 6, 30))
    assert [(d.vacance, d.de, d.vers) for d in found.deplacements] == [("V1", "als", "etat")]
    assert found.confirmee and found.minimum and not found.impossible


def test_a_letting_of_another_year_is_not_of_this_one(tmp_path: Path) -> None:
    found = year_otherwise(opened(tmp_path, SANS, [HIVER]), 2025, date(2026, 6, 30))
    assert found.manques and not found.deplacements


def test_a_part_that_is_not_yet_in_force_is_owed_nothing(tmp_path: Path) -> None:
    """The letting of February is on the holder's account, and of no base of its own."""
    rows = [{**FEVRIER, "contingent": "etat"}, PRINTEMPS]
    found = replay(opened(tmp_path, DEPUIS_MAI, rows), 2025, date(2026, 1, 31))
    assert {t.ident: t.recu for t in found.titulaires} == {"etat": 0, "bailleur": 1}


def test_a_turn_lost_and_counted_is_not_lost_with_the_letting(tmp_path: Path) -> None:
    """The commune's turn is lost and counted: the letting may go to the State, and both are served."""
    lost = """  - délai: proposer
    règle: proposition au plus tard 10 jours après information
    débiteur: réservataire
    à défaut: remise au bailleur, comptée
    source: { article: "1" }
"""
    for nom, more in (("etat", ""), ("als", lost)):
        (tmp_path / f"{nom}.yaml").write_text(frame_part(nom, more), "utf-8")
    row = {**PRINTEMPS, "information": "2025-05-03", "proposition": "2025-06-01", "contingent": "als"}
    found = year_otherwise(open_rows(tmp_path, [row]), 2025, date(2026, 6, 30))
    assert [(d.vacance, d.de, d.vers) for d in found.deplacements] == [("V1", "als", "etat")]
    assert found.confirmee and found.minimum and not found.impossible


def test_nothing_is_shown_impossible_where_an_account_that_nothing_records_might_move(tmp_path: Path) -> None:
    """Two are wanted, one is recorded on the landlord's account; the other is so by a cascade."""
    cascade = """  - imputation: au_bailleur
    règle: bailleur
    source: { article: "1" }
"""
    (tmp_path / "etat.yaml").write_text(frame_part("etat", cascade, taux=100), "utf-8")
    rows = [PRINTEMPS, {**PRINTEMPS, "contingent": ""}]
    found = year_otherwise(open_rows(tmp_path, rows), 2025, date(2026, 6, 30))
    assert [(m.voulu, m.trouve) for m in found.manques] == [(2, 1)]
    assert not found.impossible and not found.minimum and not found.confirmee
