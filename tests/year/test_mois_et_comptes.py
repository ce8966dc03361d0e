"""Months put entries in order, and say what is due by a day: what they settle is not left in doubt."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.bilan import comply
from frames import frame_entete
from months import month
from year import build as b

AU = date(2026, 6, 30)
ETAT = """territoire: {{ commune: "93066" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: p
    règle: 40 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: supérieur
    report: aucun
    source: {{ article: "1" }}
  - {clause}
    source: {{ article: "1" }}
"""
JUSQU_A_UN = "imputation: c\n    règle: etat jusqu'à 1 logement puis bailleur"
ENTREE = "imputation: c\n    en vigueur: { du: 2025-05-15 }\n    règle: etat"
EPUISEMENT = "imputation: c\n    règle: etat jusqu'à épuisement puis bailleur"
COMPTEE = f"""{JUSQU_A_UN}
    source: {{ article: "1" }}
  - délai: d
    règle: proposition au plus tard 30 jours après information
    débiteur: réservataire
    à défaut: sans effet, comptée"""
REMISE = """délai: d
    règle: proposition au plus tard 30 jours après information
    débiteur: réservataire
    à défaut: remise à als, non comptée"""
LIBRE = {"disponibilite": "2025-01-03"}


def said(row: Mapping[str, str]) -> Mapping[str, object]:
    """A day, or any of a month."""
    return {"commune": "93066", **{nom: month(text) if len(text) == 7 else text for nom, text in row.items()}}


def let(*days: str) -> list[dict[str, str]]:
    return [{**LIBRE, "attribution": day} for day in days]


def turn(information: str, proposition: str, attribution: str) -> dict[str, str]:
    return {**LIBRE, "information": information, "proposition": proposition, "attribution": attribution}


@pytest.mark.parametrize(
    ("clause", "rows", "comptes"),
    [
        (JUSQU_A_UN, let("2025-03", "2025-05"), ["etat", "bailleur"]),
        (JUSQU_A_UN, let("2025-03", "2025-03"), [None, None]),
        (JUSQU_A_UN, let("2025-03", "2025-03-10"), [None, None]),
        (JUSQU_A_UN, let("2025-03", "2025-04-01"), ["etat", "bailleur"]),
        (EPUISEMENT, [{"disponibilite": "2025-04", "attribution": "2025-05-21"}], ["etat"]),
        (EPUISEMENT, [{"disponibilite": "2025-04", "attribution": "2025-06"}], ["etat"]),
        (EPUISEMENT, let("2025-04", "2025-06"), ["etat", "bailleur"]),
        # What an effect counts in November comes after a letting of March, before one of December.
        (
            COMPTEE,
            [
                {**turn("2025-10", "2025-12-15", "2025-12-20"), "contingent": "bailleur"},
                turn("2025-01", "2025-01-16", "2025-03-10"),
                turn("2025-01", "2025-01-16", "2025-12-28"),
            ],
            ["bailleur", "etat", "bailleur"],
        ),
        # Of the days that it may have, some come before the clause is in force.
        (ENTREE, [{"disponibilite": "2025-05", "attribution": "2025-06-20"}], [None]),
        (ENTREE, [{"disponibilite": "2025-06", "attribution": "2025-06-20"}], ["etat"]),
        (REMISE, [turn("2025-02", "2025-04-04", "2025-04-24")], ["als"]),
        (REMISE, [turn("2025-02", "2025-03-15", "2025-04-24")], [None]),
    ],
)
def test_months_decide(
    tmp_path: Path, clause: str, rows: Sequence[Mapping[str, str]], comptes: Sequence[str | None]
) -> None:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "etat.yaml").write_text(frame_entete(ETAT.format(clause=clause)), "utf-8")
    als = frame_entete(ETAT.format(clause=EPUISEMENT).partition("  - imputation")[0])
    als = als.replace("convention: exemple", "convention: als").replace("type: etat", "type: als")
    (tmp_path / "als.yaml").write_text(als, "utf-8")
    dossier = api.open_tables(tmp_path, {"vacances": []}, complet_au=AU)
    assert isinstance(dossier, Dossier), dossier
    vacances = [v for n, row in enumerate(rows) for v in b.rows(prefixe=f"V{n}-", **said(row))]
    bilan = comply(dossier.programmes, b.faits(vacances), 2025, AU)
    assert [i.compte for i in sorted(bilan.imputations, key=lambda i: i.vacance)] == list(comptes)
