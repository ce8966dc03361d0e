"""A workbook of vacancies, read: the facts that it gives, and what is found in it."""

from datetime import date
from pathlib import Path

from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from facts.landlord import load, vacances

TITRES = ["NUM_VAC", "INSEE", "FINAN", "QPV", "SURF", "LOYER", "DT_INFO"]
LIGNE = ["V1", "93066", 11, True, 41.5, 450.2, date(2025, 2, 3)]
FIXTURES = Path(__file__).parents[1] / "data"


def read(contenu: bytes, nom: str = "vacances.xlsx", **keys: object) -> Checked[ChargementFaits]:
    return load(vacances(motif=nom, **keys), {nom: contenu})


def cells(checked: Checked[ChargementFaits], champ: str) -> list[object]:
    return [v.cellule(champ) for v in checked.value.faits.vacances]


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
