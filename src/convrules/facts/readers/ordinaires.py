"""Only regular files are read, and only when they are small enough: nothing is opened to find out.

Why: opening a pipe waits for whoever writes into it, and a device has no end."""

import os
import stat
from enum import Enum
from pathlib import Path


class Refus(Enum):
    """Why a file is not read. The values complete « … ne s'ouvre pas : »."""

    ABSENT = "le fichier n'existe pas"
    INTERDIT = "la lecture n'est pas autorisée"
    DOSSIER = "c'est un dossier"
    SPECIAL = "ce n'est pas un fichier ordinaire, mais un tube, une prise ou un périphérique"
    TROP_GROS = "il est trop gros"
    SYSTEME = "le système refuse de le lire"


def read_ordinary(path: Path, taille_max: int) -> bytes | Refus:
    """The bytes of a regular file of at most `taille_max` bytes, links followed."""
    try:
        return _refused(path, taille_max) or path.read_bytes()
    except OSError as error:
        return why_refused(error)


def refuse_ordinary(path: Path, taille_max: int) -> Refus | None:
    """Why a file will not be read piece by piece; None when it can be."""
    try:
        refused = _refused(path, taille_max)
        if refused is None:
            path.open("rb").close()
    except OSError as error:
        return why_refused(error)
    return refused


def _refused(path: Path, taille_max: int) -> Refus | None:
    known = path.stat()
    if stat.S_ISDIR(known.st_mode):
        return Refus.DOSSIER
    if not stat.S_ISREG(known.st_mode):
        return Refus.SPECIAL
    return Refus.TROP_GROS if known.st_size > taille_max else None


def why_refused(error: OSError) -> Refus:
    """What the system says of a file, or of a folder."""
    match error:
        case FileNotFoundError():
            return Refus.ABSENT
        case PermissionError():
            return Refus.INTERDIT
        case _:
            return Refus.SYSTEME


def real_path(path: Path) -> Path:
    """The path with its links followed; a link that goes round in circles has one all the same.

    Why not `Path.resolve`: some versions of Python raise there, others do not."""
    return Path(os.path.realpath(path))
