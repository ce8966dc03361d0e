"""Repositories drawn with faults, edited again and again: what is remembered is what would be found."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from convrules.api import cache
from convrules.cli.main import run
from frames import ENTETE, PART_D_UNE_VILLE

SOCLE = """socle: regles
version: 2026-01
clauses:
  - contrôle: preseance
    ordre: [la plus récente, la plus précise]
    source: { fondement: CCH R. 441-5 }
  - contrôle: somme_des_parts
    plafonds: [{ taux: 40 % }]
    source: { fondement: CCH R. 441-5-2 }
"""
CLAUSES = (
    PART_D_UNE_VILLE
    + """  - éligibilité: grands
    règle: typologie dans [T4, T5]
    source: { article: "1" }
"""
)
FAUTES: Sequence[tuple[str, str]] = (
    ("20 %", "70 %"),
    ("20 %", "20 ans"),
    ("typologie dans [T4, T5]", "typologi dans [T4, T5]"),
    ("typologie dans [T4, T5]", "etage > 3 et etage < 4"),
    ("typologie dans [T4, T5]", 'en_vigueur("ailleurs") ou qpv'),
    ("choix:", 'document: { articles: ["1", "2"] }\nchoix:'),
    ("choix:", '# convrules: ignore[CR505] motif: à venir\ndocument: { articles: ["1", "2"] }\nchoix:'),
    ("choix:", "hérite: { regles: 2026-01 }\nchoix:"),
    ("choix:", "hérite: { regles: 2030-01 }\nchoix:"),
    ("règle: typologie", "regle: typologie"),
    ("[T4, T5]", "[T4, T5"),
    ("T5]", "T5] "),
    ('article: "1" }\n  - é', 'article: "1" }\n   - é'),
    ("type: etat", "type: employeur"),
)
"""What an edit makes of the text of one convention."""
EDITIONS: Sequence[Callable[[random.Random, Path], object]] = (
    lambda draw, depot: _faulty(draw, draw.choice(sorted(depot.glob("c*.yaml")))),
    lambda draw, depot: draw.choice(sorted(depot.glob("c*.yaml"))).write_text(_convention(0), "utf-8"),
    lambda draw, depot: (depot / f"c{draw.randrange(4)}.yaml").unlink(missing_ok=True),
    lambda draw, depot: (depot / "convrules.lock").write_text("{}", "utf-8"),
    lambda draw, depot: (depot / "convrules.lock").unlink(missing_ok=True),
    lambda draw, depot: run(["check", "--lock", str(depot)]),
    lambda draw, depot: run(["check", "--write-baseline", str(depot)]),
    lambda draw, depot: (depot / "regles.yaml").open("a", encoding="utf-8").write("# relu\n"),
    lambda draw, depot: (depot / "regles.yaml").write_text(SOCLE.replace("40 %", "10 %"), "utf-8"),
)


def _convention(n: int) -> str:
    """Of one of two landlords, alike but for the name."""
    text = ENTETE.replace("exemple", f"conv-{n}") + CLAUSES
    return text.replace("OPH Exemple", "OPH Second").replace("000000000", "000000018") if n % 2 else text


def _faulty(draw: random.Random, path: Path) -> None:
    text = path.read_text("utf-8")
    for old, new in draw.sample(FAUTES, 2):
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("seed", range(10))
def test_what_is_remembered_is_what_would_be_found(
    seed: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    made: list[int],
) -> None:
    draw = random.Random(seed)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    depot = tmp_path / "depot"
    depot.mkdir()
    monkeypatch.chdir(tmp_path)
    (depot / "convrules.toml").write_text('[depot]\nnom = "essai"\ndata = []\n', "utf-8")
    (depot / "regles.yaml").write_text(SOCLE, "utf-8")
    for n in range(4):
        (depot / f"c{n}.yaml").write_text(_convention(n), "utf-8")
        _faulty(draw, depot / f"c{n}.yaml")
    said, remembered = set(), 0
    for _ in range(5):
        for langue, forme in (
            ("fr", "text"),
            ("en", "text"),
            ("fr", "json"),
            ("fr", "sarif"),
            ("fr", "gitlab"),
        ):
            command = ("--lang", langue, "check", "--format", forme, "depot")
            capsys.readouterr()
            heard = []
            for more in (("--no-cache",), (), ()):
                made.clear()
                code = run([*command, *more])
                heard.append((code, *capsys.readouterr()))
            assert heard[0] == heard[1] == heard[2], (langue, forme)
            assert not made, "the third is remembered"
            remembered += 1
            said.add(heard[0][1])
        for edition in draw.sample(EDITIONS, 3):
            edition(draw, depot)
    assert remembered == 25 and len(said) > 5
