"""The head of a script: rules as they are applied, and why conventions are out of reach of the tables."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.moteurs import sql_script
from convrules.columnar.sql.script import Dialecte
from frames import ENTETE, PART

ATTENDU = Path(__file__).parent / "golden/entete.txt"
AU = date(2026, 1, 5)
TETE = ENTETE[ENTETE.index("bailleur:") :]
CLAUSES = """\
définitions:
  ancien: annee_construction < 1950
clauses:
  - éligibilité: e
    si: qpv
    règle: typologie = T2
    source: { article: "1" }
  - éligibilité: f
    groupe: tailles
    règle: typologie = T2
    source: { article: "2" }
  - exception: g
    à: tailles
    si: non qpv
    remplace:
      règle: typologie = T5 ou ancien
    source: { article: "3" }
  - exception: g_bis
    à: g
    si: non (surface entre 30 m² et 60 m²)
    écarte: oui
    source: { article: "3 bis" }
  - éligibilité: d
    règle: dalo
    source: { article: "7" }
  - soustraction: s
    règle: affectation = mutation_interne
    catégorie: mut
    source: { article: "4" }
  - exception: h
    à: s
    si: qpv
    remplace:
      si: ancien
    source: { article: "5" }
  - exception: finie
    à: s
    écarte: oui
    en vigueur: { au: 2024-06-30 }
    source: { article: "5 bis" }
"""
AVENANT = """\
avenant: c0--x--1
à: c0--x
en vigueur: { du: 2025-07-01 }
modifications:
  - remplace: e
    par:
      règle: typologie = T4
    source: { article: "1" }
  - abroge: g
    source: { article: "2" }
"""
FACTS = [
    {"id": "V1", "commune": "93066", "qpv": True, "typologie": "T2", "disponibilite": date(2025, 3, 1)},
    {"id": "V2", "commune": "93066", "qpv": True, "typologie": "T4", "disponibilite": date(2025, 9, 1)},
]


def head(folder: Path, files: dict[str, str], dialecte: Dialecte = Dialecte.POSTGRES) -> list[str]:
    """What a script says of the conventions, without what makes it a comment."""
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    found = api.open_tables(folder, {"vacances": FACTS}, complet_au=AU)
    assert isinstance(found, Dossier), found
    lines = "".join(sql_script(found, AU, dialecte)).replace("\u202f", " ").replace("\u00a0", " ").split("\n")
    told = [line.removeprefix("--").removeprefix(" ") for line in lines[: lines.index("")]]
    begun = next(n for n, line in enumerate(told) if line.startswith("  mot 0"))
    return told[begun : told.index("", begun)]


def test_rules_are_told_as_they_are_applied(tmp_path: Path) -> None:
    """Conditions, what excepts each clause and what excepts that, texts that amendments put one after the
    other, each with its days; none of a household, which these tables do not judge."""
    files = {"c": f"convention: c0--x\n{TETE}{CLAUSES}{PART}", "av": AVENANT}
    assert head(tmp_path, files) == ATTENDU.read_text("utf-8").splitlines()


DROIT = """\
  - droit identifié: local
    règle: origine = apport_terrain
    source: { article: "8" }
"""
LIT_AILLEURS = """\
  - éligibilité: x
    règle: nombre(candidatures) >= 1
    source: { article: "8" }
"""


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (DROIT, "la clause « local » réserve des logements identifiés"),
        (LIT_AILLEURS, "la clause « x » lit autre chose que les faits de la vacance"),
    ],
)
def test_rules_out_of_reach_are_told_too_and_why(more: str, why: str, tmp_path: Path) -> None:
    clause = "clauses:\n  - éligibilité: f\n    règle: typologie = T2\n    source: { article: '2' }\n"
    told = head(tmp_path, {"c": f"convention: c0--x\n{TETE}{clause}{more}{PART}"})
    assert told[1] == f"    hors de portée de ces tables, 2 vacances à juger une à une : {why}"
    assert "    éligibilité 0 : f : la typologie est « T2 » (article 2)" in told


def test_a_convention_whose_rows_have_no_day_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.FACTS", [{"id": "V1", "commune": "93066"}])
    clause = "clauses:\n  - éligibilité: f\n    règle: typologie = T2\n    source: { article: '2' }\n"
    told = head(tmp_path, {"c": f"convention: c0--x\n{TETE}{clause}{PART}"})
    assert told[1].endswith(" : aucune vacance n'a une date de référence connue au jour")
    assert told[2] == "    éligibilité 0 : f : la typologie est « T2 » (article 2)"


@pytest.mark.parametrize("dialecte", Dialecte)
def test_no_rule_leaves_its_comment(dialecte: Dialecte, tmp_path: Path) -> None:
    """Whatever its author writes: a break, what ends comments, what continues them on the next line."""
    clause = (
        'clauses:\n  - éligibilité: f\n    si: commentaire = "a */ -- ${x}"\n    règle: qpv\n'
        '    source: { article: "2 \\n DROP TABLE z; */ \\\\" }\n'
        '  - exception: g\n    à: f\n    remplace:\n      règle: commentaire = "--"\n'
        '    source: { article: "3", document: "D \\n DROP TABLE z;" }\n'
    )
    words = "vocabulaire:\n  commentaire: { niveau: vacance, type: texte }\n"
    told = head(tmp_path, {"c": f"convention: c0--x\n{TETE}{words}{clause}{PART}"}, dialecte)
    assert "DROP TABLE z" in told[1] and "DROP TABLE z" in told[2] and len(told) == 3
    assert not any(line.endswith("\\") for line in told)
