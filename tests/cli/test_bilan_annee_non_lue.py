"""The annual report of a year of which the files have no vacancy: told, and not whole."""

from pathlib import Path

import pytest

from cli.bilan_rendu import AN, EPT, PREFET, VILLE, VILLE_IDENT, depot, edit, result, told, words_of

__all__ = ["depot"]

INCOMPLET = "Incomplet : aucune vacance de 2025 n'a été lue, alors que d'autres années en ont"
SIGNALE = "Aucune vacance de 2025 n'a été lue, et les nombres du bilan de 2025 supposent"
PEUT_ETRE = "Une ligne, refusée ou sans date sûre, en est peut-être : corrigez-la aussi."
SOURCE = '{ fichier: "donnees/vacances-*.csv", séparateur: ";" }'
VACANCES = "donnees/vacances-2025.csv"
AGREGATS = """  - transmission: tout
    règle: avant le 28 février
    débiteur: bailleur
    destinataires: Plaine Commune
    vue: agrégats
    source: { article: "1", fondement: "CCH R. 441-5-1" }
"""


def a_year_before(depot: Path, *but: str) -> None:
    """Every date of the rows moved to 2024, but those of the vacancies named."""
    path = depot / VACANCES
    rows = path.read_text("utf-8").splitlines()
    moved = (r if r.startswith(("NUM", *but)) else r.replace("/2025", "/2024") for r in rows)
    path.write_text("\n".join(moved) + "\n", "utf-8")


def test_a_year_without_a_vacancy_is_told_and_the_report_is_not_whole(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "CR891" not in told(capsys, *AN) and result(capsys)["non_lue"] is None
    a_year_before(depot)
    said = told(capsys, *AN, "-o", "b")
    assert SIGNALE in said and INCOMPLET in said
    told(capsys, *AN, "--strict", code=1)
    assert sorted(result(capsys)["non_lue"]["conventions"]) == [VILLE_IDENT, "etat--mon-bailleur"]
    for sous in ("bailleur", PREFET, VILLE):
        assert "aucune vacance de 2025" in words_of(Path("b") / sous)
    assert "le même, octet pour octet" in told(capsys, "--verify", "b")


def test_a_recipient_reads_it_of_its_own_conventions(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A vacancy of the year is of the other commune of the State's territory."""
    a_year_before(depot)
    row = (depot / VACANCES).read_text("utf-8").splitlines()[1].replace("V-001;93066", "V-900;93048")
    with (depot / VACANCES).open("a", encoding="utf-8") as file:
        file.write(row.replace("/2024", "/2025") + "\n")
    assert f"aucune vacance de 2025 sur le territoire de « {VILLE_IDENT} »" in told(capsys, *AN, "-o", "b")
    assert result(capsys)["non_lue"] == {"conventions": [VILLE_IDENT]}
    assert "aucune vacance de 2025" in words_of(Path("b") / VILLE)
    assert "aucune vacance de 2025" not in words_of(Path("b") / PREFET)


def test_a_reader_of_aggregates_is_told_that_another_convention_was_not_read(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It reads by the State's, of which there is one of the year: the city's is not named."""
    a_year_before(depot)
    row = (depot / VACANCES).read_text("utf-8").splitlines()[1].replace("V-001;93066", "V-900;93048")
    with (depot / VACANCES).open("a", encoding="utf-8") as file:
        file.write(row.replace("/2024", "/2025") + "\n")
    with (depot / "conventions/etat.yaml").open("a", encoding="utf-8") as file:
        file.write(AGREGATS)
    told(capsys, *AN, "-o", "b")
    words = words_of(Path("b") / EPT)
    assert "aucune vacance de 2025 sur le territoire d'une autre convention" in words.replace("’", "'")
    assert VILLE_IDENT not in words


def test_a_vacancy_that_is_perhaps_of_the_year_does_not_say_that_the_year_was_read(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One whose day cannot be read is perhaps of 2025."""
    a_year_before(depot)
    edit(depot / VACANCES, ("ETAT;03/02/2024;", "ETAT;?;"))
    said = told(capsys, *AN, code=1)
    assert SIGNALE in said and INCOMPLET in said
    # Its lease is of 2024: it was available by then.
    assert PEUT_ETRE not in said


def test_a_refused_row_does_not_say_that_the_year_was_read(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_year_before(depot)
    row = (depot / VACANCES).read_text("utf-8").splitlines()[1]
    with (depot / VACANCES).open("a", encoding="utf-8") as file:
        file.write(row.replace("V-001", "") + "\n")
    said = told(capsys, *AN, code=1)
    assert SIGNALE in said and INCOMPLET in said and PEUT_ETRE in said


def test_a_file_that_may_be_empty_says_that_there_was_none(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is whole in this; the finding stays, for no file says which year it is of."""
    a_year_before(depot)
    titles = (depot / VACANCES).read_text("utf-8").splitlines()[0]
    (depot / "donnees/vide-2025.csv").write_text(titles + "\n", "utf-8")
    empty = '{ fichier: donnees/vide-2025.csv, séparateur: ";", peut être vide: oui }'
    edit(depot / "correspondance.yaml", (SOURCE, f"[{SOURCE}, {empty}]"))
    said = told(capsys, *AN)
    assert SIGNALE in said and "Incomplet : aucune vacance" not in said
    assert "CR862" not in said
    assert result(capsys)["non_lue"] is None
