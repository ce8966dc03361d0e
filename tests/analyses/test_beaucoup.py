"""What is found among many conventions is found without comparing each with every other."""

import cProfile
import pstats
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import geographie, ir
from convrules.analyses.corpus.territoires import Contenants, contains
from convrules.api import chantier
from convrules.api.load import load_depot
from convrules.api.verification import check_depot
from convrules.compiler import Semblables
from convrules.compiler.titulaires import between_codes, grouped_by_holder
from convrules.syntax.relecture import read_file
from frames import write_towns

LIEUX = {
    "regions": ["11", "84"],
    "departements": ["75", "93", "69", "92"],
    "communes": ["75056", "75101", "93066", "93048", "69123", "69381", "59350", "99999"],
    "epcis": ["200054781", "200046977"],
    "epts": ["200057867", "200058485"],
}
TERRITOIRES = st.builds(
    ir.Territoire, **{nom: st.frozensets(st.sampled_from(codes), max_size=2) for nom, codes in LIEUX.items()}
)


@settings(max_examples=60)
@given(st.lists(TERRITOIRES, min_size=1, max_size=8), TERRITOIRES)
def test_who_contains_a_territory(found: list[ir.Territoire], other: ir.Territoire) -> None:
    index = Contenants(found)
    for inner in (*found, other):
        assert index.of(inner) == tuple(r for r, outer in enumerate(found) if contains(outer, inner))


def test_the_codes_above_are_of_places_that_lie_in_one_another() -> None:
    pairs = [(ir.Territoire(**{k: frozenset({c})})) for k, codes in LIEUX.items() for c in codes]
    assert sum(a != b and contains(a, b) for a, b in product(pairs, pairs)) > 12
    assert geographie.commune("99999") is None


HOLDERS = st.builds(
    ir.Reservataire,
    nom=st.sampled_from(["Ville", "VILLE", "Autre", "Straße", "STRASSE"]),
    type=st.sampled_from(["commune", "etat"]),
    code=st.sampled_from([None, "93066", "93048"]),
)


@settings(max_examples=200)
@given(st.lists(st.none() | HOLDERS, max_size=8))
def test_who_is_the_same_holder(found: list[ir.Reservataire | None]) -> None:
    index = Semblables(found)
    for rank, one in enumerate(found):
        alike = [
            other
            for other, two in enumerate(found)
            if other != rank and one is not None and two is not None and one.is_same(two)
        ]
        assert index.of(rank) == alike


@settings(max_examples=200)
@given(st.lists(HOLDERS, max_size=8), st.randoms())
def test_conventions_are_put_with_those_of_their_holder_whatever_their_order(
    found: list[ir.Reservataire], chance: Random
) -> None:
    """Two are together when they are alike and every other that is like the one is like the other."""
    conventions = [_convention(rank, one) for rank, one in enumerate(found)]
    groups = grouped_by_holder(conventions)
    assert sorted(c.ident for group in groups for c in group) == sorted(c.ident for c in conventions)
    chance.shuffle(conventions)
    again = grouped_by_holder(conventions)
    assert {frozenset(c.ident for c in g) for g in again} == {frozenset(c.ident for c in g) for g in groups}
    for group in groups:
        codes = {c.reservataire.code for c in group if c.reservataire is not None} - {None}
        assert len(codes) <= 1
    for ident, codes in ((c.ident, found) for c, found in between_codes(conventions)):
        assert len(codes) > 1
        (own,) = (group for group in groups if any(c.ident == ident for c in group))
        assert all(c.reservataire is not None and c.reservataire.code is None for c in own)


def _convention(rank: int, holder: ir.Reservataire) -> ir.Convention:
    return ir.Convention(ident=f"c{rank}", reservataire=holder, clauses=())


# --- cost -------------------------------------------------------------------------------------
def calls(folder: Path) -> int:
    """Of functions, by a check of what is on the disk: a measure that does not depend on the machine."""
    depot = load_depot(folder)
    with cProfile.Profile() as profile:
        found = check_depot(depot, None, date(2026, 1, 1))
    assert not [d for d in found.diagnostics if d.code not in ("CR616", "CR622")]
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_the_cost_of_a_file_is_the_same_among_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As users read: nothing that the tests keep of texts, nor read again now and then, is counted.
    monkeypatch.setattr(chantier, "read_file", read_file)
    few, more, many = (write_towns(tmp_path / str(n), n) for n in (20, 60, 180))
    calls(many)  # Pages, grammar, codes of places: read once, whatever is checked.
    first, second = calls(more) - calls(few), calls(many) - calls(more)
    # What forty files more cost, and the next hundred and twenty: three times as much.
    assert 2.8 * first < second < 3.1 * first
