"""A turn is lost once: what closed it first, by date, wins over what other clauses would draw from it later.

Effects are first found clause by clause; here they meet. On one day, two that say otherwise of the account
contradict one another, whatever the order of the paper. Source: docs/langage, « Le premier effet ferme le
tour ».
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias, assert_never

from convrules import ir
from convrules.base.dates import Evenement, before, same_day, why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, causes_of, et, non, ou
from convrules.base.records import dataclass, replace
from convrules.runtime.beneficiaries import beneficiary
from convrules.runtime.concurrents import LE_MEME_JOUR
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause, ResultatEffet
from convrules.runtime.events import first_of, from_then_on, is_within, may_be_after, may_be_by
from convrules.runtime.lives import FINS_DE_VIE
from convrules.runtime.reading import read_event

RIEN: Final = frozenset[Cause]()
DU_TOUR: Final = ("remise", "reprise")
FINS_DE_TOUR: Final = (*FINS_DE_VIE, *DU_TOUR)
A_VENIR: Final = frozenset({Genre.FUTUR, Genre.HUMAIN})
"""Kinds of not knowing that are over once something has happened: until then, nothing takes effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reglement:
    """Effects once they have met, and when the turn closed; `inscrite`: as its records alone say. `ouvre`:
    may a clause still open a second window, by its identifier (absent: yes)?"""

    effets: tuple[ResultatEffet, ...]
    tour_clos: Evenement
    inscrite: Evenement
    ouvre: Mapping[str, Issue]


def settle(effets: Sequence[ResultatEffet], fins: Sequence[Evenement], contexte: Contexte) -> Reglement:
    """Effects of every clause on one turn. `fins`: what the records say of each of its ends, in the order of
    `FINS_DE_TOUR`; `contexte`: without the events that clauses bring about."""
    _, life, given = _known_ends(fins, contexte) if effets else ((), None, None)
    closing = [e for e in effets if closes(e.effet.acte) and may_have(e)]
    standing = [e for e in closing if not e.revocable]
    coming = [e for e in effets if closes(e.effet.acte) and _may_date_back(e, contexte.au)]
    settled = []
    windows: dict[str, Issue] = {}
    for effet in effets:
        after = _came_after(effet, closing, life, given)
        if effet.effet.acte is ir.Acte.NOUVELLE_PROPOSITION:
            # Why the day it opens: a faculty takes place on no day, and its window runs all the same.
            opening = replace(effet, date=effet.ouverture)
            windows[effet.clause] = non(_came_after(opening, closing, life, given))
        met = _met(effet, after, closing, contexte)
        if met.devance and _came_after(effet, standing, life, given) is not True:
            # Why: what closed the turn before may be undone.
            met = replace(met, devance=False, date=from_then_on(met.date))
        if coming and met.issue is True:
            met = _unless_forestalled(met, coming, contexte)
        late = _unused(met, standing, given, contexte.au) or _too_late(met, standing, life, given, contexte)
        settled.append(replace(met, devance=True) if late else met)
    inscrite = turn_end(fins, (), contexte)
    return Reglement(
        effets=tuple(settled),
        tour_clos=turn_end(fins, effets, contexte) if effets else inscrite,
        inscrite=inscrite,
        ouvre=windows,
    )


def recorded_ends(contexte: Contexte) -> tuple[Evenement, ...]:
    """What the records say of each end of the turn; the remise that opened it is none, and perhaps none when
    one does not know that another convention opened it."""
    memoire, vacance = contexte.retenues, contexte.vacance
    apart = contexte.recue is not None or contexte.evenements or contexte.sans_suite
    if memoire is None or vacance is None or apart:
        return _recorded_one_by_one(contexte)
    asked = f"fins au {contexte.au}"
    cells = [vacance.cellule(nom) for nom in FINS_DE_TOUR]
    # Why of no convention: what is recorded is read of the row alone.
    return memoire.everywhere((asked, *map(id, cells)), cells, lambda: _recorded_one_by_one(contexte))


def _recorded_one_by_one(contexte: Contexte) -> tuple[Evenement, ...]:
    lues = contexte.lues
    recue = contexte.recue if contexte.recue_au_guet is None else contexte.recue_au_guet
    if recue is not None:
        others = {nom: event for nom, event in contexte.evenements.items() if nom != "remise"}
        contexte = replace(contexte, evenements=others)
        found = ((nom, read_event(nom, contexte)) for nom in FINS_DE_TOUR)
        ends = (_beside(recue, e, contexte.au) if nom == "remise" else e for nom, e in found)
        return tuple(end for end in ends if end is not None)
    if lues is not None and not contexte.evenements:
        return lues.ends(lambda: tuple(read_event(nom, contexte) for nom in FINS_DE_TOUR))
    return tuple(read_event(nom, contexte) for nom in FINS_DE_TOUR)


