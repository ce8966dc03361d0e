"""Data files on the disk, named by a path or a glob relative to the mapping file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

from convrules.base.chemins import leaves
from convrules.facts.chargement import FichierBrut, Lecteur, Lecture, RefusLecture
from convrules.facts.readers.ordinaires import Refus, real_path, refuse_ordinary
from convrules.facts.readers.voisins import left_out

TAILLE_MAX = 4 * 1024**3  # LIMIT: bytes of one data file, read piece by piece.
_REFUS = {
    Refus.DOSSIER: RefusLecture.PAS_UN_FICHIER,
    Refus.SPECIAL: RefusLecture.PAS_UN_FICHIER,
    Refus.TROP_GROS: RefusLecture.TROP_GROS,
}


def folder_reader(
    dossier: Path,
    *,
    donnees: Sequence[Path] = (),
    nommer: Callable[[Path], str],
    motifs: Sequence[str] = (),
) -> Lecteur:
    """A reader of the files below `dossier`, the folder of the mapping.

    donnees: files that the user named on the command line; a file of these whose name fits the last
    part of the pattern is read instead (it may lie anywhere). nommer: how a path is shown. motifs: every
    pattern of the mapping, so that no file that one of them takes is told as left out by another."""

    @cache
    def taken() -> frozenset[Path]:
        found = (p for motif in motifs if not leaves(motif) for p in dossier.glob(motif))
        return frozenset((*donnees, *found))

    def read(motif: str) -> Lecture:
        named = sorted(p for p in donnees if p.match(PurePosixPath(motif).name or "*"))
        beside = tuple(map(nommer, left_out(motif, dossier, named, taken())))
        return replace(_read_all(named, nommer) if named else below(motif), voisins=beside)

    def below(motif: str) -> Lecture:
        if leaves(motif):
            return Lecture(refus=RefusLecture.HORS_DOSSIER)
        found = sorted(p for p in dossier.glob(motif))
        strange = next((p for p in found if p.exists() and not p.is_file()), None)
        if strange is not None:
            return Lecture(refus=RefusLecture.PAS_UN_FICHIER, refuse=nommer(strange))
        root = real_path(dossier)
        outside = next((p for p in found if not real_path(p).is_relative_to(root)), None)
        if outside is not None:
            return Lecture(refus=RefusLecture.HORS_DOSSIER, refuse=nommer(outside))
        return _read_all(found, nommer)

    return read


def _read_all(paths: Iterable[Path], nommer: Callable[[Path], str]) -> Lecture:
    files: list[FichierBrut] = []
    for path in paths:
        refused = refuse_ordinary(path, TAILLE_MAX)
        if refused is not None:
            return Lecture(refus=_REFUS.get(refused, RefusLecture.ILLISIBLE), refuse=nommer(path))
        files.append(FichierBrut(nom=nommer(path), chemin=str(path.absolute())))
    return Lecture(fichiers=tuple(files), refus=None if files else RefusLecture.ABSENT)
