"""Every balance that may have been left to a cell, where the clause itself bounds them.

One that nothing tells is then any of these, and the verdict is the one that all of them give. It is left by
the last period before in which the clause said something, under the text of that period and of no other.
Source: docs/langage, « Verdict ».
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from convrules import ir
from convrules.base.dates import JOUR_MAX
from convrules.base.records import dataclass, replace
from convrules.base.values import Arrondi
from convrules.compiler import ClauseCompilee
from convrules.year.apports import Apports, fields_in
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO, between, hull
from convrules.year.cellules import NON_VUE, Groupe, shared_facts
from convrules.year.dossier import Dossier
from convrules.year.lues import RegleLue
from convrules.year.model import Bornes
from convrules.year.partage import shared_by
from convrules.year.periode import period_of, periods
from convrules.year.reliquats import rounding_gap
from convrules.year.soldes import begins_in
from convrules.year.textes import Textes, optional, read_per_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Laissable:
    """`arrondi`: of a clause that carried nothing but what this rounding leaves, of which one end is never
    reached."""

    bornes: Bornes
    arrondi: Arrondi | None = None


RIEN = Laissable(bornes=ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Avant:
    """What a period may have left (None: nothing bounds it). `passe`: or what it was brought, as it was?"""

    laisses: tuple[Laissable | None, ...] = ()
    passe: bool = True


def with_any_left(
    dossiers: Sequence[Dossier],
    textes: Textes,
    groupe: Groupe,
    parent: RegleLue | None,
    reports: Apports | None,
) -> tuple[Dossier, ...]:
    """The same, a balance that is not known being any that may have been left."""
    if all(d.initial is not None for d in dossiers) or _remade(reports):
        return tuple(dossiers)
    left = left_before(textes, groupe, parent.clause if parent is not None else None)
    return tuple(d if d.initial is not None or left is None else _with(d, left) for d in dossiers)


def _with(dossier: Dossier, left: Laissable) -> Dossier:
    regime = dossier.regime
    if left.bornes == ZERO:
        return replace(dossier, initial=ZERO, rien_laisse=True)
    if regime.sens is ir.Sens.EXACTEMENT and not dossier.avenir.clos:
        # Why: between two balances that a future hits, one may be that none does.
        return dossier
    if regime.mode is ir.ModeReport.FRACTIONS and left.arrondi is regime.arrondi:
        unknown = replace(regime, fraction_tue=True)
        return replace(dossier, regime=unknown, initial=between(0, 1), solde_tu=True)
    return replace(dossier, initial=left.bornes, solde_tu=True)


def _remade(reports: Apports | None) -> bool:
    """Is it perhaps made of several balances, of cells that were others?"""
    link: Apports | Cadre | None = reports
    while isinstance(link, Apports):
        if link.refaits is not None:
            return True
        link = link.avant
    return False


def left_before(textes: Textes, groupe: Groupe, part: ClauseCompilee | None) -> Laissable | None:
    """What may have been left to a cell; None where nothing bounds it, where its cells were others, or shared
    with others, and where it has no period before: what a table says of its first is of no text of its own.
    part: the one that it stands in."""
    clause, here = textes.clause, textes.cadre
    cells = (part or clause).ident
    fields, periodes = fields_in(cells, here), list(_periods_before(textes, part))
    if fields is None or not periodes or shared_by(clause.ident, here):
        return None
    found: list[Laissable] = []
    for cadre in periodes:
        if fields_in(cells, cadre) != fields or shared_by(clause.ident, cadre):
            return None
        left = _left_in(_then(textes, clause, groupe, cadre))
        if part is not None:
            left = replace(left, passe=left.passe or _may_say_nothing(_then(textes, part, groupe, cadre)))
        known = [one for one in left.laisses if one is not None]
        if len(known) < len(left.laisses):
            return None
        found += known
        if not left.passe:
            return _united(found)
    return _united([*found, RIEN])


def _periods_before(textes: Textes, part: ClauseCompilee | None) -> Iterator[Cadre]:
    """From the last to its first; those that are before any change of text are alike, and one is enough."""
    clauses = (textes.clause.clause, *((part.clause,) if part is not None else ()))
    cadre, change = textes.cadre, min(textes.cadre.versions, default=JOUR_MAX)
    kind = period_of(clauses[0], cadre.choix.periode)
    while not begins_in(clauses, cadre):
        last = cadre.periode.du - timedelta(days=1)
        found = (p for p in periods(kind, last.year, cadre.en_vigueur) if p.contains(last))
        periode = next(found, None)
        if periode is None:
            return
        cadre = replace(cadre, periode=periode, annee=last.year)
        yield cadre
        if periode.au < change:
            return


def _then(textes: Textes, clause: ClauseCompilee, groupe: Groupe, cadre: Cadre) -> Textes:
    """The clause in that cell, in another period: of its rows there, nothing is known but the cell."""
    clef = tuple(pair for pair in groupe.clef if pair[1] != NON_VUE)
    facts = shared_facts(read_per_cell(clause), Groupe(clef=clef, surs=(), peut_etre=()))
    return Textes(clause=clause, cadre=cadre, faits=facts, sauf=textes.sauf)


def _left_in(textes: Textes) -> _Avant:
    """Under the keys of that period, which are those of the first day on which the clause says something."""
    jour = textes.jour_des_cles
    regle, arrondi, report = (textes.at(cle, jour) for cle in ("règle", "arrondi", "report"))
    if regle.conflit or arrondi.conflit or report.conflit:
        return _Avant(laisses=(None,))
    if not regle.given or not arrondi.given:
        return _Avant()
    ways = [r if isinstance(r, ir.Report) else None for r in optional(report)]
    laisses = tuple(_range(r, a) for r in ways for a in arrondi.given if isinstance(a, Arrondi))
    kept = any(r is not None and r.mode is not ir.ModeReport.AUCUN and not r.perdu for r in ways)
    # Why of a quarter: a cell without a row, that carries nothing, is not there, and what it had passes.
    unseen = bool(textes.cadre.periode.nom) and RIEN in laisses
    return _Avant(laisses=laisses, passe=unseen or (kept and _may_say_nothing(textes)) or _unsaid(textes))


def _may_say_nothing(textes: Textes) -> bool:
    """Its base may not reach a minimum."""
    return _unsaid(textes) or bool(textes.at("base minimale", textes.jour_des_cles).given)


def _unsaid(textes: Textes) -> bool:
    """May its text say nothing there?"""
    jour = textes.jour_des_cles
    compte = textes.clause.regles.get("compte")
    counts = compte is None or compte.on(jour).valeur is None or None not in textes.at("compte", jour).valeurs
    return None in textes.at("règle", jour).valeurs or not counts


def _range(report: ir.Report | None, arrondi: Arrondi) -> Laissable | None:
    if report is None or report.mode is ir.ModeReport.AUCUN:
        return RIEN
    if report.mode is ir.ModeReport.FRACTIONS:
        gap = rounding_gap(arrondi)
        return Laissable(bornes=gap, arrondi=arrondi) if gap != ZERO else RIEN
    if report.plafond is None:
        return None
    least = 0 if report.sens is ir.SensReport.DEFICIT else -report.plafond
    return Laissable(bornes=between(least, 0 if report.sens is ir.SensReport.EXCEDENT else report.plafond))


def _united(found: Sequence[Laissable]) -> Laissable:
    """Any of them. Nothing at all is one of the fractions that any rounding may leave."""
    some = dict.fromkeys(one.arrondi for one in found if one.bornes != ZERO)
    arrondi = next(iter(some)) if len(some) == 1 else None
    return Laissable(bornes=hull(one.bornes for one in found), arrondi=arrondi)
