"""What deadlines and events bring about: the chain of effects, and the day the turn closed.

Order of evaluation: clauses of `Programme.chaine` one after the other, each seeing the events that those
before it brought about, itself apart; then the closing of the turn; then obligations, which see both.
Events of a circle are errors, so nothing is decided by the order of the paper.
Source: docs/langage, « Les suites ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from convrules import ir
from convrules.base.dates import Evenement, at_most, connu, inconnu, jamais, pas_survenu
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Genre,
    Indetermine,
    Issue,
    et,
)
from convrules.base.records import dataclass, replace
from convrules.compiler import EVENEMENT_DE_L_ACTE, REPONSE, SENS_DE_REPONSE, ClauseCompilee, cases
from convrules.runtime.answers import with_answer
from convrules.runtime.closing import both, recorded_ends, turn_end, waits
from convrules.runtime.context import Contexte
from convrules.runtime.dating import Prise, first_taken, looks_back
from convrules.runtime.deadlines import evaluate_deadline, without_object
from convrules.runtime.debtors import owed_by_holder_under_delegation
from convrules.runtime.decision import EtatDelai, ResultatClause, ResultatDelai, ResultatEffet
from convrules.runtime.events import first_of, is_within, last_of, may_be_after
from convrules.runtime.journal import Acte, text
from convrules.runtime.reading import read_event
from convrules.runtime.recorded import recorded_act
from convrules.runtime.rules import Resolution, common, conflict_cause, resolve
from convrules.runtime.second_windows import second_window

Effets = Mapping[str, tuple[ResultatEffet, ...]]
Amenes = Mapping[str, list[Evenement]]
"""Effects by clause, and days on which they bring events about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaine:
    """Results of the clauses that bring events about. `fins`: what the records say of each end of the turn.
    `voir`: makes the context that obligations see."""

    delais: tuple[ResultatDelai, ...]
    suites: tuple[ResultatClause, ...]
    effets: tuple[ResultatEffet, ...]
    fins: tuple[Evenement, ...]
    resultats: Mapping[str, ResultatDelai | ResultatClause]
    voir: Callable[[], Contexte]


def run_chain(contexte: Contexte) -> Chaine:
    """Evaluate every `délai` and `suite`, feeding each the events of those before it. A turn that the
    records close is closed for what these clauses count; one that they close themselves, for what comes
    after. For a holder whose turn a remise opened, `remise` is that one, not those of its own clauses."""
    course = _Course(contexte)
    for clause in contexte.programme.chaine:
        course.take(clause)
    results, effects = course.results, course.effects
    fins = recorded_ends(course.own)
    # Why: results are shown in the order of the paper, whatever the order of evaluation.
    paper = [c.ident for c in contexte.programme.clauses if c.ident in results]
    shown = [results[ident] for ident in paper]
    return Chaine(
        delais=tuple(r for r in shown if isinstance(r, ResultatDelai)),
        suites=tuple(r for r in shown if isinstance(r, ResultatClause)),
        effets=tuple(e for ident in paper for e in effects[ident]),
        fins=fins,
        resultats=results,
        voir=partial(_closed, course.own, course.brought, effects, fins, contexte),
    )


class Passe:
    """A row as of an earlier day: what each clause then saw of it, what it brings about itself apart. Clauses
    are judged once, and no more of them than are asked about."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.course = _Course(contexte)
        self.left = list(contexte.programme.chaine)
        self.seen: dict[str, Contexte] = {}
        self.last: ClauseCompilee | None = None
        self.whole: Contexte | None = None

    def by(self, clause: ClauseCompilee) -> Contexte:
        """In its own place where it is of the chain; else all of the chain."""
        while clause in self.left:
            if self.last is not None:
                self.course.take(self.last)
            self.last = self.left.pop(0)
            self.seen[self.last.ident] = self.course.seen_by(self.last)
        if clause.ident in self.seen:
            return self.seen[clause.ident]
        if self.whole is None:
            self.whole = run_chain(self.contexte).voir()
        return self.whole


class _Course:
    """The chain as it is run: what each clause so far says and brings about."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.own = _from_own_side(contexte)
        self.results: dict[str, ResultatDelai | ResultatClause] = {}
        self.effects: dict[str, tuple[ResultatEffet, ...]] = {}
        self.brought = _brought(contexte, self.effects)

    def seen_by(self, clause: ClauseCompilee) -> Contexte:
        """The row as the clause sees it: not what it brought about when it was first judged."""
        if self.effects.pop(clause.ident, ()):
            self.brought = _brought(self.contexte, self.effects)
        return _seen(self.own, self.brought, self.effects, self.contexte)

    def take(self, clause: ClauseCompilee) -> None:
        """Judge the next clause."""
        seen, own = self.seen_by(clause), self.own
        again = clause.ident in self.results
        result, found = _evaluate(clause, seen)
        if again and isinstance(result, ResultatDelai) and result.etat is EtatDelai.DEPASSE:
            # Why: an answer that another silence is deemed to give after its limit makes it no less late.
            given = {nom: events for nom, events in self.brought.items() if nom != REPONSE}
            result, found = _evaluate(clause, replace(seen, evenements=_merged(given, own)))
        self.results[clause.ident], self.effects[clause.ident] = result, found
        for effet in found:
            _bring(effet, self.brought)


