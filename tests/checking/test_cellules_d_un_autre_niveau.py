"""A row of another level than the vacancy has no commune of its own: the message says whose it is."""

import pytest

from checking.harness import findings_of
from convrules.checking.env import Environnement
from frames import frame_entete


@pytest.mark.parametrize("sorte", ["candidatures", "refus"])
@pytest.mark.parametrize(
    ("nom", "proche"), [("commune", "vacance.commune"), ("vacance.commune", None), ("comune", "")]
)
def test_the_level_of_a_cell_is_proposed(sorte: str, nom: str, proche: str | None) -> None:
    text = frame_entete(f"""\
clauses:
  - quota: a
    règle: au moins 30 % des {sorte} du bailleur, pour vacance.qpv
    application: chaque {nom}
    arrondi: supérieur
    force: obligation
    source: {{ article: "1" }}
""")
    found = [d for d in findings_of(text, Environnement()) if d.code == "CR214"]
    assert [d.args["proche"] for d in found] == ([] if proche is None else [proche])
    assert all("vacance.commune" in str(d.args["possibles"]) for d in found)
