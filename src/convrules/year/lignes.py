"""Rows of one clause in one cell: each vacancy's possible (counted, in base) under its own text.

A row whose reference date is not known is read under each version it may fall in, and the readings unite.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, et, non, ou
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu
from convrules.runtime.decision import Statut
from convrules.year.acces import Acces, access, waits_for
from convrules.year.assiette import (
    Cadre,
    Sujet,
    before,
    belongs,
    in_flow,
    may_date_base,
    on_holder,
    reference_in_period,
)
from convrules.year.bornes import ZERO, hull
from convrules.year.communs import Communes, apart
from convrules.year.datees import comes_after, counts_what_dates
from convrules.year.effets import counted_before, counted_by_effect
from convrules.year.model import Bornes
from convrules.year.options import Elements, by_data, options_of, rates_by_option
from convrules.year.publics import of_public
from convrules.year.rangs import (
    CHAINE,
    DEHORS,
    Option,
    Rang,
    Selon,
    barred,
    caps_more,
    is_exact,
    left_by_data,
    left_when_barred,
    only_harmful,
    told_apart,
)
from convrules.year.statut_demande import owed_options, status_issue, status_options
from convrules.year.suivi import UN_TAUX, Monde, Suivi, of_status, rate
from convrules.year.textes import Cle, Textes

RIEN: frozenset[Cause] = frozenset()
SEUL: frozenset[Option] = frozenset({(True, True)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """What one version of the text makes of a row (`doute`, `barrees`, `selon`: see `Rang`)."""

    options: frozenset[Option]
    taux: Bornes = ZERO
    causes: frozenset[Cause] = RIEN
    doute: frozenset[Cause] = RIEN
    barrees: frozenset[Option] | None = None
    selon: Selon = frozenset()


HORS = Lecture(options=DEHORS)
Lecteur: TypeAlias = Callable[[ir.RegleQuota, Monde], Lecture]


def unite(sujet: Sujet, lectures: Sequence[Lecture]) -> Rang:
    """One row out of its readings: any of them may be the true one."""
    distinct = tuple(dict.fromkeys(lectures)) if len(lectures) > 1 else lectures
    options = frozenset[Option]().union(*(lecture.options for lecture in distinct))
    inside = [lecture.taux for lecture in distinct if any(b for _, b in lecture.options)]
    taux = (hull(inside) if len(inside) > 1 else inside[0]) if inside else ZERO
    causes = RIEN.union(*(lecture.causes for lecture in distinct))
    if len(distinct) > 1 and sujet.suivi is not None:
        causes |= sujet.suivi.causes
    certain = len(options) == 1 and taux.valeur is not None
    selon = left_by_readings(distinct)
    barrees = left_when_barred([(lecture.options, lecture.barrees) for lecture in distinct])
    return Rang(
        id=sujet.id,
        options=options,
        taux=taux,
        causes=RIEN if certain else causes,
        poids=sujet.poids,
        excedent=sujet.excedent,
        doute=RIEN.union(*(lecture.doute for lecture in distinct)),
        barrees=barrees,
        selon=frozenset() if certain else told_apart(selon, causes),
        par_option=rates_by_option((one.options, one.taux) for one in distinct) if len(inside) > 1 else (),
        par_barree=rates_by_option((one.barrees or one.options, one.taux) for one in distinct)
        if barrees is not None
        else (),
    )


def left_by_readings(lectures: Iterable[Lecture]) -> Selon:
    """What each completion of the data leaves to the future, the data choosing the reading too."""
    return frozenset[frozenset[Option]]().union(
        *(left_by_data(one.options, one.causes, one.selon) for one in lectures)
    )


def doubt_of(*cles: Cle) -> frozenset[Cause]:
    """Why the text itself is not known."""
    return RIEN.union(*(cle.causes for cle in cles if len(cle.valeurs) > 1 or cle.conflit))


def _doubted(lecture: Lecture, doubt: frozenset[Cause]) -> Lecture:
    return replace(lecture, causes=lecture.causes | doubt) if doubt else lecture


def shared_of(base: ir.Population, counted: ir.Population, monde: Monde) -> Communes:
    """What both ask, then what each asks alone."""
    memoire = monde.contexte.memoire
    if memoire is None:
        return apart(base, counted)
    key = ("communes", id(base), id(counted))
    return memoire.of(key, (base, counted), lambda: apart(base, counted))


def _conflict(causes: frozenset[Cause], *, emboite: bool) -> Lecture:
    """The text contradicts itself: nothing is known of the row."""
    options = frozenset(CHAINE) - {(True, False)} if emboite else frozenset(CHAINE)
    return Lecture(options=options, taux=UN_TAUX, causes=causes)


# --- a part ---------------------------------------------------------------------------------
def part_row(sujet: Sujet, textes: Textes) -> Rang:
    """A row of an account: due on the vacancy, done on the event counted for the holder."""
    worlds = [tuple(_part_readings(sujet, monde, textes)) for monde in sujet.mondes]
    rang = unite(sujet, [lecture for found in worlds for lecture in found])
    if len(worlds) == 1 or len(rang.options) == 1:
        return rang
    each = (frozenset[Option]().union(*(lecture.options for lecture in found)) for found in worlds)
    return replace(rang, par_monde=tuple(each))


def _part_readings(sujet: Sujet, monde: Monde, textes: Textes) -> Iterable[Lecture]:
    regle, compte = (textes.at(cle, monde.contexte.jour) for cle in ("règle", "compte"))
    doubt = doubt_of(regle, compte)
    if regle.conflit or compte.conflit:
        yield _conflict(doubt, emboite=textes.cadre.avec_leur_vacance)
        return
    if None in regle.valeurs:
        yield Lecture(options=DEHORS, causes=doubt)
    for r in regle.given:
        for c in compte.given:
            assert isinstance(r, ir.ReglePart) and isinstance(c, ir.Population), "checked"
            yield _doubted(_part(r, c, sujet, monde, textes), doubt)


def _part(regle: ir.ReglePart, compte: ir.Population, sujet: Sujet, monde: Monde, textes: Textes) -> Lecture:
    suivi, cadre = sujet.suivi, textes.cadre
    assert suivi is not None, "checked: a part is owed on a flow of vacancies"
    commun = in_flow(regle.population, sujet, monde, cadre, comptees=compte.classes)
    if commun is False:
        return HORS
    within = _if_in_base(regle.population, suivi)
    nested = cadre.avec_leur_vacance
    done: Issue = False
    alone = waits = False
    if not sujet.excedent:
        _, _, own = shared_of(regle.population, compte, monde)
        seen = replace(sujet, suivi=within, couverte=True, acquise=nested)
        by_effect = counted_by_effect(within, cadre, acquise=nested, a_venir=True)
        if by_effect is not False and not nested:
            by_effect = et(by_effect, non(_done(own, seen, monde, before(cadre))))
        done = et(ou(_done(own, seen, monde, cadre), by_effect), non(counted_before(within, cadre)))
        alone = by_effect is False
        if alone and counts_what_dates(compte.classes, cadre):
            # Why: in the base, it has had that event, and is counted if it is on the account.
            there = _done(own, replace(seen, acquise=True, arrivee=True), monde, cadre)
            done = done if isinstance(there, Indetermine) else et(there, non(counted_before(within, cadre)))
        waits = alone and waits_for(compte, done, seen, monde, cadre)
    options, causes, selon = options_of(
        Elements(
            alpha=done,
            beta=reference_in_period(suivi, monde, cadre),
            commun=commun,
            statuts=(owed_options if alone else status_options)(
                regle.population, suivi.decision, prevision=forecast(regle.population, cadre)
            ),
            causes_statut=suivi.decision.statut.causes,
            emboite=nested or (alone and _not_without(compte, suivi, monde, cadre)),
            attendent=(waits, False, False),
        )
    )
    return with_rate(regle, monde, textes, Lecture(options=options, causes=causes, selon=selon))


def _not_without(compte: ir.Population, suivi: Suivi, monde: Monde, cadre: Cadre) -> bool:
    """Is what is counted what dates the vacancy, and puts it in the base, or what comes after it?"""
    classes = compte.classes
    return counts_what_dates(classes, cadre) or comes_after(classes, suivi, monde, cadre)


def _if_in_base(population: ir.Population, suivi: Suivi) -> Suivi:
    """The vacancy as it is if it stands in the base: there alone is it counted, so what is not known of its
    status, which decides of the base too, is not met twice (counted and withdrawn at once)."""
    statut = suivi.decision.statut
    if population.statut is not ir.StatutPopulation.ASSIETTE or len(statut.possibles) == 1:
        return suivi
    return of_status(suivi, (Statut.DANS_L_ASSIETTE,))


def _done(compte: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre) -> Issue:
    """The event that the part counts, in the period and on the holder's account."""
    suivi = sujet.suivi
    assert suivi is not None
    happened = et(belongs(compte, sujet, monde, cadre), status_issue(compte, suivi.decision))
    if happened is False or compte.rattachement is ir.Rattachement.RESERVATAIRE:
        return happened
    return on_holder(happened, suivi, monde, cadre, arrivee=sujet.arrivee)


