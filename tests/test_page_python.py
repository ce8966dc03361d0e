"""What `docs/python.md` promises of `convrules.api`: names that are public, what is refused as the command
refuses it, and what is given wrong, named."""

import inspect
import re
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from convrules import api
from convrules.cli.group import COMMANDES
from convrules.cli.main import run

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/python.md").read_text("utf-8")
DEPOT = ROOT / "conventions/exemples/oph-plaine-nord"
CONVERSION = ROOT / "conventions/exemples/conversion"
AU = date(2025, 3, 2)
ROW = {"id": "V1", "commune": "93066", "nature": "logement_ordinaire", "affectation": "location"}
ROWS = [{**ROW, "id": ident, "disponibilite": date(2025, 3, 1)} for ident in ("V1", "V12", "V2")]


@pytest.fixture(scope="module")
def dossier() -> api.Dossier:
    found = api.open_tables(DEPOT, {"vacances": ROWS}, complet_au=date(2025, 3, 1))
    assert isinstance(found, api.Dossier)
    return found


# --- names ------------------------------------------------------------------------------------
def test_what_is_public_is_all_on_the_page() -> None:
    own = {n for n, f in vars(api).items() if inspect.isfunction(f) and f.__module__ == api.__name__}
    public = {n for n in own if not n.startswith("_")}
    assert public <= {*api.__all__} and len(public) >= 17
    said = {*re.findall(r"\bapi\.([A-Za-z_]+)", PAGE)}
    assert {*api.__all__} == said
    for nom in api.__all__:
        assert getattr(api, nom) is not None


def test_what_is_only_a_command_has_the_form_that_the_page_says() -> None:
    """Every command is told there, but the one that editors start; those of which a program reads the JSON
    have it."""
    section = PAGE.partition("## Ce qui n'est qu'une commande")[2]
    rows = {line: re.findall(r"`((?:convrules )?[a-z][^`]*)`", line) for line in section.splitlines()}
    told = {words.removeprefix("convrules ").split()[0] for found in rows.values() for words in found}
    assert {*COMMANDES} - told == {"lsp"}
    with_json = [words for line, found in rows.items() if "`--format json`" in line for words in found]
    asked = [words.split() for words in with_json if words.split()[0] in COMMANDES]
    assert len(asked) >= 13
    for command in asked:
        assert _has_json([word for word in command if not word.startswith("-")]), command


def _has_json(command: list[str]) -> bool:
    said = StringIO()
    with redirect_stdout(said):
        assert run([*command, "--help"]) == 0
    return re.search(r"--format \[[^]]*json", said.getvalue()) is not None


# --- what the command does not judge ------------------------------------------------------------
def test_a_year_without_a_convention_in_force_is_answered_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shutil.copytree(CONVERSION, tmp_path / "depot")
    monkeypatch.chdir(tmp_path / "depot")
    au = date(2025, 12, 31)
    assert run(["compliance", "--year", "1990", "--as-of", au.isoformat()]) == 2
    assert "aucune convention n'était en vigueur en 1990, rien n'est jugé" in capsys.readouterr().err
    found = api.open_dossier(".", [])
    assert isinstance(found, api.Dossier)
    assert "`all(c.periode is None for c in bilan.conventions)`" in PAGE
    bilan = api.comply(found, 1990, au, 1989)
    for year in (bilan, *bilan.precedents):
        assert year.conventions and all(c.periode is None and not c.lignes for c in year.conventions)
        assert not any(c.regles for c in year.conventions)
    agregats = api.aggregates(found, 1990, au)
    assert agregats.conventions and all(c.periode is None and not c.lignes for c in agregats.conventions)
    assert not any(c.regles for c in agregats.conventions)
    assert any(c.periode is not None for c in api.comply(found, 2026, au).conventions)


ADVICE: dict[str, Callable[[api.Dossier, Any], list[str]]] = {
    "orient": lambda d, idents: [o.vacance for o in api.orient(d, AU, idents)],
    "day_of_advice": lambda d, idents: [o.vacance for o in api.day_of_advice(d, AU, idents).conseils],
}


@pytest.mark.parametrize("question", ADVICE)
def test_one_identifier_is_itself_never_its_letters(question: str, dossier: api.Dossier) -> None:
    ask = ADVICE[question]
    assert ask(dossier, "V12") == ask(dossier, ["V12"]) == ask(dossier, iter(["V12", "V12"])) == ["V12"]
    assert sorted(ask(dossier, ("V2", "V1"))) == ["V1", "V2"]
    assert sorted(ask(dossier, ())) == ["V1", "V12", "V2"]


UNKNOWN: dict[str, tuple[object, str]] = {
    "alone": ("nope", "Aucune vacance « nope » dans les données."),
    "within a text": ("xxV2yy", "Aucune vacance « xxV2yy » dans les données."),
    "beside another": (["V12", "nope", "V3"], "Aucune vacance « nope » ou « V3 » dans les données."),
    "many": (
        ["a", "b", "c", "d", "V1", "e"],
        "Aucune vacance « a », « b », « c » ou 2 autres dans les données.",
    ),
    "nothing": ("", "Aucune vacance «  » dans les données."),
}


