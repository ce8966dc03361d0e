"""The fold of the ledger under way: entries, counters by account and year, and what has been written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from heapq import heappop, heappush
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement, why
from convrules.base.outcomes import Genre, Issue, causes_of, et, non, ou
from convrules.base.values import Connu
from convrules.compiler import ClauseCompilee, cases
from convrules.facts.records import Vacance
from convrules.runtime.reading import event_of_cell
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO, between
from convrules.year.cascade import Vue, imputations
from convrules.year.cellules import Clef, as_text
from convrules.year.chronologie import File, Moment
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
    """The fold under way: counters by account and year, and what has been written. `file`: all entries;
    `echanges`: those of exchanges. `a_venir`: amounts that have come for certain once a day is over."""

    cadres: tuple[Cadre, ...]
    fait: dict[tuple[Cle, int], Bornes] = field(default_factory=dict)
    comptees: dict[tuple[Cle, str], Issue] = field(default_factory=dict)
    doutes: dict[Cle, frozenset[Genre]] = field(default_factory=dict)
    ecritures: dict[str, Imputation] = field(default_factory=dict)
    file: File = field(default_factory=lambda: File(tots=()))
    echanges: File = field(default_factory=lambda: File(tots=()))
    a_venir: list[tuple[int, Cle, int, int]] = field(default_factory=list)
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

    def add(self, cle: Cle, annee: int, issue: Issue, quand: Moment, poids: int = 1) -> None:
        """An entry certainly, or perhaps, on an account; year 0 when it may be in any. Until its last
        possible day is over, it has perhaps not come yet."""
        if issue is False:
            return
        known = issue is True and annee != PARTOUT
        sure = known and quand.connu
        low, high = (poids, poids) if sure else (min(poids, 0), max(poids, 0))
        self._count(cle, annee, low, high)
        if not sure:
            causes = causes_of(issue) | (quand.causes if known else frozenset())
            genres = frozenset(c.genre for c in causes) or frozenset({Genre.MANQUANT})
            self.doutes[cle] = self.doutes.get(cle, frozenset()) | genres
        if known and not sure and quand.vient:
            heappush(self.a_venir, (quand.tard, cle, annee, poids))

    def add_once(self, cle: Cle, annee: int, vacance: str, issue: Issue, quand: Moment) -> None:
        """The same of a vacancy that may be counted twice, for it is let and its turn was lost: a vacancy is
        once at most on an account, whatever the year."""
        before = self.comptees.get((cle, vacance), False)
        self.comptees[cle, vacance] = ou(before, issue)
        self.add(cle, annee, et(issue, non(before)), quand)

    def advance(self, jour: int) -> None:
        """What had to come before a day has come."""
        while self.a_venir and self.a_venir[0][0] < jour:
            _, cle, annee, poids = heappop(self.a_venir)
            self._count(cle, annee, max(poids, 0), min(poids, 0))

    def _count(self, cle: Cle, annee: int, low: int, high: int) -> None:
        old = self.fait.get((cle, annee), ZERO)
        self.fait[cle, annee] = between(old.min + low, old.max + high)

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
        """What an entry finds on an account: of one whose day is not known, whatever may come by its last one
        is perhaps before it, and while the year is open as many vacancies as it takes to reach the limit."""
        fait, quand, au = self.count(cle, annee), entree.quand, self.cadres[0].au
        if quand.connu:
            return fait
        # Why what an effect counts of its own vacancy too: the turn may have been lost before it was let.
        more = Fraction(self.file.pending(quand.tard))
        if au < date(annee, 12, 31) and quand.tard > au.toordinal():
            more = max(more, limite + 1)
        return between(fait.min - self.echanges.pending(quand.tard), fait.max + more)


def steps(clause: ClauseCompilee) -> Iterator[ir.Etape]:
    """In every text."""
    for cas in cases(*clause.regles["règle"].versions):
        if isinstance(cas.valeur, ir.Ordre):
            yield from cas.valeur.etapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entree:
    """A letting to place. `comptes`: what parts count; `evenements`: the first of it under each convention
    (None: it cannot happen); `premier`: the first of these, else the attribution (None: it cannot happen),
    and `quand` it comes."""

    ident: str
    vacance: Vacance
    vues: tuple[Vue, ...]
    comptes: frozenset[str]
    evenements: tuple[Evenement | None, ...]
    premier: Evenement | None
    quand: Moment

    @property
    def survient(self) -> Issue:
        """Has a counted event taken place?"""
        events = [e for e in self.evenements if e is not None]
        if not events:
            return False
        return True if self.quand.vient else why(events[0])


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
    )
