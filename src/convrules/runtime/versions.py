"""When the reference date is not known: the days on which the text may change, and what all agree on.

Source: docs/langage, « Versions » (if the reference date is undetermined, the versions it may fall in
are candidates).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Duree, Evenement, inconnu, shift, why
from convrules.base.outcomes import Cause, Issue
from convrules.base.plus_tard import later
from convrules.base.records import replace
from convrules.base.trous import UN_JOUR
from convrules.compiler import Programme, cases
from convrules.runtime.context import Contexte
from convrules.runtime.decision import (
    Decision,
    EtatDelai,
    EtatMode,
    ResultatClause,
    ResultatDelai,
    ResultatDroit,
    ResultatEffet,
    ResultatElement,
    ResultatMenage,
    ResultatMode,
    ResultatStatut,
    Statut,
)
from convrules.runtime.reading import event_of_cell
from convrules.runtime.rights import perhaps_unique

if TYPE_CHECKING:
    from convrules.runtime.closing import waits
    from convrules.runtime.limits import day_of_year
    from convrules.runtime.rules import common
else:
    common = later("convrules.runtime.rules", "common")
    waits = later("convrules.runtime.closing", "waits")
    day_of_year = later("convrules.runtime.limits", "day_of_year")

T = TypeVar("T")


# --- days -----------------------------------------------------------------------------------
def version_days(programme: Programme, reference: Evenement, contexte: Contexte) -> tuple[date, ...]:
    """A day of each version that the reference date may fall in, within the convention's own validity:
    one day when it is known."""
    if reference.connu is not None:
        return (reference.connu,)
    validity = programme.convention.en_vigueur
    first, last = validity.du or JOUR_MIN, validity.au or JOUR_MAX
    if reference.debut is not None:
        first = max(first, reference.debut)
    if reference.fin is not None:
        last = min(last, reference.fin)
    if first > last:
        return (first,)
    days = {*changes_of_text(programme, last, contexte), *_days_that_matter(programme, last, contexte)}
    return (first, *sorted(day for day in days if first < day <= last))


def _days_that_matter(programme: Programme, last: date, contexte: Contexte) -> Iterator[date]:
    """Days on which the same text gives another answer: a right begins or ends, a day of each year has
    passed, a term of a renewed convention ends. LIMIT: a count of the stock of rights inside a condition is
    taken on the days of the text; a term that ends after the day one looks is the last that is told apart."""
    vacance = contexte.vacance
    if programme.convention.reconduction is not None:
        ends = takewhile(lambda end: end < contexte.au, programme.convention.fins_de_terme())
        yield from (end + UN_JOUR for end in ends)
    for droit in vacance.droits or () if vacance is not None else ():
        debut = event_of_cell(droit.cellule("debut"), "debut").connu
        fin = event_of_cell(droit.cellule("fin"), "fin").connu
        yield from (day for day in (debut, fin and fin + UN_JOUR) if day is not None)
        if perhaps_unique(droit):
            yield from _days_of_use(contexte)
            yield from _days_of_lacking_use(debut, contexte)
    fixed = [v.echeance for v in _deadlines(programme) if isinstance(v.echeance, ir.EcheanceFixe)]
    first = programme.convention.en_vigueur.du or JOUR_MIN
    for year in range(first.year, last.year + 1):
        for echeance in fixed:
            if echeance.date is None and echeance.jour is not None and echeance.mois is not None:
                yield day_of_year(year, echeance.mois, echeance.jour) + UN_JOUR


def _days_of_use(contexte: Contexte) -> Iterator[date]:
    """Days on which a right that serves once may have been used up by another vacancy."""
    choix = contexte.programme.convention.choix
    for other in contexte.faits.vacances if contexte.faits is not None else ():
        attribution = event_of_cell(other.cellule("attribution"), "attribution").connu
        reference = event_of_cell(other.cellule(choix.rattachement), "").connu if choix is not None else None
        yield from (day for day in (attribution and attribution + UN_JOUR, reference) if day)


def _days_of_lacking_use(debut: date | None, contexte: Contexte) -> Iterator[date]:
    """Days from which one of no row may have: once it has begun, a vacancy of a day that no file says."""
    choix, faits = contexte.programme.convention.choix, contexte.faits
    trous = faits.trous.get(choix.rattachement, ()) if choix is not None and faits is not None else ()
    for day in (*(last + UN_JOUR for last, _ in trous), *([debut] if trous and debut is not None else ())):
        yield from (day, day + UN_JOUR)


def _deadlines(programme: Programme) -> Iterator[ir.RegleDelai]:
    for clause in (*programme.clauses, *programme.par_ligne):
        if isinstance(clause.clause, ir.Delai):
            values = (cas.valeur for cas in cases(*clause.regles["règle"].versions))
            yield from (v for v in values if isinstance(v, ir.RegleDelai))


def changes_of_text(programme: Programme, last: date, contexte: Contexte) -> Iterator[date]:
    """Days on which a case, a value or a missed revision makes the text another, up to `last`."""
    for clause in (*programme.clauses, *programme.par_ligne):
        for regle in clause.regles.values():
            for cas in cases(*regle.versions):
                yield from _bounds(cas.en_vigueur)
    for validite in programme.instruments.values() if _asks_about_others(programme) else ():
        yield from _bounds(validite)
    for parametre in programme.parametres.values():
        yield from (valeur.du for valeur in parametre.valeurs)
        yield from _revisions(parametre.revision, last, contexte)


def _asks_about_others(programme: Programme) -> bool:
    """Does a condition read whether another instrument is in force?"""
    return any(clause.interroge for clause in programme.clauses)


def _bounds(validite: ir.Validite) -> Iterator[date]:
    if validite.du is not None:
        yield validite.du
    if validite.au is not None and validite.au < JOUR_MAX:
        yield validite.au + UN_JOUR


def _revisions(revision: ir.Periodicite | None, last: date, contexte: Contexte) -> Iterator[date]:
    if revision is None:
        return
    rang, day = 0, revision.depuis
    while day <= last:
        yield day
        rang += 1
        step = Duree(nombre=rang * revision.nombre, unite=revision.unite)
        day = shift(revision.depuis, step, contexte.calendrier)


# --- union ----------------------------------------------------------------------------------
def unite(decisions: Sequence[Decision], reference: Evenement) -> Decision:
    """What every version says; where they differ, not known, for want of the reference date."""
    first = decisions[0]
    if len(decisions) == 1:
        return first
    causes = why(reference).causes
    return replace(
        first,
        statut=_status([d.statut for d in decisions], causes),
        eligible=_issue([d.eligible for d in decisions], causes),
        champs=_each([d.champs for d in decisions], _clause, causes),
        soustractions=_each([d.soustractions for d in decisions], _clause, causes),
        eligibilites=_each([d.eligibilites for d in decisions], _clause, causes),
        menages=_each([d.menages for d in decisions], _household, causes),
        delais=_each([d.delais for d in decisions], _deadline, causes),
        obligations=_each([d.obligations for d in decisions], _clause, causes),
        suites=_each([d.suites for d in decisions], _clause, causes),
        elements=_each([d.elements for d in decisions], _element, causes),
        modes=_each([d.modes for d in decisions], _mode, causes),
        effets=_effects([d.effets for d in decisions], causes),
        nouvelles_propositions=_each([d.nouvelles_propositions for d in decisions], _deadline, causes),
        tour_clos=_event([d.tour_clos for d in decisions if d.tour_clos is not None], causes),
    )


def _each(
    versions: Sequence[tuple[T, ...]],
    merge: Callable[[Sequence[T], frozenset[Cause]], T],
    causes: frozenset[Cause],
) -> tuple[T, ...]:
    """Merge clause by clause: every version lists the same clauses in the same order."""
    return tuple(merge(same, causes) for same in zip(*versions, strict=True))


def _issue(issues: Sequence[Issue], causes: frozenset[Cause]) -> Issue:
    return common(issues, causes)


def _event(events: Sequence[Evenement], causes: frozenset[Cause]) -> Evenement:
    if all(event == events[0] for event in events):
        return events[0]
    cause = min(causes)
    return inconnu(cause.fait, cause.ligne, cause.genre)


def _either(events: Sequence[Evenement], causes: frozenset[Cause]) -> Evenement:
    """The same, between the first and the last day that any of them may have."""
    firsts, lasts = [e.debut for e in events if e.debut], [e.fin for e in events if e.fin]
    found = _event(events, causes)
    if found in events:
        return found
    return replace(
        found,
        debut=min(firsts) if len(firsts) == len(events) else None,
        fin=max(lasts) if len(lasts) == len(events) else None,
    )


def _household(results: Sequence[ResultatMenage], causes: frozenset[Cause]) -> ResultatMenage:
    return ResultatMenage(
        candidature=results[0].candidature,
        issue=_issue([r.issue for r in results], causes),
        resultats=_each([r.resultats for r in results], _clause, causes),
    )


def _clause(results: Sequence[ResultatClause], causes: frozenset[Cause]) -> ResultatClause:
    first = results[0]
    if all(result == first for result in results):
        return first
    return ResultatClause(
        clause=first.clause,
        issue=_issue([r.issue for r in results], causes),
        cas=tuple(dict.fromkeys(ident for r in results for ident in r.cas)),
    )


def _element(results: Sequence[ResultatElement], causes: frozenset[Cause]) -> ResultatElement:
    delais = [r.resultat for r in results if isinstance(r.resultat, ResultatDelai)]
    if delais:
        return replace(results[0], resultat=_deadline(delais, causes))
    found = [r.resultat for r in results if isinstance(r.resultat, ResultatClause)]
    return replace(results[0], resultat=_clause(found, causes))


def _mode(results: Sequence[ResultatMode], causes: frozenset[Cause]) -> ResultatMode:
    first = results[0]
    known = all((r.etat, r.depuis) == (first.etat, first.depuis) for r in results)
    return replace(
        first,
        resultat=_clause([r.resultat for r in results], causes),
        etat=first.etat if known else EtatMode.INDETERMINE,
        depuis=first.depuis if known else None,
        causes=first.causes if known else causes.union(*(r.causes for r in results)),
    )


def _status(results: Sequence[ResultatStatut], causes: frozenset[Cause]) -> ResultatStatut:
    first = results[0]
    if all(result == first for result in results):
        return first
    possible = {statut for r in results for statut in r.possibles}
    known = len(possible) == 1
    doubt = frozenset[Cause]() if known else causes.union(*(r.causes for r in results))
    categories = {r.categorie for r in results}
    clauses = {r.clause for r in results}
    return ResultatStatut(
        possibles=tuple(statut for statut in Statut if statut in possible),
        causes=doubt,
        clause=clauses.pop() if known and len(clauses) == 1 else None,
        categorie=categories.pop() if known and len(categories) == 1 else None,
        droits=tuple(_rights(results, causes)) if Statut.RESERVE_IDENTIFIE in possible else (),
    )


def _rights(results: Sequence[ResultatStatut], causes: frozenset[Cause]) -> Iterator[ResultatDroit]:
    """Rights that lock under one version at least; one that another version leaves out may not."""
    named = {(d.droit, d.clause.entete.ident): d for r in results for d in r.droits}
    for key, droit in named.items():
        same = [_right(r, key) for r in results]
        issue = _issue([False if d is None else d.issue for d in same], causes)
        holders = [d.titulaire for d in same if d is not None]
        yield replace(droit, issue=issue, titulaire=_issue(holders, causes))


def _right(result: ResultatStatut, key: tuple[str, str]) -> ResultatDroit | None:
    return next((d for d in result.droits if (d.droit, d.clause.entete.ident) == key), None)


def _deadline(results: Sequence[ResultatDelai], causes: frozenset[Cause]) -> ResultatDelai:
    first = results[0]
    if all(result == first for result in results):
        return first
    found = {etat for r in results for etat in (r.candidats or (r.etat,))} - {EtatDelai.INDETERMINE}
    states = {r.etat for r in results}
    known = len(states) == 1 and EtatDelai.INDETERMINE not in states
    doubt = frozenset[Cause]() if known else causes.union(*(r.causes for r in results))
    dates = [r.effet_date for r in results if r.effet_date is not None]
    effects = {r.effet for r in results}
    return replace(
        first,
        etat=first.etat if known else EtatDelai.INDETERMINE,
        limite=_same([r.limite for r in results]),
        retard_jours=_same([r.retard_jours for r in results]),
        candidats=() if known else tuple(etat for etat in EtatDelai if etat in found),
        causes=doubt,
        provisoire=any(r.provisoire for r in results),
        si=None,
        effet=effects.pop() if len(effects) == 1 else None,
        effet_date=_event(dates, causes) if dates else None,
        cas=tuple(dict.fromkeys(ident for r in results for ident in r.cas)),
    )


def _same(values: Sequence[T]) -> T | None:
    return values[0] if all(value == values[0] for value in values) else None


def _effects(
    versions: Sequence[tuple[ResultatEffet, ...]], causes: frozenset[Cause]
) -> tuple[ResultatEffet, ...]:
    """Effects of any version; one that a version does not have does not take place there, and has no day in
    it: its day is that of the versions in which it may."""
    keys = dict.fromkeys((e.clause, e.effet) for effects in versions for e in effects)
    merged = []
    for clause, effet in keys:
        same = [_found(effects, clause, effet) for effects in versions]
        present = [e for e in same if e is not None]
        issue = _issue([False if e is None else e.issue for e in same], causes)
        taken = [e for e in present if e.issue is not False] or present
        date_ = _either([e.date for e in taken], causes)
        opening = _either([e.ouverture for e in taken], causes)
        attend = waits(issue) and all(e.attend or e.issue is False for e in present)
        merged.append(
            ResultatEffet(
                clause=clause, effet=effet, date=date_, issue=issue, ouverture=opening, attend=attend
            )
        )
    return tuple(merged)


def _found(effects: Sequence[ResultatEffet], clause: str, effet: ir.Effet) -> ResultatEffet | None:
    return next((e for e in effects if (e.clause, e.effet) == (clause, effet)), None)
