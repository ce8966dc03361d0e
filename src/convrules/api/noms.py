"""How files are named: those of data, where a name that may identify somebody is not shown, and all of them
on a screen, from the folder where one stands."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from convrules.api.load import LISTE, PROJET, VERROU, Depot, display_name, numbered
from convrules.base.records import dataclass
from convrules.facts.chargement import FichierLu
from convrules.facts.personnel import shown_path
from convrules.facts.readers.ordinaires import real_path


def shown(path: Path) -> str:
    """The path as shown, dots in the place of such a name."""
    return shown_path(display_name(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Noms:
    """Names given to files of data while they are read; `places`: where they are."""

    depot: Depot
    places: dict[str, Path] = field(default_factory=dict)

    def of(self, path: Path) -> str:
        # Why numbered: two files whose own name is not shown, or of two folders out of the repository.
        nom, place = shown_path(self.depot.named(path)), real_path(path.parent) / path.name
        own = next(one for one in numbered(nom) if self.places.get(one, place) == place)
        self.places[own] = place
        return own


def from_here(depot: Depot, places: Mapping[str, Path], lus: Iterable[FichierLu] = ()) -> Mapping[str, str]:
    """Names of files, of the repository and others (where they are), that are another one from the current
    folder: what a screen says, so that a file is found by it. lus: files read, some by a sheet."""
    own = {depot.named(path): path for path in (depot.racine / nom for nom in (PROJET, LISTE, VERROU))}
    own |= {f.nom: f.path for f in depot.fichiers}
    told = {nom: display_name(path) for nom, path in own.items()}
    told |= {nom: shown(path) for nom, path in places.items()}
    sheets = {f.nom: f.chemin for f in lus if f.chemin in places}
    told |= {nom: told[disk] + nom.removeprefix(disk) for nom, disk in sheets.items()}
    return {nom: here for nom, here in told.items() if here != nom}
