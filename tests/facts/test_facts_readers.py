"""Bytes to rows: what is read, and what is refused with its line."""

from pathlib import Path

import pytest

from convrules import ir
from convrules.base.values import Connu, TCode, TCondition, TTexte
from convrules.diagnostics.catalogue import aide
from convrules.facts.chargement import RefusLecture
from convrules.facts.readers.files import folder_reader
from convrules.facts.readers.octets import ouvrir
from convrules.facts.refus import refused_reading
from facts.landlord import BONNE, ENTETE, FINAN, MONTANT, codes, colonne, load, load_text, mapping, source

ACCENTS = ENTETE + "Vœu €1;93066;11;oui;41,5;450,20;03/02/2025\n"
NOMS = "NUM_VAC;INSEE;FINAN;QPV;SURF;LOYER;DT_INFO;NOM;TELEPHONE\n"

BAD: list[tuple[str, bytes, dict[str, object], str, int]] = [
    ("cp1252 without a declaration", ACCENTS.encode("cp1252"), {}, "CR705", 2),
    ("utf-8 declared cp1252", ACCENTS.encode(), {"encodage": "cp1252"}, "CR706", 2),
    ("a byte that cp1252 has not", ACCENTS.encode("cp1252") + b"\x81", {"encodage": "cp1252"}, "CR707", 3),
    ("two encodings", ACCENTS.encode() + BONNE.replace("V1", "Vé2").encode("cp1252"), {}, "CR769", 3),
    (
        "two encodings, one declared",
        ACCENTS.encode("cp1252") + BONNE.replace("V1", "Vé2").encode(),
        {"encodage": "cp1252"},
        "CR769",
        3,
    ),
    ("declared utf-8, is not", ACCENTS.encode("cp1252"), {"encodage": "utf-8"}, "CR707", 2),
    ("cp850", "Libération;é\n".encode("cp850"), {"encodage": "cp1252"}, "CR797", 1),
    ("cp850 without a declaration", (ENTETE + "Végétale;\n").encode("cp850"), {}, "CR797", 2),
    ("a workbook", b"PK\x03\x04etc", {}, "CR709", 1),
    ("utf-16", ACCENTS.encode("utf-16"), {}, "CR709", 1),
    ("empty", b"", {}, "CR710", 1),
    ("only blank lines", b"\xef\xbb\xbf\r\n \r\n", {}, "CR710", 1),
    ("only spaces of other kinds", b"\x1c\n\xc2\xa0\n", {}, "CR710", 1),
    ("quotes around nothing", b'""\n', {}, "CR710", 1),
    ("a null byte", (ENTETE + BONNE).encode() + b"V2\0\n", {}, "CR711", 3),
    ("an open quote", (ENTETE + BONNE + 'V2;"93066;1\n').encode(), {}, "CR712", 3),
    (
        "ditto marks",
        (ENTETE + BONNE + 'V2;93066;1;oui;1;1;"\nV3;93066;1;oui;1;1;"\n').encode(),
        {},
        "CR712",
        3,
    ),
    ("a quote inside", (ENTETE + 'V2;"93"066;1;oui;1;1;\n').encode(), {}, "CR712", 2),
    ("cut in the last row", (ENTETE + BONNE + "V2;93066;1").encode(), {}, "CR713", 3),
    ("two separators in the header", b"NUM_VAC;INSEE,FINAN\n", {}, "CR714", 1),
    ("another separator", b"NUM_VAC,INSEE\n", {"separateur": ";"}, "CR715", 1),
    ("a column without a name", ENTETE.replace("QPV", " ").encode(), {}, "CR716", 1),
    ("a column twice", ENTETE.replace("QPV", "SURF").encode(), {}, "CR717", 1),
    ("too short a row", (ENTETE + "V2;93066\n" + BONNE).encode(), {}, "CR718", 2),
    ("too long a row", (ENTETE + BONNE.strip() + ";;\n").encode(), {}, "CR718", 2),
    ("no header", BONNE.encode(), {"separateur": ";"}, "CR719", 1),
]


