"""Where an exception to a part decides, every form of the year names it: its rate, its article, its rounding,
its own words, in the cells that it decides; never the clause alone, whose figures they are not."""

import csv
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from convrules.cli.main import run
from frames import UNE_PART_ET_UN_ACCORD, frame_entete
from pdf_lu import read_pdf

CONVENTION = (
    UNE_PART_ET_UN_ACCORD
    + """  - exception: a_part
    {enonce}
    à: p
    {quand}
    remplace:
      règle: 15 % des vacances dans l'assiette
      arrondi: inférieur
      force: objectif
    source: {{ article: "2" }}
"""
)
CORRESPONDANCE = """correspondance: x
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";", complet au: 2026-01-31 }
colonnes:
  vacances: { id: id, commune: commune, contingent: { colonne: contingent, codes: { E: etat } },
    disponibilite: { colonne: dispo, format: aaaa-mm-jj },
    attribution: { colonne: attrib, format: aaaa-mm-jj } }
"""
VACANCES = """id;commune;contingent;dispo;attrib
V1;93066;E;2025-02-03;2025-03-03
V2;93048;E;2025-02-03;2025-03-03
V3;;E;2025-02-03;2025-03-03
"""
ENONCE = "énoncé: Quinze pour cent ici."
AN = ["--year", "2025", "--as-of", "2026-01-05"]
PAR_EXCEPTION = "par exception « a_part » (article 2)"
QUINZE = f"15 % des vacances dans l'assiette, arrondi : inférieur, objectif, {PAR_EXCEPTION}"
DIX = "10 % des vacances dans l'assiette (article 1)"
EN_DOUTE = (
    f"on ne sait pas lequel de ces textes s'applique (décision attendue : « accord ») : {DIX} ou {QUINZE}"
)
ICI, PARTOUT, PEUT_ETRE = "ici", "partout", "peut-etre"
QUAND = {
    ICI: ("chaque commune", 'si: commune = "93066"'),
    PARTOUT: ("ensemble", "en vigueur: { du: 2025-01-01 }"),
    PEUT_ETRE: ("ensemble", "si: accord"),
}


def written(folder: Path, quand: str, enonce: str = ENONCE) -> list[str]:
    application, when = QUAND[quand]
    text = CONVENTION.format(application=application, quand=when, enonce=enonce).replace("    \n", "")
    if quand == PEUT_ETRE:
        text = text.replace("porte sur: commune", "porte sur: convention")
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["donnees.yaml"]\n', "utf-8")
    (folder / "etat.yaml").write_text(frame_entete(text), "utf-8")
    (folder / "donnees.yaml").write_text(CORRESPONDANCE, "utf-8")
    (folder / "vacances.csv").write_text(VACANCES, "utf-8")
    return ["--depot", str(folder)]


def plain(text: str) -> str:
    """One line, plain spaces, no markup."""
    bare = unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL))
    return re.sub(r"\s+", " ", bare.replace("’", "'")).replace("« ", "« ")


def complied(folder: Path, quand: str, *options: str, enonce: str = ENONCE) -> None:
    assert run(["compliance", *written(folder, quand, enonce), *AN, *options]) == 0


def rule(folder: Path, quand: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    complied(folder, quand, "--format", "json")
    (found,) = json.loads(capsys.readouterr().out)["conventions"][0]["regles"]
    assert isinstance(found, dict)
    return found


LUES = {
    ICI: [f"« p » : {DIX} ; pour Saint-Denis (93066), {QUINZE}."],
    PARTOUT: [f"« p » : {QUINZE}."],
    PEUT_ETRE: [f"« p » : {EN_DOUTE}."],
}


@pytest.mark.parametrize("quand", QUAND)
def test_on_a_screen(tmp_path: Path, quand: str, capsys: pytest.CaptureFixture[str]) -> None:
    complied(tmp_path, quand)
    said = plain(capsys.readouterr().out)
    for expected in LUES[quand]:
        assert expected in said


def test_the_table_of_a_screen_names_the_article_of_each_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complied(tmp_path, ICI)
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("· Montreuil (93048) (1)") for line in lines)
    (here,) = (n for n, line in enumerate(lines) if line.startswith("· Saint-Denis (93066) (par"))
    assert "exception\u202f: 2)" in " ".join(lines[here : here + 2])


