"""What a mobility rate projects while facts are missing holds what every completion of the data projects: a
vacancy that has perhaps come is of both numbers of the share that a rule has of them, of one, or of none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import pas_survenu
from convrules.year.bilan import comply
from convrules.year.bornes import between, hull
from convrules.year.mobilite import extreme_share
from convrules.year.model import Bornes
from convrules.year.ouverte import Hypothese, Methode, Projection
from year import build as b

AU = date(2025, 7, 2)
TAUX = Bornes(min=Fraction(7, 100), max=Fraction(9, 100))
HYPOTHESE = Hypothese(methode=Methode.MOBILITE, mobilite=TAUX, parc=(("etat-93", 730),))
RECUES = ir.Population(
    classes=(ir.Classe.ATTRIBUTIONS,),
    statut=ir.StatutPopulation.ASSIETTE,
    rattachement=ir.Rattachement.RESERVATAIRE,
)
CLAUSES = (
    b.MUTATIONS,
    b.part("part", b.taux("1/2"), dont=(b.quota("dont", rate="1/5", base=b.flux(), pour=b.QPV),)),
    b.quota("en_qpv", rate="1/4", base=b.flux(), pour=b.QPV),
    b.quota("dans_une_commune", rate="1/4", base=b.flux(b.egal(b.texte("commune"), "93048"))),
    b.quota("recues_en_qpv", rate="1/2", base=RECUES, pour=b.QPV),
    b.quota("recues", ir.Sens.AU_PLUS, "1/2", base=b.flux(), compte=RECUES),
)
REGLES = (*(clause.entete.nom for clause in CLAUSES[1:]), "dont")
DATEE_AILLEURS = "recues_en_qpv"
TERRITOIRE = ir.Territoire(departements=frozenset({"93"}))
VIGUEUR = ir.Validite(du=date(2024, 1, 1), au=date(2027, 12, 31))
PROGRAMMES = {
    leurs: b.programme(*CLAUSES, territoire=TERRITOIRE, choix=b.choix(evenements=leurs), en_vigueur=VIGUEUR)
    for leurs in ir.ComptageEvenements
}
PAS_ENCORE = pas_survenu(AU)
VALEURS = {
    "commune": ("93048", "93066", "75101"),
    "affectation": ("location", "mutation_interne"),
    "qpv": (True, False),
    "contingent": ("etat", "commune"),
    "disponibilite": ("2024-11-10", "2025-02-01", "2025-05-03", PAS_ENCORE),
    "attribution": ("2024-12-01", "2025-06-20", PAS_ENCORE),
}
"""By fact, what it may be."""
FAITS = ("commune", "affectation", "qpv", "contingent")
DITE = dict(zip(VALEURS, ("93048", "location", True, "etat", "2025-02-01", "2025-06-20"), strict=True))
Ligne = Mapping[str, object]


def lignes(sues: tuple[str, ...], tues: tuple[str, ...]) -> st.SearchStrategy[list[Ligne]]:
    """Rows in which each of these facts is any, and then one or two of them are not known. A first row is
    known: without a vacancy that has come for certain, nothing is projected."""
    ligne = st.fixed_dictionaries({nom: st.sampled_from(VALEURS[nom]) for nom in sues})
    manque = st.frozensets(st.sampled_from(tues), max_size=2)
    rows = st.tuples(ligne, manque).map(lambda one: {**DITE, **one[0], **dict.fromkeys(one[1], "?")})
    return st.lists(rows.filter(lambda row: any(map(coherent, filled(row)))), min_size=1, max_size=3)


def filled(row: Ligne) -> Iterator[Ligne]:
    for values in product(*(VALEURS[nom] if row[nom] == "?" else (row[nom],) for nom in row)):
        yield dict(zip(row, values, strict=True))


def coherent(row: Ligne) -> bool:
    """No dwelling is let before it is free."""
    free, let = row["disponibilite"], row["attribution"]
    return let is PAS_ENCORE or (isinstance(free, str) and free <= str(let))


def projected(rows: Iterable[Ligne], leurs: ir.ComptageEvenements) -> dict[str, Projection]:
    vacances = [b.rows(1, f"V{n}-", **row)[0] for n, row in enumerate([DITE, *rows])]
    bilan = comply((PROGRAMMES[leurs],), b.faits(vacances), 2025, AU, hypothese=HYPOTHESE)
    found = {one.clause: one.projection for one in bilan.conventions[0].avancements}
    assert set(found) == set(REGLES)
    return {clause: one for clause, one in found.items() if one is not None}


def figures(one: Projection) -> tuple[Bornes, ...]:
    assert one.du is not None and one.cible is not None and one.reste is not None
    return (between(one.cadence.bas, one.cadence.haut), one.base, one.realise, one.du, one.cible, one.reste)


def hulls(rows: Sequence[Ligne], leurs: ir.ComptageEvenements) -> dict[str, tuple[Bornes, ...]]:
    each = [projected(full, leurs) for full in product(*(filter(coherent, filled(r)) for r in rows))]
    return {nom: tuple(map(hull, zip(*(figures(one[nom]) for one in each), strict=True))) for nom in each[0]}


@settings(deadline=None, max_examples=60)
@given(lignes(tuple(VALEURS), tuple(VALEURS)), st.sampled_from(ir.ComptageEvenements))
def test_it_holds_what_every_completion_projects(rows, leurs) -> None:
    whole, every = projected(rows, leurs), hulls(rows, leurs)
    assert set(whole) == set(every)
    for nom, one in whole.items():
        for found, least in zip(figures(one), every[nom], strict=True):
            assert found.min <= least.min and least.max <= found.max, (nom, found, least)
        assert one.cadence.bas <= one.cadence.moyen <= one.cadence.haut


@settings(deadline=None, max_examples=60)
@given(lignes(tuple(VALEURS), FAITS), st.sampled_from(ir.ComptageEvenements))
def test_both_ends_are_those_of_completions(rows, leurs) -> None:
    """Of what is to come, and of the base then where it is of vacancies that have come: of others, what is
    there and what comes may be greatest in two completions."""
    whole, every = projected(rows, leurs), hulls(rows, leurs)
    for nom, one in whole.items():
        told = 1 if nom == DATEE_AILLEURS else 2
        assert figures(one)[:told] == every[nom][:told], nom


# --- by hand ------------------------------------------------------------------------------------
SIX = [*({**DITE, "attribution": PAS_ENCORE},) * 3, *({**DITE, "affectation": "mutation_interne"},) * 2]
"""With the first, four dwellings of the base, and two that are withdrawn."""
INCONNUE = dict.fromkeys(DITE, "?")


@pytest.mark.parametrize(
    ("rows", "least", "most"),
    [
        ([], Fraction(4, 6), Fraction(4, 6)),
        ([{**DITE, "commune": "?"}] * 2, Fraction(4, 6), Fraction(6, 8)),
        ([{**DITE, "commune": "?", "affectation": "?"}] * 2, Fraction(4, 8), Fraction(6, 8)),
        ([{**DITE, "disponibilite": "?"}] * 2, Fraction(4, 6), Fraction(6, 8)),
        ([{**DITE, "disponibilite": "?", "affectation": "mutation_interne"}], Fraction(4, 7), Fraction(4, 6)),
        ([INCONNUE] * 4, Fraction(4, 10), Fraction(8, 10)),
    ],
)
def test_of_those_that_have_come_as_many(rows, least, most) -> None:
    """182 days are left, of 365; the rate is of 730 dwellings."""
    one = projected([*SIX, *rows], ir.ComptageEvenements.A_LEUR_DATE)["part"]
    assert (one.cadence.bas, one.cadence.haut) == (TAUX.min * 364 * least, TAUX.max * 364 * most)


def test_of_a_row_of_which_nothing_is_known() -> None:
    """A row that is refused, for one: every completion of it."""
    leurs, rows = ir.ComptageEvenements.A_LEUR_DATE, [*SIX, {**INCONNUE, "qpv": True}]
    whole, every = projected(rows, leurs), hulls(rows, leurs)
    for nom, one in whole.items():
        told = 1 if nom == DATEE_AILLEURS else 2
        assert figures(one)[:told] == every[nom][:told], nom


# --- the share alone --------------------------------------------------------------------------
FACONS = st.frozensets(st.tuples(st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=4)


@given(st.integers(0, 5), st.integers(1, 5), st.lists(FACONS, max_size=5), st.booleans())
def test_the_extreme_share_is_that_of_a_choice(k, n, ways, high) -> None:
    each = [
        Fraction(k + sum(a for a, _ in chosen), n + sum(c for _, c in chosen)) for chosen in product(*ways)
    ]
    assert extreme_share((k, n), Counter(ways), high=high) == (max if high else min)(each)
