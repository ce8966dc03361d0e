"""A number written for want of one is told; a plausible one is not."""

import pytest

from convrules.base.values import TTexte
from facts.landlord import ENTIER, M2, MONTANT, colonne, load, mapping, source

TITRES = "NUM;LOYER;SURF;ETAGE;ANNEE;ENFANTS\n"
COLONNES = (
    colonne("id", TTexte(), "NUM"),
    colonne("loyer", MONTANT, "LOYER", unite="€", codes=(("7000", "7000"),)),
    colonne("surface", M2, "SURF", manquant=("888",)),
    colonne("etage", ENTIER, "ETAGE"),
    colonne("annee_construction", ENTIER, "ANNEE"),
    colonne("enfants", ENTIER, "ENFANTS"),
)


def told(**columns: str) -> list[tuple[str, str, str]]:
    """Column, value and count of each finding. columns: the texts of a column, row by row."""
    texts = {titre: column.split() for titre, column in columns.items()}
    length = max(map(len, texts.values()))
    rows = [
        ";".join([f"V{n}", *("".join(texts.get(t, [])[n : n + 1]) for t in TITRES.strip().split(";")[1:])])
        for n in range(length)
    ]
    wanted = mapping((source("v.csv", separateur=";"),), {"vacances": COLONNES})
    loaded = load(wanted, {"v.csv": (TITRES + "\n".join(rows) + "\n").encode()})
    assert all(d.code == "CR845" for d in loaded.diagnostics)
    return [(d.args["colonne"], d.args["valeur"], d.args["nombre"]) for d in loaded.diagnostics]


@pytest.mark.parametrize(
    ("titre", "textes", "attendu"),
    [
        ("LOYER", "450 9999 510 9999", [("9999", "2")]),
        ("LOYER", "450 9999,00 510", [("9999,00", "1")]),
        ("LOYER", "450 0 510", [("0", "1")]),
        ("LOYER", "450 1 510 1 1 99999", [("1", "3"), ("99999", "1")]),
        ("SURF", "40 0 60 999", [("0", "1"), ("999", "1")]),
        ("ETAGE", "1 2 99", [("99", "1")]),
        ("ETAGE", "0 1 2 3 4 2 1 0 9 9 9 9 9 9 9 9", [("9", "8")]),
        ("ANNEE", "1970 0 1985 9999", [("0", "1"), ("9999", "1")]),
        ("ENFANTS", "0 1 2 99 99", [("99", "2")]),
        ("ENFANTS", "0 1 2 3 9 9 9 9 9 9", [("9", "6")]),
    ],
)
def test_a_number_that_stands_for_none_is_told(
    titre: str, textes: str, attendu: list[tuple[str, str]]
) -> None:
    assert sorted(told(**{titre: textes})) == sorted((titre, *found) for found in attendu)


@pytest.mark.parametrize(
    ("titre", "textes"),
    [
        # The ground floor, no child, a ninth floor among others.
        ("ETAGE", "0 0 0 0 0 0 0 0 1 2"),
        ("ETAGE", "7 8 8 9 9 9 9 9 10 11"),
        ("ETAGE", "6 7 8 8 8 9 9 9 9 9"),
        ("ENFANTS", "0 0 0 0 0 0 0 0 0 1"),
        ("ENFANTS", "97 98 99 99"),
        ("ENFANTS", "9"),
        ("ENFANTS", "9 9 9 9 9 9"),
        ("LOYER", "10 99 99 99 99 99 99 450 4999 999,99"),
        # What the mapping says.
        ("LOYER", "450 7000 7000"),
        ("SURF", "40 888 888"),
    ],
)
def test_a_plausible_number_is_not(titre: str, textes: str) -> None:
    assert told(**{titre: textes}) == []


def test_a_column_in_another_unit_is_told_as_such() -> None:
    wanted = mapping((source("v.csv", separateur=";"),), {"vacances": COLONNES[:2]})
    rows = "".join(f"V{n};45000\n" for n in range(20))
    (found,) = load(wanted, {"v.csv": f"NUM;LOYER\n{rows}".encode()}).diagnostics
    assert (found.code, found.args["nombre"]) == ("CR845", "20") and found.args["partout"]


def test_the_value_stays_what_it_is() -> None:
    """Told, never guessed."""
    wanted = mapping((source("v.csv", separateur=";"),), {"vacances": COLONNES[:2]})
    checked = load(wanted, {"v.csv": b"NUM;LOYER\nV1;9999\n"})
    assert checked.value.complet and len(checked.value.faits.vacances[0].ligne.cellules) == 2
