"""Turns that a convention gave back without counting them, while the data keep the letting on the account
of the holder who lost them. The record prevails in the count; the difference is a remark, to be checked.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Mapping, Sequence

from convrules import ir
from convrules.base.values import Connu
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.decision import Decision
from convrules.runtime.holders import is_holder
from convrules.year.assiette import Cadre
from convrules.year.cascade import view
from convrules.year.imputation import FAIT, closing, given_to
from convrules.year.model import ResultatRegle, TourRendu
from convrules.year.pli import acts_of


def returned_turn(
    programme: Programme, vacance: Vacance, decision: Decision, finer: Mapping[str, str]
) -> TourRendu | None:
    """The turn of this convention's holder given back uncounted by `au`, though its account is recorded.
    None when nothing contradicts the record. A turn given back but counted does not."""
    enregistre = _recorded(programme, vacance, finer)
    if enregistre is None:
        return None
    for effet in closing(decision.effets):
        day = effet.date.connu
        if effet.issue is not True or day is None or day > decision.au:
            continue
        given = next(iter(given_to(effet, decision)))
        if effet.effet.decompte is ir.Decompte.COMPTEE or is_holder(programme, given, finer):
            return None
        return TourRendu(
            vacance=decision.vacance,
            convention=decision.convention,
            clause=effet.clause,
            effet=effet.effet,
            jour=day,
            rendu_a=given,
            enregistre=enregistre,
        )
    return None


def _recorded(programme: Programme, vacance: Vacance, finer: Mapping[str, str]) -> str | None:
    """The account that the data record, where it is the holder's."""
    cellule = vacance.cellule(FAIT)
    if isinstance(cellule, Connu) and is_holder(programme, str(cellule.valeur), finer):
        return str(cellule.valeur)
    return None


def returned_turns(cadre: Cadre) -> Sequence[TourRendu]:
    """Every such turn among the rows of one convention, by vacancy: those that it covers, and whose account
    comes from the data (an act of the journal that names an account is a decision, not a slip)."""
    acted, programme, finer = acts_of(cadre), cadre.programme, cadre.finer
    # Why the account first: most rows are on another, and their decision need not be read.
    own = [s for s in cadre.suivis if s.dite.effets and _recorded(programme, s.vacance, finer) is not None]
    found = [
        returned_turn(programme, suivi.vacance, suivi.decision, finer)
        for suivi in own
        if view(cadre, suivi).couvre is True and suivi.vacance.id not in acted
    ]
    return sorted((turn for turn in found if turn is not None), key=lambda turn: turn.vacance)


def kept_in(regle: ResultatRegle, turns: Sequence[TourRendu]) -> tuple[TourRendu, ...]:
    """The turns whose letting a rule counts because it follows the recorded account."""
    if not turns or not follows_account(regle.clause):
        return ()
    counted = {row for cell in regle.cellules for row in cell.lignes_comptees}
    counted |= {row.rpartition("/")[0] for row in counted if "/" in row}
    return tuple(turn for turn in turns if turn.vacance in counted)


def follows_account(clause: ir.Part | ir.Quota) -> bool:
    """Does a rule count for its holder only? A quota within a part counts what the part counts."""
    if isinstance(clause, ir.Part) or clause.parent is not None:
        return True
    populations = (clause.regle.population, clause.compte)
    return any(p is not None and p.rattachement is ir.Rattachement.RESERVATAIRE for p in populations)
