"""Small repositories in tests: a clause, a mapping, and what `check` says of a folder."""

from pathlib import Path

import pytest

from convrules.cli.main import run

CLAUSE = '- champ: ordinaires\n  règle: nature = logement_ordinaire\n  source: { article: "1" }\n'
CORRESPONDANCE = """\
correspondance: erp
bailleur: "{}"
fichiers:
  vacances: {{ fichier: vacances.csv }}
colonnes:
  vacances:
    id: NUM
"""


def check(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = run(["check", *(more or (str(folder),)), "--format", "concise"])
    return code, capsys.readouterr().out
