"""A result is written as the standard library would, whole or an item at a time, but for signs that command a
screen: escaped."""

import json
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convrules.base.signes import escaped
from convrules.render.machine.parts import Json, dumps, listed


class Mot(StrEnum):
    DIT = "é « dit »"


class Rang(IntEnum):
    UN = 1


LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from((*Mot, *Rang))
SAID = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=30,
)


def by_library(objet: Json) -> str:
    return escaped(json.dumps(objet, ensure_ascii=False, indent=1)) + "\n"


@given(objet=SAID)
def test_the_text_is_that_of_the_library(objet: Json) -> None:
    assert dumps(objet) == by_library(objet)


@given(before=st.dictionaries(st.text(), SAID), items=st.lists(SAID), after=st.dictionaries(st.text(), SAID))
def test_item_by_item(before: dict[str, Json], items: list[Json], after: dict[str, Json]) -> None:
    """Also when other lists, or texts, bear the same name."""
    inside: dict[str, Json] = {"lignes": [], "texte": '\n "lignes": ['}
    head: dict[str, Json] = {"avant": [before, inside], "lignes": [], "après": [after, inside]}
    assert "".join(listed(head, "lignes", iter(items))) == by_library({**head, "lignes": items})


@pytest.mark.parametrize("lignes", (0, 1, 20_000))
def test_a_long_text(lignes: int) -> None:
    objet = {"vide": "", "lignes": [{"id": f"é{n}", "causes": [], "du": [n, "1/3"]} for n in range(lignes)]}
    assert dumps(objet) == by_library(objet)