@pytest.mark.parametrize(("content", "keys", "code", "line"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_file_that_is_refused(content: bytes, keys: dict[str, object], code: str, line: int) -> None:
    checked = load_text(content, **keys)
    found = [(d.code, d.span.source.name, d.span.position[0]) for d in checked.diagnostics]
    assert (code, "vacances-2025.csv", line) in found
    assert {c for c, _, _ in found} <= {code}


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        (ACCENTS.encode(), {}),
        (b"\xef\xbb\xbf" + ACCENTS.encode(), {}),
        (ACCENTS.encode("cp1252"), {"encodage": "cp1252"}),
        (ACCENTS.replace("\n", "\r\n").encode(), {"separateur": ";"}),
        (ACCENTS.replace(",", ".").replace(";", "\t").encode(), {}),
        (ACCENTS.replace(",", ".").replace(";", ",").encode(), {}),
        ((" \n" + ACCENTS.replace("Vœu €1", '"Vœu €1"') + "\n\n").encode(), {}),
        (ACCENTS.replace("Vœu €1", "\u00a0Vœu €1 ").encode(), {}),
        (ACCENTS.replace("œ", "œ").rstrip("\n").encode(), {}),
    ],
    ids=["utf8", "bom", "cp1252", "crlf", "tab", "comma", "quoted", "spaces", "no last line end"],
)
def test_a_file_that_reads(content: bytes, keys: dict[str, object]) -> None:
    checked = load_text(content, **keys)
    assert codes(checked) == []
    (vacance,) = checked.value.faits.vacances
    assert vacance.id == "Vœu €1"
    assert vacance.cellule("qpv") == Connu(True)
    assert checked.value.complet


def remedy(content: str, **keys: object) -> str:
    """Of the one thing that is wrong with a file."""
    (told,) = load_text(content, **keys).diagnostics
    return aide(told) or ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('="007"', "007"),
        ('"=""007"""', "007"),
        ('="L ""1"""', 'L "1"'),
        ('=""', ""),
        ("=7", "=7"),
        ('="7"&"8"', '="7"&"8"'),
    ],
)
def test_a_text_written_for_a_spreadsheet(written: str, read: str) -> None:
    checked = load_text(f"NUM_VAC;INSEE;FINAN;QPV;SURF;LOYER;DT_INFO\n{written};93066;;;;;\n")
    kept = [v.id for v in checked.value.faits.vacances if not v.ligne.refusee]
    assert kept == ([read] if read else [])


def test_a_banner_has_its_remedy() -> None:
    """Whether its line has the separators of the others or not."""
    assert "« lignes à passer: 1 »" in remedy("Export du 5 janvier;;;;;;\n" + ENTETE + BONNE)
    lower = "Export\n\nService des attributions\n" + ENTETE + BONNE
    assert "« lignes à passer: 2 »" in remedy(lower, separateur=";")
    assert codes(load_text(lower, separateur=";", passees=2)) == []


def test_two_columns_without_a_name_are_one_mistake() -> None:
    (told,) = load_text(ENTETE.replace("\n", ";;\n") + BONNE.replace("\n", ";x;\n")).diagnostics
    assert (told.code, told.args["rangs"]) == ("CR716", "8, 9")
    assert "lignes à passer" not in (aide(told) or "")


AUTRE = BONNE.replace("V1", "V2").replace("03/02", "04/02")


@pytest.mark.parametrize("ends", [";;\n", ";\n", "\n", "; ;\n"])
def test_columns_without_a_name_nor_a_cell_are_not_read(ends: str) -> None:
    """The used range of a spreadsheet is larger than what it holds; it leaves out some of the separators."""
    text = ENTETE.replace("\n", ";;\n") + BONNE.replace("\n", ends) + AUTRE
    checked = load_text(text)
    assert [(d.code, d.args["nombre"]) for d in checked.diagnostics] == [("CR860", "2")]
    assert [v.id for v in checked.value.faits.vacances if not v.ligne.refusee] == ["V1", "V2"]
    assert all(d.code != "CR860" for d in load_text(text.replace("DT_INFO;;", "DT_INFO;;X")).diagnostics)
    assert codes(load_text(text + AUTRE.replace("V2", "V3").replace("\n", ";;;\n"))) == ["CR860", "CR718"]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "\n\nsep=;"])
