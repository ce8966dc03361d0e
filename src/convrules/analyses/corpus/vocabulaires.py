"""One name, one meaning: the fields that the conventions of a landlord declare agree."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.checking.words import describe
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def vocabulaires(conventions: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Declarations of one name at one level that differ in type: their mapping could not serve both."""
    first: dict[tuple[str, str, str], ir.ChampDeclare] = {}
    for convention in conventions:
        siren = convention.bailleur.siren if convention.bailleur is not None else ""
        for champ in convention.vocabulaire:
            before = first.setdefault((siren, champ.niveau, champ.nom), champ)
            if before.type != champ.type:
                yield problems.vocabulaires_divergents(
                    span=champ.span,
                    nom=champ.nom,
                    ici=describe(champ.type),
                    ailleurs=describe(before.type),
                    autre=before.span,
                )
