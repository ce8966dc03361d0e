"""All that the verdict of one cell depends on, and what its base and its due are. Data, and sums of them.

Source: docs/langage, « Verdict ».
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.year.bornes import ZERO, at_least_zero, exactly, hull, minus, plus, times
from convrules.year.hors_flux import Vu
from convrules.year.model import Bornes, LigneIncertaine
from convrules.year.rangs import (
    DEHORS,
    EN_BASE_SEULE,
    VIDE,
    Option,
    Rang,
    Somme,
    add,
    base_bounds,
    due_bounds,
    extreme,
    joined,
    only_harmful,
)
from convrules.year.report import Regime
from convrules.year.valeurs import PrevisionEnDoute

TextesAVenir: TypeAlias = tuple[tuple[tuple[Bornes, ...], ...], ...]
"""Of each text under which a dwelling may still come, then of each reading of it that the data leave open,
the rates of which it has one, by what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annonce:
    """Withdrawals that a row of the forecast announces, or the whole of one that is not known. `sure`: do
    they all bear on the base and the cell? `reste`, `reste_sur`: at most, at least, so many of them are still
    to come, while the period is open, as vacancies that no forecast of the base counts."""

    rang: int
    nombre: Fraction
    sure: bool
    reste: Fraction
    reste_sur: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Retenue:
    """Forecast withdrawals: `prevu` dwellings leave the base, `taux` being ρ₀, the rate of the first
    day; `regularisation` is the gap of the period before, in dwellings due (None: not known), `regularisees`
    its rows in doubt, each with what it makes of that gap. `annonces`:
    those that may still have some to come, `textes` being the rates that these may bring. `doutes`: what is
    forecast that is perhaps not of the base; `doutes_avant`: the same for the period before, `taux_avant`
    being its own ρ₀."""

    prevu: Bornes = ZERO
    taux: Bornes = ZERO
    regularisation: Bornes | None = ZERO
    regularisees: tuple[LigneIncertaine, ...] = ()
    annonces: tuple[Annonce, ...] = ()
    textes: TextesAVenir = ()
    doutes: tuple[PrevisionEnDoute, ...] = ()
    doutes_avant: tuple[PrevisionEnDoute, ...] = ()
    taux_avant: Bornes = ZERO

    @property
    def a_venir(self) -> Fraction:
        """At most how many are still to come."""
        return sum((a.reste for a in self.annonces), Fraction(0))

    @property
    def plus_haut_taux(self) -> Fraction:
        """The highest that one still to come may bring."""
        found = (b.max for texts in self.textes for rates in texts for b in rates)
        return max(found, default=Fraction(0))

    @property
    def taux_connus(self) -> frozenset[Fraction] | None:
        """Every rate that one still to come may bring; None where the data do not tell."""
        known = [b.valeur for texts in self.textes if len(texts) == 1 for b in texts[0]]
        if None in known or any(len(texts) > 1 for texts in self.textes):
            return None
        return frozenset(rate for rate in known if rate is not None)

    def viendront(self, *, haut: bool, points: Fraction) -> Fraction:
        """Most that those still to come may add to the due from which those forecast are taken off. `haut`:
        of what the data leave open, what makes the due highest, from which `prevu.min` were taken off;
        otherwise lowest, and `prevu.max`. `points`: by which a tolerance moves the rates."""
        first = shifted(self.taux.min if haut else self.taux.max, points)
        sure = max((min(max(b.min for b in r) for r in texts) for texts in self.textes), default=Fraction(0))
        rate = shifted(self.plus_haut_taux if haut else sure, points)
        return sum((_ajoute(a, rate, first, haut=haut) for a in self.annonces), Fraction(0))


def _ajoute(annonce: Annonce, rate: Fraction, first: Fraction, *, haut: bool) -> Fraction:
    """Of one row of the forecast. What bears on the base of one in doubt is data: what it takes off and what
    it leaves to come go together."""
    left = annonce.reste if haut else annonce.reste_sur
    if annonce.sure:
        return rate * left
    return max(Fraction(0), rate * left - first * annonce.nombre) if haut else min(rate, first) * left


