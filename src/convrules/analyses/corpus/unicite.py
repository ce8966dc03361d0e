"""One convention at a time per landlord and holder in a département (contrôle « unicite »)."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.corpus.demandes import Demande, R, Socles, common, demandes, first_day
from convrules.analyses.corpus.territoires import departements_of
from convrules.compiler import Semblables
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def unicite(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """Each pair in force on one day in one département. Only conventions whose socle asks for it.

    Source: CCH R. 441-5."""
    asked = {id(d.convention): d for d in demandes(conventions, socles, ir.Unicite)}
    for one, other in of_same_parties([*asked.values()]):
        first, second = one.convention, other.convention
        jours = common(one.jours, other.jours)
        if jours is None:
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


def of_same_parties(asked: Sequence[Demande[R]]) -> Iterator[tuple[Demande[R], Demande[R]]]:
    """Each pair of one landlord and one holder, in order. asked: of conventions of one landlord, or of one
    that names none."""
    holders = [d.convention.reservataire if d.convention.bailleur is not None else None for d in asked]
    alike = Semblables(holders)
    for rank, one in enumerate(asked):
        yield from ((one, asked[other]) for other in alike.of(rank) if other > rank)
