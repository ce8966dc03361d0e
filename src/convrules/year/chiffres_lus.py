"""A number of an account out of its cells: of the one in which an element stands, or of all.

Source: docs/langage, « Un chiffre d'un compte ».
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, assert_never

from convrules import ir
from convrules.base.outcomes import NON_APPLICABLE, Cause, Genre, Indetermine, NonApplicable, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, Erreur, Resultat, SansObjet
from convrules.facts.records import Ligne
from convrules.runtime.numbers import ZERO, Plage, add, bounded
from convrules.year.cellules import Clef, as_text
from convrules.year.model import Bornes, ResultatCellule

_G: Final = ir.Grandeur
FIN_DE_PERIODE: Final = Cause(fait="fin de la période", genre=Genre.FUTUR)
COMPTES: Final = frozenset({_G.BASE, _G.REALISE})
"""Numbers of rows: cells seen together or apart hold as many."""
PROGRAMME: Final = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Etat:
    """An account over one year. `cellules` None: it could not be put in numbers; none: it says nothing.
    `attend`: why rows may still come, its end or those that lack; nothing when none may. `fixe`: is what is
    due a number, whatever the base? `dimensions`: what makes its cells; `autre`: those that no row shows,
    together; `viendront`: may some still come?"""

    cellules: Sequence[ResultatCellule] | None = None
    causes: frozenset[Cause] = frozenset()
    attend: frozenset[Cause] = frozenset()
    fixe: bool = False
    dimensions: tuple[str, ...] = ()
    autre: ResultatCellule | None = None
    viendront: bool = False

    @property
    def doutes(self) -> frozenset[Cause]:
        """Why there may be a cell that is not shown; nothing when there is none."""
        elsewhere = self.autre.causes if self.autre is not None else frozenset()
        return elsewhere | (self.attend if self.viendront else frozenset())


def number_of(asked: ir.Chiffre, etat: Etat, element: Ligne | None) -> Resultat:
    if etat.cellules is None:
        return Indetermine(etat.causes or frozenset({Cause(fait=asked.clause)}))
    if not etat.dimensions:
        return _of_cell(asked, etat.cellules[0], etat) if etat.cellules else NON_APPLICABLE
    if element is None:
        return _of_all(asked, etat)
    place = place_of(element, etat.dimensions)
    if not isinstance(place, tuple):
        return place
    own = next((cell for cell in etat.cellules if cell.cellule == place), None)
    if own is not None:
        return _of_cell(asked, own, etat)
    return Indetermine(etat.doutes) if etat.doutes else NON_APPLICABLE


def place_of(element: Ligne, dimensions: Sequence[str]) -> Clef | Resultat:
    """The cell in which an element stands; why it is not known, or has none, otherwise."""
    above = element.table == "programmes"
    place: list[tuple[str, str]] = []
    missing: set[Cause] = set()
    for nom in dimensions:
        cell = Connu(element.id) if above and nom == PROGRAMME else element.cellule(nom)
        if isinstance(cell, SansObjet):
            return NON_APPLICABLE
        text = as_text(cell)
        if text is not None:
            place.append((nom, text))
            continue
        genre = Genre.ERREUR if isinstance(cell, Erreur) else Genre.MANQUANT
        fait = f"{PROGRAMME}.{nom}" if above else nom
        missing.add(Cause(fait=fait, genre=genre, ligne=f"{element.table} {element.id}"))
    return Indetermine(frozenset(missing)) if missing else tuple(place)


def _of_all(asked: ir.Chiffre, etat: Etat) -> Resultat:
    """The sum over the cells, each with its own bounds; a share, out of two sums."""
    if asked.grandeur is _G.TAUX:
        if etat.attend:
            return Indetermine(_causes(etat) | etat.attend)
        done, base = (_of_all(replace(asked, grandeur=g), etat) for g in (_G.REALISE, _G.BASE))
        return _quotient(done, base)
    assert etat.cellules is not None, "read: the account is in numbers"
    found = [_of_cell(asked, cell, etat) for cell in etat.cellules]
    told = [x for x in found if not isinstance(x, NonApplicable)]
    if not told and not etat.doutes:
        return NON_APPLICABLE
    return _sum([*told, *_elsewhere(asked, etat)])


def _sum(found: Iterable[Resultat]) -> Resultat:
    total: Fraction | Plage = ZERO
    lost: frozenset[Cause] = frozenset()
    for one in found:
        if isinstance(one, Fraction | Plage):
            total = add(total, one)
        else:
            lost |= causes_of(one)
    return Indetermine(lost | causes_of(total)) if lost else total


def _elsewhere(asked: ir.Chiffre, etat: Etat) -> Iterable[Resultat]:
    """What cells that are not shown may add."""
    if not etat.doutes:
        return
    if asked.grandeur is _G.SOLDE:
        yield Indetermine(etat.doutes)
    elif asked.grandeur in COMPTES and etat.autre is not None and not etat.viendront:
        most = etat.autre.base if asked.grandeur is _G.BASE else etat.autre.realise
        yield Plage(etat.doutes, ZERO, most.max)
    else:
        yield Plage(etat.doutes, ZERO, None)


def _quotient(done: Resultat, base: Resultat) -> Resultat:
    if isinstance(done, Fraction) and isinstance(base, Fraction):
        return done / base if base else NON_APPLICABLE
    if isinstance(base, NonApplicable):
        return NON_APPLICABLE
    causes = causes_of(done) | causes_of(base)
    (least, most), (few, many) = _ends(done), _ends(base)
    if least is None or few is None or few <= 0:
        return Indetermine(causes)
    return bounded(ZERO if many is None else least / many, None if most is None else most / few, causes)


def _ends(found: Resultat) -> tuple[Fraction | None, Fraction | None]:
    if isinstance(found, Plage):
        return found.min, found.max
    return (found, found) if isinstance(found, Fraction) else (None, None)


def _causes(etat: Etat) -> frozenset[Cause]:
    return etat.doutes.union(*(cell.causes for cell in etat.cellules or ()))


def _of_cell(asked: ir.Chiffre, cell: ResultatCellule, etat: Etat) -> Resultat:
    causes = (cell.causes or frozenset({Cause(fait=asked.clause)})) | etat.attend
    if cell.sous_minimum:
        return NON_APPLICABLE
    if cell.tue:
        return Indetermine(causes)
    if etat.attend:
        return _open(asked.grandeur, cell, cell.causes | etat.attend, fixe=etat.fixe)
    return _closed(asked.grandeur, cell, causes)


def _closed(grandeur: ir.Grandeur, cell: ResultatCellule, causes: frozenset[Cause]) -> Resultat:
    match grandeur:
        case ir.Grandeur.BASE:
            return within(cell.base, causes)
        case ir.Grandeur.DU:
            return within(cell.du, causes)
        case ir.Grandeur.CIBLE:
            return within(cell.cible, causes)
        case ir.Grandeur.REALISE:
            return within(cell.realise, causes)
        case ir.Grandeur.MANQUE | ir.Grandeur.DEPASSEMENT:
            return within(_over(grandeur, cell.reste), causes)
        case ir.Grandeur.SOLDE:
            return within(cell.solde, causes)
        case ir.Grandeur.TAUX:
            return _share(cell, causes)
        case _:
            assert_never(grandeur)


def _over(grandeur: ir.Grandeur, reste: Bornes | None) -> Bornes | None:
    """What is missing, or what is done beyond the target: never below nothing."""
    if reste is None:
        return None
    low, high = (reste.min, reste.max) if grandeur is _G.MANQUE else (-reste.max, -reste.min)
    return Bornes(min=max(ZERO, low), max=max(ZERO, high))


def _share(cell: ResultatCellule, causes: frozenset[Cause]) -> Resultat:
    """Of the base; there is no share of an empty one."""
    if cell.base.max == 0:
        return NON_APPLICABLE
    if cell.base.min <= 0:
        return Indetermine(causes)
    if cell.part is not None:
        return within(cell.part, causes)
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
            return within(cell.du, causes) if fixe else bounded(cell.du.min, None, causes)
        case ir.Grandeur.MANQUE:
            most = _over(grandeur, cell.reste) if fixe else None
            return bounded(ZERO, most.max if most is not None else None, causes)
        case ir.Grandeur.DEPASSEMENT:
            least = _over(grandeur, cell.reste) if fixe else None
            return bounded(least.min if least is not None else ZERO, None, causes)
        case _:  # Why: of the others nothing is sure before the end.
            return Indetermine(causes)


def within(found: Bornes | None, causes: frozenset[Cause]) -> Resultat:
    return Indetermine(causes) if found is None else bounded(found.min, found.max, causes)
