"""Deadlines: every state by trying every possible date."""

from collections.abc import Iterator

from semantics.deadlines.anchors import conditions, etats, plusieurs_ancres, replis, vies_closes
from semantics.deadlines.before import avant
from semantics.deadlines.suspensions import suspensions
from semantics.page import Page


def pages() -> Iterator[Page]:
    yield Page(
        nom="delais",
        titre="Tables : l'état d'un délai",
        prose="Un événement est un ensemble de dates possibles ; l'état d'un délai est celui qu'elles "
        "partagent toutes. Chaque attendu est obtenu en essayant toutes les dates (docs/langage, « Dates, "
        "événements et délais »).",
        sections=[
            etats(),
            conditions(),
            vies_closes(),
            replis(),
            *plusieurs_ancres(),
            suspensions(),
            avant(),
        ],
    )
