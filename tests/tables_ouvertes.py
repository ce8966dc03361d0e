"""Tables that a program gives with the example of a landlord, and what is found in them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from convrules import api
from convrules.api.dossier import Dossier

ROOT = Path(__file__).parent.parent
DEPOT = ROOT / "conventions/exemples/oph-plaine-nord"
AU = date(2026, 1, 5)
ROW = {"id": "V1", "commune": "93066", "surface": Decimal("62.5"), "loyer": 450.2, "qpv": False}


def opened(tables: dict[str, object], **options: object) -> Dossier:
    found = api.open_tables(DEPOT, tables, complet_au=date(2025, 12, 31), **options)  # type: ignore[arg-type]
    assert isinstance(found, Dossier)
    return found


def codes(dossier: Dossier) -> list[str]:
    return [d.code for d in dossier.diagnostics]
