"""The journal as a file: read whole, appended to under a lock, mended on demand.

A line goes out in one write at the end of the file, then to the disk (`fsync`), before anybody is told that
the decision is recorded. A crash leaves the lines before it untouched, and at most the beginning of one more,
which is recognised, kept aside and cut off only when somebody asks for it.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from convrules.base.records import dataclass
from convrules.facts.journal.chaine import Chaine, Fin, chain, line_of, read_chain, with_line_ends
from convrules.facts.journal.tenue import Choix, Ecrite, Horloge, Refus, Renonce, Reparee
from convrules.facts.journal.verrou import VerrouOccupe, locked

TAILLE_MAX: Final = 512 * 1024 * 1024  # LIMIT: bytes of a journal, read whole.
_BINAIRE: Final = getattr(os, "O_BINARY", 0)
_SANS_ATTENDRE: Final = getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFichier:
    """A journal kept in a file."""

    nom: str
    path: Path

    def read(self) -> Chaine | Refus:
        return read_journal(self.path)

    def append(self, choose: Choix, horloge: Horloge) -> Ecrite | Renonce | Refus:
        return append(self.path, choose, horloge)

    def repair(self) -> Reparee | Refus | None:
        return repair(self.path)


# --- reading --------------------------------------------------------------------------------
def read_journal(path: Path) -> Chaine | Refus:
    """The journal; `Refus.ABSENT` when there is no such file."""
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode):
            return Refus.PAS_UN_FICHIER
        if known.st_size > TAILLE_MAX:
            return Refus.TROP_GROS
        return read_chain(path.read_bytes())
    except FileNotFoundError:
        return Refus.ABSENT
    except PermissionError:
        return Refus.INTERDIT
    except OSError:
        return Refus.DISQUE


# --- appending ------------------------------------------------------------------------------
def append(path: Path, choose: Choix, horloge: Horloge) -> Ecrite | Renonce | Refus:
    """Add one line, chosen while nobody else may write. horloge: the time to write on it."""
    opened = _open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    if isinstance(opened, Refus):
        return opened
    try:
        with locked(opened):
            found = _append(opened, choose, horloge)
            if isinstance(found, Ecrite) and found.entree.rang == 1:
                _sync_folder(path.parent)
            return found
    except VerrouOccupe:
        return Refus.OCCUPE
    finally:
        os.close(opened)


def _append(descripteur: int, choose: Choix, horloge: Horloge) -> Ecrite | Renonce | Refus:
    contenu = _read_all(descripteur)
    if isinstance(contenu, Refus):
        return contenu
    chaine = read_chain(contenu)
    if not chaine.saine:
        return Refus.NON_SAIN
    chosen = choose(chaine)
    if isinstance(chosen, Renonce):
        return chosen
    entree = chain(chosen, chaine, horloge())
    line = line_of(entree).encode("utf-8") + b"\n"
    wrong = _write(descripteur, line, len(contenu))
    if wrong is not None:
        return wrong
    after = Chaine(entrees=(*chaine.entrees, entree), lignes=chaine.lignes + 1)
    return Ecrite(entree=entree, chaine=after)


def _write(descripteur: int, line: bytes, size: int) -> Refus | None:
    """One write, whole or taken back."""
    try:
        if os.write(descripteur, line) != len(line):
            raise OSError
    except OSError:
        with suppress(OSError):
            os.ftruncate(descripteur, size)
            os.fsync(descripteur)
        return Refus.DISQUE
    try:
        os.fsync(descripteur)
    except OSError:
        return Refus.NON_CONFIRME
    return None


# --- mending --------------------------------------------------------------------------------
def repair(path: Path) -> Reparee | Refus | None:
    """Give its end to a last line that lacks only that; put aside what a crash left of another. None: there
    is nothing to mend, or the chain is broken and only a person can say what is true."""
    opened = _open(path, os.O_RDWR | os.O_APPEND)
    if isinstance(opened, Refus):
        return opened
    try:
        with locked(opened):
            return _repair(opened, path)
    except VerrouOccupe:
        return Refus.OCCUPE
    except OSError:
        return Refus.DISQUE
    finally:
        os.close(opened)


def _repair(descripteur: int, path: Path) -> Reparee | Refus | None:
    contenu = _read_all(descripteur)
    if isinstance(contenu, Refus):
        return contenu
    chaine = read_chain(contenu)
    if chaine.rupture is not None or chaine.fin is Fin.NETTE:
        return None
    if chaine.fin is Fin.SANS_FIN:
        wrong = _write(descripteur, b"\n", len(contenu))
        return wrong or Reparee(chaine=read_chain(contenu + b"\n"), de=chaine.fin, garde=None)
    if chaine.fin is Fin.CRLF:
        return _give_line_ends(descripteur, path, contenu)
    kept = _put_aside(path, chaine.reste, "interrompue")
    os.ftruncate(descripteur, len(contenu) - len(chaine.reste))
    os.fsync(descripteur)
    whole = read_chain(contenu[: len(contenu) - len(chaine.reste)])
    return Reparee(chaine=whole, de=chaine.fin, garde=kept.name)


def _give_line_ends(descripteur: int, path: Path, contenu: bytes) -> Reparee:
    """In the same file, which others may hold open; a copy of it is on the disk before."""
    plain = with_line_ends(contenu)
    kept = _put_aside(path, contenu, "fins-de-ligne")
    os.ftruncate(descripteur, 0)
    left = memoryview(plain)
    while left:
        left = left[os.write(descripteur, left) :]
    os.fsync(descripteur)
    return Reparee(chaine=read_chain(plain), de=Fin.CRLF, garde=kept.name)


def _put_aside(path: Path, reste: bytes, quoi: str) -> Path:
    """Written and on the disk before the journal is cut: nothing is ever thrown away."""
    number = 1
    while True:
        kept = path.with_name(f"{path.name}.{quoi}-{number}")
        try:
            opened = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINAIRE, 0o666)
            break
        except FileExistsError:
            number += 1
    try:
        if os.write(opened, reste) != len(reste):
            raise OSError
        os.fsync(opened)
    finally:
        os.close(opened)
    _sync_folder(path.parent)
    return kept


# --- the disk -------------------------------------------------------------------------------
def _open(path: Path, flags: int) -> int | Refus:
    try:
        # Why not to wait: opening a pipe would.
        opened = os.open(path, flags | _BINAIRE | _SANS_ATTENDRE, 0o666)
    except FileNotFoundError:
        return Refus.ABSENT
    except PermissionError:
        return Refus.INTERDIT
    except IsADirectoryError:
        return Refus.PAS_UN_FICHIER
    except OSError:
        return Refus.DISQUE
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        return Refus.PAS_UN_FICHIER
    return opened


def _read_all(descripteur: int) -> bytes | Refus:
    size = os.fstat(descripteur).st_size
    if size > TAILLE_MAX:
        return Refus.TROP_GROS
    os.lseek(descripteur, 0, os.SEEK_SET)
    pieces: list[bytes] = []
    while piece := os.read(descripteur, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _sync_folder(folder: Path) -> None:
    """A new file is there after a crash only once its folder is on the disk; Windows does it by itself."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
