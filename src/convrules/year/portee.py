"""All the rules of a landlord at once: can they still be met together, and which of them cannot?

Parts, and ceilings on what holders receive, are a matter of sharing dwellings. Where one dwelling serves
several rules (quotas of publics), a solver that is given looks for whole solutions. Without a declared
forecast nothing is said. Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.year.boites import ParBoites
from convrules.year.bornes import hull
from convrules.year.comptes import Ordres, orders_of
from convrules.year.comptes_ouverts import Question, UnSeulCompte, units_of_one_account
from convrules.year.couverture import lacking
from convrules.year.datees import CHAINE
from convrules.year.devenirs import Terrain
from convrules.year.effets import has_effect
from convrules.year.entiers import Commun, Solveur
from convrules.year.lues import CelluleLue
from convrules.year.model import MANQUES
from convrules.year.ouverte import EtatPortee, Exigence, Portee, RaisonPortee, RaisonSeules
from convrules.year.portee_lignes import rows_without_cell
from convrules.year.portee_retenue import named, unless_dated_later, unless_elsewhere, unless_lost
from convrules.year.prevision_tue import columns_in_the_way, columns_lacking, that_are_told
from convrules.year.rapprochees import (
    Relue,
    base_events,
    cells_asked,
    counts_as_late,
    events,
    flags,
    is_aside,
    is_astray,
    is_closed,
    joined,
    joint_cells,
    may_join,
    reads_accounts,
    reads_days,
)
from convrules.year.sortes import Devenus, Relire, become
from convrules.year.tours_communs import classes_of_acts, hangs_on_more
from convrules.year.unites import (
    AUCUNE,
    Exigible,
    Probleme,
    classes_expected,
    classes_of_rows,
    classes_withdrawn,
)
from convrules.year.verdict import target_unknown, unbounded

Noms: TypeAlias = tuple[tuple[str, str], ...]
"""Rules, by convention and clause."""
REPRENABLES: Final = frozenset(
    {
        None,
        RaisonPortee.TROP_DE_CAS,
        RaisonPortee.SOLDE_INCONNU,
        RaisonPortee.PREVISION_ABSENTE,
        RaisonPortee.PREVISION_IMPRECISE,
        RaisonPortee.PERIODES_DIFFERENTES,
    }
)
"""Why a sharing of dwellings establishes nothing, that does not keep a solver from it: parts of which the
target is not known, or that nothing bounds, are then left apart."""
IMPRECISES: Final[frozenset[str | None]] = frozenset(
    {RaisonSeules.PREVISION_IMPRECISE, RaisonSeules.PLAFONDS_SEULS, RaisonSeules.CELLULE_INCONNUE}
)
"""Rows that say too little keep rules from being joined."""


def reach(
    programmes: Sequence[Programme],
    relues: Sequence[Relue],
    relire: Relire,
    solveur: Callable[[], Solveur | None],
) -> Portee | None:
    """None when the year is over, when nothing is expected, or when nothing is to be met.

    programmes: all the landlord's conventions, which order accounts. relire: the same rules on other facts.
    solveur: asked for where one dwelling serves several rules; without one, these are judged apart, and said
    to be."""
    if all(r.cadre.faits.vacances_attendues is None for r in relues):
        return None
    open_ = [r for r in relues if r.cells and not is_closed(r)]
    together = joined(open_)
    apart = {id(r) for r in open_} - {id(r) for r in together}
    regles = Regles(
        toutes=(*open_, *(r for r in relues if is_astray(r))),
        parts=tuple(together),
        melees=tuple(r for r in open_ if id(r) not in apart or may_join(r)),
        ordres=orders_of(programmes),
    )
    whole = _met(regles, relire, solveur)
    if whole is None or whole.etat is EtatPortee.HORS_D_ATTEINTE:
        return whole
    shared, mixed = tuple(cells_asked(together)), tuple(e for _, e in joint_cells(regles.melees))
    manques = columns_lacking((*shared, *mixed))
    if whole.raison in IMPRECISES or whole.seules_car in IMPRECISES:
        manques = columns_in_the_way(shared, mixed)
    # Why: rules that cannot be met together cannot be met with others, whatever these are.
    part = _met(regles, relire, solveur, dites=True) if manques else None
    found = part if part is not None and part.etat is EtatPortee.HORS_D_ATTEINTE else whole
    if found.etat is EtatPortee.HORS_D_ATTEINTE:
        return replace(found, manques=manques)
    return replace(found, manques=manques, sans_cellule=rows_without_cell(_kept_apart(found, regles.melees)))


def _kept_apart(found: Portee, relues: Iterable[Relue]) -> Iterator[Relue]:
    """Rules that are not wholly joined, or on which the answer hangs."""
    hangs = found.etat is not EtatPortee.A_PORTEE or found.seules_car in IMPRECISES
    for relue in relues:
        if hangs or (relue.cadre.programme.convention.ident, relue.lue.clause.ident) in found.seules:
            yield relue


@dataclass(frozen=True, slots=True, kw_only=True)
class Regles:
    """`parts`: those that a sharing of dwellings looks at; `melees`: those that a solver may. `toutes`: these
    and all that are judged apart."""

    toutes: tuple[Relue, ...]
    parts: tuple[Relue, ...]
    melees: tuple[Relue, ...]
    ordres: Ordres


def _met(
    regles: Regles,
    relire: Relire,
    solveur: Callable[[], Solveur | None],
    *,
    dites: bool = False,
) -> Portee | None:
    """dites: of cells that forecasts tell enough of, and no others."""
    every = regles.toutes
    shared = _by_sharing(every, regles.parts, dites=dites)
    if shared is not None and (shared.raison not in REPRENABLES or shared.etat is EtatPortee.HORS_D_ATTEINTE):
        return shared
    mixed = list(joint_cells(regles.melees))
    asked = tuple(that_are_told(mixed, joint=True) if dites else mixed)
    # Why: a row without a place is of one of several cells of such a rule, or of one that none shows.
    found = tuple((r, e) for r, e in asked if r.lue.autre is None)
    parts = {id(r) for r in regles.parts}
    more = any(id(r) not in parts for r, _ in asked)
    # Why where it hangs on missing data: the sharing gives each rule the day that suits it worst.
    again = shared is not None and (shared.raison is not None or shared.etat is EtatPortee.INDETERMINE)
    if all(e.plafond for _, e in asked) or not (more or again):
        return shared
    alone = _apart(every, _wholly(regles.melees, found))
    joint: Portee | RaisonSeules = RaisonSeules.PLAFONDS_SEULS
    if not all(e.plafond for _, e in found):
        joint = _jointly(found, alone, regles.ordres, relire, solveur)
    if found != asked and shared is not None and shared.raison is None and not _is_lost(joint):
        # Why: of fewer rules than the sharing tells of, it says less.
        joint = joint if joint is RaisonSeules.PLAFONDS_SEULS else RaisonSeules.CELLULE_INCONNUE
    if isinstance(joint, Portee):
        both = shared is not None and shared.etat is joint.etat is EtatPortee.INDETERMINE
        return shared if both and not more else joint
    days = shared is not None and shared.raison is None and not shared.seules
    if more or (days and joint is RaisonSeules.SOLVEUR_ABSENT):
        return _not_joined(shared, joint, len(asked), every)
    # Why not of parts alone of which nothing is established: what they lack is said already.
    return shared


def _is_lost(joint: Portee | RaisonSeules) -> bool:
    return isinstance(joint, Portee) and joint.etat is EtatPortee.HORS_D_ATTEINTE


def _apart(relues: Iterable[Relue], kept: Collection[int]) -> Noms:
    """Rules judged apart, in all of their cells or in some. kept: those that are not, by identity."""
    return tuple(
        dict.fromkeys(
            (r.cadre.programme.convention.ident, r.lue.clause.ident) for r in relues if id(r) not in kept
        )
    )


# --- by sharing dwellings -----------------------------------------------------------------------
def _by_sharing(every: Sequence[Relue], together: Sequence[Relue], *, dites: bool) -> Portee | None:
    """None when no part is to be met."""
    asked = [(r, e) for r in together for e in cells_asked([r])]
    asked = that_are_told(asked, joint=False) if dites else asked
    found = tuple(e for _, e in asked)
    if all(e.plafond for e in found):
        return None
    alone = _apart(every, _wholly(together, asked))
    why = _unestablished(found, together)
    expected = classes_expected(found) if why is None else None
    withdrawn = [classes_withdrawn(found, favorable=f) for f in (False, True)]
    turns = [classes_of_acts(found, favorable=f) for f in (False, True)]
    if why is not None or expected is None or None in withdrawn or None in turns:
        by_day = expected is not None and None not in withdrawn
        raison = why or (RaisonPortee.PERIODES_DIFFERENTES if by_day else RaisonPortee.PREVISION_IMPRECISE)
        return Portee(etat=EtatPortee.NON_ETABLI, jugees=len(found), raison=raison, seules=alone)
    shared = units_of_one_account(found)
    rows = tuple(classes_of_rows(found, shared))

    def problem(*, favorable: bool, apart: Mapping[int, frozenset[str]] = AUCUNE) -> Probleme:
        more = (*expected, *(withdrawn[favorable] or ()), *(turns[favorable] or ()))
        classes = (*(pair[bool(apart)] for pair in rows), *more)
        return Probleme(exigibles=found, classes=classes, favorable=favorable, partagees=apart)

    worst = ParBoites(probleme=problem(favorable=False))
    best: Question = ParBoites(probleme=problem(favorable=True), autre=worst)
    if shared:
        one = ParBoites(probleme=problem(favorable=True, apart=shared), autre=worst)
        best = UnSeulCompte(large=best, serree=one)
    judged = unless_dated_later(_judged(worst, best, alone), together)
    return unless_elsewhere(unless_lost(judged, together), together)


def _unestablished(found: Sequence[Exigible], relues: Sequence[Relue]) -> RaisonPortee | None:
    if any(unbounded(e.dossier) for e in found):
        lacks = any(lacking(replace(r.cadre, periode=r.periode)) for r in relues)
        return RaisonPortee.JOURS_MANQUANTS if lacks else RaisonPortee.PREVISION_ABSENTE
    if any(target_unknown(e.dossier) or e.dossier.solde_mouvant for e in found):
        return RaisonPortee.SOLDE_INCONNU
    if hangs_on_more(found):
        return RaisonPortee.PREVISION_IMPRECISE
    waits = any(r.futur for e in found for r in e.dossier.rangs)
    if waits and len({r.cadre.choix.rattachement for r in relues}) > 1:
        return RaisonPortee.RATTACHEMENTS_DIFFERENTS
    awaiting = [r for r in relues if any(map(_awaits_its_day, r.lue.cellules))]
    left = {(max(r.periode.du, r.cadre.au), r.periode.au) for r in relues}
    bases = set(map(base_events, awaiting))
    # Why: what puts a row in the base of one of them may leave it out of that of another, or be what a part
    # of another base counts.
    apart = any(counts_as_late(r, {e for base in bases - {base_events(r)} for e in base}) for r in relues)
    if awaiting and (len(left) > 1 or len(bases) > 1 or apart):
        return RaisonPortee.PERIODES_DIFFERENTES
    return None


def _awaits_its_day(cellule: CelluleLue) -> bool:
    """Is it still to come whether some row of the data is of the base?"""
    rangs = [r for d in cellule.dossiers if d.regime.nombre is None for r in d.rangs]
    return any(rang.futur and len({base for _, base in rang.options}) > 1 for rang in rangs)


# --- with a solver ------------------------------------------------------------------------------
def _not_joined(
    shared: Portee | None, why: RaisonSeules, number: int, every: Sequence[Relue]
) -> Portee | None:
    if shared is not None:
        return replace(shared, seules_car=why)
    # Why not of one: its own verdict says whether it can be met.
    if number < 2:
        return None
    return Portee(
        etat=EtatPortee.NON_ETABLI,
        jugees=number,
        raison=RaisonPortee(why.value),
        seules=_apart(every, ()),
    )


def _jointly(
    asked: Sequence[tuple[Relue, Exigible]],
    alone: Noms,
    ordres: Ordres,
    relire: Relire,
    solveur: Callable[[], Solveur | None],
) -> Portee | RaisonSeules:
    kept = list({id(relue): relue for relue, _ in asked}.values())
    if reads_accounts(kept):
        return RaisonSeules.COMPTES_LUS
    if reads_days(kept):
        return RaisonSeules.DATES_LUES
    dates = {r.cadre.choix.rattachement for r in kept}
    if len(dates) > 1:
        return RaisonSeules.RATTACHEMENTS_DIFFERENTS
    solver = solveur()
    if solver is None:
        return RaisonSeules.SOLVEUR_ABSENT
    if any(has_effect(r.cadre, ir.Decompte.COMPTEE) for r in kept) and _missed(asked):
        # Why: that they cannot all be met would not be said, and they cannot.
        return RaisonSeules.TOUR_PERDU_COMPTE
    found = tuple(e for _, e in asked)
    sides = become(found, _terrain(kept, next(iter(dates)), ordres), relire)
    if isinstance(sides, RaisonSeules):
        return sides

    def question(side: Devenus, *, favorable: bool) -> Commun:
        sortes, certains = side.sortes, side.certains
        return Commun(exigibles=found, sortes=sortes, certains=certains, favorable=favorable, solveur=solver)

    worst = question(sides[0], favorable=False)
    best: Question = question(sides[1], favorable=True)
    if sides[2] is not None:
        best = UnSeulCompte(large=best, serree=question(sides[2], favorable=True))
    judged = unless_lost(_judged(worst, best, alone), kept)
    if judged.raison is not None:
        return RaisonSeules(judged.raison.value)
    return replace(judged, solveur=solver.nom)


def _missed(asked: Iterable[tuple[Relue, Exigible]]) -> bool:
    """Is one of them out of reach by itself?"""
    return any(
        cell.resultat.verdict in MANQUES and cell.resultat.cellule == exigible.cellule
        for relue, exigible in asked
        for cell in relue.cells
    )


def _wholly(relues: Iterable[Relue], asked: Sequence[tuple[Relue, Exigible]]) -> frozenset[int]:
    """Those that are joined in each of their cells that may ask something, by identity."""
    met = Counter(id(relue) for relue, _ in asked)
    return frozenset(
        id(r) for r in relues if met[id(r)] == len(list(cells_asked([r]))) and not any(map(is_aside, r.cells))
    )


def _terrain(relues: Sequence[Relue], rattachement: str, ordres: Ordres) -> Terrain:
    cadres = {id(r.cadre.programme): replace(r.cadre, periode=r.periode) for r in relues}
    counted = events(relues)
    return Terrain(
        cadres=tuple(cadres.values()),
        rattachement=rattachement,
        chaine=tuple(e for e in CHAINE if e in counted),
        lues=flags(relues),
        ordres=ordres,
    )


# --- what is said -------------------------------------------------------------------------------
def _judged(worst: Question, best: Question, alone: Noms) -> Portee:
    """Missing data at their worst prove what is within reach, at their best what is not."""
    every = tuple(range(len(worst.exigibles)))
    hard = worst.possible(every)
    easy = True if hard else best.possible(every)
    if hard is None or easy is None:
        raison = RaisonPortee.TROP_DE_CAS
        return Portee(etat=EtatPortee.NON_ETABLI, jugees=len(every), raison=raison, seules=alone)
    if hard:
        rules = {(e.convention, e.clause) for e in worst.exigibles}
        return Portee(etat=EtatPortee.A_PORTEE, jugees=len(every), regles=len(rules), seules=alone)
    question = worst if easy else best
    kept = _smallest(question, every)
    return Portee(
        etat=EtatPortee.INDETERMINE if easy else EtatPortee.HORS_D_ATTEINTE,
        jugees=len(every),
        bloquantes=tuple(_exigence(worst, best, place) for place in kept),
        minimales=None if easy else _is_smallest(worst, kept),
        offre=hull(q.supply_to([p for p in kept if not q.exigibles[p].plafond]) for q in (worst, best)),
        seules=alone,
    )


def _is_smallest(worst: Question, kept: Sequence[int]) -> bool:
    """Can the others surely be met without one of them, whichever it is? At their best, data that are missing
    may serve several rules at once: a smaller set is perhaps out of reach already."""
    return all(not fewer or worst.possible(fewer) is True for fewer in _but_one(kept))


def _but_one(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for n in range(len(places)):
        yield (*places[:n], *places[n + 1 :])


def _smallest(question: Question, places: Sequence[int]) -> tuple[int, ...]:
    """Rules that cannot be met together, none of which can be left out. Left out by halves first, then by
    quarters, down to one by one: few of many rules stand in each other's way. By their names: of several such
    sets, the one that is kept does not hang on the order of clauses in files."""
    kept = tuple(sorted(places, key=lambda p: named(question.exigibles[p]), reverse=True))
    size = max(1, len(places) // 2)
    while size:
        first = 0
        while first < len(kept):
            fewer = kept[:first] + kept[first + size :]
            if question.possible(tuple(sorted(fewer))) is False:
                kept = fewer
            else:
                first += size
        size //= 2
    return tuple(sorted(kept))


def _exigence(worst: Question, best: Question, place: int) -> Exigence:
    exigible = best.exigibles[place]
    return Exigence(
        convention=exigible.convention,
        clause=exigible.clause,
        cellule=exigible.cellule,
        plafond=exigible.plafond,
        reste=hull(question.left(place) for question in (worst, best)),
    )
