"""Who exercises the rights of a holder on one vacancy: the holder, or a delegate, on the day of information.

The account never moves. Two delegations in force on one vacancy that name two delegates are an error that
names both.
Source: docs/langage, « La délégation ».
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, causes_of, et, non
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.context import AUCUN_EVENEMENT, Contexte
from convrules.runtime.decision import ResultatDelegation, ResultatExercice
from convrules.runtime.decisions import answer_on
from convrules.runtime.holders import common_validity, covering, designates, holder_name, within
from convrules.runtime.places import on_territory
from convrules.runtime.reading import read_event, reference_event
from convrules.runtime.rules import common, conflict_cause, resolve
from convrules.runtime.scalar import evaluate_issue

RIEN: frozenset[Cause] = frozenset()


def exercise(contexte: Contexte, voisins: Sequence[Programme]) -> ResultatExercice | None:
    """Who exercises the rights of the holder of `contexte.programme`. voisins: the landlord's other
    conventions, where a delegation may be written too. None when none is about this holder."""
    if not contexte.programme.delegations and not any(p.delegations for p in voisins):
        return None
    found = tuple(
        _delegation(clause, text, source, contexte, voisins)
        for source, clause in _written(contexte.programme, voisins)
        for text in clause.versions or (clause.clause,)
        if isinstance(text, ir.Delegation) and designates(text.titulaire, contexte.programme)
    )
    return _exercise(found) if found else None


def among(everyone: Sequence[Programme]) -> Callable[[Contexte], ResultatExercice | None]:
    """Who exercises the rights of the holder of a context's programme, as of its day, whatever clause asks:
    of what clauses bring about nothing is read. `everyone`: the landlord's conventions."""

    return partial(_exercise_among, everyone)


def _exercise_among(everyone: Sequence[Programme], contexte: Contexte) -> ResultatExercice | None:
    others = [p for p in everyone if p.convention.ident != contexte.programme.convention.ident]
    anywhere = replace(
        contexte, jour=contexte.au, ligne=None, evenements=AUCUN_EVENEMENT, niveau=ir.Niveau.VACANCE
    )
    return exercise(anywhere, others)


def of_landlord(contexte: Contexte) -> ResultatExercice | None:
    """The same of whoever judges a convention for itself: among all those of its landlord."""
    programme = contexte.programme
    return _exercise_among((programme, *programme.voisins), contexte)


def exercised(contexte: Contexte, voisins: Sequence[Programme]) -> Iterator[ResultatDelegation]:
    """Rights of others that the holder of `contexte.programme` exercises here, or may."""
    own = contexte.programme
    everyone = (own, *voisins)
    if not any(p.delegations for p in everyone):
        return
    assert contexte.vacance is not None
    for voisin in voisins:
        # Why: off its territory, its holder has no right that another would exercise.
        here = on_territory(voisin.convention.territoire, contexte.vacance.cellule)
        if here is False:
            continue
        others = tuple(p for p in everyone if p is not voisin)
        result = exercise(replace(contexte, programme=voisin), others)
        for delegation in result.delegations if result is not None else ():
            issue = et(here, delegation.issue)
            if issue is not False and designates(delegation.delegataire, own):
                yield delegation if here is True else replace(delegation, issue=issue)


def _written(own: Programme, voisins: Sequence[Programme]) -> Iterator[tuple[Programme, ClauseCompilee]]:
    """Every delegation, once: a clause of a socle is the same in all the conventions that inherit it."""
    seen: set[tuple[str, str]] = set()
    for source in (own, *voisins):
        for clause in source.delegations:
            where = "" if "." in clause.ident else source.convention.ident
            if (where, clause.ident) not in seen:
                seen.add((where, clause.ident))
                yield source, clause


def _exercise(found: tuple[ResultatDelegation, ...]) -> ResultatExercice:
    certain = [d for d in found if d.issue is True]
    perhaps = [d for d in found if isinstance(d.issue, Indetermine)]
    shown = tuple(d for d in found if d.issue is not False)
    named = {d.delegataire for d in certain}
    perhaps = [d for d in perhaps if d.delegataire not in named]
    if len(named) > 1:
        names = tuple(sorted(d.clause.entete.ident for d in certain))
        cause = Cause(fait=", ".join(names), genre=Genre.ERREUR)
        return ResultatExercice(delegations=shown, possibles=(), causes=frozenset({cause}), conflit=names)
    causes = RIEN.union(*(causes_of(d.issue) for d in perhaps))
    first: tuple[ResultatDelegation | None, ...] = tuple(certain[:1]) or (None,)
    return ResultatExercice(delegations=shown, possibles=(*first, *perhaps), causes=causes)


