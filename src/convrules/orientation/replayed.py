"""What a year replayed says: to whom each dwelling would have gone by the advice. Data only."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.orientation.cours import Prevision
from convrules.orientation.etapes import Lecture
from convrules.orientation.model import Sans
from convrules.year.valeurs import Lacune

Lues: TypeAlias = Callable[[], Sequence[Sequence[Lecture]]]
Pas: TypeAlias = Callable[[int, int], None]
"""Told of each step, and of how many there are."""


def silence(fait: int, total: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sommet:
    """The largest deficit of a holder over the year, and the step after which it was that."""

    retard: Fraction
    jour: date
    vacance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompteRejoue:
    """One account of a holder whose part is owed in each cell, as of the last step; `reporte`: what the year
    before left."""

    cellule: tuple[tuple[str, str], ...]
    reporte: Fraction
    du: Fraction = Fraction(0)
    recu: int = 0
    conseille: int = 0
    pire: Sommet | None = None
    pire_conseil: Sommet | None = None

    @property
    def reste(self) -> Fraction:
        return self.reporte + self.du - self.recu

    @property
    def reste_conseil(self) -> Fraction:
        return self.reporte + self.du - self.conseille


@dataclass(frozen=True, slots=True, kw_only=True)
class TitulaireRejoue:
    """A holder (`convention` None: the landlord's own share), in dwellings over the steps: `du`, what they
    made due; `recu`, what went to it; `conseille`, what would have. `pire`, `pire_conseil`: its largest
    deficit, as things were and had the advice been followed; None when it never was in a step. `comptes`:
    cell by cell, where its part is owed in each."""

    ident: str
    convention: ir.Convention | None
    du: Fraction
    recu: int
    conseille: int
    pire: Sommet | None
    pire_conseil: Sommet | None
    comptes: tuple[CompteRejoue, ...] = ()

    @property
    def manque(self) -> tuple[Fraction, Fraction]:
        """What the cells miss in the end, together, as things were and had the advice been followed: none
        makes up for another."""
        was = sum((max(Fraction(0), c.reste) for c in self.comptes), Fraction(0))
        return was, sum((max(Fraction(0), c.reste_conseil) for c in self.comptes), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Laissee:
    """A dwelling of the year that is not replayed, for want of what. `pour`: the conventions for which it
    counts, when they are several. `tu`: it is not known whether it had gone to anybody."""

    vacance: str
    causes: frozenset[Cause]
    pour: tuple[str, ...] = ()
    tu: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribue:
    """A dwelling replayed: to whom it went, to whom the advice gives it (None: it names nobody, and the
    dwelling goes where it went). `pire`, `pire_conseil`: the largest deficit of a holder once it is given, as
    things were and had the advice been followed; None when one of them is not known exactly."""

    vacance: str
    jour: date
    fait: str
    conseil: str | None
    pire: Fraction | None = None
    pire_conseil: Fraction | None = None

    @property
    def autrement(self) -> bool:
        return self.conseil is not None and self.conseil != self.fait


@dataclass(frozen=True, slots=True, kw_only=True)
class AnticipationRejouee:
    """Look-ahead over `annee` (None: the vacancies declared as expected): `suivis`, the steps that it ranks;
    `autrement`, those of them that it gives to another than the deficit alone; `sans`, why it does not rank
    the others. `laissees`: rows of the forecast that could not be read, out of `lues`, for `causes`."""

    annee: int | None
    lues: int
    laissees: int
    causes: frozenset[Cause]
    suivis: int
    autrement: int
    sans: tuple[tuple[Sans, int], ...]


@dataclass(slots=True, kw_only=True)
class Decompte:
    """The same, step by step."""

    suivis: int = 0
    autrement: int = 0
    sans: Counter[Sans] = field(default_factory=Counter)

    def add(self, *, sans: Sans | None, autrement: bool) -> None:
        if sans is not None:
            self.sans[sans] += 1
            return
        self.suivis += 1
        self.autrement += autrement

    def close(self, regle: ir.Anticipation, prevision: Prevision) -> AnticipationRejouee:
        return AnticipationRejouee(
            annee=regle.annee,
            lues=prevision.lues,
            laissees=prevision.laissees,
            causes=prevision.causes,
            suivis=self.suivis,
            autrement=self.autrement,
            sans=tuple(sorted(self.sans.items())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificat:
    """The largest deficit after any dwelling of the year: `mieux`, the least that any choice could have kept,
    the whole year being known (to a hundredth, rounded up; `conseil` itself where nothing does better);
    `conseil`, the advice followed; `fait`, as things were."""

    mieux: Fraction
    conseil: Fraction
    fait: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejeu:
    """`pas`: dwellings replayed, in their order. `laissees`: dwellings left aside; `ouvertes`: how many are
    known to have gone to nobody yet. `borne`: the largest deficit that is possible when every holder may
    receive every dwelling and the deficit alone ranks; None when that is not so. `soldes`: holders whose
    balance brought forward is not known, and taken for nothing. `lisent`: clauses that ask whether an
    account is reached, or whose turn it is, and are read on the year as it was. `anticipation`: where the
    policy looks ahead. `seules`: how many times a convention was read on a dwelling for itself, and not for
    all those it says the same of. `certificat`: how far the advice is from the best, where no bound is
    promised (None: not looked for). `lacunes`: days of the year that the data do not cover. `lues`: what each
    dwelling is to each holder, step by step, for who asks more of the same readings."""

    annee: int
    au: date
    titulaires: tuple[TitulaireRejoue, ...]
    pas: tuple[Attribue, ...]
    laissees: tuple[Laissee, ...]
    ouvertes: int
    borne: Fraction | None
    politique: str | None
    soldes: tuple[str, ...]
    lisent: tuple[str, ...] = ()
    anticipation: AnticipationRejouee | None = None
    seules: int = field(default=0, compare=False)
    certificat: Certificat | None = None
    lacunes: tuple[Lacune, ...] = ()
    lues: Lues | None = field(default=None, compare=False, repr=False)

    @property
    def pire_conseil(self) -> Fraction | None:
        """The largest deficit of the year, the advice followed."""
        return max(
            (t.pire_conseil.retard for t in self.titulaires if t.pire_conseil is not None), default=None
        )

    @property
    def pire(self) -> Fraction | None:
        """The same as things were."""
        return max((t.pire.retard for t in self.titulaires if t.pire is not None), default=None)

    @property
    def autrement(self) -> int:
        """How many dwellings go to another than had them."""
        return sum(p.autrement for p in self.pas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manche:
    """The same year replayed under one policy, beside others."""

    nom: str
    rejeu: Rejeu
