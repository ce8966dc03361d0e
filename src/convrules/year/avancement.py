"""Where a rule stands before its period is over: what is due and done to date, and what it would come to.

To date, only what has happened counts: a row that is open for the sole reason that its day has not come is
not there yet; a row that lacks a fact is an interval. Withdrawals are those made, never those forecast.
Source: docs/langage, « En cours d'année ».
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MIN, Evenement
from convrules.base.outcomes import Genre
from convrules.base.records import dataclass, replace
from convrules.base.trous import first_gap
from convrules.compiler import ClauseCompilee
from convrules.runtime.closing import may_have, waits
from convrules.runtime.reading import event_of_cell, read_event
from convrules.year.assiette import EVENEMENTS, FLUX, Cadre, Sujet
from convrules.year.avenir import SOUS_UNE_VACANCE
from convrules.year.bornes import ZERO, at_least_zero, between, exactly, minus, plus, times
from convrules.year.cadence import Jalon, Reste, cadence
from convrules.year.cellules import Groupe
from convrules.year.dossier import Dossier
from convrules.year.ecrite import texts_in_cell
from convrules.year.effets import Sur, counted_by_effect, days_counted, first_days
from convrules.year.exact import hoped, nearest
from convrules.year.lues import CelluleLue, RegleLue
from convrules.year.mobilite import Mesure, Venues, by_vacancy, come_by, read_if_come
from convrules.year.model import Bornes
from convrules.year.ouverte import (
    Avancement,
    Cadence,
    Hypothese,
    Methode,
    Position,
    Projection,
    SansProjection,
)
from convrules.year.periode import Intervalle
from convrules.year.rangs import Option, Rang, base_bounds, counted_bounds, due_bounds, lots_of, span
from convrules.year.reliquats import rounding_gap
from convrules.year.report import target
from convrules.year.textes_de_l_annee import is_fixed, life_of
from convrules.year.valeurs import Echangee
from convrules.year.verdict import (
    DONNEES_DEFAVORABLES,
    TOUT_FAVORABLE,
    at_least_position,
    at_most_position,
    conforms,
    target_unknown,
    unbounded,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regle:
    """A rule read twice: as it is judged, and with the withdrawals that were made. `parent`: the part that a
    quota stands in."""

    lue: RegleLue
    faite: RegleLue
    parent: RegleLue | None

    @property
    def part(self) -> ClauseCompilee | None:
        return self.parent.clause if self.parent is not None else None


def progress(regle: Regle, cadre: Cadre, hypothese: Hypothese) -> Iterator[Avancement]:
    """One for each cell whose period is not over."""
    given = _by_effect(regle, cadre) if _of_a_part(regle) else PAR_NUL_EFFET
    du = cadre.periode.du
    known = hypothese.covered(cadre.choix.rattachement, du, cadre.au)
    gap = first_gap(cadre.trous, du, cadre.au)
    venues = come_by(cadre) if hypothese.methode is Methode.MOBILITE else None
    done = Reste(
        periode=_lived(regle, cadre),
        au=cadre.au,
        couvert=known,
        hypothese=hypothese,
        convention=cadre.programme.convention.ident,
        trou=gap is not None and gap[1] is not None and gap[1] <= cadre.au,
    )
    own = regle.lue.clause.clause
    on_top = isinstance(own, ir.Quota) and own.en_sus_de is not None
    for cell in regle.lue.cellules:
        made = regle.faite.cell(cell.groupe.clef)
        # Why the gap: it is due where no row has come, or where all that came were withdrawn.
        owes = cell.dossiers[0].retenue.regularisation != ZERO
        if not cell.dossiers[0].avenir.clos and (made is not None or owes):
            events = replace(_events(regle, cell.groupe, cadre), par_effet=given)
            ends = events.base == cadre.choix.rattachement
            lived = _lived(regle, cadre, ends=ends)
            restes = (
                replace(done, periode=lived, couvert=hypothese.covered(events.base, du, known)),
                replace(done, couvert=hypothese.covered(events.compte, du, known)),
            )
            mesure = None if venues is None else _measure(regle, cell.groupe, cadre, events, venues)
            found = _cell(cell, made, events, (*restes, mesure), regle.lue.clause.ident)
            # Why: what is best for a quota alone may not be for it and the one it comes on top of.
            yield replace(found, au_mieux=None) if on_top else found


def _lived(regle: Regle, cadre: Cadre, *, ends: bool = False) -> Intervalle:
    """The part of the period in which the rule says something of vacancies that come. ends: nothing comes
    once it has ended; what follows a vacancy may."""
    clause, whole = regle.lue.clause, cadre.periode
    if clause.chiffree or is_fixed(clause.on(whole.du)):
        return whole
    life = life_of(clause, cadre)
    last = life.au if ends and life.au is not None else whole.au
    return Intervalle(du=max(whole.du, life.du or whole.du), au=min(whole.au, last))


Jours: TypeAlias = tuple[tuple[date, date], ...]
"""From a day to another, as a `Jalon` has them."""
Restes: TypeAlias = tuple[Reste, Reste, Mesure | None]
"""Of the base, of what is done; what a mobility rate is read with, None at the landlord's own pace."""
JOUR_DE_LIGNE: Final = "date"
"""What dates a row below a vacancy."""


