"""One policy at a time per landlord, and none without the conventions that it orders."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import politiques as problems


def politiques(
    politiques: Sequence[ir.Politique],
    conventions: Sequence[ir.Convention],
    correspondances: Sequence[ir.Correspondance] = (),
    *,
    entier: bool,
) -> Iterator[Diagnostic]:
    """Policies of one landlord in force on one day; policies of a landlord without convention; those that
    look ahead over a table that no mapping of the landlord reads.

    entier: were all the conventions of the repository read? Otherwise its landlord may be in another."""
    ordered = sorted(politiques, key=lambda p: (p.en_vigueur.du is not None, p.en_vigueur.du, p.ident))
    for first, second in combinations(ordered, 2):
        day = common_day(first.en_vigueur, second.en_vigueur)
        if day is not None and first.bailleur.siren == second.bailleur.siren:
            yield problems.politiques_concurrentes(
                span=second.span,
                ident=second.ident,
                siren=second.bailleur.siren,
                jour=day.isoformat(),
                autre=first.span,
            )
    known = sorted({c.bailleur.siren for c in conventions if c.bailleur is not None})
    for politique in ordered if entier and known else ():
        if politique.bailleur.siren not in known:
            yield problems.politique_sans_convention(
                span=politique.span,
                ident=politique.ident,
                siren=politique.bailleur.siren,
                connus=", ".join(known),
            )
    yield from _without_table(ordered, correspondances)


def _without_table(
    politiques: Sequence[ir.Politique], correspondances: Sequence[ir.Correspondance]
) -> Iterator[Diagnostic]:
    for politique in politiques:
        ahead, siren = politique.anticipation, politique.bailleur.siren
        own = [c for c in correspondances if c.bailleur == siren]
        read = {fichier.table for c in own for fichier in c.fichiers}
        if ahead is not None and ahead.annee is None and own and "vacances_attendues" not in read:
            yield problems.anticipation_sans_table(
                span=ahead.span, ident=politique.ident, correspondance=own[0].ident
            )


def common_day(a: ir.Validite, b: ir.Validite) -> date | None:
    """The first day on which both are in force."""
    start = max(a.du or date.min, b.du or date.min)
    return start if a.contains(start) and b.contains(start) else None
