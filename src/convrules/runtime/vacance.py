"""One vacancy under one convention, as of a day: status, eligibility, deadlines, effects, obligations."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from convrules import ir
from convrules.base.dates import JOUR_MIN, Evenement
from convrules.base.outcomes import (
    Cause,
    Indetermine,
    Issue,
    NonApplicable,
    et,
)
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.runtime.closing import missed, settle
from convrules.runtime.concurrents import alone, concurrents
from convrules.runtime.context import Contexte
from convrules.runtime.corrective import evaluate_mode
from convrules.runtime.dating import looking_back
from convrules.runtime.decision import (
    Decision,
    ResultatClause,
    ResultatConcurrence,
    ResultatDefaut,
    ResultatDelai,
    ResultatDelegation,
    ResultatExercice,
    ResultatOuverture,
    ResultatStatut,
)
from convrules.runtime.defaults import default_of, taken_over
from convrules.runtime.delegation import among, exercise, exercised
from convrules.runtime.effects import Passe, chain_windows, run_chain
from convrules.runtime.eligibility import evaluate_eligibility, in_force_at
from convrules.runtime.elsewhere import Ailleurs, Ici, beside
from convrules.runtime.handover import handed_over, openings, perhaps_received, received, received_by
from convrules.runtime.households import evaluate_households
from convrules.runtime.identified import identified_clauses
from convrules.runtime.lines import judge_lines, with_silences
from convrules.runtime.memoire import Lectures, Memoire, read_to_judge
from convrules.runtime.obligations import entailed, judge_obligation, with_what_may_come_of
from convrules.runtime.places import LIEUX, on_territory
from convrules.runtime.rates import rates_read
from convrules.runtime.reading import reference_event as reference_event
from convrules.runtime.recorded import with_acts, with_decisions
from convrules.runtime.rules import judge
from convrules.runtime.scope import within_scope
from convrules.runtime.second_windows import second_window
from convrules.runtime.statut import evaluate_status
from convrules.runtime.versions import unite, version_days

if TYPE_CHECKING:
    from convrules.runtime.known_days import Inscrites, JoursConnus

NON_DEMANDEE: Final = Indetermine(frozenset({Cause(fait="éligibilité non demandée")}))
AUCUN: Final[Mapping[str, bool]] = MappingProxyType({})
"""Kinds about one vacancy that are typed, shown, and not evaluated yet."""


def evaluate_vacance(
    programme: Programme,
    vacance: Vacance,
    au: date,
    *,
    faits: Faits | None = None,
    en_vigueur: Mapping[str, bool] = AUCUN,
    memoire: Memoire | None = None,
    comptes_seuls: bool = False,
) -> Decision:
    """Evaluate a vacancy under one convention with what may be known on day `au`.

    faits: the landlord's tables, for counts over the stock. en_vigueur: of other instruments, by
    identifier. When the reference date is not known, the vacancy is judged under each version of the
    text it may fall in, and what these do not agree on is not known, for want of that date. What the
    landlord's other conventions say of the same vacancy (`programme.voisins`) is taken into account.
    memoire: answers kept from the rows before. comptes_seuls: what counts it is asked, and nothing of whether
    it may go to the holder, nor of decisions, second windows and rates, which only its own page shows.
    """
    seen = with_acts(vacance, faits, au)
    programme = beside(programme, seen)
    anywhere = Contexte(
        programme=programme,
        au=au,
        jour=au,
        vacance=seen,
        faits=faits,
        en_vigueur=en_vigueur,
        exercer=among((programme, *programme.voisins)),
        memoire=memoire,
        comptes_seuls=comptes_seuls,
        lectures=Lectures(seen, au),
        revues={},
    )
    return _evaluate(anywhere, ())


def evaluate_everywhere(
    ici: Ici, vacance: Vacance, au: date, *, faits: Faits | None = None
) -> tuple[Decision, ...]:
    """One vacancy under each of a landlord's conventions, what they read of it being read once; under those
    off whose territory it is, only what is read of it."""
    seen = with_acts(vacance, faits, au)
    anywhere = partial(Contexte, au=au, jour=au, vacance=seen, faits=faits, lectures=Lectures(seen, au))

    def judged(programme: Programme) -> Decision:
        p = beside(programme, seen)
        return _evaluate(anywhere(programme=p, exercer=among((p, *p.voisins))), ())

    return tuple(
        judged(programme) if here else Ailleurs(seen.id, programme, au, judged)
        for programme, here in ici.of(seen)
    )


def _evaluate(anywhere: Contexte, ecartes: tuple[Programme, ...]) -> Decision:
    """One convention in its neighbourhood. `ecartes`: the neighbours for which it is judged."""
    programme, alone_then = anywhere.programme, anywhere
    neighbours = _neighbourhood(anywhere, ecartes)
    anywhere = _beside(neighbours, anywhere)
    # Why as of today: what a row is judged under does not hang on the earlier day on which it is seen.
    today = anywhere.retrospectif or anywhere.au
    reference = reference_event(anywhere if today is anywhere.au else replace(anywhere, au=today))
    days = version_days(programme, reference, anywhere)
    on_days = [_looking_back(replace(anywhere, jour=day), alone_then, ecartes) for day in days]
    found = unite([_decide(at, reference) for at in on_days], reference)
    only = alone(programme.convention.ident, neighbours.concurrentes)
    silent = anywhere.comptes_seuls or isinstance(found.eligible, NonApplicable)
    found = replace(
        found,
        eligible=found.eligible if silent else et(found.eligible, only),
        concurrentes=neighbours.concurrentes,
        exercice=neighbours.exercice,
        exercees=neighbours.exercees,
        ouvertures=neighbours.ouvertures,
        recue=neighbours.recue,
        remises=handed_over(found.effets, anywhere, programme.voisins),
        defaut=neighbours.defaut,
        recueillis=neighbours.recueillis,
        en_vigueur=in_force_at(programme.convention.en_vigueur, reference, today),
    )
    if anywhere.comptes_seuls:
        return found
    rates = tuple(rates_read(on_days[0])) if len(on_days) == 1 else ()
    return with_decisions(replace(found, taux=rates) if rates else found, on_days[0])


def _beside(neighbours: "_Voisinage", anywhere: Contexte) -> Contexte:
    """One convention with what its neighbours say that bears on it."""
    if neighbours is SEUL:
        return anywhere
    found, au = neighbours.ouvertures, anywhere.au
    recue, guet = neighbours.recue and received_by(found, au), perhaps_received(found, au)
    return replace(anywhere, exercice=neighbours.exercice, recue=recue, recue_au_guet=guet)


def _looking_back(contexte: Contexte, anywhere: Contexte, ecartes: tuple[Programme, ...]) -> Contexte:
    """The row, from which earlier days are seen. anywhere: the same before its neighbours spoke."""

    def as_of(au: date) -> Contexte:
        today = anywhere.retrospectif or anywhere.au
        then = replace(anywhere, au=au, retrospectif=today, comptes_seuls=True)
        return with_silences(replace(_beside(_neighbourhood(then, ecartes), then), jour=contexte.jour))

    return looking_back(contexte, ecartes, as_of, Passe)


def decide_again(
    modele: Decision,
    reference: Evenement,
    contexte: Contexte,
    inscrites: "Inscrites",
    jours: "JoursConnus | None" = None,
) -> Decision:
    """What follows from the own days of a row that is otherwise as `modele` says, under a convention that
    stands apart and has neither obligations nor clauses on other rows. jours: how its deadlines are judged
    where these days are known."""
    vacance = contexte.vacance
    assert vacance is not None
    found = jours.judge(contexte, inscrites.vie) if jours is not None and inscrites.sure else None
    if found is not None:
        delais, effets = found
        settled = settle(effets, inscrites.fins, contexte)
        own = replace(
            modele,
            vacance=vacance.id,
            reference=reference,
            delais=delais,
            effets=settled.effets,
            tour_clos=settled.tour_clos,
        )
        return within_scope(own, settled.inscrite)
    voisins, au = contexte.programme.voisins, contexte.au
    alone_then = replace(
        contexte, exercer=among((contexte.programme, *voisins)), lectures=Lectures(vacance, au)
    )
    contexte = _looking_back(alone_then, alone_then, ())
    chain = run_chain(contexte)
    settled = settle(chain.effets, chain.fins, contexte)
    own = replace(
        modele,
        vacance=vacance.id,
        reference=reference,
        delais=chain.delais,
        suites=chain.suites,
        effets=settled.effets,
        tour_clos=settled.tour_clos,
    )
    own = within_scope(own, settled.inscrite)
    return replace(own, remises=handed_over(own.effets, replace(contexte, jour=au), voisins))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voisinage:
    """What other conventions say of this one."""

    exercice: ResultatExercice | None
    exercees: tuple[ResultatDelegation, ...]
    ouvertures: tuple[ResultatOuverture, ...]
    recue: Evenement | None
    defaut: ResultatDefaut | None
    recueillis: tuple[ResultatDefaut, ...]
    concurrentes: tuple[ResultatConcurrence, ...]


SEUL: Final = _Voisinage(
    exercice=None, exercees=(), ouvertures=(), recue=None, defaut=None, recueillis=(), concurrentes=()
)


def _neighbourhood(contexte: Contexte, ecartes: tuple[Programme, ...]) -> _Voisinage:
    programme, voisins = contexte.programme, contexte.programme.voisins
    counted_apart = programme.comptes_a_part and not programme.concurrents
    if programme.a_part or (contexte.comptes_seuls and counted_apart):
        return SEUL

    def judge_neighbour(other: Programme) -> Decision:
        others = tuple(p for p in voisins if p is not other)
        known = replace(other, voisins=others, instruments=programme.instruments)
        return _evaluate(replace(contexte, programme=known), (*ecartes, programme))

    def judge_alone(other: Programme) -> Decision:
        known = replace(other, recoit=False, instruments=programme.instruments)
        return _evaluate(
            replace(contexte, programme=known, exercice=None, recue=None, recue_au_guet=None), ()
        )

    opened = openings(contexte, voisins, judge_neighbour)
    return _Voisinage(
        exercice=exercise(contexte, voisins),
        exercees=tuple(exercised(contexte, voisins)),
        ouvertures=opened or (),
        recue=None if opened is None else received(opened),
        defaut=default_of(contexte, voisins),
        recueillis=tuple(taken_over(contexte, voisins)),
        concurrentes=tuple(concurrents(contexte, judge_alone)),
    )


def _decide(contexte: Contexte, reference: Evenement) -> Decision:
    """The decision under the text of `contexte.jour`."""
    programme, vacance = contexte.programme, contexte.vacance
    assert vacance is not None
    territoire = _here(contexte)
    written, contexte = contexte, with_silences(contexte)
    chain = run_chain(contexte)
    # Why: every clause sees the turn as it stands, so that what is counted is known once it is closed.
    recorded, contexte = contexte, chain.voir()
    champs = tuple(judge(c, contexte) for c in programme.of(ir.ClauseChamp))
    soustractions = tuple(judge(c, contexte) for c in programme.of(ir.Soustraction))
    statut = _status(champs, soustractions, contexte)
    owed = programme.of(ir.Obligation)
    obligations = tuple(judge_obligation(c, contexte) for c in owed)
    owing = (
        effect
        for clause, result in zip(owed, obligations, strict=True)
        for effect in entailed(clause, result, reference, contexte)
    )
    effets = with_what_may_come_of((*chain.effets, *owing), reference, recorded)
    settled = settle(effets, chain.fins, recorded)
    decision = Decision(
        vacance=vacance.id,
        convention=programme.convention.ident,
        au=contexte.au,
        territoire=territoire,
        reference=reference,
        statut=statut,
        eligible=NON_DEMANDEE,
        champs=champs,
        soustractions=soustractions,
        delais=chain.delais,
        obligations=obligations,
        suites=chain.suites,
        modes=tuple(evaluate_mode(c, contexte) for c in programme.of(ir.ModeCorrectif)),
        effets=settled.effets,
        tour_clos=settled.tour_clos,
        elements=tuple(judge_lines(contexte, written)),
    )
    if not contexte.comptes_seuls:
        windows = (
            second_window(c, "à défaut", et(missed(result), settled.ouvre.get(c.ident, True)), contexte)
            for c, result in zip(owed, obligations, strict=True)
        )
        opened = (*chain_windows(chain, settled.ouvre, contexte), *(w for w in windows if w is not None))
        decision = _for_holder(decision, opened, contexte)
    return within_scope(decision, settled.inscrite)


def _for_holder(decision: Decision, opened: tuple[ResultatDelai, ...], contexte: Contexte) -> Decision:
    """May it go to the holder, and why? opened: second windows."""
    clauses = contexte.programme.of(ir.Eligibilite)
    today = replace(contexte, a_ce_jour=True)
    judged = tuple(judge(c, today) for c in clauses)
    return replace(
        decision,
        eligible=evaluate_eligibility(
            decision.statut, decision.territoire, judged, decision.reference, contexte
        ),
        eligibilites=judged,
        menages=tuple(evaluate_households(clauses, today)),
        nouvelles_propositions=opened,
    )


def _here(contexte: Contexte) -> Issue:
    """Is the row on the territory?"""
    territoire, vacance, memoire = (
        contexte.programme.convention.territoire,
        contexte.vacance,
        contexte.retenues,
    )
    assert vacance is not None
    if memoire is None:
        return on_territory(territoire, vacance.cellule)
    # Why no text and no day of it: a territory never changes.
    return memoire.once(
        territoire, "ici", LIEUX, vacance, JOUR_MIN, lambda: on_territory(territoire, vacance.cellule)
    )


def _status(
    champs: tuple[ResultatClause, ...], soustractions: tuple[ResultatClause, ...], contexte: Contexte
) -> ResultatStatut:
    """The same for the same results, where rights on identified dwellings have no say."""
    memoire = contexte.retenues
    if memoire is None or identified_clauses(contexte.programme):
        return evaluate_status(champs, soustractions, contexte)
    programme = contexte.programme
    asked = (*programme.of(ir.ClauseChamp), *programme.of(ir.Soustraction))
    if any(memoire.noms(c, "juge règle", partial(read_to_judge, c, "règle")) is None for c in asked):
        return evaluate_status(champs, soustractions, contexte)
    key = ("statut", len(champs), *map(id, champs), *map(id, soustractions))
    lives = (champs, soustractions)
    return memoire.of(key, lives, lambda: evaluate_status(champs, soustractions, contexte))
