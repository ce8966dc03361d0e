"""One convention at a time per landlord and holder in a département (contrôle « unicite »)."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from convrules import ir
from convrules.analyses.corpus.demandes import Socles, common, demandes, first_day
from convrules.analyses.corpus.territoires import departements_of
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def unicite(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """Each pair in force on one day in one département. Only conventions whose socle asks for it.

    Source: CCH R. 441-5."""
    asked = {id(d.convention): d for d in demandes(conventions, socles, ir.Unicite)}
    for one, other in combinations(asked.values(), 2):
        first, second = one.convention, other.convention
        jours = common(one.jours, other.jours)
        if jours is None or not same_parties(first, second):
            continue
        shared = sorted(departements_of(first.territoire) & departements_of(second.territoire))
        if shared and second.reservataire is not None:
            yield problems.conventions_concurrentes(
                span=second.span,
                reservataire=second.reservataire.nom,
                departement=shared[0],
                jour=first_day(jours).isoformat(),
                autre=first.span,
            )


def same_landlord(a: ir.Convention, b: ir.Convention) -> bool:
    return a.bailleur is not None and b.bailleur is not None and a.bailleur.siren == b.bailleur.siren


def same_parties(a: ir.Convention, b: ir.Convention) -> bool:
    """One landlord and one holder."""
    if not same_landlord(a, b) or a.reservataire is None or b.reservataire is None:
        return False
    return a.reservataire.is_same(b.reservataire)
