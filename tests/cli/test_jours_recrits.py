"""What CR893 advises of a forecast that does not speak of days that lack, followed to the letter: the rows
that it names are written again as told, it comes no more, and no other finding takes its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cli.test_prevision_recrite import DEUX, JANVIER, JOUR, Attendue, Essai, play, told
from convrules.cli.main import run

LISTE = r"(\d+(?:(?:, | et )\d+)*)"
AVANCE = re.compile(rf"avancez au {JOUR} le début (?:de la ligne|des lignes) {LISTE}")
AJOUTE = re.compile(
    rf"ajoutez, sur le territoire ([^,]*), une ligne qui commence le {JOUR} et finit après le jour "
    rf"d'observation(?:, avant le {JOUR})?"
)
OTE = re.compile(rf"ôtez (?:la ligne|les lignes) {LISTE}, dont les jours sont passés")
ARRETE = re.compile(rf"arrêtez au {JOUR} (?:la ligne|les lignes) {LISTE}, dont les jours sont passés")


def month(n: int, commune: str = "93066", last: int | None = None) -> Attendue:
    ends = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    last = last or n
    return Attendue(date(2025, n, 1), date(2025, last, ends[last - 1]), 4, commune)


def numbers(listed: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", listed)]


def rewritten(rows: Sequence[Attendue], err: str, ajoutee: str = "93066") -> list[Attendue]:
    """Rows are named by their line in the file. ajoutee: the commune of a row that is asked for; one that
    two findings ask for is one row."""
    again: dict[int, Attendue] = dict(enumerate(rows, start=2))
    for day, mois, year, listed in AVANCE.findall(err):
        for line in numbers(listed):
            again[line] = replace(again[line], du=told(f"{day} {mois} {year}"))
    for day, mois, year, listed in ARRETE.findall(err):
        for line in numbers(listed):
            again[line] = replace(again[line], au=told(f"{day} {mois} {year}"))
    gone = {line for listed in OTE.findall(err) for line in numbers(listed)}
    added = [
        Attendue(
            told(f"{day} {mois} {year}"),
            told(" ".join(before)) - timedelta(days=1) if before[0] else date(2025, 12, 31),
            4,
            ajoutee,
        )
        for _, day, mois, year, *before in dict.fromkeys(AJOUTE.findall(err))
    ]
    return [*(row for line, row in again.items() if line not in gone), *added]


MENSUELLES = [month(n) for n in range(8, 13)]
ESSAIS: Mapping[str, tuple[Sequence[Attendue], str]] = {
    "mensuelles": (MENSUELLES, "avancez au 1er août 2025 le début de la ligne 4 et ôtez les lignes 2 et 3"),
    "a_cheval": (
        [month(7, last=9), month(10, last=12)],
        "avancez au 1er août 2025 le début de la ligne 3 et arrêtez au 31 juillet 2025 la ligne 2",
    ),
    "deux_communes": (
        [*MENSUELLES, *(month(n, "93048") for n in range(8, 13))],
        "avancez au 1er août 2025 le début des lignes 4 et 9 et ôtez les lignes 2, 3, 7 et 8",
    ),
    "aucune_ne_court": (
        [month(7), month(8), month(9)],
        "ajoutez, sur le territoire de la convention « etat », une ligne qui commence le 1er août 2025 et "
        "finit après le jour d'observation et ôtez les lignes 3 et 4",
    ),
    "sans_commune_puis_avec": (
        [month(8, "", last=9), month(10, last=12)],
        "avancez au 1er août 2025 le début de la ligne 3 et ôtez la ligne 2",
    ),
    "avec_commune_puis_sans": (
        [month(8, last=9), month(10, ""), month(11, last=12)],
        "avancez au 1er août 2025 le début de la ligne 3 et ôtez la ligne 2",
    ),
    # Of another commune, it stands in nobody's way.
    "d_une_autre_commune": (
        [month(8, "93048", last=9), month(10, last=12)],
        "avancez au 1er août 2025 le début de la ligne 3. Si",
    ),
    # It would meet another of Paris, that still runs.
    "une_autre_qui_court": (
        [month(9, "75101", last=10), month(11, "", last=12)],
        "ajoutez, sur le territoire de la convention « etat », une ligne qui commence le 1er août 2025 et "
        "finit après le jour d'observation, avant le 1er novembre 2025. Si",
    ),
    "dans_l_ordre_des_lignes": (
        [month(11, last=12), month(10, "93048", last=12)],
        "avancez au 1er août 2025 le début des lignes 2 et 3. Si",
    ),
    "une_seule": ([month(11, last=12)], "avancez au 1er août 2025 le début de la ligne 2. Si"),
}


@pytest.mark.parametrize("nom", ESSAIS)
def test_the_advice_followed_to_the_letter_is_the_end_of_it(
    nom: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, advice = ESSAIS[nom]
    essai = Essai([JANVIER], rows, {}, 0, au="2025-10-15", complets=("2025-07-31",) * 2)
    err = play(tmp_path, essai, capsys)[1]
    assert "[CR893]" in err and f"tout ce qui peut encore venir : {advice}" in err
    err = play(tmp_path, replace(essai, attendues=rewritten(rows, err)), capsys)[1]
    assert re.findall(r"\[CR8(?:55|7\d|9\d)\]", err) == []


def test_conventions_whose_data_stop_on_two_days_are_told_of_one_first_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complets = ("2025-07-31", "2025-08-31")
    essai = Essai([JANVIER], MENSUELLES, {}, 0, au="2025-10-15", complets=complets, conventions=DEUX)
    err = play(tmp_path, essai, capsys)[1]
    assert err.count("[CR893]") == 2
    assert err.count("avancez au 1er août 2025 le début de la ligne 4 et ôtez les lignes 2 et 3") == 2
    err = play(tmp_path, replace(essai, attendues=rewritten(MENSUELLES, err)), capsys)[1]
    assert re.findall(r"\[CR8(?:55|7\d|9\d)\]", err) == []


@pytest.mark.parametrize("communal", [False, True])
@pytest.mark.parametrize(
    ("complets", "rows", "advice"),
    [
        (
            ("2025-06-30", "2025-07-31"),
            [month(6, last=8)],
            "une ligne qui commence le 1er juillet 2025 et finit après le jour d'observation et arrêtez au "
            "30 juin 2025 la ligne 2, dont",
        ),
        (
            ("2025-07-31", "2025-07-15"),
            [month(9), month(8)],
            "une ligne qui commence le 16 juillet 2025 et finit après le jour d'observation et ôtez les "
            "lignes 2 et 3, dont",
        ),
        (
            ("2025-07-31", "2025-07-31"),
            [month(9, "75101")],
            "une ligne qui commence le 1er août 2025 et finit après le jour d'observation. Si",
        ),
    ],
)
def test_conventions_of_which_no_row_runs_ask_for_one_row(
    complets: tuple[str, str],
    rows: list[Attendue],
    advice: str,
    communal: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of one territory, or of one within the other, dated by two events: a row for either would say the
    dwellings of the other again."""
    essai = Essai([JANVIER], rows, {}, 0, au="2025-09-30", complets=complets, conventions=DEUX)

    def judged(tried: Essai) -> str:
        play(tmp_path, tried, capsys)
        path, own = tmp_path / "ville.yaml", 'commune: "93066"' if communal else 'département: "93"'
        path.write_text(path.read_text("utf-8").replace('département: "93"', own), encoding="utf-8")
        run(["compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", tried.au])
        return re.sub(r"[ \n\u00a0\u202f]+", " ", capsys.readouterr().err)

    err = judged(essai)
    both = "ajoutez, sur le territoire des conventions « etat » et « ville », "
    assert err.count("[CR893]") == 2 and err.count(both + advice) == 2
    err = judged(replace(essai, attendues=rewritten(rows, err)))
    assert re.findall(r"\[CR8(?:27|55|7\d|9\d)\]", err) == []


