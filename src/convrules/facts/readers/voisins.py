"""Files beside those of a pattern that it leaves out by the way they are written: `vacances_02.CSV` beside
`vacances-*.csv`. Nothing reads them, and a month of the year may be in one."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from convrules.base.chemins import leaves
from convrules.base.motifs import Motif
from convrules.facts.titres import bare

_SORTES: Final = Motif(
    r"(?:\.(?:CSV|TXT|TSV|XLSX|XLSM|XLS|ODS|PARQUET|ZIP|GZ|7Z|PART|CRDOWNLOAD|DOWNLOAD|TMP)|~)+$"
)
"""The last ones are of a file whose transfer is not finished."""
_JOKERS: Final = "*?[]"
_LETTRES_MIN: Final = 3
"""Letters and digits of a pattern below which it says nothing of the names that it is for."""


def left_out(motif: str, dossier: Path, nommes: Iterable[Path], lus: frozenset[Path]) -> Iterator[Path]:
    """Files of the folders of a pattern that answer to it but for capitals, punctuation or kind, sorted.

    nommes: files that the user gave in its place. lus: every file that something reads; one that has the name
    of one of them and is of another kind is taken for what it was made from."""
    nom = PurePosixPath(motif).name
    form, kind = _form(nom)
    if len(re.sub("[^A-Z0-9]", "", form)) < _LETTRES_MIN or leaves(motif):
        return
    parents = {p.parent for p in nommes} or set(_folders(motif, dossier))
    stems = {(p.parent, _form(p.name)[0]) for p in lus}
    for path in sorted(p for parent in parents if parent.is_dir() for p in parent.iterdir()):
        own, suffix = _form(path.name)
        if path in lus or not suffix or path.name.startswith((".", "~")) or not _holds(path):
            continue
        made_from = suffix != kind and (path.parent, own) in stems
        if fnmatchcase(own, form) and not made_from and not path.match(nom):
            yield path


def _holds(path: Path) -> bool:
    """A file; a transfer that is not finished may be a folder."""
    return path.is_file() or path.suffix == ".download"


def _folders(motif: str, dossier: Path) -> Iterator[Path]:
    parent = PurePosixPath(motif).parent.as_posix()
    return iter((dossier,)) if parent == "." else dossier.glob(parent)


def _form(nom: str) -> tuple[str, str]:
    """A name or a pattern without capitals, accents and punctuation, and its kind."""
    plain = bare(nom)
    found = _SORTES.search(plain)
    stem, kind = (plain[: found.start()], found[0]) if found is not None else (plain, "")
    return re.sub(rf"[^A-Z0-9{re.escape(_JOKERS)}]", "", stem), kind
