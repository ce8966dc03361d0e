"""What is said of all the rules together: the row that keeps some of them apart, with its line, those that
cannot be met even alone, and why no more is said."""

import json
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cli.test_en_cours import plain
from convrules.cli.main import run
from frames import frame_entete

TETE = """territoire: { département: "93" }
en vigueur: { du: 2025-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
clauses:
"""
PART = """  - part: part_etat
    règle: {regle} des vacances dans l'assiette
    compte: attributions{ou}
    application: {application}
    arrondi: supérieur
    report: aucun
    source: {{ article: "1" }}
"""
PETITS = """  - quota: petits
    règle: au plus 40 % des attributions du bailleur, pour typologie = T1
    application: ensemble
    arrondi: inférieur
    force: plafond
    source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: ensemble
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  vacances_attendues: { fichier: attendues.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: typologie
    qpv: { colonne: qpv, codes: { O: oui, N: non } }
    premier_quartile: { colonne: q1, codes: { O: oui, N: non } }
    disponibilite: { colonne: libre, format: aaaa-mm-jj, complet au: 2025-09-30 }
    attribution: { colonne: attribuée, format: aaaa-mm-jj, complet au: 2025-09-30 }
    contingent: { colonne: compte, codes: { ETAT: etat, BAILLEUR: bailleur } }
  vacances_attendues:
    du: { colonne: du, format: aaaa-mm-jj }
    au: { colonne: au, format: aaaa-mm-jj }
    min: min
    max: max
    commune: commune
    typologie: typologie
    qpv: { colonne: qpv, codes: { O: oui, N: non } }
"""
TITRES = "id;commune;typologie;qpv;q1;libre;attribuée;compte\n"
ATTENDUES = "du;au;min;max;commune;typologie;qpv\n2025-10-01;2025-12-31;{};{};T2;N\n"


def told(
    folder: Path,
    clauses: str,
    rows: str,
    capsys: pytest.CaptureFixture[str],
    attendues: str = "1;2",
    lieu: str = "93066",
) -> tuple[str, dict[str, Any]]:
    """The screen, whose page says the same, and the JSON."""
    for nom, text in {
        "convrules.toml": '[depot]\nnom = "x"\n',
        "c.yaml": frame_entete(TETE + clauses),
        "correspondance.yaml": CORRESPONDANCE,
        "vacances.csv": TITRES + rows,
        "attendues.csv": ATTENDUES.format(attendues, lieu),
    }.items():
        (folder / nom).write_text(text, "utf-8")
    asked = ["compliance", "--depot", str(folder), "--year", "2025", "--as-of", "2025-09-30"]
    capsys.readouterr()
    assert run([*asked, "-o", str(folder / "page.html")]) in (0, 1)
    screen = plain(capsys.readouterr().out)
    said = screen[screen.index("ensemble, avec les vacances attendues") :].partition(" — convention ")[0]
    page = plain(unescape((folder / "page.html").read_text("utf-8")))
    assert run([*asked, "--format", "json"]) in (0, 1)
    result = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "compliance.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    assert all(line + "." in page for line in said.rpartition(".")[0].split(". ") if "installez" not in line)
    return said, result["portee"]


def test_ceilings_that_are_left_alone_are_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row without its town is perhaps of one that no other shows: the part, by town, is left aside, and a
    ceiling alone is left, which is out of reach by itself."""
    part = PART.format(regle="25 %", ou="", application="chaque commune")
    rows = (
        "V1;93066;T1;N;N;2025-02-01;2025-03-01;ETAT\nV2;93066;T1;N;N;2025-02-02;2025-03-01;ETAT\n"
        "V3;93066;T1;N;N;2025-02-03;2025-03-01;ETAT\nV4;93066;T1;N;N;2025-02-04;2025-03-01;ETAT\n"
        "V5;;T2;N;N;2025-02-05;2025-03-01;ETAT\n"
    )
    said, portee = told(tmp_path, part + PETITS, rows, capsys)
    assert "« petits » (Préfet) ne peut déjà plus être tenue, même seule." in said
    assert (
        "une fois mises à part celles dont un cas n'est pas connu, il ne reste que des plafonds "
        "(« au plus »), qui ne sont pas rapprochés entre eux." in said
    )
    assert (
        "V5 (vacances.csv, ligne 6), où manque « commune », est peut-être d'un cas de « part_etat » "
        "qu'aucune autre ligne ne montre : complétez-la d'abord." in said
    )
    assert (portee["etat"], portee["seules_car"]) == ("a_portee", "plafonds_seuls")
    (row,) = portee["sans_cellule"]
    assert (row["vacance"], row["fichier"], row["ligne"], row["faits"]) == (
        "V5",
        "vacances.csv",
        6,
        ["commune"],
    )
    assert [r["clause"] for r in row["regles"]] == ["part_etat"]


def test_where_nothing_is_established_the_silent_rows_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = PART.format(regle="30 %", ou=" où premier_quartile", application="chaque typologie")
    rows = (
        "V1;93066;T1;N;N;2025-02-01;2025-03-01;BAILLEUR\nV2;93066;;N;N;2025-02-02;2025-03-01;ETAT\n"
        "V3;93066;;N;N;2025-02-03;2025-03-01;BAILLEUR\n"
    )
    said, portee = told(tmp_path, part + PETITS, rows, capsys)
    assert "rien n'est établi, car une fois mises à part les règles dont un cas n'est pas connu" in said
    assert (
        "V2 (vacances.csv, ligne 3) et V3 (vacances.csv, ligne 4), où manque « typologie », sont peut-être "
        "d'un cas de « part_etat » qu'aucune autre ligne ne montre : complétez-les d'abord." in said
    )
    assert "« part_etat » (Préfet) ne peut déjà plus être tenue, même seule." in said
    assert (portee["etat"], portee["raison"]) == ("non_etabli", "plafonds_seuls")


@pytest.mark.parametrize("application", ["ensemble", "chaque typologie"])
@pytest.mark.parametrize("autres", ["", PETITS])
def test_of_one_rule_nothing_is_told_together(
    application: str, autres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """« Encore possible » of all the rules would be read where one is looked at; of two, it is said."""
    part = PART.format(regle="25 %", ou="", application=application)
    rows = "V1;93066;T1;N;N;2025-02-01;2025-03-01;ETAT\nV2;93066;T2;N;N;2025-02-02;2025-03-01;ETAT\n"
    rows += "V3;93066;T2;N;N;2025-02-02;2025-03-01;BAILLEUR\n"
    said, portee = told(tmp_path, part + autres, rows, capsys)
    alone = (
        "ensemble, avec les vacances attendues : une seule règle est regardée ici : il n'y a rien à en dire "
        "de plus que sa propre ligne, plus bas."
    )
    assert portee["etat"] == "a_portee"
    assert (alone in said, "encore possible" in said) == ((False, True) if autres else (True, False))


PLAFOND = """  - quota: plafond_etat
    règle: au plus 50 % des vacances dans l'assiette du bailleur
    compte: attributions dans l'assiette du réservataire
    application: ensemble
    arrondi: inférieur
    force: plafond
    source: { article: "1" }
