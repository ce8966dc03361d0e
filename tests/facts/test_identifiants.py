"""What names a row: no word for the unknown does; an identifier met again names a copy only of the same."""

import pytest

from convrules.base.values import Connu, Erreur, TEvenement, TTexte
from facts.landlord import BONNE, ENTETE, codes, colonne, load, load_text, mapping, source

RIEN = (
    "0",
    "00",
    "0,0",
    "-",
    "--",
    "NC",
    "nc",
    "N.C.",
    "Inconnu",
    "NULL",
    "?",
    "\u200b",
    "\u2060\ufeff",
    "***",
)


@pytest.mark.parametrize("ident", RIEN)
def test_what_names_nothing_is_no_identifier(ident: str) -> None:
    """Twice the same word, and the same facts: two vacancies of which nothing is known."""
    checked = load_text(ENTETE + BONNE + 2 * BONNE.replace("V1", ident))
    assert [c for c in codes(checked) if c != "CR788"] == ["CR730", "CR730"]
    assert [v.ligne.refusee for v in checked.value.faits.vacances] == [False, True, True]


@pytest.mark.parametrize("ident", ["1", "10", "100-0", "N", "NC-1", "A0"])
def test_what_names_something_is_an_identifier(ident: str) -> None:
    checked = load_text(ENTETE + BONNE.replace("V1", ident))
    assert [v.id for v in checked.value.faits.vacances] == [ident]


@pytest.mark.parametrize(
    ("again", "copy"),
    [
        (BONNE, True),
        (BONNE.replace("41,5", " 41,50"), True),
        (BONNE.replace("03/02/2025", "17/10/2025"), False),
        (BONNE.replace("03/02/2025", ""), False),
        (BONNE.replace("03/02/2025", "31/02/2025"), False),
    ],
)
def test_a_copy_says_the_same_thing_in_every_cell(again: str, copy: bool) -> None:
    checked = load_text(ENTETE + BONNE + again)
    assert [c for c in codes(checked) if c in ("CR731", "CR790")] == ["CR731" if copy else "CR790"]
    first, *lost = checked.value.faits.vacances
    assert [v.ligne.refusee for v in lost] == ([] if copy else [True])
    assert isinstance(first.cellule("information"), Connu if copy else Erreur)
    assert first.cellule("qpv") == Connu(True)


def test_two_texts_that_cannot_be_read_are_not_the_same_thing() -> None:
    one, other = (BONNE.replace("03/02/2025", text) for text in ("31/02/2025", "30/02/2025"))
    assert "CR731" in codes(load_text(ENTETE + one + one))
    assert "CR790" in codes(load_text(ENTETE + one + other))


def test_what_hangs_on_an_identifier_of_perhaps_two_vacancies_is_of_neither_for_sure() -> None:
    ident, vacance = colonne("id", TTexte(), "ID"), colonne("vacance", TTexte(), "V")
    bail = colonne("bail", TEvenement(), "BAIL", format="jj/mm/aaaa")
    carte = mapping(
        (source("v.csv"), source("c.csv", "candidatures")),
        {"vacances": (ident, bail), "candidatures": (vacance,)},
    )
    rows = b"ID;BAIL\nV1;03/02/2025\nV1;04/10/2025\nV2;05/02/2025\n"
    checked = load(carte, {"v.csv": rows, "c.csv": b"V\nV1\nV2\n"})
    held = [None if v.candidatures is None else len(v.candidatures) for v in checked.value.faits.vacances]
    assert held == [None, 1, None]
