"""Cells that no row shows: a row whose dimension is missing may be of a value that no other row bears, where
the rule is judged apart; while the period is open, rows to come may be of one. None is displayed; the verdict
of the rule holds whatever that value is.

Source: docs/langage, « Cellules ».
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from convrules import geographie, ir, vocabulary
from convrules.base.records import replace
from convrules.base.values import TCode, TCondition
from convrules.compiler import Programme
from convrules.runtime.parameters import RIEN_DE_SU, Sauf
from convrules.runtime.reading import cited
from convrules.year.assiette import Cadre, Sujet
from convrules.year.attendues import concerned
from convrules.year.cellules import NON_VUE, Groupe, Place, as_text, locate, unseen_clef
from convrules.year.dossier import Avenir
from convrules.year.model import ResultatCellule, Verdict

TENUS: Final = frozenset({Verdict.CONFORME, Verdict.NON_APPLICABLE})
OUVERTS: Final = TENUS | {Verdict.EN_COURS}


def unseen(
    groupes: Sequence[Groupe], sujets: Iterable[Sujet], dimensions: Sequence[ir.Champ], programme: Programme
) -> Groupe | None:
    """The rows that may be of values that no row shows, together; None when there is none. Each may be there
    or not, alone or with others: what holds for every part of them holds for every such cell."""
    if not dimensions:
        return None
    seen = {tuple(valeur for _, valeur in groupe.clef) for groupe in groupes}
    domains = [_domain(champ, programme) for champ in dimensions]
    rows = []
    for sujet in sujets:
        place = locate(sujet, dimensions)
        if place is not None and not place.sure and _may_be_elsewhere(place, domains, seen):
            rows.append((sujet, place.causes))
    return Groupe(clef=unseen_clef(dimensions), surs=(), peut_etre=tuple(rows)) if rows else None


def brought(groupes: Sequence[Groupe], dimensions: Sequence[ir.Champ], programme: Programme) -> Groupe | None:
    """The same without a row, for what is perhaps brought into one; None when all that may be are shown."""
    seen = {tuple(valeur for _, valeur in groupe.clef) for groupe in groupes}
    domains = [_domain(champ, programme) for champ in dimensions]
    if not _may_be_elsewhere(Place(valeurs=(None,) * len(dimensions)), domains, seen):
        return None
    return Groupe(clef=unseen_clef(dimensions), surs=(), peut_etre=())


def to_come(
    groupes: Sequence[Groupe],
    dimensions: Sequence[ir.Champ],
    cadre: Cadre,
    *,
    partout: bool,
    annonces: Iterable[tuple[str | None, ...]] = (),
) -> tuple[Groupe, ...]:
    """Cells that are not in `groupes` and may have a row before the period closes: those of the vacancies
    expected when they are declared, and of the withdrawals announced (`annonces`: their values), any one
    otherwise, or when no forecast bounds the rows (`partout`). A value that nothing tells is `NON_VUE`."""
    names = [cited(champ) for champ in dimensions]
    seen = {tuple(valeur for _, valeur in groupe.clef) for groupe in groupes}
    domains = [_domain(champ, cadre.programme) for champ in dimensions]
    anywhere = Place(valeurs=(None,) * len(names))
    declared = cadre.faits.vacances_attendues is not None and not partout
    rows = (Place(valeurs=tuple(as_text(r.cellule(nom)) for nom in names)) for _, r in concerned(cadre))
    announced = (Place(valeurs=values) for values in annonces)
    places = dict.fromkeys((*rows, *announced) if declared else (anywhere,))
    return tuple(
        Groupe(clef=tuple(zip(names, (v or NON_VUE for v in p.valeurs), strict=True)), surs=(), peut_etre=())
        for p in places
        if _may_be_elsewhere(p, domains, seen)
    )


def with_unplaced(groupe: Groupe, sujets: Iterable[Sujet], dimensions: Sequence[ir.Champ]) -> Groupe:
    """A cell to come with the rows that may be of it, for want of what would say so."""
    places = ((sujet, locate(sujet, dimensions)) for sujet in sujets)
    rows = [(s, p.causes) for s, p in places if p is not None and not p.sure and p.may_be(groupe.clef)]
    return replace(groupe, peut_etre=tuple(rows))


def not_there(groupes: Sequence[Groupe], dimensions: Sequence[ir.Champ]) -> Sauf:
    """What a cell that no row shows is not: a cell shown, where one field makes them."""
    if len(dimensions) != 1:
        return RIEN_DE_SU
    return {cited(dimensions[0]): frozenset(valeur for groupe in groupes for _, valeur in groupe.clef)}


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
        return tuple(sorted(place for c in here.communes for place in geographie.places_of_commune(c)))
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


def verdict_to_come(verdict: Verdict, possibles: Sequence[Verdict], avenir: Avenir) -> Verdict:
    """What a cell without a row adds to the verdict of its rule, judged as if it had some (`verdict`, out of
    `possibles`). It may never have any: only rows that will come for certain make it fail; those that lack of
    a period that is over may, or not."""
    attendus = avenir.attendus or ()
    found = set(possibles or (verdict,))
    if avenir.clos and not found <= TENUS:
        return Verdict.INDETERMINE
    if any(a.sure and a.base.min > 0 for a in attendus):
        return verdict
    if found <= TENUS:
        return Verdict.CONFORME if Verdict.CONFORME in found else Verdict.NON_APPLICABLE
    # Why: rows that are expected, and that perhaps make this cell, would then not be enough.
    unsure = any(not a.sure and a.max > 0 for a in attendus)
    return Verdict.INDETERMINE if unsure and verdict not in OUVERTS else Verdict.EN_COURS
