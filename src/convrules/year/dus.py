"""What falls due in a year, and how it was kept."""

from datetime import date

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.runtime.decision import EtatDelai, ResultatElement
from convrules.year.valeurs import Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneEcheance:
    """What a clause says of one vacancy, unless it asks nothing of it. `etat`: closed word. `limite`: the
    last day, `faite_le`: the day it was done, by the day one looks; None where there is none, or it is not
    known. `causes`: why the state is not known."""

    vacance: str
    etat: str
    limite: date | None = None
    faite_le: date | None = None
    retard_jours: int | None = None
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatEcheance:
    """How one deadline, obligation, corrective mode or transmission was kept over the year: counts by closed
    word of `cli.md`, of vacancies, or of the `elements` that the clause bears on, each with its result.
    `en_cours`: those whose deadline runs, with the last day, the first first; `ouvertes`: those whose
    result is not known, each with why; `ailleurs`: of other years. `lignes`: vacancies of which the clause
    asks something, where rows are named (`comply`)."""

    clause: ir.Delai | ir.Obligation | ir.ModeCorrectif | ir.Transmission
    decomptes: tuple[tuple[str, int], ...]
    manquees: tuple[str, ...]
    en_cours: tuple[tuple[str, date], ...] = ()
    ouvertes: tuple[tuple[str, frozenset[Cause]], ...] = ()
    elements: tuple[ResultatElement, ...] = ()
    ailleurs: tuple[ResultatElement, ...] = ()
    lignes: tuple[LigneEcheance, ...] = ()

    @property
    def niveau(self) -> ir.Niveau:
        """Rows that are counted."""
        clause = self.clause
        return clause.porte_sur if isinstance(clause, ir.Delai | ir.Obligation) else ir.Niveau.VACANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatTransmission:
    """One sending due in the year, to one recipient. `periode`: the part it is due for, empty for the whole
    (its last day, if counted from the first in force). `limite`: the last day; `attendus`: how many times,
    `faits`: on how many days; `faite_le`: the day of the last one needed. `candidats`: possible states.
    `vue`: what its recipient sees of the annual report, where clauses differ."""

    clause: ir.Transmission
    destinataire: str
    periode: str
    etat: EtatDelai
    limite: date | None = None
    faite_le: date | None = None
    attendus: int | None = None
    faits: Bornes | None = None
    retard_jours: int | None = None
    candidats: tuple[EtatDelai, ...] = ()
    causes: frozenset[Cause] = frozenset()
    cas: tuple[str, ...] = ()
    vue: str = ""
