"""What is said for certain on a day is still so on every later day, whichever year an event is counted in; of
a year that is over, what is only known within bounds is never found out of them."""

from hypothesis import event, given, settings

from playing import tirages
from property.landlords import BAILLEURS, Bailleur
from property.said import contradicted


@settings(deadline=None, max_examples=tirages(50))
@given(BAILLEURS)
def test_what_is_sure_on_a_day_is_so_on_every_later_day(bailleur: Bailleur) -> None:
    event(f"{bailleur.signe.evenements.value}, {bailleur.signe.voisin}, {bailleur.prevision}")
    assert list(contradicted(bailleur)) == []
