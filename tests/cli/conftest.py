"""What several tests of the command line look at."""

from collections.abc import Iterator

import pytest

from convrules.api import verification


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """One number for each repository that was checked: that of its files."""
    seen: list[int] = []
    check_depot = verification.check_depot

    def spied(depot: verification.Depot, *rest: object) -> object:
        seen.append(len(depot.fichiers))
        return check_depot(depot, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(verification, "check_depot", spied)
    yield seen