def test_a_line_for_a_spreadsheet_is_no_title(line: str) -> None:
    text = f"{line}\n{ENTETE}{BONNE.replace('V1', '')}{BONNE}"
    checked = load_text(text)
    assert [v.id for v in checked.value.faits.vacances if not v.ligne.refusee] == ["V1"]
    assert [d.span.position[0] for d in checked.diagnostics] == [text.split("V1")[0].count("\n")]
    assert codes(load_text(f"{line}\n{ENTETE}{BONNE}", separateur=";", passees=1)) == []
    tabs = (ENTETE + BONNE).replace(";", "\t")
    assert codes(load_text(f"sep=\t\n{tabs}")) == codes(load_text(f"sep=;\n{tabs}", separateur="\t")) == []


def test_a_control_z_at_the_end_is_no_row() -> None:
    assert codes(load_text(ENTETE + BONNE + "\x1a")) == []
    assert codes(load_text(ENTETE + BONNE + "\x1a\n" + BONNE.replace("V1", "V2")))[0] == "CR718"


def test_line_ends_of_an_old_macintosh_are_told_as_such() -> None:
    assert codes(load_text((ENTETE + BONNE).replace("\n", "\r"))) == ["CR785"]


@pytest.mark.parametrize(
    ("end", "found"),
    [("29/0", ["CR740", "CR786"]), ("29/0\n", ["CR740"]), ("29/04/2025", []), ("", [])],
    ids=["cut", "ended", "whole", "empty"],
)
def test_a_file_cut_in_its_last_cell(end: str, found: list[str]) -> None:
    checked = load_text(ENTETE + BONNE + "V2;93066;11;oui;41,5;450,20;" + end)
    assert codes(checked) == found
    assert checked.value.complet is ("CR786" not in found)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("3", True), ("31/0", True), ("31/1", True), ("29/02/202", True), ("03/02/20", True), ("N", True),
        ("jam", True), ("31/02/20", False), ("31/02/2025", False), ("inconnue", False), ("#N/A", False),
        ("03/02/20255", False), ("99/9", False), ("01/01/1900", False),
    ],
)  # fmt: skip
def test_a_whole_cell_that_does_not_read_is_no_cut(text: str, cut: bool) -> None:
    found = codes(load_text(ENTETE + BONNE + "V2;93066;11;oui;41,5;450,20;" + text))
    assert len(found) == 1 + cut
    assert ("CR786" in found) is cut


@pytest.mark.parametrize(
    ("column", "text", "cut"),
    [
        (colonne("financement", TCode("financement"), codes=FINAN), "1", True),
        (colonne("financement", TCode("financement"), codes=FINAN), "12", False),
        (colonne("financement", TCode("financement")), "pl", True),
        (colonne("financement", TCode("financement")), "PLUS", False),
        (colonne("commune", TCode("commune")), "930", True),
        (colonne("commune", TCode("commune")), "Saint-Denis", False),
        (colonne("commune", TCode("commune")), "99999", False),
        (colonne("departement", TCode("departement")), "9", True),
        (colonne("departement", TCode("departement")), "99", False),
        (colonne("qpv", TCondition()), "ou", True),
        (colonne("qpv", TCondition()), "peut-être", False),
        (colonne("loyer", MONTANT, unite="€"), "450,", True),
        (colonne("loyer", MONTANT, unite="€"), "Mme Durand", False),
    ],
)
def test_the_beginning_of_a_value(column: ir.Colonne, text: str, cut: bool) -> None:
    carte = mapping((source("v.csv"),), {"vacances": (colonne("id", TTexte(), "ID"), column)})
    checked = load(carte, {"v.csv": f"ID;{column.colonne}\nV1;{text}".encode()})
    assert ("CR786" in codes(checked)) is cut
    assert checked.value.complet is not cut


@pytest.mark.parametrize(
    ("first", "whole"),
    [
        ("2025;OPH;1", True),
        ("2025;OPH;01", True),
        ("2025;OPH;2", False),
        ("2025;OPH;", False),
        ("2025", False),
    ],
)
def test_a_file_that_announces_its_rows(first: str, whole: bool) -> None:
    checked = load_text(first + "\n" + ENTETE + BONNE, separateur=";", passees=1, annoncees=3)
    assert codes(checked) == ([] if whole else ["CR787"])
    assert checked.value.complet is whole


