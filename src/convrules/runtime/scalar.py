"""The meaning of expressions. This evaluator is the definition of the language; it always gives its trace.

Each expression is prepared once for a programme (`forms`: what its parts give together), then evaluated row
by row. Source: docs/langage, « Les issues », « Types et unités ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, Final, assert_never

from convrules import ir
from convrules.base.dates import Evenement, at_most, connu
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Cause,
    Genre,
    Indetermine,
    Issue,
    NonApplicable,
    causes_of,
    et,
    indetermine,
)
from convrules.base.records import dataclass, replace
from convrules.base.values import Resultat
from convrules.facts.records import VIDE, Ligne
from convrules.geographie import whole_commune
from convrules.runtime.chiffres import number_of_account
from convrules.runtime.context import Contexte
from convrules.runtime.counting import LigneComptee, LignesComptees, fold_rows, rows_counted
from convrules.runtime.decision import Trace
from convrules.runtime.decisions import read_decision
from convrules.runtime.forms import Forme, as_issue, compared, form_of, is_share
from convrules.runtime.operators import (
    calculate,
    causes_of_value,
    strict,
)
from convrules.runtime.parameters import code_of, in_force, reads
from convrules.runtime.places import COMMUNE, too_wide
from convrules.runtime.questions import delegated, filled, happened, instrument_in_force
from convrules.runtime.reached import reached, turn
from convrules.runtime.reading import cited, find_cell, reader
from convrules.runtime.rights import runs, with_life


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How one expression is evaluated: its value alone; with its `trace`; with one that is `entiere`, down to
    the facts. `simple`: it reads nothing but facts and what is written, so that its parts say at any time
    what they said, and its trace holds them once somebody reads them."""

    valeur: Callable[[Contexte], Resultat]
    entiere: Callable[[Contexte], Trace]
    trace: Callable[[Contexte], Trace]
    simple: bool


def evaluate(expr: ir.Expr, contexte: Contexte) -> Trace:
    """What an expression gives in this context, with how. Never raises for a fact that is missing,
    unreadable or without object: these are values. Events come out as sets of possible dates."""
    return _evaluation(expr, contexte).trace(contexte)


def evaluate_issue(expr: ir.Expr, contexte: Contexte) -> Issue:
    """Outcome of a condition, when its trace is of no use."""
    return as_issue(_evaluation(expr, contexte).valeur(contexte))


def _evaluation(expr: ir.Expr, contexte: Contexte) -> Evaluation:
    kept = contexte.programme.evaluations
    found = kept.get(id(expr))
    if found is None:
        found = kept[id(expr)] = expr, prepared(expr)
    evaluation: Evaluation = found[1]
    return evaluation


def prepared(expr: ir.Expr) -> Evaluation:
    """All that the text alone decides is decided here, whatever the row."""
    if isinstance(expr, ir.Litteral):
        return _plain(expr)
    if isinstance(expr, ir.Champ):
        return _field(expr)
    forme = form_of(expr)
    if forme is not None:
        return _formed(expr, forme)
    find = partial(EVALUATIONS[type(expr)], expr)
    return Evaluation(valeur=lambda contexte: find(contexte).valeur, entiere=find, trace=find, simple=False)


def _plain(expr: ir.Litteral) -> Evaluation:
    trace = Trace(expr=expr, valeur=expr.valeur)

    def told(contexte: Contexte) -> Trace:
        return trace

    return Evaluation(valeur=lambda contexte: trace.valeur, entiere=told, trace=told, simple=True)


def _field(expr: ir.Champ) -> Evaluation:
    read = reader(expr)

    def told(contexte: Contexte) -> Trace:
        return Trace(expr=expr, valeur=read(contexte))

    return Evaluation(valeur=read, entiere=told, trace=told, simple=True)


def _formed(expr: ir.Expr, forme: Forme) -> Evaluation:
    parts, of, written = tuple(prepared(part) for part in forme.parts), forme.of, forme.ecrits
    valeur = _worth(of, [part.valeur for part in parts])

    def explained(contexte: Contexte) -> tuple[Trace, ...]:
        return tuple([part.entiere(contexte) for part in parts])

    def whole(contexte: Contexte) -> Trace:
        found = explained(contexte)
        values = [trace.valeur for trace in found]
        return Trace(expr=expr, valeur=of(contexte, *values), enfants=found, ecrits=written)

    def later(contexte: Contexte) -> Trace:
        return Trace(expr=expr, valeur=valeur(contexte), enfants=explained, de=contexte, ecrits=written)

    simple = all(part.simple for part in parts)
    return Evaluation(valeur=valeur, entiere=whole, trace=later if simple else whole, simple=simple)


