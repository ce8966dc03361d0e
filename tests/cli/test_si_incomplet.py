"""`explain ANNÉE --si` where rows lack something, or the balance of the year before: what is lacking is then
an interval, held against every way of completing, and what would settle a rule is named."""

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from importlib.resources import files
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cli.test_si_annee import AU, COMPTES, fewest, given, missed, said
from convrules.api.annees import comply
from convrules.api.dossier import Dossier
from convrules.api.reorientations import year_otherwise
from convrules.base.values import Connu
from convrules.cli.main import run
from convrules.year.model import Bilan
from orientation.annees import lay, opened

SCHEMA = json.loads((files("convrules.render") / "schemas" / "explain.json").read_text("utf-8"))


def row(n: int, size: str, account: str, year: int = 2025) -> str:
    return f"V{n};93048;{size};{account};{year}-03-{n + 10};{year}-06-01"


def as_json(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(folder, capsys, "--format", "json", *more))
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


# --- rows that lack something -------------------------------------------------------------------
ENOUGH = [row(n, "T3", "etat" if n < 3 else "bailleur") for n in range(9)] + [row(9, "T3", "")]
"""The State got its three; the employers none of their two, or the one whose account is not said."""
TOO_FEW = [row(n, "T1", "etat" if n < 3 else "bailleur") for n in range(8)]
TOO_FEW += [row(8, "T3", "bailleur"), row(9, "T3", "")]
"""The employers take large dwellings only: there is one to give."""


def test_what_is_lacking_is_an_interval_and_says_what_would_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, ENOUGH, ouvert=False)
    text = said(tmp_path, capsys)
    assert (
        "Action, part « part_als » : il manquait entre 1 et 2 logements (0 à 1 attribution, pour une cible "
        "de 2) – À compléter : compte sur lequel l'attribution est enregistrée (contingent), pour V9." in text
    )
    assert (
        "Changer le compte de 2 attributions aurait tenu cette part, quoi que disent les données qui "
        "manquent ; moins y suffirait peut-être." in text
    )
    (lacking,) = as_json(tmp_path, capsys)["manques"]
    assert (lacking["au_moins"], lacking["voulu"], lacking["trouve"]) == (1, 2, 2)
    assert (lacking["cible"], lacking["realise"]) == (2, [0, 1])
    assert lacking["a_completer"] == [{"vacance": "V9", "faits": ["contingent"]}]


def test_a_part_that_would_be_undetermined_is_not_said_to_be_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, TOO_FEW, ouvert=False)
    text = said(tmp_path, capsys)
    lacking = "il manquait entre 1 et 2 logements (0 à 1 attribution, pour une cible de 2)"
    assert f"{lacking} ; on n'en trouve que 1" in text
    assert "Essai : changer le compte de 1 attribution." in text
    assert "aurait tenu cette part" not in text
    assert "« part_als » (Action) ne serait plus manquée à coup sûr, sans être tenue à coup sûr." in text
    found = as_json(tmp_path, capsys)
    assert (found["confirmee"], found["minimum"]) == (False, False)
    assert found["en_suspens"] == [{"convention": "als-essai", "clause": "part_als"}]


def test_rules_that_are_undetermined_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The State has two of its three for certain, and perhaps V9."""
    rows = [row(n, "T3", ("etat", "etat", "als", "als", "bailleur")[min(n, 4)]) for n in range(9)]
    lay(tmp_path, [*rows, row(9, "T3", "")], ouvert=False)
    text = said(tmp_path, capsys)
    assert "Aucune part n'est déjà manquée avec certitude." in text
    assert (
        "Règles indéterminées, et ce qui les trancherait ─────────────────────────────────────────────── • "
        "Préfet d'essai, « part_etat » (article 1) : indéterminé (non conforme ou conforme) — 2 à 3 "
        "attributions, pour une cible de 3. – À compléter : compte sur lequel l'attribution est enregistrée "
        "(contingent), pour V9." in text
    )
    (open_,) = as_json(tmp_path, capsys)["indetermines"]
    assert (open_["convention"], open_["clause"]) == ("etat-essai", "part_etat")
    assert open_["verdicts_possibles"] == ["non_conforme", "conforme"]
    assert open_["a_completer"] == [{"vacance": "V9", "faits": ["contingent"]}]


def completions(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Every account that may be that of the rows that lack one."""
    rows = [v.id for v in dossier.faits.vacances if not isinstance(v.cellule("contingent"), Connu)]
    for accounts in product(COMPTES, repeat=len(rows)):
        yield dict(zip(rows, accounts, strict=True))


