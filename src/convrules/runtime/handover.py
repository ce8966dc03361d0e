"""`remise à X`: to whom a turn goes, and the turn that another convention's remise opens.

The turn of the one who loses it closes; X's opens on the day of the effect. When no convention of X covers
the dwelling, the landlord takes it, as for `remise au bailleur`. Source: docs/langage, « La remise à un
autre titulaire ».
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import Evenement, inconnu, jamais, pas_survenu
from convrules.base.outcomes import Genre, Indetermine
from convrules.base.records import replace
from convrules.compiler import Programme
from convrules.runtime.beneficiaries import beneficiary
from convrules.runtime.closing import may_still
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, ResultatEffet, ResultatOuverture, ResultatRemise
from convrules.runtime.events import first_of, from_then_on
from convrules.runtime.holders import designates
from convrules.runtime.scope import effects_told

Juge = Callable[[Programme], Decision]


# --- given ------------------------------------------------------------------------------------
def handed_over(
    effets: Sequence[ResultatEffet], contexte: Contexte, voisins: Sequence[Programme]
) -> tuple[ResultatRemise, ...]:
    """To whom each `remise à` that takes place, or may, now or later, goes."""
    return tuple(
        replace(beneficiary(e.clause, e.effet.destinataire, contexte, voisins), a_venir=e.issue is False)
        for e in effets
        if e.effet.acte is ir.Acte.REMISE_A and e.effet.destinataire is not None
        if e.issue is not False or may_still(e, contexte.au)
    )


# --- received ---------------------------------------------------------------------------------
def openings(
    contexte: Contexte, voisins: Sequence[Programme], juge: Juge
) -> tuple[ResultatOuverture, ...] | None:
    """Turns that effects of other conventions open for this holder, or may; None when no convention may
    hand anything to it. `juge`: evaluates another convention on this vacancy. Those for which this one is
    judged are no neighbours then: their turn never comes back to them, nor from them."""
    own = contexte.programme
    if not own.recoit:
        return None
    givers = [p for p in voisins if p.remet and _may_give(p, own)]
    return tuple(o for p in givers for o in _given_by(p, contexte, voisins, juge))


def _may_give(giver: Programme, own: Programme) -> bool:
    return any(designates(nom, own) for nom in giver.remet)


def _given_by(
    giver: Programme, contexte: Contexte, voisins: Sequence[Programme], juge: Juge
) -> Iterator[ResultatOuverture]:
    decision = juge(giver)
    if decision.muette:
        return
    own = contexte.programme
    everyone = [own, *(p for p in voisins if p is not giver)]
    # Why as told: a dwelling perhaps out of the giver's scope is perhaps not for it to give.
    for effet in effects_told(decision):
        nom = effet.effet.destinataire
        if effet.effet.acte is not ir.Acte.REMISE_A or nom is None or not designates(nom, own):
            continue
        to = beneficiary(effet.clause, nom, contexte, everyone)
        if own.convention.ident in to.conventions:
            yield ResultatOuverture(
                convention=giver.convention.ident,
                clause=effet.clause,
                date=_date(effet, to, decision),
                faculte=effet.effet.faculte,
                revocable=effet.revocable,
                a_venir=effet.issue is False,
            )


def _date(effet: ResultatEffet, to: ResultatRemise, decision: Decision) -> Evenement:
    """When the turn opens: never, of an effect that does not take place and no longer may; not known while it
    is not known whether it is this holder's, or whether the giver had anything to give."""
    if effet.issue is False and not may_still(effet, decision.au):
        return jamais("remise")
    if effet.issue is False and effet.effet.faculte:
        return pas_survenu(decision.au, "remise", Genre.FUTUR)
    for issue in (to.issue, decision.territoire, decision.en_vigueur):
        if isinstance(issue, Indetermine) and not effet.date.est_jamais:
            cause = min(issue.causes)
            return inconnu(cause.fait, cause.ligne, cause.genre)
    if isinstance(effet.issue, Indetermine) and not effet.date.jamais:
        # Why: its day is that of its deadline, and it perhaps does not take place.
        cause = min(effet.issue.causes)
        return replace(effet.date, jamais=True, fait=cause.fait, genre=cause.genre, ligne=cause.ligne)
    return replace(effet.date, fait="remise") if effet.date.connu is not None else effet.date


def received(ouvertures: Sequence[ResultatOuverture]) -> Evenement:
    """`remise` as this holder reads it: the first that opens its turn, by an effect of right or by the act
    that a faculty takes place by."""
    return first_of([o.date for o in ouvertures]) if ouvertures else jamais("remise")


def received_by(ouvertures: Sequence[ResultatOuverture], au: date) -> Evenement:
    """The same as things stand: what has not opened it, and may from a day that is past, opens it later."""
    later = pas_survenu(au, "remise", Genre.FUTUR)
    days = [later if _dates_back(o, au) else o.date for o in ouvertures]
    return first_of(days) if days else jamais("remise")


def perhaps_received(ouvertures: Sequence[ResultatOuverture], au: date) -> Evenement | None:
    """The same, had what may undo those effects, or bring them about, come perhaps; None: nothing may."""
    if not any(o.revocable or _dates_back(o, au) for o in ouvertures):
        return None
    return first_of([_unless_undone(o) if o.revocable else o.date for o in ouvertures])


def _dates_back(ouverture: ResultatOuverture, au: date) -> bool:
    return ouverture.a_venir and ouverture.date.low <= au.toordinal()


def _unless_undone(ouverture: ResultatOuverture) -> Evenement:
    cause = min(ouverture.revocable)
    return replace(from_then_on(ouverture.date), fait=cause.fait, genre=cause.genre, ligne=cause.ligne)
