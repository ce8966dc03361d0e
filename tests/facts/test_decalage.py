"""A row that a separator in a text moved by one column: refused, and nothing of it is shown."""

import pytest

from convrules.base.values import TCode, TCondition, TEvenement, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from facts.landlord import COMPLET, ENTIER, M2, codes, colonne, load, mapping, source

TITRES = "NUM;NOM;LOGT;INSEE;QPV;SURF;DISPO;ETAGE;MOTIF\n"
COLONNES = (
    colonne("id", TTexte(), "NUM"),
    colonne("logement", TTexte(), "LOGT"),
    colonne("commune", TCode("commune"), "INSEE"),
    colonne("qpv", TCondition(), "QPV"),
    colonne("surface", M2, "SURF"),
    colonne("disponibilite", TEvenement(), "DISPO", format="jj/mm/aaaa", complet_au=COMPLET),
    colonne("etage", ENTIER, "ETAGE"),
    colonne("motif", TTexte(), "MOTIF"),
)


def read(rows: str) -> Checked[ChargementFaits]:
    wanted = mapping((source("v.csv", separateur=";"),), {"vacances": COLONNES}, ignore=("NOM",))
    return load(wanted, {"v.csv": (TITRES + rows).encode()})


def shown(checked: Checked[ChargementFaits]) -> str:
    """All that messages, their excerpts and the names of rows say."""
    told = [
        repr(d.args) + d.span.source.text + "".join(x.span.source.text for x in d.labels)
        for d in checked.diagnostics
    ]
    return "".join(told) + repr([f.cles for f in checked.value.fichiers])


@pytest.mark.parametrize(
    ("row", "colonne", "cote"),
    [
        ("V1;Zwyx;Kqln;L1;93066;oui;41;03/02/2025;", "QPV", "droite"),
        ("Zwyx;Kqln;V1;L1;93066;oui;41;03/02/2025;2", "QPV", "droite"),
        ("V1;L1;93066;oui;41;03/02/2025;2;;", "INSEE", "gauche"),
        ("V1;L1;93066;oui;41;03/02/2025;2;Zwyx;", "INSEE", "gauche"),
    ],
)
def test_a_row_moved_by_a_column_is_refused_and_not_shown(row: str, colonne: str, cote: str) -> None:
    checked = read(f"V0;A;L0;93066;non;30;03/02/2025;1;\n{row}\n")
    (found,) = checked.diagnostics
    assert (found.code, found.args["colonne"], found.args["cote"]) == ("CR844", colonne, cote)
    assert [v.ligne.refusee for v in checked.value.faits.vacances] == [False, True]
    assert not any(x in shown(checked) for x in ("Zwyx", "Kqln", "L1"))


@pytest.mark.parametrize(
    ("row", "attendu"),
    [
        ("V1;A;L1;Zwyxq;oui;peut-être;03/02/2025;1;", ["CR749", "CR743"]),
        ("V1;A;L1;93066;Zwyxq Kqln;41;2025-02-03;1;", ["CR746", "CR740"]),
        ("V1;A;L1;93066;oui;41;2025-02-03;un;Zwyxq", ["CR740", "CR743"]),
        ("V1;A;Zwyxq;L1;ici;41;03/02/2025;1;", ["CR749", "CR746"]),
    ],
)
def test_where_several_cells_cannot_be_read_no_word_is_shown(row: str, attendu: list[str]) -> None:
    checked = read(row + "\n")
    assert codes(checked) == attendu
    assert not any(x in shown(checked) for x in ("Zwyxq", "Kqln", "peut-être"))
    assert "L1" in shown(checked)


@pytest.mark.parametrize(
    "row", ["V1;Kqln;Zwyxq;93066;oui;41;03/02/2025;1;Zwyxq", "V1;;L1;93066;oui;41;31/02/2025;1;Zwyxq"]
)
def test_a_free_text_is_in_no_excerpt(row: str) -> None:
    assert "Zwyxq" not in shown(read(row + "\n")).replace("V1;····;Zwyxq", "")


def test_a_word_that_many_rows_have_is_nobody_s() -> None:
    """The mapping does not know it: it has to be shown to be declared."""
    rows = [f"V{n};A;L{n};93066;souvent;grand;03/02/2025;1;" for n in range(11)]
    assert "souvent" in shown(read("\n".join(rows) + "\n"))
    assert "souvent" not in shown(read("\n".join(rows[1:]) + "\n"))


def test_a_word_beside_a_column_of_names_may_come_from_it() -> None:
    wanted = mapping(
        (source("v.csv", separateur=";"),),
        {"vacances": (COLONNES[0], colonne("qpv", TCondition(), "QPV"), colonne("etage", ENTIER, "ETAGE"))},
        ignore=("NOM",),
    )
    checked = load(wanted, {"v.csv": b"NUM;NOM;QPV;ETAGE\nV1;A;Zwyx;1\nV2;A;oui;Kqln\n"})
    assert codes(checked) == ["CR746", "CR743"]
    assert "Zwyx" not in shown(checked) and "Kqln" in shown(checked)


@pytest.mark.parametrize("number", ["612345678", "712345678", "145678901", "6 12 34 56 78", "0612345678"])
def test_a_telephone_that_lost_its_zero_is_shown_nowhere(number: str) -> None:
    """Where it is read as a code, a day or yes, and where it names a dwelling that is not there."""
    for rank in (3, 4, 5, 6, 8):
        cells = ["V1", "A", "L1", "93066", "oui", "41", "03/02/2025", "1", ""]
        cells[rank] = number
        checked = read(";".join(cells) + "\n")
        if codes(checked):
            assert number not in shown(checked)
    parc = (colonne("id", TTexte(), "NUM"), colonne("etage", ENTIER, "ETAGE"))
    wanted = mapping(
        (source("v.csv", separateur=";"), source("p.csv", "logements")),
        {"vacances": COLONNES, "logements": parc},
        ignore=("NOM",),
    )
    row = f"V1;A;{number};93066;oui;41;03/02/2025;1;\n"
    checked = load(wanted, {"v.csv": (TITRES + row).encode(), "p.csv": f"NUM;ETAGE\n00{number};1\n".encode()})
    assert checked.diagnostics and number not in shown(checked)
