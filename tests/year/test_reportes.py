"""Balances given: each page of them by its own examples, and what the cells and the text allow."""

import csv
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.values import INCONNU, Arrondi, Connu
from convrules.diagnostics import catalogue
from convrules.facts.records import Ligne, Place
from convrules.year.reportes import check_balances
from year import build as b

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv\n(.*?)```", re.S)
EN_VIGUEUR = ir.Validite(du=date(2023, 1, 1), au=date(2026, 12, 31))
PLAFONNE = ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI, plafond=3)


def prog(report=PLAFONNE, application=b.ENSEMBLE, *clauses):
    part = b.part("contingent", report=report, application=application)
    return b.programme(part, *clauses, ident="etat-93--exemple", en_vigueur=EN_VIGUEUR)


def by_town():
    part = b.part("par_commune", report=PLAFONNE, application=b.chaque(b.texte("commune")))
    return b.programme(part, ident="etat-93--exemple", en_vigueur=EN_VIGUEUR)


def rows(text):
    for n, row in enumerate(csv.DictReader(text.splitlines(), delimiter=";"), start=2):
        cells = {
            nom.lower(): INCONNU if not v else Connu(Fraction(v)) if nom in ("ANNEE", "SOLDE") else Connu(v)
            for nom, v in row.items()
        }
        yield Ligne(table="soldes", id=str(n), cellules=cells, place=Place(fichier="soldes.csv", ligne=n))


def found(text, programme):
    return list(check_balances([programme], b.faits([], soldes=tuple(rows(text)))))


@pytest.mark.parametrize("code", ["CR830", "CR831", "CR832", "CR833", "CR851"])
def test_page(code):
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    assert [d.code for d in found(examples["Refusé"], prog())] == [code]
    assert found(examples["Accepté"], prog()) == []


def test_the_page_of_a_balance_without_a_cell():
    page = catalogue.page("CR850")
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    (said,) = found(examples["Refusé"], by_town())
    assert (said.code, said.args["colonnes"]) == ("CR850", "« commune »")
    assert found(examples["Accepté"], by_town()) == []


def test_a_text_that_judges_the_whole_takes_a_row_without_a_cell():
    whole = b.exception("entier", "par_commune", remplace={"application": b.ENSEMBLE})
    part = b.part("par_commune", report=PLAFONNE, application=b.chaque(b.texte("commune")))
    programme = b.programme(part, whole, ident="etat-93--exemple", en_vigueur=EN_VIGUEUR)
    both = (
        "CONVENTION;CLAUSE;ANNEE;SOLDE;COMMUNE\netat-93--exemple;par_commune;2024;1;\n"
        "etat-93--exemple;par_commune;2023;1;93066\netat-93--exemple;par_commune;2023;1;93048\n"
    )
    assert found(both, programme) == []


def test_what_a_commune_gives_by_itself_is_not_too_much():
    head = "CONVENTION;CLAUSE;ANNEE;SOLDE;COMMUNE;DEPARTEMENT;EPCI\n"
    assert found(head + "etat-93--exemple;par_commune;2024;1;93066;93;200054781\n", by_town()) == []
    (said,) = found(head + "etat-93--exemple;contingent;2024;1;;93;\n", prog())
    assert (said.code, said.args["colonnes"]) == ("CR851", "« departement »")


def test_a_quota_in_a_part_has_its_cells():
    quota = replace(b.quota("dans", report=PLAFONNE), parent="par_commune")
    part = b.part("par_commune", report=PLAFONNE, application=b.chaque(b.texte("commune")))
    programme = b.programme(part, quota, ident="etat-93--exemple", en_vigueur=EN_VIGUEUR)
    text = "CONVENTION;CLAUSE;ANNEE;SOLDE\netat-93--exemple;dans;2024;1\n"
    assert [d.code for d in found(text, programme)] == ["CR850"]


def test_two_balances_show_both_places():
    (twice,) = found(
        "CONVENTION;CLAUSE;ANNEE;SOLDE\netat-93--exemple;contingent;2024;2\netat-93--exemple;contingent;2024;2\n",
        prog(),
    )
    assert [twice.span.position[0], *(label.span.position[0] for label in twice.labels)] == [3, 2]
    message = catalogue.message(twice)
    assert "« contingent » de « etat-93--exemple »" in message and "2024" in message


def test_each_cell_has_its_balance():
    head = "CONVENTION;CLAUSE;ANNEE;SOLDE;COMMUNE\n"
    one, same, other = (f"etat-93--exemple;contingent;2024;2;{c}\n" for c in ("93066", "93066", "93048"))
    cells = prog(PLAFONNE, b.chaque(b.texte("commune")))
    assert found(head + one + other, cells) == []
    assert [d.code for d in found(head + one + same, cells)] == ["CR830"]


@pytest.mark.parametrize(
    ("report", "solde", "told"),
    [
        (b.AUCUN, "1", True),
        (b.AUCUN, "0", False),
        (ir.Report(mode=ir.ModeReport.SOLDE_EXACT), "99", False),
        (ir.Report(mode=ir.ModeReport.SOLDE_EXACT, sens=ir.SensReport.DEFICIT), "-1", True),
        (ir.Report(mode=ir.ModeReport.SOLDE_EXACT, sens=ir.SensReport.DEFICIT), "1", False),
        (ir.Report(mode=ir.ModeReport.SOLDE_EXACT, sens=ir.SensReport.EXCEDENT), "1", True),
        (ir.Report(mode=ir.ModeReport.FRACTIONS), "1", True),
        (ir.Report(mode=ir.ModeReport.FRACTIONS), "-3/5", False),
        (PLAFONNE, "-4", True),
        (PLAFONNE, "1/2", True),
        (ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI), "1/2", True),
        (ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI, plafond_du=Fraction(1, 4)), "1/2", False),
        (ir.Report(mode=ir.ModeReport.SOLDE_EXACT), "1/2", False),
    ],
)
def test_what_a_carry_over_never_leaves(report, solde, told):
    text = f"CONVENTION;CLAUSE;ANNEE;SOLDE\netat-93--exemple;contingent;2024;{solde}\n"
    assert [d.code for d in found(text, prog(report))] == (["CR831"] if told else [])


def test_an_exception_may_carry_more_than_its_clause():
    free = ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)
    more = b.exception("large", "contingent", remplace={"report": free})
    text = "CONVENTION;CLAUSE;ANNEE;SOLDE\netat-93--exemple;contingent;2024;5\n"
    assert found(text, prog(PLAFONNE, b.ENSEMBLE, more)) == []


def test_dues_that_are_not_rounded_leave_fractions():
    exact = b.part("contingent", report=PLAFONNE, arrondi=Arrondi.SANS)
    programme = b.programme(exact, ident="etat-93--exemple", en_vigueur=EN_VIGUEUR)
    text = "CONVENTION;CLAUSE;ANNEE;SOLDE\netat-93--exemple;contingent;2024;1/2\n"
    assert found(text, programme) == []


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (";contingent;2024;1", "« convention »"),
        ("etat-93--exemple;;2024;1", "« clause »"),
        ("etat-93--exemple;contingent;;1", "« annee »"),
        (";;;1", "« convention », « clause », « annee »"),
    ],
)
def test_a_row_that_does_not_say_its_account(row, columns):
    (said,) = found(f"CONVENTION;CLAUSE;ANNEE;SOLDE\n{row}\n", prog())
    assert (said.code, said.args["colonnes"]) == ("CR833", columns)
