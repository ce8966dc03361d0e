"""What a rule that is not determined may turn out to be, in words: it is not always kept or missed."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from convrules.base.outcomes import Cause
from convrules.base.texte import Texte, t
from convrules.base.trous import VACANCES_DE
from convrules.render.behind import awaits
from convrules.render.french import cite
from convrules.year.model import (
    MANQUES,
    BilanConvention,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
    Verdict,
)
from convrules.year.valeurs import INDECIS

TENUS = frozenset({Verdict.CONFORME, Verdict.EN_COURS})
DECISION: Final = t("En attente d'une décision")
DONNEES: Final = t("des données à compléter")
VACANCES: Final = t("des vacances que les fichiers ne disent pas")
TOURS: Final = t("des tours encore ouverts, que tranche le bail signé ou le compte enregistré")
LES_DEUX: Final = t("des données à compléter et des tours encore ouverts")
A_VENIR: Final = t("ce qui n'est pas encore survenu")
"""What a verdict waits for. Of turns alone, rows may lack something too: whatever it is, they decide."""
OUVERTE: Final = frozenset({Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS})
"""Of a period that is open, what lacks alone decides which: turns that are open are of what is to come."""


def possible(regle: ResultatRegle, cells: Sequence[ResultatCellule] | None = None) -> frozenset[Verdict]:
    """Verdicts that ways of completing the data give to its cells in doubt, or to some of them; any, when it
    is not known."""
    doubtful = [c for c in regle.cellules if c.verdict in INDECIS] if cells is None else cells
    unknown = regle.causes or regle.conflit or regle.ailleurs or not doubtful
    if unknown or not all(c.verdicts_possibles for c in doubtful):
        return frozenset(Verdict)
    return frozenset(v for c in doubtful for v in c.verdicts_possibles)


Doute: TypeAlias = tuple[Verdict, Texte, Sequence[ResultatCellule] | None]
"""A verdict, how it is called, and the cells that have it; None: it is that of the whole rule."""


def in_doubt(regle: ResultatRegle, titre: Texte) -> list[Doute]:
    """« Tenue ou sans objet, selon des données à compléter », of the whole rule; of some of its cells, where
    others wait for something else: what lacks is not to be looked for there. Of a rule that is missed, its
    cells that are not. titre: what a verdict without doubt is called."""
    verdict = regle.verdict
    if verdict in MANQUES:
        doubtful = [c for c in regle.cellules if c.verdict is Verdict.INDETERMINE]
        awaited = [c for c in regle.cellules if c.verdict is Verdict.DECISION_HUMAINE]
        found: list[Doute] = [(Verdict.INDETERMINE, said, own) for said, own in _by_reason(regle, doubtful)]
        return [*found, *([(Verdict.DECISION_HUMAINE, DECISION, awaited)] if awaited else [])]
    if verdict is not Verdict.INDETERMINE:
        return [(verdict, titre, None)] if verdict is not None else []
    cells = [c for c in regle.cellules if c.verdict is verdict]
    if regle.causes or regle.conflit or regle.ailleurs or not cells:
        rows = regle.conflit or regle.ailleurs or any(c.a_completer for c in cells)
        causes = regle.causes.union(*(c.causes for c in cells))
        return [(verdict, _said(possible(regle), DONNEES if rows else _without_rows(causes)), None)]
    told = _by_reason(regle, cells)
    return [(verdict, said, own if len(told) > 1 else None) for said, own in told]


def _by_reason(
    regle: ResultatRegle, cells: Sequence[ResultatCellule]
) -> list[tuple[Texte, Sequence[ResultatCellule]]]:
    waits = [_awaited(cell) for cell in cells]
    reasons = [reason for reason in (DONNEES, LES_DEUX, VACANCES, TOURS, A_VENIR) if reason in waits]
    sets = [[c for c, one in zip(cells, waits, strict=True) if one is reason] for reason in reasons]
    return [(_said(possible(regle, own), why), own) for why, own in zip(reasons, sets, strict=True)]


def _said(found: frozenset[Verdict], reason: Texte) -> Texte:
    if not found & MANQUES:
        kept = t("Tenue ou sans objet")
    elif not found & TENUS:
        kept = t("Non tenue ou sans objet")
    elif Verdict.NON_APPLICABLE in found and found != frozenset(Verdict):
        kept = t("Tenue, non tenue ou sans objet")
    else:
        kept = t("Tenue ou non")
    return t("{a}, selon {b}", a=kept, b=reason)


def _awaited(cell: ResultatCellule) -> Texte:
    """What the verdict of a cell waits for."""
    turns = bool(cell.lignes_a_venir or cell.en_attente)
    if not cell.a_completer and awaits(cell.causes):
        return TOURS if turns else A_VENIR
    lacks = DONNEES if cell.a_completer else _without_rows(cell.causes)
    if lacks is VACANCES or not turns or OUVERTE & frozenset(cell.verdicts_possibles):
        return lacks
    return TOURS if cell.tours_seuls else LES_DEUX


def _without_rows(causes: frozenset[Cause]) -> Texte:
    """Of what no row of the files shows."""
    return VACANCES if causes and all(c.fait.startswith(VACANCES_DE) for c in causes) else DONNEES


def split_in_doubt(split: ResultatRepartition) -> Texte:
    """The same of the accounts of a split together."""
    lots = [lot for cell in split.cellules for lot in cell.lots if lot.verdict in INDECIS]
    rows = [told for lot in lots for _, told in lot.en_doute]
    causes = frozenset[Cause]().union(*(cell.causes for cell in split.cellules))
    if rows and awaits(causes.union(*rows)):
        reason = TOURS
    elif any(map(awaits, rows)) and not any(OUVERTE & frozenset(lot.verdicts_possibles) for lot in lots):
        reason = LES_DEUX
    else:
        reason = DONNEES if rows else _without_rows(causes)
    return t("{a}, selon {b}", a=t("Tenue ou non"), b=reason)


def possible_notes(b: BilanConvention) -> Iterator[str]:
    """Where the word « indéterminé » would let one think that a rule may be missed."""
    for regle in b.regles:
        if regle.verdict is Verdict.INDETERMINE and not possible(regle) & MANQUES:
            yield t(
                "{ident} ne peut pas être manquée\u202f: selon les données à compléter, elle est tenue ou "
                "elle est sans objet.",
                ident=cite(regle.clause.entete.ident),
            )
