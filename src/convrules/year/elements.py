"""Deadlines and obligations of a year that hang on no vacancy: of programmes, dwellings, demands, the
convention.

An obligation is judged every year; a deadline in the year in which its last day falls.
Source: docs/langage, « Ce qui ne tient à aucune vacance ».
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import Final

from convrules import ir
from convrules.base.dates import JOUR_MAX, add_months
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.decision import EtatDelai, ResultatDelai, ResultatElement
from convrules.runtime.elements import first_day_in_force, judge_elements, level_of
from convrules.year.assiette import Cadre, is_row, reference_in_period
from convrules.year.echeances import MANQUES, obligation_word, tally
from convrules.year.model import ResultatEcheance
from convrules.year.periode import Intervalle

MOIS_D_AVANCE: Final = 36
"""How long before a term, at the most, a deadline that precedes it may end."""


def of_elements(cadre: Cadre) -> Iterator[ResultatEcheance]:
    """One result per clause in force in the year. A socle judged by itself has no holder: each convention
    that inherits it is judged for its own elements."""
    if cadre.programme.convention.reservataire is None:
        return
    for clause in cadre.programme.elements:
        jour = first_day_in_force(clause, cadre.periode.du, cadre.periode.au)
        if jour is not None:
            yield _result(clause, jour, cadre)


def of_lines(cadre: Cadre) -> Iterator[ResultatEcheance]:
    """One result per clause that judges candidatures or refusals, over the vacancies of the year."""
    clauses = cadre.programme.par_ligne
    decisions = [
        s.decision
        for s in (cadre.suivis if clauses else ())
        if is_row(s) is not False and reference_in_period(s, None, cadre) is not False
    ]
    for clause in clauses:
        own = clause.clause
        assert isinstance(own, ir.Delai | ir.Obligation), "only these judge something else than vacancies"
        found = (e for d in decisions for e in d.elements if e.resultat.clause.entete.ident == clause.ident)
        yield _gathered(own, tuple(found))


def _result(clause: ClauseCompilee, jour: date, cadre: Cadre) -> ResultatEcheance:
    own = clause.on(jour)
    assert isinstance(own, ir.Delai | ir.Obligation), "only these judge something else than vacancies"
    dues = _due_in(cadre)
    found = tuple(judge_elements(clause, cadre.programme, cadre.faits, cadre.au, jour))
    beside = tuple(_of_other_terms(clause, jour, dues, cadre)) if isinstance(own, ir.Delai) else ()
    due = [e for e in found if _of_the_year(e, dues, cadre.au) and not _said_better(e, beside, dues)]
    for e in beside:
        if (e.element, _last(e)) not in [(d.element, _last(d)) for d in due]:
            due.append(e)
    here = {e.element for e in due}
    elsewhere = tuple(e for e in found if e.element not in here)
    return replace(_gathered(own, tuple(due)), ailleurs=elsewhere)


def _of_other_terms(
    clause: ClauseCompilee, jour: date, dues: Intervalle, cadre: Cadre
) -> Iterator[ResultatElement]:
    """Of a renewed convention, what falls due in the year for the term before the one that runs on `jour`,
    and for each that begins later in the period."""
    last = add_months(cadre.periode.au, MOIS_D_AVANCE) if _alone(clause) else cadre.periode.au
    ends = tuple(takewhile(lambda end: end < last, cadre.programme.convention.fins_de_terme()))
    before = [end for end in ends if end < jour]
    days = [
        *(before if _alone(clause) else before[-1:]),
        *(end + timedelta(days=1) for end in ends if end >= jour),
    ]
    for day in days:
        for e in judge_elements(clause, cadre.programme, cadre.faits, cadre.au, jour, day):
            limit = _last(e)
            if limit is not None and dues.contains(limit):
                yield e


def _alone(clause: ClauseCompilee) -> bool:
    """Is the convention itself judged? It is one, and all its terms can be looked at."""
    return level_of(clause) is ir.Niveau.CONVENTION


def _last(e: ResultatElement) -> date | None:
    """The last day to act, if the clause applies."""
    return e.resultat.echeance if isinstance(e.resultat, ResultatDelai) else None


def _said_better(e: ResultatElement, beside: Sequence[ResultatElement], dues: Intervalle) -> bool:
    """Without object, not begun, or perhaps due in another year for one term, an element is judged for
    another."""
    last = _last(e)
    idle = word_of(e) in (EtatDelai.SANS_OBJET, EtatDelai.EN_COURS)
    elsewhere = last is not None and not dues.contains(last)
    return _limit(e) is None and (idle or elsewhere) and e.element in {b.element for b in beside}


def _limit(e: ResultatElement) -> date | None:
    return e.resultat.limite if isinstance(e.resultat, ResultatDelai) else None


def _gathered(own: ir.Delai | ir.Obligation, found: tuple[ResultatElement, ...]) -> ResultatEcheance:
    running = [(e.element, day) for e in found if (day := _last_day(e)) is not None]
    return ResultatEcheance(
        clause=own,
        decomptes=tally([word_of(e) for e in found]),
        manquees=tuple(e.element for e in found if word_of(e) in MANQUES),
        en_cours=tuple(sorted(running, key=lambda item: item[::-1])),
        elements=found,
    )


def _due_in(cadre: Cadre) -> Intervalle:
    """Days on which something due belongs to the year: the whole civil year from the first day of the
    convention, and for its last year whatever falls due after its term."""
    term = cadre.en_vigueur.au
    last = JOUR_MAX if term is not None and term.year == cadre.annee else date(cadre.annee, 12, 31)
    return Intervalle(du=cadre.periode.du, au=last)


def _of_the_year(e: ResultatElement, dues: Intervalle, au: date) -> bool:
    if not isinstance(e.resultat, ResultatDelai):
        return True
    delai = e.resultat
    if delai.limite is not None:
        return dues.contains(delai.limite)
    if delai.etat is EtatDelai.TENU and delai.cible is not None and delai.cible.connu is not None:
        return dues.contains(delai.cible.connu)
    # Why: what has not begun by the day one looks was not due in a year that is over.
    return delai.etat is not EtatDelai.EN_COURS or au <= dues.au


def _last_day(e: ResultatElement) -> date | None:
    """Of a deadline that runs."""
    delai = e.resultat
    running = isinstance(delai, ResultatDelai) and delai.etat is EtatDelai.EN_COURS
    return delai.limite if running and isinstance(delai, ResultatDelai) else None


def word_of(e: ResultatElement) -> str:
    """The closed word of what is said of one element."""
    if isinstance(e.resultat, ResultatDelai):
        return e.resultat.etat.value
    return obligation_word(e.resultat.issue)
