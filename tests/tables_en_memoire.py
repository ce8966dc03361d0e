"""Tables that a program gives with a repository, and a convention that asks of their surface."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from convrules import api
from convrules.base.values import Cellule
from frames import frame_clauses
from tables_ouvertes import DEPOT

FIN = date(2025, 12, 31)
ROW: Mapping[str, object] = {"id": "V1", "commune": "93066", "surface": Decimal("62.5"), "qpv": False}
CELLS: Mapping[str, object] = {"id": "V1", "commune": "93066", "disponibilite": date(2025, 3, 1)}
SEED = 20261130
CONVENTION = frame_clauses(
    """- éligibilité: petits
  règle: surface <= 38.7 m²
  source: { article: "1" }
"""
)
FICHIERS = """\
correspondance: x
bailleur: "000000000"
fichiers: { vacances: { fichier: v.parquet } }
colonnes:
  vacances: { id: id, commune: commune, disponibilite: disponibilite, surface: surface }
"""
REQUETE = FICHIERS.replace("fichier: v.parquet", "requête: libres")


def opened(tables: Mapping[str, object], start: Any = DEPOT, **options: Any) -> api.Dossier:
    found = api.open_tables(start, tables, **options)
    assert isinstance(found, api.Dossier)
    return found


def cell(dossier: api.Dossier, nom: str) -> Cellule:
    return dossier.faits.vacances[0].cellule(nom)


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """A convention of which one clause asks of the surface, and no data."""
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "c.yaml").write_text(CONVENTION, "utf-8")
    return tmp_path