@dataclass(frozen=True, slots=True, kw_only=True)
class Jour:
    """What a vacancy that comes on one of these `dates` is: its `options` (counted, in the base), and the
    rate that it then has. `au_dela`: options of each beyond those that surely come. `doute`: facts for want
    of which none may be counted. `reserve`: the base is of what goes to the holder. `barrees`: of
    « exactement », which they may still harm, the options that serve it if eligibility keeps them from the
    holder (for certain, unless in `doute`)."""

    options: frozenset[Option]
    taux: Bornes = ZERO
    dates: frozenset[date] = frozenset({date.min})
    doute: frozenset[Cause] = frozenset()
    au_dela: frozenset[Option] = DEHORS
    reserve: bool = False
    barrees: frozenset[Option] | None = None

    @property
    def peut_compter(self) -> bool:
        return any(counted for counted, _ in self.options)

    @property
    def peut_etre_de_la_base(self) -> bool:
        return any(inside for _, inside in self.options)

    def choices(self, *, surely: bool, data_high: bool, future_high: bool) -> frozenset[Option]:
        """Of one that surely comes, or of one beyond: what the data leave to the future."""
        found = self.options if surely else self.options | self.au_dela
        if self.doute and not data_high:
            found = _none_counted(found)
        if self.doute and self.reserve and data_high and not future_high:
            # Why: of a ceiling alone is it asked what data against it leave to a future that is for it.
            found = only_harmful(found, ir.Sens.AU_PLUS, compte=True, base=True)
        return found if surely else found | DEHORS


