"""What is written in a file: accents in two characters, and words inside what a case expects."""

import unicodedata

import pytest

from checking.depots import CLAUSE
from checking.harness import findings_of
from frames import frame_clauses


# --- decomposed accents -----------------------------------------------------------------------
def test_a_key_in_decomposed_accents_is_told_and_read() -> None:
    whole = frame_clauses(CLAUSE)
    (found,) = findings_of(whole.replace("règle", unicodedata.normalize("NFD", "règle")))
    assert (found.code, found.args["lettre"]) == ("CR107", "è")
    assert found.fix is not None and found.fix.texte == "è" and found.fix.sure


def test_a_value_in_decomposed_accents_is_the_same_value() -> None:
    whole = frame_clauses(CLAUSE).replace("nom: Préfet", unicodedata.normalize("NFD", "nom: Préfet"))
    whole = whole.replace(
        "soustractions: réalisé", "soustractions: " + unicodedata.normalize("NFD", "réalisé")
    )
    assert findings_of(whole) == []


# --- words inside expectations ----------------------------------------------------------------
CAS = """\
essais: exemple
au: 2025-12-31
cas:
  - cas: un_cas
    année: 2025
    vacances:
      - {{ id: V1, commune: "93066", nature: logement_ordinaire, disponibilite: 2025-02-03 }}
    attendu: {{ {} }}
"""


@pytest.mark.parametrize(
    ("attendu", "word"),
    [
        ("part_etat: { basee: 3 }", "basee"),
        ("part_etat: { base: 3, verdit: conforme }", "verdit"),
        ("part_etat: { cellules: { ensemble: { realisee: 3 } } }", "realisee"),
        ("ordinaires: { isue: vrai }", "isue"),
    ],
)
def test_an_unknown_word_inside_an_expectation(attendu: str, word: str) -> None:
    (found,) = findings_of(CAS.format(attendu))
    assert (found.code, found.span.text) == ("CR222", word) and found.args["proche"]


@pytest.mark.parametrize(
    "attendu",
    [
        "part_etat: { base: 3, réalisé: 3, sauve_par_tolerance: non }",
        "part_etat: { cellules: { ensemble: { causes: [] } } }",
        "ordinaires: { issue: indéterminé, causes: [nature] }",
        "retraits: { mutation: 4 }",
    ],
)
def test_known_words(attendu: str) -> None:
    assert findings_of(CAS.format(attendu)) == []


@pytest.mark.parametrize("attendu", ["", "part_etat: { }"])
def test_an_expectation_of_nothing(attendu: str) -> None:
    assert [d.code for d in findings_of(CAS.format(attendu))] == ["CR029"]
