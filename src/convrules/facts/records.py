"""Rows of facts. A cell is a value, `sans objet`, `inconnu` or `erreur`; nothing is filled in."""

from abc import abstractmethod
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import Final, Protocol

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Issue
from convrules.base.records import dataclass
from convrules.base.trous import Trou
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, Inconnu, Resultat

VIDE: Mapping[str, Cellule] = MappingProxyType({})
VIDES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
SANS_TROU: Mapping[str, tuple[Trou, ...]] = MappingProxyType({})
CITEES: Final = 3
"""Rows named as the cause of one count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row was read: file as named by the user, line or row from 1."""

    fichier: str
    ligne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """A row of a table. An event cell holds `Connu(Evenement)`, or `INCONNU`, or `Erreur`. `refusee`: it
    could not be read as a row, so that it stands for one of which nothing is known."""

    table: str
    id: str
    cellules: Mapping[str, Cellule] = field(default_factory=lambda: VIDE)
    place: Place | None = field(default=None, compare=False)
    refusee: bool = False

    def cellule(self, nom: str) -> Cellule:
        return self.cellules.get(nom, INCONNU)

    @property
    def doutes(self) -> frozenset[Cause]:
        """Why it is perhaps not one more; none of a row that is there."""
        if not self.refusee:
            return frozenset()
        return frozenset({Cause(fait=self.table, ligne=self.id, genre=Genre.ERREUR)})


class Lignes(Sequence[Ligne]):
    """Rows that do not fit in memory: read again each time, one by one."""

    @abstractmethod
    def par_id(self, ident: str) -> Ligne | None: ...

    @abstractmethod
    def identifiants(self) -> Container[str]: ...

    @abstractmethod
    def mapped(self, finir: Callable[[Ligne], Ligne]) -> "Lignes":
        """The same rows, each as `finir` leaves it."""


def found_in(rows: Sequence[Ligne] | None, ident: str) -> Ligne | None:
    """The row of an identifier."""
    if isinstance(rows, Lignes):
        return rows.par_id(ident)
    return next((row for row in rows or () if row.id == ident), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevision:
    """A forecast of one event of a vacancy, and the day it was made."""

    evenement: str
    jour: date
    faite_le: date
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomptees:
    """Why rows of a table cannot be counted: rows, as they are named, by vacancy; `toutes`: those that may
    be of any vacancy."""

    par_vacance: Mapping[str, tuple[str, ...]]
    toutes: tuple[str, ...] = ()

    def of(self, vacance: str) -> tuple[str, ...]:
        return (*self.par_vacance.get(vacance, ()), *self.toutes)[:CITEES]


RIEN: Final = Incomptees(par_vacance={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacance:
    """One letting opportunity with what hangs on it. None: the table was not supplied, so every count
    over it is unknown; an empty tuple: it was, and holds nothing for this vacancy. `incomptees`: by table,
    rows for which those of this vacancy cannot be counted, which are then None."""

    ligne: Ligne
    logement: Ligne | None = None
    programme: Ligne | None = None
    candidatures: tuple[Ligne, ...] | None = None
    refus: tuple[Ligne, ...] | None = None
    droits: tuple[Ligne, ...] | None = None
    previsions: tuple[Prevision, ...] | None = None
    incomptees: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: VIDES)

    @property
    def id(self) -> str:
        return self.ligne.id

    def uncounted(self, table: str) -> frozenset[Cause]:
        """Why there are no rows of a table at hand."""
        rows = self.incomptees.get(table, ())
        return frozenset(Cause(fait=table, ligne=row) for row in rows or ("",))

    def cellule(self, nom: str) -> Cellule:
        """A fact of the vacancy; of its dwelling where the row is silent; two that differ are an error."""
        own = self.ligne.cellules.get(nom, INCONNU)
        if self.logement is None or nom == "id":
            return own
        dwelling = self.logement.cellule(nom)
        if isinstance(dwelling, Inconnu):
            return own
        if isinstance(own, Inconnu):
            return dwelling
        if isinstance(own, Connu) and isinstance(dwelling, Connu) and own != dwelling:
            return Erreur(f"la vacance et le logement {self.logement.id} ne disent pas la même chose")
        return own


@dataclass(frozen=True, slots=True, kw_only=True)
class Tours:
    """Whose turn it may be: places in the order of the clause, from 0, none when it is nobody's of this
    vacancy (`concernee`). `causes`: why there are several."""

    possibles: frozenset[int]
    causes: frozenset[Cause] = frozenset()
    concernee: Issue = True


class Comptes(Protocol):
    """The landlord's accounts, as they stood on a day."""

    def reached(self, asked: ir.Atteint, convention: str, vacance: str, jour: date) -> Issue:
        """Had the account been reached, in this vacancy's cell, before its turn on that day?"""

    def turns(self, clause: str, convention: str, vacance: str, jour: date) -> Tours:
        """Whose turn a `tour` clause says it was on that day, before this vacancy."""

    def turn(self, asked: ir.TourDe, convention: str, vacance: str, jour: date) -> Issue:
        """Was it the turn of that holder; without one, of that on whose account the dwelling is?"""

    def number(self, asked: ir.Chiffre, convention: str, annee: int, element: Ligne | None) -> Resultat:
        """A number of an account over the year `annee`, or the one before: exact, or between bounds. Of an
        account judged by cell, that of the cell of `element`; of all its cells, without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faits:
    """The tables of one landlord. None: not supplied (unknown); (): supplied and empty. `actes`: rows of
    the journal; `actes_tenus`: the kinds that it can record (None: any). Of another kind nothing is known.
    `demandes`: by identifier. `comptes`: what these rows make of the accounts; None while they are being
    counted. `trous`: by event, the days of which the vacancies that it dates are not all there, in order;
    none where nothing is supposed to lack."""

    bailleur: str
    vacances: tuple[Vacance, ...]
    logements: Sequence[Ligne] | None = None
    programmes: Sequence[Ligne] | None = None
    conventions: Sequence[Ligne] | None = None
    droits: Sequence[Ligne] | None = None
    demandes: Mapping[str, Ligne] | None = None
    soustractions: Sequence[Ligne] | None = None
    soldes: Sequence[Ligne] | None = None
    vacances_attendues: Sequence[Ligne] | None = None
    actes: Sequence[Ligne] | None = None
    actes_tenus: frozenset[str] | None = None
    comptes: Comptes | None = field(default=None, compare=False, repr=False)
    trous: Mapping[str, tuple[Trou, ...]] = field(default_factory=lambda: SANS_TROU)

    def keeps(self, acte: str) -> bool:
        """Would the journal show an act of this kind?"""
        return self.actes is not None and (self.actes_tenus is None or acte in self.actes_tenus)


# --- acts of exchange ---------------------------------------------------------------------------
ECHANGE: Final = Connu("echange")
COMPTES: Final = ("compte", "cedant")


def adds_up(cellules: Mapping[str, Cellule]) -> bool:
    """Is a row of the journal an act of exchange, or may it be? Such an act adds to others, and replaces
    none: of two that bear one identifier, or are alike, each is perhaps there."""
    acte = cellules.get("acte", INCONNU)
    # Why by its accounts: of acts, those of exchange alone name two.
    two = not any(isinstance(cellules.get(nom, INCONNU), Inconnu) for nom in COMPTES)
    return acte == ECHANGE or (two and not isinstance(acte, Connu))
