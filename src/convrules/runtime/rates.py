"""What a vacancy makes due under each part: the rate that its day, and its facts, give."""

from collections.abc import Iterator

from convrules import ir
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatTaux
from convrules.runtime.rules import resolve
from convrules.runtime.scalar import evaluate


def rates_read(contexte: Contexte) -> Iterator[ResultatTaux]:
    """The rate of each part that applies for certain."""
    for clause in contexte.programme.of(ir.Part):
        resolution = resolve(clause, "règle", contexte)
        regle = resolution.valeur
        if isinstance(regle, ir.ReglePart):
            yield ResultatTaux(
                clause=clause.on(contexte.jour), trace=evaluate(regle.taux, contexte), cas=resolution.cas
            )
