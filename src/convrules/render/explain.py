"""One vacancy in French, convention by convention: its status and why, who it may go to, by when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Cause, Indetermine, Issue, NonApplicable, causes_of
from convrules.render import acts, neighbours, numbers, words
from convrules.render.accounts import explain_account
from convrules.render.clauses import debiteur, delai, effet, enonce
from convrules.render.deadlines import by, course, when
from convrules.render.details import details
from convrules.render.document import Bloc, detail, paragraphe, puce, sous_titre, titre
from convrules.render.explain_elements import element_blocs
from convrules.render.expressions import phrase
from convrules.render.french import cite, de, listing, sentence
from convrules.render.lexicon import Lexique, shown
from convrules.render.places import perhaps_over
from convrules.render.status import rates, status, told_once
from convrules.render.summary import common_head, in_brief, shared
from convrules.render.values import event
from convrules.runtime.closing import closes
from convrules.runtime.decision import (
    Decision,
    ResultatClause,
    ResultatDelai,
    ResultatDelegation,
    ResultatEffet,
    Statut,
)
from convrules.runtime.scope import effects_told
from convrules.year.model import Imputation

FIN = "\u202f"


def explain(
    decisions: Sequence[Decision],
    conventions: Mapping[str, ir.Convention],
    lexique: Lexique,
    imputation: Imputation | None = None,
    *,
    fins_inconnues: Sequence[str] = (),
) -> tuple[Bloc, ...]:
    """The whole explanation of one vacancy: in brief, the account, what conventions share, a section per
    convention that bears on it.

    conventions: by identifier, for the names of their parties. imputation: None when it was not asked.
    fins_inconnues: ends of the life that are perhaps missing from the data; it is judged without them."""
    assert decisions, "a vacancy is explained under one convention at least"
    first = decisions[0]
    blocs = [titre(f"Vacance {first.vacance}, vue au {numbers.jour(first.au)}")]
    blocs += in_brief(decisions, conventions, imputation, lexique)
    if fins_inconnues:
        blocs.append(puce(unrecorded(fins_inconnues, lexique)))
    if imputation is not None:
        clauses: list[ir.Clause] = [r.clause for d in decisions for r in (*d.suites, *d.obligations)]
        clauses += [r.clause for d in decisions for r in d.delais]
        clauses += [lecture.clause for lecture in imputation.lectures]
        blocs += explain_account(imputation, clauses, lexique)
    communs = shared(decisions)
    if communs:
        blocs += [*common_head(decisions, conventions), *told_once(communs, lexique)]
    for decision in decisions:
        if decision.territoire is not False:
            blocs += explain_one(decision, conventions, lexique, communs)
    return tuple(blocs)


def unrecorded(noms: Sequence[str], lexique: Lexique) -> str:
    """Ends of the life that are perhaps missing from the data."""
    dates = listing([shown(nom, lexique) for nom in noms], "ou")
    return (
        f"Date non renseignée{FIN}: {dates}. La vacance est lue comme si rien de tel n'avait eu lieu, et ses "
        f"délais courent. Sinon, écrivez la date{FIN}: ce qui suit peut changer."
    )


def explain_one(
    decision: Decision,
    conventions: Mapping[str, ir.Convention],
    lexique: Lexique,
    communs: Sequence[ResultatClause] = (),
) -> Iterator[Bloc]:
    """The section of one convention. communs: results told before, for several conventions."""
    convention = conventions[decision.convention]
    holder = convention.reservataire.nom if convention.reservataire else convention.ident
    yield sous_titre(f"{holder} — convention {cite(convention.ident)}")
    if decision.en_vigueur is False:
        said = neighbours.out_of_force(convention, decision.reference)
        yield paragraphe(sentence(f"{said}{FIN}; elle ne dit rien de cette vacance"))
        yield from neighbours.defaults(decision, lexique)
        return
    if convention.en_vigueur.suspens:
        yield paragraphe(perhaps_over(convention.en_vigueur))
    if isinstance(decision.territoire, Indetermine):
        doubt = words.causes(decision.territoire.causes, lexique)
        yield paragraphe(f"On ne sait pas si le logement est sur son territoire ({doubt}).")
    yield paragraphe(_reference(decision, lexique))
    yield from status(decision, communs, lexique)
    yield from rates(decision, lexique)
    if decision.statut.statut is Statut.HORS_CHAMP:
        yield paragraphe("Hors de son champ, la convention n'impose et n'ouvre rien sur ce logement.")
        yield from acts.decisions(decision, lexique)
        return
    yield from _eligibility(decision, holder, lexique)
    yield from neighbours.concurrent(decision, lexique)
    yield from neighbours.defaults(decision, lexique)
    yield from neighbours.exercise(decision, conventions, lexique)
    yield from neighbours.opened(decision, conventions)
    for resultat in decision.delais:
        yield from _deadline(resultat, decision, lexique)
    for resultat in decision.nouvelles_propositions:
        yield from _second_window(resultat, decision, lexique)
    for obligation in decision.obligations:
        yield from _obligation(obligation, decision, lexique)
    yield from element_blocs(decision.elements, decision.au, lexique)
    yield from acts.modes(decision, lexique)
    yield from _effects(decision, lexique)
    yield from neighbours.handed_over(decision, conventions, lexique)
    yield from acts.decisions(decision, lexique)
    yield from _missing(decision, lexique)


def _reference(decision: Decision, lexique: Lexique) -> str:
    reference = decision.reference
    if reference.debut is None and not reference.est_jamais:
        return f"La date de référence n'est pas connue ({words.causes(why(reference).causes, lexique)})."
    return f"Date de référence{FIN}: {event(reference)}."


# --- eligibility ----------------------------------------------------------------------------
def _eligibility(decision: Decision, holder: str, lexique: Lexique) -> Iterator[Bloc]:
    closed = bool(by(decision.tour_clos))
    match decision.eligible:
        case True:
            said = "elle était possible" if closed else "possible"
        case False:
            said = "elle n'était pas possible" if closed else "impossible"
        case NonApplicable():
            said = "la question ne se pose pas"
        case Indetermine(causes=causes):
            said = f"indéterminée ({words.causes(causes, lexique)})"
    yield paragraphe(f"Orientation vers {cite(holder)}{FIN}: {said}.")
    if isinstance(decision.eligible, NonApplicable):
        return
    for resultat in decision.eligibilites:
        if isinstance(resultat.issue, NonApplicable):
            continue
        household = isinstance(resultat.clause, ir.Eligibilite) and resultat.clause.menage
        note = ", à vérifier sur le ménage présenté" if household else ""
        outcomes = {True: "condition remplie", False: "condition non remplie"}
        known = outcomes[resultat.issue] if isinstance(resultat.issue, bool) else "condition indéterminée"
        yield puce(
            sentence(f"{named(resultat.clause)}{FIN}: {enonce(resultat.clause, lexique)}{FIN}; {known}{note}")
        )
        yield from details(resultat, lexique)
    yield from _households(decision, lexique)


def _households(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    for menage in decision.menages:
        refused = [r for r in menage.resultats if r.issue is False]
        match menage.issue:
            case True | NonApplicable():
                said = "le ménage peut être présenté"
            case False:
                names = listing([cite(r.clause.entete.nom) for r in refused])
                said = f"le ménage ne peut pas être présenté ({names})"
            case Indetermine(causes=causes):
                said = f"indéterminé ({words.causes(causes, lexique)})"
        yield puce(f"Candidature {cite(menage.candidature)}{FIN}: {said}.")


# --- deadlines and obligations --------------------------------------------------------------
def _deadline(resultat: ResultatDelai, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    clause = resultat.clause
    owed = _owed(clause, decision)
    yield paragraphe(sentence(f"{named(clause)}{FIN}: {delai(clause.regle, lexique)}{owed}"))
    yield from course(resultat, decision.au, lexique)


def _second_window(resultat: ResultatDelai, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """A window that a clause opens, under the name and article of that clause."""
    opener = neighbours.opening_clause(resultat, decision)
    may = "faculté, " if resultat.ouverture is not None and resultat.ouverture.faculte else ""
    said = f"seconde fenêtre, {may}{named(opener)}{FIN}: {delai(resultat.clause.regle, lexique)}"
    yield paragraphe(sentence(said))
    yield from course(resultat, decision.au, lexique)


def _obligation(resultat: ResultatClause, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    found = words.OBLIGATION_DITE[words.word_of_obligation(resultat.issue)]
    clause = resultat.clause
    owed = _owed(clause, decision)
    yield paragraphe(sentence(f"{named(clause)}{FIN}: {enonce(clause, lexique)}{owed}"))
    yield puce(sentence(f"obligation {found}{_why(resultat.issue, lexique)}"))
    yield from details(resultat, lexique)


def _owed(clause: ir.Clause, decision: Decision) -> str:
    owed = debiteur(clause)
    resolved = neighbours.debtor_resolved(clause, decision)
    return f" (à la charge {de(owed)}{resolved})" if owed else ""


def _why(issue: Issue, lexique: Lexique) -> str:
    return f"{FIN}: {words.causes(issue.causes, lexique)}" if isinstance(issue, Indetermine) else ""


# --- effects, gaps --------------------------------------------------------------------------
def _effects(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    effects = effects_told(decision)
    held = [e for e in effects if e.issue is True]
    open_ = [e for e in effects if isinstance(e.issue, Indetermine)]
    if held or open_ or any(e.devance for e in effects):
        yield paragraphe("Effets\u202f:")
    for e in held:
        yield puce(sentence(f"{_effect_held(e)}{when(e.date)}, par {_entailing(e, decision)}"))
        yield from _because_of(e, decision, lexique)
    for e in open_:
        doubt = words.causes(causes_of(e.issue), lexique)
        said = f"peut-être{FIN}: {effet(e.effet)}, par {_entailing(e, decision)} ({doubt})"
        yield puce(sentence(said))
        yield from _because_of(e, decision, lexique)
    for e in (e for e in effects if e.devance):
        said = f"sans suite{FIN}: {effet(e.effet)}{when(e.date)}, par {_entailing(e, decision)}"
        yield puce(sentence(f"{said} (le tour était déjà clos)"))
    closed = by(decision.tour_clos)
    if closed:
        yield paragraphe(f"Le tour de cette vacance s'est clos {closed}.")
    elif any(closes(e.effet.acte) and not e.attend for e in open_):
        yield paragraphe("On ne sait pas si le tour de cette vacance est clos.")


def _entailing(e: ResultatEffet, decision: Decision) -> str:
    """The clause that entails an effect, with its article."""
    able: list[ir.Clause] = [r.clause for r in (*decision.suites, *decision.obligations)]
    able += [r.clause for r in decision.delais]
    clause = next((c for c in able if c.entete.ident == e.clause), None)
    return named(clause) if clause is not None else f"la clause {cite(e.clause)}"


def _because_of(e: ResultatEffet, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """What a `suite` follows from; a deadline or an obligation is told of in its own place."""
    for resultat in decision.suites:
        if resultat.clause.entete.ident == e.clause and isinstance(resultat.clause, ir.Suite):
            yield detail(sentence(enonce(resultat.clause, lexique)))
            if resultat.clause.entete.si is not None:
                yield detail(sentence(f"condition{FIN}: {phrase(resultat.clause.entete.si, lexique)}"))
            yield from details(resultat, lexique)


def _effect_held(e: ResultatEffet) -> str:
    """A faculty takes place because somebody used it."""
    if not e.effet.faculte:
        return effet(e.effet)
    return f"{effet(replace(e.effet, faculte=False))} (par un acte enregistré)"


def _missing(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Each missing fact and the clauses it blocks."""
    blocked = missing(decision)
    if blocked:
        yield paragraphe("Ce qui manque, et ce que cela bloque\u202f:")
    for cause in sorted(blocked):
        names = listing([cite(c) for c in blocked[cause]])
        yield puce(sentence(f"{words.causes([cause], lexique)}{FIN}; bloque {names}"))


