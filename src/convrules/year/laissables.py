"""Every balance that a clause can leave, where the clause itself bounds them.

One that nothing tells is then any of these, and the verdict is the one that all of them give.
Source: docs/langage, « Verdict ».
"""

from collections.abc import Sequence

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import Arrondi
from convrules.compiler import ClauseCompilee
from convrules.year.apports import Apports, remade
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO, between, hull
from convrules.year.dossier import Dossier
from convrules.year.lues import RegleLue
from convrules.year.model import Bornes
from convrules.year.partage import splits_of
from convrules.year.reliquats import rounding_gap
from convrules.year.reportes import reports_of, roundings_of
from convrules.year.textes import Textes


@dataclass(frozen=True, slots=True, kw_only=True)
class Laissable:
    """`arrondi`: of a clause that carries nothing but what this rounding leaves, of which one end is never
    reached."""

    bornes: Bornes
    arrondi: Arrondi | None = None


def with_any_left(
    dossiers: Sequence[Dossier], textes: Textes, parent: RegleLue | None, reports: Apports | None
) -> tuple[Dossier, ...]:
    """The same, a balance that is not known being any that the clause can leave."""
    if all(d.initial is not None for d in dossiers) or _of_others(textes, parent, reports):
        return tuple(dossiers)
    left = left_by(textes.clause)
    return tuple(d if d.initial is not None or left is None else _with(d, left) for d in dossiers)


def _with(dossier: Dossier, left: Laissable) -> Dossier:
    regime = dossier.regime
    if regime.sens is ir.Sens.EXACTEMENT and not dossier.avenir.clos:
        # Why: between two balances that a future hits, one may be that none does.
        return dossier
    if left.arrondi is regime.arrondi and left.bornes != ZERO:
        unknown = replace(regime, fraction_tue=True)
        return replace(dossier, regime=unknown, initial=between(0, 1), solde_tu=True)
    return replace(dossier, initial=left.bornes, solde_tu=left.bornes != ZERO)


def _of_others(textes: Textes, parent: RegleLue | None, reports: Apports | None) -> bool:
    """Is it perhaps made of several balances, or of one of another account? Of cells that were others, of
    accounts that shared the part."""
    link: Apports | Cadre | None = reports
    while isinstance(link, Apports):
        if link.refaits is not None:
            return True
        link = link.avant
    cadre, above = textes.cadre, (parent.clause.ident,) if parent is not None else ()
    if any(remade(nom, cadre) is not None for nom in (textes.clause.ident, *above)):
        return True
    return any(splits_of(textes.clause.ident, cadre.programme))


def left_by(clause: ClauseCompilee) -> Laissable | None:
    """In any of its texts; None where one of them bounds nothing."""
    reports, roundings = tuple(reports_of(clause)), frozenset(roundings_of(clause))
    found = [_range(report, roundings) for report in reports]
    known = [bornes for bornes in found if bornes is not None]
    if not known or len(known) < len(found):
        return None
    fractions = len(roundings) == 1 and all(r.mode is ir.ModeReport.FRACTIONS for r in reports)
    return Laissable(bornes=hull(known), arrondi=next(iter(roundings)) if fractions else None)


def _range(report: ir.Report, roundings: frozenset[Arrondi]) -> Bornes | None:
    if report.mode is ir.ModeReport.AUCUN:
        return ZERO
    if report.mode is ir.ModeReport.FRACTIONS:
        return hull(map(rounding_gap, roundings)) if roundings else None
    if report.plafond is None:
        return None
    return between(
        0 if report.sens is ir.SensReport.DEFICIT else -report.plafond,
        0 if report.sens is ir.SensReport.EXCEDENT else report.plafond,
    )