# --- one delegation ---------------------------------------------------------------------------
def _delegation(
    clause: ClauseCompilee,
    own: ir.Delegation,
    source: Programme,
    contexte: Contexte,
    voisins: Sequence[Programme],
) -> ResultatDelegation:
    """One text of a delegation: an amendment makes it another, whose days do not meet those of the first."""
    assert contexte.vacance is not None
    everyone = {p.convention.ident: p for p in (source, *voisins, contexte.programme)}
    there = covering(own.delegataire, everyone.values(), contexte.vacance)
    known = {p.convention.ident: p for p, issue in there if issue is True}
    delegate = next(iter(known.values())) if len(known) == 1 and len(there) == len(known) else None
    return ResultatDelegation(
        clause=own,
        convention=source.convention.ident,
        titulaire=contexte.programme.convention.ident,
        delegataire=own.delegataire,
        issue=_bears(clause, own, source, contexte),
        convention_delegataire=delegate.convention.ident if delegate is not None else None,
        nom=holder_name(delegate) if delegate is not None else None,
    )


def _bears(clause: ClauseCompilee, own: ir.Delegation, source: Programme, contexte: Contexte) -> Issue:
    """In force on the day of information, and about this vacancy."""
    informed = read_event("information", contexte)
    validity = common_validity(own.entete.en_vigueur, source.convention.en_vigueur)
    in_time = within(validity, informed)
    if in_time is False:
        return False
    there = replace(contexte, programme=source, jour=_day_within(validity, informed, contexte.jour))
    resolution = resolve(clause, "porte sur", there)
    issues: list[Issue] = []
    for candidat in resolution.candidats:
        if candidat.conflit:
            issues.append(Indetermine(frozenset({conflict_cause(clause, "porte sur", candidat.conflit)})))
        elif candidat.valeur is None:
            issues.append(False)
        else:
            assert isinstance(candidat.valeur, ir.Etendue), "checked: the extent of a delegation"
            reference = reference_event(there).connu or there.jour
            issues.append(_covers(candidat.valeur, clause, there, reference=reference))
    return et(in_time, common(issues, resolution.causes))


def _day_within(validite: ir.Validite, informed: Evenement, reference: date) -> date:
    """The day whose text is read: that of information, else the nearest to the reference date on which
    the delegation stands."""
    day = informed.connu or reference
    if validite.du is not None and day < validite.du:
        return validite.du
    return validite.au if validite.au is not None and day > validite.au else day


def _covers(etendue: ir.Etendue, clause: ClauseCompilee, contexte: Contexte, *, reference: date) -> Issue:
    """Is the vacancy one of those delegated: its condition, none of the parts excluded, its fraction? The
    parts are those of the text of its reference day."""
    issue: Issue = True
    if etendue.condition is not None:
        issue = _firm(evaluate_issue(etendue.condition, contexte))
    for part in etendue.sauf:
        issue = et(issue, non(_falls_in(part, replace(contexte, jour=reference))))
    if etendue.taux is not None and issue is not False:
        issue = et(issue, recorded(clause.ident, contexte))
    return issue


def _firm(issue: Issue) -> Issue:
    return False if isinstance(issue, NonApplicable) else issue


def _falls_in(part: str, contexte: Contexte) -> Issue:
    """Does the vacancy fall in a part of the holder's? Certainly not when the part's own condition leaves
    it out; otherwise somebody says it, for several parts may have the same flow."""
    clause = next((c for c in contexte.programme.clauses if c.ident == part), None)
    texts = resolve(clause, "règle", contexte).candidats if clause is not None else ()
    if texts and all(not text.conflit and _leaves_out(text.valeur, contexte) for text in texts):
        return False
    return recorded(part, contexte)


def _leaves_out(rule: ir.CleValeur | None, contexte: Contexte) -> bool:
    """Does a part or a quota, in one text of it, leave the vacancy out for certain: by its conditions, or by
    saying nothing of it?"""
    if not isinstance(rule, ir.ReglePart | ir.RegleQuota):
        return rule is None
    public = rule.public if isinstance(rule, ir.RegleQuota) else None
    asked = (condition for condition in (rule.population.condition, public) if condition is not None)
    return any(_firm(evaluate_issue(condition, contexte)) is False for condition in asked)


# --- what people say --------------------------------------------------------------------------
def recorded(nom: str, contexte: Contexte) -> Issue:
    """The answer recorded for this vacancy to « does it fall under this clause? », read as any decision."""
    assert contexte.vacance is not None
    matter = (("vacance", contexte.vacance.id),)
    return answer_on(nom, matter, Cause(fait=nom, genre=Genre.HUMAIN), contexte)[0]
