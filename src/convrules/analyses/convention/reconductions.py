"""Conventions that live on by silence, as of the day of the check."""

from collections.abc import Iterator
from datetime import date

from convrules import ir
from convrules.base.dates import UniteDuree
from convrules.base.texte import compte
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems


def reconduites(convention: ir.Convention, au: date | None) -> Iterator[Diagnostic]:
    """The first term is past and nothing written prolongs: someone should know that it was not denounced."""
    found = convention.reconduction
    if au is None or found is None or au < found.depuis or not convention.en_vigueur.contains(au):
        return
    nombre = found.duree.nombre
    months = found.duree.unite is UniteDuree.MOIS
    duree = compte(nombre, "{n} mois", "{n} mois") if months else compte(nombre, "{n} an", "{n} ans")
    yield problems.reconduite_en_silence(span=convention.span, depuis=found.depuis.isoformat(), duree=duree)
