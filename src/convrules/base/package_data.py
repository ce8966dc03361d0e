"""Files that lie in the package: the same wherever and whenever it runs, hence no « outside world ».

The standard library's `importlib.resources` would do, for 5 ms at every start.
"""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent.parent


def read_package_bytes(name: str) -> bytes | None:
    """Content of a file, by its path in the package (`data/lieux-2026.txt`); None when there is none."""
    path = _PACKAGE / name
    return path.read_bytes() if path.is_file() else None


def package_files(folder: str) -> tuple[str, ...]:
    """Names of the files of a folder of the package, sorted."""
    return tuple(sorted(path.name for path in (_PACKAGE / folder).iterdir() if path.is_file()))
