"""What a message says and the remedy it proposes, as data: `tests/cases/remedes.yaml`."""

from pathlib import Path
from typing import TypedDict, cast

import pytest
import yaml

from checking.harness import findings_of
from convrules.diagnostics.catalogue import aide, message
from frames import frame_clauses, frame_entete


class Remede(TypedDict, total=False):
    nom: str
    cadre: str
    texte: str
    code: str
    dit: list[str]
    aide: list[str]
    sans: str
    ecrit: str


FILE = Path(__file__).parent.parent / "cases" / "remedes.yaml"
REMEDES = cast("list[Remede]", yaml.safe_load(FILE.read_text(encoding="utf-8")))
CADRES = {"clauses": frame_clauses, "entete": frame_entete, "fichier": str}


@pytest.mark.parametrize("remede", REMEDES, ids=lambda r: r["nom"])
def test_the_message_says_what_to_do(remede: Remede) -> None:
    found = findings_of(CADRES[remede["cadre"]](remede["texte"]))
    assert [d.code for d in found] == [remede["code"]]
    said, remedy = message(found[0]), aide(found[0]) or ""
    for part in remede.get("dit", []):
        assert part in said, said
    for part in remede["aide"]:
        assert part in remedy, remedy
    assert "sans" not in remede or remede["sans"] not in remedy


@pytest.mark.parametrize("remede", [r for r in REMEDES if "ecrit" in r], ids=lambda r: r["nom"])
def test_what_it_proposes_once_written_is_accepted(remede: Remede) -> None:
    assert [d.code for d in findings_of(CADRES[remede["cadre"]](remede["ecrit"]))] == []
