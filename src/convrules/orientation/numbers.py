"""Deficits of holders as whole numbers, step by step: what one step makes due, whom it goes to, who is late.

A unit is the same part of a dwelling for every account, so that nothing is rounded. Equal to what `session`
and `ranking` make of the same steps. Source: docs/langage, « Les comptes ».
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from math import lcm
from operator import add, gt, itemgetter
from typing import Final

from convrules.base.outcomes import Issue, toutes
from convrules.base.records import dataclass
from convrules.orientation.avance import Avance
from convrules.orientation.bornes import harmonic, harmonic_bound
from convrules.orientation.comptes import Titulaire, balance
from convrules.orientation.etapes import Lecture
from convrules.orientation.flux import Clefs, PartCellule
from convrules.orientation.limites import Limites
from convrules.orientation.model import BAILLEUR

JAMAIS: Final = -(1 << 256)
"""Below every deficit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """A class of dwellings, to one holder. `titulaire`: its rank; `compte`: the account shown; `taux`: what a
    dwelling adds to it; `ajouts`: what it adds to each account of the holder; `retraits`: those on which it
    is done, if it goes there."""

    titulaire: int
    ident: str
    compte: int
    taux: int
    ajouts: tuple[tuple[int, int], ...]
    retraits: tuple[int, ...]
    eligible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Modele:
    """A class of dwellings, to all holders. `lire`: their accounts, of all; `simple`: has each one account?
    `ouverts`: places of those that may receive one, in the order of
    ties; `places`: by name. `tous`: may each holder of the landlord, and is all of it due?
    `entier`: are they all there, in their order? `sur`: by place, that of the account on which one that goes
    there counts: the landlord's, where no part of the holder holds it; None where it has no own share."""

    titulaires: tuple[int, ...]
    comptes: tuple[int, ...]
    lire: Callable[[Sequence[int]], Sequence[int]]
    simple: bool
    taux: tuple[int, ...]
    ajouts: tuple[tuple[int, int], ...]
    retraits: tuple[tuple[int, ...], ...]
    sur: tuple[int | None, ...]
    ouverts: tuple[int, ...]
    noms: tuple[str, ...]
    places: Mapping[str, int]
    tous: bool
    entier: bool


