"""The order of files, clauses and keys decides nothing: findings, decisions, years and advice are the same,
places apart, however the same texts are laid out (`entre`, whose order is declared, is left as written)."""

import random
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.render.lexicon import lexique_of
from convrules.render.machine import orientation, vacancy, year
from convrules.render.machine.parts import Recu
from playing import flat, outcomes, said, une_sur
from shuffle import shuffle
from test_conformance import ALL, FOLDER, Exemple, files_of

CONVENTIONS = Path(__file__).parents[2] / "conventions"
DEPOTS = sorted(p.parent for p in CONVENTIONS.rglob("convrules.toml"))
SECTIONS = [e for e in ALL if e.page.parent == FOLDER]
"""Sections written by hand: the tables say the same things many times over."""
SEEDS = range(1)
LIGNES = 150


# --- moving things ----------------------------------------------------------------------------
def moved(files: Mapping[str, str], folder: Path, seed: int) -> Path:
    """The same files under other names, hence in another order, each shuffled."""
    rng = random.Random(seed)
    names = sorted(files)
    rng.shuffle(names)
    folder.mkdir()
    for rank, name in enumerate(names):
        text = files[name] if "correspondance" in name else shuffle(files[name], rng)
        (folder / f"{rank:02}.yaml").write_text(text, encoding="utf-8")
    return folder


def written(files: Mapping[str, str], folder: Path) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("/", "--")).write_text(text, encoding="utf-8")
    return folder


def compare(files: Mapping[str, str], tmp_path: Path, seeds: Iterable[int]) -> int:
    """How many cases were compared, once over."""
    straight = written(files, tmp_path / "droit")
    expected, met = said(straight), outcomes(straight)
    for seed in seeds:
        other = moved(files, tmp_path / f"melange-{seed}", seed)
        found = said(other)
        assert found.keys() == expected.keys()
        for name, result in expected.items():
            assert found[name] == result, (seed, name)
        assert outcomes(other) == met
    return len(met)


@pytest.mark.parametrize("depot", DEPOTS, ids=lambda p: p.name)
def test_the_order_of_a_repository_changes_nothing(depot: Path, tmp_path: Path) -> None:
    files = {p.relative_to(depot).as_posix(): p.read_text(encoding="utf-8") for p in depot.rglob("*.yaml")}
    assert compare(files, tmp_path, SEEDS) >= 5


@pytest.mark.parametrize("exemple", [SECTIONS[n] for n in une_sur(2, len(SECTIONS))], ids=lambda e: e.ident)
def test_the_order_of_a_section_of_the_suite_changes_nothing(exemple: Exemple, tmp_path: Path) -> None:
    assert compare(files_of(exemple), tmp_path, (0,)) >= 1


def test_the_order_of_a_landlord_s_files_and_rows_changes_nothing(tmp_path: Path) -> None:
    """The example's data, cut short: vacancies and candidatures in another order, files renamed."""
    straight = landlord(tmp_path / "droit", None)
    assert landlord(tmp_path / "melange", 3) == straight


def landlord(folder: Path, seed: int | None) -> object:
    """The year, every decision and the advice of one day, of the example landlord's first vacancies."""
    origin = CONVENTIONS / "exemples" / "oph-plaine-nord"
    shutil.copytree(origin, folder)
    rng = random.Random(seed)
    for path in (folder / "donnees").glob("*.csv"):
        head, *rows = path.read_bytes().splitlines(keepends=True)
        kept = [row for row in rows if row.endswith(b"\n")][:LIGNES]
        if seed is not None and path.name.startswith(("vacances", "candidatures")):
            rng.shuffle(kept)
        path.write_bytes(head + b"".join(kept))
    if seed is not None:
        files = {p.name: p.read_text(encoding="utf-8") for p in (folder / "conventions").glob("*.yaml")}
        shutil.rmtree(folder / "conventions")
        moved(files, folder / "conventions", seed)
    dossier = api.open_dossier(folder, ())
    assert isinstance(dossier, Dossier)
    words = lexique_of(c for p in dossier.programmes for c in (p.convention, *p.socles))
    au = date(2025, 1, 20)
    decided = [vacancy.decision(d) for found in api.evaluate(dossier, au) for d in found]
    advice = api.orient(dossier, au)
    assert len(decided) >= LIGNES and advice
    return flat(
        [
            decided,
            year.compliance(api.comply(dossier, 2025, au), (), Recu(), words),
            orientation.orient(advice, (), Recu()),
        ]
    )


# --- the shuffler itself ----------------------------------------------------------------------
def test_shuffling_moves_lines_and_loses_none() -> None:
    texts = [text for e in SECTIONS for text in files_of(e).values()]
    texts += [p.read_text(encoding="utf-8") for p in CONVENTIONS.rglob("*.yaml") if "corresp" not in p.name]
    met: Counter[str] = Counter()
    for text in texts:
        other = shuffle(text, random.Random(5))
        assert Counter(re.findall(r"[^\s,{}-]+", text)) == Counter(re.findall(r"[^\s,{}-]+", other))
        met["moved" if other != text else "same"] += 1
        met["entre"] += "entre: {" in text
    assert met["moved"] > 200 and met["entre"] >= 2
    assert met["moved"] > 10 * met["same"]


def test_what_is_declared_in_order_stays_so() -> None:
    text = "x: 1\nentre: { c: 1, a: 2, b: 3 }\nz: { c: 1, a: 2 }\n"
    for seed in range(20):
        assert "entre: { c: 1, a: 2, b: 3 }" in shuffle(text, random.Random(seed))
