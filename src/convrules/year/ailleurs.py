"""Cells that no row shows: a row whose dimension is missing may be of a value that no other row bears, where
the rule is judged apart. None is displayed; the verdict of the rule holds whatever that value is.

Source: docs/langage, « Cellules ».
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from convrules import ir, vocabulary
from convrules.base.values import TCode, TCondition
from convrules.compiler import Programme
from convrules.runtime.reading import cited
from convrules.year.assiette import Sujet
from convrules.year.cellules import Groupe, Place, locate
from convrules.year.model import ResultatCellule, Verdict

NON_VUE: Final = "?"
"""Stands for the value of a dimension that no row shows: no code and no text of a file is one."""
OUVERTS: Final = frozenset({Verdict.CONFORME, Verdict.EN_COURS, Verdict.NON_APPLICABLE})


def unseen(
    groupes: Sequence[Groupe], sujets: Iterable[Sujet], dimensions: Sequence[ir.Champ], programme: Programme
) -> Groupe | None:
    """The rows that may be of values that no row shows, together; None when there is none. Each may be there
    or not, alone or with others: what holds for every part of them holds for every such cell."""
    seen = {tuple(valeur for _, valeur in groupe.clef) for groupe in groupes}
    domains = [_domain(champ, programme) for champ in dimensions]
    rows = []
    for sujet in sujets:
        place = locate(sujet, dimensions)
        if place is not None and not place.sure and _may_be_elsewhere(place, domains, seen):
            rows.append((sujet, place.causes))
    clef = tuple((cited(champ), NON_VUE) for champ in dimensions)
    return Groupe(clef=clef, surs=(), peut_etre=tuple(rows)) if rows else None


def _may_be_elsewhere(place: Place, domains: Sequence[tuple[str, ...]], seen: set[tuple[str, ...]]) -> bool:
    """Is there a cell that it may be in, and that is not shown? An empty domain has no end."""
    values = [(v,) if v is not None else d for v, d in zip(place.valeurs, domains, strict=True)]
    if not all(values):
        return True
    return any(clef not in seen for clef in product(*values))


def _domain(champ: ir.Champ, programme: Programme) -> tuple[str, ...]:
    """Every value that the field may hold; empty when they are not listed."""
    if isinstance(champ.type, TCondition):
        return ("oui", "non")
    here = programme.convention.territoire
    if champ.nom == "commune" and not (here.regions or here.departements or here.epcis or here.epts):
        return tuple(sorted(here.communes))
    if not isinstance(champ.type, TCode):
        return ()
    files = (programme.convention, *programme.socles)
    declared = next((f.codes for file in files for f in file.vocabulaire if f.nom == champ.nom), ())
    return declared or vocabulary.codes(champ.type.enumeration)


def verdicts_with(found: Verdict, autre: ResultatCellule | None, worst_first: Sequence[Verdict]) -> Verdict:
    """The verdict of the rule, `found` from the cells shown, when there may be another one."""
    if autre is None or autre.verdict is None:
        return found
    # Why: the rows may be elsewhere, and the cell not exist.
    possibles = {*(autre.verdicts_possibles or (autre.verdict,)), Verdict.NON_APPLICABLE}
    whole = {min(found, p, key=worst_first.index) for p in possibles}
    if len(whole) == 1:
        return whole.pop()
    # Why: « en cours » says only that every completion has a future in which the rule is met.
    return Verdict.EN_COURS if Verdict.EN_COURS in whole and whole <= OUVERTS else Verdict.INDETERMINE
