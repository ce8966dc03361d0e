"""A row of the forecast chooses the day that suits it in the cells where it may come, and in no other."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.ouverte import EtatPortee
from frames import frame_entete

CONVENTION = """territoire: { département: "93" }
en vigueur: { du: 2025-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
paramètres:
  t:
    valeurs:
      - { du: 2020-01-01, valeur: 25 % }
      - { du: 2025-09-01, valeur: 20 % }
    source: { article: "1" }
clauses:
  - éligibilité: prioritaires
    règle: qpv
    source: { article: "1" }
  - part: p
    règle: t des vacances dans l'assiette
    compte: attributions
    application: chaque qpv
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
"""
PRISE = {
    "commune": "93066",
    "qpv": False,
    "contingent": "bailleur",
    "disponibilite": date(2025, 2, 3),
    "attribution": date(2025, 4, 14),
}


def attendue(nombre: int, au: date, *, qpv: bool) -> dict[str, object]:
    return {"du": date(2025, 7, 20), "au": au, "min": nombre, "max": 2, "commune": "93066", "qpv": qpv}


@pytest.mark.parametrize("ailleurs", [[], [attendue(0, date(2025, 8, 25), qpv=True)]])
def test_of_all_parts_together(tmp_path: Path, ailleurs: list[dict[str, object]]) -> None:
    """Two taken by others at 25 %, two to come by mid-September that cannot be offered: in September they
    make 0.9 due, so nothing to be done. What may come in the priority district has no say in that."""
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "etat.yaml").write_text(frame_entete(CONVENTION), "utf-8")
    tables = {
        "vacances": [{"id": f"V{n}", **PRISE} for n in range(2)],
        "vacances_attendues": [attendue(2, date(2025, 9, 18), qpv=False), *ailleurs],
    }
    dossier = api.open_tables(tmp_path, tables, complet_au=date(2025, 6, 30))
    assert isinstance(dossier, Dossier), dossier
    portee = api.comply(dossier, 2025, date(2025, 6, 30)).portee
    assert portee is not None and portee.etat is EtatPortee.A_PORTEE
