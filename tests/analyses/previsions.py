"""A small landlord whose years are drawn: 100 dwellings, two conventions, a file of assumptions."""

from datetime import date
from pathlib import Path

from convrules.analyses.prevision.model import Hypotheses, Prevision
from convrules.analyses.prevision.tirage import Tirage, stock
from convrules.api.dossier import Dossier, open_depot, open_dossier
from convrules.api.hypotheses import read_hypotheses
from convrules.api.load import Depot
from convrules.api.prevision import forecast
from convrules.api.simulation import ECRIT, Essai
from frames import ENTETE

TETE = (
    """convention: {type}-essai
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ nom: {nom}, type: {type} }}
territoire: {{ département: "93" }}
en vigueur: {{ du: 2026-01-01, au: 2030-12-31 }}
document: {{ articles: ["1"] }}
"""
    + ENTETE[ENTETE.index("choix:") :]
    + """clauses:
  - soustraction: mutations
    règle: affectation = mutation_interne
    catégorie: mutation
    source: {{ article: "1" }}
  - part: part_{type}
    règle: {taux} % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
)
QUOTA = """  - quota: premiers
    règle: au moins 25 % des attributions du champ du bailleur, pour premier_quartile
    application: ensemble
    arrondi: sans arrondi
    force: obligation
    source: { article: "1" }
"""
GRANDS = """  - éligibilité: grands
    règle: typologie dans [T3, T4]
    source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: extrait
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
  logements: { fichier: l.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    contingent: contingent
    disponibilite: { colonne: disponibilite, complet au: 2026-01-05 }
    attribution: { colonne: attribution, complet au: 2026-01-05 }
  logements:
    id: id
    commune: commune
    typologie: typologie
    financement: financement
"""
VACANCES = "id;commune;contingent;disponibilite;attribution\nV1;93048;etat;2024-02-01;2024-03-01\n"


def lay(folder: Path, *, logements: list[str] | None = None, quota: bool = False) -> Dossier:
    """logements: rows « id;commune;typologie;financement »; a hundred of 93048 by default."""
    (folder / "conventions").mkdir(exist_ok=True)
    for type_, nom, taux in (("etat", "Préfet d'essai", 30), ("als", "Action", 20)):
        text = TETE.format(type=type_, nom=nom, taux=taux)
        text += GRANDS if type_ == "als" else QUOTA if quota else ""
        (folder / "conventions" / f"{type_}.yaml").write_text(text, "utf-8")
    (folder / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (folder / "v.csv").write_text(VACANCES, "utf-8")
    rows = logements if logements is not None else hundred()
    (folder / "l.csv").write_text("\n".join(("id;commune;typologie;financement", *rows)) + "\n", "utf-8")
    toml = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, "utf-8")
    depot = open_depot(folder)
    assert isinstance(depot, Depot)
    return open_dossier(depot, [])


def hundred() -> list[str]:
    return [f"L{n:03};93048;T{1 + n % 4};plus" for n in range(100)]


def read(dossier: Dossier, text: str) -> Hypotheses:
    found = read_hypotheses(text.encode(), "h.toml", dossier.programmes, 2026)
    assert isinstance(found, Hypotheses), found
    return found


def drawn(dossier: Dossier, text: str) -> Tirage:
    hypotheses = read(dossier, text)
    return Tirage(
        faits=dossier.faits, hypotheses=hypotheses, parc=stock(dossier.faits, hypotheses), annee=2026
    )


def foreseen(dossier: Dossier, text: str) -> Prevision:
    essai = Essai(nom=ECRIT, dossier=dossier)
    return forecast(read(dossier, text), [essai], 2026, date(2026, 1, 5), lambda done, total: None)
