"""A floor inside a part that asks more than the whole part: what is counted in it cannot exceed it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from convrules import ir
from convrules.analyses.convention.lecture import exceptees, is_excepted
from convrules.analyses.taux import parameters, percent, taux_of
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems


def planchers_au_dessus_de_la_part(
    convention: ir.Convention, socles: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """Rates of one base that are constants; one finding per floor, on the first day on which it is so. A
    direction (`tendre vers`) may look further than the part."""
    files = (convention, *socles)
    noms, params = exceptees(files), parameters(files)
    for part in convention.clauses:
        if not isinstance(part, ir.Part) or is_excepted(part, convention, noms):
            continue
        whole = taux_of(part.regle.taux, params)
        for inner in part.dont:
            if not _is_floor(inner, part) or is_excepted(inner, convention, noms):
                continue
            assert inner.regle.taux is not None, "a floor that is a rate"
            asked = taux_of(inner.regle.taux, params)
            validities = (convention.en_vigueur, part.entete.en_vigueur, inner.entete.en_vigueur)
            for day in sorted({*(v.du or date.min for v in validities), *whole.jours, *asked.jours}):
                low, high = asked.at(day), whole.at(day)
                in_force = all(v.contains(day) for v in validities)
                if in_force and low is not None and high is not None and low > high:
                    yield problems.plancher_au_dessus_de_la_part(
                        span=inner.regle.span,
                        clause=inner.entete.nom,
                        plancher=percent(low),
                        part=part.entete.nom,
                        taux=percent(high),
                        place=part.regle.span,
                    )
                    break


def _is_floor(quota: ir.Quota, part: ir.Part) -> bool:
    """A share of the base of the part, that must be reached."""
    regle = quota.regle
    own, whole = (replace(r.population, rattachement=None) for r in (regle, part.regle))
    return (
        regle.taux is not None
        and regle.sens is not ir.Sens.AU_PLUS
        and quota.entete.force is not ir.Force.TENDRE_VERS
        and own == whole
    )
