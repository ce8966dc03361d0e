"""Examples R of the semantics: a base case, its exceptions, and what happens when a condition is missing."""

# ruff: noqa: E501 - a table of cases reads one case per line.

from dataclasses import replace
from itertools import permutations

import pytest

from convrules import ir
from convrules.base.outcomes import Cause, Genre, causes_of, word
from convrules.base.source import Span, make_source
from convrules.base.values import Arrondi
from convrules.compiler import ClauseCompilee, Programme, compile_convention
from convrules.runtime.rules import Resolution, judge, resolve
from runtime.build import (
    apres,
    contexte,
    convention,
    delai,
    entete,
    exception,
    lit,
    obligation,
    oui_non,
    programme,
    vacance,
)

UN_MOIS = apres("proposition", "1 mois", "information")
SIX_SEMAINES = apres("proposition", "6 semaine", "information")
DEUX_MOIS = apres("proposition", "2 mois", "information")
BASE = delai("d", UN_MOIS)
ADAPTE = exception("adaptes", "d", {"règle": SIX_SEMAINES}, si=oui_non("adapte"))
PETIT = exception("petits", "d", {"règle": DEUX_MOIS}, si=oui_non("petit"))


def clause(p: Programme, ident: str) -> ClauseCompilee:
    return next(c for c in p.clauses if c.ident == ident)


def resolved(
    p: Programme, cells: dict[str, object], cle: str = "règle", day: str = "2025-02-03"
) -> Resolution:
    return resolve(clause(p, "d"), cle, contexte(vacance(**cells), programme_=p, jour_=day))


def durations(r: Resolution) -> set[object]:
    return {
        c.valeur.echeance.duree
        if isinstance(c.valeur, ir.RegleDelai) and isinstance(c.valeur.echeance, ir.EcheanceRelative)
        else None
        for c in r.candidats
    }


def of(*rules: ir.RegleDelai | None) -> set[object]:
    return {r.echeance.duree if r and isinstance(r.echeance, ir.EcheanceRelative) else None for r in rules}


CONDITIONNEE = delai("d", UN_MOIS, si=oui_non("qpv"))
MEME = exception("adaptes", "d", {"règle": UN_MOIS}, si=oui_non("adapte"))
ECARTE = exception("sans", "d", si=oui_non("sans_delai"), ecarte=True)
SAUF = exception("sauf", "adaptes", {"règle": DEUX_MOIS}, si=oui_non("sauf"))
REPRISE = exception("reprise", "adaptes", si=oui_non("sauf"), ecarte=True)
PAUSE = exception("pause", "d", {"suspension": ir.Suspension(evenements=(("x", "y"),))}, si=oui_non("pause"))

