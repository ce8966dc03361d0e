"""A commune that was merged is told the commune that took its place."""

from convrules import geographie


def test_a_merged_commune_has_a_successor() -> None:
    found = geographie.successor("69152")
    assert found is not None and (found.code, found.nom) == ("69149", "Oullins-Pierre-Bénite")


def test_a_commune_of_today_and_what_never_was_one_have_none() -> None:
    assert geographie.successor("93066") is None
    assert geographie.successor("93999") is None


def test_every_successor_is_a_commune_of_today_and_no_former_one_is() -> None:
    merged = geographie._merged()
    assert len(merged) > 4000
    assert all(geographie.commune(into) is not None for into in merged.values())
    assert all(geographie.commune(former) is None for former in merged)
