"""A floor above a cap, both plain numbers."""

from itertools import permutations

import pytest

from checking.harness import analysis_of
from frames import frame_clauses

SOURCE = '  source: { article: "1" }\n'
QPV = "propositions du bailleur, pour qpv"


def quota(nom: str, regle: str, application: str = "ensemble", plus: str = "") -> str:
    return f"- quota: {nom}\n  règle: {regle}\n  application: {application}\n{plus}{SOURCE}"


def told(*clauses: str) -> bool:
    """The same in whatever order they stand."""
    found = [
        "CR533" in [d.code for d in analysis_of(frame_clauses("".join(order)))]
        for order in permutations(clauses)
    ]
    assert len(set(found)) == 1
    return found[0]


@pytest.mark.parametrize(
    ("floor", "cap", "expected"),
    [
        (quota("a", f"au moins 350 {QPV}"), quota("b", f"au plus 300 {QPV}"), True),
        (quota("a", f"exactement 350 {QPV}"), quota("b", f"au plus 300 {QPV}"), True),
        (quota("a", f"au moins 300 {QPV}"), quota("b", f"au plus 300 {QPV}"), False),
        (quota("a", f"au moins 350 {QPV}"), quota("b", "au plus 300 propositions du bailleur"), False),
        (
            quota("a", f"au moins 350 {QPV}"),
            quota("b", "au plus 300 attributions du bailleur, pour qpv"),
            False,
        ),
        (
            quota("a", f"au moins 350 {QPV}", plus="  force: tendre vers\n"),
            quota("b", f"au plus 300 {QPV}"),
            False,
        ),
        (
            quota("a", f"au moins 350 {QPV}", plus="  tolérance: 50 logements\n"),
            quota("b", f"au plus 300 {QPV}"),
            False,
        ),
        (quota("a", f"au moins 350 {QPV}", "chaque commune"), quota("b", f"au plus 300 {QPV}"), True),
        (quota("a", f"au moins 350 {QPV}"), quota("b", f"au plus 300 {QPV}", "chaque commune"), False),
        (
            quota("a", f"au moins 350 {QPV}"),
            quota("b", f"au plus 300 {QPV}", plus="  période: trimestre civil\n"),
            False,
        ),
    ],
)
def test_two_numbers_on_the_same_rows(floor: str, cap: str, expected: bool) -> None:
    assert told(floor, cap) is expected


def test_clauses_of_other_years() -> None:
    early = "  en vigueur: { du: 2024-01-01, au: 2024-12-31 }\n"
    late = "  en vigueur: { du: 2025-01-01 }\n"
    assert not told(
        quota("a", f"au moins 350 {QPV}", plus=early), quota("b", f"au plus 300 {QPV}", plus=late)
    )
