"""In the projection, what is counted on a day that is not known may have been of any month."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.ouverte import Projection
from frames import frame_entete
from year.test_projection_tours_perdus import CONVENTION

AU = date(2025, 4, 30)
SANS_DELAI = CONVENTION[: CONVENTION.index("  - délai")]


def done_at_term(folder: Path, lettings: list[date | None]) -> tuple[int, int]:
    rows = [
        {
            "id": f"V{n}",
            "commune": "93066",
            "contingent": "etat",
            "disponibilite": date(2025, 1, 2),
            "attribution": day or "?",
            "bail": date(2025, 4, 28),
        }
        for n, day in enumerate(lettings)
    ]
    folder.mkdir(exist_ok=True)
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (folder / "c.yaml").write_text(frame_entete(SANS_DELAI), "utf-8")
    dossier = api.open_tables(folder, {"vacances": rows}, complet_au=AU)
    assert isinstance(dossier, Dossier), dossier
    (found,) = api.comply(dossier, 2025, AU).conventions[0].avancements
    assert isinstance(found.projection, Projection), found.projection
    return int(found.projection.realise.min), int(found.projection.realise.max)


@pytest.mark.parametrize("unknown", [1, 2])
def test_it_holds_what_every_day_would_tell(tmp_path: Path, unknown: int) -> None:
    """All were free in January, and let by the end of April; of some, nobody knows when."""
    told = [date(2025, month, 20) for month in (2, 3, 4)]
    least, most = done_at_term(tmp_path / "dit", [*told, *[None] * unknown])
    days = [date(2025, month, 12) for month in (1, 2, 3, 4)]
    every = [done_at_term(tmp_path / "vu", [*told, *one]) for one in product(days, repeat=unknown)]
    assert least <= min(low for low, _ in every) and max(high for _, high in every) == most
