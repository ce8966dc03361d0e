"""The landlord's own share: what is due to no holder, and what has gone to none.

Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import reduce
from itertools import chain, product
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MIN
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, et, non, ou
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.orientation.apports import Apport, TauxEnDoute
from convrules.orientation.attente import Presentes
from convrules.orientation.comptes import (
    SANS_CAUSE,
    Solde,
    Titulaire,
    prepare,
    with_turns,
)
from convrules.orientation.d_autres_termes import DAutresTermes
from convrules.orientation.destinataires import counts_for, happened_since
from convrules.orientation.flux import (
    counted_events,
    happened,
    has_gone,
    holding,
    past,
    perhaps_counted,
    perhaps_in,
    texts,
)
from convrules.orientation.tours_echanges import own_turns
from convrules.runtime.memoire import Communes
from convrules.year.atteinte import with_accounts
from convrules.year.bornes import ZERO, between, hull, minus, plus
from convrules.year.cadres import frames
from convrules.year.comparaison import PartPropre
from convrules.year.model import Bornes
from convrules.year.suivi import Suivi


def own_balance(
    titulaires: Sequence[Titulaire],
    without: frozenset[str],
    autres: Iterable[Apport] = (),
    *,
    annuel: bool = False,
) -> Solde:
    """The landlord's own share, 1 − Σρ per vacancy, less what has gone to no holder. autres: what went
    to somebody on a day of the year that is not of the term its dwelling is under. annuel: as the accounts of
    a year have it, where what is not recorded is not known; or as the ledger of orientations has it."""
    by_vacancy: dict[str, list[Apport]] = {}
    doubts: dict[str, list[_Doute]] = {}
    for apport in chain.from_iterable((*(t.apports for t in titulaires), autres)):
        if apport.vacance not in without:
            by_vacancy.setdefault(apport.vacance, []).append(apport)
    for vacance in (ident for t in titulaires if annuel for ident in t.suivis):
        by_vacancy.setdefault(vacance, [])
    for titulaire, apport in ((t, a) for t in titulaires for a in t.apports if a.doutes):
        doubts.setdefault(apport.vacance, []).extend((titulaire, d) for d in apport.doutes)
    due, done, doubt, more = Fraction(0), 0, 0, ZERO
    unsure: dict[str, frozenset[Cause]] = {}
    for vacance, apports in by_vacancy.items():
        rates = [t for a in apports for _, t in a.taux]
        own = perhaps_own(doubts.get(vacance, ()), sure=bool(rates))
        due += 1 - sum(rates, Fraction(0)) if rates else 0
        more = plus(more, own)
        found = _kept_of_year if annuel else _kept_so_far
        kept = found(vacance, apports, titulaires)
        done += kept is True
        doubt += bool(causes_of(kept))
        if own != ZERO or causes_of(kept):
            unsure[vacance] = frozenset().union(*(a.causes for a in apports))
    solde = Solde(
        reporte=Fraction(0),
        du=due,
        oriente=done,
        en_doute=doubt,
        du_en_doute=more,
        doutes=tuple(sorted(unsure)),
        causes=frozenset().union(*unsure.values()),
    )
    return with_turns(solde, own_turns(next((t.tours for t in titulaires), None), without))


def own_of_year(programmes: Sequence[Programme], faits: Faits, annee: int, au: date) -> PartPropre | None:
    """The same over a whole year, as of `au`; withdrawals count as they are. None: no part is in force."""
    found = frames(programmes, faits, annee, au)
    cadres = [cadre for _, cadre in found if cadre is not None]
    made = ir.ModeSoustraction.REALISE
    communes: Communes = {}
    titulaires = [prepare(replace(c, choix=replace(c.choix, soustractions=made)), communes) for c in cadres]
    if not any(t.parts for t in titulaires):
        return None
    known = with_accounts(programmes, faits, au)
    ended = DAutresTermes([p for p, c in found if c is None], known, annee, au, Presentes(known, au, None))
    since = ended.gone([t.cadre for t in titulaires], cadres[0].livre)
    solde = own_balance(titulaires, frozenset(), since, annuel=True)
    sure = {a.vacance for t in titulaires for a in t.apports if a.taux}
    may = {a.vacance for t in titulaires for a in t.apports if a.doutes}
    return PartPropre(
        base=between(len(sure), len(sure | may)),
        du=solde.dus,
        fait=between(solde.oriente, solde.oriente + solde.en_doute),
    )


_Doute: TypeAlias = tuple[Titulaire, TauxEnDoute]


def perhaps_own(doutes: Sequence[_Doute], *, sure: bool) -> Bornes:
    """What a vacancy perhaps due to holders changes in the landlord's due. sure: is it due to one for
    certain? If not, it is perhaps due to nobody, the landlord included."""
    if not doutes:
        return ZERO
    return hull(_left_by(some, sure=sure) for some in _at_once(doutes))


def _at_once(doutes: Sequence[_Doute]) -> Iterator[Sequence[TauxEnDoute]]:
    """Those that may be due at once: of conventions that take their day from the same event, those that are
    in force on one day. The others are as if on any."""
    days: dict[str, set[date]] = {}
    for titulaire, _ in doutes:
        debut = titulaire.programme.convention.en_vigueur.du
        days.setdefault(titulaire.cadre.choix.rattachement, set()).add(debut or date.min)
    for chosen in product(*(sorted(found) for found in days.values())):
        on = dict(zip(days, chosen, strict=True))
        some = [(d, t.programme.convention.en_vigueur, on[t.cadre.choix.rattachement]) for t, d in doutes]
        if all(term.contains(day) for d, term, day in some if d.sur):
            yield [d for d, term, day in some if term.contains(day)]


def _left_by(doutes: Sequence[TauxEnDoute], *, sure: bool) -> Bornes:
    shares = reduce(plus, (d.du for d in doutes))
    if sure:
        return minus(ZERO, shares)
    least = min(d.taux.min for d in doutes)
    always = any(d.sur for d in doutes)
    inside = between(1 - shares.max, 1 - (shares.min if always else least))
    return inside if always else hull((ZERO, inside))


def _in_another_year(vacance: str, titulaires: Sequence[Titulaire]) -> Issue:
    """Is it one that a holder's parts hold, and that went to it in a year before or after: a lease that one
    holder's parts count, of a letting that another's counted the year before?"""
    found: list[Issue] = [False]
    for titulaire in titulaires:
        suivi, cadre = titulaire.suivis.get(vacance), titulaire.cadre
        if suivi is not None:
            always = replace(cadre, periode=replace(cadre.periode, du=JOUR_MIN, au=cadre.au))
            parts = titulaire.parts
            if any(holding(suivi, always, parts)):
                found.append(counts_for(suivi, always, parts, gone=has_gone(suivi, always, parts)))
    return reduce(ou, found)


def _kept_in_another(vacance: str, titulaires: Sequence[Titulaire]) -> bool:
    """Is it the landlord's of another year: that in which the first of the events that parts count took
    place, once one has?"""
    this_year = later = False
    for titulaire in titulaires:
        suivi, cadre = titulaire.suivis.get(vacance), titulaire.cadre
        if suivi is None or not any(holding(suivi, cadre, titulaire.parts)):
            continue
        events = counted_events(titulaire.parts, suivi, cadre)
        before = replace(cadre.periode, du=JOUR_MIN, au=cadre.periode.du - timedelta(days=1))
        if happened(events, suivi, replace(cadre, periode=before)):
            return True
        this_year = this_year or happened(events, suivi, cadre)
        later = later or bool(past(events, suivi, cadre.au)) or happened_since(events, suivi, cadre)
    return later and not this_year


def _kept_of_year(vacance: str, apports: Sequence[Apport], titulaires: Sequence[Titulaire]) -> Issue:
    """Has it gone to none of the holders whose parts hold it, and does a part count it in this year first?"""
    found = [_years_of(t, t.suivis[vacance]) for t in titulaires if vacance in t.suivis]
    told = [issues for issues in found if issues is not None]
    if not told:
        return _perhaps_kept(apports)
    mine, before, then = (reduce(ou, issues) for issues in zip(*told, strict=True))
    gone = reduce(ou, (a.compte for a in apports), mine)
    return et(then, non(ou(gone, before)))


def _years_of(titulaire: Titulaire, suivi: Suivi) -> tuple[Issue, Issue, Issue] | None:
    """Did it go to the holder, whatever the year; do its parts count it in a year before, in this one? None
    where they surely do not hold it."""
    cadre, parts = titulaire.cadre, titulaire.parts
    held: Issue = True
    if not any(holding(suivi, cadre, parts)):
        if not any(perhaps_in(suivi, cadre, parts, texts(suivi, cadre.au))):
            return None
        held = Indetermine(suivi.decision.statut.causes or SANS_CAUSE)
    always = replace(cadre, periode=replace(cadre.periode, du=JOUR_MIN, au=cadre.au))
    ended = cadre.periode.du - timedelta(days=1)
    before = replace(cadre, periode=replace(cadre.periode, du=JOUR_MIN, au=ended))
    events = counted_events(parts, suivi, cadre)
    mine = counts_for(suivi, always, parts, gone=True)
    counted = (perhaps_counted(events, suivi, one) for one in (before, cadre))
    earlier, now = (et(held, issue) for issue in counted)
    return et(held, mine), earlier, now


def _kept_so_far(vacance: str, apports: Sequence[Apport], titulaires: Sequence[Titulaire]) -> Issue:
    """Has it gone to none of them, and to nobody in another year?"""
    kept = _perhaps_kept(apports)
    if kept is False:
        return False
    return et(kept, non(ou(_in_another_year(vacance, titulaires), _kept_in_another(vacance, titulaires))))


def _perhaps_kept(apports: Sequence[Apport]) -> Issue:
    """Has the vacancy gone to none of the holders?"""
    mine = any(a.compte is True for a in apports)
    if mine or not any(a.parti or a.parti_peut_etre for a in apports):
        return False
    unsure = frozenset().union(*(causes_of(a.compte) for a in apports))
    if any(a.parti for a in apports) and not unsure:
        return True
    return Indetermine(unsure or frozenset().union(*(a.causes for a in apports)) or SANS_CAUSE)
