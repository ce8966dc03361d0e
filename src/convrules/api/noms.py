"""How the files of data are named: a name that may identify somebody is not shown."""

from dataclasses import field
from itertools import count
from pathlib import Path

from convrules.api.load import display_name
from convrules.base.records import dataclass
from convrules.facts.personnel import shown_path


def shown(path: Path) -> str:
    """The path as shown, dots in the place of such a name."""
    return shown_path(display_name(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Noms:
    """Names given to files while they are read; `caches`: where the files are whose own is not shown."""

    caches: dict[str, Path] = field(default_factory=dict)

    def of(self, path: Path) -> str:
        nom = shown(path)
        if nom == display_name(path):
            return nom
        # Two such files of one folder have one name: a number tells them apart, before what says their kind.
        bare, dot, kind = nom.rpartition(".")
        numbered = (f"{bare} ({n}){dot}{kind}" if n > 1 else nom for n in count(1))
        own = next(one for one in numbered if self.caches.get(one, path) == path)
        self.caches[own] = path
        return own
