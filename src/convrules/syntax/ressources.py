"""Files of `grammar/`, and what is made of the grammar: where they stand."""

import contextlib
import os
from pathlib import Path

GRAMMAIRE = "regles.lark"


def resource_text(name: str) -> str:
    """Text of a file of `grammar/`: inside the wheel, or in the repository of an editable install."""
    return _resource(name).read_text(encoding="utf-8")


def saved(name: str, header: bytes) -> bytes | None:
    """What was made of the grammar, under this header: from the wheel, else from the cache beside the
    package."""
    for path in (package() / "_grammar" / name, cache_file(name)):
        try:
            content = path.read_bytes()
        except OSError:
            continue
        if content.startswith(header):
            return content[len(header) :]
    return None


def keep(name: str, content: bytes) -> None:
    """Write whole or not at all; a folder that cannot be written is no error."""
    target = cache_file(name)
    with contextlib.suppress(OSError):
        target.parent.mkdir(exist_ok=True)
        own = target.with_name(f"{name}.{os.getpid()}")
        own.write_bytes(content)
        own.replace(target)


def package() -> Path:
    return Path(__file__).resolve().parent.parent


def cache_file(name: str) -> Path:
    # Beside the byte code, which has the same owner, the same life and the same trust.
    return package() / "syntax" / "__pycache__" / name


def _resource(name: str) -> Path:
    packaged = package() / "_grammar" / name
    return packaged if packaged.is_file() else package().parents[1] / "grammar" / name