@pytest.mark.parametrize(
    ("quand", "expected"),
    [
        (
            ICI,
            [
                *LUES[ICI],
                "« Dix pour cent du flux. » Pour Saint-Denis (93066) : « Quinze pour cent ici. »",
                f"« p » (article 1 ; {PAR_EXCEPTION})",
                "Saint-Denis (93066) par exception : 2",
                "Montreuil (93048) 1",
                f"Règle : part « p » (article 1), {PAR_EXCEPTION} : 15 % des vacances dans l'assiette, "
                "arrondi : inférieur, objectif",
                f"engagement ; pour Saint-Denis (93066), {QUINZE}.",
            ],
        ),
        (
            PARTOUT,
            [
                *LUES[PARTOUT],
                f"Part « p » (article 1), {PAR_EXCEPTION} : 15 % des vacances dans l'assiette ; compte les "
                "attributions ; sur l'ensemble ; arrondi : inférieur ; report : aucun ; objectif.",
                "« Quinze pour cent ici. »",
            ],
        ),
        (
            PEUT_ETRE,
            [
                *LUES[PEUT_ETRE],
                "1 ; peut-être par exception : 2",
                f"Peut-être, à sa place : part « p » (article 1), {PAR_EXCEPTION} : 15 %",
                "« Dix pour cent du flux. » ou « Quinze pour cent ici. », sans que l'on sache lequel "
                "s'applique.",
            ],
        ),
    ],
)
def test_on_the_page(tmp_path: Path, quand: str, expected: list[str]) -> None:
    complied(tmp_path, quand, "-o", str(tmp_path / "page.html"))
    page = plain((tmp_path / "page.html").read_text("utf-8"))
    for said in expected:
        assert said in page, said
    if quand == PARTOUT:
        assert "10 %" not in page and "Dix pour cent" not in page


def test_on_paper(tmp_path: Path) -> None:
    complied(tmp_path, ICI, "-o", str(tmp_path / "page.pdf"))
    assert plain(LUES[ICI][0]) in plain(read_pdf(tmp_path / "page.pdf").texte)


