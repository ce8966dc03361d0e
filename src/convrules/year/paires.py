"""Rows that may stand in the base of a quota and in another population that it counts.

Source: docs/langage, « L'année »: what both ask is asked once.
"""

from collections.abc import Iterator, Mapping, Sequence

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, et
from convrules.base.records import replace
from convrules.runtime.decision import Statut
from convrules.runtime.reading import read_event
from convrules.year.acces import Acces, access, comes_later, waits_for, waits_for_account
from convrules.year.assiette import EVENEMENTS, FLUX, Cadre, Sujet, arrives, is_row, reference_in_period
from convrules.year.datees import comes_after, counts_what_dates, later_event
from convrules.year.lignes import (
    HORS,
    RIEN,
    SEUL,
    Lecture,
    doubt_of,
    forecast,
    kept,
    left_by_readings,
    quota_row,
    shared_of,
    with_rate,
)
from convrules.year.options import Elements, options_of
from convrules.year.publics import of_public
from convrules.year.rangs import DEHORS, Option, Rang, is_exact, left_when_barred
from convrules.year.statut_demande import status_option
from convrules.year.suivi import Monde, Suivi, firm, of_status
from convrules.year.textes import Cle, Textes


def paired_row(sujet: Sujet, textes: Textes) -> Rang:
    """A row that may stand in the base and in another population that is counted."""

    def read(regle: ir.RegleQuota, monde: Monde) -> Lecture:
        compte = textes.at("compte", monde.contexte.jour)
        found = [_pair(regle, p, sujet, monde, textes.cadre) for p in _populations(compte)]
        if not found:
            found.append(Lecture(options=DEHORS))
        options = frozenset[Option]().union(*(lecture.options for lecture in found))
        causes = RIEN.union(*(lecture.causes for lecture in found)) | doubt_of(compte)
        doute = RIEN.union(*(lecture.doute for lecture in found))
        united = Lecture(options=options, causes=causes, doute=doute, selon=left_by_readings(found))
        if is_exact(regle):
            left = left_when_barred([(lecture.options, lecture.barrees) for lecture in found])
            united = replace(united, barrees=left)
        return with_rate(regle, monde, textes, united)

    return quota_row(sujet, textes, read)


def _populations(compte: Cle) -> Iterator[ir.Population]:
    for population in compte.given:
        assert isinstance(population, ir.Population), "checked"
        yield population


def _pair(regle: ir.RegleQuota, counted: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre) -> Lecture:
    """What both populations ask is met once; the rest of each, independently."""
    common, base, counted = shared_of(regle.population, counted, monde)
    shared: Issue = True
    for condition in common:
        shared = et(shared, of_public(condition, monde.contexte, cadre.programme, counted.classes))
    shared = et(shared, firm(sujet.presence))
    inside, done = _met_once(base, counted, replace(sujet, presence=True), monde, cadre)
    paires, causes_statut, held = SEUL, RIEN, Acces(issue=True)
    if sujet.suivi is not None:
        shared = et(shared, is_row(sujet.suivi))
        if inside.acquise:
            shared = et(shared, reference_in_period(sujet.suivi, monde, cadre))
        if inside.arrivee:
            shared = et(shared, arrives(counted, inside, monde, cadre))
        inside, done = replace(inside, couverte=True), replace(done, couverte=True)
        selon = _status_pairs(base, counted, sujet.suivi, cadre)
        paires = frozenset(selon.values())
        causes_statut = sujet.suivi.decision.statut.causes if len(paires) > 1 else RIEN
        inside, done = _where_it_may_be(selon, inside, 1), _where_it_may_be(selon, done, 0)
        if inside.arrivee and _both_of_holder(base, counted):
            either = replace(inside, suivi=_of_some(sujet.suivi, [s for s, one in selon.items() if any(one)]))
            held = access(replace(base, condition=None), either, monde, cadre, regle.sens)
            shared = et(shared, held.issue)
            base, counted = (replace(p, rattachement=None) for p in (base, counted))
    if shared is False:
        return HORS
    alpha = Acces(issue=False) if sujet.excedent else access(counted, done, monde, cadre, regle.sens)
    beta = access(base, inside, monde, cadre, regle.sens)
    options, causes, left = options_of(
        Elements(
            alpha=alpha.issue,
            beta=beta.issue,
            commun=shared,
            statuts=paires,
            causes_statut=causes_statut,
            emboite=_takes_base_with_it(base, counted, inside, paires, monde, cadre),
            attendent=(
                _counted_later(counted, alpha.issue, done, monde, cadre),
                not inside.arrivee and waits_for(base, beta.issue, inside, monde, cadre),
                _both_wait(counted, shared, sujet, (inside, done), monde, cadre),
            ),
        )
    )
    alpha, beta = (replace(x, barre=x.barre or held.barre, doute=x.doute | held.doute) for x in (alpha, beta))
    return kept(regle, Lecture(options=options, causes=causes, selon=left), alpha, beta)


