"""The key of pseudonyms: a secret file, outside of the repository it serves."""

import codecs
import os
from pathlib import Path
from typing import Final

from convrules.api.load import Depot, Empechement
from convrules.base.texte import t
from convrules.facts.personnel import CLE_MIN, Pseudonyme, pseudonyms
from convrules.facts.readers.ordinaires import Refus, read_ordinary, real_path

TAILLE_MAX = 65_536  # LIMIT: bytes of a key file.
_MARQUES: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def read_key(path: Path, depot: Depot) -> Pseudonyme | Empechement:
    """What replaces texts by pseudonyms. The key is never shown, nor where it lies."""
    if _kept_with(path, depot.racine):
        return _no("elle est dans le dépôt, que l'on partage. Gardez-la ailleurs, et refaites-en une")
    if any(_checkout(p) is not None for p in _places(path)):
        return _no("elle est dans une copie git, que l'on partage. Gardez-la ailleurs, et refaites-en une")
    contenu = read_ordinary(path, TAILLE_MAX)
    if isinstance(contenu, Refus):
        return _no(contenu.value)
    cle = _written(contenu)
    if len(cle) < CLE_MIN:
        return _no(t("il y faut au moins {n} octets (openssl rand -hex 32)", n=str(CLE_MIN)))
    if len(set(cle)) < 8:
        return _no("elle se devine : faites-la tirer au sort (openssl rand -hex 32)")
    return pseudonyms(cle)


def _written(contenu: bytes) -> bytes:
    """The key as it was typed: what an editor or a shell of Windows puts around it is none of it."""
    for mark, encoding in _MARQUES.items():
        if contenu.startswith(mark):
            return contenu.removeprefix(mark).decode(encoding, "replace").encode().strip()
    return contenu.strip()


def _no(raison: str) -> Empechement:
    return Empechement(texte=t("La clé de pseudonymes n'est pas prise\u00a0: {raison}.", raison=raison))


def _kept_with(path: Path, racine: Path) -> bool:
    """Is it in the folder of the repository, or in the git checkout that holds it, links followed or not?"""
    root = real_path(racine)
    shared = _checkout(root) or root
    return any(p.is_relative_to(shared) for p in _places(path))


def _places(path: Path) -> tuple[Path, Path]:
    """Where it is named, « .. » followed, and where it is, links followed."""
    return Path(os.path.normpath(path.absolute())), real_path(path)


def _checkout(path: Path) -> Path | None:
    """The git checkout that holds a path, a worktree or a submodule too; whether git ignores it or not."""
    return next((p for p in (path, *path.parents) if (p / ".git").exists()), None)
