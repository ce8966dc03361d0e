"""Counts of vacancies open onto which they are: on the page some of each kind, in the tables all."""

import csv
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from convrules.cli.main import run
from exemple import short_example

AN = ["--year", "2025", "--as-of", "2026-01-05"]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """V-008, of which the Ville was told on 10 March, is proposed on 15 April, five days late."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    data = tmp_path / "depot/donnees/vacances-2025.csv"
    text = data.read_text(encoding="utf-8")
    assert text.count("10/03/2025;02/04/2025;15/04/2025") == 1
    late = text.replace("10/03/2025;02/04/2025;15/04/2025", "10/03/2025;15/04/2025;16/04/2025")
    data.write_text(late, encoding="utf-8")
    return tmp_path / "depot"


def comply(*options: str, an: list[str] = AN, depot: str = "depot") -> None:
    assert run(["compliance", "--depot", depot, *an, *options]) == 0


def read(path: Path | str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def opened(page: Path | str, title: str) -> list[str]:
    """The lines that open under a title of the page."""
    html = Path(page).read_text(encoding="utf-8")
    found = re.findall(r"<summary>([^<]*)</summary><ul>((?:<li>[^<]*</li>)*)</ul>", html)
    (lines,) = (lines for said, lines in found if bare(said) == title)
    return [bare(line) for line in re.findall(r"<li>(.*?)</li>", lines)]


def bare(text: str) -> str:
    return " ".join(unescape(text).replace("’", "'").split())


# --- deadlines and obligations ------------------------------------------------------------------
def test_what_is_missed_is_named_with_its_days(depot: Path) -> None:
    comply("-o", "t")
    rows = read("t/lignes_echeances.csv")
    columns = ("vacance", "etat", "limite", "faite_le", "retard_jours", "faits")
    assert [tuple(row[c] for c in columns) for row in rows] == [
        ("V-002", "tenu", "2025-02-27", "2025-02-12", "", ""),
        ("V-008", "depasse", "2025-04-10", "2025-04-15", "5", ""),
        ("V-011", "tenu", "2025-05-28", "2025-05-20", "", ""),
        ("V-012", "indetermine", "", "", "", "contingent"),
    ]
    assert {(row["convention"], row["clause"]) for row in rows} == {
        ("commune--mon-bailleur", "premiere_proposition")
    }
    comply("-o", "r.html")
    assert opened("r.html", "Lignes de « premiere_proposition »") == [
        "Règle : délai « premiere_proposition » (article 3)",
        "Dépassé (1) : V-008 (limite le 10/04/2025, fait le 15/04/2025)",
        "Indéterminé (1) : V-012 (donnée absente : compte sur lequel l'attribution est enregistrée "
        "(contingent))",
        "Tenu (2) : V-002, V-011",
    ]


def test_what_runs_is_named_with_its_last_day(depot: Path) -> None:
    an = ["--year", "2025", "--as-of", "2025-05-10"]
    comply("-o", "t", an=an)
    row = {row["vacance"]: row for row in read("t/lignes_echeances.csv")}["V-011"]
    assert (row["etat"], row["limite"], row["faite_le"]) == ("en_cours", "2025-05-28", "")
    comply("-o", "r.html", an=an)
    (told,) = (x for x in opened("r.html", "Lignes de « premiere_proposition »") if x.startswith("En cours"))
    assert told == "En cours (1) : V-011 (limite le 28/05/2025)"


@pytest.mark.parametrize(
    ("processus", "au", "etat"), [("1", "2025-02-10", "en_cours"), ("2", "2025-11-30", "manquee")]
)
def test_rows_of_each_deadline_and_obligation_make_its_counts(
    processus: str, au: str, etat: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the shipped example; those of which nothing is asked are the others. Whoever judges."""
    depot = str(short_example(tmp_path / "depot", 400))
    an = ["--year", "2025", "--as-of", au, "--processus", processus]
    comply("-o", str(tmp_path / "t"), an=an, depot=depot)
    rows = read(tmp_path / "t/lignes_echeances.csv")
    named = Counter((r["convention"], r["clause"], r["etat"]) for r in rows)
    counted = {
        (r["convention"], r["clause"], r["etat"]): int(r["vacances"])
        for r in read(tmp_path / "t/echeances.csv")
        if r["etat"] != "sans_objet"
    }
    assert named == counted
    assert {"depasse", "respectee", "tenu", etat} <= {said for *_, said in named}
    assert all((r["limite"] < r["faite_le"]) or not r["faite_le"] for r in rows if r["etat"] == "depasse")
    assert all(r["faits"] for r in rows if r["etat"] == "indetermine")
    capsys.readouterr()
    comply("--format", "json", an=an, depot=depot)
    for convention in json.loads(capsys.readouterr().out)["conventions"]:
        for echeance in convention["echeances"]:
            if echeance["porte_sur"] != "vacance":
                continue
            own = [
                r
                for r in rows
                if (r["convention"], r["clause"]) == (convention["convention"], echeance["clause"])
            ]
            missed = [r["vacance"] for r in own if r["etat"] in ("depasse", "manquee")]
            assert missed == echeance["manquees"]
            running = {(r["vacance"], r["limite"]) for r in own if r["etat"] == "en_cours" and r["limite"]}
            assert running == {(one["vacance"], one["limite"]) for one in echeance["en_cours"]}