@dataclass(slots=True, kw_only=True)
class Grille:
    """The accounts of every holder: one for each set of cells that dwellings fall in. `unite`: how many units
    a dwelling is. The landlord's own comes first."""

    titulaires: Sequence[Titulaire]
    aside: frozenset[str]
    unite: int = 1
    soldes: list[Fraction] = field(default_factory=lambda: [Fraction(0)])
    cellules: list[dict[Clefs, int]] = field(default_factory=list)
    fractions: dict[int, Fraction] = field(default_factory=dict)

    def open(self, lectures: Iterable[Lecture], others: Iterable[tuple[int, Clefs]] = ()) -> None:
        """Make the accounts that these read and some others, and the unit that suits all their rates."""
        self.cellules = [{} for _ in self.titulaires]
        rates: set[Fraction] = set()
        for lecture in lectures:
            self._account(lecture.rang, lecture.offre.comptes[0])
            rates.update(_rates(lecture).values())
        for rang, cells in others:
            self._account(rang, cells)
        self.unite = lcm(*(x.denominator for x in (*self.soldes, *rates)))

    def _account(self, rang: int, cells: Clefs) -> None:
        if cells not in self.cellules[rang]:
            self.cellules[rang][cells] = len(self.soldes)
            solde = balance(self.titulaires[rang], cells, self.aside).reporte
            self.soldes.append(solde or Fraction(0))

    @property
    def cells(self) -> Sequence[Clefs]:
        """Of each account, the cells that it unites; the landlord's has none."""
        found: list[Clefs] = [frozenset()] * len(self.soldes)
        for own in self.cellules:
            for cells, compte in own.items():
                found[compte] = cells
        return found

    def fiche(self, lecture: Lecture) -> Fiche:
        offre, own = lecture.offre, self.cellules[lecture.rang]
        rates = _rates(lecture)
        touched = [(cells, compte) for cells, compte in own.items() if cells & offre.sures]
        return Fiche(
            titulaire=lecture.rang,
            ident=lecture.titulaire.programme.convention.ident,
            compte=own[offre.comptes[0]],
            taux=self.units(sum(rates.values(), Fraction(0))),
            ajouts=tuple(
                (compte, self.units(sum((t for k, t in rates.items() if k in cells), Fraction(0))))
                for cells, compte in touched
            ),
            retraits=tuple(compte for _, compte in touched),
            eligible=lecture.eligible,
        )

    def modele(self, fiches: Sequence[Fiche]) -> Modele:
        """The landlord's own share is one of the holders, unless the others take more than the whole."""
        due = sum(f.taux for f in fiches)
        own = self.unite - due if any(f.ajouts for f in fiches) else 0
        every = list(fiches)
        last = len(fiches) if own >= 0 else None
        if last is not None:
            every.append(
                Fiche(
                    titulaire=len(self.titulaires),
                    ident=BAILLEUR,
                    compte=0,
                    taux=own,
                    ajouts=((0, own),),
                    retraits=(0,),
                    eligible=True,
                )
            )
        open_to = [place for place, f in enumerate(every) if f.eligible]
        return Modele(
            titulaires=tuple(f.titulaire for f in every),
            comptes=tuple(f.compte for f in every),
            lire=reader([f.compte for f in every]),
            simple=all(f.retraits == (f.compte,) and f.ajouts == ((f.compte, f.taux),) for f in every),
            taux=tuple(f.taux for f in every),
            ajouts=tuple(a for f in every for a in f.ajouts if a[1]),
            retraits=tuple(f.retraits or ((0,) if last is not None else ()) for f in every),
            sur=tuple(n if f.retraits else last for n, f in enumerate(every)),
            ouverts=tuple(sorted(open_to, key=lambda n: (-every[n].taux, n == len(fiches), every[n].ident))),
            noms=tuple(f.ident for f in every),
            places={f.ident: place for place, f in enumerate(every)},
            entier=[f.titulaire for f in every] == list(range(len(self.titulaires) + 1)),
            tous=len(open_to) == len(self.titulaires) + 1 and all(f.retraits for f in every),
        )

    def units(self, nombre: Fraction) -> int:
        found = nombre * self.unite
        assert found.denominator == 1, "the unit suits every rate"
        return found.numerator

    def dwellings(self, units: int) -> Fraction:
        known = self.fractions.get(units)
        if known is None:
            known = self.fractions[units] = Fraction(units, self.unite)
        return known


