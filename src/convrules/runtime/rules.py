"""Rules: a base case and the exceptions that depart from it.

Results are ∅ (no effect), a value, « écartée » or ⚡ (conflict), combined by an operation that is
commutative, associative and idempotent, so that neither file order nor names decide. A case whose
condition is not known contributes both its value and ∅. Source: docs/langage, « Exceptions ».
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TypeAlias, assert_never

from convrules import ir
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Cause,
    Genre,
    Indetermine,
    Issue,
    NonApplicable,
    causes_of,
)
from convrules.base.records import dataclass
from convrules.compiler import Cas, ClauseCompilee, Programme
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause, Trace
from convrules.runtime.forms import as_issue
from convrules.runtime.memoire import conditions_of, read_to_judge
from convrules.runtime.scalar import evaluate, prepared

RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidat:
    """One possible result of a rule. `valeur` None: the rule does not apply, or is set aside by
    `ecartee_par`. `cas`: the case(s) that give it, sorted by place. `conflit`: cases that contradict one
    another; there is then no value."""

    valeur: ir.CleValeur | None
    cas: tuple[str, ...] = ()
    ecartee_par: tuple[str, ...] = ()
    conflit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What one key of a clause says here. One candidate: determined. Several: `causes` says why.
    `si`: outcome of the clause's own condition, with its trace when it has one."""

    cle: str
    candidats: tuple[Candidat, ...]
    causes: frozenset[Cause]
    condition: Issue
    si: Trace | None

    @property
    def unique(self) -> Candidat | None:
        return self.candidats[0] if len(self.candidats) == 1 else None

    @property
    def valeur(self) -> ir.CleValeur | None:
        """The value, when only one is possible; None when the rule does not apply or is not known."""
        return self.candidats[0].valeur if len(self.candidats) == 1 else None

    @property
    def cas(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(nom for c in self.candidats for nom in c.cas))

    @property
    def conflit(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(nom for c in self.candidats for nom in c.conflit))


def resolve(clause: ClauseCompilee, cle: str, contexte: Contexte) -> Resolution:
    """Possible results of one key of a clause, on `contexte.jour`, with the causes of the doubt."""
    return contexte.once(
        clause, cle, lambda: conditions_of(clause, cle), lambda: _resolve(clause, cle, contexte)
    )


def _resolve(clause: ClauseCompilee, cle: str, contexte: Contexte) -> Resolution:
    own, si = (True, None) if cle == "si" else _own_condition(clause, contexte)
    candidates, causes = _results(clause.regles[cle].on(contexte.jour), contexte, own)
    return Resolution(cle=cle, candidats=candidates, causes=causes, condition=own, si=si)


def conflict_cause(clause: ClauseCompilee, cle: str, cases: Iterable[str]) -> Cause:
    """The error of a rule whose cases contradict one another, naming them all."""
    return Cause(fait=f"{clause.ident}, {cle} : {', '.join(cases)}", genre=Genre.ERREUR)


def _own_condition(clause: ClauseCompilee, contexte: Contexte) -> tuple[Issue, Trace | None]:
    """Outcome of the clause's `si`, itself a rule that an exception may replace."""
    base = clause.regles["si"].on(contexte.jour)
    if base.valeur is None and not base.exceptions:
        return True, None
    candidates, causes = _results(base, contexte, True)
    traces: list[Trace | None] = []
    issues: list[Issue] = []
    for candidate in candidates:
        if candidate.conflit:
            issues.append(Indetermine(frozenset({conflict_cause(clause, "si", candidate.conflit)})))
        elif candidate.ecartee_par:
            # Why: what sets the clause aside says so of each key; here it would only add a doubt.
            continue
        elif candidate.valeur is None:
            issues.append(True)
        else:
            trace = evaluate(as_expr(candidate.valeur), contexte)
            traces.append(trace)
            issues.append(as_issue(trace.valeur))
    own = common(issues, causes) if issues else NON_APPLICABLE
    return own, traces[0] if len(issues) == 1 and traces else None


def common(issues: Iterable[Issue], causes: frozenset[Cause]) -> Issue:
    """The outcome that every candidate gives, else not knowing, for the causes of all."""
    distinct = list(dict.fromkeys(issues))
    if len(distinct) == 1:
        return distinct[0]
    return Indetermine(causes.union(*(causes_of(issue) for issue in distinct)))


def as_expr(valeur: ir.CleValeur) -> ir.Expr:
    """A value that the checker knows to be an expression."""
    assert isinstance(valeur, ir.Expr), f"not an expression: {valeur!r}"
    return valeur


