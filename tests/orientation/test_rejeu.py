"""A year replayed gives each dwelling to the holder that `orient` would have proposed on its day, all those
before having gone where it proposed."""

import html
import json
import re
from dataclasses import replace
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.base.dates import connu
from convrules.base.values import INCONNU, Connu
from convrules.facts.records import Vacance
from convrules.orientation.journee import rank
from convrules.orientation.ranking import Bailleur
from convrules.render.numbers import MOIS
from orientation.annees import drawn, lay, opened, replay_said, replayed, with_cells


@pytest.mark.parametrize("ouvert", [True, False])
@pytest.mark.parametrize("application", ["ensemble", "chaque commune"])
@pytest.mark.parametrize("seed", range(4))
def test_each_step_is_the_advice_of_its_day(
    tmp_path: Path, seed: int, application: str, ouvert: bool
) -> None:
    lay(tmp_path, drawn(seed, 12), ouvert=ouvert, application=application)
    dossier = opened(tmp_path)
    found = replayed(dossier)
    assert len(found.pas) == 12 and not found.laissees
    by_id = {v.id: v for v in dossier.faits.vacances}
    given: dict[str, Vacance] = {}
    for step in found.pas:
        here = with_cells(by_id[step.vacance], contingent=INCONNU, attribution=INCONNU)
        faits = replace(dossier.faits, vacances=(*given.values(), here))
        advice = rank(Bailleur(programmes=dossier.programmes), faits, here, step.jour)
        assert advice.propose is not None
        assert step.conseil == advice.propose.ident, step
        to = Connu(step.conseil.partition("-")[0])
        given[step.vacance] = with_cells(here, contingent=to, attribution=Connu(connu(step.jour)))


def test_what_was_done_and_what_would_have_been(tmp_path: Path) -> None:
    """Rates 30, 20 and 50 %. Ten dwellings, all gone to the State: the landlord is late by 5 at the end, the
    employers by 2; in turn, nobody is ever late by more than half a dwelling and a third."""
    rows = [f"V{n};93048;T3;etat;2025-01-{n + 10};2025-06-01" for n in range(10)]
    lay(tmp_path, rows, ouvert=True)
    found = replayed(opened(tmp_path))
    told = {t.ident: t for t in found.titulaires}
    assert {k: (t.du, t.recu, t.conseille) for k, t in told.items()} == {
        "als-essai": (2, 0, 2),
        "etat-essai": (3, 10, 3),
        "bailleur": (5, 0, 5),
    }
    late = {k: t.pire.retard for k, t in told.items() if t.pire is not None}
    assert late == {"als-essai": 2, "etat-essai": Fraction(-7, 10), "bailleur": 5}
    assert found.borne == Fraction(1, 2) + Fraction(1, 3)
    first = found.pas[0]
    assert (first.vacance, first.fait, first.conseil) == ("V0", "etat-essai", "bailleur")


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_holds_at_every_step(tmp_path: Path, seed: int) -> None:
    lay(tmp_path, drawn(seed, 30), ouvert=True)
    found = replayed(opened(tmp_path))
    assert found.borne is not None
    assert all(t.pire_conseil is not None and t.pire_conseil.retard <= found.borne for t in found.titulaires)


def test_no_bound_once_a_holder_cannot_take_everything(tmp_path: Path) -> None:
    lay(tmp_path, drawn(1, 12), ouvert=False)
    assert replayed(opened(tmp_path)).borne is None


def test_what_is_not_known_is_left_aside_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        "SUR;93048;T3;etat;2025-01-10;2025-06-01",
        "COMPTE;93048;T3;;2025-01-11;2025-06-01",
        "TYPE;93048;;etat;2025-01-12;2025-06-01",
        "OUVERTE;93048;T3;;2025-01-13;",
        "AVANT;93048;T3;etat;2024-12-31;2025-01-02",
        "AILLEURS;75101;T3;etat;2025-01-10;2025-06-01",
    ]
    lay(tmp_path, rows, ouvert=False)
    found = replayed(opened(tmp_path))
    assert [p.vacance for p in found.pas] == ["SUR"]
    assert {x.vacance: {c.fait for c in x.causes} for x in found.laissees} == {
        "COMPTE": {"contingent"},
        "TYPE": {"typologie"},
    }
    assert found.ouvertes == 1
    code, said = replay_said(tmp_path, capsys)
    assert code == 0
    assert "2 logements laissés de côté, faute de : contingent (1), typologie (1)." in said
    assert "1 logement de l'année n'était allé à personne au 31 décembre 2025." in said


