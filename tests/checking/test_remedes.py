"""What a message says and the remedy it proposes, as data: `tests/cases/remedes.yaml`."""

from pathlib import Path
from typing import TypedDict, cast

import pytest
import yaml

from checking.harness import findings_of
from convrules import api
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


def test_a_unit_is_proposed_beside_a_number_as_it_is_to_be_written(tmp_path: Path) -> None:
    clause = '- champ: petits\n  règle: surface > 3,5\n  source: { article: "1" }\n'
    (tmp_path / "a.yaml").write_text(frame_clauses(clause), encoding="utf-8")
    found = {d.code: aide(d) or "" for d in api.check([tmp_path]).diagnostics}
    assert {"CR103", "CR302"} <= set(found)
    assert "3.5 m²" in found["CR302"] and "3,5" not in found["CR302"]
