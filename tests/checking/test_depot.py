"""What only a whole repository can tell: project file, mappings, what it lacks, what its papers become."""

import json
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

from checking.harness import findings_of
from convrules.api.projet import read_project
from convrules.cli.main import run
from convrules.diagnostics.catalogue import aide, message
from convrules.facts.readers.serveur import Serveur
from convrules.render.terminal import SIMPLE, render_one
from convrules.year.ouverte import Hypothese, Methode
from convrules.year.valeurs import Bornes
from frames import frame_clauses, frame_entete

ROOT = Path(__file__).parents[2]
CLAUSE = '- champ: ordinaires\n  règle: nature = logement_ordinaire\n  source: { article: "1" }\n'
CORRESPONDANCE = """\
correspondance: erp
bailleur: "{}"
fichiers:
  vacances: {{ fichier: vacances.csv }}
colonnes:
  vacances:
    id: NUM
"""


def check(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = run(["check", *(more or (str(folder),)), "--format", "concise"])
    return code, capsys.readouterr().out


# --- project file -----------------------------------------------------------------------------
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


# --- mappings ---------------------------------------------------------------------------------
def test_a_mapping_of_a_landlord_that_no_convention_binds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "correspondance.yaml"
    mapping.write_text(CORRESPONDANCE.format("999999999"), encoding="utf-8")
    assert "CR618" not in check(tmp_path, capsys)[1]
    (tmp_path / "a.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    assert "CR618" in check(tmp_path, capsys)[1]
    # Asked about one file alone, nothing is known of the conventions that stand beside it.
    assert "CR618" not in check(tmp_path, capsys, str(mapping))[1]
    mapping.write_text(CORRESPONDANCE.format("000000000"), encoding="utf-8")
    assert "CR618" not in check(tmp_path, capsys)[1]


def test_a_convention_with_errors_hides_what_a_repository_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE.format("999999999"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    wrong = frame_clauses(CLAUSE.replace("nature =", "natur =")).replace("exemple", "autre", 1)
    (tmp_path / "b.yaml").write_text(wrong.replace("000000000", "999999999"), encoding="utf-8")
    assert "CR618" not in check(tmp_path, capsys)[1]


def test_a_convention_with_errors_says_nothing_of_the_facts_that_it_declares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = "vocabulaire:\n  sans_ascenseur: { niveau: vacance, type: oui/non, énoncé: sans ascenseur }\n"
    reading = CORRESPONDANCE.format("000000000") + "    sans_ascenseur: { colonne: SA, oui: [o], non: [n] }\n"
    (tmp_path / "correspondance.yaml").write_text(reading, encoding="utf-8")
    right = frame_clauses(CLAUSE) + declared
    (tmp_path / "a.yaml").write_text(right, encoding="utf-8")
    assert "CR216" not in check(tmp_path, capsys)[1]
    (tmp_path / "a.yaml").write_text(right.replace("nature =", "natur ="), encoding="utf-8")
    found = check(tmp_path, capsys)[1]
    assert "CR201" in found and "CR216" not in found
    # With nothing wrong elsewhere, a fact that nobody declares is told.
    (tmp_path / "a.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    assert "CR216" in check(tmp_path, capsys)[1]


# --- papers -----------------------------------------------------------------------------------
def test_the_table_of_the_papers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = frame_entete('document: { articles: ["1", "2"] }\n')
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert run(["check", str(tmp_path), "--format", "json"]) == 0
    table = json.loads(capsys.readouterr().out)["couverture"]
    assert table == [
        {"convention": "exemple", "article": "1", "etat": "encode", "clauses": ["logements_ordinaires"]},
        {"convention": "exemple", "article": "2", "etat": "oublie", "clauses": []},
    ]


def test_the_examples_forget_no_article(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(ROOT / "conventions"), "--format", "json"]) == 0
    table = json.loads(capsys.readouterr().out)["couverture"]
    assert len(table) > 20 and {line["etat"] for line in table} == {"encode", "non_codable"}


def test_the_socles_to_confirm_bind_who_inherits_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = frame_entete("hérite: { cch: 2026-02, cch_depot: 2026-02 }\n")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert "CR615" in check(tmp_path, capsys)[1]
    (tmp_path / "a.yaml").write_text(frame_entete("hérite: { cch: 2026-02 }\n"), encoding="utf-8")
    assert check(tmp_path, capsys) == (0, "")


def test_the_law_caps_what_is_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = (
        "  - part: p\n    règle: 31 % des vacances dans l'assiette\n    compte: attributions\n"
        '    application: ensemble\n    arrondi: inférieur\n    report: aucun\n    source: { article: "1" }\n'
    )
    text = frame_entete(f"hérite: {{ cch: 2026-02 }}\nclauses:\n{part}")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    code, out = check(tmp_path, capsys)
    assert code == 1 and "CR611" in out and "R. 441-5-2" in out
    (tmp_path / "a.yaml").write_text(text.replace("31 %", "30 %"), encoding="utf-8")
    assert check(tmp_path, capsys) == (0, "")


# --- decomposed accents -----------------------------------------------------------------------
def test_a_key_in_decomposed_accents_is_told_and_read() -> None:
    whole = frame_clauses(CLAUSE)
    (found,) = findings_of(whole.replace("règle", unicodedata.normalize("NFD", "règle")))
    assert (found.code, found.args["lettre"]) == ("CR107", "è")
    assert found.fix is not None and found.fix.texte == "è" and found.fix.sure


def test_a_value_in_decomposed_accents_is_the_same_value() -> None:
    whole = frame_clauses(CLAUSE).replace("nom: Préfet", unicodedata.normalize("NFD", "nom: Préfet"))
    whole = whole.replace(
        "soustractions: réalisé", "soustractions: " + unicodedata.normalize("NFD", "réalisé")
    )
    assert findings_of(whole) == []


# --- words inside expectations ----------------------------------------------------------------
CAS = """\
essais: exemple
au: 2025-12-31
cas:
  - cas: un_cas
    année: 2025
    vacances:
      - {{ id: V1, commune: "93066", nature: logement_ordinaire, disponibilite: 2025-02-03 }}
    attendu: {{ {} }}
"""


@pytest.mark.parametrize(
    ("attendu", "word"),
    [
        ("part_etat: { basee: 3 }", "basee"),
        ("part_etat: { base: 3, verdit: conforme }", "verdit"),
        ("part_etat: { cellules: { ensemble: { realisee: 3 } } }", "realisee"),
        ("ordinaires: { isue: vrai }", "isue"),
    ],
)
def test_an_unknown_word_inside_an_expectation(attendu: str, word: str) -> None:
    (found,) = findings_of(CAS.format(attendu))
    assert (found.code, found.span.text) == ("CR222", word) and found.args["proche"]


@pytest.mark.parametrize(
    "attendu",
    [
        "part_etat: { base: 3, réalisé: 3, sauve_par_tolerance: non }",
        "part_etat: { cellules: { ensemble: { causes: [] } } }",
        "ordinaires: { issue: indéterminé, causes: [nature] }",
        "retraits: { mutation: 4 }",
    ],
)
def test_known_words(attendu: str) -> None:
    assert findings_of(CAS.format(attendu)) == []


@pytest.mark.parametrize("attendu", ["", "part_etat: { }"])
def test_an_expectation_of_nothing(attendu: str) -> None:
    assert [d.code for d in findings_of(CAS.format(attendu))] == ["CR029"]


# --- amendments -------------------------------------------------------------------------------
AVENANT = """\
avenant: exemple--1
à: exemple
en vigueur: {{ du: 2025-01-01 }}
modifications:
  - remplace: {}
    par:
      règle: {}
    source: {{ article: "1" }}
"""
FOYERS = (
    CLAUSE
    + """\
- obligation: foyers
  si: nature = foyer
  règle: bail a eu lieu
  débiteur: bailleur
  source: { article: "1" }
"""
)


@pytest.mark.parametrize(("widened", "told"), [("nature = foyer ou qpv", False), ("nature = rhvs", True)])
def test_a_clause_that_an_amendment_brings_to_life(
    widened: str, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(frame_clauses(FOYERS), encoding="utf-8")
    assert "CR501" in check(tmp_path, capsys)[1]
    (tmp_path / "b.yaml").write_text(AVENANT.format("ordinaires", widened), encoding="utf-8")
    assert ("CR501" in check(tmp_path, capsys)[1]) is told


def test_a_share_that_an_amendment_raises_above_the_cap(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = (
        "  - part: p\n    règle: 30 % des vacances dans l'assiette\n    compte: attributions\n"
        "    application: ensemble\n    arrondi: inférieur\n    report: aucun\n"
        '    source: { article: "1" }\n'
    )
    text = frame_entete(f"hérite: {{ cch: 2026-02 }}\nclauses:\n{part}")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        AVENANT.format("p", "31 % des vacances dans l'assiette"), encoding="utf-8"
    )
    code, out = check(tmp_path, capsys)
    assert code == 1 and "CR611" in out and "au 1er\u00a0janvier\u00a02025" in out and "CR602" not in out


# --- cases of a convention that does not read -------------------------------------------------
ESSAIS = """\
essais: exemple
au: 2025-12-31
cas:
  - cas: premier
    vacance: { nature: foyer }
    attendu: { statut: hors champ }
"""
JUSTE = frame_clauses(CLAUSE)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (JUSTE.encode("utf-16"), "CR001"),
        (JUSTE.replace("exemple", "éxemple").encode("cp1252"), "CR001"),
        (b"", "CR016"),
        (b"# exemple\n# rien\n", "CR016"),
        (JUSTE.replace("convention:", "conventoin:", 1).encode(), "CR015"),
        (JUSTE.replace("convention: exemple", "convention: [a, b]", 1).encode(), "CR023"),
    ],
    ids=["utf-16", "cp1252", "vide", "commentaires", "cle", "liste"],
)
def test_a_convention_that_does_not_read_is_told_alone(
    content: bytes, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exemple.yaml").write_bytes(content)
    (tmp_path / "exemple.essais.yaml").write_text(ESSAIS, encoding="utf-8")
    for asked in (tmp_path, tmp_path / "exemple.essais.yaml"):
        found, out = check(tmp_path, capsys, str(asked))
        assert found == 1 and f": {code} " in out and "CR220" not in out


def test_one_mapping_is_read_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second was left out without a word."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(CORRESPONDANCE.format("000000000"), "utf-8")
    (tmp_path / "c.yaml").write_text(frame_clauses(CLAUSE), "utf-8")
    (tmp_path / "vacances.csv").write_text("NUM\nV-1\n", "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\ndata = ["a.yaml", "b.yaml"]\n', "utf-8")
    asked = ["evaluate", "--depot", str(tmp_path), "--as-of", "2025-12-31"]
    assert run(asked) == 2
    assert "Plusieurs correspondances à la fois" in capsys.readouterr().err
    assert run([*asked, "--data", str(tmp_path / "b.yaml")]) == 0


SOCLE = """\
socle: loi
version: 2026-01
en vigueur: { du: 2020-01-01 }
clauses:
  - obligation: grande
    règle: surface > 9 m²
    débiteur: bailleur
    source: { fondement: X }
"""
POLITIQUE = """\
politique: p
bailleur: { nom: OPH Exemple, siren: "000000000" }
en vigueur: { du: 2025-01-01 }
hérite: { loi: 2026-01 }
départage: etat puis commune
"""


def test_a_socle_with_errors_is_told_once_whoever_inherits_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heir = frame_entete("hérite: { loi: 2026-01 }\n")
    for name, text in {"convrules.toml": "[depot]\n", "a.yaml": heir, "p.yaml": POLITIQUE}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "s.yaml").write_text(SOCLE, "utf-8")
    code, said = check(tmp_path, capsys)
    assert code == 1 and said.count("CR418") == 1 and said.count("CR") == 1
    (tmp_path / "s.yaml").write_text(SOCLE.replace("X", "CCH R. 441-5"), "utf-8")
    assert check(tmp_path, capsys) == (0, "")


def test_the_file_of_another_tool_is_no_convention(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outil.yaml").write_text("name: outil\n", encoding="utf-8")
    (tmp_path / "exemple.essais.yaml").write_text(ESSAIS, encoding="utf-8")
    assert "CR220" in check(tmp_path, capsys)[1]
    assert "CR220" in check(tmp_path, capsys, str(tmp_path / "exemple.essais.yaml"))[1]


def test_the_file_of_one_convention_is_checked_with_the_one_it_ends_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bound = frame_entete("en vigueur: { du: 2024-01-01, prend fin avec: autre }\n")
    other = frame_entete("convention: autre\nréservataire: { nom: EPCI Exemple, type: epci }\n")
    round_ = other.replace("en vigueur: {", "en vigueur: { prend fin avec: exemple,")
    files = {"convrules.toml": "[depot]\n", "a.yaml": bound}

    def said(**more: str) -> tuple[int, str]:
        for name, text in (files | {f"{name}.yaml": text for name, text in more.items()}).items():
            (tmp_path / name).write_text(text, "utf-8")
        return check(tmp_path, capsys, str(tmp_path / "a.yaml"))

    assert said(b=other) == (0, "")
    code, out = said(b=round_)
    assert code == 1 and out.count("CR627") == 1 and "exemple → autre → exemple" in out
    code, out = said(b=other.replace("nature =", "natur ="))
    assert code == 1 and out.count("CR") == 1