@pytest.mark.parametrize("case", UNKNOWN)
@pytest.mark.parametrize("question", ADVICE)
def test_a_vacancy_that_is_not_there_is_refused(question: str, case: str, dossier: api.Dossier) -> None:
    idents, said = UNKNOWN[case]
    with pytest.raises(ValueError, match=re.escape(said)):
        ADVICE[question](dossier, idents)


def test_the_command_says_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(DEPOT)
    assert run(["orient", "--as-of", "2025-06-30", "--vacance", "nope", "--vacance", "nul"]) == 2
    assert "Aucune vacance « nope » ou « nul » dans les données." in capsys.readouterr().err
    assert run(["orient", "--as-of", "2025-06-30", "--decide", "nope=etat", "--par", "chef de service"]) == 2
    assert "Aucune vacance « nope » dans les données." in capsys.readouterr().err


# --- what is given wrong ------------------------------------------------------------------------
WRONG: dict[str, tuple[Callable[[Any], object], type[Exception], str]] = {
    "a name that is none": (
        lambda _: api.open_tables(DEPOT, {1: ROWS}),  # type: ignore[dict-item]
        ValueError,
        "« 1 » n'est pas le nom d'une table",
    ),
    "no tables": (lambda _: api.open_tables(DEPOT, None), TypeError, "tables is a dict of tables"),  # type: ignore[arg-type]
    "pairs": (
        lambda _: api.open_tables(DEPOT, [("vacances", ROWS)]),  # type: ignore[arg-type]
        TypeError,
        "tables is a dict of tables by their names, not « list »",
    ),
    "a row that is nothing": (
        lambda _: api.open_tables(DEPOT, {"vacances": [None, ROW]}),
        TypeError,
        "vacances[0] n'est pas un dictionnaire : « NoneType »",
    ),
    "a row that is a text": (
        lambda _: api.open_tables(DEPOT, {"vacances": [ROW, "abc"]}),
        TypeError,
        "vacances[1] n'est pas un dictionnaire : « str »",
    ),
    "peut_etre_vide": (
        lambda _: api.open_tables(DEPOT, {"vacances": []}, peut_etre_vide="non"),  # type: ignore[arg-type]
        TypeError,
        "peut_etre_vide is True or False, not « str »",
    ),
    "bailleur": (
        lambda _: api.open_tables(DEPOT, {"vacances": ROWS}, bailleur=123),  # type: ignore[arg-type]
        TypeError,
        "bailleur is a SIREN, a str, not « int »",
    ),
    "lignes": (
        lambda d: api.statuses(d, AU, lignes=object()),  # type: ignore[arg-type]
        TypeError,
        "lignes is what api.laid gives, not « object »",
    ),
    "lignes, of a year": (
        lambda d: api.aggregates(d, 2025, AU, lignes=3),  # type: ignore[arg-type]
        TypeError,
        "lignes is what api.laid gives, not « int »",
    ),
    "unread_years": (lambda d: api.unread_years(d, "a", 2025), TypeError, "depuis is a year"),  # type: ignore[arg-type]
    "uncovered": (lambda d: api.uncovered(d, 2025, AU, "a"), TypeError, "depuis is a year"),  # type: ignore[arg-type]
    "uncovered, after": (lambda d: api.uncovered(d, 2025, AU, 2026), ValueError, "2026 comes after 2025"),
    "unread_years, no data": (lambda _: api.unread_years(None, 2024, 2025), TypeError, "not a Dossier"),  # type: ignore[arg-type]
    "alerts": (lambda d: api.alerts(d, None), TypeError, "bilan is what api.comply gives, not « NoneType »"),  # type: ignore[arg-type]
    "unread_judged": (lambda d: api.unread_judged(d, 3), TypeError, "bilan is what api.comply gives"),  # type: ignore[arg-type]
    "idents": (lambda d: api.orient(d, AU, 3), TypeError, "idents is a sequence of identifiers"),  # type: ignore[arg-type]
    "idents, bytes": (lambda d: api.orient(d, AU, b"V1"), TypeError, "idents is a sequence"),  # type: ignore[arg-type]
    "one of idents": (
        lambda d: api.orient(d, AU, [1]),  # type: ignore[list-item]
        TypeError,
        "each a str, not « int »",
    ),
    "partage": (
        lambda d: api.statuses(d, AU, engine="ballista", session="x", partage="/absent/commun"),
        ValueError,
        "partage is a folder that is there: « /absent/commun » is none",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_given_wrong_is_named(case: str, dossier: api.Dossier) -> None:
    ask, kind, said = WRONG[case]
    with pytest.raises(kind, match=re.escape(said)):
        ask(dossier)


def test_a_shared_folder_in_which_nothing_can_be_written_is_named(
    dossier: api.Dossier, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(prefix: str, dir: object) -> str:
        raise PermissionError(13, "Permission denied", f"{dir}/{prefix}123")

    monkeypatch.setattr("tempfile.mkdtemp", lambda suffix=None, prefix="", dir=None: full(prefix, dir))
    with pytest.raises(ValueError, match=re.escape(f"in partage, « {tmp_path} »: Permission denied")):
        api.statuses(dossier, AU, engine="ballista", session="x", partage=tmp_path)
