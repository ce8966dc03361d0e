"""A year replayed: to whom each dwelling would have gone had the advice been followed, beside what was done.

Rows of which conventions say the same are read together where that is certain to change nothing, one by one
otherwise. Source: docs/langage, « Rejouer une année ».
"""

from datetime import date

from convrules.facts.records import Faits
from convrules.orientation import at_once, one_by_one
from convrules.orientation.ranking import Bailleur
from convrules.orientation.replayed import Pas, Rejeu, silence


def replay(bailleur: Bailleur, faits: Faits, annee: int, au: date, avancer: Pas = silence) -> Rejeu:
    """The year `annee` as known on `au`, its last day at the latest for what counts."""
    found = at_once.replay(bailleur, faits, annee, au, avancer)
    return found if found is not None else one_by_one.replay(bailleur, faits, annee, au, avancer)
