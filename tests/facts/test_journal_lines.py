"""The journal held against the conventions: each page CR810 to CR812 by its own examples."""

import csv
import re
from datetime import date

import pytest

from convrules import ir
from convrules.base.dates import connu
from convrules.base.values import Cellule, Connu
from convrules.diagnostics import catalogue
from convrules.facts.actes import ClauseActee, check_acts, check_against_data
from convrules.facts.records import Ligne, Vacance

C = "etat-93--exemple"
CONNUES = {
    "accord": [ClauseActee(convention=C, genre=ir.DecisionHumaine, colonnes=("vacance",))],
    "respect": [ClauseActee(convention=C, genre=ir.DecisionHumaine, colonnes=("programme",))],
    "bilan": [
        ClauseActee(
            convention=C, genre=ir.Transmission, colonnes=(), destinataires=frozenset({"maire", "93048"})
        )
    ],
    "redressement": [
        ClauseActee(convention=C, genre=ir.ModeCorrectif, colonnes=("programme",), preuves=("respect",))
    ],
}
BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv\n(.*?)```", re.S)


def value(colonne: str, texte: str) -> Cellule:
    if colonne == "date":
        return Connu(date.fromisoformat(texte))
    return Connu(texte == "oui") if colonne == "reponse" else Connu(texte)


def acts(text: str) -> list[Ligne]:
    return [
        Ligne(
            table="journal",
            id=str(i),
            cellules={k.lower(): value(k.lower(), v) for k, v in row.items() if v},
        )
        for i, row in enumerate(csv.DictReader(text.splitlines(), delimiter=";"))
    ]


def found(text: str) -> list[str]:
    return [d.code for d in check_acts(acts(text), CONNUES)]


@pytest.mark.parametrize("code", ["CR810", "CR811", "CR812", "CR814"])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    refused = list(check_acts(acts(examples["Refusé"]), CONNUES))
    assert [d.code for d in refused] == [code]
    assert all(catalogue.message(d) and catalogue.aide(d) for d in refused)
    assert found(examples["Accepté"]) == []


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("ACTE;CLAUSE;DATE;REPONSE;VACANCE\ndecision;accord;2025-03-10;oui;V-1", []),
        ("ACTE;CLAUSE;DATE;REPONSE;VACANCE\ndecision;accord;2025-03-10;oui;", ["CR811"]),
        ("ACTE;CLAUSE;DATE;REPONSE;VACANCE\ndecision;accord;2025-03-10;;V-1", ["CR811"]),
        ("ACTE;CLAUSE;DATE;RESULTAT;PROGRAMME\nconstat;redressement;2025-03-10;;P1", ["CR811"]),
        ("ACTE;CLAUSE;DATE;RESULTAT;PROGRAMME\nconstat;accord;2025-03-10;tenu;P1", ["CR810"]),
        ("ACTE;DATE;VACANCE\nreprise;2025-03-10;", ["CR811"]),
        ("ACTE;DATE;VACANCE;COMPTE;CEDANT\nechange;;;als;etat", ["CR811"]),
        ("ACTE;DATE;VACANCE;COMPTE;CEDANT\nechange;2025-03-10;;als;etat", []),
        ("ACTE;DATE;VACANCE\nreprise;2025-03-10;V-1", []),
        ("ACTE;CONVENTION;CLAUSE;DATE;REPONSE;VACANCE\ndecision;autre;accord;2025-03-10;oui;V-1", ["CR810"]),
        ("ACTE;DATE\n;2025-03-10", ["CR811"]),
    ],
)
def test_a_line(row: str, codes: list[str]) -> None:
    assert found(row) == codes


@pytest.mark.parametrize(
    ("row", "comptes"),
    [
        ("ACTE;DATE;COMPTE;CEDANT\n;2025-03-10;als;etat", "« als » et « etat »"),
        ("ACTE;DATE;COMPTE;CEDANT\n;2025-03-10;als;", ""),
    ],
)
def test_a_line_that_may_be_an_exchange_says_whose_accounts_it_leaves_open(row: str, comptes: str) -> None:
    (told,) = check_acts(acts(row), CONNUES)
    assert told.args["comptes"] == comptes
    assert ("peut-être un échange de tours" in (catalogue.aide(told) or "")) == bool(comptes)


@pytest.mark.parametrize(("section", "codes"), [("Refusé", ["CR813"]), ("Accepté", [])])
def test_the_page_of_a_journal_that_contradicts_the_data(section: str, codes: list[str]) -> None:
    page = catalogue.page("CR813")
    assert page is not None
    text = dict(BLOC.findall(page.corps))[section]
    (row,) = csv.DictReader(text.splitlines(), delimiter=";")
    recorded = Connu(connu(date.fromisoformat(row["DATE_DONNEE"])))
    vacance = Vacance(ligne=Ligne(table="vacances", id="V-1", cellules={"reprise": recorded}))
    assert [d.code for d in check_against_data(acts(text), [vacance])] == codes


def test_an_account_is_held_against_the_data() -> None:
    text = "ACTE;VACANCE;DATE;COMPTE\nreprise;V-1;2025-03-10;bailleur"
    for compte, codes in (("etat", ["CR813"]), ("bailleur", [])):
        vacance = Vacance(ligne=Ligne(table="vacances", id="V-1", cellules={"contingent": Connu(compte)}))
        assert [d.code for d in check_against_data(acts(text), [vacance])] == codes


def test_two_cells_do_not_contradict_each_other() -> None:
    head = "ACTE;CLAUSE;DATE;RESULTAT;REPONSE;PROGRAMME\nconstat;redressement;2025-03-01;manque;;P1\n"
    assert found(head + "decision;respect;2025-03-01;;oui;P2") == []
    assert found(head + "decision;respect;2025-03-01;;non;P1") == []
    assert found(head + "decision;respect;2025-03-01;;oui;P1") == ["CR812"]
