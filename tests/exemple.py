"""The shipped example with its first vacancies only, and what hangs on them: for tests of words, that figures
do not matter to."""

import re
import shutil
from pathlib import Path

EXEMPLE = Path(__file__).parent.parent / "conventions/exemples/oph-plaine-nord"
_VACANCE = re.compile(rb"\bV2025-\d{5}\b")


def short_example(target: Path, vacancies: int) -> Path:
    """A copy of the example's repository. Rows of other tables stay when the vacancies they name do."""
    shutil.copytree(EXEMPLE, target)
    data = target / "donnees"
    _, *rows = (data / "vacances-2025.csv").read_bytes().splitlines()
    kept = {m[0] for row in rows[:vacancies] for m in _VACANCE.finditer(row)}
    assert len(kept) == vacancies
    for path in data.glob("*.csv"):
        head, *rows = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(head + b"".join(r for r in rows if set(_VACANCE.findall(r)) <= kept))
    return target
