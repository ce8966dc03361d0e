"""A quarter whose balance is not known, or is between two numbers, because one before it, of the same year,
leaves it so: the year before has no part in it, and what that earlier quarter lacks would settle it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.year.assiette import Cadre
from convrules.year.cellules import Clef
from convrules.year.couverture import lacking
from convrules.year.model import Bornes, Lot, ResultatCellule, ResultatRegle, ResultatRepartition
from convrules.year.periode import periods
from convrules.year.soldes import SOLDES, first_day, year_round

Manques: TypeAlias = Mapping[str, frozenset[Cause]]
"""By quarter, why vacancies of it may lack."""
Laissee: TypeAlias = tuple[Clef, frozenset[Cause]]


def left_by_quarters(
    brought: Sequence[tuple[Clef, bool]], change: date | None = None, premier: str | None = None
) -> frozenset[Clef]:
    """Of cells, quarter after quarter, those whose balance was lost within the year. brought: each, and
    whether what it takes up is known; change: the day since which what it takes up is another's; premier: a
    quarter that leaves in cells without a row what is not known."""
    ordered = sorted(brought, key=lambda pair: quarter_of(pair[0]))
    outside, found = dict[Clef, bool](), set[Clef]()
    first = min((quarter_of(clef) for clef, _ in ordered), default="")
    first = min(first, premier or first)
    for clef, known in ordered:
        key, begun = year_round(clef), quarter_of(clef) > first
        otherwise = begun and not any(outside.values())
        # Why by its own cell first: of two cells, one may lack the year before and the other a quarter.
        inside = otherwise if key not in outside else not outside[key]
        if change is not None and change > date(change.year, 1, 1):
            inside = inside and first_day(clef, change) < change
        outside[key] = not known and not inside
        if not known and inside:
            found.add(clef)
    return frozenset(found)


def quarter_of(clef: Clef) -> str:
    return dict(clef).get("trimestre", "")


def lost_in_rule(regle: ResultatRegle) -> frozenset[Clef]:
    """Cells of a rule. The one that no row shows is that of its last quarter."""
    cells = (*regle.cellules, *((regle.autre,) if regle.autre is not None else ()))
    return left_by_quarters(
        [(c.cellule, c.solde_initial is not None) for c in cells],
        regle.rejointe or regle.refaite,
        regle.non_su,
    )


def _between_in_rule(regle: ResultatRegle) -> frozenset[Clef]:
    """Cells whose balance is between two numbers since a quarter of the year, and was one number before."""
    brought = [(c.cellule, _is_one(c.solde_initial)) for c in regle.cellules]
    return left_by_quarters(brought) if any(not one for _, one in brought) else frozenset()


def _is_one(solde: Bornes | None) -> bool:
    return solde is not None and solde.valeur is not None


def lost_in_split(split: ResultatRepartition, compte: str) -> frozenset[Clef]:
    """Cells of an account of a split."""
    brought = [
        (cell.cellule, lot.solde_initial is not None)
        for cell in split.cellules
        for lot in cell.lots
        if lot.compte == compte
    ]
    return left_by_quarters(brought, split.commence or split.refaite, split.non_su)


def causes_by_quarter(cadre: Cadre) -> Manques:
    """Why vacancies of each quarter of the year may lack."""
    quarters = periods(ir.Periode.TRIMESTRE, cadre.annee, cadre.en_vigueur)
    return {quarter.nom: lacking(replace(cadre, periode=quarter)) for quarter in quarters}


def with_true_causes(regle: ResultatRegle, manques: Manques) -> ResultatRegle:
    """The rule, what its earlier quarters lack being why the later ones have no balance."""
    lost, between = lost_in_rule(regle), _between_in_rule(regle)
    if not lost and not between:
        return regle
    left = [(c.cellule, c.causes) for c in regle.cellules if c.solde is None]
    several = [(c.cellule, c.causes) for c in regle.cellules if not _is_one(c.solde)]

    def told(cell: ResultatCellule) -> ResultatCellule:
        if cell.cellule in lost:
            return replace(cell, causes=_true(cell.cellule, cell.causes, left, manques))
        if cell.cellule in between:
            return replace(cell, causes=_true(cell.cellule, cell.causes, several, manques))
        return cell

    autre = told(regle.autre) if regle.autre is not None else None
    return replace(regle, cellules=tuple(map(told, regle.cellules)), autre=autre)


def with_true_causes_of_split(split: ResultatRepartition, manques: Manques) -> ResultatRepartition:
    """The same of a split: a cell in which an account lacks the year before keeps it."""
    without = [(cell.cellule, lot.compte) for cell in split.cellules for lot in cell.lots if _lacks(lot)]
    lacking_before = {clef for clef, compte in without if clef not in lost_in_split(split, compte)}
    lost = {clef for clef, _ in without} - lacking_before
    if not lost:
        return split
    left = [(c.cellule, c.causes) for c in split.cellules if any(lot.solde is None for lot in c.lots)]
    return replace(
        split,
        cellules=tuple(
            replace(c, causes=_true(c.cellule, c.causes, left, manques)) if c.cellule in lost else c
            for c in split.cellules
        ),
    )


def _lacks(lot: Lot) -> bool:
    return lot.solde_initial is None


def _true(
    clef: Clef, causes: frozenset[Cause], left: Sequence[Laissee], manques: Manques
) -> frozenset[Cause]:
    """What earlier quarters lack, in the place of the balance, where they are known to lack something. left:
    cells that leave a balance that is not known."""
    quarter = quarter_of(clef)
    before = [own for other, own in left if quarter_of(other) < quarter]
    before += [own for nom, own in manques.items() if nom < quarter]
    found = frozenset[Cause]().union(*before) - {SOLDES}
    return causes - {SOLDES} | found if found else causes
