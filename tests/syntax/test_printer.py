"""Writing a file: what is written reads as what was read, and writing it again changes nothing."""

from pathlib import Path

import pytest

from convrules.base.source import NOWHERE, make_source
from convrules.syntax import nodes as n
from convrules.syntax.parser import parse_file
from convrules.syntax.printer import LARGEUR, Marges, print_file

ROOT = Path(__file__).parents[2]
FILES = sorted(
    [
        *(ROOT / "tests" / "data").glob("*.yaml"),
        *(ROOT / "conventions").rglob("*.yaml"),
        *(ROOT / "src" / "convrules" / "cli" / "gabarit" / "modeles").glob("*.yaml"),
    ]
)


def read(text: str) -> n.File:
    return parse_file(make_source("t", text)).value


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_written_then_read_it_is_the_same_tree(path: Path) -> None:
    file = read(path.read_text(encoding="utf-8"))
    assert file.genre is not None
    written = print_file(file.racine)
    again = read(written)
    assert again.racine == file.racine
    assert print_file(again.racine) == written


def test_a_long_sentence_is_folded_and_a_colon_in_prose_too() -> None:
    long = "a" + " ou a" * 40
    text = f"convention: x\nénoncé: >-\n  Un mot : un autre.\ndéfinitions:\n  d: {long}\n"
    written = print_file(read(text).racine)
    assert "énoncé: >-\n  Un mot : un autre.\n" in written
    assert all(len(line) <= LARGEUR for line in written.splitlines())
    assert read(written).racine == read(text).racine


def test_notes_stand_above_their_element() -> None:
    text = "convention: x\nclauses:\n  - champ: a\n    règle: neuf\n  - champ: b\n    règle: neuf\n"
    assert print_file(read(text).racine, _Ici()) == text.replace("  - champ: b", "  # ici\n  - champ: b")


class _Ici(Marges):
    def above(self, node: n.Yaml, margin: str) -> tuple[str, ...]:
        named = isinstance(node, n.Table) and node.entrees[0][1] == n.Scalaire(span=NOWHERE, texte="b")
        return (f"{margin}# ici",) if named else ()


@pytest.mark.parametrize("value", ['"00: 1"', '"a # b"', '"[x]"', '"é\\nb"', '"1"', "'oui'", "oui", "12"])
def test_scalars_keep_their_text_and_their_quotes(value: str) -> None:
    file = read(f"convention: x\nbailleur:\n  nom: {value}\n  siren: {value}\ndocument: [ {value} ]\n")
    assert read(print_file(file.racine)).racine == file.racine
