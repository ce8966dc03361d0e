"""Balances of cells in which a rule says nothing in a year: they pass to the next as they are.

Source: docs/langage, « Report ».
"""

from collections.abc import Container, Iterator, Mapping, Sequence

from convrules import ir
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef
from convrules.year.model import Bornes, ResultatRegle
from convrules.year.reprises import brought_into
from convrules.year.soldes import year_round


def passed_over(
    regles: Sequence[ResultatRegle], clauses: Sequence[ClauseCompilee], cadre: Cadre
) -> Mapping[str, Mapping[Clef, Bornes | None]]:
    """By account, those without any included: the year was judged. What serves no longer than a year is
    lost."""
    compiled = {clause.ident: clause for clause in clauses}
    return {
        nom: _kept(regle, _shown(regle), left)
        for regle in regles
        for nom, left in _brought(compiled[regle.clause.entete.ident], cadre)
    }


def _brought(clause: ClauseCompilee, cadre: Cadre) -> Iterator[tuple[str, Mapping[Clef, Bornes | None]]]:
    if isinstance(clause.clause, ir.Part):
        yield from brought_into(clause, cadre)
    else:
        yield clause.ident, cadre.reportes.get(clause.ident, {})


def _shown(regle: ResultatRegle) -> Container[Clef]:
    autre = (regle.autre,) if regle.autre is not None else ()
    return {year_round(cell.cellule) for cell in (*regle.cellules, *autre)}


def _kept(
    regle: ResultatRegle, shown: Container[Clef], left: Mapping[Clef, Bornes | None]
) -> Mapping[Clef, Bornes | None]:
    report, names = regle.clause.report, list(regle.dimensions)
    if report is None or report.mode is ir.ModeReport.AUCUN or report.perdu:
        return {}
    return {
        clef: solde
        for clef, solde in left.items()
        if solde != ZERO and clef not in shown and [nom for nom, _ in clef] == names
    }
