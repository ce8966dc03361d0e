"""All the parts of a landlord at once: can they still be met together, and which of them cannot?

Each unit to come goes to one account at most. Boxes of futures are halved until one future is found in which
all is met, or until every box is proved to hold none. Without a declared forecast nothing is said.
Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre
from convrules.year.base_vide import may_lapse
from convrules.year.ecrite import texts_in_cell
from convrules.year.effets import has_effect
from convrules.year.lues import CelluleLue, RegleLue
from convrules.year.model import Bornes, Verdict
from convrules.year.ouverte import EtatPortee, Exigence, Portee, RaisonPortee
from convrules.year.periode import Intervalle
from convrules.year.publics import EVENEMENTS
from convrules.year.unites import (
    Boite,
    Exigible,
    Probleme,
    classes_expected,
    classes_of_rows,
    classes_withdrawn,
)
from convrules.year.verdict import target_unknown, unbounded

BOITES_MAX = 400
"""LIMIT: boxes of futures looked at for one question; beyond, nothing is established."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relue:
    """A rule of a convention, read over a period. `parent`: the part that a quota stands in."""

    cadre: Cadre
    periode: Intervalle
    lue: RegleLue
    parent: RegleLue | None = None

    @property
    def part(self) -> ClauseCompilee | None:
        return self.parent.clause if self.parent is not None else None

    @property
    def cells(self) -> tuple[CelluleLue, ...]:
        """Those with rows, and those that the vacancies expected will make."""
        to_come = (cell.lue for cell in self.lue.a_venir)
        return (*self.lue.cellules, *(lue for lue in to_come if lue is not None))

    @property
    def textes(self) -> Sequence[tuple[ir.RegleQuota | ir.ReglePart, ir.Population]]:
        """The rule and what it counts, as each cell has them."""
        cadre, clause = replace(self.cadre, periode=self.periode), self.lue.clause
        groupes = (cell.groupe for cell in self.cells)
        return list(dict.fromkeys(texts_in_cell(clause, self.part, groupe, cadre) for groupe in groupes))


def reach(relues: Sequence[Relue]) -> Portee | None:
    """None when the year is over, when nothing is expected, or when no part is to be met."""
    open_ = [r for r in relues if r.cells and not _closed(r)]
    together = _joined(open_)
    found = tuple(_cells(together))
    declared = any(r.cadre.faits.vacances_attendues is not None for r in relues)
    if not declared or all(e.plafond for e in found):
        return None
    alone = tuple(
        dict.fromkeys(
            (r.cadre.programme.convention.ident, r.lue.clause.ident)
            for r in open_
            if r not in together or any(map(_is_unsure, r.cells))
        )
    )
    why = _unestablished(found, together)
    expected = classes_expected(found) if why is None else None
    withdrawn = [classes_withdrawn(found, favorable=f) for f in (False, True)]
    if why is not None or expected is None or None in withdrawn:
        raison = why or RaisonPortee.PREVISION_IMPRECISE
        return Portee(etat=EtatPortee.NON_ETABLI, jugees=len(found), raison=raison, seules=alone)
    classes = (*classes_of_rows(found), *expected)
    worst, best = (
        Probleme(exigibles=found, classes=(*classes, *(gone or ())), favorable=f)
        for f, gone in zip((False, True), withdrawn, strict=True)
    )
    judged = _judged(worst, best, alone)
    if judged.etat is EtatPortee.A_PORTEE or not any(
        has_effect(r.cadre, ir.Decompte.COMPTEE) for r in together
    ):
        return judged
    # Why: a dwelling then serves two accounts, and no sharing of dwellings proves that it cannot be done.
    raison = judged.raison or RaisonPortee.TOUR_PERDU_COMPTE
    return Portee(etat=EtatPortee.NON_ETABLI, jugees=len(found), raison=raison, seules=alone)


def _judged(worst: Probleme, best: Probleme, alone: tuple[tuple[str, str], ...]) -> Portee:
    """Missing data at their worst prove what is within reach, at their best what is not."""
    every = tuple(range(len(worst.exigibles)))
    hard = _possible(worst, every)
    easy = True if hard else _possible(best, every)
    if hard is None or easy is None:
        raison = RaisonPortee.TROP_DE_CAS
        return Portee(etat=EtatPortee.NON_ETABLI, jugees=len(every), raison=raison, seules=alone)
    if hard:
        return Portee(etat=EtatPortee.A_PORTEE, jugees=len(every), seules=alone)
    probleme = worst if easy else best
    kept = _smallest(probleme, every)
    whole = probleme.whole()
    return Portee(
        etat=EtatPortee.INDETERMINE if easy else EtatPortee.HORS_D_ATTEINTE,
        jugees=len(every),
        bloquantes=tuple(_exigence(probleme, place) for place in kept),
        offre=probleme.supply_to((p for p in kept if not probleme.exigibles[p].plafond), whole),
        seules=alone,
    )


# --- boxes of futures -------------------------------------------------------------------------
def _possible(probleme: Probleme, places: Sequence[int]) -> bool | None:
    """Is there a future in which these rules are met together? None: too many to look at."""
    waiting = [probleme.whole()]
    unknown = False
    for _ in range(BOITES_MAX):
        if not waiting:
            return None if unknown else False
        box = waiting.pop()
        hope = probleme.feasible(box, places)
        if hope is False:
            continue
        corners = (_corner(box, 1), _corner(box, 0))
        answers = [probleme.feasible(corner, places) for corner in corners]
        if True in answers:
            return True
        wide = [n for n, (least, most) in enumerate(box) if least < most]
        if not wide:
            unknown = unknown or answers[0] is None
            continue
        waiting += _halves(box, max(wide, key=lambda n: box[n][1] - box[n][0]))
    return None