def test_a_convention_of_which_no_row_runs_asks_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows of Paris are over; those of Saint-Denis are not."""
    rows = [*MENSUELLES, month(8, "75101")]
    two = (("etat", "disponibilite", "2024-01-01"), ("ville", "disponibilite", "2024-01-01"))
    essai = Essai([JANVIER], rows, {}, 0, au="2025-10-15", complets=("2025-07-31",) * 2, conventions=two)

    def judged(tried: Essai) -> str:
        play(tmp_path, tried, capsys)
        path = tmp_path / "ville.yaml"
        path.write_text(path.read_text("utf-8").replace('"93"', '"75"'), encoding="utf-8")
        capsys.readouterr()
        run(["compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", tried.au])
        return re.sub(r"[ \n\u00a0\u202f]+", " ", capsys.readouterr().err)

    err = judged(essai)
    assert "avancez au 1er août 2025 le début de la ligne 4 et ôtez les lignes 2 et 3, dont" in err
    assert "sur le territoire de la convention « ville », une ligne qui commence le 1er août 2025" in err
    assert "observation et ôtez la ligne 7, dont" in err
    err = judged(replace(essai, attendues=rewritten(rows, err, "75101")))
    assert re.findall(r"\[CR8(?:55|7\d|9\d)\]", err) == []


def test_in_english_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [month(7, last=8), month(9), *(month(n) for n in (10, 11, 12)), month(7, "93048", last=9)]
    essai = Essai([JANVIER], rows, {}, 0, au="2025-10-15", complets=("2025-07-31",) * 2)
    play(tmp_path, essai, capsys)
    run(["--lang", "en", "compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", essai.au])
    err = " ".join(capsys.readouterr().err.split())
    assert (
        "all that may still come: bring the start of row 4 forward to 1 August 2025, take away row 3, whose "
        "days are past and end row 2, whose days are past, on 31 July 2025." in err
    )
