"""Effects of one day that close the turn: those that always, perhaps and never contradict each other."""

from itertools import permutations

import pytest

from checking.harness import analysis_of
from frames import frame_clauses

SOURCE = '  source: { article: "1" }\n'
REMISE, COMPTEE = "remise au bailleur", "remise au bailleur, comptée"


def suite(nom: str, si: str, effet: str, apres: str = "refus_candidat", plus: str = "") -> str:
    condition = f"  si: {si}\n" if si else ""
    return f"- suite: {nom}\n  après: {apres}\n{condition}  effet: {effet}\n{plus}{SOURCE}"


def delai(nom: str, si: str, effet: str, mois: int = 1) -> str:
    condition = f"  si: {si}\n" if si else ""
    return (
        f"- délai: {nom}\n  règle: proposition au plus tard {mois} mois après information\n{condition}"
        f"  débiteur: réservataire\n  à défaut: {effet}\n{SOURCE}"
    )


def codes(*clauses: str) -> list[str]:
    """The same in whatever order they stand."""
    found = [[d.code for d in analysis_of(frame_clauses("".join(order)))] for order in permutations(clauses)]
    assert all(one == found[0] for one in found)
    return [code for code in found[0] if code in ("CR530", "CR531")]


@pytest.mark.parametrize("make", [suite, delai])
@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (("dalo", COMPTEE), ("dalo", REMISE), ["CR530"]),
        (("dalo", COMPTEE), ("dalo et qpv", REMISE), ["CR530"]),
        (("", COMPTEE), ("qpv", REMISE), ["CR530"]),
        (("dalo", COMPTEE), ("dalo", "remise à commune, comptée"), ["CR530"]),
        (("dalo", COMPTEE), ("qpv", REMISE), ["CR531"]),
        (("dalo", COMPTEE), ("non dalo", REMISE), []),
        (("typologie = T1", COMPTEE), ("typologie = T2", REMISE), []),
        (("dalo", COMPTEE), ("dalo", COMPTEE), []),
        (("dalo", REMISE), ("qpv", "remise au bailleur, non comptée"), []),
        (("dalo", COMPTEE), ("dalo", "sans effet, comptée"), []),
    ],
)
def test_two_effects_of_one_day(
    make: object, one: tuple[str, str], other: tuple[str, str], told: list[str]
) -> None:
    write = suite if make is suite else delai
    assert codes(write("a", *one), write("b", *other)) == told


def test_other_events_other_limits_and_other_years() -> None:
    assert codes(suite("a", "dalo", COMPTEE), suite("b", "dalo", REMISE, "information")) == []
    assert codes(delai("a", "dalo", COMPTEE), delai("b", "dalo", REMISE, 2)) == []
    early = "  en vigueur: { du: 2024-01-01, au: 2024-12-31 }\n"
    late = "  en vigueur: { du: 2025-01-01, au: 2026-12-31 }\n"
    assert codes(suite("a", "", COMPTEE, plus=early), suite("b", "", REMISE, plus=late)) == []
