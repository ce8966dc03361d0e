"""Sharing units among accounts under floors and ceilings, held against every way of sharing them."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules.year import flot
from convrules.year.flot import Borne, sharing

CLASSES = 3
ENSEMBLES = st.frozensets(st.integers(0, CLASSES - 1), min_size=1)
OFFRE = st.lists(st.integers(0, 2), min_size=CLASSES, max_size=CLASSES)
BORNES = st.lists(
    st.builds(
        Borne,
        compte=st.sampled_from(["etat", "commune", "als"]),
        classes=ENSEMBLES,
        besoin=st.integers(0, 3),
        place=st.one_of(st.none(), st.integers(-1, 3)),
    ),
    max_size=4,
)


def every_way(offre, bornes) -> bool:
    accounts = (*dict.fromkeys(b.compte for b in bornes), "personne")
    units = [n for n, count in enumerate(offre) for _ in range(count)]
    for chosen in product(accounts, repeat=len(units)):
        counts = [
            sum(n in b.classes and compte == b.compte for n, compte in zip(units, chosen, strict=True))
            for b in bornes
        ]
        if all(
            n >= b.besoin and (b.place is None or n <= b.place) for b, n in zip(bornes, counts, strict=True)
        ):
            return True
    return False


@settings(deadline=None, max_examples=300)
@given(OFFRE, BORNES)
def test_a_sharing_is_found_when_there_is_one(offre, bornes) -> None:
    assert sharing(offre, bornes) is every_way(offre, bornes)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.lists(
        st.builds(
            Borne,
            compte=st.sampled_from(["etat", "etat", "als"]),
            classes=st.frozensets(st.integers(0, 3), min_size=1, max_size=3),
            besoin=st.integers(0, 4),
            place=st.one_of(st.none(), st.integers(0, 4)),
        ),
        min_size=2,
        max_size=5,
    ),
)
def test_bounds_that_cross_are_shared_in_whole_numbers(offre, bornes) -> None:
    while sum(offre) > 7:
        offre = [max(0, n - 1) for n in offre]
    assert sharing(offre, bornes) is every_way(offre, bornes)


def test_one_crossing_of_many_dwellings_is_answered() -> None:
    """A floor of leases and a ceiling of allocations, on a hundred dwellings."""
    floor = Borne(compte="etat", classes=frozenset({0, 1, 2}), besoin=60)
    other = Borne(compte="als", classes=frozenset({1, 2, 3}), besoin=70)
    for room, possible in ((30, True), (29, False)):
        ceiling = Borne(compte="etat", classes=frozenset({1, 2, 3}), place=room)
        assert sharing([30, 50, 50, 0], [floor, ceiling, other]) is possible


def test_three_pairwise_ceilings_have_a_fraction_and_no_whole_solution() -> None:
    """A flow of fractions would find 1/2 of each; sets that cross are searched in whole numbers."""
    pairs = [Borne(compte="a", classes=frozenset(p), place=1) for p in ({0, 1}, {1, 2}, {0, 2})]
    whole = Borne(compte="a", classes=frozenset({0, 1, 2}), besoin=2)
    assert sharing([1, 1, 1], [*pairs, whole]) is False


def test_too_many_ways_are_not_guessed(monkeypatch) -> None:
    monkeypatch.setattr(flot, "ESSAIS_MAX", 2)
    crossing = [Borne(compte="a", classes=frozenset(p), besoin=1) for p in ({0, 1}, {1, 2})]
    assert sharing([1, 1, 1], crossing) is None
