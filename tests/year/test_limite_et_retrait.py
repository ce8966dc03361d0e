"""A dwelling that one convention withdraws and another keeps is on the landlord's account, and a limit of a
cascade counts it, whichever convention comes first."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.bilan import comply
from frames import frame_part
from year import build as b

AU = date(2026, 6, 30)
CASCADE = """  - imputation: c
    règle: bailleur jusqu'à 1 logement puis etat
    source: { article: "1" }
"""
RETRAIT = """  - soustraction: mutations
    catégorie: mutation
    règle: affectation = mutation_interne
    source: { article: "1" }
"""


def accounts(folder: Path, withdrawing: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """A is let to one of the landlord's tenants, on its account; then B, of which nothing is recorded."""
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for nom in ("als", "etat"):
        more = (CASCADE if nom == "etat" else "") + (RETRAIT if nom in withdrawing else "")
        (folder / f"{nom}.yaml").write_text(frame_part(nom, more), "utf-8")
    dossier = api.open_tables(folder, {"vacances": []}, complet_au=AU)
    assert isinstance(dossier, Dossier), dossier
    common = {"commune": "93066", "disponibilite": date(2026, 1, 5)}
    rows = [
        *b.rows(
            prefixe="A",
            **common,
            attribution=date(2026, 2, 1),
            affectation="mutation_interne",
            contingent="bailleur",
        ),
        *b.rows(prefixe="B", **common, attribution=date(2026, 3, 1), affectation="location"),
    ]
    bilan = comply(dossier.programmes, b.faits(rows), 2026, AU)
    return {i.vacance[:1]: i.possibles for i in bilan.imputations}


@pytest.mark.parametrize(
    ("withdrawing", "given"),
    [((), "etat"), (("als",), "etat"), (("etat",), "etat"), (("als", "etat"), "bailleur")],
)
def test_a_limit_counts_what_one_convention_keeps(
    tmp_path: Path, withdrawing: tuple[str, ...], given: str
) -> None:
    assert accounts(tmp_path, withdrawing)["B"] == (given,)