def test_text_already_damaged_is_read_and_said() -> None:
    content = ENTETE + BONNE.replace("V1", "libÃ©ration")
    checked = load_text(content)
    assert codes(checked) == ["CR708"]
    assert checked.diagnostics[0].args["trouve"] == "Ã©"
    assert len(checked.value.faits.vacances) == 1


def test_lines_are_those_of_the_file_after_a_cell_on_several_lines() -> None:
    text = NOMS + 'V1;93066;11;oui;41;450;;"DE\nLA\nTOUR";\n' + "V2;93066;99;oui;41;450;;DUPONT;0612345678\n"
    (found,) = load_text(text).diagnostics
    assert found.code == "CR747"
    assert found.span.position == (5, 10)
    assert found.span.text == "99"


def test_no_message_shows_a_person() -> None:
    """The line shown is masked but for mapped columns; a row whose cells are not aligned, wholly."""
    rows = ["V1;93066;99;oui;41;450;;DUPONT;0612345678", "V2;93066;11;oui;41;450;;DURAND;0698765432;x"]
    found = load_text(NOMS + "\n".join(rows) + "\n").diagnostics
    assert [d.code for d in found] == ["CR747", "CR718"]
    shown = "".join(d.span.source.text + repr(dict(d.args)) for d in found)
    assert "V1;93066;99;oui;41;450;;······;··········" in shown
    assert not any(secret in shown for secret in ("DUPONT", "DURAND", "0612345678", "0698765432", "V2"))


# --- on the disk ----------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "depot" / "donnees").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("a;b\n", encoding="utf-8")
    for name in ("vacances-2.csv", "vacances-1.csv", "autre.csv"):
        (tmp_path / "depot" / "donnees" / name).write_text(name, encoding="utf-8")
    (tmp_path / "depot" / "donnees" / "lien.csv").symlink_to(tmp_path / "secret.csv")
    return tmp_path / "depot"


def test_files_of_a_pattern_come_sorted(folder: Path) -> None:
    read = folder_reader(folder, nommer=lambda p: p.name)("donnees/vacances-*.csv")
    assert [f.nom for f in read.fichiers] == ["vacances-1.csv", "vacances-2.csv"]
    with ouvrir(read.fichiers[0]) as stream:
        assert stream.read() == b"vacances-1.csv"
    assert read.refus is None


@pytest.mark.parametrize(
    ("motif", "refus"),
    [
        ("../secret.csv", RefusLecture.HORS_DOSSIER),
        ("donnees/../../secret.csv", RefusLecture.HORS_DOSSIER),
        ("/etc/hostname", RefusLecture.HORS_DOSSIER),
        ("C:\\secret.csv", RefusLecture.HORS_DOSSIER),
        ("..\\secret.csv", RefusLecture.HORS_DOSSIER),
        ("~/secret.csv", RefusLecture.HORS_DOSSIER),
        ("", RefusLecture.HORS_DOSSIER),
        ("donnees/lien.csv", RefusLecture.HORS_DOSSIER),
        ("donnees/absent.csv", RefusLecture.ABSENT),
        ("donnees", RefusLecture.PAS_UN_FICHIER),
    ],
)
def test_what_is_not_read(folder: Path, motif: str, refus: RefusLecture) -> None:
    read = folder_reader(folder, nommer=lambda p: p.name)(motif)
    assert (read.refus, read.fichiers) == (refus, ())


def test_a_file_named_by_the_user_may_lie_anywhere(folder: Path) -> None:
    named = folder.parent / "secret.csv"
    read = folder_reader(folder, donnees=(named,), nommer=lambda p: p.name)("ailleurs/sec*.csv")
    assert [f.nom for f in read.fichiers] == ["secret.csv"]