# (name, clauses, cells, possible rules, causes, cases)
RULES = [
    ("R1 faux", (BASE, ADAPTE), {"adapte": False}, of(UN_MOIS), "", ("d",)),
    ("R1 vrai", (BASE, ADAPTE), {"adapte": True}, of(SIX_SEMAINES), "", ("adaptes",)),
    ("R2 manquant", (BASE, ADAPTE), {}, of(UN_MOIS, SIX_SEMAINES), "adapte", ("adaptes", "d")),
    ("R4 conflit", (BASE, ADAPTE, PETIT), {"adapte": True, "petit": True}, of(None), "", ("adaptes", "petits")),
    ("R4 conflit possible", (BASE, ADAPTE, PETIT), {"adapte": True}, of(None, SIX_SEMAINES), "petit", ("adaptes", "petits")),
    ("R6 même valeur", (BASE, MEME), {}, of(UN_MOIS), "", ("adaptes", "d")),
    ("R8 ni l'un ni l'autre", (CONDITIONNEE, ADAPTE), {"qpv": False, "adapte": False}, of(None), "", ()),
    ("R8 exception seule", (CONDITIONNEE, ADAPTE), {"qpv": False, "adapte": True}, of(SIX_SEMAINES), "", ("adaptes",)),
    ("si manquant", (CONDITIONNEE,), {}, of(UN_MOIS, None), "qpv", ("d",)),
    ("condition non atteinte", (CONDITIONNEE, ADAPTE), {"adapte": True}, of(SIX_SEMAINES), "", ("adaptes",)),
    ("exception d'exception", (BASE, ADAPTE, SAUF), {"adapte": True, "sauf": True}, of(DEUX_MOIS), "", ("sauf",)),
    ("exception d'exception seule", (BASE, ADAPTE, SAUF), {"adapte": False, "sauf": True}, of(DEUX_MOIS), "", ("sauf",)),
    ("exception écartée", (BASE, ADAPTE, REPRISE), {"adapte": True, "sauf": True}, of(UN_MOIS), "", ("d",)),
    ("écartée", (BASE, ECARTE), {"sans_delai": True}, of(None), "", ("sans",)),
    ("écartée et remplacée, conflit", (BASE, ECARTE, ADAPTE), {"sans_delai": True, "adapte": True}, of(None), "", ("adaptes", "sans")),
    ("écartée et une autre clé remplacée, conflit", (BASE, ECARTE, PAUSE), {"sans_delai": True, "pause": True}, of(None), "", ("pause", "sans")),
    ("autre clé, sans heurt", (BASE, ADAPTE, PAUSE), {"adapte": True}, of(SIX_SEMAINES), "", ("adaptes",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "clauses", "cells", "possible", "causes", "cases"), RULES, ids=[r[0] for r in RULES]
)
def test_rule(
    name: str,
    clauses: tuple[ir.Clause, ...],
    cells: dict[str, object],
    possible: set[object],
    causes: str,
    cases: tuple[str, ...],
) -> None:
    for order in permutations(clauses):
        found = resolved(programme(*order), cells)
        assert durations(found) == possible
        assert {c.fait for c in found.causes} == set(causes.split())
        assert set(found.cas) == set(cases)
        assert bool(found.conflit) == ("conflit" in name)


def test_a_conflict_names_its_cases_by_place() -> None:
    source = make_source("c.yaml", "x" * 100)

    def at(clause: ir.ExceptionClause, start: int) -> ir.ExceptionClause:
        return replace(
            clause, entete=replace(clause.entete, span=Span(source=source, start=start, end=start))
        )

    p = programme(BASE, at(PETIT, 50), at(ADAPTE, 80))
    found = resolved(p, {"adapte": True, "petit": True})
    assert found.unique is not None
    assert found.unique.conflit == ("petits", "adaptes")


def test_a_clause_set_aside_says_by_whom() -> None:
    found = resolved(programme(BASE, ECARTE), {"sans_delai": True})
    assert found.unique is not None
    assert found.unique.ecartee_par == ("sans",)
    assert found.valeur is None


def test_validity_is_judged_on_the_reference_day() -> None:
    tolerance = exception("adaptes", "d", {"règle": SIX_SEMAINES}, du="2025-03-01", au="2025-12-31")
    p = programme(BASE, tolerance)
    expected = {
        "2025-02-28": of(UN_MOIS),
        "2025-03-01": of(SIX_SEMAINES),
        "2025-12-31": of(SIX_SEMAINES),
        "2026-01-01": of(UN_MOIS),
    }
    assert {day: durations(resolved(p, {}, day=day)) for day in expected} == expected


def test_an_exception_to_what_is_out_of_force_is_absent() -> None:
    old = replace(BASE, entete=entete("d", au="2024-12-31"))
    assert durations(resolved(programme(old, ADAPTE), {"adapte": True})) == of(None)


def test_a_label_stands_for_all_its_clauses() -> None:
    grouped = replace(BASE, entete=entete("d", groupe="delais"))
    p = programme(grouped, exception("e", "delais", {"règle": DEUX_MOIS}))
    assert durations(resolved(p, {})) == of(DEUX_MOIS)


def test_names_of_a_socle_are_qualified() -> None:
    rule = replace(BASE, entete=entete("d", prefixe="cch."))
    inner = exception("e", "d", {"règle": SIX_SEMAINES}, prefixe="cch.")
    socle = replace(convention(rule, inner), ident="cch", version="2026-02")
    p = compile_convention(convention(exception("loin", "d", {"règle": DEUX_MOIS})), (socle,))
    found = resolve(clause(p, "cch.d"), "règle", contexte(programme_=p))
    assert durations(found) == of(SIX_SEMAINES)
    aside = compile_convention(
        convention(exception("loin", "cch.d", ecarte=True)), (replace(socle, clauses=(rule,)),)
    )
    set_aside = resolve(clause(aside, "cch.d"), "règle", contexte(programme_=aside)).unique
    assert set_aside is not None and set_aside.ecartee_par == ("loin",)


def test_an_exception_may_replace_the_condition() -> None:
    p = programme(CONDITIONNEE, exception("e", "d", {"si": oui_non("zrr")}, si=oui_non("adapte")))
    cells: dict[str, object] = {"qpv": False, "zrr": True}
    assert durations(resolved(p, {**cells, "adapte": False})) == of(None)
    assert durations(resolved(p, {**cells, "adapte": True})) == of(UN_MOIS)
    doubt = resolved(p, cells)
    assert durations(doubt) == of(UN_MOIS, None)
    assert {c.fait for c in doubt.causes} == {"adapte"}


def test_nested_quotas_follow_their_part() -> None:
    population = ir.Population(classes=(ir.Classe.VACANCES,))
    everywhere = ir.Application(dimensions=())
    inner = ir.Quota(
        entete=entete("agents"),
        regle=ir.RegleQuota(sens=ir.Sens.AU_PLUS, taux=None, nombre=1, population=population),
        application=everywhere,
        arrondi=Arrondi.SANS,
    )
    part = ir.Part(
        entete=entete("etat"),
        regle=ir.ReglePart(taux=lit(1), population=population),
        compte=population,
        application=everywhere,
        arrondi=Arrondi.INFERIEUR,
        report=ir.Report(mode=ir.ModeReport.AUCUN),
        dont=(inner,),
    )
    p = programme(part, BASE)
    assert [c.ident for c in p.clauses] == ["etat", "agents", "d"]
    nested = clause(p, "agents").clause
    assert isinstance(nested, ir.Quota) and nested.parent == "etat"
    assert resolve(clause(p, "agents"), "arrondi", contexte(programme_=p)).valeur is Arrondi.SANS
    assert resolve(clause(p, "agents"), "tolérance", contexte(programme_=p)).valeur is None


# --- clauses that use a rule ------------------------------------------------------------------
def judged(cells: dict[str, object], *clauses: ir.Clause) -> tuple[str, set[str], tuple[str, ...]]:
    p = programme(*clauses)
    result = judge(clause(p, "o"), contexte(vacance(**cells), programme_=p))
    return word(result.issue), {c.fait for c in causes_of(result.issue)}, result.cas


def test_what_uses_a_rule_is_determined_when_all_candidates_agree() -> None:
    o = obligation("o", oui_non("x"))
    e = exception("e", "o", {"règle": oui_non("y")}, si=oui_non("c"))
    assert judged({"x": True, "y": True}, o, e) == ("vrai", set(), ("e", "o"))
    assert judged({"x": True, "y": False}, o, e) == ("indetermine", {"c"}, ("e", "o"))
    assert judged({"x": True}, o, e) == ("indetermine", {"c", "y"}, ("e", "o"))


def test_a_clause_whose_condition_fails_says_nothing() -> None:
    o = obligation("o", oui_non("x"), si=oui_non("c"))
    assert judged({"c": False, "x": False}, o)[0] == "non_applicable"
    assert judged({"c": "sans objet", "x": False}, o)[0] == "non_applicable"
    assert judged({"c": True, "x": False}, o)[0] == "faux"


def test_a_conflict_is_an_error_of_the_rule() -> None:
    o = obligation("o", oui_non("x"))
    e, f = exception("e", "o", {"règle": oui_non("y")}), exception("f", "o", {"règle": oui_non("z")})
    p = programme(o, e, f)
    issue = judge(clause(p, "o"), contexte(programme_=p)).issue
    assert causes_of(issue) == {Cause(fait="o, règle : e, f", genre=Genre.ERREUR)}
