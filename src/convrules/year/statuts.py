"""Vacancies of the year by status."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, Issue, causes_of, et
from convrules.base.records import replace
from convrules.runtime.decision import Decision, Statut
from convrules.year.assiette import Cadre
from convrules.year.model import Bornes, Situation
from convrules.year.perimetre import alike, in_years
from convrules.year.retraits import categories, withdrawn
from convrules.year.statut_demande import status_of
from convrules.year.suivi import counted, firm

ORDRE: Final = tuple(Statut)


def statuses(cadre: Cadre) -> tuple[tuple[tuple[Statut, Bornes], ...], int, int]:
    """How many have each status, how many may be of the year at all, and how many of these perhaps."""
    every = tuple((statut, _counted(statut, cadre)) for statut in Statut)
    under = [found for found in alike(cadre) if firm(found.dedans) is not False]
    perhaps = sum(found.nombre for found in under if found.dedans is not True)
    return every, sum(found.nombre for found in under), perhaps


def _counted(statut: Statut, cadre: Cadre) -> Bornes:
    found = alike(cadre)
    return counted((et(one.dedans, status_of(one.une.decision, statut)), one.nombre) for one in found)


# --- which they are -----------------------------------------------------------------------------
def situations(cadre: Cadre) -> tuple[Situation, ...]:
    """Those of the vacancies that may be of the year, by status, what is certain first. Asked once of rows
    that share one status, as they are counted."""
    known: dict[tuple[int, int], list[list[str]]] = {}
    found: dict[tuple[object, ...], tuple[Situation, list[str]]] = {}
    withdrawals = categories(cadre)
    for suivi, inside in zip(cadre.suivis, in_years(cadre), strict=True):
        if firm(inside) is False:
            continue
        key = id(suivi.dite.statut), id(inside)
        if key not in known:
            told = _told(suivi.decision, inside, withdrawals)
            known[key] = [found.setdefault(_key(one), (one, []))[1] for one in told]
        for rows in known[key]:
            rows.append(suivi.vacance.ligne.id)
    made = [replace(one, vacances=tuple(rows)) for one, rows in found.values()]
    return tuple(sorted(made, key=lambda one: (ORDRE.index(one.statut), not one.certain, one.categories)))


def _key(one: Situation) -> tuple[object, ...]:
    ident = one.clause.entete.ident if one.clause is not None else None
    return one.statut, one.certain, ident, one.categories, one.causes


def _told(decision: Decision, inside: Issue, withdrawals: Sequence[str]) -> Iterator[Situation]:
    for statut in decision.statut.possibles:
        issue = et(inside, status_of(decision, statut))
        gone = statut is Statut.SOUSTRAIT
        names = tuple(c for c in withdrawals if withdrawn(decision, c) is not False) if gone else ()
        yield Situation(
            statut=statut,
            certain=issue is True,
            clause=_deciding(decision),
            categories=names,
            causes=causes_of(issue) | (_of_withdrawals(decision) if len(names) > 1 else frozenset()),
            vacances=(),
        )


def _deciding(decision: Decision) -> ir.Clause | None:
    """The clause that gives the status, where one is known to."""
    rights = (right.clause for right in decision.statut.droits)
    results = (result.clause for result in (*decision.champs, *decision.soustractions))
    return next((c for c in (*rights, *results) if c.entete.ident == decision.statut.clause), None)


def _of_withdrawals(decision: Decision) -> frozenset[Cause]:
    """Why it is not known which of them holds."""
    return frozenset[Cause]().union(*(causes_of(result.issue) for result in decision.soustractions))
