"""What a forecast supposes, and what it finds. Data only."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from convrules.base.records import dataclass
from convrules.base.values import Cellule
from convrules.facts.records import Ligne
from convrules.year.valeurs import Bornes, Lacune, Verdict

TIRAGES: Final = 50
TIRAGES_MAX: Final = 1000
"""LIMIT: years drawn in one run."""
INTERVALLE: Final = Fraction(9, 10)


class Methode(StrEnum):
    """Whom a drawn dwelling goes to: to whom advice gives it, or by chance, by declared shares."""

    CONSEIL = "conseil"
    PARTS = "parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtre:
    """Dwellings of which each fact named has one of the values listed; none named: every dwelling."""

    valeurs: tuple[tuple[str, tuple[Cellule, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mobilite:
    """Of the dwellings that `ou` describes, the share that become free in the year, between two bounds."""

    taux: Bornes
    ou: Filtre = Filtre()


@dataclass(frozen=True, slots=True, kw_only=True)
class Livraison:
    """First lettings planned, on some day between two: how many, and what is known of them."""

    nombre: int
    du: date
    au: date
    faits: tuple[tuple[str, Cellule], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrait:
    """Withdrawals forecast, of those that `ou` describes; `faits`: what makes them withdrawals."""

    categorie: str
    nombre: int
    faits: tuple[tuple[str, Cellule], ...]
    ou: Filtre = Filtre()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypotheses:
    """What the landlord declares. `faits`: of every drawn dwelling; `chances`: a flag, and in which share it
    is raised; `delais`: days from the release to an event; `parts`: by convention, of what goes to it;
    `intervalle`: the share of the drawn years that intervals hold."""

    graine: int = 1
    tirages: int = TIRAGES
    intervalle: Fraction = INTERVALLE
    mobilite: tuple[Mobilite, ...] = ()
    livraisons: tuple[Livraison, ...] = ()
    retraits: tuple[Retrait, ...] = ()
    faits: tuple[tuple[str, Cellule], ...] = ()
    chances: tuple[tuple[str, Fraction], ...] = ()
    delais: tuple[tuple[str, int], ...] = ()
    methode: Methode = Methode.CONSEIL
    parts: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parc:
    """The dwellings that may become free, each with the rank of the line of mobility that speaks of it.
    `par_ligne`: how many under each; `a_part`: of which one does not know under which they are, by the fact
    that is missing; `sans_taux`: that no line speaks of."""

    logements: tuple[tuple[Ligne, int], ...]
    par_ligne: tuple[int, ...]
    a_part: tuple[tuple[str, int], ...]
    sans_taux: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Etendue:
    """Where a number lies over the drawn years: the middle one, and the two ends of the interval."""

    milieu: Bornes
    min: Fraction
    max: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RegleTiree:
    """A cell of a part or quota over the drawn years. `annees`: in how many it is judged; `verdicts`: how
    many of each. Without verdict (`tendre vers`), none. `faits`: what is missing where it is neither kept nor
    missed."""

    convention: str
    reservataire: str
    clause: str
    cellule: tuple[tuple[str, str], ...]
    annees: int
    verdicts: tuple[tuple[Verdict, int], ...]
    base: Etendue
    du: Etendue | None
    fait: Etendue
    faits: tuple[str, ...] = ()

    def number(self, verdict: Verdict) -> int:
        return dict(self.verdicts).get(verdict, 0)

    @property
    def tenue(self) -> int:
        return self.number(Verdict.CONFORME)

    @property
    def manquee(self) -> int:
        return self.number(Verdict.NON_CONFORME)

    @property
    def indecise(self) -> int:
        """In how many it is neither kept nor missed, for want of facts."""
        return self.number(Verdict.INDETERMINE)

    @property
    def jamais(self) -> bool:
        """Is it missed for certain in every year that judges it?"""
        return 0 < self.annees == self.manquee


@dataclass(frozen=True, slots=True, kw_only=True)
class VuePrevue:
    """What one text gives: the texts in force, or a variant. `sans_conseil`: dwellings for which advice named
    nobody, and that went to the landlord, over all the years. `lacunes`: days that the data do not cover of
    what is brought forward from the years before."""

    nom: str
    regles: tuple[RegleTiree, ...]
    note: str = ""
    politique: str | None = None
    sans_conseil: int = 0
    lacunes: tuple[Lacune, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevision:
    """`retraits_courts`: by category, in how many years there were fewer dwellings to withdraw than forecast.
    `soldes_de`: the year whose balances are brought forward, when it was judged; None: those of the data.
    `soldes_au`: the day as of which it was, when it was not over then. `refusees`: one sentence on each text
    that could not be tried."""

    annee: int
    hypotheses: Hypotheses
    parc: Parc
    vacances: Etendue
    livraisons: int
    retraits: tuple[tuple[str, Etendue], ...]
    retraits_courts: tuple[tuple[str, int], ...]
    vues: tuple[VuePrevue, ...]
    soldes_de: int | None = None
    soldes_au: date | None = None
    refusees: tuple[str, ...] = ()