SUIVI = """\
  - transmission: copie_du_bail
    règle: au plus tard 30 jours après bail
    débiteur: bailleur
    destinataires: Ville de Saint-Denis
    source: { article: "4" }
  - obligation: annonce
    règle: information < proposition
    débiteur: bailleur
    source: { article: "4" }
"""
JOURNAL = """\
ACTE;DATE;VACANCE;CLAUSE
ENVOI;10/04/2025;V-001;copie_du_bail
ENVOI;20/05/2025;V-002;copie_du_bail
"""
LECTURE = """\
  journal:
    acte: { colonne: ACTE, codes: { ENVOI: transmission } }
    date: { colonne: DATE, format: jj/mm/aaaa }
    vacance: VACANCE
    clause: CLAUSE
"""


def test_what_is_sent_about_each_vacancy_is_named_too(depot: Path) -> None:
    """Leases of V-001 and V-002 are of 18 and 20 March: sent on 10 April and on 20 May, a month too late. An
    obligation has no day."""
    convention, mapping = depot / "conventions/convention.yaml", depot / "correspondance.yaml"
    convention.write_text(convention.read_text(encoding="utf-8") + SUIVI, encoding="utf-8")
    (depot / "donnees/journal.csv").write_text(JOURNAL, encoding="utf-8")
    files = "fichiers:\n"
    told = mapping.read_text(encoding="utf-8").replace(
        files, f'{files}  journal: {{ fichier: "donnees/journal.csv", séparateur: ";" }}\n', 1
    )
    mapping.write_text(told + LECTURE, encoding="utf-8")
    comply("-o", "t")
    rows = {(r["clause"], r["vacance"]): r for r in read("t/lignes_echeances.csv")}
    columns = ("etat", "limite", "faite_le", "retard_jours")
    sent = [tuple(rows["copie_du_bail", v][c] for c in columns) for v in ("V-001", "V-002", "V-003")]
    assert sent == [
        ("tenu", "2025-04-17", "2025-04-10", ""),
        ("depasse", "2025-04-19", "2025-05-20", "31"),
        ("depasse", "2025-05-01", "", "249"),
    ]
    assert tuple(rows["annonce", "V-001"][c] for c in columns) == ("respectee", "", "", "")
    comply("-o", "r.html")
    late = next(x for x in opened("r.html", "Lignes de « copie_du_bail »") if x.startswith("Dépassé"))
    assert "V-002 (limite le 19/04/2025, fait le 20/05/2025), V-003 (limite le 01/05/2025)" in late