def _beside(recue: Evenement, inscrite: Evenement, au: date) -> Evenement | None:
    """The remise that is recorded, as an end of the turn: none when it is that which opened it."""
    if recue.est_jamais or recue.low > au.toordinal():
        return inscrite
    if is_within(recue):
        return None
    if not is_within(inscrite):
        return inscrite
    return replace(inscrite, jamais=True, fait=recue.fait, genre=recue.genre, ligne=recue.ligne)


def turn_end(fins: Sequence[Evenement], effets: Sequence[ResultatEffet], contexte: Contexte) -> Evenement:
    """When the turn closed: from the first day on which it may have to the first on which it surely had. An
    end whose record is missing closes nothing; an effect in doubt may have."""
    memoire, lues, au = contexte.memoire, contexte.lectures, contexte.au
    own = [e.date for e in effets if closes(e.effet.acte) and may_have(e) and may_be_by(e.date, au)]
    if own:
        known, _, _ = _known_ends(fins, contexte)
        return first_of([*known, *own])
    if memoire is not None:
        return memoire.of(("fin du tour", id(fins), au), fins, lambda: _first_end(fins, au))
    if lues is not None and au is lues.au:
        return lues.end(fins, lambda: _first_end(fins, au))
    return _first_end(fins, au)


def _first_end(fins: Sequence[Evenement], au: date) -> Evenement:
    return first_of(_known(fins, au) or fins)


def closes(acte: ir.Acte) -> bool:
    match acte:
        case ir.Acte.REMISE_AU_BAILLEUR | ir.Acte.REPRISE | ir.Acte.REMISE_A:
            return True
        case (
            ir.Acte.NOUVELLE_PROPOSITION
            | ir.Acte.REPUTE_ACCEPTE
            | ir.Acte.REPUTE_REFUSE
            | ir.Acte.SANS_EFFET
            | ir.Acte.NON_PRECISE
        ):
            return False
        case _:
            assert_never(acte)


def reopens(effets: Iterable[ResultatEffet], clos: Evenement | None) -> bool:
    """May what has not come undo the effects that closed a turn on the day it did?"""
    if clos is None or clos.connu is None:
        return False
    closing = [e for e in effets if closes(e.effet.acte) and e.issue is True and e.date.connu == clos.connu]
    return bool(closing) and all(e.revocable for e in closing)


def waits(issue: Issue) -> bool:
    """Is it not known only because something has not come yet? Nothing has taken effect until then."""
    return isinstance(issue, Indetermine) and {c.genre for c in issue.causes} <= A_VENIR


def both(a: Issue, b: Issue) -> Issue:
    """Both at once, of what lasts once it is so: where one only waits for what has not come, nothing took
    place, whatever the other one lacks."""
    found = et(a, b)
    if not isinstance(found, Indetermine) or waits(found):
        return found
    return next((part for part in (a, b) if waits(part)), found)


def missed(result: ResultatClause) -> Issue:
    """An obligation that is kept, if it applies at all, is not missed; nor is, yet, one that only waits then
    for what has not come."""
    if isinstance(result.issue, NonApplicable):
        return False
    missed = non(result.among_rules(silent=True))
    asked = [
        issue for issue in result.possibles if issue is not True and not isinstance(issue, NonApplicable)
    ]
    if isinstance(missed, Indetermine) and asked and all(map(waits, asked)):
        return Indetermine(frozenset[Cause]().union(*map(causes_of, asked)))
    return missed


# --- what closed the turn before ------------------------------------------------------------------
Connues: TypeAlias = tuple[Sequence[Evenement], Evenement | None, Evenement | None]
"""The ends that are known, the first of the life and the first of the turn: one that is missing closes
nothing."""


def _known_ends(fins: Sequence[Evenement], contexte: Contexte) -> Connues:
    memoire, au = contexte.memoire, contexte.au
    if memoire is None:
        return _ends_by(fins, au)
    return memoire.of(("fins connues", id(fins), au), fins, lambda: _ends_by(fins, au))


