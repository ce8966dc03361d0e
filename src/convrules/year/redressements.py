"""Corrective modes over the year: the state of each cell, and the findings, proposed beside those recorded.

The engine measures the watched quota on each day a finding is due: a stock as of that day, a flow since
the finding before. Source: docs/langage, « Les actes enregistrés », « Mode correctif ».
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from convrules import ir
from convrules.base.dates import JOUR_MIN
from convrules.base.records import replace
from convrules.base.values import Cellule, Connu
from convrules.compiler import ClauseCompilee
from convrules.runtime.corrective import Histoire, dimensions, history, state_on
from convrules.runtime.journal import Clef, acts_on, text
from convrules.year.assiette import STOCK, Cadre
from convrules.year.ecrite import written_rule
from convrules.year.model import (
    Constat,
    ResultatCellule,
    ResultatConstat,
    ResultatRedressement,
    Verdict,
)
from convrules.year.periode import Intervalle
from convrules.year.regles import read_rule

PROPOSE: Mapping[Verdict, Constat] = {
    Verdict.CONFORME: Constat.TENU,
    Verdict.NON_CONFORME: Constat.MANQUE,
}


def corrections(clauses: Iterable[ClauseCompilee], cadre: Cadre) -> Iterator[ResultatRedressement]:
    """One result per corrective mode in force and per cell met in the rows or in the journal."""
    for clause in clauses:
        own = clause.clause
        if isinstance(own, ir.ModeCorrectif) and _meets(own.entete.en_vigueur, cadre.periode):
            yield from _of_mode(clause, own, cadre)


def _meets(validite: ir.Validite, periode: Intervalle) -> bool:
    begun = validite.du is None or validite.du <= periode.au
    return begun and (validite.au is None or validite.au >= periode.du)


def _of_mode(clause: ClauseCompilee, mode: ir.ModeCorrectif, cadre: Cadre) -> Iterator[ResultatRedressement]:
    last = min(cadre.au, cadre.periode.au)
    plain = replace(cadre.contexte(last), au=last)
    due = history(clause, (), plain).dus
    measures = {day: _measure(mode, day, before, cadre) for before, day in _relevant(due, cadre)}
    for cellule in _cells(clause, measures, cadre):
        facts: dict[str, Cellule] = {nom: Connu(valeur) for nom, valeur in cellule}
        story = history(clause, cellule, replace(plain, cellule=facts))
        state = state_on(story, last + timedelta(days=1))
        yield ResultatRedressement(
            clause=mode,
            cellule=cellule,
            etat=state.etat,
            depuis=state.depuis,
            causes=state.causes,
            constats=tuple(_findings(story, cellule, measures)),
        )


def _relevant(due: tuple[date, ...], cadre: Cadre) -> Iterator[tuple[date | None, date]]:
    """Days on which a finding is due in the year, and the last before it, each with the one before."""
    for rang, day in enumerate(due):
        after = due[rang + 1] if rang + 1 < len(due) else None
        if after is None or after > cadre.periode.du:
            yield (due[rang - 1] if rang else None), day


def _cells(
    clause: ClauseCompilee, measures: Mapping[date, Mapping[Clef, ResultatCellule] | None], cadre: Cadre
) -> list[Clef]:
    """Cells of the rows, and those that the journal names."""
    names = [champ.nom for champ in dimensions(clause, cadre.programme)]
    found: set[Clef] = {clef for measure in measures.values() for clef in measure or {}}
    ident = cadre.programme.convention.ident
    for act in acts_on(cadre.faits, "constat", clause.ident, ident, ()) or ():
        values = [text(act.ligne.cellule(nom)) for nom in names]
        if None not in values:
            found.add(tuple((nom, v) for nom, v in zip(names, values, strict=True) if v is not None))
    return sorted(found)


# --- findings -------------------------------------------------------------------------------
def _findings(
    story: Histoire, cellule: Clef, measures: Mapping[date, Mapping[Clef, ResultatCellule] | None]
) -> Iterator[ResultatConstat]:
    """Those due, each with what was recorded from then on; those recorded before any was due."""
    first = min(story.dus, default=None)
    for day, missed in story.constats:
        if first is None or day < first:
            yield _finding(day, (day, missed), None)
    for day, measure in measures.items():
        after = min((d for d in story.dus if d > day), default=None)
        made = [x for x in story.constats if day <= x[0] and (after is None or x[0] < after)]
        yield _finding(day, made[-1] if made else None, (measure or {}).get(cellule))


def _finding(day: date, made: tuple[date, bool] | None, measure: ResultatCellule | None) -> ResultatConstat:
    verdict = measure.verdict if measure is not None else None
    return ResultatConstat(
        jour=day,
        enregistre=None if made is None else (Constat.MANQUE if made[1] else Constat.TENU),
        enregistre_le=made[0] if made is not None else None,
        propose=PROPOSE.get(verdict) if verdict is not None else None,
        mesure=measure,
    )


# --- measure --------------------------------------------------------------------------------
def measurable(clause: ClauseCompilee, cadre: Cadre) -> bool:
    """LIMIT: a quota inside a part is not measured apart from it, nor a flow from which forecast
    withdrawals are taken year by year."""
    mode = clause.clause
    if not isinstance(mode, ir.ModeCorrectif):
        return True
    watched = _watched(mode, cadre)
    if isinstance(watched.clause, ir.Quota) and watched.clause.parent is not None:
        return False
    return _is_stock(watched, cadre.periode.du) or cadre.choix.soustractions is ir.ModeSoustraction.REALISE


def _watched(mode: ir.ModeCorrectif, cadre: Cadre) -> ClauseCompilee:
    return next(c for c in cadre.programme.clauses if c.ident == mode.surveille)


def _is_stock(watched: ClauseCompilee, jour: date) -> bool:
    return bool(frozenset(written_rule(watched, jour).population.classes) & STOCK)


def _measure(
    mode: ir.ModeCorrectif, day: date, before: date | None, cadre: Cadre
) -> Mapping[Clef, ResultatCellule] | None:
    """The watched quota by cell, as of a day: None when it is not measured."""
    watched = _watched(mode, cadre)
    here = ClauseCompilee(clause=mode, regles={})
    if not measurable(here, cadre):
        return None
    start = cadre.en_vigueur.du or JOUR_MIN if before is None else before + timedelta(days=1)
    periode = Intervalle(du=day if _is_stock(watched, day) else min(start, day), au=day, premier=True)
    lue = read_rule(watched, replace(cadre, periode=periode, annee=day.year, precedent=None), None, None)
    return {
        tuple((nom.rpartition(".")[2], v) for nom, v in cell.groupe.clef): cell.resultat
        for cell in lue.cellules
    }
