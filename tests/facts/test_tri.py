"""Rows that a mapping leaves aside: counted apart, with what hangs on them, never refused."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from convrules import ir
from convrules.base.source import NOWHERE
from convrules.base.values import TCode, TCondition, TTexte
from convrules.diagnostics.catalogue import aide, message
from convrules.diagnostics.model import Checked
from convrules.facts import tables
from convrules.facts.chargement import ChargementFaits, FichierBrut, Lecture
from convrules.facts.mapping import load_faits
from facts.classeurs import grid, xlsx
from facts.landlord import codes, colonne, load, mapping, source
from facts.yaml_mapping import CONTEXTE

ID, VACANCE = colonne("id", TTexte(), "NUM"), colonne("vacance", TTexte(), "NUM")


def told(checked: Checked[ChargementFaits]) -> list[str]:
    """Codes of findings, but for the texts that nothing names, which have a test of their own."""
    return [code for code in codes(checked) if code != "CR859"]


def tri(colonne: str, *valeurs: str, garde: bool = True) -> ir.Tri:
    return ir.Tri(colonne=colonne, garde=garde, valeurs=tuple((v, NOWHERE) for v in valeurs))


CAS: list[tuple[str, tuple[ir.Tri, ...], list[str], tuple[int, int, int, int], list[str]]] = [
    ("NUM;NAT\nV1;LO\nV2;PK\nV3;LO\n", (tri("NAT", "LO"),), ["V1", "V3"], (3, 2, 0, 1), []),
    ("NUM;NAT\nV1;LO\nV2;PK\nV3;\n", (tri("NAT", "PK", "", garde=False),), ["V1"], (3, 1, 0, 2), []),
    (
        "NUM;NAT;ETAT\nV1;LO;OK\nV2;LO;NUL\nV3;PK;OK\n",
        (tri("NAT", "LO"), tri("ETAT", "NUL", garde=False)),
        *(["V1"], (3, 1, 0, 2), []),
    ),
    # A row of another width cannot be chosen: it is refused.
    ("NUM;NAT\nV1;LO\nV2\n", (tri("NAT", "LO"),), ["V1"], (2, 1, 1, 0), ["CR718"]),
    # Nor can one whose cell is an error, unless the mapping names that very text.
    ("NUM;NAT\nV1;LO\nV2;#N/A\n", (tri("NAT", "LO"),), ["V1"], (2, 1, 1, 0), ["CR755"]),
    ("NUM;NAT\nV1;LO\nV2;#N/A\n", (tri("NAT", "#N/A", garde=False),), ["V1"], (2, 1, 0, 1), []),
    # A cell that says nothing chooses no row by what it says, unless the mapping names the empty one.
    ("NUM;NAT\nV1;LO\nV2;\n", (tri("NAT", "LO"),), ["V1"], (2, 1, 1, 0), ["CR792"]),
    ("NUM;NAT\nV1;LO\nV2;-\n", (tri("NAT", "LO"),), ["V1"], (2, 1, 1, 0), ["CR792"]),
    ("NUM;NAT\nV1;LO\nV2;\n", (tri("NAT", "LO"), tri("NAT", "", garde=False)), ["V1"], (2, 1, 0, 1), []),
    ("NUM;NAT\nV1;LO\nV2;\n", (tri("NAT", "LO", ""),), ["V1", "V2"], (2, 2, 0, 0), []),
    ("NUM;NAT\nV1;LO\nV2;\nV3;PK\n", (tri("NAT", "PK", garde=False),), ["V1", "V2"], (3, 2, 0, 1), []),
    # Nor does a text that is nearly one of those named; nor one that is none, where both sorts are.
    ("NUM;NAT\nV1;LO\nV2;lo\n", (tri("NAT", "LO"),), ["V1"], (2, 1, 1, 0), ["CR792"]),
    ("NUM;NAT\nV1;LOUE\nV2;LOUEE\n", (tri("NAT", "LOUE"),), ["V1"], (2, 1, 1, 0), ["CR792"]),
    ("NUM;NAT\nV1;10\nV2;010\nV3;11\n", (tri("NAT", "10"),), ["V1"], (3, 1, 1, 1), ["CR792"]),
    ("NUM;ET\nV1;ANNULE\nV2;annul\u00e9e\nV3;OK\n",
     (tri("ET", "ANNULE", garde=False),), ["V3"], (3, 1, 1, 1), ["CR792"]),
    ("NUM;NAT\nV1;LO\nV2;PK\nV3;XX\n",
     (tri("NAT", "LO"), tri("NAT", "PK", garde=False)), ["V1"], (3, 1, 1, 1), ["CR792"]),
    # A text written around one that is named, cut short from it, or one sign away, decides nothing.
    *(
        (f"NUM;NAT\nV1;ORD\nV2;{text}\n", (tri("NAT", "ORD"),), ["V1"], (2, 1, 1, 0), ["CR792"])
        for text in ("0RD", "LORD", "ORDI", "LOGORD", "ORD 2025", "ORD.")
    ),
    *(
        (f"NUM;ET\nV1;OK\nV2;ANNULE\nV3;{text}\n",
         (tri("ET", "ANNULE", garde=False),), ["V1"], (3, 1, 1, 1), ["CR792"])
        for text in ("ANN", "ANN.", "ANNULE le 3/2", "DOSSIER ANNULE", "ANNULATION", "annulé")
    ),
    # Other codes are not: short ones, numbers, words of their own.
    *(
        (f"NUM;NAT\nV1;{cite}\nV2;{text}\n", (tri("NAT", cite),), ["V1"], (2, 1, 0, 1), [])
        for cite, text in (("LO", "LU"), ("101", "102"), ("LOT1", "LOT2"), ("PLUS", "GARAGE"), ("T3", "T3B"))
    ),
    # What another cell decides needs no answer of this one.
    ("NUM;NAT;ET\nV1;LO;OK\nV2;;NUL\n",
     (tri("NAT", "LO"), tri("ET", "NUL", garde=False)), ["V1"], (2, 1, 0, 1), []),
    # Written otherwise in the file: blanks around and composed letters are the same text.
    ("NUM;NAT\nV1; Été \nV2;PK\n", (tri("NAT", "E\u0301te\u0301"),), ["V1"], (2, 1, 0, 1), []),
    ("NUM;NAT\nV1;LO\nV2;PK\n", (tri("NAT", "LO", "RS"),), ["V1"], (2, 1, 0, 1), ["CR775"]),
    # Twice the same identifier, one of them left aside: no repetition.
    ("NUM;NAT\nV1;PK\nV1;LO\n", (tri("NAT", "LO"),), ["V1"], (2, 1, 0, 1), []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tris", "gardees", "comptes", "constats"), CAS)
def test_rows_chosen(
    text: str,
    tris: tuple[ir.Tri, ...],
    gardees: list[str],
    comptes: tuple[int, int, int, int],
    constats: list[str],
) -> None:
    carte = mapping((source("v.csv", separateur=";", tris=tris),), {"vacances": (ID,)})
    found = load(carte, {"v.csv": text.encode()})
    (one,) = found.value.fichiers
    assert [v.id for v in found.value.faits.vacances if not v.ligne.refusee] == gardees
    assert (one.lues, one.gardees, one.refusees, one.ecartees) == comptes
    assert told(found) == constats


def test_what_hangs_on_a_row_left_aside() -> None:
    """Its candidatures are left aside with it; one that hangs on nothing is still refused."""
    files = (source("v.csv", separateur=";", tris=(tri("NAT", "LO"),)), source("c.csv", "candidatures"))
    columns = {
        "vacances": (ID,),
        "candidatures": (colonne("id", TTexte(), "CAND"), VACANCE, colonne("dalo", TCondition(), "DALO")),
    }
    found = load(
        mapping(files, columns),
        {
            "v.csv": b"NUM;NAT\nV1;LO\nV2;PK\n",
            "c.csv": b"CAND;NUM;DALO\nC1;V1;oui\nC2;V2;oui\nC3;V9;non\n",
        },
    )
    counts = {f.table: (f.lues, f.gardees, f.refusees, f.ecartees) for f in found.value.fichiers}
    assert counts == {"vacances": (2, 1, 0, 1), "candidatures": (3, 1, 1, 1)}
    assert told(found) == ["CR732"]


def test_rows_left_aside_are_within_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "VACANCES_MAX", 1)
    carte = mapping((source("v.csv", separateur=";", tris=(tri("NAT", "LO"),)),), {"vacances": (ID,)})
    found = load(carte, {"v.csv": b"NUM;NAT\nV1;PK\nV2;PK\nV3;LO\n"})
    assert (told(found), [v.id for v in found.value.faits.vacances]) == ([], ["V3"])


def test_a_joined_file_is_chosen_too() -> None:
    """Of two rows of one key, the one left aside does not contradict the other."""
    pmr = colonne("pmr", TCondition(), "PMR", fichier="t.csv")
    files = (
        source("v.csv", cles=("LOGT",)),
        source("t.csv", cles=("LOGT",), tris=(tri("ETAT", "ANCIEN", garde=False),)),
    )
    contents: Mapping[str, bytes] = {
        "v.csv": b"NUM;LOGT\nV1;L1\n",
        "t.csv": b"LOGT;PMR;ETAT\nL1;non;ANCIEN\nL1;oui;\n",
    }
    found = load(mapping(files, {"vacances": (ID, pmr)}), contents)
    assert told(found) == []
    assert [(f.lues, f.gardees, f.ecartees) for f in found.value.fichiers] == [(1, 1, 0), (2, 1, 1)]


@pytest.mark.parametrize(
    ("baux", "comptes", "constats"),
    [
        ("V1\nV2\nV3\n", (3, 1, 0, 2), []),
        ("V1\nV2\nV9\n", (3, 1, 1, 1), ["CR783"]),
        ("V2\nV3\n", (2, 0, 0, 2), []),
        ("v2\nV1\n", (2, 1, 1, 0), ["CR783"]),
    ],
)
def test_the_lease_of_a_vacancy_left_aside_is_left_aside_with_it(
    baux: str, comptes: tuple[int, int, int, int], constats: list[str]
) -> None:
    """It is no orphan; one that no row has, nor those left aside, is."""
    bail = colonne("contingent", TTexte(), "CTG", fichier="b.csv")
    files = (source("v.csv", cles=("NUM",), tris=(tri("NAT", "LO"),)), source("b.csv", cles=("NUM",)))
    leases = "NUM;CTG\n" + baux.replace("\n", ";ville\n")
    contents = {"v.csv": b"NUM;NAT\nV1;LO\nV2;PK\nV3;PK\n", "b.csv": leases.encode()}
    found = load(mapping(files, {"vacances": (ID, bail)}), contents)
    one = next(f for f in found.value.fichiers if f.nom == "b.csv")
    assert (one.lues, one.gardees, one.refusees, one.ecartees) == comptes
    assert told(found) == constats and found.value.complet


def test_of_a_workbook() -> None:
    carte = mapping((source("v.xlsx", tris=(tri("NAT", "LO"),)),), {"vacances": (ID,)})
    found = load(carte, {"v.xlsx": xlsx({"V": grid("NUM;NAT\nV1;LO\nV2;PK\n")})})
    assert ([v.id for v in found.value.faits.vacances], told(found)) == (["V1"], [])


def test_of_a_parquet_file_by_a_column_that_gives_no_fact(tmp_path: Path) -> None:
    path = tmp_path / "v.parquet"
    query = "SELECT * FROM (VALUES ('V1', 'LO', 1), ('V2', 'PK', 2)) AS t(NUM, NAT, AUTRE)"
    duckdb.sql(query).write_parquet(str(path))
    carte = mapping((source("v.parquet", tris=(tri("NAT", "LO"),)),), {"vacances": (ID,)})
    brut = FichierBrut(nom=path.name, chemin=str(path))
    found = load_faits(carte, lambda _: Lecture(fichiers=(brut,)), CONTEXTE)
    assert [v.id for v in found.value.faits.vacances] == ["V1"]


def test_texts_that_nothing_names_are_told() -> None:
    """Those of eleven rows at least are shown, the others counted with them."""
    text = "NUM;NAT\nV0;LO\n" + "".join(f"V{n};GARAGE\n" for n in range(1, 12)) + "V12;Durand Marie\n"
    files = (source("v.csv", separateur=";", tris=(tri("NAT", "LO"),)),)
    (found,) = load(mapping(files, {"vacances": (ID,)}), {"v.csv": text.encode()}).diagnostics
    assert found.code == "CR859"
    assert "12 ligne" in message(found)
    assert "« GARAGE » (11), …" in str(aide(found)) and "Durand" not in str(found.args)


def test_codes_of_the_mapping_are_named() -> None:
    """A text that the column's own codes do not know chooses nothing."""
    column = ir.Colonne(
        champ="financement",
        type=TCode(enumeration="financement"),
        colonne="NAT",
        codes=(("LO", "plai"), ("RS", "plus")),
    )
    files = (source("v.csv", separateur=";", tris=(tri("NAT", "LO"),)),)
    data = {"v.csv": b"NUM;NAT\nV1;LO\nV2;RS\nV3;XYZ\n"}
    checked = load(mapping(files, {"vacances": (ID, column)}), data)
    assert codes(checked) == ["CR792"]
    (received,) = checked.value.fichiers
    assert (received.lues, received.gardees, received.refusees, received.ecartees) == (3, 1, 1, 1)
