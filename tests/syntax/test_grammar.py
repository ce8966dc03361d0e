"""The compiled grammar: saved, loaded, built again when it must be; words and terminals agree."""

import os
import re
import subprocess
import sys
from pathlib import Path

import lark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convrules.base.source import make_source
from convrules.syntax import construction, grammar, ressources, tables
from convrules.syntax import nodes as n
from convrules.syntax.automate import Automate, Branche, Jeton
from convrules.syntax.nodes import Entree
from convrules.syntax.relecture import read_file
from convrules.syntax.words import MOTS, RESERVES, expected, fold

TEXT = ressources.resource_text("regles.lark")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package without any saved grammar, whose cache is in a fresh folder."""
    target = tmp_path / "cache"
    monkeypatch.setattr(ressources, "cache_file", lambda name: target / name)
    monkeypatch.setattr(ressources, "package", lambda: tmp_path / "convrules" / "src")
    monkeypatch.setattr(ressources, "resource_text", lambda name: TEXT)
    grammar.load.cache_clear()
    tables.load.cache_clear()
    return target / "regles.lalr"


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
    assert tables.header(TEXT) != tables.header(TEXT + " ")


def test_tables_are_made_then_kept_then_read(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tables.load().etats
    assert nowhere.with_name("regles.tables").read_bytes().startswith(tables.header(TEXT))
    tables.load.cache_clear()
    monkeypatch.setattr(tables, "tables", lambda: pytest.fail("the kept tables were not used"))
    assert [(n, dict(after)) for n, after in tables.load().etats] == [(n, dict(after)) for n, after in made]


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


# --- trees ------------------------------------------------------------------------------------
OWN = Automate(construction.tables_of(grammar.load()))
SENTENCES = """
typologie dans [T1, T2] et surface > 20 | non (a = b ou c != 3) | si qpv alors 1 sinon 2
au moins 20 % des vacances dans l'assiette du réservataire où qpv, sur chaque commune
1 mois après information | avant le 1er mars | chaque année avant le 28 février
nombre(baux où loyer < 6.5 €/m²) / nombre(vacances) | bail entre 2025-01-01 et 2025-12-31
remise au bailleur, non comptée | A puis B jusqu'à épuisement | solde exact, perdu après 2 ans
solde(taux_etat sur la période précédente) | 3e refus_candidat a eu lieu
"""


def shape(tree: object) -> object:
    if isinstance(tree, lark.Token | Jeton):
        return tree.type, str(tree), tree.start_pos, tree.end_pos
    if isinstance(tree, Branche):
        place = None if tree.start_pos < 0 else (tree.start_pos, tree.end_pos)
        return str(tree.data), place, [shape(child) for child in tree.children]
    if isinstance(tree, lark.Tree):
        place = None if tree.meta.empty else (tree.meta.start_pos, tree.meta.end_pos)
        return str(tree.data), place, [shape(child) for child in tree.children]
    return tree


def by_lark(text: str, entree: Entree) -> object:
    try:
        return LARK.parse(text, start=entree.value)
    except lark.exceptions.UnexpectedInput:
        return None


def same(text: str, entree: Entree) -> bool:
    """Do both read it alike? The answer: was it read?"""
    read = by_lark(text, entree)
    assert shape(OWN.read(text, entree.value)) == shape(read)
    return read is not None


def sentences_shipped() -> list[tuple[str, Entree]]:
    found: set[tuple[str, Entree]] = set()
    for path in sorted((Path(__file__).parents[2] / "conventions").rglob("*.yaml")):
        file = read_file(make_source(path.name, path.read_text(encoding="utf-8"))).value
        found |= {(text, entree) for text in texts_of(file.racine) for entree in Entree}
    return sorted(found)


def texts_of(node: n.Yaml) -> set[str]:
    if isinstance(node, n.Table):
        return {text for _, value in node.entrees for text in texts_of(value)}
    if isinstance(node, n.Liste):
        return {text for value in node.elements for text in texts_of(value)}
    return {node.span.text}


def test_every_text_shipped_is_read_as_lark_reads_it() -> None:
    read = [same(text, entree) for text, entree in sentences_shipped()]
    assert read.count(True) > 500


def test_every_kind_of_sentence_is_read_as_lark_reads_it() -> None:
    written = [s.strip() for line in SENTENCES.strip().split("\n") for s in line.split("|")]
    assert sum(same(text, entree) for text in written for entree in Entree) > len(written) // 2


@given(
    st.lists(st.sampled_from([p.strip() for p in PIECES.split("|")]), max_size=12),
    st.sampled_from(list(Entree)),
)
def test_what_is_put_together_is_read_or_refused_as_lark_does(pieces: list[str], entree: Entree) -> None:
    same(" ".join(pieces), entree)


@pytest.mark.parametrize(
    ("regexp", "signs"),
    [
        (r"\bau\s+plus\b", "a"),
        (r"\b(mois|année)\b", "am"),
        (r"\ba?b", ""),
        (r"a{0,2}b", ""),
        (r"\w+", ""),
        (r"[^a]", ""),
        (r"[0-3]{1,2}(?:x|y)", "0123"),
        (r"(?<!\w)(?!(si|ou)\b)[A-C_]+", "ABC_"),
        (r"(?<![\w.\/])(0|[1-3][0-9]*)(\.[0-9]+)?", "0123"),
        (r"\ba|b", "ab"),
        (r"\b(a|[bc])", "abc"),
        (r"\b(a|b?)", ""),
        (r"(a)?b", ""),
        (r"<=|>=|!=", "!<>"),
        (r"[ \t]+", ""),
    ],
)
def test_the_first_sign_is_told_only_where_it_is_plain(regexp: str, signs: str) -> None:
    assert construction.first_signs(regexp) == signs


def test_what_is_read_loads_no_lark() -> None:
    """Once the tables are kept; what is refused loads it, to say why."""
    tables.load.cache_clear()
    tables.load()
    code = (
        "import sys\nimport convrules.api.verification\nfrom convrules.syntax.kinds import Entree\n"
        "from convrules.syntax.lecture import tree_of\nassert tree_of('surface > 20', Entree.EXPR)\n"
        "assert tree_of('surface >', Entree.EXPR) is None\nsys.stdout.write(str('lark' in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(grammar.__file__).parents[2])},
    )
    assert done.stdout == "False"


# --- words ------------------------------------------------------------------------------------
TERMINALS = {t.name: t.pattern.to_regexp() for t in LARK.terminals}


@pytest.mark.parametrize(("name", "spelling"), [(k, s) for k, v in MOTS.items() for s in v])
def test_each_word_is_its_terminal(name: str, spelling: str) -> None:
    assert re.fullmatch(TERMINALS[name], spelling)


@pytest.mark.parametrize("name", sorted(MOTS))
def test_each_word_is_bounded(name: str) -> None:
    assert re.match(TERMINALS[name], MOTS[name][0] + "x") is None


@pytest.mark.parametrize("name", sorted(MOTS))
def test_each_word_begins_with_a_sign_that_its_terminal_may_begin_with(name: str) -> None:
    signs = construction.first_signs(TERMINALS[name])
    assert all(not signs or spelling[0] in signs for spelling in MOTS[name])


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
