"""Where an error of ours happened: names of the engine's own places, never a path of the machine."""

import traceback
from pathlib import Path
from typing import Final

ETAGES: Final = 4


def places_of(error: BaseException) -> tuple[str, ...]:
    """The last places, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "convrules" in Path(f.filename).parts]
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in (own or frames)[-ETAGES:]]
    return tuple(reversed(places))
