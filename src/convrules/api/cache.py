"""What a check of a repository with nothing to say found, kept so that it is not made twice.

Kept: numbers of files, rules and cases, the articles of papers, places of patterns of data. Under a name
that is the hash of everything a check may read: the engine, the day, the files and what is asked of them. A
repository of which there is anything to say, or that anything kept from being read, is checked each time.
The folder is the user's, never the repository's: what is found there is believed.
"""

import hashlib
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import convrules
from convrules.analyses.convention.articles import Article, Etat
from convrules.analyses.corpus.divergences import Divergence, Reponse
from convrules.api.load import LISTE, PROJET, VERROU, Depot, Fichier, shipped_socles
from convrules.api.model import RapportDepot
from convrules.api.relecture import Guet
from convrules.base.source import Span
from convrules.facts.readers.ordinaires import read_ordinary
from convrules.syntax.yaml_tree import decode

VARIABLE: Final = "CONVRULES_CACHE_DIR"
ENTREES_MAX: Final = 500
"""LIMIT: entries kept, the oldest leave first."""
TAILLE_MAX: Final = 8_000_000  # LIMIT: bytes of one entry.
FORME: Final = "convrules/cache/1"
BIBLIOTHEQUES: Final = ("yaml", "lark", "holidays")


class Cache:
    """A folder of entries. What cannot be read or written there is as if it were not."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def recall(self, depot: Depot, chosen: Sequence[Path], au: date | None) -> RapportDepot | None:
        """What the same check said; None when it was not made, or had something to say."""
        kept = read_ordinary(self._entry(depot, chosen, au), TAILLE_MAX)
        if not isinstance(kept, bytes):
            return None
        try:
            return _report(json.loads(kept), depot)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def keep(self, found: RapportDepot, chosen: Sequence[Path], au: date | None) -> None:
        """Nothing is kept of a repository of which there was something to say."""
        depot = found.depot
        said = found.diagnostics or found.acceptes or depot.empechements
        if said or not found.n_regles:
            return
        with suppress(OSError):
            self._write(self._entry(depot, chosen, au), json.dumps(_written(found)).encode())

    def _entry(self, depot: Depot, chosen: Sequence[Path], au: date | None) -> Path:
        return self.dossier / f"{key_of(depot, chosen, au)}.json"

    def _write(self, entry: Path, text: bytes) -> None:
        self.dossier.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.dossier, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(text)
            os.replace(name, entry)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        self._prune()

    def _prune(self) -> None:
        held = [(e.stat().st_mtime_ns, e.path) for e in os.scandir(self.dossier) if e.name.endswith(".json")]
        for _, path in sorted(held)[: max(0, len(held) - ENTREES_MAX)]:
            Path(path).unlink(missing_ok=True)


def users_cache() -> Cache:
    """That of the person who runs the command, unless the environment names a folder."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return Cache(Path(named))
    from platformdirs import user_cache_path

    return Cache(user_cache_path("convrules", appauthor=False))


# --- what a check may read ------------------------------------------------------------------
def key_of(depot: Depot, chosen: Sequence[Path], au: date | None) -> str:
    """A hash of everything on which the check of a repository depends."""
    found = hashlib.sha256()
    for part in _parts(depot, chosen, au):
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def _parts(depot: Depot, chosen: Sequence[Path], au: date | None) -> Iterator[bytes]:
    yield FORME.encode()
    yield _engine()
    yield str(au).encode()
    for name in (PROJET, VERROU, LISTE):
        content = read_ordinary(depot.racine / name, TAILLE_MAX)
        yield content if isinstance(content, bytes) else content.name.encode()
    for shelf in (depot.fichiers, shipped_socles()):
        yield str(len(shelf)).encode()
        for fichier in shelf:
            yield os.path.relpath(fichier.path, depot.racine).encode(errors="surrogateescape")
            yield fichier.contenu
    for path in chosen:
        yield os.path.relpath(path, depot.racine).encode(errors="surrogateescape")


@cache
def _engine() -> bytes:
    """What judges: the version, the files of the engine and of the libraries that read, each by its size and
    the time of its last change."""
    found = hashlib.sha256(f"{convrules.__version__} {sys.version}".encode())
    folders = [Path(convrules.__file__).parent]
    for name in BIBLIOTHEQUES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            seen = os.stat(spec.origin)
            found.update(f"{name} {seen.st_size} {seen.st_mtime_ns}".encode())
    while folders:
        for entry in sorted(os.scandir(folders.pop()), key=lambda e: e.name):
            if entry.is_dir():
                folders += [Path(entry.path)] if entry.name != "__pycache__" else []
            else:
                seen = entry.stat()
                found.update(f"{entry.name} {seen.st_size} {seen.st_mtime_ns}".encode())
    return found.digest()


# --- entries --------------------------------------------------------------------------------
def _written(found: RapportDepot) -> dict[str, object]:
    return {
        "schema": FORME,
        "nombres": [found.n_fichiers, found.n_regles, found.n_cas],
        "correspondances": found.correspondances,
        "couverture": [[a.convention, a.article, a.etat.value, a.clauses] for a in found.couverture],
        "divergences": [
            [d.bailleur, d.nom, d.objet, d.cle, [[r.valeur, r.conventions] for r in d.reponses]]
            for d in found.divergences
        ],
        "fichiers": found.fichiers,
        "guets": [[g.span.source.name, g.motif, g.span.start, g.span.end] for g in found.guets],
    }


def _report(kept: Any, depot: Depot) -> RapportDepot:
    """Raises ValueError, TypeError, KeyError or AttributeError on what is no entry."""
    fichiers, regles, cas = map(int, kept["nombres"])
    by_name = {f.nom: f for f in depot.fichiers}
    return RapportDepot(
        depot=depot,
        diagnostics=(),
        acceptes=(),
        n_fichiers=fichiers,
        n_regles=regles,
        n_cas=cas,
        correspondances=tuple(map(str, kept["correspondances"])),
        couverture=tuple(
            Article(
                convention=str(nom), article=str(article), etat=Etat(etat), clauses=tuple(map(str, clauses))
            )
            for nom, article, etat, clauses in kept["couverture"]
        ),
        divergences=tuple(
            Divergence(
                bailleur=str(bailleur),
                nom=str(qui),
                objet=str(objet),
                cle=str(cle),
                reponses=tuple(Reponse(valeur=str(v), conventions=tuple(map(str, c))) for v, c in reponses),
            )
            for bailleur, qui, objet, cle, reponses in kept["divergences"]
        ),
        fichiers=tuple(map(str, kept["fichiers"])),
        guets=tuple(
            _guet(by_name[nom], str(motif), (start, end)) for nom, motif, start, end in kept["guets"]
        ),
    )


def _guet(fichier: Fichier, motif: str, place: tuple[int, int]) -> Guet:
    source = decode(fichier.contenu, fichier.nom).value
    return Guet(
        dossier=fichier.path.parent, motif=motif, span=Span(source=source, start=place[0], end=place[1])
    )