def _worth(
    of: Callable[..., Resultat], parts: Sequence[Callable[[Contexte], Resultat]]
) -> Callable[[Contexte], Resultat]:
    """What the parts give together."""
    if len(parts) == 1:
        (only,) = parts
        return lambda contexte: of(contexte, only(contexte))
    if len(parts) == 2:
        first, second = parts
        return lambda contexte: of(contexte, first(contexte), second(contexte))
    return lambda contexte: of(contexte, *[part(contexte) for part in parts])


# --- conditions -----------------------------------------------------------------------------
def _shares(expr: ir.Comparaison, contexte: Contexte) -> Trace:
    """Of a count over a count of nothing there is no share to compare, and no error either."""
    a, b = evaluate(expr.gauche, contexte), evaluate(expr.droite, contexte)
    if _is_empty_share(a) or _is_empty_share(b):
        return Trace(expr=expr, valeur=NON_APPLICABLE, enfants=(a, b))
    return Trace(expr=expr, valeur=compared(expr)(contexte, a.valeur, b.valeur), enfants=(a, b))


def _is_empty_share(trace: Trace) -> bool:
    if isinstance(trace.expr, ir.Nomme):
        return _is_empty_share(trace.enfants[0])
    return is_share(trace.expr) and trace.enfants[1].valeur == 0


def _choice(expr: ir.Si, contexte: Contexte) -> Trace:
    """No branch is taken for want of a fact, even when both would give the same."""
    condition = evaluate(expr.condition, contexte)
    issue = as_issue(condition.valeur)
    match issue:
        case bool():
            branch = evaluate(expr.alors if issue else expr.sinon, contexte)
            return Trace(expr=expr, valeur=branch.valeur, enfants=(condition, branch))
        case NonApplicable():
            return Trace(expr=expr, valeur=issue, enfants=(condition,))
        case Indetermine(causes=causes):
            a, b = evaluate(expr.alors, contexte), evaluate(expr.sinon, contexte)
            causes = causes | causes_of_value(a.valeur) | causes_of_value(b.valeur)
            return Trace(expr=expr, valeur=Indetermine(causes), enfants=(condition, a, b))
        case _:
            assert_never(issue)


def _decision(expr: ir.DecisionAttendue, contexte: Contexte) -> Trace:
    """The recorded answer; the question does not arise where its own condition is not met."""
    read = read_decision(expr.nom, contexte)
    si = read.clause.entete.si
    if si is None:
        return Trace(expr=expr, valeur=read.issue)
    asked = evaluate(si, contexte)
    issue = as_issue(asked.valeur)
    valeur: Issue = read.issue if issue is True else NON_APPLICABLE
    if isinstance(issue, Indetermine):
        doubts = issue.causes | causes_of(read.issue)
        valeur = issue if isinstance(read.issue, NonApplicable) else Indetermine(doubts)
    return Trace(expr=expr, valeur=valeur, enfants=(asked,))


# --- numbers --------------------------------------------------------------------------------
def _count(expr: ir.Compte, population: ir.Population, contexte: Contexte) -> Trace:
    """How many rows: bounds when some rows are in doubt, or when more may still come."""
    rows = rows_counted(population, contexte)
    weighed = [(issue, row.poids) for row, issue in belonging(rows, population, contexte)]
    return Trace(expr=expr, valeur=fold_rows(weighed, rows.causes))


def belonging(
    rows: LignesComptees, population: ir.Population, contexte: Contexte
) -> Iterator[tuple[LigneComptee, Issue]]:
    """Each row looked at, and whether it is of the population."""
    for there in rows.lignes:
        row = _with_its_end(there, contexte)
        yield row, et(row.presence, _belongs(population, replace(contexte, ligne=row.ligne)))


def _with_its_end(row: LigneComptee, contexte: Contexte) -> LigneComptee:
    """A right, where the formula says how rights end: is it there that day? One whose end does not apply has
    none."""
    if contexte.fin_des_droits is None or row.ligne.table != "droits":
        return row
    live = still_runs(row.ligne, contexte.fin_des_droits, contexte)
    return replace(row, ligne=with_life(row.ligne, live), presence=et(row.presence, live))


def still_runs(droit: Ligne, fin: ir.Expr, contexte: Contexte) -> Issue:
    """Does a right run on the day of the context, `fin` being its last day?"""
    valeur = evaluate(fin, replace(contexte, ligne=droit, fin_des_droits=None)).valeur
    match valeur:
        case NonApplicable():
            before_end: Issue = True
        case Indetermine():
            before_end = valeur
        case Evenement():
            before_end = at_most(connu(contexte.jour), valeur)
        case date():
            before_end = contexte.jour <= valeur
        case _:
            raise AssertionError("checked: the end of a right is a day")
    return runs(droit, contexte.jour, before_end)


