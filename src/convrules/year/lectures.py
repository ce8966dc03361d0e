"""Parts and quotas of a convention, read over each of their periods.

Source: docs/langage, « L'année ».
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, cases
from convrules.year.apports import Apports
from convrules.year.assiette import Cadre, period_before
from convrules.year.bornes import ZERO, one_of
from convrules.year.cellules import Clef
from convrules.year.excedent import excess_of
from convrules.year.lues import CelluleLue, RegleLue
from convrules.year.model import ResultatRepartition
from convrules.year.partage import carries
from convrules.year.periode import Intervalle, period_of, periods
from convrules.year.regles import read_rule
from convrules.year.repartition import left_in_quarter, splits
from convrules.year.reprises import Laisses, after_split, is_quarter_before, rejoins

UN_JOUR: Final = timedelta(days=1)
TRIMESTRES: Final = range(3)
"""Quarters that a quarter before leaves something to."""
Lues: TypeAlias = dict[tuple[str, Intervalle], RegleLue]


def read_rules(clauses: Sequence[ClauseCompilee], cadre: Cadre) -> Lues:
    """Every part and quota over each of its periods. What a quarter leaves to a quota that stands in a part,
    or to an account of its split, makes a cell of the part in the next, which is then read again."""
    read = _read_once(clauses, cadre)
    for _ in TRIMESTRES if cadre.choix.periode is ir.Periode.TRIMESTRE else ():
        more = brought_within(clauses, read, cadre)
        if not more:
            break
        known = {nom: cadre.apportees.get(nom, frozenset()) | cells for nom, cells in more.items()}
        cadre = replace(cadre, apportees={**cadre.apportees, **known})
        read = _read_once(clauses, cadre)
    return read


def made_rules(clauses: Sequence[ClauseCompilee], cadre: Cadre, read: Lues) -> Lues:
    """The same rules, with the withdrawals made where they are judged on those forecast: what is withdrawn,
    or may be, is then out of the base, where a forecast leaves it in. Parts alone once all periods are over:
    nothing else is shown."""
    if cadre.choix.soustractions is ir.ModeSoustraction.REALISE:
        return read
    closed = all(periode.au <= cadre.au for _, periode in read)
    shown = [c for c in clauses if not closed or isinstance(c.clause, ir.Part)]
    choix = replace(cadre.choix, soustractions=ir.ModeSoustraction.REALISE)
    return read_rules(shown, replace(cadre, choix=choix))


def _read_once(clauses: Sequence[ClauseCompilee], cadre: Cadre) -> Lues:
    read: Lues = {}
    for clause in clauses:
        if isinstance(clause.clause, ir.Part | ir.Quota) and readable(clause, cadre):
            for periode, lue in _over_periods(clause, cadre, read):
                read[clause.ident, periode] = lue
    return read


def _over_periods(clause: ClauseCompilee, cadre: Cadre, read: Lues) -> Iterator[tuple[Intervalle, RegleLue]]:
    """Periods in order, each taking the balances of the one before."""
    kind = period_kind(clause, cadre)
    # Why nothing: before the whole term there is no period.
    left = {} if kind is ir.Periode.CONVENTION else cadre.reportes.get(clause.ident)
    reports = Apports(cellules=left) if left is not None else None
    parent = clause.clause.parent if isinstance(clause.clause, ir.Quota) else None
    moving = (
        left is not None and kind is not ir.Periode.CONVENTION and cadre.au < date(cadre.annee - 1, 12, 31)
    )
    cadre = replace(cadre, solde_mouvant=moving)
    for periode in periods(kind, cadre.annee, cadre.en_vigueur):
        if not stands_in(clause, periode):
            continue
        here = replace(cadre, periode=periode)
        here = replace(here, precedent=_before(here))
        here = replace(here, excedent=excess_of(here))
        above = read.get((parent, periode)) if parent is not None else None
        if parent is not None and above is None:
            continue
        if rejoins(clause, here):
            reports = after_split(clause, here, reports, _left_before(here, read))
        lue = read_rule(clause, here, reports, above)
        yield periode, lue
        brought = reports if lue.apportes is None else lue.apportes
        reports = _left(lue, here if brought is None else brought)
        moves = not all(cell.close for cell in lue.a_venir) or any(
            d.bouge for cell in lue.cellules for d in cell.dossiers
        )
        cadre = replace(cadre, solde_mouvant=moves)


def _left_before(cadre: Cadre, read: Lues) -> Laisses:
    """What parts, and accounts of their splits, leave at the end of the period before."""
    before = period_before(cadre)
    if before is None or not is_quarter_before(before, cadre):
        return cadre.reportes
    return left_in_quarter(cadre.programme.clauses, read, before)


def _left(lue: RegleLue, avant: Apports | Cadre) -> Apports:
    """What a period leaves to the next."""
    cells = {cell.groupe.clef: cell.resultat.solde for cell in lue.cellules}
    if lue.autre is not None and _moves(lue.autre):
        # Why with nothing: that cell may turn out not to be.
        cells[lue.autre.groupe.clef] = one_of([lue.autre.resultat.solde, ZERO])
    if lue.non_su is not None:
        cells[lue.non_su] = None
    return Apports(cellules=cells, avant=avant, incomplets=bool(lue.causes))


def _moves(cell: CelluleLue) -> bool:
    """Does the period change what is brought into it, or say it where nothing else does? If not, what each
    was brought passes as it is."""
    rows = cell.rangs or any(d.rangs or d.rendus.total != ZERO or d.rien_laisse for d in cell.dossiers)
    return bool(rows) or cell.resultat.solde != cell.resultat.solde_initial


def stands_in(clause: ClauseCompilee, periode: Intervalle) -> bool:
    validity = clause.clause.entete.en_vigueur
    begun = validity.du is None or validity.du <= periode.au
    return begun and (validity.au is None or validity.au >= periode.du)


def _before(cadre: Cadre) -> Cadre | None:
    """The year before, whose forecast may have to be settled in this one."""
    return period_before(cadre) if cadre.choix.periode is ir.Periode.ANNEE else None


def readable(clause: ClauseCompilee, cadre: Cadre) -> bool:
    """LIMIT: a whole term or a quarter is not judged with forecasts made year by year when the gap is
    settled, nor a quarter whose balance is lost after a year, which it would have to keep the age of, nor a
    term without both its ends."""
    if not isinstance(clause.clause, ir.Part | ir.Quota):
        return True
    kind = period_kind(clause, cadre)
    if kind is ir.Periode.ANNEE:
        return True
    mode = cadre.choix.soustractions
    if kind is ir.Periode.TRIMESTRE:
        return mode is not ir.ModeSoustraction.PREVISION_REGULARISEE and not _ages(clause, cadre)
    bounded = cadre.en_vigueur.du is not None and cadre.en_vigueur.au is not None
    return bounded and mode is ir.ModeSoustraction.REALISE


def _ages(clause: ClauseCompilee, cadre: Cadre) -> bool:
    """Is its balance lost after a year, in some text of the quarters of the year?"""
    regle, begun = clause.regles["report"], clause.clause.entete.en_vigueur.du
    quarters = periods(ir.Periode.TRIMESTRE, cadre.annee, cadre.en_vigueur)
    firsts = {q.du if begun is None else max(q.du, begun) for q in quarters}
    found = (cas.valeur for first in firsts for cas in cases(regle.on(first)))
    return any(isinstance(report, ir.Report) and report.perdu for report in found)


def period_kind(clause: ClauseCompilee, cadre: Cadre) -> ir.Periode:
    """The period of a quota that names one, otherwise that of the convention."""
    return period_of(clause.clause, cadre.choix.periode)


# --- what a quarter leaves within a part --------------------------------------------------------
def brought_within(
    clauses: Sequence[ClauseCompilee], read: Lues, cadre: Cadre
) -> Mapping[str, frozenset[tuple[str, Clef]]]:
    """By part, quarters and cells that it does not have, and into which something is brought that is not its
    own."""
    found: dict[str, set[tuple[str, Clef]]] = {}
    lots = tuple(splits([c for c in clauses if isinstance(c.clause, ir.Repartition)], read, cadre))
    for (part, before), lue in read.items():
        if not lue.dimensions or not isinstance(lue.clause.clause, ir.Part):
            continue
        for clef in (*_left_to_quotas(part, before, read), *_left_to_accounts(part, before, lots, lue.autre)):
            for after in _until_one_speaks(part, before, read):
                there = {cell.groupe.clef for cell in read[part, after].cellules}
                if clef not in there and (after.nom, clef) not in cadre.apportees.get(part, ()):
                    found.setdefault(part, set()).add((after.nom, clef))
    return {part: frozenset(cells) for part, cells in found.items()}


def _until_one_speaks(part: str, before: Intervalle, read: Lues) -> Iterator[Intervalle]:
    """The quarters that follow, to the first in which the part says something."""
    for after in sorted((p for nom, p in read if nom == part and p.du > before.au), key=lambda p: p.du):
        yield after
        if read[part, after].cellules:
            return


def _left_to_quotas(part: str, periode: Intervalle, read: Lues) -> Iterator[Clef]:
    for (_, p), lue in read.items():
        own = lue.clause.clause
        if p == periode and isinstance(own, ir.Quota) and own.parent == part and carries(lue.clause):
            cells = (*lue.cellules, *((lue.autre,) if lue.autre is not None else ()))
            yield from (cell.groupe.clef for cell in cells if cell.resultat.solde != ZERO)
            yield from (lue.non_su,) if lue.non_su is not None else ()


def _left_to_accounts(
    part: str, periode: Intervalle, repartitions: Sequence[ResultatRepartition], autre: CelluleLue | None
) -> Iterator[Clef]:
    """autre: of the part, the cell that no row shows."""
    for split in repartitions:
        if autre is not None and split.clause.de == part and any(s != ZERO for s in split.ailleurs.values()):
            yield autre.groupe.clef
        for cell in split.cellules if split.clause.de == part else ():
            pairs = dict(cell.cellule)
            if pairs.pop("trimestre", "") == periode.nom and any(lot.solde != ZERO for lot in cell.lots):
                yield tuple(pairs.items())
