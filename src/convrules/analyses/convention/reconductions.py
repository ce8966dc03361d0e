"""Conventions that live on by silence, as of the day of the check."""

from collections.abc import Iterator
from datetime import date

from convrules import ir
from convrules.base.dates import UniteDuree
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems


def reconduites(convention: ir.Convention, au: date | None) -> Iterator[Diagnostic]:
    """The first term is past and nothing written prolongs: someone should know that it was not denounced."""
    found = convention.reconduction
    if au is None or found is None or au < found.depuis or not convention.en_vigueur.contains(au):
        return
    unit = "mois" if found.duree.unite is UniteDuree.MOIS else "an" if found.duree.nombre == 1 else "ans"
    yield problems.reconduite_en_silence(
        span=convention.span, depuis=found.depuis.isoformat(), duree=f"{found.duree.nombre} {unit}"
    )
