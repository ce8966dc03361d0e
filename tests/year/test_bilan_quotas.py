"""Quotas of a year, on small sets of vacancies: their cells, exceptions, caps, what goes beyond another."""

from dataclasses import replace
from datetime import date

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.model import Verdict
from year import build as b
from year.build import CHAQUE_COMMUNE, LOUE, QPV, cells_of


def test_one_cell_per_commune_and_the_worst_verdict():
    prog = b.programme(b.quota("q", pour=QPV, application=CHAQUE_COMMUNE))
    rows = [
        *b.rows(4, "A", **LOUE, qpv=True),
        *b.rows(4, "B", **LOUE | {"commune": "93001"}, qpv=False),
    ]
    bilan = b.year(prog, b.faits(rows))
    assert cells_of(bilan, "q") == {"93001": ("4", "0", "non_conforme"), "93048": ("4", "4", "conforme")}
    assert b.rule(bilan, "q").verdict is Verdict.NON_CONFORME


def test_a_row_without_its_dimension_is_perhaps_in_each_cell():
    prog = b.programme(b.quota("q", pour=QPV, application=CHAQUE_COMMUNE))
    rows = [
        *b.rows(1, "A", **LOUE, qpv=True),
        *b.rows(1, "B", **LOUE | {"commune": "93001"}, qpv=True),
        *b.rows(1, "C", **LOUE | {"commune": "?"}, qpv=False),
    ]
    bilan = b.year(prog, b.faits(rows))
    assert cells_of(bilan, "q") == {
        "93001": ("1 à 2", "1", "conforme"),
        "93048": ("1 à 2", "1", "conforme"),
    }
    lost = b.year(prog, b.faits(b.rows(1, **LOUE | {"commune": "?"}, qpv=False)))
    assert b.rule(lost, "q").verdict is Verdict.INDETERMINE


def test_an_exception_reads_facts_constant_over_its_cell():
    few = ir.Comparaison(
        operateur=ir.Comparateur.INFERIEUR,
        gauche=b.nombre("logements", ir.Niveau.PROGRAMME),
        droite=b.litteral(10),
    )
    prog = b.programme(
        b.quota(
            "q", rate="3/10", pour=QPV, application=b.chaque(b.texte("programme")), arrondi=Arrondi.SUPERIEUR
        ),
        b.exception("petites", "q", si=few, remplace={"arrondi": Arrondi.INFERIEUR}),
    )

    def programme_rows(nom, logements):
        upper = b.ligne("programmes", nom, logements=logements)
        made = b.rows(1, nom, **LOUE, programme=nom, qpv=False)
        return [replace(v, programme=upper) for v in made]

    rows = [*programme_rows("P1", 5), *programme_rows("P2", 50)]
    bilan = b.year(prog, b.faits(rows))
    assert cells_of(bilan, "q") == {"P1": ("1", "0", "conforme"), "P2": ("1", "0", "non_conforme")}
    assert "petites" in b.rule(bilan, "q").cas


def test_a_clause_set_aside_is_not_applicable():
    prog = b.programme(b.quota("q", pour=QPV), b.exception("jamais", "q", ecarte=True))
    found = b.rule(b.year(prog, b.faits(b.rows(2, **LOUE, qpv=False))), "q")
    assert (found.cellules, found.verdict, found.ecartee_par) == ((), Verdict.NON_APPLICABLE, "jamais")


def test_two_exceptions_that_differ_conflict():
    prog = b.programme(
        b.quota("q", pour=QPV),
        b.exception("un", "q", remplace={"arrondi": Arrondi.INFERIEUR}),
        b.exception("deux", "q", remplace={"arrondi": Arrondi.SUPERIEUR}),
    )
    found = b.rule(b.year(prog, b.faits(b.rows(2, **LOUE, qpv=False))), "q")
    assert found.verdict is Verdict.INDETERMINE
    assert set(found.conflit) == {"un", "deux"}


@pytest.mark.parametrize(
    ("force", "verdict"), [(ir.Force.OBLIGATION, "non_conforme"), (ir.Force.TENDRE_VERS, None)]
)
def test_tendre_vers_has_no_verdict(force, verdict):
    prog = b.programme(b.quota("q", pour=QPV, force=force))
    found = b.rule(b.year(prog, b.faits(b.rows(2, **LOUE, qpv=False))), "q")
    assert (found.verdict.value if found.verdict else None) == verdict