def test_json_follows_its_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, drawn(2, 8), ouvert=True)
    code, said = replay_said(tmp_path, capsys, "--format", "json")
    assert code == 0
    found: dict[str, Any] = json.loads(said)
    schema = json.loads((files("convrules.render") / "schemas" / "replay.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    assert len(found["logements"]) == 8 and found["borne"] == "5/6"


@pytest.mark.parametrize("until", ["2026-01-05", "2025-06-30", None])
def test_what_may_have_been_let_is_not_said_to_have_gone_to_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], until: str | None
) -> None:
    """No letting is written of two dwellings: by the last day, does the file say that there is none?"""
    lay(tmp_path, ["SUR;93048;T3;etat;2025-01-10;2025-06-01", *UNLET], ouvert=True)
    mapping = (tmp_path / "correspondance.yaml").read_text("utf-8")
    written = "" if until is None else f", complet au: {until}"
    whole = "attribution: { colonne: attribution, complet au: 2026-01-05 }"
    told = mapping.replace(whole, f"attribution: {{ colonne: attribution{written} }}")
    (tmp_path / "correspondance.yaml").write_text(told, "utf-8")
    known = until == "2026-01-05"
    _, said = replay_said(tmp_path, capsys, "-o", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text("utf-8")
    nobody = "2 logements de l'année n'étaient allés à personne au 31 décembre 2025."
    perhaps = "dont on ne sait pas s'ils étaient allés à quelqu'un au 31 décembre 2025 : A, B."
    for shown in (" ".join(text.split()) for text in (said, html.unescape(page).replace("’", "'"))):
        assert (nobody in shown, perhaps in shown) == (known, not known)
    _, found = replay_said(tmp_path, capsys, "--format", "json")
    left = [(x["vacance"], x["sort_inconnu"]) for x in json.loads(found)["laisses"]]
    assert (json.loads(found)["ouverts"], left) == ((2, []) if known else (0, [("A", True), ("B", True)]))
    replay_said(tmp_path, capsys, "-o", str(tmp_path / "sortie"))
    rows = (tmp_path / "sortie" / "laisses.csv").read_text("utf-8-sig").splitlines()[1:]
    assert rows == ([] if known else ["A;attribution;;oui", "B;attribution;;oui"])


UNLET = ["A;93048;T3;;2025-01-13;", "B;93048;T3;etat;2025-08-13;"]


def test_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, drawn(2, 8), ouvert=True)
    assert replay_said(tmp_path, capsys, "-o", str(tmp_path / "sortie"))[0] == 0
    steps = (tmp_path / "sortie" / "logements.csv").read_text("utf-8-sig").splitlines()
    assert steps[0].split(";") == ["vacance", "jour", "fait", "conseil"] and len(steps) == 9


def test_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten dwellings to the State, one a month but two in October: by month, the largest deficit on either
    side; whatever the files write is text."""
    rows = [f"V<b>{n};93048;T3;etat;2025-{min(n + 1, 10):02}-{n + 10};2025-11-01" for n in range(11)]
    lay(tmp_path, rows, ouvert=True)
    assert replay_said(tmp_path, capsys, "-o", str(tmp_path / "r.html"))[0] == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "default-src 'none'" in page and "<script" not in page and "<b>" not in page
    months = r'<th scope="row">(\w+)</th><td class="n">(\d+)</td><td class="n">([\d,]+)</td>'
    late = ("0,5", "1", "1,5", "2", "2,5", "3", "3,5", "4", "4,5", "5,5")
    expected = [(month, "1", was) for month, was in zip(MOIS, late, strict=False)]
    assert re.findall(months, page) == [*expected[:9], ("octobre", "2", "5,5")]
    assert page.count('class="fait" d="M') == 2 and "aucun (avance 0,7)" in page
    assert "V&lt;b&gt;0" in page and "≠" in page


def test_a_year_without_a_dwelling(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, drawn(2, 3), ouvert=True)
    code, said = replay_said(tmp_path, capsys, year="2024")
    assert code == 0 and "Aucun logement de l'année n'a pu être rejoué." in said
    assert replay_said(tmp_path, capsys, "-o", str(tmp_path / "r.html"), year="2024")[0] == 0
    assert "n’a pu être rejoué" in (tmp_path / "r.html").read_text("utf-8")
