"""Whether a dwelling is withdrawn hangs on the convention that it is of: what is told for certain of its
account, by `evaluate` and by `bilan`, is what every completion of the row says."""

import csv
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from convrules.cli.main import run

AU = ["--as-of", "2026-01-05"]
CONVENTION = """convention: {ident}
bailleur: {{ nom: OPH Exemple, siren: "000000000" }}
réservataire: {{ nom: {nom}, type: {type} }}
territoire: {{ commune: [{communes}] }}
en vigueur: {{ du: {du}, au: 2027-12-31 }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - champ: ordinaires
    règle: nature = logement_ordinaire
    source: {{ article: "1" }}
  - soustraction: retires
    règle: affectation = {retire}
    catégorie: {retire}
    source: {{ article: "1" }}
"""
MAPPING = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    nature: { colonne: NATURE, codes: { LOGT: logement_ordinaire, FOYER: foyer } }
    affectation: { colonne: USAGE, codes: { LOC: location, MUT: mutation_interne, REL: relogement_ru } }
    contingent: { colonne: COMPTE, codes: { ETAT: etat, BAIL: bailleur, VIL: commune } }
    disponibilite: { colonne: DISPO, format: aaaa-mm-jj }
    proposition: { colonne: PROPOSE, format: aaaa-mm-jj, complet au: 2026-01-05 }
    attribution: { colonne: ATTRIBUE, format: aaaa-mm-jj, complet au: 2026-01-05 }
"""
ETAT = CONVENTION.format(
    ident="etat",
    nom="Préfet",
    type="etat",
    communes='"93066"',
    du="2025-06-01",
    retire="mutation_interne",
)
VILLE = CONVENTION.format(
    ident="ville",
    nom="Ville",
    type="commune",
    communes='"93066", "93048"',
    du="2023-01-01",
    retire="relogement_ru",
)
NOMS = {"ETAT": "etat", "BAIL": "bailleur", "VIL": "commune"}
VALEURS = (
    ("93066", "93048", "75056"),
    ("LOGT", "FOYER"),
    ("LOC", "MUT", "REL"),
    (*NOMS,),
    ("2025-03-01", "2025-09-01"),
)
"""Commune, nature, use, account, reference day."""
Faits = tuple[str, ...]


def named(row: Faits) -> str:
    return "-".join(("V", *row))


def completions(row: Faits) -> Iterator[Faits]:
    return product(*((value,) if value else values for value, values in zip(row, VALEURS, strict=True)))


def depot(path: Path, rows: list[Faits], *conventions: str, propose: str = "2025-10-01") -> Path:
    path.mkdir()
    for text in conventions:
        (path / f"{text.split()[1]}.yaml").write_text(text, "utf-8")
    (path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (path / "correspondance.yaml").write_text(MAPPING, "utf-8")
    lines = (";".join((named(row), *row, propose, "2025-10-02")) for row in rows)
    head = "ID;COMMUNE;NATURE;USAGE;COMPTE;DISPO;PROPOSE;ATTRIBUE"
    (path / "vacances.csv").write_text("\n".join((head, *lines, "")), "utf-8")
    return path


def told(path: Path) -> dict[str, str]:
    """The accounts that `evaluate` tells of each vacancy, empty when it may be any."""
    target = path.parent / f"{path.name}.csv"
    assert run(["evaluate", "--depot", str(path), *AU, "-o", str(target)]) == 0
    with target.open(encoding="utf-8-sig") as file:
        return {row["vacance"]: row["compte"] for row in csv.DictReader(file, delimiter=";")}


def places(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    """Where the landlord's report says that each dwelling is for certain."""
    return {name: (sorte, code) for name, (sorte, code, _) in report(path, capsys).items()}


