"""The script that puts one fault at a time in what answers for many rows: each is one, and no other."""

import ast
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
MODULE = "columnar/vectors.py"


@pytest.fixture(scope="module")
def mutate() -> ModuleType:
    spec = spec_from_file_location("mutate", ROOT / "scripts/mutate.py")
    assert spec is not None and spec.loader is not None
    made = module_from_spec(spec)
    sys.modules["mutate"] = made
    spec.loader.exec_module(made)
    return made


def test_each_place_of_a_module_is_a_fault_of_its_own(mutate: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "columnar").mkdir()
    source = ast.unparse(ast.parse((mutate.SOURCE / MODULE).read_text("utf-8")))
    texts = {}
    for faute in mutate.places(MODULE):
        said = mutate.write(faute, tmp_path)
        texts[faute] = (tmp_path / MODULE).read_text("utf-8")
        compile(texts[faute], MODULE, "exec")
        assert said.startswith(f"{MODULE}:")
        changed = [a for a, b in zip(source.splitlines(), texts[faute].splitlines(), strict=True) if a != b]
        assert len(changed) == 1, said
    assert len(texts) > 30 and len(set(texts.values())) == len(texts)


def test_what_the_modules_are(mutate: ModuleType) -> None:
    assert {"columnar/lowering.py", "columnar/sql/query.py", "year/ensembles/requete.py"} <= set(
        mutate.MODULES
    )
