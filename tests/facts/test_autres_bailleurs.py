"""Rows whose SIREN is another landlord's than the mapping's are in no count, and are told once by file."""

import pytest

from convrules import ir
from convrules.base.values import SANS_UNITE, TCondition, TNombre, TTexte
from convrules.diagnostics.catalogue import message
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from convrules.render.rejets import rejets
from facts.landlord import codes, colonne, load, mapping, source

ID, SIREN = colonne("id", TTexte(), "NUM"), colonne("bailleur", TTexte(), "SIREN")
PREVUES = (
    colonne("annee", TNombre(unite=SANS_UNITE, entier=True), "AN"),
    colonne("categorie", TTexte(), "CAT"),
    colonne("nombre", TNombre(unite=SANS_UNITE, entier=True), "NB"),
)


def of(text: str, *columns: ir.Colonne) -> Checked[ChargementFaits]:
    carte = mapping((source("v.csv"),), {"vacances": (ID, SIREN, *columns)})
    return load(carte, {"v.csv": text.encode()})


def ids(found: Checked[ChargementFaits]) -> list[tuple[str, bool]]:
    return [(v.id, v.ligne.refusee) for v in found.value.faits.vacances]


@pytest.mark.parametrize("dit", ["000000018", "000 000 018", "000\u00a0000\u00a0018"])
def test_a_row_of_another_landlord_is_refused(dit: str) -> None:
    found = of(f"NUM;SIREN\nV1;000000000\nV2;{dit}\nV3;000000018\n")
    assert ids(found) == [("V1", False), ("v.csv, ligne 3", True), ("v.csv, ligne 4", True)]
    assert [d.span.position for d in found.diagnostics] == [(3, 4)]
    assert [message(d) for d in found.diagnostics] == [
        "Colonne « SIREN » : 2 ligne(s) refusée(s), d'un autre bailleur (000000018) que celui de la "
        "correspondance (000000000) ; la première est la ligne 3."
    ]


@pytest.mark.parametrize("dit", ["", "000 000 000", "OPH Petit", "00000001", "NC"])
def test_a_cell_that_names_no_other_landlord_refuses_nothing(dit: str) -> None:
    found = of(f"NUM;SIREN\nV1;000000000\nV2;{dit}\n")
    assert (ids(found), codes(found)) == ([("V1", False), ("V2", False)], [])


def test_rows_read_one_by_one_are_refused_as_those_read_together() -> None:
    """A bad cell in each keeps the rows from being read together."""
    found = of("NUM;SIREN;QPV\nV1;000000000;bof\nV2;000000018;bof\n", colonne("qpv", TCondition(), "QPV"))
    assert ids(found) == [("V1", False), ("v.csv, ligne 3", True)]
    assert sorted(codes(found)) == ["CR746", "CR886"]


def test_one_finding_for_each_landlord_and_its_rows_among_the_rejected() -> None:
    found = of("NUM;SIREN\nV1;000000000\nV2;000000018\nV3;000000026\nV4;000000018\n")
    assert [(d.code, d.args["valeur"], d.args["nombre"]) for d in found.diagnostics] == [
        ("CR886", "000000018", "2"),
        ("CR886", "000000026", "1"),
    ]
    noms = {(f.nom, n): nom for f in found.value.fichiers for n, nom in f.cles.items()}
    rows = rejets(found.value.fichiers, found.diagnostics, noms)
    assert [(r["ligne"], r["identifiant"], r["valeur"], r["portee"]) for r in rows] == [
        ("3", "V2", "000000018", "ligne refusée"),
        ("4", "V3", "000000026", "ligne refusée"),
        ("5", "V4", "000000018", "ligne refusée"),
    ]


def test_what_a_joined_file_says_counts_too() -> None:
    """The row of the vacancy is refused; the finding stands in the file that names the landlord."""
    columns = (
        ID,
        colonne("logement", TTexte(), "LOGT"),
        colonne("bailleur", TTexte(), "SIREN", fichier="l.csv"),
    )
    files = (source("v.csv", cles=("LOGT",)), source("l.csv", cles=("LOGT",), partagee=True))
    data = {
        "v.csv": b"NUM;LOGT\nV1;L1\nV2;L2\nV3;L2\n",
        "l.csv": b"LOGT;SIREN\nL1;000000000\nL2;000000018\n",
    }
    found = load(mapping(files, {"vacances": columns}), data)
    assert ids(found) == [("V1", False), ("v.csv, ligne 3", True), ("v.csv, ligne 4", True)]
    (told,) = found.diagnostics
    assert (told.code, told.span.source.name, told.span.position, told.args["nombre"]) == (
        "CR886", "l.csv", (3, 4), "2",
    )  # fmt: skip
    rows = rejets(found.value.fichiers, found.diagnostics, {})
    assert [(r["fichier"], r["ligne"], r["code"]) for r in rows] == [
        ("l.csv", "3", "CR886"),
        ("v.csv", "3", "CR886"),
        ("v.csv", "4", "CR886"),
    ]


def test_a_dwelling_and_a_forecast_of_another_landlord_are_refused() -> None:
    tables = {"vacances": (ID,), "logements": (ID, SIREN), "soustractions": (SIREN, *PREVUES)}
    files = (source("v.csv"), source("l.csv", "logements"), source("s.csv", "soustractions"))
    data = {
        "v.csv": b"NUM\nV1\n",
        "l.csv": b"NUM;SIREN\nL1;000000000\nL2;000000018\n",
        "s.csv": b"SIREN;AN;CAT;NB\n000000018;2025;vente;4\n000000000;2025;vente;2\n",
    }
    found = load(mapping(files, tables), data)
    assert sorted((d.code, d.span.source.name) for d in found.diagnostics) == [
        ("CR886", "l.csv"),
        ("CR886", "s.csv"),
    ]
    assert [(row.id, row.refusee) for row in found.value.faits.logements or ()] == [
        ("L1", False),
        ("l.csv, ligne 3", True),
    ]
    assert [f.refusees for f in found.value.fichiers if f.table == "soustractions"] == [1]
