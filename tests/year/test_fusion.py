"""Several readings of a text: what is certain is certain under each of them."""

from convrules.base.records import replace
from convrules.year.fusion import merge_variants
from year import build as b


def test_rows_certain_under_one_reading_alone_are_not_certain() -> None:
    facts = b.faits(b.rows(3, disponibilite="2025-03-01", attribution="2025-04-01", contingent="etat"))
    one = b.only(b.year(b.programme(b.part()), facts), "part")
    assert one.lignes_base == one.lignes_comptees == ("V1", "V2", "V3")
    other = replace(one, lignes_base=("V3", "V1"), lignes_comptees=("V2",), lignes_restituees=("V1",))
    found = merge_variants((one, other), frozenset(), perhaps_none=False, clos=True)
    assert (found.lignes_base, found.lignes_comptees) == (("V1", "V3"), ("V2",))
    assert found.lignes_restituees == ()
