"""The catalogue of real clauses: each has its fragment and its cases, and all of them hold."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from convrules import api
from convrules.cli.main import run

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "conventions" / "catalogue"
SCRIPT = ROOT / "scripts" / "catalogue_table.py"
# The clauses encoded so far, by section of the survey of clauses. Its numbering has gaps.
CLAUSES = (
    # Share of the flow, base, caps; perimeter and exclusions.
    *(1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 14, 15),
    *(16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28),
    # New programmes, qualitative targets, publics; deadlines, designation, silence, refusals.
    *(30, 32, 33, 35, 36, 38, 39, 40),
    *(41, 43, 44, 46, 47, 49, 51, 52, 54, 55),
    # Counting, imputation; yearly reports, default holder.
    *(58, 59, 60, 62, 63, 65, 66, 68, 69, 70, 71),
)
# The clauses that have no number (life of the convention), and the expected ones, which no text was read for.
OTHERS = (
    *("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9"),
    *("u01", "u03", "u04", "u05", "u06", "u07", "u08", "u10", "u11", "u12", "u13", "u15", "u16"),
)
ALL = (*(f"{number:02d}" for number in CLAUSES), *OTHERS)
LEAST_CASES = 4


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue_table", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fragment(key: str) -> Path:
    return FOLDER / f"clause-{key}.yaml"


@pytest.mark.parametrize("key", ALL)
def test_the_fragment_says_which_clause_it_encodes(key: str) -> None:
    head = script().HEAD.match(fragment(key).read_text(encoding="utf-8"))
    assert head is not None and head["number"] == key
    # An expected construct is never given for a fact.
    assert key.startswith("u") == head["source"].startswith("illustration")


def test_every_fragment_is_of_a_listed_clause() -> None:
    """A clause may need other files, beside its own: an amendment, a second convention, a socle."""
    found = {path.name for path in FOLDER.glob("*.yaml")}
    listed = {p.name for n in ALL for p in (fragment(n), FOLDER / f"clause-{n}.essais.yaml")}
    assert listed <= found
    assert not {name for name in found - listed if name.split("-")[1] not in ALL or name.count("-") != 2}


def test_the_fragments_pass_check(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is found, but the open holes of the model of v9: a model is meant to have them."""
    code = run(["check", str(FOLDER), "--format", "concise"])
    lines = [line for line in capsys.readouterr().out.splitlines() if "clause-v9-modele.yaml" not in line]
    assert (code, lines) == (0, [])


def test_every_clause_has_its_cases_and_they_hold() -> None:
    rapport = api.run_essais([FOLDER])
    assert not rapport.empechements, rapport.empechements
    errors = [d for d in rapport.diagnostics if api.is_error(d)]
    assert not errors, "\n".join(f"{d.code} {d.span.position} {d.span.text!r}" for d in errors)
    ecarts = [
        f"{r.convention} / {r.cas.nom} / {e.cle} : attendu {e.attendu}, obtenu {e.obtenu}"
        for r in rapport.resultats
        for e in r.ecarts
    ]
    assert not ecarts, "\n".join(ecarts)
    played = [r.convention for r in rapport.resultats]
    few = {n: played.count(f"catalogue-{n}") for n in ALL}
    assert not {n: count for n, count in few.items() if count < LEAST_CASES}


def test_the_table_is_that_of_the_fragments() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == script().page()


@pytest.mark.parametrize(
    ("key", "written", "instead", "code"),
    [
        ("06", "compte: droits où vivant", "compte: attributions du réservataire", "CR305"),
        ("06", "        conversion: stock vers flux\n", "", "CR305"),
        (
            "11",
            "compte: droits où vivant et reservataire = etat\n",
            "compte: attributions du réservataire\n",
            "CR305",
        ),
        ("12", "règle: au moins 236 droits où vivant", "règle: au moins 236", "CR131"),
        ("17", 'territoire: { commune: "93048" }', 'territoire: { département: "93" }', "CR612"),
        ("51", "    à défaut: remise au bailleur, non comptée\n", "", "CR615"),
        ("51", "règle: proposition au plus tard", "règle: orientation au plus tard", "CR615"),
    ],
)
def test_what_the_clause_forbids_to_write_is_refused(
    key: str, written: str, instead: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = fragment(key).read_text(encoding="utf-8")
    assert written in text
    shutil.copytree(FOLDER / "socles", tmp_path / "socles")
    (tmp_path / "fragment.yaml").write_text(text.replace(written, instead, 1), encoding="utf-8")
    assert run(["check", str(tmp_path), "--format", "concise"]) == 1
    assert code in capsys.readouterr().out


def test_a_second_convention_of_the_same_parties_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = fragment("16").read_text(encoding="utf-8")
    second = text.replace("convention: catalogue-16", "convention: catalogue-16-bis")
    (tmp_path / "une.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "autre.yaml").write_text(
        second.replace("du: 2024-01-01, au: 2026-12-31", "du: 2027-01-01, au: 2029-12-31"), encoding="utf-8"
    )
    assert run(["check", str(tmp_path), "--format", "concise"]) == 0
    (tmp_path / "autre.yaml").write_text(second, encoding="utf-8")
    assert run(["check", str(tmp_path), "--format", "concise"]) == 1
    assert "CR602" in capsys.readouterr().out
