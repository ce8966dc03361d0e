"""The check of a repository as an editor holds it: texts not saved yet stand for the files of the disk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from convrules.api.load import Depot, file_of, load_depot
from convrules.api.model import Tri, Verifie
from convrules.api.verification import check_depot, sorted_out


def depot_open(racine: Path, tampons: Mapping[Path, bytes]) -> Depot:
    """The repository of a folder, each open text in place of its file. Paths are absolute."""
    depot = load_depot(racine)
    kept = [f for f in depot.fichiers if f.path not in tampons]
    opened = [file_of(path, contenu) for path, contenu in tampons.items()]
    return replace(depot, fichiers=tuple(sorted((*kept, *opened), key=lambda f: f.path)))


def check_open(depot: Depot, chosen: Sequence[Path], au: date | None) -> tuple[Verifie, Tri]:
    """What is found in the chosen files, told and accepted."""
    checked = check_depot(depot, chosen, au)
    return checked, sorted_out(checked, au)