# --- to date --------------------------------------------------------------------------------
PAR_NUL_EFFET: Final[Mapping[str, tuple[Sur, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenements:
    """Names of the events that put a row in the numerator, and in the base; None when there are several.
    `dedans`: is a row that is counted, that is in the base, there because its vacancy has come in the period?
    `par_effet`: by identifier, rows that an effect may have counted already, whatever event has not come, and
    the days of such effects. `emboite`: is what counts of the base too?"""

    compte: str | None
    base: str | None
    emboite: bool
    dedans: tuple[bool, bool] = (False, False)
    par_effet: Mapping[str, tuple[Sur, ...]] = field(default_factory=lambda: PAR_NUL_EFFET)

    def come(self, ident: str, waited: Collection[str]) -> bool:
        """May the row be counted to date, in spite of what is still awaited?"""
        needed = (self.compte, *((self.base,) if self.emboite else ()))
        return ident in self.par_effet or not any(nom in waited for nom in needed)


def _events(regle: Regle, groupe: Groupe, cadre: Cadre) -> Evenements:
    """As the text of a cell has them."""
    rule, counted = texts_in_cell(regle.lue.clause, regle.part, groupe, cadre)
    base, of_part = _event(rule.population, cadre), _of_a_part(regle)
    nested = of_part or regle.lue.clause.regles["compte"].base.valeur is None
    dated = base == cadre.choix.rattachement
    return Evenements(
        compte=_event(counted, cadre),
        base=base,
        emboite=nested,
        dedans=(dated and nested and (cadre.avec_leur_vacance or not of_part), dated),
    )


def _of_a_part(regle: Regle) -> bool:
    return regle.parent is not None or isinstance(regle.lue.clause.clause, ir.Part)


def _by_effect(regle: Regle, cadre: Cadre) -> Mapping[str, tuple[Sur, ...]]:
    rows = (sujet for cell in regle.faite.cellules for sujet, _ in cell.rangs)
    found = ((s, s.suivi, counted_by_effect(s.suivi, cadre)) for s in rows if s.suivi is not None)
    return {
        s.id: days_counted(suivi, cadre)
        for s, suivi, issue in found
        if issue is not False and not (waits(issue) and _to_come(s))
    }


def _to_come(sujet: Sujet) -> bool:
    """Has no effect that counts the vacancy taken place yet?"""
    effects = () if sujet.suivi is None else sujet.suivi.decision.effets
    return not any(e.effet.decompte is ir.Decompte.COMPTEE and may_have(e) for e in effects)


def _event(population: ir.Population, cadre: Cadre) -> str | None:
    if population.niveau in SOUS_UNE_VACANCE:
        return JOUR_DE_LIGNE
    if frozenset(population.classes) <= FLUX:
        return cadre.choix.rattachement
    found = {EVENEMENTS.get(classe) for classe in population.classes}
    return found.pop() if len(found) == 1 else None


def today(rang: Rang, events: Evenements) -> Rang:
    """The row as it stands on the day: what has not happened is not there."""
    waited = {c.fait for c in rang.causes if c.genre is Genre.FUTUR}
    if rang.futur:
        counted, inside = (all(o[n] for o in rang.options) for n in (0, 1))
        return replace(rang, options=frozenset({(counted, inside)}), par_option=())
    if rang.selon and rang.id not in events.par_effet:
        # Why: the data choose what the days to come may still make of it.
        told = frozenset(_on_the_day(left, events) for left in rang.selon)
        return replace(rang, options=told, selon=frozenset[frozenset[Option]](), par_option=())
    come = events.come(rang.id, waited)
    options = frozenset[Option]((a and come, b and events.base not in waited) for a, b in rang.options)
    return replace(rang, options=options, par_option=())


def _on_the_day(left: Collection[Option], events: Evenements) -> Option:
    """Of what the days to come may still make of a row."""
    counted, inside = (all(o[n] for o in left) for n in (0, 1))
    awaits_base = not inside and any(b for _, b in left)
    return counted and not (events.emboite and awaits_base), inside


def _come(rangs: Iterable[Rang]) -> Sequence[Rang]:
    """Without the turns that are still to be exchanged: of one given away, what it takes stands beside what
    it perhaps does not."""
    found = tuple(rangs)
    turns = [(r, r.id) for r in found if isinstance(r.id, Echangee)]
    given = {ident for r, ident in turns if (r.futur or r.selon) and not ident.gagne}
    return [
        r
        for r in found
        if not (isinstance(r.id, Echangee) and (r.futur or r.selon or {r.id, r.id.en_doute} & given))
    ]


def _cell(
    cell: CelluleLue, made: CelluleLue | None, events: Evenements, restes: Restes, clause: str
) -> Avancement:
    rangs = [today(rang, events) for rang in (_come(made.dossiers[0].rangs) if made is not None else ())]
    dossier = cell.dossiers[0]
    found = _projected(cell, events, restes)
    return Avancement(
        clause=clause,
        cellule=cell.resultat.cellule,
        base=base_bounds(rangs),
        du=_due(dossier, rangs),
        realise=counted_bounds(rangs),
        retard=_behind(dossier, rangs),
        annoncees=sum(any(b for _, b in r.options) for r in dossier.rangs if r.futur),
        plafond=dossier.regime.sens is ir.Sens.AU_PLUS,
        exact=dossier.regime.sens is ir.Sens.EXACTEMENT,
        au_mieux=best_future(cell),
        projection=found if isinstance(found, Projection) else None,
        sans_projection=found if isinstance(found, SansProjection) else None,
    )


def _due(dossier: Dossier, rangs: Sequence[Rang]) -> Bornes | None:
    """With the gap that the forecast of the year before left, which is of the due from the first day; None
    when it is not known."""
    nombre = dossier.regime.nombre
    if nombre is not None:
        return between(nombre, nombre)
    gap = dossier.retenue.regularisation
    return None if gap is None else plus(due_bounds(rangs), gap)


def _behind(dossier: Dossier, rangs: Sequence[Rang]) -> Bornes | None:
    """Balance, plus what was given back and the gap of a forecast, plus due, less done, row by row: the two
    are not extreme at once. A ceiling owes nothing, nor does a base that has not reached its minimum."""
    regime, gap = dossier.regime, dossier.retenue.regularisation
    brought = rounding_gap(regime.arrondi) if regime.fraction_tue else dossier.initial
    if brought is None or gap is None or regime.nombre is not None or regime.sens is ir.Sens.AU_PLUS:
        return None
    if regime.minimum is not None and base_bounds(rangs).min < regime.minimum:
        return None
    low = sum((_late(r) for r in rangs), Fraction(0))
    own = between(low, low + sum((span(r) for r in rangs), Fraction(0)))
    return plus(plus(plus(brought, dossier.rendus.a_ce_jour), gap), own)


def _late(rang: Rang) -> Fraction:
    """Least that the row leaves due."""
    return Fraction(rang.poids) * min((rang.taux.min if b else Fraction(0)) - a for a, b in rang.options)


def best_future(cell: CelluleLue) -> Position | None:
    """What would be done and asked in the best future that is left; data at their best when even then the
    rule is missed, otherwise at their worst. None when nothing bounds the future, or where there are
    too many to tell what comes nearest to « exactement »."""
    dossier = cell.dossiers[0]
    if (
        cell.resultat.sous_minimum is not False
        or len(cell.dossiers) > 1
        or unbounded(dossier)
        or target_unknown(dossier)
    ):
        return None
    coin = DONNEES_DEFAVORABLES if conforms(dossier, TOUT_FAVORABLE) else TOUT_FAVORABLE
    if dossier.regime.sens is ir.Sens.EXACTEMENT:
        return nearest(hoped(dossier, donnees=coin.donnees), donnees=coin.donnees)
    if dossier.regime.sens is ir.Sens.AU_PLUS:
        return at_most_position(dossier, coin)
    return at_least_position(dossier, coin)


# --- to the end of the period ---------------------------------------------------------------
def _measure(regle: Regle, groupe: Groupe, cadre: Cadre, events: Evenements, venues: Venues) -> Mesure:
    read = read_if_come(regle.lue.clause, regle.part, groupe, cadre, venues)
    found = by_vacancy(read, lambda rang: today(rang, events))
    return Mesure(venues=venues, si_venues=found, dedans=events.dedans)


def _projected(cell: CelluleLue, events: Evenements, restes: Restes) -> Projection | SansProjection:
    dossier, (of_base, of_done, mesure) = cell.dossiers[0], restes
    if events.base is None:
        return SansProjection.SANS_FLUX
    if not dossier.avenir.base_croit:
        return SansProjection.PLUS_RIEN
    rows = [(sujet, today(rang, events)) for sujet, rang in cell.rangs]
    if mesure is not None:
        base, done = mesure.cadence(rows, 1, of_base), mesure.cadence(rows, 0, of_done)
    else:
        base = cadence(
            (_mark(r, 1, _days(s, events.base, of_base.au)) for s, r in rows if _may(r, 1)), of_base
        )
        done = cadence((_mark(r, 0, _counted(s, events, of_done.au)) for s, r in rows if _may(r, 0)), of_done)
    if isinstance(base, SansProjection) or isinstance(done, SansProjection):
        return base if isinstance(base, SansProjection) else SansProjection.SANS_FLUX
    turns = [rang for rang, _ in lots_of(dossier.rangs) if isinstance(rang.id, Echangee)]
    to_date = counted_bounds([*(r for _, r in rows), *(today(r, events) for r in _come(turns))])
    # Why besides: those that may yet be exchanged are of no pace.
    at_term = counted_bounds([*(r for _, r in rows), *turns])
    realise = plus(at_term, between(done.bas, done.haut))
    return _at_term(dossier, [r for _, r in rows], base, realise, to_date)


def _may(rang: Rang, side: int) -> bool:
    return any(o[side] for o in rang.options)


def _mark(rang: Rang, side: int, jours: Jours) -> Jalon:
    return Jalon(jours=jours, sur=all(o[side] for o in rang.options), poids=rang.poids)


def _counted(sujet: Sujet, events: Evenements, au: date) -> Jours:
    """Those of the effect that counts it, if one may have, or of the event that is counted: the first."""
    effects = events.par_effet.get(sujet.id)
    if effects is None:
        return _days(sujet, events.compte, au)
    own = _event_of(sujet, events.compte) if events.compte is not None else None
    return first_days((*effects, (own, True)) if own is not None else effects, au) or ((JOUR_MIN, au),)


def _days(sujet: Sujet, event: str | None, au: date) -> Jours:
    """Those on which the row may have come by the day; its vacancy, when no event counts it."""
    found = _event_of(sujet, event)
    # Why not those of its vacancy where the event's are not known: it may be of any month.
    return (first_days([(found, True)], au) if found is not None else ()) or ((JOUR_MIN, au),)


def _event_of(sujet: Sujet, event: str | None) -> Evenement | None:
    if sujet.suivi is None:
        return None
    if event == JOUR_DE_LIGNE and sujet.ligne is not None:
        return event_of_cell(sujet.ligne.cellule(event), event)
    return sujet.suivi.reference if event is None else read_event(event, sujet.mondes[0].contexte)


def _at_term(
    dossier: Dossier, rows: Sequence[Rang], base: Cadence, realise: Bornes, fait: Bornes
) -> Projection:
    """rows: those that vacancies are. realise: done at the end; fait: to date."""
    retenue, regime = dossier.retenue, dossier.regime
    come = between(base.bas, base.haut)
    gross = plus(due_bounds(rows), times(dossier.avenir.taux, come))
    du = cible = reste = None
    if retenue.regularisation is not None:
        du = plus(at_least_zero(minus(gross, times(retenue.taux, retenue.prevu))), retenue.regularisation)
        du = du if regime.nombre is None else exactly(regime.nombre)
        if not target_unknown(dossier):
            initial, back = dossier.initial or ZERO, dossier.restituees
            cible = between(
                target(regime, du.min, initial.min, back.min), target(regime, du.max, initial.max, back.max)
            )
            reste = at_least_zero(minus(cible, fait))
    return Projection(
        cadence=base,
        base=at_least_zero(minus(plus(base_bounds(rows), come), retenue.prevu)),
        realise=realise,
        du=du,
        cible=cible,
        reste=reste,
    )
