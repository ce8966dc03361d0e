"""Laws of the outcomes, causes included; soundness and monotonicity by completing what is missing."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Cause,
    Indetermine,
    Issue,
    causes_of,
    et,
    indetermine,
    non,
    ou,
    toutes,
    une,
    word,
)
from convrules.runtime.scalar import evaluate, evaluate_issue
from convrules.runtime.trace import levers
from runtime.build import calc, cmp, contexte, lit, nombre, oui_non, vacance

N = NON_APPLICABLE
BOTH = Indetermine(frozenset({Cause(fait="a"), Cause(fait="b")}))
ALL: tuple[Issue, ...] = (False, N, True, indetermine("a"), indetermine("b"), BOTH)
SURE: tuple[Issue, ...] = (False, N, True)


# --- laws, causes included --------------------------------------------------------------------
def test_commutative_and_idempotent_with_units_and_absorbing_elements() -> None:
    for a, b in product(ALL, ALL):
        assert et(a, b) == et(b, a)
        assert ou(a, b) == ou(b, a)
    for a in ALL:
        assert et(a, a) == ou(a, a) == a
        assert et(a, True) == ou(a, False) == a
        assert et(a, False) is False
        assert ou(a, True) is True


def test_associative() -> None:
    for a, b, c in product(ALL, ALL, ALL):
        assert et(a, et(b, c)) == et(et(a, b), c)
        assert ou(a, ou(b, c)) == ou(ou(a, b), c)


def test_negation_and_de_morgan() -> None:
    for a, b in product(ALL, ALL):
        assert non(non(a)) == a
        assert non(et(a, b)) == ou(non(a), non(b))


def test_lattice_laws_hold_on_determined_outcomes_only() -> None:
    for a, b, c in product(SURE, SURE, SURE):
        assert et(a, ou(a, b)) == a
        assert et(a, ou(b, c)) == ou(et(a, b), et(a, c))
    u = indetermine("a")
    assert et(N, ou(True, u)) == N
    assert ou(et(N, True), et(N, u)) == u


def test_what_fails_is_known_to_fail() -> None:
    u = indetermine("a")
    assert ou(u, non(u)) == u
    assert ou(N, non(N)) == N
    assert et(u, non(u)) == u


def test_rules_leave_out_what_does_not_apply() -> None:
    assert toutes([N, True, N]) is True
    assert toutes([N, False]) is False
    assert toutes([]) == toutes([N]) == une([N]) == N
    assert une([N, False]) is False
    assert et(N, True) == N
    for a, b in product(ALL, ALL):
        assert une([a, b]) == non(toutes([non(a), non(b)]))


def test_full_tables_of_et() -> None:
    u, d = indetermine("a"), indetermine("b")
    table: dict[tuple[Issue, Issue], Issue] = {
        (False, False): False, (False, N): False, (False, True): False, (False, d): False,
        (N, N): N, (N, True): N, (N, d): d,
        (True, True): True, (True, d): d,
        (u, False): False, (u, N): u, (u, True): u, (u, d): BOTH,
    }  # fmt: skip
    assert {pair: et(*pair) for pair in table} == table


# --- random conditions ------------------------------------------------------------------------
FIELDS = {
    "x": (True, False),
    "y": (True, False),
    "a": (0, 1, 2),
    "b": (0, 1, 2),
    "etage": (1, 3, "sans objet"),
}
ATOMS: tuple[ir.Expr, ...] = (
    oui_non("x"),
    oui_non("y"),
    lit(True),
    lit(False),
    cmp(nombre("a"), "<", nombre("b")),
    cmp(nombre("a"), "=", lit(1)),
    cmp(calc(nombre("a"), "+", nombre("b")), ">=", lit(2)),
    cmp(nombre("etage"), ">", lit(2)),
    ir.Dans(operande=nombre("a"), ensemble=(lit(0), nombre("b"))),
    ir.Entre(operande=nombre("a"), bas=nombre("b"), haut=lit(1)),
)


def grow(inner: st.SearchStrategy[ir.Expr]) -> st.SearchStrategy[ir.Expr]:
    return st.one_of(
        st.builds(lambda a: ir.Non(operande=a), inner),
        st.builds(lambda a, b: ir.Et(gauche=a, droite=b), inner, inner),
        st.builds(lambda a, b: ir.Ou(gauche=a, droite=b), inner, inner),
        st.builds(lambda c, a, b: ir.Si(condition=c, alors=a, sinon=b), inner, inner, inner),
    )


CONDITIONS = st.recursive(st.sampled_from(ATOMS), grow, max_leaves=6)
CELLS = st.fixed_dictionaries({k: st.sampled_from((*v, "inconnu")) for k, v in FIELDS.items()})


def outcome(expr: ir.Expr, cells: Mapping[str, object]) -> Issue:
    return evaluate_issue(expr, contexte(vacance(**cells)))


def one_fact_more(cells: Mapping[str, object]) -> Iterator[dict[str, object]]:
    for name, value in cells.items():
        if value == "inconnu":
            for known in FIELDS[name]:
                yield {**cells, name: known}


def completions(cells: Mapping[str, object]) -> Iterator[dict[str, object]]:
    options = [FIELDS[k] if v == "inconnu" else (v,) for k, v in cells.items()]
    for values in product(*options):
        yield dict(zip(cells, values, strict=True))


@settings(max_examples=150, deadline=None)
@given(expr=CONDITIONS, cells=CELLS)
def test_a_determined_outcome_is_that_of_every_completion(expr: ir.Expr, cells: dict[str, object]) -> None:
    found = outcome(expr, cells)
    whole = {word(outcome(expr, full)) for full in completions(cells)}
    assert "indetermine" not in whole
    if not isinstance(found, Indetermine):
        assert whole == {word(found)}
    else:
        missing = {k for k, v in cells.items() if v == "inconnu"}
        assert {c.fait for c in found.causes} <= missing


@settings(max_examples=150, deadline=None)
@given(expr=CONDITIONS, cells=CELLS)
def test_one_more_fact_keeps_an_outcome_and_never_adds_a_cause(
    expr: ir.Expr, cells: dict[str, object]
) -> None:
    found = outcome(expr, cells)
    for more in one_fact_more(cells):
        after = outcome(expr, more)
        if not isinstance(found, Indetermine):
            assert after == found
        assert causes_of(after) <= causes_of(found)


@settings(max_examples=100, deadline=None)
@given(expr=CONDITIONS, cells=CELLS)
def test_facts_outside_the_causes_never_change_an_outcome(expr: ir.Expr, cells: dict[str, object]) -> None:
    found = outcome(expr, cells)
    named = {c.fait for c in causes_of(found)}
    for full in completions(cells):
        kept = {k: ("inconnu" if k in named and cells[k] == "inconnu" else v) for k, v in full.items()}
        assert word(outcome(expr, kept)) == word(found)


@settings(max_examples=100, deadline=None)
@given(expr=CONDITIONS)
def test_negation_passes_through_choices(expr: ir.Expr) -> None:
    """Laws of `si`: a negated condition exchanges the branches; `non` passes into them."""
    cells: dict[str, object] = {"a": 1, "etage": "sans objet"}
    x, y = oui_non("x"), cmp(nombre("a"), "<", nombre("b"))
    swapped = ir.Si(condition=ir.Non(operande=expr), alors=x, sinon=y)
    straight = ir.Si(condition=expr, alors=y, sinon=x)
    assert outcome(swapped, cells) == outcome(straight, cells)
    inside = ir.Si(condition=expr, alors=ir.Non(operande=y), sinon=ir.Non(operande=x))
    assert outcome(ir.Non(operande=straight), cells) == outcome(inside, cells)


# --- levers -----------------------------------------------------------------------------------
def test_levers_force_the_outcome_and_none_smaller_does() -> None:
    """Against enumeration, where each fact occurs once."""
    names = ("p", "q", "r")
    p, q, r = (oui_non(n) for n in names)
    formulas: tuple[ir.Expr, ...] = (
        ir.Et(gauche=p, droite=ir.Ou(gauche=q, droite=r)),
        ir.Ou(gauche=ir.Et(gauche=p, droite=q), droite=ir.Non(operande=r)),
        ir.Si(condition=p, alors=q, sinon=r),
    )
    for expr, target in product(formulas, (True, False)):
        forced = set()
        for choice in product((True, False, "inconnu"), repeat=3):
            cells = dict(zip(names, choice, strict=True))
            if outcome(expr, cells) is target:
                forced.add(frozenset(n for n in names if cells[n] != "inconnu"))
        minimal = {s for s in forced if not any(other < s for other in forced)}
        found = levers(evaluate(expr, contexte(vacance())), target)
        assert {frozenset(c.fait for c in s) for s in found} == minimal
