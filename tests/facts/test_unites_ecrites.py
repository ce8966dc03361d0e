"""A number with its unit, a floor with its name: the remedy says what to write, and what it says is read."""

import pytest

from convrules.base.values import SANS_UNITE, TNombre, TTexte, Type
from convrules.diagnostics import catalogue
from facts.landlord import M2, MONTANT, codes, colonne, load, mapping, source

ENTIER = TNombre(unite=SANS_UNITE, entier=True)
UNITE = "ajoutez à la colonne « unité: {} »"
RESTE = "Retirez « {} » et n'écrivez que le nombre"
REZ = "ajoutez à la colonne « codes: {{ {}: 0 }} »"
AUTREMENT = "Écrivez-le en chiffres"


def told(champ: str, type: Type, text: str, **keys: object) -> list[str]:
    """The remedies for one cell."""
    columns = (colonne("id", TTexte(), "NUM"), colonne(champ, type, "X", **keys))
    checked = load(
        mapping((source("v.csv"),), {"vacances": columns}), {"v.csv": f"NUM;X\nV1;{text}\n".encode()}
    )
    assert set(codes(checked)) <= {"CR743"}
    return [catalogue.aide(d) or "" for d in checked.diagnostics]


@pytest.mark.parametrize(
    ("champ", "type", "text", "remedy"),
    [
        ("surface", M2, "62 m²", UNITE.format("m²")),
        ("surface", M2, "62,5m²", UNITE.format("m²")),
        ("surface", M2, "62 m2", RESTE.format("m2")),
        ("etage", ENTIER, "3 pièces", RESTE.format("pièces")),
        ("etage", ENTIER, "RDC", REZ.format("RDC")),
        ("etage", ENTIER, "Rez", REZ.format("Rez")),
        ("annee_construction", ENTIER, "RDC", AUTREMENT),
        ("surface", M2, "soixante m²", AUTREMENT),
        ("surface", M2, "62 grands", AUTREMENT),
    ],
)
def test_the_remedy_for_a_unit_or_a_floor(champ: str, type: Type, text: str, remedy: str) -> None:
    (aide,) = told(champ, type, text)
    assert remedy in aide


def test_what_the_remedy_says_is_read() -> None:
    assert told("surface", M2, "62 m²", unite="m²") == []
    assert told("surface", M2, "62", unite="m²") == []
    assert told("etage", ENTIER, "RDC", codes=(("RDC", "0"),)) == []


def test_the_unit_of_an_amount_is_never_a_word_to_remove_without_its_column() -> None:
    assert told("loyer", MONTANT, "450 €", unite="€") == []
    (aide,) = told("loyer", MONTANT, "450 k€", unite="€")
    assert "dans l'unité de la colonne" in aide
