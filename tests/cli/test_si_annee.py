"""`explain ANNÉE --si`: the fewest lettings to another holder, held against every way of giving them."""

import json
import random
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.api.annees import comply
from convrules.api.dossier import Dossier
from convrules.api.reorientations import year_otherwise
from convrules.base.values import Connu
from convrules.cli.main import run
from convrules.year.model import Bilan
from convrules.year.valeurs import Verdict
from orientation.annees import lay, opened

AU = date(2026, 1, 5)
COMPTES = ("etat", "als", "bailleur")


def missed(bilan: Bilan) -> set[tuple[str, str]]:
    return {
        (c.convention.ident, r.clause.entete.ident)
        for c in bilan.conventions
        for r in c.regles
        if r.verdict is Verdict.NON_CONFORME
    }


def given(dossier: Dossier, changes: dict[str, str]) -> Dossier:
    assert dossier.chargement is not None
    rows = tuple(
        replace(
            v,
            ligne=replace(v.ligne, cellules={**v.ligne.cellules, "contingent": Connu(changes[v.id])}),
        )
        if v.id in changes
        else v
        for v in dossier.faits.vacances
    )
    faits = replace(dossier.faits, vacances=rows)
    return replace(dossier, chargement=replace(dossier.chargement, faits=faits))


def fewest(
    dossier: Dossier, most: int, depuis: int | None = None, rows: list[str] | None = None
) -> int | None:
    """By trying everything: the least number of lettings (of `rows`, if given) whose account changes that
    keeps every part."""
    rows = rows or [v.id for v in dossier.faits.vacances]
    for size in range(most + 1):
        for chosen in combinations(rows, size):
            for accounts in product(COMPTES, repeat=size):
                changes = dict(zip(chosen, accounts, strict=True))
                # Why: an employer takes large dwellings only; a year keeps no account of who may receive.
                if any(a == "als" and not large(dossier, v) for v, a in changes.items()):
                    continue
                if not missed(comply(given(dossier, changes), 2025, AU, depuis)):
                    return size
    return None


def large(dossier: Dossier, ident: str) -> bool:
    vacance = next(v for v in dossier.faits.vacances if v.id == ident)
    return vacance.cellule("typologie") in (Connu("T3"), Connu("T4"))


def drawn(seed: int) -> list[str]:
    r = random.Random(seed)
    rows = []
    for n in range(1, 8):
        place, size = r.choice(("93048", "93066")), r.choice(("T1", "T3", "T4"))
        account = r.choice((*COMPTES, "bailleur", "bailleur"))
        rows.append(f"V{n};{place};{size};{account};2025-03-0{n};2025-06-01")
    return rows


@pytest.mark.parametrize("application", ["ensemble", "chaque commune"])
@pytest.mark.parametrize("seed", range(5))
def test_the_fewest_of_all_ways(tmp_path: Path, seed: int, application: str) -> None:
    lay(tmp_path, drawn(seed), ouvert=False, application=application)
    dossier = opened(tmp_path)
    found = year_otherwise(dossier, 2025, AU)
    least = fewest(dossier, len(found.deplacements))
    if found.confirmee:
        assert least is not None and least <= len(found.deplacements)
        assert not missed(comply(given(dossier, {d.vacance: d.vers for d in found.deplacements}), 2025, AU))
    if found.minimum:
        assert least == len(found.deplacements)


def test_some_years_are_missed_and_some_of_them_could_be_kept(tmp_path: Path) -> None:
    kept, wanting = 0, 0
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        lay(folder, drawn(seed), ouvert=False)
        found = year_otherwise(opened(folder), 2025, AU)
        wanting += bool(found.manques)
        kept += found.minimum and bool(found.deplacements)
    assert wanting >= 4 and kept >= 3


def said(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert run(["explain", "2025", "--si", "--depot", str(folder), "--as-of", "2026-01-05", *more]) == 0
    out = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    return out if "json" in more else " ".join(out.split())


ROWS = [f"V{n};93048;{'T1' if n < 6 else 'T3'};bailleur;2025-03-{n + 10};2025-06-01" for n in range(10)]


def test_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten dwellings kept: three wanted by the State, two by the employers, who take large ones only."""
    lay(tmp_path, ROWS, ouvert=False)
    text = said(tmp_path, capsys)
    said_of = "part « part_etat » : il manquait 3 logements (0 attribution, pour une cible de 3)"
    assert f"Préfet d'essai, {said_of}" in text
    assert "part « part_als » : il manquait 2 logements (0 attribution, pour une cible de 2)" in text
    least = "aucun nombre plus petit n'y aurait suffi"
    assert f"Changer le compte de 5 attributions aurait tenu ces parts ; {least}." in text
    assert "données qui manquent" not in text and "indéterminées" not in text
    found: dict[str, Any] = json.loads(said(tmp_path, capsys, "--format", "json"))
    schema = json.loads((files("convrules.render") / "schemas" / "explain.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    to = [d["vacance"] for d in found["reorientations"] if d["vers"] == "als-essai"]
    assert len(to) == 2 and set(to) <= {"V6", "V7", "V8", "V9"}


def test_what_cannot_be_found_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, [row.replace("T3", "T1") for row in ROWS], ouvert=False)
    text = said(tmp_path, capsys)
    assert "il manquait 2 logements (0 attribution, pour une cible de 2) ; on n'en trouve que 0" in text
    assert "aucun choix d'attributions n'aurait tenu toutes les parts" in text
    left = text.partition("Restent manquées, ou hors d'atteinte")[2]
    assert "Action, « part_als » (article 1) : non conforme — 0 attribution, pour une cible de 2." in left


def test_a_year_that_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row.replace("bailleur", ("etat", "als", "bailleur")[n % 3]) for n, row in enumerate(ROWS)]
    lay(tmp_path, rows, ouvert=True)
    assert "Aucune part n'est déjà manquée avec certitude." in said(tmp_path, capsys)


def test_an_objective_is_told_as_one_in_the_year_judged_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, ROWS, ouvert=False)
    path = tmp_path / "conventions/etat.yaml"
    text = path.read_text("utf-8")
    assert said(tmp_path, capsys).count("« part_etat » : non conforme → conforme") == 1
    path.write_text(text.replace("    arrondi: ", "    force: objectif\n    arrondi: "), "utf-8")
    told = said(tmp_path, capsys)
    assert "« part_etat » : objectif non atteint → conforme" in told
    assert "« part_als » : non conforme → conforme" in told
