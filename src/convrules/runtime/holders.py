"""Who a name in a clause designates: a type of holder, a finer account, or a convention."""

from collections.abc import Iterable

from convrules import ir
from convrules.base.dates import Evenement, between_days
from convrules.base.outcomes import Issue, et
from convrules.compiler import COMPTE, Programme, designates, finer_accounts, is_holder, is_named
from convrules.facts.records import Vacance
from convrules.runtime.places import on_territory

__all__ = [
    "COMPTE", "between", "common_validity", "covering", "designates", "finer_accounts", "holder_name",
    "is_holder", "is_named", "within",
]  # fmt: skip


def covering(
    nom: str, programmes: Iterable[Programme], vacance: Vacance
) -> tuple[tuple[Programme, Issue], ...]:
    """Conventions that a name may stand for on this dwelling: those whose territory covers it, or may."""
    found = (
        (p, on_territory(p.convention.territoire, vacance.cellule)) for p in programmes if designates(nom, p)
    )
    return tuple((p, issue) for p, issue in found if issue is not False)


def between(validite: ir.Validite, day: Evenement) -> Issue:
    """Does an event fall between the two ends of a validity, both included?"""
    return between_days(day, validite.du, validite.au)


def within(validite: ir.Validite, day: Evenement) -> Issue:
    """Is the text in force on the day of an event?"""
    return et(between(validite, day), validite.tient)


def common_validity(a: ir.Validite, b: ir.Validite) -> ir.Validite:
    """Days that belong to both; none at all when they are apart."""
    du = max((d for d in (a.du, b.du) if d is not None), default=None)
    au = min((d for d in (a.au, b.au) if d is not None), default=None)
    return ir.Validite(du=du, au=au, suspens=a.suspens or b.suspens)


def holder_name(programme: Programme) -> str:
    holder = programme.convention.reservataire
    return holder.nom if holder is not None else programme.convention.ident
