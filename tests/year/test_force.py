"""What a rule asks is what its text, and the exception of the cell where it is missed, ask."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api, ir
from convrules.api.dossier import Dossier
from convrules.year.model import BilanConvention
from frames import frame_entete

CONVENTION = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: p
    règle: 100 % des vacances dans l'assiette
    compte: attributions
    application: chaque commune
    arrondi: inférieur
    report: aucun
    force: {signee}
    source: {{ article: "1" }}
  - exception: e
    à: p
    si: commune = "93066"
    remplace:
      force: {ici}
    source: {{ article: "1" }}
"""
AVENANT = """avenant: av1
à: exemple
en vigueur: {{ du: 2025-01-01 }}
document: {{ articles: ["1"] }}
modifications:
  - remplace: p
    par:
      force: {ici}
    source: {{ article: "1" }}
"""
REPARTIE = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: p
    règle: 100 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    force: {signee}
    source: {{ article: "1" }}
  - répartition: r
    de: p
    entre: {{ etat: 50 %, commune: 50 % }}
    restes: plus forts restes
    source: {{ article: "1" }}
"""
BAILLEUR = {"contingent": "bailleur", "disponibilite": date(2025, 2, 3), "attribution": date(2025, 3, 3)}
ETAT = BAILLEUR | {"contingent": "etat"}


def bilan(folder: Path, rows: list[dict[str, object]], *texts: str) -> BilanConvention:
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for n, text in enumerate(texts):
        (folder / f"{n}.yaml").write_text(text, "utf-8")
    dossier = api.open_tables(folder, {"vacances": rows}, complet_au=date(2026, 1, 31))
    assert isinstance(dossier, Dossier), dossier
    return api.comply(dossier, 2025, date(2026, 1, 31)).conventions[0]


@pytest.mark.parametrize(
    ("signee", "ici", "ailleurs", "asked"),
    [
        ("objectif", "engagement", ETAT, ir.Force.ENGAGEMENT),
        ("engagement", "objectif", ETAT, ir.Force.OBJECTIF),
        ("objectif", "engagement", BAILLEUR, ir.Force.ENGAGEMENT),
        ("engagement", "objectif", BAILLEUR, ir.Force.ENGAGEMENT),
    ],
)
def test_of_the_cell_where_it_is_missed(
    tmp_path: Path, signee: str, ici: str, ailleurs: dict[str, object], asked: ir.Force
) -> None:
    """Missed at Saint-Denis, where the exception stands; elsewhere kept, or missed too."""
    rows = [{"id": "V1", "commune": "93066", **BAILLEUR}, {"id": "V2", "commune": "93048", **ailleurs}]
    found = bilan(tmp_path, rows, frame_entete(CONVENTION.format(signee=signee, ici=ici)))
    assert found.regles[0].clause.entete.force is asked


@pytest.mark.parametrize(("signee", "ici"), [("objectif", "engagement"), ("engagement", "objectif")])
def test_of_a_split_that_says_none(tmp_path: Path, signee: str, ici: str) -> None:
    rows = [{"id": f"V{n}", "commune": "93066", **BAILLEUR} for n in range(2)]
    convention = frame_entete(REPARTIE.format(signee=signee))
    found = bilan(tmp_path, rows, convention, AVENANT.format(ici=ici))
    assert found.repartitions[0].force is ir.Force(ici)
