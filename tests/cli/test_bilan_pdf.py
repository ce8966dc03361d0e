"""The annual report on paper: one tagged PDF per recipient, its own figures and nothing else, read back."""

import json
import re
import sys
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import typst

from cli.bilan_imprime import depot, edit, flat, holder, number, printed, rows, said_in, told
from cli.bilan_rendu import AN, EPT, PREFET, VILLE
from convrules import geographie
from convrules.api import annuel, pdf
from convrules.cli.main import run
from pdf_lu import read_pdf

__all__ = ["depot"]

AXES = ["typologie", "financement", "qpv", "commune", "periode_construction"]
SANS_TYPST = 'écrire un PDF demande typst : pip install "convrules[pdf]".'


# --- what it is -----------------------------------------------------------------------------
@pytest.mark.parametrize("sous", ["bailleur", VILLE, PREFET])
def test_each_has_a_tagged_document_in_french(depot: Path, sous: str) -> None:
    paper = printed(sous)
    octets = (Path("b") / sous / "bilan.pdf").read_bytes()
    assert b"pdfuaid:part" in octets
    sizes = set(re.findall(rb"/MediaBox ?\[([^]]*)\]", octets))
    assert [[round(float(n)) for n in size.split()] for size in sizes] == [[0, 0, 595, 842]]  # A4, in points.
    assert paper.langue == "fr" and paper.titre.startswith("Bilan annuel 2025")
    assert paper.texte.strip().splitlines()[0] == paper.titre
    heads = [flat(p.texte) for p in paper.corps.all("H1")]
    assert heads[-2:] == ["Logements soustraits du flux", "D'où viennent ces chiffres"]
    assert {"Typologie", "Commune", "Période de construction"} <= {
        flat(p.texte) for p in paper.corps.all("H2")
    }
    tables = list(paper.corps.all("Table"))
    assert len(tables) >= 7
    for table in tables:
        first, *others = table.all("TR")
        assert {cell.sorte for cell in first.parties} == {"TH"} and all(c.texte for c in first.parties)
        assert others and all(cell.sorte == "TD" for row in others for cell in row.parties)
    count = len(paper.marges)
    for rang, margin in enumerate(paper.marges, 1):
        assert margin.endswith(f"{rang} / {count}")


def test_whose_it_is_stands_on_every_page(depot: Path) -> None:
    assert all("Ville de Saint-Denis" in m for m in printed(VILLE).marges)
    paper = printed("bailleur")
    assert all("exemplaire du bailleur, à ne pas transmettre" in m for m in paper.marges)
    assert "À ne pas transmettre." in paper.texte


