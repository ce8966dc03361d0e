"""The project file, read alone and with its repository: its mistakes, what it says, and what is not there."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from checking.depots import CLAUSE, CORRESPONDANCE, check
from convrules.api.projet import read_project
from convrules.cli.main import run
from convrules.diagnostics.catalogue import aide, message
from convrules.facts.readers.serveur import Serveur
from convrules.render.terminal import SIMPLE, render_one
from convrules.year.ouverte import Hypothese, Methode
from convrules.year.valeurs import Bornes
from frames import frame_clauses


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("[depot\nnom = x\n", "1:1", "CR619"),
        ('[depot]\nnom = "x\n', "2:", "CR619"),
        ('[depot]\nnom = "x"\ndat = ["a.yaml"]\n', "3:1", "CR620"),
        ('[dépôt]\nnom = "x"\n'.replace("dépôt", "depots"), "1:2", "CR620"),
        ('depot = "x"\n', "1:1", "CR620"),
        ('[depot]\nnom = "x"\ndata = "a.yaml"\n', "3:1", "CR621"),
        ("[depot]\ndata = [1]\n", "2:1", "CR621"),
        ('[depot]\njournal = ["a.jsonl"]\n', "2:1", "CR624"),
        ('[depot]\njournal = ""\n', "2:1", "CR624"),
        ('[depot]\njournal = "postgresql://moi:secret@serveur/base"\n', "2:1", "CR625"),
        ('[depot]\njournal = "../../x.jsonl"\n', "2:1", "CR628"),
        ('[depot]\njournal = "/tmp/x.jsonl"\n', "2:1", "CR628"),
        ('[depot]\njournal = "conventions/x.yaml"\n', "2:1", "CR638"),
        ('[depot]\njournal = "Convrules.TOML"\n', "2:1", "CR638"),
        ("[depot]\njournal = 'C:\\x.jsonl'\n", "2:1", "CR628"),
        ('[depot]\ntete_du_journal = "12"\n', "2:1", "CR629"),
        ("[depot]\ntete_du_journal = 12\n", "2:1", "CR629"),
        ('[depot]\njournal = "Postgres:Journal"\n', "2:1", "CR625"),
        ('[depot]\njournal = "host=serveur password=secret"\n', "2:1", "CR625"),
        ('[postgresql]\nservice = "host=serveur password=secret"\n', "2:1", "CR626"),
        ('[postgresql]\nvariable = "postgresql://moi:secret@serveur"\n', "2:1", "CR626"),
        ('[postgresql]\nservice = "erp"\nvariable = "ERP"\n', "3:1", "CR626"),
        ('[postgresql]\ndelai = "60"\n', "2:1", "CR626"),
        ("[postgresql]\ndelai = 0\n", "2:1", "CR626"),
        ('[postgresql]\nhote = "serveur"\n', "2:1", "CR620"),
        ("[requetes]\nvacances = 3\n", "2:1", "CR626"),
        ('requetes = "SELECT 1"\n', "1:1", "CR626"),
        ("[seuils]\nlignes_refusees = 2\n", "2:1", "CR626"),
        ('[seuils]\nlignes_refusees = "120 %"\n', "2:1", "CR626"),
        ('[seuils]\nlignes = "2 %"\n', "2:1", "CR620"),
        ('projection = "rythme"\n', "1:1", "CR626"),
        ('[projection]\nmethode = "hasard"\n', "2:1", "CR626"),
        ('[projection]\nmethode = "mobilite"\n', "2:1", "CR626"),
        ('[projection]\nmobilite = "8"\n', "2:1", "CR626"),
        ('[projection]\nmobilite = ["9 %", "7 %"]\n', "2:1", "CR626"),
        ("[projection]\nparc = { a = 0 }\n", "2:1", "CR626"),
        ('[projection]\nrythme = "mois"\n', "2:1", "CR620"),
        ("alertes = 3\n", "1:1", "CR626"),
        ("[alertes]\nretard = -1\n", "2:1", "CR626"),
        ('[alertes]\njours = "10"\n', "2:1", "CR626"),
        ("[alertes]\nmarges = 2\n", "2:1", "CR620"),
    ],
)
def test_a_mistake_of_the_project_file_has_a_code_and_a_place(text: str, place: str, code: str) -> None:
    (found,) = read_project(text.encode(), "convrules.toml", "x").constats
    line, column = found.span.position
    assert f"{line}:{column}".startswith(place) and found.code == code


@pytest.mark.parametrize("written", ["18.75 %", "18,75 %", "18,75%", "18,75\u00a0%", "18,75\u202f%"])
def test_a_share_is_written_as_the_rest_of_the_language_writes_it(written: str) -> None:
    projet = read_project(f'[seuils]\nlignes_refusees = "{written}"\n'.encode(), "convrules.toml", "x")
    assert projet.constats == () and projet.sources is not None
    assert projet.sources.seuil == Fraction(1875, 10_000)


def test_what_the_project_says_of_its_data_is_read() -> None:
    text = (
        '[requetes]\nvacances = "SELECT 1"\n[postgresql]\nservice = "erp"\ndelai = 5\n'
        '[seuils]\nlignes_refusees = "2.5 %"\n'
    )
    projet = read_project(text.encode(), "convrules.toml", "x")
    assert projet.constats == () and projet.sources is not None
    assert projet.sources.requetes == {"vacances": "SELECT 1"}
    assert projet.sources.serveur == Serveur(service="erp", delai_s=5)
    assert projet.sources.seuil == Fraction(1, 40)


def test_what_projections_suppose_is_read() -> None:
    text = '[projection]\nmethode = "mobilite"\nmobilite = ["7 %", "8,5 %"]\n'
    text += '[projection.parc]\n"etat-93" = 900\n'
    projet = read_project(text.encode(), "convrules.toml", "x")
    rate = Bornes(min=Fraction(7, 100), max=Fraction(17, 200))
    assert projet.constats == ()
    assert projet.hypothese == Hypothese(methode=Methode.MOBILITE, mobilite=rate, parc=(("etat-93", 900),))
    assert read_project(b"", "convrules.toml", "x").hypothese.methode is Methode.RYTHME


@pytest.mark.parametrize(
    "line",
    [
        'journal = "postgresql://moi:s3cret@serveur/base"',
        'journal = "host=serveur password=s3cret"',
        'connexion = "postgresql://moi:s3cret@serveur/base"',
        'data = "postgresql://serveur/base?user=moi&password=s3cret"',
        'journal = "postgresql://moi:s3cret@serveur/base',
    ],
)
def test_a_password_written_in_the_project_file_is_never_shown(line: str) -> None:
    found = read_project(f"[depot]\n{line}\n".encode(), "convrules.toml", "x").constats
    assert found and all("s3cret" not in f"{message(d)}{aide(d)}{render_one(d, SIMPLE)}" for d in found)


def test_a_mistyped_key_is_told_the_right_one() -> None:
    (found,) = read_project(b'[depot]\ndat = ["a.yaml"]\n', "convrules.toml", "x").constats
    assert "« depot.data »" in (aide(found) or "")


DEPOT = b"[depot]\n"


@pytest.mark.parametrize(
    ("content", "shown", "raison"),
    [
        (b"[depot\nnom = 1\n", "[depot", "le titre de section n'est pas refermé"),
        (DEPOT + b'nom = "x\n', 'nom = "x', "un guillemet ouvert n'est pas refermé sur sa ligne"),
        (DEPOT + b"nom = 'x\n", "nom = 'x", "un guillemet ouvert n'est jamais refermé"),
        (DEPOT + b"nom = x\n", "x", "la valeur n'est ni un texte entre guillemets"),
        (DEPOT + "nom = « x »\n".encode(), "«", "ce guillemet n'est pas droit"),
        (DEPOT + b'nom = "x"\nnom = "y"\n', 'nom = "y"', "cette clé est déjà écrite plus haut"),
        (DEPOT * 2, "[depot]", "cette section est déjà ouverte plus haut"),
        (DEPOT + b'data = ["a"\n', 'data = ["a"', "une liste entre crochets n'est pas refermée"),
        (DEPOT + b'nom: "x"\n', 'nom: "x"', "cette ligne n'est pas de la forme clé = valeur"),
        (DEPOT + b'nom = "x" "y"\n', '"y"', "il y a quelque chose de trop après la valeur"),
        (DEPOT + b'nom = "\0"\n', "\0", "il contient un octet nul"),
        (DEPOT + b'nom = "\x07"\n', '\x07"', "ce caractère de commande"),
        (DEPOT + 'nom = "é"\n'.encode("cp1252"), "\ufffd", "il n'est pas en UTF-8"),
        ('[depot]\nnom = "x"\n'.encode("utf-16"), "\ufffd", "il est en UTF-16"),
    ],
)
def test_what_is_wrong_in_a_project_file(content: bytes, shown: str, raison: str) -> None:
    (found,) = read_project(content, "convrules.toml", "x").constats
    text = content.decode("utf-8", errors="replace")
    assert found.code == "CR619" and text[found.span.start : found.span.end] == shown
    assert raison in message(found) and aide(found)


def test_the_project_file_is_told_as_any_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its line, in every form of the output; and nothing goes on without it."""
    (tmp_path / "a.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\nnom = "y"\n', encoding="utf-8")
    assert run(["check", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert 'nom = "y"\n' in said.out and "^^^^^^^^^" in said.out and "convrules explain CR619" in said.out
    assert said.err == ""
    assert run(["check", str(tmp_path), "--format", "json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (found["code"], found["ligne"]) == ("CR619", 3)
    for command in (["test", str(tmp_path)], ["evaluate", "--depot", str(tmp_path), "--as-of", "2025-12-31"]):
        assert run(command) == 2
        assert "erreur[CR619]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("parc", "place"),
    [
        ('[projection.parc]\n"exempel" = 900\n', "6:2"),
        ("parc = { exempel = 900 }\n", "5:1"),
        ('[projection.parc]\n"exemple" = 900\n', None),
    ],
)
def test_a_stock_of_no_convention_of_the_repository(
    parc: str, place: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    method = '[depot]\nnom = "x"\n[projection]\nmobilite = "8 %"\n'
    (tmp_path / "convrules.toml").write_text(method + parc, encoding="utf-8")
    code, out = check(tmp_path, capsys)
    assert ("CR648" in out, code) == (place is not None, 0 if place is None else 2)
    if place is not None:
        assert f"convrules.toml:{place}" in out and "exempel" in out
        # A file that could not be read may be that convention.
        (tmp_path / "b.yaml").write_text("convention\n", encoding="utf-8")
        assert "CR648" not in check(tmp_path, capsys)[1]


def test_data_of_the_project_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE.format("000000000"), encoding="utf-8")
    project = tmp_path / "convrules.toml"
    project.write_text('[depot]\nnom = "x"\ndata = ["corespondance.yaml"]\n', encoding="utf-8")
    assert run(["check", str(tmp_path)]) == 2
    out = capsys.readouterr().out
    assert "erreur[CR623]" in out and "convrules.toml:3:9" in out and "« correspondance.yaml »" in out
    evaluate = ["evaluate", "--depot", str(tmp_path), "--as-of", "2025-12-31"]
    assert run(evaluate) == 2
    assert "erreur[CR623]" in capsys.readouterr().err
    # Other data named on the command line: those of the project are not read.
    (tmp_path / "vacances.csv").write_text("NUM\nV1\n", encoding="utf-8")
    assert run([*evaluate, "--data", str(tmp_path / "correspondance.yaml")]) == 0
    # An export kept out of the repository is asked for only when it is read.
    project.write_text('[depot]\ndata = ["correspondance.yaml", "v.csv"]\n', encoding="utf-8")
    assert run(["check", str(tmp_path)]) == 0
    assert run(evaluate) == 2


def test_a_sound_project_file() -> None:
    found = read_project('\ufeff[depot]\nnom = "OPH"\ndata = ["a.yaml"]\n'.encode(), "convrules.toml", "x")
    assert (found.nom, found.data, found.constats) == ("OPH", ("a.yaml",), ())
    assert read_project(b"", "convrules.toml", "dossier").nom == "dossier"
