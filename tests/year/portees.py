"""A landlord's year with a forecast of one row, as of the end of September; what is said of all its rules."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from convrules.api.solveur import solver
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.year.bilan import comply
from convrules.year.model import Bilan, Verdict
from convrules.year.ouverte import EtatPortee
from year import build as b

AU = b.day("2025-09-30")


def bilan(
    programmes: Iterable[Programme],
    rows: Iterable[Vacance] = (),
    attendues: tuple[int, int] = (2, 2),
    du: str = "2025-10-01",
    au: str = "2025-12-31",
    seul: bool = False,
    tables: Mapping[str, Sequence[Ligne]] = MappingProxyType({}),
    **facts: object,
) -> Bilan:
    """seul: without a solver."""
    low, high = attendues
    days = {"du": b.day(du), "au": b.day(au)}
    forecast = (b.ligne("vacances_attendues", "A1", min=low, max=high, **days, **facts),)
    told = b.faits(rows, vacances_attendues=forecast, **tables)
    return comply(tuple(programmes), told, 2025, AU, solveur=(lambda: None) if seul else solver)


def said(found: Bilan) -> tuple[EtatPortee, tuple[str, ...]]:
    assert found.portee is not None and found.portee.solveur is not None
    return found.portee.etat, tuple(e.clause for e in found.portee.bloquantes)


def verdict(found: Bilan, nom: str) -> Verdict | None:
    """Of the first rule of that name, looked at alone."""
    return next(r.verdict for c in found.conventions for r in c.regles if r.clause.entete.nom == nom)
