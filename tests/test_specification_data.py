"""The page on mappings is played: its mapping reads its file, and the cells are those that it shows."""

import re
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.dates import Evenement
from convrules.base.values import Cellule, Connu, Erreur, SansObjet
from test_conformance import with_frame

PAGE = Path(__file__).parents[1] / "docs" / "langage" / "correspondance.md"
BLOC = re.compile(
    r"^```(?P<role>yaml correspondance|csv|yaml lignes)( (?P<nom>\S+))?\n(?P<texte>.*?)^```$", re.M | re.S
)
CELLULE = re.compile(r"(\w+): (\"[^\"]*\"|[^,]+)(?:, |$)")
CLAUSES = """\
clauses:
  - part: part_etat
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
"""


def opened(folder: Path, files: dict[str, str]) -> Dossier:
    """A repository of these files, with the convention of the suite; its only mapping is read."""
    for name, text in {"convrules.toml": "[depot]\n", "c.yaml": with_frame(CLAUSES), **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    dossier = api.open_dossier(folder, [])
    assert isinstance(dossier, Dossier) and not dossier.empechements
    return dossier


def word(cell: Cellule) -> str:
    """A cell as the page writes it."""
    if not isinstance(cell, Connu):
        return (
            "erreur"
            if isinstance(cell, Erreur)
            else "sans objet"
            if isinstance(cell, SansObjet)
            else "inconnu"
        )
    match cell.valeur:
        case bool(value):
            return "oui" if value else "non"
        case Evenement(debut=None):
            return "jamais"
        case Evenement(debut=first, fin=None) if first is not None:
            return f"pas survenu au {first - timedelta(days=1)}"
        case Evenement(debut=first, fin=last):
            return str(first) if first == last else f"du {first} au {last}"
        case value:
            return str(value)


def test_the_cells_of_the_page_are_those_that_are_read(tmp_path: Path) -> None:
    blocs = {m["role"]: m for m in BLOC.finditer(PAGE.read_text(encoding="utf-8"))}
    files = {"m.yaml": blocs["yaml correspondance"]["texte"], blocs["csv"]["nom"]: blocs["csv"]["texte"]}
    faits = opened(tmp_path, files).faits
    shown = dict(re.findall(r"^(\S+): \{ (.*) \}$", blocs["yaml lignes"]["texte"], re.M))
    assert list(shown) == [v.id for v in faits.vacances]
    for vacance in faits.vacances:
        expected = {nom: said.strip('"') for nom, said in CELLULE.findall(shown[vacance.id])}
        if "loyer" in expected and expected["loyer"] != "inconnu":
            # Amounts are written in euros and held in centimes.
            expected["loyer"] = str(Fraction(expected["loyer"]) * 100)
        assert {nom: word(vacance.ligne.cellule(nom)) for nom in expected} == expected


def test_a_letting_may_be_recorded_on_the_account_of_a_convention(tmp_path: Path) -> None:
    """By its identifier, as in a case: the column of the account, and the codes of the mapping."""
    mapping = """\
correspondance: erp
bailleur: "000000000"
fichiers: { vacances: { fichier: v.csv } }
colonnes:
  vacances:
    id: ID
    contingent: { colonne: CTG, codes: { E: suite--conformite, V: commune } }
"""
    dossier = opened(tmp_path, {"m.yaml": mapping, "v.csv": "ID;CTG\nA;E\nB;V\n"})
    assert [word(v.ligne.cellule("contingent")) for v in dossier.faits.vacances] == [
        "suite--conformite",
        "commune",
    ]
    assert not [d for d in dossier.diagnostics if d.code == "CR747"]
