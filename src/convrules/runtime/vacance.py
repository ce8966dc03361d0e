"""One vacancy under one convention, as of a day: status, eligibility, deadlines, effects, obligations."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from convrules import ir
from convrules.base.dates import SANS_FERIE, Calendrier, Evenement, inconnu
from convrules.base.outcomes import NON_APPLICABLE
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Faits, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.corrective import evaluate_mode
from convrules.runtime.debtors import owed_by_holder_under_delegation
from convrules.runtime.decision import Decision, NonEvalue, ResultatClause
from convrules.runtime.effects import obligation_effects, run_chain
from convrules.runtime.eligibility import evaluate_eligibility
from convrules.runtime.households import evaluate_households
from convrules.runtime.places import on_territory
from convrules.runtime.reading import read_event
from convrules.runtime.recorded import with_acts, with_decisions
from convrules.runtime.rules import judge
from convrules.runtime.scope import within_scope
from convrules.runtime.statut import evaluate_status
from convrules.runtime.versions import unite, version_days

AUCUN: Final[Mapping[str, bool]] = MappingProxyType({})
NON_EVALUES = (ir.DroitIdentifie, ir.Delegation)
"""Kinds about one vacancy that are typed, shown, and not evaluated yet."""


def evaluate_vacance(
    programme: Programme,
    vacance: Vacance,
    au: date,
    *,
    calendrier: Calendrier = SANS_FERIE,
    faits: Faits | None = None,
    en_vigueur: Mapping[str, bool] = AUCUN,
) -> Decision:
    """Evaluate a vacancy under one convention with what may be known on day `au`.

    faits: the landlord's tables, for counts over the stock. en_vigueur: of other instruments, by
    identifier. When the reference date is not known, the vacancy is judged under each version of the
    text it may fall in, and what these do not agree on is not known, for want of that date.
    """
    anywhere = Contexte(
        programme=programme,
        au=au,
        jour=au,
        vacance=with_acts(vacance, faits, au),
        faits=faits,
        calendrier=calendrier,
        en_vigueur=en_vigueur,
    )
    reference = reference_event(anywhere)
    days = version_days(programme, reference, anywhere)
    decisions = [_decide(_on(anywhere, day), reference) for day in days]
    return with_decisions(unite(decisions, reference), _on(anywhere, days[0]))


def reference_event(contexte: Contexte) -> Evenement:
    """The event that gives the vacancy its reference date; a socle without `choix` names none."""
    choix = contexte.programme.convention.choix
    return read_event(choix.rattachement, contexte) if choix else inconnu("rattachement")


def _on(contexte: Contexte, jour: date) -> Contexte:
    return Contexte(
        programme=contexte.programme,
        au=contexte.au,
        jour=jour,
        vacance=contexte.vacance,
        faits=contexte.faits,
        calendrier=contexte.calendrier,
        en_vigueur=contexte.en_vigueur,
    )


def _decide(contexte: Contexte, reference: Evenement) -> Decision:
    """The decision under the text of `contexte.jour`."""
    programme, vacance = contexte.programme, contexte.vacance
    assert vacance is not None
    territoire = on_territory(programme.convention.territoire, vacance.cellule)
    champs = tuple(judge(c, contexte) for c in _of(programme, ir.ClauseChamp))
    soustractions = tuple(judge(c, contexte) for c in _of(programme, ir.Soustraction))
    eligibilites = tuple(judge(c, contexte) for c in _of(programme, ir.Eligibilite))
    statut = evaluate_status(champs, soustractions, contexte)
    chain = run_chain(contexte)
    owed = list(_of(programme, ir.Obligation))
    obligations = tuple(_obligation(c, chain.contexte) for c in owed)
    entailed = (
        effect
        for clause, result in zip(owed, obligations, strict=True)
        for effect in obligation_effects(clause, result, chain.contexte)
    )
    decision = Decision(
        vacance=vacance.id,
        convention=programme.convention.ident,
        au=contexte.au,
        territoire=territoire,
        reference=reference,
        statut=statut,
        eligible=evaluate_eligibility(statut, territoire, eligibilites, reference, contexte),
        champs=champs,
        soustractions=soustractions,
        eligibilites=eligibilites,
        menages=tuple(evaluate_households(tuple(_of(programme, ir.Eligibilite)), contexte)),
        delais=chain.delais,
        obligations=obligations,
        suites=chain.suites,
        modes=tuple(evaluate_mode(c, chain.contexte) for c in _of(programme, ir.ModeCorrectif)),
        effets=(*chain.effets, *entailed),
        tour_clos=chain.tour_clos,
        non_evalues=tuple(
            NonEvalue(clause=c.clause, code="CR801")
            for c in programme.clauses
            if isinstance(c.clause, NON_EVALUES)
        ),
    )
    return within_scope(decision)


def _of(programme: Programme, kind: type[ir.ClauseBase]) -> Iterator[ClauseCompilee]:
    return (c for c in programme.clauses if isinstance(c.clause, kind))


def _obligation(clause: ClauseCompilee, contexte: Contexte) -> ResultatClause:
    if owed_by_holder_under_delegation(clause, contexte):
        return ResultatClause(clause=clause.on(contexte.jour), issue=NON_APPLICABLE)
    return judge(clause, contexte)
