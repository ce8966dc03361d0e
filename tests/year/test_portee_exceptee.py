"""Which rules are met together hangs on what each says in its cells, exceptions included."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.ouverte import EtatPortee
from frames import frame_entete

AU = date(2025, 8, 15)
CONVENTION = """territoire: { département: "93" }
en vigueur: { du: 2025-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
clauses:
  - part: p
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: chaque commune
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
  - quota: k
    règle: au plus 0 attributions du réservataireOÙ
    application: chaque commune
    force: plafond
    source: { article: "1" }
"""
EXCEPTION = """  - exception: partout
    à: k
    si: commune = "93066"
    remplace:
      règle: au plus 0 attributions du réservataire
    source: { article: "1" }
"""
VENUE = {"id": "V1", "commune": "93066", "contingent": "bailleur", "attribution": date(2025, 3, 1)}
ATTENDUE = {"du": date(2025, 9, 1), "au": date(2025, 9, 30), "min": 1, "max": 1, "commune": "93066"}


@pytest.mark.parametrize(
    ("ou", "exception", "etat"),
    [
        ("", "", EtatPortee.HORS_D_ATTEINTE),
        (" où qpv", EXCEPTION, EtatPortee.HORS_D_ATTEINTE),
        (" où qpv", "", EtatPortee.A_PORTEE),
    ],
)
def test_a_ceiling_that_forbids_what_a_part_asks(
    tmp_path: Path, ou: str, exception: str, etat: EtatPortee
) -> None:
    """One of two is due, and none may be let to the holder; of a kind only, the ceiling is judged alone."""
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    text = CONVENTION.replace("OÙ", ou) + exception
    (tmp_path / "c.yaml").write_text(frame_entete(text), "utf-8")
    tables = {
        "vacances": [VENUE | {"disponibilite": date(2025, 1, 7), "qpv": False}],
        "vacances_attendues": [ATTENDUE | {"qpv": False}],
    }
    dossier = api.open_tables(tmp_path, tables, complet_au=AU)
    assert isinstance(dossier, Dossier), dossier
    portee = api.comply(dossier, 2025, AU).portee
    assert portee is not None and portee.etat is etat


def test_a_cell_that_may_stay_below_its_minimum_is_left_out_alone(tmp_path: Path) -> None:
    """Two dwellings are due in one town, and nothing comes there any more."""
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    text = CONVENTION.partition("  - quota")[0].replace("report:", "base minimale: 2 logements\n    report:")
    (tmp_path / "c.yaml").write_text(frame_entete(text), "utf-8")
    rows = [VENUE | {"id": f"V{n}", "disponibilite": date(2025, 1, 7)} for n in range(4)]
    rows.append(rows[0] | {"id": "W", "commune": "93048"})
    tables = {"vacances": rows, "vacances_attendues": [ATTENDUE | {"commune": "93048", "min": 0}]}
    dossier = api.open_tables(tmp_path, tables, complet_au=AU)
    assert isinstance(dossier, Dossier), dossier
    portee = api.comply(dossier, 2025, AU).portee
    assert portee is not None and portee.etat is EtatPortee.HORS_D_ATTEINTE
    assert [dict(e.cellule)["commune"] for e in portee.bloquantes] == ["93066"]
    assert [clause for _, clause in portee.seules] == ["p"]
