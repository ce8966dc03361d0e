"""What a title announces is data: each title of the cases is known for what it is."""

from pathlib import Path

import pytest
import yaml

from convrules.facts.titres import looks_personal, may_name_somebody

CAS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "titres.yaml").read_text(encoding="utf-8"))


def announced(titre: str) -> str:
    return "personne" if looks_personal(titre) else "selon_valeurs" if may_name_somebody(titre) else "rien"


@pytest.mark.parametrize(
    ("attendu", "titre"), [(kind, titre) for kind, found in CAS.items() for titre in found]
)
def test_a_title_is_known_for_what_it_announces(attendu: str, titre: str) -> None:
    assert announced(titre) == attendu
