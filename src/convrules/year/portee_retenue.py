"""Where a sharing of dwellings does not establish what it finds: one serves two accounts, is dated late, or
has no place.

Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable
from fractions import Fraction

from convrules import ir
from convrules.base.records import replace
from convrules.year.bornes import ZERO
from convrules.year.effets import has_effect
from convrules.year.fusion import is_kept
from convrules.year.model import Bornes, ResultatCellule
from convrules.year.ouverte import EtatPortee, Exigence, Portee, RaisonPortee
from convrules.year.rapprochees import Relue, counts_before_its_date
from convrules.year.unites import Exigible


def unless_lost(judged: Portee, relues: Iterable[Relue]) -> Portee:
    """Where a turn that is lost is counted, a dwelling serves two accounts, and no sharing of dwellings
    proves that it cannot be done."""
    if judged.etat is EtatPortee.A_PORTEE or not any(
        has_effect(r.cadre, ir.Decompte.COMPTEE) for r in relues
    ):
        return judged
    return Portee(
        etat=EtatPortee.NON_ETABLI,
        jugees=judged.jugees,
        raison=judged.raison or RaisonPortee.TOUR_PERDU_COMPTE,
        seules=judged.seules,
    )


def unless_dated_later(judged: Portee, relues: Iterable[Relue]) -> Portee:
    """Where a ceiling counts an event that comes before the one that dates vacancies, a dwelling that is to
    be dated, and is on its account already, cannot but be counted there: no sharing of dwellings says so."""
    if judged.etat is EtatPortee.HORS_D_ATTEINTE or judged.raison is not None:
        return judged
    if not any(map(counts_before_its_date, relues)):
        return judged
    return Portee(
        etat=EtatPortee.NON_ETABLI,
        jugees=judged.jugees,
        raison=RaisonPortee.PERIODES_DIFFERENTES,
        seules=judged.seules,
    )


def unless_elsewhere(judged: Portee, relues: Iterable[Relue]) -> Portee:
    """Where rows may be in a cell that none shows, for want of a place, what is asked there is not joined: it
    is for the data to say."""
    if judged.etat is not EtatPortee.A_PORTEE:
        return judged
    elsewhere = tuple(
        Exigence(
            convention=relue.cadre.programme.convention.ident,
            clause=relue.lue.clause.ident,
            cellule=relue.lue.autre.resultat.cellule,
            plafond=relue.lue.autre.resultat.sens is ir.Sens.AU_PLUS,
            reste=_left_there(relue.lue.autre.resultat),
        )
        for relue in relues
        if relue.lue.autre is not None and not is_kept(relue.lue.autre.resultat)
    )
    if not elsewhere:
        return judged
    return replace(judged, etat=EtatPortee.INDETERMINE, bloquantes=(min(elsewhere, key=named),))


def named(asked: Exigible | Exigence) -> tuple[str, str, tuple[tuple[str, str], ...], bool]:
    """A rule, and its cell, by name."""
    return asked.convention, asked.clause, asked.cellule, asked.plafond


def _left_there(cell: ResultatCellule) -> Bornes:
    """Of a floor, what is still to be done; of a ceiling, the room."""
    left = cell.reste or ZERO
    if cell.sens is ir.Sens.AU_PLUS:
        return left
    return Bornes(min=max(Fraction(0), left.min), max=max(Fraction(0), left.max))
