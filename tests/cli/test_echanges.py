"""Turns exchanged: whose parts they are in, and how pages, copies and tables list them."""

import csv
import json
from pathlib import Path

import pytest

from cli.test_exemplaires import words
from convrules.cli.main import run
from frames import PART, frame_entete
from render.samples import plain

AN = ["compliance", "--depot", "depot", "--year", "2025", "--as-of", "2025-10-15"]
PARTAGE = """\
  - répartition: partage
    de: part_x
    entre: { ept: 50 %, commune: 50 % }
    restes: plus forts restes
    source: { article: "6" }
"""
TITULAIRES = {
    "ept": ('nom: EPT E, type: ept, code: "200057867"', 'commune: "93066"'),
    "ville-a": ('nom: Ville A, type: commune, code: "93066"', 'commune: "93066"'),
    "ville-b": ('nom: Ville B, type: commune, code: "93001"', 'commune: "93001"'),
    "als": ("nom: Action Logement, type: als", 'département: "93"'),
}
VACANCES = [
    (f"V{n}", "93001" if n > 9 else "93066", compte)
    for n, compte in enumerate(("ept", "commune", "als") * 3 + ("commune",) * 3, 1)
]
JOURNAL = """\
acte;date;compte;cedant;vacance;id
echange;2025-06-03;als;commune;V2;CEDE
echange;2025-06-03;ept;als;V3;RECU
echange;2025-11-03;als;ept;V1;PROMIS
echange;2025-06-03;als;commune;V99;PERDU
"""
CORRESPONDANCE = """\
correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  journal: { fichier: journal.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    nature: nature
    disponibilite: { colonne: disponibilite, format: aaaa-mm-jj }
    attribution: { colonne: attribution, format: aaaa-mm-jj }
    contingent: contingent
  journal:
    acte: acte
    date: { colonne: date, format: aaaa-mm-jj }
    compte: compte
    cedant: cedant
    vacance: vacance
    id: id
"""


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two towns, of which each act names the account by its type."""
    monkeypatch.chdir(tmp_path)
    depot = tmp_path / "depot"
    depot.mkdir()
    for ident, (titulaire, territoire) in TITULAIRES.items():
        head = f"réservataire: {{ {titulaire} }}\nterritoire: {{ {territoire} }}\n"
        own = PART + PARTAGE if ident == "ept" else PART
        text = frame_entete(f"convention: {ident}\n{head}clauses:\n{own}")
        (depot / f"{ident}.yaml").write_text(text, "utf-8")
    rows = (
        f"{ident};{commune};logement_ordinaire;2025-02-03;2025-03-03;{compte}"
        for ident, commune, compte in VACANCES
    )
    head = "id;commune;nature;disponibilite;attribution;contingent"
    (depot / "vacances.csv").write_text("\n".join((head, *rows)) + "\n", "utf-8")
    (depot / "journal.csv").write_text(JOURNAL, "utf-8")
    (depot / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (depot / "convrules.toml").write_text('[depot]\ndata = ["correspondance.yaml"]\n', "utf-8")
    return depot


ECHANGES = "Tours échangés, où un tour cédé ôte un logement de « Fait »"
DE_LA_VILLE = f"Comptées à coup sûr (3) : V2, V5, V8 {ECHANGES} (1) : CEDE (cédé)"
DE_L_EPT = f"Comptées à coup sûr (3) : V1, V4, V7 {ECHANGES} (1) : RECU (gagné)"
PROMIS = "Peut-être, selon ce qui n’est pas encore survenu (1) : PROMIS (cédé) ?"


def rows_of(page: str, title: str) -> str:
    """What a page lists under a line of the table of rules."""
    bare = words(Path(page).read_text("utf-8"))
    return bare.split(f"Lignes de « part_x », {title} ")[1].split(" Lignes de ")[0]


def test_each_entry_is_in_one_town_and_none_where_the_vacancy_was_not_read(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*AN, "--format", "json"]) == 0
    streams = capsys.readouterr()
    assert "CR824" in streams.err and "D'ici là ces actes ne comptent nulle part." in streams.err
    done = {
        b["convention"]: b["regles"][0]["cellules"][0]["realise"]
        for b in json.loads(streams.out)["conventions"]
    }
    # Of Action Logement: CEDE and RECU, then PROMIS.
    assert done == {"als": [3, 4], "ept": [3, 4], "ville-a": 2, "ville-b": 3}


def test_a_turn_given_away_is_not_listed_as_done(depot: Path) -> None:
    """On the landlord's page: figure and list agree, under the account of a split too."""
    assert run([*AN, "-o", "page.html"]) == 0
    assert DE_LA_VILLE in rows_of("page.html", "la commune")
    own = rows_of("page.html", "l’établissement public territorial")
    assert DE_L_EPT in own and PROMIS in own


