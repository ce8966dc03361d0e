"""An objective beside the leases of its public, of which an amendment changes the public in the year: a row
out of the base is of the public of its own day, as those in it are."""

import json
from pathlib import Path

import pytest

from cli.bilan_rendu import AN, depot
from convrules.cli.main import run

__all__ = ["depot"]

OBJECTIF = """\
  - quota: objectif
    règle: au moins 25 % des baux signés du réservataire, pour qpv
    application: ensemble
    arrondi: sans arrondi
    source: { article: "2" }
"""
AVENANT = """\
avenant: av1
à: commune--mon-bailleur
en vigueur: { du: 2025-07-01 }
document: { articles: ["1"] }
modifications:
  - remplace: objectif
    par:
      règle: au moins 25 % des baux signés du réservataire, pour non qpv
    source: { article: "1" }
"""


@pytest.mark.parametrize(
    ("mois", "qpv", "dit"), [("02", "O", True), ("02", "N", False), ("10", "O", False), ("10", "N", True)]
)
def test_a_lease_out_of_the_base_is_for_the_public_of_its_day(
    depot: Path, mois: str, qpv: str, dit: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Withdrawn, on the account of the town, its lease signed in the year."""
    convention, rows = depot / "conventions/convention.yaml", depot / "donnees/vacances-2025.csv"
    text = convention.read_text("utf-8")
    convention.write_text(text.replace("  - délai: premiere", OBJECTIF + "  - délai: premiere"), "utf-8")
    (depot / "conventions/av1.yaml").write_text(AVENANT, "utf-8")
    days = f"03/{mois}/2025;;04/{mois}/2025;05/{mois}/2025;20/{mois}/2025"
    with rows.open("a", encoding="utf-8") as handle:
        handle.write(f"X-001;93066;ORD;T2;PLUS;{qpv};MUT;VILLE;{days}\n")
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN, "--format", "json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)["conventions"]
    (books,) = (c["livres"] for c in found if c["convention"] == "commune--mon-bailleur")
    (own,) = (r for r in books["rapprochements"] if r["clause"] == "objectif")
    out = [row for why in own["en_plus"] if why["raison"] == "hors_de_l_assiette" for row in why["lignes"]]
    assert ("X-001" in out) is dit
    assert own["objectif"] and own["au_compte"]
