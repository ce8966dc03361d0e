"""The compiled grammar: saved, loaded, built again when it must be; words and terminals agree."""

import re
from pathlib import Path

import lark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convrules.syntax import grammar
from convrules.syntax.nodes import Entree
from convrules.syntax.words import MOTS, RESERVES, expected, fold

TEXT = grammar.resource_text("regles.lark")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package without any saved grammar, whose cache is in a fresh folder."""
    target = tmp_path / "cache" / "regles.lalr"
    monkeypatch.setattr(grammar, "_cache_file", lambda: target)
    monkeypatch.setattr(grammar, "_package", lambda: tmp_path / "convrules" / "src")
    monkeypatch.setattr(grammar, "resource_text", lambda name: TEXT)
    grammar.load.cache_clear()
    return target


def parses() -> bool:
    reader = grammar.load().parse_interactive("etage > 3", start=Entree.EXPR.value)
    reader.exhaust_lexer()
    return "$END" in reader.accepts()


def test_built_then_cached_then_loaded(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parses()
    assert nowhere.read_bytes().startswith(grammar.header(TEXT))
    grammar.load.cache_clear()
    monkeypatch.setattr(grammar, "build", lambda text: pytest.fail("the saved grammar was not used"))
    assert parses()


@pytest.mark.parametrize("content", [b"", b"convrules-grammaire 0 lark 1.0 sha256 x\nabc", b"\x80\x04"])
def test_a_cache_of_another_grammar_is_not_used(nowhere: Path, content: bytes) -> None:
    nowhere.parent.mkdir()
    nowhere.write_bytes(content)
    assert parses()
    assert nowhere.read_bytes().startswith(grammar.header(TEXT))


def test_a_folder_that_cannot_be_written_is_no_error(nowhere: Path) -> None:
    nowhere.parent.write_text("a file where a folder should be")
    assert parses()


def test_header_names_this_very_grammar() -> None:
    assert grammar.header(TEXT) != grammar.header(TEXT + " ")


LARK = grammar.build(TEXT)


# --- tokens -----------------------------------------------------------------------------------
PIECES = """
au moins | au plus tard | 20 % | 7.5 % | 3 | 1 mois | 10 jours ouvrés | 2025-03-31 | avant le |
28 février | après | information | des vacances | dans l'assiette | du réservataire | où | non |
qpv | et | ou | entre | dans | [T4, T5] | typologie | = | >= | nombre( | ) | si | alors | sinon
| a eu lieu | est renseigné | remise au bailleur | , | non comptée | taux_etat | "93048" |
chaque commune | é | ? | « | programme.logements | le dernier de | solde | arrondi
"""


def read(parser: lark.Lark, text: str, start: str) -> list[object]:
    reader = parser.parse_interactive(text, start=start)
    found: list[object] = []
    try:
        found += [(t.type, str(t), t.start_pos, t.end_pos) for t in reader.exhaust_lexer()]
    except lark.exceptions.UnexpectedInput as error:
        found.append((type(error).__name__, error.pos_in_stream))
    return found


@given(
    st.lists(st.sampled_from([p.strip() for p in PIECES.split("|")]), max_size=12),
    st.sampled_from(list(Entree)),
)
def test_our_scanner_finds_the_tokens_of_lark(pieces: list[str], entree: Entree) -> None:
    text = " ".join(pieces)
    assert read(grammar.load(), text, entree.value) == read(LARK, text, entree.value)


# --- words ------------------------------------------------------------------------------------
TERMINALS = {t.name: t.pattern.to_regexp() for t in LARK.terminals}


@pytest.mark.parametrize(("name", "spelling"), [(k, s) for k, v in MOTS.items() for s in v])
def test_each_word_is_its_terminal(name: str, spelling: str) -> None:
    assert re.fullmatch(TERMINALS[name], spelling)


@pytest.mark.parametrize("name", sorted(MOTS))
def test_each_word_is_bounded(name: str) -> None:
    assert re.match(TERMINALS[name], MOTS[name][0] + "x") is None


@pytest.mark.parametrize("word", sorted(RESERVES))
def test_reserved_words_are_no_names(word: str) -> None:
    assert re.match(TERMINALS["NOM"], word) is None
    assert re.match(TERMINALS["NOM"], word + "_x")


def test_every_terminal_can_be_told_as_expected() -> None:
    for name in TERMINALS:
        if name not in ("COMMA", "__IGNORE_0"):
            expected({name})


def test_fold_keeps_the_length() -> None:
    assert fold("À Défaut l’Île œ ß ﬁ") == "a defaut l'ile œ ß ﬁ"
