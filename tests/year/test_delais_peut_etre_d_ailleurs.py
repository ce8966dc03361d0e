"""What is missed or kept of a row is not sure of a year, or of a holder, that it is perhaps not of."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.outcomes import Genre
from convrules.year.bilan import comply
from frames import frame_part

AU = date(2026, 6, 30)
CLAUSES = """\
  - délai: proposer
    règle: proposition au plus tard 10 jours après information
    débiteur: réservataire
    source: { article: "1" }
  - obligation: prioritaire
    règle: dalo
    débiteur: réservataire
    source: { article: "1" }
"""
ROW = {"commune": "93066", "disponibilite": "2025-03-10", "information": "2025-03-01", "dalo": "non"}


def opened(folder: Path, **row: str) -> Dossier:
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (folder / "etat.yaml").write_text(frame_part("etat", CLAUSES), "utf-8")
    vacance = {"id": "V1", "proposition": "2025-03-20", **ROW, **row}
    found = api.open_tables(folder, {"vacances": [vacance]}, complet_au=AU)
    assert isinstance(found, Dossier), found
    return found


@pytest.mark.parametrize(
    ("row", "delai", "obligation", "fait"),
    [
        ({}, "depasse", "manquee", ""),
        ({"commune": ""}, "indetermine", "indetermine", "commune"),
        ({"commune": "", "proposition": "2025-03-05"}, "indetermine", "indetermine", "commune"),
        ({"commune": "", "information": "", "proposition": ""}, "indetermine", "indetermine", "commune"),
    ],
)
def test_the_year_says_so(
    tmp_path: Path, row: dict[str, str], delai: str, obligation: str, fait: str
) -> None:
    dossier = opened(tmp_path, **row)
    (told,) = comply(tuple(dossier.programmes), dossier.faits, 2025, AU).conventions
    by_name = {e.clause.entete.ident: e for e in told.echeances}
    for nom, word in (("proposer", delai), ("prioritaire", obligation)):
        found = by_name[nom]
        assert found.decomptes == ((word, 1),)
        assert found.manquees == (("V1",) if word in ("depasse", "manquee") else ())
        open_yet = {c.fait for _, causes in found.ouvertes for c in causes if c.genre is Genre.MANQUANT}
        assert open_yet == ({fait} if word == "indetermine" else set())


def test_the_year_added_up_says_the_same(tmp_path: Path) -> None:
    dossier = opened(tmp_path, commune="")
    (told,) = api.aggregates(dossier, 2025, AU).conventions
    assert [(d.clause, dict(d.decomptes)) for d in told.delais] == [("proposer", {"indetermine": 1})]
