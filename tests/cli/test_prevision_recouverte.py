"""A forecast in whose days the data have vacancies already: told of, and the page of the code, played."""

import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from convrules.base.package_data import read_package_bytes
from convrules.cli.main import run
from convrules.year import bilan
from frames import frame_clauses

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv jugé au (?P<au>\S+)\n(?P<texte>[^`]*)```")
TITRES = "DU;AU;MIN;MAX;COMMUNE\n"
QUOTA = """- quota: cinq
  règle: au moins 5 attributions dans l'assiette du réservataire
  application: ensemble
  force: engagement
  source: { article: "1" }
"""
PART = """- part: tiers
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  vacances_attendues: { fichier: attendues.csv, séparateur: ";" }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2025-06-30 }
    attribution: { colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: 2025-06-30 }
    contingent: { colonne: COMPTE, codes: { E: etat } }
  vacances_attendues:
    du: { colonne: DU, format: jj/mm/aaaa }
    au: { colonne: AU, format: jj/mm/aaaa }
    min: MIN
    max: MAX
    commune: COMMUNE
"""
VENUES = (
    "ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE\n"
    "V1;93066;03/02/2025;03/03/2025;E\nV2;93066;03/03/2025;03/04/2025;E\n"
)
SUITE = "Coupez au 30 juin 2025, dernier jour que vos données couvrent, ce qui a commencé avant (la ligne 2)"
LAISSE = "données ont déjà après le 30 juin 2025 (« V3 », « V4 » et « V5 »), ôtez-le de « min » et de « max »"
ECRIT = "aux lignes 3, 4 et 5, ôtez 1 et écrivez 1."


def told(
    folder: Path,
    expected: str,
    capsys: pytest.CaptureFixture[str],
    *options: str,
    rows: str = VENUES,
    au: str = "2025-06-30",
) -> tuple[str, str]:
    """What is written, then what is told, on one line each."""
    folder.mkdir(exist_ok=True)
    files = {
        "exemple.yaml": frame_clauses(QUOTA),
        "correspondance.yaml": CORRESPONDANCE,
        "vacances.csv": rows,
    }
    files["convrules.toml"] = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    files["attendues.csv"] = expected
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    run(["compliance", "--depot", str(folder), "--year", "2025", "--as-of", au, *options])
    out, err = capsys.readouterr()
    return tuple(" ".join(re.split(r"[ \n\u00a0\u202f]+", said)) for said in (out, err))


def test_the_page_says_what_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (read_package_bytes("diagnostics/codes/CR892.md") or b"").decode()
    found = {m[1]: told(tmp_path, m["texte"], capsys, au=m["au"]) for m in BLOC.finditer(page)}
    out, err = found["Refusé"]
    assert (
        "CR892" in err
        and "la ligne 2 de « vacances_attendues », vos données ont déjà « V1 » et « V2 »" in err
    )
    assert SUITE in err and LAISSE not in err
    assert "2 │ du 01/01/2025, au 31/12/2025, min 4, max 4" in err
    assert "déjà en ces jours (« V1 » et « V2 »)" in out
    assert not any("CR892" in said for said in found["Accepté"])


def test_rows_of_the_forecast_are_named_with_what_to_do_of_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that began before, three that announced vacancies fall in, one that holds none."""
    begun = "01/01/2025;03/07/2025;4;4;93066\n"
    days = [("04/07", "10/07"), ("11/07", "20/07"), ("21/07", "31/07"), ("01/08", "31/12")]
    later = "".join(f"{du}/2025;{au}/2025;0;1;93066\n" for du, au in days)
    rows = VENUES + "V3;93066;05/07/2025;;\nV4;93066;12/07/2025;;\nV5;93066;22/07/2025;;\n"
    _, err = told(tmp_path, TITRES + begun + later, capsys, rows=rows)
    assert "Dans les jours des lignes 2, 3, 4 et 1 autre de" in err
    assert "« V1 », « V2 », « V3 » et d'autres" in err
    assert SUITE in err and LAISSE in err and ECRIT in err
    _, err = told(tmp_path, TITRES + later, capsys, rows=rows)
    assert "des lignes 2, 3 et 4 de" in err and "déjà « V3 », « V4 » et « V5 »" in err
    assert LAISSE in err and SUITE not in err


def test_the_verdict_stays_and_json_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = TITRES + "01/01/2025;31/12/2025;4;4;93066\n"
    out, _ = told(tmp_path, whole, capsys)
    assert "« cinq » : encore possible (au mieux 6 pour une cible de 5)" in out
    assert "CR892" in told(tmp_path, whole, capsys, "--format", "json")[0]
    out, _ = told(tmp_path, TITRES + "01/07/2025;31/12/2025;2;2;93066\n", capsys)
    assert "« cinq » : hors d'atteinte (au mieux 4 pour une cible de 5)" in out


@pytest.mark.parametrize(
    ("expected", "au"),
    [
        # Of another commune; of days that are past; that bring nothing; of another year.
        ("01/01/2025;31/12/2025;4;4;93048", "2025-06-30"),
        ("01/01/2025;30/06/2025;2;2;93066", "2025-06-30"),
        ("01/01/2025;31/12/2025;0;0;93066", "2025-06-30"),
        ("01/01/2026;31/12/2026;4;4;93066", "2025-06-30"),
        # The year is over.
        ("01/01/2025;31/01/2026;4;4;93066", "2025-12-31"),
    ],
)
def test_a_forecast_that_counts_nothing_twice_is_not_told_of(
    expected: str, au: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not any("CR892" in said for said in told(tmp_path, f"{TITRES}{expected}\n", capsys, au=au))


def test_a_row_that_says_no_place_may_be_of_any(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "CR892" in told(tmp_path, TITRES + "01/01/2025;31/12/2025;4;4;\n", capsys)[1]


TOUTE = TITRES + "01/01/2025;31/12/2025;4;4;93066\n"


def test_what_is_cut_is_cut_where_the_data_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Recorded to 30 June and judged in September: nothing else speaks of July and August."""
    err = told(tmp_path, TOUTE, capsys, au="2025-09-10")[1]
    assert f"{SUITE} : la suite commence le 1er juillet 2025 et n'attend que ce qui est encore à" in err


def test_the_essential_of_every_form_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, book = tmp_path / "p.html", tmp_path / "p.xlsx"
    doubt = "« encore possible » est dit à tort (CR892)"
    for path in (page, book):
        told(tmp_path, TOUTE, capsys, "-o", str(path))
    essential = page.read_text("utf-8").split('<h2 id="resume">')[1].split("<h2")[0]
    assert doubt in " ".join(essential.split())
    aside = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()[0][-1]
    assert doubt in " ".join(str(aside).split())
    run(["explain", "2025", "--depot", str(tmp_path), "--as-of", "2025-06-30"])
    assert doubt in " ".join(capsys.readouterr().out.split())
    told(tmp_path, TITRES + "01/07/2025;31/12/2025;4;4;93066\n", capsys, "-o", str(page))
    assert "CR892" not in page.read_text("utf-8")


def test_a_vacancy_that_two_rows_may_expect_is_taken_off_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its town is not known: it is of one of them."""
    said = "ne s'ôte que d'une, mais le nombre la compte à chacune"
    both = "".join(f"01/07/2025;31/12/2025;0;4;{commune}\n" for commune in ("93066", "93048"))
    _, err = told(tmp_path, TITRES + both, capsys, rows=VENUES + "V3;;05/08/2025;;\n")
    assert "des lignes 2 et 3 de" in err and said in err
    _, err = told(tmp_path, TITRES + both, capsys, rows=VENUES + "V3;93066;05/08/2025;;\n")
    assert "de la ligne 2 de" in err and said not in err


def test_rows_of_several_files_are_named_with_their_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two agencies, each with a row of its own line 2."""
    rows = VENUES + "V3;93048;03/02/2025;;\nV4;93048;05/08/2025;;\nV5;93048;06/09/2025;;\n"
    told(tmp_path, TOUTE, capsys, rows=rows)
    mapping = tmp_path / "correspondance.yaml"
    mapping.write_text(CORRESPONDANCE.replace("attendues.csv", '"a*.csv"'), encoding="utf-8")
    (tmp_path / "attendues.csv").unlink()
    (tmp_path / "a1.csv").write_text(TOUTE, encoding="utf-8")
    other = "01/01/2025;31/08/2025;4;4;93048\n01/09/2025;31/12/2025;4;4;93048\n"
    (tmp_path / "a2.csv").write_text(TITRES + other, encoding="utf-8")
    capsys.readouterr()

    def said(*options: str) -> str:
        run([*options, "compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", "2025-06-30"])
        folder = f"{tmp_path}/"
        return " ".join(re.split(r"[ \n\u00a0\u202f]+", capsys.readouterr().err.replace(folder, "")))

    err = said()
    assert (
        "Dans les jours des lignes 2 de « a1.csv » et 2 et 3 de « a2.csv » de « vacances_attendues »" in err
    )
    assert "ce qui a commencé avant (les lignes 2 de « a1.csv » et 2 de « a2.csv »)" in err
    assert "aux lignes 2 et 3 de « a2.csv », ôtez 1 et écrivez 1" in err
    assert "what began before (rows 2 of “a1.csv” and 2 of “a2.csv”)" in said("--lang", "en")


EN_COURS = "« en cours » est dit à tort (CR892)"
"""As a comparison says the verdict."""


@pytest.mark.parametrize(
    "command",
    [
        ("simulate", "--year", "2025", "--grille", "exemple", "--taux", "25 %"),
        ("compare", "--year", "2024", "--year", "2025"),
    ],
)
def test_judgements_side_by_side_say_so(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Texts tried on a year, and years of one landlord, are judged under the same forecast."""
    both = QUOTA + PART
    for expected, said in ((TOUTE, True), (TITRES + "01/07/2025;31/12/2025;2;2;93066\n", False)):
        told(tmp_path, expected, capsys)
        (tmp_path / "exemple.yaml").write_text(frame_clauses(both), encoding="utf-8")
        asked = [command[0], "--depot", str(tmp_path), *command[1:], "--as-of", "2025-06-30"]
        capsys.readouterr()
        run(asked)
        out, err = (" ".join(re.split(r"[ \n\u00a0\u202f]+", text)) for text in capsys.readouterr())
        assert (err.count("CR892]"), out.count(EN_COURS)) == (said, said)
        assert ("ce qui a commencé avant (la ligne 2)" in err) is said
        run([*asked, "--format", "json"])
        found = json.loads(capsys.readouterr().out)["diagnostics"]
        assert [d["code"] for d in found].count("CR892") == said
        for suffix in ("html", "xlsx"):
            run([*asked, "-o", str(tmp_path / f"p.{suffix}")])
        page = " ".join(re.split(r"[ \n\u00a0\u202f]+", (tmp_path / "p.html").read_text("utf-8")))
        aside = CalamineWorkbook.from_path(tmp_path / "p.xlsx").get_sheet_by_index(0).to_python()[0][-1]
        assert (EN_COURS in page, EN_COURS in " ".join(str(aside).split())) == (said, said)


def test_texts_tried_are_not_met_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether all rules can be met at once is asked of the year, and not again of each trial: it may be long,
    and nothing of it is shown."""
    told(tmp_path, TOUTE, capsys)
    (tmp_path / "exemple.yaml").write_text(frame_clauses(QUOTA + PART), encoding="utf-8")
    asked: list[int] = []
    monkeypatch.setattr(bilan, "reach", lambda *_: asked.append(1))
    year = ("--depot", str(tmp_path), "--year", "2025", "--as-of", "2025-09-01")
    assert run(["simulate", *year, "--grille", "exemple", "--taux", "25 %"]) == 0
    assert not asked
    assert run(["compliance", *year]) == 0
    assert asked == [1]
