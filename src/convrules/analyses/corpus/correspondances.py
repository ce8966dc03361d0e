"""Mappings whose landlord no convention bears: their data would serve nothing."""

from collections.abc import Iterable, Iterator, Sequence

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def bailleurs_sans_convention(
    correspondances: Iterable[ir.Correspondance], conventions: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """Nothing is said of a repository without conventions: it may hold mappings only."""
    known = {c.bailleur.siren: c.bailleur.nom for c in conventions if c.bailleur is not None}
    for correspondance in correspondances:
        if known and correspondance.bailleur not in known:
            yield problems.bailleur_sans_convention(
                span=correspondance.span,
                siren=correspondance.bailleur,
                connus=", ".join(f"{siren} ({nom})" for siren, nom in sorted(known.items())),
            )
