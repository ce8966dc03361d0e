"""The meaning of expressions. This evaluator is the definition of the language; it always gives its trace.

Comparison, arithmetic and `dans` are strict: one operand that does not apply makes the whole not apply,
otherwise what is not known unites its causes. Source: docs/langage, « Les issues », « Types et unités ».
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

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
from convrules.base.values import Connu, Erreur, Inconnu, Resultat, SansObjet
from convrules.facts.records import VIDE, Ligne
from convrules.geographie import whole_commune
from convrules.runtime.chiffres import number_of_account
from convrules.runtime.context import Contexte
from convrules.runtime.counting import LigneComptee, LignesComptees, fold_rows, rows_counted
from convrules.runtime.decision import Trace
from convrules.runtime.decisions import read_decision
from convrules.runtime.operators import calculate, causes_of_value, compare, in_season, member, negate, strict
from convrules.runtime.parameters import code_of, in_force, reads
from convrules.runtime.places import COMMUNE, in_commune, is_commune, too_wide
from convrules.runtime.reached import reached, turn
from convrules.runtime.reading import cited, event_of_cell, find_cell, read_field
from convrules.runtime.rights import runs, with_life


def evaluate(expr: ir.Expr, contexte: Contexte) -> Trace:
    """What an expression gives in this context, with how. Never raises for a fact that is missing,
    unreadable or without object: these are values. Events come out as sets of possible dates."""
    match expr:
        case ir.Litteral(valeur=valeur):
            return Trace(expr=expr, valeur=valeur)
        case ir.Champ():
            return Trace(expr=expr, valeur=read_field(expr, contexte))
        case ir.Comparaison(gauche=a, droite=b):
            return _comparison(expr, evaluate(a, contexte), evaluate(b, contexte), contexte)
        case ir.Et(gauche=a, droite=b) | ir.Ou(gauche=a, droite=b):
            return _connective(expr, evaluate(a, contexte), evaluate(b, contexte))
        case ir.Dans():
            return _membership(expr, contexte)
        case ir.Parametre():
            return _parameter(expr, contexte)
        case ir.Nomme(expr=named):
            return _over(expr, evaluate(named, contexte))
        case ir.Non(operande=operande):
            trace = evaluate(operande, contexte)
            return Trace(expr=expr, valeur=non(as_issue(trace.valeur)), enfants=(trace,))
        case ir.DecisionAttendue():
            return _decision(expr, contexte)
        case ir.Entre():
            return _between(expr, contexte)
        case ir.Calcul(gauche=a, droite=b):
            return _calculation(expr, evaluate(a, contexte), evaluate(b, contexte), contexte)
        case ir.Oppose(operande=operande):
            trace = evaluate(operande, contexte)
            return Trace(expr=expr, valeur=negate(trace.valeur), enfants=(trace,))
        case ir.Si():
            return _choice(expr, contexte)
        case ir.Renseigne(champ=champ):
            return Trace(expr=expr, valeur=_filled(champ, contexte))
        case ir.AEuLieu(evenement=champ):
            return Trace(expr=expr, valeur=_happened(champ, contexte))
        case ir.Atteint():
            return Trace(expr=expr, valeur=reached(expr, contexte))
        case ir.TourDe():
            return turn(expr, contexte)
        case ir.EnSaison(operande=operande, saison=saison):
            trace = evaluate(operande, contexte)
            return Trace(expr=expr, valeur=in_season(trace.valeur, saison), enfants=(trace,))
        case ir.Compte(population=population):
            return _count(expr, population, contexte)
        case ir.Somme(terme=terme, population=population):
            return _sum(expr, terme, population, contexte)
        case ir.Chiffre():
            return number_of_account(expr, contexte)
        case ir.EnVigueur(convention=ident):
            return Trace(expr=expr, valeur=_in_force(ident, contexte))
        case ir.ExerciceDelegue():
            return Trace(expr=expr, valeur=_delegated(contexte))
        case ir.Invalide():
            raise AssertionError("a programme exists only for a file without errors")
        case _:
            assert_never(expr)


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
def _connective(expr: ir.Et | ir.Ou, a: Trace, b: Trace) -> Trace:
    combine = et if isinstance(expr, ir.Et) else ou
    return Trace(expr=expr, valeur=combine(as_issue(a.valeur), as_issue(b.valeur)), enfants=(a, b))


def _comparison(expr: ir.Comparaison, a: Trace, b: Trace, contexte: Contexte) -> Trace:
    if _is_empty_share(a) or _is_empty_share(b):
        return Trace(expr=expr, valeur=NON_APPLICABLE, enfants=(a, b))
    fact, named = (a, b) if is_commune(a) else (b, a)
    same = in_commune(fact, (named,), contexte)
    if same is not None:
        valeur = same if expr.operateur is ir.Comparateur.EGAL else non(same)
        return Trace(expr=expr, valeur=valeur, enfants=(a, b))
    return Trace(expr=expr, valeur=compare(expr.operateur, a.valeur, b.valeur), enfants=(a, b))


def _is_empty_share(trace: Trace) -> bool:
    """A count over a count of nothing: there is no share to compare, and no error either."""
    expr = trace.expr
    if isinstance(expr, ir.Nomme):
        return _is_empty_share(trace.enfants[0])
    if not (isinstance(expr, ir.Calcul) and expr.operateur is ir.Operateur.DIVISE):
        return False
    counted = all(isinstance(child.expr, ir.Compte) for child in trace.enfants)
    return counted and trace.enfants[1].valeur == 0


def _membership(expr: ir.Dans, contexte: Contexte) -> Trace:
    operand = evaluate(expr.operande, contexte)
    members = tuple(evaluate(e, contexte) for e in expr.ensemble)
    place = in_commune(operand, members, contexte)
    valeur = member(operand.valeur, [m.valeur for m in members]) if place is None else place
    return Trace(expr=expr, valeur=valeur, enfants=(operand, *members))


def _between(expr: ir.Entre, contexte: Contexte) -> Trace:
    """`et` of two comparisons, which are the children of the trace."""
    operand = evaluate(expr.operande, contexte)
    low = ir.Comparaison(
        operateur=ir.Comparateur.SUPERIEUR_EGAL, gauche=expr.operande, droite=expr.bas, span=expr.span
    )
    high = ir.Comparaison(
        operateur=ir.Comparateur.INFERIEUR_EGAL, gauche=expr.operande, droite=expr.haut, span=expr.span
    )
    above = _comparison(low, operand, evaluate(expr.bas, contexte), contexte)
    below = _comparison(high, operand, evaluate(expr.haut, contexte), contexte)
    return Trace(expr=expr, valeur=et(as_issue(above.valeur), as_issue(below.valeur)), enfants=(above, below))


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


def _happened(champ: ir.Champ, contexte: Contexte) -> Issue:
    event = read_field(champ, contexte)
    if isinstance(event, NonApplicable):
        return event
    assert isinstance(event, Evenement)
    return at_most(event, connu(contexte.au))


def _filled(champ: ir.Champ, contexte: Contexte) -> Issue:
    """Is the cell filled? An event is recorded once it has a day, or once it is known never to come."""
    cell, ligne = find_cell(champ, contexte)
    match cell:
        case Inconnu():
            return False
        case SansObjet():
            return NON_APPLICABLE
        case Erreur():
            return indetermine(cited(champ), Genre.ERREUR, ligne)
        case Connu(valeur=Evenement()):
            event = event_of_cell(cell, cited(champ), ligne)
            if event.genre is Genre.ERREUR:
                return indetermine(cited(champ), Genre.ERREUR, ligne)
            return event.est_jamais or (event.connu is not None and event.connu <= contexte.au)
        case Connu():
            return True
        case _:
            assert_never(cell)


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


def _in_force(ident: str, contexte: Contexte) -> Issue:
    """Of another instrument, on the reference date. One that nobody knows of may be in force or not."""
    known = contexte.en_vigueur.get(ident)
    if known is not None:
        return known
    validite = contexte.programme.instruments.get(ident)
    return indetermine(ident) if validite is None else validite.on(contexte.jour)


def _delegated(contexte: Contexte) -> Issue:
    """Does somebody else exercise the holder's rights? Known only when all who may do say the same."""
    assert contexte.exercer is not None, "checked: read by clauses that judge a vacancy only"
    found = contexte.exercer(contexte)
    if found is None or found.possibles == (None,):
        return False
    if found.possibles and None not in found.possibles:
        return True
    return Indetermine(found.causes)


# --- numbers --------------------------------------------------------------------------------
def _calculation(expr: ir.Calcul, a: Trace, b: Trace, contexte: Contexte) -> Trace:
    valeur = calculate(expr.operateur, a.valeur, b.valeur, contexte.calendrier, expr)
    return Trace(expr=expr, valeur=valeur, enfants=(a, b))


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
