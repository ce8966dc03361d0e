"""To date, a row that lacks a fact and awaits its day is what each completion of it would be that day."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.model import Bornes
from frames import frame_entete

AU = date(2025, 10, 15)
CONVENTION = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2025-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
réservataire: {{ nom: Préfet, type: etat }}
clauses:
  - part: p
    règle: 30 % des vacances dans l'assiette{ou}
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
  - quota: q
    règle: au moins 50 % des attributions du réservataire, pour non qpv
    application: ensemble
    arrondi: sans arrondi
    force: obligation
    source: {{ article: "1" }}
"""
Dit = dict[str, tuple[Bornes, Bornes]]


def to_date(folder: Path, ou: str, row: Mapping[str, object]) -> Dit:
    known = {"disponibilite": date(2025, 2, 3), "attribution": date(2025, 3, 3), "qpv": False}
    rows = [{**known, "contingent": "etat"}, {**known, "contingent": "bailleur"}, row]
    lines = [{"id": f"V{n}", "commune": "93066", **one} for n, one in enumerate(rows)]
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (folder / "c.yaml").write_text(frame_entete(CONVENTION.format(ou=ou)), "utf-8")
    dossier = api.open_tables(folder, {"vacances": lines}, complet_au=AU)
    assert isinstance(dossier, Dossier), dossier
    found = api.comply(dossier, 2025, AU).conventions[0].avancements
    return {a.clause: (a.base, a.realise) for a in found}


@pytest.mark.parametrize("ou", ["", " où non qpv"])
@pytest.mark.parametrize(
    "days",
    [
        # Let before the day on which it is to be free.
        {"disponibilite": date(2025, 10, 19), "attribution": date(2025, 10, 13)},
        {"disponibilite": date(2025, 10, 19)},
        {"disponibilite": date(2025, 10, 3), "attribution": date(2025, 10, 13)},
    ],
)
@pytest.mark.parametrize("lacking", [("qpv",), ("contingent",), ("qpv", "contingent")])
def test_it_is_the_hull_of_completions(
    tmp_path: Path, ou: str, days: Mapping[str, date], lacking: tuple[str, ...]
) -> None:
    values = {"qpv": [True, False], "contingent": ["etat", "bailleur"]}
    row = {"qpv": False, "contingent": "etat", **days}
    said = to_date(tmp_path, ou, {**row, **dict.fromkeys(lacking, "?")})
    each = [
        to_date(tmp_path, ou, {**row, **dict(zip(lacking, one, strict=True))})
        for one in product(*(values[nom] for nom in lacking))
    ]
    for clause, bounds in said.items():
        for side, found in enumerate(bounds):
            every = [one[clause][side] for one in each]
            hull = min(x.min for x in every), max(x.max for x in every)
            assert (found.min, found.max) == hull, (clause, side)