# --- statuses, withdrawals, the four counts -----------------------------------------------------
def test_each_status_and_withdrawal_opens_onto_its_vacancies(depot: Path) -> None:
    """V-007 is no dwelling of the convention, V-004 a transfer; V-003, whose use is not told, may be one."""
    data = depot / "donnees/vacances-2025.csv"
    text = data.read_text(encoding="utf-8")
    assert text.count("V-003;93066;ORD;T4;PLUS;N;LOC;") == 1
    data.write_text(text.replace("V-003;93066;ORD;T4;PLUS;N;LOC;", "V-003;93066;ORD;T4;PLUS;N;;"), "utf-8")
    comply("-o", "t")
    columns = ("vacance", "statut", "certain", "clause", "categorie", "categories_possibles", "faits")
    rows = [tuple(row[c] for c in columns) for row in read("t/lignes_statuts.csv")]
    others = "mutation|relogement_ru|relogement_copropriete|relogement_l521_3|relogement_vente"
    assert rows[:3] == [
        ("V-007", "hors_champ", "oui", "logements_ordinaires", "", "", ""),
        ("V-004", "soustrait", "oui", "cch.mutations_internes", "mutation", "", ""),
        ("V-003", "soustrait", "non", "", "", others, "affectation"),
    ]
    assert ("V-003", "dans_l_assiette", "non", "", "", "", "affectation") in rows
    sure = [row[0] for row in rows if row[1:3] == ("dans_l_assiette", "oui")]
    assert sure == [f"V-{n:03}" for n in (1, 2, 5, 6, 8, 9, 10, 11, 12)]

    comply("-o", "r.html")
    lacking = "V-003 (donnée absente : usage auquel la vacance est destinée (affectation))"
    assert opened("r.html", "Vacances : hors du champ de la convention") == [
        "À coup sûr, par champ « logements_ordinaires » (article 1) (1) : V-007"
    ]
    assert opened("r.html", "Vacances : dans l'assiette du flux") == [
        f"À coup sûr (9) : {', '.join(sure)}",
        f"Peut-être, faute de données (1) : {lacking}",
    ]
    transfers = opened("r.html", "Vacances : mutations internes")
    assert transfers == opened("r.html", "Vacances : soustrait du flux")
    assert transfers[0].startswith("À coup sûr, par soustraction « cch.mutations_internes »")
    assert transfers[0].endswith(" (1) : V-004") and transfers[1:] == [
        f"Peut-être, faute de données (1) : {lacking}"
    ]


def test_the_four_counts_open_onto_theirs(depot: Path) -> None:
    comply("-o", "r.html")
    assert opened("r.html", "Lignes de ces décomptes") == [
        "Peut-être orientés (4) : V-002, V-008, V-011, V-012",
        "À coup sûr, proposés (3) : V-002, V-008, V-011",
        "À coup sûr, attribués (3) : V-002, V-008, V-011",
        "À coup sûr, baux signés (3) : V-002, V-008, V-011",
    ]
    comply("-o", "t")
    first, *_ = read("t/decomptes.csv")
    assert (first["evenement"], first["lignes"]) == ("orientation", "")
    assert first["lignes_possibles"] == "V-002|V-008|V-011|V-012"


