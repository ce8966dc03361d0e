"""To whom a dwelling went: by the account of its letting, by an effect, or by its orientation until then.

Source: docs/langage, « L'orientation » and « Rejouer une année ».
"""

from collections.abc import Iterable, Sequence

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, et, non, ou
from convrules.compiler import Programme
from convrules.orientation.flux import counted_events, happened, of_data, past, perhaps_happened
from convrules.runtime.closing import closes
from convrules.runtime.decision import ResultatEffet
from convrules.year.assiette import Cadre, account, is_row, with_holder
from convrules.year.effets import counted_before, counted_by_effect
from convrules.year.imputation import received_since
from convrules.year.lues import RegleLue
from convrules.year.orientee import oriented_after, toward
from convrules.year.suivi import Suivi


def counts_for(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue], *, gone: bool) -> Issue:
    """Does the dwelling count for this holder? By an effect that counts it; by the account of the letting, as
    in the accounts of the year, once the event that the parts count has taken place; before, from its
    orientation on."""
    by_effect = counted_by_effect(suivi, cadre)
    if not gone:
        return by_effect
    events = counted_events(parts, suivi, cadre)
    after = et(ou(account(suivi, cadre), by_effect), non(counted_before(suivi, cadre)))
    if happened(events, suivi, cadre) or happened_since(events, suivi, cadre):
        return after
    before = ou(_with_holder(suivi, cadre), by_effect)
    perhaps = perhaps_happened(events, suivi, cadre)
    return before if not perhaps or before == after else Indetermine(perhaps)


def received(suivi: Suivi, cadre: Cadre) -> Issue:
    """Has a dwelling that no part of this holder holds, and that has gone to somebody, gone to it?"""
    return counts_for(suivi, cadre, (), gone=True)


def one_per_holder(those: Iterable[tuple[Programme, Suivi]]) -> list[str]:
    """Of conventions to whose holders a dwelling went, those that it went under: of each holder, the ones
    that it is under, or may be; where it is under none, the first."""
    found = [(p, p.convention.ident, is_row(suivi)) for p, suivi in those]
    under = {ident for _, ident, issue in found if issue is not False}
    kept: list[str] = []
    for programme, ident, _ in found:
        others = {other.convention.ident for other in programme.concurrents}
        if ident in under or not others & (under | {*kept}):
            kept.append(ident)
    return kept


def happened_since(events: Sequence[str], suivi: Suivi, cadre: Cadre) -> bool:
    """Of a year that is looked at again: has it taken place by then, whatever the year that counts it?"""
    connu = cadre.livre.connu
    return connu is not None and connu > cadre.au and bool(past(events, suivi, connu))


def _with_holder(suivi: Suivi, cadre: Cadre) -> Issue:
    """Is a dwelling that is but oriented with this holder? Until an effect gives it back uncounted."""
    vacance, decision = suivi.vacance, suivi.decision
    since = [(e, oriented_after(e.date, vacance, decision)) for e in decision.effets]
    lost = (e for e, after in since if after is False and released(e))
    if any(not received_since(e, decision) for e in lost):
        return False
    found = account(suivi, cadre)
    doubts = (perhaps_released(e, after) for e, after in since if after is not True)
    doubt = of_data(frozenset().union(*doubts))
    oriented, _ = toward(vacance, decision)
    if _may_change(suivi, cadre):
        return found
    if oriented is not None and isinstance(found, Indetermine):
        # Why: until the letting has an account, the dwelling is with the holder that somebody decided on.
        found = with_holder(oriented, suivi, cadre)
    return et(found, Indetermine(doubt)) if doubt else found


def given_back_since(suivi: Suivi) -> bool:
    """Was its turn given back uncounted since it was oriented?"""
    vacance, decision = suivi.vacance, suivi.decision
    return any(released(e) and oriented_after(e.date, vacance, decision) is False for e in decision.effets)


def _may_change(suivi: Suivi, cadre: Cadre) -> bool:
    """Of a year that is looked at again: may a turn that is still open change the account of a letting?"""
    written = cadre.livre.of(suivi.vacance.id)
    still = written is not None and written.aujourdhui is not None
    return still and cadre.livre.connu is not None and bool(past(("attribution",), suivi, cadre.livre.connu))


def released(effet: ResultatEffet) -> bool:
    """A turn that closes without a word of the account is not counted."""
    return _uncounted(effet) and effet.issue is True and effet.date.connu is not None


def perhaps_released(effet: ResultatEffet, since: Issue) -> frozenset[Cause]:
    """Why one does not know whether the turn was given back uncounted, and not opened again `since`; nothing
    when one does."""
    if not _uncounted(effet) or effet.issue is False:
        return frozenset()
    if released(effet):
        return causes_of(since)
    return causes_of(effet.issue) or why(effet.date).causes


def _uncounted(effet: ResultatEffet) -> bool:
    said = effet.effet.decompte
    return (said is None and closes(effet.effet.acte)) or said in (
        ir.Decompte.NON_COMPTEE,
        ir.Decompte.RESTITUEE,
    )
