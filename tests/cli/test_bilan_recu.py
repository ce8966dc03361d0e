"""The receipt of `convrules bilan`: what it tells of the data and the journal, and a report made again."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli.bilan_rendu import AN, PREFET, SCHEMA, VILLE, VILLE_IDENT, depot, edit, told, words_of
from convrules.cli.main import run
from journal.decisions import decision, written

__all__ = ["depot"]

VERIFY = ["--verify", "b/recu.json"]


def test_the_folder_of_a_receipt_stands_for_it(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, *AN, "-o", "b")
    assert told(capsys, "--verify", "b") == told(capsys, *VERIFY)
    assert "« depot/recu.json »" in told(capsys, "--verify", "depot", code=2)


def test_no_digest_of_the_data_is_told_to_whoever_does_not_see_every_number(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever tries small numbers one after another would find a table of a few cells."""
    told(capsys, *AN, "-o", "b")
    marks = json.loads(Path("b/recu.json").read_text("utf-8"))["empreintes"]["donnees"]
    assert marks and all(mark in words_of(Path("b/bailleur")) for mark in marks.values())
    for sous in (PREFET, VILLE):
        found = json.loads((Path("b") / sous / "bilan.json").read_text("utf-8"))
        Draft202012Validator(SCHEMA).validate(found)
        assert found["empreintes"]["donnees"] == {} and found["empreintes"]["conventions"]
        assert not any(mark in words_of(Path("b") / sous) for mark in marks.values())
        assert "celles des données sont dans le reçu du bailleur" in words_of(Path("b") / sous)