"""
SOLDES = "CONVENTION;CLAUSE;ANNEE;SOLDE\nexemple;part_etat;2024;2\n"
COLONNES = "  soldes: { convention: CONVENTION, clause: CLAUSE, annee: ANNEE, solde: SOLDE }\n"
PLUS_BAS = (
    "Plus bas, chaque règle est jugée seule : « en cours » et « reste à faire » n'y disent rien de "
    "l'ensemble."
)


def test_a_balance_brought_over_a_cap_is_said_to_be_the_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of four to seven at most, and two more at least. Of no balance, all can be met."""
    part = PART.format(regle="50 %", ou="", application="ensemble")
    rows = (
        "V1;93066;T2;N;N;2025-02-01;2025-03-01;ETAT\nV2;93066;T2;N;N;2025-02-02;2025-03-01;ETAT\n"
        "V3;93066;T2;N;N;2025-02-02;2025-03-01;ETAT\n"
    )
    more = f'  soldes: {{ fichier: soldes.csv, séparateur: ";" }}\ncolonnes:\n{COLONNES}'
    monkeypatch.setitem(globals(), "CORRESPONDANCE", CORRESPONDANCE.replace("colonnes:\n", more, 1))
    monkeypatch.setitem(globals(), "TETE", TETE.replace("du: 2025", "du: 2024"))
    (tmp_path / "soldes.csv").write_text(SOLDES, "utf-8")
    carried = part.replace("report: aucun", "report: solde exact")
    said, portee = told(tmp_path, carried + PLAFOND, rows, capsys, "1;4")
    assert portee["etat"] == "hors_d_atteinte"
    cause = (
        "La cible de « part_etat » comprend un solde de 2, reporté de 2024 ; « plafond_etat » ne l'ajoute "
        "pas à ce qui est permis."
    )
    assert cause in said and PLUS_BAS in said
    assert "« plafond_etat » (Préfet), plafond dépassé de 1 au pire, place pour 0 au mieux" in said
    (tmp_path / "soldes.csv").write_text(SOLDES.replace(";2\n", ";0\n"), "utf-8")
    said, portee = told(tmp_path, carried + PLAFOND, rows, capsys, "1;4")
    assert portee["etat"] == "a_portee" and cause not in said and PLUS_BAS not in said


@pytest.mark.parametrize(("lieu", "minimales"), [("", False), ("93066", True)])
def test_a_set_that_is_perhaps_too_large_is_said_to_be(
    lieu: str, minimales: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A ceiling by town, of two in five: the row that lacks its town makes room in one of two, and is read at
    its best for both."""
    part = PART.format(regle="50 %", ou="", application="ensemble").replace("supérieur", "sans arrondi")
    cap = PLAFOND.replace("50 %", "40 %").replace("ensemble", "chaque commune")
    let = [("93066", "BAILLEUR"), ("93066", "ETAT"), ("93066", "BAILLEUR"), ("93066", "ETAT")]
    told_of = [*let, (lieu, "BAILLEUR")]
    rows = "".join(
        f"V{n};{where};T2;N;N;2025-02-01;2025-03-01;{who}\n" for n, (where, who) in enumerate(told_of)
    )
    rows += "W1;93048;T2;N;;2025-02-02;;\nW2;93066;T2;N;;2025-02-05;;ETAT\n"
    said, portee = told(tmp_path, part + cap, rows, capsys, "2;4", "93008")
    assert (portee["etat"], portee["minimales"]) == ("hors_d_atteinte", minimales)
    assert ("comptes, et peut-être déjà une partie seulement, ne peuvent plus" in said) is not minimales


def test_a_row_on_which_the_answer_does_not_hang_is_not_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = PART.format(regle="25 %", ou="", application="chaque commune")
    rows = "V1;93066;T1;N;N;2025-02-01;2025-03-01;ETAT\nV2;;T2;N;N;2025-02-02;2025-03-01;ETAT\n"
    said, portee = told(tmp_path, part, rows, capsys)
    assert (portee["etat"], portee["sans_cellule"]) == ("a_portee", [])
    assert "complétez-la" not in said
