"""One vacancy in French, convention by convention: its status and why, who it may go to, by when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Cause, Indetermine, Issue, NonApplicable, causes_of
from convrules.base.texte import t
from convrules.render import acts, neighbours, numbers, words
from convrules.render.accounts import explain_account
from convrules.render.clauses import debiteur, delai, effet, enonce
from convrules.render.deadlines import by, course, may_be_undone, when
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
from convrules.runtime.closing import closes, reopens
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
    blocs = [titre(t("Vacance {vacance}, vue au {au}", vacance=first.vacance, au=numbers.jour(first.au)))]
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
    return t(
        "Date non renseignée\u202f: {dates}. La vacance est lue comme si rien de tel "
        "n'avait eu lieu, et ses délais courent. Sinon, écrivez la date\u202f: ce qui "
        "suit peut changer.",
        dates=dates,
    )


def explain_one(
    decision: Decision,
    conventions: Mapping[str, ir.Convention],
    lexique: Lexique,
    communs: Sequence[ResultatClause] = (),
) -> Iterator[Bloc]:
    """The section of one convention. communs: results told before, for several conventions."""
    convention = conventions[decision.convention]
    holder = neighbours.holder_of(convention.ident, conventions)
    yield sous_titre(
        t("{titulaire} — convention «\u00a0{ident}\u00a0»", titulaire=holder, ident=convention.ident)
    )
    if decision.en_vigueur is False:
        said = neighbours.out_of_force(convention, decision.reference)
        yield paragraphe(sentence(t("{said}\u202f; elle ne dit rien de cette vacance", said=said)))
        yield from neighbours.defaults(decision, lexique)
        return
    if convention.en_vigueur.suspens:
        yield paragraphe(perhaps_over(convention.en_vigueur))
    if isinstance(decision.territoire, Indetermine):
        doubt = words.causes(decision.territoire.causes, lexique)
        yield paragraphe(t("On ne sait pas si le logement est sur son territoire ({doubt}).", doubt=doubt))
    yield paragraphe(_reference(decision, lexique))
    yield from status(decision, communs, lexique)
    yield from rates(decision, lexique)
    if decision.statut.statut is Statut.HORS_CHAMP:
        yield paragraphe(t("Hors de son champ, la convention n'impose et n'ouvre rien sur ce logement."))
        yield from acts.decisions(decision, lexique)
        return
    yield from _eligibility(decision, holder, lexique)
    yield from neighbours.concurrent(decision, lexique)
    yield from neighbours.defaults(decision, lexique)
    yield from neighbours.exercise(decision, conventions, lexique)
    yield from neighbours.opened(decision, conventions, lexique)
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
        return t(
            "La date de référence n'est pas connue ({causes}).",
            causes=words.causes(why(reference).causes, lexique),
        )
    return t("Date de référence\u202f: {event}.", event=event(reference))


# --- eligibility ----------------------------------------------------------------------------
def _eligibility(decision: Decision, holder: str, lexique: Lexique) -> Iterator[Bloc]:
    closed = bool(by(decision.tour_clos))
    match decision.eligible:
        case True:
            said = t("elle était possible") if closed else "possible"
        case False:
            said = t("elle n'était pas possible") if closed else "impossible"
        case NonApplicable():
            said = t("la question ne se pose pas")
        case Indetermine(causes=causes):
            said = t("indéterminée ({causes})", causes=words.causes(causes, lexique))
    yield paragraphe(t("Orientation vers {holder}\u202f: {said}.", holder=cite(holder), said=said))
    if isinstance(decision.eligible, NonApplicable):
        return
    for resultat in decision.eligibilites:
        if isinstance(resultat.issue, NonApplicable):
            continue
        household = isinstance(resultat.clause, ir.Eligibilite) and resultat.clause.menage
        note = t(", à vérifier sur le ménage présenté") if household else ""
        outcomes = {True: t("condition remplie"), False: t("condition non remplie")}
        known = outcomes[resultat.issue] if isinstance(resultat.issue, bool) else t("condition indéterminée")
        yield puce(
            sentence(
                t(
                    "{a}\u202f: {b}\u202f; {c}{d}",
                    a=named(resultat.clause),
                    b=enonce(resultat.clause, lexique),
                    c=known,
                    d=note,
                )
            )
        )
        yield from details(resultat, lexique)
    yield from _households(decision, lexique)


def _households(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    for menage in decision.menages:
        refused = [r for r in menage.resultats if r.issue is False]
        match menage.issue:
            case True | NonApplicable():
                said = t("le ménage peut être présenté")
            case False:
                names = listing([cite(r.clause.entete.nom) for r in refused])
                said = t("le ménage ne peut pas être présenté ({names})", names=names)
            case Indetermine(causes=causes):
                said = t("indéterminé ({causes})", causes=words.causes(causes, lexique))
        yield puce(
            t("Candidature {candidature}\u202f: {said}.", candidature=cite(menage.candidature), said=said)
        )


# --- deadlines and obligations --------------------------------------------------------------
def _deadline(resultat: ResultatDelai, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    clause = resultat.clause
    owed = _owed(clause, decision)
    yield paragraphe(
        sentence(t("{a}\u202f: {b}{c}", a=named(clause), b=delai(clause.regle, lexique), c=owed))
    )
    yield from course(resultat, decision.au, lexique)


def _second_window(resultat: ResultatDelai, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """A window that a clause opens, under the name and article of that clause."""
    opener = neighbours.opening_clause(resultat, decision)
    may = t("faculté, ") if resultat.ouverture is not None and resultat.ouverture.faculte else ""
    said = t(
        "seconde fenêtre, {may}{named}\u202f: {delai}",
        may=may,
        named=named(opener),
        delai=delai(resultat.clause.regle, lexique),
    )
    yield paragraphe(sentence(said))
    yield from course(resultat, decision.au, lexique)


def _obligation(resultat: ResultatClause, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    found = words.OBLIGATION_DITE[words.word_of_obligation(resultat.issue)]
    clause = resultat.clause
    owed = _owed(clause, decision)
    yield paragraphe(sentence(t("{a}\u202f: {b}{c}", a=named(clause), b=enonce(clause, lexique), c=owed)))
    yield puce(sentence(t("obligation {found}{why}", found=found, why=_why(resultat.issue, lexique))))
    yield from details(resultat, lexique)


def _owed(clause: ir.Clause, decision: Decision) -> str:
    owed = debiteur(clause)
    resolved = neighbours.debtor_resolved(clause, decision)
    return t(" (à la charge {owed}{resolved})", owed=de(owed), resolved=resolved) if owed else ""


def _why(issue: Issue, lexique: Lexique) -> str:
    return t("\u202f: {a}", a=words.causes(issue.causes, lexique)) if isinstance(issue, Indetermine) else ""


# --- effects, gaps --------------------------------------------------------------------------
def _effects(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    effects = effects_told(decision)
    held = [e for e in effects if e.issue is True]
    open_ = [e for e in effects if isinstance(e.issue, Indetermine)]
    if held or open_ or any(e.devance for e in effects):
        yield paragraphe(t("Effets\u202f:"))
    for e in held:
        yield puce(
            sentence(
                t(
                    "{effect_held}{when}, par {entailing}",
                    effect_held=_effect_held(e),
                    when=when(e.date),
                    entailing=_entailing(e, decision),
                )
            )
        )
        if e.revocable:
            yield detail(sentence(t("cet effet {may}", may=may_be_undone(e.revocable, lexique))))
        yield from _because_of(e, decision, lexique)
    for e in open_:
        doubt = words.causes(causes_of(e.issue), lexique)
        said = t(
            "peut-être\u202f: {effet}, par {entailing} ({doubt})",
            effet=effet(e.effet),
            entailing=_entailing(e, decision),
            doubt=doubt,
        )
        yield puce(sentence(said))
        yield from _because_of(e, decision, lexique)
    # Why not of one that has yet to come: nobody awaits it.
    for e in (e for e in effects if e.devance and (e.effet.faculte or e.date.low <= decision.au.toordinal())):
        said = t(
            "sans suite\u202f: {effet}{when}, par {entailing}",
            effet=effet(e.effet),
            when=when(e.date),
            entailing=_entailing(e, decision),
        )
        yield puce(sentence(t("{said} (le tour était déjà clos)", said=said)))
    closed = by(decision.tour_clos)
    if closed:
        again = t(", et peut encore se rouvrir") if reopens(effects, decision.tour_clos) else ""
        yield paragraphe(
            t("Le tour de cette vacance s'est clos {closed}{again}.", closed=closed, again=again)
        )
    elif any(closes(e.effet.acte) and not e.attend for e in open_):
        yield paragraphe(t("On ne sait pas si le tour de cette vacance est clos."))


def _entailing(e: ResultatEffet, decision: Decision) -> str:
    """The clause that entails an effect, with its article."""
    able: list[ir.Clause] = [r.clause for r in (*decision.suites, *decision.obligations)]
    able += [r.clause for r in decision.delais]
    clause = next((c for c in able if c.entete.ident == e.clause), None)
    return named(clause) if clause is not None else t("la clause {clause}", clause=cite(e.clause))


def _because_of(e: ResultatEffet, decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """What a `suite` follows from; a deadline or an obligation is told of in its own place."""
    for resultat in decision.suites:
        if resultat.clause.entete.ident == e.clause and isinstance(resultat.clause, ir.Suite):
            yield detail(sentence(enonce(resultat.clause, lexique)))
            if resultat.clause.entete.si is not None:
                yield detail(
                    sentence(t("condition\u202f: {si}", si=phrase(resultat.clause.entete.si, lexique)))
                )
            yield from details(resultat, lexique)


def _effect_held(e: ResultatEffet) -> str:
    """A faculty takes place because somebody used it."""
    if not e.effet.faculte:
        return effet(e.effet)
    return t("{effet} (par un acte enregistré)", effet=effet(replace(e.effet, faculte=False)))


def _missing(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Each missing fact and the clauses it blocks."""
    blocked = missing(decision)
    if blocked:
        yield paragraphe(t("Ce qui manque, et ce que cela bloque\u202f:"))
    for cause in sorted(blocked):
        names = listing([cite(c) for c in blocked[cause]])
        yield puce(
            sentence(t("{causes}\u202f; bloque {names}", causes=words.causes([cause], lexique), names=names))
        )


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
