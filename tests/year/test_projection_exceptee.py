"""What dates a row in the projection is what its cell counts, exceptions included."""

from datetime import date
from pathlib import Path

from convrules import api
from convrules.api.dossier import Dossier
from frames import frame_entete

AU = date(2025, 8, 15)
CONVENTION = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2025-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - quota: k
    règle: au plus 30 % des vacances dans l'assiette du bailleur
    compte: {compte}
    application: chaque commune
    arrondi: sans arrondi
    source: {{ article: "1" }}
"""
EXCEPTION = """  - exception: e
    à: k
    si: commune = "93066"
    remplace:
      compte: attributions du réservataire
    source: { article: "1" }
"""
ROWS = [
    {
        "id": "V1",
        "commune": "93066",
        "contingent": "etat",
        "disponibilite": date(2025, 6, 3),
        "attribution": date(2025, 7, 14),
        "bail": date(2025, 8, 2),
    },
    {"id": "V2", "commune": "93066", "disponibilite": date(2025, 6, 5)},
]


def projections(folder: Path, text: str) -> list[object]:
    folder.mkdir()
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (folder / "c.yaml").write_text(frame_entete(text), "utf-8")
    dossier = api.open_tables(folder, {"vacances": ROWS}, complet_au=AU)
    assert isinstance(dossier, Dossier), dossier
    found = api.comply(dossier, 2025, AU).conventions[0].avancements
    return [one.projection for one in found]


def test_as_if_it_were_written_in_the_rule(tmp_path: Path) -> None:
    excepted = CONVENTION.format(compte="baux signés du réservataire") + EXCEPTION
    written = CONVENTION.format(compte="attributions du réservataire")
    other = CONVENTION.format(compte="baux signés du réservataire")
    by_exception = projections(tmp_path / "e", excepted)
    assert by_exception == projections(tmp_path / "w", written) != projections(tmp_path / "o", other)
