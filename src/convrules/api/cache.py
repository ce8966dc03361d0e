"""A folder of what was found once, under a name that is the hash of everything on which it depends.

The engine, the files, what is asked of them, and the day where it matters: a file that changes is never
served stale, and what another engine wrote is never read. The folder is the user's, never the repository's:
an entry that is whole is believed; one that is not, or cannot be read, is as if it were not there.
"""

import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import convrules
from convrules.api.load import LISTE, PROJET, TAILLE_MAX, VERROU, Depot, shipped_socles
from convrules.base.motifs import Motif
from convrules.facts.readers.ordinaires import read_ordinary

VARIABLE: Final = "CONVRULES_CACHE_DIR"
ENTREES_MAX: Final = 500
"""LIMIT: entries kept, the oldest leave first."""
ENTREE_MAX: Final = 64_000_000  # LIMIT: bytes of one entry.
TOTAL_MAX: Final = 256_000_000  # LIMIT: bytes of all, the oldest leave first.
FORME: Final = "convrules/cache/4"
BIBLIOTHEQUES: Final = ("yaml", "lark", "holidays")
SANS_EFFET: Final = frozenset({"__pycache__", "en", "traductions", "render", "cli", "lsp"})
"""Folders of the engine that only put a finding in words: what is kept is the finding, with its code and what
fills its sentences. The pages of codes are none of them: they say which findings are errors."""
_AVANT, _APRES, _SCEAU = b'["', b'",', 64
_NOM: Final = Motif("[0-9a-f]{64}[.]json")


class Cache:
    """A folder of entries, beside which other files may stand. What cannot be read or written there is as if
    it were not; so is an entry that somebody else wrote."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def recall(self, key: str) -> bytes | None:
        """The JSON that was kept under this key, whole; None otherwise."""
        entry = self._entry(key)
        kept = read_ordinary(entry, ENTREE_MAX)
        if not isinstance(kept, bytes) or not _is_mine(entry):
            return None
        start = len(_AVANT) + _SCEAU + len(_APRES)
        return kept[start:-1] if kept == _sealed(key, kept[start:-1]) else None

    def keep(self, key: str, text: bytes) -> None:
        """text: JSON. Nothing is kept of what is too long."""
        sealed = _sealed(key, text)
        if len(sealed) <= ENTREE_MAX:
            with suppress(OSError):
                self._write(self._entry(key), sealed)

    def _entry(self, key: str) -> Path:
        return self.dossier / f"{key}.json"

    def _write(self, entry: Path, text: bytes) -> None:
        from tempfile import mkstemp

        self.dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = mkstemp(dir=self.dossier, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(text)
            os.replace(name, entry)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        self._prune()

    def _prune(self) -> None:
        """Others may be writing and pruning at the same time. Nothing but entries leaves."""
        held = []
        for entry in os.scandir(self.dossier):
            if _NOM.fullmatch(entry.name):
                with suppress(FileNotFoundError):
                    held.append((entry.stat().st_mtime_ns, entry.stat().st_size, entry.path))
        total = 0
        for number, (_, size, path) in enumerate(sorted(held, reverse=True), 1):
            total += size
            if number > ENTREES_MAX or total > TOTAL_MAX:
                Path(path).unlink(missing_ok=True)


def _is_mine(entry: Path) -> bool:
    """Did the person who runs the command write it, where the system tells people apart?"""
    if not hasattr(os, "getuid"):
        return True
    try:
        return os.stat(entry).st_uid == os.getuid()
    except OSError:
        return False


def _sealed(key: str, text: bytes) -> bytes:
    """An entry: a hash of its key and its text, then the text."""
    seal = sha256(key.encode() + text).hexdigest().encode()
    return b"".join((_AVANT, seal, _APRES, text, b"]"))


def users_cache() -> Cache:
    """That of the person who runs the command, unless the environment names a folder."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return Cache(Path(named))
    from platformdirs import user_cache_path

    return Cache(user_cache_path("convrules", appauthor=False))