def _closed(
    own: Contexte, brought: Amenes, effects: Effets, fins: Sequence[Evenement], contexte: Contexte
) -> Contexte:
    """The row, once every clause has said what it brings about."""
    ended = turn_end(fins, [e for found in effects.values() for e in found], contexte)
    return replace(_seen(own, brought, effects, contexte), clos=ended)


def _seen(own: Contexte, brought: Amenes, effects: Effets, contexte: Contexte) -> Contexte:
    """What a clause sees of the row: what the others bring about, and answer."""
    cells = with_answer(contexte, effects)
    if not brought and cells is own.cellule:
        return own
    return replace(own, evenements=_merged(brought, own), cellule=cells)


def _brought(contexte: Contexte, effects: Effets) -> dict[str, list[Evenement]]:
    """Events that effects bring about, those of a circle being errors."""
    circle = contexte.programme.boucles - {SENS_DE_REPONSE}
    brought = {event: [inconnu(event, genre=Genre.ERREUR)] for event in circle}
    for found in effects.values():
        for effet in found:
            _bring(effet, brought)
    return brought


def _from_own_side(contexte: Contexte) -> Contexte:
    if contexte.recue is not None:
        contexte = replace(contexte, evenements={**contexte.evenements, "remise": contexte.recue})
    if not contexte.programme.denombre:
        return contexte
    return replace(contexte, clos=turn_end(recorded_ends(contexte), (), contexte))


def chain_windows(chain: Chaine, opens: Mapping[str, Issue], contexte: Contexte) -> Iterator[ResultatDelai]:
    """Second windows that deadlines and events open, in the order of the paper. `opens`: may a clause, by
    its identifier, still open one? `contexte`: the one that obligations see."""
    for clause in (c for c in contexte.programme.clauses if c.ouvre):
        result = chain.resultats.get(clause.ident)
        still = opens.get(clause.ident, True)
        if isinstance(clause.clause, ir.Suite):
            happened = at_most(read_event(clause.clause.apres, contexte), connu(contexte.au))
            found = second_window(clause, "effet", et(happened, still), contexte)
        elif isinstance(result, ResultatDelai):
            assert result.effet_date is not None, "every deadline says when what follows a miss happens"
            late = at_most(result.effet_date, connu(contexte.au))
            found = second_window(clause, "à défaut", et(late, still), contexte)
        else:
            continue
        if found is not None:
            yield found


def _bring(effet: ResultatEffet, brought: dict[str, list[Evenement]]) -> None:
    event = EVENEMENT_DE_L_ACTE.get(effet.effet.acte)
    if event is not None and not effet.effet.faculte:
        brought.setdefault(event, []).append(effet.date)


def _merged(brought: Mapping[str, list[Evenement]], own: Contexte) -> dict[str, Evenement]:
    """Each event that clauses may bring about, beside what the data record. A known day prevails, the
    earliest of them; an unknown record is not silenced by effects that do not take place."""
    kept = ((nom, events) for nom, events in brought.items() if nom != "remise" or own.recue is None)
    return {**own.evenements, **{nom: merge(read_event(nom, own), events) for nom, events in kept}}


def merge(recorded: Evenement, effects: list[Evenement]) -> Evenement:
    known = [e for e in (recorded, *effects) if is_within(e)]
    if known:
        first = first_of(known)
        return first_of([first, *(e for e in effects if not is_within(e) and e.low < first.low)])
    undecided = [e for e in effects if not e.est_jamais]
    if not undecided or (recorded.debut is None and not recorded.est_jamais):
        return recorded
    return replace(first_of([*undecided, recorded]), fait=undecided[0].fait)


