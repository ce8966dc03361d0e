"""A year replayed: to whom a dwelling went is what one knows of it on the day one looks."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.rejeu import replay
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
