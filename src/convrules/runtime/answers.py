"""The sense of an answer, while silences may be deemed to give one: the first answer stands.

Source: docs/langage, « Les suites ».
"""

from collections.abc import Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import INCONNU, Cellule, Connu, Erreur

SENS: Final[Mapping[ir.Acte, str]] = {ir.Acte.REPUTE_ACCEPTE: "acceptee", ir.Acte.REPUTE_REFUSE: "refusee"}
CONTRAIRES: Final = Erreur("deux silences du même jour se contredisent")


def first_sense(deemed: Sequence[tuple[Evenement, ir.Acte]], said: Cellule, reponse: Evenement) -> Cellule:
    """The sense of the first answer; not known, while one of another sense may have come as early.

    deemed: the day and the sense of each silence that took place, on a known day, or may have. said, reponse:
    what the data record, which stands where no silence took place. Two silences of one day that answer the
    contrary of each other are an error."""
    known = [(day.connu, SENS[acte]) for day, acte in deemed if day.connu is not None]
    first = min((day for day, _ in known), default=None)
    answer = {sens for day, sens in known if day == first}
    if len(answer) > 1:
        return CONTRAIRES
    if first is None:
        first = reponse.connu
        answer = {str(said.valeur)} if isinstance(said, Connu) else set()
    perhaps = {
        SENS[acte]
        for day, acte in deemed
        if day.connu is None and not day.est_jamais and (first is None or day.low <= first.toordinal())
    }
    return Connu(answer.pop()) if answer and perhaps <= answer else INCONNU
