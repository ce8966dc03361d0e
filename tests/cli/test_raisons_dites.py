"""What the head of the report says of a verdict that its two numbers, or its cells, do not show alone."""

from pathlib import Path

import pytest

from cli.test_annee_dite import plain
from convrules.cli.main import run
from frames import frame_clauses

QUOTA = """- quota: petits
  règle: {regle} des attributions du bailleur, pour typologie = T1
  application: {ou}
  arrondi: sans arrondi
  source: {{ article: "1" }}
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: "v.csv", séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: typo
    nature: { colonne: nature, codes: { LO: logement_ordinaire } }
    affectation: { colonne: usage, codes: { LOC: location } }
    disponibilite: { colonne: libre, format: aaaa-mm-jj, complet au: 2026-12-31 }
    attribution: { colonne: attribue, format: aaaa-mm-jj, complet au: 2026-12-31 }
    bail: { colonne: attribue, format: aaaa-mm-jj, complet au: 2026-12-31 }
"""
TITRES = "id;commune;typo;nature;usage;libre;attribue\n"


def head(folder: Path, regle: str, ou: str, rows: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The head of the page of 2026. rows: each commune, kind of dwelling and whether it was let."""
    told = [row.replace("?", "-").split() for row in rows.split(",")]
    days = {"o": "2026-04-01", "-": "?"}
    lines = "".join(
        f"V{n};{commune.strip('-')};{typo};LO;LOC;2026-03-01;{days[let]}\n"
        for n, (commune, typo, let) in enumerate(told)
    )
    files = {"exemple.yaml": frame_clauses(QUOTA.format(regle=regle, ou=ou)), "v.csv": TITRES + lines}
    files |= {"correspondance.yaml": CORRESPONDANCE}
    files |= {"convrules.toml": '[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n'}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    page = folder / "b.html"
    asked = ["compliance", "--depot", str(folder), "--year", "2026", "--as-of", "2027-01-15", "-o", str(page)]
    run(asked)
    assert capsys.readouterr().out
    return plain(page.read_text("utf-8")).replace("’", "'")


DOUBT = "93001 T1 o,93001 T2 o,93001 T2 o,93001 T2 o" + ",93001 T1 ?" * 5


@pytest.mark.parametrize(
    ("regle", "said"),
    [
        # Of 4 to 9 lettings, 1 to 6: never 80 %, though 6 is more than 3.2.
        (
            "au moins 80 %",
            "Non tenue : « petits » (article 1) : 1 à 6 attributions, soit 25 à ≈ 66,7 %, pour un minimum de "
            "3,2 à 7,2, les deux nombres variant ensemble.",
        ),
        ("au plus 70 %", "Tenue : « petits » (article 1)."),
    ],
)
def test_two_numbers_that_move_together_are_told_with_their_share(
    regle: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = head(tmp_path, regle, "ensemble", DOUBT, capsys)
    assert said in told


def test_a_number_that_is_known_is_told_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = head(tmp_path, "au moins 80 %", "ensemble", "93001 T1 o,93001 T2 o", capsys)
    assert "Non tenue : « petits » (article 1) : 1 attribution, pour 1,6 au moins." in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (",? T1 o", "il tient à 1 ligne où manque « commune », peut-être ailleurs."),
        (",? T1 o,? T1 o", "il tient à 2 lignes où manque « commune », peut-être ailleurs."),
    ],
)
def test_a_doubt_that_no_cell_shows_is_told_where_the_verdict_is(
    more: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In each of the two communes one or two more of 4 keep it; alone in a third, they would not."""
    rows = ",".join(["93001 T2 o"] * 4 + ["93066 T2 o"] * 4) + more
    told = head(tmp_path, "au plus 40 %", "chaque commune", rows, capsys)
    assert (
        f"« petits » (article 1) : le doute n'est pas dans les 2 communes que l'on connaît : {said}" in told
    )