def test_a_number_counts_rows_of_another_level():
    candidatures = ir.Population(
        classes=(ir.Classe.CANDIDATURES,),
        rattachement=ir.Rattachement.BAILLEUR,
        condition=b.champ("dalo", ir.Niveau.CANDIDATURE),
        niveau=ir.Niveau.CANDIDATURE,
    )
    prog = b.programme(b.quota("q", combien=2, base=candidatures))
    lines = tuple(b.ligne("candidatures", f"c{n}", date=b.day("2025-05-01"), dalo=n != 2) for n in range(3))
    (vacance,) = b.rows(1, **LOUE)
    found = b.only(b.year(prog, b.faits([replace(vacance, candidatures=lines)])), "q")
    assert (b.shown(found.realise), found.verdict) == ("2", Verdict.CONFORME)
    unknown = b.rule(b.year(prog, b.faits([replace(vacance, candidatures=None)])), "q")
    assert (unknown.cellules, unknown.verdict) == ((), Verdict.INDETERMINE)


def test_a_cap_on_a_stock():
    stock = ir.Population(classes=(ir.Classe.LOGEMENTS,), niveau=ir.Niveau.LOGEMENT)
    rights = ir.Population(classes=(ir.Classe.DROITS,), niveau=ir.Niveau.DROIT)
    clause = b.quota("q", ir.Sens.AU_PLUS, "1/5", base=stock, compte=rights)
    dwellings = tuple(b.ligne("logements", f"L{n}") for n in range(20))

    def judged(number, table=dwellings):
        right = b.ligne("droits", "D", nombre=number, debut=date(2020, 1, 1), fin=date(2030, 1, 1))
        facts = b.faits([], logements=table, droits=(right,))
        return b.rule(b.year(b.programme(clause), facts), "q")

    assert [judged(n).verdict.value for n in (4, 5)] == ["conforme", "non_conforme"]
    assert b.shown(judged(4).cellules[0].base) == "20"
    assert (judged(4, None).verdict, judged(4, None).cellules) == (Verdict.INDETERMINE, ())


@pytest.mark.parametrize(
    ("both", "only_b", "expected"), [(2, 0, "non_conforme"), (2, 2, "conforme"), (1, 1, "conforme")]
)
def test_beyond_what_another_quota_needs(both, only_b, expected):
    """A wants 1 in 10, B 1 in 10 more: a row good for both serves once."""
    a = b.quota("a", rate="1/10", pour=QPV, arrondi=Arrondi.SUPERIEUR)
    more = b.quota("b", rate="1/10", pour=b.champ("dalo"), arrondi=Arrondi.SUPERIEUR, en_sus_de="a")
    total = 20 if expected == "non_conforme" or both == 2 else 10
    rows = [
        *b.rows(both, "A", **LOUE, qpv=True, dalo=True),
        *b.rows(only_b, "B", **LOUE, qpv=False, dalo=True),
        *b.rows(total - both - only_b, "C", **LOUE, qpv=False, dalo=False),
    ]
    found = b.rule(b.year(b.programme(a, more), b.faits(rows)), "b")
    assert found.verdict.value == expected


def test_the_term_of_the_convention():
    prog = b.programme(
        b.quota("q", pour=QPV, periode="durée de la convention"),
        en_vigueur=ir.Validite(du=date(2025, 1, 1), au=date(2026, 12, 31)),
    )
    rows = [*b.rows(2, "A", **LOUE, qpv=False), *b.rows(2, "B", **LOUE | {"bail": "2026-06-20"}, qpv=True)]
    open_ = b.only(b.year(prog, b.faits(rows)), "q")
    closed = b.only(b.year(prog, b.faits(rows), annee=2026), "q")
    assert (b.shown(closed.base), b.shown(closed.realise)) == ("4", "2")
    assert (open_.verdict, closed.verdict) == (Verdict.EN_COURS, Verdict.CONFORME)


def test_a_nested_quota_takes_the_cells_and_the_rows_of_its_part():
    inside = b.quota("agents", ir.Sens.AU_PLUS, "1/4", base=b.flux(), pour=b.champ("agent_etat"))
    prog = b.programme(b.part("p", b.taux("1/2"), application=CHAQUE_COMMUNE, dont=(inside,)))
    rows = [
        *b.rows(2, "A", **LOUE, contingent="etat", agent_etat=True),
        *b.rows(2, "B", **LOUE, contingent="commune", agent_etat=True),
        *b.rows(4, "C", **LOUE | {"commune": "93001"}, contingent="etat", agent_etat=False),
    ]
    assert cells_of(b.year(prog, b.faits(rows)), "agents") == {
        "93001": ("4", "0", "conforme"),
        "93048": ("4", "2", "non_conforme"),
    }


def test_a_condition_in_doubt_may_leave_the_clause_without_object():
    in_zone = b.quota("q", combien=1, pour=QPV, si=b.champ("zone_tendue"))
    found = b.only(b.year(b.programme(in_zone), b.faits(b.rows(1, **LOUE, qpv=False))), "q")
    assert found.verdict is Verdict.INDETERMINE
    assert set(found.verdicts_possibles) == {Verdict.NON_CONFORME, Verdict.NON_APPLICABLE}
