"""Decisions of the journal as rows of facts, beside those of a mapped `journal` table."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from convrules.base.values import Cellule, Connu
from convrules.facts.journal.chaine import Acte, Chaine, Entree, in_force
from convrules.facts.records import Faits, Ligne, Place

TENUS: Final = frozenset({Acte.ORIENTATION.value, Acte.RESERVE.value})
"""Kinds of act that this journal can hold: of the others it says nothing."""


def with_decisions_of(faits: Faits, chaine: Chaine, nom: str) -> Faits:
    """The facts, with what people decided. nom: the journal, as shown."""
    own = tuple(_rows(chaine, nom))
    kept = TENUS if faits.actes is None else None if faits.actes_tenus is None else faits.actes_tenus | TENUS
    return replace(faits, actes=(*(faits.actes or ()), *own), actes_tenus=kept)


def _rows(chaine: Chaine, nom: str) -> Iterator[Ligne]:
    for entree in in_force(chaine):
        yield Ligne(
            table="journal",
            id=f"{nom}, ligne {entree.rang}",
            cellules=dict(_cells(entree)),
            place=Place(fichier=nom, ligne=entree.rang),
        )


def _cells(entree: Entree) -> Iterator[tuple[str, Cellule]]:
    decision = entree.decision
    yield "acte", Connu(decision.acte.value)
    yield "date", Connu(decision.jour)
    yield "vacance", Connu(decision.vacance)
    yield "par", Connu(decision.par)
    if decision.acte is Acte.ORIENTATION and decision.compte is not None:
        yield "compte", Connu(decision.compte)
    if decision.clause is not None:
        yield "clause", Connu(decision.clause)
    if decision.motif is not None:
        yield "motif", Connu(decision.motif)