def test_the_same_report_has_the_same_bytes(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts: set[object] = set()
    compile_ = typst.compile

    def seen(modele: bytes, **options: Any) -> Any:
        fonts.add(options["ignore_system_fonts"])
        return compile_(modele, **options)

    monkeypatch.setattr(typst, "compile", seen)
    printed(VILLE)
    assert fonts == {True}
    monkeypatch.chdir(depot / "donnees")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert run(["bilan", *AN, "-o", "../../c"]) == 0
    made = sorted(depot.parent.glob("b/*/bilan.pdf"))
    assert len(made) == 3
    for one in made:
        assert one.read_bytes() == (depot.parent / "c" / one.parent.name / one.name).read_bytes()
    assert not re.search(rb"CreationDate|ModDate|xmp:CreateDate|xmp:ModifyDate", made[0].read_bytes())


# --- what it says ---------------------------------------------------------------------------
@pytest.mark.parametrize("vue", ["ses lignes", "agrégats", "tout"])
def test_its_figures_are_those_of_the_json(depot: Path, vue: str) -> None:
    holder(depot, "Préfet", vue=vue)
    path = depot / "donnees/vacances-2025.csv"
    lines = path.read_text("utf-8").splitlines()
    more = [lines[r].replace(lines[r][:5], f"W{r}-{n:03}") for r in (2, 3, 4, 5) for n in range(20 * r)]
    path.write_text("\n".join([*lines, *more]) + "\n", "utf-8")
    printed(VILLE)
    for sous in (VILLE, PREFET, EPT, "bailleur"):
        said, paper = said_in(sous), read_pdf(Path("b") / sous / "bilan.pdf")
        expected = [*shared(said), *statements(said), *aggregates(said), *withdrawals(said), receipt(said)]
        assert [[flat(c) for c in row] for table in expected for row in table] == [
            row for table in joined(rows(paper)) for row in table
        ]
        for releve in said["releves"]:
            total = [number(releve["total"][m]) for m in ("proposes", "attribues")]
            assert f"Logements proposés : {total[0]}. Logements attribués : {total[1]}." in flat(paper.texte)
    assert re.search(r"proposés : \d+ à \d+\.", flat(read_pdf(Path("b") / PREFET / "bilan.pdf").texte))
    paper = read_pdf(Path("b") / EPT / "bilan.pdf")
    heads = [flat(p.texte) for p in paper.corps.all("H2")]
    assert (
        vue != "agrégats" or len({cell for t in joined(rows(paper)) for r in t for cell in r[1:]} - {"s"}) > 9
    )
    assert ("Proposés, par réservataire et quartier prioritaire" in heads) is (vue == "agrégats")


Table = list[list[str]]


def shared(said: dict[str, Any]) -> list[Table]:
    if said["total"] is None:
        return []
    lines = [
        [p["compte"]["libelle"], number(p["proposes"]), number(p["attribues"])]
        for p in said["partage"]
        if p["proposes"] != 0 or p["attribues"] != 0
    ]
    total = ["Total", number(said["total"]["proposes"]), number(said["total"]["attribues"])]
    return [[["Réservataire ou situation", "Proposés", "Attribués"], *lines, total]]


TITRES = [
    "Typologie",
    "Type de financement",
    "Quartier prioritaire (QPV)",
    "Commune",
    "Période de construction",
]


def statements(said: dict[str, Any]) -> list[Table]:
    return [
        [
            [titre, "Proposés", "Attribués"],
            *([v["libelle"], number(v["proposes"]), number(v["attribues"])] for v in lines),
        ]
        for releve in said["releves"]
        for titre, axe in zip(TITRES, AXES, strict=True)
        if (lines := releve["dimensions"][axe])
    ]


def aggregates(said: dict[str, Any]) -> list[Table]:
    """Values in lines, accounts in columns, then what all of them add up to."""
    made: list[Table] = []
    for agregat in said["agregats"]:
        for mesure in ("proposes", "attribues"):
            comptes = [*agregat["comptes"], {**agregat["ensemble"], "compte": {"libelle": "Ensemble"}}]
            labels = [v["libelle"] for v in comptes[0]["valeurs"]]
            lines = [
                [label, *(number(c["valeurs"][j][mesure]) for c in comptes)] for j, label in enumerate(labels)
            ]
            lines.append(["Total", *(number(c["total"][mesure]) for c in comptes)])
            made.append([["Valeur", *(c["compte"]["libelle"] for c in comptes)], *lines])
    return made


def joined(tables: list[Table]) -> list[Table]:
    """Tables of accounts in columns, which stand in parts, side by side."""
    made: list[Table] = []
    for table in tables:
        if table[0][0] == "Valeur" and made and made[-1][0][0] == "Valeur" and made[-1][0][-1] != "Ensemble":
            assert [row[0] for row in table] == [row[0] for row in made[-1]]
            made[-1] = [[*one, *two[1:]] for one, two in zip(made[-1], table, strict=True)]
        else:
            made.append(table)
    return made


def withdrawals(said: dict[str, Any]) -> list[Table]:
    head = ["Catégorie d’opération", "Prévus 2025", "Soustraits 2025", "Attribués 2025", "Prévus 2026"]
    keys = ("prevu", "soustraits", "attribues", "prevu_suivant")
    return [
        [head, *([c["libelle"], *(forecast(c, k) for k in keys)] for c in s["categories"])]
        for s in said["soustractions"]
    ]


def forecast(category: dict[str, Any], key: str) -> str:
    """A category of which no row speaks is told as such, not as a forecast of nothing."""
    told = {"sans_prevision": "aucune déclarée", "sans_lieu": "annoncé sans lieu"}
    return next((dit for nom, dit in told.items() if key in category[nom]), number(category[key]))


def receipt(said: dict[str, Any]) -> Table:
    marks = {**said["empreintes"]["conventions"], **said["empreintes"]["donnees"]}
    return [["Fichier", "Empreinte"], *(list(one) for one in sorted(marks.items()))]


def test_what_is_not_whole_the_bins_and_the_receipt_are_said(depot: Path) -> None:
    paper = printed(VILLE)
    text = flat(paper.texte)
    assert "Incomplet : la loi demande aussi cette dimension, que rien ne renseigne : période de" in text
    assert "le nombre de logements à soustraire du flux de 2026, par catégorie" in text
    assert "Périodes de construction déclarées : jusqu'en 1948, de 1949 à 1974, depuis 1975." in text
    assert "Destinataire : Ville de Saint-Denis, à transmettre au plus tard le 27 février 2026" in text
    assert f"Moteur convrules {said_in(VILLE)['moteur']}, situation au 5 janvier 2026." in text
    assert sha256((depot / "conventions/convention.yaml").read_bytes()).hexdigest() in text
    assert "celles des données sont dans le reçu du bailleur" in text
    assert "1 logement n'est compté que peut-être" in text


def test_a_recipient_sees_nothing_of_the_others(depot: Path) -> None:
    printed(VILLE)
    own = {VILLE: ("Ville de Saint-Denis", "commune--mon-bailleur"), PREFET: ("Préfet", "etat--mon-bailleur")}
    for sous in own:
        paper = read_pdf(Path("b") / sous / "bilan.pdf")
        text = " ".join([paper.titre, paper.texte, *paper.marges])
        octets = (Path("b") / sous / "bilan.pdf").read_bytes()
        for other, names in own.items():
            assert all((name in flat(text)) is (other == sous) for name in names)
            assert other == sous or names[1].encode() not in octets


def test_no_line_breaks_before_a_sign_of_french(depot: Path) -> None:
    for sous in ("bailleur", VILLE):
        text = printed(sous).texte
        assert "«\u00a0" in text and "\u202f:" in text
        assert re.findall(r"« | »| [:;?!]", text) == []


# --- the sizes ------------------------------------------------------------------------------
def test_a_long_table_repeats_its_head_on_each_page(depot: Path) -> None:
    codes = [c for c in (f"77{n:03}" for n in range(1, 500)) if geographie.commune(c) is not None][:300]
    assert len(codes) == 300
    edit(depot / "conventions/etat.yaml", 'département: "93"', 'département: "77"')
    path = depot / "donnees/vacances-2025.csv"
    lines = path.read_text("utf-8").splitlines()
    (own,) = (line for line in lines if line.startswith("V-005;"))
    more = [own.replace("V-005", f"W-{n}").replace("93066", c, 1) for n, c in enumerate(codes)]
    path.write_text("\n".join([*lines, *more]) + "\n", "utf-8")
    paper = printed(PREFET)
    (communes,) = (t for t in rows(paper) if t[0][0] == "Commune")
    assert len(communes) == 301
    said = {
        v["libelle"]: number(v["proposes"]) for v in said_in(PREFET)["releves"][0]["dimensions"]["commune"]
    }
    assert {row[0]: row[1] for row in communes[1:]} == said
    again = [n for n, m in enumerate(paper.marges) if "CommuneProposésAttribués" in m]
    assert len(again) >= 5 and again == list(range(again[0], again[-1] + 1))


def test_a_landlord_with_one_recipient_and_no_vacancy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    path = Path("depot/donnees/vacances-2025.csv")
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    edit(Path("depot/correspondance.yaml"), "  vacances: { ", "  vacances: { peut être vide: oui, ")
    paper = printed(VILLE)
    assert sorted(p.name for p in Path("b").iterdir()) == ["bailleur", "recu.json", VILLE]
    assert "Logements proposés : 0. Logements attribués : 0." in flat(paper.texte)
    assert "Aucun logement." in paper.texte
    assert {cell for t in rows(paper)[:-1] for row in t[1:] for cell in row[1:]} <= {"0", "non fourni"}
    read_pdf(Path("b/bailleur/bilan.pdf"))


# --- without typst, and made again -----------------------------------------------------------
def test_without_the_extra_the_rest_is_written_and_one_is_told(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert SANS_TYPST in told(capsys, *AN, "-o", "b")
    assert not list(Path("b").rglob("*.pdf")) and len(list(Path("b").rglob("*.html"))) == 3
    assert json.loads(Path("b/recu.json").read_text("utf-8"))["typst"] is None
    assert "le même, octet pour octet" in told(capsys, "--verify", "b")
    monkeypatch.undo()
    monkeypatch.chdir(depot.parent)
    assert "le même, octet pour octet" in told(capsys, "--verify", "b")


def test_in_english_too(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert run(["--lang", "en", "bilan", "--depot", "depot", *AN, "-o", "b"]) == 0
    assert 'writing a PDF needs typst: pip install "convrules[pdf]"' in capsys.readouterr().err


def test_a_pdf_is_made_again_byte_for_byte(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed(VILLE)
    assert json.loads(Path("b/recu.json").read_text("utf-8"))["typst"] == pdf.typst_version()
    assert "le même, octet pour octet" in told(capsys, "--verify", "b")
    path = Path("b") / VILLE / "bilan.pdf"
    path.write_bytes(path.read_bytes() + b"\n")
    assert f"« {VILLE}/bilan.pdf » : le fichier à côté du reçu" in told(capsys, "--verify", "b", code=1)
    monkeypatch.setattr(annuel, "typst_version", lambda: "0.0.0")
    assert f"typst : {pdf.typst_version()} dans le reçu, 0.0.0 ici" in told(capsys, "--verify", "b", code=1)
    monkeypatch.undo()
    monkeypatch.chdir(depot.parent)
    monkeypatch.setitem(sys.modules, "typst", None)
    assert f"« b/bailleur/bilan.pdf » : {SANS_TYPST}" in told(capsys, "--verify", "b", code=2)


@pytest.mark.parametrize("declared", [True, False])
def test_the_page_names_the_bins_declared_as_paper_does(declared: bool, depot: Path) -> None:
    if not declared:
        edit(depot / "convrules.toml", "periodes_construction = [1949, 1975]", "")
    paper = printed(VILLE)
    page = flat(unescape((Path("b") / VILLE / "bilan.html").read_text("utf-8")))
    said = "Périodes de construction déclarées : jusqu'en 1948, de 1949 à 1974, depuis 1975."
    assert (said in page) is (said in flat(paper.texte)) is declared
    assert declared or "Périodes de construction déclarées" not in page
