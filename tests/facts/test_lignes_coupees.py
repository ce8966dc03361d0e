"""What is told of a line, or of an identifier, without the usual way is what the usual way tells."""

import csv

from hypothesis import example, given
from hypothesis import strategies as st

from convrules.facts import traits
from convrules.facts.chargement import FichierBrut
from convrules.facts.readers import csv_reader
from convrules.facts.readers.decoding import Texte
from convrules.facts.readers.octets import etat

LIGNES = st.lists(st.text(alphabet='a1 ;,\t\r"\u00e9\u00a0', max_size=8), max_size=6)


def records(lines: list[str]) -> list[tuple[int, int, tuple[str, ...]]] | int:
    """First line, line after the last, cells of each record that is not blank; or the line of one that cannot
    be read."""
    brut = FichierBrut(nom="v.csv", contenu="".join(f"{line}\n" for line in lines).encode())
    text = Texte(brut=brut, encodage="utf-8", etat=etat(brut))
    try:
        return [(r.ligne, r.suivante, r.valeurs) for r in csv_reader._records(text, ";")]
    except csv.Error as error:
        return int(error.args[0])


@given(LIGNES)
@example(["a;b", "", '"a', 'b";c', "d"])
@example(["a;b", 'a"b', "c"])
@example(["a\rb;c\r", " ;\u00a0"])
@example([';;;"', ';;"', '"'])
def test_a_line_without_quotes_is_cut_as_the_parser_cuts_it(lines: list[str]) -> None:
    found = records(lines)
    parsed = _by_the_parser(lines)
    # Why earlier: a quote that swallows separators is told where it opens, before what that leads to.
    sooner = isinstance(found, int) and (not isinstance(parsed, int) or found < parsed)
    assert found == parsed or sooner


def _by_the_parser(lines: list[str]) -> list[tuple[int, int, tuple[str, ...]]] | int:
    bare = [line.rstrip("\r").replace("\r", " ") + "\n" for line in lines]
    reader = csv.reader(iter(bare), delimiter=";", strict=True)
    found: list[tuple[int, int, tuple[str, ...]]] = []
    line = 1
    while True:
        try:
            values = next(reader, None)
        except csv.Error:
            return line
        if values is None:
            return found
        if any(map(csv_reader.clean, values)):
            found.append((line, reader.line_num + 1, tuple(map(csv_reader._cell, values))))
        line = reader.line_num + 1


@given(LIGNES)
def test_records_are_counted_as_they_are_read(lines: list[str]) -> None:
    brut = FichierBrut(nom="v.csv", contenu="".join(f"{line}\n" for line in lines).encode())
    text = Texte(brut=brut, encodage="utf-8", etat=etat(brut))
    try:
        for record in csv_reader._parsed(text, ";"):
            assert csv_reader._says_something(record, ";") is (csv_reader._row(record, ";") is not None)
    except csv.Error:
        return


@given(st.from_regex(traits._NUMERO.texte, fullmatch=True))
@example("V000")
@example("log0012")
def test_the_outline_of_a_usual_identifier(texte: str) -> None:
    # A sign that nothing keeps sends the same text the long way.
    assert traits.outline(texte) == traits.outline(f"'{texte}")
