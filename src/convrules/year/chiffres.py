"""Numbers that a year makes of an account, as a clause of the same convention reads them.

A year that is not over gives bounds, of kind `futur`. The year before is the one judged in the same run;
before the first day of a convention nothing was due, nor done.
Source: docs/langage, « Un chiffre d'un compte ».
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.outcomes import NON_APPLICABLE, Cause, Issue, indetermine
from convrules.base.records import dataclass, replace
from convrules.base.values import Resultat, round_count
from convrules.compiler import ClauseCompilee
from convrules.facts.records import Comptes, Ligne, Tours
from convrules.runtime.reading import cited
from convrules.year.assiette import Cadre
from convrules.year.bornes import at_least_zero, hull
from convrules.year.chiffres_lus import FIN_DE_PERIODE, Etat, number_of, place_of, within
from convrules.year.couverture import RIEN as SURE
from convrules.year.couverture import lacking
from convrules.year.lectures import Lues
from convrules.year.lues import RegleLue
from convrules.year.model import Bilan, Bornes
from convrules.year.periode import periods
from convrules.year.report import Regime
from convrules.year.soldes import SOLDES, initial_balance
from convrules.year.textes import Textes, regimes

_G: Final = ir.Grandeur
NUL: Final = Fraction(0)


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

    def turns(self, clause: str, convention: str, vacance: str, jour: date) -> Tours:
        if self.autres is None:
            return Tours(possibles=frozenset(), concernee=indetermine(clause))
        return self.autres.turns(clause, convention, vacance, jour)

    def turn(self, asked: ir.TourDe, convention: str, vacance: str, jour: date) -> Issue:
        if self.autres is None:
            return indetermine(asked.clause)
        return self.autres.turn(asked, convention, vacance, jour)

    def number(self, asked: ir.Chiffre, convention: str, annee: int, element: Ligne | None) -> Resultat:
        if (convention, annee) != (self.cadre.programme.convention.ident, self.cadre.annee):
            return indetermine(asked.clause)
        if asked.precedente:
            return self._before(asked, element)
        return number_of(asked, self._now(asked), element)

    def _now(self, asked: ir.Chiffre) -> Etat:
        lue = next((lue for (ident, _), lue in self.lues.items() if ident == asked.clause), None)
        if lue is None:
            return Etat(cellules=())
        if lue.causes or lue.conflit:
            return Etat(causes=lue.causes)
        cells = [cell.resultat for cell in lue.cellules]
        fixed = all(d.regime.nombre is not None for cell in lue.cellules for d in cell.dossiers)
        return Etat(
            cellules=cells,
            attend=self._awaited(lue),
            fixe=fixed,
            dimensions=tuple(cited(champ) for champ in lue.dimensions),
            autre=lue.autre.resultat if lue.autre is not None else None,
            viendront=bool(lue.a_venir),
        )

    def _awaited(self, lue: RegleLue) -> frozenset[Cause]:
        """Why rows may still come in its cells, or in others."""
        ahead = [d.avenir for cell in lue.cellules for d in cell.dossiers]
        missing = lacking(self.cadre) if lue.a_venir else SURE
        closed = all(one.clos for one in ahead) and all(cell.close for cell in lue.a_venir)
        return missing.union(*(one.suites for one in ahead), SURE if closed else (FIN_DE_PERIODE,))

    def _before(self, asked: ir.Chiffre, element: Ligne | None) -> Resultat:
        cadre = self.cadre
        if cadre.periode.premier:
            return NON_APPLICABLE if asked.grandeur is _G.TAUX else NUL
        year = self.precedent
        own = cadre.programme.convention.ident
        judged = next((b for b in year.conventions if b.convention.ident == own), None) if year else None
        if year is None or judged is None or judged.periode is None or year.annee != cadre.annee - 1:
            return self._brought(asked, element)
        found = next((r for r in judged.regles if r.clause.entete.ident == asked.clause), None)
        if found is None:
            return NON_APPLICABLE
        if found.causes or found.conflit:
            return number_of(asked, Etat(causes=found.causes), element)
        attend = self._lacking_before() if judged.periode[1] <= year.au else frozenset({FIN_DE_PERIODE})
        etat = Etat(
            cellules=found.cellules,
            attend=attend,
            fixe=isinstance(found.clause, ir.Quota) and found.clause.regle.nombre is not None,
            dimensions=found.dimensions,
            autre=found.autre,
            viendront=bool(attend and found.dimensions),
        )
        return number_of(asked, etat, element)

    def _brought(self, asked: ir.Chiffre, element: Ligne | None) -> Resultat:
        """The year before was not judged: only its balance may be known, and what that says was missing. Of
        all the cells of an account, the balances known may not be all."""
        clause = next(c for c in self.cadre.programme.clauses if c.ident == asked.clause)
        own = clause.clause
        dimensions = own.application.dimensions if isinstance(own, ir.Part | ir.Quota) else ()
        cell = place_of(element, [cited(champ) for champ in dimensions]) if element is not None else ()
        if not isinstance(cell, tuple):
            return cell
        whole = len(cell) == len(dimensions)
        found = initial_balance(own, cell, self.cadre) if whole else None
        if asked.grandeur is _G.MANQUE and found is not None:
            found = _missing(found, self._regimes_before(clause))
        elif asked.grandeur is not _G.SOLDE:
            found = None
        if found is None and asked.grandeur is not _G.SOLDE:
            return indetermine(f"{asked.clause} {self.cadre.annee - 1}")
        return within(found, frozenset({SOLDES}))

    def _regimes_before(self, clause: ClauseCompilee) -> tuple[Regime, ...]:
        """Ways in which the text of the year before may round and carry."""
        cadre = self._year_before()
        if cadre is None:
            return ()
        return regimes(Textes(clause=clause, cadre=cadre, faits={})).possibles

    def _lacking_before(self) -> frozenset[Cause]:
        """Why any number of rows may lack of the year before, which is over."""
        cadre = self._year_before()
        return lacking(cadre) if cadre is not None else SURE

    def _year_before(self) -> Cadre | None:
        annee = self.cadre.annee - 1
        before = periods(ir.Periode.ANNEE, annee, self.cadre.en_vigueur)
        return replace(self.cadre, periode=before[0], annee=annee) if before else None


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
