"""The check of a repository as an editor holds it: texts not saved yet stand for the files of the disk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from convrules.api.load import PROJET, SUFFIXES, Depot, Fichier, file_of, load_depot, read_file
from convrules.api.model import Tri, Verifie
from convrules.api.rapport import sorted_out
from convrules.api.verification import check_depot


def depot_open(racine: Path, tampons: Mapping[Path, bytes]) -> Depot:
    """The repository of a folder, each open text in place of its file. Paths are absolute. A folder without a
    project file is looked at alone: below it may lie a whole disk."""
    depot = load_depot(racine) if (racine / PROJET).is_file() else _folder(racine)
    kept = [f for f in depot.fichiers if f.path not in tampons]
    opened = [file_of(path, contenu) for path, contenu in tampons.items()]
    return replace(depot, fichiers=tuple(sorted((*kept, *opened), key=lambda f: f.path)))


def _folder(racine: Path) -> Depot:
    beside = sorted(racine.iterdir()) if racine.is_dir() else []
    read = (read_file(p) for p in beside if p.suffix.lower() in SUFFIXES and p.is_file())
    found = tuple(f for f in read if isinstance(f, Fichier))
    return Depot(racine=racine, nom=racine.name, data=(), fichiers=found)


def check_open(depot: Depot, chosen: Sequence[Path], au: date | None) -> tuple[Verifie, Tri]:
    """What is found in the chosen files, told and accepted."""
    checked = check_depot(depot, chosen, au)
    return checked, sorted_out(checked, au)