def forecast(population: ir.Population, cadre: Cadre) -> bool:
    """Does a forecast, rather than what was withdrawn, leave this base?"""
    forecast_made = cadre.choix.soustractions is not ir.ModeSoustraction.REALISE
    return forecast_made and population.que_quitte_un_retrait


# --- a quota --------------------------------------------------------------------------------
def nested_row(sujet: Sujet, textes: Textes) -> Rang:
    """A row of the base, counted when it is of the public named (always, when none is)."""

    def read(regle: ir.RegleQuota, monde: Monde) -> Lecture:
        population = regle.population
        beta = access(population, sujet, monde, textes.cadre, regle.sens)
        if beta.issue is False:
            return HORS
        statuts, causes_statut = _statuses(population, sujet, textes.cadre)
        options, causes, selon = options_of(
            Elements(
                alpha=_of_public(regle, monde, textes),
                beta=beta.issue,
                commun=True,
                statuts=statuts,
                causes_statut=causes_statut,
                emboite=True,
                attendent=(False, waits_for(population, beta.issue, sujet, monde, textes.cadre), False),
            )
        )
        lecture = kept(regle, Lecture(options=options, causes=causes, selon=selon), beta, beta)
        return with_rate(regle, monde, textes, lecture)

    return quota_row(sujet, textes, read)


