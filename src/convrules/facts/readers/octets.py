"""The bytes of a data file, piece by piece: nothing is kept whole."""

import io
import os
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, TypeAlias

from convrules.diagnostics.problems import lecture
from convrules.facts.chargement import FichierBrut
from convrules.facts.readers.lieux import Constat

LIGNE_MAX = 1024 * 1024  # LIMIT: bytes of one line of a CSV file.
_FIN_DOS = b"\x1a"
"""Alone after the last line end, the old mark of the end of a text (Ctrl-Z)."""
_MORCEAU = 1024 * 1024

Etat: TypeAlias = tuple[int, int] | None
"""Size and time of a file of the disk: another state is another file."""


class Refuse(Exception):
    """Why a file is not read, or no further: a finding that waits for its place."""

    def __init__(self, constat: Constat) -> None:
        super().__init__()
        self.constat = constat


class FichierChange(Refuse):
    """A file changed between two passes over it."""

    def __init__(self) -> None:
        super().__init__(lecture.fichier_modifie)


def ouvrir(brut: FichierBrut) -> BinaryIO:
    return io.BytesIO(brut.contenu) if brut.chemin is None else open(brut.chemin, "rb")


def etat(brut: FichierBrut) -> Etat:
    if brut.chemin is None:
        return None
    known = os.stat(brut.chemin)
    return known.st_size, known.st_mtime_ns


def empreinte(brut: FichierBrut) -> str:
    """SHA-256 of the bytes."""
    found = sha256()
    with ouvrir(brut) as stream:
        while piece := stream.read(_MORCEAU):
            found.update(piece)
    return found.hexdigest()


def taille(brut: FichierBrut) -> int:
    return len(brut.contenu) if brut.chemin is None else os.stat(brut.chemin).st_size


def debut(brut: FichierBrut, octets: int) -> bytes:
    with ouvrir(brut) as stream:
        return stream.read(octets)


def lignes(stream: BinaryIO) -> Iterator[bytes]:
    """Physical lines, each with its end. One longer than the limit comes cut: see `LIGNE_MAX`."""
    while line := stream.readline(LIGNE_MAX + 1):
        if line == _FIN_DOS:
            return
        yield line