@pytest.mark.parametrize("au", ["2025-02-10", "2025-11-30"])
def test_rows_of_each_status_and_withdrawal_make_its_counts(au: str, tmp_path: Path) -> None:
    """Of the shipped example, on a page as in the tables; those that are certain, then all that may be."""
    depot = str(short_example(tmp_path / "depot", 400))
    an = ["--year", "2025", "--as-of", au]
    comply("-o", str(tmp_path / "t"), an=an, depot=depot)
    rows = read(tmp_path / "t/lignes_statuts.csv")
    counted = read(tmp_path / "t/statuts.csv")
    assert counted and rows
    for one in counted:
        own = [r for r in rows if (r["convention"], r["statut"]) == (one["convention"], one["statut"])]
        assert len({r["vacance"] for r in own}) == len(own) == int(one["vacances_max"])
        assert sum(r["certain"] == "oui" for r in own) == int(one["vacances_min"])
    for one in read(tmp_path / "t/soustractions.csv"):
        held = [r for r in rows if r["convention"] == one["convention"] and r["statut"] == "soustrait"]
        sure = [r for r in held if r["categorie"] == one["categorie"]]
        maybe = [r for r in held if one["categorie"] in r["categories_possibles"].split("|")]
        assert sum(r["certain"] == "oui" for r in sure) == int(one["realise_min"])
        assert len(sure) + len(maybe) == int(one["realise_max"])
    assert all(r["faits"] for r in rows if r["certain"] == "non")
    for one in read(tmp_path / "t/decomptes.csv"):
        certain, perhaps = (one[c].split("|") if one[c] else [] for c in ("lignes", "lignes_possibles"))
        assert (len(certain), len(certain) + len(perhaps)) == (int(one["nombre_min"]), int(one["nombre_max"]))


def test_a_page_names_some_and_the_table_all(depot: Path) -> None:
    data = depot / "donnees/vacances-2025.csv"
    head, row, *rows = data.read_text(encoding="utf-8").splitlines()
    more = [row.replace("V-001", f"W-{n:03}") for n in range(60)]
    data.write_text("\n".join([head, row, *rows, *more]) + "\n", encoding="utf-8")
    comply("-o", "r.html")
    (told,) = opened("r.html", "Vacances : dans l'assiette du flux")
    rest = "et 20 autres, dans lignes_statuts.csv : convrules compliance … -o dossier"
    assert told.startswith("À coup sûr (70) : V-001, ") and told.endswith(f"W-039 {rest}")
    comply("-o", "t")
    assert sum(r["statut"] == "dans_l_assiette" for r in read("t/lignes_statuts.csv")) == 70


# --- town by town -------------------------------------------------------------------------------
@pytest.mark.parametrize("au", ["2025-02-10", "2026-01-05"])
def test_rows_of_each_town_make_its_figures(au: str, tmp_path: Path) -> None:
    """Of the shipped example: those of a part, less those withdrawn, certain then perhaps."""
    depot = str(short_example(tmp_path / "depot", 400))
    an = ["--year", "2025", "--as-of", au]
    comply("-o", str(tmp_path / "t"), an=an, depot=depot)
    rows, towns = read(tmp_path / "t/lignes_communes.csv"), read(tmp_path / "t/communes.csv")
    assert len({r["commune"] for r in towns}) > 3
    for town in towns:
        same = ("convention", "clause", "commune")
        own = [r for r in rows if all(r[c] == town[c] for c in same)]
        assert len({r["vacance"] for r in own}) == len(own)
        for column, figure in (("dans_la_base", "base"), ("comptee", "fait")):
            sure = sum(r[column] == "oui" for r in own)
            maybe = sum(column in r["peut_etre"].split("|") for r in own)
            assert (sure, sure + maybe) == (int(town[f"{figure}_min"]), int(town[f"{figure}_max"])), town
    assert all(bool(r["faits"]) == bool(r["peut_etre"]) for r in rows)
    assert any(r["peut_etre"] for r in rows)


def test_the_page_says_where_the_rows_of_a_town_are(depot: Path) -> None:
    comply("-o", "r.html")
    said = "Les vacances de chaque commune sont dans lignes_communes.csv : convrules compliance … -o dossier"
    assert said in bare(Path("r.html").read_text(encoding="utf-8"))
    comply("-o", "t")
    rows = [(r["commune"], r["vacance"], r["comptee"]) for r in read("t/lignes_communes.csv")]
    counted = ("V-002", "V-008", "V-011")
    kept = [f"V-{n:03}" for n in range(1, 13) if n not in (4, 7)]
    assert sorted(rows) == [("93066", v, "oui" if v in counted else "non") for v in kept]
