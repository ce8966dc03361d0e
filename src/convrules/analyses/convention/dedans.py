"""Floors inside a part that ask more than the whole part, one alone or several together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.convention.lecture import always_in_force, exceptees, fixed_facts, is_excepted
from convrules.analyses.decision.recherche import But, Reponse, possible
from convrules.analyses.taux import parameters, percent, taux_of
from convrules.base.texte import cite, suite
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
                        plancher=percent(low, high),
                        part=part.entete.nom,
                        taux=percent(high, low),
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


def planchers_qui_s_ajoutent(
    convention: ir.Convention, socles: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """Floors inside a part that no dwelling serves together, each asking no more than the part: what they ask
    adds up. Rates that are written, without condition; one finding per part."""
    files = (convention, *socles)
    noms, fixes = exceptees(files), fixed_facts(convention)
    for part in convention.clauses:
        if not isinstance(part, ir.Part) or is_excepted(part, convention, noms):
            continue
        whole = _written(part.regle.taux)
        floors = [
            q
            for q in part.dont
            if _is_floor(q, part)
            and q.entete.si is None
            and always_in_force(q, convention, convention)
            and not is_excepted(q, convention, noms)
            and 0 < _written(q.regle.taux) <= whole
        ]
        apart: list[ir.Quota] = []
        for floor in sorted(floors, key=lambda q: (-_written(q.regle.taux), q.entete.nom)):
            if all(_exclude(floor, other, fixes) for other in apart):
                apart.append(floor)
        total = sum((_written(q.regle.taux) for q in apart), Fraction(0))
        if total > whole:
            apart.sort(key=lambda q: q.entete.nom)
            yield problems.planchers_qui_s_ajoutent(
                span=apart[-1].regle.span,
                clause=apart[-1].entete.nom,
                clauses=suite((cite(q.entete.nom) for q in apart), "et"),
                total=percent(total, whole),
                part=part.entete.nom,
                taux=percent(whole, total),
                places=(*(q.regle.span for q in apart[:-1]), part.regle.span),
            )


def _written(taux: ir.Expr | None) -> Fraction:
    """A rate that is written as such; nought of any other."""
    value = taux.valeur if isinstance(taux, ir.Litteral) else None
    return value if isinstance(value, Fraction) else Fraction(0)


def _exclude(one: ir.Quota, other: ir.Quota, fixes: Mapping[tuple[str, str], str]) -> bool:
    """Can no dwelling count for both?"""
    wanted = [But(expr=p, span=p.span) for p in (one.regle.public, other.regle.public) if p is not None]
    return len(wanted) == 2 and possible(wanted, fixes) is Reponse.IMPOSSIBLE