@pytest.mark.parametrize(
    ("motif", "names", "left"),
    [
        ("vac-*.csv", "vac-01.csv vac-02.CSV vac_03.csv", "vac-02.CSV vac_03.csv"),
        ("vac-*.csv", "vac-01.csv Vac-02.csv vac-03.xlsx", "Vac-02.csv vac-03.xlsx"),
        ("vac-*.csv", "vac-01.csv vac.02.txt vac-03.csv.gz", "vac-03.csv.gz vac.02.txt"),
        ("vac-*.csv", "vac.csv", "vac.csv"),
        ("donnees/vac-*.csv", "donnees/vac-1.csv donnees/vac_2.csv vac_3.csv", "donnees/vac_2.csv"),
        ("*/vac.csv", "a/vac.csv b/Vac.csv", "b/Vac.csv"),
        ("[Vv]ac-??.csv", "vac-01.csv VAC-02.csv", "VAC-02.csv"),
        ("vac.csv", "vac.csv Vac.csv", "Vac.csv"),
        # A transfer that is not finished; what an editor kept of a file that is read.
        ("vac-*.csv", "vac-02.csv.part vac-3.xlsx.crdownload", "vac-02.csv.part vac-3.xlsx.crdownload"),
        ("vac-*.csv", "vac-01.csv vac-02.tmp vac-03.csv~", "vac-02.tmp vac-03.csv~"),
        ("vac-*.csv", "vac-01.csv vac-02.csv.download/x", "vac-02.csv.download"),
        ("vac-*.csv", "vac-01.csv vac-01.csv~ vac-01.csv.tmp", ""),
        # What a file that is read was made from, what is no data, what another table reads.
        ("vac-*.csv", "vac-01.csv vac-01.xlsx vac-notes.docx ~vac-2.csv .vac-3.csv", ""),
        ("vac-*.csv", "vac-01.csv vac_attendues.csv", ""),
        ("*.csv", "a.csv b.xlsx", ""),
        ("vac-*.csv", "vac-01.csv logements.csv attributions-01.csv", ""),
    ],
)  # fmt: skip
def test_files_that_a_pattern_leaves_out_by_their_spelling(
    tmp_path: Path, motif: str, names: str, left: str
) -> None:
    for name in names.split():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    reader = folder_reader(
        tmp_path,
        nommer=lambda p: p.relative_to(tmp_path).as_posix(),
        motifs=(motif, "vac_attendues.csv"),
    )
    assert reader(motif).voisins == tuple(left.split())


def test_files_beside_those_that_the_user_names(folder: Path) -> None:
    (folder / "donnees" / "Vacances_3.csv").write_text("3", encoding="utf-8")
    named = folder / "donnees" / "vacances-1.csv"
    motifs = ("ailleurs/vacances-*.csv",)
    read = folder_reader(folder / "conventions", donnees=(named,), nommer=lambda p: p.name, motifs=motifs)(
        motifs[0]
    )
    assert ([f.nom for f in read.fichiers], read.voisins) == (["vacances-1.csv"], ("Vacances_3.csv",))


def test_the_file_that_is_refused_is_named(folder: Path) -> None:
    (folder / "donnees" / "vacances-3.csv").mkdir()
    read = folder_reader(folder, nommer=lambda p: p.name)("donnees/vacances-*.csv")
    assert (read.refus, read.refuse) == (RefusLecture.PAS_UN_FICHIER, "vacances-3.csv")
    found = refused_reading(source("donnees/vacances-*.csv"), RefusLecture.PAS_UN_FICHIER, read.refuse)
    assert found.args["motif"] == "vacances-3.csv"


def test_places_are_those_of_the_real_text() -> None:
    text = ENTETE + BONNE + BONNE.replace("V1", "V2").replace(";11;", ";99;") + "V3;93066\r\n"
    lines = text.split("\n")
    for diagnostic in load_text(text).diagnostics:
        span = diagnostic.span
        line, column = span.position
        real = lines[line - 1][column - 1 : column - 1 + span.end - span.start]
        assert real == span.text or span.text == "··;·····"
        assert len(span.source.line(line)) == len(lines[line - 1].rstrip("\r"))
        assert span.source.line(1) == ENTETE.strip()
        assert span.source.line(2) == ""


def test_a_file_of_more_rows_than_any_table_takes_is_not_looked_at_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What follows the limit could not be read at all: it is not reached."""
    monkeypatch.setattr("convrules.facts.tables.LIGNES_MAX", 3)
    monkeypatch.setattr("convrules.facts.tables.VACANCES_MAX", 3)
    rows = "".join(BONNE.replace("V1", f"V{n}") for n in range(9))
    assert codes(load_text(f'{ENTETE}{rows}V9;"left open')) == ["CR767"]
    assert codes(load_text(f'{ENTETE}{BONNE}V9;"left open')) == ["CR712"]
