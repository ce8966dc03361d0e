"""The sense of an answer, while silences may be deemed to give one: the first answer stands.

Source: docs/langage, « Les suites ».
"""

from collections.abc import Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.records import replace
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, Inconnu
from convrules.compiler import REPONSE, SENS_DE_REPONSE
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.reading import read_event

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


def with_answer(
    contexte: Contexte, effects: Mapping[str, tuple[ResultatEffet, ...]]
) -> Mapping[str, Cellule]:
    """Facts that rules read, with what a silence that took place is deemed to answer: the first answer
    stands, hence what the data record, unless a silence came before. Not known, while another sense may come
    as early. A circle, and two silences of one day that answer the contrary of each other, are errors."""
    vacance = contexte.vacance
    if vacance is None:
        return contexte.cellule
    recorded = vacance.cellule(SENS_DE_REPONSE)
    if SENS_DE_REPONSE in contexte.programme.boucles:
        circle = Erreur("des clauses en cercle en décident")
        return (
            {**contexte.cellule, SENS_DE_REPONSE: circle}
            if isinstance(recorded, Inconnu)
            else contexte.cellule
        )
    silences = [
        (e.date, e.effet.acte)
        for found in effects.values()
        for e in found
        if e.effet.acte in SENS and e.issue is not False
    ]
    if not silences:
        return contexte.cellule
    took_place = any(day.connu is not None for day, _ in silences)
    if not (took_place or isinstance(recorded, Connu)):
        return contexte.cellule
    reponse = read_event(REPONSE, replace(contexte, evenements={}))
    return {**contexte.cellule, SENS_DE_REPONSE: first_sense(silences, recorded, reponse)}
