"""A file of a table that is another of its files: « vacances (copie).csv » beside « vacances.csv »."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from convrules.base.motifs import Motif
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.chargement import FichierBrut
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.lieux import place_at_line

_COPIE: Final = Motif(
    r"\((?:copie|copy|autre copie|another copy|[0-9]{1,3})(?: ?[0-9]{1,3})?\)$"
    r"|[-_ ](?:copie|copy)(?: ?\(?[0-9]{1,3}\)?)?$|^(?:copie de|copy of) ",
    re.I,
)
"""How file managers and browsers name a copy."""


def originals_first(fichiers: Sequence[FichierBrut]) -> Sequence[FichierBrut]:
    """Of a row that two files give, the one that is told as given twice is that of the copy."""
    return sorted(fichiers, key=lambda f: _COPIE.search(_stem(f.nom)) is not None)


def _stem(nom: str) -> str:
    last = nom.rpartition("/")[2]
    return last.rpartition(".")[0] or last


def whole_copies(fichiers: Sequence[Fichier], plan: Plan) -> Iterator[Diagnostic]:
    """Files that were read and have the very bytes of one before them, read in the same way."""
    seen: dict[tuple[str, str, bool], Fichier] = {}
    for fichier in fichiers:
        if not fichier.empreinte or not fichier.lues or not fichier.lisible:
            continue
        role = fichier.empreinte, fichier.source.feuille or "", plan.principale(fichier.source)
        first = seen.setdefault(role, fichier)
        if first.nom != fichier.nom:
            yield problems.fichier_copie(
                span=place_at_line(fichier.nom, 1), premier=first.nom, nombre=str(fichier.lues)
            )
