"""Balances of cells in which a rule says nothing in a year: they pass to the next as they are.

Source: docs/langage, « Report ».
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef
from convrules.year.model import Bornes, ResultatRegle
from convrules.year.reprises import brought_into
from convrules.year.soldes import year_round

Soldes: TypeAlias = Mapping[str, Mapping[Clef, Bornes | None]]


def passed_over(
    regles: Sequence[ResultatRegle], clauses: Sequence[ClauseCompilee], cadre: Cadre
) -> tuple[Soldes, Soldes]:
    """By account, those without any included: the year was judged. Then what serves no longer than a year,
    and is lost in this one."""
    compiled = {clause.ident: clause for clause in clauses}
    passed: dict[str, Mapping[Clef, Bornes | None]] = {}
    lost: dict[str, Mapping[Clef, Bornes | None]] = {}
    for regle in regles:
        report = regle.clause.report
        carried = report is not None and report.mode is not ir.ModeReport.AUCUN
        for nom, left in _brought(compiled[regle.clause.entete.ident], cadre):
            silent = _unsaid(regle, left) if carried else {}
            ages = report is not None and report.perdu
            passed[nom], lost[nom] = ({}, silent) if ages else (silent, {})
    return passed, {nom: cells for nom, cells in lost.items() if cells}


def _brought(clause: ClauseCompilee, cadre: Cadre) -> Iterator[tuple[str, Mapping[Clef, Bornes | None]]]:
    if isinstance(clause.clause, ir.Part):
        yield from brought_into(clause, cadre)
    else:
        yield clause.ident, cadre.reportes.get(clause.ident, {})


def _shown(regle: ResultatRegle) -> Container[Clef]:
    autre = (regle.autre,) if regle.autre is not None else ()
    return {year_round(cell.cellule) for cell in (*regle.cellules, *autre)}


def _unsaid(regle: ResultatRegle, left: Mapping[Clef, Bornes | None]) -> Mapping[Clef, Bornes | None]:
    """What is brought into cells in which the rule says nothing."""
    shown, names = _shown(regle), list(regle.dimensions)
    return {
        clef: solde
        for clef, solde in left.items()
        if solde != ZERO and clef not in shown and [nom for nom, _ in clef] == names
    }
