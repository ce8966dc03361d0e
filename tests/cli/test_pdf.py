"""The annual report on paper: tagged, reproducible, and nothing of the data taken for markup."""

import json
import re
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
import typst

from convrules.api import pdf
from convrules.cli.main import run
from pdf_lu import read_pdf

AN = ["--depot", "depot", "--year", "2025", "--as-of", "2026-01-05"]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    return tmp_path / "depot"


def test_the_report_is_a_tagged_document_in_french(depot: Path) -> None:
    assert run(["compliance", *AN, "-o", "bilan.pdf"]) == 0
    octets = Path("bilan.pdf").read_bytes()
    assert octets.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"<rdf:li>fr</rdf:li>"):
        assert mark in octets, mark


def test_the_curve_and_the_towns_are_on_paper(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure of the curve and of the towns is given to the template, each curve by its month-ends."""
    given: list[dict[str, Any]] = []
    compile_ = typst.compile

    def seen(modele: bytes, **options: Any) -> Any:
        given.append(json.loads(options["sys_inputs"]["donnees"]))
        return compile_(modele, **options)

    monkeypatch.setattr(typst, "compile", seen)
    assert run(["compliance", *AN, "-o", "bilan.pdf"]) == 0
    (section,) = given[0]["sections"]
    (fil,) = section["fils"]
    assert [len(t[2]) for t in fil["traces"]] == [len(fil["lignes"]) + 1] * 2 and fil["mois"][0] == "J"
    assert all(0 <= n <= 1000 for t in fil["traces"] for point in t[2] for n in point)
    assert section["lieux"] and "courbe" not in fil
    assert re.findall(r"« | »| [:;] ", json.dumps(given[0], ensure_ascii=False)) == []
    template = (Path(pdf.__file__).parents[1] / pdf.MODELE).read_text("utf-8")
    assert all(f"s.{part}" in template for part in ("fils", "sans_fil", "lieux"))


def test_the_same_report_has_the_same_bytes(depot: Path) -> None:
    for name in ("un.pdf", "deux.pdf"):
        assert run(["compliance", *AN, "-o", name]) == 0
    assert Path("un.pdf").read_bytes() == Path("deux.pdf").read_bytes()


def test_what_is_said_is_never_markup(depot: Path) -> None:
    """A name that would be code, an equation, a link or a raw block in the template is printed as it is."""
    path = depot / "conventions" / "convention.yaml"
    text = path.read_text("utf-8")
    assert text.count("nom: Ville de Saint-Denis") == 1
    evil = '\'#panic("lu") $x^2 *gras* @ref <a> `brut` \\\\ #read("/etc/passwd")\''
    path.write_text(text.replace("nom: Ville de Saint-Denis", f"nom: {evil}"), "utf-8")
    assert run(["compliance", *AN, "-o", "bilan.pdf"]) == 0
    printed = [p.texte for p in read_pdf(Path("bilan.pdf")).corps.all("H1")]
    assert evil[1:-1] in printed


def test_a_sign_that_no_font_draws_is_told_by_its_code(depot: Path) -> None:
    """It was an internal error: a PDF for screen readers refuses a sign that it cannot draw."""
    path = depot / "conventions" / "convention.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("nom: Ville de Saint-Denis", "nom: Ville 中 \U0001f600"), "utf-8")
    assert run(["compliance", *AN, "-o", "bilan.pdf"]) == 0
    assert "Ville [U+4E2D] [U+1F600]" in read_pdf(Path("bilan.pdf")).texte


def pixels(octets: bytes) -> list[bytes]:
    """The lines of a PNG of eight bits a channel, red, green, blue and opacity."""
    found = re.finditer(b"(IHDR|IDAT)", octets)
    chunks = [
        (m[1], octets[m.end() : m.end() + int.from_bytes(octets[m.start() - 4 : m.start()])]) for m in found
    ]
    width, height = (int.from_bytes(chunks[0][1][n : n + 4]) for n in (0, 4))
    raw = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    step, size = 4, 4 * width
    lines, above = list[bytes](), bytearray(size)
    for y in range(height):
        sort, line = raw[y * (size + 1)], bytearray(raw[y * (size + 1) + 1 : (y + 1) * (size + 1)])
        for x in range(size):
            left, corner = (line[x - step], above[x - step]) if x >= step else (0, 0)
            guess = left + above[x] - corner
            near = min((left, above[x], corner), key=lambda n: abs(guess - n))
            line[x] = line[x] + (0, left, above[x], (left + above[x]) // 2, near)[sort] & 255
        lines.append(bytes(line))
        above = line
    return lines


def test_a_name_wider_than_the_page_breaks_and_is_whole(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ran out of the page: what was past its edge was not printed, and nothing said so."""
    path = depot / "conventions" / "convention.yaml"
    text = path.read_text("utf-8")
    name = "Anticonstitutionnellement" * 9
    path.write_text(text.replace("nom: Ville de Saint-Denis", f"nom: {name}"), "utf-8")
    drawn: list[bytes] = []
    compile_: Any = typst.compile

    def seen(modele: bytes, **options: Any) -> Any:
        drawn.extend(compile_(modele, format="png", ppi=20, sys_inputs=options["sys_inputs"]))
        return compile_(modele, **options)

    monkeypatch.setattr(typst, "compile", seen)
    assert run(["compliance", *AN, "-o", "bilan.pdf"]) == 0
    assert name in [p.texte for p in read_pdf(Path("bilan.pdf")).corps.all("H1")]
    for page in drawn:
        lines = pixels(page)
        margin = len(lines[0]) * 10 // 210 // 4 * 4  # One centimetre of the 1.6 beside what is printed.
        assert {bytes(line[-margin:]) for line in lines} == {b"\xff" * margin}


def test_without_the_extra_one_is_told_what_to_install(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert run(["compliance", *AN, "-o", "bilan.pdf"]) == 2
    assert 'pip install "convrules[pdf]"' in capsys.readouterr().err
    assert not Path("bilan.pdf").exists()


@pytest.mark.parametrize("command", [["convert", "--depot", "depot"], ["evaluate", "--depot", "depot"]])
def test_the_commands_that_write_no_report_refuse_the_name(depot: Path, command: list[str]) -> None:
    assert run([*command, "--as-of", "2026-01-05", "-o", "x.pdf"]) == 2
