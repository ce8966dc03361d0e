"""The decision procedure agrees with brute force, and never calls impossible what is not."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.analyses.decision import recherche
from convrules.analyses.decision.recherche import PAS_FAUX, VRAI, But, Reponse, noyau, parties, possible
from convrules.base.outcomes import NON_APPLICABLE, Issue
from convrules.base.source import NOWHERE
from convrules.base.values import TNombre
from convrules.runtime.scalar import evaluate_issue
from runtime.build import calc, cmp, code, contexte, et, evenement, lit, nombre, ou, oui_non, vacance

# --- random small conditions ------------------------------------------------------------------
ETAGE = ir.Champ(nom="etage", niveau=ir.Niveau.VACANCE, type=TNombre(entier=True))
SURFACE = nombre("surface")
JOURS = (date(2025, 1, 1), date(2025, 1, 2), date(2025, 3, 1))
# Every value that can matter to constants 1 to 3 and to the days above.
DOMAINES: dict[str, tuple[object, ...]] = {
    "qpv": (True, False),
    "ascenseur": (True, False, "sans objet"),
    "etage": (0, 1, 2, 3, 4, "sans objet"),
    "surface": tuple(Fraction(n, 2) for n in range(1, 8)),
    "typologie": ("T1", "T2", "T3"),
    "bail": ("2024-12-31", "2025-01-01", "2025-01-02", "2025-01-15", "2025-03-01", "2025-03-02", "jamais"),
}
SIGNES = ("=", "!=", "<", "<=", ">", ">=")


def _atoms() -> st.SearchStrategy[ir.Expr]:
    numbers = st.integers(1, 3).map(lit)
    days = st.sampled_from(JOURS).map(lit)
    codes = st.sampled_from(("T1", "T2")).map(lit)
    signs = st.sampled_from(SIGNES)
    term = st.sampled_from((ETAGE, SURFACE))
    members = st.lists(codes, min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.sampled_from((oui_non("qpv"), oui_non("ascenseur"), lit(True), lit(False))),
        st.builds(cmp, term, signs, numbers),
        st.builds(cmp, numbers, signs, term),
        st.builds(cmp, st.just(evenement("bail")), signs, days),
        st.builds(cmp, st.just(code("typologie")), st.sampled_from(("=", "!=")), codes),
        st.builds(lambda m: ir.Dans(operande=code("typologie"), ensemble=m), members),
        st.builds(lambda t, a, b: ir.Entre(operande=t, bas=a, haut=b), term, numbers, numbers),
        st.builds(lambda n: cmp(calc(ETAGE, "+", SURFACE), "<", n), numbers),
    )


def _join(inner: st.SearchStrategy[ir.Expr]) -> st.SearchStrategy[ir.Expr]:
    return st.one_of(
        st.builds(et, inner, inner),
        st.builds(et, inner, inner),
        st.builds(ou, inner, inner),
        st.builds(lambda e: ir.Non(operande=e), inner),
        st.builds(lambda c, a, b: ir.Si(condition=c, alors=a, sinon=b), inner, inner, inner),
        st.builds(lambda e: ir.Nomme(nom="def", expr=e), inner),
    )


CONDITIONS = st.recursive(_atoms(), _join, max_leaves=6)


def read_by(expr: ir.Expr) -> set[str]:
    return {e.nom for e in ir.walk(expr) if isinstance(e, ir.Champ)}


def outcomes(expr: ir.Expr) -> Iterator[Issue]:
    """What the scalar evaluator gives for every combination of values of the facts read."""
    names = sorted(read_by(expr))
    for values in product(*(DOMAINES[n] for n in names)):
        facts = dict(zip(names, values, strict=True))
        yield evaluate_issue(expr, contexte(vacance(**facts), au="2026-01-01"))


def answer(expr: ir.Expr, issues: tuple[Issue, ...] = VRAI) -> Reponse:
    return possible([But(expr=expr, issues=issues, span=NOWHERE)])


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, st.sampled_from((VRAI, PAS_FAUX, (False,), (NON_APPLICABLE,))))
def test_what_is_called_impossible_never_happens(expr: ir.Expr, wanted: tuple[Issue, ...]) -> None:
    if answer(expr, wanted) is Reponse.IMPOSSIBLE:
        assert not any(issue in wanted for issue in outcomes(expr))


@settings(max_examples=400, deadline=None)
@given(CONDITIONS)
def test_what_is_called_possible_happens(expr: ir.Expr) -> None:
    """As far as it claims: terms that are computed stand for any number, so they are left out here."""
    if not any(isinstance(e, ir.Calcul) for e in ir.walk(expr)):
        seen = any(issue is True for issue in outcomes(expr))
        assert answer(expr) is (Reponse.POSSIBLE if seen else Reponse.IMPOSSIBLE)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_the_core_is_enough_and_none_of_it_is_too_much(a: ir.Expr, b: ir.Expr) -> None:
    buts = [p for e in (a, b) for p in parties(But(expr=e, span=NOWHERE))]
    if possible(buts) is not Reponse.IMPOSSIBLE:
        return
    core = noyau(buts)
    assert possible(core) is Reponse.IMPOSSIBLE
    for but in core:
        assert possible([b for b in core if b is not but]) is Reponse.POSSIBLE


# --- cases by hand ----------------------------------------------------------------------------
def test_whole_numbers_leave_no_gap() -> None:
    between = et(cmp(ETAGE, ">", lit(2)), cmp(ETAGE, "<", lit(3)))
    assert answer(between) is Reponse.IMPOSSIBLE
    assert answer(et(cmp(SURFACE, ">", lit(2)), cmp(SURFACE, "<", lit(3)))) is Reponse.POSSIBLE


def test_an_event_may_never_happen() -> None:
    after_all = [cmp(evenement("bail"), ">", lit(d)) for d in JOURS]
    assert answer(et(after_all[0], et(after_all[1], after_all[2]))) is Reponse.POSSIBLE
    assert answer(et(cmp(evenement("bail"), "=", lit(JOURS[0])), after_all[0])) is Reponse.IMPOSSIBLE


def test_two_terms_that_are_not_constants_have_one_relation() -> None:
    offre = calc(evenement("offre"), "+", lit(10))
    kept = cmp(evenement("reponse"), ">=", offre)
    missed = cmp(offre, ">", evenement("reponse"))
    assert answer(et(kept, missed)) is Reponse.IMPOSSIBLE
    assert answer(et(kept, cmp(evenement("reponse"), "<=", offre))) is Reponse.POSSIBLE


def test_a_fact_that_is_fixed_has_one_value() -> None:
    kind = ir.Champ(nom="type", niveau=ir.Niveau.RESERVATAIRE, type=code("typologie").type)
    wanted = [But(expr=cmp(kind, "=", lit("commune")), span=NOWHERE)]
    assert possible(wanted) is Reponse.POSSIBLE
    assert possible(wanted, {("reservataire", "type"): "etat"}) is Reponse.IMPOSSIBLE
    assert possible(wanted, {("reservataire", "type"): "commune"}) is Reponse.POSSIBLE


def test_a_list_of_codes_may_be_lengthened() -> None:
    known = ir.Dans(operande=code("typologie"), ensemble=tuple(lit(f"T{n}") for n in range(1, 8)))
    assert answer(ir.Non(operande=known)) is Reponse.POSSIBLE


def test_the_record_of_a_cell_is_never_looked_into() -> None:
    filled = ir.Renseigne(champ=ETAGE)
    assert answer(et(ir.Non(operande=filled), cmp(ETAGE, ">", lit(2)))) is Reponse.POSSIBLE


def test_beyond_the_limit_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    # A pigeonhole: each of 6 tests of pairs excludes the others, in a shape that no early cut settles.
    monkeypatch.setattr(recherche, "PAS_MAX", 3)
    hard = et(
        et(ou(oui_non("qpv"), oui_non("pmr")), ou(oui_non("adapte"), oui_non("conventionne"))),
        et(ir.Non(operande=oui_non("qpv")), ir.Non(operande=oui_non("pmr"))),
    )
    assert answer(hard) is Reponse.INCONNUE
    monkeypatch.undo()
    assert answer(hard) is Reponse.IMPOSSIBLE
