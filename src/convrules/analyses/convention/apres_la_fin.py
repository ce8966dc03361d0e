"""A day that is written, and comes only once the convention has ended."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.dates import Duree, UniteDuree, shift
from convrules.base.source import Span
from convrules.base.texte import cite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems
from convrules.ir.textes import with_nested

_BILAN: Final = Duree(nombre=1, unite=UniteDuree.AN)
"""A report of the last year is due after the end, and within a year."""


def jours_apres_la_fin(convention: ir.Convention) -> Iterator[Diagnostic]:
    """The first day of a finding or of a revision after the last one in force; a sending, a year later."""
    au = convention.en_vigueur.au
    if au is None:
        return
    for span, jour, nom in _days(convention, au):
        yield problems.jour_apres_la_fin(span=span, jour=jour.isoformat(), quoi=nom, fin=au.isoformat())


def _days(convention: ir.Convention, au: date) -> Iterator[tuple[Span, date, str]]:
    for clause in with_nested(convention.clauses):
        if isinstance(clause, ir.ModeCorrectif) and clause.constat.depuis > au:
            yield clause.constat.span, clause.constat.depuis, cite(clause.entete.nom)
        regle = clause.regle if isinstance(clause, ir.Transmission) else None
        if isinstance(regle, ir.EcheanceFixe) and regle.date is not None and regle.date > shift(au, _BILAN):
            yield regle.span, regle.date, cite(clause.entete.nom)
    for declared in convention.parametres:
        if declared.revision is not None and declared.revision.depuis > au:
            yield declared.revision.span, declared.revision.depuis, cite(declared.nom)
