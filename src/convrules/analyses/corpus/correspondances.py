"""Mappings whose landlord no convention bears: their data would serve nothing."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems

_SIREN: Final = Motif(r"[0-9]{9}")


def bailleurs_sans_convention(
    correspondances: Iterable[ir.Correspondance], conventions: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """Nothing is said of a repository without conventions: it may hold mappings only."""
    known = {c.bailleur.siren: c.bailleur.nom for c in conventions if c.bailleur is not None}
    for correspondance in correspondances:
        # What is no number at all is told as such.
        if known and _SIREN.fullmatch(correspondance.bailleur) and correspondance.bailleur not in known:
            yield problems.bailleur_sans_convention(
                span=correspondance.span,
                siren=correspondance.bailleur,
                connus=", ".join(f"{siren} ({nom})" for siren, nom in sorted(known.items())),
            )
