"""One case in six of the conformance suite, played again by an evaluator that shares nothing with the
engine; `python tests/independent/check_cases.py` plays them all."""

import ast
import sys
from pathlib import Path

import pytest

from independent.check_cases import disagreements, run, table
from independent.evaluator.pages import Section, folders, frame, load, of_folder, pages, sections
from independent.evaluator.play import Played, play

HERE = Path(__file__).parent
ONE_IN = 6  # of the cases, here; the script plays them all
RE_RUN = 470  # at least, orientation included; the generated tables are most of them


@pytest.fixture(scope="module")
def played() -> list[Played]:
    return run(one_in=ONE_IN)


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(str(node.module).split(".")[0])
    return found


def test_it_imports_nothing_of_the_engine() -> None:
    files = [*(HERE / "evaluator").glob("*.py"), HERE / "check_cases.py"]
    assert len(files) > 10
    names = set().union(*(imported(f) for f in files))
    assert names - set(sys.stdlib_module_names) == {"yaml", "independent"}


def test_the_files_stay_small() -> None:
    assert all(
        len(f.read_text(encoding="utf-8").splitlines()) <= 400 for f in (HERE / "evaluator").glob("*.py")
    )


def test_every_case_is_read(played: list[Played]) -> None:
    every = sum(len(s.cases) for page in pages() for s in sections(page))
    every += sum(len(s.cases) for folder in folders() for s in of_folder(folder))
    assert every > 3500 and len(played) == -(-every // ONE_IN)


def test_enough_cases_are_played_again_and_none_disagrees(played: list[Played]) -> None:
    print(f"\n{table(played)}")
    assert disagreements(played) == []
    assert sum(not p.out_of_reach for p in played) >= RE_RUN


CONVENTION = """
clauses:
  - obligation: o
    règle: pmr et etage > 2
    débiteur: bailleur
    source: { article: "1" }
  - délai: d
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    source: { article: "1" }
"""


@pytest.mark.parametrize(
    ("fact", "wanted", "differs"),
    [
        ("{ pmr: oui, etage: 3 }", "{ o: vrai }", False),
        ("{ pmr: oui, etage: 3 }", "{ o: faux }", True),
        ("{ pmr: oui }", "{ o: { issue: indéterminé, causes: [etage] } }", False),
        ("{ pmr: oui }", "{ o: { issue: indéterminé, causes: [pmr] } }", True),
        ("{ information: 2025-01-31, proposition: 2025-03-01 }", "{ d: dépassé de 1 jour }", False),
        ("{ information: 2025-01-31, proposition: 2025-03-01 }", "{ d: dépassé de 2 jours }", True),
    ],
)
def test_a_wrong_answer_is_seen(fact: str, wanted: str, differs: bool) -> None:
    case = {"cas": "c", "vacance": load(fact), "attendu": load(wanted)}
    (played,) = play(Section("essai", "E1", {**frame(), **load(CONVENTION)}, [case], ()))
    assert not played.out_of_reach
    assert bool(played.differences) == differs


def test_what_is_not_read_is_named() -> None:
    case = {"cas": "c", "vacance": {}, "inconnue": [], "attendu": {"o": "faux"}}
    (played,) = play(Section("essai", "E1", {**frame(), **load(CONVENTION)}, [case], ()))
    assert played.out_of_reach == "clé d'un cas « inconnue »"
