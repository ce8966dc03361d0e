"""In the projection, a lost turn that counts is of the month in which it was lost, not of its letting."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.ouverte import Projection
from frames import frame_entete

AU = date(2025, 3, 31)
CONVENTION = """territoire: { département: "93" }
en vigueur: { du: 2025-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
réservataire: { nom: Préfet, type: etat }
clauses:
  - part: p
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
  - délai: proposer
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    à défaut: remise au bailleur, comptée
    source: { article: "1" }
"""


def test_of_the_month_in_which_it_was_lost(tmp_path: Path) -> None:
    """Two turns lost, in January and February, and their dwellings let in March: with one a month, two, two
    and one. Counted when they are let: one, one and three."""
    lost = [(date(2024, 12, 10), date(2025, 3, 20)), (date(2025, 1, 10), date(2025, 3, 21))]
    assert done_at_term(tmp_path, *lost) == (5 + 9, 5 + 18)


def done_at_term(folder: Path, *lost: tuple[date, date]) -> tuple[int, int]:
    """lost: when the holder was informed of a dwelling, and when it was let, proposed too late."""
    own = [
        {
            "information": date(2025, month, 1),
            "proposition": date(2025, month, 5),
            "attribution": date(2025, month, 20),
        }
        for month in (1, 2, 3)
    ]
    late = [{"information": a, "proposition": let, "attribution": let} for a, let in lost]
    rows = [
        {"id": f"V{n}", "commune": "93066", "contingent": "etat", "disponibilite": date(2025, 1, 2), **days}
        for n, days in enumerate([*own, *late])
    ]
    return projected(folder, CONVENTION, rows, AU)


def projected(folder: Path, convention: str, rows: list[dict[str, object]], au: date) -> tuple[int, int]:
    """What the only rule would have done at the term."""
    found = the_projection(folder, convention, rows, au, au).realise
    return int(found.min), int(found.max)


def the_projection(
    folder: Path, convention: str, rows: Sequence[Mapping[str, object]], au: date, complet_au: date
) -> Projection:
    """Of the only rule."""
    folder.mkdir(exist_ok=True)
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (folder / "c.yaml").write_text(frame_entete(convention), "utf-8")
    dossier = api.open_tables(folder, {"vacances": rows}, complet_au=complet_au)
    assert isinstance(dossier, Dossier), dossier
    (found,) = api.comply(dossier, 2025, au).conventions[0].avancements
    assert isinstance(found.projection, Projection), found.projection
    return found.projection