def test_nor_on_the_copy_of_a_holder(depot: Path) -> None:
    """Those of another account are counted apart, not named."""
    assert run([*AN, "--exemplaires", "ex"]) == 0
    others = rows_of("ex/ept-e.html", "la commune")
    unnamed = "que cet exemplaire ne nomme pas"
    assert f"Comptées à coup sûr (3) : 3 {unnamed} {ECHANGES} (1) : 1 {unnamed}" in others


def test_a_copy_names_the_acts_to_which_its_holder_is_a_party(depot: Path) -> None:
    """Under its own account of a split, and where another account of it is the other party."""
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write("echange;2025-06-04;ept;commune;V5;ENTRE\n")
    assert run([*AN, "--exemplaires", "ex"]) == 0
    own = rows_of("ex/ept-e.html", "l’établissement public territorial")
    assert DE_L_EPT.replace("(1) : ", "(2) : ENTRE (gagné), ") in own and PROMIS in own
    unnamed = "que cet exemplaire ne nomme pas"
    assert f"{ECHANGES} (2) : ENTRE (cédé) ; 1 {unnamed}" in rows_of("ex/ept-e.html", "la commune")


def test_an_account_that_two_towns_bear_asks_for_the_convention(depot: Path) -> None:
    """Without a vacancy, an act on their type is perhaps of each."""
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write("echange;2025-06-04;commune;als;;LAQUELLE\n")
    assert run([*AN, "-o", "page.html"]) == 0
    lacking = "donnée absente : identifiant d’une convention, pour un compte que plusieurs portent (compte)"
    page = words(Path("page.html").read_text("utf-8"))
    # Of each town, and of their account in the split of the EPT.
    assert page.count(f"LAQUELLE (gagné) ?, peut-être dans « Fait » ({lacking}, ligne journal LAQUELLE)") == 3
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write("echange;2025-06-05;ville-b;als;;CELLE-CI\n")
    assert run([*AN, "--exemplaires", "ex"]) == 0
    named = {p.stem for p in Path("ex").iterdir() if "CELLE-CI (gagné)" in words(p.read_text("utf-8"))}
    assert named == {"ville-b"}
    # Nothing says of which town it is: none of their copies names it.
    written = {p.stem for p in Path("ex").iterdir() if "LAQUELLE" in words(p.read_text("utf-8"))}
    assert written == {"action-logement"}


