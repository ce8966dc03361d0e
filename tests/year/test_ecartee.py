"""A rule set aside in one town only is not said to be set aside while it is in doubt in the others."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api, ir
from convrules.api.dossier import Dossier
from convrules.year.model import Verdict
from convrules.year.textes import read_key
from frames import frame_entete
from runtime.build import contexte
from year import build as b

CONVENTION = """territoire: {{ {territoire} }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: p
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: chaque commune
    arrondi: supérieur
    report: {report}
    source: {{ article: "1" }}
  - exception: tait
    à: p
    si: commune = "93066"
    écarte: oui
    source: {{ article: "1" }}
"""
ROW = {"id": "V1", "commune": "93066", "disponibilite": date(2024, 3, 1)}


@pytest.mark.parametrize(
    ("territoire", "report", "verdict", "ecartee"),
    [
        ('département: "93"', "solde arrondi", Verdict.INDETERMINE, None),
        ('commune: "93066"', "aucun", Verdict.NON_APPLICABLE, "tait"),
    ],
)
def test_what_is_set_aside(
    tmp_path: Path, territoire: str, report: str, verdict: Verdict, ecartee: str | None
) -> None:
    text = frame_entete(CONVENTION.format(territoire=territoire, report=report))
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "etat.yaml").write_text(text, "utf-8")
    dossier = api.open_tables(tmp_path, {"vacances": [ROW]}, complet_au=date(2026, 1, 31))
    assert isinstance(dossier, Dossier), dossier
    (regle,) = api.comply(dossier, 2025, date(2026, 1, 31)).conventions[0].regles
    assert (regle.verdict, regle.ecartee_par) == (verdict, ecartee)


ICI = b.egal(b.code("commune"), "93066")
REPORT = ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)


@pytest.mark.parametrize(
    ("clauses", "omise"),
    [
        ((b.part("p", report=REPORT), b.exception("tait", "p", si=ICI, ecarte=True)), False),
        ((b.part("p", report=REPORT, si=ICI),), False),
        ((b.quota("p"), b.exception("reporte", "p", si=ICI, remplace={"report": REPORT})), True),
    ],
)
def test_what_may_be_set_aside_still_gives_its_keys(clauses: tuple[ir.Clause, ...], omise: bool) -> None:
    """Where the town is not known the carry-over is given, or the clause says nothing; it is never applied
    without one, unless it is written without."""
    programme = b.programme(*clauses)
    clause = next(c for c in programme.clauses if c.ident == "p")
    found = read_key(clause, "report", contexte(programme_=programme))
    assert (set(found.valeurs), found.omise) == ({None, REPORT}, omise)
