"""What verdicts are called where a reader in a hurry looks first, and how many rules have each."""

from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render.forces import is_no_breach
from convrules.render.possible import DECISION
from convrules.year.model import Verdict

TITRES: Final = {
    Verdict.NON_CONFORME: t("Non tenue"),
    Verdict.HORS_D_ATTEINTE: t("Ne peut plus être tenue"),
    Verdict.INDETERMINE: t("Tenue ou non"),
    Verdict.DECISION_HUMAINE: DECISION,
    Verdict.EN_COURS: t("En cours"),
    Verdict.CONFORME: t("Tenue"),
}
COMPTES: Final = {
    Verdict.NON_CONFORME: (t("non tenue"), t("non tenues")),
    Verdict.HORS_D_ATTEINTE: (t("hors d'atteinte"), t("hors d'atteinte")),
    Verdict.INDETERMINE: ("incertaine", "incertaines"),
    Verdict.DECISION_HUMAINE: (t("en attente d'une décision"), t("en attente d'une décision")),
    Verdict.EN_COURS: (t("en cours"), t("en cours")),
    Verdict.CONFORME: ("tenue", "tenues"),
}
TITRES_OBJECTIF: Final = {
    Verdict.NON_CONFORME: t("Objectif non atteint"),
    Verdict.HORS_D_ATTEINTE: t("Objectif hors d'atteinte"),
}
OBJECTIFS: Final = {
    Verdict.NON_CONFORME: (t("objectif non atteint"), t("objectifs non atteints")),
    Verdict.HORS_D_ATTEINTE: (t("objectif hors d'atteinte"), t("objectifs hors d'atteinte")),
}
"""Of an objective: not reaching it is no breach."""


def title(force: ir.Force | None, verdict: Verdict) -> str:
    return (TITRES_OBJECTIF if is_no_breach(force, verdict) else TITRES)[verdict]
