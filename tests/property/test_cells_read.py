"""A number of an account judged by cell, of one or of all, holds whatever completes the data; it is as
narrow as can be while every row says its cell."""

from fractions import Fraction
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Indetermine, NonApplicable
from convrules.base.values import Arrondi, Connu
from convrules.facts.records import Ligne
from convrules.runtime.chiffres import LOGEMENTS
from convrules.runtime.numbers import Plage
from convrules.year.exercices import Exercices
from year import build as b

COMMUNES = ("93001", "93008")
AILLEURS = "93010"
PART = b.part("c", b.taux("1/3"), application=b.chaque(b.code("commune")), arrondi=Arrondi.SUPERIEUR)
LIGNES = st.lists(
    st.tuples(st.sampled_from([*COMMUNES, "?"]), st.sampled_from(["etat", "commune", "?"])), max_size=5
)
SOMMABLES = [g for g in ir.Grandeur if g is not ir.Grandeur.SOLDE]


def number(lignes, grandeur, commune):
    facts = b.faits(
        v
        for n, (where, whose) in enumerate(lignes)
        for v in b.rows(
            1,
            f"V{n}-",
            commune=where,
            contingent=whose,
            disponibilite="2025-03-01",
            attribution="2025-05-01",
            bail="2025-06-01",
        )
    )
    element = None
    if commune is not None:
        element = Ligne(table="programmes", id="P", cellules={"commune": Connu(commune)})
    asked = ir.Chiffre(grandeur=grandeur, clause="c", precedente=False, type=LOGEMENTS)
    prog = b.programme(PART)
    years = Exercices(programmes=(prog,), faits=facts, au=b.day("2026-06-30"))
    return years.number(asked, prog.convention.ident, 2025, element)


def completions(lignes):
    wheres = [[*COMMUNES, AILLEURS] if where == "?" else [where] for where, _ in lignes]
    whoses = [["etat", "commune"] if whose == "?" else [whose] for _, whose in lignes]
    for where in product(*wheres):
        for whose in product(*whoses):
            yield list(zip(where, whose, strict=True))


def ends(found):
    return (found.min, found.max) if isinstance(found, Plage) else (found, found)


@settings(deadline=None, max_examples=30)
@given(LIGNES, st.sampled_from(SOMMABLES), st.sampled_from([None, "93001"]))
@example([("93001", "?"), ("93008", "?"), ("93008", "commune")], ir.Grandeur.MANQUE, None)
@example([("93001", "commune"), ("?", "commune"), ("?", "commune")], ir.Grandeur.MANQUE, None)
@example([("93001", "commune"), ("?", "commune")], ir.Grandeur.MANQUE, "93001")
def test_it_holds_whatever_completes_the_data(lignes, grandeur, commune):
    found = number(lignes, grandeur, commune)
    every = [number(done, grandeur, commune) for done in completions(lignes)]
    if isinstance(found, Indetermine) and not isinstance(found, Plage):
        assert found.causes and (any("?" in ligne for ligne in lignes))
        return
    if isinstance(found, NonApplicable):
        assert all(isinstance(one, NonApplicable) for one in every)
        return
    low, high = ends(found)
    known = [Fraction(one) for one in every if isinstance(one, Fraction)]
    assert len(known) == len(every)
    assert all((low is None or low <= x) and (high is None or x <= high) for x in known)
    if all(where != "?" for where, _ in lignes) and grandeur is not ir.Grandeur.TAUX:
        assert (low, high) == (min(known), max(known))
