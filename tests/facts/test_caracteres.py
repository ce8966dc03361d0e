"""Characters that command a terminal: a cell that holds one has no text, and none is ever shown."""

import pytest

from convrules import ir
from convrules.base.values import Erreur, TCode, TCondition, TDate, TNombre, TTexte, Type
from convrules.diagnostics import catalogue
from convrules.facts.personnel import shown_path
from convrules.render.terminal import Style, render_one
from facts.landlord import codes, colonne, load, mapping, source

COLONNES: tuple[ir.Colonne, ...] = (
    colonne("id", TTexte(), "NUM"),
    colonne("logement", TTexte(), "LOGT"),
)


SIGNES = ("\x1b", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\u061c", "\u2028")


@pytest.mark.parametrize("signe", SIGNES)
@pytest.mark.parametrize(("place", "gardees"), [("id", 0), ("logement", 1)])
def test_a_control_character(signe: str, place: str, gardees: int) -> None:
    """In the identifier, the row is refused; elsewhere, the cell is an error."""
    row = f"V{signe}[31m1;L1" if place == "id" else f"V1;L{signe}[31m1"
    carte = mapping((source("v.csv", separateur=";"),), {"vacances": COLONNES})
    found = load(carte, {"v.csv": f"NUM;LOGT\n{row}\n".encode()})
    (one,) = found.value.fichiers
    assert (one.gardees, codes(found)) == (gardees, ["CR777"])
    assert all(isinstance(v.ligne.cellules["logement"], Erreur) for v in found.value.faits.vacances)
    assert signe not in "".join(nom for f in found.value.fichiers for nom in f.cles.values())
    for d in found.diagnostics:
        assert signe not in render_one(d, Style(couleur=False, unicode=True)) + catalogue.message(d)


@pytest.mark.parametrize("signe", ["\x1b", "\u202e", "\u2028"])
def test_a_control_character_in_a_title_or_a_name_of_file(signe: str) -> None:
    carte = mapping((source("v.csv", separateur=";"),), {"vacances": COLONNES})
    found = load(carte, {"v.csv": f"NUM;LOGT;OBS{signe}[31m\nV1;L1;a\n".encode()}).diagnostics
    assert found and all(signe not in d.span.source.text + catalogue.message(d) for d in found)
    assert shown_path(f"donnees/v{signe}[31m.csv") == "donnees/···.csv"


def test_a_tabulation_and_a_line_break_are_text() -> None:
    carte = mapping((source("v.csv", separateur=";"),), {"vacances": COLONNES})
    found = load(carte, {"v.csv": b'NUM;LOGT\nV1;"L\n1\t2"\n'})
    assert codes(found) == []


@pytest.mark.parametrize(
    ("type_", "value", "told"),
    [
        (TCode("financement"), "PLU\u0405", "U+0405, lettre cyrillique"),
        (TCode("financement"), "\uff30LUS", "U+FF30, signe pleine chasse"),
        (TCode("financement"), "PLUS\u200b", "U+200B, signe qui ne se voit pas"),
        (TCondition(), "\u03bfui", "U+03BF, lettre grecque"),
        (TNombre(), "12\u200b", "U+200B"),
        (TDate(), "2025\u201102\u201103", "U+2011, un autre trait que celui du clavier"),
        (TDate(), "\uff12025-02-03", "U+FF12, signe pleine chasse"),
        (TCode("commune"), "\u0669\u0663066", "U+0669, chiffre d'une autre écriture"),
    ],
)
def test_a_sign_that_looks_like_another_is_named(type_: Type, value: str, told: str) -> None:
    columns = (colonne("id", TTexte(), "NUM"), colonne("financement", type_, "C"))
    carte = mapping((source("v.csv", separateur=";"),), {"vacances": columns})
    (found,) = load(carte, {"v.csv": f"NUM;C\nV1;{value}\n".encode()}).diagnostics
    assert told in (catalogue.aide(found) or "")


def test_a_title_that_looks_like_another_is_told_from_it() -> None:
    columns = (colonne("id", TTexte(), "NUM"), colonne("logement", TTexte(), "LOGT"))
    carte = mapping((source("v.csv", separateur=";"),), {"vacances": columns})
    found = load(carte, {"v.csv": "NUM;L\u041eGT\nV1;L1\n".encode()}).diagnostics
    assert "U+041E, lettre cyrillique" in (catalogue.aide(found[0]) or "")
