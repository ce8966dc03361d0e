"""The fold of the ledger under way: entries, counters by account and year, and what has been written."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement, why
from convrules.base.outcomes import Cause, Genre, Issue, causes_of, et, non, ou
from convrules.base.values import Connu
from convrules.compiler import ClauseCompilee, cases
from convrules.facts.records import Vacance
from convrules.runtime.reading import event_of_cell
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO, between
from convrules.year.cascade import Vue, imputations
from convrules.year.cellules import Clef, as_text
from convrules.year.epuisement import CompteDu, account_due, dimensions_in, every_dimensions
from convrules.year.imputation import (
    BAILLEUR,
    Livre,
    Regard,
)
from convrules.year.model import Bornes, Imputation
from convrules.year.periode import periods

Cle: TypeAlias = tuple[str, ...]
PARTOUT: Final = 0
"""The « year » of what may be in any year."""


@dataclass(slots=True, kw_only=True)
class Pli:
    """The fold under way: counters by account and year, and what has been written. `attente`: entries whose
    day is not known, by vacancy."""

    cadres: tuple[Cadre, ...]
    fait: dict[tuple[Cle, int], Bornes] = field(default_factory=dict)
    comptees: dict[tuple[Cle, str], Issue] = field(default_factory=dict)
    doutes: dict[Cle, frozenset[Genre]] = field(default_factory=dict)
    ecritures: dict[str, Imputation] = field(default_factory=dict)
    attente: Counter[str] = field(default_factory=Counter)
    actes: Mapping[str, str] = field(init=False)
    finer: Mapping[str, str] = field(init=False)
    comptes: dict[tuple[str, str, tuple[ir.Champ, ...]], CompteDu] = field(default_factory=dict)
    dus: dict[tuple[str, int], Sequence[CompteDu]] = field(default_factory=dict)
    limites: frozenset[str] = field(init=False)
    epuise: bool = field(init=False)
    compte: bool = field(init=False)

    def __post_init__(self) -> None:
        etapes = [e for c in self.cadres for clause in imputations(c) for e in steps(clause)]
        self.actes = acts_of(self.cadres[0]) if self.cadres else {}
        self.finer = {code: type_ for c in self.cadres for code, type_ in c.finer.items()}
        bounded = [e.compte for e in etapes if e.limite is not None]
        self.limites = frozenset(a for a in bounded if a == BAILLEUR or a in self.finer)
        self.epuise = any(e.epuisement for e in etapes)
        self.compte = self.epuise or bool(bounded)

    def add(self, cle: Cle, annee: int, issue: Issue, poids: int = 1) -> None:
        """An entry certainly, or perhaps, on an account; year 0 when it may be in any."""
        if issue is False:
            return
        sure = issue is True and annee != PARTOUT
        here = between(poids, poids) if sure else between(min(poids, 0), max(poids, 0))
        old = self.fait.get((cle, annee), ZERO)
        self.fait[cle, annee] = between(old.min + here.min, old.max + here.max)
        if not sure:
            genres = frozenset(c.genre for c in causes_of(issue)) or frozenset({Genre.MANQUANT})
            self.doutes[cle] = self.doutes.get(cle, frozenset()) | genres

    def add_once(self, cle: Cle, annee: int, vacance: str, issue: Issue) -> None:
        """The same of a vacancy that may be counted twice, for it is let and its turn was lost: a vacancy is
        once at most on an account, whatever the year."""
        before = self.comptees.get((cle, vacance), False)
        self.comptees[cle, vacance] = ou(before, issue)
        self.add(cle, annee, et(issue, non(before)))

    def parts(self, ident: str, annee: int) -> Sequence[CompteDu]:
        """What each part of a convention is due, in the cells of that year; in those of every text, when it
        may be any."""
        known = self.dus.get((ident, annee))
        if known is None:
            cadre = next(c for c in self.cadres if c.programme.convention.ident == ident)
            known = self.dus[ident, annee] = tuple(self._parts(cadre, annee))
        return known

    def _parts(self, cadre: Cadre, annee: int) -> Iterator[CompteDu]:
        ident = cadre.programme.convention.ident
        periode = next(iter(periods(ir.Periode.ANNEE, annee, cadre.en_vigueur)), None) if annee else None
        for clause in cadre.programme.clauses:
            if not isinstance(clause.clause, ir.Part):
                continue
            texts = every_dimensions(clause) if periode is None else (dimensions_in(clause, cadre, periode),)
            for dimensions in texts:
                key = (ident, clause.ident, dimensions)
                if key not in self.comptes:
                    self.comptes[key] = account_due(clause, cadre, dimensions)
                yield self.comptes[key]

    def count(self, cle: Cle, annee: int) -> Bornes:
        own, loose = self.fait.get((cle, annee), ZERO), self.fait.get((cle, PARTOUT), ZERO)
        return between(own.min + loose.min, own.max + loose.max)

    def before(self, cle: Cle, annee: int, entree: "Entree", limite: Fraction) -> Bornes:
        """What an entry finds on an account: of one whose day is not known, whatever has no day may come
        before it, and while the year is open as many vacancies as it takes to reach the limit."""
        fait = self.count(cle, annee)
        if entree.jour is not None:
            return fait
        more = Fraction(self.attente.total() - self.attente[entree.ident])
        if self.cadres[0].au < date(annee, 12, 31):
            more = max(more, limite + 1)
        return between(fait.min if entree.genre is Genre.FUTUR else 0, fait.max + more)


def steps(clause: ClauseCompilee) -> Iterator[ir.Etape]:
    """In every text."""
    for cas in cases(*clause.regles["règle"].versions):
        if isinstance(cas.valeur, ir.Ordre):
            yield from cas.valeur.etapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entree:
    """A letting to place. `evenements`: the counted event under each convention (None: it cannot happen).
    `jour`: the earliest of them; None when it is not known (`genre`: why). `venue`: is one known? `avant`:
    why another may have come before it."""

    ident: str
    vacance: Vacance
    vues: tuple[Vue, ...]
    evenements: tuple[Evenement | None, ...]
    jour: date | None
    genre: Genre
    venue: bool
    avant: frozenset[Cause] = frozenset()

    @property
    def survient(self) -> Issue:
        """Has a counted event taken place?"""
        if self.venue:
            return True
        events = [e for e in self.evenements if e is not None]
        return why(events[0]) if events else False


def acts_of(cadre: Cadre) -> Mapping[str, str]:
    """Accounts that recorded acts of remise or reprise give to one letting, by vacancy; the last prevails."""
    found: dict[str, tuple[int, str]] = {}
    for ligne in cadre.faits.actes or ():
        if as_text(ligne.cellule("acte")) not in ("remise", "reprise"):
            continue
        vacance, compte = as_text(ligne.cellule("vacance")), as_text(ligne.cellule("compte"))
        cellule = ligne.cellule("date")
        day = event_of_cell(cellule, "date").connu if isinstance(cellule, Connu) else None
        if vacance is None or compte is None or day is None or day > cadre.au:
            continue
        if day.toordinal() >= found.get(vacance, (0, ""))[0]:
            found[vacance] = (day.toordinal(), compte)
    return {vacance: compte for vacance, (_, compte) in found.items()}


def year_of(vue: Vue, event: Evenement) -> int:
    """The year in which the convention counts the letting."""
    if vue.cadre.avec_leur_vacance:
        event = vue.suivi.decision.reference
    first, last = event.debut, event.fin
    return first.year if first is not None and last is not None and first.year == last.year else PARTOUT


def flat(clef: Clef) -> Cle:
    return tuple(text for pair in clef for text in pair)


def regard_of(vue: Vue, livre: Livre, pli: Pli) -> Regard:
    return Regard(
        programme=vue.cadre.programme,
        vacance=vue.suivi.vacance,
        decision=vue.suivi.decision,
        finer=pli.finer,
        livre=livre,
        close=True,
    )
