"""A landlord is one SIREN and one name: two of either are often a slip, which splits or mixes its year."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.checking.words import fold
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def bailleurs(conventions: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Each convention whose landlord has the name of another SIREN, or the SIREN of another name; told once a
    name and once a SIREN."""
    by_name: dict[str, ir.Bailleur] = {}
    by_siren: dict[str, ir.Bailleur] = {}
    told: set[str] = set()
    for convention in conventions:
        bailleur = convention.bailleur
        if bailleur is None:
            continue
        first = by_name.setdefault(fold(bailleur.nom), bailleur)
        if first.siren != bailleur.siren and fold(bailleur.nom) not in told:
            told.add(fold(bailleur.nom))
            yield problems.bailleur_aux_deux_siren(
                span=bailleur.place_siren,
                nom=bailleur.nom,
                siren=bailleur.siren,
                autre=first.siren,
                place=first.place_siren,
            )
        first = by_siren.setdefault(bailleur.siren, bailleur)
        if fold(first.nom) != fold(bailleur.nom) and bailleur.siren not in told:
            told.add(bailleur.siren)
            yield problems.siren_aux_deux_noms(
                span=bailleur.place_nom,
                siren=bailleur.siren,
                nom=bailleur.nom,
                autre=first.nom,
                place=first.place_nom,
            )
