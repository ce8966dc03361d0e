"""What is said of rules that are met together, held against every year that they may have."""

from collections.abc import Hashable, Mapping, Sequence

from convrules.year.ouverte import EtatPortee, Portee


def check_reach(
    found: Portee, years: Sequence[Mapping[Hashable, bool]], blocking: Sequence[Hashable]
) -> None:
    """years: is each rule kept in it? blocking: those that `found` names; without any one of them, the
    others can be met."""
    possible = any(all(year.values()) for year in years)
    assert found.etat is (EtatPortee.A_PORTEE if possible else EtatPortee.HORS_D_ATTEINTE)
    assert possible is (not blocking)
    assert possible or not any(all(year[key] for key in blocking) for year in years)
    for left_out in blocking:
        others = [key for key in blocking if key != left_out]
        assert any(all(year[key] for key in others) for year in years)
