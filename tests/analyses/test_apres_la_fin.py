"""Days that come only once the convention has ended."""

import pytest

from checking.harness import analysis_of
from frames import frame_clauses, frame_entete

PART = (
    "- part: p\n  règle: 20 % des vacances dans l'assiette\n  compte: attributions\n  application: ensemble\n"
    '  arrondi: inférieur\n  report: aucun\n  source: { article: "1" }\n'
)
MODE = PART + (
    "- mode correctif: m\n  surveille: p\n  constat: tous les 2 ans à partir du {}\n  impose: dalo\n"
    '  fin: qpv\n  source: {{ article: "1" }}\n'
).replace("{{", "{").replace("}}", "}")
BILAN = (
    "- transmission: t\n  règle: au plus tard le {}\n  débiteur: bailleur\n"
    '  destinataires: chaque réservataire\n  source: { article: "1" }\n'
)
REVISION = (
    "paramètres:\n  taux:\n    révision: tous les 3 ans à partir du {}\n    à défaut: 20 %\n"
    "    valeurs:\n      - { du: 2024-01-01, valeur: 30 % }\n"
)


def told(text: str) -> bool:
    return "CR532" in [d.code for d in analysis_of(text)]


@pytest.mark.parametrize(
    ("jour", "late"), [("2025-12-31", False), ("2026-12-31", False), ("2027-01-01", True)]
)
def test_a_first_finding_and_a_first_revision(jour: str, late: bool) -> None:
    assert told(frame_clauses(MODE.replace("{}", jour))) is late
    assert told(frame_entete(REVISION.replace("{}", jour))) is late


@pytest.mark.parametrize(
    ("jour", "late"),
    [
        ("2026-06-30", False),
        ("2027-06-30", False),
        ("2027-12-31", False),
        ("2028-01-01", True),
        ("2031-06-30", True),
    ],
)
def test_a_sending_may_be_due_in_the_year_after(jour: str, late: bool) -> None:
    assert told(frame_clauses(BILAN.replace("{}", jour))) is late


def test_a_convention_without_end_has_no_day_after_it() -> None:
    text = frame_clauses(BILAN.replace("{}", "2031-06-30")).replace(", au: 2026-12-31", "")
    assert not told(text)
