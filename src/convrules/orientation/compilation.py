"""A policy made ready to evaluate: what its socles judge for the landlord, and its own parameters."""

from collections.abc import Sequence
from dataclasses import replace

from convrules import ir
from convrules.base.dates import SANS_FERIE, Calendrier
from convrules.compiler import compile_convention
from convrules.orientation.politique import PolitiqueCompilee


def compile_politique(
    politique: ir.Politique, socles: Sequence[ir.Convention], calendrier: Calendrier = SANS_FERIE
) -> PolitiqueCompilee:
    """The programme holds no clause of the policy itself: these rank, they say nothing of a vacancy.
    Parts and quotas are those of conventions. calendrier: the holidays that the landlord's conventions
    share."""
    judge = ir.Convention(
        ident=politique.ident,
        bailleur=politique.bailleur,
        territoire=politique.socle,
        en_vigueur=politique.en_vigueur,
        herite=politique.herite,
        choix=politique.choix,
        parametres=politique.parametres,
        definitions=politique.definitions,
        vocabulaire=politique.vocabulaire,
    )
    whole = compile_convention(judge, socles, calendrier=calendrier)
    kept = tuple(c for c in whole.clauses if not isinstance(c.clause, ir.Part | ir.Quota))
    return PolitiqueCompilee(politique=politique, programme=replace(whole, clauses=kept))