def base_row(sujet: Sujet, textes: Textes) -> Rang:
    """A row of the base of a quota that counts another population."""

    def read(regle: ir.RegleQuota, monde: Monde) -> Lecture:
        beta = access(regle.population, sujet, monde, textes.cadre, regle.sens)
        if beta.issue is False:
            return HORS
        statuts, causes_statut = _statuses(regle.population, sujet, textes.cadre)
        options, causes, selon = options_of(
            Elements(
                alpha=False,
                beta=beta.issue,
                commun=True,
                statuts=statuts,
                causes_statut=causes_statut,
                emboite=False,
                attendent=(False, waits_for(regle.population, beta.issue, sujet, monde, textes.cadre), False),
            )
        )
        lecture = Lecture(options=options, causes=causes, selon=selon)
        lecture = kept(regle, lecture, Acces(issue=False), beta)
        return with_rate(regle, monde, textes, lecture)

    return quota_row(sujet, textes, read)


def count_row(sujet: Sujet, textes: Textes) -> Rang:
    """A row of the population that a quota counts under `compte`."""
    found: list[Lecture] = []
    for monde in sujet.mondes:
        compte = textes.at("compte", monde.contexte.jour)
        regle = textes.at("règle", monde.contexte.jour)
        doubt = doubt_of(compte, regle)
        if None in regle.valeurs or not compte.given:
            found.append(Lecture(options=DEHORS, causes=doubt))
        if sujet.excedent:
            found.append(Lecture(options=DEHORS))
            continue
        for population in compte.given if regle.given else ():
            assert isinstance(population, ir.Population), "checked"
            own = _counted_by(population, sujet, monde, textes.cadre, regle)
            alpha = own.issue
            waits = waits_for(population, alpha, sujet, monde, textes.cadre)
            if sujet.suivi is not None and alpha is not False:
                alpha = et(alpha, status_issue(population, sujet.suivi.decision))
            lecture = Lecture(
                options=frozenset((a, False) for a in _either(alpha)),
                causes=causes_of(alpha) | doubt,
                selon=frozenset(frozenset((a, False) for a in left) for left in by_data(alpha, attend=waits)),
            )
            found.append(served(lecture, own, Acces(issue=False)))
    return unite(sujet, found)


def _counted_by(population: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre, regle: Cle) -> Acces:
    if any(is_exact(r) for r in regle.given):
        return access(population, sujet, monde, cadre, ir.Sens.EXACTEMENT)
    malgre = any(map(caps_more, regle.given))
    return Acces(issue=belongs(population, sujet, monde, cadre, malgre=malgre))