def _corner(box: Boite, side: int) -> Boite:
    return tuple((ends[side], ends[side]) for ends in box)


def _halves(box: Boite, n: int) -> Iterator[Boite]:
    least, most = box[n]
    middle = (least + most) // 2
    for ends in ((least, middle), (middle + 1, most)):
        yield (*box[:n], ends, *box[n + 1 :])


def _smallest(probleme: Probleme, places: Sequence[int]) -> tuple[int, ...]:
    """Rules that cannot be met together, none of which can be left out."""
    kept = tuple(places)
    for place in places:
        fewer = tuple(p for p in kept if p != place)
        if _possible(probleme, fewer) is False:
            kept = fewer
    return kept


def _exigence(probleme: Probleme, place: int) -> Exigence:
    exigible, whole = probleme.exigibles[place], probleme.whole()
    ends = sorted(probleme.left(place, _corner(whole, side)) for side in (0, 1))
    return Exigence(
        convention=exigible.convention,
        clause=exigible.clause,
        cellule=exigible.cellule,
        plafond=exigible.plafond,
        reste=Bornes(min=Fraction(ends[0]), max=Fraction(ends[1])),
    )


# --- which rules are looked at together ---------------------------------------------------------
def _closed(relue: Relue) -> bool:
    return all(cell.dossiers[0].avenir.clos for cell in relue.cells)


def _is_together(relue: Relue) -> bool:
    """A part, or a ceiling on what the holder receives, over the civil year; one way to read the text."""
    years = {relue.periode.du.year, relue.periode.au.year}
    if (
        relue.periode.nom
        or years != {relue.cadre.annee}
        or relue.lue.tendre
        or relue.lue.causes
        or relue.lue.conflit
    ):
        return False
    if all(map(_is_unsure, relue.cells)) or any(c.resultat.verdict is None for c in relue.cells):
        return False
    if any(len(cell.dossiers) > 1 for cell in relue.cells):
        return False
    if any(counted.condition is not None for _, counted in relue.textes):
        return False
    return _is_part(relue) or all(_limits_holder(relue, rule, counted) for rule, counted in relue.textes)


def _is_unsure(cell: CelluleLue) -> bool:
    """May its base still be under its minimum, or reach it? It is then left out, alone."""
    return cell.resultat.sous_minimum is None


def _limits_holder(relue: Relue, rule: ir.RegleQuota | ir.ReglePart, counted: ir.Population) -> bool:
    """A ceiling, for any public, on what the holder receives: a number, or a share of all that is let."""
    own = relue.lue.clause.clause
    return (
        isinstance(own, ir.Quota)
        and isinstance(rule, ir.RegleQuota)
        and rule.sens is ir.Sens.AU_PLUS
        and rule.public is None
        and own.parent is None
        and counted.rattachement is ir.Rattachement.RESERVATAIRE
        and (rule.nombre is not None or rule.population.rattachement is not ir.Rattachement.RESERVATAIRE)
    )


def _joined(relues: Sequence[Relue]) -> list[Relue]:
    """Parts, and the ceilings that what goes to a part cannot but meet: a letting has its proposal before it,
    its lease perhaps in another year."""
    found = [r for r in relues if _is_together(r)]
    parts = [r for r in found if _is_part(r)]
    accounts = {_account(p) for p in parts}
    first = {a: min(_steps(p) for p in parts if _account(p) == a) for a in accounts}
    return [r for r in found if _is_part(r) or _steps(r) <= first.get(_account(r), _steps(r))]


def _is_part(relue: Relue) -> bool:
    return isinstance(relue.lue.clause.clause, ir.Part)


def _account(relue: Relue) -> str:
    convention = relue.cadre.programme.convention
    return convention.reservataire.type if convention.reservataire is not None else convention.ident


def _steps(relue: Relue) -> int:
    """How far a vacancy has gone when it is counted: the least for a part, the most for a ceiling, of which
    cells may not count the same."""
    order = list(EVENEMENTS)
    gone = [
        max((order.index(c) for c in counted.classes if c in order), default=-1)
        for _, counted in relue.textes
    ]
    return min(gone) if _is_part(relue) else max(gone)


def _cells(relues: Iterable[Relue]) -> Iterator[Exigible]:
    """Cells in which something is asked, or may be."""
    for relue in relues:
        own = relue.lue.clause.clause
        convention = relue.cadre.programme.convention
        for cell in relue.cells:
            if cell.resultat.verdict is not Verdict.NON_APPLICABLE and not _is_unsure(cell):
                yield Exigible(
                    convention=convention.ident,
                    clause=relue.lue.clause.ident,
                    cellule=cell.resultat.cellule,
                    compte=_account(relue),
                    plafond=isinstance(own, ir.Quota),
                    dossier=cell.dossiers[0],
                    caduque=may_lapse(cell.dossiers[0], donnees=True),
                )


def _unestablished(found: Sequence[Exigible], relues: Sequence[Relue]) -> RaisonPortee | None:
    if any(unbounded(e.dossier) for e in found):
        return RaisonPortee.PREVISION_ABSENTE
    if any(target_unknown(e.dossier) or e.dossier.solde_mouvant for e in found):
        return RaisonPortee.SOLDE_INCONNU
    waits = any(r.futur for e in found for r in e.dossier.rangs)
    if waits and len({r.cadre.choix.rattachement for r in relues}) > 1:
        return RaisonPortee.RATTACHEMENTS_DIFFERENTS
    return None
