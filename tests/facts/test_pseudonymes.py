"""What identifies a person is replaced by a name that only the key makes again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convrules.base.values import Connu, TCondition, TTexte
from convrules.facts.formes import personal_form
from convrules.facts.personnel import pseudonyms
from facts.landlord import VACANCE, codes, colonne, load, mapping, source

CLE = b"0123456789abcdef0123456789abcdef"


def test_one_text_one_name_and_another_key_another_name() -> None:
    name, other = pseudonyms(CLE), pseudonyms(CLE[::-1])
    assert name("D-1") == name("D-1") != name("D-2")
    assert name("D-1") != other("D-1")
    assert name("093 0125 000123 11001") == name("093012500012311001")
    assert len(name("x")) == 27 and name("x")[0] == "p" and "D-1" not in name("D-1")
    # Frozen: a landlord's names must be the same from one version to the next.
    assert name("093012500012311001") == "pqg3y45474bgvbc3kw63n4isa6y"


@given(st.sets(st.text(min_size=1, max_size=12), max_size=30))
def test_names_do_not_meet_and_are_never_taken_for_persons(texts: set[str]) -> None:
    name = pseudonyms(CLE)
    bare = {t for t in texts if not any(c in " .-/\u00a0\u202f" for c in t)}
    assert len({name(t) for t in bare}) == len(bare)
    assert all(personal_form(name(t)) is None for t in texts)


WITH_KEY = {"pseudonyme": pseudonyms(CLE)}
DEMANDE = colonne("id", TTexte(), "NUM_UNIQUE", pseudonymise=True)
FILES = {
    "v.csv": b"NUM_VAC\nV1\n",
    "c.csv": b"NUM_VAC;NUM_UNIQUE\nV1;093012500012311001\nV1;093012500012311001\n",
}
TABLES = {"vacances": (colonne("id", TTexte(), "NUM_VAC"),), "candidatures": (VACANCE, DEMANDE)}


def test_a_column_of_numbers_becomes_a_column_of_names_and_its_findings_show_neither() -> None:
    carte = mapping((source("v.csv"), source("c.csv", "candidatures")), TABLES)
    checked = load(carte, FILES, **WITH_KEY)
    (kept,) = checked.value.faits.vacances[0].candidatures or ()
    assert kept.id == pseudonyms(CLE)("093012500012311001")
    # The second row has the identifier of the first: told, and neither number is shown.
    assert codes(checked) == ["CR731"]
    shown = repr(checked.diagnostics) + checked.diagnostics[0].span.source.text
    assert "0930125" not in shown


def test_without_a_key_the_column_is_not_read() -> None:
    carte = mapping((source("v.csv"), source("c.csv", "candidatures")), TABLES)
    checked = load(carte, FILES)
    assert "CR771" in codes(checked) and not checked.value.complet
    assert "0930125" not in repr(checked)


@pytest.mark.parametrize(
    "number", ["7,50312E+16", "7.50312E+16", "7,50312e16", "7E+16", "9,3012500012311E+16"]
)
def test_a_rounded_number_is_nobody_s(number: str) -> None:
    """Rows of several persons: none is the copy of another, and none has a name."""
    carte = mapping((source("v.csv"), source("c.csv", "candidatures")), TABLES)
    files = {"v.csv": b"NUM_VAC\nV1\n", "c.csv": f"NUM_VAC;NUM_UNIQUE\nV1;{number}\nV1;{number}\n".encode()}
    checked = load(carte, files, **WITH_KEY)
    assert codes(checked) == ["CR758", "CR758"]
    assert number not in repr(checked.diagnostics) + checked.diagnostics[0].span.source.text


def test_a_rounded_number_joins_nothing() -> None:
    person = colonne("id", TTexte(), "ID")
    cle = colonne("logement", TTexte(), "L", pseudonymise=True)
    qpv = colonne("qpv", TCondition(), "Q", fichier="p.csv")
    autre = colonne("programme", TTexte(), "L", pseudonymise=True, fichier="p.csv")
    carte = mapping(
        (source("v.csv", cles=("L",)), source("p.csv", cles=("L",))), {"vacances": (person, cle, qpv, autre)}
    )
    files = {"v.csv": b"ID;L\nV1;7,50312E+16\nV2;2\n", "p.csv": b"L;Q\n7,50312E+16;oui\n2;oui\n"}
    checked = load(carte, files, **WITH_KEY)
    told = [v.ligne.cellule("qpv") for v in checked.value.faits.vacances]
    assert [isinstance(c, Connu) for c in told] == [False, True]
    assert set(codes(checked)) == {"CR758"}


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("DURAND Marie", "Durand Marie", True),
        ("Élodie", "ELODIE", True),
        ("Marie Durand", "DURAND  Marie", True),
        ("093012500012311001", "93012500012311001", True),
        ("D-1", "d1", True),
        ("DURAND Marie", "DURAND Marion", False),
        ("093012500012311001", "093 0125 000123 11001", False),
        ("D-1", "D-1", False),
    ],
)
def test_a_person_of_two_names_is_told(one: str, other: str, told: bool) -> None:
    """From one table to another too; neither is shown, and they stay two."""
    demande = colonne("demande", TTexte(), "QUI", pseudonymise=True)
    carte = mapping(
        (source("v.csv", separateur=";"), source("c.csv", "candidatures")),
        {"vacances": (colonne("id", TTexte(), "NUM_VAC"), demande), "candidatures": (VACANCE, DEMANDE)},
    )
    files = {
        "v.csv": f"NUM_VAC;QUI\nV1;{one}\n".encode(),
        "c.csv": f"NUM_VAC;NUM_UNIQUE\nV1;{other}\n".encode(),
    }
    checked = load(carte, files, **WITH_KEY)
    assert codes(checked) == ["CR846"] * told
    assert not any(x in repr(checked.diagnostics) for x in (one, other))


@pytest.mark.parametrize("word", ["NC", "inconnu", "0", "-"])
def test_a_word_for_the_unknown_is_nobody_s(word: str) -> None:
    carte = mapping((source("v.csv"), source("c.csv", "candidatures")), TABLES)
    files = {"v.csv": b"NUM_VAC\nV1\n", "c.csv": f"NUM_VAC;NUM_UNIQUE\nV1;{word}\nV1;{word}\n".encode()}
    assert codes(load(carte, files, **WITH_KEY)) == ["CR730", "CR730"]


def test_what_means_unknown_has_no_name() -> None:
    logement = colonne("logement", TTexte(), "L", pseudonymise=True, manquant=("NC",))
    carte = mapping((source("v.csv"),), {"vacances": (colonne("id", TTexte(), "N"), logement)})
    found = load(carte, {"v.csv": b"N;L\nV1;NC\nV2;\nV3;L1\n"}, **WITH_KEY).value.faits.vacances
    cells = [v.ligne.cellule("logement") for v in found]
    assert [isinstance(c, Connu) for c in cells] == [False, False, True]
    assert cells[2] == Connu(pseudonyms(CLE)("L1"))
