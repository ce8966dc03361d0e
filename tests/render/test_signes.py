"""Signs that command a screen, or turn the direction of a text, leave by no door; French stays whole."""

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from convrules.api.pdf import printable
from convrules.base.signes import COMMANDE, REMPLACANT, escaped, inert, one_line
from convrules.base.texte import Langue, cite
from convrules.cli.output import emit
from convrules.diagnostics.problems import depot
from convrules.render.classeur import write_workbook
from convrules.render.feuilles import Colonne, Feuille, Genre, Graphique
from convrules.render.lignes import csv_line
from convrules.render.machine.forges import github, github_summary
from convrules.render.machine.junit import junit_check
from convrules.render.machine.parts import dumps
from convrules.render.report.pages import template
from convrules.render.tables import Colonne as Titre
from convrules.render.tables import table
from convrules.render.terminal import SIMPLE, Style, on_screen, render_one
from render.constats import span

CHARTE = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F))))
CHARTE = CHARTE.replace("\t", "").replace("\n", "") + "".join(map(chr, range(0x2066, 0x206A)))
"""Every sign of the kind, written from the charts of Unicode and not from the pattern of the engine."""
HOSTILE = f"non conforme\x1b[2K\x1b]0;t\x07\rconforme {CHARTE}"
FRANCAIS = (
    "« 7,5\u202f% »\u00a0: l'été, l’Haÿ-les-Roses, Œuvre",
    "e\u0301tage de\u0301fini (macOS)",
    "loge\u00adment",
    "👨\u200d👩\u200d👧 et 🏴\U000e0067\U000e0062\U000e007f",
    "mot\u200bmot\u2060mot\ufeff",
    "une ligne\nune autre\ttabulée\r\net la fin",
    "住宅 שכירות إيجار",
)


def clean(text: str) -> bool:
    return not set(text) & set(CHARTE)


# --- what the net is ------------------------------------------------------------------------
@given(st.text() | st.text(alphabet=CHARTE + "aé \n\t[31m"))
def test_the_rest_stays_in_its_place(text: str) -> None:
    shown = inert(text)
    assert len(shown) == len(text) and clean(shown.replace("\r\n", "")) and inert(shown) == shown
    assert all(a == b or (b == REMPLACANT and a in CHARTE) for a, b in zip(text, shown, strict=True))


@given(st.text(alphabet=CHARTE + 'aé"\\ \n\t'))
def test_json_says_the_same(text: str) -> None:
    written = dumps({text: [text]})
    assert json.loads(written) == {text: [text]} and clean(written)
    assert json.loads(escaped(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize("text", FRANCAIS)
def test_french_passes_whole(text: str) -> None:
    assert inert(text) == text and on_screen(text, Style(couleur=True, unicode=True)) == text
    assert csv_line([text]).strip('"\r\n').replace('""', '"') == text.strip("\r\n")
    assert COMMANDE.search(text) is None


def test_a_name_is_of_one_line() -> None:
    assert one_line("Ville\n\n verdict\u202f: conforme\n") == "Ville verdict\u202f: conforme"
    assert one_line(FRANCAIS[0]) == FRANCAIS[0]


# --- the doors ------------------------------------------------------------------------------
def on_stream(text: str) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    emit(stream, text)
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def in_page(langue: Langue) -> Callable[[str], str]:
    def drawn(text: str) -> str:
        # Any page: what is looked at is what its environment makes of a value.
        whole = template("bilan.html.j2", langue).environment
        said = {"texte": text, "titre": cite(text), "dessin": Markup("<svg>{}</svg>").format(text)}
        page = whole.from_string('<p title="{{ texte }}">{{ texte }} {{ titre }}</p>{{ dessin }}')
        return page.render(**said)

    return drawn


def in_workbook(text: str) -> str:
    drawn = Graphique(titre=text, noms="nom", nombres=("n",))
    columns = (Colonne(nom="nom", titre=text), Colonne(nom="n", titre=text, genre=Genre.ENTIER))
    sheet = Feuille(nom="f", titre=text, colonnes=columns, lignes=((text, 1),), graphiques=(drawn,))
    stream = io.BytesIO()
    write_workbook([sheet], stream, text, date(2026, 1, 5))
    archive = ZipFile(stream)
    parts = [archive.read(nom).decode() for nom in archive.namelist()]
    assert all(Xml.fromstring(part) is not None for part in parts)
    # Why: a workbook writes as « _x001B_ » a sign that XML cannot hold, and shows it again.
    return "".join(parts).replace("_x00", "\x1b").replace("\n", "")


def finding(text: str) -> str:
    at = span(f"clé: {text}\n", text)
    return render_one(depot.projet_illisible(span=at, raison=text, conseil=text))


def forges(text: str) -> str:
    found = depot.projet_illisible(span=span("a: b\n", "b"), raison=text, conseil=text)
    return github([found]) + github_summary([found], text) + junit_check([found], [text])


DOORS: dict[str, Callable[[str], str]] = {
    "the screen": on_stream,
    "the screen, in colours": lambda text: on_screen(text, Style(couleur=True, unicode=True)),
    "a page": in_page(Langue.FR),
    "a page in English": in_page(Langue.EN),
    "a workbook": in_workbook,
    "a table": lambda text: csv_line([text]).removesuffix("\r\n"),
    "JSON": lambda text: dumps({text: text}),
    "the forges": lambda text: on_screen(forges(text)),
    "paper": lambda text: str(printable(text)),
}


@pytest.mark.parametrize("door", DOORS)
def test_nothing_commands(door: str) -> None:
    assert clean(DOORS[door](HOSTILE)), sorted(map(ascii, set(DOORS[door](HOSTILE)) & set(CHARTE)))


def test_what_the_forges_are_told_needs_no_screen_to_be_clean() -> None:
    assert clean(forges(HOSTILE))


def test_colours_are_ours_alone() -> None:
    style = Style(couleur=True, unicode=True)
    told = on_screen(f"{style.paint('gras' + HOSTILE, '1')} \x1b[8mcaché\x1b[0m \x1b[1m", style)
    assert told.startswith("\x1b[1mgras") and told.count("\x1b") == 2
    assert "\x1b" not in on_screen(style.paint("gras", "1"), SIMPLE)


def test_columns_stay_aligned() -> None:
    lines = table([Titre(titre="Nom"), Titre(titre="N")], [("a\u202eb\x1bc", "1"), ("abcde", "2")])
    assert len({line.rindex(n) for line, n in zip(map(inert, lines[2:]), "12", strict=True)}) == 1


def test_a_finding_keeps_its_carets_and_its_line() -> None:
    shown = finding("x\x1b[2K\u202ey\nz").splitlines()
    assert not any(line.startswith("z") for line in shown)


def test_the_stream_of_errors_is_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    emit(sys.stderr, HOSTILE)
    assert clean(capsys.readouterr().err)
