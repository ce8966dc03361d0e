"""Real open data: 2,605 social-housing operations financed in Paris, judged by an invented convention.

The file (Ville de Paris, ODbL) is not in the repository; it lies in the data folder beside it. What is
expected here is recomputed from the file with the csv module alone.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.outcomes import NON_APPLICABLE
from convrules.base.values import Connu
from convrules.runtime.decision import Decision, Statut
from convrules.year.model import BilanConvention, Verdict

ROOT = Path(__file__).parents[1]
DEPOT = ROOT / "conventions" / "exemples" / "paris"
FICHIER = ROOT.parent / "shared" / "data" / "paris-programmes-2010-2024.csv"
AU = date(2024, 12, 31)
ANNEES = (2010, 2015, 2019, 2024)

Rang = Mapping[str, str]

pytestmark = pytest.mark.skipif(
    not FICHIER.is_file(), reason="Le fichier des programmes de Paris n'est pas à côté du dépôt."
)


@pytest.fixture(scope="module")
def lues() -> list[dict[str, str]]:
    with FICHIER.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.fixture(scope="module")
def gardees(lues: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """The first row of each identifier: a second one is refused."""
    first: dict[str, dict[str, str]] = {}
    for row in lues:
        first.setdefault(row["id"], row)
    return first


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    found = api.open_dossier(DEPOT, [FICHIER])
    assert isinstance(found, Dossier)
    assert not found.empechements
    return found


@pytest.fixture(scope="module")
def decisions(dossier: Dossier) -> dict[str, Decision]:
    return {group[0].vacance: group[0] for group in api.evaluate(dossier, AU)}


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
    assert {d.span.position[0] for d in dossier.diagnostics if d.code == "CR731"} == expected


@pytest.mark.parametrize("colonne", ["nb_plai", "nb_plus", "nb_plus_cd", "nb_pls"])
def test_numbers_of_dwellings_are_those_of_the_file(
    colonne: str, gardees: dict[str, dict[str, str]], dossier: Dossier
) -> None:
    programmes = {p.id: p.cellule(colonne) for p in dossier.faits.programmes or ()}
    assert programmes == {ident: Connu(Fraction(row[colonne])) for ident, row in gardees.items()}


# --- status ---------------------------------------------------------------------------------
def test_status_by_nature(gardees: dict[str, dict[str, str]], decisions: dict[str, Decision]) -> None:
    """Only « logement familial » is an ordinary dwelling; homes, residences and shelters are out."""
    assert decisions.keys() == gardees.keys()
    found = Counter((gardees[i]["nature_programme"], d.statut.possibles) for i, d in decisions.items())
    natures = Counter(row["nature_programme"] for row in gardees.values())
    dans, hors = (Statut.DANS_L_ASSIETTE,), (Statut.HORS_CHAMP,)
    assert len(natures) == 13
    assert found == {(n, dans if n == "logement familial" else hors): k for n, k in natures.items()}


@pytest.mark.parametrize(
    "nature",
    [
        "établissement d'hébergement pour personnes âgées dépendantes",
        "foyer de travailleurs migrants",
        "maison relais",
        "résidence sociale pour démunis",
        "centre d'hébergement d'urgence",
    ],
)
def test_the_law_itself_sets_them_out(
    nature: str, gardees: dict[str, dict[str, str]], decisions: dict[str, Decision]
) -> None:
    of_nature = [i for i in decisions if gardees[i]["nature_programme"] == nature]
    assert of_nature
    for ident in of_nature:
        issues = {c.clause.entete.ident: c.issue for c in decisions[ident].champs}
        assert issues["logements_ordinaires"] is False
        year = int(gardees[ident]["annee_agrement"])
        if year != 2020:  # the socle is in force since 22 February of that year
            assert issues["cch.hors_etablissements"] == (False if year > 2020 else NON_APPLICABLE)


def test_a_student_residence_is_out_by_the_convention_alone(
    gardees: dict[str, dict[str, str]], decisions: dict[str, Decision]
) -> None:
    of_nature = [i for i in decisions if gardees[i]["nature_programme"] == "résidence étudiante"]
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
    decisions: dict[str, Decision],
) -> None:
    """In whole numbers: ten times the financed dwellings against three times all of them."""
    issues = {}
    for ident, decision in decisions.items():
        (one,) = (o for o in decision.obligations if o.clause.entete.nom == obligation)
        if ordinary(gardees[ident]):
            issues[ident] = one.issue
    expected = {}
    for ident, row in gardees.items():
        if ordinary(row):
            part, whole = 10 * int(row[colonne]), 3 * int(row["nb_logements"])
            expected[ident] = part >= whole if plancher else part <= whole
    assert issues == expected
    assert len(set(expected.values())) == 2


# --- quotas of each year --------------------------------------------------------------------
@pytest.mark.parametrize("annee", ANNEES)
def test_quotas_of_a_year(annee: int, gardees: dict[str, dict[str, str]], dossier: Dossier) -> None:
    rows = [r for r in gardees.values() if ordinary(r) and r["annee_agrement"] == str(annee)]
    bilan = year(dossier, annee)
    assert bilan.lignes == sum(r["annee_agrement"] == str(annee) for r in gardees.values())
    with_plai = sum(int(r["nb_plai"]) > 0 for r in rows)
    assert told(bilan, "operations_avec_plai") == (len(rows), with_plai, with_plai, plancher(with_plai, rows))
    named = sum(r["bailleur"] == "PARIS HABITAT" for r in rows)
    unnamed = sum(r["bailleur"] == "" for r in rows)
    assert told(bilan, "premier_bailleur") == (
        len(rows),
        named,
        named + unnamed,
        plafond(named, named + unnamed, rows),
    )


def test_some_landlords_of_these_years_are_unknown(gardees: dict[str, dict[str, str]]) -> None:
    """So that the bounds above are not all points."""
    years = {r["annee_agrement"] for r in gardees.values() if r["bailleur"] == "" and ordinary(r)}
    assert years & {str(annee) for annee in ANNEES}


def ordinary(row: Rang) -> bool:
    return row["nature_programme"] == "logement familial"


def plancher(done: int, rows: Iterable[Rang]) -> Verdict:
    return Verdict.CONFORME if 2 * done >= len(list(rows)) else Verdict.NON_CONFORME


def plafond(least: int, most: int, rows: Iterable[Rang]) -> Verdict:
    base = len(list(rows))
    if 2 * most <= base:
        return Verdict.CONFORME
    return Verdict.NON_CONFORME if 2 * least > base else Verdict.INDETERMINE


def year(dossier: Dossier, annee: int) -> BilanConvention:
    bilan = api.comply(dossier, annee, AU)
    return next(b for b in bilan.conventions if b.convention.ident == "paris--mixite-des-operations")


def told(bilan: BilanConvention, nom: str) -> tuple[object, ...]:
    """Base, least and most done, verdict of a quota that has one cell."""
    regle = next(r for r in bilan.regles if r.clause.entete.nom == nom)
    (cell,) = regle.cellules
    assert cell.base.valeur is not None
    return cell.base.valeur, cell.realise.min, cell.realise.max, regle.verdict
