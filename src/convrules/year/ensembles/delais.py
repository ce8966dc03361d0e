"""Deadlines in classes: by what silences a clause, and by the states that each row's dates leave possible.

A state hangs on the dates of the row, the rule and the day one looks: `runtime.deadlines.states` is asked
once for each thing that rows say of these dates, whatever the convention.
What the deadline of a row is in the end, once its status is known, is read in one row of each class.
"""

from collections import Counter
from collections.abc import Hashable, Iterator
from functools import partial
from typing import TypeVar

from convrules import ir
from convrules.base.dates import OUVRES, Duree
from convrules.base.records import replace
from convrules.base.values import TEvenement
from convrules.columnar.lowering import OutOfReach
from convrules.columnar.reach import reach
from convrules.columnar.statuses import reference_facts
from convrules.columnar.tables import Column, coded
from convrules.columnar.vectors import TooMany
from convrules.compiler import ClauseCompilee, cases
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import lives, states
from convrules.runtime.decision import EtatDelai
from convrules.runtime.reading import in_own_cell, read_event
from convrules.runtime.vacance import reference_event
from convrules.runtime.windows import windows_of
from convrules.year.echeances import deadlines, of_the_year, perhaps_elsewhere
from convrules.year.ensembles.facteurs import values
from convrules.year.ensembles.model import AgregatDelai
from convrules.year.ensembles.reserve import told_apart
from convrules.year.ensembles.sommes import of_words
from convrules.year.ensembles.terrain import Lieu, Terrain
from convrules.year.perimetre import in_year
from convrules.year.suivi import Suivi

F = TypeVar("F")
Read = tuple[ir.RegleDelai, ir.Suspension | None]


def tallies(terrain: Terrain[F]) -> tuple[AgregatDelai, ...]:
    """Each deadline of vacancies."""
    found: list[AgregatDelai] = []
    lieu = terrain.lieu
    for clause in lieu.clauses:
        own = clause.clause
        if not isinstance(own, ir.Delai):
            continue
        words: Counter[str] = Counter()
        try:
            for suivi, number in terrain.rows(clause.ident, partial(of_deadline, clause)):
                inside = in_year(suivi, lieu.cadre)
                if inside is not False:
                    word = state_of(clause, suivi).value
                    words[of_the_year(word, perhaps_elsewhere(inside))] += number
        except (OutOfReach, TooMany):
            (result,) = deadlines([clause], lieu.whole())
            words = Counter(dict(result.decomptes))
        found.append(of_words(own, words))
    return tuple(found)


def state_of(clause: ClauseCompilee, suivi: Suivi) -> EtatDelai:
    return next(d.etat for d in suivi.decision.delais if d.clause.entete.ident == clause.ident)


def of_deadline(clause: ClauseCompilee, terrain: Terrain[F]) -> list[F]:
    """Raises OutOfReach, TooMany."""
    programme = terrain.lieu.programme
    asked = ["règle", "suspension"]
    choix = programme.convention.choix
    if choix is not None and choix.gestion_deleguee:
        if any(p.delegations for p in (programme, *programme.voisins)):
            raise OutOfReach("délégation")
        asked.append("débiteur")
    kept = [cle for cle in asked if cle in clause.regles]
    found = terrain.days([terrain.lieu.cadre.periode], [(clause, cle) for cle in kept])
    for condition in dict.fromkeys(c for cle in kept for c in conditions(clause, cle)):
        found += terrain.condition(condition)
    pauses = [v for v in values(clause, "suspension") if isinstance(v, ir.Suspension)]
    for regle in values(clause, "règle"):
        assert isinstance(regle, ir.RegleDelai), "checked: the rule of a deadline"
        for pause in (None, *pauses):
            found += terrain.column(possible_states(regle, pause, terrain))
    return found


