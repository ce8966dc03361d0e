"""Days that no file says, and a cascade with a limit: before an entry, any number of lettings may lack, so
that it is not known whether the limit was reached."""

import csv
from pathlib import Path
from typing import Any

import pytest

from cli.test_periode_non_couverte import read, told
from frames import frame_clauses

CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - {{ fichier: avant.csv, séparateur: ";", complet au: {avant}, peut être vide: oui }}
    - {{ fichier: apres.csv, séparateur: ";", suite de: avant.csv, complet du: {apres}, complet au: {au} }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: {{ colonne: USAGE, codes: {{ LOC: location }} }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur }} }}
    disponibilite: {{ colonne: DISPO, format: aaaa-mm-jj }}
    attribution: {{ colonne: ATTR, format: aaaa-mm-jj, complet au: {au} }}
    bail: {{ colonne: BAIL, format: aaaa-mm-jj }}
    premiere_location: NEUF
    nature: {{ colonne: NATURE, codes: {{ LO: logement_ordinaire }} }}
"""
TITRES = "ID;COMMUNE;USAGE;COMPTE;DISPO;ATTR;BAIL;NEUF;NATURE\n"
CASCADE = """- imputation: casc
  règle: {ordre}
  source: {{ article: "1" }}
"""
QUOTA = """- quota: q
  règle: {regle}
  application: ensemble
  force: engagement
  source: { article: "1" }
"""
PART = """- part: p
  règle: 10 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  source: { article: "1" }