def report(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str, str]]:
    """By dwelling: its place, the account there, and whether it was proposed. What is on no account for
    certain comes last, after the statements of holders that perhaps have it."""
    capsys.readouterr()
    assert run(["bilan", "--depot", str(path), "--year", "2025", *AU, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return {
        line["vacance"]: (releve["compte"]["sorte"], releve["compte"]["code"] or "", line["propose"])
        for releve in found["releves"]
        for line in releve["logements"]
    }


ROWS = list(product(*((*values, "") for values in VALEURS)))
ENTIERES = [row for row in ROWS if all(row)]


@pytest.mark.parametrize("conventions", [(ETAT,), (VILLE,), (ETAT, VILLE)], ids=["etat", "ville", "deux"])
def test_what_is_told_for_certain_is_what_every_completion_says(
    conventions: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot(tmp_path / "depot", ROWS, *conventions)
    accounts, found = told(path), places(path, capsys)
    whole = {row: accounts.get(named(row), NOMS[row[3]]) for row in ENTIERES}
    for row in ROWS:
        name = named(row)
        if accounts.get(name):
            assert {whole[c] for c in completions(row)} <= set(accounts[name].split("|")), name
        if found[name][0] != "indetermine":
            assert {found[named(c)] for c in completions(row)} == {found[name]}, name


@pytest.mark.parametrize(
    ("row", "compte", "sorte"),
    [
        (("93066", "LOGT", "MUT", "ETAT", "2025-09-01"), "aucun", "soustrait"),
        (("", "LOGT", "MUT", "ETAT", "2025-09-01"), "etat|aucun", "indetermine"),
        (("93066", "LOGT", "MUT", "ETAT", ""), "etat|aucun", "indetermine"),
        (("93066", "LOGT", "MUT", "ETAT", "2025-03-01"), "etat", "hors_convention"),
        (("93066", "", "MUT", "ETAT", "2025-09-01"), "etat|aucun", "indetermine"),
        (("93066", "LOGT", "", "ETAT", "2025-09-01"), "etat|aucun", "indetermine"),
        # On the landlord's account, if it is not withdrawn; nobody's statement hangs on it.
        (("93066", "LOGT", "", "BAIL", "2025-09-01"), "bailleur|aucun", "indetermine"),
        (("", "LOGT", "LOC", "BAIL", "2025-09-01"), "bailleur", "indetermine"),
        (("93066", "FOYER", "MUT", "ETAT", "2025-09-01"), "etat", "hors_champ"),
        (("", "FOYER", "MUT", "ETAT", "2025-09-01"), "etat", "indetermine"),
        (("93066", "LOGT", "LOC", "BAIL", "2025-09-01"), "bailleur", "compte"),
        (("", "LOGT", "MUT", "", "2025-09-01"), "", "indetermine"),
    ],
)
def test_of_one_convention(
    row: Faits, compte: str, sorte: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, name = depot(tmp_path / "depot", [row], ETAT), named(row)
    assert (told(path)[name], places(path, capsys)[name][0]) == (compte, sorte)


def test_the_explanation_says_that_it_is_perhaps_withdrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = ("", "LOGT", "MUT", "ETAT", "2025-09-01")
    path = depot(tmp_path / "depot", [row], ETAT)
    capsys.readouterr()
    assert run(["explain", named(row), "--depot", str(path), *AU]) == 0
    said = " ".join(capsys.readouterr().out.replace("\u202f", " ").split())
    assert (
        "Préfet : on ne sait pas s'il relève de cette convention ; s'il en relève, soustrait du flux" in said
    )
    assert "l'État, d'après les données, ou aucun si le logement est soustrait du flux" in said
    assert "Enregistrée dans les données : l'État. • Peut-être le logement est-il soustrait du flux" in said
    assert "Aucun compte" not in said


# --- an account that is not known is perhaps a holder's -------------------------------------------
@pytest.mark.parametrize("conventions", [(ETAT,), (VILLE,), (ETAT, VILLE)], ids=["etat", "ville", "deux"])
def test_what_was_not_proposed_is_so_on_the_account_of_any_holder(
    conventions: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot(tmp_path / "depot", ROWS, *conventions, propose="")
    found = {name: (sorte, propose) for name, (sorte, _, propose) in report(path, capsys).items()}
    not_proposed = [row for row in ROWS if found[named(row)][1] == "faux"]
    assert not_proposed
    for row in not_proposed:
        whole = [found[named(c)] for c in completions(row)]
        assert all(propose == "faux" for sorte, propose in whole if sorte == "reservataire"), row


@pytest.mark.parametrize(
    ("row", "sorte", "propose"),
    [
        # A rehousing, which this convention does not withdraw: perhaps the holder's, hence CR881's reading.
        (("93066", "LOGT", "REL", "", "2025-09-01"), "indetermine", "indetermine"),
        (("93066", "LOGT", "REL", "ETAT", "2025-09-01"), "reservataire", "indetermine"),
        (("93066", "LOGT", "REL", "BAIL", "2025-09-01"), "compte", "faux"),
        # Nobody can have on its account a dwelling that is withdrawn, or out of scope.
        (("93066", "LOGT", "MUT", "", "2025-09-01"), "soustrait", "faux"),
        (("", "LOGT", "MUT", "", "2025-09-01"), "indetermine", "faux"),
        (("93066", "FOYER", "REL", "", "2025-09-01"), "hors_champ", "faux"),
        (("93066", "", "REL", "", "2025-09-01"), "indetermine", "indetermine"),
        (("93066", "LOGT", "LOC", "", "2025-09-01"), "indetermine", "indetermine"),
    ],
)
def test_of_one_convention_when_nothing_says_that_it_was_proposed(
    row: Faits, sorte: str, propose: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot(tmp_path / "depot", [row], ETAT, propose="")
    found, _, said = report(path, capsys)[named(row)]
    assert (found, said) == (sorte, propose)