def _ends_by(fins: Sequence[Evenement], au: date) -> Connues:
    lives = len(FINS_DE_VIE)
    life, given = _known(fins[:lives], au), _known(fins[lives:], au)
    return (*life, *given), first_of(life) if life else None, first_of(given) if given else None


def _known(fins: Sequence[Evenement], au: date) -> Sequence[Evenement]:
    """Those that took place, or that the data record within days of which the first has come."""
    return [e for e in fins if e.debut is not None and e.debut <= au]


def may_have(effet: ResultatEffet) -> bool:
    """Has it, or may it have, taken effect by the day one looks?"""
    return effet.issue is True or (isinstance(effet.issue, Indetermine) and not effet.attend)


def may_still(effet: ResultatEffet, au: date) -> bool:
    """Has it not taken effect by a day, and may it still? A faculty, if it may be open, and used."""
    if effet.issue is not False or effet.devance:
        return False
    opens = not effet.effet.faculte or not effet.ouverture.est_jamais
    return opens and may_be_after(effet.date, au)


def taken(effet: ResultatEffet, au: date) -> Issue:
    """Has it taken effect by the day one looks, whatever comes later? Perhaps, where what comes may undo it,
    or entail it from a day that is past; not after what closed the turn for good."""
    if effet.revocable and not effet.devance:
        return Indetermine(effet.revocable)
    # Why the later of both: a faculty takes place neither before its act, nor before it opens.
    first = max(effet.date.low, effet.ouverture.low) if effet.effet.faculte else effet.date.low
    return why(effet.date) if may_still(effet, au) and first <= au.toordinal() else effet.issue


def _came_after(
    effet: ResultatEffet, closing: Sequence[ResultatEffet], life: Evenement | None, given: Evenement | None
) -> Issue:
    """Was the turn closed before the day of this effect? The end of a letting's life leaves what changes
    nothing in the turn (« sans effet, comptée »); a turn given back leaves nothing."""
    late: Issue = False
    if given is not None:
        late = ou(late, before(given, effet.date))
    if life is not None and effet.effet.acte not in (ir.Acte.SANS_EFFET, ir.Acte.NON_PRECISE):
        late = ou(late, before(life, effet.date))
    for other in closing:
        # Why not of the same clause: it has one effect at a time, of which these are the possible ones.
        if other.clause != effet.clause:
            late = ou(late, et(other.issue, before(other.date, effet.date)))
    return late


def _may_date_back(effet: ResultatEffet, au: date) -> bool:
    """May it still take effect, from a day that is past?"""
    return effet.date.low <= au.toordinal() and may_still(effet, au)


def _unless_forestalled(
    effet: ResultatEffet, coming: Sequence[ResultatEffet], contexte: Contexte
) -> ResultatEffet:
    """An effect that takes place, with what would close the turn before its day, or on it for another."""
    first = [
        e
        for e in coming
        if e.clause != effet.clause
        and (
            e.date.low < effet.date.high
            or (e.date.low == effet.date.high and not _same_account(e, effet, contexte))
        )
    ]
    if not first:
        return effet
    return replace(effet, revocable=effet.revocable.union(*(why(e.date).causes for e in first)))


def _unused(
    effet: ResultatEffet, closing: Sequence[ResultatEffet], given: Evenement | None, au: date
) -> bool:
    """Is it a faculty that nobody used before the turn closed? Nobody can any more."""
    if not effet.effet.faculte or effet.issue is not False or effet.ouverture.est_jamais:
        return False
    ends = [e.date for e in closing if e.clause != effet.clause and e.issue is True]
    over = [e for e in (ends if given is None else [given, *ends]) if e.high <= au.toordinal()]
    # Why not where it may date from then: what closed the turn is perhaps its use.
    return bool(over) and effet.date.low > min(e.high for e in over)


def _too_late(
    effet: ResultatEffet,
    standing: Sequence[ResultatEffet],
    life: Evenement | None,
    given: Evenement | None,
    contexte: Contexte,
) -> bool:
    """Is it to come, and was the turn closed for good? Not of a turn received: it opens after another."""
    if effet.issue is not False or not closes(effet.effet.acte) or contexte.recue is not None:
        return False
    closed = [e for e in standing if e.issue is True]
    return may_still(effet, contexte.au) and _came_after(effet, closed, life, given) is True


