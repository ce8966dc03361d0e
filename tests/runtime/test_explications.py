"""What is found once and kept: a trace read later, facts read by one convention and asked by another."""

import pickle
from collections.abc import Iterator
from datetime import date

import pytest

from convrules import ir
from convrules.base.outcomes import word
from convrules.facts.records import Vacance
from convrules.runtime.decision import Trace
from convrules.runtime.elsewhere import Ici
from convrules.runtime.scalar import evaluate, evaluate_issue
from convrules.runtime.vacance import evaluate_everywhere, evaluate_vacance
from runtime.build import (
    apres,
    calc,
    champ,
    cmp,
    code,
    contexte,
    count,
    delai,
    eligibilite,
    et,
    evenement,
    ligne,
    lit,
    nombre,
    non,
    ou,
    oui_non,
    programme,
    si,
    soustraction,
    vacance,
)

AU = date(2025, 12, 31)
CANDIDATS = count(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE)
MOTIFS = count(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE, oui_non("retenue", ir.Niveau.CANDIDATURE))
TYPES = ir.Dans(operande=code("typologie"), ensemble=(lit("T1"), lit("T2")))
REMISE = ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE)
EXPRESSIONS = {
    "dans": non(TYPES),
    "liste d'un fait": ir.Dans(operande=code("typologie"), ensemble=(lit("T1"), code("financement"))),
    "entre": ir.Entre(operande=nombre("surface"), bas=lit(20), haut=calc(nombre("pieces"), "*", lit(30))),
    "jours": cmp(calc(evenement("disponibilite"), "-", evenement("liberation")), "<=", lit(90)),
    "ou": ou(et(oui_non("qpv"), TYPES), cmp(evenement("conge"), ">=", lit(date(2025, 3, 1)))),
    "si": ir.Nomme(nom="grand", expr=si(oui_non("qpv"), non(TYPES), cmp(nombre("surface"), ">", lit(60)))),
    "compte": et(oui_non("qpv"), cmp(CANDIDATS, ">=", lit(2))),
    "part de rien": ou(cmp(calc(MOTIFS, "/", CANDIDATS), ">=", lit(1)), TYPES),
    "opposé": cmp(ir.Oppose(operande=nombre("surface")), "<", lit(0)),
}
ROWS = {
    "vide": {},
    "plein": {
        "typologie": "T2", "financement": "plus", "surface": 45, "pieces": 2, "qpv": True,
        "conge": "2025-04-01", "liberation": "2025-06-01", "disponibilite": "2025-07-01",
    },
    "sans objet": {"typologie": "sans objet", "surface": "illisible", "qpv": False, "conge": "jamais"},
    "à venir": {"typologie": "T4", "conge": "2026-02-01", "liberation": "2025-06-01"},
}  # fmt: skip


def row(cells: dict[str, object]) -> Vacance:
    return vacance(**cells, candidatures=(ligne("candidatures", "C1", retenue=True),)) if cells else vacance()


def nodes(trace: Trace) -> Iterator[Trace]:
    yield trace
    for part in trace.enfants:
        yield from nodes(part)


@pytest.mark.parametrize("expr", EXPRESSIONS.values(), ids=EXPRESSIONS)
@pytest.mark.parametrize("cells", ROWS.values(), ids=ROWS)
def test_each_part_of_a_trace_bears_what_its_expression_gives(
    expr: ir.Expr, cells: dict[str, object]
) -> None:
    here = contexte(row(cells))
    trace = evaluate(expr, here)
    assert trace.valeur == evaluate_issue(expr, here)
    assert pickle.loads(pickle.dumps(evaluate(expr, here))) == trace
    assert trace.enfants is trace.enfants
    for part in nodes(trace):
        assert part.valeur == evaluate(part.expr, here).valeur
        assert part == evaluate(part.expr, here)
    read = {part.expr for part in nodes(trace) if isinstance(part.expr, ir.Champ)}
    if not any(isinstance(e, ir.Si | ir.Compte) for e in ir.walk(expr)):
        assert read == {e for e in ir.walk(expr) if isinstance(e, ir.Champ)}


PROGRAMMES = (
    programme(
        champ("types", TYPES),
        soustraction("qpv", oui_non("qpv")),
        eligibilite("congé", EXPRESSIONS["jours"]),
    ),
    programme(
        delai("proposer", apres("proposition", "1 mois", "conge"), a_defaut=REMISE),
        eligibilite("remis", ir.AEuLieu(evenement=evenement("remise"))),
        eligibilite("congé", EXPRESSIONS["ou"]),
    ),
    programme(
        eligibilite("remis", ir.AEuLieu(evenement=evenement("remise"))), eligibilite("types", non(TYPES))
    ),
)


@pytest.mark.parametrize("cells", ROWS.values(), ids=ROWS)
def test_conventions_asked_together_say_what_each_says(cells: dict[str, object]) -> None:
    v = row(cells)
    for order in (PROGRAMMES, PROGRAMMES[::-1]):
        assert evaluate_everywhere(Ici(order), v, AU) == tuple(evaluate_vacance(p, v, AU) for p in order)


def test_what_a_convention_brings_about_is_not_read_by_the_next() -> None:
    v = row({"conge": "2025-04-01", "proposition": "pas survenu au 2025-12-31"})
    handed, plain = evaluate_everywhere(Ici(PROGRAMMES[1:]), v, AU)
    assert word(handed.eligibilites[0].issue) == "vrai"
    assert word(plain.eligibilites[0].issue) == "indetermine"
