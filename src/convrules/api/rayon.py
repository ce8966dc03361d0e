"""The files of a repository at hand, by name."""

from typing import Final

from convrules.api.load import Depot, Fichier, shipped_socles
from convrules.base.source import Source, make_source

_MARQUE: Final = "\ufeff"


class Rayon:
    """The files at hand, by name: those of the repository, and the socles that come with the engine."""

    def __init__(self, depot: Depot) -> None:
        self.by_name: dict[str, Fichier] = {f.nom: f for f in (*shipped_socles(), *depot.fichiers)}

    def contenu(self, nom: str) -> bytes | None:
        found = self.by_name.get(nom)
        return found.contenu if found is not None else None

    def source(self, nom: str) -> Source | None:
        """The text of a file, as nearly all are read; none of one that is not UTF-8, or whose lines end
        with a lone `\\r`."""
        octets = self.contenu(nom)
        if octets is None or (b"\r" in octets and b"\n" not in octets):
            return None
        try:
            return make_source(nom, octets.decode("utf-8").removeprefix(_MARQUE))
        except UnicodeDecodeError:
            return None
