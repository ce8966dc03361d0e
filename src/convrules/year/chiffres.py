"""Numbers that a year makes of an account, as a clause of the same convention reads them.

A year that is not over gives bounds, of kind `futur`. The year before is the one judged in the same run;
before the first day of a convention nothing was due, nor done.
Source: docs/langage, « Un chiffre d'un compte ».
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final, assert_never

from convrules import ir
from convrules.base.outcomes import NON_APPLICABLE, Cause, Genre, Indetermine, Issue, indetermine
from convrules.base.values import Resultat, round_count
from convrules.compiler import ClauseCompilee
from convrules.facts.records import Comptes
from convrules.runtime.numbers import bounded
from convrules.year.assiette import Cadre
from convrules.year.bornes import at_least_zero, hull
from convrules.year.lectures import Lues
from convrules.year.model import Bilan, Bornes, ResultatCellule
from convrules.year.periode import periods
from convrules.year.report import Regime
from convrules.year.soldes import SOLDES, initial_balance
from convrules.year.textes import Textes, regimes

_G: Final = ir.Grandeur
NUL: Final = Fraction(0)
FIN_DE_PERIODE: Final = Cause(fait="fin de la période", genre=Genre.FUTUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercice:
    """One convention over one year, its accounts read. `precedent`: the year before, judged in the same run;
    `autres`: who answers every other question."""

    cadre: Cadre
    lues: Lues
    precedent: Bilan | None = None
    autres: Comptes | None = None

    def reached(self, asked: ir.Atteint, convention: str, vacance: str, jour: date) -> Issue:
        if self.autres is None:
            return indetermine(asked.clause)
        return self.autres.reached(asked, convention, vacance, jour)

    def number(self, asked: ir.Chiffre, convention: str, annee: int) -> Resultat:
        if (convention, annee) != (self.cadre.programme.convention.ident, self.cadre.annee):
            return indetermine(asked.clause)
        return self._before(asked) if asked.precedente else _of_account(asked, self._now(asked))

    def _now(self, asked: ir.Chiffre) -> "_Etat":
        lue = next((lue for (ident, _), lue in self.lues.items() if ident == asked.clause), None)
        if lue is None:
            return _Etat(cellules=())
        if lue.dimensions or lue.causes or lue.conflit:
            return _Etat(causes=lue.causes)
        cells = [cell.resultat for cell in lue.cellules]
        fixed = all(d.regime.nombre is not None for cell in lue.cellules for d in cell.dossiers)
        closed = all(d.avenir.clos for cell in lue.cellules for d in cell.dossiers)
        return _Etat(cellules=cells, close=closed, fixe=fixed)

    def _before(self, asked: ir.Chiffre) -> Resultat:
        cadre = self.cadre
        if cadre.periode.premier:
            return NON_APPLICABLE if asked.grandeur is _G.TAUX else NUL
        year = self.precedent
        own = cadre.programme.convention.ident
        judged = next((b for b in year.conventions if b.convention.ident == own), None) if year else None
        if year is None or judged is None or judged.periode is None or year.annee != cadre.annee - 1:
            return self._brought(asked)
        found = next((r for r in judged.regles if r.clause.entete.ident == asked.clause), None)
        if found is None:
            return NON_APPLICABLE
        if found.causes or found.conflit or any(cell.cellule for cell in found.cellules):
            return _of_account(asked, _Etat(causes=found.causes))
        closed = judged.periode[1] <= year.au
        fixed = isinstance(found.clause, ir.Quota) and found.clause.regle.nombre is not None
        return _of_account(asked, _Etat(cellules=found.cellules, close=closed, fixe=fixed))

    def _brought(self, asked: ir.Chiffre) -> Resultat:
        """The year before was not judged: only its balance may be known, and what that says was missing."""
        clause = next(c for c in self.cadre.programme.clauses if c.ident == asked.clause)
        found = initial_balance(clause.clause, (), self.cadre)
        if asked.grandeur is _G.MANQUE and found is not None:
            found = _missing(found, self._regimes_before(clause))
        elif asked.grandeur is not _G.SOLDE:
            found = None
        if found is None and asked.grandeur is not _G.SOLDE:
            return indetermine(f"{asked.clause} {self.cadre.annee - 1}")
        return _within(found, frozenset({SOLDES}))

    def _regimes_before(self, clause: ClauseCompilee) -> tuple[Regime, ...]:
        """Ways in which the text of the year before may round and carry."""
        annee = self.cadre.annee - 1
        before = periods(ir.Periode.ANNEE, annee, self.cadre.en_vigueur)
        if not before:
            return ()
        cadre = replace(self.cadre, periode=before[0], annee=annee)
        return regimes(Textes(clause=clause, cadre=cadre, faits={})).possibles


def _missing(solde: Bornes, ways: Sequence[Regime]) -> Bornes | None:
    """What a balance says was missing: it is the target less what was done, when nothing was cut from it. An
    exact balance is that before rounding, which moves with whole dwellings."""
    found = []
    for way in ways:
        report = way.report
        cut = report is None or report.perdu or (report.plafond, report.plafond_du) != (None, None)
        if report is None or cut or report.sens is ir.SensReport.EXCEDENT:
            return None
        match report.mode:
            case ir.ModeReport.SOLDE_ARRONDI:
                found.append(at_least_zero(solde))
            case ir.ModeReport.SOLDE_EXACT:
                ends = (round_count(solde.min, way.arrondi), round_count(solde.max, way.arrondi))
                found.append(at_least_zero(Bornes(min=ends[0], max=ends[1])))
            case _:  # Why: the others leave nothing of what was missing.
                return None
    return hull(found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Etat:
    """An account over one year. `cellules` None: it could not be put in numbers; none: it says nothing.
    `close`: may nothing more happen? `fixe`: is what is due a number, whatever the base?"""

    cellules: Sequence[ResultatCellule] | None = None
    causes: frozenset[Cause] = frozenset()
    close: bool = True
    fixe: bool = False


def _of_account(asked: ir.Chiffre, etat: _Etat) -> Resultat:
    if etat.cellules is None:
        return Indetermine(etat.causes or frozenset({Cause(fait=asked.clause)}))
    if not etat.cellules:
        return NON_APPLICABLE
    (cell,) = etat.cellules
    causes = cell.causes or frozenset({Cause(fait=asked.clause)})
    if cell.sous_minimum:
        return NON_APPLICABLE
    if cell.tue and not etat.close:
        causes |= {FIN_DE_PERIODE}
    if cell.tue:
        return Indetermine(causes)
    if not etat.close:
        return _open(asked.grandeur, cell, cell.causes | {FIN_DE_PERIODE}, fixe=etat.fixe)
    return _closed(asked.grandeur, cell, causes)


def _closed(grandeur: ir.Grandeur, cell: ResultatCellule, causes: frozenset[Cause]) -> Resultat:
    match grandeur:
        case ir.Grandeur.BASE:
            return _within(cell.base, causes)
        case ir.Grandeur.DU:
            return _within(cell.du, causes)
        case ir.Grandeur.CIBLE:
            return _within(cell.cible, causes)
        case ir.Grandeur.REALISE:
            return _within(cell.realise, causes)
        case ir.Grandeur.MANQUE | ir.Grandeur.DEPASSEMENT:
            return _within(_over(grandeur, cell.reste), causes)
        case ir.Grandeur.SOLDE:
            return _within(cell.solde, causes)
        case ir.Grandeur.TAUX:
            return _share(cell, causes)
        case _:
            assert_never(grandeur)


def _over(grandeur: ir.Grandeur, reste: Bornes | None) -> Bornes | None:
    """What is missing, or what is done beyond the target: never below nothing."""
    if reste is None:
        return None
    low, high = (reste.min, reste.max) if grandeur is _G.MANQUE else (-reste.max, -reste.min)
    return Bornes(min=max(NUL, low), max=max(NUL, high))


def _share(cell: ResultatCellule, causes: frozenset[Cause]) -> Resultat:
    """Of the base; there is no share of an empty one."""
    if cell.base.max == 0:
        return NON_APPLICABLE
    if cell.base.min <= 0:
        return Indetermine(causes)
    if cell.part is not None:
        return _within(cell.part, causes)
    least, most = cell.realise.min / cell.base.max, cell.realise.max / cell.base.min
    return bounded(least, most, causes)


def _open(grandeur: ir.Grandeur, cell: ResultatCellule, causes: frozenset[Cause], *, fixe: bool) -> Resultat:
    """While something may still happen, rows may come and none goes: counts grow, and what a number asks
    does not move."""
    match grandeur:
        case ir.Grandeur.BASE:
            return bounded(cell.base.min, None, causes)
        case ir.Grandeur.REALISE:
            return bounded(cell.realise.min, None, causes)
        case ir.Grandeur.DU if cell.du is not None:
            return _within(cell.du, causes) if fixe else bounded(cell.du.min, None, causes)
        case ir.Grandeur.MANQUE:
            most = _over(grandeur, cell.reste) if fixe else None
            return bounded(NUL, most.max if most is not None else None, causes)
        case ir.Grandeur.DEPASSEMENT:
            least = _over(grandeur, cell.reste) if fixe else None
            return bounded(least.min if least is not None else NUL, None, causes)
        case _:  # Why: of the others nothing is sure before the end.
            return Indetermine(causes)


def _within(found: Bornes | None, causes: frozenset[Cause]) -> Resultat:
    return Indetermine(causes) if found is None else bounded(found.min, found.max, causes)
