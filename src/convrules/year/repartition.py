"""A split: one account's whole due among several, by weights and largest remainders.

Whole parts first, then one each by largest fraction, ties by the declared order: the shares sum to the due,
each within one of its exact share. Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Issue, causes_of, et
from convrules.compiler import ClauseCompilee
from convrules.runtime.rules import resolve
from convrules.runtime.scalar import evaluate
from convrules.year.assiette import (
    Cadre,
    Sujet,
    belongs,
    in_flow,
    recorded_on,
    reference_in_period,
    status_issue,
    vacancy,
)
from convrules.year.bornes import between
from convrules.year.cellules import Place, locate
from convrules.year.model import (
    Bornes,
    CelluleRepartie,
    Lot,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
)
from convrules.year.periode import periods
from convrules.year.suivi import Monde, Suivi, firm

RIEN: frozenset[Cause] = frozenset()
LARGE = 2000
"""LIMIT: dues tried one by one when the due is an interval; beyond, each share is bounded within one."""


# --- the arithmetic ---------------------------------------------------------------------------
def split(total: int, weights: Sequence[Fraction]) -> tuple[int, ...]:
    """Share a whole due (not negative) by weights (not negative, not all 0) and largest remainders."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    left = total - sum(shares)
    # Why sorted is enough: it is stable, so ties keep the declared order.
    first = sorted(range(len(weights)), key=lambda i: shares[i] - exact[i])[:left]
    return tuple(share + (i in first) for i, share in enumerate(shares))


def split_bounds(due: Bornes, weights: Sequence[Fraction]) -> tuple[Bornes, ...]:
    """Shares over every whole due of an interval. They are not monotone in the due, so each is tried."""
    low, high = _at_least(due.min), _floor(due.max)
    if high - low > LARGE:
        whole = sum(weights)
        return tuple(between(max(0, _floor(low * w / whole)), -_floor(-high * w / whole)) for w in weights)
    tried = [split(total, weights) for total in range(low, high + 1)] or [split(max(0, high), weights)]
    return tuple(between(min(shares), max(shares)) for shares in zip(*tried, strict=True))


def _floor(x: Fraction) -> int:
    return x.numerator // x.denominator


def _at_least(x: Fraction) -> int:
    return max(0, -_floor(-x))


# --- over the year ----------------------------------------------------------------------------
def splits(
    clauses: Sequence[ClauseCompilee], regles: Iterable[ResultatRegle], cadre: Cadre
) -> Iterator[ResultatRepartition]:
    """Each `répartition`, on the cells of the part that it splits."""
    parts = {regle.clause.entete.ident: regle for regle in regles}
    for clause in clauses:
        own = clause.clause
        if isinstance(own, ir.Repartition):
            applies = _applies(clause, cadre)
            regle = parts.get(own.de)
            cells = regle.cellules if regle is not None and applies is not False else ()
            rows: Comptees = _rows(own, cadre) if cells else {}
            yield ResultatRepartition(
                clause=own,
                issue=applies,
                cellules=tuple(_cell(own, cell, applies, rows, cadre) for cell in cells),
            )


def _applies(clause: ClauseCompilee, cadre: Cadre) -> Issue:
    """Under its own `si`, on the first day of the year; an exception may set it aside."""
    day = max(cadre.periode.du, clause.clause.entete.en_vigueur.du or cadre.periode.du)
    if not clause.clause.entete.en_vigueur.contains(day):
        return False
    resolution = resolve(clause, "force", cadre.contexte(day))
    if any(c.ecartee_par for c in resolution.candidats) and len(resolution.candidats) == 1:
        return False
    doubt: Issue = resolution.condition
    return firm(doubt)


