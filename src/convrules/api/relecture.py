"""What a next command would read: a result written there would come back as data."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from convrules.api.load import Depot, Empechement, with_finding
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.diagnostics.problems.depot import sortie_relue

if TYPE_CHECKING:
    from convrules import ir


@dataclass(frozen=True, slots=True, kw_only=True)
class Guet:
    """A pattern of data files, from the folder of its mapping. `span`: where it is written."""

    dossier: Path
    motif: str
    span: Span


def watched(depot: Depot, correspondances: "Mapping[str, ir.Correspondance]") -> Iterator[Guet]:
    """Patterns of the mappings of a repository, queries apart."""
    folders = {f.nom: f.path.parent for f in depot.fichiers}
    for nom, correspondance in correspondances.items():
        for source in correspondance.fichiers:
            if source.requete is None and nom in folders:
                yield Guet(dossier=folders[nom], motif=source.motif, span=source.span)


def read_again(target: Path, guets: Iterable[Guet]) -> Empechement | None:
    """Why a file may not be written there."""
    for guet in guets:
        if _takes(guet, target):
            return with_finding(sortie_relue(span=guet.span, fichier=str(target), motif=guet.motif))
    return None


def _takes(guet: Guet, target: Path) -> bool:
    """The file, or a folder that would be made for it: a pattern takes either."""
    try:
        inside = os.path.relpath(os.path.realpath(target), os.path.realpath(guet.dossier))
    except ValueError:  # Why: another drive of Windows is not below the folder.
        return False
    parts, motif = Path(inside).parts, PurePosixPath(guet.motif).parts
    return any(_matches(parts[:n], motif) for n in range(1, len(parts) + 1))


def _matches(parts: Sequence[str], motif: Sequence[str]) -> bool:
    """As `Path.glob` reads a pattern: piece by piece, `**` standing for any number of folders."""
    if not motif:
        return not parts
    if motif[0] == "**":
        return _matches(parts, motif[1:]) or (bool(parts) and _matches(parts[1:], motif))
    return bool(parts) and fnmatch(parts[0], motif[0]) and _matches(parts[1:], motif[1:])