# --- clauses --------------------------------------------------------------------------------
def _evaluate(
    clause: ClauseCompilee, contexte: Contexte
) -> tuple[ResultatDelai | ResultatClause, tuple[ResultatEffet, ...]]:
    own = clause.on(contexte.jour)
    if isinstance(own, ir.Suite):
        return _follow_up(clause, own, contexte)
    assert isinstance(own, ir.Delai)
    if owed_by_holder_under_delegation(clause, contexte):
        return without_object(own), ()
    result = evaluate_deadline(clause, contexte)
    assert result.effet_date is not None
    late = at_most(result.effet_date, connu(contexte.au))
    when = result.effet_date
    return result, effects_of(
        clause, "à défaut", late, lambda _, issue: Prise(issue=issue, quand=when), contexte
    )


def _follow_up(
    clause: ClauseCompilee, suite: ir.Suite, contexte: Contexte
) -> tuple[ResultatClause, tuple[ResultatEffet, ...]]:
    """A `suite` holds once its event has happened, under its own condition."""
    event = read_event(suite.apres, contexte)
    happened = at_most(event, connu(contexte.au))
    resolution = resolve(clause, "effet", contexte)
    issues = [_outcome(clause, "effet", c.conflit, c.valeur, happened) for c in resolution.candidats]
    effects = _follow_up_effects(clause, suite, happened, event, contexte)
    taken = next((e for e in effects if e.issue is True and not e.effet.faculte), None)
    day = None if taken is None else taken.date.connu
    if day is not None and common(issues, resolution.causes) is not True:
        # Why: shown as it stood on the day it took effect, which what came later does not undo.
        resolution, issues = resolve(clause, "effet", replace(contexte, au=day)), [True]
    result = ResultatClause(
        clause=suite,
        issue=common(issues, resolution.causes),
        si=resolution.si,
        cas=tuple(dict.fromkeys((*resolution.cas, *resolution.conflit))),
    )
    return result, effects


def _follow_up_effects(
    clause: ClauseCompilee, suite: ir.Suite, happened: Issue, event: Evenement, contexte: Contexte
) -> tuple[ResultatEffet, ...]:
    """What a `suite` brings about: on the first day, from its event on, on which its condition holds given
    what had happened by then. The first effect that it had stands."""
    brought = contexte.evenements
    # Why: a condition that only waits holds on no day that is past, whichever its event's may be.
    together = et if clause.reversible or looks_back(clause, contexte) else both

    def taken(effet: ir.Effet, issue: Issue) -> Prise:
        def juge(then: Contexte) -> Issue:
            # Why as one knows it today: it follows its event, whenever that is learned.
            after = read_event(suite.apres, replace(then, evenements=brought))
            return together(gives(clause, "effet", effet, then), at_most(after, connu(then.au)))

        return first_taken(clause, juge, issue, event, contexte)

    found = effects_of(clause, "effet", happened, taken, contexte)
    dated = [e for e in found if e.issue is True and e.date.connu is not None]
    if len(dated) < 2:
        return found
    first = min(dated, key=lambda e: e.date.low)
    return tuple(e for e in found if e is first or e not in dated)


def _outcome(
    clause: ClauseCompilee, cle: str, conflit: tuple[str, ...], valeur: object, happened: Issue
) -> Issue:
    if conflit:
        return Indetermine(frozenset({conflict_cause(clause, cle, conflit)}))
    return NON_APPLICABLE if valeur is None else happened


Dateur = Callable[[ir.Effet, Issue], Prise]
"""When an effect takes place, given what is known of it on the day one looks."""


def effects_of(
    clause: ClauseCompilee, cle: str, happens: Issue, taken: Dateur, contexte: Contexte
) -> tuple[ResultatEffet, ...]:
    """Effects that one key of a clause may have, or had on an earlier day. `happens`: is the event they
    follow there? A `faculté` takes place only by a recorded act. Cases in conflict leave every effect they
    may have in error."""
    resolution = resolve(clause, cle, contexte)
    every = _every_effect(clause, cle)
    given = [c.valeur for c in resolution.candidats if isinstance(c.valeur, ir.Effet)]
    if resolution.conflit:
        given = every
    # Why: what a late deadline entails dates from its limit, whenever one learns that it applied.
    # Nor does what follows an event that another clause may yet bring about on a day that is past.
    waiting = clause.guette or not contexte.guet
    attend = waiting and not isinstance(clause.clause, ir.Delai) and not perhaps_brought(clause, contexte)
    earlier = clause.reversible or looks_back(clause, contexte)
    found = []
    for effet in [*given, *(e for e in every if earlier and e not in given)]:
        together = et if clause.reversible or not attend else both
        prise = taken(effet, together(_given(clause, cle, effet, resolution), happens))
        if prise.issue is False and effet not in given:
            continue
        if effet.faculte:
            found.append(_by_act(clause.ident, effet, prise, contexte, attend=attend))
            continue
        when = _date_of(prise.issue, prise.quand, contexte.au, attend=attend)
        found.append(
            ResultatEffet(
                clause=clause.ident,
                effet=effet,
                date=when,
                issue=prise.issue,
                ouverture=prise.quand,
                attend=attend and waits(prise.issue),
            )
        )
    return tuple(found)


