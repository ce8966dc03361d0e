"""Acts of exchange of which nobody has one account, where a part is split: every lot is
what it would be, were it any account that the landlord has."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api import Dossier

TETE = """convention: {ident}
bailleur: {{ nom: Mon Bailleur, siren: "000000000" }}
réservataire: {{ nom: "{nom}", {qui} }}
territoire: {{ {ou} }}
en vigueur: {{ du: 2025-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - part: {part}
    règle: {taux} % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
ENTRE = """  - répartition: garants
    de: p
    entre: { commune: 40 %, epci: 30 %, etat: 30 % }
    restes: plus forts restes
    source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  journal: { fichier: journal.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    disponibilite: { colonne: libre, format: aaaa-mm-jj, complet au: 2026-02-01 }
    attribution: { colonne: attribue, format: aaaa-mm-jj, complet au: 2026-02-01 }
    contingent: compte
  journal: { id: id, acte: acte, date: date, compte: compte, cedant: cedant, vacance: vacance }
"""
VACANCES = """id;commune;libre;attribue;compte
V0;93066;2025-02-01;2025-03-01;commune
V1;93066;2025-02-02;2025-03-02;epci
V2;93066;2025-02-03;2025-03-03;etat
V3;93066;2025-02-04;2025-03-04;commune
V4;93005;2025-02-05;2025-03-05;als
"""
PARTIES = ("commune", "epci", "etat", "als", "ville--b", "als--b")


def landlord(folder: Path) -> None:
    ville = {"ident": "ville--b", "nom": "VILLE", "qui": 'type: commune, code: "93066"'}
    als = {"ident": "als--b", "nom": "ALS", "qui": "type: als"}
    town = TETE.format(**ville, ou='commune: "93066"', part="p", taux=60) + ENTRE
    (folder / "ville.yaml").write_text(town, encoding="utf-8")
    other = TETE.format(**als, ou='département: "93"', part="pa", taux=20)
    (folder / "als.yaml").write_text(other, encoding="utf-8")
    (folder / "correspondance.yaml").write_text(CORRESPONDANCE, encoding="utf-8")
    (folder / "vacances.csv").write_text(VACANCES, encoding="utf-8")


def done(folder: Path, gains: str, gives: str, vacance: str) -> dict[str, tuple[int, int]]:
    """By lot of the town's part, and of the other's: the fewest and the most done."""
    acte = f"id;acte;date;compte;cedant;vacance\nE0;echange;2025-05-15;{gains};{gives};{vacance}\n"
    (folder / "journal.csv").write_text(acte, encoding="utf-8")
    dossier = api.open_dossier(folder, [folder / "correspondance.yaml"])
    assert isinstance(dossier, Dossier), dossier
    bilan = api.comply(dossier, 2025, date(2026, 2, 1))
    found = {}
    for one in bilan.conventions:
        lots = [lot for split in one.repartitions for cell in split.cellules for lot in cell.lots]
        found |= {lot.compte: (lot.realise.min, lot.realise.max) for lot in lots}
        if not lots:
            ((cell,),) = (regle.cellules for regle in one.regles)
            found["als--b"] = (cell.realise.min, cell.realise.max)
    return {nom: (int(low), int(high)) for nom, (low, high) in found.items()}


@pytest.mark.parametrize("vacance", ["", "V1"])
@pytest.mark.parametrize("gagne", [True, False])
@pytest.mark.parametrize("nommee", ["ville--b", "commune", "als--b"])
def test_an_account_that_is_nobodys_may_be_any(
    tmp_path: Path, nommee: str, gagne: bool, vacance: str
) -> None:
    def with_other(nom: str) -> dict[str, tuple[int, int]]:
        gains, gives = (nommee, nom) if gagne else (nom, nommee)
        return done(tmp_path, gains, gives, vacance)

    landlord(tmp_path)
    each, unknown = [with_other(nom) for nom in PARTIES], with_other("epcii")
    for lot in unknown:
        ends = [one[lot] for one in each]
        assert unknown[lot] == (min(low for low, _ in ends), max(high for _, high in ends)), lot
