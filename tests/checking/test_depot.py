"""What only a whole repository can tell: mappings, what it lacks, what its papers become."""

import json
from pathlib import Path

import pytest

from checking.depots import CLAUSE, CORRESPONDANCE, check
from convrules.cli.main import run
from frames import frame_clauses, frame_entete

ROOT = Path(__file__).parents[2]


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