def conditions(clause: ClauseCompilee, cle: str) -> Iterator[ir.Expr]:
    """What decides which value a key of a clause has."""
    for of in (cle, "si"):
        for cas in cases(*clause.regles[of].versions):
            if cas.condition is not None:
                yield cas.condition
            if of == "si" and isinstance(cas.valeur, ir.Expr):
                yield cas.valeur


# --- dates --------------------------------------------------------------------------------------
def possible_states(regle: ir.RegleDelai, pause: ir.Suspension | None, terrain: Terrain[F]) -> Column:
    """Rows by the states that their dates leave possible under a rule. Raises OutOfReach."""
    lieu = terrain.lieu
    programme, reserve = lieu.programme, lieu.reserve
    choix = programme.convention.choix
    assert choix is not None, "whoever judges a year answers the open questions"
    given = _given(regle)
    daily = given is not None or (isinstance(regle.echeance, ir.EcheanceFixe) and regle.echeance.date is None)
    working = choix.report_jour_ouvre or given is not None or _working(regle)
    if daily and terrain.jour is not None:
        # Why: states would be asked anew for each day that is supposed.
        raise OutOfReach("jour")
    key = (
        "états",
        regle,
        pause,
        choix.report_jour_ouvre,
        programme.calendrier.est_ferie if working else None,
        choix.rattachement if daily else None,
        # Why: a parameter of the same name has a value of its own in each convention.
        programme.convention.ident if given is not None else None,
    )
    events = frozenset(_events(regle, pause))
    champs = {ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TEvenement()) for nom in events}
    read = reach((*champs, *(ir.walk(given) if given is not None else ())), lieu.events)
    if read is None or not all(map(in_own_cell, events)):
        raise OutOfReach("dates")
    if key not in reserve.columns:
        column = lieu.atoms.table.column({*read.champs, *(reference_facts(programme) if daily else ())})
        if isinstance(regle.echeance, ir.EcheanceRelative) and not regle.echeance.apres:
            forecasts = coded([v.previsions for v in lieu.atoms.table.vacances])
            column = coded(list(zip(column.codes, forecasts.codes, strict=True)))
        kinds = [_states(regle, pause, rank, daily, lieu) for rank in column.firsts]
        reserve.columns[key] = told_apart(column, kinds)
    return reserve.columns[key]


def _states(
    regle: ir.RegleDelai, pause: ir.Suspension | None, rank: int, daily: bool, lieu: Lieu
) -> Hashable:
    table = lieu.atoms.table
    seen = table.contexte(lieu.programme, rank, table.au)
    if daily:
        seen = replace(seen, jour=reference_event(seen).connu or table.au)
    assert seen.vacance is not None
    return tuple((vie.close, tuple(_etats(regle, pause, vie.contexte))) for vie in lives(seen))


def _etats(
    regle: ir.RegleDelai, pause: ir.Suspension | None, then: Contexte
) -> Iterator[frozenset[EtatDelai]]:
    target = read_event(regle.evenement, then)
    return (states(w, target, then.au).etats for w in windows_of(regle.echeance, pause, then))


def _given(regle: ir.RegleDelai) -> ir.Parametre | None:
    """The parameter that gives how long it lasts, if one does: it is read on the reference day."""
    due = regle.echeance
    found = due.duree if isinstance(due, ir.EcheanceRelative) else None
    return None if isinstance(found, Duree) else found


def _working(regle: ir.RegleDelai) -> bool:
    due = regle.echeance
    return isinstance(due, ir.EcheanceRelative) and isinstance(due.duree, Duree) and due.duree.unite in OUVRES


def _events(regle: ir.RegleDelai, pause: ir.Suspension | None) -> Iterator[str]:
    yield regle.evenement
    due = regle.echeance
    if isinstance(due, ir.EcheanceRelative):
        yield from due.instant.evenements
        if due.instant.a_defaut is not None:
            yield due.instant.a_defaut
    for pair in pause.evenements if pause is not None else ():
        yield from pair
