"""Examples O of the semantics, and the strict operators, on trees built by hand."""

# ruff: noqa: E501 - a table of cases reads one case per line.

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest

from convrules import ir
from convrules.base.dates import connu, pas_survenu
from convrules.base.outcomes import NON_APPLICABLE, Cause, Genre, causes_of, word
from convrules.facts.records import Faits
from convrules.runtime.forms import FORMES, as_issue
from convrules.runtime.scalar import EVALUATIONS, evaluate
from convrules.runtime.trace import levers
from runtime.build import (
    calc,
    cmp,
    code,
    contexte,
    count,
    duree,
    et,
    evenement,
    jour,
    ligne,
    lit,
    nombre,
    non,
    ou,
    oui_non,
    programme,
    si,
    vacance,
)

V, F = lit(True), lit(False)
LOYER = cmp(nombre("loyer"), "<=", lit(50000))
SURFACE = cmp(nombre("surface"), ">", lit(40))
N = cmp(nombre("etage"), ">", lit(2))
QPV = oui_non("qpv")
MAISON = {"etage": "sans objet"}

# (name, expression, cells of the vacancy, outcome, missing facts)
OUTCOMES = [
    ("O1 faux et manquant", et(F, LOYER), {}, "faux", ""),
    ("O1 vrai et manquant", et(V, LOYER), {}, "indetermine", "loyer"),
    ("O2 N et vrai", et(N, V), MAISON, "non_applicable", ""),
    ("O2 N et faux", et(N, F), MAISON, "faux", ""),
    ("O2 N ou faux", ou(N, F), MAISON, "non_applicable", ""),
    ("O2 N ou vrai", ou(N, V), MAISON, "vrai", ""),
    ("O3 manquant et illisible", et(LOYER, SURFACE), {"surface": "illisible"}, "erreur", "loyer surface"),
    ("O3 vrai ou illisible", ou(V, SURFACE), {"surface": "illisible"}, "vrai", ""),
    ("O4 constante", N, MAISON, "non_applicable", ""),
    ("O4 seuil manquant", cmp(nombre("etage"), ">", nombre("seuil")), MAISON, "non_applicable", ""),
    ("O5 branches égales", si(QPV, V, V), {}, "indetermine", "qpv"),
    ("O5 condition sans objet", si(N, V, F), MAISON, "non_applicable", ""),
    ("O5 causes des branches", si(QPV, LOYER, SURFACE), {}, "indetermine", "loyer qpv surface"),
    ("O9 complet", cmp(evenement("bail"), "<=", lit(date(2025, 12, 31))), {"bail": "pas survenu au 2026-01-05"}, "faux", ""),
    ("O9 incomplet", cmp(evenement("bail"), "<=", lit(date(2025, 12, 31))), {"bail": "pas survenu au 2025-06-30"}, "indetermine", "bail"),
    ("dans, hors liste", ir.Dans(operande=code("typologie"), ensemble=(lit("T4"), lit("T5"))), {"typologie": "T1"}, "faux", ""),
    ("dans, membre manquant", ir.Dans(operande=nombre("a"), ensemble=(lit(1), nombre("b"))), {"a": 1}, "indetermine", "b"),
    ("dans, membre sans objet", ir.Dans(operande=nombre("a"), ensemble=(lit(1), nombre("b"))), {"b": "sans objet"}, "non_applicable", ""),
    ("entre, bornes comprises", ir.Entre(operande=nombre("a"), bas=lit(2), haut=lit(9)), {"a": 9}, "vrai", ""),
    ("entre, borne manquante mais dépassée", ir.Entre(operande=nombre("a"), bas=nombre("b"), haut=lit(9)), {"a": 10}, "faux", ""),
    ("division par zéro", cmp(calc(lit(1), "/", nombre("a")), ">", lit(0)), {"a": 0}, "erreur", "division par zéro"),
    ("renseigné, inconnu", ir.Renseigne(champ=nombre("loyer")), {}, "faux", ""),
    ("renseigné, valeur", ir.Renseigne(champ=nombre("loyer")), {"loyer": 1}, "vrai", ""),
    ("renseigné, sans objet", ir.Renseigne(champ=nombre("etage")), MAISON, "non_applicable", ""),
    ("renseigné, illisible", ir.Renseigne(champ=nombre("loyer")), {"loyer": "illisible"}, "erreur", "loyer"),
    ("a eu lieu", ir.AEuLieu(evenement=evenement("bail")), {"bail": "2025-03-01"}, "vrai", ""),
    ("a eu lieu, plus tard", ir.AEuLieu(evenement=evenement("bail")), {"bail": "2027-03-01"}, "faux", ""),
    ("a eu lieu, inconnu", ir.AEuLieu(evenement=evenement("bail")), {}, "indetermine", "bail"),
    ("un retrait clôt la vie", ir.AEuLieu(evenement=evenement("bail")), {"retrait": "2025-03-01", "bail": "pas survenu au 2025-04-01"}, "faux", ""),
    ("texte NFC et espaces", cmp(code("service"), "=", lit("défense")), {"service": " de\u0301fense "}, "vrai", ""),
    ("décision attendue", ir.DecisionAttendue(nom="avis"), {}, "indetermine", "avis"),
    ("définition", ir.Nomme(nom="public", expr=ou(QPV, F)), {"qpv": True}, "vrai", ""),
    ("instrument inconnu", ir.EnVigueur(convention="als-93"), {}, "indetermine", "als-93"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("expr", "cells", "outcome", "causes"), [c[1:] for c in OUTCOMES], ids=[c[0] for c in OUTCOMES]
)
def test_outcome(expr: ir.Expr, cells: dict[str, object], outcome: str, causes: str) -> None:
    value = evaluate(expr, contexte(vacance(**cells), au="2026-01-05")).valeur
    assert word(as_issue(value)) == outcome
    assert {c.fait for c in causes_of(value)} == (
        set(causes.split(" ")) - {""} if "division" not in causes else {causes}
    )


def test_kinds_of_not_knowing() -> None:
    kinds: dict[str, tuple[ir.Expr, dict[str, object], Genre]] = {
        "loyer": (LOYER, {}, Genre.MANQUANT),
        "surface": (SURFACE, {"surface": "illisible"}, Genre.ERREUR),
        "bail": (
            cmp(evenement("bail"), "<", lit(date(2026, 6, 1))),
            {"bail": "pas survenu au 2026-01-05"},
            Genre.FUTUR,
        ),
        "avis": (ir.DecisionAttendue(nom="avis"), {}, Genre.HUMAIN),
    }
    for fait, (expr, cells, genre) in kinds.items():
        value = evaluate(expr, contexte(vacance(**cells), au="2026-01-05")).valeur
        assert causes_of(value) == {Cause(fait=fait, genre=genre)}


def test_instrument_known_to_be_in_force() -> None:
    expr = ir.EnVigueur(convention="als-93")
    assert evaluate(expr, contexte(en_vigueur={"als-93": True})).valeur is True


# --- numbers and days -------------------------------------------------------------------------
def test_exact_arithmetic() -> None:
    v = vacance(loyer=45000, plafond=60000)
    assert evaluate(calc(nombre("loyer"), "/", nombre("plafond")), contexte(v)).valeur == Fraction(3, 4)
    assert evaluate(ir.Oppose(operande=nombre("loyer")), contexte(v)).valeur == -45000


def test_days_and_durations() -> None:
    v = vacance(offre="2025-01-31", reponse="2025-02-10", visite="pas survenu au 2025-03-01")
    c = contexte(v, au="2025-03-01")
    assert evaluate(calc(evenement("reponse"), "-", evenement("offre")), c).valeur == 10
    shifted = evaluate(calc(evenement("offre"), "+", lit(duree("1 mois"))), c).valeur
    assert shifted == connu(jour("2025-02-28"), "offre")
    later = evaluate(calc(evenement("visite"), "+", lit(duree("10 jour"))), c).valeur
    assert later == pas_survenu(jour("2025-03-11"), "visite", Genre.FUTUR)
    least = calc(evenement("offre"), "+", lit(duree("10 jour")))
    assert evaluate(cmp(evenement("reponse"), ">=", least), c).valeur is True
    undecided = evaluate(calc(evenement("visite"), "-", evenement("offre")), c).valeur
    assert {x.fait for x in causes_of(undecided)} == {"visite"}


# --- counting -----------------------------------------------------------------------------------
CANDIDATURES = count(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE)
DALO = count(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE, oui_non("dalo", ir.Niveau.CANDIDATURE))


def de_1_a_4(expr: ir.Expr) -> ir.Entre:
    return ir.Entre(operande=expr, bas=lit(1), haut=lit(4))


@pytest.mark.parametrize(
    ("known", "closed", "outcome", "genre"),
    [
        (0, False, "indetermine", Genre.FUTUR),
        (3, False, "indetermine", Genre.FUTUR),
        (5, False, "faux", None),
        (0, True, "faux", None),
        (3, True, "vrai", None),
        (5, True, "faux", None),
        (None, True, "indetermine", Genre.MANQUANT),
    ],
)
def test_a_turn_still_open_counts_any_number_from_what_is_known(
    known: int | None, closed: bool, outcome: str, genre: Genre | None
) -> None:
    rows = None if known is None else [ligne("candidatures", str(i)) for i in range(known)]
    clos = connu(jour("2025-03-01")) if closed else None
    value = evaluate(de_1_a_4(CANDIDATURES), contexte(vacance(candidatures=rows), clos=clos)).valeur
    assert word(as_issue(value)) == outcome
    assert {c.genre for c in causes_of(value)} == ({genre} if genre else set())
    assert {c.fait for c in causes_of(value)} == ({"candidatures"} if genre else set())


def test_a_row_dated_after_the_day_one_looks_is_not_there_yet() -> None:
    rows = [ligne("candidatures", "a", date="2025-02-10"), ligne("candidatures", "b", date="2025-04-10")]
    v = vacance(candidatures=rows)
    closed = connu(jour("2025-03-01"))
    assert evaluate(CANDIDATURES, contexte(v, au="2025-03-05", clos=closed)).valeur == 1
    assert evaluate(CANDIDATURES, contexte(v, au="2025-05-05", clos=connu(jour("2025-05-01")))).valeur == 2


def test_a_row_dated_after_the_turn_closed_is_not_of_it() -> None:
    rows = [ligne("candidatures", "a", date="2025-03-01"), ligne("candidatures", "b", date="2025-03-02")]
    v = vacance(candidatures=rows)
    closed, month = connu(jour("2025-03-01")), replace(connu(jour("2025-03-01")), fin=jour("2025-03-31"))
    assert evaluate(CANDIDATURES, contexte(v, au="2025-05-05", clos=closed)).valeur == 1
    assert causes_of(evaluate(CANDIDATURES, contexte(v, au="2025-05-05", clos=month)).valeur)


def test_a_row_in_doubt_counts_for_zero_or_one() -> None:
    rows = [ligne("candidatures", "a", dalo=True), ligne("candidatures", "b")]
    c = contexte(vacance(candidatures=rows), clos=connu(jour("2025-03-01")))
    assert evaluate(cmp(DALO, ">=", lit(1)), c).valeur is True
    assert evaluate(cmp(DALO, ">", lit(2)), c).valeur is False
    undecided = evaluate(cmp(DALO, ">=", lit(2)), c).valeur
    assert causes_of(undecided) == {Cause(fait="dalo", ligne="candidatures b")}


def test_a_count_over_a_count_of_nothing_is_no_share() -> None:
    c = contexte(vacance(), clos=connu(jour("2025-03-01")))
    assert evaluate(cmp(calc(DALO, "/", CANDIDATURES), ">=", lit(Fraction(1, 4))), c).valeur is NON_APPLICABLE


def test_stock_of_the_landlord() -> None:
    rows = tuple(
        ligne("logements", str(i), commune=c, loyer=i) for i, c in enumerate(["93048", "93048", "75056"])
    )
    faits = Faits(bailleur="000000000", vacances=(), logements=rows)
    there = programme(territoire=ir.Territoire(departements=frozenset({"93"})))
    c = replace(contexte(programme_=there, faits=faits), vacance=None)
    assert evaluate(count(ir.Classe.LOGEMENTS, ir.Niveau.LOGEMENT), c).valeur == 2
    total = ir.Somme(
        terme=nombre("loyer", ir.Niveau.LOGEMENT),
        population=ir.Population(classes=(ir.Classe.LOGEMENTS,), niveau=ir.Niveau.LOGEMENT),
        type=nombre("loyer").type,
    )
    assert evaluate(total, c).valeur == 1
    unsupplied = evaluate(count(ir.Classe.DROITS, ir.Niveau.DROIT), c).valeur
    assert causes_of(unsupplied) == {Cause(fait="droits")}


def test_rights_count_for_their_number_while_they_live() -> None:
    rows = (
        ligne("droits", "1", debut="2020-01-01", fin="2030-01-01", nombre=3),
        ligne("droits", "2", debut="2020-01-01", fin="2024-01-01", nombre=5),
        ligne("droits", "3", debut="2020-01-01", fin="sans objet"),
    )
    c = replace(contexte(faits=Faits(bailleur="", vacances=(), droits=rows)), vacance=None)
    assert evaluate(count(ir.Classe.DROITS, ir.Niveau.DROIT), c).valeur == 4


# --- parameters -----------------------------------------------------------------------------------
def taux(**given: Any) -> ir.ParametreDeclare:
    values = tuple(
        ir.ValeurDatee(du=jour(du), valeur=lit(Fraction(p, 100)))
        for du, p in (("2024-01-01", 28), ("2025-01-01", 30))
    )
    return ir.ParametreDeclare(nom="taux", type=nombre("x").type, valeurs=values, **given)


TOUS_LES_TROIS_ANS = ir.Periodicite(nombre=3, unite=duree("3 an").unite, depuis=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("given", "day", "value"),
    [
        ({}, "2023-12-31", None),
        ({}, "2024-12-31", Fraction(28, 100)),
        ({}, "2025-01-01", Fraction(30, 100)),
        ({"revision": TOUS_LES_TROIS_ANS}, "2024-06-01", Fraction(28, 100)),
        ({"revision": TOUS_LES_TROIS_ANS}, "2026-12-31", Fraction(30, 100)),
        ({"revision": TOUS_LES_TROIS_ANS}, "2027-01-01", None),
        ({"revision": TOUS_LES_TROIS_ANS, "a_defaut": lit(Fraction(1, 4))}, "2027-01-01", Fraction(1, 4)),
    ],
)
def test_parameter(given: dict[str, object], day: str, value: Fraction | None) -> None:
    there = programme(parametres=(taux(**given),))
    expr = ir.Parametre(nom="taux", type=nombre("x").type)
    found = evaluate(expr, contexte(programme_=there, jour_=day)).valeur
    if value is None:
        assert causes_of(found) == {Cause(fait="taux", genre=Genre.ERREUR)}
    else:
        assert found == value


# --- levels ---------------------------------------------------------------------------------------
def test_levels_reach_upward_and_are_missed_under_their_dotted_name() -> None:
    v = vacance(programme=ligne("programmes", "P", logements=5), logement=ligne("logements", "L", qpv=True))
    size = nombre("logements", ir.Niveau.PROGRAMME)
    assert evaluate(size, contexte(v)).valeur == 5
    assert evaluate(QPV, contexte(v)).valeur is True
    holder = ir.Champ(nom="type", niveau=ir.Niveau.RESERVATAIRE, type=code("type").type)
    assert evaluate(holder, contexte(v)).valeur == "etat"
    missing = evaluate(size, contexte(vacance())).valeur
    assert causes_of(missing) == {Cause(fait="programme.logements")}


def test_vacancy_and_dwelling_that_differ_are_an_error() -> None:
    v = vacance(logement=ligne("logements", "L", qpv=True), qpv=False)
    assert word(as_issue(evaluate(QPV, contexte(v)).valeur)) == "erreur"


# --- levers ---------------------------------------------------------------------------------------
X, Y = oui_non("x"), oui_non("y")
LEVERS = [
    ("O8 faux", et(X, Y), False, {("x",), ("y",)}),
    ("O8 vrai", et(X, Y), True, {("x", "y")}),
    ("ou vrai", ou(X, Y), True, {("x",), ("y",)}),
    ("non", non(ou(X, Y)), True, {("x", "y")}),
    ("si vrai", si(X, Y, oui_non("z")), True, {("x", "y"), ("x", "z")}),
    ("fait répété", et(X, ou(X, Y)), True, {("x",)}),
    ("acquis", et(F, Y), False, {()}),
    ("hors d'atteinte", et(F, Y), True, set()),
    ("comparaison", cmp(nombre("a"), "<", nombre("b")), True, {("a", "b")}),
    ("entre", ir.Entre(operande=nombre("a"), bas=nombre("b"), haut=lit(9)), False, {("a",)}),
    ("sans objet d'un côté", et(N, X), NON_APPLICABLE, {("x",)}),
]


@pytest.mark.parametrize(("expr", "target", "expected"), [c[1:] for c in LEVERS], ids=[c[0] for c in LEVERS])
def test_levers(expr: ir.Expr, target: bool, expected: set[tuple[str, ...]]) -> None:
    found = levers(evaluate(expr, contexte(vacance(**MAISON))), target)
    assert {tuple(sorted(c.fait for c in s)) for s in found} == expected


def test_every_expression_is_evaluated() -> None:
    assert {*EVALUATIONS, *FORMES, ir.Litteral, ir.Champ} == set(get_args(ir.Expr))
