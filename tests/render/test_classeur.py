"""A workbook shows texts as they are, cuts no value in two, and shows numbers as what they are."""

import io
import re
import warnings
from datetime import date
from fractions import Fraction
from html import unescape
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from convrules.render import classeur
from convrules.render.classeur import write_workbook
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre, Graphique, Liste, to_csv

LONGUEUR_MAX = 32_767
HOSTILES = (
    "=cmd()|'/C calc'!A0, part_etat",
    "=A1+1",
    "Ville!A1",
    "=Ville!$A$1, part",
    "<r><t>x</t></r>",
    "'x",
)


def book(*feuilles: Feuille) -> ZipFile:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        # Why: the library says of a reference to a sheet that is not there.
        warnings.simplefilter("error")
        write_workbook(feuilles, stream, "Essai", date(2026, 1, 5))
    return ZipFile(stream)


def cells(archive: ZipFile, nom: str) -> list[list[object]]:
    assert archive.fp is not None
    archive.fp.seek(0)
    return CalamineWorkbook.from_filelike(io.BytesIO(archive.fp.read())).get_sheet_by_name(nom).to_python()


def one_column(*cellules: Cellule, genre: Genre = Genre.TEXTE) -> Feuille:
    return Feuille(
        nom="feuille",
        titre="Feuille",
        colonnes=(Colonne(nom="c", titre="C", genre=genre),),
        lignes=tuple((c,) for c in cellules),
    )


def formats(archive: ZipFile) -> list[str]:
    """Number format of each cell of the first column, the header aside."""
    styles = archive.read("xl/styles.xml").decode()
    own = {"1": "0", **dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))}
    xfs = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    return [unescape(own[xfs[int(s)]]) for s in re.findall(r'<c r="A(?!1")\d+" s="(\d+)"', sheet)]


# --- texts ----------------------------------------------------------------------------------
@pytest.mark.parametrize("titre", HOSTILES)
@pytest.mark.parametrize("courbe", [False, True])
def test_the_title_of_a_chart_is_never_a_reference(titre: str, courbe: bool) -> None:
    feuille = Feuille(
        nom="fil",
        titre="Fil",
        colonnes=(
            Colonne(nom="au", titre=titre, genre=Genre.JOUR),
            Colonne(nom="du", titre=titre, genre=Genre.NOMBRE),
        ),
        lignes=((date(2025, 1, 1), 1), (date(2025, 2, 1), 2)),
        graphiques=(Graphique(titre=titre, noms="au", nombres=("du",), courbe=courbe),),
    )
    chart = book(feuille).read("xl/charts/chart1.xml").decode()
    title = chart.split("<c:title>")[1].split("</c:title>")[0]
    told = titre.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f"<a:t>{told}</a:t>" in title
    assert {f.split("!")[0] for f in re.findall("<c:f>(.*?)</c:f>", chart)} == {"fil"}


@pytest.mark.parametrize("texte", [*HOSTILES, "_x0041_", "http://a.fr", "0123", "<r></r>"])
def test_a_cell_and_a_header_show_their_text_as_it_is(texte: str) -> None:
    feuille = Feuille(
        nom="feuille", titre="Feuille", colonnes=(Colonne(nom="c", titre=texte),), lignes=((texte,),)
    )
    archive = book(feuille)
    assert cells(archive, "feuille") == [[texte], [texte]]
    assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


# --- what a workbook cannot hold ------------------------------------------------------------
@pytest.mark.parametrize("marque", ["", "\U0001f3e0"])
def test_a_long_list_is_cut_between_two_identifiers_and_says_how_many_are_left(marque: str) -> None:
    """Excel counts a house as two."""
    idents = [f"VACANCE-{marque}-{n:06d}" for n in range(4_000)]
    feuille = one_column(Liste(idents))
    titles, row = cells(book(feuille), "feuille")
    said = str(row[0])
    *kept, last = said.split("|")
    assert len(said.encode("utf-16-le")) // 2 <= LONGUEUR_MAX
    assert kept == idents[: len(kept)] and kept
    left = f"{len(idents) - len(kept):,}".replace(",", "\u202f")
    assert last == f"… et {left}\u00a0autres\u202f: voir le csv"
    longer = "|".join([*kept, idents[len(kept)], last])
    assert len(longer.encode("utf-16-le")) // 2 > LONGUEUR_MAX
    assert "1\u00a0cellule" in str(titles[2]) and "32\u202f767" in str(titles[2])
    assert list(to_csv(feuille))[1] == "|".join(idents) + "\r\n"


def test_a_list_that_just_fits_is_whole_and_nothing_is_said() -> None:
    idents = ["V" * 9_999, "W" * 9_999, "X" * (LONGUEUR_MAX - 20_000)]
    assert cells(book(one_column(Liste(idents))), "feuille") == [["C"], ["|".join(idents)]]


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("a|" * 20_000 + "fin", "a|a|… (suite coupée)"),
        ("mot " * 10_000, "mot mot… (suite coupée)"),
        ("x" * 40_000, "… (texte coupé)"),
    ],
    ids=["barres", "mots", "un-seul"],
)
def test_any_other_text_is_cut_between_two_words_and_says_so(texte: str, dit: str) -> None:
    titles, row = cells(book(one_column(texte)), "feuille")
    said = str(row[0])
    assert said.endswith(dit) and len(said) <= LONGUEUR_MAX
    assert "1\u00a0cellule" in str(titles[2])


def test_one_identifier_longer_than_a_cell_is_not_begun() -> None:
    _, row = cells(book(one_column(Liste(["x" * 40_000, "V-2"]))), "feuille")
    assert row[0] == "… 2\u00a0valeurs\u202f: voir le csv"


def test_more_rows_than_a_sheet_holds_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classeur, "LIGNES_MAX", 2)
    titles, *rows = cells(book(one_column("a", "b", "c")), "feuille")
    assert [row[0] for row in rows] == ["a", "b"]
    assert "2 premières des 3 lignes" in str(titles[2])


# --- numbers --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("genre", "cellules", "dit"),
    [
        (Genre.ANNEE, (2025, 2024), "0"),
        (Genre.ENTIER, (384, 12_000), "#,##0"),
        (Genre.NOMBRE, (Fraction(384), 12, None), "#,##0"),
        (Genre.NOMBRE, (Fraction(384), Fraction(384, 5)), "#,##0.00"),
    ],
)
def test_numbers_are_shown_as_what_they_are(genre: Genre, cellules: tuple[Cellule, ...], dit: str) -> None:
    held = [c for c in cellules if c is not None]
    assert formats(book(one_column(*cellules, genre=genre))) == [dit] * len(held)


def test_a_number_that_is_not_exact_is_shown_as_approximate() -> None:
    """19,0032 is not 19,00; a third is marked, and nothing seems whole, or the rate asked, that is not."""
    held = (19, Fraction(190_032, 10_000), Fraction(1, 3), 19 + Fraction(1, 300_000))
    found = formats(book(one_column(*held, genre=Genre.NOMBRE)))
    assert found == ["#,##0.0000", "#,##0.0000", '"≈\u00a0"#,##0.000000', '"≈\u00a0"#,##0.000000']


def test_a_column_is_wide_enough_for_the_numbers_that_it_shows() -> None:
    """« ≈ 12 345 678,333333 » takes nineteen signs; « ##### » is shown of what does not fit."""
    archive = book(one_column(Fraction(37_037_035, 3), genre=Genre.NOMBRE))
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    (width,) = re.findall(r'<col min="1" max="1" width="([\d.]+)"', sheet)
    assert float(width) >= 19