def _sum(expr: ir.Somme, terme: ir.Expr, population: ir.Population, contexte: Contexte) -> Trace:
    """Sum of a term over rows; undetermined while a row is in doubt or more may still come."""
    rows = rows_counted(population, contexte)
    causes: frozenset[Cause] = rows.causes
    terms: list[Resultat] = []
    for row, belongs in belonging(rows, population, contexte):
        inner = replace(contexte, ligne=row.ligne)
        if isinstance(belongs, Indetermine):
            causes |= belongs.causes | causes_of_value(evaluate(terme, inner).valeur)
        elif belongs is True:
            terms.append(evaluate(terme, inner).valeur)
    return Trace(expr=expr, valeur=_total(expr, terms, causes, contexte))


def _total(
    expr: ir.Somme, terms: Sequence[Resultat], causes: frozenset[Cause], contexte: Contexte
) -> Resultat:
    stopped = strict(terms)
    if stopped is not None:
        return Indetermine(stopped.causes | causes) if isinstance(stopped, Indetermine) else stopped
    if causes:
        return Indetermine(causes)
    total: Resultat = Fraction(0)
    for term in terms:
        total = calculate(ir.Operateur.PLUS, total, term, contexte.calendrier, expr)
    return total


def _belongs(population: ir.Population, contexte: Contexte) -> Issue:
    """Is the condition of a population vrai of this row? What does not apply is out."""
    if population.condition is None:
        return True
    issue = evaluate_issue(population.condition, contexte)
    return False if isinstance(issue, NonApplicable) else issue


# --- parameters -----------------------------------------------------------------------------
def _parameter(expr: ir.Parametre, contexte: Contexte) -> Trace:
    """The value in force on the reference day; of a table, that of the line that the row chooses. Without a
    value in force, the parameter is an error to correct."""
    found = in_force(expr.nom, contexte)
    if found is None:
        return Trace(expr=expr, valeur=indetermine(expr.nom, Genre.ERREUR))
    if isinstance(found.valeur, ir.ParCode):
        return _of_table(expr, found.valeur, contexte)
    # Why: a formula that stands for a value is computed on the stock of the day the value begins.
    stock = replace(contexte, vacance=None, ligne=None, cellule=VIDE, jour=found.du)
    meant = evaluate(found.valeur, replace(stock, fin_des_droits=found.fin_des_droits))
    return Trace(expr=expr, valeur=meant.valeur, enfants=(meant,))


def _of_table(expr: ir.Parametre, table: ir.ParCode, contexte: Contexte) -> Trace:
    """The line of the code; not known while the code is not, whatever the lines."""
    if expr.selon is None or not reads(expr, table):
        return Trace(expr=expr, valeur=indetermine(expr.nom, Genre.ERREUR))
    chosen = evaluate(expr.selon, contexte)
    if isinstance(chosen.valeur, NonApplicable | Indetermine):
        return Trace(expr=expr, valeur=chosen.valeur, enfants=(chosen,))
    code = code_of(chosen.valeur)
    if expr.selon.type == COMMUNE:
        written = [line for line, _ in table.lignes]
        if too_wide(code, written):
            valeur = indetermine(cited(expr.selon), Genre.MANQUANT, find_cell(expr.selon, contexte)[1])
            return Trace(expr=expr, valeur=valeur, enfants=(chosen,))
        code = code if code in written else whole_commune(code)
    line = table.on(code)
    if line is not None:
        return Trace(expr=expr, valeur=evaluate(line, contexte).valeur, enfants=(chosen,))
    missing: Resultat = NON_APPLICABLE if table.sans_objet else indetermine(expr.nom, Genre.ERREUR)
    return Trace(expr=expr, valeur=missing, enfants=(chosen,))


# --- which expression is evaluated by what ------------------------------------------------------
def _said(read: Callable[[Any, Contexte], Resultat]) -> Callable[[Any, Contexte], Trace]:
    """What a reading says, which has no part that is evaluated."""
    return lambda expr, contexte: Trace(expr=expr, valeur=read(expr, contexte))


def _never(expr: ir.Expr, contexte: Contexte) -> Trace:
    raise AssertionError("a programme exists only for a file without errors")


EVALUATIONS: Final[Mapping[type[ir.Expr], Callable[[Any, Contexte], Trace]]] = {
    ir.Comparaison: _shares,
    ir.Parametre: _parameter,
    ir.DecisionAttendue: _decision,
    ir.Si: _choice,
    ir.Renseigne: _said(lambda expr, contexte: filled(expr.champ, contexte)),
    ir.AEuLieu: _said(lambda expr, contexte: happened(expr.evenement, contexte)),
    ir.Atteint: _said(reached),
    ir.TourDe: turn,
    ir.Compte: lambda expr, contexte: _count(expr, expr.population, contexte),
    ir.Somme: lambda expr, contexte: _sum(expr, expr.terme, expr.population, contexte),
    ir.Chiffre: number_of_account,
    ir.EnVigueur: _said(lambda expr, contexte: instrument_in_force(expr.convention, contexte)),
    ir.ExerciceDelegue: _said(lambda expr, contexte: delegated(contexte)),
    ir.Invalide: _never,
}
"""Those that are no form, no fact and no constant."""