def lacking_in(bilan: Bilan) -> dict[tuple[str, object], int]:
    """By part and cell, how many dwellings more it needed; a year of which everything is known."""
    found: dict[tuple[str, object], int] = {}
    for b in bilan.conventions:
        for regle in b.regles:
            for cell in regle.cellules:
                assert cell.cible is not None and cell.realise.valeur is not None
                due = max(Fraction(0), cell.cible.max) - cell.realise.min
                found[b.convention.ident, cell.cellule] = ceil(due)
    return found


def drawn(seed: int) -> list[str]:
    r = random.Random(seed)
    rows = []
    for n in range(11):
        account = r.choice(("etat", "als", "bailleur", "bailleur", "bailleur", "bailleur"))
        rows.append(row(n, r.choice(("T1", "T3")), "" if n == 5 else account))
    return rows


@pytest.mark.parametrize("seed", range(10))
def test_the_interval_is_that_of_every_way_of_completing(tmp_path: Path, seed: int) -> None:
    lay(tmp_path, drawn(seed), ouvert=False)
    dossier = opened(tmp_path)
    found = year_otherwise(dossier, 2025, AU)
    years = [given(dossier, c) for c in completions(dossier)]
    assert len(years) == 3
    each = [lacking_in(comply(year, 2025, AU)) for year in years]
    for m in found.manques:
        ways = [lacks[m.convention, m.cellule] for lacks in each]
        assert (min(ways), max(ways)) == (m.au_moins, m.voulu)
    moves = {d.vacance: d.vers for d in found.deplacements}
    if found.confirmee and found.deplacements:
        asked = {(m.convention, m.clause) for m in found.manques}
        for year in years:
            assert not asked & missed(comply(given(year, moves), 2025, AU))


def test_some_of_these_years_are_told_with_an_interval(tmp_path: Path) -> None:
    wide, sure = 0, 0
    for seed in range(10):
        (tmp_path / str(seed)).mkdir()
        lay(tmp_path / str(seed), drawn(seed), ouvert=False)
        found = year_otherwise(opened(tmp_path / str(seed)), 2025, AU)
        wide += any(m.au_moins < m.voulu for m in found.manques)
        sure += found.confirmee and bool(found.deplacements)
    assert wide >= 3 and sure >= 3


# --- the balance of the year before -----------------------------------------------------------
def lay_carrying(folder: Path, rows: list[str]) -> None:
    lay(folder, rows, ouvert=False)
    for path in (folder / "conventions").glob("*.yaml"):
        text = path.read_text("utf-8").replace("report: aucun", "report: solde arrondi")
        path.write_text(text.replace("du: 2025-01-01", "du: 2024-01-01"), "utf-8")


BEFORE = [row(n, "T3", "bailleur", 2024).replace("V", "A") for n in range(5)]
"""Five dwellings, none of which the State (30 %, hence 1) or the employers (20 %, hence 1) got."""
AFTER = [row(n, "T3", ("etat", "etat", "etat", "als", "als", "bailleur")[min(n, 5)]) for n in range(10)]
"""What 2025 alone asks for."""


def test_a_balance_that_is_not_known_is_named_with_the_command_that_computes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_carrying(tmp_path, [*BEFORE, *AFTER])
    text = said(tmp_path, capsys)
    why = "Le solde reporté de 2024 n'est pas connu : jugez les années ensemble (« --since 2024 »)"
    assert text.count(why) == 2
    assert "convrules explain 2025 --si --since 2024 --depot" in text
    assert [one["solde_inconnu"] for one in as_json(tmp_path, capsys)["indetermines"]] == [True, True]


def test_since_carries_balances_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_carrying(tmp_path, [*BEFORE, *AFTER])
    text = said(tmp_path, capsys, "--since", "2024")
    assert "Soldes reportés d'année en année depuis 2024." in text
    asked = "une cible de 4, solde reporté de 1 compris"
    assert f"part « part_etat » : il manquait 1 logement (3 attributions, pour {asked})" in text
    assert "« part_etat » : solde reporté de 2024 : 1 ; la cible en tient compte" in text
    assert "Changer le compte de 2 attributions aurait tenu ces parts ; aucun nombre plus petit" in text
    assert "n'est pas connu" not in text and "--since 2024 --depot" in text
    found = as_json(tmp_path, capsys, "--since", "2024")
    assert (found["depuis"], len(found["reorientations"])) == (2024, 2)


