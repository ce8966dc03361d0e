"""Official codes: SOURCE INSEE and DGCL, 1st of January 2026."""

import pytest

from convrules import geographie, ir


def test_a_commune_knows_where_it_lies() -> None:
    assert geographie.commune("93066") == geographie.Commune(
        code="93066",
        nom="Saint-Denis",
        departement="93",
        region="11",
        epci="200054781",
        ept="200057867",
    )


@pytest.mark.parametrize(
    ("code", "departement", "ept"),
    [("01004", "01", None), ("2A004", "2A", None), ("97105", "971", None), ("75101", "75", None)],
)
def test_communes_of_all_sorts(code: str, departement: str, ept: str | None) -> None:
    found = geographie.commune(code)
    assert found is not None and (found.departement, found.ept) == (departement, ept)


@pytest.mark.parametrize("code", ["1004", "93999", "", "Saint-Denis"])
def test_what_is_no_commune(code: str) -> None:
    assert geographie.commune(code) is None


def test_an_arrondissement_belongs_to_what_its_commune_belongs_to() -> None:
    paris, first = geographie.commune("75056"), geographie.commune("75101")
    assert paris is not None and first is not None and first.epci == paris.epci == "200054781"


def test_the_lists_are_whole() -> None:
    assert len(geographie.departements()) == 109
    assert len(geographie.regions()) == 26
    assert geographie.departements()["93"] == "Seine-Saint-Denis"
    assert geographie.region_of("93") == "11"
    assert geographie.is_ept("200057867") and not geographie.is_epci("200057867")
    assert len(geographie.communes_of("200057867")) == 8


def test_naming_a_departement_loads_no_commune() -> None:
    geographie._communes.cache_clear()
    assert "93" in geographie.departements()
    assert geographie._communes.cache_info().currsize == 0


@pytest.mark.parametrize(
    ("territoire", "inside"),
    [
        (ir.Territoire(), True),
        (ir.Territoire(departements=frozenset({"93"})), True),
        (ir.Territoire(departements=frozenset({"75"})), False),
        (ir.Territoire(regions=frozenset({"11"})), True),
        (ir.Territoire(communes=frozenset({"93066"})), True),
        (ir.Territoire(communes=frozenset({"93048"})), False),
        (ir.Territoire(epts=frozenset({"200057867"})), True),
        (ir.Territoire(departements=frozenset({"75"}), epts=frozenset({"200057867"})), True),
    ],
)
def test_territories_are_unions(territoire: ir.Territoire, inside: bool) -> None:
    assert geographie.territoire_contient(territoire, "93066") is inside


def test_an_unknown_commune_lies_only_everywhere() -> None:
    assert geographie.territoire_contient(ir.Territoire(), "99999")
    assert not geographie.territoire_contient(ir.Territoire(departements=frozenset({"93"})), "99999")


@pytest.mark.parametrize(
    ("communes", "place", "inside"),
    [
        ("75056", "75101", True),
        ("13055", "13216", True),
        ("75101", "75102", False),
        ("75101", "75056", False),
    ],
)
def test_an_arrondissement_lies_in_its_commune(communes: str, place: str, inside: bool) -> None:
    territoire = ir.Territoire(communes=frozenset({communes}))
    assert geographie.territoire_contient(territoire, place) is inside


def test_places_of_a_commune_and_of_a_departement() -> None:
    assert len(geographie.places_of_commune("75056")) == 21
    assert geographie.places_of_commune("93066") == {"93066"}
    assert geographie.places_of_departement("75") == geographie.places_of_commune("75056")
    assert len(geographie.places_of_departement("93")) == 39


def test_each_commune_is_found_by_its_code() -> None:
    """By halves, in a file sorted by code: the first and the last one too."""
    for code, (nom, departement, *_) in geographie._communes().items():
        found = geographie.commune(code)
        assert found is not None and (found.nom, found.departement) == (nom, departement)
    for code in ("", "0", "00000", "99999", "9304", "93048\t", "\n93048", "zzzzz"):
        assert geographie.commune(code) is None
