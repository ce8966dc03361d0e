"""In the projection, what is counted on a day that is not known may have been of any month."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from year.test_projection_tours_perdus import CONVENTION, projected

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
    return projected(folder, SANS_DELAI, rows, AU)


@pytest.mark.parametrize("unknown", [1, 2])
def test_it_holds_what_every_day_would_tell(tmp_path: Path, unknown: int) -> None:
    """All were free in January, and let by the end of April; of some, nobody knows when."""
    told = [date(2025, month, 20) for month in (2, 3, 4)]
    least, most = done_at_term(tmp_path / "dit", [*told, *[None] * unknown])
    days = [date(2025, month, 12) for month in (1, 2, 3, 4)]
    every = [done_at_term(tmp_path / "vu", [*told, *one]) for one in product(days, repeat=unknown)]
    assert least <= min(low for low, _ in every) and max(high for _, high in every) == most