@pytest.mark.parametrize("seed", range(4))
def test_the_fewest_of_all_ways_with_a_balance(tmp_path: Path, seed: int) -> None:
    """Of this year's lettings: those of the year before are over."""
    r = random.Random(seed)
    rows = [row(n, r.choice(("T1", "T3")), r.choice((*COMPTES, "bailleur"))) for n in range(6)]
    lay_carrying(tmp_path, [*BEFORE[: r.randint(1, 5)], *rows])
    dossier = opened(tmp_path)
    found = year_otherwise(dossier, 2025, AU, 2024)
    assert dossier.chargement is not None
    own = [v.id for v in dossier.faits.vacances if v.id.startswith("V")]
    least = fewest(dossier, len(found.deplacements), depuis=2024, rows=own)
    if found.confirmee:
        assert least is not None and least <= len(found.deplacements)
        moved = given(dossier, {d.vacance: d.vers for d in found.deplacements})
        assert not missed(comply(moved, 2025, AU, 2024))
    if found.minimum:
        assert least == len(found.deplacements)


# --- exit codes -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["2019", "--si"], "aucune convention n'était en vigueur en 2019"),
        (["2019"], "aucune convention n'était en vigueur en 2019"),
        (["0001", "--si"], "« 0001 » est hors limites"),
        (["2025", "--since", "2026"], "donnez une année d'avant 2025"),
        (["V1", "--since", "2024"], "--since se demande d'une année"),
        (["CR201", "--since", "2024"], "--since se demande d'une année"),
        (["V99", "--si"], "--si se demande d'une année"),
    ],
)
def test_what_cannot_be_asked(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, AFTER, ouvert=False)
    capsys.readouterr()
    assert run(["explain", *words, "--depot", str(tmp_path), "--as-of", "2026-01-05"]) == 2
    out, err = capsys.readouterr()
    assert told in err.replace("\u202f", " ").replace("\u00a0", " ") and out == ""


# --- a part that is split among accounts --------------------------------------------------------
SPLIT = """  - répartition: garants
    de: part_etat
    entre: { etat: 50 %, departement: 50 % }
    restes: plus forts restes
    source: { article: "1" }
"""


def lay_split(folder: Path, rows: list[str], report: str = "report: aucun") -> None:
    lay_carrying(folder, rows)
    path = folder / "conventions" / "etat.yaml"
    path.write_text(path.read_text("utf-8").replace("report: solde arrondi", report) + SPLIT, "utf-8")
    als = folder / "conventions" / "als.yaml"
    als.write_text(als.read_text("utf-8").replace("report: solde arrondi", "report: aucun"), "utf-8")


SPLIT_ROWS = [row(n, "T3", ("etat", "als", "bailleur")[min(n // 2, 2)]) for n in range(10)]


def test_a_split_that_is_missed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three dwellings are due to the two accounts: the département got none."""
    lay_split(tmp_path, SPLIT_ROWS)
    text = said(tmp_path, capsys)
    assert "Aucune part n'est déjà manquée avec certitude." not in text
    assert "ne se compte pas en attributions à donner à un autre : rien n'est essayé." in text
    assert (
        "Préfet d'essai, « part_etat » (article 1), répartie par « garants » : non conforme — le "
        "département, 0 attribution pour 1." in text
    )
    found = as_json(tmp_path, capsys)
    assert (found["manques"], found["reorientations"]) == ([], [])
    assert found["restent"] == [{"convention": "etat-essai", "clause": "garants"}]


def test_a_split_that_is_undetermined_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_split(tmp_path, [*SPLIT_ROWS[:-1], row(9, "T3", "")])
    text = said(tmp_path, capsys)
    assert (
        "Préfet d'essai, « part_etat » (article 1), répartie par « garants » : indéterminé (non conforme ou "
        "conforme) — le département, 0 à 1 attribution pour 1. – À compléter : compte sur lequel "
        "l'attribution est enregistrée (contingent), pour V9. Pour aller" in text
    )
    (open_,) = as_json(tmp_path, capsys)["indetermines"]
    assert open_["a_completer"] == [{"vacance": "V9", "faits": ["contingent"]}]


def test_the_balances_of_a_split_are_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_split(tmp_path, [*BEFORE, *SPLIT_ROWS], "report: solde arrondi")
    text = said(tmp_path, capsys)
    assert text.count("Le solde reporté de 2024 n'est pas connu : jugez les années ensemble") == 1
    assert "soldes reportés de l'année précédente" not in text
    assert "n'est pas connu" not in said(tmp_path, capsys, "--since", "2024")
