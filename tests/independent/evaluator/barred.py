"""A dwelling that its holder may not receive, and that is on no account yet.

Nothing good is expected of it, and nothing is sure against it. Source: docs/langage, « L'année ouverte ».
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .outcomes import HorsDePortee, N, Outcome, U, V, toutes
from .population import counted
from .vacancy import Vacancy

if TYPE_CHECKING:
    from .lines import Reading

ACCOUNT = ("contingent", "manquant")


def admitted(vacancy: Vacancy) -> Outcome:
    """By what is asked of the dwelling alone; where nothing is asked, yes."""
    asked = [
        vacancy.clause(c, silent=V) for c in vacancy.convention.of("éligibilité") if not vacancy.household(c)
    ]
    found = toutes(asked) if asked else V
    return V if found == N else found


def not_yet(
    found: dict[str, Outcome], account: str, happened: Outcome, vacancy: Vacancy, *, kept: bool
) -> None:
    """An account that nobody could write yet is still to come, with its event; the rules of its holder are
    then asked. One that is let, or perhaps, has an account, which the data say or lack. kept: it is asked
    beside that the dwelling is not withdrawn; then what that waits for says nothing of whose it will be."""
    whose = found[account]
    if not isinstance(happened, U) or not isinstance(whose, U):
        return
    let = vacancy.row.event("attribution")
    if let.low <= vacancy.row.au:
        found[account] = U(whose.causes | let.causes)
        return
    if not happened.causes or any(kind != "futur" for _, kind in happened.causes):
        return
    beside = vacancy.status[1] if kept else frozenset()
    found[account] = U((whose.causes - {ACCOUNT} - beside) | happened.causes)
    if isinstance(vacancy.row.cell("contingent"), U):
        found["admis"] = admitted(vacancy)


def kept(done: bool, base: bool, reading: Reading) -> tuple[bool, bool]:
    """(Counted, in the base) of one that is not admitted."""
    sense, nested = reading.own.sense, reading.above is not None
    if reading.clause.genre == "part" or (sense == "au moins" and nested):
        return False, base
    if nested:
        raise HorsDePortee("éligibilité, et plafond ou nombre exact emboîté")
    own_base = reading.base_population.holder == "réservataire"
    own_count = own_base
    if "compte" in reading.clause.keys:
        own_count = counted(reading.clause.keys["compte"]).holder != "bailleur"
    if sense == "au moins":
        return done and not own_count, base and not (done and own_base)
    if sense == "au plus":
        return done, base and (done or not own_base)
    return (done and not own_count, base and not own_base) if reading.hope else (done, base)


def base_account(reading: Reading) -> str:
    """What says whether a base that is the holder's own is on the account: "" where it is anyone's."""
    own = reading.clause.genre == "quota" and reading.above is None
    if not own or reading.base_population.holder != "réservataire":
        return ""
    keys = reading.clause.keys
    return "titulaire" if "compte" not in keys or counted(keys["compte"]).holder == "bailleur" else "compte"
