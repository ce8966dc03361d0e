"""What every result of a year is told in: verdicts, numbers with their bounds, withdrawals beyond a limit;
and where every row that was read stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from convrules.base.outcomes import Cause, Issue
from convrules.base.records import dataclass

if TYPE_CHECKING:
    # Why not else: what is remembered of a check loads neither data nor conventions.
    from convrules.facts.records import Ligne


GAGNE: Final = " (gagné)"
CEDE: Final = " (cédé)"
EN_DOUTE: Final = " ?"


class Verdict(StrEnum):
    """From worst to neutral, in this order."""

    NON_CONFORME = "non_conforme"
    HORS_D_ATTEINTE = "hors_d_atteinte"
    INDETERMINE = "indetermine"
    DECISION_HUMAINE = "decision_humaine"
    EN_COURS = "en_cours"
    CONFORME = "conforme"
    NON_APPLICABLE = "non_applicable"


ANNEES_MAX: Final = 20
"""LIMIT: years judged in one run, before the one that is asked."""

MANQUES: Final = frozenset({Verdict.NON_CONFORME, Verdict.HORS_D_ATTEINTE})
"""Missed, or sure to be."""

INDECIS: Final = frozenset({Verdict.INDETERMINE, Verdict.DECISION_HUMAINE})
"""Neither kept nor missed for certain: for want of facts, or of a decision."""


class Echangee(str):
    """The identifier of a row that stands for an act of exchange: the name of the act, then what it does.
    That it is one is told by its kind, for a row of the data may be called anything."""

    __slots__ = ()

    @classmethod
    def of(cls, acte: str, *, gagne: bool) -> "Echangee":
        return cls(f"{acte}{GAGNE if gagne else CEDE}")

    @property
    def en_doute(self) -> "Echangee":
        """The same, perhaps there."""
        return Echangee(f"{self}{EN_DOUTE}")

    @property
    def acte(self) -> str:
        sure = self.removesuffix(EN_DOUTE)
        return sure.removesuffix(GAGNE if self.gagne else CEDE)

    @property
    def gagne(self) -> bool:
        return self.removesuffix(EN_DOUTE).endswith(GAGNE)

    @property
    def doute(self) -> bool:
        return self.endswith(EN_DOUTE)


class Tue(str):
    """On the copy of a holder, a row that is counted and not named: what takes the place of its identifier.
    All of them read alike, so that none can be told even where one were shown by mistake; none equals
    another, nor any text. `rang`: where it stands among them; `acte`: does it stand for an act of
    exchange?"""

    __slots__ = ("acte", "rang")
    rang: int
    acte: bool

    def __new__(cls, rang: int, *, acte: bool = False) -> "Tue":
        one = super().__new__(cls, "(non nommée)")
        one.rang, one.acte = rang, acte
        return one

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __lt__(self, other: str) -> bool:
        return self.rang < other.rang if isinstance(other, Tue) else str.__lt__(self, other)

    def __hash__(self) -> int:
        return object.__hash__(self)


def exchanged(row: str) -> bool:
    """Does a row stand for an act of exchange, named or not?"""
    return isinstance(row, Echangee) or (isinstance(row, Tue) and row.acte)


def sure_of(rows: Sequence[str], waiting: Iterable[str]) -> tuple[str, ...]:
    """Without turns given away that are in doubt: of these it is told that they perhaps take a dwelling.
    waiting: rows that are perhaps there."""
    doubts = {row for row in waiting if isinstance(row, Echangee)}
    return tuple(row for row in rows if not (isinstance(row, Echangee) and row.en_doute in doubts))


class Sienne(str):
    """On the copy of a holder, the identifier of a row that is its own."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return not isinstance(other, Tue) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def of_copy(rows: Iterable[str]) -> bool:
    """Are they of the copy of a holder? Those of the landlord's own are plain texts."""
    return any(isinstance(row, Tue | Sienne) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bornes:
    """An exact number, or the interval of the values it may take. `parmi`: all of them, in order, where they
    are several and no other is possible; none of them is told otherwise."""

    min: Fraction
    max: Fraction
    parmi: tuple[Fraction, ...] = ()

    @property
    def valeur(self) -> Fraction | None:
        return self.min if self.min == self.max else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excedent:
    """Withdrawals beyond a limit. `part`: how much of each dwelling withdrawn stays in the base; `nombre`:
    how many beyond the limit, as of the day; `retires`: is each vacancy withdrawn by the clause? `surs`: how
    many are for certain. `simple`: of the others, it is only not known whether they are withdrawn or stand in
    the base, so that the limit is known."""

    clause: str
    part: Bornes
    nombre: Bornes
    limite: Bornes
    retires: Mapping[str, Issue]
    surs: int = 0
    simple: bool = False
    causes: frozenset[Cause] = frozenset()


NUL: Final = Bornes(min=Fraction(0), max=Fraction(0))
RIEN_EN_TROP: Final = Excedent(clause="", part=NUL, nombre=NUL, limite=NUL, retires=MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneIncertaine:
    """A row in doubt, and by how much it alone, once known, narrows the intervals of a cell: of the slack
    (what is done less the exact due, `ecart`), of what is done, of the base and of the due. `au_plus`: of
    these at most, for something that is still to happen would stay open, or what is found decides."""

    vacance: str
    causes: frozenset[Cause]
    ecart: Fraction
    realise: Fraction
    base: Fraction
    du: Fraction
    au_plus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrevisionEnDoute:
    """Withdrawals forecast for a year that are of a base or not, for want of what `causes` say. `dite`: is
    their number told (otherwise `nombre` is as many as could change something)?"""

    annee: int
    nombre: Fraction
    causes: frozenset[Cause]
    dite: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PrevisionIncertaine:
    """The same, of all the rows of a forecast that lack one thing, and by how much that, once told of each,
    narrows the intervals of a cell: of the slack (`ecart`), the base and the due; `au_plus`: at most."""

    prevision: PrevisionEnDoute
    ecart: Fraction
    base: Fraction
    du: Fraction
    au_plus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldeDit:
    """A balance that the table `soldes` says of the end of a year: of which account, and what its row says of
    its cell."""

    convention: str
    compte: str
    annee: int
    cellule: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contredit:
    """A balance of the year `annee` that the table `soldes` says (`dit`), of which that year, judged in the
    same run, leaves another (`laisse`). `clause`: the rule, or the account of a split; `repris`: what the
    next year takes up."""

    convention: str
    clause: str
    cellule: tuple[tuple[str, str], ...]
    annee: int
    dit: Fraction
    laisse: Bornes
    repris: Bornes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recriture:
    """What to write again of a forecast so that it speaks of days that lack: rows to begin earlier, with
    their first day (`avancees`); those that are over and stand in the way, to take away (`otees`) or to end
    earlier, with their last day (`coupees`). `sans`: conventions of which none can be brought forward, with
    the first day that lacks, a row of theirs having to end before `avant`. `fichiers`: are its rows of
    several files?"""

    avancees: "tuple[tuple[Ligne, date], ...]"
    otees: "tuple[Ligne, ...]"
    coupees: "tuple[tuple[Ligne, date], ...]"
    sans: tuple[tuple[str, date], ...]
    avant: date | None
    fichiers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacune:
    """Days judged, from `du` to `au`, of which vacancies may lack, `evenement` (which dates vacancies) being
    recorded up to `complet` only. `mois`: (year, month) of each, in order. `close`: is a period over, whose
    verdicts then suppose that none lacks? `entamee`: had it begun before these days? `conventions`: those
    that are judged on these days. `recriture`: of a forecast that does not speak of them, though the period
    goes on."""

    evenement: str
    complet: date
    du: date
    au: date
    mois: tuple[tuple[int, int], ...]
    close: bool
    entamee: bool
    conventions: tuple[str, ...]
    recriture: Recriture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inattendus:
    """Days to come, from `du` to `au`, of which no row of a forecast that has some speaks on the territory of
    `conventions`, judged on them. `toutes`: are they all those that are?"""

    du: date
    au: date
    conventions: tuple[str, ...]
    toutes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Perimetre:
    """Where every vacancy row that was read stands. `sous_convention`: of the year under one convention at
    least; `hors_periode`: on the territory of one, never in its period; `hors_territoire`: on none.
    `departements`: of the latter, by département (« »: not known). `refusees`: rows not loaded. `sans_fin`:
    of the first, those whose life is judged as one that goes on though its end is perhaps missing. `dates`:
    for each event that gives a reference date, then for informations, proposals, attributions and leases, the
    first and the last that were read, within the year; `sans_date`: those that files give, without one.
    `peut_etre`: of the first, those that no convention bears on for certain. `lacunes`: what the data do not
    cover; `inattendus`: what the forecast does not."""

    sous_convention: int
    hors_periode: tuple[str, ...]
    hors_territoire: tuple[str, ...]
    departements: tuple[tuple[str, int], ...]
    refusees: int = 0
    sans_fin: tuple[str, ...] = ()
    dates: tuple[tuple[str, date, date], ...] = ()
    sans_date: tuple[str, ...] = ()
    peut_etre: int = 0
    lacunes: tuple[Lacune, ...] = ()
    inattendus: tuple[Inattendus, ...] = ()

    @property
    def lues(self) -> int:
        return self.sous_convention + len(self.hors_periode) + len(self.hors_territoire) + self.refusees
