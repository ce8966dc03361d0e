"""A withdrawal with a limit, against the arithmetic of every completion of small years."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import floor

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi
from year import build as b

LIMITES = (
    ir.Limite(valeur=Fraction(15, 100), part=True),
    ir.Limite(valeur=Fraction(1, 2), part=True),
    ir.Limite(valeur=Fraction(1), part=False),
    ir.Limite(valeur=Fraction(0), part=False),
)
VALEURS = {
    "affectation": ("location", "mutation_interne"),
    "contingent": ("etat", "commune"),
    "qpv": (True, False),
    "nature": ("logement_ordinaire", "foyer"),
}
TAUX = {True: Fraction(2, 5), False: Fraction(1, 10)}
LIGNE = st.fixed_dictionaries(
    {
        "affectation": st.sampled_from(("location", "mutation_interne", "mutation_interne", "?")),
        "contingent": st.sampled_from(("etat", "commune", "?")),
        "qpv": st.sampled_from((True, False)),
        "nature": st.sampled_from(("logement_ordinaire",) * 4 + ("foyer", "?")),
    }
)
RATE = ir.Si(condition=b.champ("qpv"), alors=b.taux("2/5"), sinon=b.taux("1/10"))


def programme(limite: ir.Limite, *, cells: bool, mixed: bool):
    part = b.part(
        "p",
        RATE if mixed else b.taux("3/10"),
        arrondi=Arrondi.SUPERIEUR,
        application=b.chaque(b.champ("qpv")) if cells else b.ENSEMBLE,
    )
    return b.programme(b.ORDINAIRES, replace(b.MUTATIONS, limite=limite), part)


def judged(text, rows):
    vacances = [
        v
        for n, row in enumerate(rows)
        for v in b.rows(1, f"V{n}-", disponibilite="2025-03-01", attribution="2025-05-01", **row)
    ]
    bilan = b.year(text, b.faits(vacances), au=date(2025, 12, 31))
    found = next(r for r in bilan.regles if r.clause.entete.nom == "p")
    return {cell.cellule: cell for cell in found.cellules}


def filled(rows):
    holes = [(n, nom) for n, row in enumerate(rows) for nom, v in row.items() if v == "?"]
    for values in product(*(VALEURS[nom] for _, nom in holes)):
        complete = [dict(row) for row in rows]
        for (n, nom), value in zip(holes, values, strict=True):
            complete[n][nom] = value
        yield complete


def by_hand(rows, limite: ir.Limite, *, cells: bool, mixed: bool):
    """Base, exact due and done of each cell: what is in scope, less what the limit lets out."""
    inside = [r for r in rows if r["nature"] == "logement_ordinaire"]
    out = sum(r["affectation"] == "mutation_interne" for r in inside)
    most = floor(limite.valeur * len(inside) if limite.part else limite.valeur)
    share = Fraction(max(0, out - most), out) if out else Fraction(0)
    base, due, done = Counter(), Counter(), Counter()
    for row in inside:
        key = (("qpv", "oui" if row["qpv"] else "non"),) if cells else ()
        gone = row["affectation"] == "mutation_interne"
        weight = share if gone else Fraction(1)
        base[key] += weight
        due[key] += weight * (TAUX[row["qpv"]] if mixed else Fraction(3, 10))
        done[key] += 0 if gone else row["contingent"] == "etat"
    return base, due, done


@settings(max_examples=120, deadline=None)
@given(st.lists(LIGNE, min_size=1, max_size=6), st.sampled_from(LIMITES), st.booleans(), st.booleans())
def test_what_is_said_under_a_limit_holds_in_every_completion(rows, limite, cells, mixed):
    assume(sum(v == "?" for row in rows for v in row.values()) <= 6)
    known = judged(programme(limite, cells=cells, mixed=mixed), rows)
    for complete in filled(rows):
        base, due, done = by_hand(complete, limite, cells=cells, mixed=mixed)
        for key, cell in known.items():
            assert cell.base.min <= base[key] <= cell.base.max
            assert cell.du.min <= due[key] <= cell.du.max
            assert cell.realise.min <= done[key] <= cell.realise.max
            if base[key]:
                conform = done[key] >= -floor(-due[key])
                verdict = "conforme" if conform else "non_conforme"
                assert verdict in {v.value for v in cell.verdicts_possibles}


@settings(max_examples=120, deadline=None)
@given(st.lists(LIGNE, min_size=1, max_size=6), st.sampled_from(LIMITES), st.booleans(), st.booleans())
def test_bounds_under_a_limit_are_attained_when_the_flow_is_known(rows, limite, cells, mixed):
    rows = [{**row, "nature": "logement_ordinaire"} for row in rows]
    assume(sum(v == "?" for row in rows for v in row.values()) <= 6)
    known = judged(programme(limite, cells=cells, mixed=mixed), rows)
    every = [by_hand(complete, limite, cells=cells, mixed=mixed) for complete in filled(rows)]
    for key, cell in known.items():
        bases, dues = [base[key] for base, _, _ in every], [due[key] for _, due, _ in every]
        assert (cell.base.min, cell.base.max) == (min(bases), max(bases))
        assert (cell.du.min, cell.du.max) == (min(dues), max(dues))
        verdicts = {
            ("conforme" if done[key] >= -floor(-due[key]) else "non_conforme")
            if base[key]
            else "non_applicable"
            for base, due, done in every
        }
        assert {v.value for v in cell.verdicts_possibles} == verdicts


@given(st.permutations([0, 1, 2, 3, 4]))
def test_the_order_of_rows_changes_nothing(order):
    rows = [
        {"affectation": a, "contingent": "etat", "qpv": q, "nature": "logement_ordinaire"}
        for a, q in [
            ("mutation_interne", True),
            ("mutation_interne", False),
            ("mutation_interne", False),
            ("location", True),
            ("?", False),
        ]
    ]
    text = programme(LIMITES[2], cells=True, mixed=True)
    first, other = judged(text, rows), judged(text, [rows[n] for n in order])
    assert {k: (c.base, c.du, c.verdict) for k, c in first.items()} == {
        k: (c.base, c.du, c.verdict) for k, c in other.items()
    }
