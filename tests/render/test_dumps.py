"""A result is written lot by lot, as one text."""

import json

import pytest

from convrules.render.machine.parts import dumps


@pytest.mark.parametrize("lignes", (0, 1, 20_000))
def test_the_text_is_that_of_the_whole(lignes: int) -> None:
    """More pieces than a lot holds, empty texts and lists among them."""
    objet = {"vide": "", "lignes": [{"id": f"é{n}", "causes": [], "du": [n, "1/3"]} for n in range(lignes)]}
    assert dumps(objet) == json.dumps(objet, ensure_ascii=False, indent=1) + "\n"
