"""Laws of accounts: splits, the fold of the ledger, and bounds over missing facts."""

from datetime import date
from fractions import Fraction
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import year.build as b
from convrules import ir
from convrules.compiler import Programme, compile_convention
from convrules.year.bilan import comply
from convrules.year.bornes import between
from convrules.year.model import Bilan
from convrules.year.plus_forts_restes import split, split_bounds
from playing import tirages

# --- splits ---------------------------------------------------------------------------------
WEIGHTS = st.lists(st.fractions(0, 10, max_denominator=6), min_size=2, max_size=5)


@given(st.integers(0, 60), WEIGHTS)
def test_a_split_sums_to_the_whole_and_each_share_is_within_one(total, weights):
    assume(sum(weights) > 0)
    shares = split(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1


@given(st.integers(0, 60), WEIGHTS)
def test_what_is_left_goes_to_the_largest_fractions_then_in_declared_order(total, weights):
    assume(sum(weights) > 0)
    exact = [total * weight / sum(weights) for weight in weights]
    fractions = [share - share.numerator // share.denominator for share in exact]
    given = [share - int(due) for share, due in zip(split(total, weights), exact, strict=True)]
    assert set(given) <= {0, 1}
    for i, j in product(range(len(weights)), repeat=2):
        if given[i] < given[j]:
            assert (fractions[j], -j) > (fractions[i], -i)


@given(st.integers(0, 40), st.integers(0, 6), WEIGHTS)
def test_bounds_of_a_split_are_attained_and_hold_every_due(low, more, weights):
    assume(sum(weights) > 0)
    bounds = split_bounds(between(low, low + more), weights)
    tried = [split(total, weights) for total in range(low, low + more + 1)]
    for rang, found in enumerate(bounds):
        shares = [shares[rang] for shares in tried]
        assert (found.min, found.max) == (min(shares), max(shares))


def test_a_due_of_a_wide_interval_is_bounded_within_one():
    low, high = split_bounds(between(0, 10_000), [Fraction(1, 3), Fraction(2, 3)])
    assert (low.min, low.max) == (0, 3334)
    assert (high.min, high.max) == (0, 6667)


# --- the ledger -----------------------------------------------------------------------------
DALO = b.champ("dalo")


def order(*etapes: ir.Etape) -> ir.Ordre:
    return ir.Ordre(etapes=etapes)


def clause(nom: str, regle: ir.Ordre, si: ir.Expr | None) -> ir.Imputation:
    return ir.Imputation(entete=b.entete(nom, si=si), regle=regle)


BORNEE = clause("bornee", order(ir.Etape(compte="commune", limite=1), ir.Etape(compte="etat")), DALO)
EPUISEE = clause("epuisee", order(ir.Etape(compte="commune", epuisement=True), ir.Etape(compte="etat")), DALO)


def holder(type_: str, *clauses: ir.Clause) -> Programme:
    part = b.part("p", b.taux("1/2"))
    return compile_convention(b.convention(part, *clauses, ident=f"{type_}-93", titulaire=type_), ())


LANDLORDS = [[holder("etat", cascade), holder("commune")] for cascade in (BORNEE, EPUISEE)]
JOURS = ("2025-03-01", "2025-06-01", "2024-12-01")
VALEURS = {"dalo": (True, False), "attribution": JOURS, "contingent": ("etat", "commune", "bailleur")}
LIGNE = st.fixed_dictionaries(
    {
        "dalo": st.sampled_from([True, False, "?"]),
        "attribution": st.sampled_from([*JOURS, "?"]),
        "contingent": st.sampled_from(["etat", "commune", "?", "?"]),
    }
)
LIGNES = st.lists(LIGNE, min_size=1, max_size=4)


def judged(
    programmes: list[Programme], rows: list[dict[str, object]], order_: list[int] | None = None
) -> Bilan:
    vacances = [
        v for n, row in enumerate(rows) for v in b.rows(1, f"V{n}-", disponibilite="2025-02-01", **row)
    ]
    if order_ is not None:
        vacances = [vacances[i] for i in order_]
    facts = b.faits(vacances)
    return comply(programmes, facts, 2025, date(2026, 6, 30))


def done(bilan: Bilan):
    found = sorted(bilan.conventions, key=lambda c: c.convention.ident)
    return [c.regles[0].cellules[0].realise for c in found]


@settings(max_examples=tirages(60), deadline=None)
@given(st.sampled_from(range(2)), LIGNES, st.randoms(use_true_random=False))
def test_the_fold_does_not_depend_on_the_order_of_files(which, rows, random):
    places = list(range(len(rows)))
    random.shuffle(places)
    one = judged(LANDLORDS[which], rows)
    other = judged(LANDLORDS[which][::-1], rows, places)
    assert one.imputations == other.imputations
    assert done(one) == done(other)


def filled(rows: list[dict[str, object]]):
    """Every way to complete what is missing. An account is missing only where no clause gives it."""
    for values in product(*(VALEURS[nom] for _, nom in holes(rows, ("dalo", "attribution")))):
        complete = [dict(row) for row in rows]
        for (n, nom), value in zip(holes(rows, ("dalo", "attribution")), values, strict=True):
            complete[n][nom] = value
        silent = [n for n, row in enumerate(complete) if row["contingent"] == "?" and not row["dalo"]]
        for accounts in product(VALEURS["contingent"], repeat=len(silent)):
            whole = [dict(row) for row in complete]
            for n, account in zip(silent, accounts, strict=True):
                whole[n]["contingent"] = account
            yield whole


def holes(rows: list[dict[str, object]], names: tuple[str, ...]) -> list[tuple[int, str]]:
    return [(n, nom) for n, row in enumerate(rows) for nom in names if row[nom] == "?"]


@settings(max_examples=tirages(60), deadline=None)
@given(st.sampled_from(range(2)), LIGNES)
def test_what_is_said_of_accounts_holds_in_every_completion(which, rows):
    assume(len(holes(rows, ("dalo", "attribution"))) <= 3)
    assume(sum(row["contingent"] == "?" for row in rows) <= 3)
    known = judged(LANDLORDS[which], rows)
    possible = {i.vacance: i.possibles for i in known.imputations}
    for whole in filled(rows):
        bilan = judged(LANDLORDS[which], whole)
        for inner, outer in zip(done(bilan), done(known), strict=True):
            assert inner.valeur is not None
            assert outer.min <= inner.min <= outer.max
        for i in bilan.imputations:
            before = possible[i.vacance]
            assert i.compte is not None
            assert not before or i.compte in before, (i.vacance, before, i.compte)