def told_once(jours: Iterable[Jour]) -> tuple[Jour, ...]:
    """Days that are alike, once."""
    alike: dict[Jour, frozenset[date]] = {}
    for jour in jours:
        key = replace(jour, dates=frozenset())
        alike[key] = alike.get(key, frozenset()) | jour.dates
    return tuple(replace(jour, dates=dates) for jour, dates in alike.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendu:
    """Between `min` and `max` vacancies to come, each on a day that the future chooses; of several readings
    of one day, missing data choose. `hors_flux`: what the rule sees of one beyond `min` that is of no flow.
    `rang`: the row of the forecast; `sure`: is it known whether it bears on the base, and on the cell?
    `manque`: columns that would say it, `manque_compte`: those for want of which it is not known whether one
    may be counted, whoever lives there; `avant`: some may come before the period and be counted in it;
    `deborde`: some may come out of it."""

    min: int
    max: int
    selon_le_jour: tuple[Jour, ...]
    hors_flux: frozenset[Vu] = frozenset()
    rang: int = 0
    sure: bool = True
    manque: frozenset[str] = frozenset()
    manque_compte: frozenset[str] = frozenset()
    avant: bool = False
    deborde: bool = False

    @property
    def options(self) -> frozenset[Option]:
        """Of any day: none of them is to be joined with the rate of another."""
        return frozenset[Option]().union(*(jour.options for jour in self.selon_le_jour))

    @property
    def au_dela(self) -> frozenset[Option]:
        """The same of each beyond `min`: that it does not come, to begin with."""
        return frozenset[Option]().union(*(jour.au_dela for jour in self.selon_le_jour))

    @property
    def taux(self) -> Bornes:
        """Rates of any day on which one may be of the base."""
        return hull([jour.taux for jour in self.selon_le_jour if jour.peut_etre_de_la_base] or [ZERO])

    @property
    def doute(self) -> frozenset[Cause]:
        return frozenset[Cause]().union(*(jour.doute for jour in self.selon_le_jour))

    @property
    def taux_connus(self) -> bool:
        """Of each day on which one may be of the base?"""
        return all(j.taux.valeur is not None for j in self.selon_le_jour if j.peut_etre_de_la_base)

    @property
    def base(self) -> Bornes:
        """How many come into the base: one whose event may not take place is not certain to."""
        inside = {b for _, b in self.options}
        return Bornes(
            min=Fraction(0 if False in inside else self.min), max=Fraction(self.max * (True in inside))
        )

    def total(self, *, data_high: bool, future_high: bool, shift: Fraction) -> Somme:
        """Where the slack n − dû is highest (or lowest)."""
        result = VIDE
        for number, surely in ((self.min, True), (self.max - self.min, False)):
            if number:
                a, b, taux = self._one(
                    surely=surely, data_high=data_high, future_high=future_high, shift=shift
                )
                result = add(result, Somme(compte=number * a, base=number * b, du=number * b * taux))
        return result

    def _one(
        self, *, surely: bool, data_high: bool, future_high: bool, shift: Fraction
    ) -> tuple[bool, bool, Fraction]:
        """Counted, in the base, at which rate: on the day that the future chooses, under the text of that day
        that the data choose."""
        read = []
        for jour in self.selon_le_jour:
            options = jour.choices(surely=surely, data_high=data_high, future_high=future_high)
            a, b = extreme(options, high=future_high)
            read.append((jour, (a, b, shifted(jour.taux.min if data_high else jour.taux.max, shift))))
        future, data = (max if high else min for high in (future_high, data_high))
        days = frozenset[date]().union(*(jour.dates for jour, _ in read))
        each = (data((one for jour, one in read if day in jour.dates), key=_slack) for day in sorted(days))
        return future(each, key=_slack)


def _slack(one: tuple[bool, bool, Fraction]) -> tuple[bool, Fraction]:
    """Why in this order: with rates up to 1, none that is counted leaves less than one that is not."""
    counted, inside, taux = one
    return counted, -taux if inside else Fraction(0)


def _none_counted(options: frozenset[Option]) -> frozenset[Option]:
    """Of rows that may not be counted: where each of the base is, they are not of the base either."""
    alone = EN_BASE_SEULE in options
    return frozenset((False, b and (alone or not a)) for a, b in options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Avenir:
    """What may still happen. `clos`: no further vacancy. `suites`: why vacancies of the data may still have
    any number of rows. `attendus` None: no forecast, so any number of rows.
    `base_croit`, `compte_croit`: can the base, the numerator, still grow (a stock does not)? `taux_bas`,
    `taux_haut`: the lowest and the highest rate that what comes may have, whatever is missing of the data.
    `rendus`: at most how many more dwellings effects may add to the target: `tours` of the data, others of
    vacancies expected; `tours_sans_borne`: any number of others."""

    clos: bool
    attendus: tuple[Attendu, ...] | None = None
    taux: Bornes = ZERO
    taux_bas: Fraction = Fraction(0)
    taux_haut: Fraction = Fraction(0)
    base_croit: bool = True
    compte_croit: bool = True
    tours: int = 0
    tours_attendus: int = 0
    tours_sans_borne: bool = False
    suites: frozenset[Cause] = frozenset()

    @property
    def base_sans_borne(self) -> bool:
        """Closed, may its base still grow by any number of rows?"""
        return self.clos and bool(self.suites) and self.base_croit

    @property
    def illimite(self) -> bool:
        """Does nothing bound what may still come?"""
        return self.attendus is None and (not self.clos or bool(self.suites))

    @property
    def rendus(self) -> int:
        return 0 if self.clos else self.tours + self.tours_attendus


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendus:
    """Dwellings that effects add to the target, and those that they have by the day one looks. `surs`: rows
    that add one for certain; `en_doute`: those that may, and why it is not known."""

    total: Bornes = ZERO
    a_ce_jour: Bornes = ZERO
    surs: tuple[str, ...] = ()
    en_doute: tuple[tuple[str, frozenset[Cause]], ...] = ()

    @property
    def causes(self) -> frozenset[Cause]:
        return frozenset[Cause]().union(*(causes for _, causes in self.en_doute))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that the verdict of one cell depends on. `initial` None: the balance brought forward is not
    known; `solde_tu`: nor is it told, but the clause can leave no other than these; `rien_laisse`: nothing
    tells it, and the clause can leave none. `emboite`: the rows counted are rows of the base. `causes`: other
    than those of rows. `par_lignes`: is there a cell for the sole reason that rows may be in it?
    `solde_mouvant`: the period before is not over, and what it will leave may still change. `divisible`: rows
    stay in the base for a part of themselves that is not known."""

    rangs: Sequence[Rang]
    regime: Regime
    avenir: Avenir
    retenue: Retenue = Retenue()
    initial: Bornes | None = ZERO
    solde_tu: bool = False
    rien_laisse: bool = False
    rendus: Rendus = Rendus()
    emboite: bool = True
    causes: frozenset[Cause] = frozenset()
    par_lignes: bool = False
    solde_mouvant: bool = False
    divisible: bool = False

    @property
    def apporte(self) -> Bornes | None:
        """The balance brought forward, as far as it is told."""
        return None if self.solde_tu else self.initial

    @property
    def bouge(self) -> bool:
        """May what is to come still change what it leaves to the period after?"""
        avenir = self.avenir
        if avenir.clos:
            return False
        known = avenir.attendus or ()
        free = avenir.attendus is None and (avenir.base_croit or avenir.compte_croit)
        rows = any(a.max for a in known) or any(r.futur for r in joined(self.rangs))
        return self.solde_mouvant or free or rows or bool(avenir.rendus or self.retenue.a_venir)

    @property
    def restituees(self) -> Bornes:
        """Dwellings that effects add to the target."""
        return self.rendus.total

    @property
    def fragile(self) -> bool:
        """Does the cell stand only by rows that may not be of it?"""
        return self.par_lignes and all((False, False) in rang.options for rang in joined(self.rangs))


def shifted(taux: Fraction, points: Fraction) -> Fraction:
    """The rate moved by a tolerance in points, kept within 0..1."""
    return max(Fraction(0), min(Fraction(1), taux + points)) if points else taux


def net_base(dossier: Dossier) -> Bornes:
    """Rows of the base, less the withdrawals forecast."""
    return at_least_zero(minus(base_bounds(dossier.rangs), dossier.retenue.prevu))


def net_due(dossier: Dossier) -> Bornes | None:
    """Exact due, withdrawals and the gap of the period before included; None when that gap is not known."""
    if dossier.regime.nombre is not None:
        return exactly(dossier.regime.nombre)
    if dossier.retenue.regularisation is None:
        return None
    withdrawn = times(dossier.retenue.taux, dossier.retenue.prevu)
    return plus(at_least_zero(minus(due_bounds(dossier.rangs), withdrawn)), dossier.retenue.regularisation)
