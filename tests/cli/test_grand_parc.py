"""A stock of more rows than memory takes: read all the same, unless a clause looks at all of it."""

from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.parc import counted_whole
from convrules.cli.main import run
from convrules.facts import tables
from test_conformance import ALL, files_of

COMPTE = """  - quota: tout_le_parc
    règle: au plus 50 % des logements
    compte: logements où qpv
    application: ensemble
    arrondi: sans arrondi
    force: plafond
    source: { article: "1" }
"""


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The model with a stock of five dwellings, where memory takes two rows."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    folder = tmp_path / "depot"
    monkeypatch.chdir(folder)
    capsys.readouterr()
    monkeypatch.setattr(tables, "LIGNES_MAX", 2)
    monkeypatch.setattr(tables, "EN_MEMOIRE", 2)
    (folder / "parc.csv").write_text(stock(5), encoding="utf-8")
    mapping = folder / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8")
    text = text.replace("colonnes:\n", "  logements: { fichier: parc.csv }\ncolonnes:\n", 1)
    mapping.write_text(f"{text}  logements: {{ id: LOGT, qpv: QPV }}\n", encoding="utf-8")
    return folder


def stock(rows: int) -> str:
    return "LOGT;QPV\n" + "".join(f"L{n};oui\n" for n in range(rows))


def evaluate(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = run(["evaluate", "--as-of", "2026-01-05"])
    return code, capsys.readouterr().err


def test_a_stock_that_no_clause_counts_is_read_whole(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = evaluate(capsys)
    assert code == 0
    assert "logements : 5 lignes lues = 5 gardées + 0 refusée." in said


def test_a_stock_that_a_clause_counts_is_refused_with_its_name(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot / "conventions" / "convention.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("clauses:\n", f"clauses:\n{COMPTE}", 1), encoding="utf-8")
    code, said = evaluate(capsys)
    assert code == 1
    assert "CR778" in said and "« tout_le_parc »" in said
    (depot / "parc.csv").write_text(stock(2), encoding="utf-8")
    assert "CR778" not in evaluate(capsys)[1]


def test_no_table_is_read_without_end(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "AU_FIL_MAX", 4)
    code, said = evaluate(capsys)
    assert (code, said.count("erreur[CR767]")) == (1, 1)


def test_rows_that_a_choice_leaves_aside_are_looked_at_to_the_last(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of more rows than memory takes, of which the mapping keeps one; its last line is damaged."""
    mapping = depot / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8")
    chosen = '{ fichier: parc.csv, lignes gardées: { LOGT: ["L1"] } }'
    mapping.write_text(text.replace("{ fichier: parc.csv }", chosen), encoding="utf-8")
    assert "logements : 5 lignes lues = 1 gardée + 0 refusée + 4 écartées." in evaluate(capsys)[1]
    (depot / "parc.csv").write_text(f'{stock(5)}L9;"left open', encoding="utf-8")
    assert "CR712" in evaluate(capsys)[1]


def test_rows_of_vacancies_left_aside_take_no_room(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five candidatures, where memory takes two: four hang on a vacancy that the mapping leaves aside."""
    mapping = depot / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8")
    chosen = 'séparateur: ";", lignes gardées: { NUM_VAC: [V1] } }\n  candidatures: { fichier: c.csv }\n'
    text = text.replace('séparateur: ";" }\n', chosen, 1)
    mapping.write_text(f"{text}  candidatures: {{ id: NUM, vacance: VAC }}\n", encoding="utf-8")
    data = depot / "donnees" / "vacances-2025.csv"
    head, first, second, *_ = data.read_text(encoding="utf-8").splitlines()
    rows = [";".join((nom, *row.split(";")[1:])) for nom, row in (("V1", first), ("V2", second))]
    data.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    candidatures = "NUM;VAC\n" + "".join(f"C{n};{'V1' if n == 2 else 'V2'}\n" for n in range(5))
    (depot / "c.csv").write_text(candidatures, encoding="utf-8")
    assert "candidatures : 5 lignes lues = 1 gardée + 0 refusée + 4 écartées." in evaluate(capsys)[1]
    (depot / "c.csv").write_text(candidatures.replace("V2", "V1"), encoding="utf-8")
    assert "erreur[CR767]" in evaluate(capsys)[1]


@pytest.mark.parametrize(
    ("ident", "attendu"),
    [
        ("Y-stock", {"logements": "tout_le_parc"}),
        ("EL4", {"programmes": "penalite", "logements": "peu_en_quartier"}),
        ("CH6", {"programmes": "plan_du_programme"}),
        ("CH1", {}),
    ],
)
def test_clauses_that_look_at_a_whole_table(ident: str, attendu: dict[str, str], tmp_path: Path) -> None:
    exemple = next(e for e in ALL if e.ident == ident)
    for name, text in files_of(exemple).items():
        (tmp_path / name.replace("/", "--")).write_text(text, encoding="utf-8")
    dossier = api.open_dossier(tmp_path, ())
    assert isinstance(dossier, Dossier)
    assert counted_whole(dossier.verifie.programmes.values()) == attendu
