"""How binding a rule is, beside its verdict: an objective that is not reached is no breach."""

from collections.abc import Sequence
from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render import words
from convrules.year.model import MANQUES, ResultatCellule, ResultatRegle, Verdict
from convrules.year.model import SANS_MANQUEMENT as SANS_MANQUEMENT

FORCES: Final = {
    ir.Force.OBLIGATION: t("obligation"),
    ir.Force.ENGAGEMENT: t("engagement"),
    ir.Force.OBJECTIF: t("objectif"),
    ir.Force.PLAFOND: t("plafond"),
    ir.Force.PERMISSION: t("permission"),
    ir.Force.TENDRE_VERS: t("tendre vers"),
}
OBJECTIF: Final = {
    Verdict.NON_CONFORME: t("objectif non atteint"),
    Verdict.HORS_D_ATTEINTE: t("objectif hors d'atteinte"),
}
"""Of an objective: not reaching it is no breach."""


def word(force: ir.Force | None) -> str:
    """« engagement », « objectif »; empty when the rule does not say."""
    return FORCES[force] if force is not None else ""


def is_no_breach(force: ir.Force | None, verdict: Verdict | None) -> bool:
    return force is ir.Force.OBJECTIF and verdict in MANQUES


def class_of(force: ir.Force | None, verdict: Verdict | None) -> str:
    """The closed word by which a page and a PDF colour a verdict."""
    if is_no_breach(force, verdict):
        return "objectif"
    return verdict.value if verdict is not None else "sans_verdict"


def verdict_word(force: ir.Force | None, verdict: Verdict | None) -> str:
    """« non conforme », « objectif non atteint », « tendre vers, sans verdict »: what the convention makes of
    it. A part whose accounts are judged each has no verdict either."""
    if verdict is None:
        return t("tendre vers, sans verdict") if force is ir.Force.TENDRE_VERS else t("sans verdict")
    return OBJECTIF[verdict] if is_no_breach(force, verdict) else words.VERDICT[verdict]


def missed(regle: ResultatRegle) -> Sequence[tuple[ir.Force | None, Verdict, list[ResultatCellule]]]:
    """Cells behind a rule that is missed, in what one may say of them together: breaches first, objectives
    that are not reached; of one kind, those of the verdict of the rule alone."""
    found: dict[tuple[bool, Verdict], list[ResultatCellule]] = {}
    for cell in regle.cellules:
        if cell.verdict is not None and cell.verdict in MANQUES:
            found.setdefault((is_no_breach(cell.force, cell.verdict), cell.verdict), []).append(cell)
    order = sorted(found, key=lambda kind: (kind[0], list(Verdict).index(kind[1])))
    mixed = len({aim for aim, _ in order}) > 1
    return [(found[k][0].force, k[1], found[k]) for k in order if mixed or k[1] is regle.verdict]


def shown(regle: ResultatRegle) -> tuple[ir.Force | None, Verdict | None]:
    """What the rule as a whole is told by."""
    own = regle.clause.entete.force, regle.verdict
    return next(((force, v) for force, v, _ in missed(regle)), own) if regle.verdict in MANQUES else own