def _cell(
    own: ir.Repartition, cell: ResultatCellule, applies: Issue, rows: "Comptees", cadre: Cadre
) -> CelluleRepartie:
    weights, causes = _weights(own, cadre)
    due = cell.du_arrondi
    known = due.valeur if due is not None else None
    if known is not None and known.denominator != 1:
        causes |= {Cause(fait=f"{own.de}, arrondi", genre=Genre.ERREUR)}
    shares = split_bounds(due, weights) if due and weights and not causes else None
    done = [_done(compte, cell, rows) for compte, _ in own.entre]
    causes |= causes_of(applies) | (cell.causes if known is None else RIEN)
    any_share = between(0, max(Fraction(0), due.max)) if due is not None else None
    return CelluleRepartie(
        cellule=cell.cellule,
        du=due,
        lots=tuple(
            Lot(
                compte=compte,
                du=shares[i] if shares is not None else any_share,
                realise=done[i][0],
                poids=weights[i] if weights else None,
                lignes_comptees=done[i][1],
            )
            for i, (compte, _) in enumerate(own.entre)
        ),
        causes=causes,
    )


def _weights(own: ir.Repartition, cadre: Cadre) -> tuple[tuple[Fraction, ...], frozenset[Cause]]:
    """Weights on the first day of the year; none when they are not known or make no sense."""
    found: list[Fraction] = []
    causes = RIEN
    for compte, expr in own.entre:
        valeur = evaluate(expr, cadre.contexte(cadre.periode.du)).valeur
        if isinstance(valeur, Fraction) and valeur >= 0:
            found.append(valeur)
        else:
            wrong = Cause(fait=f"{own.entete.ident}, {compte}", genre=Genre.ERREUR)
            causes |= causes_of(valeur) or {wrong}
    if not causes and not sum(found):
        causes = frozenset({Cause(fait=f"{own.entete.ident}, poids nuls", genre=Genre.ERREUR)})
    return (() if causes else tuple(found)), causes


# --- what is done -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Comptee:
    """A row that may be done on an account: where it stands, and whether it is."""

    id: str
    place: Place
    issue: Issue


Comptees: TypeAlias = dict[tuple[str, str], list[Comptee]]
"""By period (a quarter's name, or nothing) and account."""


def _rows(own: ir.Repartition, cadre: Cadre) -> Comptees:
    part = next((c.clause for c in cadre.programme.clauses if c.ident == own.de), None)
    assert isinstance(part, ir.Part), "checked: a split is that of a part"
    found: Comptees = {}
    for periode in periods(cadre.choix.periode, cadre.annee, cadre.en_vigueur):
        here = replace(cadre, periode=periode)
        for compte, _ in own.entre:
            rows = (_row(compte, part, suivi, here) for suivi in cadre.suivis)
            found[periode.nom, compte] = [row for row in rows if row is not None]
    return found


def _row(compte: str, part: ir.Part, suivi: Suivi, cadre: Cadre) -> Comptee | None:
    issue = recorded_on(compte, suivi, cadre)
    if issue is not False:
        issue = firm(et(issue, _event(part, vacancy(suivi), suivi.mondes[0], cadre)))
    place = locate(vacancy(suivi), part.application.dimensions) if issue is not False else None
    return Comptee(id=suivi.vacance.id, place=place, issue=issue) if place is not None else None


def _event(part: ir.Part, sujet: Sujet, monde: Monde, cadre: Cadre) -> Issue:
    """The event that the part counts, on a row of its flow, whoever holds the account."""
    suivi = sujet.suivi
    assert suivi is not None, "a part counts events of vacancies"
    # A part's count is the holder's by nature; here it is that of each account.
    counted = ir.Population(
        classes=part.compte.classes,
        statut=part.compte.statut,
        condition=part.compte.condition,
        niveau=part.compte.niveau,
        base=part.compte.base,
    )
    issue = et(belongs(counted, sujet, monde, cadre), in_flow(part.regle.population, sujet, monde, cadre))
    if issue is False:
        return False
    issue = et(issue, status_issue(counted.statut, suivi.decision))
    issue = et(issue, status_issue(part.regle.population.statut, suivi.decision))
    inside = reference_in_period(suivi, monde, cadre) if cadre.avec_leur_vacance else True
    return et(issue, inside)


def _done(compte: str, cell: ResultatCellule, rows: Comptees) -> tuple[Bornes, tuple[str, ...]]:
    pairs = dict(cell.cellule)
    quarter = pairs.pop("trimestre", "")
    clef = tuple(pairs.items())
    here = [row for row in rows.get((quarter, compte), ()) if row.place.may_be(clef)]
    sure = tuple(sorted(row.id for row in here if row.issue is True and row.place.sure))
    return between(len(sure), len(here)), sure
