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


# --- in which cells ---------------------------------------------------------------------------
ICI_EN_2025 = ROW | {"disponibilite": date(2025, 3, 1)}
AILLEURS = ICI_EN_2025 | {"id": "V2", "commune": "93048"}
DEUX = CONVENTION.format(territoire='département: "93"', report="aucun")
EN_JUILLET = DEUX.replace("    écarte: oui\n", "    en vigueur: { du: 2025-07-01 }\n    écarte: oui\n")
D_ACCORD = DEUX.replace('si: commune = "93066"', 'si: commune = "93066" et accord').replace(
    "clauses:\n",
    "clauses:\n  - décision humaine: accord\n    question: Le maire est-il d'accord ?\n    qui: maire\n"
    '    porte sur: commune\n    source: { article: "1" }\n',
)
SOUS_CONDITION = DEUX.replace(
    "    source:", '    si: commune = "93048"\n    source:', 1
)  # of the part itself: false in Saint-Denis
TRIMESTRES = (
    DEUX.replace("chaque commune", "ensemble")
    .replace(
        "  - part: p\n    règle: 50 % des vacances dans l'assiette\n    compte: attributions\n",
        "  - quota: p\n    règle: au moins 50 % des vacances dans l'assiette du bailleur, pour pmr\n"
        "    période: trimestre civil\n",
    )
    .replace('    si: commune = "93066"\n', "    en vigueur: { du: 2025-07-01, au: 2025-09-30 }\n")
)


@pytest.mark.parametrize(
    ("texte", "rows", "ecartees"),
    [
        (DEUX, [ICI_EN_2025, AILLEURS], [(("commune", "93066"),)]),
        (DEUX, [AILLEURS], []),
        # Let in the year before: there would be no cell either.
        (DEUX, [ROW | {"attribution": date(2024, 4, 1)}, AILLEURS], []),
        # By the text of each row's day.
        (
            EN_JUILLET,
            [ICI_EN_2025 | {"disponibilite": date(2025, 8, 1)}, AILLEURS],
            [(("commune", "93066"),)],
        ),
        (EN_JUILLET, [ICI_EN_2025, AILLEURS], []),
        # Not for certain, and told with the figures of the cell.
        (D_ACCORD, [ICI_EN_2025, AILLEURS], []),
        (SOUS_CONDITION, [ICI_EN_2025, AILLEURS], []),
        (TRIMESTRES, [ICI_EN_2025 | {"disponibilite": date(2025, 8, 1)}], [(("trimestre", "2025-T3"),)]),
    ],
)
def test_cells_set_aside_are_told_with_what_sets_them_aside(
    tmp_path: Path, texte: str, rows: list[dict[str, object]], ecartees: list[object]
) -> None:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "etat.yaml").write_text(frame_entete(texte), "utf-8")
    dossier = api.open_tables(tmp_path, {"vacances": rows}, complet_au=date(2026, 1, 31))
    assert isinstance(dossier, Dossier), dossier
    regles = api.comply(dossier, 2025, date(2026, 1, 31)).conventions[0].regles
    regle = next(r for r in regles if r.clause.entete.ident == "p")
    assert [clef for clef, _ in regle.ecartees] == ecartees
    assert all(dite.noms == ("tait",) and dite.ecartee for _, dite in regle.ecartees)
