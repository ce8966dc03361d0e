"""What an expression may look at while it is evaluated."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from convrules import ir
from convrules.base.dates import Calendrier, Evenement
from convrules.base.records import dataclass
from convrules.base.values import Cellule
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import VIDE, Faits, Ligne, Vacance
from convrules.runtime.decision import ResultatExercice
from convrules.runtime.memoire import Lectures, Memoire

T = TypeVar("T")
AUCUN_INSTRUMENT: Mapping[str, bool] = MappingProxyType({})
AUCUN_EVENEMENT: Mapping[str, Evenement] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """`au`: the day as of which one looks. `jour`: the reference date, for validities and parameters (an
    undetermined one is handled above: its versions are candidates). `ligne`: the candidature, refusal,
    dwelling or right under judgement. `cellule`: facts constant over a cell, by field name (dotted for upper
    levels). `evenements`: events that clauses bring about (a `remise` of right), which override the vacancy's
    own. `clos`: when the vacancy's turn closed. `actes_apres`: of the journal, only the lines dated later
    than this day are read. `recue`: when another convention's remise opened this one's turn, if one may.
    `exercice`: who exercises the rights, when it may be another; `exercer`: finds it as of the day of a
    context, where the clauses of a vacancy are judged. `retrospectif`: the day one looks, when the clause is
    judged as it stood on an earlier day, `au`, on which a row without a date was perhaps not there.
    `sans_suite`: as if nothing more came after `au`. `guet`: has what may still come perhaps come, when a
    clause asks whether it has? `recue_au_guet`: what `recue` is then. `a_ce_jour`: an account asked about on
    a day to come is read on the day one looks. `niveau`: of the rows that the clause judges, on which its
    events are read. `dans_le_terme`: a day of the term whose end is the fact `terme` (None: `jour`).
    `memoire`: answers kept from one row to the next. `comptes_seuls`: is the row only to be counted? Then
    nobody asks whether it may go to the holder. `fin_des_droits`: in a formula, the last day of the rights
    that it counts. `lectures`: facts of the vacancy that were read before. `revoir`: the row as
    a clause saw it on an earlier day, with what others had brought about by then; `revues`: what it gave."""

    programme: Programme
    au: date
    jour: date
    vacance: Vacance | None = None
    ligne: Ligne | None = None
    cellule: Mapping[str, Cellule] = field(default_factory=lambda: VIDE)
    faits: Faits | None = None
    evenements: Mapping[str, Evenement] = field(default_factory=lambda: AUCUN_EVENEMENT)
    clos: Evenement | None = None
    actes_apres: date | None = None
    recue: Evenement | None = None
    recue_au_guet: Evenement | None = None
    exercice: ResultatExercice | None = None
    exercer: "Callable[[Contexte], ResultatExercice | None] | None" = None
    retrospectif: date | None = None
    sans_suite: bool = False
    guet: bool = False
    a_ce_jour: bool = False
    niveau: ir.Niveau = ir.Niveau.VACANCE
    dans_le_terme: date | None = None
    en_vigueur: Mapping[str, bool] = field(default_factory=lambda: AUCUN_INSTRUMENT)
    memoire: Memoire | None = None
    comptes_seuls: bool = False
    fin_des_droits: ir.Expr | None = None
    lectures: Lectures | None = None
    revoir: "Callable[[ClauseCompilee, date], Contexte] | None" = None
    revues: "dict[tuple[object, ...], Callable[[ClauseCompilee], Contexte]] | None" = None

    @property
    def calendrier(self) -> Calendrier:
        return self.programme.calendrier

    @property
    def retenues(self) -> Memoire | None:
        """The answers kept, where the row is asked as its own cells say, under the texts alone."""
        memoire = self.memoire
        if memoire is None or self.ligne is not None or self.vacance is None:
            return None
        if self.guet or self.cellule or self.en_vigueur or self.programme.clauses is not memoire.clauses:
            return None
        return memoire

    @property
    def lues(self) -> Lectures | None:
        """Facts read before, where the row is looked at as it was then: nothing but events that clauses bring
        about may stand in the place of its own cells."""
        lectures = self.lectures
        if lectures is None or self.ligne is not None or self.vacance is not lectures.vacance:
            return None
        if self.cellule or self.sans_suite or self.au is not lectures.au:
            return None
        return lectures

    def once(
        self, what: object, question: str, parts: Callable[[], Iterable[ir.Expr]], ask: Callable[[], T]
    ) -> T:
        """The answer to one question about `what`: that of the first row that says the same of the facts its
        `parts` read, where they read no more than that."""
        if self.memoire is None:
            return ask()
        memoire, vacance = self.retenues, self.vacance
        noms = memoire.noms(what, question, parts) if memoire is not None else None
        if memoire is None or noms is None or vacance is None:
            return ask()
        return memoire.once(what, question, noms, vacance, self.jour, ask)