# --- tables -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("quand", "expected"),
    [
        (
            ICI,
            {
                "Montreuil (93048)": ("1", "engagement", "supérieur", "", ""),
                "Saint-Denis (93066)": ("2", "objectif", "inférieur", "a_part", ""),
            },
        ),
        (PARTOUT, {"ensemble": ("2", "objectif", "inférieur", "a_part", "")}),
        (PEUT_ETRE, {"ensemble": ("1|2", "engagement|objectif", "supérieur|inférieur", "", "a_part")}),
    ],
)
def test_in_tables(tmp_path: Path, quand: str, expected: dict[str, tuple[str, ...]]) -> None:
    complied(tmp_path, quand, "-o", str(tmp_path / "regles.csv"))
    with (tmp_path / "regles.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    names = ("article", "force", "arrondi", "exception", "exception_possible")
    assert {r["cellule"]: tuple(r[nom] for nom in names) for r in rows} == expected


def test_in_a_workbook(tmp_path: Path) -> None:
    complied(tmp_path, ICI, "-o", str(tmp_path / "bilan.xlsx"))
    _, *rows = CalamineWorkbook.from_path(tmp_path / "bilan.xlsx").get_sheet_by_name("essentiel").to_python()
    assert [(row[2], plain(str(row[-2])), plain(str(row[-1]))) for row in rows] == [
        (
            "ensemble des 2 communes",
            "1 ; par exception : 2",
            "Dix pour cent du flux. Saint-Denis (93066) : Quinze pour cent ici.",
        ),
        ("Montreuil (93048)", "1", "Dix pour cent du flux."),
        ("Saint-Denis (93066)", "par exception : 2", "Quinze pour cent ici."),
    ]


def test_an_exception_without_words_of_its_own_is_told_in_ours(tmp_path: Path) -> None:
    """The words of the clause, which it departs from, are not lent to it."""
    complied(tmp_path, ICI, "-o", str(tmp_path / "bilan.xlsx"), enonce="")
    rows = CalamineWorkbook.from_path(tmp_path / "bilan.xlsx").get_sheet_by_name("essentiel").to_python()
    assert plain(str(rows[-1][-1])) == "15 % des vacances dans l'assiette, arrondi : inférieur, objectif"


AILLEURS = """  - exception: autre
    à: p
    si: commune = "93048"
    écarte: oui
    source: { article: "2" }
"""


def test_two_exceptions_without_words_of_their_own_are_two_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = written(tmp_path, ICI, enonce="")
    with (tmp_path / "etat.yaml").open("a", encoding="utf-8") as clauses:
        clauses.write(AILLEURS)
    with (tmp_path / "vacances.csv").open("a", encoding="utf-8") as rows:
        rows.write("V4;93001;E;2025-02-03;2025-03-03\n")
    outputs = [str(tmp_path / nom) for nom in ("page.html", "page.pdf", "bilan.xlsx")]
    assert all(run(["compliance", *where, *AN, "-o", out]) == 0 for out in outputs)
    sheet = CalamineWorkbook.from_path(outputs[2]).get_sheet_by_name("essentiel").to_python()
    here = "Saint-Denis (93066) : 15 % des vacances dans l'assiette, arrondi : inférieur, objectif."
    told = f"Dix pour cent du flux. {here} Montreuil (93048) : règle écartée."
    assert told in {plain(str(row[-1])) for row in sheet}
    page, paper = plain(Path(outputs[0]).read_text("utf-8")), plain(read_pdf(Path(outputs[1])).texte)
    assert all(f"Pour {here} Pour Montreuil (93048) : règle écartée." in text for text in (page, paper))
    capsys.readouterr()
    assert run(["explain", "2025", *where, "--as-of", "2026-01-05"]) == 0
    said = plain(capsys.readouterr().out)
    assert f"– Pour {here} – Pour Montreuil (93048) : règle écartée." in said


# --- JSON -------------------------------------------------------------------------------------
def decided(found: list[dict[str, Any]]) -> list[tuple[list[str], bool, list[str], str | None, str | None]]:
    return [
        ([e["nom"] for e in d["exceptions"]], d["certaine"], d["articles"], d["force"], d["arrondi"])
        for d in found
    ]


SIGNEE = ([], True, ["1"], "engagement", "supérieur")
EXCEPTEE = (["a_part"], True, ["2"], "objectif", "inférieur")


@pytest.mark.parametrize(
    ("quand", "cells", "whole"),
    [
        (ICI, [[], [EXCEPTEE]], [SIGNEE, EXCEPTEE]),
        (PARTOUT, [[EXCEPTEE]], [EXCEPTEE]),
        (
            PEUT_ETRE,
            [[([], False, *SIGNEE[2:]), (["a_part"], False, *EXCEPTEE[2:])]],
            [([], False, *SIGNEE[2:]), (["a_part"], False, *EXCEPTEE[2:])],
        ),
    ],
)
def test_in_json(
    tmp_path: Path, quand: str, cells: list[Any], whole: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    found = rule(tmp_path, quand, capsys)
    assert [decided(cell["decidee_par"]) for cell in found["cellules"]] == cells
    assert decided(found["decidee_par"]) == whole
    assert plain(f"« p » : {found['regle']}.") == plain(LUES[quand][0])


def test_the_head_of_a_rule_is_that_of_what_decides_it_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rule(tmp_path, PARTOUT, capsys)
    head = [found[nom] for nom in ("article", "force", "arrondi")]
    assert [*head, found["source"]["article"]] == ["2", "objectif", "inférieur", "2"]


# --- one vacancy ------------------------------------------------------------------------------
TAUX = f"Part « p » (article 1), {PAR_EXCEPTION} : 15 % des vacances dans l'assiette"


@pytest.mark.parametrize(
    ("vacance", "expected", "rates"),
    [
        ("V1", [f"{TAUX} ; taux de ce logement : 15 %."], [("2", ["a_part"], "3/20", True)]),
        (
            "V2",
            ["Part « p » (article 1) : 10 % des vacances dans l'assiette ; taux de ce logement : 10 %."],
            [("1", [], "1/10", True)],
        ),
        (
            "V3",
            ["INSEE (commune)), part « p » (article 1) : 10 %", f"INSEE (commune)), p{TAUX[1:]}"],
            [("1", [], "1/10", False), ("2", ["a_part"], "3/20", False)],
        ),
    ],
)
def test_explained(
    tmp_path: Path,
    vacance: str,
    expected: list[str],
    rates: list[Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["explain", *written(tmp_path, ICI), vacance, "--as-of", "2026-01-05"]
    assert run(asked) == 0
    said = plain(capsys.readouterr().out)
    for text in expected:
        assert text in said, text
    assert run([*asked, "--format", "json"]) == 0
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    found = [
        (r["article"], [e["nom"] for e in r["exceptions"]], r["taux"], r["certain"])
        for r in convention["taux"]
    ]
    assert found == rates


BAILLEUR = "V{n};{commune};B;2025-02-03;2025-03-03\n"


@pytest.mark.parametrize(
    ("manquees", "dit"), [(["93066"], True), (["93048"], False), (["93048", "93066"], True)]
)
def test_what_is_missed_is_as_binding_as_the_text_that_decides(
    manquees: list[str], dit: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fifteen per cent of seven dwellings is an aim in Saint-Denis; ten per cent elsewhere is owed."""
    asked = written(tmp_path, ICI)
    rows = [
        BAILLEUR.format(n=f"{commune}-{n}", commune=commune).replace("B;", "E;" if kept and not n else "B;")
        for commune in ("93048", "93066")
        for kept in (commune not in manquees,)
        for n in range(7)
    ]
    (tmp_path / "vacances.csv").write_text(VACANCES.partition("\n")[0] + "\n" + "".join(rows), "utf-8")
    mapping = tmp_path / "donnees.yaml"
    mapping.write_text(mapping.read_text("utf-8").replace("E: etat", "E: etat, B: bailleur"), "utf-8")
    assert run(["compliance", *asked, *AN]) == 0
    out = plain(capsys.readouterr().out)
    told = "« p » : pour Saint-Denis (93066), c'est un objectif : ne pas l'atteindre n'est pas un manquement."
    assert (told in out) is dit and "« p » est un objectif" not in out
    page = tmp_path / "page.html"
    assert run(["compliance", *asked, *AN, "-o", str(page)]) == 0
    cells = re.findall(
        r'<tr class="(\S+) cellule" role="row"><th scope="row"[^>]*>[^<]*\((\d{5})\)</th>',
        page.read_text("utf-8"),
    )
    missed = {"93048": "non_conforme", "93066": "objectif"}
    assert {code: found for found, code in cells} == {
        code: missed[code] if code in manquees else "conforme" for code in missed
    }


def test_what_is_an_objective_of_one_year_alone_is_not_told_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Owed in 2024, missed; an aim since, missed too: each column says which."""
    asked = written(tmp_path, PARTOUT)
    rows = [f"V{year}-{n};93066;B;{year}-02-03;{year}-03-03\n" for year in (2024, 2025) for n in range(10)]
    (tmp_path / "vacances.csv").write_text(VACANCES.partition("\n")[0] + "\n" + "".join(rows), "utf-8")
    mapping = tmp_path / "donnees.yaml"
    mapping.write_text(mapping.read_text("utf-8").replace("E: etat", "E: etat, B: bailleur"), "utf-8")
    assert run(["compare", *asked, "--year", "2024", "--year", "2025", "--as-of", "2026-01-05"]) == 0
    out = plain(capsys.readouterr().out)
    assert "2024 (engagement)" in out and "2025 (objectif)" in out
    assert "0 non conforme" in out and "0 objectif non atteint" in out and "est un objectif" not in out
