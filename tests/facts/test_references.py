"""Data held against the conventions: each page CR802, CR803, CR820 and CR821 by its own examples."""

import csv
import re
from datetime import date

import pytest

from convrules.base.values import Cellule, Connu
from convrules.diagnostics import catalogue
from convrules.facts.records import Faits, Ligne, Place, Prevision, Vacance
from convrules.facts.references import Connus, check_forecasts, check_references

CONNUS = Connus(
    categories=frozenset({"mutation"}),
    comptes=frozenset({("etat-93--exemple", "contingent")}),
    titulaires=frozenset({"etat", "commune", "etat-93--exemple"}),
)
CHAMPS = {
    "CATEGORIE": "categorie",
    "CONVENTION": "convention",
    "CLAUSE": "clause",
    "ACTE": "acte",
    "COMPTE": "compte",
    "CEDANT": "cedant",
}
BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv\n(.*?)```", re.S)


def facts(text: str) -> Faits:
    (row,) = csv.DictReader(text.splitlines(), delimiter=";")
    cells: dict[str, Cellule] = {CHAMPS[k]: Connu(v) for k, v in row.items() if k in CHAMPS}
    if "DATE" in row:
        cells["date"] = Connu(date.fromisoformat(row["DATE"]))
    ligne = Ligne(table="t", id="1", cellules=cells)
    return Faits(
        bailleur="000000000",
        vacances=(),
        soustractions=(ligne,) if "CATEGORIE" in row else None,
        soldes=(ligne,) if "SOLDE" in row else None,
        actes=(ligne,) if "ACTE" in row else None,
    )


@pytest.mark.parametrize("code", ["CR802", "CR803", "CR820", "CR821"])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    assert [d.code for d in check_references(facts(examples["Refusé"]), CONNUS)] == [code]
    assert not list(check_references(facts(examples["Accepté"]), CONNUS))


def test_two_forecasts_of_one_day_must_agree() -> None:
    made = [
        Prevision(
            evenement="fin_travaux",
            jour=date(2025, month, 30),
            faite_le=date(2025, 1, 10),
            place=Place(fichier="p.csv", ligne=line),
        )
        for line, month in enumerate((6, 6, 8), 2)
    ]
    rows = [Vacance(ligne=Ligne(table="vacances", id="V1"), previsions=tuple(p)) for p in (made, made[:2])]
    first, second = (list(check_forecasts(Faits(bailleur="000000000", vacances=(row,)))) for row in rows)
    assert [(d.code, d.span.source.name, d.span.position[0]) for d in first] == [("CR822", "p.csv", 4)]
    assert not second
