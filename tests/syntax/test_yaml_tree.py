"""The YAML tree: text stays text, places are exact, whatever is not plain YAML is refused."""

from pathlib import Path

import pytest
import yaml

from convrules.base.source import make_source
from convrules.syntax import nodes as n
from convrules.syntax import yaml_tree
from convrules.syntax.parser import parse_file
from convrules.syntax.yaml_tree import decode, read_tree, scalars

CONVENTIONS = Path(__file__).parents[2] / "conventions"
TEXTE = """\
# l'en-tête
a: 01004
b: { c: NO, d: "é 𝄞", e: [12:30, 1_000, 2A004] }
f: >-
  première ligne
  seconde ligne

g:
  - 'x'
  - é𝄞 y
    suite
h:
"""


def tree(text: str) -> n.Yaml:
    source = make_source("t", text)
    result = read_tree(source, text)
    assert result.diagnostics == ()
    return result.value


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_scalars_keep_their_text_and_place(end: str, bom: str) -> None:
    text = bom + TEXTE.replace("\n", end)
    found = [(s.texte, s.span.text, s.cite) for s in scalars(tree(text))]
    block = f"première ligne{end}  seconde ligne"
    plain = f"é𝄞 y{end}    suite"
    assert found == [
        ("a", "a", False), ("01004", "01004", False), ("b", "b", False), ("c", "c", False),
        ("NO", "NO", False), ("d", "d", False), ("é 𝄞", '"é 𝄞"', True), ("e", "e", False),
        ("12:30", "12:30", False), ("1_000", "1_000", False), ("2A004", "2A004", False),
        ("f", "f", False), ("première ligne seconde ligne", block, False),
        ("g", "g", False), ("x", "'x'", True),
        ("é𝄞 y suite", plain, False), ("h", "h", False), ("", "", False),
    ]  # fmt: skip


def test_pure_loader_reads_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tree(TEXTE)
    spans = [s.span.start for s in scalars(expected) if s.texte]
    monkeypatch.setattr(yaml_tree, "_Loader", yaml.BaseLoader)
    assert tree(TEXTE) == expected
    assert [s.span.start for s in scalars(tree(TEXTE)) if s.texte] == spans


@pytest.mark.parametrize("folder", ["catalogue", "exemples", "socles"])
def test_pure_loader_reads_the_same_conventions(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {str(p): p.read_text("utf-8") for p in sorted((CONVENTIONS / folder).rglob("*.yaml"))}
    assert texts
    expected = {name: tree(text) for name, text in texts.items()}
    monkeypatch.setattr(yaml_tree, "_Loader", yaml.BaseLoader)
    unlike = [name for name, text in texts.items() if tree(text) != expected[name]]
    assert not unlike


def test_block_collections_end_with_their_last_child() -> None:
    root = tree("a:\n  b: 1\n  c: 2\n\n# fin\nd: 3\n")
    assert isinstance(root, n.Table)
    inner = root.get("a")
    assert inner is not None
    assert inner.span.text == "b: 1\n  c: 2"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("essais: x\na: 1\na: 2\n", "CR005", "a"),
        ("essais: &x y\n", "CR006", "&x"),
        ("essais: &x y\nb: *x\n", "CR006", "*x"),
        ("essais: x\n<<: { b: 1 }\n", "CR007", "<<"),
        ("essais: !!str x\n", "CR008", "!!str"),
        ("essais: x\n---\nb: 1\n", "CR009", "---"),
        ("%YAML 1.1\n---\nessais: x\n", "CR009", "%YAML"),
        ("essais: x\n? [a]\n: b\n", "CR013", "[a]"),
        ("essais: x\na: b: c\n", "CR004", ":"),
        ('essais: "x\n', "CR004", '"x'),
        ("essais: [a, b\n", "CR004", "[a,"),
        ("essais: x\n  b: 1\n", "CR004", ":"),
        ("essais: x\nsuite\n", "CR004", ""),
        ("essais: @x\n", "CR004", "@x"),
        ('essais: x\nfaits:\n  a: "b" puis c\n', "CR004", "puis c"),
        ("essais: x\nfaits:\u00a0{ a: 1 }\n", "CR010", "\u00a0"),
        ("essais: x\nfaits:\n  a:\u00a01\n", "CR010", "\u00a0"),
        ("essais: x\nfaits:\n\ta: 1\n", "CR011", "\t"),
        ("essais: x\nfaits: {\ta: 1}\n", "CR011", "\t"),
        ("", "CR016", ""),
        ("# rien\n", "CR016", ""),
        ("- a\n", "CR014", "- a"),
        ("texte\n", "CR014", "texte"),
        ("Convention: x\n", "CR021", "Convention"),
        ("modele: x\n", "CR021", "modele"),
        ("conventions: x\n", "CR015", "conventions"),
        ("a\x85b: 1\n", "CR002", "\x85"),
        ("essais: x\u2029\n", "CR002", "\u2029"),
        ("essais: x\x00\n", "CR003", "\x00"),
        ("essais: x\r", "CR003", "\r"),
        ("essais: \ud800\n", "CR003", "\ud800"),
        ("essais: x # la \u202eligne\n", "CR003", "\u202e"),
        ("essais: \u2066x\n", "CR003", "\u2066"),
        ("essais: 'x\u200f'\n", "CR003", "\u200f"),
        ('essais: "x\\u001b[2K"\n', "CR003", "\\u001b"),
        ('essais: "x\\\\\\e[2K"\n', "CR003", "\\e"),
        ('essais: "x\\U0000202Ey"\n', "CR003", "\\U0000202E"),
        ('"essais\\x9b": x\n', "CR003", "\\x9b"),
        ('essais: ["x\\rconforme"]\n', "CR003", "\\r"),
        ('essais: { a: "x\\N" }\n', "CR003", "\\N"),
    ],
)
def test_refused(text: str, code: str, place: str) -> None:
    found = parse_file(make_source("t", text)).diagnostics
    places = [d.span.text for d in found if d.code == code]
    assert any(text.startswith(place) for text in places)
    assert all(places) or not place


