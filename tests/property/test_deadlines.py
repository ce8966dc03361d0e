"""States of a deadline against enumeration over every pair of possible dates."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import (
    SANS_FERIE,
    Duree,
    Evenement,
    UniteDuree,
    connu,
    inconnu,
    jamais,
    pas_survenu,
    shift,
)
from convrules.base.saisons import Quantieme, Saison
from convrules.base.values import INCONNU, Connu
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.deadlines import evaluate_deadline
from convrules.runtime.decision import EtatDelai
from convrules.runtime.limits import Compteur, day_of_year, limits_between
from runtime.build import apres, contexte, delai, programme, relative

START = date(2025, 3, 1)
SPAN = 12
"""Days of a small world: 0 to SPAN; what comes later is `LATER`, which never is by `au`."""
LIMIT = 4
PROGRAMME = programme(delai("d", apres("proposition", f"{LIMIT} jour", "information")))


def day(n: int) -> date:
    return START + timedelta(days=n)


# An event: ("connu", n), ("pas survenu", h), ("jamais", 0), ("inconnu", 0).
EVENTS: list[tuple[str, int]] = [
    *(("connu", n) for n in range(SPAN)),
    *(("pas survenu", n) for n in range(SPAN)),
    ("jamais", 0),
    ("inconnu", 0),
]
Spec = tuple[str, int]


def event(spec: Spec) -> Evenement:
    kind, n = spec
    match kind:
        case "connu":
            return connu(day(n))
        case "pas survenu":
            return pas_survenu(day(n))
        case "jamais":
            return jamais()
        case _:
            return inconnu()


def row(**events: Spec) -> Vacance:
    cells = {nom: INCONNU if spec[0] == "inconnu" else Connu(event(spec)) for nom, spec in events.items()}
    return Vacance(ligne=Ligne(table="vacances", id="V", cellules=cells))


# --- the table of the specification, by enumeration -------------------------------------------
PLUS_TARD = "plus tard"
JAMAIS = "jamais"
Possible = int | str


def possible(spec: Spec, au: int) -> list[Possible]:
    """Dates by `au` one by one (from long before the small world), then « later » and « never ». As of
    `au`, what is known to come later, or not to have come by then, is « later »: that it may never come
    has to be known, unless it is not even known whether it came."""
    kind, n = spec
    early = range(-2 * LIMIT, au + 1)
    match kind:
        case "connu":
            return [n] if n <= au else [PLUS_TARD]
        case "pas survenu":
            return [PLUS_TARD] if n >= au else [*range(n + 1, au + 1), PLUS_TARD, JAMAIS]
        case "jamais":
            return [JAMAIS]
        case _:
            return [*early, PLUS_TARD, JAMAIS]


def state(a: Possible, t: Possible, au: int) -> EtatDelai:
    """The table: anchor and target by `au`, later, or never."""
    done = isinstance(t, int)
    if isinstance(a, int):
        if isinstance(t, int):
            return EtatDelai.TENU if t <= a + LIMIT else EtatDelai.DEPASSE
        return EtatDelai.EN_COURS if au <= a + LIMIT else EtatDelai.DEPASSE
    if done:
        return EtatDelai.TENU
    return EtatDelai.EN_COURS if a == PLUS_TARD else EtatDelai.SANS_OBJET


def enumerated(anchor: Spec, target: Spec, au: int) -> set[EtatDelai]:
    pairs = product(possible(anchor, au), possible(target, au))
    return {state(a, t, au) for a, t in pairs}


def found(anchor: Spec, target: Spec, au: int) -> set[EtatDelai]:
    v = row(information=anchor, proposition=target)
    result = evaluate_deadline(
        PROGRAMME.clauses[0], contexte(v, au=day(au).isoformat(), programme_=PROGRAMME)
    )
    return set(result.candidats) if result.etat is EtatDelai.INDETERMINE else {result.etat}


def every_pair() -> Iterator[tuple[Spec, Spec, int]]:
    for anchor, target in product(EVENTS, EVENTS):
        for au in (3, 6, 9):
            yield anchor, target, au


def test_states_equal_enumeration() -> None:
    met: Counter[str] = Counter()
    for anchor, target, au in every_pair():
        expected = enumerated(anchor, target, au)
        assert found(anchor, target, au) == expected, (anchor, target, au)
        met["indetermine" if len(expected) > 1 else next(iter(expected)).value] += 1
    print(dict(met))
    assert set(met) == {e.value for e in EtatDelai} and min(met.values()) >= 10


# --- several anchors --------------------------------------------------------------------------
FEW: list[Spec] = [
    *(("connu", n) for n in (0, 4, 8)),
    *(("pas survenu", n) for n in (2, 7)),
    ("jamais", 0),
    ("inconnu", 0),
]


def rank(x: Possible) -> int:
    """By `au` by their day, then later, then never."""
    return x if isinstance(x, int) else 2 * SPAN if x == PLUS_TARD else 3 * SPAN


def first(a: Possible, b: Possible) -> Possible:
    return min(a, b, key=rank)


def last(a: Possible, b: Possible) -> Possible:
    return max(a, b, key=rank)


def fallback(a: Possible, b: Possible) -> Possible:
    """« a à défaut b »: b serves only when a never comes."""
    return b if a == JAMAIS else a


def several(genre: ir.GenreInstant) -> ir.RegleDelai:
    instant = ir.Instant(genre=genre, evenements=("information", "visite"))
    return relative("proposition", f"{LIMIT} jour", instant)


COMBINED = {
    "le premier de": (several(ir.GenreInstant.PREMIER), first),
    "le dernier de": (several(ir.GenreInstant.DERNIER), last),
    "à défaut": (apres("proposition", f"{LIMIT} jour", "information", a_defaut="visite"), fallback),
}


@pytest.mark.parametrize("how", COMBINED)
def test_states_of_several_anchors_against_enumeration(how: str) -> None:
    """Equal where both anchors are known or known not to have come by then; elsewhere they hold every state
    possible."""
    regle, combine = COMBINED[how]
    written = programme(delai("d", regle))
    met: Counter[str] = Counter()
    for a, b, target, au in product(FEW, FEW, FEW, (3, 9)):
        anchors = {combine(x, y) for x, y in product(possible(a, au), possible(b, au))}
        expected = {state(x, t, au) for x, t in product(anchors, possible(target, au))}
        v = row(information=a, visite=b, proposition=target)
        result = evaluate_deadline(
            written.clauses[0], contexte(v, au=day(au).isoformat(), programme_=written)
        )
        got = set(result.candidats) if result.etat is EtatDelai.INDETERMINE else {result.etat}
        assert expected <= got, (how, a, b, target, au)
        if all(len(possible(x, au)) == 1 for x in (a, b)):
            assert got == expected, (how, a, b, target, au)
            met["indetermine" if len(expected) > 1 else next(iter(expected)).value] += 1
        met["un ancrage en doute"] += len(possible(a, au)) + len(possible(b, au)) > 2
    print(how, dict(met))
    assert set(met) == {*(e.value for e in EtatDelai), "un ancrage en doute"} and min(met.values()) >= 5


SPECS = st.sampled_from(EVENTS)


@settings(deadline=None)
@given(anchor=st.integers(0, SPAN), target=st.sampled_from([*range(SPAN), None]))
def test_on_complete_data_a_state_only_leaves_en_cours(anchor: int, target: int | None) -> None:
    """As days pass, « en cours » may become anything; every other state stays."""
    before: set[EtatDelai] | None = None
    for au in range(SPAN):
        spec: Spec = ("pas survenu", SPAN) if target is None else ("connu", target)
        now = found(("connu", anchor), spec, au)
        assert len(now) == 1
        if before is not None and before != {EtatDelai.EN_COURS}:
            assert now == before
        before = now


@settings(deadline=None)
@given(anchor=SPECS, target=SPECS, au=st.integers(0, SPAN), known=st.integers(0, SPAN))
def test_a_known_date_keeps_a_determined_state(anchor: Spec, target: Spec, au: int, known: int) -> None:
    """Replacing « unknown » by any date allowed never changes a state that was determined."""
    before = found(anchor, target, au)
    if target == ("inconnu", 0) and len(before) == 1:
        assert found(anchor, ("connu", known), au) == before
    after = found(anchor, ("connu", known) if target == ("inconnu", 0) else target, au)
    assert after <= before


@settings(deadline=None, max_examples=60)
@given(anchor=st.integers(0, 8), end=st.integers(0, SPAN), au=st.integers(0, SPAN))
def test_a_closed_life_is_judged_as_of_its_end(anchor: int, end: int, au: int) -> None:
    v = row(information=("connu", anchor), proposition=("pas survenu", SPAN), retrait=("connu", end))
    result = evaluate_deadline(
        PROGRAMME.clauses[0], contexte(v, au=day(au).isoformat(), programme_=PROGRAMME)
    )
    then = min(au, end)
    plain = found(("connu", anchor), ("pas survenu", SPAN), then)
    closed = end <= au
    expected = {EtatDelai.SANS_OBJET} if closed and plain == {EtatDelai.EN_COURS} else plain
    assert {result.etat} == expected


def ended(anchor: Spec, target: Spec, end: Evenement, au: int) -> set[EtatDelai]:
    """States of a row whose life ended by this event."""
    v = row(information=anchor, proposition=target)
    cells = {**v.ligne.cellules, "retrait": Connu(end)}
    v = Vacance(ligne=Ligne(table="vacances", id="V", cellules=cells))
    result = evaluate_deadline(
        PROGRAMME.clauses[0], contexte(v, au=day(au).isoformat(), programme_=PROGRAMME)
    )
    return set(result.candidats) if result.etat is EtatDelai.INDETERMINE else {result.etat}


@settings(deadline=None, max_examples=300)
@given(
    anchor=SPECS, target=SPECS, first=st.integers(0, SPAN), length=st.integers(1, 6), au=st.integers(0, SPAN)
)
def test_an_end_of_life_within_days_is_each_of_them(
    anchor: Spec, target: Spec, first: int, length: int, au: int
) -> None:
    """The states of all these days, whether they have come or not."""
    some_day = Evenement(debut=day(first), fin=day(first + length), jamais=False, ouvert=True)
    each = (ended(anchor, target, connu(day(n)), au) for n in range(first, first + length + 1))
    assert ended(anchor, target, some_day, au) == set[EtatDelai]().union(*each)


# --- suspensions ------------------------------------------------------------------------------
SUSPENDED = programme(
    delai("d", apres("proposition", f"{LIMIT} jour", "information"), suspension=("debut_s", "fin_s"))
)


def limit(a: int, s: Possible, e: Possible) -> int | None:
    """Limit of an anchor under one suspension; None while it is open."""
    if not isinstance(s, int) or s > a + LIMIT:
        return a + LIMIT
    if not isinstance(e, int):
        return None
    x, left = a, LIMIT
    while left:
        x += 1
        left -= not s <= x < e
    return x


@settings(deadline=None, max_examples=300)
@given(a=st.integers(0, 6), begin=SPECS, end=SPECS, target=SPECS, au=st.integers(4, SPAN))
def test_suspended_states_contain_every_possible_one(
    a: int, begin: Spec, end: Spec, target: Spec, au: int
) -> None:
    """Sound always; exact when begin and end are known or known not to have come."""
    expected = set()
    for s, e, t in product(possible(begin, au), possible(end, au), possible(target, au)):
        last = limit(a, s, e)
        if a > au:
            expected.add(state(PLUS_TARD, t, au))
        elif last is None:
            expected.add(EtatDelai.TENU if isinstance(t, int) else EtatDelai.EN_COURS)
        else:
            expected.add(state(last - LIMIT, t, au))
    v = row(information=("connu", a), proposition=target, debut_s=begin, fin_s=end)
    result = evaluate_deadline(
        SUSPENDED.clauses[0], contexte(v, au=day(au).isoformat(), programme_=SUSPENDED)
    )
    got = set(result.candidats) if result.etat is EtatDelai.INDETERMINE else {result.etat}
    assert expected <= got
    if len(possible(begin, au)) == len(possible(end, au)) == 1:
        assert got == expected


# --- days of every year -----------------------------------------------------------------------
@settings(deadline=None, max_examples=60)
@given(
    first=st.dates(date(2024, 1, 1), date(2025, 12, 31)),
    length=st.integers(0, 200),
    begin=st.tuples(st.integers(1, 12), st.integers(1, 31)),
    days=st.integers(0, 90),
    duree=st.builds(
        Duree, nombre=st.integers(1, 3), unite=st.sampled_from([UniteDuree.MOIS, UniteDuree.JOUR_OUVRE])
    ),
)
def test_limits_of_a_range_of_anchors_are_those_of_each(
    first: date, length: int, begin: tuple[int, int], days: int, duree: Duree
) -> None:
    """The least and the greatest limit, by trying every anchor; each limit by counting the days."""
    start = day_of_year(2024, *begin)
    # Why again: the 30th of February is the 29th, which a season of one day ends on.
    begin = (start.month, start.day)
    end = start + timedelta(days=days)
    saison = Saison(
        debut=Quantieme(mois=begin[0], jour=begin[1]), fin=Quantieme(mois=end.month, jour=end.day)
    )
    counter = Compteur(
        duree=duree, calendrier=SANS_FERIE, report_jour_ouvre=False, au=date(2030, 1, 1), saisons=(saison,)
    )

    def counted(x: date) -> bool:
        return duree.unite is UniteDuree.MOIS or x.weekday() <= 4

    def one(a: date) -> int:
        plain = shift(a, duree)
        left = sum(counted(a + timedelta(days=i)) for i in range(1, (plain - a).days + 1))
        x = a
        while left:
            x += timedelta(days=1)
            lo, hi = day_of_year(x.year, *begin), day_of_year(x.year, end.month, end.day)
            held = lo <= x <= hi if begin <= (end.month, end.day) else x >= lo or x <= hi
            left -= counted(x) and not held
        return x.toordinal()

    last = first + timedelta(days=length)
    each = [one(first + timedelta(days=i)) for i in range(length + 1)]
    assert limits_between(first, last, counter) == ((min(each), max(each)), frozenset())