def perhaps_brought(clause: ClauseCompilee, contexte: Contexte) -> bool:
    """Does it follow an event of which it is not known whether clauses brought it about by the day one
    looks?"""
    own, today = clause.on(contexte.jour), contexte.au.toordinal()
    event = contexte.evenements.get(own.apres) if isinstance(own, ir.Suite) else None
    return event is not None and event.low <= today < event.high


def gives(clause: ClauseCompilee, cle: str, effet: ir.Effet, contexte: Contexte) -> Issue:
    """Does the clause have this effect, as it stands in this context?"""
    return _given(clause, cle, effet, resolve(clause, cle, contexte))


def _given(clause: ClauseCompilee, cle: str, effet: ir.Effet, resolution: Resolution) -> Issue:
    if resolution.conflit:
        return Indetermine(frozenset({conflict_cause(clause, cle, resolution.conflit)}))
    if all(c.valeur != effet for c in resolution.candidats):
        return False
    return True if resolution.unique is not None else Indetermine(resolution.causes)


def _by_act(ident: str, effet: ir.Effet, prise: Prise, contexte: Contexte, *, attend: bool) -> ResultatEffet:
    """A faculty that was opened takes place on the day of the act recorded from then on, counted as the act
    says; an act recorded before is no use of it."""
    opened, when = prise.issue, prise.quand
    nom = EVENEMENT_DE_L_ACTE.get(effet.acte)
    if nom is None or contexte.vacance is None:
        return ResultatEffet(clause=ident, effet=effet, date=jamais(), issue=False, ouverture=when)
    event = read_event(nom, replace(contexte, evenements={}))
    used = et(at_most(when, event), at_most(event, connu(contexte.au)))
    issue = et(opened, used)
    if issue is False:
        # Why: an act that is recorded was no use of it, and another one may be.
        over = not event.est_jamais and not may_be_after(event, contexte.au)
        later = pas_survenu(contexte.au, nom) if over else event
        return ResultatEffet(clause=ident, effet=effet, date=later, issue=False, ouverture=when)
    act = recorded_act(contexte.vacance, contexte.faits, nom, contexte.au)
    if issue is True and act is not None:
        effet = _as_recorded(effet, act)
    not_before = last_of([event, when]) if isinstance(issue, Indetermine) else event
    taken = _date_of(issue, not_before, contexte.au, attend=attend)
    return ResultatEffet(
        clause=ident, effet=effet, date=taken, issue=issue, ouverture=when, attend=attend and waits(issue)
    )


def _as_recorded(effet: ir.Effet, act: Acte) -> ir.Effet:
    said = text(act.ligne.cellule("decompte"))
    recorded = {"comptee": ir.Decompte.COMPTEE, "non_comptee": ir.Decompte.NON_COMPTEE}
    recorded["restituee"] = ir.Decompte.RESTITUEE
    return replace(effet, decompte=recorded[said]) if said in recorded else effet


def _every_effect(clause: ClauseCompilee, cle: str) -> list[ir.Effet]:
    values = (cas.valeur for cas in cases(*clause.regles[cle].versions))
    return list(dict.fromkeys(v for v in values if isinstance(v, ir.Effet)))


def _date_of(issue: Issue, when: Evenement, au: date, *, attend: bool = True) -> Evenement:
    """The date of what follows; unknown while it is not known whether it does: not before what it follows,
    nor by the day one looks when it only waits for what has not come, if it dates from then (`attend`);
    otherwise on that very day, or never."""
    if issue is True or when.est_jamais:
        return when
    if isinstance(issue, Indetermine):
        cause = min(issue.causes)
        if attend and waits(issue) and when.low <= au.toordinal():
            return pas_survenu(au, cause.fait, cause.genre, cause.ligne)
        last = None if attend else when.fin
        return replace(inconnu(cause.fait, cause.ligne, cause.genre), debut=when.debut, fin=last)
    return when if when.connu is None else jamais(when.fait)
