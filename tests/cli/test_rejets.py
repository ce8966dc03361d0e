"""What is refused is counted, written where asked, and may stop an evaluation."""

import csv
import io
from html import unescape
from pathlib import Path

import pytest

from cli.depot_courant import AU, depot
from convrules.cli.main import run
from facts.classeurs import xlsx
from pdf_lu import read_pdf

__all__ = ["depot"]


def data(depot: Path) -> Path:
    (found,) = (depot / "donnees").glob("*.csv")
    return found


def damage(depot: Path) -> None:
    """An unreadable cell, a row repeated, one without identifier, one too short; a formula as a value."""
    path = data(depot)
    titles, *rows = path.read_text("utf-8-sig").splitlines()
    width = titles.count(";") + 1
    qpv = titles.split(";").index("QPV")
    first = rows[0].split(";")
    first[qpv] = '"=HYPERLINK(""x"")"'
    rows[0] = ";".join(first)
    rows += [rows[1], ";" + ";".join(["x"] * (width - 1)), "V-99;court"]
    path.write_text("\n".join([titles, *rows]) + "\n", "utf-8")


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def test_read_is_kept_plus_refused(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", *AU]) == 0
    assert "vacances : 12 lignes lues = 12 gardées + 0 refusée." in capsys.readouterr().err
    damage(depot)
    assert run(["evaluate", *AU]) == 1
    assert "vacances : 15 lignes lues = 12 gardées + 3 refusées." in capsys.readouterr().err


@pytest.mark.parametrize("command", [("evaluate",), ("compliance", "--year", "2025")], ids=lambda c: c[0])
def test_what_is_refused_is_written_with_its_place_and_its_remedy(
    depot: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(depot)
    assert run([*command, *AU, "--rejets", "rejets.csv"]) == 1
    rows = read(depot / "rejets.csv")
    shown = [(r["ligne"], r["colonne"], r["portee"], r["code"]) for r in rows]
    assert ("2", "QPV", "cellule", "CR747") in shown or ("2", "QPV", "cellule", "CR746") in shown
    assert sorted(r["ligne"] for r in rows if r["portee"] == "ligne refusée") == ["14", "15", "16"]
    assert all(r["fichier"] == f"donnees/{data(depot).name}" for r in rows)
    assert all(r["regle"] and r["remede"] for r in rows)
    assert f"Rejets : {len(rows)} dans « rejets.csv »." in capsys.readouterr().err


def test_a_reject_names_its_row(depot: Path) -> None:
    """By its identifier; of one too short to have one for certain, its file and line."""
    damage(depot)
    path = data(depot)
    path.write_text(path.read_text("utf-8").replace("QPV", "QPV;NEUF", 1), "utf-8")
    titles, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([titles, *(r.replace(";LOC;", ";;LOC;") for r in rows)]) + "\n", "utf-8")
    run(["evaluate", *AU, "--rejets", "rejets.csv"])
    found = {(r["ligne"], r["code"]): (r["identifiant"], r["portee"]) for r in read(depot / "rejets.csv")}
    assert found["1", "CR721"] == ("", "colonne")
    assert found["14", "CR731"] == ("V-002", "ligne refusée")
    assert found["15", "CR718"] == (f"donnees/{path.name}, ligne 15", "ligne refusée")
    assert found["16", "CR718"] == (f"donnees/{path.name}, ligne 16", "ligne refusée")


SUSPECTES = """\
correspondance: suspectes
bailleur: "000000000"
fichiers:
  vacances: { fichier: "donnees/vacances-*.csv", séparateur: ";" }
  logements: { fichier: donnees/parc.csv, séparateur: ";" }
  candidatures: { fichier: donnees/candidats.csv, séparateur: ";" }
  journal: { fichier: donnees/actes.csv, séparateur: ";" }
colonnes:
  vacances:
    id: NUM
    logement: LOGT
    typologie: TYPO
    disponibilite: { colonne: DISPO, format: jj/mm/aaaa }
    information: { colonne: INFO, format: jj/mm/aaaa }
    attribution: { colonne: ATTRIB, format: jj/mm/aaaa }
    bail: { colonne: BAIL, format: jj/mm/aaaa }
  logements: { id: LOGT, typologie: TYPO }
  candidatures: { vacance: NUM, rang: RANG, date: { colonne: JOUR, format: jj/mm/aaaa } }
  journal: { id: ACTE, acte: QUOI, date: { colonne: JOUR, format: jj/mm/aaaa } }
"""


def test_a_row_that_others_make_suspect_is_named_too(depot: Path) -> None:
    """Rows held against one another: each that a finding speaks of has its line and its name."""
    (depot / "correspondance.yaml").write_text(SUSPECTES, "utf-8")
    data(depot).write_text(
        "NUM;LOGT;TYPO;DISPO;INFO;ATTRIB;BAIL\n"
        "V-1;L1;T3;03/02/2025;20/01/2025;04/03/2025;18/01/2025\n"
        "V-2;L2;T3;03/02/2025;20/01/2025;04/01/2025;\n"
        "V-3;L3;T2;03/02/2025;20/01/2025;04/03/2025;18/03/2025\n"
        "V-4;L4;T3;03/02/2025;20/01/2025;04/03/2025;18/03/2025\n"
        "V-5;L4;T3;03/02/2025;20/01/2025;04/03/2025;18/03/2025\n"
        "v-5;L5;T3;03/02/2025;20/01/2025;04/03/2025;18/03/2045\n",
        "utf-8",
    )
    (depot / "donnees/parc.csv").write_text("LOGT;TYPO\nL1;T3\nL2;T3\nL3;T3\nL4;T3\nL5;T3\n", "utf-8")
    candidates = "NUM;RANG;JOUR\nV-3;1;03/02/2025\nV-4;1;03/02/2025\nV-4;1;03/02/2025\n"
    (depot / "donnees/candidats.csv").write_text(candidates, "utf-8")
    (depot / "donnees/actes.csv").write_text("ACTE;QUOI;JOUR\nA-1;echange;03/02/2025\n", "utf-8")
    run(["compliance", "--year", "2025", *AU, "--rejets", "rejets.csv"])
    found = {
        (r["code"], Path(r["fichier"]).stem, r["ligne"], r["identifiant"]) for r in read(depot / "rejets.csv")
    }
    assert found == {
        ("CR804", "vacances-2025", "2", "V-1"),
        ("CR805", "vacances-2025", "3", "V-2"),
        ("CR828", "vacances-2025", "4", "V-3"),
        ("CR825", "vacances-2025", "5", "V-4"),
        ("CR825", "vacances-2025", "6", "V-5"),
        ("CR838", "vacances-2025", "6", "V-5"),
        ("CR838", "vacances-2025", "7", "v-5"),
        ("CR837", "vacances-2025", "7", "v-5"),
        ("CR826", "candidats", "3", "V-4"),
        ("CR826", "candidats", "4", "V-4"),
        ("CR820", "actes", "2", "A-1"),
    }


def joined_leases(depot: Path) -> None:
    """Accounts in a second file, joined by the vacancy; two are of vacancies that are not there."""
    (depot / "donnees/baux.csv").write_text("NUM;COMPTE\nV-002;VILLE\nV-201;VILLE\nV-202;ETAT\n", "utf-8")
    path = depot / "correspondance.yaml"
    vacances = '  vacances: { fichier: "donnees/vacances-*.csv", séparateur: ";" }\n'
    both = """\
  vacances:
    - { fichier: "donnees/vacances-*.csv", séparateur: ";", clé: NUM_VAC }
    - { fichier: "donnees/baux.csv", séparateur: ";", clé: NUM }
"""
    text = path.read_text("utf-8").replace(vacances, both)
    text = text.replace("colonne: CONTINGENT,", 'colonne: COMPTE, fichier: "donnees/baux.csv",')
    path.write_text(text + "ignore: [CONTINGENT]\n", "utf-8")


def test_a_lease_of_no_vacancy_is_told_and_named(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    joined_leases(depot)
    assert run(["evaluate", *AU, "--rejets", "rejets.csv"]) == 0
    told = capsys.readouterr().err
    assert "avertissement[CR783]" in told
    assert "leur nombre : 2 (NUM : V-201, V-202). Elles portaient : contingent." in told
    shown = [(r["ligne"], r["identifiant"], r["portee"], r["code"]) for r in read(depot / "rejets.csv")]
    assert shown == [
        ("3", "V-201", "ligne refusée", "CR783"),
        ("4", "V-202", "ligne refusée", "CR783"),
    ]


def test_a_row_of_a_joined_file_is_no_vacancy(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    year = ["compliance", "--year", "2025", "--as-of", "2026-01-05"]
    run(year)
    (before,) = [x for x in capsys.readouterr().out.splitlines() if "vacances lues" in x]
    joined_leases(depot)
    run(year)
    told = capsys.readouterr().out
    (after,) = [x for x in told.splitlines() if "vacances lues" in x]
    assert "2 lignes des fichiers sont refusées" in told
    assert after.split(":")[0] == before.split(":")[0]
    assert "à la lecture" not in after


def test_no_cell_of_the_rejects_is_a_formula(depot: Path) -> None:
    damage(depot)
    run(["evaluate", *AU, "--rejets", "rejets.csv"])
    values = [v for row in read(depot / "rejets.csv") for v in row.values()]
    assert any(v.startswith("'=HYPERLINK") for v in values)
    assert not any(v.startswith(("=", "+", "-", "@", "\t")) for v in values)


def test_nothing_refused_leaves_no_older_file(depot: Path) -> None:
    (depot / "rejets.csv").write_text("ancien", "utf-8")
    assert run(["evaluate", *AU, "--rejets", "rejets.csv"]) == 0
    assert read(depot / "rejets.csv") == []


def test_rejects_are_written_even_when_nothing_is_evaluated(depot: Path) -> None:
    data(depot).write_bytes(data(depot).read_bytes() + b"\xe9;\n")
    assert run(["evaluate", *AU, "--rejets", "rejets.csv"]) == 1
    assert [(r["code"], r["portee"], r["ligne"]) for r in read(depot / "rejets.csv")] == [
        ("CR705", "fichier non lu", "14")
    ]


@pytest.mark.parametrize("target", ["donnees", "correspondance.yaml", "conventions/convention.yaml"])
def test_rejects_never_overwrite_what_is_read(
    depot: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data(depot) if target == "donnees" else depot / target
    link = depot / "lien.csv"
    link.symlink_to(path)
    before = path.read_bytes()
    assert run(["evaluate", *AU, "--rejets", "lien.csv"]) == 2
    assert path.read_bytes() == before
    assert "ne sera pas écrasé" in capsys.readouterr().err


def test_two_outputs_are_two_files(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", *AU, "-o", "a.csv", "--rejets", "./a.csv"]) == 2
    assert run(["evaluate", *AU, "--rejets", "rejets.xlsx"]) == 2
    assert not (depot / "a.csv").exists()


@pytest.mark.parametrize(("seuil", "evaluated"), [("19.99 %", False), ("20 %", True), ("0 %", False)])
def test_the_threshold_of_the_project_decides(
    depot: Path, seuil: str, evaluated: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three rows of fifteen are refused."""
    damage(depot)
    with (depot / "convrules.toml").open("a", encoding="utf-8") as stream:
        stream.write(f'\n[seuils]\nlignes_refusees = "{seuil}"\n')
    assert run(["evaluate", *AU]) == 1
    streams = capsys.readouterr()
    assert bool(streams.out) is evaluated
    assert ("3 lignes refusées sur 15, plus que le seuil" in streams.err) is not evaluated


def test_a_workbook_goes_from_the_mapping_to_the_result(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line.split(";") for line in data(depot).read_text("utf-8-sig").splitlines()]
    (depot / "donnees/vacances.xlsx").write_bytes(xlsx({"Notes": [["à lire"]], "Vacances": lines}))
    mapping = (depot / "correspondance.yaml").read_text("utf-8")
    line = next(x for x in mapping.splitlines() if "fichier:" in x)
    changed = mapping.replace(line, '  vacances: { fichier: "donnees/vacances.xlsx", feuille: Vacances }')
    expected = run(["evaluate", *AU]), capsys.readouterr().out
    (depot / "correspondance.yaml").write_text(changed, "utf-8")
    assert (run(["evaluate", *AU]), capsys.readouterr().out) == expected
    (depot / "lien.csv").symlink_to(depot / "donnees/vacances.xlsx")
    assert run(["evaluate", *AU, "--rejets", "lien.csv"]) == 2
    assert (depot / "donnees/vacances.xlsx").read_bytes().startswith(b"PK")
    (depot / "correspondance.yaml").write_text(changed.replace("Vacances }", "Vacance }"), "utf-8")
    assert run(["evaluate", *AU]) == 1
    assert "CR752" in capsys.readouterr().err


CANDIDATS = """
  candidatures: { fichier: donnees/candidats.csv, séparateur: ";" }
colonnes:
  candidatures: { vacance: NUM, rang: RANG }
"""


@pytest.mark.parametrize(
    ("candidats", "said"),
    [
        ("V-001;1\n", ""),
        ("V-999;1\n", "1 ligne des fichiers est refusée ; elle ne compte nulle part ci-dessous."),
        (
            "V-999;1\n;2\n",
            "2 lignes des fichiers sont refusées ; 1 laisse indéterminé ce qui la compte, "
            "1 ne compte nulle part ci-dessous.",
        ),
        (";1\n", "1 ligne des fichiers est refusée ; elle laisse indéterminé ce qui la compte."),
        (";1\n;2\n", "2 lignes des fichiers sont refusées ; elles laissent indéterminé ce qui les compte."),
    ],
)
def test_a_refused_candidature_is_said_to_leave_results_open(
    depot: Path, candidats: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    candidatures(depot, candidats)
    run(["evaluate", *AU])
    head = " ".join(capsys.readouterr().out.split("\n\n")[0].split())
    assert (head == f"Attention : {said}") if said else "Attention" not in head


@pytest.mark.parametrize(
    ("vacances", "candidats", "said"),
    [
        (1, "", "1 ligne des fichiers est refusée ; elle compte comme une vacance dont on ne sait rien."),
        (
            2,
            "",
            "2 lignes des fichiers sont refusées ; elles comptent comme des vacances dont on ne sait rien.",
        ),
        (
            1,
            "V-999;1\n",
            "2 lignes des fichiers sont refusées ; 1 compte comme une vacance dont on ne sait rien, "
            "1 ne compte nulle part ci-dessous.",
        ),
        (
            2,
            "V-999;1\n",
            "3 lignes des fichiers sont refusées ; 2 comptent comme des vacances dont on ne sait rien, "
            "1 ne compte nulle part ci-dessous.",
        ),
    ],
)
def test_what_becomes_of_refused_rows_is_said_once_and_the_same(
    depot: Path, vacances: int, candidats: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the head of the screen and of the page, whose list of findings sends there."""
    lose(depot, vacances)
    candidatures(depot, candidats)
    assert run(["compliance", "--year", "2025", *AU, "-o", "b.html"]) == 1
    assert flat(capsys.readouterr().out.split("\n\n")[0]) == f"Attention : {said}"
    page = flat(unescape(Path("b.html").read_text("utf-8")))
    assert f"Attention : {said}" in page
    assert " : ce que devient une ligne refusée est dit en tête de ce rapport ; une case" in page
    assert page.count("ne compte nulle part") == said.count("ne compte nulle part") == bool(candidats)


def test_nothing_is_said_of_refused_rows_when_none_was(depot: Path) -> None:
    path = data(depot)
    path.write_text(path.read_text("utf-8").replace(";T2;", ";T99;", 1), "utf-8")
    run(["compliance", "--year", "2025", *AU, "-o", "b.html"])
    page = flat(unescape(Path("b.html").read_text("utf-8")))
    assert "Ce que la lecture a signalé" in page and "ligne refusée" not in page
    assert "une case illisible rend incertain ce qui en dépend." in page


@pytest.mark.parametrize("lost", [0, 1])
def test_the_printed_report_says_the_same_of_refused_rows(depot: Path, lost: int) -> None:
    lose(depot, lost)
    path = data(depot)
    path.write_text(path.read_text("utf-8").replace(";T2;", ";T99;", 1), "utf-8")
    run(["compliance", "--year", "2025", *AU, "-o", "b.pdf"])
    said = flat(read_pdf(Path("b.pdf")).texte)
    assert "une case illisible rend incertain ce qui en dépend." in said
    assert ("ce que devient une ligne refusée est dit en tête de ce rapport" in said) is bool(lost)
    assert "ne compte nulle part" not in said


def lose(depot: Path, vacances: int) -> None:
    """That many rows without their identifier."""
    path = data(depot)
    titles, *rows = path.read_text("utf-8-sig").splitlines()
    rows[:vacances] = [row[row.index(";") :] for row in rows[:vacances]]
    path.write_text("\n".join([titles, *rows]) + "\n", "utf-8")


def candidatures(depot: Path, rows: str) -> None:
    """A table of candidatures: a good one, and these."""
    path = depot / "correspondance.yaml"
    path.write_text(path.read_text("utf-8").replace("\ncolonnes:\n", CANDIDATS, 1), "utf-8")
    (depot / "donnees" / "candidats.csv").write_text(f"NUM;RANG\nV-012;2\n{rows}", "utf-8")


def flat(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
