"""The year of `--since` that commands propose: the same everywhere, never before the data nor a balance that
the table says; and what a year without data leaves."""

import re
from pathlib import Path

import pytest

from cli.test_annee_dite import plain
from cli.test_solde_de_l_an_passe import CORRESPONDANCE, PART, YEAR
from convrules.cli.main import run
from frames import frame_clauses

AUTRE = frame_clauses(PART).replace("convention: exemple", "convention: autre")
SINCE = re.compile(r"--since (\d{4})")


def written(folder: Path, years: str, soldes: str = "", **textes: str) -> None:
    """The files have the vacancies of these years. soldes: rows of the table; textes: conventions, each of
    which begins where its text says."""
    for nom, texte in textes.items():
        (folder / f"{nom}.yaml").write_text(texte, "utf-8")
    (folder / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    table = CORRESPONDANCE.replace(
        "colonnes:\n", '  soldes: { fichier: "s.csv", séparateur: ";" }\ncolonnes:\n'
    )
    table += "  soldes: { convention: conv, clause: clause, annee: an, solde: solde }\n"
    (folder / "correspondance.yaml").write_text(table, "utf-8")
    rows = "".join(YEAR.format(n=n) for n in years.split())
    (folder / "v.csv").write_text("id;commune;nature;compte;libre;attribue\n" + rows, "utf-8")
    (folder / "s.csv").write_text(f"conv;clause;an;solde\n{soldes}", "utf-8")


def told(folder: Path, capsys: pytest.CaptureFixture[str], command: str) -> str:
    capsys.readouterr()
    name, *options = command.split()
    assert run([name, *options, "--depot", str(folder), "--as-of", "2027-01-15"]) == 0
    return plain(capsys.readouterr().out)


def depuis(texte: str, annee: int) -> str:
    assert "du: 2024-01-01" in texte
    return texte.replace("du: 2024-01-01", f"du: {annee}-01-01")


EXEMPLE = depuis(frame_clauses(PART), 2021)
ANNEE = ("compliance --year 2026", "explain 2026", "explain 2026 --si")


@pytest.mark.parametrize(
    ("years", "soldes", "debuts", "proposed"),
    [
        # From its first year, all of it in the files.
        ("2021 2022 2023 2024 2025 2026", "", {"exemple": 2021}, {"2021"}),
        # A gap in the middle is not crossed: a year that the files have not is not to be judged.
        ("2021 2022 2024 2025 2026", "exemple;tiers;2023;1\n", {"exemple": 2021}, {"2024"}),
        # Older than the files, its balance said.
        ("2024 2025 2026", "exemple;tiers;2023;1\n", {"exemple": 2021}, {"2024"}),
        # Said for a year in the middle of the files.
        ("2021 2022 2023 2024 2025 2026", "exemple;tiers;2024;1\n", {"exemple": 2021}, {"2025"}),
        # Two conventions that begin in different years: each from its own, all of them from the first.
        ("2023 2024 2025 2026", "", {"exemple": 2023, "autre": 2025}, {"2023", "2025"}),
        # Older than the files, and nothing is said: no year makes the balance known.
        ("2026", "", {"exemple": 2021}, set()),
        ("2021 2022 2026", "", {"exemple": 2021}, set()),
    ],
)
def test_every_command_proposes_the_same_year(
    years: str,
    soldes: str,
    debuts: dict[str, int],
    proposed: set[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bases = {"exemple": frame_clauses(PART), "autre": AUTRE}
    written(tmp_path, years, soldes, **{nom: depuis(bases[nom], annee) for nom, annee in debuts.items()})
    for command in ANNEE:
        assert {*SINCE.findall(told(tmp_path, capsys, command))} == proposed, command
    # Of 2025, which they compute: from the same year, unless that is the first.
    said = told(tmp_path, capsys, "compare --year 2025 --year 2026")
    assert {*SINCE.findall(said)} == proposed - {"2025"}


def test_followed_it_starts_from_what_the_table_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each year owes 1.5 and gives 1: from 2 ahead, 2 of three years."""
    written(tmp_path, "2024 2025 2026", "exemple;tiers;2023;-2\n", exemple=EXEMPLE)
    assert "« --since 2024 »" in told(tmp_path, capsys, "explain 2026")
    said = told(tmp_path, capsys, "compliance --year 2026 --since 2024")
    assert "tiers (1) 3 1,5 0 1 -0,5" in said.replace("−", "-")


def test_a_balance_said_of_a_year_without_data_passes_to_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From before the data, the verdict is that of the first year of the data: what the table says is not
    replaced by the nothing that was not supplied, and both are told."""
    written(tmp_path, "2024 2025 2026", "exemple;tiers;2023;-2\n", exemple=EXEMPLE)
    first = told(tmp_path, capsys, "compliance --year 2026 --since 2024")
    before = told(tmp_path, capsys, "compliance --year 2026 --since 2021")
    line = re.compile(r"tiers \(1\) 3 \S+ \S+ \S+ \S+ \S+( \S+)?")
    assert line.search(first)[0] == line.search(before)[0]  # type: ignore[index]
    assert (
        "le solde de 2023 est −2 d'après la table « soldes », et 0 d'après 2023, jugée ici ; 2024 reprend −2"
        in before
    )
    # One that the data have leaves what it leaves.
    written(tmp_path, "2023 2024 2025 2026", "exemple;tiers;2023;-2\n", exemple=EXEMPLE)
    assert "2024 reprend −2" not in told(tmp_path, capsys, "compliance --year 2026 --since 2021")


def test_a_balance_said_of_another_convention_is_not_put_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """« exemple » could be judged from 2023, which would replace what is said of « autre »: its balance of
    2025 is computed and declared instead."""
    written(
        tmp_path,
        "2023 2024 2025 2026",
        "autre;tiers;2024;1\n",
        exemple=depuis(frame_clauses(PART), 2023),
        autre=depuis(AUTRE, 2021),
    )
    said = told(tmp_path, capsys, "compliance --year 2026")
    assert "« convrules compliance --since 2023 --year 2025 » le calcule" in said
    assert (
        "« convrules compliance --year 2026 --since 2025 » juge ces années ensemble, et le solde passe"
        in said
    )
    explained = told(tmp_path, capsys, "explain 2026")
    assert (
        "depuis 2025 : convrules explain 2026 --since 2025" in explained
        and "(« --since 2023 »)" not in explained
    )
    since = told(tmp_path, capsys, "compliance --year 2026 --since 2025")
    assert "Il dépend de celui de 2024. « convrules compliance --since 2023 --year 2024 » le calcule" in since


def test_where_the_data_have_no_year_before_the_table_alone_says_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, "2026", exemple=EXEMPLE)
    row = "Déclarez-le dans la table « soldes » : convention exemple, clause tiers, annee 2025."
    for command in ANNEE:
        said = told(tmp_path, capsys, command)
        assert row in said and "le calcule" not in said
    # Of files that begin a year before, the table says one of both.
    written(tmp_path, "2025 2026", exemple=EXEMPLE)
    said = told(tmp_path, capsys, "explain 2026")
    assert "si la table « soldes » dit avec quoi elles commencent" in said
    assert "convrules explain 2026 --since" not in said
