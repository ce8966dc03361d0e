"""What every result of a year is told in: verdicts, and numbers with their bounds."""

from enum import StrEnum
from fractions import Fraction

from convrules.base.records import dataclass


class Verdict(StrEnum):
    """From worst to neutral, in this order."""

    NON_CONFORME = "non_conforme"
    HORS_D_ATTEINTE = "hors_d_atteinte"
    INDETERMINE = "indetermine"
    DECISION_HUMAINE = "decision_humaine"
    EN_COURS = "en_cours"
    CONFORME = "conforme"
    NON_APPLICABLE = "non_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bornes:
    """An exact number, or the interval of the values it may take."""

    min: Fraction
    max: Fraction

    @property
    def valeur(self) -> Fraction | None:
        return self.min if self.min == self.max else None