def test_a_turn_perhaps_given_is_told_as_perhaps_on_every_copy(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing says which of two towns gives it, nor where the other is: neither done nor named."""
    vacances = (depot / "vacances.csv").read_text("utf-8").replace("V8;93066;", "V8;;")
    (depot / "vacances.csv").write_text(vacances, "utf-8")
    rows = "echange;2025-06-04;als;commune;;UNE\nechange;2025-06-04;als;commune;V8;LA\n"
    (depot / "journal.csv").write_text(JOURNAL.split("\n")[0] + "\n" + rows, "utf-8")
    assert run([*AN, "--exemplaires", "ex", "--format", "json"]) == 0
    done = {
        b["convention"]: b["regles"][0]["cellules"][0]
        for b in json.loads(capsys.readouterr().out)["conventions"]
    }
    for ident, ville in (("ville-a", "ville-a"), ("ville-b", "ville-b")):
        page = words(Path(f"ex/{ville}.html").read_text("utf-8"))
        assert ECHANGES not in page and "UNE" not in page and "LA (" not in page
        assert not any("(" in row for row in done[ident]["lignes_comptees"])


def test_a_finer_code_is_of_its_type_whichever_convention_declares_it(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed, rows = depot / "als.yaml", depot / "vacances.csv"
    declared = (
        "vocabulaire:\n  contingent: { niveau: vacance, valeurs: { garants: commune }, énoncé: garants }\n"
    )
    text = signed.read_text("utf-8")
    assert text.count("clauses:\n") == 1
    signed.write_text(text.replace("clauses:\n", f"{declared}clauses:\n"), "utf-8")
    rows.write_text(
        rows.read_text("utf-8").replace("commune", "garants").replace(";garants;", ";commune;"), "utf-8"
    )
    assert run([*AN, "--format", "json"]) == 0
    done = {
        b["convention"]: b["regles"][0]["cellules"][0]["realise"]
        for b in json.loads(capsys.readouterr().out)["conventions"]
    }
    assert done == {"als": [3, 4], "ept": [3, 4], "ville-a": 2, "ville-b": 3}


def test_two_acts_of_one_identifier_are_each_perhaps_there(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which of them is the right one, or whether both are, is not known."""
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write("echange;2025-06-04;als;ville-b;;DEUX\nechange;2025-06-05;ept;ville-b;;DEUX\n")
    assert run([*AN, "--format", "json"]) == 1
    streams = capsys.readouterr()
    done = {
        b["convention"]: b["regles"][0]["cellules"][0]["realise"]
        for b in json.loads(streams.out)["conventions"]
    }
    assert "CR796" in streams.err and "CR820" not in streams.err
    assert done == {"als": [3, 5], "ept": [3, 5], "ville-a": 2, "ville-b": [1, 3]}


@pytest.mark.parametrize(
    ("second", "code", "done"),
    [
        ("echange;2025-06-04;ville-b;als;;DEUX", "CR731", {"als": [2, 3], "ville-b": 4}),
        # Another act, or the first one corrected.
        ("echange;;ville-b;als;;DEUX", "CR796", {"als": [1, 4], "ville-b": [3, 5]}),
    ],
)
def test_a_copy_under_the_same_identifier_puts_nothing_in_doubt(
    depot: Path, capsys: pytest.CaptureFixture[str], second: str, code: str, done: dict[str, object]
) -> None:
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write(f"echange;2025-06-04;ville-b;als;;DEUX\n{second}\n")
    assert run([*AN, "--format", "json"]) == 1
    streams = capsys.readouterr()
    found = {
        b["convention"]: b["regles"][0]["cellules"][0]["realise"]
        for b in json.loads(streams.out)["conventions"]
    }
    assert code in streams.err
    assert {ident: found[ident] for ident in done} == done


@pytest.mark.parametrize(
    ("comptes", "code", "done"),
    [
        ("als;", "CR820", {"als": [3, 4], "ept": [3, 4], "ville-a": 2, "ville-b": 3}),
        ("als;ept-x", "CR821", {"als": [3, 5], "ept": [2, 4], "ville-a": [1, 2], "ville-b": [2, 3]}),
        ("als;Mme Durand", "CR820", {"als": [3, 5], "ept": [2, 4], "ville-a": [1, 2], "ville-b": [2, 3]}),
    ],
)
def test_an_account_that_nobody_has_or_can_read_is_perhaps_that_of_any(
    depot: Path, capsys: pytest.CaptureFixture[str], comptes: str, code: str, done: dict[str, object]
) -> None:
    """Even of the one that the act names on its other side; one that is not written makes no entry."""
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write(f"echange;2025-06-04;{comptes};;LEQUEL\n")
    assert run([*AN, "--format", "json"]) == 1
    streams = capsys.readouterr()
    found = {
        b["convention"]: b["regles"][0]["cellules"][0]["realise"]
        for b in json.loads(streams.out)["conventions"]
    }
    assert code in streams.err
    assert found == done


@pytest.mark.parametrize(
    ("comptes", "dit"),
    [
        ("als;", "ne dit pas quels comptes y gagnent et y cèdent un tour."),
        (";Mme Durand", "ne dit pas quels comptes y gagnent et y cèdent un tour."),
        ("als;Mme Durand", "a un compte qui ne se lit pas."),
    ],
)
def test_an_account_that_cannot_be_read_is_not_said_to_be_missing(
    depot: Path, capsys: pytest.CaptureFixture[str], comptes: str, dit: str
) -> None:
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write(f"echange;2025-06-04;{comptes};;LEQUEL\n")
    run(AN)
    told = " ".join(plain(capsys.readouterr().err).split())
    assert f"L'échange « LEQUEL » {dit}".replace("\u00a0", " ") in told.replace("\u00a0", " ")


def test_tables_tell_a_turn_given_away_from_what_is_done(depot: Path) -> None:
    assert run([*AN, "-o", "tableaux"]) == 0
    with Path("tableaux/lignes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter=";") if r["convention"] in ("ept", "ville-a")]
    acts = {
        (r["convention"], r["compte"], r["vacance"]): (r["comptee"], r["peut_etre"])
        for r in rows
        if "(" in r["vacance"]
    }
    assert acts == {
        ("ept", "", "RECU (gagné)"): ("oui", ""),
        ("ept", "", "PROMIS (cédé) ?"): ("non", "cedee"),
        ("ept", "ept", "RECU (gagné)"): ("oui", ""),
        ("ept", "ept", "PROMIS (cédé) ?"): ("non", "cedee"),
        ("ept", "commune", "CEDE (cédé)"): ("cedee", ""),
        ("ville-a", "", "CEDE (cédé)"): ("cedee", ""),
    }


@pytest.mark.parametrize(
    ("langue", "told"),
    [
        ("fr", "jour de l'acte (date) : 1 ligne, elle réduit « part_x » de 1 logement : SANS-JOUR (cédé) ?"),
        ("en", "day of the act (date): 1 line, it narrows “part_x” by 1 dwelling: SANS-JOUR (given)?"),
    ],
)
def test_an_act_without_a_day_is_to_be_completed(
    depot: Path, capsys: pytest.CaptureFixture[str], langue: str, told: str
) -> None:
    with (depot / "journal.csv").open("a", encoding="utf-8") as file:
        file.write("echange;;ept;ville-b;;SANS-JOUR\n")
    assert run(["--lang", langue, *AN]) == 1
    assert told in " ".join(plain(capsys.readouterr().out).split())
