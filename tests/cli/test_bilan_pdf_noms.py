"""Names on the annual report on paper: signs, near or equal names, and the folders that bear them."""

import json
from html import unescape
from pathlib import Path

import pytest
import typst

from cli.bilan_imprime import depot, edit, flat, holder, printed, rows, said_in
from cli.bilan_rendu import EPT, VILLE
from convrules.api import pdf
from convrules.cli.main import run
from pdf_lu import read_pdf

__all__ = ["depot"]

MECHANTS = [
    '#panic("x")',
    "*gras* _souligné_ $x^2$ @ref <label> `brut` ~ -- ... 'a' \"b\"",
    "\\ \\\\ \\u{41} \\n",
    '= Titre #read("/etc/hosts") // rien /* rien */',
    "- puce",
    "/ terme: sens",
    "Établissement public " + "sansespace" * 40,
    '"] #eval("1/0") [',
]


@pytest.mark.parametrize("nom", MECHANTS)
def test_a_name_is_printed_as_it_is(depot: Path, nom: str) -> None:
    """Of a holder, of the repository, and of a file."""
    holder(depot, nom, vue="agrégats")
    toml = depot / "convrules.toml"
    edit(toml, '"Mes conventions"', json.dumps(nom))
    (depot / "conventions/etat.yaml").rename(depot / "conventions/#panic(1) *x* $y$.yaml")
    printed(VILLE)
    (sous,) = {p.name for p in Path("b").iterdir() if p.is_dir()} - {VILLE, EPT, "bailleur"}
    paper = read_pdf(Path("b") / sous / "bilan.pdf")
    wanted = " ".join(nom.split())
    assert flat(next(paper.corps.all("H1")).texte) == wanted
    assert flat(f"Réservations de logements — {nom} — bailleur") in flat(paper.texte)
    assert f"Destinataire : {wanted}, à transmettre" in flat(paper.texte)
    assert all(wanted in flat(m) for m in paper.marges)
    assert "conventions/#panic(1) *x* $y$.yaml" in flat(paper.texte)
    assert any(wanted in flat(c) for c in rows(read_pdf(Path("b") / EPT / "bilan.pdf"))[0][0])


def test_a_sign_that_no_font_draws_is_told_by_its_code(depot: Path) -> None:
    """Whatever the fonts of the machine, of which none is read."""
    holder(depot, "Ville 中 \U0001f600 ب")
    printed(VILLE)
    paper = read_pdf(Path("b") / "ville" / "bilan.pdf")
    assert flat(next(paper.corps.all("H1")).texte) == "Ville [U+4E2D] [U+1F600] [U+0628]"
    assert pdf.printable("a\u202eb") == "a[U+202E]b", "what turns the text round, too"


def test_the_fonts_of_typst_draw_each_sign_that_is_printed() -> None:
    signs = [c for c in map(chr, range(0x2E80)) if pdf._AUTRE.match(c) is None]
    assert len(signs) > 1500
    modele = (
        b'#set document(title: "x", date: none)\n#title()\n#for c in json(bytes(sys.inputs.d)) { par(c) }'
    )
    given = json.dumps([f"a{c}b" for c in signs])
    typst.compile(
        modele, format="pdf", sys_inputs={"d": given}, pdf_standards=[pdf.NORME], ignore_system_fonts=True
    )


@pytest.mark.parametrize(
    ("nom", "dossier"),
    [
        ("../../x", "x"),
        ("CON", "destinataire-con"),
        ("nul.", "destinataire-nul"),
        ("COM1", "destinataire-com1"),
        ("Ville...", "ville"),
        ("bailleur", "bailleur-2"),
        ("中", "destinataire"),
        ("C:\\Windows\\x", "c-windows-x"),
        ("Console", "console"),
    ],
)
def test_the_folder_of_a_recipient_is_one_that_every_system_takes(
    depot: Path, nom: str, dossier: str
) -> None:
    holder(depot, nom)
    printed(VILLE)
    found = {p.name for p in Path("b").iterdir()}
    assert found == {VILLE, "bailleur", dossier, "recu.json"}
    assert {p.name for p in Path().iterdir()} == {"b", "depot"}


NEAR = ("Con", "CON!", "con.", "Préfet", "préfet.", "préfet-2")


def test_recipients_whose_names_are_near_have_each_its_folder(depot: Path) -> None:
    for rang, nom in enumerate(NEAR):
        holder(depot, nom, ident=f"h{rang}")
        edit(depot / f"conventions/h{rang}.yaml", 'département: "93"', f'département: "{rang + 70}"')
    (depot / "conventions/etat.yaml").unlink()
    printed(VILLE)
    found = [p.name for p in Path("b").iterdir() if p.is_dir() and (p / "bilan.pdf").is_file()]
    assert len(found) == 8 == len({nom.lower() for nom in found})
    assert sorted(said_in(nom)["destinataire"] for nom in found if nom != "bailleur") == sorted(
        [*NEAR, "Ville de Saint-Denis"]
    )


def test_two_holders_of_one_name_are_told_apart(depot: Path) -> None:
    first = (depot / "conventions/convention.yaml").read_text("utf-8")
    other = first.replace("commune--mon-bailleur", "autre--mon-bailleur").replace("93066", "93048")
    (depot / "conventions/autre.yaml").write_text(other, "utf-8")
    printed("bailleur")
    for code in ("93066", "93048"):
        paper = read_pdf(Path("b") / f"{VILLE}-commune-{code}" / "bilan.pdf")
        assert paper.titre == f"Bilan annuel 2025 — Ville de Saint-Denis (commune {code})"
        assert next(paper.corps.all("H1")).texte == f"Ville de Saint-Denis (commune {code})"


@pytest.mark.parametrize(
    ("nom", "said"),
    [("Mes conventions", "Mes conventions — bailleur Mon bailleur (000000000) — situation vue"),
     ("Mon bailleur", "Mon bailleur (000000000), bailleur — situation vue")],
)  # fmt: skip
def test_one_name_of_the_repository_and_of_the_landlord_is_said_once(
    depot: Path, nom: str, said: str
) -> None:
    """Under the title of what `bilan` and `compliance` write, page and print."""
    edit(depot / "convrules.toml", '"Mes conventions"', json.dumps(nom))
    printed(VILLE)
    year = ["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05"]
    for written in ("c.html", "c.pdf"):
        run([*year, "-o", written])
    for sous in (f"b/{VILLE}/bilan", "c"):
        for text in (Path(f"{sous}.html").read_text("utf-8"), read_pdf(Path(f"{sous}.pdf")).texte):
            assert said in flat(unescape(text)), sous
            assert flat(unescape(text)).count(" — bailleur ") == (nom != "Mon bailleur")
