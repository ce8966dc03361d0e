"""The vocabulary holds together: every name, code and level that other rooms count on."""

import pytest

from convrules import ir, vocabulary
from convrules.base.values import TCode, TEvenement, TNombre
from convrules.functions import FONCTIONS
from convrules.syntax.words import RESERVES


def test_levels_and_classes_are_those_of_the_typed_tree() -> None:
    assert set(vocabulary.NIVEAUX) == {niveau.value for niveau in ir.Niveau}
    assert set(vocabulary.CLASSES) == {classe.value for classe in ir.Classe}
    assert {c.niveau for c in vocabulary.CHAMPS.values()} <= set(ir.Niveau)
    assert set(vocabulary.ACCES) == set(ir.Niveau)


def test_the_only_field_named_like_a_small_word_is_counted_not_read() -> None:
    # How many rights a row stands for: a rule writes `nombre(droits)`, which adds it up.
    assert {nom for _, nom in vocabulary.CHAMPS} & RESERVES == {"nombre"}


def test_every_field_has_a_gloss() -> None:
    assert [c.nom for c in vocabulary.CHAMPS.values() if not c.glose] == []


def test_an_enumeration_has_the_same_codes_wherever_it_is_read() -> None:
    by_name: dict[str, set[tuple[str, ...]]] = {}
    for champ in vocabulary.CHAMPS.values():
        if isinstance(champ.type, TCode):
            by_name.setdefault(champ.type.enumeration, set()).add(champ.codes)
    assert {nom: codes for nom, codes in by_name.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("nom", "niveau", "type_"),
    [
        ("surface", "vacance", TNombre(unite=(("m²", 1),))),
        ("loyer", "logement", TNombre(unite=(("centime", 1),))),
        ("logements", "programme", TNombre(unite=(("logement", 1),), entier=True)),
        ("bail", "vacance", TEvenement()),
        ("type", "reservataire", TCode("reservataire.type")),
    ],
)
def test_types(nom: str, niveau: str, type_: object) -> None:
    champ = vocabulary.champ(nom, niveau)
    assert champ is not None and champ.type == type_


def test_a_field_is_known_at_its_levels_only() -> None:
    assert vocabulary.champ("dalo", ir.Niveau.LOGEMENT) is None
    assert vocabulary.niveaux_de("dalo") == ("vacance", "candidature", "refus", "demande")


def test_what_may_be_without_object() -> None:
    found = {(niveau, c.nom) for (niveau, _), c in vocabulary.CHAMPS.items() if c.sans_objet}
    of_the_dwelling = {(n, nom) for n in ("vacance", "logement") for nom in ("etage", "ascenseur")}
    # A right may have no end, bear on no dwelling in particular, concern no service; a programme may never
    # have been rehabilitated.
    of_the_right = {("droit", nom) for nom in ("fin", "logement", "service")}
    # A convention may have no end.
    assert found == of_the_dwelling | of_the_right | {
        ("programme", "rehabilitation"),
        ("convention", "terme"),
    }


def test_only_new_lettings_and_relettings_are_disjoint() -> None:
    assert vocabulary.disjointes(("mises en service", "remises en location"))
    assert vocabulary.disjointes(("attributions",))
    assert not vocabulary.disjointes(("attributions", "baux signés"))
    assert not vocabulary.disjointes(("mises en service", "mises en service"))


def test_functions_have_a_gloss() -> None:
    assert [f.nom for f in FONCTIONS.values() if not f.glose] == []
