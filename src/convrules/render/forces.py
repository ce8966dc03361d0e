"""How binding a rule is, beside its verdict: an objective that is not reached is no breach."""

from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render.lots import noted
from convrules.year.model import MANQUES, Verdict


def word(force: ir.Force | None) -> str:
    """« engagement », « objectif »; empty when the rule does not say."""
    return FORCES[force] if force is not None else ""


FORCES: Final = {
    ir.Force.OBLIGATION: t("obligation"),
    ir.Force.ENGAGEMENT: t("engagement"),
    ir.Force.OBJECTIF: t("objectif"),
    ir.Force.PLAFOND: t("plafond"),
    ir.Force.PERMISSION: t("permission"),
    ir.Force.TENDRE_VERS: t("tendre vers"),
}


SANS_MANQUEMENT: Final = frozenset({ir.Force.OBJECTIF, ir.Force.TENDRE_VERS})
"""What is not reached of these is no breach."""


def is_no_breach(force: ir.Force | None, verdict: Verdict | None) -> bool:
    return force is ir.Force.OBJECTIF and verdict in MANQUES


def class_of(force: ir.Force | None, verdict: Verdict | None) -> str:
    """The closed word by which a page and a PDF colour a verdict."""
    if is_no_breach(force, verdict):
        return "objectif"
    return verdict.value if verdict is not None else "sans_verdict"


def with_force(said: str, force: ir.Force | None, verdict: Verdict | None) -> str:
    """« non conforme (objectif, sans manquement) »."""
    return noted(said, t("objectif, sans manquement")) if is_no_breach(force, verdict) else said
