"""Which files are asked about, the repository of each, and the text that a socle's version stands for."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from convrules.api.load import (
    SUFFIXES,
    Depot,
    Empechement,
    Fichier,
    find_root,
    load_depot,
    missing_data,
    read_file,
    select,
    shipped_socles,
)
from convrules.base.motifs import Motif
from convrules.facts.readers.ordinaires import real_path

if TYPE_CHECKING:
    from convrules.syntax import nodes

_IDENT: Final = Motif(r"[\w-]+")
_COMMENTAIRES: Final = Motif(r"#[^\n]*")


def text_of(key: tuple[str, str], fichier: Fichier) -> bytes:
    """The text that a name and version stand for: the engine's own, when it has one."""
    return next((lines(f) for f in shipped_socles() if (f.ident, f.version) == key), lines(fichier))


def lines(fichier: Fichier) -> bytes:
    return fichier.contenu.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")


def says_the_same(one: bytes, other: bytes) -> bool:
    """Do two files say the same, whatever their layout and their comments?"""
    if one == other:
        return True
    trees = [_tree(text) for text in (one, other)]
    return trees[0] is not None and trees[0] == trees[1]


def _tree(text: bytes) -> "nodes.File | None":
    from convrules.syntax.parser import parse_file
    from convrules.syntax.yaml_tree import decode

    source = decode(text, "")
    parsed = parse_file(source.value)
    return None if source.diagnostics or parsed.diagnostics else parsed.value


def may_be(fichier: Fichier, ident: str) -> bool:
    """Could a file whose head does not read be the convention of this name? Yes when it says the name, or
    nothing at all; a stranger (the settings of another tool) says other things."""
    if fichier.genre == "convention":
        return _IDENT.fullmatch(fichier.ident or "") is None
    if fichier.genre is not None:
        return False
    try:
        text = fichier.contenu.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return ident in text or not _COMMENTAIRES.sub("", text).strip("\ufeff \t\r\n")


def root_of(path: Path, given: Sequence[Path]) -> Path:
    """The repository of a file: its project folder, else the folder given, else its own."""
    found = find_root(path)
    if found is not None:
        return real_path(found)
    folders = [p for p in given if p.is_dir() and real_path(path).is_relative_to(real_path(p))]
    return real_path(folders[0]) if folders else real_path(path.parent)


def repositories(paths: Sequence[Path]) -> tuple[list[tuple[Depot, list[Path]]], list[Empechement]]:
    """Each repository that files and folders belong to, with those of its files asked about; and what
    kept anything from being read."""
    files, empechements = select(paths)
    by_root: dict[Path, list[Path]] = {}
    projects: dict[Path, Path | None] = {}
    for path in files:
        # Why: files of one folder are of one project, if they are of any.
        if path.parent not in projects:
            found_above = find_root(path.parent)
            projects[path.parent] = real_path(found_above) if found_above is not None else None
        by_root.setdefault(projects[path.parent] or root_of(path, paths), []).append(path)
    found = []
    for root, chosen in sorted(by_root.items()):
        depot = with_files(load_depot(root), chosen)
        empechements += (*depot.empechements, *missing_data(depot, suffixes=SUFFIXES))
        found.append((depot, chosen))
    return found, empechements


def with_files(depot: Depot, chosen: Sequence[Path]) -> Depot:
    """The repository, with the chosen files that its own listing leaves out (hidden, other suffix)."""
    listed = {str(f.path) for f in depot.fichiers}
    others = [p for p in chosen if os.path.abspath(p) not in listed]
    known = {real_path(f.path) for f in depot.fichiers} if others else set()
    extra = [read_file(p) for p in others if real_path(p) not in known]
    read = tuple(f for f in extra if isinstance(f, Fichier))
    blocked = tuple(e for e in extra if isinstance(e, Empechement))
    return replace(
        depot,
        fichiers=(*depot.fichiers, *read),
        empechements=tuple({e.texte: e for e in (*depot.empechements, *blocked)}.values()),
    )