def missing(decision: Decision) -> dict[Cause, list[str]]:
    """Clauses left undetermined, by the facts that would settle them."""
    blocked: dict[Cause, list[str]] = {}
    results: Iterable[tuple[str, Iterable[Cause]]] = (
        *(
            (r.clause.entete.ident, causes_of(r.issue))
            for r in (
                *decision.champs,
                *decision.soustractions,
                *decision.eligibilites,
                *decision.obligations,
                *decision.suites,
                *(m.resultat for m in decision.modes),
            )
        ),
        *((r.clause.entete.ident, r.causes) for r in (*decision.delais, *decision.nouvelles_propositions)),
        *((e.resultat.clause.entete.ident, e.causes) for e in decision.elements),
        *((r.clause.entete.ident, causes_of(r.issue)) for r in decision.statut.droits),
        *((x.clause.entete.ident, causes_of(x.issue)) for x in _delegations(decision)),
    )
    for ident, causes in results:
        for cause in causes:
            if ident not in blocked.setdefault(cause, []):
                blocked[cause].append(ident)
    return blocked


def _delegations(decision: Decision) -> Sequence[ResultatDelegation]:
    return decision.exercice.delegations if decision.exercice is not None else ()


def named(clause: ir.Clause) -> str:
    """« délai « premiere_proposition » (article 6) »."""
    return neighbours.cited(clause)
