"""A convention without the code of its holder, where others give several codes to that name."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.texte import suite
from convrules.compiler.titulaires import between_codes
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def codes_de_reservataires(conventions: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """conventions: of one landlord."""
    for convention, found in between_codes(conventions):
        assert convention.reservataire is not None, "found by its name"
        yield problems.reservataire_sans_code(
            span=convention.span,
            ident=convention.ident,
            reservataire=convention.reservataire.nom,
            codes=suite(sorted(found), "et"),
            autres=tuple((code, found[code].span) for code in sorted(found)),
        )
