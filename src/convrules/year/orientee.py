"""The orientation that the journal records, and the ends of turns that the data record: which came after.

Source: docs/langage, « Les actes enregistrés ».
"""

from convrules.base.dates import INFINI, Evenement, why
from convrules.base.outcomes import Indetermine, Issue, et, indetermine, non, ou
from convrules.base.values import Connu
from convrules.facts.records import Vacance
from convrules.runtime.decision import Decision
from convrules.runtime.lives import recorded_days
from convrules.runtime.recorded import ORIENTE

ACTES = ("remise", "reprise")


def toward(vacance: Vacance, decision: Decision) -> tuple[str | None, Issue]:
    """The account that a recorded orientation names, and whether it stands: a turn that ended since does not
    take it up."""
    cellule = vacance.cellule(ORIENTE)
    if not isinstance(cellule, Connu) or not happened(vacance, "orientation", decision):
        return None, False
    since: Issue = False
    for acte in ACTES:
        before = oriented_after(_day(vacance, acte), vacance, decision)
        since = ou(since, et(_ended(vacance, acte, decision), non(before)))
    stands = non(since)
    return (None, False) if stands is False else (str(cellule.valeur), stands)


def orientation_day(vacance: Vacance, decision: Decision) -> int | None:
    """The day on which somebody oriented the dwelling to a named account."""
    if not isinstance(vacance.cellule(ORIENTE), Connu) or not happened(vacance, "orientation", decision):
        return None
    first, _ = recorded_days(vacance.cellule("orientation"))
    assert first is not None, "it happened on a day"
    return first.toordinal()


def oriented_after(fin: Evenement, vacance: Vacance, decision: Decision) -> Issue:
    """Did somebody orient the dwelling again, to a named account, after a turn ended?"""
    day = orientation_day(vacance, decision)
    last = INFINI if fin.fin is None else fin.fin.toordinal()
    if day is None or fin.low >= day:
        return False
    return True if last < day else Indetermine(why(fin).causes)


def happened(vacance: Vacance, nom: str, decision: Decision) -> bool:
    """Do the data record that the turn ended in this way by the day one looks, be the day known or not?"""
    _, last = recorded_days(vacance.cellule(nom))
    return last is not None and last <= decision.au


def ended(vacance: Vacance, decision: Decision) -> Issue:
    """Is a turn recorded as given back by the day one looks? Not known where it was within days of which the
    last has not come."""
    found: Issue = False
    for nom in ACTES:
        found = ou(found, _ended(vacance, nom, decision))
    return found


def _ended(vacance: Vacance, nom: str, decision: Decision) -> Issue:
    first, last = recorded_days(vacance.cellule(nom))
    if first is None or last is None or first > decision.au:
        return False
    return True if last <= decision.au else indetermine(nom)


def _day(vacance: Vacance, nom: str) -> Evenement:
    cellule = vacance.cellule(nom)
    if isinstance(cellule, Connu) and isinstance(cellule.valeur, Evenement):
        return cellule.valeur
    return Evenement(debut=None, fin=None, jamais=True, ouvert=False, fait=nom)