# --- what a check may read ------------------------------------------------------------------
def key_of(quoi: str, depot: Depot, chosen: Sequence[Path] = (), au: date | None = None) -> str:
    """A hash of everything on which the check of a repository depends. quoi: what is kept of it."""
    found = sha256()
    for part in _parts(quoi, depot, chosen, au):
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def _parts(quoi: str, depot: Depot, chosen: Sequence[Path], au: date | None) -> Iterator[bytes]:
    yield f"{FORME} {quoi}".encode()
    yield _engine()
    yield str(au).encode()
    # Why apart: the project was read with the files, before what is there now.
    yield repr(depot.projet.brut if depot.projet is not None else None).encode()
    for name in (PROJET, VERROU, LISTE):
        content = read_ordinary(depot.racine / name, TAILLE_MAX)
        # Why: what is said of it shows its name, which no file of conventions has.
        yield depot.named(depot.racine / name).encode(errors="surrogateescape")
        # Why a sign before: a file may hold the very word of a refusal.
        yield b"=" + content if isinstance(content, bytes) else b"!" + content.name.encode()
        if name == LISTE and isinstance(content, bytes):
            yield _still_there(content, depot.racine)
    for shelf in (depot.fichiers, shipped_socles()):
        yield str(len(shelf)).encode()
        for fichier in shelf:
            # Why both: how a file is shown depends on where the command is run.
            yield _told(fichier.path, depot.racine)
            yield fichier.nom.encode(errors="surrogateescape")
            yield fichier.contenu
    # Why: files are chosen, locked and accepted by their real paths.
    yield from _real([*(f.path for f in depot.fichiers), *chosen], depot.racine)


def _still_there(liste: bytes, racine: Path) -> bytes:
    """Which of the files that a list names are there, of the repository or not: what is said of a list
    depends on it. Of one that does not read, nothing more is looked at."""
    try:
        # Why `str`: so are they read, whatever they are.
        named = {str(entry["fichier"]) for entry in json.loads(liste)["constats"]}
        return " ".join(str((racine / nom).exists()) for nom in sorted(named)).encode()
    except (ValueError, KeyError, TypeError, RecursionError, OSError):
        return b""


def _real(paths: Iterable[Path], racine: Path) -> Iterator[bytes]:
    """Where files stand once links are followed, from the real root. Folders are followed once each: in one
    that is real, a file that is no link stands where it is said to."""
    root = os.path.realpath(racine)
    folders: dict[str, str] = {}
    known: dict[str, bytes] = {}
    for path in paths:
        folder, name = os.path.split(path)
        if folder not in folders:
            folders[folder] = os.path.join(os.path.realpath(folder), "")
        found = folders[folder] + name
        if found not in known:
            known[found] = _below(os.path.realpath(found) if os.path.islink(found) else found, root)
        yield known[found]


def _told(path: Path, racine: Path) -> bytes:
    """Where a file is said to stand, from the root of its repository."""
    return _below(os.path.abspath(path), str(racine))


def _below(absolute: str, racine: str) -> bytes:
    """A path from a root; by itself on another drive of Windows."""
    above = os.path.join(racine, "")
    if absolute.startswith(above):
        return absolute.removeprefix(above).encode(errors="surrogateescape")
    with suppress(ValueError):
        return os.path.relpath(absolute, racine).encode(errors="surrogateescape")
    return absolute.encode(errors="surrogateescape")


@cache
def _engine() -> bytes:
    """What judges: the version, the files of the engine and of the libraries that read, each by its size and
    the time of its last change."""
    found = sha256(f"{convrules.__version__} {sys.version}".encode())
    folders = [os.path.dirname(convrules.__file__)]
    for name in BIBLIOTHEQUES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            seen = os.stat(spec.origin)
            found.update(f"{name} {seen.st_size} {seen.st_mtime_ns}".encode())
    # Why: where the engine is written, the grammar and the schema are beside its package.
    beside = os.path.join(os.path.realpath(folders[0]), "..", "..", "grammar")
    folders += [beside] if os.path.isdir(beside) else []
    while folders:
        for entry in sorted(os.scandir(folders.pop()), key=lambda e: e.name):
            if entry.is_dir():
                folders += [entry.path] if entry.name not in SANS_EFFET else []
            else:
                seen = entry.stat()
                found.update(f"{entry.name} {seen.st_size} {seen.st_mtime_ns}".encode())
    return found.digest()