def _both_of_holder(base: ir.Population, counted: ir.Population) -> bool:
    """Does one account put a row in both?"""
    return base.rattachement is counted.rattachement is ir.Rattachement.RESERVATAIRE


def _counted_later(counted: ir.Population, issue: Issue, done: Sujet, monde: Monde, cadre: Cadre) -> bool:
    """Does what is counted wait for its event? Where both ask it, for the account."""
    if not done.arrivee:
        return waits_for(counted, issue, done, monde, cadre)
    return waits_for_account(counted, issue, done.suivi, cadre)


def _both_wait(
    counted: ir.Population,
    shared: Issue,
    sujet: Sujet,
    each: tuple[Sujet, Sujet],
    monde: Monde,
    cadre: Cadre,
) -> bool:
    """The same of what both ask: the event that both count, or the one that dates the vacancy."""
    inside, done = each
    if done.arrivee and waits_for(counted, shared, sujet, monde, cadre):
        return True
    return isinstance(shared, Indetermine) and comes_later(sujet, monde, cadre, dated=inside.acquise)


def _takes_base_with_it(
    base: ir.Population,
    counted: ir.Population,
    sujet: Sujet,
    statuts: frozenset[Option],
    monde: Monde,
    cadre: Cadre,
) -> bool:
    """Is what is counted an event that none has without that of the base, which comes in the period too, all
    else that the base asks being known, but for an account that what is counted asks as well?"""
    if sujet.suivi is None or sujet.arrivee or not later_event(base.classes, counted.classes):
        return False
    first = read_event(EVENEMENTS[base.classes[0]], monde.contexte)
    if first.est_jamais or not (cadre.avec_leur_vacance or first.low >= cadre.periode.du.toordinal()):
        return False
    asked = replace(base, rattachement=None) if _both_of_holder(base, counted) else base
    whatever = access(asked, replace(sujet, arrivee=True), monde, cadre, ir.Sens.AU_PLUS)
    return whatever.issue is True and all(inside or not counts for counts, inside in statuts)


def _met_once(
    base: ir.Population, counted: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre
) -> tuple[Sujet, Sujet]:
    """The row for the base, and for what is counted, once asked what they share: the day that dates it
    (`acquise`), the event itself (`arrivee`)."""
    suivi = sujet.suivi
    if suivi is None:
        return sujet, sujet
    if _same_event(base, counted):
        both = replace(sujet, acquise=_same_period(base, counted, cadre), arrivee=True)
        return both, both
    flow = frozenset(base.classes) <= FLUX and counted.classes
    dated = bool(flow) and counts_what_dates(counted.classes, cadre)
    after = bool(flow) and comes_after(counted.classes, suivi, monde, cadre)
    inside = replace(sujet, acquise=dated or after or _same_period(base, counted, cadre))
    return inside, replace(inside, arrivee=dated)


def _same_period(base: ir.Population, counted: ir.Population, cadre: Cadre) -> bool:
    """Does the reference date of the vacancy place both in the period?"""
    return frozenset(base.classes) <= FLUX and (cadre.avec_leur_vacance or frozenset(counted.classes) <= FLUX)


def _same_event(base: ir.Population, counted: ir.Population) -> bool:
    """Do both count one and the same event?"""
    return base.classes == counted.classes and len(base.classes) == 1 and base.classes[0] not in FLUX


def _status_pairs(
    base: ir.Population, counted: ir.Population, suivi: Suivi, cadre: Cadre
) -> dict[Statut, Option]:
    """By possible status: may the row be (counted, in the base)?"""
    prevision = forecast(base, cadre)
    return {
        s: (status_option(counted, s, prevision=False)[0], status_option(base, s, prevision=prevision)[1])
        for s in suivi.decision.statut.possibles
    }


def _where_it_may_be(selon: Mapping[Statut, Option], sujet: Sujet, side: int) -> Sujet:
    """The row under the statuses that let it be counted (`side` 0), or in the base (1): what is not known of
    its status, which pairs tell of already, is not met again in its account."""
    assert sujet.suivi is not None, "a vacancy"
    return replace(sujet, suivi=_of_some(sujet.suivi, [s for s, one in selon.items() if one[side]]))


def _of_some(suivi: Suivi, statuts: Sequence[Statut]) -> Suivi:
    if not statuts or len(statuts) == len(suivi.decision.statut.possibles):
        return suivi
    return of_status(suivi, tuple(statuts))