def test_a_recipient_s_copy_is_a_witness_of_the_journal(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(depot / "convrules.toml", ("[depot]\n", '[depot]\njournal = "journal.jsonl"\n'))
    path = depot / "journal.jsonl"
    path.write_bytes(written(decision("V-001", "etat--mon-bailleur", jour=date(2025, 2, 5))))
    told(capsys, *AN, "-o", "b")
    marks = json.loads((Path("b") / PREFET / "bilan.json").read_text("utf-8"))["empreintes"]["donnees"]
    assert list(marks) == ["journal.jsonl"]
    verify = ["journal", "verify", "--depot", "depot", "--recu", f"b/{PREFET}/bilan.json"]
    assert run(verify) == 0
    path.write_bytes(written(decision("V-002", "etat--mon-bailleur")))
    assert run(verify) == 1


def overwrite(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Total", b"total"))


@pytest.mark.parametrize("annee", ["2025.0", "99999", "true", '"2025"', "[" * 5_000])
def test_a_receipt_that_is_none_is_refused(
    depot: Path, annee: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    path = Path("b/recu.json")
    path.write_text(path.read_text("utf-8").replace('"annee": 2025', f'"annee": {annee}'), "utf-8")
    assert annee in path.read_text("utf-8")
    assert "ce n'est pas un reçu de bilan" in told(capsys, *VERIFY, code=2)


@pytest.mark.parametrize("jour", ["9999-12-31", "1700-01-01", "1849-12-31", "2151-01-01", "20260105"])
def test_a_receipt_of_a_day_that_no_report_is_seen_on_is_refused(
    depot: Path, jour: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    path = Path("b/recu.json")
    path.write_text(path.read_text("utf-8").replace('"au": "2026-01-05"', f'"au": "{jour}"'), "utf-8")
    assert f'"{jour}"' in path.read_text("utf-8")
    assert "ce n'est pas un reçu de bilan" in told(capsys, *VERIFY, code=2)


AVENANT = """\
avenant: {ident}
à: {cible}
en vigueur: {{ du: 2026-01-01 }}
modifications:
  - prolonge: {{ au: 2028-12-31 }}
    source: {{ article: "1" }}
"""


def test_a_recipient_receives_the_amendments_of_its_own_convention(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever they are called: what an amendment changes is what it says, not the head of its name."""
    for ident, cible in (("prolongation-2026", "etat--mon-bailleur"), ("etat--de-la-ville", VILLE_IDENT)):
        (depot / f"conventions/{ident}.yaml").write_text(AVENANT.format(ident=ident, cible=cible), "utf-8")
    told(capsys, *AN, "-o", "b")

    def read_by(dossier: str) -> set[str]:
        report = json.loads(Path(f"b/{dossier}/bilan.json").read_text("utf-8"))
        named = {Path(nom).stem for nom in report["empreintes"]["conventions"]}
        return named & {"prolongation-2026", "etat--de-la-ville"}

    assert read_by(PREFET) == {"prolongation-2026"}
    assert read_by(VILLE) == {"etat--de-la-ville"}


def test_the_report_is_made_again_byte_for_byte(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    said = " ".join(told(capsys, *VERIFY).split())
    assert "Bilan 2025 vu au 5 janvier 2026, " in said and "le même, octet pour octet" in said
    monkeypatch.chdir(depot)
    capsys.readouterr()
    assert run(["bilan", "--verify", "../b/recu.json"]) == 0


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        (lambda d: edit(d / "donnees/vacances-2025.csv", ("V-012;93066;ORD;T2", "V-012;93066;ORD;T1")),
         "données « donnees/vacances-2025.csv » : le contenu n'est plus le même"),
        (lambda d: edit(d / "conventions/etat.yaml", ("2027-12-31", "2028-12-31")),
         "texte « conventions/etat.yaml » : le contenu n'est plus le même"),
        (lambda d: edit(d / "convrules.toml", ('"Mes conventions"', '"Autre"')), "convrules.toml : "),
        (lambda d: overwrite(d.parent / "b/prefet/dimensions.csv"),
         "bilan « prefet/dimensions.csv » : le fichier à côté du reçu n'est pas celui qui se refait"),
        (lambda d: (d.parent / "b/prefet/bilan.html").unlink(),
         "bilan « prefet/bilan.html » : dans le reçu, absent du dossier"),
        (lambda d: (d.parent / "b/prefet/autre.csv").write_bytes(b"V1"),
         "bilan « prefet/autre.csv » : dans le dossier, pas dans le reçu"),
        (lambda d: (d.parent / "b/note.txt").write_bytes(b""),
         "bilan « note.txt » : dans le dossier, pas dans le reçu"),
        (lambda d: (d.parent / "b/prefet/lien").symlink_to(d / "donnees", target_is_directory=True),
         "bilan « prefet/lien » : dans le dossier, pas dans le reçu"),
    ],
    ids=["données", "convention", "projet", "copie", "copie effacée", "intrus", "intrus à côté", "lien"],
)  # fmt: skip
def test_what_differs_is_named(
    depot: Path, touch: Callable[[Path], None], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    touch(depot)
    assert said in told(capsys, *VERIFY, code=1)


def test_nothing_is_written_beside_a_link_to_a_folder(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *AN, "-o", "b")
    Path("b/prefet/lien").symlink_to(depot / "donnees", target_is_directory=True)
    assert "contient « prefet/lien », que cette commande n'écrit pas" in told(capsys, *AN, "-o", "b", code=2)


def test_files_beside_a_receipt_that_stands_alone_are_not_its_report_s(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever it is kept, and whatever its own name is."""
    told(capsys, *AN, "-o", "b")
    Path("archives").mkdir()
    Path("archives/note.txt").write_bytes(b"")
    Path("archives/recu-2025.json").write_bytes(Path("b/recu.json").read_bytes())
    assert "le même, octet pour octet" in told(capsys, "--verify", "archives/recu-2025.json")
    Path("b/recu.json").rename("b/recu-2025.json")
    assert "le même, octet pour octet" in told(capsys, "--verify", "b/recu-2025.json")


def test_a_file_that_is_made_otherwise_is_named_once(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once the data have changed; twice, where the file beside the receipt was altered too."""
    told(capsys, *AN, "-o", "b")
    edit(depot / "donnees/vacances-2025.csv", ("V-012;93066;ORD;T2", "V-012;93066;ORD;T1"))
    name = "« bailleur/bilan.json »"
    assert told(capsys, *VERIFY, code=1).count(name) == 1
    Path("b/bailleur/bilan.json").write_text("{}", "utf-8")
    said = told(capsys, *VERIFY, code=1)
    assert said.count(name) == 2 and f"bilan {name} : le fichier à côté du reçu" in said


# --- a year without a convention ------------------------------------------------------------------
@pytest.mark.parametrize("annee", ["2015", "2052"])
def test_the_report_of_a_year_without_a_convention_has_no_recipient(
    depot: Path, capsys: pytest.CaptureFixture[str], annee: str
) -> None:
    asked = ["--year", annee, "--as-of", "2053-01-05"]
    said = f"Aucune convention n'est en vigueur en {annee}, ni en {int(annee) + 1}"
    assert said in told(capsys, *asked) and said in told(capsys, *asked, "--strict", code=1)
    assert said not in told(capsys, *AN)


def test_the_year_before_a_convention_says_what_it_forecasts(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "--year", "2023", "--as-of", "2024-01-05", "-o", "b")
    assert Path("b/recu.json").is_file()


def test_another_folder_than_that_of_the_conventions_is_told(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["bilan", *AN]) == 2
    assert "nommez ce dossier avec --depot" in capsys.readouterr().err
