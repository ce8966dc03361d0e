"""Two holders of one name are told apart by their type and code wherever the year names them; a name that
one holder alone has stays as its conventions write it."""

from html import unescape
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from convrules.cli.main import run
from pdf_lu import read_pdf

AN = ["compliance", "--year", "2025", "--as-of", "2026-01-05"]
TERME = "du: 2025-01-01, au: 2027-12-31"
NOM, VILLE = "Ville de Saint-Denis", "commune--mon-bailleur"
SEULS = (f"{NOM} (commune 93066)", f"{NOM} (commune 93048)")


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    return tmp_path / "depot"


def another(depot: Path, *changes: tuple[str, str]) -> None:
    """The same convention once more, with these changes."""
    text = (depot / "conventions/convention.yaml").read_text("utf-8").replace(VILLE, "autre--mon-bailleur")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (depot / "conventions/autre.yaml").write_text(text, "utf-8")


def seen(depot: Path, capsys: pytest.CaptureFixture[str], *forms: str) -> str:
    capsys.readouterr()
    written = [option for form in forms for option in ("-o", f"r.{form}")]
    assert run([*AN, "--depot", str(depot), *written]) in (0, 1)
    return plain(capsys.readouterr().out)


def test_homonyms_are_told_apart(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    another(depot, ("93066", "93048"))
    screen = seen(depot, capsys, "html")
    page = plain(unescape(Path("r.html").read_text("utf-8")))
    for told in SEULS:
        assert f"{told} — convention «" in screen
        # The title of what is said first, then of its own section.
        assert f"{told}</a></h3>" in page and f"{told}</h2>" in page


def test_homonyms_are_told_apart_in_sheets(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    another(depot, ("93066", "93048"))
    seen(depot, capsys, "xlsx")
    book = CalamineWorkbook.from_path("r.xlsx")
    parts = {str(row[0]).split(",")[0] for row in book.get_sheet_by_name("parts").to_python()[1:]}
    assert parts == set(SEULS)
    brief = {str(row[0]) for row in book.get_sheet_by_name("essentiel").to_python()}
    assert set(SEULS) <= brief and NOM not in brief


def test_homonyms_are_told_apart_in_print(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    another(depot, ("93066", "93048"))
    seen(depot, capsys, "pdf")
    titles = [plain(one.texte) for one in read_pdf(Path("r.pdf")).corps.all("H1")]
    assert all(any(told in title for title in titles) for told in SEULS), titles


@pytest.mark.parametrize(
    "changes",
    [(("93066", "93048"), (NOM, "Ville de Montreuil")),
     (("du: 2025-01-01, au: 2027-12-31", "du: 2028-01-01, au: 2029-12-31"),)],
    ids=["another name", "the same holder"],
)  # fmt: skip
def test_a_name_of_one_holder_stays(
    depot: Path, capsys: pytest.CaptureFixture[str], changes: tuple[tuple[str, str], ...]
) -> None:
    another(depot, *changes)
    screen = seen(depot, capsys)
    assert f"{NOM} — convention «" in screen and f"{NOM} (commune" not in screen


def without_code(depot: Path, ident: str) -> None:
    """The convention takes over from one that does not say the code."""
    signed = depot / "conventions/convention.yaml"
    text = signed.read_text("utf-8")
    assert text.count(', code: "93066"') == text.count(TERME) == 1
    bare = text.replace(', code: "93066"', "").replace(VILLE, ident)
    bare = bare.replace(TERME, "du: 2025-01-01, au: 2025-03-31")
    (depot / "conventions/sans_code.yaml").write_text(bare, "utf-8")
    signed.write_text(text.replace(TERME, "du: 2025-04-01, au: 2027-12-31"), "utf-8")


def written(depot: Path, sous: str) -> set[str]:
    """The pages of holders, which are the folders of the report but for the landlord's."""
    assert run([*AN, "--depot", str(depot), "--exemplaires", sous]) in (0, 1)
    assert run(["bilan", *AN[1:], "--depot", str(depot), "-o", f"b{sous}"]) in (0, 1)
    pages = {p.stem for p in Path(sous).iterdir()}
    assert {p.name for p in Path(f"b{sous}").iterdir() if p.is_dir()} == {*pages, "bailleur"}
    return pages


@pytest.mark.parametrize("ident", ["ancienne--mon-bailleur", "zz--mon-bailleur"])
def test_one_without_a_code_is_with_none_of_several_codes(
    depot: Path, capsys: pytest.CaptureFixture[str], ident: str
) -> None:
    """Whatever it is called: what it counts is shown to none of them, and `check` asks for its code."""
    without_code(depot, ident)
    another(depot, ("93066", "93048"))
    capsys.readouterr()
    assert run(["check", str(depot)]) == 0
    said = plain(capsys.readouterr().out)
    assert f"CR649]: La convention « {ident} » ne dit pas le code" in said
    assert "les codes 93048 et 93066" in said
    stems = written(depot, "ex")
    assert stems == {f"ville-de-saint-denis-commune{code}" for code in ("", "-93066", "-93048")}
    each = (ident, "autre--mon-bailleur", VILLE)
    for stem, own in zip(sorted(stems), each, strict=True):
        page = plain(unescape(Path(f"ex/{stem}.html").read_text("utf-8")))
        assert [i for i in each if f"Convention « {i} »" in page] == [own]


def test_codes_given_by_conventions_that_are_not_in_force_decide_too(depot: Path) -> None:
    without_code(depot, "sans-code")
    assert written(depot, "un") == {"ville-de-saint-denis"}
    another(depot, ("93066", "93048"), ("du: 2025-04-01, au: 2027-12-31", "du: 2028-01-01, au: 2029-12-31"))
    stems = {"ville-de-saint-denis-commune", "ville-de-saint-denis-commune-93066"}
    assert written(depot, "deux") == stems
