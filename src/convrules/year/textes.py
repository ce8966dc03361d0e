"""What a clause says for one cell on one day: its keys, exceptions included.

Source: docs/langage, « Exceptions »; what bears on no row takes the text of the first day of its period.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from fractions import Fraction
from itertools import product

from convrules import ir
from convrules.base.outcomes import Cause, NonApplicable, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.values import Arrondi, Cellule
from convrules.compiler import Cas, ClauseCompilee, Regle, asks_number, without_aside
from convrules.runtime.context import Contexte
from convrules.runtime.numbers import Plage
from convrules.runtime.parameters import RIEN_DE_SU, Sauf, table_in_force, values_left
from convrules.runtime.rules import Candidat, conflict_cause, resolve
from convrules.runtime.scalar import evaluate
from convrules.year.assiette import Cadre, Sujet
from convrules.year.cellules import Groupe, shared_facts
from convrules.year.report import Regime

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cle:
    """Possible values of a key (None: it does not apply, or is not given), why there are several,
    and the cases behind them. `conflit`: cases that contradict one another. `omise`: may the clause apply
    without giving it? `candidats`: each value with the cases behind it."""

    valeurs: tuple[ir.CleValeur | None, ...]
    causes: frozenset[Cause]
    cas: tuple[str, ...]
    conflit: tuple[str, ...]
    ecartee_par: tuple[str, ...]
    omise: bool
    candidats: tuple[Candidat, ...] = ()

    @property
    def given(self) -> tuple[ir.CleValeur, ...]:
        return tuple(v for v in self.valeurs if v is not None)


def read_key(clause: ClauseCompilee, cle: str, contexte: Contexte) -> Cle:
    """One key, under the conditions that hold in this context."""
    resolution = resolve(clause, cle, contexte)
    conflit = resolution.conflit
    causes = resolution.causes
    unwritten = clause.regles[cle].on(contexte.jour).valeur is None
    if conflit:
        causes |= {conflict_cause(clause, cle, conflit)}
    return Cle(
        valeurs=tuple(dict.fromkeys(c.valeur for c in resolution.candidats)),
        causes=causes,
        cas=resolution.cas,
        conflit=conflit,
        ecartee_par=tuple(dict.fromkeys(nom for c in resolution.candidats for nom in c.ecartee_par)),
        omise=unwritten and any(c.valeur is None and not c.cas for c in resolution.candidats),
        candidats=resolution.candidats,
    )


def classes_of(given: Iterable[ir.CleValeur]) -> frozenset[ir.Classe]:
    """What populations hold."""
    return frozenset(classe for p in given if isinstance(p, ir.Population) for classe in p.classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Textes:
    """A clause in one cell, read once per text. `faits`: facts that the rows of the cell share. `sauf`: of a
    cell that no row shows, what it is not."""

    clause: ClauseCompilee
    cadre: Cadre
    faits: Mapping[str, Cellule]
    sauf: Sauf = field(default_factory=lambda: RIEN_DE_SU)
    lus: dict[tuple[str, date | int], Cle] = field(default_factory=dict, compare=False, repr=False)

    def at(self, cle: str, jour: date) -> Cle:
        """A key as the text of a day has it; where a number is asked, which bears on no vacancy, as that of
        the first day of the period."""
        return self._on(cle, self._day_of_text(jour) if self.clause.chiffree else jour)

    def _day_of_text(self, jour: date) -> date:
        first = self.cadre.periode.du
        read = (self._on("règle", day).given for day in (first, jour))
        return first if any(given and all(map(asks_number, given)) for given in read) else jour

    def _on(self, cle: str, jour: date) -> Cle:
        moment = self._moment(cle, jour)
        known = self.lus.get((cle, moment))
        if known is None:
            known = read_key(self.clause, cle, self.contexte(jour))
            self.lus[cle, moment] = known
        return known

    def contexte(self, jour: date) -> Contexte:
        return self.cadre.contexte(jour, self.faits)

    def classes_counted(self, jour: date) -> frozenset[ir.Classe]:
        """What a part counts. The base of a quota that counts another population is of events, which wait for
        households of their own."""
        part = isinstance(self.clause.clause, ir.Part)
        return classes_of(self.at("compte", jour).given) if part else frozenset()

    def cells(self) -> Cle:
        """The key `application` on the first day. An exception that sets the clause aside empties cells, and
        does not cut them otherwise: it is read in each."""
        cutting = not_aside(self.clause.regles["application"])
        clause = replace(self.clause, regles={"application": cutting, "si": self.clause.regles["si"]})
        return read_key(clause, "application", self.contexte(self.premier_jour))

    @property
    def premier_jour(self) -> date:
        """First day of the period on which the clause is in force."""
        du = self.clause.clause.entete.en_vigueur.du
        return max(self.cadre.periode.du, du) if du is not None else self.cadre.periode.du

    @property
    def jour_des_cles(self) -> date:
        """The first day of the period on which the clause says something: its keys are read then."""
        days = (
            self.premier_jour,
            *(d for d in self.cadre.versions if self.premier_jour < d <= self.cadre.periode.au),
        )
        return next((day for day in days if self.at("règle", day).given), self.premier_jour)

    def forget_outside(self, counted: Iterable[Sujet]) -> None:
        """Drop what exceptions say of rows that are not of the period and count nowhere: it decides of
        nothing. counted: those that count."""
        own = (self.clause.ident,)
        outside = {
            key
            for key, cle in self.lus.items()
            if (cle.conflit or cle.ecartee_par or cle.cas != own) and not self._within(key[1])
        }
        if outside:
            days = {monde.contexte.jour for sujet in counted for monde in sujet.mondes}
            outside -= {(cle, self._moment(cle, jour)) for jour in days for cle, _ in outside}
        for key in outside:
            del self.lus[key]

    def _moment(self, cle: str, jour: date) -> date | int:
        memoire = self.cadre.memoire
        return jour if memoire is None else memoire.moment(self.clause, cle, jour)

    def _within(self, moment: date | int) -> bool:
        periode, memoire = self.cadre.periode, self.cadre.memoire
        if isinstance(moment, date) or memoire is None:
            return isinstance(moment, date) and periode.contains(moment)
        return memoire.rank(periode.du) <= moment <= memoire.rank(periode.au)

    @property
    def conflit(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(nom for cle in self.lus.values() for nom in cle.conflit))

    @property
    def cas(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(nom for cle in self.lus.values() for nom in cle.cas))


def not_aside(regle: Regle) -> Regle:
    """A key as if no exception set its clause aside."""
    base, after = without_aside(regle.base), tuple(map(without_aside, regle.ensuite))
    return replace(regle, base=base, ensuite=after)


def read_per_cell(clause: ClauseCompilee) -> tuple[ir.Expr, ...]:
    """Conditions of the clause and of every case that departs from it, and parameters that give a number."""
    found = [c for regle in clause.regles.values() for cas in regle.versions for c in _of_case(cas)]
    return tuple(dict.fromkeys(found))


def text_of_cell(clause: ClauseCompilee, groupe: Groupe, cadre: Cadre) -> Textes:
    """A clause as it reads in a cell, of which the rows say what its conditions and its exceptions read."""
    return Textes(clause=clause, cadre=cadre, faits=shared_facts(read_per_cell(clause), groupe))


def _of_case(cas: Cas) -> Iterable[ir.Expr]:
    if cas.condition is not None:
        yield cas.condition
    number = cas.valeur.nombre if isinstance(cas.valeur, ir.RegleQuota) else cas.valeur
    if isinstance(number, ir.Parametre):
        yield number
    for exception in cas.exceptions:
        yield from _of_case(exception)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimes:
    """Ways in which the due may be rounded, carried and compared; `causes` when there are several, or when
    the absolute number that is asked is not known (`nombre_inconnu`: then no way is). `rien`: perhaps nothing
    is asked."""

    possibles: tuple[Regime, ...]
    causes: frozenset[Cause]
    force: tuple[str | None, ...]
    nombre_inconnu: bool = False
    rien: bool = False


def regimes(textes: Textes) -> Regimes:
    """Read the keys of the whole cell on its first day."""
    jour = textes.jour_des_cles
    regle = textes.at("règle", jour)
    arrondi = textes.at("arrondi", jour)
    report = textes.at("report", jour)
    keys = [regle, arrondi, report]
    tolerance: tuple[ir.CleValeur | None, ...] = (None,)
    if "tolérance" in textes.clause.regles:
        keys.append(textes.at("tolérance", jour))
        tolerance = optional(keys[-1])
    minimum = textes.at("base minimale", jour)
    keys.append(minimum)
    force = textes.at("force", jour)
    causes = frozenset[Cause]().union(*(k.causes for k in keys))
    first = textes.contexte(textes.premier_jour)
    demands = {r: absolute(r, first, textes.sauf) for r in regle.given}
    least = [_minimum(m, first, textes.sauf) for m in optional(minimum)]
    read = (*demands.values(), *least)
    doubts = frozenset[Cause]().union(*(demand.causes for demand in read))
    if any(demand.nombres is None for demand in read):
        return Regimes(possibles=(), causes=doubts, force=(None,), nombre_inconnu=True)
    causes |= doubts
    if _counts_nothing(textes, jour):
        return Regimes(possibles=(), causes=causes, force=(None,))
    numbers = [(r, nombre) for r, demand in demands.items() for nombre in demand.nombres or ()]
    minima = dict.fromkeys(m for demand in least for m in demand.nombres or (None,))
    possibles = tuple(
        replace(_regime(r, a, p, t, nombre), minimum=m)
        for (r, nombre), a, p, t, m in product(numbers, arrondi.given, optional(report), tolerance, minima)
    )
    forces = tuple(str(f) for f in force.given) or (None,)
    return Regimes(
        possibles=tuple(dict.fromkeys(possibles)),
        causes=causes,
        force=forces,
        rien=any(demand.rien for demand in demands.values()),
    )


def _counts_nothing(textes: Textes, jour: date) -> bool:
    """Does the clause say what it counts, but not here? An exception to its rule alone does not, where its
    `si` is false."""
    compte = textes.clause.regles.get("compte")
    written = compte is not None and compte.on(jour).valeur is not None
    return written and not textes.at("compte", jour).given


def optional(cle: Cle) -> tuple[ir.CleValeur | None, ...]:
    """A key that a clause may leave out: None is then a value. It is none where the clause may say nothing at
    all, its `si` or what sets it aside being in doubt."""
    return tuple(v for v in cle.valeurs if v is not None or cle.omise) or (None,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """Absolute numbers that a quota may ask: (None,) for a rate, () when it asks nothing, the two ends of an
    interval or those of a table, None when nothing bounds it. `causes`: why there is not one. `rien`: perhaps
    none."""

    nombres: tuple[Fraction | None, ...] | None
    causes: frozenset[Cause] = frozenset()
    rien: bool = False


def absolute(regle: ir.CleValeur, contexte: Contexte, sauf: Sauf) -> Demande:
    """What a quota asks. What holds at both ends of an interval holds between them, but for `exactement`."""
    if not isinstance(regle, ir.RegleQuota) or regle.nombre is None:
        return Demande(nombres=(None,))
    if isinstance(regle.nombre, int):
        return Demande(nombres=(Fraction(regle.nombre),))
    if isinstance(regle.nombre, ir.Parametre):
        return _cited(regle.nombre, contexte, sauf)
    found = evaluate(regle.nombre, contexte).valeur
    if isinstance(found, Fraction):
        return Demande(nombres=(found,))
    if isinstance(found, NonApplicable):
        return Demande(nombres=())
    if isinstance(found, Plage) and regle.sens is not ir.Sens.EXACTEMENT:
        ends = (found.min, found.max)
        return Demande(nombres=None if None in ends else ends, causes=found.causes)
    return Demande(nombres=None, causes=causes_of(found) or frozenset({Cause(fait=regle.nombre.clause)}))


def _cited(nombre: ir.Parametre, contexte: Contexte, sauf: Sauf) -> Demande:
    """A number read from a parameter; any of its table where nobody knows which line is that of the cell."""
    found = evaluate(nombre, contexte).valeur
    if isinstance(found, Fraction):
        return Demande(nombres=(found,))
    if isinstance(found, NonApplicable):
        return Demande(nombres=())
    table = table_in_force(nombre, contexte)
    if table is None:
        return Demande(nombres=None, causes=causes_of(found))
    lines = [evaluate(line, contexte).valeur for line in values_left(table, sauf)]
    numbers = tuple(dict.fromkeys(n for n in lines if isinstance(n, Fraction)))
    sure = len(numbers) == 1 and not table.sans_objet
    return Demande(nombres=numbers, causes=frozenset() if sure else causes_of(found), rien=table.sans_objet)


def _minimum(minimum: ir.CleValeur | None, contexte: Contexte, sauf: Sauf) -> Demande:
    """Rows under which the base says nothing: (None,) without a minimum."""
    if minimum is None:
        return Demande(nombres=(None,))
    if isinstance(minimum, ir.Litteral):
        assert isinstance(minimum.valeur, Fraction), "checked: a whole number"
        return Demande(nombres=(minimum.valeur,))
    assert isinstance(minimum, ir.Parametre), "checked: a whole number"
    found = _cited(minimum, contexte, sauf)
    if found.rien or found.nombres == ():
        return Demande(nombres=(*(found.nombres or ()), None), causes=found.causes)
    return found


def _regime(
    regle: ir.CleValeur,
    arrondi: ir.CleValeur,
    report: ir.CleValeur | None,
    tol: ir.CleValeur | None,
    nombre: Fraction | None,
) -> Regime:
    assert isinstance(regle, ir.RegleQuota | ir.ReglePart), "checked: the rule of a part or quota"
    assert isinstance(arrondi, Arrondi), "checked: a mode of rounding"
    assert report is None or isinstance(report, ir.Report), "checked: a carry-over"
    assert tol is None or isinstance(tol, ir.Tolerance), "checked: a tolerance"
    quota = regle if isinstance(regle, ir.RegleQuota) else None
    return Regime(
        sens=quota.sens if quota else ir.Sens.AU_MOINS,
        arrondi=arrondi,
        report=report,
        tolerance=tol.valeur if tol and not tol.points else ZERO,
        tolerance_points=tol.valeur if tol and tol.points else ZERO,
        nombre=nombre,
    )
