"""The files of a repository at hand, by name."""

from typing import Final

from convrules.api.load import TAILLE_MAX, VERROU, Depot, Fichier, shipped_socles
from convrules.base.source import Source, make_source
from convrules.facts.readers.ordinaires import read_ordinary

_MARQUE: Final = "\ufeff"


class Rayon:
    """The files at hand, by name: those of the repository, and the socles that come with the engine."""

    def __init__(self, depot: Depot) -> None:
        self.depot = depot
        self.by_name: dict[str, Fichier] = {f.nom: f for f in (*shipped_socles(), *depot.fichiers)}
        self._shown: dict[str, Source | None] = {}

    def contenu(self, nom: str) -> bytes | None:
        found = self.by_name.get(nom)
        return found.contenu if found is not None else None

    def source(self, nom: str) -> Source | None:
        """The text of a file, as nearly all are read; none of one that is not UTF-8, or whose lines end
        with a lone `\\r`."""
        return _text(nom, self.contenu(nom))

    def shown(self, nom: str) -> Source | None:
        """The same, made once for each file: the lock of the repository is one of them."""
        if nom not in self._shown:
            lock = self.depot.racine / VERROU
            contenu = self.contenu(nom)
            if contenu is None and nom == self.depot.named(lock):
                read = read_ordinary(lock, TAILLE_MAX)
                contenu = read if isinstance(read, bytes) else None
            self._shown[nom] = _text(nom, contenu)
        return self._shown[nom]


def _text(nom: str, octets: bytes | None) -> Source | None:
    if octets is None or (b"\r" in octets and b"\n" not in octets):
        return None
    try:
        return make_source(nom, octets.decode("utf-8").removeprefix(_MARQUE))
    except UnicodeDecodeError:
        return None
