"""Days that no file says, before a vacancy of a dwelling that a right for one letting locks: a vacancy that
lacks may have used it up, so that status, eligibility and verdicts hold whether it did or not."""

from pathlib import Path
from typing import Any

import pytest

from cli.test_periode_non_couverte import read, told
from frames import frame_clauses

CLAUSES = """- droit identifié: identifies
  règle: origine = apport_terrain
  source: { article: "1" }
- quota: aucune
  règle: au plus 0 attributions dans l'assiette du réservataire
  application: ensemble
  force: engagement
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - {{ fichier: v.csv, séparateur: ";", complet au: {stop}, peut être vide: oui }}
    - {{ fichier: w.csv, séparateur: ";", suite de: v.csv, complet du: {reprise}, complet au: 2026-01-05 }}
  droits: {{ fichier: d.csv, séparateur: ";" }}
colonnes:
  vacances:
    id: ID
    logement: LOG
    commune: COMMUNE
    affectation: {{ colonne: USAGE, codes: {{ LOC: location }} }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, VIL: commune }} }}
    disponibilite: {{ colonne: DISPO, format: aaaa-mm-jj, manquant: ["?"] }}
    attribution: {{ colonne: ATTR, format: aaaa-mm-jj }}
    bail: {{ colonne: ATTR, format: aaaa-mm-jj }}
  droits:
    id: ID
    reservataire: TITULAIRE
    logement: LOG
    origine: ORIGINE
    forme: FORME
    nombre: NOMBRE
    debut: {{ colonne: DU, format: aaaa-mm-jj }}
    fin: {{ colonne: AU, format: aaaa-mm-jj }}
"""
TITRES = "ID;LOG;COMMUNE;USAGE;COMPTE;DISPO;ATTR\n"
TITRES_DROITS = "ID;TITULAIRE;LOG;ORIGINE;FORME;NOMBRE;DU;AU\n"
A1 = "A1;L1;93066;LOC;VIL;2025-06-01;2025-06-20\n"
A0 = "A0;L1;93066;LOC;ETAT;2025-02-01;2025-02-10\n"
SERVIE = "B1;L1;93066;LOC;ETAT;2024-11-21;2024-11-25\n"
D1 = "D1;etat;L1;apport_terrain;unique;1;2024-01-01;2030-12-31\n"
NOVEMBRE = ("2024-11-19", "2024-11-26")
"""The last day before those that lack, and the first after."""
AUCUN = ("2024-11-25", "2024-11-26")
RESERVE, LIBRE = "reserve_identifie", "dans_l_assiette"
DOUTE = [RESERVE, LIBRE]
MANQUE = ["vacances 2024"]
JUGEE = ("--year", "2025", "--as-of", "2026-01-05")


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    return tmp_path


def written(
    depot: Path,
    jours: tuple[str, str] = NOVEMBRE,
    *,
    rows: str = A1,
    avant: str = "",
    droits: str = D1,
    choix: tuple[str, str] = ("", ""),
    clauses: str = CLAUSES,
) -> None:
    """The convention of the State, and that of the commune on the same clauses; avant: rows of the file that
    stops first."""
    etat = frame_clauses(clauses).replace("événements: à leur date", "événements: avec leur vacance")
    etat = etat.replace(*choix) if choix[0] else etat
    ville = etat.replace("convention: exemple", "convention: ville")
    ville = ville.replace('département: "93"', 'commune: "93066"')
    ville = ville.replace("{ nom: Préfet, type: etat }", '{ nom: Ville, type: commune, code: "93066" }')
    (depot / "etat.yaml").write_text(etat.replace("convention: exemple", "convention: etat"), "utf-8")
    (depot / "ville.yaml").write_text(ville, "utf-8")
    (depot / "v.csv").write_text(TITRES + avant, "utf-8")
    (depot / "w.csv").write_text(TITRES + rows, "utf-8")
    (depot / "d.csv").write_text(TITRES_DROITS + droits, "utf-8")
    text = CORRESPONDANCE.format(stop=jours[0], reprise=jours[1])
    (depot / "correspondance.yaml").write_text(text, "utf-8")


def status(depot: Path, capsys: pytest.CaptureFixture[str], ident: str = "A1") -> tuple[Any, list[str]]:
    """Of a vacancy, with what is missing, as either convention says it."""
    rows = read(depot, capsys, "evaluate", "--as-of", "2026-01-05")["vacances"]
    found = next(row for row in rows if row["id"] == ident)["conventions"]
    assert found[0]["statut"] == found[1]["statut"]
    return found[0]["statut"], [c["fait"] for c in found[0]["causes"]]