def child_row(parent: Rang, sujet: Sujet, textes: Textes) -> Rang:
    """A row of a quota under `dont`: counted when its part counts it and it is of the public named."""

    def read(regle: ir.RegleQuota, monde: Monde) -> Lecture:
        psi, dates = _of_public(regle, monde, textes), may_date_base(regle.population, monde, textes.cadre)

        def seen(within: frozenset[Option], values: Iterable[bool]) -> frozenset[Option]:
            kept = within if dates else frozenset(o for o in within if not o[1]) or DEHORS
            return frozenset((a and p, b) for a, b in kept for p in values)

        above = parent.in_world(next(n for n, own in enumerate(sujet.mondes) if own is monde))
        causes = parent.causes | (causes_of(psi) if any(a for a, _ in above) else RIEN)
        restes = (left & above for left in parent.restes if left & above)
        selon = frozenset(seen(left, values) for left in restes for values in by_data(psi))
        lecture = Lecture(options=seen(above, _either(psi)), causes=causes, selon=selon)
        return with_rate(regle, monde, textes, lecture)

    return quota_row(sujet, textes, read)


def _of_public(regle: ir.RegleQuota, monde: Monde, textes: Textes) -> Issue:
    return of_public(regle.public, monde.contexte, textes.cadre.programme, regle.population.classes)


def kept(regle: ir.RegleQuota, lecture: Lecture, alpha: Acces, beta: Acces) -> Lecture:
    """What eligibility leaves of a reading."""
    options = only_harmful(lecture.options, regle.sens, compte=alpha.barre, base=beta.barre)
    causes = lecture.causes if len(options) > 1 else RIEN
    # Why perhaps none: of a row that is barred, what no future is left for is no completion of the data.
    each = (only_harmful(x, regle.sens, compte=alpha.barre, base=beta.barre) for x in lecture.selon)
    left = frozenset(o for o in each if o)
    lecture = replace(lecture, options=options, causes=causes, doute=beta.doute, selon=left)
    return served(lecture, alpha, beta) if is_exact(regle) else lecture


def served(lecture: Lecture, alpha: Acces, beta: Acces) -> Lecture:
    """The same, with what serves « exactement » of a row that may be barred."""
    counted, inside = (bool(x.barre or x.doute) for x in (alpha, beta))
    if not counted and not inside:
        return lecture
    left = barred(lecture.options, compte=counted, base=inside)
    return replace(lecture, doute=alpha.doute | beta.doute, barrees=left)


def quota_row(sujet: Sujet, textes: Textes, read: Lecteur) -> Rang:
    found: list[Lecture] = []
    for monde in sujet.mondes:
        regle = textes.at("règle", monde.contexte.jour)
        doubt = doubt_of(regle)
        if regle.conflit:
            found.append(_conflict(doubt, emboite=True))
            continue
        if None in regle.valeurs:
            found.append(Lecture(options=DEHORS, causes=doubt))
        for r in regle.given:
            assert isinstance(r, ir.RegleQuota), "checked: the rule of a quota"
            found.append(_doubted(read(r, monde), doubt))
    return unite(sujet, found)


def with_rate(regle: ir.RegleQuota | ir.ReglePart, monde: Monde, textes: Textes, lecture: Lecture) -> Lecture:
    """A row of the base, with its rate: what it lacks to choose one is, in this cell, what the cell says."""
    if not any(b for _, b in lecture.options):
        return lecture
    taux, causes = rate(regle.taux, monde.contexte, textes.sauf)
    if taux.valeur is None and textes.faits:
        known = {nom: cellule for nom, cellule in textes.faits.items() if isinstance(cellule, Connu)}
        inside = replace(monde.contexte, cellule={**known, **monde.contexte.cellule})
        taux, causes = rate(regle.taux, inside, textes.sauf)
    return replace(lecture, taux=taux, causes=lecture.causes | causes)


def _statuses(
    population: ir.Population, sujet: Sujet, cadre: Cadre
) -> tuple[frozenset[Option], frozenset[Cause]]:
    if sujet.suivi is None:
        return SEUL, RIEN
    decision = sujet.suivi.decision
    prevision = forecast(population, cadre)
    return status_options(population, decision, prevision=prevision), decision.statut.causes


def _either(issue: Issue) -> tuple[bool, ...]:
    if isinstance(issue, bool):
        return (issue,)
    return (True, False) if causes_of(issue) else (False,)