@pytest.mark.parametrize(
    "written",
    [
        r'essais: "l\u2019\u00C9tat\u202F: 7\u00A0%\n\t\"a\" \\u202E"',
        r"essais: 'l\u202Ea'",
        r"essais: l\u202Ea # \e",
        "essais: loge\u00adment 👨\u200d👩\u200d👧 ete\u0301",
    ],
)
def test_what_commands_nothing_is_read(written: str) -> None:
    assert "CR003" not in {d.code for d in parse_file(make_source("t", f"{written}\n")).diagnostics}


def test_second_key_shows_the_first() -> None:
    (found,) = parse_file(make_source("t", "essais: x\nau: 1\nau: 2\n")).diagnostics
    assert found.span.position == (3, 1)
    assert found.labels[0].span.position == (2, 1)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_ends_in_one_finding(opening: str) -> None:
    text = "essais: x\nb: " + (opening * 100_000 if opening != "- " else "\n" + opening * 100_000)
    codes = [d.code for d in parse_file(make_source("t", text)).diagnostics]
    assert codes == ["CR902"]


def test_no_word_of_the_library_is_shown() -> None:
    (found,) = parse_file(make_source("t", "essais: x\na: b: c\n")).diagnostics
    assert found.args["raison"] == "un second « : » apparaît là où l'on attend une valeur"


# --- decode ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "text"),
    [("é\n".encode(), "é\n"), (b"\xef\xbb\xbfa", "a"), (b"", "")],
)
def test_decode(data: bytes, text: str) -> None:
    result = decode(data, "f.yaml")
    assert (result.value.text, result.diagnostics) == (text, ())


@pytest.mark.parametrize(
    ("data", "trouve", "position"),
    [
        ("a\nréservé €".encode("cp1252"), "Windows-1252 (cp1252)", (2, 2)),
        ("é".encode("utf-16"), "UTF-16", (1, 1)),
        (b"a\x81\xff", "un codage inconnu", (1, 2)),
        ("é".encode() + b"\xe9", "Windows-1252 (cp1252)", (1, 2)),
    ],
)
def test_decode_refuses(data: bytes, trouve: str, position: tuple[int, int]) -> None:
    (found,) = decode(data, "f.yaml").diagnostics
    assert found.code == "CR001"
    assert found.args["trouve"] == trouve
    assert found.span.position == position


def test_an_unbreakable_space_in_prose_does_not_hide_another_trouble() -> None:
    text = (
        "essais: x\nénoncé: >-\n  Note\u00a0:\u00a0texte\nau: 2025-01-01\ncas:\n  - cas: x\n   attendu: {}\n"
    )
    (found,) = parse_file(make_source("t", text)).diagnostics
    assert (found.code, found.span.position[0]) == ("CR004", 7)
