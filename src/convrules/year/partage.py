"""Which clause splits a part, and whether among others than its holder.

A part of which others have a share is judged account by account: what is on its holder's account alone says
nothing of the whole. Source: docs/langage, « Répartition ».
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Issue, causes_of
from convrules.compiler import ClauseCompilee, Programme, cases
from convrules.runtime.holders import is_holder
from convrules.runtime.rules import resolve
from convrules.runtime.scalar import evaluate
from convrules.year.assiette import Cadre, period_before
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef
from convrules.year.periode import Intervalle
from convrules.year.soldes import carried_cells
from convrules.year.suivi import firm


def splits_of(part: str, programme: Programme) -> Iterator[tuple[ClauseCompilee, ir.Repartition]]:
    for clause in programme.clauses:
        if isinstance(clause.clause, ir.Repartition) and clause.clause.de == part:
            yield clause, clause.clause


def shared_by(part: str, cadre: Cadre) -> list[ir.Repartition]:
    """Splits of a part that apply, or may."""
    return [own for clause, own in splits_of(part, cadre.programme) if applies(clause, cadre) is not False]


def is_shared_out(part: str, cadre: Cadre) -> bool:
    """Does a split that applies, or may, give others than the holder a share of this part?"""
    return any(
        not all(is_holder(cadre.programme, compte, cadre.finer) for compte, _ in own.entre)
        for own in shared_by(part, cadre)
    )


def applies(clause: ClauseCompilee, cadre: Cadre) -> Issue:
    """Under its own `si`, on the first day of the period on which its part is, if it is; an exception may set
    it aside."""
    own = clause.clause
    parts = (c for c in cadre.programme.clauses if isinstance(own, ir.Repartition) and c.ident == own.de)
    # Why the first day on which it stands: a part may begin, or resume, within the period.
    day = next((found for part in parts if (found := first_day(part, cadre.periode))), None)
    return False if day is None else applies_on(clause, cadre, day)


def applies_on(clause: ClauseCompilee, cadre: Cadre, day: date) -> Issue:
    if not clause.stands_on(day):
        return False
    resolution = resolve(clause, "force", cadre.contexte(day))
    if any(c.ecartee_par for c in resolution.candidats) and len(resolution.candidats) == 1:
        return False
    doubt: Issue = resolution.condition
    return firm(doubt)


def switched_in(clause: ClauseCompilee, cadre: Cadre) -> Iterator[tuple[date, bool]]:
    """Days of the period on which its `si`, or an exception, makes it begin (True) or no longer apply."""
    for day in cadre.versions:
        if not cadre.periode.du < day <= cadre.periode.au:
            continue
        before = day - timedelta(days=1)
        if clause.stands_on(before) and clause.stands_on(day):
            was, stands = (applies_on(clause, cadre, d) is not False for d in (before, day))
            if was is not stands:
                yield day, stands


def first_day(part: ClauseCompilee, periode: Intervalle) -> date | None:
    lives = [text.entete.en_vigueur for text in part.versions or (part.clause,)]
    begun = (max(life.du or periode.du, periode.du) for life in lives)
    return min((day for day in begun if day <= periode.au and part.stands_on(day)), default=None)


def weights(own: ir.Repartition, cadre: Cadre) -> tuple[tuple[Fraction, ...], frozenset[Cause]]:
    """Weights on the first day of the year; none when they are not known or make no sense."""
    found: list[Fraction] = []
    causes: frozenset[Cause] = frozenset()
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


def own_share(part: str, cadre: Cadre) -> Fraction | None:
    """What of a part is the holder's own: all of it when nothing splits it among others; None when the
    weights are not known."""
    whole = Fraction(1)
    for clause, own in splits_of(part, cadre.programme):
        applied = applies(clause, cadre)
        if applied is False:
            continue
        known, _ = weights(own, cadre)
        if applied is not True or not known:
            return None
        pairs: Mapping[str, Fraction] = dict(zip((c for c, _ in own.entre), known, strict=True))
        mine = sum((w for c, w in pairs.items() if is_holder(cadre.programme, c, cadre.finer)), Fraction(0))
        whole = mine / sum(pairs.values(), Fraction(0))
    return whole


def share_causes(part: str, cadre: Cadre) -> frozenset[Cause]:
    """Why one does not know what of a part is the holder's own."""
    found = [
        (applies(clause, cadre), weights(own, cadre)[1]) for clause, own in splits_of(part, cadre.programme)
    ]
    return frozenset().union(*(causes_of(issue) | wrong for issue, wrong in found if issue is not False))


def account_names(own: ir.Repartition, compte: str) -> tuple[str, ...]:
    """How a table of balances, or the year before, may name an account."""
    return tuple(dict.fromkeys(f"{nom}.{compte}" for nom in (own.entete.ident, own.entete.nom)))


def owed_on_accounts(part: str, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """Cells in which an account of a split of this part brings a balance, whatever the part itself brings; of
    a split that has just ended, too."""
    before = period_before(cadre)
    for clause, own in splits_of(part, cadre.programme):
        there = applies(clause, cadre) is not False
        there = there or (before is not None and applies(clause, before) is not False)
        for compte, _ in own.entre if there else ():
            names = account_names(own, compte)
            left = cadre.reportes.get(names[0])
            if left is None:
                yield from carried_cells(names, dimensions, cadre)
            else:
                yield from (clef for clef, solde in left.items() if solde != ZERO)


def owed_within(part: str, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """Cells in which a quota that stands in this part brings a balance."""
    for clause in carrying_within(part, cadre):
        left = cadre.reportes.get(clause.ident)
        if left is None:
            yield from carried_cells((clause.ident, clause.clause.entete.nom), dimensions, cadre)
        else:
            yield from (clef for clef, solde in left.items() if solde != ZERO)


def carrying_within(part: str, cadre: Cadre) -> Iterator[ClauseCompilee]:
    """Quotas that stand in a part and carry a balance."""
    for clause in cadre.programme.clauses:
        if isinstance(clause.clause, ir.Quota) and clause.clause.parent == part and carries(clause):
            yield clause


def carries(clause: ClauseCompilee) -> bool:
    """Does some text of it carry a balance over?"""
    found = (cas.valeur for cas in cases(*clause.regles["report"].versions))
    return any(isinstance(r, ir.Report) and r.mode is not ir.ModeReport.AUCUN for r in found)