def _met(
    effet: ResultatEffet, late: Issue, closing: Sequence[ResultatEffet], contexte: Contexte
) -> ResultatEffet:
    issue = et(effet.issue, non(late))
    if issue is False or not closes(effet.effet.acte):
        return (
            effet
            if issue == effet.issue
            else replace(effet, issue=issue, devance=late is True and may_have(effet))
        )
    doubt: frozenset[Cause] = frozenset()
    for other in closing:
        together = et(other.issue, same_day(other.date, effet.date))
        if together is False or other.clause == effet.clause or _same_account(other, effet, contexte):
            continue
        if together is True and issue is True:
            return replace(effet, issue=Indetermine(frozenset({_conflict(effet, other)})))
        doubt |= causes_of(together)
    if issue is True and doubt:
        issue = Indetermine(doubt)
    return effet if issue is effet.issue else replace(effet, issue=issue)


def _same_account(one: ResultatEffet, other: ResultatEffet, contexte: Contexte) -> bool:
    """Do two effects that close a turn give the letting to the same, and count it alike? Silent about the
    count is « non comptée »."""
    first, second = (
        (_receiver(e, contexte), e.effet.decompte or ir.Decompte.NON_COMPTEE) for e in (one, other)
    )
    return first == second


def _receiver(resultat: ResultatEffet, contexte: Contexte) -> str | None:
    """The convention that receives the turn, else the name that the paper gives it. None: the landlord, who
    takes what is handed over to nobody."""
    nom = resultat.effet.destinataire
    if nom is None:
        return None
    found = beneficiary(resultat.clause, nom, contexte, contexte.programme.voisins)
    if found.issue is False:
        return None
    return found.conventions[0] if found.issue is True else nom


def _conflict(one: ResultatEffet, other: ResultatEffet) -> Cause:
    """Named alike from both sides, so that neither comes first."""
    return Cause(fait=f"{', '.join(sorted((one.clause, other.clause)))}{LE_MEME_JOUR}", genre=Genre.ERREUR)


# --- what has not come ----------------------------------------------------------------------------
def with_what_may_come(
    found: Sequence[ResultatEffet], perhaps: Sequence[ResultatEffet], acquis: Collection[str], au: date
) -> tuple[ResultatEffet, ...]:
    """Effects that clauses have, or may, told apart by whether what has not come may undo them; those that
    they have not, and may have once it has come, in their places. perhaps: the same, had what may still come
    perhaps come. acquis: clauses whose effects stand, whatever comes later."""
    clauses = dict.fromkeys(e.clause for e in (*found, *perhaps))
    return tuple(
        told
        for clause in clauses
        for told in _of_clause(
            [e for e in found if e.clause == clause],
            [e for e in perhaps if e.clause == clause],
            au,
            stands=clause in acquis,
        )
    )


def _of_clause(
    found: Sequence[ResultatEffet], perhaps: Sequence[ResultatEffet], au: date, *, stands: bool
) -> Iterator[ResultatEffet]:
    coming = [later for e in perhaps if (later := _yet_to_come(e, found, au)) is not None]
    for effet in found:
        if all(effet.effet != other.effet for other in coming):
            yield effet if stands or effet.issue is not True else _unless_undone(effet, perhaps)
    yield from coming


def _yet_to_come(perhaps: ResultatEffet, found: Sequence[ResultatEffet], au: date) -> ResultatEffet | None:
    """An effect that has not taken place, and may from an earlier day than one would say otherwise."""
    same = [e for e in found if e.effet == perhaps.effet]
    if any(e.issue is not False for e in same):
        return None
    later = perhaps
    if perhaps.issue is not False:
        later = replace(perhaps, issue=False, date=from_then_on(perhaps.date), attend=False, devance=False)
    if not may_still(later, au):
        return None
    known = [e.date.low for e in same if may_still(e, au)]
    return later if not known or later.date.low < min(known) else None


def _unless_undone(effet: ResultatEffet, perhaps: Sequence[ResultatEffet]) -> ResultatEffet:
    """An effect that takes place, with what has not come and would undo it, or give it another day."""
    same = [e for e in perhaps if e.effet == effet.effet]
    if any(e.issue is True and e.date == effet.date for e in same):
        return effet
    causes = RIEN.union(*(causes_of(e.issue) | causes_of(why(e.date)) for e in same))
    moved = [e.date for e in same if e.issue is True]
    return replace(
        effet,
        revocable=causes or frozenset({Cause(fait=effet.clause, genre=Genre.FUTUR)}),
        date=moved[0] if moved else effet.date,
    )