def verdicts(depot: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    bilan = read(depot, capsys, "compliance", *JUGEE)
    return [regle["verdict"] for b in bilan["conventions"] for regle in b["regles"]]


def test_a_vacancy_that_lacks_may_have_used_up_the_right(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Used up, A1 is of the flow, its letting to the commune is one too many; else, reserved to the State."""
    written(depot, AUCUN)
    assert status(depot, capsys) == (RESERVE, [])
    assert verdicts(depot, capsys) == ["conforme", "conforme"]
    written(depot, AUCUN, avant=SERVIE)
    assert status(depot, capsys) == (LIBRE, [])
    assert verdicts(depot, capsys) == ["conforme", "non_conforme"]
    written(depot, NOVEMBRE)
    assert status(depot, capsys) == (DOUTE, MANQUE)
    assert verdicts(depot, capsys) == ["conforme", "indetermine"]
    a1 = read(depot, capsys, "evaluate", "--as-of", "2026-01-05")["vacances"][0]["conventions"]
    assert [c["eligible"] for c in a1] == ["vrai", "indetermine"]


def test_it_says_what_lacks(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(depot)
    found = told(depot, capsys, "explain", "A1", "--as-of", "2026-01-05")[0]
    why = "(donnée absente : des vacances de 2024 que les fichiers ne disent pas)"
    assert (
        f"Statut indéterminé : réservé au titre d'un droit identifié ou dans l'assiette du flux {why}"
        in found
    )
    assert f"Orientation vers « Ville » : indéterminée {why}" in found
    year = told(depot, capsys, "explain", "2025", "--as-of", "2026-01-05")[0]
    assert "À compléter : des vacances de 2024 que les fichiers ne disent pas, pour A1." in year


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        # A vacancy of the year before the right began may be let since; no earlier one is supposed.
        ({"jours": ("2023-11-19", "2023-11-26")}, (DOUTE, ["vacances 2023"])),
        ({"jours": ("2022-11-19", "2022-11-26")}, (RESERVE, [])),
        # Of days after the vacancy, nothing; nor of its own, on which none is let before it.
        ({"jours": ("2025-06-02", "2025-06-05"), "rows": "", "avant": A1}, (RESERVE, [])),
        ({"jours": ("2025-05-31", "2025-06-02")}, (RESERVE, [])),
        ({"jours": ("2025-05-30", "2025-06-02")}, (DOUTE, ["vacances 2025"])),
        # A right that began the day before; one that begins on the day has served nobody.
        ({"droits": D1.replace("2024-01-01", "2025-05-31"), "jours": NOVEMBRE}, (DOUTE, MANQUE)),
        ({"droits": D1.replace("2024-01-01", "2025-06-01"), "jours": NOVEMBRE}, (RESERVE, [])),
        # Rights that last are not used up; that of another dwelling bears on none of these.
        ({"droits": D1.replace("unique", "suite")}, (RESERVE, [])),
        ({"droits": D1.replace("L1", "L2")}, (LIBRE, [])),
        # What is known to have used it up stands; two rights, one of which did, may both have.
        ({"rows": A0 + A1}, (LIBRE, [])),
        ({"rows": A0 + A1, "droits": D1.replace(";1;", ";2;")}, (DOUTE, MANQUE)),
        ({"rows": A0 + A1, "droits": D1.replace(";1;", ";2;"), "jours": AUCUN}, (RESERVE, [])),
        # Another right that lasts holds it whatever lacks.
        ({"droits": D1 + D1.replace("D1", "D2").replace("unique", "suite")}, (RESERVE, [])),
        # A vacancy dated by its lease was let by then, hence in these days at the latest.
        (
            {"choix": ("rattachement: disponibilite", "rattachement: bail"), "jours": NOVEMBRE},
            (DOUTE, MANQUE),
        ),
        (
            {
                "choix": ("rattachement: disponibilite", "rattachement: bail"),
                "droits": D1.replace("2024-01-01", "2024-12-01"),
            },
            (RESERVE, []),
        ),
        # A day that is not said may be before these, or after.
        ({"rows": A1.replace("2025-06-01", "?")}, (DOUTE, ["disponibilite", *MANQUE])),
    ],
)
def test_the_days_that_matter_are_those_of_earlier_vacancies_let_since_the_right_began(
    keys: Any, expected: tuple[Any, list[str]], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(depot, **keys)
    assert status(depot, capsys) == expected


def test_each_dwelling_has_its_own_right(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = A1.replace("A1;L1", "A2;L2")
    written(depot, rows=A1 + other)
    assert status(depot, capsys, "A2") == (LIBRE, [])
    assert status(depot, capsys, "A1") == (DOUTE, MANQUE)


ATTEND = "A1;L1;93066;LOC;;2025-06-01;\n"
TOUR = """- tour: alternance
  règle: etat puis commune
  passe: attribution
  non servi: perd son tour
  au jour de: disponibilite
  application: ensemble
  débiteur: bailleur
  source: { article: "1" }
"""


@pytest.mark.parametrize(
    ("keys", "dit"),
    [
        ({}, True),
        ({"jours": AUCUN}, False),
        ({"droits": D1.replace("unique", "suite")}, False),
        ({"jours": ("2022-11-19", "2022-11-26")}, False),
        # Days that no account of the year holds, and in which the turn may have passed.
        (
            {
                "droits": D1.replace("unique", "suite"),
                "clauses": CLAUSES + TOUR,
            },
            True,
        ),
    ],
)
def test_what_supposes_that_nothing_lacks_says_so(
    keys: Any, dit: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dwelling that waits: advice reads the right, or the turn, as it stands with what has come."""
    written(depot, rows=ATTEND, **keys)
    asked = ("orient", "--vacance", "A1", "--as-of", "2025-06-10")
    found = read(depot, capsys, *asked)["vacances"][0]
    assert {c["convention"]: c["clause"] for c in found["candidats"]}["ville"] == "identifies"
    told_once = told(depot, capsys, *asked)[1]
    supposed = "du 20 novembre 2024 au 25 novembre 2024 (11/2024), des vacances peuvent manquer aux fichiers"
    assert (f"{supposed} ; ce qui est dit de 2025 suppose qu'il n'en manque aucune" in told_once) == dit
    assert ("CR893" in told(depot, capsys, "replay", *JUGEE)[1]) == dit