"""
UN = "etat jusqu'à 1 logement puis bailleur"
UNE = "au moins 1 attributions dans l'assiette du réservataire"
JUGEE = ("compliance", "--year", "2025", "--as-of")
FIN = "2026-01-05"
JANVIER = ("2024-12-31", "2025-02-01")
"""The last day before those that lack, and the first after."""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    return tmp_path


def written(
    depot: Path,
    *lignes: str,
    jours: tuple[str, str] = JANVIER,
    ordre: str = UN,
    regle: str = UNE,
    au: str = FIN,
    choix: tuple[tuple[str, str], ...] = (),
) -> None:
    """lignes: account; day; day of attribution."""
    text = frame_clauses(CASCADE.format(ordre=ordre) + QUOTA.replace("{regle}", regle) + PART)
    for cle, valeur in choix:
        text = text.replace(cle, valeur)
    (depot / "exemple.yaml").write_text(text, "utf-8")
    mapping = CORRESPONDANCE.format(avant=jours[0], apres=jours[1], au=au)
    (depot / "correspondance.yaml").write_text(mapping, "utf-8")
    rows = [line.split(";") for line in lignes]
    text = "".join(f"A{n};93066;LOC;{c};{d};{a};{a};non;LO\n" for n, (c, d, a) in enumerate(rows, 1))
    (depot / "avant.csv").write_text(TITRES, "utf-8")
    (depot / "apres.csv").write_text(TITRES + text, "utf-8")


def judged(depot: Path, capsys: pytest.CaptureFixture[str], au: str = FIN) -> Any:
    """The quota, then the accounts that each letting may be on."""
    found = read(depot, capsys, *JUGEE, au)
    quota = next(r for r in found["conventions"][0]["regles"] if r["clause"] == "q")
    return quota, {i["vacance"]: _listed(i["imputation"]["compte"]) for i in found["imputations"]}


def _listed(compte: str | list[str]) -> list[str]:
    return compte if isinstance(compte, list) else [compte]


def test_a_limit_may_be_reached_by_lettings_that_lack(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(depot, ";2025-02-10;2025-02-20")
    quota, comptes = judged(depot, capsys)
    assert (quota["verdict"], comptes) == ("indetermine", {"A1": ["etat", "bailleur"]})
    assert [c["fait"] for c in quota["cellules"][0]["causes"]] == ["vacances 2025"]
    written(depot, ";2025-02-10;2025-02-20", jours=("2025-01-31", "2025-02-01"))
    quota, comptes = judged(depot, capsys)
    assert (quota["verdict"], comptes) == ("conforme", {"A1": ["etat"]})


def test_it_is_said_of_the_letting_too(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(depot, ";2025-02-10;2025-02-20")
    said = told(depot, capsys, "explain", "A1", "--as-of", FIN)[0]
    assert (
        "l'État ou le bailleur : on ne sait pas lequel (donnée absente : des vacances de 2025 que les "
        "fichiers ne disent pas)"
    ) in said
    assert "L'État : peut la prendre (0 à 2 sur 1)" in said
    year = told(depot, capsys, "explain", "2025", "--as-of", FIN)[0]
    assert "À compléter : des vacances de 2025 que les fichiers ne disent pas, pour A1." in year


@pytest.mark.parametrize(
    ("lignes", "keys", "attendu"),
    [
        # Recorded: what lacks does not change it, nor what one knows to be reached.
        ((";2025-02-10;2025-02-20", "ETAT;2025-02-10;2025-02-25"), {}, [["etat", "bailleur"], ["etat"]]),
        (("ETAT;2025-02-10;2025-02-20", ";2025-02-10;2025-02-25"), {}, [["etat"], ["bailleur"]]),
        # Of days after the letting, nothing.
        (
            (";2025-02-10;2025-02-20", ";2025-02-10;2025-05-02"),
            {"jours": ("2025-03-31", "2025-05-01"), "ordre": "etat jusqu'à 2 logements puis bailleur"},
            [["etat"], ["etat", "bailleur"]],
        ),
        # Of last year, events that count at their own date; not those that count with their vacancy.
        ((";2025-02-10;2025-02-20",), {"jours": ("2024-10-31", "2024-12-01")}, [["etat", "bailleur"]]),
        (
            (";2025-02-10;2025-02-20",),
            {
                "jours": ("2024-10-31", "2024-12-01"),
                "choix": (("événements: à leur date", "événements: avec leur vacance"),),
            },
            [["etat"]],
        ),
        # What the landlord has is of the year of the event, whatever that of the vacancy.
        (
            (";2025-02-10;2025-02-20",),
            {
                "jours": ("2024-10-31", "2024-12-01"),
                "ordre": "bailleur jusqu'à 1 logement puis etat",
                "choix": (("événements: à leur date", "événements: avec leur vacance"),),
            },
            [["bailleur", "etat"]],
        ),
        # What is due to an account is not known either.
        (
            (";2025-02-10;2025-02-20",),
            {"ordre": "etat jusqu'à épuisement puis bailleur"},
            [["etat", "bailleur"]],
        ),
        # Leases that lack may be of attributions that came before these days.
        (
            (";2025-02-10;2025-02-20",),
            {
                "jours": ("2025-05-31", "2025-07-01"),
                "choix": (("rattachement: disponibilite", "rattachement: bail"),),
            },
            [["etat", "bailleur"]],
        ),
    ],
)
def test_the_lettings_that_may_lack_before_it_are_those_of_its_year(
    lignes: tuple[str, ...],
    keys: Any,
    attendu: list[list[str]],
    depot: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written(depot, *lignes, **keys)
    assert list(judged(depot, capsys)[1].values()) == attendu


def test_who_exports_every_night_knows_the_accounts_of_the_days_before(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The day of observation alone lacks, of a year that goes on."""
    written(depot, ";2025-02-10;2025-02-20", ";2025-02-10;2025-06-29", jours=("2025-01-31", "2025-02-01"))
    path = depot / "correspondance.yaml"
    path.write_text(path.read_text("utf-8").replace(FIN, "2025-06-29"), "utf-8")
    assert judged(depot, capsys, "2025-06-30")[1]["A1"] == ["etat"]


def test_the_annual_report_does_not_show_it_to_a_holder_that_may_not_have_it(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One by one, a recipient reads the lettings that are certainly its own."""
    for jours, shown in ((JANVIER, []), (("2025-01-31", "2025-02-01"), ["A1"])):
        written(depot, ";2025-02-10;2025-02-20", jours=jours)
        where = depot / f"bilan {len(shown)}"
        told(depot, capsys, "bilan", "--year", "2025", "--as-of", FIN, "-o", str(where))
        text = (where / "prefet" / "logements.csv").read_text("utf-8-sig")
        assert [row["vacance"] for row in csv.DictReader(text.splitlines(), delimiter=";")] == shown
