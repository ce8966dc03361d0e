"""A quota that an exception gives in a town is cited at the place of the exception; elsewhere, at its own."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from frames import frame_entete

CONVENTION = """territoire: { département: "93" }
en vigueur: { du: 2024-01-01, au: 2027-12-31 }
document: { articles: ["1", "2"] }
clauses:
  - part: p
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: chaque commune
    arrondi: supérieur
    report: aucun
    source: { article: "1" }
    dont:
      - quota: en_qpv
        règle: au plus 90 % des vacances dans l'assiette, pour qpv
        arrondi: supérieur
        force: plafond
        source: { article: "1" }
  - exception: ici
    à: en_qpv
    si: commune = "93066"
    remplace:
      règle: au plus 80 % des vacances dans l'assiette, pour qpv
    source: { article: "2" }
"""
JUIN = date(2025, 6, 3)
DONNEE = {"contingent": "etat", "orientation": date(2025, 2, 3), "attribution": date(2025, 3, 3)}


@pytest.mark.parametrize(("commune", "article"), [("93066", "2"), ("93048", "1")])
def test_where_a_quota_of_a_town_stands(tmp_path: Path, commune: str, article: str) -> None:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "etat.yaml").write_text(frame_entete(CONVENTION), "utf-8")
    given = DONNEE | {"id": "V0", "commune": commune, "qpv": False, "disponibilite": date(2025, 2, 3)}
    asked = {"id": "V1", "commune": commune, "qpv": True, "disponibilite": JUIN}
    dossier = api.open_tables(tmp_path, {"vacances": [given, asked]}, complet_au=date(2026, 1, 31))
    assert isinstance(dossier, Dossier), dossier
    (advice,) = api.orient(dossier, date(2025, 6, 15), ["V1"])
    (quota,) = (q for c in advice.candidats for q in c.quotas)
    assert quota.clause.entete.source.article == article
