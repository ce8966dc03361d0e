"""One convention at a time per landlord and holder in a département (contrôle « unicite »)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from convrules import ir
from convrules.analyses.corpus.territoires import departements_of
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def unicite(
    conventions: Sequence[ir.Convention], socles: Mapping[tuple[str, str], ir.Convention]
) -> Iterator[Diagnostic]:
    """Each pair in force on one day in one département. Only conventions whose socle asks for it.

    Source: CCH R. 441-5."""
    asked = [c for c in conventions if _asks(c, socles)]
    for first, second in combinations(asked, 2):
        day = common_day(first.en_vigueur, second.en_vigueur)
        if day is None or not _same_parties(first, second):
            continue
        shared = sorted(departements_of(first.territoire) & departements_of(second.territoire))
        if shared and second.reservataire is not None:
            yield problems.conventions_concurrentes(
                span=second.span,
                reservataire=second.reservataire.nom,
                departement=shared[0],
                jour=day.isoformat(),
                autre=first.span,
            )


def _asks(convention: ir.Convention, socles: Mapping[tuple[str, str], ir.Convention]) -> bool:
    inherited = (socles[key] for key in convention.herite if key in socles)
    return any(
        isinstance(clause, ir.Controle) and clause.entete.nom == "unicite"
        for socle in inherited
        for clause in socle.clauses
    )


def _same_parties(a: ir.Convention, b: ir.Convention) -> bool:
    """One landlord and one holder: by code when both give one, else by name."""
    if a.bailleur is None or b.bailleur is None or a.bailleur.siren != b.bailleur.siren:
        return False
    if a.reservataire is None or b.reservataire is None or a.reservataire.type != b.reservataire.type:
        return False
    if a.reservataire.code is not None and b.reservataire.code is not None:
        return a.reservataire.code == b.reservataire.code
    return a.reservataire.nom.casefold() == b.reservataire.nom.casefold()


def common_day(a: ir.Validite, b: ir.Validite) -> date | None:
    """The first day on which both are in force."""
    start = max(a.du or date.min, b.du or date.min)
    return start if a.contains(start) and b.contains(start) else None
