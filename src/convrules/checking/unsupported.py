"""Kinds of file that this version recognises but does not apply."""

from typing import Final

from convrules.checking.readers import head
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n

_GENRES: Final = {
    n.GenreFichier.AVENANT: "un avenant",
    n.GenreFichier.MODELE: "un modèle",
}


def check_unsupported(file: n.File) -> tuple[Diagnostic, ...]:
    """One finding for a file whose kind is not applied yet, so that nothing is ignored in silence."""
    if file.genre is None or file.genre not in _GENRES:
        return ()
    key = file.racine.key(file.genre.value)
    span = key.span if key is not None else head(file)
    return (problems.genre_non_pris_en_charge(span=span, genre=_GENRES[file.genre]),)
