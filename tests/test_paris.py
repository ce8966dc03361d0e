"""Real open data: 2,605 social-housing operations financed in Paris, judged by an invented convention.

The file (Ville de Paris, ODbL) is not in the repository; it lies in the data folder beside it. What is
expected here is recomputed from the file with the csv module alone.
"""

import csv
import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.outcomes import NON_APPLICABLE, Indetermine
from convrules.base.values import Connu, Erreur
from convrules.cli.main import run
from convrules.runtime.decision import Decision, Statut
from convrules.year.model import BilanConvention, Verdict

ROOT = Path(__file__).parents[1]
DEPOT = ROOT / "conventions" / "exemples" / "paris"
FICHIER = ROOT.parent / "shared" / "data" / "paris-programmes-2010-2024.csv"
AU = date(2024, 12, 31)
ANNEES = (2010, 2015, 2019, 2024)

Rang = Mapping[str, str]
Doutes = Mapping[str, frozenset[str]]

pytestmark = pytest.mark.skipif(
    not FICHIER.is_file(), reason="Le fichier des programmes de Paris n'est pas à côté du dépôt."
)


@pytest.fixture(scope="module")
def lues() -> list[dict[str, str]]:
    with FICHIER.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.fixture(scope="module")
def gardees(lues: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """The first row of each identifier: a second one is refused, and what it says otherwise is in doubt."""
    first: dict[str, dict[str, str]] = {}
    for row in lues:
        first.setdefault(row["id"], row)
    return first


@pytest.fixture(scope="module")
def doutes(lues: list[dict[str, str]]) -> Mapping[str, frozenset[str]]:
    """Columns on which the rows of one identifier differ: nothing says which row is right."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in lues:
        rows.setdefault(row["id"], []).append(row)
    return {
        ident: frozenset(c for c in same[0] if len({row[c] for row in same}) > 1)
        for ident, same in rows.items()
    }


@pytest.fixture(scope="module")
def autres(lues: list[dict[str, str]], gardees: dict[str, dict[str, str]]) -> int:
    """Rows that repeat an identifier and say something else of what is judged: perhaps other operations, of
    which nothing is known."""
    read = ("code_insee", "bailleur", "nature_programme", "annee_agrement")
    return sum(any(row[c] != gardees[row["id"]][c] for c in read) for row in lues)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    found = api.open_dossier(DEPOT, [FICHIER])
    assert isinstance(found, Dossier)
    assert not found.empechements
    return found


@pytest.fixture(scope="module")
def decisions(dossier: Dossier) -> dict[str, Decision]:
    known = {v.id for v in dossier.faits.vacances if not v.ligne.refusee}
    return {group[0].vacance: group[0] for group in api.evaluate(dossier, AU) if group[0].vacance in known}


# --- what is read ---------------------------------------------------------------------------
def test_rows_read_are_kept_or_refused(
    lues: list[dict[str, str]], gardees: dict[str, dict[str, str]], dossier: Dossier
) -> None:
    assert len(lues) == 2605
    refused = len(lues) - len(gardees)
    assert refused == 23
    read = {(f.table, f.lues, f.gardees, f.refusees) for f in dossier.fichiers}
    assert read == {(table, len(lues), len(gardees), refused) for table in ("programmes", "vacances")}


def test_each_refused_row_is_told_with_its_line(dossier: Dossier) -> None:
    """An address may run over several lines: a row is told by the line where it begins."""
    seen: set[str] = set()
    expected: set[int] = set()
    with FICHIER.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter=";")
        start = 1
        for row in reader:
            if row[0] in seen:
                expected.add(start)
            seen.add(row[0])
            start = reader.line_num + 1
    assert {
        d.span.position[0] for d in dossier.diagnostics if d.code in ("CR731", "CR790", "CR796")
    } == expected


@pytest.mark.parametrize("colonne", ["nb_plai", "nb_plus", "nb_plus_cd", "nb_pls"])
def test_numbers_of_dwellings_are_those_of_the_file(
    colonne: str, gardees: dict[str, dict[str, str]], doutes: Doutes, dossier: Dossier
) -> None:
    programmes = {p.id: p.cellule(colonne) for p in dossier.faits.programmes or () if not p.refusee}
    assert {i for i, cell in programmes.items() if isinstance(cell, Erreur)} == {
        i for i, columns in doutes.items() if colonne in columns
    }
    told = {i: cell for i, cell in programmes.items() if not isinstance(cell, Erreur)}
    assert told == {i: Connu(Fraction(gardees[i][colonne])) for i in told}


# --- status ---------------------------------------------------------------------------------
def test_status_by_nature(
    gardees: dict[str, dict[str, str]], doutes: Doutes, decisions: dict[str, Decision]
) -> None:
    """Only « logement familial » is an ordinary dwelling; homes, residences and shelters are out. Two
    operations have one row of each."""
    assert decisions.keys() == gardees.keys()
    doubtful = {i for i, columns in doutes.items() if "nature_programme" in columns}
    assert len(doubtful) == 2
    assert all(
        set(decisions[i].statut.possibles) == {Statut.DANS_L_ASSIETTE, Statut.HORS_CHAMP} for i in doubtful
    )
    sure = {i: row["nature_programme"] for i, row in gardees.items() if i not in doubtful}
    found = Counter((nature, decisions[i].statut.possibles) for i, nature in sure.items())
    natures = Counter(sure.values())
    dans, hors = (Statut.DANS_L_ASSIETTE,), (Statut.HORS_CHAMP,)
    assert len(natures) == 13
    assert found == {(n, dans if n == "logement familial" else hors): k for n, k in natures.items()}


@pytest.mark.parametrize(
    ("nature", "regle"),
    [
        ("établissement d'hébergement pour personnes âgées dépendantes", "hors_etablissements"),
        ("foyer de travailleurs migrants", "hors_etablissements"),
        ("maison relais", "hors_etablissements"),
        ("résidence sociale pour démunis", "hors_etablissements"),
        ("centre d'hébergement d'urgence", "hors_hebergement"),
    ],
)
def test_the_law_itself_sets_them_out(
    nature: str,
    regle: str,
    gardees: dict[str, dict[str, str]],
    doutes: Doutes,
    decisions: dict[str, Decision],
) -> None:
    of_nature = [i for i in decisions if gardees[i]["nature_programme"] == nature and not doutes[i]]
    assert of_nature
    for ident in of_nature:
        issues = {c.clause.entete.ident: c.issue for c in decisions[ident].champs}
        assert issues["logements_ordinaires"] is False
        year = int(gardees[ident]["annee_agrement"])
        if year != 2020:  # the socle is in force since 22 February of that year
            assert issues[f"cch.{regle}"] == (False if year > 2020 else NON_APPLICABLE)


def test_a_student_residence_is_out_by_the_convention_alone(
    gardees: dict[str, dict[str, str]], doutes: Doutes, decisions: dict[str, Decision]
) -> None:
    of_nature = [
        i for i in decisions if gardees[i]["nature_programme"] == "résidence étudiante" and not doutes[i]
    ]
    assert of_nature
    for ident in of_nature:
        issues = {c.clause.entete.ident: c.issue for c in decisions[ident].champs}
        assert issues["logements_ordinaires"] is False
        if int(gardees[ident]["annee_agrement"]) > 2020:
            assert issues["cch.hors_etablissements"] is True


# --- obligations of each operation ----------------------------------------------------------
@pytest.mark.parametrize(
    ("obligation", "colonne", "plancher"),
    [("part_de_plai", "nb_plai", True), ("part_de_pls", "nb_pls", False)],
)
def test_shares_of_each_operation(
    obligation: str,
    colonne: str,
    plancher: bool,
    gardees: dict[str, dict[str, str]],
    doutes: Doutes,
    decisions: dict[str, Decision],
) -> None:
    """In whole numbers: ten times the financed dwellings against three times all of them. An operation
    whose rows differ on one of these numbers is not judged."""
    issues = {}
    for ident, decision in decisions.items():
        (one,) = (o for o in decision.obligations if o.clause.entete.nom == obligation)
        if ordinary(gardees[ident]):
            issues[ident] = one.issue
    read = {colonne, "nb_logements", "nature_programme"}
    doubtful = {i for i in issues if doutes[i] & read}
    assert {i for i, issue in issues.items() if isinstance(issue, Indetermine)} == doubtful
    expected = {}
    for ident in issues.keys() - doubtful:
        part, whole = 10 * int(gardees[ident][colonne]), 3 * int(gardees[ident]["nb_logements"])
        expected[ident] = part >= whole if plancher else part <= whole
    assert {i: issue for i, issue in issues.items() if i not in doubtful} == expected
    assert len(set(expected.values())) == 2


# --- quotas of each year --------------------------------------------------------------------
Option = tuple[int, int]
"""(counted, in the base)."""


@pytest.mark.parametrize("annee", ANNEES)
def test_quotas_of_a_year(
    annee: int, gardees: dict[str, dict[str, str]], doutes: Doutes, autres: int, dossier: Dossier
) -> None:
    bilan = year(dossier, annee)
    present = {i: of_year(row, doutes[i], annee) for i, row in gardees.items()}
    assert autres
    assert bilan.lignes == sum(True in there for there in present.values()) + autres
    unknown = options({True, False}, {True, False})
    plai, first = [unknown] * autres, [unknown] * autres
    for ident, row in gardees.items():
        inside = {
            here and ordinary_or_not
            for here in present[ident]
            for ordinary_or_not in ({True, False} if "nature_programme" in doutes[ident] else {ordinary(row)})
        }
        with_plai = {True, False} if "nb_plai" in doutes[ident] else {int(row["nb_plai"]) > 0}
        named = {True, False} if row["bailleur"] == "" else {row["bailleur"] == "PARIS HABITAT"}
        plai.append(options(inside, with_plai))
        first.append(options(inside, named))
    assert told(bilan, "operations_avec_plai") == judged(plai, floor=True)
    assert told(bilan, "premier_bailleur") == judged(first, floor=False)


def of_year(row: Rang, doubtful: frozenset[str], annee: int) -> set[bool]:
    return {True, False} if "annee_agrement" in doubtful else {row["annee_agrement"] == str(annee)}


def options(inside: Iterable[bool], counted: set[bool]) -> set[Option]:
    return {(int(a and b), int(b)) for b in inside for a in counted}


def judged(rows: list[set[Option]], *, floor: bool) -> tuple[object, ...]:
    """Bounds of the base and of what is counted, and the verdict that half is kept, rows being free of
    one another: the extreme slacks are those of every row at its best or at its worst."""
    base = min_max(rows, lambda o: o[1])
    done = min_max(rows, lambda o: o[0])
    worst, best = min_max(rows, lambda o: 2 * o[0] - o[1] if floor else o[1] - 2 * o[0])
    verdict = Verdict.CONFORME if worst >= 0 else Verdict.NON_CONFORME if best < 0 else Verdict.INDETERMINE
    return base, done, verdict


def min_max(rows: list[set[Option]], measure: Callable[[Option], int]) -> tuple[int, int]:
    return (sum(min(map(measure, r)) for r in rows), sum(max(map(measure, r)) for r in rows))


def test_some_landlords_of_these_years_are_unknown(gardees: dict[str, dict[str, str]]) -> None:
    """So that the bounds above are not all points."""
    years = {r["annee_agrement"] for r in gardees.values() if r["bailleur"] == "" and ordinary(r)}
    assert years & {str(annee) for annee in ANNEES}


def ordinary(row: Rang) -> bool:
    return row["nature_programme"] == "logement familial"


def year(dossier: Dossier, annee: int) -> BilanConvention:
    bilan = api.comply(dossier, annee, AU)
    return next(b for b in bilan.conventions if b.convention.ident == "paris--mixite-des-operations")


def told(bilan: BilanConvention, nom: str) -> tuple[object, ...]:
    """Base, least and most done, verdict of a quota that has one cell."""
    regle = next(r for r in bilan.regles if r.clause.entete.nom == nom)
    (cell,) = regle.cellules
    base, done = cell.base, cell.realise
    return (base.min, base.max), (done.min, done.max), regle.verdict


# --- as the README says ---------------------------------------------------------------------
def test_the_command_of_the_readme(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (command,) = re.findall(r"<!-- données: paris -->\n```sh\n\.venv/bin/convrules (.*)\n```", text)
    monkeypatch.chdir(ROOT)
    assert run(shlex.split(command)) == 1  # rows to mend are findings
    assert "46 lignes des fichiers sont refusées" in capsys.readouterr().out
