"""The meaning of expressions. This evaluator is the definition of the language; it always gives its trace.

Comparison, arithmetic and `dans` are strict: one operand that does not apply makes the whole not apply,
otherwise what is not known unites its causes. Source: docs/langage, « Les issues », « Types et unités ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, Final, TypeAlias, assert_never

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
    non,
    ou,
)
from convrules.base.records import replace
from convrules.base.values import Resultat
from convrules.facts.records import VIDE, Ligne
from convrules.geographie import whole_commune
from convrules.runtime.chiffres import number_of_account
from convrules.runtime.context import Contexte
from convrules.runtime.counting import LigneComptee, LignesComptees, fold_rows, rows_counted
from convrules.runtime.decision import Trace
from convrules.runtime.decisions import read_decision
from convrules.runtime.forms import is_empty_share, is_share, words_of
from convrules.runtime.operators import (
    calculate,
    causes_of_value,
    comparing,
    in_season,
    member,
    negate,
    normal_text,
    strict,
)
from convrules.runtime.parameters import code_of, in_force, reads
from convrules.runtime.places import COMMUNE, among_named, in_commune, is_commune, too_wide
from convrules.runtime.questions import delegated, filled, happened, instrument_in_force
from convrules.runtime.reached import reached, turn
from convrules.runtime.reading import cited, find_cell, reader
from convrules.runtime.rights import runs, with_life

Eval: TypeAlias = Callable[[Contexte], Trace]
"""What an expression says, whatever the row: all that its text alone decides is decided before."""


def evaluate(expr: ir.Expr, contexte: Contexte) -> Trace:
    """What an expression gives in this context, with how. Never raises for a fact that is missing,
    unreadable or without object: these are values. Events come out as sets of possible dates."""
    kept = contexte.programme.evaluations
    found = kept.get(id(expr))
    if found is None:
        found = kept[id(expr)] = expr, prepared(expr)
    trace: Trace = found[1](contexte)
    return trace


def prepared(expr: ir.Expr) -> Eval:
    """How an expression is evaluated."""
    return EVALUATIONS[type(expr)](expr)


def as_issue(value: Resultat) -> Issue:
    """A value that the checker knows to be a condition."""
    assert isinstance(value, bool | NonApplicable | Indetermine), f"not a condition: {value!r}"
    return value


def evaluate_issue(expr: ir.Expr, contexte: Contexte) -> Issue:
    """Outcome of a condition, when its trace is of no use."""
    return as_issue(evaluate(expr, contexte).valeur)


def _over(expr: ir.Expr, trace: Trace) -> Trace:
    return Trace(expr=expr, valeur=trace.valeur, enfants=(trace,))


# --- conditions -----------------------------------------------------------------------------
def _connective(combine: Callable[[Issue, Issue], Issue], expr: ir.Et | ir.Ou) -> Eval:
    left, right = prepared(expr.gauche), prepared(expr.droite)

    def run(contexte: Contexte) -> Trace:
        a, b = left(contexte), right(contexte)
        return Trace(expr=expr, valeur=combine(as_issue(a.valeur), as_issue(b.valeur)), enfants=(a, b))

    return run


def _comparison(expr: ir.Comparaison) -> Callable[[Trace, Trace, Contexte], Trace]:
    """The comparison of what both sides gave."""
    share = is_share(expr.gauche) or is_share(expr.droite)
    place = is_commune(expr.gauche) or is_commune(expr.droite)
    compared = comparing(expr.operateur)

    def of(a: Trace, b: Trace, contexte: Contexte) -> Trace:
        x, y = a.valeur, b.valeur
        if share and (is_empty_share(a) or is_empty_share(b)):
            return Trace(expr=expr, valeur=NON_APPLICABLE, enfants=(a, b))
        if place and isinstance(x, str) and isinstance(y, str):
            fact, named = (a, b) if is_commune(a.expr) else (b, a)
            same = in_commune(fact, (named,), contexte)
            if same is not None:
                valeur = same if expr.operateur is ir.Comparateur.EGAL else non(same)
                return Trace(expr=expr, valeur=valeur, enfants=(a, b))
        return Trace(expr=expr, valeur=compared(x, y), enfants=(a, b))

    return of


def _compared(expr: ir.Comparaison) -> Eval:
    left, right, of = prepared(expr.gauche), prepared(expr.droite), _comparison(expr)
    return lambda contexte: of(left(contexte), right(contexte), contexte)


def _membership(expr: ir.Dans) -> Eval:
    operande, commune = prepared(expr.operande), is_commune(expr.operande)
    members = _members(expr)
    words = words_of(expr)

    def run(contexte: Contexte) -> Trace:
        operand, listed = operande(contexte), members(contexte)
        value = operand.valeur
        valeur: Issue | None
        if words is not None and isinstance(value, str):
            valeur = among_named(operand, words, contexte) if commune else normal_text(value) in words
        else:
            valeur = in_commune(operand, listed, contexte) if commune else None
        if valeur is None:
            valeur = member(value, [m.valeur for m in listed])
        return Trace(expr=expr, valeur=valeur, enfants=(operand, *listed))

    return run


def _members(expr: ir.Dans) -> Callable[[Contexte], tuple[Trace, ...]]:
    parts = [prepared(e) for e in expr.ensemble]
    if not all(isinstance(e, ir.Litteral) for e in expr.ensemble):
        return lambda contexte: tuple(part(contexte) for part in parts)
    written = tuple(Trace(expr=e, valeur=e.valeur) for e in expr.ensemble if isinstance(e, ir.Litteral))
    return lambda contexte: written


def _between(expr: ir.Entre) -> Eval:
    """`et` of two comparisons, which are the children of the trace."""
    operande, bas, haut = prepared(expr.operande), prepared(expr.bas), prepared(expr.haut)
    low, high = (
        _comparison(ir.Comparaison(operateur=op, gauche=expr.operande, droite=side, span=expr.span))
        for op, side in (
            (ir.Comparateur.SUPERIEUR_EGAL, expr.bas),
            (ir.Comparateur.INFERIEUR_EGAL, expr.haut),
        )
    )

    def run(contexte: Contexte) -> Trace:
        operand = operande(contexte)
        above, below = low(operand, bas(contexte), contexte), high(operand, haut(contexte), contexte)
        valeur = et(as_issue(above.valeur), as_issue(below.valeur))
        return Trace(expr=expr, valeur=valeur, enfants=(above, below))

    return run


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
def _calculation(expr: ir.Calcul) -> Eval:
    left, right, operateur = prepared(expr.gauche), prepared(expr.droite), expr.operateur

    def run(contexte: Contexte) -> Trace:
        a, b = left(contexte), right(contexte)
        valeur = calculate(operateur, a.valeur, b.valeur, contexte.calendrier, expr)
        return Trace(expr=expr, valeur=valeur, enfants=(a, b))

    return run


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
    return _over(expr, evaluate(found.valeur, replace(stock, fin_des_droits=found.fin_des_droits)))


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
def _plain(expr: ir.Litteral) -> Eval:
    trace = Trace(expr=expr, valeur=expr.valeur)
    return lambda contexte: trace


def _field(expr: ir.Champ) -> Eval:
    read = reader(expr)
    return lambda contexte: Trace(expr=expr, valeur=read(contexte))


def _named(expr: ir.Nomme) -> Eval:
    meant = prepared(expr.expr)
    return lambda contexte: _over(expr, meant(contexte))


def _of_one(expr: ir.Non | ir.Oppose | ir.EnSaison, of: Callable[[Any], Resultat]) -> Eval:
    """What is worked out of one value."""
    operande = prepared(expr.operande)

    def run(contexte: Contexte) -> Trace:
        trace = operande(contexte)
        return Trace(expr=expr, valeur=of(trace.valeur), enfants=(trace,))

    return run


def _season(expr: ir.EnSaison) -> Eval:
    return _of_one(expr, lambda value: in_season(value, expr.saison))


def _with(find: Callable[[Any, Contexte], Trace]) -> Callable[[Any], Eval]:
    """What looks at more than its own text to choose what it evaluates."""
    return lambda expr: partial(find, expr)


def _said(read: Callable[[Any, Contexte], Resultat]) -> Callable[[Any], Eval]:
    """What a reading says, which has no part that is evaluated."""
    return lambda expr: lambda contexte: Trace(expr=expr, valeur=read(expr, contexte))


def _never(expr: ir.Expr, contexte: Contexte) -> Trace:
    raise AssertionError("a programme exists only for a file without errors")


# Why a table: a chain of cases tries each form in turn.
EVALUATIONS: Final[Mapping[type[ir.Expr], Callable[[Any], Eval]]] = {
    ir.Litteral: _plain,
    ir.Champ: _field,
    ir.Comparaison: _compared,
    ir.Et: partial(_connective, et),
    ir.Ou: partial(_connective, ou),
    ir.Dans: _membership,
    ir.Parametre: _with(_parameter),
    ir.Nomme: _named,
    ir.Non: lambda expr: _of_one(expr, lambda value: non(as_issue(value))),
    ir.DecisionAttendue: _with(_decision),
    ir.Entre: _between,
    ir.Calcul: _calculation,
    ir.Oppose: lambda expr: _of_one(expr, negate),
    ir.Si: _with(_choice),
    ir.Renseigne: _said(lambda expr, contexte: filled(expr.champ, contexte)),
    ir.AEuLieu: _said(lambda expr, contexte: happened(expr.evenement, contexte)),
    ir.Atteint: _said(reached),
    ir.TourDe: _with(turn),
    ir.EnSaison: _season,
    ir.Compte: _with(lambda expr, contexte: _count(expr, expr.population, contexte)),
    ir.Somme: _with(lambda expr, contexte: _sum(expr, expr.terme, expr.population, contexte)),
    ir.Chiffre: _with(number_of_account),
    ir.EnVigueur: _said(lambda expr, contexte: instrument_in_force(expr.convention, contexte)),
    ir.ExerciceDelegue: _said(lambda expr, contexte: delegated(contexte)),
    ir.Invalide: _with(_never),
}
