"""How full each column is: every meaning of a cell is counted apart, and the counts add up to the rows."""

import pytest

from convrules import ir
from convrules.base.values import TDate, TEvenement, TTexte
from convrules.facts.qualite import Contenu, TableMesuree, measure
from facts.landlord import COMPLET, ENTIER, colonne, load, mapping, source

COLONNES = (
    colonne("id", TTexte(), "NUM"),
    colonne("etage", ENTIER, "ETAGE", manquant=("9999",), sans_objet=("M",)),
    colonne("annee_construction", ENTIER, "ANNEE", par_defaut="1970"),
    colonne("bail", TEvenement(), "DT_BAIL", format="jj/mm/aaaa", complet_au=COMPLET),
    colonne("disponibilite", TEvenement(), "DT_DISPO", format="mm/aaaa"),
)
TETE = "NUM;ETAGE;ANNEE;DT_BAIL;DT_DISPO\n"


@pytest.mark.parametrize(
    ("champ", "cellules", "attendu"),
    [
        ("etage", ("3", "0"), {Contenu.RENSEIGNE: 2}),
        ("etage", ("", "9999"), {Contenu.INCONNU: 2}),
        ("etage", ("M", "rdc"), {Contenu.SANS_OBJET: 1, Contenu.ERREUR: 1}),
        ("bail", ("02/03/2025", ""), {Contenu.RENSEIGNE: 1, Contenu.PAS_ENCORE: 1}),
        ("bail", ("jamais", "31/02/2025"), {Contenu.JAMAIS: 1, Contenu.ERREUR: 1}),
        ("disponibilite", ("03/2025", ""), {Contenu.APPROCHE: 1, Contenu.INCONNU: 1}),
    ],
)
def test_each_meaning_is_counted_apart(
    champ: str, cellules: tuple[str, ...], attendu: dict[Contenu, int]
) -> None:
    rank = [c.champ for c in COLONNES].index(champ)
    rows = []
    for n, cell in enumerate(cellules):
        values = [f"V{n}", "", "", "", ""]
        values[rank] = cell
        rows.append(";".join(values))
    (table,) = measured("\n".join(rows))
    found = next(c for c in table.colonnes if c.champ == champ)
    assert {k: n for k, n in found.nombres.items() if n} == attendu
    assert {c.lignes for c in table.colonnes} == {len(cellules)} == {table.lignes}


def test_defaults_and_refused_rows_are_told_apart() -> None:
    (table,) = measured("V1;1;1980;;\nV2;2;;;\nV1;3;;;\ncourt")
    built = next(c for c in table.colonnes if c.champ == "annee_construction")
    # The second row of V1 says another year: neither is believed.
    assert built.nombres == {Contenu.RENSEIGNE: 1, Contenu.ERREUR: 1}
    assert built.par_defaut == 1
    (fichier,) = table.fichiers
    assert (fichier.lues, fichier.gardees, fichier.refusees, table.lignes) == (4, 2, 2, 2)


CANDIDATURES = (
    colonne("vacance", TTexte(), "VAC"),
    colonne("rang", ENTIER, "RANG"),
    colonne("date", TDate(), "JOUR", format="jj/mm/aaaa"),
)
PREVISIONS = (
    colonne("vacance", TTexte(), "VAC"),
    colonne("evenement", TTexte(), "QUOI"),
    colonne("date", TDate(), "JOUR", format="jj/mm/aaaa"),
    colonne("faite_le", TDate(), "DIT", format="jj/mm/aaaa"),
)
ATTENDUES = (colonne("min", ENTIER, "MIN"), colonne("max", ENTIER, "MAX"))


@pytest.mark.parametrize(
    ("table", "colonnes", "rows"),
    [
        ("candidatures", CANDIDATURES, "V1;1;03/02/2025\nV1;1;03/02/2025\nV2;1;\n"),
        ("refus", CANDIDATURES, "V1;1;03/02/2025\nV1;1;03/02/2025\n"),
        ("previsions", PREVISIONS, "V2;bail;03/02/2025;02/01/2025\nV1;bail;03/02/2025;02/01/2025\n"),
        ("vacances_attendues", ATTENDUES, "3;2\n1;4\n"),
        ("soustractions", ATTENDUES, "1;2\n1;2\n"),
    ],
)
@pytest.mark.parametrize(
    "vacances", ["V1;1;;;\nV2;2;;;\n", "V1;1;;;\nV1;2;;;\nV2;;;;\n", "court\nV1;;;;\nV2;;;;\n"]
)
def test_rows_that_cannot_be_counted_are_rows_that_were_read(
    table: str, colonnes: tuple[ir.Colonne, ...], rows: str, vacances: str
) -> None:
    """Two of one rank, on an identifier that two vacancies bear, or of which one makes the table unknown."""
    wanted = mapping((source("v.csv"), source("t.csv", table)), {"vacances": COLONNES, table: colonnes})
    titles = ";".join(c.colonne or "" for c in colonnes) + "\n"
    loaded = load(wanted, {"v.csv": (TETE + vacances).encode(), "t.csv": (titles + rows).encode()})
    for found in measure(wanted, loaded.value, loaded.diagnostics):
        kept = sum(f.gardees for f in found.fichiers)
        assert {c.lignes for c in found.colonnes} == {found.lignes} == {kept}
        assert all(f.lues == f.gardees + f.refusees + f.ecartees for f in found.fichiers)


def measured(rows: str) -> tuple[TableMesuree, ...]:
    wanted = mapping((source("v.csv"),), {"vacances": COLONNES})
    loaded = load(wanted, {"v.csv": (TETE + rows + "\n").encode()})
    return measure(wanted, loaded.value, loaded.diagnostics)
