"""A year replayed: to whom a dwelling went is what one knows of it on the day one looks."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.rejeu import replay
from convrules.orientation.replayed import Rejeu
from frames import frame_part

CASCADE = """  - imputation: pour_l_etat
    règle: etat
    source: { article: "1" }
  - délai: signer
    règle: bail au plus tard 60 jours après attribution
    débiteur: bailleur
    à défaut: remise à als, non comptée
    source: { article: "1" }
"""
VACANCE = {
    "id": "V1",
    "commune": "93066",
    "nature": "logement_ordinaire",
    "disponibilite": "2025-11-01",
    "information": "2025-11-03",
    "proposition": "2025-11-20",
    "attribution": "2025-12-10",
    "bail": "2026-02-20",
}
LAISSE = None


@pytest.mark.parametrize(
    ("jour", "fait"),
    [
        ("2025-12-31", LAISSE),
        ("2026-02-08", LAISSE),
        ("2026-03-01", {"etat": 0, "als": 1, "bailleur": 0}),
    ],
)
def test_it_goes_where_the_turn_went_since(tmp_path: Path, jour: str, fait: dict[str, int] | None) -> None:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for nom, more in (("etat", CASCADE), ("als", "")):
        (tmp_path / f"{nom}.yaml").write_text(frame_part(nom, more), "utf-8")
    dossier = api.open_tables(tmp_path, {"vacances": [VACANCE]}, complet_au=date(2026, 6, 30))
    assert isinstance(dossier, Dossier), dossier
    found = replay(dossier, 2025, date.fromisoformat(jour))
    assert [x.vacance for x in found.laissees] == (["V1"] if fait is LAISSE else [])
    if fait is not LAISSE:
        assert {t.ident: t.recu for t in found.titulaires} == fait


DELAI = """  - délai: signer
    règle: bail au plus tard {regle}
    débiteur: bailleur
    à défaut: remise au bailleur, non comptée
    source: {{ article: "1" }}
"""
ORIENTATION = {"id": "O1", "acte": "orientation", "vacance": "V1", "compte": "etat", "date": "2025-11-10"}


def replayed(folder: Path, regle: str, jour: str, **row: str) -> dict[str, int] | None:
    """To whom it went, its lease counted; None if it is left aside."""
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    text = frame_part("etat", DELAI.format(regle=regle), compte="baux signés")
    (folder / "etat.yaml").write_text(text, "utf-8")
    tables = {"vacances": [{**VACANCE, **row}]}
    if "contingent" not in row:
        tables["journal"] = [ORIENTATION]
    dossier = api.open_tables(folder, tables, complet_au=date(2026, 6, 30))
    assert isinstance(dossier, Dossier), dossier
    found = replay(dossier, 2025, date.fromisoformat(jour))
    return None if found.laissees else {t.ident: t.recu for t in found.titulaires}


@pytest.mark.parametrize(
    ("jour", "fait"),
    [
        ("2026-01-20", LAISSE),
        ("2026-03-01", {"etat": 1, "bailleur": 0}),
    ],
)
def test_an_orientation_waits_for_the_deadline_too(
    tmp_path: Path, jour: str, fait: dict[str, int] | None
) -> None:
    """Let in December, oriented by an act: until the lease or the limit, it may yet come back."""
    days = {"attribution": "2025-12-20", "bail": "2026-02-10"}
    assert replayed(tmp_path, "60 jours après attribution", jour, **days) == fait


@pytest.mark.parametrize(
    ("jour", "fait"),
    [
        ("2026-01-05", {"etat": 0, "bailleur": 1}),
        ("2026-03-15", {"etat": 1, "bailleur": 0}),
    ],
)
def test_a_turn_lost_says_nothing_once_the_lease_is_signed(
    tmp_path: Path, jour: str, fait: dict[str, int]
) -> None:
    """Its turn was lost on 14 December, and the lease signed in January on the account of the State."""
    days = {"orientation": "2025-11-10", "attribution": "2025-11-25", "bail": "2026-01-10"}
    assert replayed(tmp_path, "40 jours après information", jour, contingent="etat", **days) == fait


PERDU = """  - délai: attribuer
    règle: attribution au plus tard 60 jours après proposition
    débiteur: bailleur
    à défaut: remise {effet}
    source: {{ article: "1" }}
"""


@pytest.mark.parametrize(
    ("effet", "more"),
    [
        ("au bailleur, comptée", {"attribution": "2025-11-20", "contingent": "bailleur"}),
        ("au bailleur, comptée", {"attribution": "2026-01-05", "contingent": "als"}),
    ],
)
def test_a_dwelling_that_counts_for_a_turn_lost_and_went_to_another_is_left_aside(
    tmp_path: Path, effet: str, more: dict[str, str]
) -> None:
    found = of_two(tmp_path, PERDU.format(effet=effet), more)
    assert [(x.vacance, x.pour) for x in found.laissees] == [("V1", ("etat",))]


def test_a_turn_that_came_back_uncounted_went_to_nobody(tmp_path: Path) -> None:
    """Oriented, its turn handed over, and not let: nobody has it, whatever account is recorded."""
    more = {"orientation": "2025-08-26", "contingent": "etat", "attribution": ""}
    found = of_two(tmp_path, PERDU.format(effet="à als, non comptée"), more)
    assert (found.pas, found.laissees, found.ouvertes) == ((), (), 1)


def of_two(folder: Path, clause: str, more: dict[str, str]) -> Rejeu:
    """V1 of the summer, proposed on 7 September, under the State that has this clause, and another."""
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for nom, own in (("etat", clause), ("als", "")):
        (folder / f"{nom}.yaml").write_text(frame_part(nom, own), "utf-8")
    days = {"disponibilite": "2025-08-14", "information": "2025-08-22", "proposition": "2025-09-07"}
    vacance = {**VACANCE, "attribution": "", "bail": "", **days, **more}
    dossier = api.open_tables(folder, {"vacances": [vacance]}, complet_au=date(2026, 6, 30))
    assert isinstance(dossier, Dossier), dossier
    return replay(dossier, 2025, date(2026, 1, 31))