def reader(comptes: Sequence[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """What reads these accounts, of all, then the first again: what reads one alone gives no sequence."""
    found: Callable[[Sequence[int]], Sequence[int]] = itemgetter(*comptes, *comptes[:1])
    return found


def _rates(lecture: Lecture) -> Mapping[PartCellule, Fraction]:
    """What the dwelling makes due, by cell: known for certain, or it would not be replayed."""
    found = {t.clef: t.du.valeur for t in lecture.offre.taux}
    return {clef: taux for clef, taux in found.items() if taux is not None}


@dataclass(slots=True, kw_only=True)
class Cote:
    """One way of giving: deficits by account, and for each holder the largest so far with the step after
    which it was that; how many dwellings it got."""

    retards: list[int]
    pires: list[int]
    pas: list[int]
    recus: list[int]

    def give(self, modele: Modele, place: int | None, apres: Sequence[int], rang: int, unite: int) -> None:
        """`apres`: deficits once the dwelling is given. One that goes to nobody changes no account."""
        pires, pas = self.pires, self.pas
        # Why: most steps make nobody later than ever, which one look tells where every holder is there.
        if not modele.entier or any(map(gt, apres, pires)):
            for titulaire, retard in zip(modele.titulaires, apres, strict=True):
                if retard > pires[titulaire]:
                    pires[titulaire] = retard
                    pas[titulaire] = rang
        if place is None:
            return
        retards = self.retards
        if modele.simple:
            for compte, retard in zip(modele.comptes, apres, strict=True):
                retards[compte] = retard
        else:
            for compte, ajout in modele.ajouts:
                retards[compte] += ajout
            for compte in modele.retraits[place]:
                retards[compte] -= unite
        self.recus[modele.titulaires[place]] += 1


@dataclass(slots=True, kw_only=True)
class Jeu:
    """A year as it goes. `ouvert`: is it open to all, nothing else than the deficit ranking? `bornee`: has
    the deficit alone promised its bound at every step?"""

    grille: Grille
    limites: Limites
    plafonnes: frozenset[str]
    ouvert: bool
    bornee: bool
    conseil: Cote
    fait: Cote
    seuils: Sequence[tuple[int, int]] = ()
    avance: Avance | None = None

    @staticmethod
    def of(grille: Grille, limites: Limites, avance: Avance | None = None, *, ouvert: bool) -> "Jeu":
        start = [grille.units(solde) for solde in grille.soldes]
        number = len(grille.titulaires) + 1
        bornee = avance.cours.borne if avance is not None else ouvert
        sides = [
            Cote(retards=start[:], pires=[JAMAIS] * number, pas=[0] * number, recus=[0] * number)
            for _ in range(2)
        ]
        return Jeu(
            grille=grille,
            limites=limites,
            plafonnes=frozenset(nom for nom, p in limites.par_titulaire.items() if p.libres is not None),
            ouvert=ouvert,
            bornee=bornee,
            conseil=sides[0],
            fait=sides[1],
            seuils=_thresholds(number, grille.unite) if bornee else (),
            avance=avance,
        )

    def play(
        self, modele: Modele, vacance: str, a: str, pas: tuple[int, date]
    ) -> tuple[str | None, int, int]:
        """To whom the advice gives the dwelling, and the largest deficit then: had it been followed, and as
        things were. `pas`: the rank of the step, and its day."""
        rang, jour = pas
        unite, before = self.grille.unite, self.conseil.retards
        if self.avance is not None:
            self.avance.begin(jour, before)
        late = list(map(add, modele.lire(before), modele.taux))
        may: Sequence[int] = modele.ouverts
        doubt = False
        if self.plafonnes:
            found = {n: self._capped(modele.noms[n], vacance) for n in may}
            may = [n for n in may if found[n] is True]
            doubt = any(not isinstance(issue, bool) for issue in found.values())
        if self.bornee:
            self.bornee = modele.tous and len(may) == len(late) and self._keeps(late, modele.taux)
            if self.avance is not None:
                self.avance.cours.borne = self.bornee
        given = modele.places.get(a)
        proposed = max(may, key=late.__getitem__) if may else None
        if self.avance is not None:
            proposed = self.avance.choose(modele, may, late, proposed, doubt=doubt)
        chosen = proposed if proposed is not None else given
        self._count(modele, chosen, late)
        self.conseil.give(modele, chosen, late, rang, unite)
        was = self.fait.retards
        after = list(map(add, modele.lire(was), modele.taux))
        self._count(modele, given, after)
        self.fait.give(modele, given, after, rang, unite)
        if self.plafonnes:
            self.limites.give(modele.noms[chosen] if chosen is not None else a, vacance)
        if self.avance is not None and chosen is not None:
            self.avance.note(modele, chosen)
        return (
            modele.noms[proposed] if proposed is not None else None,
            max(late, default=JAMAIS),
            max(after, default=JAMAIS),
        )

    def _count(self, modele: Modele, place: int | None, late: list[int]) -> None:
        """A dwelling given there, on the account on which it counts."""
        on = modele.sur[place] if place is not None else None
        if on is not None:
            late[on] -= self.grille.unite

    def _capped(self, nom: str, vacance: str) -> Issue:
        """May it receive the dwelling, by its annual caps?"""
        if nom not in self.plafonnes:
            return True
        return toutes([True, *(p.issue for p in self.limites.reached(nom, vacance))])

    def _keeps(self, late: Sequence[int], taux: Sequence[int]) -> bool:
        """The invariant of the bound, before this dwelling is due (`bornes.keeps_invariant`)."""
        before = sorted((x - t for x, t in zip(late, taux, strict=True)), reverse=True)
        if sum(before):
            return False
        total = 0
        for retard, (above, below) in zip(before, self.seuils, strict=True):
            total += retard
            if total * below > above:
                return False
        return True

    @property
    def borne(self) -> Fraction | None:
        return harmonic_bound(len(self.grille.titulaires) + 1) if self.ouvert and self.bornee else None


def _thresholds(number: int, unite: int) -> Sequence[tuple[int, int]]:
    """The j largest deficits are at most j × (H_k − H_j) together: numerator and denominator, in units."""
    whole = harmonic(number)
    found = [j * (whole - harmonic(j)) * unite for j in range(1, number + 1)]
    return [(f.numerator, f.denominator) for f in found]
