"""A day of advice: every dwelling on offer, each a step that supposes the one before followed.

Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterable
from datetime import date

from convrules.base.outcomes import NonApplicable
from convrules.base.records import dataclass, replace
from convrules.facts.records import Faits, Vacance
from convrules.orientation.anticipation import looking_ahead
from convrules.orientation.attente import PARTI, VENU, has_begun
from convrules.orientation.bornes import open_to_all
from convrules.orientation.consequences import Consequences
from convrules.orientation.ensemble import Ensemble, all_at_once
from convrules.orientation.model import Orientation, Provisoire
from convrules.orientation.ranking import Bailleur, advise
from convrules.orientation.session import Session, beside, followed, open_session, take
from convrules.runtime.reading import read_event


def rank(bailleur: Bailleur, faits: Faits, vacance: Vacance, au: date) -> Orientation:
    """Advice for one dwelling, the account of every holder being read as of `au`."""
    return rank_day(bailleur, faits, au, (vacance,))[0]


def rank_day(
    bailleur: Bailleur, faits: Faits, au: date, vacances: Iterable[Vacance] | None = None
) -> tuple[Orientation, ...]:
    """Advice for several dwellings: all those on offer, by default."""
    return advise_day(bailleur, faits, au, vacances).conseils


@dataclass(frozen=True, slots=True, kw_only=True)
class Journee:
    """Advice of a day. `ensemble`: a better assignment of all its dwellings, when there is one."""

    conseils: tuple[Orientation, ...]
    ensemble: Ensemble | None = None


def advise_day(
    bailleur: Bailleur, faits: Faits, au: date, vacances: Iterable[Vacance] | None = None
) -> Journee:
    """Advice for several dwellings (all those on offer, by default), each a step that supposes the one before
    followed: by fewest eligible holders, then identifier. Reproducible, not always best: where giving them
    all at once is better, that stands beside.
    """
    asked = list(vacances) if vacances is not None else []
    named = frozenset(v.id for v in asked)
    session = open_session(bailleur.programmes, bailleur.politique, faits, au, named, du_jour=True)
    session = looking_ahead(session, session.regime.faits, borne=open_to_all(session.titulaires))
    waiting = asked if vacances is not None else [v for v in faits.vacances if _waits(session, v)]
    waiting.sort(key=lambda v: (_eligible_count(session, v), v.id))
    aside = frozenset(v.id for v in waiting)
    session = replace(session, attendent=aside)
    certain, provisional = session, beside(session)
    consequences = Consequences(session=certain)
    advice: list[Orientation] = []
    for vacance in waiting:
        found = consequences.told(vacance, advise(certain, vacance, aside))
        otherwise = _provisional(provisional, vacance, aside, found)
        take(certain, vacance, found)
        take(provisional, vacance, otherwise or found)
        if otherwise is not None:
            before = sum(o.provisoire is not None for o in advice)
            found = replace(found, provisoire=_told(otherwise, found, before, aside))
        advice.append(found)
    given = list(zip(waiting, advice, strict=True))
    return Journee(conseils=tuple(advice), ensemble=all_at_once(certain, given, aside))


# --- a day ----------------------------------------------------------------------------------
def _waits(session: Session, vacance: Vacance) -> bool:
    """There to be offered, neither oriented nor kept back, its turn still open, and perhaps in somebody's
    assiette."""
    suivis = [suivi for _, suivi in followed(session, vacance)]
    if not suivis or any(a.vacance == vacance.id for a in session.regime.actes):
        return False

    def happened(nom: str) -> bool:
        # Why every convention: the turn that one of them closes is no longer there for the others.
        events = (read_event(nom, suivi.mondes[0].contexte) for suivi in suivis)
        return any(e.high <= session.au.toordinal() for e in events)

    gone = any(has_begun(vacance, nom, session.au) for nom in PARTI)
    if gone or any(map(happened, PARTI)) or not any(map(happened, VENU)):
        return False
    return any(not isinstance(s.decision.eligible, NonApplicable) for s in suivis)


def _eligible_count(session: Session, vacance: Vacance) -> int:
    return sum(s.decision.eligible is True for _, s in followed(session, vacance))


def _provisional(
    session: Session, vacance: Vacance, aside: frozenset[str], found: Orientation
) -> Orientation | None:
    """The advice when what leaves the accounts in doubt is set aside, vacancies and balances, where nobody is
    proposed without that; none when it does not say for certain who comes first."""
    if found.propose is not None or not (found.doutes or found.soldes_inconnus):
        return None
    otherwise = advise(session, vacance, aside.union(found.doutes))
    perhaps_others = any(c.viendrait_premier for c in otherwise.candidats)
    return None if otherwise.propose is None or perhaps_others else otherwise


def _told(
    otherwise: Orientation, found: Orientation, before: int, aside: frozenset[str]
) -> Provisoire | None:
    first = otherwise.propose
    if first is None:
        return None
    return Provisoire(
        ident=first.ident,
        retard=first.compte.retard,
        mises_de_cote=tuple(row for row in found.doutes if row not in aside),
        soldes_a_zero=found.soldes_inconnus,
        a_garder=bool(otherwise.gardes),
        avis_suivis=before,
    )
