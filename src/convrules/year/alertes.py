"""What passes the thresholds that the project file declares, while the year is open.

Source: docs/langage, « Alertes ».
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from convrules.year.bornes import exactly
from convrules.year.model import Bilan, BilanConvention, Verdict
from convrules.year.ouverte import Alerte, Avancement, GenreAlerte, Seuils


def alerts(bilan: Bilan, seuils: Seuils) -> tuple[Alerte, ...]:
    """Of each convention: late accounts, those with little to spare, deadlines about to end."""
    return tuple(
        alerte
        for b in bilan.conventions
        for found in (_late(b, seuils.retard), _narrow(b, seuils.marge), _ending(b, bilan, seuils.jours))
        for alerte in found
    )


def _open_cells(b: BilanConvention) -> Iterator[tuple[Avancement, Verdict]]:
    """Cells of an open period that have a verdict: `tendre vers` raises no alarm."""
    for regle in b.regles:
        verdicts = {c.cellule: c.verdict for c in regle.cellules}
        for found in b.avancements:
            verdict = verdicts.get(found.cellule)
            if found.clause == regle.clause.entete.ident and verdict is not None:
                yield found, verdict


def _late(b: BilanConvention, seuil: int | None) -> Iterator[Alerte]:
    if seuil is None:
        return
    for found, _ in _open_cells(b):
        if found.retard is not None and found.retard.max > seuil:
            yield Alerte(
                genre=GenreAlerte.RETARD,
                convention=b.convention.ident,
                clause=found.clause,
                cellule=found.cellule,
                valeur=found.retard,
                seuil=seuil,
            )


def _narrow(b: BilanConvention, seuil: int | None) -> Iterator[Alerte]:
    """Of what can still be met, in the best future that is left."""
    if seuil is None:
        return
    for found, verdict in _open_cells(b):
        if verdict is not Verdict.EN_COURS or found.au_mieux is None or found.exact:
            continue  # what is asked exactly leaves nothing to spare
        spare = found.au_mieux.fait - max(Fraction(0), found.au_mieux.cible)
        spare = -spare if found.plafond else spare
        if spare < seuil:
            yield Alerte(
                genre=GenreAlerte.MARGE,
                convention=b.convention.ident,
                clause=found.clause,
                cellule=found.cellule,
                valeur=exactly(spare),
                seuil=seuil,
                plafond=found.plafond,
            )


def _ending(b: BilanConvention, bilan: Bilan, seuil: int | None) -> Iterator[Alerte]:
    if seuil is None:
        return
    last = bilan.au + timedelta(days=seuil)
    for echeance in b.echeances:
        soon = tuple((v, limite) for v, limite in echeance.en_cours if limite <= last)
        if soon:
            yield Alerte(
                genre=GenreAlerte.JOURS,
                convention=b.convention.ident,
                clause=echeance.clause.entete.ident,
                cellule=(),
                valeur=exactly((soon[0][1] - bilan.au).days),
                seuil=seuil,
                vacances=soon,
            )
