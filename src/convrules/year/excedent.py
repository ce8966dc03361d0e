"""Withdrawals up to a limit: what goes beyond it stays in the base, as a number.

No dwelling is named: of W that the clause withdraws and a limit L, each stays in the base for (W − L) / W
of a dwelling, whatever the order of rows, in every cell alike. Source: docs/langage, « L'année », retraits.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import floor, prod
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, non, une
from convrules.base.records import replace
from convrules.runtime.decision import Decision, Statut
from convrules.year.assiette import Cadre, Sujet, is_row, reference_in_period
from convrules.year.bornes import ZERO, between, hull
from convrules.year.cellules import Groupe, perhaps
from convrules.year.couverture import lacking
from convrules.year.model import Bornes, ResultatCellule
from convrules.year.rangs import Rang
from convrules.year.suivi import Suivi, firm, of_status
from convrules.year.valeurs import RIEN_EN_TROP, Excedent

A_VENIR = frozenset({Cause(fait="soustractions de l'année", genre=Genre.FUTUR)})
RIEN: frozenset[Cause] = frozenset()
DU_FLUX = (Statut.SOUSTRAIT, Statut.DANS_L_ASSIETTE)


def limited(cadre: Cadre) -> ir.Soustraction | None:
    """The withdrawal that has a limit: one at most, and none where a forecast is what leaves the base."""
    if cadre.choix.soustractions is not ir.ModeSoustraction.REALISE:
        return None
    found = (c.on(cadre.periode.du) for c in cadre.programme.clauses)
    return next((c for c in found if isinstance(c, ir.Soustraction) and c.limite is not None), None)


def excess_of(cadre: Cadre) -> Excedent:
    """What goes beyond the limit in the period: a share of each dwelling that the clause withdraws."""
    clause = limited(cadre)
    if clause is None or clause.limite is None:
        return RIEN_EN_TROP
    rows: list[tuple[Suivi, Issue]] = []
    flux: list[Issue] = []
    for suivi in cadre.suivis:
        here = et(is_row(suivi), reference_in_period(suivi, None, cadre))
        if here is not False:
            flux.append(et(here, _in_flow(suivi.decision)))
            rows.append((suivi, et(here, withdrawn_by(clause, suivi.decision))))
    retires, base = _count(issue for _, issue in rows), _count(iter(flux))
    doubt = RIEN.union(*(causes_of(i) for i in flux), *(causes_of(i) for _, i in rows))
    least = _beyond(clause.limite, retires.min, base.max)
    greatest = _beyond(clause.limite, retires.max, base.min)
    part = between(_share(least, retires.min), _share(greatest, retires.max))
    causes = doubt if part.valeur is None else RIEN
    ahead = lacking(cadre, seule=True) if cadre.au >= cadre.periode.au else A_VENIR
    simple = base.valeur is not None and not ahead
    if ahead and retires.max:
        # Why: both what is withdrawn and the flow may still grow, and with them the share that stays.
        part = between(0 if clause.limite.part else part.min, 1)
        causes |= ahead
    return Excedent(
        clause=clause.entete.ident,
        part=part,
        nombre=between(least, greatest),
        limite=between(_limit(clause.limite, base.min), _limit(clause.limite, base.max)),
        retires={s.vacance.id: issue for s, issue in rows if issue is not False},
        surs=int(retires.min),
        simple=simple and all(_either(clause, s, issue, cadre) for s, issue in rows),
        causes=causes,
    )


def withdrawn_by(clause: ir.Soustraction, decision: Decision) -> Issue:
    """Is the dwelling withdrawn for this reason alone? What another clause withdraws has no limit."""
    possibles = decision.statut.possibles
    if Statut.SOUSTRAIT not in possibles:
        return False
    own = [s.issue for s in decision.soustractions if s.clause.entete.ident == clause.entete.ident]
    others = [s.issue for s in decision.soustractions if s.clause.entete.ident != clause.entete.ident]
    alone = et(firm(une(own)), non(firm(une(others))) if others else True)
    return et(alone, Indetermine(decision.statut.causes)) if len(possibles) > 1 else alone


def _either(clause: ir.Soustraction, suivi: Suivi, issue: Issue, cadre: Cadre) -> bool:
    """Known, or not known for the only reason that the clause is not: withdrawn by it, or in the base."""
    if isinstance(issue, bool):
        return True
    here = et(is_row(suivi), reference_in_period(suivi, None, cadre))
    others = (s.issue for s in suivi.decision.soustractions if s.clause.entete.ident != clause.entete.ident)
    return (
        here is True
        and frozenset(suivi.decision.statut.possibles) == frozenset(DU_FLUX)
        and not any(firm(o) is not False for o in others)
    )


def _in_flow(decision: Decision) -> Issue:
    found = {s in DU_FLUX for s in decision.statut.possibles}
    return Indetermine(decision.statut.causes) if len(found) > 1 else found.pop()


def _count(issues: Iterator[Issue]) -> Bornes:
    low = high = 0
    for issue in issues:
        low += issue is True
        high += issue is not False
    return between(low, high)


def _limit(limite: ir.Limite, flux: Fraction) -> int:
    return floor(limite.valeur * flux if limite.part else limite.valeur)


def _beyond(limite: ir.Limite, retires: Fraction, flux: Fraction) -> Fraction:
    return max(Fraction(0), retires - _limit(limite, flux))


def _share(beyond: Fraction, retires: Fraction) -> Fraction:
    return beyond / retires if retires else Fraction(0)


# --- rows -----------------------------------------------------------------------------------
Lecture: TypeAlias = Callable[[Sujet], Rang]


def with_rest(sujet: Sujet, cadre: Cadre, read: Lecture, *, rest: bool) -> Iterator[tuple[Sujet, Rang]]:
    """A row, and what stays of it in the base (when `rest`) if it is withdrawn beyond a limit."""
    rang = read(sujet)
    issue = _withdrawn(sujet, cadre) if rest else False
    yield sujet, _either_way(rang, sujet, issue, cadre, read) if isinstance(issue, Indetermine) else rang
    for row, doubt in _remainders(sujet, cadre) if issue is True else ():
        yield row, perhaps(read(row), doubt) if doubt else read(row)


def _withdrawn(sujet: Sujet, cadre: Cadre) -> Issue:
    """Does the clause that has a limit withdraw it, some of what is withdrawn staying in the base?"""
    found, suivi = cadre.excedent, sujet.suivi
    return found.retires.get(suivi.vacance.id, False) if suivi is not None and found.part != ZERO else False


def _either_way(rang: Rang, sujet: Sujet, issue: Indetermine, cadre: Cadre, read: Lecture) -> Rang:
    """In the base or withdrawn, it is there for one dwelling at most: whole, or the part that stays."""
    assert sujet.suivi is not None, "withdrawn: a vacancy"
    rest = read(_remainder(sujet, sujet.suivi, Fraction(1), ""))
    return replace(
        rang,
        options=rang.options | rest.options,
        taux=hull((rang.taux, rest.taux)),
        causes=rang.causes | rest.causes | cadre.excedent.causes | causes_of(issue),
        selon=frozenset(),
        par_option=(),
        par_monde=(),
    )


def _remainders(sujet: Sujet, cadre: Cadre) -> Iterator[tuple[Sujet, frozenset[Cause]]]:
    """What of a dwelling withdrawn stays in the base: a part for certain, and one that may (with why)."""
    found, suivi = cadre.excedent, sujet.suivi
    assert suivi is not None, "withdrawn: a vacancy"
    if found.part.min:
        yield _remainder(sujet, suivi, found.part.min, "excédent"), RIEN
    if found.part.max > found.part.min:
        yield _remainder(sujet, suivi, found.part.max - found.part.min, "excédent possible"), found.causes


def _remainder(sujet: Sujet, suivi: Suivi, poids: Fraction, mot: str) -> Sujet:
    """The dwelling as if it stood in the base, for a part of itself."""
    decided = of_status(suivi, (Statut.DANS_L_ASSIETTE,))
    return replace(sujet, id=f"{sujet.id} ({mot})", suivi=decided, poids=poids, excedent=True)


# --- exact bounds ---------------------------------------------------------------------------
SCENARIOS_MAX = 400
"""LIMIT: ways of sharing the dwellings in doubt that are judged apart; beyond, the bounds are wider."""


def scenarios(groupe: Groupe, cadre: Cadre, ends: bool, read: Lecture) -> tuple[tuple[Rang, ...], ...]:
    """The rows of a cell for each number of dwellings that the clause may withdraw: dwellings in doubt that
    are alike change places freely. None when there is one way, or when there are too many to tell apart.

    ends: the others' least and greatest number suffice (in a part, what stays is never counted)."""
    found = cadre.excedent
    if not found.simple or found.part == ZERO or len(found.retires) == found.surs or groupe.peut_etre:
        return ()
    fixed: list[Rang] = []
    stays: list[Rang] = []
    groups: dict[tuple[object, ...], list[tuple[Rang, Rang]]] = {}
    for sujet in groupe.surs:
        assert sujet.suivi is not None, "a flow counts vacancies"
        issue = found.retires.get(sujet.suivi.vacance.id, False)
        rest = read(_remainder(sujet, sujet.suivi, Fraction(1), "excédent")) if issue is not False else None
        if rest is None or issue is True:
            fixed.append(read(sujet))
            stays += [rest] if rest is not None else []
            continue
        kept = read(replace(_remainder(sujet, sujet.suivi, Fraction(1), ""), id=sujet.id, excedent=False))
        alike = tuple((r.options, r.taux, r.par_option) for r in (kept, rest))
        groups.setdefault(alike, []).append((kept, rest))
    outside = len(found.retires) - found.surs - sum(len(g) for g in groups.values())
    others = sorted({0, outside}) if ends else range(outside + 1)
    if len(others) * prod(len(g) + 1 for g in groups.values()) > SCENARIOS_MAX:
        return ()
    return tuple(
        _rows_of(fixed, stays, list(zip(groups.values(), chosen, strict=True)), found, elsewhere)
        for chosen in product(*(range(len(g) + 1) for g in groups.values()))
        for elsewhere in others
    )


def _rows_of(
    fixed: list[Rang],
    stays: list[Rang],
    groups: list[tuple[list[tuple[Rang, Rang]], int]],
    found: Excedent,
    elsewhere: int,
) -> tuple[Rang, ...]:
    """One scenario: so many of each group are withdrawn, and so many elsewhere."""
    kept = [row for rows, taken in groups for row, _ in rows[taken:]]
    beyond = [*stays, *(rest for rows, taken in groups for _, rest in rows[:taken])]
    retires = Fraction(found.surs + elsewhere + sum(taken for _, taken in groups))
    share = _share(max(Fraction(0), retires - found.limite.min), retires)
    return (*fixed, *kept, *(replace(rest, poids=share) for rest in beyond if share))


def sharpened(exact: ResultatCellule, wide: ResultatCellule) -> ResultatCellule:
    """Numbers and verdict of the scenarios; rows as they are told apart without them."""
    return replace(
        exact,
        lignes_base=wide.lignes_base,
        lignes_comptees=wide.lignes_comptees,
        lignes_restituees=wide.lignes_restituees,
        regularisation=wide.regularisation,
        a_completer=wide.a_completer,
        lignes_a_venir=wide.lignes_a_venir,
    )