# --- a clause whose rule is a condition -----------------------------------------------------
def judge(clause: ClauseCompilee, contexte: Contexte, cle: str = "règle") -> ResultatClause:
    """Outcome of a clause whose rule is a condition. Not applicable when its `si` is false or not
    applicable, or when an exception sets it aside."""
    if contexte.memoire is None:
        return _judge(clause, contexte, cle)
    return contexte.once(
        clause, f"juge {cle}", lambda: read_to_judge(clause, cle), lambda: _judge(clause, contexte, cle)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seul:
    """The one case of a key that nothing excepts, sets aside, amends or puts under a condition: what
    `resolve` finds of nearly every clause while it is in force, with nothing to combine."""

    cas: Cas
    trace: Callable[[Contexte], Trace]
    noms: tuple[str, ...]


def _only_case(clause: ClauseCompilee, cle: str, programme: Programme) -> Seul | None:
    """None for any other key."""
    kept = programme.seuls.get((id(clause), cle))
    if kept is None:
        kept = programme.seuls[id(clause), cle] = clause, _found_alone(clause, cle)
    alone: Seul | None = kept[1]
    return alone


def _found_alone(clause: ClauseCompilee, cle: str) -> Seul | None:
    regle, si = clause.regles[cle], clause.regles["si"]
    base, condition = regle.base, si.base
    if regle.ensuite or si.ensuite or len(clause.versions) > 1 or condition.valeur is not None:
        return None
    if base.exceptions or condition.exceptions or base.valeur is None:
        return None
    return Seul(cas=base, trace=prepared(as_expr(base.valeur)).trace, noms=(base.ident,))


def _judge(clause: ClauseCompilee, contexte: Contexte, cle: str) -> ResultatClause:
    alone = _only_case(clause, cle, contexte.programme)
    if alone is not None and alone.cas.en_vigueur.contains(contexte.jour):
        found = alone.trace(contexte)
        issue = as_issue(found.valeur)
        return ResultatClause(clause=clause.clause, issue=issue, trace=found, cas=alone.noms)
    resolution = resolve(clause, cle, contexte)
    only = resolution.unique
    if only is not None and only.valeur is not None and not only.conflit:
        trace = evaluate(as_expr(only.valeur), contexte)
        return ResultatClause(
            clause=clause.on(contexte.jour),
            issue=as_issue(trace.valeur),
            trace=trace,
            si=resolution.si,
            cas=only.cas,
        )
    issues: list[Issue] = []
    traces: list[Trace] = []
    for candidate in resolution.candidats:
        if candidate.conflit:
            issues.append(Indetermine(frozenset({conflict_cause(clause, cle, candidate.conflit)})))
        elif candidate.valeur is None:
            issues.append(NON_APPLICABLE)
        else:
            traces.append(evaluate(as_expr(candidate.valeur), contexte))
            issues.append(as_issue(traces[-1].valeur))
    return ResultatClause(
        clause=clause.on(contexte.jour),
        issue=common(issues, resolution.causes),
        possibles=tuple(issues) if len(issues) > 1 else (),
        trace=traces[0] if len(issues) == 1 and traces else None,
        si=resolution.si,
        cas=tuple(dict.fromkeys((*resolution.cas, *resolution.conflit))),
    )


# --- results --------------------------------------------------------------------------------
class Signe(Enum):
    VIDE = "∅"
    ECARTEE = "écartée"
    CONFLIT = "⚡"


Provenance: TypeAlias = tuple[str, int, str]
"""A case by its place: source, offset, identifier."""


@dataclass(frozen=True, slots=True)
class Element:
    """What is combined: a value or a sign, and the cases it comes from. `touchee`: an exception acts on
    another key of the clause, which contradicts setting the clause aside."""

    quoi: "Signe | ir.CleValeur"
    cas: frozenset[Provenance]
    touchee: bool = False


def _results(base: Cas, contexte: Contexte, own: Issue) -> tuple[tuple[Candidat, ...], frozenset[Cause]]:
    """Candidates of a rule, with the causes when there are several."""
    if not base.exceptions:
        return _alone(base, contexte, own)
    possible, causes = _possible(base, contexte, own, aside=False)
    candidates = _candidates(possible)
    return candidates, RIEN if len(candidates) == 1 else causes


SANS_EFFET = Candidat(valeur=None)


def _alone(base: Cas, contexte: Contexte, own: Issue) -> tuple[tuple[Candidat, ...], frozenset[Cause]]:
    """The same for a base case without exception, by far the most frequent."""
    if base.valeur is None or not base.en_vigueur.contains(contexte.jour):
        return (SANS_EFFET,), RIEN
    acting = Candidat(valeur=base.valeur, cas=(base.ident,))
    if own is True:
        return (acting,), RIEN
    return ((acting, SANS_EFFET), own.causes) if isinstance(own, Indetermine) else ((SANS_EFFET,), RIEN)


Possibles: TypeAlias = frozenset[Element]
NEUTRE = Element(Signe.VIDE, frozenset())


def _combine(a: Element, b: Element) -> Element:
    """a ⊞ b."""
    touchee = a.touchee or b.touchee
    if a.quoi is Signe.VIDE:
        quoi = b.quoi
    elif b.quoi is Signe.VIDE:
        quoi = a.quoi
    else:
        quoi = a.quoi if a.quoi == b.quoi else Signe.CONFLIT
    if quoi is Signe.ECARTEE and touchee:
        quoi = Signe.CONFLIT
    return Element(quoi, a.cas | b.cas, touchee)


def _possible(
    cas: Cas, contexte: Contexte, own: Issue | None, *, aside: bool
) -> tuple[Possibles, frozenset[Cause]]:
    """Possible results of a case, with the causes of the undetermined conditions that were reached.
    `own`: outcome of the case's condition when known from above. `aside`: a sibling may set the target
    aside, so that acting on another key matters too."""
    if not cas.en_vigueur.contains(contexte.jour):
        return frozenset({NEUTRE}), RIEN
    from_exceptions, causes = _of_exceptions(cas, contexte)
    results: set[Element] = set()
    for result in from_exceptions:
        if result.quoi is Signe.VIDE:
            own_results, own_causes = _own(cas, contexte, own, aside=aside)
            results |= own_results
            causes |= own_causes
        elif result.quoi is Signe.ECARTEE and isinstance(cas.clause, ir.ExceptionClause):
            # Why: an exception that is set aside has no effect; what it excepts stands again.
            results.add(NEUTRE)
        else:
            results.add(result)
    return frozenset(results), causes


def _of_exceptions(cas: Cas, contexte: Contexte) -> tuple[Possibles, frozenset[Cause]]:
    """⊞ over the exceptions, taken over sets of possible results."""
    combined = {NEUTRE}
    causes = RIEN
    aside = any(exception.ecarte for exception in cas.exceptions)
    for exception in cas.exceptions:
        possible, more = _possible(exception, contexte, None, aside=aside)
        causes |= more
        combined = {_combine(a, b) for a in combined for b in possible}
    return frozenset(combined), causes


def _own(
    cas: Cas, contexte: Contexte, own: Issue | None, *, aside: bool
) -> tuple[Possibles, frozenset[Cause]]:
    """The case by itself: its value under its own condition only, else ∅."""
    acting = _acting(cas, aside=aside)
    if acting is None:
        return frozenset({NEUTRE}), RIEN
    issue = own
    if issue is None:
        issue = True if cas.condition is None else as_issue(evaluate(cas.condition, contexte).valeur)
    match issue:
        case bool():
            return frozenset({acting if issue else NEUTRE}), RIEN
        case NonApplicable():
            return frozenset({NEUTRE}), RIEN
        case Indetermine(causes=causes):
            return frozenset({acting, NEUTRE}), causes
        case _:
            assert_never(issue)


def _acting(cas: Cas, *, aside: bool) -> Element | None:
    """What the case does when it acts; None when it does nothing on this key."""
    span = cas.clause.entete.span
    here = frozenset({(span.source.name, span.start, cas.ident)})
    if cas.ecarte:
        return Element(Signe.ECARTEE, here)
    is_exception = isinstance(cas.clause, ir.ExceptionClause)
    if cas.valeur is None:
        return Element(Signe.VIDE, here, touchee=True) if is_exception and aside else None
    return Element(cas.valeur, here, touchee=is_exception)


def _candidates(possible: Possibles) -> tuple[Candidat, ...]:
    """Distinct results, the cases of equal ones united; in an order that places alone decide."""
    merged: dict[Signe | ir.CleValeur, frozenset[Provenance]] = {}
    for element in possible:
        merged[element.quoi] = merged.get(element.quoi, frozenset()) | element.cas
    ordered = sorted(merged.items(), key=lambda item: (item[0] is Signe.VIDE, sorted(item[1])))
    return tuple(_candidate(quoi, cases) for quoi, cases in ordered)


def _candidate(quoi: "Signe | ir.CleValeur", cases: frozenset[Provenance]) -> Candidat:
    names = tuple(dict.fromkeys(ident for _, _, ident in sorted(cases)))
    match quoi:
        case Signe.VIDE:
            return Candidat(valeur=None)
        case Signe.ECARTEE:
            return Candidat(valeur=None, cas=names, ecartee_par=names)
        case Signe.CONFLIT:
            return Candidat(valeur=None, cas=names, conflit=names)
        case _:
            return Candidat(valeur=quoi, cas=names)
