"""Of several rules that are each out of reach alone, the one that is named does not hang on the order of
clauses."""

from itertools import permutations

import pytest

from convrules import ir
from year import build as b
from year.portees import bilan, said
from year.test_portee_bases_vides import TOUTES

PUBLICS = {"x": b.QPV, "y": b.champ("dalo"), "z": ir.Non(operande=b.QPV)}
QUOTAS = [b.quota(nom, combien=5, base=TOUTES, pour=pour) for nom, pour in PUBLICS.items()]
PARTS = [b.part(nom, b.taux("1")) for nom in ("p", "q")]


@pytest.mark.parametrize("clauses", list(permutations(QUOTAS)))
def test_the_quota_that_is_named_is_the_same(clauses: tuple[ir.Quota, ...]) -> None:
    """Five of each are asked for, and three come: none can be met, and one is named."""
    found = said(bilan([b.programme(*clauses)], (), (3, 3)))
    assert found[1] == ("x",)


@pytest.mark.parametrize("clauses", list(permutations(PARTS)))
def test_the_part_that_is_named_is_the_same(clauses: tuple[ir.Part, ...]) -> None:
    """All are owed, twice; one of two is let to another already."""
    rows = b.rows(1, disponibilite="2025-02-03", attribution="2025-03-03", contingent="bailleur")
    found = bilan([b.programme(*clauses)], rows, (1, 1), seul=True).portee
    assert found is not None and [e.clause for e in found.bloquantes] == ["p"]
